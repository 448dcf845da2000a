"""Expressions of Polars or narwhals: both offer the names used here, and neither is imported for its types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Expr = Any
#: The module polars or narwhals, whichever the frame needs.
Namespace = Any


def where(ns: Namespace, condition: Expr) -> Any:
    """
    Return ``when(condition)`` in which an unknown condition does not hold.

    Polars passes over a null condition; PyArrow would make the answer null.
    """
    return ns.when(condition if ns.__name__ == "polars" else condition.fill_null(False))


def chain(ns: Namespace, cases: Sequence[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
    """Return the value of the first case whose condition holds, else ``otherwise``."""
    expression = otherwise
    for condition, value in reversed(cases):
        expression = where(ns, condition).then(value).otherwise(expression)
    return expression
