"""The TOML format of test cases as attrs classes, one class a table, key for key; see :mod:`ecoindicators.loading._raw`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from attrs import field, frozen

from ecoindicators.texts import Text


@frozen
class RawExpectation:
    TEXT_ALONE: ClassVar[bool] = True
    EXPECTED: ClassVar[Text] = Text('加引号的结论，如 "met"，或表', 'a verdict in quotes such as "met", or a table')

    verdict: str
    reason: str | None = None
    gap: Decimal | None = None


@frozen
class RawCase:
    name: str
    expect: dict[str, RawExpectation] = field(factory=dict)
    year: int | None = None
    place: tuple[str, ...] | None = None
    as_of: date | None = None
    verdict: str | None = None
    observations: tuple[dict[str, Any], ...] = ()
    assignments: tuple[dict[str, Any], ...] = ()
    references: tuple[dict[str, Any], ...] = ()
    exemptions: tuple[dict[str, Any], ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawCases:
    """One file of test cases."""

    ruleset: str
    case: tuple[RawCase, ...]
    format: int | None = None
    year: int | None = None
    place: tuple[str, ...] = ()
    as_of: date | None = None
