"""A reading in words: each kind of target as a sentence in Chinese and in English."""

from datetime import date
from decimal import Decimal

import pytest

from ecoindicators.notation import explain
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
    Variant,
    Window,
    WithAim,
)

D = Decimal
GE5, LE9 = Threshold(Op.GE, D(5)), Threshold(Op.LE, D(9))
BUILT = State("建立")
GE5_ZH, GE5_EN = "本年数值不低于5", "this year's value is at least 5"
LE9_ZH, LE9_EN = "本年数值不高于9", "this year's value is at most 9"
BUILT_ZH, BUILT_EN = "本年结论为“建立”", '"建立" is stated for the year'

EXPLAINED = [
    (Threshold(Op.GE, D("94.20"), "%"), "本年数值不低于94.2%", "this year's value is at least 94.2%"),
    (Threshold(Op.GT, D(5)), "本年数值高于5", "this year's value is more than 5"),
    (Threshold(Op.LE, D(5)), "本年数值不高于5", "this year's value is at most 5"),
    (Threshold(Op.LT, D(5)), "本年数值低于5", "this year's value is less than 5"),
    (Threshold(Op.EQ, D(100)), "本年数值等于100", "this year's value is exactly 100"),
    (Range(D("0.3"), D("0.4")), "本年数值在0.3至0.4之间（含两端）", "this year's value lies from 0.3 to 0.4, both included"),
    (BUILT, BUILT_ZH, BUILT_EN),
    (Eliminated("未发生", "事故"), "数量为0或结论为“未发生事故”", 'the count is 0, or "未发生事故" is stated'),
    (Trend(Sense.NOT_LOWER), "本年数值不低于上年", "this year's value is not lower than last year's"),
    (Trend(Sense.NOT_HIGHER), "本年数值不高于上年", "this year's value is not higher than last year's"),
    (Trend(Sense.HIGHER), "本年数值高于上年", "this year's value is higher than last year's"),
    (Trend(Sense.LOWER), "本年数值低于上年", "this year's value is lower than last year's"),
    (Trend(Sense.NOT_WORSE), "本年数值不差于上年", "this year's value is not worse than last year's"),
    (Trend(Sense.BETTER), "本年数值好于上年", "this year's value is better than last year's"),
    (Trend(Sense.NOT_LOWER, 1, D("0.5")), "本年数值不低于上年（±0.5）", "this year's value is not lower than last year's（±0.5）"),
    (Trend(Sense.LOWER, 2), "近3年每一年数值均低于其上年", "over the last 3 years each is lower than the year before"),
    (Trend(Sense.NOT_LOWER, 2, D(1)), "近3年每一年数值均不低于其上年（±1）", "over the last 3 years each is not lower than the year before（±1）"),
    (Trend(Sense.LOWER, None), "已有数据的每一年数值均低于其上年", "every year given is lower than the year before"),
    (Trend(Sense.NOT_LOWER, None, D(1)), "已有数据的每一年数值均不低于其上年（±1）", "every year given is not lower than the year before（±1）"),
    (Change(True, Op.GE, D(5)), "较上年上升不低于5%", "the value rises by at least 5% from the year before"),
    (Change(False, Op.GE, D(18), 2012), "较2012年下降不低于18%", "the value falls by at least 18% from 2012"),
    (Change(False, Op.LE, D(3), absolute=True), "较上年下降不高于3", "the value falls by at most 3 from the year before"),
    (Assigned(), "达到上级当年下达的目标", "what a superior authority assigned for the year is met"),
    (Peer(Op.GT, "均值"), "本年数值高于参考值“均值”", 'this year\'s value is more than the reference "均值"'),
    (Peer(Op.LT, "均值", D("0.5")), "本年数值低于参考值“均值” × 0.5", 'this year\'s value is less than the reference "均值" × 0.5'),
    (InForce("颁布", 12), "按所填日期，至评估日期“颁布1年以上”", 'by the date given, "颁布1年以上" holds on the day of the assessment'),
    (InForce("颁布", by=date(2023, 6, 1)), "按所填日期，至评估日期“2023年6月1日前颁布”", 'by the date given, "2023年6月1日前颁布" holds on the day of the assessment'),
    (Window(2, GE5), f"近2年（含本年）每年均满足：{GE5_ZH}", f"in each of the last 2 years, this one included: {GE5_EN}"),
    (AllOf((GE5, BUILT)), f"{GE5_ZH}，并且{BUILT_ZH}", f"{GE5_EN}, and {BUILT_EN}"),
    (AnyOf((GE5, BUILT, LE9)), f"{GE5_ZH}，或者{BUILT_ZH}，或者{LE9_ZH}", f"{GE5_EN}, or {BUILT_EN}, or {LE9_EN}"),
    (AllOf((GE5, AnyOf((LE9, BUILT)))), f"（{GE5_ZH}），并且（{LE9_ZH}，或者{BUILT_ZH}）", f"({GE5_EN}), and ({LE9_EN}, or {BUILT_EN})"),
    (AnyOf((AllOf((GE5, LE9)), BUILT)), f"（{GE5_ZH}，并且{LE9_ZH}），或者（{BUILT_ZH}）", f"({GE5_EN}, and {LE9_EN}), or ({BUILT_EN})"),
    (ByVariant((Variant(("山区", "高原"), GE5), Variant(("平原",), LE9))), f"按本地区类别——山区、高原：{GE5_ZH}；平原：{LE9_ZH}",
     f"by the labels of the place: 山区, 高原: {GE5_EN}; 平原: {LE9_EN}"),
    (ByYear(((2023, GE5), (2024, LE9))), f"按年度——2023年：{GE5_ZH}；2024年：{LE9_ZH}", f"by year: 2023: {GE5_EN}; 2024: {LE9_EN}"),
    (WithAim(GE5, LE9), f"{GE5_ZH}（必须达到）；力争{LE9_ZH}（只报告，不影响结论）", f"{GE5_EN} (binding); aim: {LE9_EN} (reported, does not decide)"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "zh", "en"), EXPLAINED, ids=[str(row[0]) for row in EXPLAINED])
def test_a_target_is_explained_in_both_languages(target, zh, en):
    """The sentence says what must hold, and parts that are joined in turn stand in brackets."""
    text = explain(target)
    assert (text.zh, text.en) == (zh, en)


def test_every_kind_of_target_is_explained():
    """The table above leaves no kind out."""

    def kinds(base):
        found = [k for k in base.__subclasses__() if k.__module__.startswith("ecoindicators.")]  # not other tests' own
        return set(found).union(*map(kinds, found))

    assert {type(row[0]) for row in EXPLAINED} == {k for k in kinds(Target) if k.__name__ != "Atom"}
