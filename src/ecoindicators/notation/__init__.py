"""Text ↔ target: the language in which policy documents state targets, in Chinese or in ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, overload

from attrs import frozen

from ecoindicators.notation._joining import Parser
from ecoindicators.notation._numbers import GIVE_THE_DIRECTION
from ecoindicators.notation._refusals import DECLARE_THE_STATE
from ecoindicators.notation._words import explain
from ecoindicators.targets import Direction, State, Target
from ecoindicators.texts import Text

__all__ = [
    "DECLARE_THE_STATE",
    "GIVE_THE_DIRECTION",
    "Reading",
    "explain",
    "labels_in",
    "parse_target",
    "read_target",
    "split_cell",
]


@frozen
class Reading:
    """How a phrase was read: the target, its source and notes, and the explanation in words."""

    target: Target
    source: str
    notes: tuple[str, ...]

    @property
    def explanation(self) -> Text:
        """The reading in words."""
        return explain(self.target)


def read_target(
    text: str,
    direction: Direction | None = None,
    states: Iterable[str | State | Mapping[str, Any]] = (),
    labels: Iterable[str] = (),
    *,
    tolerance: Decimal | int = 0,
) -> Reading:
    """
    Return how ``text`` is read; the arguments are those of :func:`parse_target`.

    Raises:
        TargetSyntaxError: The text cannot be read; ``span`` says where.

    >>> read_target("96（保护率）", direction="higher").notes
    ('保护率',)
    """
    parser = Parser(text, direction, tuple(map(_state, states)), tuple(labels), Decimal(tolerance))
    target = parser.whole()
    notes = tuple(note.strip() for note in parser.notes)
    return Reading(target.with_text(text, notes), text, notes)


@overload
def parse_target(
    text: str,
    direction: Direction | None = ...,
    states: Iterable[str | State | Mapping[str, Any]] = ...,
    labels: Iterable[str] = ...,
    *,
    tolerance: Decimal | int = ...,
    explain: Literal[False] = ...,
) -> Target: ...
@overload
def parse_target(
    text: str,
    direction: Direction | None = ...,
    states: Iterable[str | State | Mapping[str, Any]] = ...,
    labels: Iterable[str] = ...,
    *,
    tolerance: Decimal | int = ...,
    explain: Literal[True],
) -> Reading: ...
def parse_target(
    text: str,
    direction: Direction | None = None,
    states: Iterable[str | State | Mapping[str, Any]] = (),
    labels: Iterable[str] = (),
    *,
    tolerance: Decimal | int = 0,
    explain: bool = False,
) -> Target | Reading:
    """
    Return the target that ``text`` states.

    Args:
        text: The phrase: "≥55且不降低", "20%以上", "完成上级规定的目标任务", ">=55 and not lower".
        direction: "higher" or "lower" is better; needed by bare numbers, 改善 and 稳定.
        states: Phrases that are states: strings, ``State`` values, or mappings with ``phrase`` and
            perhaps ``synonyms``, ``antonyms`` and ``implied-by``. They are read before anything else.
        labels: Labels that may begin the parts of a target by variant, such as 山区.
        tolerance: How far a year may fall behind and still be stable.
        explain: Return a :class:`Reading`, with notes and an explanation, instead of the target.

    Raises:
        TargetSyntaxError: The text cannot be read; ``span`` says where, the message what was expected.

    >>> str(parse_target("不低于55，且不降低")), parse_target("≥55且不降低") == parse_target(">=55 and not lower")
    ('≥55且不降低', True)
    """
    reading = read_target(text, direction, states, labels, tolerance=tolerance)
    return reading if explain else reading.target


def _state(state: str | State | Mapping[str, Any]) -> State:
    if isinstance(state, State):
        return state
    if isinstance(state, str):
        return State(state)
    implied = state.get("implied-by", state.get("implied_by", ()))
    return State(state["phrase"], tuple(state.get("synonyms", ())), tuple(state.get("antonyms", ())), tuple(implied))


_SIGN = r"(?:≥|≤|>|<|=|＞|＜|不低于|不高于|不少于|不超过|大于|小于|达到?)"
_LABELLED = re.compile(rf"([\u4e00-\u9fff]{{2,8}}?)(?:[（(][^）)]*[）)])?\s*[:：]?\s*{_SIGN}\s*=?\s*\d")
_BEHIND = re.compile(
    rf"{_SIGN}?\s*=?\s*[\d.]+\s*%?(?:以上|以下)?\s*[（(]([\u4e00-\u9fff]{{1,8}}(?:区|地|部|方|市|县|带))[）)]"
)
_AT_END = re.compile(r"^[^（(]*/[^（(]*[（(]([^（）()/、]+(?:[/、][^（）()/、]+)+)[）)]\s*$")


def labels_in(text: str) -> tuple[str, ...]:
    """
    Return the labels of a phrase whose every part is a label with its number; of any other phrase, none.

    For judging a phrase on its own, where nobody has declared the labels.

    >>> labels_in("山区≥60；丘陵区≥40"), labels_in("≥70（山区）；≥40（丘陵区）"), labels_in("≥55且不降低")
    (('山区', '丘陵区'), ('山区', '丘陵区'), ())
    """
    at_end = _AT_END.match(text)
    if at_end is not None:
        return tuple(name.strip() for name in re.split("[/、]", at_end[1]))
    parts = [part for part in re.split(r"[；;、，,/\s]+", text) if part]
    for known in (_LABELLED, _BEHIND):
        found = [known.match(part) for part in parts]
        if len(parts) > 1 and all(found):
            names = [label for match in found if match for label in re.split(r"[及和与或]", match[1]) if label]
            return tuple(dict.fromkeys(names))
    return ()


_NUMBERS = r"\d+(?:\.\d+)?\s*[%‰]?"
_SHARED = re.compile(
    rf"(?:分别(?:在|为|达到?|不低于|不超过)?)?(?P<list>{_NUMBERS}(?:\s*[、和/及]\s*{_NUMBERS})+)\s*(?P<end>以上|以下|以内)?"
    r"(?P<note>[（(][^（）()]*[）)])?"
)


def split_cell(text: str) -> tuple[str, ...]:
    """
    Return the phrases of a cell that holds one for each of several components, in order; a cell with one as it is.

    >>> split_cell("≥94.2 ≥95.1 ≥97.5"), split_cell("分别在100%和80%以上"), split_cell("29%、31%、34%以上")
    (('≥94.2', '≥95.1', '≥97.5'), ('100%以上', '80%以上'), ('29%以上', '31%以上', '34%以上'))
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return tuple(lines)
    shared = _SHARED.fullmatch(text.strip())
    if shared is not None:
        prefix = next((sign for word, sign in (("不低于", "≥"), ("不超过", "≤")) if word in text), "")
        ends = (shared["end"] or "") + (shared["note"] or "")
        return tuple(f"{prefix}{number.strip()}{ends}" for number in re.split("[、和/及]", shared["list"]))
    return tuple(part for part in re.split(r"(?<=[^\s≥≤<>=])\s+(?=\S)", text.strip()) if part)
