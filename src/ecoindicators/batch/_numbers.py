"""Arithmetic on 64-bit floats that agrees with decimals: derived numbers are rounded as scalar judging rounds them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ecoindicators.batch._expressions import Expr, Namespace, chain, where
from ecoindicators.targets import Op


def holds(op: Op, left: Expr, right: Expr | float) -> Expr:
    """Return ``left op right``; a null on either side is null, which no case takes."""
    if op is Op.GE:
        return left >= right
    if op is Op.GT:
        return left > right
    if op is Op.LE:
        return left <= right
    if op is Op.LT:
        return left < right
    return left == right


_VIOLATIONS: Final = {Op.GE: Op.LT, Op.GT: Op.LE, Op.LE: Op.GT, Op.LT: Op.GE}


def violates(op: Op, left: Expr, right: Expr | float) -> Expr:
    """Return where both numbers are there and ``left op right`` does not hold."""
    return left != right if op is Op.EQ else holds(_VIOLATIONS[op], left, right)


def rounded(number: Expr) -> Expr:
    """Return a derived number rounded to nine decimals."""
    return number.round(9)


def exact(number: Expr, ns: Namespace) -> Expr:
    """
    Return a sum, difference or product of typed numbers as the float nearest to its decimal value.

    Typed numbers have at most 15 significant digits, so the decimals kept fall with the size: nine below a
    million, six below a billion, three below a trillion.
    """
    size = number.abs()
    cases = [(size < 1e6, number.round(9)), (size < 1e9, number.round(6)), (size < 1e12, number.round(3))]
    return chain(ns, cases, number.round(0))


def shortfall(op: Op, value: Expr, bound: Expr | float, ns: Namespace) -> Expr:
    """Return the gap: 0 where the comparison holds, else the distance to the bound."""
    if op is Op.EQ:
        return rounded((value - bound).abs())
    # A choice takes half the time of cutting what is below 0 off.
    short = bound - value if op in (Op.GE, Op.GT) else value - bound
    return where(ns, holds(op, value, bound)).then(ns.lit(0.0)).otherwise(rounded(short))


def quotient(op: Op, value: Expr, bound: Expr | float, ns: Namespace) -> Expr | None:
    """Return value / bound, inverted where lower is better; None for =, null where it would divide by 0."""
    if op is Op.EQ:
        return None
    above, below = (value, bound) if op in (Op.GE, Op.GT) else (bound, value)
    if isinstance(below, int | float):
        return rounded(above / below) if below else None
    return where(ns, below != 0).then(rounded(above / below))


def number(value: Decimal) -> float:
    """Return the 64-bit float nearest to a decimal."""
    return float(value)
