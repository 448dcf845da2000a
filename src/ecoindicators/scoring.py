"""Scores: numbers made of an assessment, always shown with method, weights and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.errors import Problem, ProblemsError, UnknownNameError, nearest_names
from ecoindicators.hookspecs import hookimpl
from ecoindicators.targets import rounded
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

HUNDRED: Final = Decimal(100)


@frozen
class Contribution:
    """One item of a score: its own points before weighting, its weight, and what it adds."""

    item: str
    value: Decimal
    weight: Decimal

    @property
    def points(self) -> Decimal:
        """What the item adds to the weighted sum."""
        return self.value * self.weight


@frozen
class Score:
    """
    A score with all that it takes to check it.

    ``value`` is None where nothing could be scored; ``low`` and ``high`` are the worst and best case for
    what is undetermined; ``left_out`` names each item that does not count, with the reason.
    """

    method: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    contributions: tuple[Contribution, ...]
    left_out: tuple[tuple[str, Text], ...]
    note: Text

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain data."""
        return {
            "method": self.method,
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "contributions": [
                {"item": c.item, "value": _plain(c.value), "weight": _plain(c.weight)} for c in self.contributions
            ],
            "left_out": [{"item": item, "reason": reason.to_dict()} for item, reason in self.left_out],
            "note": self.note.to_dict(),
        }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


class SchemeError(ProblemsError):
    """A scoring scheme is wrong: an unknown item, a weight that is no number or negative."""


class ScoringMethod(Protocol):
    """What a scoring method is: a name, and a function from an assessment and a scheme to a score."""

    name: str

    def score(self, assessment: Assessment, scheme: Mapping[str, Any] | None) -> Score:
        """Return the score of ``assessment``; ``scheme`` holds weights and whatever else the method documents."""
        ...


def score(assessment: Assessment, method: str = "pass-rate", *, scheme: Mapping[str, Any] | None = None) -> Score:
    """
    Return a score of ``assessment`` by the method of that name.

    Args:
        assessment: What to score.
        method: ``pass-rate`` (share of indicators that are met), ``weighted-mean`` (of attainment, capped
            at 100 %), or a method that a plugin brings.
        scheme: ``{"weights": {id: number}}``; what is not named weighs 1. Indicators for ``pass-rate``,
            components for ``weighted-mean``.

    Raises:
        UnknownNameError: No such method; ``nearest`` names the likely ones.
        SchemeError: The scheme names what is not there, or a weight is wrong.
    """
    from ecoindicators import plugins

    methods = {m.name: m for m in plugins.contributions("ecoindicators_scoring_methods")}
    if method not in methods:
        message = Text(f"没有评分方法“{method}”", f'no scoring method "{method}"')
        raise UnknownNameError(message, method, nearest_names(method, methods) or tuple(sorted(methods)))
    result: Score = methods[method].score(assessment, scheme)
    return result


def weights_of(scheme: Mapping[str, Any] | None, items: Iterable[str]) -> dict[str, Decimal]:
    """
    Return the weight of each item: the scheme's, or 1.

    Raises:
        SchemeError: The scheme has keys or items that are not known, or a weight that is no number ≥ 0.
    """
    items = list(items)
    given = dict((scheme or {}).get("weights", {}))
    problems = [
        Problem(
            "unknown-key",
            Text(f"评分方案中不认识的键“{key}”", f'unknown key "{key}" in the scheme'),
            nearest=("weights",),
        )
        for key in (scheme or {})
        if key != "weights"
    ]
    weights = dict.fromkeys(items, Decimal(1))
    for item, weight in given.items():
        if item not in weights:
            message = Text(f"权重所指的“{item}”不存在", f'the weight of "{item}" fits no item')
            problems.append(Problem("unknown-name", message, nearest=nearest_names(item, items)))
            continue
        try:
            number = Decimal(str(weight))
        except ArithmeticError:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            message = Text(
                f"“{item}”的权重“{weight}”不是非负数值",
                f'the weight of "{item}" is "{weight}", not a number of 0 or more',
            )
            problems.append(Problem("bad-weight", message))
            continue
        weights[item] = number
    if not problems and items and not sum(weights.values()):
        problems.append(Problem("bad-weight", Text("权重之和为0", "the weights sum to 0")))
    if problems:
        raise SchemeError(problems)
    return weights


