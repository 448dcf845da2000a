"""Whether linear conditions on pairs of numbers can hold at once, and a point where they do.

A condition compares one variable with a constant or with an increasing linear function of another.
Fourier–Motzkin elimination decides it exactly, in fractions; going back gives a point, with the shortest
decimals that fit, so that decimal judging sees the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction

from attrs import frozen

from ecoindicators.limits import Budget

Variable = Hashable
Point = dict[Variable, Fraction]


@frozen
class Linear:
    """``sum of coefficient × variable + constant``, which must be ≥ 0, or > 0 where ``strict``."""

    terms: tuple[tuple[Variable, Fraction], ...]
    constant: Fraction
    strict: bool


def linear(terms: dict[Variable, Fraction], constant: Fraction, strict: bool) -> Linear:
    """Return a condition in its one form: terms in order, none with coefficient 0."""
    kept = sorted(((v, c) for v, c in terms.items() if c), key=lambda t: str(t[0]))
    return Linear(tuple(kept), constant, strict)


def solve(conditions: Iterable[Linear], budget: Budget | None = None) -> Point | None:
    """
    Return a point that meets all ``conditions``, None where there is none; each pair put together is spent from ``budget``.

    Raises:
        LimitError: The budget is used up.

    >>> x = linear({"x": Fraction(1)}, Fraction(-3), strict=False)
    >>> solve([x])
    {'x': Fraction(3, 1)}
    """
    rows = set(conditions)
    variables = sorted({v for row in rows for v, _ in row.terms}, key=str)
    stages: list[tuple[Variable, list[Linear]]] = []
    for variable in variables:
        above: list[Linear] = []
        below: list[Linear] = []
        others: set[Linear] = set()
        for row in rows:
            coefficient = dict(row.terms).get(variable)
            if not coefficient:
                others.add(row)
            else:
                (above if coefficient > 0 else below).append(row)
        stages.append((variable, [*above, *below]))
        if budget is not None:
            budget.spend(len(rows) + len(above) * len(below))
        for low in above:
            for high in below:
                others.add(_combined(low, high, variable))
        rows = others
    if any(row.constant < 0 or (row.strict and row.constant == 0) for row in rows):
        return None
    point: Point = {}
    for variable, held in reversed(stages):
        point[variable] = _between(variable, held, point)
    return point


def _combined(low: Linear, high: Linear, variable: Variable) -> Linear:
    a, b = dict(low.terms), dict(high.terms)
    up, down = a[variable], -b[variable]
    terms = {v: a.get(v, Fraction(0)) * down + b.get(v, Fraction(0)) * up for v in {*a, *b}}
    terms.pop(variable)
    return linear(terms, low.constant * down + high.constant * up, low.strict or high.strict)


def _between(variable: Variable, rows: list[Linear], point: Point) -> Fraction:
    lows: list[tuple[Fraction, bool]] = []
    highs: list[tuple[Fraction, bool]] = []
    for row in rows:
        terms = dict(row.terms)
        coefficient = terms.pop(variable)
        bound = -(row.constant + sum(c * point[v] for v, c in terms.items())) / coefficient
        (lows if coefficient > 0 else highs).append((bound, row.strict))
    # Of equal ends the strict one counts.
    return _simple(max(lows, default=None), min(highs, key=lambda end: (end[0], not end[1]), default=None))


def _simple(low: tuple[Fraction, bool] | None, high: tuple[Fraction, bool] | None) -> Fraction:
    """Return the number with the fewest decimals between two ends, in the middle rather than at an end."""
    if low is not None and high is not None and low[0] == high[0]:
        return low[0]
    if low is None and high is None:
        return Fraction(0)
    if low is None:
        assert high is not None
        return high[0] if not high[1] else Fraction(_floor(high[0]) - 1)
    if high is None:
        return low[0] if not low[1] else Fraction(_floor(low[0]) + 1)
    middle = (low[0] + high[0]) / 2
    for places in range(12):
        candidate = Fraction(round(middle * 10**places), 10**places)
        if low[0] < candidate < high[0]:
            return candidate
    return middle


def _floor(number: Fraction) -> int:
    return number.numerator // number.denominator
