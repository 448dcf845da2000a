"""What a score is: a number with its method, weights, contributions, what was left out, and the interval it must lie in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any, Final, Protocol

from attrs import field, frozen

from ecoindicators.assessment import Assessment
from ecoindicators.texts import NO_TEXT, Text

DIGITS: Final = 60
LONGEST: Final = DIGITS - 12


def half_up(number: Decimal, decimals: int) -> Decimal:
    """
    Return ``number`` rounded to so many decimals, half away from 0 (四舍五入).

    >>> half_up(Decimal("0.5495"), 3), half_up(Decimal("90"), 1)
    (Decimal('0.550'), Decimal('90.0'))
    """
    return number if number.adjusted() > LONGEST else _rounded(number, decimals, ROUND_HALF_UP)


def nine(number: Decimal) -> Decimal:
    """
    Return ``number`` rounded to nine decimals, without trailing zeros.

    >>> nine(Decimal(2) / 3), nine(Decimal("1E+30"))
    (Decimal('0.666666667'), Decimal('1000000000000000000000000000000'))
    """
    if number.adjusted() > LONGEST:  # too long to have decimals
        return number
    with localcontext() as context:
        context.prec = DIGITS
        return _rounded(number, 9, ROUND_HALF_EVEN).normalize() + Decimal(0)


def _rounded(number: Decimal, decimals: int, how: str) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return number.quantize(Decimal(1).scaleb(-decimals), how)


@frozen
class Contribution:
    """
    One item of a score.

    ``value`` is the item's own score, None where it is not known; ``low`` and ``high`` bound it, None where
    nothing does. ``weight`` is its weight on its level (in ``points``: its full marks), ``points`` what it
    adds to that level, None where the level is no sum. ``because`` says how the value came about, ``parts``
    holds the items below.
    """

    item: str
    value: Decimal | None
    weight: Decimal
    points: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    name: Text = NO_TEXT
    because: Text = NO_TEXT
    parts: tuple[Contribution, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the contribution as plain data."""
        return {
            "item": self.item,
            "name": self.name.to_dict(),
            "value": _plain(self.value),
            "weight": _plain(self.weight),
            "points": _plain(self.points),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "because": self.because.to_dict(),
            "parts": [part.to_dict() for part in self.parts],
        }


@frozen
class Grade:
    """The grade of a score, and of its worst and best case; a Text without words where no band holds the number."""

    value: Text
    low: Text
    high: Text

    def to_dict(self) -> dict[str, Any]:
        """Return the grade as plain data."""
        return {"value": self.value.to_dict(), "low": self.low.to_dict(), "high": self.high.to_dict()}


@frozen
class Score:
    """
    A score with all that it takes to check it; ``str()`` says it in one line.

    ``value`` is None where nothing could be scored; ``low`` and ``high`` are the worst and best case for what
    is missing or undetermined, None where nothing bounds them; ``left_out`` names each item that does not
    count, with the reason; ``note`` says in words how the method works and what it did with missing data. ``scheme`` is
    what the caller gave, so that the score can be made again.
    """

    method: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    contributions: tuple[Contribution, ...]
    left_out: tuple[tuple[str, Text], ...]
    note: Text
    grade: Grade | None = None
    title: Text = NO_TEXT
    remarks: tuple[Text, ...] = ()
    scheme: Mapping[str, Any] = field(factory=dict, repr=False, hash=False)

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """The weight of each item that counts, by its id."""
        return {item.item: item.weight for item in self.contributions}

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain data, as ``score`` stands in the JSON Schema ``assessment``."""
        return {
            "method": self.method,
            "title": self.title.to_dict(),
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "grade": None if self.grade is None else self.grade.to_dict(),
            "contributions": [c.to_dict() for c in self.contributions],
            "left_out": [{"item": item, "reason": reason.to_dict()} for item, reason in self.left_out],
            "remarks": [remark.to_dict() for remark in self.remarks],
            "note": self.note.to_dict(),
            "scheme": _plain_scheme(self.scheme),
        }

    def to_text(self) -> str:
        """Return the score for a terminal: the answer, every item, what was left out, how it was made."""
        from ecoindicators import reports

        return reports.score_text(self)

    def to_markdown(self, path: str | Path | None = None) -> str:
        """
        Return the score as Markdown, and write it to ``path``, whole or not at all, if one is given.

        Raises:
            OSError: The file cannot be written.
        """
        from ecoindicators import reports

        content = reports.score_markdown(self)
        if path is not None:
            reports.write_whole(path, content)
        return content

    def __str__(self) -> str:
        from ecoindicators import reports

        return reports.score_line(self)


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _plain_scheme(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, Mapping):
        return {key: _plain_scheme(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain_scheme(inner) for inner in value]
    return value if isinstance(value, str | int | None) else str(value)


class ScoringMethod(Protocol):
    """What a scoring method is: a name, and a function from an assessment and a scheme to a score."""

    @property
    def name(self) -> str:
        """The name it is asked for by."""
        ...

    def score(self, assessment: Assessment, scheme: Any) -> Score:
        """
        Return the score of ``assessment``.

        ``scheme`` is a :class:`Scheme`: a mapping of what the caller gave (empty where nothing was), which also
        knows the file it came from.
        """
        ...