def _ratio(parts: Iterable[Contribution], total: Decimal) -> Decimal | None:
    return rounded(sum((c.points for c in parts), Decimal(0)) / total) if total else None


class PassRate:
    """The share of deciding indicators that are met, in percent; undetermined ones count as not met in ``value``."""

    name = "pass-rate"

    def score(self, assessment: Assessment, scheme: Mapping[str, Any] | None) -> Score:
        """Return the pass rate; ``low`` takes the undetermined as not met, ``high`` as met."""
        weights = weights_of(scheme, (r.indicator.id for r in assessment.indicators))
        counted, left_out, open_weight = [], [], Decimal(0)
        for result in assessment.indicators:
            id = result.indicator.id
            if not result.decides:
                left_out.append((id, Text("参考性指标", "an indicator for reference")))
            elif result.verdict is Verdict.NOT_APPLICABLE:
                left_out.append((id, result.reason.text))
            else:
                counted.append(Contribution(id, HUNDRED if result.verdict is Verdict.MET else Decimal(0), weights[id]))
                if result.verdict is Verdict.UNDETERMINED:
                    open_weight += weights[id]
        total = sum((c.weight for c in counted), Decimal(0))
        value = _ratio(counted, total)
        high = None if value is None else rounded(value + open_weight * HUNDRED / total)
        note = Text(
            "达标率＝达标指标权重之和÷参与计算的指标权重之和；待定指标在数值和下限中按未达标计，在上限中按达标计",
            "weight of the indicators met / weight of those counted; undetermined ones count as not met in value "
            "and low, as met in high",
        )
        return Score(self.name, value, value, high, tuple(counted), tuple(left_out), note)


class WeightedMean:
    """The weighted mean of the components' attainment, each capped at 100 %."""

    name = "weighted-mean"

    def score(self, assessment: Assessment, scheme: Mapping[str, Any] | None) -> Score:
        """Return the mean over what has an attainment; ``low`` and ``high`` take what is undetermined as 0 and 100."""
        weights = weights_of(scheme, (c.id for c in assessment.ruleset.components))
        counted, left_out, open_weight = [], [], Decimal(0)
        for result in assessment.indicators:
            for finding in result.findings:
                assert finding.component is not None
                id = finding.component.id
                if not result.decides:
                    left_out.append((id, Text("参考性指标", "an indicator for reference")))
                elif finding.verdict is Verdict.UNDETERMINED:
                    left_out.append((id, finding.reason.text))
                    open_weight += weights[id]
                elif finding.attainment is None or finding.verdict is Verdict.NOT_APPLICABLE:
                    left_out.append((id, Text("没有完成率", "no attainment")))
                else:
                    capped = max(Decimal(0), min(HUNDRED, finding.attainment * HUNDRED))
                    counted.append(Contribution(id, capped, weights[id]))
        total = sum((c.weight for c in counted), Decimal(0))
        with_open = total + open_weight
        value = _ratio(counted, total)
        low = _ratio(counted, with_open)
        high = None if low is None else rounded(low + open_weight * HUNDRED / with_open)
        note = Text(
            "各分项完成率（以100为上限）的加权平均；没有完成率的分项不参与计算；下限和上限分别把待定分项按0和100计",
            "weighted mean of attainment capped at 100; components without attainment are left out; low and high "
            "take undetermined ones as 0 and as 100",
        )
        return Score(self.name, value, low, high, tuple(counted), tuple(left_out), note)


@hookimpl
def ecoindicators_scoring_methods() -> list[ScoringMethod]:
    """Return the methods that come with the library."""
    return [PassRate(), WeightedMean()]
