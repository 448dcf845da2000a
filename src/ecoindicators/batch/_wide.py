"""A wide frame: one row a place and year, one column for each component, ``<id>.statement`` and ``<id>.date``."""

from __future__ import annotations

from typing import Final

from ecoindicators.batch._columns import (
    PLACE,
    YEAR,
    Held,
)
from ecoindicators.batch._engine import Engine, Take
from ecoindicators.batch._heads import check_kind, heads, keys
from ecoindicators.batch._taken import Intake, row_checks, with_facts
from ecoindicators.errors import DossierError, Location, Problem, UnknownNameError, shown
from ecoindicators.indicators import Component
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

SUFFIXES: Final = ("statement", "date")


def wide(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    problems: list[Problem] = []
    found = heads(engine, (PLACE, YEAR))
    keys(engine, found, problems)
    taken = [Take(head, column, "key") for head, column in found.items()]
    parts: dict[int, dict[str, str]] = {}
    positions = {c.id: i for i, c in enumerate(ruleset.components)}
    parts_of = {"value": "v", "statement": "s", "date": "d"}
    for column in engine.kinds:
        if column in found.values():
            continue
        name, _, ending = column.rpartition(".")
        part = ending if ending in SUFFIXES and name else "value"
        component = _component(names, name if part != "value" else column, column, problems)
        if component is None or component.id not in positions:
            continue
        position = positions[component.id]
        if part in parts.setdefault(position, {}):
            message = Text(f"{component.id} 有两列", f"{component.id} has two columns")
            problems.append(Problem("duplicate-column", message, Location(table="frame", column=column)))
            continue
        parts[position][part] = column
        kind = {"value": "number", "statement": "text", "date": "date"}[part]
        if check_kind(engine, column, kind, problems):
            taken.append(Take(f"{parts_of[part]}{position}", column, kind))  # type: ignore[arg-type]
    if problems:
        raise DossierError(problems)
    engine.look(found[PLACE], found[YEAR])
    frame = engine.take(taken)
    held: dict[int, Held] = {}
    frame = with_facts(engine, ruleset, frame, {p: c.get("statement") for p, c in parts.items()}, held)
    for position, columns in parts.items():
        held[position] = Held(
            f"v{position}" if "value" in columns else None,
            f"d{position}" if "date" in columns else None,
            None,
            held[position].statements if position in held else {},
        )
    return Intake(frame, held, tuple(row_checks(engine, ruleset, held)))


def _component(ruleset: Ruleset, name: str, column: str, problems: list[Problem]) -> Component | None:
    try:
        return ruleset.component(name)
    except UnknownNameError as error:
        message = Text(
            f"列“{shown(column)}”不是 {ruleset.id} 的分项：{error.message.zh}",
            f'the column "{shown(column)}" is no component: {error.message.en}',
        )
        hint = Text(
            "宽表的列为 place、year、分项 id、<id>.statement、<id>.date；其余的列请先去掉",
            "a wide frame has place, year, ids of components, <id>.statement and <id>.date; leave other columns out",
        )
        where_ = Location(table="frame", column=column)
        problems.append(Problem("unknown-component", message, where_, column, error.nearest, hint))
        return None
