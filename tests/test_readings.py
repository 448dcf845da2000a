"""What a wording is read as: cases that lie just beside one another."""

from decimal import Decimal

import pytest

from ecoindicators import TargetSyntaxError, parse_target
from ecoindicators.notation import labels_in, read_target, split_cell
from ecoindicators.targets import ByYear, Op, State, Threshold

LABELS = ("山区", "丘陵区", "平原地区")

READINGS = [
    # values of others, by direction
    ("优于全省平均水平", "higher", "高于全省平均水平"), ("优于全省平均水平", "lower", "低于全省平均水平"),
    ("好于全省平均水平", "higher", "高于全省平均水平"), ("达到全省平均水平", "higher", "不低于全省平均水平"),
    ("达到全省平均水平", "lower", "不高于全省平均水平"), ("不差于全省平均水平", "lower", "不高于全省平均水平"),
    ("达到或超过全省平均水平", None, "不低于全省平均水平"), ("达到或低于全省平均水平", None, "不高于全省平均水平"),
    ("全省平均水平以上", None, "不低于全省平均水平"), ("全省平均水平及以下", None, "不高于全省平均水平"),
    ("达到全省平均水平以上", None, "不低于全省平均水平"), ("达到全省平均水平以下", None, "不高于全省平均水平"),
    ("不低于全省平均水平以上", None, "不低于全省平均水平"),
    ("高于全省平均水平的120%", None, "高于全省平均水平的120%"), ("低于全省平均水平50%", None, "低于全省平均水平的50%"),
    ("不低于上年和全省平均水平", None, "不降低且不低于全省平均水平"), ("低于去年及全省平均值", None, "低于上年且低于全省平均值"),
    ("不高于上一年度与全市平均水平", None, "不升高且不高于全市平均水平"),
    # joints
    ("不降低，≤9，≥5", None, "不降低且≤9且≥5"), ("≥5；不降低；≤9", None, "≥5且不降低且≤9"), ("≥5，或≤2，或消除", None, "≥5或≤2或消除"),
    ("≥5，且不降低，且≤9", None, "≥5且不降低且≤9"), ("≥5；或≤2，且不降低", None, "≥5或≤2且不降低"), ("{≥5或≤2}，且不降低", None, "≥5或≤2，不降低"),
    ("≥60。", None, "≥60"),
    ("≥60;", None, "≥60"), ("2023年≥60；2024年≥65。", None, "2023年≥60；2024年≥65"),
    ("年降低率≥5", None, "较上年下降≥5%"), ("≥60；", None, "≥60"), ("≥5并不降低", None, "≥5且不降低"), ("≥5 AND not lower", None, "≥5且不降低"),
    ("≥5且{未发生事故}", None, "≥5且{未发生事故}"),
    ("≥5且（注）{未发生事故}", None, "≥5且{未发生事故}"),
    ("｛未发生事故｝且≥5", None, "{未发生事故}且≥5"),
    ("2023年处理率≥60；2024年处理率≥65", None, "2023年≥60；2024年≥65"),
    ("≥60 OR improving", "higher", "≥60或高于上年"),
    # aims
    ("≤30，力争≤25", None, "≤30，力争≤25"), ("≤30（力争≤25）", None, "≤30，力争≤25"), ("≤30(争取达到≤25)", None, "≤30，力争≤25"), ("力争≤25", None, "≤25"),
    ("≥60，不降低，力争≥70", None, "≥60且不降低，力争≥70"), ("≥60，或消除，力争≥70", None, "≥60或消除，力争≥70"),
    # by year
    ("2023年≥60，2024年≥65", None, "2023年≥60；2024年≥65"), ("2023年、2024年≥60", None, "2023年≥60；2024年≥60"), ("2023年60%，2024年65%", "higher", "2023年≥60%；2024年≥65%"),
    ("2023-2025年≥60", None, "2023年≥60；2024年≥60；2025年≥60"), ("2023年：≥60且不降低；2024年：≥65", None, "2023年≥60且不降低；2024年≥65"),
    ("到2023年达到60%，2025年达到65%", "higher", "2023年≥60%；2025年≥65%"),
    # in force and by when
    ("颁布实施半年以上", None, "颁布实施6个月以上"), ("颁布实施1年以上", None, "颁布实施1年以上"), ("颁布实施满18个月", None, "颁布实施18个月以上"),
    ("颁布实施两年以内", None, "颁布实施2年以内"), ("三年内编制", None, "编制3年以内"), ("近三年内修订", None, "修订3年以内"), ("6个月内颁布", None, "颁布6个月以内"),
    ("2023年底前完成", None, "2023年12月31日前完成"), ("2024年2月底前完成", None, "2024年2月29日前完成"), ("2023年2月末前完成", None, "2023年2月28日前完成"),
    ("2023年6月15日前颁布", None, "2023年6月15日前颁布"), ("于2023年12月底之前全面完成", None, "2023年12月31日前完成"),
    # windows
    ("近三年未发生", None, "近3年未发生"), ("近三年内无重大事故", None, "近3年未发生重大事故"), ("三年内无事故", None, "近3年未发生事故"), ("连续3年≥80", None, "连续3年≥80"),
    ("当年未发生事故", None, "未发生事故"), ("连续一年≥80", None, "≥80"), ("近三年没有重大事故", None, "近3年未发生重大事故"), ("未发生过事故", None, "未发生事故"),
    # trends
    ("近三年逐年下降", None, "近3年逐年下降"), ("连续三年逐年上升", None, "近3年逐年上升"), ("逐年不降低", None, "逐年不降低"), ("逐年改善", "lower", "逐年下降"), ("近两年逐年下降", None, "低于上年"),
    ("保持稳定", "higher", "不降低"), ("保持稳定", "lower", "不升高"), ("保持稳定", None, "保持稳定"), ("持续改善", None, "持续改善"), ("零增长", None, "不升高"), ("负增长", None, "低于上年"),
    ("较上年改善", "higher", "高于上年"), ("优于上年", "lower", "低于上年"), ("不劣于上年", "higher", "不降低"), ("呈下降趋势", None, "低于上年"), ("不断提高", None, "高于上年"),
    ("不降低（允许波动0.5）", None, "不降低（允许波动0.5）"),
    # changes
    ("较2012年下降18%", None, "较2012年下降≥18%"), ("较上年增长5%", None, "较上年上升≥5%"), ("年降低率≥5%", None, "较上年下降≥5%"), ("同比下降3%以上", None, "较上年下降≥3%"),
    ("较2020年增长3%以内", None, "较2020年上升≤3%"), ("较上年增加2个百分点", None, "较上年上升≥2（绝对值）"), ("较2020年减少5%（绝对值）", None, "较2020年下降≥5（绝对值）"),
    ("在2020年基础上下降10%", None, "较2020年下降≥10%"), ("不低于2020年水平", None, "较2020年上升≥0（绝对值）"), ("不超过2020年水平", None, "较2020年下降≥0（绝对值）"),
    ("低于2020年水平", None, "较2020年下降>0（绝对值）"), ("等于2020年水平", None, "较2020年上升=0（绝对值）"), ("△EI≥-1", None, "较上年下降≤1（绝对值）"), ("ΔEI>2", None, "较上年上升>2（绝对值）"),
    ("△EI≥0", None, "较上年上升≥0（绝对值）"), ("△GEP≥1,000", None, "较上年上升≥1000（绝对值）"), ("较上年增加5", None, "较上年上升≥5（绝对值）"),
    ("较上年增长5%（注）", None, "较上年上升≥5%"),
    ("declining 18% from 2012", None, "较2012年下降≥18%"), ("rising 5% from last year", None, "较上年上升≥5%"),
    # tasks
    ("完成上级规定的目标任务", None, "完成上级下达的目标任务"), ("控制在下达指标以内", None, "不超过上级下达指标"), ("不低于省下达指标", None, "不低于上级下达指标"),
    ("达到年度任务书要求", None, "完成上级下达的目标任务"), ("assigned", None, "完成上级下达的目标任务"),
    # numbers
    ("20%以上", None, "≥20%"), ("20%以下", None, "≤20%"), ("20%以内", None, "≤20%"), ("降至15%", None, "≤15%"), ("提高到60%", None, "≥60%"), ("降至15%以下", None, "≤15%"),
    ("提高到60%以上", None, "≥60%"), ("3,000", "higher", "≥3000"), ("30%～40%", None, "30~40%"), ("30至40km", None, "30~40km"), ("0.3-0.4之间", None, "0.3~0.4"),
    ("≥1.00000000000001", None, "≥1.00000000000001"), ("≥-1", None, "≥-1"), ("不超过总量的20%", None, "≤20%"), ("at least 5", None, "≥5"), ("more than 5", None, ">5"),
    # what shall not happen
    ("消除", None, "消除"), ("全面消除", None, "消除"), ("未发生", None, "未发生"), ("没有发生重大环境事件", None, "未发生重大环境事件"), ("不得出现了事故", None, "未发生事故"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "direction", "canonical"), READINGS)
