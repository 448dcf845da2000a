"""A frame inside: one row a place and year, what it holds of each component, and what can be wrong with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from ecoindicators.batch._columns import (
    BOTH,
    PLACE,
    YEAR,
    Held,
    Statement,
    statable_atoms,
)
from ecoindicators.batch._engine import Engine
from ecoindicators.batch._meanings import Meaning
from ecoindicators.batch._problems import NOT_FINITE, RowCheck
from ecoindicators.indicators import Component
from ecoindicators.rulesets import Ruleset
from ecoindicators.tables import YEARS
from ecoindicators.targets import Target
from ecoindicators.texts import Text


@frozen
class Intake:
    """The frame inside: what it holds of each component, by position, and what can be wrong with its rows."""

    frame: Any
    held: Mapping[int, Held]
    checks: tuple[RowCheck, ...] = ()


def with_facts(
    engine: Engine, ruleset: Ruleset, frame: Any, columns: Mapping[int, str | None], held: dict[int, Held]
) -> Any:
    """Return the frame with what its statements say of each atom, and note it in ``held``."""
    wanted: dict[str, tuple[str, Any]] = {}
    for position, column in columns.items():
        component = ruleset.components[position]
        atoms = statable_atoms(component.target)
        if column is None:
            continue
        name = f"s{position}"
        statements: dict[Target, Statement] = {}
        words = engine.categories(column)
        for number, atom in enumerate(atoms or (component.target,)):
            meaning = Meaning(component.target, component.direction, atom)
            if words is not None:
                statements[atom] = Statement(name, {word: meaning(word) for word in words})
            else:
                wanted[f"f{position}_{number}"] = (name, meaning)
                statements[atom] = Statement(f"f{position}_{number}")
        held[position] = Held(statements=statements)
    return engine.recode(frame, wanted) if wanted else frame


def row_checks(engine: Engine, ruleset: Ruleset, held: Mapping[int, Held]) -> Iterable[RowCheck]:
    """Yield what can be wrong with the rows: keys, bounds, statements that contradict themselves."""
    ns = engine.ns
    blank = ns.col(PLACE).is_null() | ns.col(YEAR).is_null()
    if engine.text_places:
        blank = blank | (ns.col(PLACE) == "")
    yield RowCheck("missing-value", blank, Text("place 与 year 不能为空", "place and year must not be empty"))
    year = ns.col(YEAR)
    span = Text(f"年份应在{YEARS[0]}至{YEARS[-1]}之间", f"the year should lie between {YEARS[0]} and {YEARS[-1]}")
    yield RowCheck("bad-year", (year < YEARS[0]) | (year > YEARS[-1]), span)
    unsorted = engine.unsorted()
    if unsorted is not None:
        message = Text(
            "行未按 place、year 的顺序排列，与 sorted=True 不符",
            "the rows are not in order of place and year, though sorted=True says so",
        )
        yield RowCheck("not-sorted", unsorted, message)
    repeated = engine.repeated()
    if repeated is not None:
        yield RowCheck("duplicate", repeated, Text("同一地区同一年份重复", "the place and year occur twice"))
    for position, has in sorted(held.items()):
        component = ruleset.components[position]
        if has.value is not None:
            yield _bounds(engine, component, has.value)
        said = next(iter(has.statements.values()), None)  # one atom's column tells of all that they contradict
        if said is not None and said.can_say(BOTH):
            message = Text("填报结论自相矛盾", "the statement affirms and denies the same")
            yield RowCheck("contradiction", said.says(BOTH, 0, ns), message, component.id, f"s{position}")


def _bounds(engine: Engine, component: Component, name: str) -> RowCheck:
    value = engine.ns.col(name)
    low = float("-1.7e308") if component.minimum is None else float(component.minimum)
    high = float("1.7e308") if component.maximum is None else float(component.maximum)
    shown_low = "" if component.minimum is None else f"{component.minimum:f}"
    shown_high = "" if component.maximum is None else f"{component.maximum:f}"
    message = Text(
        f"数值超出规定范围（{shown_low}～{shown_high}）",
        f"the value is outside the declared bounds ({shown_low} to {shown_high})",
    )
    if component.minimum is None and component.maximum is None:
        message = NOT_FINITE
    return RowCheck("out-of-bounds", (value < low) | (value > high), message, component.id, name)
