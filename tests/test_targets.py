"""The target algebra on its own: what an atom cannot be, its canonical text, and each judgement in full."""

from datetime import date
from decimal import Decimal

import pytest

from ecoindicators.notation import parse_target
from ecoindicators.targets import (
    NO_FACTS,
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    Evidence,
    Facts,
    InForce,
    Judgement,
    Op,
    Peer,
    Range,
    Sense,
    Situation,
    State,
    Threshold,
    Trend,
    Variant,
    Window,
    WithAim,
    attained,
    labels_of,
    months_after,
    normal,
    rounded,
)
from ecoindicators.verdicts import Verdict

D = Decimal
YEAR = 2023
MET, NOT_MET, UNDETERMINED = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED
GE5, LE5, GE9 = Threshold(Op.GE, D(5)), Threshold(Op.LE, D(5)), Threshold(Op.GE, D(9))
BUILT = State("建立")


def now(value=None, day=None, yes=(), no=(), earlier=None, year=YEAR, **more):
    """Return a situation in 2023 with this year's evidence and earlier values."""
    facts = Facts(frozenset(yes), frozenset(no)) if yes or no else NO_FACTS
    evidence = {y: v if isinstance(v, Evidence) else Evidence(D(v)) for y, v in (earlier or {}).items()}
    if value is not None or day is not None or yes or no:
        evidence[year] = Evidence(None if value is None else D(value), day, facts)
    return Situation(year, more.pop("as_of", date(YEAR, 12, 31)), evidence, **more)


def measured(judgement):
    return judgement.gap, judgement.ratio, judgement.measures


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Range(D(3), D(2)), "a range runs from low to high, got 3 to 2"),
        (lambda: Trend(Sense.LOWER, 0), "a trend makes at least one comparison, got 0"),
        (lambda: Trend(Sense.NOT_LOWER, 1, D(-1)), "a tolerance is not negative and belongs to a loose trend"),
        (lambda: Trend(Sense.HIGHER, 1, D(1)), "a tolerance is not negative and belongs to a loose trend"),
        (lambda: Trend(Sense.LOWER, 1, D(1)), "a tolerance is not negative and belongs to a loose trend"),
        (lambda: Trend(Sense.BETTER, 1, D(1)), "a tolerance is not negative and belongs to a loose trend"),
        (lambda: Change(False, Op.GE, D(100)), "nothing declines by 100 % or more of itself and stays comparable"),
        (lambda: Change(True, Op.GE, D(-1)), "a change is given as an amount, its sign by the word"),
        (lambda: Peer(Op.GE, "全省平均水平", D(0)), "a peer's factor is above 0"),
        (lambda: InForce("颁布实施"), "in force needs either a number of months, at least or at most, or a day"),
        (lambda: InForce("颁布实施", -1), "in force needs either a number of months, at least or at most, or a day"),
        (lambda: InForce("颁布实施", 12, Op.GT), "in force needs either a number of months, at least or at most, or a day"),
        (lambda: InForce("颁布实施", 12, by=date(2023, 1, 1)), "in force needs either a number of months, at least or at most, or a day"),
        (lambda: Window(1, GE5), "a window covers at least two years, got 1"),
        (lambda: AllOf((GE5,)), "all of needs at least two parts"),
        (lambda: AnyOf((GE5,)), "any of needs at least two parts"),
        (lambda: ByVariant(()), "by variant needs cases, each with a label"),
        (lambda: ByVariant((Variant(("山区",), GE5), Variant((), LE5))), "by variant needs cases, each with a label"),
        (lambda: ByYear(()), "by year needs steps, each year once"),
        (lambda: ByYear(((2023, GE5), (2023, LE5))), "by year needs steps, each year once"),
    ],
)  # fmt: skip
def test_what_means_nothing_cannot_be_made(make, message):
    """A target that no situation could be judged by is refused when it is made."""
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == message