def test_a_wording_has_one_meaning(text, direction, canonical):
    """The canonical text says what was read."""
    assert str(parse_target(text, direction)) == canonical


VARIANTS = [
    ("山区≥60；丘陵区≥40；平原地区≥18", "山区≥60；丘陵区≥40；平原地区≥18"),
    ("山区≥60、丘陵区≥40/平原地区≥18", "山区≥60；丘陵区≥40；平原地区≥18"),
    ("山区及丘陵区≥60；平原地区≥18", "山区及丘陵区≥60；平原地区≥18"),
    ("山区、丘陵区和平原地区≥60", "山区及丘陵区及平原地区≥60"),
    ("山区：≥60；丘陵区：≥40", "山区≥60；丘陵区≥40"),
    ("山区指标≥60，丘陵区≥40", "山区≥60；丘陵区≥40"),
    ("山区（好）≥60；丘陵区≥40", "山区≥60；丘陵区≥40"),
    ("山区≥60且不降低；丘陵区≥40", "山区≥60且不降低；丘陵区≥40"),
    ("山区≥60，不降低；丘陵区≥40", "山区≥60且不降低；丘陵区≥40"),
    ("≥70（山区）；≥40（丘陵区）", "山区≥70；丘陵区≥40"),
    ("≥70（山区）、≥40（丘陵区、平原地区）；", "山区≥70；丘陵区及平原地区≥40"),
    ("≥70（山区）≥40（丘陵区）", "山区≥70；丘陵区≥40"),
    ("≥8000/≥6000（山区/丘陵区）", "山区≥8000；丘陵区≥6000"),
    ("≥8000/≥6000（山区、丘陵区）", "山区≥8000；丘陵区≥6000"),
    ("{山区≥60；丘陵区≥40}且不降低", "{山区≥60；丘陵区≥40}且不降低"),
    ("山区≥60；丘陵区≥40。", "山区≥60；丘陵区≥40"),
    ("≥70（山区）；≥40（丘陵区）。", "山区≥70；丘陵区≥40"),
    ("山区覆盖率≥60；丘陵区覆盖率≥40", "山区≥60；丘陵区≥40"),
    ("山区≥60 建立；丘陵区≥40", "山区≥60且建立；丘陵区≥40"),
]


