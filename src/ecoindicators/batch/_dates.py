"""Dates by their parts, which every engine compares alike: months counted from year 0, and days."""

from __future__ import annotations

from datetime import date

from ecoindicators.batch._expressions import Expr, Namespace


def month_of(day: Expr, ns: Namespace) -> Expr:
    """Return the month of a date, counted from year 0."""
    # As floats, since pandas has no missing integer.
    return day.dt.year().cast(ns.Float64) * 12 + (day.dt.month().cast(ns.Float64) - 1)


def month_number(day: date) -> int:
    """
    Return the month of a date, counted from year 0.

    >>> month_number(date(2023, 12, 31)) - month_number(date(2022, 12, 1))
    12
    """
    return day.year * 12 + day.month - 1


def no_later(day: Expr, month: Expr | int, last: int, ns: Namespace) -> Expr:
    """Return where a date lies in or before a month, and in that month no later than on ``last``."""
    mine = month_of(day, ns)
    return (mine < month) | ((mine == month) & (day.dt.day() <= last))


def no_earlier(day: Expr, month: Expr | int, first: int, ns: Namespace) -> Expr:
    """Return where a date lies in or after a month, and in that month no earlier than on ``first``."""
    mine = month_of(day, ns)
    return (mine > month) | ((mine == month) & (day.dt.day() >= first))