def test_what_is_just_possible_can_be_made():
    """The smallest range, trend, tolerance, decline and window are targets."""
    made = (
        Range(D(2), D(2)), Trend(Sense.LOWER, 1), Trend(Sense.NOT_HIGHER, 3, D("0.1")), Trend(Sense.NOT_WORSE, 1, D(1)),
        Change(False, Op.GE, D("99.9")), Change(True, Op.GE, D(100)), Change(False, Op.GE, D(100), absolute=True), Change(True, Op.GE, D(0)),
        Peer(Op.GE, "全省平均水平", D("0.1")), InForce("颁布", 1), InForce("颁布", 1, Op.LE), InForce("颁布", by=date(2023, 1, 1)), Window(2, GE5),
    )  # fmt: skip
    assert len({str(target) for target in made}) == len(made)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (Threshold(Op.GE, D("94.20"), "%"), "≥94.2%"),
        (Threshold(Op.LT, D("1E+2")), "<100"),
        (Range(D("0.30"), D("0.4"), "km"), "0.3~0.4km"),
        (BUILT, "建立"),
        (Eliminated(), "消除"),
        (Eliminated("未发生", "重大环境事件"), "未发生重大环境事件"),
        (Trend(Sense.NOT_LOWER), "不降低"),
        (Trend(Sense.NOT_HIGHER), "不升高"),
        (Trend(Sense.HIGHER), "高于上年"),
        (Trend(Sense.LOWER), "低于上年"),
        (Trend(Sense.NOT_WORSE), "保持稳定"),
        (Trend(Sense.BETTER), "持续改善"),
        (Trend(Sense.LOWER, 2), "近3年逐年下降"),
        (Trend(Sense.BETTER, None), "逐年改善"),
        (Trend(Sense.NOT_LOWER, 1, D("0.50")), "不降低（允许波动0.5）"),
        (Change(True, Op.GE, D(5)), "较上年上升≥5%"),
        (Change(False, Op.GT, D(18), 2012), "较2012年下降>18%"),
        (Change(False, Op.LE, D(3), absolute=True), "较上年下降≤3（绝对值）"),
        (Assigned(), "完成上级下达的目标任务"),
        (Assigned(Op.LE), "不超过上级下达指标"),
        (Assigned(Op.LT), "低于上级下达指标"),
        (Assigned(Op.GE), "不低于上级下达指标"),
        (Assigned(Op.GT), "高于上级下达指标"),
        (Assigned(Op.EQ), "等于上级下达指标"),
        (Peer(Op.GT, "全省平均水平"), "高于全省平均水平"),
        (Peer(Op.GE, "全省平均水平"), "不低于全省平均水平"),
        (Peer(Op.LE, "全省平均水平"), "不高于全省平均水平"),
        (Peer(Op.EQ, "全省平均水平"), "等于全省平均水平"),
        (Peer(Op.LT, "全省平均水平", D("0.5")), "低于全省平均水平的50%"),
        (Peer(Op.LT, "全省平均水平", D("1.255")), "低于全省平均水平的125.5%"),
        (InForce("颁布实施", 12), "颁布实施1年以上"),
        (InForce("颁布实施", 18), "颁布实施18个月以上"),
        (InForce("颁布实施", 24, Op.LE), "颁布实施2年以内"),
        (InForce("颁布实施", by=date(2023, 6, 30)), "2023年6月30日前颁布实施"),
        (Window(3, Eliminated("未发生")), "近3年未发生"),
        (Window(2, GE5), "连续2年≥5"),
        (Window(2, AnyOf((GE9, LE5))), "连续2年{≥9或≤5}"),
        (AllOf((GE5, Trend(Sense.NOT_LOWER))), "≥5且不降低"),
        (AnyOf((GE9, LE5)), "≥9或≤5"),
        (AnyOf((AllOf((GE5, BUILT)), LE5)), "≥5且建立或≤5"),
        (AllOf((GE5, AnyOf((BUILT, LE5)))), "≥5，建立或≤5"),
        (AllOf((AllOf((GE5, BUILT)), AnyOf((BUILT, LE5)))), "≥5，建立，建立或≤5"),
        (AllOf((GE5, GE9, AnyOf((BUILT, LE5)))), "≥5且≥9且{建立或≤5}"),
        (AnyOf((AllOf((GE5, AnyOf((BUILT, LE5)))), GE9)), "{≥5，建立或≤5}或≥9"),
        (Window(2, AllOf((GE5, BUILT))), "连续2年{≥5且建立}"),
        (AllOf((GE5, Eliminated("未发生", "事故"))), "≥5且{未发生事故}"),
        (AllOf((Threshold(Op.GE, D(1)), Eliminated("未发生", "事故"))), "≥1且{未发生事故}"),
        (AllOf((LE5, Eliminated("未发生", "事故"))), "≤5且未发生事故"),
        (AllOf((Threshold(Op.GE, D(0)), Eliminated("未发生", "事故"))), "≥0且未发生事故"),
        (AllOf((GE5, Eliminated())), "≥5且消除"),
        (AllOf((GE5, Eliminated("未发生", "事故"), AnyOf((BUILT, LE5)))), "≥5，{未发生事故}，建立或≤5"),
        (ByVariant((Variant(("山区", "高原"), GE9), Variant(("平原",), AllOf((GE5, BUILT))))), "山区及高原≥9；平原≥5且建立"),
        (ByVariant((Variant(("山区",), AllOf((GE5, AnyOf((BUILT, LE5))))),)), "山区≥5，建立或≤5"),
        (Window(2, ByVariant((Variant(("山区",), GE9),))), "连续2年{山区≥9}"),
        (AllOf((BUILT, ByVariant((Variant(("山区",), GE9),)))), "建立且{山区≥9}"),
        (ByYear(((2023, GE5), (2024, GE9))), "2023年≥5；2024年≥9"),
        (ByYear(((2023, AllOf((GE5, AnyOf((BUILT, LE5))))),)), "2023年≥5，建立或≤5"),
        (AllOf((BUILT, ByYear(((2023, GE5),)))), "建立且{2023年≥5}"),
        (WithAim(GE5, GE9), "≥5，力争≥9"),
        (WithAim(AnyOf((GE5, BUILT)), AnyOf((GE9, BUILT))), "≥5或建立，力争≥9或建立"),
        (WithAim(AllOf((BUILT, AnyOf((GE5, LE5)))), GE9), "{建立，≥5或≤5}，力争≥9"),
        (AllOf((BUILT, WithAim(GE5, GE9))), "建立且{≥5，力争≥9}"),
    ],
)  # fmt: skip
def test_each_target_has_one_canonical_text(target, text):
    """str(target) is the one wording that means it, with braces only where the joining needs them."""
    assert str(target) == target.text == text
    assert target.with_text("原文", ("注",)).text == "原文"
    assert target.with_text("原文", ("注",)).notes == ("注",)
    assert str(target.with_text("原文")) == text


