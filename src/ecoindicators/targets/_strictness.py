"""Stricter than: over all situations in which every atom of both is decided, does one target's MET mean the other's?

``a`` implies ``b`` unless some situation meets a and does not meet b. Both sides are spread into alternatives, each
a list of plain facts about numbers, phrases and assignments; whether such a list can hold is decided
exactly. A statement about numbers is taken to be true of the numbers behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from typing import Final

from attrs import evolve, frozen

from ecoindicators.targets._atoms import (
    IN_FORCE_EVENTS,
    Assigned,
    Change,
    Eliminated,
    InForce,
    Peer,
    Range,
    Sense,
    State,
    Threshold,
    Trend,
    Window,
    months_after,
)
from ecoindicators.targets._base import MET, NOT_MET, Evidence, Facts, Op, Situation, Target
from ecoindicators.targets._compounds import AllOf, AnyOf, ByVariant, ByYear, WithAim
from ecoindicators.targets._feasible import Linear, Point, linear, solve
from ecoindicators.texts import Text


class Relation(Enum):
    """How one target stands to another: stricter, equal, laxer or incomparable."""

    STRICTER = "stricter"
    EQUAL = "equal"
    LAXER = "laxer"
    INCOMPARABLE = "incomparable"

    @property
    def text(self) -> Text:
        """The relation in words."""
        return _TEXTS[self]

    @property
    def flipped(self) -> Relation:
        """The relation seen from the other side."""
        return {Relation.STRICTER: Relation.LAXER, Relation.LAXER: Relation.STRICTER}.get(self, self)


_TEXTS = {
    Relation.STRICTER: Text("更严", "stricter"),
    Relation.EQUAL: Text("相同", "equal"),
    Relation.LAXER: Text("更宽", "laxer"),
    Relation.INCOMPARABLE: Text("不可比", "incomparable"),
}


@lru_cache(maxsize=4096)
def compare(a: Target, b: Target) -> Relation:
    """
    Return how ``a`` stands to ``b``: STRICTER if a's MET always means b's and not the other way round.

    >>> from decimal import Decimal
    >>> compare(Threshold(Op.GE, Decimal(44)), Threshold(Op.GE, Decimal(41)))
    <Relation.STRICTER: 'stricter'>
    """
    if a == b:
        return Relation.EQUAL
    forth, back = witness(a, b) is None, witness(b, a) is None
    if forth:
        return Relation.EQUAL if back else Relation.STRICTER
    return Relation.LAXER if back else Relation.INCOMPARABLE


def witness(a: Target, b: Target) -> Situation | None:
    """
    Return a situation in which every atom of both is decided and that meets ``a`` and not ``b``; None without one.

    >>> from decimal import Decimal
    >>> w = witness(Threshold(Op.GE, Decimal(41)), Threshold(Op.GE, Decimal(44)))
    >>> 41 <= w.value_in(w.year) < 44
    True
    """
    a, b = _scaled(a), _scaled(b)
    for frame in _frames((a, b)):
        for met in _spread(a, True, 0, frame):
            for failed in _spread(b, False, 0, frame):
                found = frame.situation((*met, *failed), (a, b))
                if found is not None:
                    return found
    return None


# --- facts ------------------------------------------------------------------------------------------


@frozen
class Says:
    """A phrase or a statable atom holds, or does not, ``offset`` years ago."""

    what: object
    offset: int
    holds: bool


Fact = Linear | Says
YEAR: Final = 2100
ONE = Fraction(1)


@frozen
class Value:
    """The value ``offset`` years ago, or in the ``named`` year."""

    offset: int = 0
    named: int | None = None


@frozen
class Named:
    """A reference value by name, ``offset`` years ago."""

    name: str
    offset: int


@frozen
class Age:
    """How many days ago, at the assessment, the date observed ``offset`` years ago was."""

    offset: int


def _scaled(target: Target) -> Target:
    """Return ``target`` with ‰ as %; other units only name what is measured."""
    if isinstance(target, Threshold):
        factor = Decimal("0.1") if target.unit_measure == "‰" else Decimal(1)
        return evolve(target, value=target.value * factor, unit_measure="")
    if isinstance(target, Range):
        factor = Decimal("0.1") if target.unit_measure == "‰" else Decimal(1)
        return evolve(target, low=target.low * factor, high=target.high * factor, unit_measure="")
    if isinstance(target, AllOf | AnyOf):
        return evolve(target, parts=tuple(map(_scaled, target.parts)))
    if isinstance(target, WithAim):
        return _scaled(target.must)
    if isinstance(target, Window):
        return evolve(target, inner=_scaled(target.inner))
    if isinstance(target, ByVariant):
        return evolve(target, variants=tuple(evolve(v, target=_scaled(v.target)) for v in target.variants))
    if isinstance(target, ByYear):
        return evolve(target, steps=tuple((y, _scaled(t)) for y, t in target.steps))
    return target


@frozen
class Frame:
    """What is chosen before facts are weighed: the year, the labels, how many earlier years are given."""

    year: int
    place: frozenset[str]
    earlier: int

    def situation(self, facts: Iterable[Fact], targets: tuple[Target, Target]) -> Situation | None:
        """Return a situation in which the facts hold, None where they contradict each other."""
        says: dict[tuple[object, int], bool] = {}
        rows: list[Linear] = []
        for fact in facts:
            if isinstance(fact, Says):
                if says.setdefault((fact.what, fact.offset), fact.holds) is not fact.holds:
                    return None
            else:
                rows.append(fact)
        for ages, dated in _dated(says, _states(targets)):
            if not _consistent({**says, **dated}, _states(targets)):
                continue
            point = solve((*rows, *ages))
            if point is None:
                continue
            made = self.real(point, {**says, **dated}, targets)
            if made is not None:
                return made
        return None

    def real(
        self, point: Point, says: Mapping[tuple[object, int], bool], targets: tuple[Target, Target]
    ) -> Situation | None:
        """Return the situation of a point, checked by judging; every atom must be decided in it."""
        a, b = targets
        as_of = date(self.year, 12, 31)
        values: dict[int | None, Decimal] = {self.year - k: Decimal(0) for k in range(self.earlier + 1)}
        references: dict[tuple[int | None, str], Decimal] = {}
        days: dict[int | None, date] = {}
        for variable, number in point.items():
            amount = Decimal(number.numerator) / Decimal(number.denominator)
            if isinstance(variable, Value):
                values[variable.named if variable.named is not None else self.year - variable.offset] = amount
            elif isinstance(variable, Named):
                references[self.year - variable.offset, variable.name] = amount
            elif isinstance(variable, Age):
                days[self.year - variable.offset] = date.fromordinal(as_of.toordinal() - int(amount))
        for target in targets:
            for atom, offset in _reach(target, 0, self.place, self.year):
                if isinstance(atom, Peer):
                    references.setdefault((self.year - offset, atom.name), Decimal(1))
                if isinstance(atom, Change):
                    values.setdefault(
                        atom.base_year if atom.base_year is not None else self.year - offset - 1, Decimal(1)
                    )
        assignments = _assignments(says, values, self.year)
        for target in targets:
            for atom, offset in _reach(target, 0, self.place, self.year):
                # What nothing was asked of is still decided: it is assigned, and not in force yet.
                if isinstance(atom, Assigned):
                    assignments.setdefault(self.year - offset, Threshold(Op.GE, Decimal(0)))
                if isinstance(atom, InForce):
                    days.setdefault(self.year - offset, date(self.year + 1, 1, 1))
        facts = {year: _facts(says, self.year - year, targets) for year in values if year is not None}
        evidence: dict[int | None, Evidence] = {
            year: Evidence(value, days.get(year), facts[year]) for year, value in values.items() if year is not None
        }
        made = Situation(self.year, as_of, evidence, assignments, references, self.place)
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
        value = values.get(year - offset, Decimal(0))
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
        known = says.get((state.phrase, offset))
        (affirmed if known or not true.isdisjoint(state.affirming) else denied).add(state)
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
            for trend in [t for t in true if isinstance(t, Trend) and t.sense is Sense.BETTER]:
                true |= {t for t in false if isinstance(t, Trend) and t.sense is Sense.NOT_WORSE and _covers(trend, t)}
                true |= {t for t in false if isinstance(t, Trend) and t.sense is Sense.BETTER and _covers(trend, t)}
            grown = len(true) > before
        if not true.isdisjoint(false):
            return False
        phrases = [p for p in true if isinstance(p, str)]
        if any(_deny(p, q) for p in phrases for q in phrases):
            return False
        if any(state.phrase in true and not true.isdisjoint(state.antonyms) for state in states):
            return False
    return True


def _covers(a: Trend, b: Trend) -> bool:
    return a.steps is None or (b.steps is not None and a.steps >= b.steps)


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
    says: Mapping[tuple[object, int], bool], states: tuple[State, ...]
) -> Iterator[tuple[list[Linear], dict[tuple[object, int], bool]]]:
    """Yield what a date says besides its age: once it is past, it affirms what follows from being in force."""
    offsets = sorted({at for what, at in says if isinstance(what, Age)})
    for past in product((True, False), repeat=len(offsets)):
        rows, extra = list[Linear](), dict[tuple[object, int], bool]()
        for offset, is_past in zip(offsets, past, strict=True):
            rows.extend(
                row for fact in _row(Op.GE if is_past else Op.LT, {Age(offset): ONE}, Fraction(0)) for row in fact
            )
            for state in states:
                if is_past and any(p in IN_FORCE_EVENTS for p in state.affirming):
                    extra[state.phrase, offset] = True
        if all(says.get(key, value) is value for key, value in extra.items()):
            yield rows, extra


# --- spreading a target into alternatives -----------------------------------------------------------


def _row(op: Op, left: dict[object, Fraction], constant: Fraction) -> tuple[tuple[Linear, ...], ...]:
    """Return the alternatives of ``left + constant op 0``."""
    plus = linear(left, constant, strict=op is Op.GT)
    minus = linear({v: -c for v, c in left.items()}, -constant, strict=op is Op.LT)
    if op in (Op.GE, Op.GT):
        return ((plus,),)
    if op in (Op.LE, Op.LT):
        return ((minus,),)
    return ((linear(left, constant, strict=False), linear({v: -c for v, c in left.items()}, -constant, strict=False)),)


_NEGATED = {Op.GE: (Op.LT,), Op.GT: (Op.LE,), Op.LE: (Op.GT,), Op.LT: (Op.GE,), Op.EQ: (Op.LT, Op.GT)}


def _compared(op: Op, left: dict[object, Fraction], constant: Fraction, holds: bool) -> Iterator[tuple[Fact, ...]]:
    for actual in (op,) if holds else _NEGATED[op]:
        yield from _row(actual, left, constant)


def _every(alternatives: Iterable[Iterable[tuple[Fact, ...]]]) -> Iterator[tuple[Fact, ...]]:
    lists = [list(a) for a in alternatives]
    for chosen in product(*lists):
        yield tuple(f for facts in chosen for f in facts)


def _spread(target: Target, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    """Yield the alternatives in which ``target``, asked ``offset`` years ago, holds or fails."""
    if isinstance(target, AllOf | AnyOf):
        parts = (_spread(p, holds, offset, frame) for p in target.parts)
        if isinstance(target, AllOf) is holds:
            yield from _every(parts)
        else:
            for i, part in enumerate(target.parts):
                # Every atom must be decided, so the others are left open only where that is free.
                for facts in _spread(part, holds, offset, frame):
                    decided = (_open(p, offset, frame) for j, p in enumerate(target.parts) if j != i)
                    yield (*facts, *(f for fs in decided for f in fs))
        return
    if isinstance(target, Window):
        inner = [list(_spread(target.inner, holds, offset + k, frame)) for k in range(target.years)]
        if holds:
            yield from _every(inner)
        else:
            for k, alternatives in enumerate(inner):
                others = (_open(target.inner, offset + j, frame) for j in range(target.years) if j != k)
                elsewhere = tuple(fact for facts in others for fact in facts)
                for facts in alternatives:
                    yield (*facts, *elsewhere)
        return
    if isinstance(target, ByVariant):
        chosen = target.chosen(frame.place)
        if len(chosen) == 1:
            yield from _spread(chosen[0].target, holds, offset, frame)
        elif not holds:
            yield ()  # undetermined, so not met, whatever the numbers say
        return
    if isinstance(target, ByYear):
        step = dict(target.steps).get(frame.year - offset)
        if step is not None:
            yield from _spread(step, holds, offset, frame)
        elif not holds:
            yield ()
        return
    yield from _atom(target, holds, offset, frame)


def _open(target: Target, offset: int, frame: Frame) -> tuple[Fact, ...]:
    """Return what must be so for ``target`` to be decided at all: a base above 0."""
    facts: list[Fact] = []
    for atom, at in _reach(target, offset, frame.place, frame.year):
        if isinstance(atom, Change) and not atom.absolute:
            facts.append(linear({_base(atom, at, frame.year): ONE}, Fraction(0), strict=True))
    return tuple(facts)


def _base(atom: Change, offset: int, year: int) -> Value:
    return Value(offset + 1) if atom.base_year is None else Value(named=atom.base_year)


def _atom(target: Target, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    value = Value(offset)
    if isinstance(target, Threshold):
        yield from _compared(target.op, {value: ONE}, -Fraction(target.value), holds)
    elif isinstance(target, Eliminated):
        yield from _compared(Op.EQ, {value: ONE}, Fraction(0), holds)
    elif isinstance(target, Range):
        low = _compared(Op.GE, {value: ONE}, -Fraction(target.low), holds)
        high = _compared(Op.LE, {value: ONE}, -Fraction(target.high), holds)
        yield from _every((low, high)) if holds else (*low, *high)
    elif isinstance(target, Trend):
        yield from _trend(target, holds, offset, frame)
    elif isinstance(target, Change):
        base = _base(target, offset, frame.year)
        signed = Fraction(target.amount) * (1 if target.rise else -1)
        positive: tuple[Fact, ...] = () if target.absolute else (linear({base: ONE}, Fraction(0), strict=True),)
        factor, constant = (ONE, -signed) if target.absolute else (1 + signed / 100, Fraction(0))
        for facts in _compared(target.bound_op, {value: ONE, base: -factor}, constant, holds):
            yield (*facts, *positive)
    elif isinstance(target, Peer):
        yield from _compared(
            target.op, {value: ONE, Named(target.name, offset): -Fraction(target.factor)}, Fraction(0), holds
        )
    elif isinstance(target, InForce):
        for facts in _in_force(target, holds, offset, frame):
            yield (Says(Age(offset), offset, True), *facts)
    elif isinstance(target, State):
        yield (Says(target.phrase, offset, holds),)
    else:
        yield (Says(target, offset, holds),)


def _trend(target: Trend, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    op = target.sense.op
    if op is None:
        yield (Says(evolve(target), offset, holds),)
        return
    steps = target.steps if target.steps is not None else max(1, frame.earlier - offset)
    tolerance = Fraction(target.tolerance) * (1 if op is Op.GE else -1)
    pairs = [
        list(_compared(op, {Value(offset + k): ONE, Value(offset + k + 1): -ONE}, tolerance, holds))
        for k in range(steps)
    ]
    if holds:
        yield from _every(pairs)
    else:
        for alternatives in pairs:
            yield from alternatives


def _in_force(target: InForce, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    as_of = date(frame.year - offset, 12, 31) if offset else date(frame.year, 12, 31)
    whole = date(frame.year, 12, 31)
    if target.by is not None:
        yield from _compared(Op.GE, {Age(offset): ONE}, -Fraction((whole - target.by).days), holds)
        return
    # The age in days from which so many months have passed, found by the same rule that judges.
    days = next(
        n
        for n in range(27 * target.months, 32 * target.months + 2)
        if months_after(date.fromordinal(as_of.toordinal() - n), target.months) <= whole
    )
    if target.op is Op.GE:
        yield from _compared(Op.GE, {Age(offset): ONE}, -Fraction(days), holds)
        return
    young = next(
        n
        for n in range(32 * target.months + 2, 0, -1)
        if whole <= months_after(date.fromordinal(whole.toordinal() - n), target.months)
    )
    yield from _compared(Op.LE, {Age(offset): ONE}, -Fraction(young), holds)


# --- frames -----------------------------------------------------------------------------------------


def _reach(target: Target, offset: int, place: frozenset[str], year: int) -> Iterator[tuple[Target, int]]:
    """Yield the atoms that are asked, with how many years ago."""
    if isinstance(target, AllOf | AnyOf):
        for part in target.parts:
            yield from _reach(part, offset, place, year)
    elif isinstance(target, Window):
        for k in range(target.years):
            yield from _reach(target.inner, offset + k, place, year)
    elif isinstance(target, ByVariant):
        for variant in target.chosen(place):
            yield from _reach(variant.target, offset, place, year)
    elif isinstance(target, ByYear):
        for at, step in target.steps:
            if at == year - offset:
                yield from _reach(step, offset, place, year)
    else:
        yield target, offset


def _nodes(target: Target, kind: type[Target]) -> Iterator[Target]:
    if isinstance(target, kind):
        yield target
    parts: tuple[Target, ...] = ()
    if isinstance(target, AllOf | AnyOf):
        parts = target.parts
    elif isinstance(target, Window):
        parts = (target.inner,)
    elif isinstance(target, ByVariant):
        parts = tuple(v.target for v in target.variants)
    elif isinstance(target, ByYear):
        parts = tuple(t for _, t in target.steps)
    for part in parts:
        yield from _nodes(part, kind)


def _frames(targets: tuple[Target, Target]) -> Iterator[Frame]:
    years: set[int] = {y for t in targets for n in _nodes(t, ByYear) if isinstance(n, ByYear) for y, _ in n.steps}
    for year in [*sorted(years), YEAR]:
        for place in _places(targets):
            reach = [(a, o) for t in targets for a, o in _reach(t, 0, place, year)]
            deepest = 0
            open_ended = False
            for atom, offset in reach:
                steps = (
                    atom.steps or 1
                    if isinstance(atom, Trend)
                    else 1
                    if isinstance(atom, Change) and atom.base_year is None
                    else 0
                )
                deepest = max(deepest, offset + steps)
                open_ended = open_ended or (isinstance(atom, Trend) and atom.steps is None)
            yield Frame(year, place, deepest)
            if open_ended:
                yield Frame(year, place, deepest + 1)


def _places(targets: tuple[Target, Target]) -> Iterator[frozenset[str]]:
    """Yield the label sets that tell the by-variant nodes apart: a case each, none, and two."""
    nodes = list(dict.fromkeys(n for t in targets for n in _nodes(t, ByVariant) if isinstance(n, ByVariant)))
    labels = sorted({label for n in nodes for v in n.variants for label in v.labels})
    for size in range(min(len(labels), len(nodes) + 1) + 1):
        yield from map(frozenset, combinations(labels, size))
