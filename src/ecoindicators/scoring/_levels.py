"""Items of one level and what they come to together: what applies, what counts, and what each adds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from ecoindicators.scoring._ranges import ZERO, Missing, Range, aggregate, as_decimal, clip
from ecoindicators.scoring._score import Contribution, nine
from ecoindicators.texts import NO_TEXT, Text


@frozen
class Marked:
    """
    An item with its points, or the interval they lie in.

    ``applies`` is False where it is exempt, ``counted`` False where it takes no part in the value of its level.
    ``share`` times its value is what it adds to that level, None where the level is no sum.
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

    def contribution(self) -> Contribution:
        """Return it as a contribution; what is missing and counts all the same counts 0, or as near as it can be."""
        shown = self.range.rounded()
        value = clip(ZERO, shown.low, shown.high) if shown.value is None else shown.value
        added = None if self.share is None else nine(as_decimal(Fraction(value) * self.share))
        parts = tuple(part.contribution() for part in self.parts if part.counted)
        return Contribution(
            self.id, shown.value, self.weight, added, shown.low, shown.high, self.name, self.because, parts
        )

    def left_out(self) -> Iterator[tuple[str, Text]]:
        """Yield the items that do not count, with the reason."""
        if not self.counted and not self.parts:
            yield self.id, self.because
        for part in self.parts:
            yield from part.left_out()


def level(
    marked: Sequence[Marked], how: str, weights: Sequence[Fraction], missing: Missing
) -> tuple[Range, tuple[Marked, ...]]:
    """
    Return what the items of one level come to together, and the items with what each adds to it.

    What does not apply takes no part: in a sum its full marks (its weight) go to the rest, so that full marks stay
    what they are; elsewhere the weights of the rest count in proportion. Without an item that applies nothing is known.
    """
    pairs = [(m, w) for m, w in zip(marked, weights, strict=True) if m.applies]
    if not pairs:
        return Range(), tuple(evolve(m, counted=False) for m in marked)
    range = aggregate(how, [(m.range, w) for m, w in pairs], missing)
    whole = sum(weights, Fraction(0))
    if how == "sum":
        range = range.times(whole / sum((w for _, w in pairs), Fraction(0)))
    counts = [m.applies and (missing.policy == "zero" or m.range.value is not None) for m in marked]
    counted = sum((w for w, counts_too in zip(weights, counts, strict=True) if counts_too), Fraction(0))
    return range, tuple(
        evolve(
            m,
            # A group stays on show even where it has no value: its parts say why.
            counted=counts_too or (m.applies and bool(m.parts)),
            share=_share(how, w, whole, counted) if counts_too else None,
        )
        for m, w, counts_too in zip(marked, weights, counts, strict=True)
    )


def _share(how: str, weight: Fraction, whole: Fraction, counted: Fraction) -> Fraction | None:
    if how == "sum":
        return whole / counted
    return weight / counted if how == "arithmetic" else None