JUDGED = [
    # thresholds
    (GE5, now(5), MET, "the target is met", (0, (5, 5), 1)),
    (GE5, now("4.5"), NOT_MET, "4.5 is short of ≥5", ("0.5", ("4.5", 5), 1)),
    (LE5, now(8), NOT_MET, "8 is over ≤5", (3, (5, 8), 1)),
    (Threshold(Op.EQ, D(5)), now(8), NOT_MET, "8 is not =5", (3, None, 1)),
    (GE5, now(), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (GE5, now(day=date(2023, 1, 1)), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (GE5, now(4, yes=[GE5]), NOT_MET, "4 is short of ≥5", (1, (4, 5), 1)),
    (GE5, now(yes=[GE5]), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    # ranges
    (Range(D(2), D(3)), now(2), MET, "the target is met", (0, None, 1)),
    (Range(D(2), D(3)), now(3), MET, "the target is met", (0, None, 1)),
    (Range(D(2), D(3)), now(1), NOT_MET, "1 is short of 2~3", (1, (1, 2), 1)),
    (Range(D(2), D(3)), now("3.5"), NOT_MET, "3.5 is over 2~3", ("0.5", (3, "3.5"), 1)),
    (Range(D(2), D(3)), now(day=date(2023, 1, 1)), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (Range(D(2), D(3)), now(yes=[Range(D(2), D(3))]), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    # states
    (BUILT, now(yes=[BUILT]), MET, "the target is met", (None, None, 0)),
    (BUILT, now(no=[BUILT]), NOT_MET, 'the statement denies "建立"', (None, None, 0)),
    (BUILT, now(3), UNDETERMINED, 'no statement that fits (wanted: "建立")', (None, None, 0)),
    (BUILT, now(), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (State("颁布"), now(day=date(2023, 12, 31)), MET, "the target is met", (None, None, 0)),
    (State("颁布"), now(day=date(2024, 1, 1)), UNDETERMINED, 'no statement that fits (wanted: "颁布")', (None, None, 0)),
    (State("制定", implied_by=("颁布",)), now(day=date(2023, 1, 1)), MET, "the target is met", (None, None, 0)),
    (State("制定", synonyms=("印发",)), now(day=date(2023, 1, 1)), MET, "the target is met", (None, None, 0)),
    (BUILT, now(day=date(2023, 1, 1)), UNDETERMINED, 'no statement that fits (wanted: "建立")', (None, None, 0)),
    (State("颁布"), now(day=date(2023, 1, 1), as_of=None), UNDETERMINED, 'no statement that fits (wanted: "颁布")', (None, None, 0)),
    # what shall not happen
    (Eliminated(), now(0), MET, "the target is met", (0, None, 1)),
    (Eliminated(), now(2), NOT_MET, "not eliminated (2)", (2, None, 1)),
    (Eliminated(), now(-2), NOT_MET, "not eliminated (-2)", (2, None, 1)),
    (Eliminated(), now(yes=[Eliminated()]), MET, "the target is met", (None, None, 0)),
    (Eliminated(), now(no=[Eliminated()]), NOT_MET, "not eliminated (—)", (None, None, 0)),
    (Eliminated(), now(yes=[BUILT]), UNDETERMINED, 'no statement that fits (wanted: "消除")', (None, None, 0)),
    # trends
    (Trend(Sense.NOT_LOWER), now(9, earlier={2022: 9}), MET, "the target is met", (0, (9, 9), 1)),
    (Trend(Sense.NOT_LOWER), now(8, earlier={2022: 9}), NOT_MET, "8 is below 9 of 2022", (1, (8, 9), 1)),
    (Trend(Sense.NOT_HIGHER), now(8, earlier={2022: 7}), NOT_MET, "8 is above 7 of 2022", (1, (7, 8), 1)),
    (Trend(Sense.HIGHER), now(9, earlier={2022: 9}), NOT_MET, "9 is the same as 9 of 2022", (0, (9, 9), 1)),
    (Trend(Sense.LOWER), now(9, earlier={2022: 7}), NOT_MET, "9 is above 7 of 2022", (2, (7, 9), 1)),
    (Trend(Sense.NOT_LOWER, 1, D(1)), now(8, earlier={2022: 9}), MET, "the target is met", (0, (8, 8), 1)),
    (Trend(Sense.NOT_LOWER, 1, D(1)), now("7.5", earlier={2022: 9}), NOT_MET, "7.5 is below 9 of 2022 by more than 1", ("0.5", ("7.5", 8), 1)),
    (Trend(Sense.NOT_HIGHER, 1, D(1)), now(10, earlier={2022: 9}), MET, "the target is met", (0, (10, 10), 1)),
    (Trend(Sense.NOT_HIGHER, 1, D(1)), now(11, earlier={2022: 9}), NOT_MET, "11 is above 9 of 2022 by more than 1", (1, (10, 11), 1)),
    (Trend(Sense.NOT_LOWER), now(), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (Trend(Sense.NOT_LOWER), now(yes=[BUILT]), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (Trend(Sense.NOT_LOWER), now(8), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Trend(Sense.NOT_LOWER), now(8, year=None), UNDETERMINED, "the data of — to compare with are missing", (None, None, 0)),
    (Trend(Sense.NOT_LOWER), now(no=[Trend(Sense.NOT_LOWER)]), NOT_MET, "the statement says that it is worse than before", (None, None, 0)),
    (Trend(Sense.LOWER), now(no=[Trend(Sense.LOWER)]), NOT_MET, "the statement says that it is no improvement", (None, None, 0)),
    (Trend(Sense.LOWER), now(yes=[Trend(Sense.LOWER)]), MET, "the target is met", (None, None, 0)),
    (Trend(Sense.BETTER), now(8, earlier={2022: 9}), UNDETERMINED, 'no statement that fits (wanted: "持续改善")', (None, None, 0)),
    (Trend(Sense.LOWER, 2), now(7, earlier={2022: 8, 2021: 9}), MET, "the target is met", (0, None, 1)),
    (Trend(Sense.LOWER, 2), now(7, earlier={2022: 8, 2021: 8}), NOT_MET, "8 is the same as 8 of 2021", (None, None, 1)),
    (Trend(Sense.LOWER, 2), now(7, earlier={2022: 7, 2021: 6}), NOT_MET, "7 is the same as 7 of 2022", (None, None, 1)),
    (Trend(Sense.LOWER, 2), now(7, earlier={2022: 8}), UNDETERMINED, "the data of 2021 to compare with are missing", (None, None, 0)),
    (Trend(Sense.LOWER, 2), now(7, earlier={2021: 8}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Trend(Sense.LOWER, 3), now(7, earlier={2021: 8}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Trend(Sense.LOWER, 2), now(earlier={2022: 8, 2021: 9}), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (Trend(Sense.LOWER, 2), now(earlier={2022: 9, 2021: 8}), NOT_MET, "9 is above 8 of 2021", (None, None, 1)),
    (Trend(Sense.LOWER, None), now(7, earlier={2022: 8, 2020: 5, 2019: 6}), MET, "the target is met", (0, None, 1)),
    (Trend(Sense.LOWER, None), now(7, earlier={2022: 8, 2020: 6, 2019: 5}), NOT_MET, "6 is above 5 of 2019", (None, None, 1)),
    (Trend(Sense.LOWER, None), now(7, earlier={2022: 8, 2024: 9, 2025: 10}), MET, "the target is met", (0, None, 1)),
    (Trend(Sense.LOWER, None), now(7, earlier={2022: Evidence(), 2021: 3}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Trend(Sense.LOWER, None), now(9, earlier={2022: 8, 2021: 9}), NOT_MET, "9 is above 8 of 2022", (None, None, 1)),
    (Trend(Sense.LOWER, None), now(earlier={2022: 8}), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (Trend(Sense.LOWER, None), now(7), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    # changes
    (Change(False, Op.GE, D(18), 2012), now(82, earlier={2012: 100}), MET, "the target is met", (0, (82, 82), 1)),
    (Change(False, Op.GE, D(18), 2012), now(83, earlier={2012: 100}), NOT_MET, "83 is over 82", (1, (82, 83), 1)),
    (Change(True, Op.GE, D(5)), now(104, earlier={2022: 100}), NOT_MET, "104 is short of 105", (1, (104, 105), 1)),
    (Change(True, Op.LE, D(5)), now(106, earlier={2022: 100}), NOT_MET, "106 is over 105", (1, (105, 106), 1)),
    (Change(True, Op.GE, D(2), absolute=True), now(11, earlier={2022: 10}), NOT_MET, "11 is short of 12", (1, (11, 12), 1)),
    (Change(False, Op.GE, D(2), absolute=True), now(9, earlier={2022: 10}), NOT_MET, "9 is over 8", (1, (8, 9), 1)),
    (Change(False, Op.GE, D(2), absolute=True), now(-2, earlier={2022: 0}), MET, "the target is met", (0, (-2, -2), 1)),
    (Change(True, Op.GE, D(5)), now(1, earlier={2022: 0}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Change(True, Op.GE, D(5)), now(1, earlier={2022: -1}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Change(True, Op.GE, D(5)), now("2", earlier={2022: "0.5"}), MET, "the target is met", (0, (2, "0.525"), 1)),
    (Change(True, Op.GE, D(5), 2012), now(1), UNDETERMINED, "the data of 2012 to compare with are missing", (None, None, 0)),
    (Change(True, Op.GE, D(5)), now(earlier={2022: 1}), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (Change(True, Op.GE, D(5)), now(day=date(2023, 1, 1), earlier={2022: 1}), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (Change(True, Op.GE, D(5)), now(1, year=None), UNDETERMINED, "the data of — to compare with are missing", (None, None, 0)),
    # tasks
    (Assigned(), now(46, assignments={YEAR: LE5}), NOT_MET, "46 misses the assigned ≤5", (41, (5, 46), 1)),
    (Assigned(), now(5, assignments={YEAR: LE5}), MET, "the target is met", (0, (5, 5), 1)),
    (Assigned(Op.LT), now(5, assignments={YEAR: LE5}), NOT_MET, "5 misses the assigned <5", (0, (5, 5), 1)),
    (Assigned(Op.LE), now(3, assignments={YEAR: GE5}), MET, "the target is met", (0, (5, 3), 1)),
    (Assigned(Op.LE), now(yes=[BUILT], assignments={YEAR: BUILT}), MET, "the target is met", (None, None, 0)),
    (Assigned(), now(no=[BUILT], assignments={YEAR: BUILT}), NOT_MET, "— misses the assigned 建立", (None, None, 0)),
    (Assigned(), now(day=date(2023, 1, 1), assignments={YEAR: LE5}), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (Assigned(), now(5, assignments={2022: LE5}), UNDETERMINED, "no target has been assigned for 2023 yet", (None, None, 0)),
    (Assigned(), now(no=[Assigned()]), NOT_MET, "— misses the assigned —", (None, None, 0)),
    (Assigned(), now(yes=[Assigned()]), MET, "the target is met", (None, None, 0)),
    # values of others
    (Peer(Op.GE, "均值"), now(5, references={(YEAR, "均值"): D(5)}), MET, "the target is met", (0, (5, 5), 1)),
    (Peer(Op.GT, "均值"), now(5, references={(YEAR, "均值"): D(5)}), NOT_MET, '5 does not pass "均值" (5)', (0, (5, 5), 1)),
    (Peer(Op.LT, "均值", D("0.5")), now(5, references={(YEAR, "均值"): D(8)}), NOT_MET, '5 does not pass "均值" (4)', (1, (4, 5), 1)),
    (Peer(Op.GE, "均值", D("2")), now(5, references={(YEAR, "均值"): D(2)}), MET, "the target is met", (0, (5, 4), 1)),
    (Peer(Op.LE, "均值"), now("0.12345678949", references={(YEAR, "均值"): D("0.12345678949")}), MET, "the target is met", (0, ("0.12345678949", "0.12345678949"), 1)),
    (Peer(Op.GE, "均值"), now(5, references={(2022, "均值"): D(8)}), UNDETERMINED, 'the reference value "均值" is missing', (None, None, 0)),
    (Peer(Op.GE, "均值"), now(day=date(2023, 1, 1)), UNDETERMINED, "no value was given for 2023", (None, None, 0)),
    (Peer(Op.GE, "均值"), now(no=[Peer(Op.GE, "均值")]), NOT_MET, '— does not pass "均值" (—)', (None, None, 0)),
    # in force
    (InForce("颁布", 12), now(day=date(2022, 12, 31)), MET, "the target is met", (None, None, 0)),
    (InForce("颁布", 12), now(day=date(2023, 1, 1)), NOT_MET, "since 2023-01-01, which fails the time required by 2023-12-31", (None, None, 0)),
    (InForce("颁布", 12, Op.LE), now(day=date(2022, 12, 31)), MET, "the target is met", (None, None, 0)),
    (InForce("颁布", 12, Op.LE), now(day=date(2022, 12, 30)), NOT_MET, "since 2022-12-30, which fails the time required by 2023-12-31", (None, None, 0)),
    (InForce("颁布", 12, Op.LE), now(day=date(2023, 12, 31)), MET, "the target is met", (None, None, 0)),
    (InForce("颁布", 12, Op.LE), now(day=date(2024, 1, 1)), NOT_MET, "since 2024-01-01, which fails the time required by 2023-12-31", (None, None, 0)),
    (InForce("颁布", by=date(2023, 6, 30)), now(day=date(2023, 6, 30)), MET, "the target is met", (None, None, 0)),
    (InForce("颁布", by=date(2023, 6, 30)), now(day=date(2023, 7, 1)), NOT_MET, "since 2023-07-01, which fails the time required by 2023-12-31", (None, None, 0)),
    (InForce("颁布", 12), now(1), UNDETERMINED, "no date was given", (None, None, 0)),
    (InForce("颁布", 12), now(day=date(2022, 1, 1), as_of=None), UNDETERMINED, "no date was given", (None, None, 0)),
    (InForce("颁布", 12), now(), UNDETERMINED, "nothing was reported for 2023", (None, None, 0)),
    (InForce("颁布", 12), now(no=[InForce("颁布", 12)]), NOT_MET, 'the statement denies "颁布1年以上"', (None, None, 0)),
    # windows
    (Window(2, GE5), now(5, earlier={2022: 6}), MET, "the target is met", (None, None, 1)),
    (Window(2, GE5), now(5, earlier={2022: 4}), NOT_MET, "4 is short of ≥5", (None, None, 1)),
    (Window(2, GE5), now(4, earlier={2022: 6}), NOT_MET, "4 is short of ≥5", (None, None, 1)),
    (Window(3, GE5), now(6, earlier={2022: 6, 2020: 1}), UNDETERMINED, "the data of 2021 to compare with are missing", (None, None, 1)),
    (Window(3, GE5), now(6, earlier={2021: 4}), NOT_MET, "4 is short of ≥5", (None, None, 1)),
    (Window(3, GE5), now(6), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 1)),
    (Window(2, GE5), now(earlier={2022: 6}), UNDETERMINED, "nothing was reported for 2023", (None, None, 1)),
    (Window(2, GE5), now(6, earlier={2022: Evidence(None, date(2022, 1, 1))}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 1)),
    (Window(2, BUILT), now(yes=[BUILT], earlier={2022: Evidence(D(1))}), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 0)),
    (Window(2, Assigned()), now(4, earlier={2022: 6}, assignments={YEAR: LE5}), UNDETERMINED, "no target has been assigned for 2022 yet", (None, None, 1)),
    (Window(2, AllOf((GE5, Trend(Sense.NOT_LOWER)))), now(9, earlier={2022: 8, 2021: 7}), MET, "the target is met", (None, None, 1)),
    (Window(2, AllOf((GE5, Trend(Sense.NOT_LOWER)))), now(9, earlier={2022: 8, 2021: 9}), NOT_MET, "8 is below 9 of 2021", (None, None, 1)),
    (Window(2, AllOf((GE5, GE9))), now(9), UNDETERMINED, "the data of 2022 to compare with are missing", (None, None, 1)),
    (Window(2, AllOf((GE5, GE9))), now(9, earlier={2022: 9}), MET, "the target is met", (None, None, 1)),
    (Window(2, AllOf((GE5, GE9))), now(6), NOT_MET, "6 is short of ≥9", (None, None, 1)),
    (Window(2, Eliminated()), now(0, earlier={2022: 1}), NOT_MET, "it happened in 2022 (1)", (None, None, 1)),
    (Window(2, Eliminated()), now(2, earlier={2022: 0}), NOT_MET, "it happened in 2023 (2)", (None, None, 1)),
    (Window(2, Eliminated()), now(no=[Window(2, Eliminated())]), NOT_MET, "it happened in 2023 (—)", (None, None, 0)),
    (Window(2, GE5), now(no=[Window(2, GE5)]), NOT_MET, 'the statement denies "连续2年≥5"', (None, None, 0)),
    (Window(2, GE5), now(yes=[Window(2, GE5)]), MET, "the target is met", (None, None, 0)),
    # joined
    (AllOf((GE5, BUILT)), now(6, yes=[BUILT]), MET, "the target is met", (0, (6, 5), 1)),
    (AllOf((GE5, BUILT)), now(4, no=[BUILT]), NOT_MET, "4 is short of ≥5", (1, (4, 5), 1)),
    (AllOf((BUILT, GE5)), now(4, no=[BUILT]), NOT_MET, 'the statement denies "建立"', (1, (4, 5), 1)),
    (AllOf((GE5, BUILT)), now(4), NOT_MET, "4 is short of ≥5", (1, (4, 5), 1)),
    (AllOf((GE5, BUILT)), now(6), UNDETERMINED, 'no statement that fits (wanted: "建立")', (0, (6, 5), 1)),
    (AllOf((GE5, GE9)), now(6), NOT_MET, "6 is short of ≥9", (None, None, 2)),
    (AnyOf((GE9, BUILT)), now(6, yes=[BUILT]), MET, "the target is met", (3, (6, 9), 1)),
    (AnyOf((GE9, BUILT)), now(6, no=[BUILT]), NOT_MET, "6 is short of ≥9", (3, (6, 9), 1)),
    (AnyOf((GE9, BUILT)), now(6), UNDETERMINED, 'no statement that fits (wanted: "建立")', (3, (6, 9), 1)),
    # by variant and by year
    (ByVariant((Variant(("山区",), GE5), Variant(("平原", "高原"), GE9))), now(6, place=frozenset({"山区"})), MET, "the target is met", (0, (6, 5), 1)),
    (ByVariant((Variant(("山区",), GE5), Variant(("平原", "高原"), GE9))), now(6, place=frozenset({"高原"})), NOT_MET, "6 is short of ≥9", (3, (6, 9), 1)),
    (ByVariant((Variant(("山区",), GE5), Variant(("平原", "高原"), GE9))), now(6), UNDETERMINED, "the place bears no label that fits (山区、平原、高原)", (None, None, 0)),
    (ByVariant((Variant(("山区",), GE5), Variant(("平原", "高原"), GE9), Variant(("海岛",), GE9))), now(6, place=frozenset({"山区", "高原"})), UNDETERMINED, "the place bears two labels that fit (山区、平原、高原)", (None, None, 0)),
    (ByYear(((2022, GE9), (2023, GE5))), now(6), MET, "the target is met", (0, (6, 5), 1)),
    (ByYear(((2022, GE9),)), now(6), UNDETERMINED, "the target names a value for 2022 and none for 2023", (None, None, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "situation", "zh"),
    [
        (Trend(Sense.NOT_LOWER), now(8, earlier={2022: 9}), "8，低于2022年的9"),
        (Trend(Sense.NOT_HIGHER), now(8, earlier={2022: 7}), "8，高于2022年的7"),
        (Trend(Sense.HIGHER), now(9, earlier={2022: 9}), "9，与2022年的9持平"),
        (Trend(Sense.NOT_LOWER, 1, D(1)), now("7.5", earlier={2022: 9}), "7.5，低于2022年的9，超出允许的波动1"),
        (Trend(Sense.NOT_HIGHER, 1, D(1)), now(11, earlier={2022: 9}), "11，高于2022年的9，超出允许的波动1"),
        (Trend(Sense.NOT_LOWER), now(no=[Trend(Sense.NOT_LOWER)]), "填报结论为差于此前"),
        (Trend(Sense.LOWER), now(no=[Trend(Sense.LOWER)]), "填报结论为未优于此前"),
    ],
)
def test_what_is_worse_than_before_names_the_year_and_the_direction(target, situation, zh):
    """低于2022年的9: the earlier value itself, with what was tolerated, and no numbers where only a statement was given."""
    assert target.judge(situation).reason.text.zh == zh


@pytest.mark.parametrize(("target", "situation", "verdict", "sentence", "numbers"), JUDGED)
def test_each_judgement_in_full(target, situation, verdict, sentence, numbers):
    """Verdict, the sentence of its reason, gap, the two numbers behind the attainment, and how many numbers were judged."""
    judged = target.judge(situation)
    assert (judged.verdict, judged.reason.text.en) == (verdict, sentence)
    gap, ratio, count = numbers
    assert judged.gap == (None if gap is None else D(gap))
    assert judged.ratio == (None if ratio is None else (D(ratio[0]), D(ratio[1])))
    assert judged.measures == count


@pytest.mark.parametrize(
    ("target", "situation", "numbers"),
    [
        (GE5, now(4), {"value": D(4), "threshold": GE5}),
        (GE5, now(6), {"value": D(6), "threshold": GE5}),
        (Range(D(2), D(3)), now(2), {"value": D(2), "threshold": Range(D(2), D(3))}),
        (Trend(Sense.NOT_LOWER), now(8, earlier={2022: 9}), {"value": D(8), "threshold": D(9), "year": 2022}),
        (Trend(Sense.LOWER, 2), now(7, earlier={2022: 8, 2021: 8}), {"value": D(8), "threshold": D(8), "year": 2021}),
        (Trend(Sense.LOWER), now(no=[Trend(Sense.LOWER)]), {"year": YEAR}),
        (Change(True, Op.GE, D(5)), now(104, earlier={2022: 100}), {"value": D(104), "threshold": D(105), "year": 2022, "rate": "4%"}),
        (Change(False, Op.GE, D(5), 2012), now(104, earlier={2012: 100}), {"value": D(104), "threshold": D(95), "year": 2012, "rate": "-4%"}),
        (Change(False, Op.GE, D(2), absolute=True), now(9, earlier={2022: 10}), {"value": D(9), "threshold": D(8), "year": 2022, "rate": "1"}),
        (Change(True, Op.GE, D(2), absolute=True), now(9, earlier={2022: "10.5"}), {"value": D(9), "threshold": D("12.5"), "year": 2022, "rate": "-1.5"}),
        (Eliminated(), now(0), {"value": D(0), "threshold": D(0)}),
        (Eliminated(), now(2), {"value": D(2), "threshold": D(0)}),
        (Eliminated(), now(no=[Eliminated()]), {"year": YEAR}),
        (Eliminated(), now(yes=[BUILT]), {"phrase": "消除", "year": YEAR}),
        (Assigned(), now(6, assignments={YEAR: LE5}), {"value": D(6), "threshold": "≤5"}),
        (Assigned(), now(no=[Assigned()]), {"year": YEAR}),
        (Peer(Op.GE, "均值"), now(4, references={(YEAR, "均值"): D(5)}), {"value": D(4), "threshold": D(5), "name": "均值"}),
        (Peer(Op.GE, "均值"), now(4), {"name": "均值", "year": YEAR}),
        (InForce("颁布", 12), now(day=date(2022, 1, 1)), {"date": date(2022, 1, 1), "as_of": date(2023, 12, 31)}),
        (InForce("颁布", 12), now(1), {"year": YEAR}),
        (State("颁布"), now(day=date(2023, 1, 1)), {"date": date(2023, 1, 1)}),
        (State("颁布"), now(day=date(2023, 1, 1), yes=[State("颁布")]), {}),
        (Window(2, Eliminated()), now(0, earlier={2022: 1}), {"year": 2022, "value": D(1)}),
        (Window(2, Eliminated()), now(no=[Window(2, Eliminated())]), {"year": YEAR}),
        (ByYear(((2022, GE9),)), now(6), {"year": YEAR, "years": "2022"}),
    ],
)  # fmt: skip
def test_a_reason_carries_its_numbers_by_name(target, situation, numbers):
    """What programs read: value, threshold, year, rate, name, phrase and dates."""
    assert target.judge(situation).reason.numbers == numbers


def test_a_change_is_rounded_before_it_is_compared():
    """A third more is 33.333333333 %: just enough for that amount, and not for one in the last place more."""
    thirds = now(4, earlier={2022: 3})
    assert Change(True, Op.GE, D("33.333333333")).judge(thirds).verdict is MET
    assert Change(True, Op.GE, D("33.333333334")).judge(thirds).verdict is NOT_MET
    assert Change(True, Op.EQ, D("33.333333333")).judge(thirds).verdict is MET


def test_numbers_decide_over_what_is_stated_and_the_difference_is_a_warning():
    """The finding follows the numbers; the warning names the phrase, what was computed and what was stated."""
    trend = Trend(Sense.NOT_LOWER).with_text("面积不减少")
    judged = trend.judge(now(8, yes=[trend], earlier={2022: 9}))
    assert (judged.verdict, judged.gap) == (NOT_MET, D(1))
    assert [w.text.en for w in judged.warnings] == [
        'what is stated disagrees with the numbers ("面积不减少": computed not met, stated met); the numbers decide'
    ]
    assert trend.judge(now(9, yes=[trend], earlier={2022: 9})).warnings == ()
    assert [w.code for w in trend.judge(now(9, no=[trend], earlier={2022: 9})).warnings] == ["stated-differs"]


def test_warnings_of_every_part_are_kept_in_order():
    """A compound carries the warnings of all its parts, and a must adds its missed aim behind them."""
    higher, lower = Trend(Sense.NOT_LOWER), Trend(Sense.NOT_HIGHER)
    situation = now(9, yes=[lower], no=[higher], earlier={2022: 8})
    both = AllOf((higher, lower))
    assert [w.numbers["phrase"] for w in both.judge(situation).warnings] == ["不降低", "不升高"]
    with_aim = WithAim(AnyOf((higher, lower)), Threshold(Op.GE, D(10)))
    judged = with_aim.judge(situation)
    assert (judged.verdict, [w.code for w in judged.warnings]) == (
        MET,
        ["stated-differs", "stated-differs", "aim-missed"],
    )
    assert judged.warnings[-1].text.en == 'the aim "≥10" is not reached (it does not decide)'


def test_an_aim_is_silent_where_it_is_reached_unknown_or_beside_the_point():
    """No warning where the aim is met or undetermined, or where the must itself is not met."""
    target = WithAim(GE5, AllOf((GE9, BUILT)))
    assert target.judge(now(9, yes=[BUILT])).warnings == ()
    assert target.judge(now(9)).warnings == ()
    assert target.judge(now(4)).warnings == ()
    assert [w.code for w in target.judge(now(6)).warnings] == ["aim-missed"]
    assert list(target.atoms()) == [GE5]


def test_attainment_is_the_quotient_of_its_ratio():
    """Value over threshold, nine decimals, and none where there is no ratio or it divides by 0."""
    assert GE9.judge(now(3)).attainment == D("0.333333333")
    assert attained((D(3), D(4))) == D("0.75")
    assert attained((D(3), D(0))) is None
    assert attained(None) is None
    assert Judgement(MET).attainment is None


def test_equal_numbers_print_alike():
    """Trailing zeros and exponents go; derived quantities have at most nine decimals."""
    assert [str(normal(D(n))) for n in ("94.20", "1E+2", "0.00", "-0")] == ["94.2", "100", "0", "0"]
    assert [str(rounded(D(n))) for n in ("0.1234567894", "0.1234567895", "2.50", "-1E-10")] == [
        "0.123456789", "0.12345679", "2.5", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2022, 12, 31), 12, date(2023, 12, 31)), (date(2020, 2, 29), 12, date(2021, 2, 28)), (date(2020, 2, 29), 48, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)), (date(2023, 11, 15), 1, date(2023, 12, 15)), (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 5, 5), 0, date(2023, 5, 5)), (date(9999, 1, 1), 11, date(9999, 12, 1)), (date(9999, 1, 2), 12, date.max),
    ],
)  # fmt: skip
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, then):
    """By the rule of the civil code; beyond the calendar it is its last day."""
    assert months_after(day, months) == then


def test_parts_of_one_kind_are_taken_in():
    """All-of within all-of is one list, any-of within any-of too; any-of within all-of stays."""
    assert AllOf((GE5, AllOf((LE5, BUILT)))).parts == (GE5, LE5, BUILT)
    assert AnyOf((AnyOf((GE5, LE5)), BUILT)).parts == (GE5, LE5, BUILT)
    assert AllOf((GE5, AnyOf((LE5, BUILT)))).parts == (GE5, AnyOf((LE5, BUILT)))
    assert AllOf([GE5, LE5]) == AllOf((GE5, LE5))


def test_atoms_come_in_written_order_from_every_kind_of_target():
    """Parts, cases and steps are walked through; a window and an atom are one."""
    window = Window(2, GE5)
    whole = AllOf((window, AnyOf((LE5, ByVariant((Variant(("山区",), GE9), Variant(("平原",), BUILT)))))))
    assert list(whole.atoms()) == [window, LE5, GE9, BUILT]
    assert list(ByYear(((2023, GE5), (2024, AllOf((LE5, BUILT))))).atoms()) == [GE5, LE5, BUILT]


def test_comparison_words_have_a_direction_and_hold_exactly():
    """≥ and > call for more, ≤ and < for less, = for neither; the ends are in or out as they say."""
    assert [op.direction for op in Op] == ["higher", "higher", "lower", "lower", None]
    assert [[op.holds(D(n), D(2)) for n in (1, 2, 3)] for op in Op] == [
        [False, True, True], [False, False, True], [True, True, False], [True, False, False], [False, True, False],
    ]  # fmt: skip


def test_a_change_says_what_the_value_itself_must_pass():
    """To fall by at least so much, a value must be at most the rest; to rise, at least the sum."""
    assert [Change(True, op, D(1)).bound_op for op in Op] == list(Op)
    assert [Change(False, op, D(1)).bound_op for op in Op] == [Op.LE, Op.LT, Op.GE, Op.GT, Op.EQ]


def test_a_situation_without_a_year_looks_at_what_bears_no_year():
    """A single target may be judged with no year: the value counts, what needs other years does not."""
    alone = now(6, year=None)
    assert GE5.judge(alone).verdict is MET
    assert Window(2, GE5).judge(alone).verdict is MET
    assert alone.before(3).year is None
    assert now(6).before(2).year == 2021
    assert (now(6).stated(BUILT), now(6, yes=[BUILT]).stated(BUILT), now(6, no=[BUILT]).stated(BUILT)) == (
        None,
        True,
        False,
    )
    assert now(6, no=[BUILT]).stated(State("其他")) is None


def test_the_labels_of_a_target_are_found_in_all_that_it_holds():
    """Variants within an aim, or before one, within years and braces: each label once, in written order."""
    known = ("山区", "丘陵区", "平原")
    for text, labels in (
        ("{山区≥60；丘陵区≥40}，力争≥70", ("山区", "丘陵区")),
        ("≥60，力争{山区≥70；丘陵区≥65}", ("山区", "丘陵区")),
        ("2025年{山区≥60；丘陵区≥40}；2026年{平原≥20；山区≥62}", ("山区", "丘陵区", "平原")),
        ("≥60", ()),
    ):
        assert labels_of(parse_target(text, "higher", labels=known)) == labels
