"""The schemes of ``composite`` and ``efficacy``: what their TOML says, and the tree of nodes both make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from ecoindicators.indicators import Component
from ecoindicators.loading import NO_NAME, Name
from ecoindicators.scoring._grades import Grades, RawGrade, read_grades
from ecoindicators.scoring._missing import read_missing
from ecoindicators.scoring._normalise import MinMax
from ecoindicators.scoring._normalise_scheme import Leaf, Peers, RawNormalise, normalised
from ecoindicators.scoring._ranges import Missing
from ecoindicators.scoring._scheme import Checking
from ecoindicators.texts import NO_TEXT, Text, plain_number

AGGREGATIONS: Final = ("arithmetic", "geometric", "harmonic", "minimum")
POLICIES: Final = ("none", "redistribute", "minimum-share")
#: Keys that only a component takes, and those that only a level does.
LEAF_KEYS: Final = ("normalise", "satisfactory", "not-allowed")
LEVEL_KEYS: Final = ("aggregate", "missing", "minimum-share")


@frozen
class RawPart:
    """A node of a composite: a component with its normalisation, or parts with their aggregation."""

    id: str = ""
    name: Text = NO_TEXT
    component: Name = NO_NAME
    weight: Fraction | None = None
    normalise: RawNormalise | None = None
    aggregate: str = ""
    missing: str = ""
    minimum_share: Fraction | None = None
    part: tuple[RawPart, ...] = ()


@frozen
class RawComposite:
    """A whole composite index."""

    missing: str
    aggregate: str
    part: tuple[RawPart, ...]
    method: str = ""
    title: Text = NO_TEXT
    minimum_share: Fraction | None = None
    scale: Decimal = Decimal(1)
    decimals: int | None = None
    peers: Peers = field(factory=dict)
    grade: tuple[RawGrade, ...] = ()


@frozen
class RawEfficacyPart:
    """A node of an efficacy score: a component with its two values, or parts with their aggregation."""

    id: str = ""
    name: Text = NO_TEXT
    component: Name = NO_NAME
    weight: Fraction | None = None
    satisfactory: Decimal | None = None
    not_allowed: Decimal | None = None
    aggregate: str = ""
    missing: str = ""
    minimum_share: Fraction | None = None
    part: tuple[RawEfficacyPart, ...] = ()


@frozen
class RawEfficacy:
    """A whole efficacy score."""

    missing: str
    part: tuple[RawEfficacyPart, ...]
    method: str = ""
    title: Text = NO_TEXT
    aggregate: str = "arithmetic"
    decimals: int | None = None
    minimum_share: Fraction | None = None
    base: Decimal = Decimal(60)
    span: Decimal = Decimal(40)
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    grade: tuple[RawGrade, ...] = ()


@frozen
class Node:
    """A node ready to be scored: a leaf, or parts with their aggregation and missing-data policy."""

    id: str
    name: Text
    weight: Fraction
    leaf: Leaf | None
    parts: tuple[Node, ...]
    aggregate: str
    missing: Missing


@frozen
class Tree:
    """A scheme read and checked."""

    title: Text
    root: Node
    grades: Grades
    decimals: int | None


def read_composite(checking: Checking) -> Tree:
    """
    Return a composite index, read and checked.

    Raises:
        SchemeError: With every problem found.
    """
    raw = checking.fill(RawComposite)
    if raw.scale <= 0:
        checking.report("wrong-value", Text("scale 应大于0", "scale must be above 0"), "scale", raw.scale)
    peers: Peers = {}
    for name, numbers in raw.peers.items():
        known = checking.component(name, f"peers.{name}")
        if known is not None and known.id in peers:
            message = Text(f"{known.id} 的比较值给出了两次", f"the peers of {known.id} are given twice")
            checking.report("declared-twice", message, f"peers.{name}", name)
        if known is not None:
            peers[known.id] = numbers

    def leaf(part: RawPart, component: Component, key: str) -> Leaf | None:
        if part.normalise is None:
            message = Text("应写明 normalise（归一化方法）", "its normalisation (normalise) is missing")
            checking.report("missing-key", message, key)
            return None
        return normalised(
            part.normalise, component, peers.get(component.id, ()), f"{key}.normalise", checking, raw.scale
        )

    return _tree(raw, checking, leaf)


def read_efficacy(checking: Checking) -> Tree:
    """
    Return an efficacy score, read and checked.

    Raises:
        SchemeError: With every problem found.
    """
    raw = checking.fill(RawEfficacy)
    if raw.span <= 0:
        checking.report("wrong-value", Text("span 应大于0", "span must be above 0"), "span", raw.span)
    floor = raw.base if raw.at_least is None else raw.at_least
    cap = raw.base + raw.span if raw.at_most is None else raw.at_most
    if floor >= cap and raw.span > 0:
        message = Text(
            f"at-least（{plain_number(floor)}）应小于 at-most（{plain_number(cap)}）",
            f"at-least ({plain_number(floor)}) must be below at-most ({plain_number(cap)})",
        )
        checking.report("wrong-value", message, "at-least" if raw.at_least is not None else "at-most", floor)

    def leaf(part: RawEfficacyPart, component: Component, key: str) -> Leaf | None:
        best, worst = part.satisfactory, part.not_allowed
        if best is None or worst is None:
            message = Text(
                "应写明 satisfactory（满意值）和 not-allowed（不允许值）", "give satisfactory and not-allowed"
            )
            checking.report("missing-key", message, key)
            return None
        if best == worst:
            message = Text(
                f"满意值与不允许值相等（{plain_number(best)}）",
                f"the satisfactory and the not-allowed value are equal ({plain_number(best)})",
            )
            checking.report("equal-goalposts", message, f"{key}.satisfactory", plain_number(best))
            return None
        if component.direction is not None and (best > worst) != (component.direction == "higher"):
            message = Text(
                f"{component.id} 越{'高' if component.direction == 'higher' else '低'}越好，满意值{plain_number(best)}"
                f"却劣于不允许值{plain_number(worst)}",
                f"{component.direction} is better for {component.id}, yet the satisfactory {plain_number(best)} is worse "
                f"than the not-allowed {plain_number(worst)}",
            )
            checking.report("wrong-direction", message, f"{key}.satisfactory", plain_number(best))
            return None
        return Leaf(component, MinMax(worst, best, False, raw.base, raw.span), floor, cap)

    return _tree(raw, checking, leaf)


def _tree(
    raw: RawComposite | RawEfficacy, checking: Checking, leaf: Callable[[Any, Component, str], Leaf | None]
) -> Tree:
    missing = read_missing(raw.missing, raw.minimum_share, "", checking, POLICIES)
    checking.choice(raw.aggregate, AGGREGATIONS, "aggregate")
    reader = _Reader(checking, leaf)
    parts = reader.nodes(raw.part, "part", Text("最上层", "the top level"), raw.aggregate, missing)
    checking.decimals(raw.decimals)
    grades = read_grades(raw.grade, checking)
    checking.finish()
    return Tree(raw.title, Node("", raw.title, Fraction(1), None, parts, raw.aggregate, missing), grades, raw.decimals)


class _Reader:
    def __init__(self, checking: Checking, leaf: Callable[[Any, Component, str], Leaf | None]) -> None:
        self.checking = checking
        self.leaf = leaf
        self.ids: set[str] = set()

    def nodes(
        self, raw: Sequence[RawPart | RawEfficacyPart], key: str, level: Text, aggregate: str, missing: Missing
    ) -> tuple[Node, ...]:
        """Return the nodes of one level, their weights checked to sum."""
        if not raw:
            message = Text(f"{level.zh}没有任何项", f"{level.en} has no parts")
            self.checking.report("missing-key", message, key)
            return ()
        given = [part.weight for part in raw]
        if aggregate == "minimum" and any(weight is not None for weight in given):
            message = Text(f"{level.zh}取最小值，不用权重", f"{level.en} takes the minimum: weights do nothing there")
            self.checking.report("wrong-value", message, key)
            given = [None] * len(raw)
        weights = self.checking.weights(given, key, level)
        return tuple(
            self.node(part, f"{key}[{i}]", weight, aggregate, missing)
            for i, (part, weight) in enumerate(zip(raw, weights, strict=True))
        )

    def node(self, raw: RawPart | RawEfficacyPart, key: str, weight: Fraction, above: str, missing: Missing) -> Node:
        checking = self.checking
        component = checking.component(raw.component, f"{key}.component") if raw.component else None
        id = raw.id or (component.id if component is not None else "")
        if bool(raw.component) == bool(raw.part):
            message = Text("应写明 component，或由下级项（part）组成", "name a component, or give parts: one of them")
            checking.report("missing-key" if not raw.part else "wrong-value", message, key)
        if raw.part and not raw.id:
            checking.report("missing-key", Text("由下级项组成的项应写明 id", "a part made of parts needs an id"), key)
        elif id and id in self.ids:
            checking.report("declared-twice", Text(f"项“{id}”重复", f'the part "{id}" is given twice'), key, id)
        self.ids.add(id)
        for idle in LEAF_KEYS if raw.part else LEVEL_KEYS:
            if getattr(raw, idle.replace("-", "_"), None) not in (None, ""):
                message = (
                    Text(f"由下级项组成的项不得填写 {idle}", f"a part made of parts takes no {idle}")
                    if raw.part
                    else Text(f"没有下级项（part）的项不得填写 {idle}", f"a part without parts takes no {idle}")
                )
                checking.report("wrong-value", message, f"{key}.{idle}")
        aggregate = raw.aggregate or above
        if raw.aggregate:
            checking.choice(raw.aggregate, AGGREGATIONS, f"{key}.aggregate")
        if raw.missing or raw.minimum_share is not None:
            missing = read_missing(raw.missing, raw.minimum_share, key, checking, POLICIES)
        name = raw.name or (component.name if component is not None else Text(id))
        parts: tuple[Node, ...] = ()
        if raw.part:
            level = Text(f"“{id}”", f'the level "{id}"')
            parts = self.nodes(raw.part, f"{key}.part", level, aggregate, missing)
        leaf = self.leaf(raw, component, key) if component is not None and not raw.part else None
        return Node(id, name, weight, leaf, parts, aggregate, missing)
