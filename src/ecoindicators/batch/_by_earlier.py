"""Targets that compare this year's number with those of earlier years."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

from ecoindicators.batch._asking import Asking
from ecoindicators.batch._by_value import FAILS
from ecoindicators.batch._codes import CODES, MET
from ecoindicators.batch._columns import YEAR
from ecoindicators.batch._expressions import Expr, chain, where
from ecoindicators.batch._judged import Judged, Leaf
from ecoindicators.batch._numbers import exact, holds, number, quotient, rounded, shortfall, violates
from ecoindicators.targets import Change, Op, Trend


def trend(ask: Asking, target: Trend, at: int) -> Judged:
    """Judge this year against the years before it, pair by pair."""
    op, now = target.sense.op, ask.value(at)
    if op is None:
        return Judged(tuple(ask.nothing(at, "no-statement")))
    if now is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    steps = target.steps or 1
    fails, there = [], []
    for back in range(steps):
        value, previous = ask.sure(at + back), ask.sure(at + back + 1)
        there.append(~value.is_null() & ~previous.is_null())
        fails.append(there[-1] & _worsens(ask, target, op, value, previous))
    failed, given = reduce(or_, fails), reduce(and_, there)
    leaf = _decided_leaf(ask, failed, given)
    if steps == 1:
        bound = _tolerated(ask, target, op, ask.sure(at + 1))
        leaf = Leaf(given, shortfall(op, now, bound, ask.ns), quotient(op, now, bound, ask.ns))
    return _course_of(ask, target, now, failed, given, leaf, at)


def course(ask: Asking, target: Trend, at: int) -> Judged:
    """Judge 逐年: every pair of years running up to this one, at least one of them given."""
    op, now = target.sense.op, ask.value(at)
    if op is None:
        return Judged(tuple(ask.nothing(at, "no-statement")))
    if now is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    this, before = ask.sure(0), ask.sure(1)
    pair = ~this.is_null() & ~before.is_null()
    fails = pair & _worsens(ask, target, op, this, before)
    number_ = ask.plan.fresh()
    failing, first = f"g{number_}", f"p{number_}"
    year = ask.ns.col(YEAR)
    ask.plan.courses[failing] = where(ask.ns, fails).then(year)
    ask.plan.courses[first] = where(ask.ns, pair).then(year)
    failed, given = ask.ns.col(failing) <= year - at, ask.ns.col(first) <= year - at
    return _course_of(ask, target, now, failed, given, _decided_leaf(ask, failed, given), at)


def change(ask: Asking, target: Change, at: int) -> Judged:
    """Judge a rise or fall since the year before or a named year, in percent or in the value's own unit."""
    value = ask.value(at)
    if value is None:
        return Judged(tuple(ask.nothing(at, "no-value")))
    base = ask.sure(at + 1 if target.base_year is None else f"y{target.base_year}")
    amount = number(target.amount)
    signed = amount if target.rise else -amount
    if target.absolute:
        needed = exact(base + signed, ask.ns)
        unusable = base.is_null()
        reached = holds(target.bound_op, exact(value, ask.ns), needed)
    else:
        needed = exact(base * (100.0 + signed) / 100.0, ask.ns)
        unusable = base.is_null() | (base <= 0)
        change = value - base if target.rise else base - value
        reached = holds(target.op, rounded(change / base * 100.0), amount)
    cases = [
        *ask.nothing(at, "no-value", value.is_null()),
        (unusable, CODES["no-earlier-year"]),
        (reached, MET),
    ]
    measured = ~value.is_null() & ~unusable
    zero, null = ask.ns.lit(0.0), ask.ns.lit(None, ask.ns.Float64)
    gap = chain(ask.ns, [(measured & reached, zero), (measured, rounded((value - needed).abs()))], null)
    whole = quotient(target.bound_op, value, needed, ask.ns)
    attainment = None if whole is None else chain(ask.ns, [(measured, whole)], null)
    return Judged(tuple(cases), CODES[FAILS[target.bound_op]], leaves=(Leaf(measured, gap, attainment),))


def _course_of(ask: Asking, target: Trend, now: Expr, failed: Expr, given: Expr, leaf: Leaf, at: int) -> Judged:
    """Return the judgement of a trend that failed somewhere, or whose years are all given, or lacks some."""
    code = CODES["not-improved" if target.sense.strict else "worse-than-before"]
    cases = [(failed, code), (given, MET), *ask.nothing(at, "no-value", now.is_null())]
    return Judged(tuple(cases), CODES["no-earlier-year"], leaves=(leaf,))


def _decided_leaf(ask: Asking, failed: Expr, given: Expr) -> Leaf:
    """Return the leaf of several comparisons: no gap where one failed, 0 where all held."""
    zero, null = ask.ns.lit(0.0), ask.ns.lit(None, ask.ns.Float64)
    return Leaf(failed | given, chain(ask.ns, [(failed, null), (given, zero)], null))


def _worsens(ask: Asking, target: Trend, op: Op, value: Expr, previous: Expr) -> Expr:
    """Return where a value is worse than the year before by more than is tolerated."""
    if target.tolerance:  # the bound is rounded then, and so is what is compared with it
        value = exact(value, ask.ns)
    return violates(op, value, _tolerated(ask, target, op, previous))


def _tolerated(ask: Asking, target: Trend, op: Op, previous: Expr) -> Expr:
    if not target.tolerance:
        return previous
    tolerance = number(target.tolerance)
    return exact(previous - tolerance if op is Op.GE else previous + tolerance, ask.ns)
