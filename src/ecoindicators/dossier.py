"""A dossier (申报台账): what a place observed, was assigned, compares with and is exempt from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import field, frozen

from ecoindicators.canonical import canonical_json, content, sha256
from ecoindicators.errors import NOWHERE, Location
from ecoindicators.limits import SIGNIFICANT_DIGITS, LimitError, beyond, over, significant_digits

if TYPE_CHECKING:
    from typing import Self

Status = Literal["final", "provisional"]
NOTHING: Final = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "无数据", "暂无", "暂无数据", "n/a", "na", "null", "none"}
)


@frozen
class Observation:
    """
    One component in one year: a value and/or statements, a date, with source and evidence.

    ``component`` is an id, number or Chinese name; ``value`` is as typed, in ``unit_measure`` (blank:
    the component's own unit); ``statement`` is the cell as written.
    """

    component: str
    year: int
    value: Decimal | None = None
    date: date | None = None
    unit_measure: str = ""
    statement: str = ""
    status: Status = "final"
    source: str = ""
    evidence: str = ""
    reported_by: str = ""
    note: str = ""
    location: Location = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Assignment:
    """The target a superior authority set for one component and year, in its own words."""

    component: str
    year: int
    target: str
    source: str = ""
    location: Location = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Reference:
    """A named number to compare with, such as 全省平均水平; a blank component serves any."""

    component: str
    year: int
    name: str
    value: Decimal
    source: str = ""
    location: Location = field(default=NOWHERE, eq=False, repr=False)


@frozen
class Exemption:
    """
    An approved exemption, in force from ``since`` until ``until``, both days included.

    A ``year`` of None means any year.
    """

    component: str
    year: int | None = None
    reason: str = ""
    approved_by: str = ""
    since: date | None = None
    until: date | None = None
    location: Location = field(default=NOWHERE, eq=False, repr=False)

    def in_force(self, as_of: date) -> bool:
        """Return whether ``as_of`` lies in the exemption's days."""
        return (self.since is None or self.since <= as_of) and (self.until is None or as_of <= self.until)


@frozen
class SourceFile:
    """A file that a dossier was read from: what it holds (a table's name, or workbook), its name, the hash of its bytes."""

    table: str
    name: str
    sha256: str


@frozen(slots=False)  # so that its hash is computed once
class Dossier:
    """
    A place's observations by year with its assignments, references and exemptions; an immutable value.

    >>> d = Dossier.from_records([{"component": "forest-grass-coverage", "year": 2023, "value": "43.9"}])
    >>> d.years, d.observations[0].value
    ((2023,), Decimal('43.9'))
    """

    observations: tuple[Observation, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    references: tuple[Reference, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    name: str = ""
    files: tuple[SourceFile, ...] = field(default=(), eq=False, repr=False)
    bound: dict[int, object] = field(factory=dict, init=False, eq=False, repr=False, hash=False)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the observations, in order."""
        return tuple(sorted({o.year for o in self.observations}))

    @cached_property
    def sha256(self) -> str:
        """The hash of what the rows say, whatever their order and however their files write it."""
        tables = (self.observations, self.assignments, self.references, self.exemptions)
        return sha256([sorted(map(content, table), key=canonical_json) for table in tables])

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        assignments: str | Path | None = None,
        references: str | Path | None = None,
        exemptions: str | Path | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Self:
        """
        Return the dossier in the tables at ``path`` and, as far as given, the other three.

        ``path`` is a CSV table of observations, a filled collection workbook (.xlsx, whose other sheets hold
        assignments, references and exemptions), or a folder of such workbooks, which are merged.

        ``progress`` is called with 1 for each workbook read.

        Every problem of form (heads, types, dates, numbers, duplicate keys) is reported at once.

        Raises:
            DossierError: A table is wrong; each problem names file, row and column.
            OSError: A file cannot be read.
        """
        from ecoindicators import tables

        return tables.read_dossier(cls, path, assignments, references, exemptions, progress)

    @classmethod
    def from_records(
        cls,
        observations: Iterable[Mapping[str, Any]],
        *,
        assignments: Iterable[Mapping[str, Any]] | None = None,
        references: Iterable[Mapping[str, Any]] | None = None,
        exemptions: Iterable[Mapping[str, Any]] | None = None,
        name: str = "",
    ) -> Self:
        """
        Return the dossier in mappings, with the heads of the tables as keys.

        Raises:
            DossierError: A record is wrong; each problem names table, row and column.
        """
        from ecoindicators import tables

        return tables.dossier_from_records(cls, observations, assignments, references, exemptions, name)

    @classmethod
    def from_frame(
        cls,
        observations: Any,
        *,
        assignments: Any = None,
        references: Any = None,
        exemptions: Any = None,
        name: str = "",
    ) -> Self:
        """
        Return the dossier in dataframes (Polars, pandas, PyArrow and whatever narwhals reads).

        Raises:
            DossierError: A frame is wrong; each problem names table, row and column.
            MissingExtraError: narwhals is not installed.
        """
        from ecoindicators import tables

        return tables.dossier_from_frames(cls, observations, assignments, references, exemptions, name)


_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_SIGNS = str.maketrans({"％": "%", "﹪": "%", "−": "-", "－": "-", "，": ",", "．": ".", "\u3000": " "})


def parse_number(text: str) -> tuple[Decimal, str] | None:
    """
    Return a cell's number and the unit written with it ("%", "‰" or ""); None where it says nothing.

    Full-width digits and signs are read; "—" and 无数据 are nothing.

    Raises:
        ValueError: The cell holds something else than a number, or over 15 significant digits.

    >>> parse_number("９４.２％"), parse_number("—")
    ((Decimal('94.2'), '%'), None)
    """
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).strip()
    if plain.casefold() in NOTHING or text.strip().casefold() in NOTHING:
        return None
    unit = plain[-1] if plain[-1] in "%‰" else ""
    digits = plain[: len(plain) - len(unit)].strip()
    if len(digits) > 64 or not _NUMBER.fullmatch(digits):
        raise ValueError(text)
    return checked_decimal(Decimal(digits.replace(",", ""))), unit


def checked_decimal(number: Decimal) -> Decimal:
    """
    Return ``number`` if it is finite, within the bounds and has no more than 15 significant digits.

    Raises:
        ValueError: It is not finite.
        LimitError: It is too large, or has too many decimal places.
        OverflowError: It has more digits than both engines keep.
    """
    if not number.is_finite():
        raise ValueError(str(number))
    if significant_digits(number) > SIGNIFICANT_DIGITS:
        raise OverflowError(str(number))
    bound = beyond(number)
    if bound is not None:
        raise LimitError([over(bound)])
    return number
