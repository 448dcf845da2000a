"""What several readers share: numbers, units of measurement, comparison words, years."""

from __future__ import annotations

import re
from typing import Final

from ecoindicators.targets import Direction, Op, Sense
from ecoindicators.texts import Text

NUMBER: Final = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_THING: Final = (
    r"(?:吨标准煤|吨标煤|标准煤|tce|吨|千克|公斤|毫克|微克|克|kg|mg|µg|μg|ug|立方米|平方米|平方公里|平方千米|公里|千米|厘米|毫米|米|"
    r"公顷|亩|km²|km2|km|hm²|m³|m3|m²|m2|dB\(A\)|dB|分贝|千瓦时|kwh|千瓦|小时|分钟|个类别|个月|天|元|美元|人次|人|户|岁|个|件|次|处|家|"
    r"辆|座|株|头|例|起|分|升|L)"
)
UNIT: Final = (
    rf"(?:%|‰|个?百分点|℃|(?:百|千|万|百万|亿|万亿)?{_THING}(?:/(?:百|千|万|百万|亿)?{_THING})*(?:·{_THING})?|"
    r"/(?:\d+)?[十百千]?万(?:人)?|[万亿](?![\u4e00-\u9fff]))"
)
HAN: Final = r"(?:(?![且或])[\u4e00-\u9fff])"
_OPS: Final[dict[Op, str]] = {
    Op.GE: r"≥=?|>=|=>|≮|\\geqslant|\\geq|\\ge|&ge;|&gt;=|大于等于|大于或等于|高于或等于|不低于|不少于|不小于|不得低于|不得少于|不得小于|不应低于|至少达到|至少为|至少|at least",
    Op.LE: r"≤=?|<=|=<|≯|\\leqslant|\\leq|\\le|&le;|&lt;=|小于等于|小于或等于|低于或等于|不高于|不超过|不大于|不多于|不得超过|不得高于|不得大于|不应超过|不突破|至多|不超|at most",
    Op.GT: r">|\\gt|&gt;|高于|大于|超过|多于|more than",
    Op.LT: r"<|\\lt|&lt;|低于|小于|少于|不足|不到|less than",
    Op.EQ: r"=|等于",
}
ANY_OP: Final = "|".join(f"(?P<{op.name}>{words})" for op, words in _OPS.items())
UP: Final = "上升|提高|增长|增加|升高|提升|递增"
DOWN: Final = "下降|降低|减少|递减|削减"
LAST: Final = (
    r"(?:(?:上一?年度?|去年|前一年)(?:同期)?(?:的?(?:水平|数值|值))?(?![度和及与的数])|上年同期(?:水平)?|last year)"
)
YEARS: Final = r"(?P<years>[一二两三四五六七八九十]|1?\d)"
SUBJECT: Final = r"(?:面积|数量|比例|比重|水平|数值|浓度|质量|水质|长度|规模|总量|覆盖率|保持率|水质类别|考核断面水质)?"
_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def pattern(text: str) -> re.Pattern[str]:
    """Return a compiled pattern that takes ASCII words in any case."""
    return re.compile(text, re.IGNORECASE)


def op_in(found: re.Match[str]) -> Op | None:
    """Return the comparison that a match of ``ANY_OP`` found."""
    groups = found.groupdict()
    return next((op for op in Op if groups.get(op.name)), None)


def count(text: str) -> int:
    """Return a small number written in digits or as one Chinese numeral."""
    return int(text) if text.isdigit() else _DIGITS[text]


def resolved(sense: Sense, direction: Direction | None) -> Sense:
    """Return the sense with 改善 and 稳定 turned into a comparison of numbers where a direction says which."""
    if direction is None or sense.op is not None:
        return sense
    if sense is Sense.BETTER:
        return Sense.HIGHER if direction == "higher" else Sense.LOWER
    return Sense.NOT_LOWER if direction == "higher" else Sense.NOT_HIGHER


_WHY: Final = (
    (
        re.compile(r".{0,12}?(?:左右|上下|大约|约\d)"),
        Text("“左右”“约”没有明确界限，请写明“≥”或“≤”", '"左右" and "约" set no bound; write "≥" or "≤"'),
    ),
    (
        re.compile(r".{0,8}?(?:[ⅠⅡⅢⅣⅤⅰⅱⅲⅳⅴ]|I{1,3}|IV|V|[一二三四五])类|.{0,8}?[\d一二三]级标?准?"),
        Text(
            "类别、级别是等级，不是数值；请声明为定性要求，或改报达到该类别的比例",
            "a class or grade is no number; declare the phrase as a state, or report the share that reaches the class",
        ),
    ),
    (
        re.compile(r".{0,12}?(?:前\s*\d+\s*[名位]|后\s*\d+\s*[名位]|前列|第[一二三])"),
        Text("名次不是数值；请声明为定性要求", "a rank is no value; declare the phrase as a state"),
    ),
    (
        re.compile(r".{0,10}?(?:GB|CJJ|HJ|DB|SL)\s*/?T?\s*\d", re.IGNORECASE),
        Text(
            "引用的标准不是数值；请写出标准中的限值，或声明为定性要求",
            "a standard's number is no value; write the limit that it sets, or declare the phrase as a state",
        ),
    ),
)


def why(rest: str) -> Text | None:
    """Return what to do about a common kind of phrase that is no target with numbers; None for any other."""
    return next((hint for known, hint in _WHY if known.match(rest)), None)
