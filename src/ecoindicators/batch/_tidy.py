"""A tidy frame: one observation a row, spread to one row a place and year."""

from __future__ import annotations

from typing import Any, Final

from ecoindicators.batch._columns import (
    PLACE,
    YEAR,
    Held,
    statable_atoms,
)
from ecoindicators.batch._engine import Engine, Spread, Take
from ecoindicators.batch._expressions import Expr, where
from ecoindicators.batch._heads import check_kind, heads, keys, wrong_kind
from ecoindicators.batch._meanings import UNKNOWN, Numbering
from ecoindicators.batch._numbers import rounded
from ecoindicators.batch._problems import RowCheck
from ecoindicators.batch._taken import Intake, row_checks, with_facts
from ecoindicators.errors import DossierError, Location, Problem, nearest_names, shown
from ecoindicators.indicators import Component
from ecoindicators.measures import canonical_unit, conversion, known_units
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

TIDY: Final = (
    "component", PLACE, YEAR, "value", "date", "unit_measure", "statement",
    "status", "source", "evidence", "reported_by", "note",
)  # fmt: skip


def tidy(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    problems: list[Problem] = []
    found = heads(engine, TIDY)
    keys(engine, found, problems)
    for column in engine.kinds:
        if column not in found.values():
            message = Text(f"没有“{shown(column)}”这一列", f'there is no column "{shown(column)}"')
            near = nearest_names(column, TIDY) or TIDY
            problems.append(Problem("unknown-column", message, Location(table="frame"), column, near))
    kinds = {"value": "number", "date": "date", "unit_measure": "text", "statement": "text"}
    usable = [h for h, kind in kinds.items() if h in found and check_kind(engine, found[h], kind, problems)]
    if engine.kinds[found["component"]] not in ("text", "number"):
        problems.append(wrong_kind(found["component"], Text("文本", "text"), engine.types[found["component"]]))
    if problems:
        raise DossierError(problems)
    taken = [
        Take(PLACE, found[PLACE], "key"),
        Take(YEAR, found[YEAR], "key"),
        Take("component", found["component"], "text"),
    ]
    taken += [Take(head, found[head], kinds[head]) for head in usable]  # type: ignore[arg-type]
    frame = engine.take(taken)
    numbers = {c.id: i for i, c in enumerate(ruleset.components)}
    ids = {key: found[0] for key, found in names.component_keys.items() if len(found) == 1}
    # What only the overlay has is no mistake, and nothing that its ancestor judges.
    known = {key: numbers.get(id, len(numbers)) for key, id in ids.items()}
    recoded: dict[str, tuple[str, Any]] = {"k": ("component", Numbering(known))}
    units = tuple(dict.fromkeys((*known_units(), *(canonical_unit(c.unit_measure) for c in ruleset.components))))
    if "unit_measure" in usable:
        recoded["u"] = ("unit_measure", Numbering({u: i for i, u in enumerate(units, 1)}, 0, True))
    frame = engine.recode(frame, recoded)
    letters = {"value": "v", "date": "d", "statement": "s", "u": "u", "unit_measure": "m"}
    # A unit is there twice: its number to judge by, its text to say what is wrong with it.
    sources = [*usable, *(["u"] if "u" in recoded else [])]
    spread = [
        Spread(f"{letters[source]}{i}", i, source)
        for i in range(len(ruleset.components))
        for source in sources
        if source != "statement" or statable_atoms(ruleset.components[i].target)
    ]
    # Where a component has no column of its own its rows are still counted.
    spread += [Spread(f"q{i}", i, "k") for i in range(len(ruleset.components)) if all(s.index != i for s in spread)]
    frame = engine.spread(frame, [PLACE, YEAR], "k", [*spread, Spread("unknown", UNKNOWN, "component")], "n")
    held: dict[int, Held] = {}
    columns = {s.index: s.name for s in spread if s.source == "statement"}
    frame = with_facts(engine, ruleset, frame, columns, held)
    nowhere = Text(f"{names.id} 中没有这个分项", f"{names.id} has no such component")
    checks = [RowCheck("unknown-component", engine.ns.col(f"n{UNKNOWN}") > 0, nowhere, None, "unknown")]
    for i, component in enumerate(ruleset.components):
        has = {s.source for s in spread if s.index == i}
        if "value" in has and "u" in recoded:
            frame, check = _converted(engine, frame, i, component, units)
            checks.append(check)
        held[i] = Held(
            f"v{i}" if "value" in has else None,
            f"d{i}" if "date" in has else None,
            f"n{i}",
            held[i].statements if i in held else {},
        )
        twice = Text("同一地区同一年份重复填报", "it is reported twice for the place and year")
        checks.append(RowCheck("duplicate", engine.ns.col(f"n{i}") > 1, twice, component.id))
    checks += [c for c in row_checks(engine, ruleset, held) if c.code != "duplicate"]
    return Intake(frame, held, tuple(checks))


def _converted(
    engine: Engine, frame: Any, position: int, component: Component, units: tuple[str, ...]
) -> tuple[Any, RowCheck]:
    """Return the frame with the values of a component in its own unit, and the check that every unit converts."""
    ns = engine.ns
    value, unit = ns.col(f"v{position}"), ns.col(f"u{position}")
    converted, bad = value, unit < 0
    for number, name in enumerate(units, 1):
        factor = conversion(name, component.unit_measure)
        if factor is None:
            bad = bad | (unit == number)
        elif factor != 1:
            converted = where(ns, unit == number).then(_times(value, float(factor))).otherwise(converted)
    message = Text(
        f"计量单位不能换算为“{component.unit_measure or '—'}”",
        f'the unit does not convert to "{component.unit_measure or "—"}"',
    )
    check = RowCheck("unit-mismatch", bad & ~value.is_null(), message, component.id, f"v{position}", f"m{position}")
    return frame.with_columns(converted.alias(f"v{position}")), check


def _times(value: Expr, factor: float) -> Expr:
    """Return a converted value, rounded so that 0.942 as a share is exactly 94.2 %."""
    return rounded(value * factor)
