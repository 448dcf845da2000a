"""Composite indices and the efficacy coefficient (功效系数): normalise, weigh, aggregate, level by level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from ecoindicators.assessment import Assessment
from ecoindicators.scoring._composite_scheme import Node, Tree, read_composite, read_efficacy
from ecoindicators.scoring._levels import Marked, level
from ecoindicators.scoring._missing import policy_text
from ecoindicators.scoring._normalise import NO_LOG
from ecoindicators.scoring._normalise_scheme import Leaf
from ecoindicators.scoring._ranges import Range, as_decimal, clip
from ecoindicators.scoring._scheme import Checking, Scheme
from ecoindicators.scoring._score import Score, nine
from ecoindicators.texts import Text, plain_number
from ecoindicators.verdicts import Verdict

HOW: Final = {
    "arithmetic": Text("算术平均", "arithmetic mean"),
    "geometric": Text("几何平均", "geometric mean"),
    "harmonic": Text("调和平均", "harmonic mean"),
    "minimum": Text("取最小值", "minimum"),
}


@frozen
class TreeMethod:
    """A method that reads a tree of nodes and marks it from its leaves."""

    name: str
    title: Text
    note: Text
    read: Callable[[Checking], Tree]

    def score(self, assessment: Assessment, scheme: Scheme) -> Score:
        """
        Return the score; ``low`` and ``high`` take what is missing at its worst and best.

        Raises:
            SchemeError: The scheme is wrong; every problem is listed.
        """
        tree = self.read(Checking(scheme, assessment.ruleset))
        root = _mark(tree.root, assessment)
        whole = root.range.rounded(tree.decimals)
        how, policy = HOW[tree.root.aggregate], policy_text(tree.root.missing)
        note = Text(
            f"{self.note.zh}；最上层{how.zh}；{policy.zh}；下限和上限分别按最差和最好情形计，无界的为空",
            f"{self.note.en}; {how.en} on the top level; {policy.en}; low and high take the worst and the best case, and "
            "are empty where nothing bounds them",
        )
        return Score(
            self.name, whole.value, whole.low, whole.high,
            tuple(m.contribution() for m in root.parts if m.counted),
            tuple(left for m in root.parts for left in m.left_out()), note, tree.grades.grade(whole), tree.title or self.title,
        )  # fmt: skip


def _mark(node: Node, assessment: Assessment) -> Marked:
    weight = nine(as_decimal(node.weight))
    if node.leaf is not None:
        range, because, applies = _leaf(node.leaf, assessment)
        return Marked(node.id, node.name, weight, range, because, applies)
    parts = [_mark(part, assessment) for part in node.parts]
    range, shown = level(parts, node.aggregate, [part.weight for part in node.parts], node.missing)
    how = HOW[node.aggregate]
    if node.aggregate in ("geometric", "harmonic"):
        negative = Text(f"是负数，不能取{how.zh}", f"it is negative: no {how.en}")
        shown = tuple(
            evolve(part, refused=negative) if part.range.value is not None and part.range.value < 0 else part
            for part in shown
        )
    because = Text(f"无法取{how.zh}", f"there is no {how.en}") if range.undefined else how
    return Marked(node.id, node.name, weight, range, because, any(part.applies for part in parts), shown)


def _leaf(leaf: Leaf, assessment: Assessment) -> tuple[Range, Text, bool]:
    """Return a component's normalised value or interval, why, and whether the component applies."""
    finding = assessment.finding(leaf.component.id)
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return Range(), finding.reason.text, False
    scale = Fraction(leaf.scale)
    if finding.value is None:
        reason = finding.reason.text if finding.verdict is Verdict.UNDETERMINED else Text("没有数值", "no value")
        return _possible(leaf).times(scale), reason, True
    made = _clipped(leaf, finding.value)
    if isinstance(made, Text):
        return Range(undefined=True), made, True
    range = Range.at(made).times(scale)
    assert range.value is not None
    return range, Text(f"{plain_number(finding.value)} → {plain_number(nine(range.value))}"), True


def _clipped(leaf: Leaf, value: Decimal) -> Decimal | Text:
    """Return the normalised value within its bounds; what tends to infinity ends at the bound, if there is one."""
    floor, cap = _bounds(leaf)
    made = leaf.normalise.of(value)
    if isinstance(made, Decimal):
        return clip(made, floor, cap)
    # A logarithm falls without end towards 0, a quotient by the value rises without end.
    falls = made is NO_LOG and leaf.normalise.rises
    end = floor if falls else cap
    return made if end is None else end


def _bounds(leaf: Leaf) -> tuple[Decimal | None, Decimal | None]:
    floor, cap = leaf.normalise.bounds
    return (leaf.at_least if leaf.at_least is not None else floor), (leaf.at_most if leaf.at_most is not None else cap)


def _possible(leaf: Leaf) -> Range:
    """Return the interval of a component without a value: its own bounds, normalised, within those of the scheme."""
    floor, cap = _bounds(leaf)
    ends = [leaf.component.minimum, leaf.component.maximum]
    if not leaf.normalise.rises:
        ends.reverse()
    low, high = (None if end is None else _clipped(leaf, end) for end in ends)
    return Range(None, low if isinstance(low, Decimal) else floor, high if isinstance(high, Decimal) else cap)


def peers_of(assessments: Iterable[Assessment]) -> dict[str, tuple[Decimal, ...]]:
    """
    Return the values of every component over several assessments, as the ``peers`` of a composite scheme.

    >>> peers_of([])
    {}
    """
    peers: dict[str, list[Decimal]] = {}
    for assessment in assessments:
        for finding in assessment.findings:
            if (
                finding.component is not None
                and finding.value is not None
                and finding.verdict is not Verdict.NOT_APPLICABLE
            ):
                peers.setdefault(finding.component.id, []).append(finding.value)
    return {id: tuple(values) for id, values in peers.items()}


EFFICACY: Final = TreeMethod(
    "efficacy",
    Text("功效系数", "efficacy coefficient"),
    Text(
        "基础分＋（数值－不允许值）÷（满意值－不允许值）×系数，按权重汇总",
        "base + (value − not allowed) / (satisfactory − not allowed) × span, weighted",
    ),
    read_efficacy,
)
COMPOSITE: Final = TreeMethod(
    "composite",
    Text("综合指数", "composite index"),
    Text("各分项归一化后逐层加权汇总", "normalised, weighted and aggregated level by level"),
    read_composite,
)
