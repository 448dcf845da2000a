"""Trends and changes: conditions on this year against earlier ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ecoindicators.notation._patterns import (
    ANY_OP,
    DOWN,
    LAST,
    NUMBER,
    SUBJECT,
    UNIT,
    UP,
    YEARS,
    count,
    op_in,
    pattern,
    resolved,
)
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import Change, Direction, Op, Sense, Target, Trend
from ecoindicators.texts import Text

_STEADILY: Final = r"(?:持续|不断|稳步|逐步|总体|继续|进一步|有所)"
_TREND = (
    (
        pattern(
            rf"{SUBJECT}{_STEADILY}?(?:不降低|不下降|不减少|不得降低|不得减少|不得下降|只增不减|不降|not lower|no decrease)(?!低|解)"
        ),
        Sense.NOT_LOWER,
    ),
    (
        pattern(
            rf"{SUBJECT}{_STEADILY}?(?:不升高|不上升|不增加|不增长|不提高|不得增加|不得上升|只减不增|零增长|实现零增长|not higher|no increase)"
        ),
        Sense.NOT_HIGHER,
    ),
    (pattern(r"(?:负增长|实现负增长)(?!率)"), Sense.LOWER),
    (pattern(rf"(?:不低于|不少于|at least)\s*(?:{LAST})"), Sense.NOT_LOWER),
    (pattern(rf"(?:不高于|不超过|不多于|at most)\s*(?:{LAST})"), Sense.NOT_HIGHER),
    (pattern(rf"(?:高于|大于|超过|多于|higher than)\s*(?:{LAST})"), Sense.HIGHER),
    (pattern(rf"(?:低于|小于|少于|lower than)\s*(?:{LAST})"), Sense.LOWER),
    (pattern(rf"(?:优于|好于|better than)\s*(?:{LAST})"), Sense.BETTER),
    (pattern(rf"(?:不差于|不劣于)\s*(?:{LAST})"), Sense.NOT_WORSE),
    (pattern(rf"(?:较|比)(?:{LAST}){_STEADILY}?(?:改善|好转)"), Sense.BETTER),
    (pattern(rf"{SUBJECT}{_STEADILY}*(?:改善|好转|向好|变好)|improving"), Sense.BETTER),
    (
        pattern(rf"{SUBJECT}(?:保持|持续|总体)*(?:稳定)|{SUBJECT}(?:不能?变差|不能?退化|不恶化|不反弹)|stable"),
        Sense.NOT_WORSE,
    ),
)
_OVER_YEARS = pattern(
    rf"{SUBJECT}(?:(?:近|最近|连续){YEARS}年来?)?(?P<each>逐年)(?:持续|稳步)?"
    rf"(?:(?P<NOT_LOWER>不降低|不下降|不减少)|(?P<NOT_HIGHER>不升高|不上升|不增加)|(?P<HIGHER>{UP})|(?P<LOWER>{DOWN})|"
    r"(?P<BETTER>改善|好转)|(?P<NOT_WORSE>保持稳定|稳定))"
)
_NO_AMOUNT: Final = rf"(?!\s*(?:率|幅度|到|至|达|≥|≤|>|<|=|\d|不[低高大小]于|不少于|不多于|不超过|[高低大小多少]于|超过|等于|\\|{NUMBER}))"
_STEADY = pattern(
    rf"{SUBJECT}(?:呈)?(?:持续|不断|继续|逐步|稳步|有所|稳中有?|呈)(?:稳定|稳步|逐步|持续)?(?:(?P<HIGHER>{UP}|升)|(?P<LOWER>{DOWN}|降))(?:的?(?:趋势|态势))?{_NO_AMOUNT}"
)
_PLAIN = pattern(
    rf"(?:面积|数量|比例|比重|浓度|总量)?(?:(?:较|比)(?:{LAST})(?:有所)?)?(?:(?P<HIGHER>{UP})|(?P<LOWER>{DOWN})){_NO_AMOUNT}(?![\u4e00-\u9fff]*[率度])"
)


def trend(s: Scanner, direction: Direction | None) -> Target | None:
    """``[近 years 年] 逐年 (上升 | 下降 | 不降低 | …) | 不降低 | 不增加 | 持续改善 | 保持稳定 | (高于 | 不低于 | …) 上年``."""
    found = s.match(_OVER_YEARS)
    if found is not None:
        sense = next(x for x in Sense if found[x.name])
        steps = None
        if found["years"]:
            steps = count(found["years"]) - 1
            if steps < 1:
                s.fail(Text("逐年比较至少需要两年", "year on year needs at least two years"), found.span())
        return Trend(resolved(sense, direction), steps)
    found = s.match(_STEADY) or s.match(_PLAIN)
    if found is not None:
        return Trend(Sense.HIGHER if found["HIGHER"] else Sense.LOWER)
    for known, sense in _TREND:
        if s.match(known) is not None:
            return Trend(resolved(sense, direction))
    return None


_BASE: Final = r"(?:20|19)\d{2}"
_CHANGE = pattern(
    rf"(?:考核年)?(?:(?:(?:较|比|与)\s*(?:(?P<base>{_BASE})年|上一?年度?|去年|前一年)(?:同期|相比|水平|末|底)*|"
    rf"在?(?P<on>{_BASE})年(?:水平|的)?(?:基础上|的基础上)|同比|每年)[再实现]*)?(?P<yearly>年)?"
    rf"(?:(?P<up>{UP})|(?P<down>{DOWN}))(?P<rate>率|幅度)?\s*(?:{ANY_OP}|达到|达)?\s*"
    rf"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{UNIT})?\s*(?P<suffix>(?:及|或)?以上|(?:及|或)?以下|以内)?"
)
_CHANGE_ASCII = pattern(
    r"(?:(?P<up>rising)|(?P<down>declining))\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%)?\s*from\s*(?:(?P<base>\d{4})|last year)"
)
_AVERAGE = pattern(rf"(?:年均|累计|平均每年|五年累计|环比)(?:{UP}|{DOWN})")
_AGAINST_YEAR = pattern(
    rf"(?:{ANY_OP})\s*(?P<base>{_BASE})年(?:度|的|同期|底|末)*(?:水平|数值|值|基数)?(?![\u4e00-\u9fff\d])"
)
_DELTA = pattern(rf"[△Δ∆]\s*[A-Za-z0-9]{{0,10}}?\s*(?:{ANY_OP})\s*(?P<number>{NUMBER})")
_MIRROR: Final = {Op.GE: Op.LE, Op.GT: Op.LT, Op.LE: Op.GE, Op.LT: Op.GT, Op.EQ: Op.EQ}


def change(s: Scanner, direction: Direction | None) -> Target | None:
    """``[(较 | 比) (YYYY 年 | 上年) | 同比] (下降 | 增长 | …) [率] [sign] number [% | unit] [以上 | 以下] | △ sign number | sign YYYY 年``."""
    average = s.look(_AVERAGE)
    if average is not None:
        s.fail(
            Text(f"“{average[0]}”没有说明从哪一年起算", f'"{average[0]}" does not say from which year it counts'),
            average.span(),
            Text("请写明基准年，例如“较2020年下降18%”", 'name the base year, for example "较2020年下降18%"'),
        )
    found = s.match(_AGAINST_YEAR)
    if found is not None:
        op = op_in(found)
        assert op is not None
        return Change(
            op in (Op.GE, Op.GT, Op.EQ),
            op if op in (Op.GE, Op.GT, Op.EQ) else _MIRROR[op],
            Decimal(0),
            int(found["base"]),
            absolute=True,
        )
    found = s.match(_DELTA)
    if found is not None:
        amount, op = Decimal(found["number"].replace(",", "")), op_in(found)
        assert op is not None
        return Change(amount >= 0, op if amount >= 0 else _MIRROR[op], abs(amount), absolute=True)
    found = s.look(_CHANGE) or s.look(_CHANGE_ASCII)
    if found is None:
        return None
    groups = found.groupdict()
    suffix = groups.get("suffix") or ""
    op = op_in(found) or (Op.LE if suffix and "上" not in suffix else Op.GE)
    unit = groups["unit"] or (groups.get("rate") and "%")
    base = groups["base"] or groups.get("on")
    try:
        made = Change(
            bool(groups["up"]), op, Decimal(groups["number"]), int(base) if base else None, absolute=unit != "%"
        )
    except ValueError:
        s.fail(Text("下降幅度应小于100%", "a decline must be under 100 %"), found.span("number"))
    s.pos = found.end()
    return made
