"""Facts → a situation in which they hold, checked by judging; None where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from math import floor

from ecoindicators.targets._atoms import (
    IN_FORCE_EVENTS,
    Assigned,
    Change,
    InForce,
    Peer,
    Sense,
    State,
    Threshold,
    Trend,
    Window,
)
from ecoindicators.targets._base import MET, NOT_MET, Evidence, Facts, Op, Situation, Target
from ecoindicators.targets._facts import Age, Fact, Frame, Named, Says, Value, aged, reach
from ecoindicators.targets._feasible import Linear, Point, solve


def situation(frame: Frame, facts: Iterable[Fact], targets: tuple[Target, Target]) -> Situation | None:
    """Return a situation in which the facts hold, None where they contradict each other."""
    says: dict[tuple[object, int], bool] = {}
    rows: list[Linear] = []
    for fact in facts:
        if isinstance(fact, Says):
            if says.setdefault((fact.what, fact.offset), fact.holds) is not fact.holds:
                return None
        else:
            rows.append(fact)
    for ages, dated in _dated(rows, _states(targets)):
        frame.budget.spend(1 + len(says) ** 2)
        if not _consistent({**says, **dated}, _states(targets)):
            continue
        point = solve((*rows, *ages), frame.budget)
        if point is None:
            continue
        made = _real(frame, point, {**says, **dated}, targets)
        if made is not None:
            return made
    return None


def _real(
    frame: Frame, point: Point, says: Mapping[tuple[object, int], bool], targets: tuple[Target, Target]
) -> Situation | None:
    """Return the situation of a point, checked by judging; every atom must be decided in it."""
    a, b = targets
    as_of = date(frame.year, 12, 31)
    values: dict[int | None, Decimal] = {frame.year - k: Decimal(0) for k in range(frame.earlier + 1)}
    references: dict[tuple[int | None, str], Decimal] = {}
    days: dict[int | None, date] = {}
    for variable, number in point.items():
        amount = Decimal(number.numerator) / Decimal(number.denominator)
        if isinstance(variable, Value):
            values[variable.named if variable.named is not None else frame.year - variable.offset] = amount
        elif isinstance(variable, Named):
            references[frame.year - variable.offset, variable.name] = amount
        elif isinstance(variable, Age):
            days[frame.year - variable.offset] = date.fromordinal(as_of.toordinal() - floor(number))
    for target in targets:
        for atom, offset in reach(target, 0, frame.place, frame.year):
            if isinstance(atom, Peer):
                references.setdefault((frame.year - offset, atom.name), Decimal(1))
            if isinstance(atom, Change) and atom.base_year is not None:
                values.setdefault(atom.base_year, Decimal(1))
    assignments = _assignments(says, values, frame.year)
    for target in targets:
        for atom, offset in reach(target, 0, frame.place, frame.year):
            # What nothing was asked of is still decided: it is assigned, and not in force yet.
            if isinstance(atom, Assigned):
                assignments.setdefault(frame.year - offset, Threshold(Op.GE, Decimal(0)))
            if isinstance(atom, InForce):
                days.setdefault(frame.year - offset, date(frame.year + 1, 1, 1))
    facts = {year: _facts(says, frame.year - year, targets) for year in values if year is not None}
    evidence: dict[int | None, Evidence] = {
        year: Evidence(value, days.get(year), facts[year]) for year, value in values.items() if year is not None
    }
    made = Situation(frame.year, as_of, evidence, assignments, references, frame.place)
    failed = b.judge(made)
    # A case that is chosen by label or year may be missing while every atom is decided.
    missed = failed.verdict is NOT_MET or failed.reason.code in ("no-label", "two-labels", "no-assignment")
    return made if a.judge(made).verdict is MET and missed else None


def _assignments(
    says: Mapping[tuple[object, int], bool], values: Mapping[int | None, Decimal], year: int
) -> dict[int | None, Target]:
    """Return assignments that are met or missed as told, by the value of their year."""
    wanted: dict[int, dict[Op | None, bool]] = {}
    for (what, offset), holds in says.items():
        if isinstance(what, Assigned):
            wanted.setdefault(offset, {})[what.bound] = holds
    made: dict[int | None, Target] = {}
    for offset, bounds in wanted.items():
        value = values[year - offset]
        choices = [
            Threshold(op, value + shift) for shift in (Decimal(0), Decimal(1), Decimal(-1)) for op in Op
        ]  # a bound in the wording replaces the assignment's own comparison
        for choice in choices:
            if all((op or choice.op).holds(value, choice.value) is holds for op, holds in bounds.items()):
                made[year - offset] = choice
                break
    return made


def _facts(says: Mapping[tuple[object, int], bool], offset: int, targets: tuple[Target, Target]) -> Facts:
    true = {what for (what, at), holds in says.items() if at == offset and holds}
    affirmed, denied = set[Target](), set[Target]()
    for state in _states(targets):
        (denied if true.isdisjoint(state.affirming) else affirmed).add(state)
    for (what, at), holds in says.items():
        if at == offset and isinstance(what, Trend):
            (affirmed if holds else denied).add(what)
    for target in targets:
        for atom in target.atoms():
            if isinstance(atom, Trend) and atom.sense.op is None and atom not in affirmed:
                denied.add(atom)
    return Facts(frozenset(affirmed), frozenset(denied))


def _consistent(says: Mapping[tuple[object, int], bool], states: tuple[State, ...]) -> bool:
    """Return whether what is true, with all that follows from it, denies nothing that is true and affirms nothing false."""
    for offset in {at for _, at in says}:
        true = {what for (what, at), holds in says.items() if at == offset and holds}
        false = {what for (what, at), holds in says.items() if at == offset and not holds}
        grown = True
        while grown:
            before = len(true)
            for state in states:
                if not true.isdisjoint(state.affirming):
                    true |= {state.phrase, *state.synonyms}
            for trend in [t for t in true if isinstance(t, Trend)]:
                true |= {t for t in false if isinstance(t, Trend) and _implies(trend, t)}
            grown = len(true) > before
        if not true.isdisjoint(false):
            return False
        phrases = [p for p in true if isinstance(p, str)]
        if any(_deny(p, q) for p in phrases for q in phrases):
            return False
        if any(state.phrase in true and not true.isdisjoint(state.antonyms) for state in states):
            return False
    return True


def _implies(a: Trend, b: Trend) -> bool:
    """Return whether one stated trend says the other: 改善 says 稳定 as well, and more years say fewer."""
    covers = a.steps is None or (b.steps is not None and a.steps >= b.steps)
    return covers and a.sense in (b.sense, Sense.BETTER)


def _deny(p: str, q: str) -> bool:
    """Return whether q is the positive of the negative phrase p."""
    return any(sign in p and p.replace(sign, "", 1) == q for sign in ("不", "未", "无", "没有"))


def _states(targets: tuple[Target, Target]) -> tuple[State, ...]:
    """Return the states of both; one phrase means in each what it means in either."""
    found: dict[str, State] = {}
    for target in targets:
        for whole in target.atoms():
            for atom in whole.inner.atoms() if isinstance(whole, Window) else (whole,):
                if isinstance(atom, State):
                    found.setdefault(f"{atom!r}", atom)
    return tuple(found.values())


def _dated(
    rows: Iterable[Linear], states: tuple[State, ...]
) -> Iterator[tuple[list[Linear], dict[tuple[object, int], bool]]]:
    """Yield what a date says besides its age: once it is past, it affirms what follows from being in force."""
    offsets = sorted({variable.offset for row in rows for variable, _ in row.terms if isinstance(variable, Age)})
    for past in map(dict, product(*([(offset, True), (offset, False)] for offset in offsets))):
        ages, says = list[Linear](), dict[tuple[object, int], bool]()
        for offset, is_past in past.items():
            ages.append(aged(0, is_past, offset))
            for state in states:
                if is_past and any(p in IN_FORCE_EVENTS for p in state.affirming):
                    says[state.phrase, offset] = True
        yield ages, says
