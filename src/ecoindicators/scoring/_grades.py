"""Grades: bands of scores, half-open as documents print them (70分(含)至90分), without overlap or gap."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from ecoindicators.scoring._ranges import Range
from ecoindicators.scoring._scheme import Checking
from ecoindicators.scoring._score import Grade
from ecoindicators.texts import NO_TEXT, Text, plain_number


@frozen
class RawGrade:
    """A band: from ``at_least`` (the number included) or ``above``, up to ``at_most`` (included) or ``below``."""

    name: Text
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None

    @property
    def low(self) -> tuple[Decimal, bool] | None:
        """The lower end and whether it belongs to the band."""
        if self.at_least is not None:
            return self.at_least, True
        return None if self.above is None else (self.above, False)

    @property
    def high(self) -> tuple[Decimal, bool] | None:
        """The upper end and whether it belongs to the band."""
        if self.at_most is not None:
            return self.at_most, True
        return None if self.below is None else (self.below, False)

    def holds(self, number: Decimal) -> bool:
        """Return whether ``number`` lies in the band."""
        low, high = self.low, self.high
        return (low is None or number > low[0] or (low[1] and number == low[0])) and (
            high is None or number < high[0] or (high[1] and number == high[0])
        )


@frozen
class Grades:
    """The bands of a scheme, worst first."""

    bands: tuple[RawGrade, ...] = ()

    def of(self, number: Decimal | None, caps: Iterable[str] = ()) -> Text:
        """Return the grade of ``number``, no better than the grades named in ``caps``; no words where there is none."""
        found = [i for i, band in enumerate(self.bands) if number is not None and band.holds(number)]
        if not found:
            return NO_TEXT
        found += [i for i, band in enumerate(self.bands) for cap in caps if cap in (band.name.zh, band.name.en)]
        return self.bands[min(found)].name

    def grade(self, score: Range, caps: Iterable[str] = (), low_caps: Iterable[str] = ()) -> Grade | None:
        """Return the grades of a score and of its worst and best case, capped; None without bands."""
        if not self.bands:
            return None
        caps = tuple(caps)
        return Grade(self.of(score.value, caps), self.of(score.low, (*caps, *low_caps)), self.of(score.high, caps))

    def __contains__(self, name: object) -> bool:
        return any(name in (band.name.zh, band.name.en) for band in self.bands)


def read_grades(raw: tuple[RawGrade, ...], checking: Checking) -> Grades:
    """Return the bands in order; report ends given twice, empty bands, overlaps, gaps and names used twice."""
    before = len(checking.problems)
    for i, band in enumerate(raw):
        for one, other in (("at_least", "above"), ("at_most", "below")):
            if getattr(band, one) is not None and getattr(band, other) is not None:
                keys = (one.replace("_", "-"), other)
                message = Text(
                    f"{band.name.zh}：{keys[0]} 与 {keys[1]} 只能写一个",
                    f'"{band.name.en}": give {keys[0]} or {keys[1]}, not both',
                )
                checking.report("wrong-value", message, f"grade[{i}].{other}")
        low, high = band.low, band.high
        if (
            low is not None
            and high is not None
            and (low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1])))
        ):
            message = Text(f"{band.name.zh}：没有任何分数", f'"{band.name.en}" holds no number')
            checking.report("empty-band", message, f"grade[{i}]")
    names = [band.name.zh for band in raw]
    for i, name in enumerate(names):
        if name in names[:i]:
            checking.report(
                "declared-twice", Text(f"等级“{name}”重复", f'the grade "{name}" is given twice'), f"grade[{i}]"
            )
    # By lower end; at one number the band that includes it comes first. Without a lower end it is the lowest.
    order = sorted(range(len(raw)), key=lambda i: _start(raw[i]))
    if len(checking.problems) == before:
        for under, over in itertools.pairwise(order):
            _neighbours(raw[under], raw[over], f"grade[{over}]", checking)
    return Grades(tuple(raw[i] for i in order))


def _start(band: RawGrade) -> tuple[bool, Decimal, bool]:
    return (False, Decimal(0), False) if band.low is None else (True, band.low[0], not band.low[1])


def _neighbours(under: RawGrade, over: RawGrade, key: str, checking: Checking) -> None:
    high, low = under.high, over.low
    names = (under.name, over.name)
    if high is None or low is None or high[0] > low[0] or (high[0] == low[0] and high[1] and low[1]):
        message = Text(
            f"等级“{names[0].zh}”与“{names[1].zh}”重叠", f'the grades "{names[0].en}" and "{names[1].en}" overlap'
        )
        checking.report("overlap", message, key)
    elif high[0] < low[0] or not (high[1] or low[1]):
        numbers = f"{plain_number(high[0])}–{plain_number(low[0])}" if high[0] < low[0] else plain_number(low[0])
        message = Text(
            f"等级“{names[0].zh}”与“{names[1].zh}”之间有空档（{numbers}）",
            f'between the grades "{names[0].en}" and "{names[1].en}" there is a gap ({numbers})',
        )
        checking.report("gap", message, key)