@pytest.mark.parametrize(("text", "canonical"), VARIANTS)
def test_variants_are_read_before_and_behind_their_labels(text, canonical):
    """Labels stand before their numbers, behind them in brackets, or all at the end."""
    assert str(parse_target(text, states=("建立",), labels=LABELS)) == canonical


def test_a_variant_may_have_variants_of_its_own():
    """Kinds of counties within kinds of regions, parted by spaces."""
    labels = ("发达地区", "欠发达地区", "县级市", "县")
    target = parse_target("发达地区 县级市人均收入≥8000 县人均收入≥6000/欠发达地区 县级市≥6000 县≥4500", labels=labels)
    assert str(target) == "发达地区{县级市≥8000；县≥6000}；欠发达地区{县级市≥6000；县≥4500}"


def test_a_label_may_be_written_with_any_signs():
    """Full-width brackets and signs in a label are read as they are in the text, and kept as they were declared."""
    labels = ("山区（北）", "丘陵：南")
    target = parse_target("山区(北)≥60；丘陵：南≥40", labels=labels)
    assert [v.labels for v in target.variants] == [("山区（北）",), ("丘陵：南",)]
    assert parse_target(str(target), labels=labels) == target
    behind = parse_target("≥60（丘陵:南）；≥40（山区）", labels=(*labels, "山区"))
    assert [v.labels for v in behind.variants] == [("丘陵：南",), ("山区",)]
    listed = parse_target("≥60/≥40（丘陵:南/山区）", labels=(*labels, "山区"))
    assert listed == behind


def test_the_longest_of_labels_that_begin_alike_is_read():
    """山区(北)坡 is not 山区（北） with something left over, whatever brackets they are declared with."""
    labels = ("山区（北）", "山区(北)坡")
    assert str(parse_target("山区(北)坡≥60；山区(北)≥40", labels=labels)) == "山区(北)坡≥60；山区（北）≥40"


def test_the_longest_of_states_that_begin_alike_is_read():
    """建立健全 is not 建立 with something left over."""
    assert parse_target("建立健全", states=("建立", "建立健全")) == State("建立健全")
    assert parse_target("建立", states=("建立健全", "建立")) == State("建立")
    assert parse_target("力争建立", states=("力争建立", "建立")).notes == ()


def test_many_conditions_stand_beside_one_another_however_deep_one_may_nest():
    """Depth is counted for what is within, not for what stands before."""
    assert str(parse_target("≥5" + "且不降低" * 25)).count("且") == 25
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target("不降低且" * 3 + "{" * 20 + "≥60" + "}" * 20)
    assert "20" in str(caught.value)


def test_a_reading_keeps_its_source():
    """The phrase as it was given, with the target and the notes."""
    reading = read_target("96（保护率）", "higher")
    assert (reading.source, reading.target, reading.notes) == ("96（保护率）", parse_target("≥96"), ("保护率",))


