"""A target in words, so that a reading explains itself."""

from __future__ import annotations

from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    InForce,
    Op,
    Peer,
    Range,
    Sense,
    State,
    Target,
    Threshold,
    Trend,
    Window,
    WithAim,
)
from ecoindicators.texts import Text, plain_number

_OPS = {
    Op.GE: Text("不低于", "at least"),
    Op.GT: Text("高于", "more than"),
    Op.LE: Text("不高于", "at most"),
    Op.LT: Text("低于", "less than"),
    Op.EQ: Text("等于", "exactly"),
}
_SENSES = {
    Sense.NOT_LOWER: Text("不低于", "not lower than"),
    Sense.NOT_HIGHER: Text("不高于", "not higher than"),
    Sense.HIGHER: Text("高于", "higher than"),
    Sense.LOWER: Text("低于", "lower than"),
    Sense.NOT_WORSE: Text("不差于", "not worse than"),
    Sense.BETTER: Text("好于", "better than"),
}


def explain(target: Target) -> Text:
    """
    Return how a target is read, in words.

    >>> from decimal import Decimal
    >>> explain(Threshold(Op.GE, Decimal(55))).en
    "this year's value is at least 55"
    """
    if isinstance(target, Threshold):
        op, number = _OPS[target.op], plain_number(target.value) + target.unit_measure
        return Text(f"本年数值{op.zh}{number}", f"this year's value is {op.en} {number}")
    if isinstance(target, Range):
        low, high = plain_number(target.low), plain_number(target.high)
        return Text(
            f"本年数值在{low}至{high}之间（含两端）", f"this year's value lies from {low} to {high}, both included"
        )
    if isinstance(target, State):
        return Text(f"本年结论为“{target.phrase}”", f'"{target.phrase}" is stated for the year')
    if isinstance(target, Eliminated):
        return Text(f"数量为0或结论为“{target}”", f'the count is 0, or "{target}" is stated')
    if isinstance(target, Trend):
        return _trend(target)
    if isinstance(target, Change):
        base = (
            Text("上年", "the year before")
            if target.base_year is None
            else Text(f"{target.base_year}年", str(target.base_year))
        )
        word, op = Text("上升", "rises") if target.rise else Text("下降", "falls"), _OPS[target.op]
        amount = plain_number(target.amount) + ("" if target.absolute else "%")
        return Text(f"较{base.zh}{word.zh}{op.zh}{amount}", f"the value {word.en} by {op.en} {amount} from {base.en}")
    if isinstance(target, Assigned):
        return Text("达到上级当年下达的目标", "what a superior authority assigned for the year is met")
    if isinstance(target, Peer):
        factor = "" if target.factor == 1 else f" × {plain_number(target.factor)}"
        op = _OPS[target.op]
        return Text(
            f"本年数值{op.zh}参考值“{target.name}”{factor}",
            f'this year\'s value is {op.en} the reference "{target.name}"{factor}',
        )
    if isinstance(target, InForce):
        return Text(
            f"按所填日期，至评估日期“{target}”", f'by the date given, "{target}" holds on the day of the assessment'
        )
    if isinstance(target, Window):
        inner = explain(target.inner)
        return Text(
            f"近{target.years}年（含本年）每年均满足：{inner.zh}",
            f"in each of the last {target.years} years, this one included: {inner.en}",
        )
    if isinstance(target, AllOf | AnyOf):
        zh, en = ("，并且", ", and ") if isinstance(target, AllOf) else ("，或者", ", or ")
        parts = [explain(p) for p in target.parts]
        nested = any(isinstance(p, AllOf | AnyOf) for p in target.parts)
        shown = [(f"（{p.zh}）", f"({p.en})") if nested else (p.zh, p.en) for p in parts]
        return Text(zh.join(p[0] for p in shown), en.join(p[1] for p in shown))
    if isinstance(target, ByVariant):
        zh = "；".join(f"{'、'.join(v.labels)}：{explain(v.target).zh}" for v in target.variants)
        en = "; ".join(f"{', '.join(v.labels)}: {explain(v.target).en}" for v in target.variants)
        return Text(f"按本地区类别——{zh}", f"by the labels of the place: {en}")
    if isinstance(target, ByYear):
        zh = "；".join(f"{year}年：{explain(step).zh}" for year, step in target.steps)
        en = "; ".join(f"{year}: {explain(step).en}" for year, step in target.steps)
        return Text(f"按年度——{zh}", f"by year: {en}")
    assert isinstance(target, WithAim)  # the algebra is closed
    must, aim = explain(target.must), explain(target.aim)
    return Text(
        f"{must.zh}（必须达到）；力争{aim.zh}（只报告，不影响结论）",
        f"{must.en} (binding); aim: {aim.en} (reported, does not decide)",
    )


def _trend(target: Trend) -> Text:
    sense = _SENSES[target.sense]
    tolerance = ""
    if target.tolerance:
        tolerance = f"（±{plain_number(target.tolerance)}）"
    if target.steps == 1:
        return Text(f"本年数值{sense.zh}上年{tolerance}", f"this year's value is {sense.en} last year's{tolerance}")
    if target.steps is None:
        return Text(
            f"已有数据的每一年数值均{sense.zh}其上年{tolerance}",
            f"every year given is {sense.en} the year before{tolerance}",
        )
    return Text(
        f"近{target.steps + 1}年每一年数值均{sense.zh}其上年{tolerance}",
        f"over the last {target.steps + 1} years each is {sense.en} the year before{tolerance}",
    )
