"""What shall not happen, what is in force and by when, and windows of years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from ecoindicators.notation._patterns import HAN, YEARS, count, pattern
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import Direction, Eliminated, InForce, Op, Target
from ecoindicators.texts import Text

_KIND: Final = r"(?:事件|事故|案件|行为|现象|问题|情形|情况)"
_LONG: Final = (
    rf"(?:{HAN}|[、或](?!未|没有|不|无)|[“”]|\([^()]*\)){{0,60}}?{_KIND}(?!{HAN})"  # its own 、 and 或 belong to it
)
_EVENT: Final = rf"(?P<event>{_LONG}|(?:{HAN}|、(?=特大|较大|重大)){{0,40}})"
_ELIMINATED = pattern(
    r"(?:(?P<gone>(?:全部|全面|彻底)?消除|eliminated)|"
    rf"(?:未发生|没有发生|不发生|无发生|未再发生|不再发生|未出现|没有出现|不出现|未再出现|不得出现|不得发生|不能出现|未新发生){_EVENT})"
)
_NONE = pattern(rf"(?:无|没有(?!发生|出现))(?P<event>{_LONG}|{HAN}{{2,40}})?")


def eliminated(s: Scanner, direction: Direction | None) -> Target | None:
    """``消除 | (未发生 | 没有发生 | 不得出现 | …) [what] | 无 what``."""
    found = s.match(_ELIMINATED)
    if found is None:
        return None
    return Eliminated("消除") if found["gone"] else Eliminated("未发生", _event(found["event"]))


def _event(text: str | None) -> str:
    return (text or "").removeprefix("过").removeprefix("了")


def without(s: Scanner) -> Target | None:
    """``无 [what]``, which means something only after a window."""
    found = s.match(_NONE)
    return None if found is None else Eliminated("未发生", _event(found["event"]))


_EVENTS: Final = (
    "颁布实施|印发实施|发布实施|颁布施行|公布实施|批准实施|投入运行|投入使用|建成运行|颁布|印发|发布|公布|施行|制定实施|实施|出台|"
    "稳定运行|正常运行|运行|制定|编制|修订完善|修订|批准|建立|建成|验收|成立|完成"
)
_IN_FORCE = pattern(
    rf"(?P<event>{_EVENTS})(?:时间|期)?(?:已?满|达到|达|不少于|不低于|至少)?"
    rf"(?:(?P<years>[一二两三四五六七八九十]|\d{{1,2}})\s*年|(?P<months>\d{{1,3}})个月|(?P<half>半年))\s*(?P<suffix>(?:\(含\))?及?以上|以内|之内|内)?"
)
_WITHIN = pattern(
    rf"(?:近|最近)?(?:(?P<years>[一二两三四五六七八九十]|\d{{1,2}})\s*年|(?P<months>\d{{1,3}})个月)(?P<suffix>以内|之内|内)(?P<event>{_EVENTS})(?:的|{HAN}){{0,20}}"
)
_DEADLINE = pattern(
    rf"(?:于|在|到)?(?P<year>(?:19|20|21)\d{{2}})年(?:(?P<month>\d{{1,2}})月(?:份)?)?(?:(?P<day>\d{{1,2}})日)?(?P<end>底|末)?(?:之|以)?前(?:全面|全部|必须|应|须|基本(?!完成))*(?P<event>{_EVENTS})(?:{HAN}{{0,30}})"
)


def in_force(s: Scanner, direction: Direction | None) -> Target | None:
    """``event (years 年 | number 个月 | 半年) [以上 | 以内] | years 年内 event | YYYY 年 [M 月 [D 日]] 底前 event``."""
    found = s.match(_IN_FORCE) or s.match(_WITHIN)
    if found is not None:
        groups = found.groupdict()
        months = 6 if groups.get("half") else int(found["months"]) if found["months"] else 12 * count(found["years"])
        within = found["suffix"] is not None and "内" in found["suffix"]
        if not months:
            s.fail(Text("时间应大于0", "the time must be above 0"), found.span())
        return InForce(found["event"], months, Op.LE if within else Op.GE)
    found = s.look(_DEADLINE)
    if found is None:
        return None
    if not found["day"] and not found["end"]:
        s.fail(
            Text("没有写明是在此之前还是在其末尾之前", "it does not say whether before it begins or before it ends"),
            found.span(),
            Text("请写“年底前”“月底前”或具体日期", "write 年底前, 月底前 or a day"),
        )
    year, month = int(found["year"]), int(found["month"] or 12)
    try:
        day = date(year, month, int(found["day"] or monthrange(year, month)[1]))
    except ValueError:
        s.fail(Text("不是有效的日期", "this is no date"), found.span())
    s.pos = found.end()
    return InForce(found["event"], by=day)


_WINDOW = pattern(
    rf"(?:(?:近|最近|连续|前){YEARS}个?年(?:度)?(?:(?:以|之)?(?:来|内)|中|间)*|(?P<plain>[一二两三四五六七八九十]|\d)年(?:以?内|来|间))(?:每年|均|都|全部|要)*"
)
_THIS_YEAR = pattern(r"(?:当年|本年度?|年度?内|考核年度?(?:内)?|全年)(?=未|没有|无|不)")


def window(s: Scanner) -> int | None:
    """``(近 | 连续) years 年 | years 年内``; returns the number of years, the condition follows."""
    if s.match(_THIS_YEAR) is not None:
        return 1
    found = s.match(_WINDOW)
    if found is None:
        return None
    years = count(found["years"] or found["plain"])
    if years < 1:
        s.fail(Text("应至少为一年", "expected at least one year"), found.span())
    return years
