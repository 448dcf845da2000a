"""Targets that statements and dates decide: states, and what is in force."""

from __future__ import annotations

import calendar

from ecoindicators.batch._asking import Asking
from ecoindicators.batch._codes import CODES, MET
from ecoindicators.batch._columns import AFFIRMED, DENIED, YEAR
from ecoindicators.batch._dates import month_number, month_of, no_later
from ecoindicators.batch._expressions import Expr
from ecoindicators.batch._judged import Judged
from ecoindicators.targets import InForce, Op, State
from ecoindicators.targets._atoms import IN_FORCE_EVENTS


def state(ask: Asking, target: State, at: int) -> Judged:
    """Judge a state by what is stated or, where the target affirms that something was put in force, by its date."""
    yes, no = ask.stated(target, AFFIRMED, at), ask.stated(target, DENIED, at)
    dated = None
    name = ask.held.date
    if name is not None and any(phrase in IN_FORCE_EVENTS for phrase in target.affirming):
        day = ask.column(name, at)
        dated = ~day.is_null() & _by(ask, day)
    decided = [(yes, MET), (dated, MET), (no, CODES["denied"])]
    cases = [(condition, code) for condition, code in decided if condition is not None]
    return Judged((*cases, *ask.nothing(at, "no-statement")))


def in_force(ask: Asking, target: InForce, at: int) -> Judged:
    """Judge a date: how long before the assessment, or by which day."""
    name = ask.held.date
    if name is None:
        return Judged(tuple(ask.nothing(at, "no-date")))
    day = ask.column(name, at)
    if target.by is not None:
        in_time = no_later(day, month_number(target.by), target.by.day, ask.ns)
    else:
        month, last, days = _limit(ask)
        then = month_of(day, ask.ns) + target.months
        # In the month of the assessment the anniversary is the same day, or that month's last (民法典 第二百零二条).
        if target.op is Op.GE:
            anniversary = ask.ns.lit(True) if last == days else day.dt.day() <= last
            in_time = (then < month) | ((then == month) & anniversary)
        else:
            anniversary = day.dt.day() >= last
            in_time = _by(ask, day) & ((then > month) | ((then == month) & anniversary))
    cases = [*ask.nothing(at, "no-date", day.is_null()), (in_time, MET)]
    return Judged(tuple(cases), CODES["too-recent"])


def _by(ask: Asking, day: Expr) -> Expr:
    """Return where a date is no later than the assessment date."""
    month, last, _ = _limit(ask)
    return no_later(day, month, last, ask.ns)


def _limit(ask: Asking) -> tuple[Expr | int, int, int]:
    """Return the assessment date: its month counted from year 0, its day, and the days of that month."""
    if ask.as_of is None:
        return ask.ns.col(YEAR) * 12 + 11, 31, 31
    days = calendar.monthrange(ask.as_of.year, ask.as_of.month)[1]
    return month_number(ask.as_of), ask.as_of.day, days
