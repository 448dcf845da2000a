"""Targets that one year's number decides."""

from __future__ import annotations

from typing import Final

from ecoindicators.batch._asking import Asking
from ecoindicators.batch._codes import CODES, MET
from ecoindicators.batch._expressions import Expr, chain, where
from ecoindicators.batch._judged import Judged, Leaf
from ecoindicators.batch._numbers import exact, holds, number, quotient, rounded, shortfall
from ecoindicators.targets import Op, Peer, Range

#: The reason of a comparison that does not hold.
FAILS: Final = {
    Op.GE: "below-threshold",
    Op.GT: "below-threshold",
    Op.LE: "above-threshold",
    Op.LT: "above-threshold",
    Op.EQ: "not-equal",
}


def threshold(ask: Asking, op: Op, bound: Expr | float, at: int) -> Judged:
    """Judge a value against a bound: a number, or the column of an assigned one."""
    value = ask.value(at)
    if value is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    cases = [*ask.nothing(at, "no-value", value.is_null()), (holds(op, value, bound), MET)]
    leaf = Leaf(~value.is_null(), shortfall(op, value, bound, ask.ns), quotient(op, value, bound, ask.ns))
    return Judged(tuple(cases), CODES[FAILS[op]], leaves=(leaf,))


def in_range(ask: Asking, target: Range, at: int) -> Judged:
    """Judge a value between two bounds, both included."""
    value = ask.value(at)
    if value is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    low, high = number(target.low), number(target.high)
    below, above = value < low, value > high
    cases = [
        *ask.nothing(at, "no-value", value.is_null()),
        (below, CODES["below-threshold"]),
        (above, CODES["above-threshold"]),
    ]
    gap = shortfall(Op.GE, value, low, ask.ns) + shortfall(Op.LE, value, high, ask.ns)
    under, over = quotient(Op.GE, value, low, ask.ns), quotient(Op.LE, value, high, ask.ns)
    null = ask.ns.lit(None, ask.ns.Float64)
    attainment = chain(ask.ns, [(below, null if under is None else under), (above, over)], null)
    return Judged(tuple(cases), MET, leaves=(Leaf(~value.is_null(), gap, attainment),))


def eliminated(ask: Asking, at: int) -> Judged:
    """Judge a count: 0 is eliminated."""
    value = ask.value(at)
    if value is None:
        return Judged(tuple(ask.nothing(at, "no-statement")))
    cases = [*ask.nothing(at, "no-statement", value.is_null()), (value == 0, MET)]
    leaf = Leaf(~value.is_null(), rounded(value.abs()))
    return Judged(tuple(cases), CODES["not-eliminated"], leaves=(leaf,))


def peer(ask: Asking, target: Peer, at: int) -> Judged:
    """Judge a value against a reference value: the component's own, else one that serves any."""
    value = ask.value(at)
    if value is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    nothing = ask.nothing(at, "no-value", value.is_null())
    names = ask.joined.references.get((ask.component, target.name), ())
    if not names:
        return Judged(tuple(nothing), CODES["no-reference"])
    reference = ask.table_column(names[0], at)
    for name in names[1:]:
        other = ask.table_column(name, at)
        reference = where(ask.ns, ~reference.is_null()).then(reference).otherwise(other)
    bound = reference if target.factor == 1 else exact(reference * number(target.factor), ask.ns)
    cases = [*nothing, (reference.is_null(), CODES["no-reference"]), (holds(target.op, value, bound), MET)]
    there = ~value.is_null() & ~reference.is_null()
    leaf = Leaf(there, shortfall(target.op, value, bound, ask.ns), quotient(target.op, value, bound, ask.ns))
    return Judged(tuple(cases), CODES["peer-missed"], leaves=(leaf,))
