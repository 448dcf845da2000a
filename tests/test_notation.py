"""Text to target and back: the examples of the design, precedence, and errors a person can act on."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecoindicators import TargetSyntaxError, language, parse_target
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
    Threshold,
    Trend,
    Window,
    WithAim,
)

D = Decimal


def at_least(number, unit=""):
    return Threshold(Op.GE, D(number), unit)


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("≥94.2", None, at_least("94.2")),
        (">=94.2", None, at_least("94.2")),
        ("不低于94.2", None, at_least("94.2")),
        (r"\geq 90.5%", None, at_least("90.5", "%")),
        ("20%以上", None, at_least(20, "%")),
        ("不低于60", None, at_least(60)),
        ("低于35", None, Threshold(Op.LT, D(35))),
        ("100", "higher", at_least(100)),
        ("100", "lower", Threshold(Op.LE, D(100))),
        ("96（保护率）", "higher", at_least(96)),
        ("达到80%", "higher", at_least(80, "%")),
        ("达到80%", "lower", Threshold(Op.LE, D(80), "%")),
        ("0.3-0.4之间", None, Range(D("0.3"), D("0.4"))),
        ("消除", None, Eliminated()),
        ("未发生", None, Eliminated("未发生")),
        ("不降低", None, Trend(Sense.NOT_LOWER)),
        ("面积不减少", None, Trend(Sense.NOT_LOWER)),
        ("持续改善", "higher", Trend(Sense.HIGHER)),
        ("持续改善", "lower", Trend(Sense.LOWER)),
        ("持续改善", None, Trend(Sense.BETTER)),
        ("保持稳定或持续改善", "lower", AnyOf((Trend(Sense.NOT_HIGHER), Trend(Sense.LOWER)))),
        ("近三年逐年下降", None, Trend(Sense.LOWER, 2)),
        ("逐年上升", None, Trend(Sense.HIGHER, None)),
        ("高于上年", None, Trend(Sense.HIGHER)),
        ("较2012年下降18%", None, Change(False, Op.GE, D(18), 2012)),
        ("年降低率≥5%", None, Change(False, Op.GE, D(5))),
        ("完成上级规定的目标任务", None, Assigned()),
        ("不超年度下达指标", None, Assigned(Op.LE)),
        ("高于全省平均水平", None, Peer(Op.GT, "全省平均水平")),
        ("<全省平均水平", None, Peer(Op.LT, "全省平均水平")),
        ("颁布实施1年以上", None, InForce("颁布实施", 12)),
        ("近三年未发生", None, Window(3, Eliminated("未发生"))),
        ("连续两年≥80", None, Window(2, at_least(80))),
        ("2023年≥60；2024年≥65", None, ByYear(((2023, at_least(60)), (2024, at_least(65))))),
        ("≤30，力争≤25", None, WithAim(Threshold(Op.LE, D(30)), Threshold(Op.LE, D(25)))),
        ("≥55且不降低", "higher", AllOf((at_least(55), Trend(Sense.NOT_LOWER)))),
        (">=55 and not lower", "higher", AllOf((at_least(55), Trend(Sense.NOT_LOWER)))),
        ("≥80，或不低于上年", None, AnyOf((at_least(80), Trend(Sense.NOT_LOWER)))),
        ("≥１００％", None, at_least(100, "%")),
        ("高于上年和县市区平均水平", None, AllOf((Trend(Sense.HIGHER), Peer(Op.GT, "县市区平均水平")))),
    ],
)
def test_each_example_reads_as_it_means(text, direction, expected):
    """Every wording of the design reads to the target it means, and its canonical text reads back to it."""
    target = parse_target(text, direction)
    assert target == expected
    assert target.text == text
    assert parse_target(str(target), direction) == target


def test_variants_are_chosen_by_labels():
    """山区≥60；丘陵区≥40；平原地区≥18 is by variant, and only where the labels are declared."""
    labels = ("山区", "丘陵区", "平原地区")
    target = parse_target("山区≥60；丘陵区≥40；平原地区≥18", labels=labels)
    assert isinstance(target, ByVariant)
    assert [(v.labels, str(v.target)) for v in target.variants] == [
        (("山区",), "≥60"),
        (("丘陵区",), "≥40"),
        (("平原地区",), "≥18"),
    ]
    assert parse_target("山区≥60 丘陵区≥40 平原地区≥18", labels=labels) == target
    with pytest.raises(TargetSyntaxError):
        parse_target("山区≥60；丘陵区≥40；平原地区≥18")


def test_comma_binds_looser_than_or_and_or_looser_than_and():
    """A，且B或C is A and (B or C); A或B且C is A or (B and C)."""
    a, b, c = (State(x) for x in ("甲", "乙", "丙"))
    states = ("甲", "乙", "丙")
    assert parse_target("甲，且乙或丙", states=states) == AllOf((a, AnyOf((b, c))))
    assert parse_target("甲或乙且丙", states=states) == AnyOf((a, AllOf((b, c))))
    assert parse_target("甲；乙，丙", states=states) == AllOf((a, b, c))


def test_a_declared_state_is_read_before_anything_else():
    """功能不降低 is a statement about function where it is declared, and a phrase may hold a comma."""
    assert parse_target("功能不降低", states=("功能不降低",)) == State("功能不降低")
    assert parse_target("定期部署，有效开展", states=("定期部署，有效开展",)) == State("定期部署，有效开展")


def test_remarks_in_brackets_are_kept_as_notes():
    """A remark is a note on the target and takes no part in comparison."""
    target = parse_target("96（保护率）", "higher")
    assert target.notes == ("保护率",)
    assert target == parse_target("96", "higher")


def test_a_reading_explains_itself():
    """explain=True gives the reading in words."""
    reading = parse_target("≥55且不降低", "higher", explain=True)
    assert (
        reading.explanation.en
        == "this year's value is at least 55, and this year's value is not lower than last year's"
    )
    assert reading.explanation.zh == "本年数值不低于55，并且本年数值不低于上年"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("≥九十", 'expected a number after "≥", found "九十"\n    ≥九十\n    ^^^^^^\nHint: write digits, for example "≥90"'),
        ("<", 'expected a number after "<", found nothing\n    <\n    ^\nHint: write digits, for example "≥90"'),
        ("≥60且", 'a condition is missing after "且"\n    ≥60且\n        ^^'),
        ("100", 'a number alone needs a direction: is higher or lower better?\n    100\n    ^^^\nHint: give direction="higher" or "lower", or write "≥" or "≤"'),
        ("≥15左右", '"左右" was not understood\n    ≥15左右\n        ^^^^\nHint: "左右" and "约" set no bound; write "≥" or "≤"'),
        ("全面实施", '"全面实施" was not understood\n    全面实施\n    ^^^^^^^^\nHint: if it is a state, declare it in states'),
        ("", "the target is empty\n    \n    ^"),
        ("0.4-0.3", "the range runs from 0.4 down to 0.3\n    0.4-0.3\n    ^^^^^^^"),
        ("≥80，且不降低，或≥60", "both AND and OR at one level; which binds first is not clear\n    ≥80，且不降低，或≥60\n                  ^^^^\nHint: use ；and ， for levels, or braces {…}"),
        ("≥90 ≥75", '"≥75" is not joined to what stands before\n    ≥90 ≥75\n         ^^^^\nHint: give each component its own target, or join conditions by "，" or "且"'),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    """Each refusal names the place with a caret under the right character, and what to do."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(text)
    assert str(caught.value) == message


