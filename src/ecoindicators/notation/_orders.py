"""Tasks that a superior sets, and values of others: conditions on what the dossier gives beside observations."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ecoindicators.notation._patterns import ANY_OP, HAN, NUMBER, op_in, pattern
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import AllOf, Assigned, Direction, Op, Peer, Sense, Target, Trend
from ecoindicators.texts import Text

_ANY: Final = rf"(?:{HAN}|\d|、|“|”)"
_TASK: Final = r"(?:任务书?(?:的?要求|目标)?|目标(?:任务|要求|值)?|指标(?:任务|要求)?|计划(?:任务|指标)?)"
_ORDERED: Final = (
    r"(?:下达|规定|分解|核定|分配|签订|交办|上级|年度|责任书|任务书|责任状|省定|市定|县定|国定|国家|省级|市级)"
)
_ASSIGNED = pattern(
    rf"(?:(?:全面|全部|按要求|按期|按时|如期|保质保量)*完成{_ANY}{{0,24}}?{_TASK}(?!{HAN}*率)|"
    rf"(?:达到|满足|实现){_ANY}{{0,16}}?{_ORDERED}{_ANY}{{0,12}}?{_TASK}(?!{HAN})|"
    rf"(?:达到|满足|符合){_ANY}{{0,16}}?(?:任务书|责任书|责任状|下达){_ANY}{{0,8}}?要求(?!{HAN})|assigned)"
)
_SET: Final = (
    rf"{HAN}{{0,12}}?(?:下达|控制|计划|分配|分解|规定|核定){HAN}{{0,6}}?(?:指标|目标值?|任务|计划|限额|红线)(?:值)?"
)
_BOUNDED = pattern(rf"(?:{ANY_OP})(?:{_SET})(?!\s*(?:{HAN}|\d))")
_WITHIN = pattern(rf"控制在(?:{_SET})(?:的?范围)?(?:以内|之内|内)")


def assigned(s: Scanner, direction: Direction | None) -> Target | None:
    """``完成 … (任务 | 目标 | 指标) | 达到 … 任务书 … 要求 | (不超过 | 低于 | …) … (下达 | 控制 | 计划) … 指标 | 控制在 … 指标以内``."""
    if s.match(_ASSIGNED) is not None:
        return Assigned()
    if s.match(_WITHIN) is not None:
        return Assigned(Op.LE)
    found = s.match(_BOUNDED)
    return None if found is None else Assigned(op_in(found))


_NAME: Final = rf"(?P<name>(?!\d)(?:(?!平均|均值|中位){HAN}|\d){{1,14}}?(?:平均(?:增长|增速)?(?:水平|值|数)?|均值|中位数|分位[值数]))"
_PEER = pattern(rf"(?:(?P<reach>达到或)?(?:{ANY_OP})|(?P<better>优于|好于)|(?P<level>达到|不差于|不劣于))\s*{_NAME}(?:(?P<of>的)?(?P<factor>{NUMBER})%)?(?P<suffix>(?:及|或)?以[上下])?")  # fmt: skip
_AT_OR = pattern(rf"{_NAME}(?P<suffix>(?:及|或)?以上|(?:及|或)?以下)")
_LAST_AND_PEER = pattern(
    rf"(?:{ANY_OP})(?:上一?年度?|去年)(?:和|及|与)(?P<name>{HAN}{{1,12}}?平均(?:增长)?(?:水平|值)?)"
)
_SENSES: Final = {Op.GT: Sense.HIGHER, Op.GE: Sense.NOT_LOWER, Op.LT: Sense.LOWER, Op.LE: Sense.NOT_HIGHER}


def peer(s: Scanner, direction: Direction | None) -> Target | None:
    """``(高于 | 不低于 | 低于 | 优于 | 达到 | < | …) [上年 和] name (平均水平 | 平均值 | 均值 | 中位数 | 20分位值) [的 number %] | name 以上``."""
    both = s.match(_LAST_AND_PEER)
    if both is not None:
        op = op_in(both)
        assert op is not None
        if op not in _SENSES:
            s.fail(Text("应为高于或低于上年", "expected higher or lower than last year"), both.span())
        return AllOf((Trend(_SENSES[op]), Peer(op, both["name"])))
    found = s.look(_PEER)
    if found is None:
        found = s.match(_AT_OR)
        return None if found is None else Peer(Op.GE if "上" in found["suffix"] else Op.LE, found["name"])
    op = op_in(found)
    if found["reach"] and op in (Op.GT, Op.LT):  # 达到或超过
        op = Op.GE if op is Op.GT else Op.LE
    if found["suffix"]:
        by_suffix = Op.GE if "上" in found["suffix"] else Op.LE
        if op not in (None, by_suffix):
            s.fail(Text(f"“{found[0]}”的前后要求不一致", f'"{found[0]}" asks for two different things'), found.span())
        op = by_suffix
    if op is None:
        op = _by_direction(s, bool(found["better"]), direction, found.span())
    factor = Decimal(found["factor"]) / 100 if found["factor"] else Decimal(1)
    if factor <= 0:
        s.fail(Text("百分比应大于0", "the share must be above 0"), found.span("factor"))
    if found["factor"] and not found["of"] and factor != Decimal("0.5"):  # half and half less are the same
        s.fail(
            Text(
                f"“平均值{found['factor']}%”可以指其{found['factor']}%，也可以指相差{found['factor']}%",
                f'"{found["factor"]}%" may mean that share of the reference or that far from it',
            ),
            found.span("factor"),
            Text(f"请写明“的{found['factor']}%”", f'write "的{found["factor"]}%" for the share'),
        )
    s.pos = found.end()
    return Peer(op, found["name"], factor)


def _by_direction(s: Scanner, strict: bool, direction: Direction | None, span: tuple[int, int]) -> Op:
    if direction is None:
        s.fail(
            Text("须说明数值越高越好还是越低越好", "a direction is needed: is higher or lower better?"),
            span,
            Text("请给出 direction，或写明“高于”“低于”", 'give direction="higher" or "lower", or write 高于 or 低于'),
        )
    if direction == "higher":
        return Op.GT if strict else Op.GE
    return Op.LT if strict else Op.LE
