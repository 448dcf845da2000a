"""``points`` (赋分): items with full marks, earned by rules, combined, with bonus, deductions, vetoes and grades."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve

from ecoindicators.assessment import Assessment
from ecoindicators.scoring._levels import Marked, level
from ecoindicators.scoring._missing import policy_text
from ecoindicators.scoring._points_items import Item, Points, Role
from ecoindicators.scoring._points_scheme import read_points
from ecoindicators.scoring._ranges import ZERO, Range
from ecoindicators.scoring._scheme import Checking, Scheme
from ecoindicators.scoring._score import Score
from ecoindicators.texts import NO_TEXT, Text, plain_number
from ecoindicators.verdicts import Verdict

TITLE: Final = Text("赋分", "points")
EXEMPT_TEXTS: Final = {
    "redistribute": Text("不适用项的分值按比例分给其余项", "the marks of what does not apply go to the rest"),
    "full": Text("不适用项计满分", "what does not apply earns full marks"),
    "zero": Text("不适用项计0分", "what does not apply earns nothing"),
}


class PointsMethod:
    """Points by a scheme that says how each item earns its own."""

    name = "points"

    def score(self, assessment: Assessment, scheme: Scheme) -> Score:
        """
        Return the points earned; ``low`` and ``high`` take what is missing at its worst and best.

        Raises:
            SchemeError: The scheme is wrong; every problem is listed.
        """
        plan = read_points(Checking(scheme, assessment.ruleset))
        marker = _Marker(assessment, plan.raw.not_applicable)
        marked = [marker.mark(item) for item in plan.items]
        whole, rows = level(marked, "sum", _full(plan.items), plan.missing)
        for items, cap, sign in (
            (plan.bonus, plan.raw.bonus_at_most, 1),
            (plan.deductions, plan.raw.deduction_at_most, -1),
        ):
            marked = [marker.mark(item) for item in items]
            extra, beside = level(marked, "added", _full(items), plan.missing_beside)
            extra = extra.clip(ZERO, cap) if any(m.applies for m in marked) else Range.at(ZERO)
            whole = whole + (extra if sign > 0 else -extra)
            rows += tuple(evolve(m, share=Fraction(sign)) for m in beside)
        return _finished(assessment, plan, whole.clip(ZERO, None).rounded(plan.raw.decimals), rows)


class _Marker:
    """Marks the items of a scheme on one assessment."""

    def __init__(self, assessment: Assessment, not_applicable: str) -> None:
        self.assessment = assessment
        self.not_applicable = not_applicable

    def mark(self, item: Item) -> Marked:
        """Return what an item earned, or what a deduction takes."""
        marked = self.group(item) if item.parts else self.single(item)
        if not marked.applies:
            return marked
        marked = evolve(marked, range=marked.range.clip(item.floor, item.cap))
        for condition in item.zero_when:
            holds = condition.holds(self.assessment)
            if holds is Verdict.MET:
                because = Text(f"“{condition.text.zh}”，不得分", f'nothing: "{condition.text.en}"')
                return evolve(marked, range=Range.at(ZERO), because=because)
            if holds is Verdict.UNDETERMINED:
                because = Text(f"“{condition.text.zh}”待定", f'"{condition.text.en}" is undetermined')
                marked = evolve(marked, range=marked.range.or_zero(), because=because)
        return marked

    def group(self, item: Item) -> Marked:
        """Return what the parts of an item come to."""
        parts = [self.mark(part) for part in item.parts]
        how = "arithmetic" if item.combine in ("mean", "weighted-mean") else item.combine
        weights = _full(item.parts) if how == "sum" else item.weights
        if how == "sum" and item.role is not Role.COUNTED:
            how = "added"
        range, shown = level(parts, how, weights, item.missing)
        known = sum(part.applies and part.range.value is not None for part in parts)
        because = NO_TEXT
        if known < item.parts_at_least:
            range = evolve(range, value=None).or_zero()
            because = Text(
                f"仅有{known}个下级项有数据，至少应有{item.parts_at_least}个",
                f"only {known} parts have data, at least {item.parts_at_least} are needed",
            )
        applies = any(part.applies for part in parts)
        return Marked(item.id, item.name, item.full, range, because, applies, shown)

    def single(self, item: Item) -> Marked:
        """Return what an item without parts earned by its rule, less and plus what goes by steps."""
        finding = self.assessment.finding(item.component) if item.component else None
        found = finding or (self.assessment[item.indicator] if item.indicator else None)
        if found is not None and found.verdict is Verdict.NOT_APPLICABLE:
            points = Range.at(item.full if self.not_applicable == "full" else ZERO)
            # Outside the total there are no marks that could be given for what was not asked.
            applies = self.not_applicable != "redistribute" and item.role is Role.COUNTED
            return Marked(item.id, item.name, item.full, points, found.reason.text, applies)
        assert item.rule is not None
        range, because = item.rule.earn(self.assessment, found)
        reasons = [because]
        for steps, better in ((item.deduct, False), (item.add, True)):
            for step in steps:
                assert finding is not None
                amount, why = step.amount(finding, better)
                range = range + (amount if better or item.role is Role.DEDUCTION else -amount)
                reasons.append(why)
        because = Text("；".join(r.zh for r in reasons), "; ".join(r.en for r in reasons))
        return Marked(item.id, item.name, item.full, range, because)


def _full(items: Sequence[Item]) -> list[Fraction]:
    """Return the full marks of each item as its weight; equal ones where none has any."""
    marks = [Fraction(item.full) for item in items]
    return marks if any(marks) else [Fraction(1)] * len(marks)


def _finished(assessment: Assessment, plan: Points, whole: Range, rows: tuple[Marked, ...]) -> Score:
    """Return the score after vetoes and grades."""
    left_out = [left for row in rows for left in row.left_out()]
    remarks: list[Text] = []
    caps: list[str] = []
    low_caps: list[str] = []
    for veto in plan.vetoes:
        holds = veto.condition.holds(assessment)
        low = _capped(whole.low, veto.points_at_most)
        if holds is Verdict.MET:
            remarks.append(Text(f"一票否决：{veto.name.zh}", f"veto: {veto.name.en}"))
            caps.append(veto.grade_at_most)
            whole = Range(_capped(whole.value, veto.points_at_most), low, _capped(whole.high, veto.points_at_most))
        elif holds is Verdict.UNDETERMINED:
            text = veto.condition.text
            left_out.append((veto.name.zh, Text(f"否决条件“{text.zh}”待定", f'the veto "{text.en}" is undetermined')))
            low_caps.append(veto.grade_at_most)
            whole = Range(None if plan.missing.policy == "none" else whole.value, low, whole.high)
    whole = whole.rounded(plan.raw.decimals)  # a veto's cap may have more decimals than the score
    policy, exempt = policy_text(plan.missing), EXEMPT_TEXTS[plan.raw.not_applicable]
    full = plain_number(sum((item.full for item in plan.items), ZERO))
    note = Text(
        f"赋分，满分{full}分；{policy.zh}；{exempt.zh}；下限和上限分别按最差和最好情形计",
        f"points, {full} are full marks; {policy.en}; {exempt.en}; low and high take the worst and the best case",
    )
    return Score(
        "points", whole.value, whole.low, whole.high, tuple(row.contribution() for row in rows if row.counted),
        tuple(left_out), note, plan.grades.grade(whole, caps, low_caps), plan.raw.title or TITLE, tuple(remarks),
    )  # fmt: skip


def _capped(number: Decimal | None, limit: Decimal | None) -> Decimal | None:
    return number if number is None or limit is None else min(number, limit)