def test_an_error_speaks_chinese():
    """The same error in Chinese."""
    with language("zh"), pytest.raises(TargetSyntaxError) as caught:
        parse_target("≥60且")
    with language("zh"):
        assert str(caught.value) == "“且”之后缺少条件\n    ≥60且\n        ^^"
    assert caught.value.span == (3, 4)


@pytest.mark.parametrize(
    "text",
    ["< 且不超过国家总量控制指标", "10%、35%、65%", "29%、31%、34%以上", "15左右", "基本消除", "Ⅲ类以上", "较好"],
)
def test_what_is_damaged_or_vague_is_refused(text):
    """A reading is never guessed."""
    with pytest.raises(TargetSyntaxError):
        parse_target(text)


PIECES = st.sampled_from(
    ["≥", "≤", "<", "60", "0.5", "%", "且", "或", "，", "；", "、", "不降低", "近三年", "逐年", "上升", "较2012年", "下降", "（注）", "{", "}",
     "全省平均水平", "高于", "完成", "上级下达", "任务", "2023年", "力争", "以上", " ", "未发生", "颁布实施", "1年", "无", "稳定", "山区"]
)  # fmt: skip


@given(st.text(max_size=30) | st.lists(PIECES, max_size=9).map("".join), st.sampled_from([None, "higher", "lower"]))
def test_any_text_parses_and_round_trips_or_raises_the_one_error(text, direction):
    """Any string either reads, and its canonical text reads back, or raises TargetSyntaxError with a span inside."""
    try:
        target = parse_target(text, direction, labels=("山区",))
    except TargetSyntaxError as error:
        refused = error
    else:
        assert parse_target(str(target), direction, labels=("山区",)) == target
        return
    start, end = refused.span
    assert 0 <= start <= end <= len(text)
    assert str(refused)


def test_length_and_depth_are_bounded():
    """An endless phrase or a deep nest is refused by the one error."""
    for text in ("≥1，" * 1000, "{" * 500 + "≥1" + "}" * 500):
        with pytest.raises(TargetSyntaxError):
            parse_target(text)
