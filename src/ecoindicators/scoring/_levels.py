"""Items of one level and what they come to together: what applies, what counts, and what each adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from ecoindicators.scoring._ranges import ZERO, Missing, Range, aggregate, as_decimal, clip
from ecoindicators.scoring._score import Contribution, nine
from ecoindicators.texts import NO_TEXT, Text

ZERO_SHARE: Final = Fraction(0)


@frozen
class Marked:
    """
    An item with its points, or the interval they lie in.

    ``applies`` is False where it is exempt, ``counted`` False where it takes no part in the value of its level.
    ``share`` times its value is what it adds to that level, None where the level is no sum. ``refused`` says why its
    level can make nothing of its value.
    """

    id: str
    name: Text
    weight: Decimal
    range: Range
    because: Text = NO_TEXT
    applies: bool = True
    parts: tuple[Marked, ...] = ()
    counted: bool = True
    share: Fraction | None = Fraction(1)
    refused: Text | None = None

    @property
    def worth(self) -> Decimal:
        """What it counts as: its value; where that is missing 0, or as near as it can be."""
        return clip(ZERO, self.range.low, self.range.high) if self.range.value is None else self.range.value

    def contribution(self) -> Contribution:
        """Return it as a contribution."""
        shown = self.range.rounded()
        added = None if self.share is None else nine(as_decimal(Fraction(self.worth) * self.share))
        parts = tuple(part.contribution() for part in self.parts if part.counted)
        return Contribution(
            self.id, shown.value, self.weight, added, shown.low, shown.high, self.name, self.because, parts
        )

    def left_out(self) -> Iterator[tuple[str, Text]]:
        """Yield the items that do not count, with the reason."""
        if self.refused is not None:
            yield self.id, self.refused
        elif not self.counted and not self.parts:
            yield self.id, self.because
        for part in self.parts:
            yield from part.left_out()


def level(
    marked: Sequence[Marked], how: str, weights: Sequence[Fraction], missing: Missing
) -> tuple[Range, tuple[Marked, ...]]:
    """
    Return what the items of one level come to together, and the items with what each adds to it.

    What does not apply takes no part: in a sum its full marks (its weight) go to the rest, so that full marks stay
    what they are; elsewhere the weights of the rest count in proportion. Where items are ``added`` outside of a total,
    nothing goes to the rest. Without an item that applies nothing is known.
    """
    pairs = [(m, w) for m, w in zip(marked, weights, strict=True) if m.applies]
    if not pairs:
        return Range(), tuple(evolve(m, counted=False) for m in marked)
    range = aggregate(how, [(m.range, w) for m, w in pairs], missing)
    whole, applying = sum(weights, ZERO_SHARE), sum((w for _, w in pairs), ZERO_SHARE)
    if how == "sum" and applying:
        range = range.times(whole / applying)
    counts = [m.applies and (missing.policy == "zero" or m.range.value is not None) for m in marked]
    counted = sum((w for w, counts_too in zip(weights, counts, strict=True) if counts_too), ZERO_SHARE)
    shown = tuple(
        evolve(
            m,
            # A group stays on show even where it has no value: its parts say why.
            counted=counts_too or (m.applies and bool(m.parts)),
            share=_share(how, w, whole, counted) if counts_too else None,
        )
        for m, w, counts_too in zip(marked, weights, counts, strict=True)
    )
    return range, _fitted(range, shown)


def _fitted(range: Range, shown: tuple[Marked, ...]) -> tuple[Marked, ...]:
    """Return the items so that what they add comes to the value, where that was moved inside of what is possible."""
    added = sum((Fraction(m.worth) * m.share for m in shown if m.share is not None), ZERO_SHARE)
    if range.value is None or not added or nine(as_decimal(added)) == nine(range.value):
        return shown
    factor = Fraction(range.value) / added
    return tuple(m if m.share is None else evolve(m, share=m.share * factor) for m in shown)


def _share(how: str, weight: Fraction, whole: Fraction, counted: Fraction) -> Fraction | None:
    if how == "added":
        return Fraction(1)
    if how == "sum":
        return whole / counted if counted else Fraction(1)
    return weight / counted if how == "arithmetic" else None
