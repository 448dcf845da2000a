"""Pass rate and weighted mean of attainment: the two methods that need no scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from ecoindicators.assessment import Assessment, IndicatorResult
from ecoindicators.indicators import Component, Indicator
from ecoindicators.judging import Finding
from ecoindicators.scoring._grades import Grades, RawGrade, read_grades
from ecoindicators.scoring._ranges import Missing, Range, aggregate, as_decimal
from ecoindicators.scoring._scheme import Checking, Scheme
from ecoindicators.scoring._score import Contribution, Score, nine
from ecoindicators.texts import NO_TEXT, Text
from ecoindicators.verdicts import Verdict

HUNDRED: Final = Decimal(100)
ZERO: Final = Decimal(0)
FOR_REFERENCE: Final = Text("参考性指标", "an indicator for reference")
LeftOut = list[tuple[str, Text]]
Row = tuple[str, Text, Range, Text]


@frozen
class RawRate:
    """The scheme of a rate: weights by id (1 where none is given) and grades."""

    method: str = ""
    title: Text = NO_TEXT
    decimals: int | None = None
    weights: dict[str, Fraction] = field(factory=dict)
    grade: tuple[RawGrade, ...] = ()


def _read(
    checking: Checking, items: Iterable[str], named: Callable[[Checking, str, str], Component | Indicator | None]
) -> tuple[RawRate, dict[str, Fraction], Grades]:
    raw = checking.fill(RawRate)
    weights = dict.fromkeys(items, Fraction(1))
    given: set[str] = set()
    for item, weight in raw.weights.items():
        key = f"weights.{item}"
        found = named(checking, item, key)
        if found is not None and found.id in given:
            message = Text(f"“{found.id}”的权重给出了两次", f'the weight of "{found.id}" is given twice')
            checking.report("declared-twice", message, key, item)
        elif weight < 0:
            message = Text(f"“{item}”的权重小于0", f'the weight of "{item}" is below 0')
            checking.report("bad-weight", message, key, item)
        elif found is not None:
            given.add(found.id)
            weights[found.id] = weight
    if weights and not any(weights.values()):
        checking.report("bad-weight", Text("权重之和为0", "the weights sum to 0"), "weights")
    checking.decimals(raw.decimals)
    grades = read_grades(raw.grade, checking)
    checking.finish()
    return raw, weights, grades


@frozen
class Rate:
    """
    The weighted mean of items between 0 and 100.

    ``items`` gives the ids that may be weighed, ``named`` finds what a scheme means by a name; ``ranges`` gives the id,
    name, number or interval, and reason of each that takes part, and adds the others to what is left out.
    """

    name: str
    title: Text
    note: Text
    missing: Missing
    items: Callable[[Assessment], list[str]]
    named: Callable[[Checking, str, str], Component | Indicator | None]
    ranges: Callable[[Assessment, LeftOut], list[Row]]

    def score(self, assessment: Assessment, scheme: Scheme) -> Score:
        """Return the weighted mean; ``low`` and ``high`` take what is undetermined as 0 and as 100."""
        raw, weights, grades = _read(Checking(scheme, assessment.ruleset), self.items(assessment), self.named)
        left_out: LeftOut = []
        found = self.ranges(assessment, left_out)
        weighted = [row for row in found if weights[row[0]]]
        left_out += [(id, Text("权重为0", "its weight is 0")) for id, *_ in found if not weights[id]]
        parts = [(range, weights[id]) for id, _, range, _ in weighted]
        whole = (aggregate("arithmetic", parts, self.missing) if parts else Range()).rounded(raw.decimals)
        counts = [self.missing.policy == "zero" or range.value is not None for range, _ in parts]
        total = sum((w for (_, w), counted in zip(parts, counts, strict=True) if counted), Fraction(0))
        contributions = []
        for (id, name, range, because), counted in zip(weighted, counts, strict=True):
            if not counted:
                left_out.append((id, because))
                continue
            value = ZERO if range.value is None else range.value
            points, weight = nine(as_decimal(Fraction(value) * weights[id] / total)), nine(as_decimal(weights[id]))
            ends = range.rounded()
            contributions.append(Contribution(id, nine(value), weight, points, ends.low, ends.high, name, because))
        return Score(
            self.name, whole.value, whole.low, whole.high, tuple(contributions), tuple(left_out), self.note,
            grades.grade(whole), raw.title or self.title,
        )  # fmt: skip


def _indicators(assessment: Assessment) -> list[str]:
    return [result.indicator.id for result in assessment.indicators]


def _passed(assessment: Assessment, left_out: LeftOut) -> list[Row]:
    """Return 100 for each indicator met, 0 for each not met, 0 to 100 for each undetermined one."""
    rows: list[Row] = []
    for result in assessment.indicators:
        id, name = result.indicator.id, result.indicator.name
        if not result.decides:
            left_out.append((id, FOR_REFERENCE))
        elif result.verdict is Verdict.NOT_APPLICABLE:
            left_out.append((id, result.reason.text))
        elif result.verdict is Verdict.UNDETERMINED:
            rows.append((id, name, Range(None, ZERO, HUNDRED), _because(result)))
        else:
            number = HUNDRED if result.verdict is Verdict.MET else ZERO
            rows.append((id, name, Range.at(number), _because(result)))
    return rows


def _because(result: IndicatorResult | Finding) -> Text:
    verdict, reason = result.verdict.text, result.reason.text
    if result.verdict is Verdict.MET:
        return verdict
    return Text(f"{verdict.zh}：{reason.zh}", f"{verdict.en}: {reason.en}")


def _components(assessment: Assessment) -> list[str]:
    return [component.id for component in assessment.ruleset.components]


def _attained(assessment: Assessment, left_out: LeftOut) -> list[Row]:
    """Return the capped attainment of each component, 0 to 100 for each undetermined one."""
    rows: list[Row] = []
    for result in assessment.indicators:
        for finding in result.findings:
            component = finding.component
            assert component is not None
            attained = attainment(finding)
            if not result.decides:
                left_out.append((component.id, FOR_REFERENCE))
            elif finding.verdict is Verdict.NOT_APPLICABLE:
                left_out.append((component.id, finding.reason.text))
            elif finding.verdict is Verdict.UNDETERMINED:
                rows.append((component.id, component.name, Range(None, ZERO, HUNDRED), finding.reason.text))
            elif attained is None:
                left_out.append((component.id, Text("没有完成率", "no attainment")))
            else:
                range = Range.at(attained * HUNDRED)
                rows.append((component.id, component.name, range, _because(finding)))
    return rows


def attainment(finding: Finding) -> Decimal | None:
    """
    Return a finding's attainment between 0 and 1, not rounded.

    It is 1 where a met target divides by 0, None where there is none.
    """
    if finding.ratio is None:
        return None
    above, below = finding.ratio
    if below:
        return max(ZERO, min(Decimal(1), as_decimal(Fraction(above) / Fraction(below))))
    return Decimal(1) if finding.verdict is Verdict.MET else None


PASS_RATE: Final = Rate(
    "pass-rate",
    Text("达标率", "pass rate"),
    Text(
        "达标率＝达标指标权重之和÷参与计算的指标权重之和；待定指标在数值和下限中按未达标计，在上限中按达标计",
        "weight of the indicators met / weight of those counted; undetermined ones count as not met in value and low, "
        "as met in high",
    ),
    Missing("zero"),
    _indicators,
    Checking.indicator,
    _passed,
)
WEIGHTED_MEAN: Final = Rate(
    "weighted-mean",
    Text("加权平均完成率", "weighted mean of attainment"),
    Text(
        "各分项完成率（以100为上限）的加权平均；没有完成率的分项不参与计算；下限和上限分别把待定分项按0和100计",
        "weighted mean of attainment capped at 100; components without attainment are left out; low and high take "
        "undetermined ones as 0 and as 100",
    ),
    Missing("redistribute"),
    _components,
    Checking.component,
    _attained,
)