def test_a_span_of_years_may_hold_fifty():
    """2020 to 2070 is fifty years on."""
    target = parse_target("2020-2070年≥60")
    assert isinstance(target, ByYear)
    assert [year for year, _ in target.steps] == list(range(2020, 2071))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("全面实施", State("全面实施")),
        (State("建立", ("建成",)), State("建立", ("建成",))),
        ({"phrase": "建立"}, State("建立")),
        (
            {"phrase": "建立", "synonyms": ["建成"], "antonyms": ["撤销"], "implied-by": ["运行"]},
            State("建立", ("建成",), ("撤销",), ("运行",)),
        ),
        ({"phrase": "建立", "implied_by": ["运行"]}, State("建立", implied_by=("运行",))),
    ],
)
def test_a_state_is_declared_as_a_word_a_value_or_a_mapping(state, expected):
    """All three mean the same; a value is read without the notes that it bears."""
    phrase = expected.phrase
    states = [state.with_text("别处", ("旧注",)) if isinstance(state, State) else state]
    target = parse_target(phrase, states=states)
    assert target == expected
    part = parse_target(f"（注）{phrase}，≥5", states=states).parts[0]
    assert (target.text, target.notes) == (part.text, part.notes) == (phrase, ())
    assert [getattr(target, f) for f in ("synonyms", "antonyms", "implied_by")] == [
        getattr(expected, f) for f in ("synonyms", "antonyms", "implied_by")
    ]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("96（保护率）", ("保护率",)), ("（城区）≥60（不含电厂）", ("城区", "不含电厂")), ("面积保存率达99%以上", ("面积保存率",)),
        ("2023年处理率≥60；2024年处理率≥65", ("处理率",)), ("力争≥60", ("力争",)),
        ("≥60（《水法》）", ("《水法》",)), ("≥60，≤90（晴天/雨天）", ("晴天/雨天",)), ("≥60（力争≥70）（注）", ("注",)), ("不降低（注）", ("注",)),
        ("≥60（ 注 ）", ("注",)), ("≥60（不降低）", ("不降低",)), ("山区（高）≥60；丘陵区≥40", ("高",)),
    ],
)  # fmt: skip
def test_remarks_and_subjects_are_kept_as_notes(text, notes):
    """In the order in which they stand, as they are written."""
    assert parse_target(text, "higher", labels=LABELS).notes == notes


@pytest.mark.parametrize(
    ("cell", "phrases"),
    [
        ("≥94\n≥95", ("≥94", "≥95")), ("得到 保护\n不降低", ("得到 保护", "不降低")), ("≥94\n\n  ≥95 \n", ("≥94", "≥95")), ("≥94\n", ("≥94",)),
        ("分别不低于90%、80%", ("≥90%", "≥80%")), ("分别不超过30%和20%", ("≤30%", "≤20%")), ("分别为30%和20%", ("30%", "20%")), ("90%/80%", ("90%", "80%")),
        ("90%及80%以内", ("90%以内", "80%以内")), ("≥ 94.2 ≥ 95", ("≥ 94.2", "≥ 95")), ("", ()), ("执行 不明显", ("执行", "不明显")),
    ],
)  # fmt: skip
def test_a_cell_is_parted_into_the_phrases_of_its_components(cell, phrases):
    """Lines, a shared list, or spaces; a sign keeps its number."""
    assert split_cell(cell) == phrases


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("山区≥60；丘陵区≥40", ("山区", "丘陵区")), ("山区（好）≥60，丘陵区≥40", ("山区", "丘陵区")), ("山区：达60%、平原：达到40%", ("山区", "平原")),
        ("山区及丘陵≥60；平原≥40", ("山区", "丘陵", "平原")), ("山区≥60；山区≥40", ("山区",)), ("山区≥60", ()), ("≥60；≥40", ()), ("山区≥60；好", ()),
        ("≥70（山区）；≥40（丘陵区）", ("山区", "丘陵区")), ("70%以上（山区）；40%以上（平原地区）", ("山区", "平原地区")), ("≥70（注）；≥40（好）", ()),
        ("≥8000/≥6000（东部/中部）", ("东部", "中部")), ("≥8000/≥6000/≥4000（东部、 中部、西部）", ("东部", "中部", "西部")), ("≥55且不降低", ()),
    ],
)  # fmt: skip
def test_labels_of_a_phrase_on_its_own(text, labels):
    """Only where every part is a label with its number."""
    assert labels_in(text) == labels


def test_a_tolerance_widens_every_loose_trend_and_nothing_else():
    """What a ruleset tolerates is put into 不降低 and 稳定, not into 上升 or a number."""
    loose = parse_target("保持稳定或持续改善，≥5", "higher", tolerance=Decimal("0.5"))
    assert str(loose) == "不降低（允许波动0.5）或高于上年，≥5"
    assert parse_target("≥5", tolerance=1) == Threshold(Op.GE, Decimal(5))
    assert str(read_target("不降低").target) == "不降低"
