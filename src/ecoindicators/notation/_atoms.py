"""One small reader for each atom: it returns the target, or None where the text at the position is none of its kind.

The rule of each reader stands in its docstring, in EBNF; ``number``, ``unit`` and ``years`` are those of
``_NUMBER``, ``_UNIT`` and ``_YEARS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import (
    AllOf,
    Assigned,
    Change,
    Direction,
    Eliminated,
    InForce,
    Op,
    Peer,
    Range,
    Sense,
    Target,
    Threshold,
    Trend,
)
from ecoindicators.texts import Text

_NUMBER: Final = r"[+-]?\d+(?:\.\d+)?"
_UNIT: Final = (
    r"(?:%|‰|个百分点|微克/立方米|毫克/立方米|µg/m³|μg/m³|ug/m3|mg/m3|吨标准煤/万元|吨标煤/万元|立方米/万元|平方米/人|"
    r"千克/公顷|平方公里|平方千米|平方米|km²|m²|km|公里|千米|亿人次|亿吨|万吨|万元|亿元|元/人|元|/10万|/万人|天|人|户|岁|个|次|处|家|"
    r"小时|dB\(A\)|dB|分贝|米|吨|公顷|亩)"
)
_HAN: Final = r"(?:(?![且或])[\u4e00-\u9fff])"
_OPS: Final[dict[Op, str]] = {
    Op.GE: r"≥|>=|=>|\\geqslant|\\geq|\\ge|大于等于|大于或等于|不低于|不少于|不小于|不得低于|不得少于|至少|at least",
    Op.LE: r"≤|<=|=<|\\leqslant|\\leq|\\le|小于等于|小于或等于|不高于|不超过|不大于|不多于|不得超过|不得高于|至多|不超|at most",
    Op.GT: r">|\\gt|高于|大于|超过|多于|more than",
    Op.LT: r"<|\\lt|低于|小于|少于|less than",
    Op.EQ: r"=|等于",
}
_ANY_OP: Final = "|".join(f"(?P<{op.name}>{words})" for op, words in _OPS.items())
_UP: Final = "上升|提高|增长|增加|升高|提升"
_DOWN: Final = "下降|降低|减少"
_LAST: Final = r"(?:上一?年度?|去年|前一年)(?:水平|同期)?(?![和及与])|last year"
_YEARS: Final = r"(?P<years>[一二两三四五六七八九十]|1?\d)"
_SUBJECT: Final = (
    r"(?:面积|数量|比例|比重|水平|数值|浓度|质量|水质|长度|规模|总量|覆盖率|保持率|水质类别|考核断面水质)?"
)
_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _op(found: re.Match[str]) -> Op | None:
    return next((op for op in Op if found.groupdict().get(op.name)), None)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text]


def _resolved(sense: Sense, direction: Direction | None) -> Sense:
    """Return the sense with 改善 and 稳定 turned into a comparison of numbers where a direction says which."""
    if direction is None or sense.op is not None:
        return sense
    if sense is Sense.BETTER:
        return Sense.HIGHER if direction == "higher" else Sense.LOWER
    return Sense.NOT_LOWER if direction == "higher" else Sense.NOT_HIGHER


_PREFIX = r"(?:均|各|总体|要|应|须|需|必须|保持|在|率)*"
_MEASURE = _pattern(
    rf"{_PREFIX}(?:{_ANY_OP}|(?P<reach>达到|达|实现)|(?P<down>降至|降到|控制在|保持在(?=[^以]*以[下内])))?\s*"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?\s*(?P<suffix>及?以上|及?以下|以内|之内)?"
)
_RANGE = _pattern(
    rf"(?:在|介于|range\s*)?(?P<low>{_NUMBER})\s*(?P<u1>{_UNIT})?\s*(?:-|~|至|到)\s*(?P<high>\d+(?:\.\d+)?)\s*(?P<u2>{_UNIT})?\s*(?:之间|以内)?"
)
_OP_ALONE = _pattern(rf"{_PREFIX}(?:{_ANY_OP}|达到)")
_NEXT_NUMBER = _pattern(rf"{_PREFIX}(?:≥|≤|>|<|=)?\s*{_NUMBER}")


def threshold(s: Scanner, direction: Direction | None) -> Target | None:
    """``[sign | 不低于 | 高于 | 达到 | …] number [unit] [以上 | 以下 | 以内] | number ("-" | "~" | 至) number [unit] [之间]``."""
    found = s.look(_RANGE)
    if found is not None:
        low, high = Decimal(found["low"]), Decimal(found["high"])
        if low > high:
            s.fail(Text(f"区间下限{low}大于上限{high}", f"the range runs from {low} down to {high}"), found.span())
        s.pos = found.end()
        return Range(low, high, found["u2"] or found["u1"] or "")
    found = s.look(_MEASURE)
    if found is None:
        alone = s.look(_OP_ALONE)
        if alone is not None:
            word = s.source[alone.start() : alone.end()]
            after = s.source[alone.end() :].strip()
            got_zh, got_en = (f"，实为“{after[:12]}”", f', found "{after[:12]}"') if after else ("", ", found nothing")
            s.fail(
                Text(f"“{word}”之后应为数字{got_zh}", f'expected a number after "{word}"{got_en}'),
                (alone.start(), len(s.source)),
                Text("请写数字，例如“≥90”", 'write digits, for example "≥90"'),
            )
        return None
    op, suffix = _op(found), found["suffix"] or ""
    by_suffix = Op.GE if "上" in suffix else Op.LE if suffix else None
    if op is not None and by_suffix is not None and op is not by_suffix:
        s.fail(Text(f"“{found[0]}”的前后要求不一致", f'"{found[0]}" asks for two different things'), found.span())
    if op is None:
        op = by_suffix or (Op.LE if found["down"] else None)
    if op is None:
        if direction is None:
            s.fail(
                Text(
                    "只写数字时，须说明数值越高越好还是越低越好",
                    "a number alone needs a direction: is higher or lower better?",
                ),
                found.span("number"),
                Text("请给出 direction，或写明“≥”“≤”", 'give direction="higher" or "lower", or write "≥" or "≤"'),
            )
        op = Op.GE if direction == "higher" else Op.LE
    s.pos = found.end()
    return Threshold(op, Decimal(found["number"]), found["unit"] or "")


_TREND = (
    (
        _pattern(
            rf"{_SUBJECT}(?:持续|不断|稳步|逐步)?(?:不降低|不下降|不减少|不得降低|不得减少|not lower|no decrease)"
        ),
        Sense.NOT_LOWER,
    ),
    (
        _pattern(rf"{_SUBJECT}(?:持续|不断)?(?:不升高|不上升|不增加|不增长|不提高|not higher|no increase)"),
        Sense.NOT_HIGHER,
    ),
    (_pattern(rf"(?:不低于|不少于|at least)\s*(?:{_LAST})"), Sense.NOT_LOWER),
    (_pattern(rf"(?:不高于|不超过|不多于|at most)\s*(?:{_LAST})"), Sense.NOT_HIGHER),
    (_pattern(rf"(?:高于|大于|超过|多于|higher than)\s*(?:{_LAST})"), Sense.HIGHER),
    (_pattern(rf"(?:低于|小于|少于|lower than)\s*(?:{_LAST})"), Sense.LOWER),
    (_pattern(rf"(?:优于|好于|better than)\s*(?:{_LAST})"), Sense.BETTER),
    (_pattern(rf"(?:不差于|不劣于)\s*(?:{_LAST})"), Sense.NOT_WORSE),
    (_pattern(rf"{_SUBJECT}(?:持续|不断|进一步|逐步|总体|继续)*(?:改善|好转|向好|变好)|improving"), Sense.BETTER),
    (
        _pattern(rf"{_SUBJECT}(?:保持|持续|总体)*(?:稳定)|{_SUBJECT}(?:不能?变差|不能?退化|不恶化|不反弹)|stable"),
        Sense.NOT_WORSE,
    ),
)
_OVER_YEARS = _pattern(
    rf"{_SUBJECT}(?:(?:近|最近|连续){_YEARS}年来?)?(?P<each>逐年)"
    rf"(?:(?P<NOT_LOWER>不降低|不下降|不减少)|(?P<NOT_HIGHER>不升高|不上升|不增加)|(?P<HIGHER>{_UP})|(?P<LOWER>{_DOWN})|"
    r"(?P<BETTER>改善|好转)|(?P<NOT_WORSE>保持稳定|稳定))"
)
_STEADY = _pattern(
    rf"{_SUBJECT}(?:持续|不断|继续|逐步|稳步|呈)(?:稳定)?(?:(?P<HIGHER>{_UP})|(?P<LOWER>{_DOWN}))(?:趋势)?(?!\s*(?:≥|≤|>|<|=|\d))"
)
_PLAIN = _pattern(rf"(?:面积|数量|比例|比重|浓度|总量)(?:(?P<HIGHER>{_UP})|(?P<LOWER>{_DOWN}))(?!\s*(?:≥|≤|>|<|=|\d))")


def trend(s: Scanner, direction: Direction | None) -> Target | None:
    """``[近 years 年] 逐年 (上升 | 下降 | 不降低 | …) | 不降低 | 不增加 | 持续改善 | 保持稳定 | (高于 | 不低于 | …) 上年``."""
    found = s.match(_OVER_YEARS)
    if found is not None:
        sense = next(x for x in Sense if found[x.name])
        steps = None
        if found["years"]:
            steps = _count(found["years"]) - 1
            if steps < 1:
                s.fail(Text("逐年比较至少需要两年", "year on year needs at least two years"), found.span())
        return Trend(_resolved(sense, direction), steps)
    found = s.match(_STEADY) or s.match(_PLAIN)
    if found is not None:
        return Trend(Sense.HIGHER if found["HIGHER"] else Sense.LOWER)
    for pattern, sense in _TREND:
        if s.match(pattern) is not None:
            return Trend(_resolved(sense, direction))
    return None


_CHANGE = _pattern(
    rf"(?:考核年)?(?:(?:较|比|与)\s*(?:(?P<base>\d{{4}})年|上一?年度?|去年|前一年)(?:同期|相比|水平)*)?(?P<yearly>年均?)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<rate>率)?\s*(?:{_ANY_OP}|达到|达)?\s*"
    rf"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})?\s*(?P<suffix>及?以上|及?以下|以内)?"
)
_CHANGE_ASCII = _pattern(
    r"(?:(?P<up>rising)|(?P<down>declining))\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%)?\s*from\s*(?:(?P<base>\d{4})|last year)"
)


def change(s: Scanner, direction: Direction | None) -> Target | None:
    """``[(较 | 比) (YYYY 年 | 上年)] (下降 | 增长 | …) [率] [sign] number [% | 个百分点 | unit] [以上 | 以下]``."""
    found = s.look(_CHANGE) or s.look(_CHANGE_ASCII)
    if found is None:
        return None
    groups = found.groupdict()
    suffix = groups.get("suffix") or ""
    op = _op(found) or (Op.LE if suffix and "上" not in suffix else Op.GE)
    unit = groups["unit"] or ("%" if groups.get("rate") else "")
    base = groups["base"]
    try:
        made = Change(
            bool(groups["up"]), op, Decimal(groups["number"]), int(base) if base else None, absolute=unit != "%"
        )
    except ValueError:
        s.fail(Text("下降幅度应小于100%", "a decline must be under 100 %"), found.span("number"))
    s.pos = found.end()
    return made


_ASSIGNED = _pattern(
    rf"(?:(?:全面|按期|如期)?完成(?:{_HAN}|《|》){{0,20}}?(?:任务书?(?:要求)?|目标(?:任务)?|指标|计划)(?![\u4e00-\u9fff]*率)|assigned)"
)
_BOUNDED = _pattern(
    rf"(?:{_ANY_OP})(?:{_HAN}{{0,12}}?(?:下达|控制|计划|分配|分解|规定)(?:{_HAN}{{0,6}}?)(?:指标|目标值?|任务|计划|限额|红线)(?:值)?)"
)


def assigned(s: Scanner, direction: Direction | None) -> Target | None:
    """``完成 … (任务 | 目标 | 指标) | (不超过 | 低于 | …) … (下达 | 控制 | 计划) … 指标``."""
    if s.match(_ASSIGNED) is not None:
        return Assigned()
    found = s.match(_BOUNDED)
    return None if found is None else Assigned(_op(found))


_PEER = _pattern(
    rf"(?:{_ANY_OP})\s*(?P<name>(?:{_HAN}|\d){{1,14}}?(?:平均(?:增长|增速)?(?:水平|值|数)?|均值|中位数))"
    rf"(?:的?(?P<factor>{_NUMBER})%)?"
)
_LAST_AND_PEER = _pattern(
    rf"(?:{_ANY_OP})(?:上一?年度?|去年)(?:和|及|与)(?P<name>{_HAN}{{1,12}}?平均(?:增长)?(?:水平|值)?)"
)


def peer(s: Scanner, direction: Direction | None) -> Target | None:
    """``(高于 | 不低于 | 低于 | < | …) [上年 和] name (平均水平 | 平均值 | 均值) [的 number %]``."""
    both = s.match(_LAST_AND_PEER)
    if both is not None:
        op = _op(both)
        assert op is not None
        senses = {Op.GT: Sense.HIGHER, Op.GE: Sense.NOT_LOWER, Op.LT: Sense.LOWER, Op.LE: Sense.NOT_HIGHER}
        if op not in senses:
            s.fail(Text("应为高于或低于上年", "expected higher or lower than last year"), both.span())
        return AllOf((Trend(senses[op]), Peer(op, both["name"])))
    found = s.match(_PEER)
    if found is None:
        return None
    op = _op(found)
    assert op is not None
    factor = Decimal(found["factor"]) / 100 if found["factor"] else Decimal(1)
    if factor <= 0:
        s.fail(Text("百分比应大于0", "the share must be above 0"), found.span("factor"))
    return Peer(op, found["name"], factor)


_EVENT = rf"(?P<event>(?:{_HAN}|、(?=特大|较大|重大)){{0,40}})"
_ELIMINATED = _pattern(
    rf"(?:(?P<gone>(?:全部|全面|彻底)?消除|eliminated)|(?:未发生|没有发生|不发生|未出现|不出现|不得出现|不得发生|未新发生){_EVENT})"
)
_NONE = _pattern(rf"无(?P<event>{_HAN}{{2,40}})?")


def eliminated(s: Scanner, direction: Direction | None) -> Target | None:
    """``消除 | (未发生 | 没有发生 | 不得出现 | …) [what] | 无 what``."""
    found = s.match(_ELIMINATED)
    if found is None:
        return None
    return Eliminated("消除") if found["gone"] else Eliminated("未发生", _event(found["event"]))


def _event(text: str | None) -> str:
    return (text or "").removeprefix("过").removeprefix("了")


_EVENTS = "颁布实施|印发实施|发布实施|颁布施行|颁布|印发|发布|施行|实施|出台|运行|制定实施|制定|建立|修订完善|完成"
_IN_FORCE = _pattern(
    rf"(?P<event>{_EVENTS})满?(?:(?P<years>[一二两三四五六七八九十]|\d{{1,2}})\s*年|(?P<months>\d{{1,3}})个月)\s*(?P<suffix>及?以上|以内|之内|内)?"
)
_DEADLINE = _pattern(
    rf"(?P<year>\d{{4}})年(?:(?P<month>\d{{1,2}})月)?(?:(?P<day>\d{{1,2}})日)?底?(?:之|以)?前(?:全面)?(?P<event>{_EVENTS})(?:{_HAN}{{0,30}})"
)


def in_force(s: Scanner, direction: Direction | None) -> Target | None:
    """``event (years 年 | number 个月) [以上 | 以内] | YYYY 年 [M 月 [D 日]] 底前 event``."""
    found = s.match(_IN_FORCE)
    if found is not None:
        months = int(found["months"]) if found["months"] else 12 * _count(found["years"])
        within = found["suffix"] is not None and "内" in found["suffix"]
        if not months:
            s.fail(Text("时间应大于0", "the time must be above 0"), found.span())
        return InForce(found["event"], months, Op.LE if within else Op.GE)
    found = s.look(_DEADLINE)
    if found is None:
        return None
    year, month = int(found["year"]), int(found["month"] or 12)
    try:
        if found["day"]:
            day = date(year, month, int(found["day"]))
        else:
            day = date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    except ValueError:
        s.fail(Text("不是有效的日期", "this is no date"), (found.start(), found.end()))
    s.pos = found.end()
    return InForce(found["event"], by=day)


_WINDOW = _pattern(
    rf"(?:(?:近|最近|连续|前){_YEARS}个?年(?:度)?(?:以?来|内|中|间)?|(?P<plain>[一二两三四五六七八九十]|\d)年(?:内|来|间))(?:每年|均|都|全部)?"
)


def window(s: Scanner, direction: Direction | None) -> int | None:
    """``(近 | 连续) years 年 | years 年内``; returns the number of years, the condition follows."""
    found = s.match(_WINDOW)
    if found is None:
        return None
    years = _count(found["years"] or found["plain"])
    if years < 2:
        s.fail(Text("应至少为两年", "expected at least two years"), found.span())
    return years


def without(s: Scanner) -> Target | None:
    """``无 [what]``, which means something only after a window or with what there shall be none of."""
    found = s.match(_NONE)
    return None if found is None else Eliminated("未发生", _event(found["event"]))


Reader = Callable[[Scanner, "Direction | None"], "Target | None"]
READERS: Final[tuple[Reader, ...]] = (trend, assigned, peer, in_force, change, eliminated, threshold)
