"""Statements: what they affirm, what they deny, and what fits nothing."""

import pytest

from ecoindicators import judge, parse_target
from ecoindicators.statements import fitting, read_statements
from ecoindicators.targets import State

FOUR = parse_target(
    "得到严格保护，面积不减少，性质不改变，功能不降低", "higher", ("得到严格保护", "性质不改变", "功能不降低")
)


@pytest.mark.parametrize(
    ("text", "states", "statement", "verdict"),
    [
        ("全面实施", ("全面实施",), "全面实施", "MET"),
        ("建立", ("建立",), "已建立", "MET"),
        ("建立", ("建立",), "尚未建立", "NOT_MET"),
        ("建立", ("建立",), "没有建立", "NOT_MET"),
        ("建立", ("建立",), "基本建立", "UNDETERMINED"),
        ("建立", ("建立",), "正在建立", "UNDETERMINED"),
        ("不明显", ("不明显",), "明显", "NOT_MET"),
        ("性质不改变", ("性质不改变",), "性质改变", "NOT_MET"),
        ("未发生", (), "发生", "NOT_MET"),
        ("未发生", (), "未发生", "MET"),
        ("消除", (), "已消除", "MET"),
        ("消除", (), "未消除", "NOT_MET"),
        ("完成上级规定的目标任务", (), "完成", "MET"),
        ("完成上级规定的目标任务", (), "未完成", "NOT_MET"),
        ("不降低", (), "逐年上升", "MET"),
        ("颁布实施1年以上", (), "颁布实施1年以上", "MET"),
        ("颁布实施1年以上", (), "颁布实施", "UNDETERMINED"),
        ("制定实施", ({"phrase": "制定实施", "implied-by": ["颁布实施"]},), "颁布实施", "MET"),
        ("制定实施", ({"phrase": "制定实施", "implied-by": ["颁布实施"]},), "颁布实施1年以上", "MET"),
        ("有效开展", ({"phrase": "有效开展", "synonyms": ["有效开展工作"]},), "定期研究部署，有效开展工作", "MET"),
        ("≥20", (), "≥20", "UNDETERMINED"),
    ],
)
def test_a_statement_says_what_it_says(text, states, statement, verdict):
    """Declared phrases affirm, their negations deny, hedges fit nothing, thresholds are never stated."""
    assert judge(parse_target(text, states=states), statements=[statement], year=2023).verdict.name == verdict


def test_own_text_affirms_all_parts():
    """A target's own words affirm every part of it."""
    assert judge(FOUR, statements=[FOUR.text], year=2023).verdict.name == "MET"
    assert judge(FOUR, statements=["得到严格保护；面积不减少；性质改变；功能不降低"], year=2023).reason.code == "denied"


def test_what_fits_nothing_is_named_with_what_would_fit():
    """An unfit statement is kept apart, and the finding lists what would fit."""
    target = parse_target("建立", states=("建立",))
    assert read_statements(["挺好"], target).unfit == ("挺好",)
    assert fitting(target) == ("建立", "未建立")
    finding = judge(target, statements=["挺好"], year=2023)
    assert finding.reason.code == "no-statement"
    assert finding.warnings[0].text.en == '"挺好" fits nothing in the target; what would fit: 建立、未建立'


def test_affirming_and_denying_one_phrase_is_an_error():
    """Both together are a contradiction."""
    from ecoindicators import DossierError

    with pytest.raises(DossierError) as caught:
        judge(parse_target("建立", states=("建立",)), statements=["建立；未建立"], year=2023)
    assert str(caught.value) == 'the statements both affirm and deny "建立"'


def test_numbers_decide_over_a_statement_and_the_difference_is_a_warning():
    """Where stated and computed disagree, the finding follows the numbers and says so."""
    finding = judge("不降低", 9, year=2023, earlier={2022: 10}, statements=["不降低"])
    assert finding.verdict.name == "NOT_MET"
    assert [w.code for w in finding.warnings] == ["stated-differs"]


def test_that_it_was_put_in_force_is_no_statement_that_fits_nothing():
    """颁布实施 says that it happened; since when, the date says, so that nothing is warned of."""
    target = parse_target("颁布实施1年以上")
    assert read_statements(["颁布实施", "已颁布实施"], target).unfit == ()
    assert read_statements(["印发实施"], target).unfit == ("印发实施",)


def test_whichever_comma_parts_the_words_of_a_state_it_fits():
    """A state of several words is affirmed by them with another comma, and not by some of them."""
    phrase = "制度健全、程序规范，应赔尽赔"
    target = parse_target(phrase, states=(phrase,))
    for stated in ("制度健全，程序规范，应赔尽赔", "制度健全、程序规范、应赔尽赔"):
        assert read_statements([stated], target).facts.affirmed == {target}
    assert read_statements(["制度健全，程序规范"], target).facts.affirmed == frozenset()


def test_the_antonyms_of_a_state_are_what_denies_it():
    """Where some are declared they are offered, and no 未 stands before a phrase that cannot bear it."""
    state = State("制度健全、程序规范，应赔尽赔", antonyms=("制度不健全",))
    assert fitting(state) == (state.phrase, "制度不健全")
    assert fitting(State("不明显", antonyms=("突出",))) == ("不明显", "突出", "明显")
