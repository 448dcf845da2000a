"""How a scheme says that a component is normalised: read, checked, and made ready to be applied."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Final

from attrs import frozen

from ecoindicators.indicators import Component
from ecoindicators.scoring._normalise import MinMax, Normalise, Rank, Ratio, ZScore
from ecoindicators.scoring._ranges import ZERO
from ecoindicators.scoring._scheme import Checking
from ecoindicators.targets import Threshold
from ecoindicators.texts import Text, plain_number

NORMALISATIONS: Final = ("min-max", "z-score", "rank", "distance-to-target", "percent-of-best")
Peers = dict[str, tuple[Decimal, ...]]


@frozen
class RawNormalise:
    """How a component is normalised; a string is ``by``."""

    TEXT_ALONE: ClassVar[bool] = True

    by: str
    goalposts: tuple[Decimal, ...] = ()
    log: bool = False
    target: Decimal | None = None
    direction: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@frozen
class Leaf:
    """A normalisation of a component with the bounds of what comes out."""

    component: Component
    normalise: Normalise
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    scale: Decimal = Decimal(1)


def normalised(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, scale: Decimal
) -> Leaf | None:
    """Return the normalisation of one component; report what is wrong with it."""
    before = len(checking.problems)
    checking.choice(raw.by, NORMALISATIONS, f"{key}.by")
    direction = raw.direction or component.direction
    if not direction:
        message = Text(
            f'{component.id} 没有方向，请写明 direction = "higher" 或 "lower"',
            f'{component.id} has no direction: give direction = "higher" or "lower"',
        )
        checking.report("missing-key", message, f"{key}.direction")
    elif direction not in ("higher", "lower"):
        checking.choice(direction, ("higher", "lower"), f"{key}.direction")
    elif component.direction not in (None, direction):
        better = "高" if component.direction == "higher" else "低"
        message = Text(
            f"{component.id} 在规则集中越{better}越好，与 direction 不符",
            f"{component.direction} is better for {component.id} in the ruleset, which direction contradicts",
        )
        checking.report("wrong-direction", message, f"{key}.direction", direction)
    if raw.at_least is not None and raw.at_most is not None and raw.at_least >= raw.at_most:
        message = Text("at-least 应小于 at-most", "at-least must be below at-most")
        checking.report("wrong-value", message, f"{key}.at-least", raw.at_least)
    idle = [
        name
        for name, given, by in (
            ("goalposts", bool(raw.goalposts), "min-max"),
            ("log", raw.log, "min-max"),
            ("target", raw.target is not None, "distance-to-target"),
        )
        if given and raw.by != by and raw.by in NORMALISATIONS
    ]
    for name in idle:
        message = Text(f"“{raw.by}”不用 {name}", f'"{raw.by}" takes no {name}')
        checking.report("wrong-value", message, f"{key}.{name}")
    if len(checking.problems) > before:
        return None
    made = _MAKERS[raw.by](raw, component, peers, key, checking, direction == "higher")
    return None if made is None else Leaf(component, made, raw.at_least, raw.at_most, scale)


def _min_max(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, higher: bool
) -> Normalise | None:
    key += ".goalposts"
    if len(raw.goalposts) != 2:
        message = Text("应写明 goalposts = [下限, 上限]", "give goalposts = [lowest, highest]")
        checking.report("missing-key" if not raw.goalposts else "wrong-value", message, key)
        return None
    low, high = raw.goalposts
    if low >= high:
        equal = low == high
        message = (
            Text(f"两个目标界值相等（{plain_number(low)}）", f"the goalposts are equal ({plain_number(low)})")
            if equal
            else Text(
                "goalposts 应先小后大；方向由 direction 决定",
                "goalposts go from low to high; direction says which is better",
            )
        )
        checking.report("equal-goalposts" if equal else "wrong-value", message, key, plain_number(low))
        return None
    if raw.log and low <= 0:
        message = Text(
            f"目标界值{plain_number(low)}不大于0，不能取对数", f"no logarithm of the goalpost {plain_number(low)}"
        )
        checking.report("log-of-nothing", message, key, plain_number(low))
        return None
    return MinMax(low, high, raw.log) if higher else MinMax(high, low, raw.log)


def _among(component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking) -> bool:
    """Return whether there are peers to compare with; report where there are fewer than two, or all are equal."""
    if len(peers) < 2:
        message = Text(
            f"应在 [peers] 中给出 {component.id} 的至少两个比较值，实有{len(peers)}个",
            f"[peers] must give at least two numbers for {component.id}, found {len(peers)}",
        )
        checking.report("missing-key", message, key)
        return False
    if len(set(peers)) == 1:
        message = Text(
            f"{component.id} 的比较值全部等于{plain_number(peers[0])}",
            f"the peers of {component.id} all equal {plain_number(peers[0])}",
        )
        checking.report("equal-goalposts", message, key, plain_number(peers[0]))
        return False
    return True


def _z_score(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, higher: bool
) -> Normalise | None:
    return ZScore.among(peers, higher) if _among(component, peers, key, checking) else None


def _rank(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, higher: bool
) -> Normalise | None:
    return Rank(peers, higher) if _among(component, peers, key, checking) else None


def _percent_of_best(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, higher: bool
) -> Normalise | None:
    if not peers:
        _among(component, peers, key, checking)
        return None
    best = max(peers) if higher else min(peers)
    return Ratio(best, higher, best=True) if _positive(best, Text("最好值", "the best"), key, checking) else None


def _distance_to_target(
    raw: RawNormalise, component: Component, peers: tuple[Decimal, ...], key: str, checking: Checking, higher: bool
) -> Normalise | None:
    target = raw.target
    if target is None:
        thresholds = [atom.value for atom in component.target.atoms() if isinstance(atom, Threshold)]
        if len(thresholds) != 1:
            message = Text(
                f"{component.id} 的目标值“{component.target.text}”不是单个数值，请写明 target",
                f'the target "{component.target.text}" of {component.id} holds no single number: give target',
            )
            checking.report("missing-key", message, f"{key}.target")
            return None
        target = thresholds[0]
    return Ratio(target, higher) if _positive(target, Text("目标值", "the target"), f"{key}.target", checking) else None


def _positive(number: Decimal, what: Text, key: str, checking: Checking) -> bool:
    if number <= ZERO:
        message = Text(
            f"{what.zh}{plain_number(number)}不大于0，不能作除数",
            f"{what.en} {plain_number(number)} is not above 0: nothing is a share of it",
        )
        checking.report("wrong-value", message, key, plain_number(number))
    return number > ZERO


_MAKERS: Final = {
    "min-max": _min_max,
    "z-score": _z_score,
    "rank": _rank,
    "distance-to-target": _distance_to_target,
    "percent-of-best": _percent_of_best,
}
