"""Thresholds and ranges: conditions on the year's own number."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ecoindicators.notation._patterns import ANY_OP, HAN, NUMBER, UNIT, op_in, pattern, why
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import Direction, Op, Range, Target, Threshold
from ecoindicators.texts import Text

_PREFIX: Final = r"(?:均|各|总体|平均|要|应|须|需|必须|确保|保证|稳定|保持|维持|在|率|为|占)*"
_UP_TO: Final = r"(?:提高|上升|增加|增长|提升|升)(?:到|至)|增至"
_DOWN_TO: Final = (
    r"(?:下降|降低|减少|压减|压缩|削减|控制|缩减|降)(?:到|至)|控制在|(?:保持|维持)在(?=[^以]{0,20}以[下内])"
)
_OF_TOTAL: Final = rf"(?:(?!{HAN}*年){HAN}{{0,10}}总{HAN}{{1,4}}的(?=\s*{NUMBER}\s*[%‰]))?"
_MEASURE = pattern(
    rf"{_PREFIX}(?:(?P<reach>达到|达|实现)?(?:{ANY_OP})|(?P<reached>达到|达|实现)|(?P<down>{_DOWN_TO})|(?P<up>{_UP_TO}))?{_OF_TOTAL}\s*"
    rf"(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?\s*(?P<suffix>(?:及|或|\(含\))?以上|(?:及|或|\(含\))?以下|以内|之内)?(?:\(含\))?"
)
_RANGE = pattern(
    rf"{_PREFIX}(?:控制在|介于|range\s*)?(?P<low>{NUMBER})\s*(?P<u1>{UNIT})?\s*(?:-|~|至|到)\s*"
    rf"(?P<high>\d+(?:\.\d+)?)\s*(?P<u2>{UNIT})?\s*(?:之间|以内|范围内)?(?!\s*(?:以[上下]|[年月]))"
)
_OP_ALONE = pattern(rf"{_PREFIX}(?:{ANY_OP}|达到)")

#: What to do about a number alone; where the direction is given otherwise, a caller says it in other words.
GIVE_THE_DIRECTION: Final = Text(
    "请给出 direction，或写明“≥”“≤”", 'give direction="higher" or "lower", or write "≥" or "≤"'
)


def threshold(s: Scanner, direction: Direction | None) -> Target | None:
    """``[sign | 不低于 | 高于 | 达到 | 降至 | …] number [unit] [以上 | 以下 | 以内] | number ("-" | "~" | 至) number [unit] [之间]``."""
    found = s.look(_RANGE)
    if found is not None:
        low, high = _number(found["low"]), _number(found["high"])
        if low > high:
            s.fail(Text(f"区间下限{low}大于上限{high}", f"the range runs from {low} down to {high}"), found.span())
        s.pos = found.end()
        return Range(low, high, found["u2"] or found["u1"] or "")
    found = s.look(_MEASURE)
    if found is None:
        _fail_without_number(s)
        return None
    op, suffix = op_in(found), found["suffix"] or ""
    by_suffix = Op.GE if "上" in suffix else Op.LE if suffix else None
    if found["down"] and by_suffix is None:
        by_suffix = Op.LE
    elif found["up"] and by_suffix is None:
        by_suffix = Op.GE
    if op is not None and by_suffix is not None and op is not by_suffix:
        s.fail(Text(f"“{found[0]}”的前后要求不一致", f'"{found[0]}" asks for two different things'), found.span())
    op = op or by_suffix
    if op is None:
        if direction is None:
            _fail_on_words(s, found.end())
            s.fail(
                Text(
                    "只写数字时，须说明数值越高越好还是越低越好",
                    "a number alone needs a direction: is higher or lower better?",
                ),
                found.span("number"),
                GIVE_THE_DIRECTION,
            )
        op = Op.GE if direction == "higher" else Op.LE
    s.pos = found.end()
    return Threshold(op, _number(found["number"]), found["unit"] or "")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _fail_on_words(s: Scanner, end: int) -> None:
    """Raise if what stands behind a number cannot be read whichever way is better: 15左右."""
    hint = why(s.text[end:])
    if hint is not None:
        s.pos = end
        s.fail(Text(f"不能理解“{s.rest()}”", f'"{s.rest()}" was not understood'), hint=hint)


def _fail_without_number(s: Scanner) -> None:
    """Raise if a comparison stands here with no number behind it."""
    alone = s.look(_OP_ALONE)
    if alone is None:
        return
    word = s.source[alone.start() : alone.end()]
    after = s.source[alone.end() :].strip()
    got_zh, got_en = (f"，实为“{after[:12]}”", f', found "{after[:12]}"') if after else ("", ", found nothing")
    s.fail(
        Text(f"“{word}”之后应为数字{got_zh}", f'expected a number after "{word}"{got_en}'),
        hint=why(after) or Text("请写数字，例如“≥90”", 'write digits, for example "≥90"'),
    )  # fmt: skip
