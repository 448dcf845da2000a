"""Reads a scheme of ``points``: each item with its rule, full marks and parts, every problem reported at once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, get_args

from ecoindicators.errors import shown
from ecoindicators.indicators import Component
from ecoindicators.scoring._conditions import RawCondition, read_condition
from ecoindicators.scoring._grades import Grades, read_grades
from ecoindicators.scoring._missing import read_missing
from ecoindicators.scoring._points_items import Item, Points, RawItem, RawPerStep, RawPoints, RawVeto, Role, Veto
from ecoindicators.scoring._ranges import POLICIES, ZERO, Missing
from ecoindicators.scoring._rules import (
    COUNTINGS,
    Attained,
    ByVerdict,
    Counting,
    Interpolated,
    Linear,
    PerStep,
    Rule,
    Start,
    Steps,
)
from ecoindicators.scoring._scheme import Checking
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    Change,
    Peer,
    Range,
    Relation,
    Target,
    Threshold,
    Trend,
    compare,
)
from ecoindicators.texts import Text, plain_number

COMBINES: Final = ("sum", "mean", "weighted-mean", "minimum", "maximum")
EXEMPT: Final = ("redistribute", "full", "zero")
RULES: Final = ("verdict", "steps", "interpolate", "linear", "attainment", "start")


def read_points(checking: Checking) -> Points:
    """
    Return the scheme, read and checked.

    Raises:
        SchemeError: With every problem found.
    """
    raw = checking.fill(RawPoints)
    missing = read_missing(raw.missing, raw.minimum_share, "", checking, POLICIES)
    checking.choice(raw.not_applicable, EXEMPT, "not-applicable")
    reader = _Reader(checking, missing)
    before = len(checking.problems)
    items = reader.whole(raw.item, "item", Role.COUNTED)
    # What lies outside the total is not scaled: where its data are missing it counts nothing, or there is no score.
    beside = missing if missing.policy == "none" else Missing("zero")
    bonus = reader.whole(raw.bonus, "bonus", Role.BONUS, beside)
    deductions = reader.whole(raw.deduction, "deduction", Role.DEDUCTION, beside)
    if not raw.item:
        checking.report("missing-key", Text("至少应有一个 [[item]]", "at least one [[item]] is needed"), "item")
    full = sum((item.full for item in items), ZERO)
    if raw.total is not None and raw.total != full and len(checking.problems) == before:
        message = Text(
            f"各项满分之和为{plain_number(full)}，应为 total = {plain_number(raw.total)}",
            f"the full marks of the items sum to {plain_number(full)}, not to total = {plain_number(raw.total)}",
        )
        checking.report("bad-total", message, "total", plain_number(full))
    for key, cap in (("bonus-at-most", raw.bonus_at_most), ("deduction-at-most", raw.deduction_at_most)):
        reader.not_negative(cap, key)
    checking.decimals(raw.decimals)
    grades = read_grades(raw.grade, checking)
    vetoes = tuple(v for i, veto in enumerate(raw.veto) if (v := _veto(veto, f"veto[{i}]", checking, grades)))
    checking.finish()
    return Points(raw, items, bonus, deductions, vetoes, grades, missing, beside)


def _veto(raw: RawVeto, key: str, checking: Checking, grades: Grades) -> Veto | None:
    if raw.points_at_most is None and not raw.grade_at_most:
        message = Text("应写明 points-at-most 或 grade-at-most", "give points-at-most or grade-at-most")
        checking.report("missing-key", message, key)
    if raw.points_at_most is not None and raw.points_at_most < 0:
        message = Text("points-at-most 小于0", "points-at-most is below 0")
        checking.report("wrong-value", message, f"{key}.points-at-most", raw.points_at_most)
    if raw.grade_at_most and not grades.bands:
        message = Text("方案没有等级：请用 [[grade]] 写明", "the scheme has no grades: give them as [[grade]]")
        checking.report("missing-key", message, f"{key}.grade-at-most", raw.grade_at_most)
    elif raw.grade_at_most and raw.grade_at_most not in grades:
        checking.choice(raw.grade_at_most, [band.name.zh for band in grades.bands], f"{key}.grade-at-most")
    asked = RawCondition(raw.when, raw.component, raw.indicator, raw.verdict, raw.states)
    condition = read_condition(asked, key, checking)
    return None if condition is None else Veto(raw.name, condition, raw.points_at_most, raw.grade_at_most)


class _Reader:
    def __init__(self, checking: Checking, missing: Missing) -> None:
        self.checking = checking
        self.missing = missing
        self.ids: set[str] = set()

    def items(self, raw: Sequence[RawItem], key: str, role: Role, missing: Missing | None = None) -> tuple[Item, ...]:
        return tuple(self.item(r, f"{key}[{i}]", role, missing or self.missing) for i, r in enumerate(raw))

    def whole(self, raw: Sequence[RawItem], key: str, role: Role, missing: Missing | None = None) -> tuple[Item, ...]:
        """Return the items of the top level, which have marks and no weights."""
        for i, item in enumerate(raw):
            if item.weight is not None:
                message = Text(
                    'weight 只用于 combine = "weighted-mean" 的下级项；各项的分量由满分 points 决定',
                    'weight is for the parts of combine = "weighted-mean"; an item weighs by its full marks (points)',
                )
                self.checking.report("wrong-value", message, f"{key}[{i}].weight")
        return self.items(raw, key, role, missing)

    def item(self, raw: RawItem, key: str, role: Role, above: Missing) -> Item:
        checking = self.checking
        if raw.component and raw.indicator:
            message = Text("component 与 indicator 只能写一个", "give component or indicator, not both")
            checking.report("wrong-value", message, key)
        component = checking.component(raw.component, f"{key}.component") if raw.component else None
        indicator = checking.indicator(raw.indicator, f"{key}.indicator") if raw.indicator and not component else None
        missing = above
        if raw.missing or raw.minimum_share is not None:
            missing = read_missing(raw.missing, raw.minimum_share, key, checking, POLICIES)
        about = component or indicator
        id = raw.id or (about.id if about is not None else "")
        if not id and not raw.component and not raw.indicator:
            message = Text(
                "应写明 component 或 indicator；由下级项组成的，应写明 id",
                "name a component or an indicator; an item made of parts needs an id",
            )
            checking.report("missing-key", message, key)
        elif id in self.ids:
            checking.report("declared-twice", Text(f"项“{id}”重复", f'the item "{id}" is given twice'), key, id)
        self.ids.add(id)
        for name, number in (("points", raw.points), ("at-most", raw.at_most)):
            self.not_negative(number, f"{key}.{name}")
        self.idle(raw, key)
        parts = self.items(raw.part, f"{key}.part", role, missing)
        rule = self.rule(raw, key, role, component)
        full = self.full(raw, key, role, parts, rule)
        if rule is None and not raw.part:
            rule = self.default(raw, full, role)
        if isinstance(rule, ByVerdict) and raw.id and not raw.component and not raw.indicator:
            message = Text(
                "按结论计分的项应写明 component 或 indicator，或有下级项（part）",
                "an item that goes by a verdict needs a component or an indicator, or parts",
            )
            checking.report("missing-key", message, key)
        if isinstance(rule, Attained):
            rule = Attained(full)
        default = component.id if component is not None else ""
        conditions = [
            read_condition(c, f"{key}.zero-when[{i}]", checking, default, "" if indicator is None else indicator.id)
            for i, c in enumerate(raw.zero_when)
        ]
        weights = self.combining(raw, key)
        cap = raw.at_most if raw.at_most is not None or role is not Role.COUNTED else full
        self.ends(raw.at_least, cap, "points" if raw.at_most is None else "at-most", key)
        return Item(
            role, id, raw.name or (about.name if about is not None else Text(id)), raw.text, full, raw.at_least, cap,
            default, "" if indicator is None else indicator.id, rule,
            self.per_steps(raw.deduct, f"{key}.deduct", component),
            self.per_steps(raw.add, f"{key}.add", component),
            tuple(c for c in conditions if c is not None), parts, weights, raw.combine, raw.parts_at_least, missing,
        )  # fmt: skip

    def ends(self, floor: Decimal, cap: Decimal | None, named: str, key: str) -> None:
        """Report a floor above its cap, which is the key ``named``."""
        if cap is not None and floor > cap >= 0:
            message = Text(
                f"at-least（{plain_number(floor)}）大于 {named}（{plain_number(cap)}）",
                f"at-least ({plain_number(floor)}) is above {named} ({plain_number(cap)})",
            )
            self.checking.report("wrong-value", message, f"{key}.at-least", floor)

    def idle(self, raw: RawItem, key: str) -> None:
        """Report keys that would do nothing: those of parts where there are none, and ``otherwise`` without steps."""
        for name, given in (
            ("combine", raw.combine != "sum"),
            ("parts-at-least", raw.parts_at_least != 0),
            ("missing", bool(raw.missing)),
            ("minimum-share", raw.minimum_share is not None),
        ):
            if given and not raw.part:
                message = Text(f"没有下级项（part）的项不得填写 {name}", f"an item without parts takes no {name}")
                self.checking.report("wrong-value", message, f"{key}.{name}")
        if raw.part and not 0 <= raw.parts_at_least <= len(raw.part):
            message = Text(
                f"共有{len(raw.part)}个下级项，parts-at-least 不能是{raw.parts_at_least}",
                f"there are {len(raw.part)} parts: parts-at-least cannot be {raw.parts_at_least}",
            )
            self.checking.report("wrong-value", message, f"{key}.parts-at-least", raw.parts_at_least)
        if raw.otherwise and not raw.steps:
            message = Text("otherwise 须与 steps 同用", "otherwise goes with steps")
            self.checking.report("wrong-value", message, f"{key}.otherwise", raw.otherwise)

    def not_negative(self, number: Decimal | None, key: str) -> None:
        if number is not None and number < 0:
            message = Text(f"{plain_number(number)} 小于0", f"{plain_number(number)} is below 0")
            self.checking.report("wrong-value", message, key, number)

    def rule(self, raw: RawItem, key: str, role: Role, component: Component | None) -> Rule | None:
        """Return the one rule that is given, None where none is."""
        given = [name for name in RULES if getattr(raw, name) not in ({}, (), None, False)]
        if len(given) > 1:
            message = Text(
                f"一项只能有一种计分规则，这里有：{'、'.join(given)}",
                f"an item has one rule; here are {', '.join(given)}",
            )
            self.checking.report("wrong-value", message, key)
            return None
        if raw.part and (given or raw.deduct or raw.add):
            message = Text("有下级项（part）的项不能另有计分规则", "an item with parts has no rule of its own")
            self.checking.report("wrong-value", message, key)
            return None
        numeric = [name for name in given if name not in ("verdict", "start")] + ["deduct"] * bool(raw.deduct)
        numeric += ["add"] * bool(raw.add)
        if numeric and not raw.component:
            message = Text(
                f"{numeric[0]} 按数值计分，应写明 component", f"{numeric[0]} counts a number: name a component"
            )
            self.checking.report("missing-key", message, f"{key}.{numeric[0]}")
        if raw.steps:
            return self.steps(raw, key, component)
        if raw.interpolate:
            return self.interpolated(raw, key)
        if raw.linear is not None:
            return Linear(raw.linear.slope, raw.linear.intercept)
        if raw.attainment:
            return Attained(ZERO)  # its full marks are known once they are
        if raw.verdict:
            for word in raw.verdict:
                self.checking.choice(word, ("met", "not-met"), f"{key}.verdict.{word}")
            return _by_verdict(raw.points or ZERO, role, raw.verdict)
        return None if raw.start is None else Start(raw.start)

    def default(self, raw: RawItem, full: Decimal, role: Role) -> Rule:
        """Return the rule of an item that gives none: full marks less what is taken, or by verdict."""
        if not (raw.add or raw.deduct):
            return _by_verdict(full, role, {})
        return Start(full if raw.deduct and role is Role.COUNTED else ZERO)

    def steps(self, raw: RawItem, key: str, component: Component | None) -> Rule:
        made: list[tuple[Target, Decimal]] = []
        for i, step in enumerate(raw.steps):
            if component is not None:
                target = self.checking.target(step.when, component, step.states, f"{key}.steps[{i}]")
                if target is None:
                    continue
                before = next(
                    (known for known, _ in made if compare(target, known) in (Relation.STRICTER, Relation.EQUAL)), None
                )
                if before is not None:
                    message = Text(
                        f"“{target.text}”不会适用：凡符合该条件的，均已符合前面的“{before.text}”；请将较严的条件写在前面",
                        f'"{target.text}" is never reached: all that meets it meets "{before.text}" before it; write the '
                        "stricter one first",
                    )
                    self.checking.report("wrong-value", message, f"{key}.steps[{i}]", step.when)
                made.append((target, step.points))
        return Steps(tuple(made), raw.otherwise)

    def interpolated(self, raw: RawItem, key: str) -> Rule:
        nodes = tuple((node[0], node[1]) for node in raw.interpolate if len(node) == 2)
        rising = all(a[0] < b[0] for a, b in itertools.pairwise(nodes))
        if len(nodes) < 2 or len(nodes) != len(raw.interpolate) or not rising:
            message = Text(
                "应为至少两个 [数值, 分数]，数值由小到大且不相等",
                "expected at least two [value, points], the values rising and none equal",
            )
            self.checking.report("wrong-value", message, f"{key}.interpolate")
            return Interpolated(((ZERO, ZERO), (Decimal(1), ZERO)))
        return Interpolated(nodes)

    def full(self, raw: RawItem, key: str, role: Role, parts: tuple[Item, ...], rule: Rule | None) -> Decimal:
        """Return the full marks: those given, checked, or those that follow from the rule or the parts."""
        outside = role is not Role.COUNTED
        reachable: Decimal | None = None
        if isinstance(rule, ByVerdict):
            reachable = max(rule.met, rule.not_met)
        elif isinstance(rule, Steps):
            reachable = max((*(points for _, points in rule.steps), rule.otherwise), default=ZERO)
        elif isinstance(rule, Interpolated):
            reachable = max(points for _, points in rule.nodes)
        elif isinstance(rule, Start):
            reachable = rule.points
        elif parts:
            wholes = [part.full for part in parts]
            reachable = sum(wholes, ZERO) if raw.combine == "sum" else max(wholes)
        if raw.points is None:
            if reachable is None and not outside:
                message = Text("应写明满分 points", "its full marks (points) are missing")
                self.checking.report("missing-key", message, key)
            return reachable if reachable is not None else ZERO
        if reachable is not None and not outside and raw.at_most is None:
            if parts and raw.combine == "sum" and reachable != raw.points:
                message = Text(
                    f"下级项满分之和为{plain_number(reachable)}，应为{plain_number(raw.points)}；确需封顶的，请写 at-most",
                    f"the parts sum to {plain_number(reachable)} points, not to {plain_number(raw.points)}; "
                    "where they are capped, give at-most",
                )
                self.checking.report("bad-total", message, f"{key}.points", plain_number(reachable))
            elif raw.combine != "sum" and reachable > raw.points:
                message = Text(
                    f"下级项最多可得{plain_number(reachable)}分，多于满分{plain_number(raw.points)}；确需封顶的，请写 at-most",
                    f"the parts give up to {plain_number(reachable)} points, more than the full "
                    f"{plain_number(raw.points)}; where they are capped, give at-most",
                )
                self.checking.report("bad-total", message, f"{key}.points", plain_number(reachable))
            elif not parts and reachable > raw.points:
                message = Text(
                    f"规则可得{plain_number(reachable)}分，多于满分{plain_number(raw.points)}",
                    f"the rule gives up to {plain_number(reachable)} points, more than the full {plain_number(raw.points)}",
                )
                self.checking.report("bad-total", message, f"{key}.points", plain_number(reachable))
        return raw.points

    def combining(self, raw: RawItem, key: str) -> tuple[Fraction, ...]:
        """Return the weights of the parts; only a weighted mean takes those given."""
        self.checking.choice(raw.combine, COMBINES, f"{key}.combine")
        if not raw.part:
            return ()
        weights = tuple(part.weight for part in raw.part)
        if raw.combine == "weighted-mean":
            level = Text(f"“{raw.id}”的下级项", f'the parts of "{raw.id}"')
            return self.checking.weights(weights, f"{key}.part", level)
        if any(weight is not None for weight in weights):
            message = Text(
                f'combine = "{shown(raw.combine)}" 不用权重；加权请写 "weighted-mean"',
                f'combine = "{shown(raw.combine)}" takes no weights; "weighted-mean" does',
            )
            self.checking.report("wrong-value", message, f"{key}.part")
        return tuple(Fraction(1, len(weights)) for _ in weights)

    def per_steps(self, raw: tuple[RawPerStep, ...], key: str, component: Component | None) -> tuple[PerStep, ...]:
        made = []
        for i, step in enumerate(raw):
            at = f"{key}[{i}]"
            for name in ("each", "points"):
                if getattr(step, name) <= 0:
                    self.checking.report(
                        "wrong-value", Text(f"{name} 应大于0", f"{name} must be above 0"), f"{at}.{name}"
                    )
            if step.below is not None and step.above is not None:
                message = Text("below 与 above 只能写一个", "give below or above, not both")
                self.checking.report("wrong-value", message, f"{at}.above")
            base = step.below if step.below is not None else step.above
            if base is None and component is not None and _numbers_in(component.target) > 1:
                text = component.target.text
                message = Text(
                    f"目标“{text}”含有几个数值条件，应写明从哪个数算起：below 或 above",
                    f'the target "{text}" holds several numeric conditions: say from which number to count, below or above',
                )
                self.checking.report("missing-key", message, at)
            if step.percent and base == 0:
                message = Text("percent 不能以0为基数", "percent of 0 is nothing")
                self.checking.report("wrong-value", message, f"{at}.percent")
            self.not_negative(step.at_most, f"{at}.at-most")
            self.checking.choice(step.counting, COUNTINGS, f"{at}.counting")
            counting: Counting = "whole"
            if step.counting in get_args(Counting):
                counting = step.counting  # type: ignore[assignment]
            made.append(PerStep(step.each, step.points, step.below, step.above, step.percent, counting, step.at_most))
        return tuple(made)


def _by_verdict(points: Decimal, role: Role, given: Mapping[str, Decimal]) -> ByVerdict:
    """Return the rule by verdict: a met target earns the points, and a deduction takes them where it is not met."""
    takes = role is Role.DEDUCTION
    met, not_met = ZERO if takes else points, points if takes and not given else ZERO
    return ByVerdict(given.get("met", met), given.get("not-met", not_met))


def _numbers_in(target: Target) -> int:
    """Return how many conditions of a target that are judged together are numeric; variants and years are told apart."""
    if isinstance(target, AllOf | AnyOf):
        return sum(map(_numbers_in, target.parts))
    return int(isinstance(target, Threshold | Range | Trend | Change | Peer | Assigned))
