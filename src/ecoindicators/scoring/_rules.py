"""How an item of points is earned: by verdict, steps, interpolation, a line, attainment, or a number from the start.

Each rule gives the points where they are known, else the interval they must lie in, and says why. What is lost
or added for each step (每低1个百分点扣0.5分) is a :class:`PerStep`.
"""

from __future__ import annotations

import itertools
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Final, Literal, Protocol

from attrs import frozen

from ecoindicators.assessment import Assessment, IndicatorResult
from ecoindicators.judging import Finding
from ecoindicators.scoring._ranges import ZERO, Range
from ecoindicators.scoring._rates import attainment
from ecoindicators.scoring._score import DIGITS, nine
from ecoindicators.targets import Target
from ecoindicators.texts import Text, plain_number
from ecoindicators.verdicts import Verdict

Earned = tuple[Range, Text]
Counting = Literal["whole", "started", "proportional"]
COUNTINGS: Final[tuple[Counting, ...]] = ("whole", "started", "proportional")


class Rule(Protocol):
    """How an item is earned."""

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points, and why; ``found`` is the finding (or the indicator's result) the item is about."""
        ...


@frozen
class Start:
    """A number of points from the start, from which others are taken or to which they are added."""

    points: Decimal

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points."""
        text = plain_number(self.points)
        return Range.at(self.points), Text(f"基础分{text}", f"{text} from the start")


@frozen
class ByVerdict:
    """So many points where the target is met (达标得6分), so many where it is not (否则得0分)."""

    met: Decimal
    not_met: Decimal

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points of the verdict."""
        assert found is not None
        if found.verdict is Verdict.UNDETERMINED:
            return _open(self.met, self.not_met), found.reason.text
        if found.verdict is Verdict.MET:
            return Range.at(self.met), found.verdict.text
        verdict, reason = found.verdict.text, found.reason.text
        return Range.at(self.not_met), Text(f"{verdict.zh}：{reason.zh}", f"{verdict.en}: {reason.en}")


@frozen
class Steps:
    """The points of the first condition that holds (≥90得6分；≥80得4分), or ``otherwise``."""

    steps: tuple[tuple[Target, Decimal], ...]
    otherwise: Decimal

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points of the first step that holds; an undetermined one before it leaves them open."""
        assert isinstance(found, Finding)
        assert found.component is not None
        possible, reason, shown = [], None, Text("其余", "otherwise")
        for target, points in self.steps:
            judged = assessment.judge(found.component.id, target)
            if judged.verdict is Verdict.NOT_MET:
                continue
            possible.append(points)
            if judged.verdict is Verdict.MET:
                shown = Text(target.text)
                break
            reason = reason or judged.reason.text
        else:
            possible.append(self.otherwise)
        if reason is not None:
            return _open(*possible), reason
        return Range.at(possible[0]), shown


@frozen
class Interpolated:
    """Points read off the straight lines between nodes (高于90%的按线性内插赋分), level outside them."""

    nodes: tuple[tuple[Decimal, Decimal], ...]

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points at the value."""
        assert isinstance(found, Finding)
        if found.value is None:
            return _open(*(points for _, points in self.nodes)), found.reason.text
        points = interpolate(found.value, self.nodes)
        shown = plain_number(found.value)
        return Range.at(points), Text(f"{shown}，线性内插", f"{shown}, interpolated")


def interpolate(value: Decimal, nodes: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    """
    Return what the straight lines between ``nodes`` have at ``value``, and beyond them what the end nodes have.

    >>> interpolate(Decimal("92.5"), ((Decimal(90), Decimal(0)), (Decimal(100), Decimal(6))))
    Decimal('1.5')
    """
    if value <= nodes[0][0]:
        return nodes[0][1]
    for (x1, y1), (x2, y2) in itertools.pairwise(nodes):
        if value <= x2:
            with localcontext() as context:
                context.prec = DIGITS
                return y1 + (value - x1) * (y2 - y1) / (x2 - x1)
    return nodes[-1][1]


@frozen
class Linear:
    """Points on one straight line, ``intercept`` + ``slope`` × value; the item's floor and cap hold."""

    slope: Decimal
    intercept: Decimal

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points at the value."""
        assert isinstance(found, Finding)
        if found.value is None:
            return Range(), found.reason.text
        line = f"{plain_number(self.intercept)} + {plain_number(self.slope)} × {plain_number(found.value)}"
        with localcontext() as context:
            context.prec = DIGITS
            return Range.at(self.intercept + self.slope * found.value), Text(line)


@frozen
class Attained:
    """The full marks times the attainment, no more than all of them (按完成比例得分)."""

    full: Decimal

    def earn(self, assessment: Assessment, found: Finding | IndicatorResult | None) -> Earned:
        """Return the points of the attainment; a met target without one earns all, an unmet one leaves them open."""
        assert isinstance(found, Finding)
        attained = attainment(found)
        if found.verdict is Verdict.MET and attained is None:
            return Range.at(self.full), found.verdict.text
        if found.verdict is Verdict.UNDETERMINED:
            return _open(ZERO, self.full), found.reason.text
        if attained is None:
            return _open(ZERO, self.full), Text("没有完成率", "no attainment")
        shown = plain_number(nine(attained))
        return Range.at(self.full * attained), Text(f"完成率{shown}", f"attainment {shown}")


@frozen
class PerStep:
    """
    So many points for each step below or above a number, or away from the target where neither is given.

    ``percent`` takes steps in percent of that number. ``counting`` says what a part of a step does: nothing
    (``whole``), as much as a step (``started``), or its share (``proportional``). ``at_most`` caps the points.
    """

    each: Decimal
    points: Decimal
    below: Decimal | None
    above: Decimal | None
    percent: bool
    counting: Counting
    at_most: Decimal | None

    def amount(self, finding: Finding, better: bool) -> Earned:
        """Return the points of the distance on the worse side of the target, or on the ``better`` one."""
        distance = self.distance(finding, better)
        if distance is None:
            if finding.verdict is Verdict.UNDETERMINED or finding.value is None:
                reason = finding.reason.text
            else:
                reason = Text("无法按目标值计算差距", "the distance to the target cannot be told")
            return Range(None, ZERO, self.at_most), reason
        with localcontext() as context:
            context.prec = DIGITS
            steps = distance / self.each
            if self.counting != "proportional":
                steps = steps.to_integral_value(ROUND_FLOOR if self.counting == "whole" else ROUND_CEILING)
            points = steps * self.points
        if self.at_most is not None and points > self.at_most:
            points = self.at_most
        percent = "%" if self.percent else ""
        far, each = plain_number(nine(distance)) + percent, plain_number(self.each) + percent
        each_points = plain_number(self.points)
        return Range.at(points), Text(
            f"相差{far}，每{each}计{each_points}分", f"{far} away, {each_points} for each {each}"
        )

    def distance(self, finding: Finding, better: bool) -> Decimal | None:
        """Return how far the value is on the side that counts, 0 on the other; None where it cannot be told."""
        if self.below is not None or self.above is not None:
            if finding.value is None:
                return None
            base = self.below if self.below is not None else self.above
            assert base is not None
            distance = base - finding.value if self.below is not None else finding.value - base
        else:
            told = _from_target(finding, better)
            if told is None:
                return None
            distance, base = told
        if distance <= 0:
            return ZERO
        if not self.percent:
            return distance
        with localcontext() as context:
            context.prec = DIGITS
            return distance / abs(base) * 100 if base else None


def _from_target(finding: Finding, better: bool) -> tuple[Decimal, Decimal] | None:
    """Return the distance from the target's number and that number; None where it cannot be told."""
    if finding.verdict is Verdict.UNDETERMINED:
        return None
    if finding.ratio is not None and finding.value is not None:
        good, bad = finding.ratio  # value over bound, or bound over value: the first is the greater where it is met
        bound = bad if good == finding.value else good
        return (good - bad if better else bad - good), bound
    if better:
        return None
    if finding.verdict is Verdict.MET:
        return ZERO, ZERO
    return None if finding.gap is None else (finding.gap, ZERO)  # no number of the target's to take percents of


def _open(*points: Decimal) -> Range:
    low, high = min(points), max(points)
    return Range(low if low == high else None, low, high)
