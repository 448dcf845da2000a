"""Reason codes and verdicts in a column: small numbers, or in Polars words of an Enum, which are the answer itself.

The words of an Enum stand in the order of their numbers, so that both forms are compared alike, and AND is the
minimum of either. An Enum takes one byte a row, and no step more to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ecoindicators.batch._codes import FIRST_UNDETERMINED, MET, REASONS, VERDICT_WORDS
from ecoindicators.batch._expressions import Expr, Namespace


def coded(code: int, ns: Namespace) -> Expr:
    """Return a reason code as a plan keeps it."""
    return _kept(REASONS, code, ns)


def coded_verdict(number: int, ns: Namespace) -> Expr:
    """Return a verdict, given by its number, as a plan keeps it."""
    return _kept(VERDICT_WORDS, number, ns)


def met(code: Expr, ns: Namespace) -> Expr:
    """Return where the code says met."""
    return code == coded(MET, ns)


def not_met(code: Expr, ns: Namespace) -> Expr:
    """Return where the code says not met."""
    return code < coded(FIRST_UNDETERMINED, ns)


def undetermined(code: Expr, ns: Namespace) -> Expr:
    """Return where the code says undetermined."""
    return (code >= coded(FIRST_UNDETERMINED, ns)) & (code < coded(MET, ns))


def _kept(words: Sequence[str], number: int, ns: Namespace) -> Expr:
    return _enum(words)[number] if ns.__name__ == "polars" else ns.lit(number, ns.Int8)


@cache
def _enum(words: tuple[str, ...]) -> tuple[Expr, ...]:
    """Return each word as a literal of the Enum of all of them."""
    import polars as pl

    kind = pl.Enum(list(words))
    return tuple(pl.lit(word, kind) for word in words)
