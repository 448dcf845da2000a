"""What it takes for a target to hold or fail, spread into alternatives of plain facts.

A fact is a linear condition on numbers, or that a phrase, a trend or an assignment holds. A target holds if
all facts of one of its alternatives do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import chain, count, product
from typing import Final

from attrs import frozen

from ecoindicators.limits import Budget
from ecoindicators.targets._atoms import (
    Change,
    Eliminated,
    InForce,
    Peer,
    Range,
    State,
    Threshold,
    Trend,
    Window,
    months_after,
)
from ecoindicators.targets._base import Op, Target
from ecoindicators.targets._compounds import AllOf, AnyOf, ByVariant, ByYear, WithAim
from ecoindicators.targets._feasible import Linear, linear


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


@frozen
class Frame:
    """What is chosen before facts are weighed: the year, the labels, how many earlier years are given."""

    year: int
    place: frozenset[str]
    earlier: int
    budget: Budget


def _comparison(op: Op, left: dict[object, Fraction], constant: Fraction) -> tuple[tuple[Linear, ...], ...]:
    """Return the alternatives of ``left + constant op 0``."""
    plus = linear(left, constant, strict=op is Op.GT)
    minus = linear({v: -c for v, c in left.items()}, -constant, strict=op is Op.LT)
    if op in (Op.GE, Op.GT):
        return ((plus,),)
    if op in (Op.LE, Op.LT):
        return ((minus,),)
    return ((plus, minus),)


_NEGATED = {Op.GE: (Op.LT,), Op.GT: (Op.LE,), Op.LE: (Op.GT,), Op.LT: (Op.GE,), Op.EQ: (Op.LT, Op.GT)}


def _compared(op: Op, left: dict[object, Fraction], constant: Fraction, holds: bool) -> Iterator[tuple[Fact, ...]]:
    for actual in (op,) if holds else _NEGATED[op]:
        yield from _comparison(actual, left, constant)


def _every(alternatives: Iterable[Iterable[tuple[Fact, ...]]]) -> Iterator[tuple[Fact, ...]]:
    lists = [list(a) for a in alternatives]
    for chosen in product(*lists):
        yield tuple(f for facts in chosen for f in facts)


def spread(target: Target, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    """Yield the alternatives in which ``target``, asked ``offset`` years ago, holds or fails; each costs its facts."""
    for facts in _spread(target, holds, offset, frame):
        frame.budget.spend(1 + len(facts))
        yield facts


def _spread(target: Target, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    if isinstance(target, AllOf | AnyOf):
        parts = (spread(p, holds, offset, frame) for p in target.parts)
        if isinstance(target, AllOf) is holds:
            yield from _every(parts)
        else:
            for i, part in enumerate(target.parts):
                # Every atom must be decided, so the others are left open only where that is free.
                for facts in spread(part, holds, offset, frame):
                    decided = (_open(p, offset, frame) for j, p in enumerate(target.parts) if j != i)
                    yield (*facts, *(f for fs in decided for f in fs))
        return
    if isinstance(target, Window):
        inner = [list(spread(target.inner, holds, offset + k, frame)) for k in range(target.years)]
        # One year that fails decides the window, whatever the others say.
        yield from _every(inner) if holds else chain.from_iterable(inner)
        return
    if isinstance(target, ByVariant):
        chosen = target.chosen(frame.place)
        if len(chosen) == 1:
            yield from spread(chosen[0].target, holds, offset, frame)
        elif not holds:
            yield ()  # undetermined, so not met, whatever the numbers say
        return
    if isinstance(target, ByYear):
        step = dict(target.steps).get(frame.year - offset)
        if step is not None:
            yield from spread(step, holds, offset, frame)
        elif not holds:
            yield ()
        return
    yield from _atom(target, holds, offset, frame)


def _open(target: Target, offset: int, frame: Frame) -> tuple[Fact, ...]:
    """Return what must be so for ``target`` to be decided at all: a base above 0."""
    facts: list[Fact] = []
    for atom, at in reach(target, offset, frame.place, frame.year):
        if isinstance(atom, Change) and not atom.absolute:
            facts.append(linear({_base(atom, at): ONE}, Fraction(0), strict=True))
    return tuple(facts)


def _base(atom: Change, offset: int) -> Value:
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
        base = _base(target, offset)
        signed = Fraction(target.amount if target.rise else -target.amount)
        positive: tuple[Fact, ...] = () if target.absolute else (linear({base: ONE}, Fraction(0), strict=True),)
        factor, constant = (ONE, -signed) if target.absolute else (1 + signed / 100, Fraction(0))
        for facts in _compared(target.bound_op, {value: ONE, base: -factor}, constant, holds):
            yield (*facts, *positive)
    elif isinstance(target, Peer):
        yield from _compared(
            target.op, {value: ONE, Named(target.name, offset): -Fraction(target.factor)}, Fraction(0), holds
        )
    elif isinstance(target, InForce):
        yield (_in_force(target, holds, offset, frame),)
    elif isinstance(target, State):
        yield (Says(target.phrase, offset, holds),)
    else:
        yield (Says(target, offset, holds),)


def _trend(target: Trend, holds: bool, offset: int, frame: Frame) -> Iterator[tuple[Fact, ...]]:
    op = target.sense.op
    if op is None:
        yield (Says(target, offset, holds),)
        return
    steps = target.steps if target.steps is not None else frame.earlier - offset
    tolerance = Fraction(target.tolerance if op is Op.GE else -target.tolerance)
    pairs = [
        list(_compared(op, {Value(offset + k): ONE, Value(offset + k + 1): -ONE}, tolerance, holds))
        for k in range(steps)
    ]
    if holds:
        yield from _every(pairs)
    else:
        for alternatives in pairs:
            yield from alternatives


def aged(days: int, holds: bool, offset: int) -> Linear:
    """Return that the date observed ``offset`` years ago was at least so many days ago, or that it was not; days are whole."""
    if holds:
        return linear({Age(offset): ONE}, Fraction(-days), strict=False)
    return linear({Age(offset): -ONE}, Fraction(days - 1), strict=False)


def _in_force(target: InForce, holds: bool, offset: int, frame: Frame) -> Linear:
    as_of = date(frame.year, 12, 31)  # also of a date observed years ago
    if target.by is not None:
        return aged((as_of - target.by).days, holds, offset)

    def after(days: int) -> date:
        """Return the day on which so many months have passed since ``days`` ago, by the same rule that judges."""
        return months_after(date.fromordinal(as_of.toordinal() - days), target.months)

    ages = count(27 * target.months)
    if target.op is Op.GE:
        return aged(next(n for n in ages if after(n) <= as_of), holds, offset)
    return aged(next(n for n in ages if after(n) < as_of), not holds, offset)


def reach(target: Target, offset: int, place: frozenset[str], year: int) -> Iterator[tuple[Target, int]]:
    """Yield the atoms that are asked, with how many years ago."""
    if isinstance(target, AllOf | AnyOf):
        for part in target.parts:
            yield from reach(part, offset, place, year)
    elif isinstance(target, Window):
        for k in range(target.years):
            yield from reach(target.inner, offset + k, place, year)
    elif isinstance(target, ByVariant):
        for variant in target.chosen(place):
            yield from reach(variant.target, offset, place, year)
    elif isinstance(target, ByYear):
        for at, step in target.steps:
            if at == year - offset:
                yield from reach(step, offset, place, year)
    else:
        yield target, offset


def nodes(target: Target, kind: type[Target]) -> Iterator[Target]:
    """Yield every part of ``target``, itself included, that is a ``kind`` of target, outermost first."""
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
    elif isinstance(target, WithAim):
        parts = (target.must, target.aim)
    for part in parts:
        yield from nodes(part, kind)


def labels_of(target: Target) -> tuple[str, ...]:
    """Return the labels by which the variants of ``target`` tell places apart, each once, in written order."""
    choosers = (node for node in nodes(target, ByVariant) if isinstance(node, ByVariant))
    return tuple(dict.fromkeys(label for node in choosers for variant in node.variants for label in variant.labels))
