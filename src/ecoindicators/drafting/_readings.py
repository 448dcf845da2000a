"""How the phrases of a table are read: direction and states guessed where the notation needs them, each guess marked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from ecoindicators.errors import TargetSyntaxError
from ecoindicators.notation import explain, parse_target
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Change,
    Direction,
    Eliminated,
    Op,
    Peer,
    Range,
    Target,
    Threshold,
    Trend,
    Window,
)
from ecoindicators.texts import Text

#: What is done about something bad: the more of it the better, whatever the bad thing is called.
_BETTERED: Final = re.compile(
    r"(?:下降|降低|减少|削减|减排|改善|达标|消除|去除|处置|处理|治理|利用|收集|覆盖|完成)(?:率|幅度|比例|比重|程度)"
)
_LOWER_NAMES: Final = re.compile(
    r"浓度|能耗|水耗|电耗|物耗|用水量|用水总量|用地面积|排放量|排放强度|污染(?!场地|防|地块|物减排)|超标|劣|黑臭|死亡率|发病率|漏损率|产生量|使用强度|噪声|失业率|差距|负荷(?!系数)|施用(?:量|强度)"
)


@frozen
class Reading:
    """What became of one phrase: the states that had to be declared, its target, or why it was not read."""

    text: str
    states: tuple[str, ...]
    target: Target | None
    refusal: Text | None = None

    @property
    def explanation(self) -> Text:
        """The reading in words, or why there is none."""
        if self.target is not None:
            return explain(self.target)
        assert self.refusal is not None
        return self.refusal


@lru_cache(4096)
def guess_direction(name: str, unit: str, phrases: tuple[str, ...]) -> Direction | None:
    """
    Return which direction is better by the signs of the phrases, else by the name and unit; None for a state.

    >>> guess_direction("PM2.5浓度", "%", ("持续改善",)), guess_direction("林草覆盖率", "%", ("44",)), guess_direction("河长制", "", ("全面实施",))
    ('lower', 'higher', None)
    """
    on_numbers = unit not in ("", "-")
    for phrase in phrases:
        try:
            target = parse_target(phrase)
        except TargetSyntaxError:
            on_numbers |= _needs_direction(phrase)
            continue
        side = _side(target)
        if side is not None:
            return side
        on_numbers |= any(isinstance(atom, Trend | Change | Threshold | Range | Peer) for atom in target.atoms())
    if not on_numbers:
        return None
    return "lower" if _LOWER_NAMES.search(name) and not _BETTERED.search(name) else "higher"


def _needs_direction(phrase: str) -> bool:
    """Return whether a phrase can be read once a direction is given."""
    return _reads(phrase, "higher", ())


def _side(target: Target) -> Direction | None:
    if isinstance(target, Threshold | Peer):
        return target.op.direction
    if isinstance(target, Trend) and target.sense.op is not None:
        return "higher" if target.sense.op in (Op.GE, Op.GT) else "lower"
    if isinstance(target, Eliminated):
        return "lower"
    if isinstance(target, Change):
        return "higher" if target.rise else "lower"
    if isinstance(target, Window):
        return _side(target.inner)
    if isinstance(target, AllOf | AnyOf):
        return next((side for side in map(_side, target.parts) if side is not None), None)
    return None


@lru_cache(4096)  # a long table repeats its phrases
def read_phrase(text: str, direction: Direction | None, labels: tuple[str, ...] = ()) -> Reading:
    """
    Return how a phrase is read; parts that are no condition on numbers are taken for states, which is a guess.

    >>> read_phrase("得到严格保护，面积不减少，性质不改变", None).states
    ('得到严格保护', '性质不改变')
    >>> read_phrase("15左右", "higher").target is None
    True
    """
    try:
        return Reading(text, (), parse_target(text, direction, (), labels))
    except TargetSyntaxError as error:
        first = error
    states = []
    for part in re.split(r"[；;，,]", text):
        phrase = part.strip().strip("。")
        for label in labels:
            phrase = phrase.removeprefix(label)
        if phrase and not _reads(phrase, direction, labels) and not re.search(r"[\d≥≤><=〈〉%]", phrase):
            states.append(phrase)
    vague = re.search(r"左右|大约|上下$", text)
    if states and not vague:
        try:
            return Reading(text, tuple(dict.fromkeys(states)), parse_target(text, direction, states, labels))
        except TargetSyntaxError:
            pass
    return Reading(text, (), None, first.message)


@lru_cache(4096)
def _reads(text: str, direction: Direction | None, labels: tuple[str, ...]) -> bool:
    try:
        parse_target(text, direction, (), labels)
    except TargetSyntaxError:
        return False
    return True
