"""What one statement says of one target: windows, dates, events, tasks, trends, and cells of several phrases."""

import pytest

from ecoindicators import judge, parse_target
from ecoindicators.statements import fitting, positive, read_statements

SAID = [
    # within windows
    ("近三年未发生", (), "近三年未发生", "MET"), ("近三年未发生", (), "近五年未发生", "MET"), ("近三年未发生", (), "近两年未发生", "UNDETERMINED"),
    ("连续两年全面实施", ("全面实施",), "连续两年全面实施", "MET"), ("未发生", (), "近三年未发生", "MET"),
    # in force for so long
    ("颁布实施1年以上", (), "颁布实施2年以上", "MET"), ("颁布实施1年以上", (), "颁布实施6个月以上", "UNDETERMINED"), ("颁布实施1年以上", (), "印发实施2年以上", "UNDETERMINED"),
    ("颁布实施1年以上", (), "2022年底前颁布实施", "UNDETERMINED"), ("颁布实施1年以上", (), "未颁布实施1年以上", "NOT_MET"),
    # events
    ("未发生重大事故", (), "未发生重大事故", "MET"), ("未发生重大事故", (), "无重大事故", "MET"), ("未发生重大事故", (), "发生重大事故", "NOT_MET"), ("未发生", (), "未发生重大事故", "MET"),
    ("未发生重大事故", (), "未发生一般事故", "UNDETERMINED"), ("未发生重大事故", (), "未发生", "MET"), ("消除", (), "已消除", "MET"), ("消除", (), "尚未消除", "NOT_MET"), ("消除", (), "存在", "NOT_MET"),
    # tasks
    ("完成上级规定的目标任务", (), "已完成", "MET"), ("完成上级规定的目标任务", (), "尚未完成", "NOT_MET"), ("完成上级规定的目标任务", (), "未达标", "NOT_MET"), ("不超过上级下达指标", (), "完成上级下达的目标任务", "MET"),
    ("不超过上级下达指标", (), "低于上级下达指标", "UNDETERMINED"),
    # trends
    ("不降低", (), "上升", "MET"), ("不降低", (), "降低", "NOT_MET"), ("不升高", (), "近三年逐年下降", "MET"), ("近三年逐年下降", (), "近两年逐年下降", "UNDETERMINED"),
    ("近两年逐年下降", (), "近三年逐年下降", "MET"), ("近三年逐年下降", (), "逐年下降", "MET"), ("不降低", (), "未不降低", "NOT_MET"),
    # states
    ("建立", ("建立",), "已经建立", "MET"), ("建立", ("建立",), "不建立", "NOT_MET"), ("建立", ({"phrase": "建立", "synonyms": ["建成"]},), "未建成", "NOT_MET"),
    ("建立", ({"phrase": "建立", "antonyms": ["撤销"]},), "撤销", "NOT_MET"), ("建立", ({"phrase": "建立", "synonyms": ["建成"]},), "已建成", "MET"), ("不明显", ("不明显",), "未不明显", "NOT_MET"),
    ("建立", ("建立",), "部分建立", "UNDETERMINED"), ("定期部署，有效开展", ("定期部署，有效开展",), "好；定期部署，有效开展", "MET"),
    # cells
    ("建立，不降低", ("建立",), "建立；；不降低", "MET"), ("建立，不降低", ("建立",), "建立 , 降低", "NOT_MET"), ("建立", ("建立",), "  ", "UNDETERMINED"), ("建立（注），不降低", ("建立",), "建立，不降低", "MET"),
    ("建立", ("建立",), "≥20", "UNDETERMINED"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "states", "statement", "verdict"), SAID)
def test_what_a_statement_says_of_a_target(text, states, statement, verdict):
    """Affirmed by the same words or stronger ones, denied by their negation, and open for anything else."""
    assert judge(parse_target(text, states=states), statements=[statement], year=2023).verdict.name == verdict


@pytest.mark.parametrize(
    ("text", "states", "words"),
    [
        ("完成上级规定的目标任务", (), ("完成", "未完成")), ("消除", (), ("消除", "未消除")), ("未发生事故", (), ("未发生事故", "发生")), ("近三年未发生", (), ("近三年未发生",)), ("不降低", (), ("不降低",)),
        ("≥5", (), ()), ("不明显", ("不明显",), ("不明显", "明显")), ("建立", ({"phrase": "建立", "synonyms": ["建成"], "implied-by": ["运行"]},), ("建立", "建成", "运行", "未建立")),
        ("建立且建立", ("建立",), ("建立", "未建立")), ("高于全省平均水平", (), ("高于全省平均水平",)),
    ],
)  # fmt: skip
def test_what_would_fit_a_target(text, states, words):
    """The words for a message or a dropdown, each once."""
    assert fitting(parse_target(text, states=states)) == words


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [("不明显", "明显"), ("性质不改变", "性质改变"), ("未发生", "发生"), ("无污染", "污染"), ("没有污染", "污染"), ("不", None), ("没有", None), ("建立", None)],
)  # fmt: skip
def test_the_positive_of_a_negative_phrase(phrase, meant):
    """不, 未, 无 and 没有 are taken out, where something is left."""
    assert positive(phrase) == meant


def test_a_statement_that_fits_in_part_leaves_the_rest_unfit():
    """Each part of a cell that says nothing of the target is named, in order."""
    reading = read_statements(["建立；很好，不错"], parse_target("建立", states=("建立",)))
    assert reading.unfit == ("很好", "不错")
    assert reading.contradictions == ()
