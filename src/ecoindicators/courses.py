"""Course (进度): the change needed per year to reach a target by a deadline, beside the change so far."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.judging import Finding
from ecoindicators.targets import AllOf, Op, Target, Threshold, rounded
from ecoindicators.texts import Text, plain_number
from ecoindicators.verdicts import Verdict


@frozen
class Course:
    """
    One component's way to its target: yearly change so far and yearly change needed, in the component's unit.

    ``state`` is reached, on-course, not-on-course or cannot-tell. Nothing is extrapolated: no future value is given.
    """

    finding: Finding
    state: str
    first_year: int | None = None
    last_year: int | None = None
    so_far: Decimal | None = None
    needed: Decimal | None = None

    @property
    def text(self) -> Text:
        """The statement in words."""
        head = _STATES[self.state]
        if self.state == "reached" and self.finding.verdict is not Verdict.MET:
            verdict = self.finding.verdict.text
            return Text(f"数值已达到，整条目标{verdict.zh}", f"the number is reached, the whole target is {verdict.en}")
        if self.so_far is None or self.needed is None:
            return head
        so_far, needed = plain_number(self.so_far), plain_number(self.needed)
        return Text(
            f"{head.zh}：{self.first_year}至{self.last_year}年平均每年变化{so_far}，此后每年须变化{needed}",
            f"{head.en}: it changed by {so_far} a year from {self.first_year} to {self.last_year}; {needed} a year is needed",
        )


EARLIER_YEARS = 2
_STATES = {
    "reached": Text("已达标", "reached"),
    "on-course": Text("进度正常", "on course"),
    "not-on-course": Text("进度滞后", "not on course"),
    "cannot-tell": Text("无法判断", "cannot tell"),
}


def courses(assessment: Assessment, deadline: int) -> tuple[Course, ...]:
    """
    Return the course of every component with a number to reach by the end of the year ``deadline``.

    Two years before the judged one are needed to say anything; components whose target is no single threshold on
    the value are left out.
    """
    found = []
    for finding in assessment.findings:
        threshold = _threshold(finding.target)
        if threshold is None or finding.component is None or finding.verdict is Verdict.NOT_APPLICABLE:
            continue
        found.append(_course(assessment, finding, threshold, deadline))
    return tuple(found)


def _threshold(target: Target) -> Threshold | None:
    if isinstance(target, AllOf):
        thresholds = [t for t in target.parts if isinstance(t, Threshold)]
        return thresholds[0] if len(thresholds) == 1 else None
    return target if isinstance(target, Threshold) and target.op is not Op.EQ else None


def _course(assessment: Assessment, finding: Finding, threshold: Threshold, deadline: int) -> Course:
    assert finding.component is not None
    known = assessment.values_of(finding.component.id)
    years = sorted(y for y in known if y <= assessment.year)
    if years and threshold.op.holds(known[years[-1]], threshold.value):
        return Course(finding, "reached", years[0], years[-1])
    if sum(y < assessment.year for y in years) < EARLIER_YEARS or deadline <= years[-1]:
        return Course(finding, "cannot-tell")
    first, last = years[0], years[-1]
    so_far = rounded((known[last] - known[first]) / (last - first))
    needed = rounded((threshold.value - known[last]) / (deadline - last))
    up = threshold.op in (Op.GE, Op.GT)
    enough = so_far >= needed if up else so_far <= needed
    return Course(finding, "on-course" if enough else "not-on-course", first, last, so_far, needed)
