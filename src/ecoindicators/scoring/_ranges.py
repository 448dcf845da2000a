"""A number, or the interval it must lie in where something is missing: arithmetic, aggregation, missing data."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from attrs import frozen

from ecoindicators.scoring._score import DIGITS, half_up, nine

ZERO: Final = Decimal(0)
Weighted = Sequence[tuple[Decimal, Fraction]]


@frozen
class Range:
    """
    A number (``value``) or, where it is not known, the interval it must lie in; an end of None is unbounded.

    Where the value is known the ends may still differ: a policy chose it among what is possible. ``undefined`` is what
    no number can be made of although it is known, such as a geometric mean of a negative one: no policy fills it in.
    """

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    undefined: bool = False

    @classmethod
    def at(cls, number: Decimal) -> Range:
        """Return the range of a number that is known."""
        return cls(number, number, number)

    def __add__(self, other: Range) -> Range:
        return Range(_sum(self.value, other.value), _sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> Range:
        return Range(_minus(self.value), _minus(self.high), _minus(self.low))

    def times(self, factor: Fraction) -> Range:
        """Return the range with every number multiplied by a factor of 0 or more."""
        if factor == 1:
            return self
        value, low, high = (
            None if x is None else as_decimal(Fraction(x) * factor) for x in (self.value, self.low, self.high)
        )
        return Range(value, low, high, self.undefined)

    def clip(self, floor: Decimal | None, cap: Decimal | None) -> Range:
        """Return the range with every number no lower than ``floor`` and no higher than ``cap``; what is undefined stays so."""
        if self.undefined:
            return self
        low = floor if self.low is None else clip(self.low, floor, cap)
        high = cap if self.high is None else clip(self.high, floor, cap)
        return Range(None if self.value is None else clip(self.value, floor, cap), low, high)

    def or_zero(self) -> Range:
        """Return the range that may also be 0, so that the value is no longer known."""
        low = None if self.low is None else min(ZERO, self.low)
        high = None if self.high is None else max(ZERO, self.high)
        return Range(low if low is not None and low == high else None, low, high)

    def rounded(self, decimals: int | None = None) -> Range:
        """Return the range rounded to nine decimals, then as a scheme asks (四舍五入) to fewer."""

        def round(number: Decimal | None) -> Decimal | None:
            if number is None:
                return None
            return nine(number) if decimals is None else half_up(nine(number), decimals)

        return Range(round(self.value), round(self.low), round(self.high))

    def chosen(self, value: Decimal | None) -> Range:
        """Return the range with ``value``, moved inside where it lies outside."""
        return Range(None if value is None else clip(value, self.low, self.high), self.low, self.high)


def clip(number: Decimal, floor: Decimal | None, cap: Decimal | None) -> Decimal:
    """Return ``number``, no lower than ``floor`` and no higher than ``cap``; the floor wins."""
    if cap is not None and number > cap:
        number = cap
    return floor if floor is not None and number < floor else number


def _sum(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a + b


def _minus(a: Decimal | None) -> Decimal | None:
    return None if a is None else -a


def as_decimal(number: Fraction) -> Decimal:
    """Return a fraction as a decimal of sixty digits."""
    with localcontext() as context:
        context.prec = DIGITS
        return Decimal(number.numerator) / Decimal(number.denominator)


def arithmetic(parts: Weighted) -> Decimal | None:
    """
    Return Σwx/Σw.

    >>> arithmetic([(Decimal(1), Fraction(1, 3)), (Decimal(4), Fraction(2, 3))])
    Decimal('3')
    """
    return as_decimal(sum((Fraction(x) * w for x, w in parts), Fraction(0)) / sum((w for _, w in parts), Fraction(0)))


def geometric(parts: Weighted) -> Decimal | None:
    """
    Return ∏x^(w/Σw): 0 where an x is 0, None where one is negative.

    >>> nine(geometric([(Decimal(2), Fraction(1, 2)), (Decimal(8), Fraction(1, 2))]))
    Decimal('4')
    """
    if any(x < 0 for x, _ in parts):
        return None
    if any(x == 0 for x, _ in parts):
        return ZERO
    total = sum((w for _, w in parts), Fraction(0))
    with localcontext() as context:
        context.prec = DIGITS
        return sum((x.ln() * as_decimal(w / total) for x, w in parts), ZERO).exp()


def harmonic(parts: Weighted) -> Decimal | None:
    """
    Return Σw/Σ(w/x): 0 where an x is 0, None where one is negative.

    >>> harmonic([(Decimal(2), Fraction(1, 2)), (Decimal(6), Fraction(1, 2))])
    Decimal('3')
    """
    if any(x < 0 for x, _ in parts):
        return None
    if any(x == 0 for x, _ in parts):
        return ZERO
    total = sum((w for _, w in parts), Fraction(0))
    return as_decimal(total / sum((w / Fraction(x) for x, w in parts), Fraction(0)))


def minimum(parts: Weighted) -> Decimal | None:
    """Return the least x."""
    return min(x for x, _ in parts)


def maximum(parts: Weighted) -> Decimal | None:
    """Return the greatest x."""
    return max(x for x, _ in parts)


def summed(parts: Weighted) -> Decimal | None:
    """Return Σx; the weights are full marks, which :func:`aggregate` uses where some are not known."""
    return as_decimal(sum((Fraction(x) for x, _ in parts), Fraction(0)))


AGGREGATES: Final = {
    "sum": summed,
    "added": summed,
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "minimum": minimum,
    "maximum": maximum,
}
POLICIES: Final = ("none", "redistribute", "minimum-share", "zero")


@frozen
class Missing:
    """
    What to do where data are missing.

    ``none``: no value. ``redistribute``: the weight goes to what is known. ``minimum-share``: the same where at
    least ``share`` of the weight is known, else no value. ``zero``: what is missing counts 0.
    """

    policy: str
    share: Fraction = Fraction(0)


def aggregate(how: str, parts: Sequence[tuple[Range, Fraction]], missing: Missing) -> Range:
    """
    Return the aggregate of ``parts``, each with its weight; every aggregate rises with each part.

    ``low`` and ``high`` take each part at its end; ``value`` follows the policy, moved inside them. A ``sum`` keeps the
    full marks of all its parts, where something is ``added`` nothing is scaled.
    """
    function = AGGREGATES[how]

    def end(numbers: list[Decimal | None], one_is_enough: bool) -> Decimal | None:
        known = [(x, w) for x, (_, w) in zip(numbers, parts, strict=True) if x is not None]
        return function(known) if len(known) == len(parts) or (known and one_is_enough) else None

    known = [(r.value, w) for r, w in parts if r.value is not None]
    if any(r.undefined for r, _ in parts) or (known and function(known) is None):
        return Range(undefined=True)
    low = end([r.low for r, _ in parts], how == "maximum")
    bounds = Range(None, low, end([r.high for r, _ in parts], how == "minimum"))
    if len(known) < len(parts):
        if missing.policy == "zero":
            known = [(clip(ZERO, r.low, r.high) if r.value is None else r.value, w) for r, w in parts]
        elif missing.policy == "none" or not known:
            return bounds
        else:
            share = sum((w for _, w in known), Fraction(0)) / sum((w for _, w in parts), Fraction(0))
            if not share or (missing.policy == "minimum-share" and share < missing.share):
                return bounds
            if how == "sum":  # full marks are those of all parts: what is known is scaled up to them
                known = [(as_decimal(Fraction(x) / share), w) for x, w in known]
    return bounds.chosen(function(known))
