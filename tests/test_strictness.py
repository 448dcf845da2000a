"""Stricter than: what two wordings say of each other, each pair answered by its meaning, and the cases that tell them apart."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ecoindicators import compare, parse_target
from ecoindicators.limits import LimitError, using_limits
from ecoindicators.targets import AllOf, AnyOf, ByVariant, ByYear, Op, Relation, State, Threshold, Variant, witness
from ecoindicators.targets._feasible import linear, solve
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

STRICTER, EQUAL, LAXER, INCOMPARABLE = Relation
LABELS = ("山区", "丘陵区", "平原地区")
STATES = (
    State("全面实施"),
    State("建立", synonyms=("建成",)),
    State("建成"),
    State("制定实施", antonyms=("尚待制定",), implied_by=("颁布实施",)),
    State("尚待制定"),
    State("规范运行", antonyms=("停运",)),
    *map(State, ("停运", "不明显", "明显", "未达标", "达标", "无扬尘", "扬尘", "没有投诉", "投诉", "不可不防", "可防")),
    State("颁布实施"),
)

PAIRS = [
    # numbers on one side
    ("≥44", "≥41", STRICTER), (">41", "≥41", STRICTER), ("≥41", ">41", LAXER), (">41", ">41.0", EQUAL), (">41", "≥42", LAXER),
    ("≤30", "≤35", STRICTER), ("<30", "≤30", STRICTER), ("≤30", "<30", LAXER), ("<30", "<31", STRICTER), ("≤30", "<31", STRICTER),
    ("=5且≥5且≤5", "≥6", INCOMPARABLE), ("=5", "≥5", STRICTER), ("=5", "≤5", STRICTER), ("=5", "≥6", INCOMPARABLE), ("=5", "=6", INCOMPARABLE), ("=5", ">5", INCOMPARABLE),
    ("≥5", "≤5", INCOMPARABLE), (">5", "<5", INCOMPARABLE), ("≥0.30", "≥0.3", EQUAL), ("≥5%", "≥5", EQUAL), ("≥50‰", "≥5%", EQUAL),
    ("≥51‰", "≥5%", STRICTER), ("≤49‰", "≤5%", STRICTER), ("30‰~40‰", "3%~4%", EQUAL), ("30‰~41‰", "3%~4%", LAXER),
    # ranges
    ("2~3", "1~4", STRICTER), ("1~3", "2~4", INCOMPARABLE), ("2~3", "≥2", STRICTER), ("2~3", "≤3", STRICTER), ("2~3", ">2", INCOMPARABLE),
    ("2~3", "<3", INCOMPARABLE), ("2~3", "<-10或>10", INCOMPARABLE), ("2~2", "=2", EQUAL), ("2~3", "≥2且≤3", EQUAL), ("2~3", ">2且<3", LAXER), ("1~2", "1.5~2", LAXER),
    # joined
    ("≥5且≤9", "≥5", STRICTER), ("≥5或≤2", "≥5", LAXER), ("≥5或≤2", "≤2或≥5", EQUAL), ("≥5且≤2", "≥9", STRICTER), ("≥9", "≥5且≤2", LAXER),
    ("≥5且不降低", "≥5或不降低", STRICTER), ("≥5且不降低", "≥4", STRICTER), ("≥5或≥3", "≥3", EQUAL), ("≥5且≥3", "≥5", EQUAL),
    ("≥5或<5", "≥5或≤5", EQUAL), ("≥1且≤4或≥6", "≥1", STRICTER), ("{≥5或≤2}且不降低", "{≥5且不降低}或{≤2且不降低}", EQUAL),
    # what shall not happen
    ("消除", "≤0", STRICTER), ("未发生", "消除", EQUAL), ("消除", "=0", EQUAL), ("消除", "≥1", INCOMPARABLE), ("≤1", "消除", LAXER),
    # trends
    ("上升", "不降低", STRICTER), ("下降", "不升高", STRICTER), ("上升", "下降", INCOMPARABLE), ("不降低", "不升高", INCOMPARABLE),
    ("近三年逐年下降", "近两年逐年下降", STRICTER), ("近三年逐年下降", "下降", STRICTER), ("下降", "近两年逐年下降", EQUAL),
    ("近四年逐年下降", "近三年逐年不升高", STRICTER), ("近三年逐年上升", "近三年逐年下降", INCOMPARABLE), ("逐年下降", "下降", STRICTER),
    ("逐年下降", "较上年下降>0（绝对值）", STRICTER), ("逐年下降", "连续三年{较上年下降>0（绝对值）}", STRICTER), ("连续两年{逐年下降}", "逐年下降", EQUAL),
    ("逐年下降", "近三年逐年下降", STRICTER), ("逐年下降", "≥5", INCOMPARABLE), ("逐年上升", "≥5", INCOMPARABLE), ("逐年上升", "≤5", INCOMPARABLE), ("近三年逐年下降", "逐年下降", LAXER), ("逐年下降", "逐年不升高", STRICTER),
    ("不降低", "不降低（允许波动1）", STRICTER), ("不降低（允许波动1）", "不降低（允许波动2）", STRICTER), ("不升高", "不升高（允许波动1）", STRICTER),
    ("较上年上升≤1（绝对值）", "不升高（允许波动1）", EQUAL), ("不降低（允许波动1）", "上升", LAXER), ("不升高（允许波动1）", "下降", LAXER), ("不降低且不升高", "不降低", STRICTER),
    # changes
    ("较2012年下降18%", "较2012年下降10%", STRICTER), ("较2012年下降18%", "较2013年下降18%", INCOMPARABLE), ("较上年下降≥5%", "下降", STRICTER),
    ("较2012年上升≥18%", "较2012年上升≥10%", STRICTER), ("较2012年上升>18%", "较2012年上升≥18%", STRICTER), ("较上年上升≥5%", "较上年下降≥5%", INCOMPARABLE),
    ("较2012年下降≤18%", "较2012年下降≤10%", LAXER), ("较2012年下降≥18%", "较2012年下降≤18%", INCOMPARABLE), ("较上年上升≥0%", "较上年下降≤0%", EQUAL),
    ("较上年上升≥2（绝对值）", "较上年上升≥1（绝对值）", STRICTER), ("较上年上升≥1（绝对值）", "上升", STRICTER), ("较上年上升≥0（绝对值）", "不降低", EQUAL),
    ("较上年下降≥0（绝对值）", "不升高", EQUAL), ("较上年下降≥1（绝对值）", "不升高（允许波动1）", STRICTER), ("较上年上升≥1%", "较上年上升≥1（绝对值）", INCOMPARABLE),
    ("较2012年下降≥18%或≥5", "≥5", LAXER), ("≥5且较2012年下降≥18%", "≥5", STRICTER), ("≥5且较2012年下降≥18%", "较2012年下降≥18%或≥6", STRICTER), ("≥5或较上年下降≥5%", "≥6或较上年下降≥6%", LAXER),
    ("连续两年{较上年下降≥5%}", "较上年下降≥5%", STRICTER), ("连续两年{较上年下降≥5%或≥9}", "较上年下降≥4%或≥9", STRICTER), ("较上年下降≥5%，≥5或≤2", "较上年下降≥5%", STRICTER),
    ("≥5或较2012年上升≥1（绝对值）", "≥6且较2012年上升≥1（绝对值）", LAXER), ("≥5或较上年上升≥1（绝对值）", "≥6且较上年上升≥1（绝对值）", LAXER),
    ("≤1且较上年上升≥2（绝对值）", "≥5", INCOMPARABLE), ("连续两年≤0", "连续两年{较上年上升≥5%}", INCOMPARABLE),
    # values of others
    ("高于全省平均水平", "不低于全省平均水平", STRICTER), ("低于全省平均水平", "不高于全省平均水平", STRICTER), ("高于全省平均水平", "高于全国平均水平", INCOMPARABLE),
    ("高于全省平均水平", "低于全省平均水平", INCOMPARABLE), ("低于全省平均水平的50%", "低于全省平均水平", INCOMPARABLE), ("高于全省平均水平", "≥5", INCOMPARABLE),
    ("≥5或高于全省平均水平", "≥6且高于全省平均水平", LAXER), ("≥5且高于全省平均水平", "≥5", STRICTER), ("连续两年高于全省平均水平", "高于全省平均水平", STRICTER),
    ("连续两年{低于全省平均水平且≥5}", "≥6", INCOMPARABLE), ("≥5或连续两年高于全省平均水平", "≥6且连续两年高于全省平均水平", LAXER),
    # tasks
    ("完成上级下达的目标任务", "完成上级下达的目标任务", EQUAL), ("不超过上级下达指标", "低于上级下达指标", LAXER), ("低于上级下达指标", "不高于上级下达指标", STRICTER),
    ("不超过上级下达指标", "不低于上级下达指标", INCOMPARABLE), ("等于上级下达指标", "不超过上级下达指标", STRICTER), ("完成上级下达的目标任务", "≥5", INCOMPARABLE),
    ("完成上级下达的目标任务且≥5", "完成上级下达的目标任务", STRICTER), ("完成上级下达的目标任务或≥5", "≥5", LAXER),
    ("≥5或完成上级下达的目标任务", "≥6且完成上级下达的目标任务", LAXER), ("≥5或不超过上级下达指标", "≥6且低于上级下达指标", LAXER),
    ("≥5或颁布实施1年以上", "≥6且颁布实施1年以上", LAXER), ("≥5或较2012年下降≥18%", "≥6且较2012年下降≥18%", LAXER), ("≥5或较上年下降≥18%", "≥6且较上年下降≥18%", LAXER),
    ("等于上级下达指标", "≥5", INCOMPARABLE), ("连续两年低于上级下达指标", "≥5", INCOMPARABLE), ("连续两年低于上级下达指标", "低于上级下达指标", STRICTER),
    ("≥5或连续两年低于上级下达指标", "≥6且连续两年低于上级下达指标", LAXER),
    # in force
    ("1年以内颁布实施且颁布实施1年以上", "全面实施", INCOMPARABLE), ("6个月以内颁布实施且颁布实施6个月以上", "全面实施", STRICTER),
    ("2101年底前颁布实施", "2102年底前颁布实施", STRICTER), ("2102年5月31日前颁布实施", "2102年6月1日前颁布实施", STRICTER), ("2101年1月1日前颁布实施", "2100年底前颁布实施或制定实施", INCOMPARABLE),
    ("尚待制定，≥5或制定实施", "颁布实施1年以上", INCOMPARABLE),
    ("颁布实施2年以上", "颁布实施1年以上", STRICTER), ("颁布实施13个月以上", "颁布实施1年以上", STRICTER), ("颁布实施12个月以上", "颁布实施1年以上", EQUAL),
    ("1年以内颁布实施", "2年以内颁布实施", STRICTER), ("1年以内颁布实施", "颁布实施2年以上", INCOMPARABLE), ("2年以内颁布实施", "颁布实施1年以上", INCOMPARABLE),
    ("2023年底前颁布实施", "2024年底前颁布实施", STRICTER), ("2023年5月31日前颁布实施", "2023年6月1日前颁布实施", STRICTER),
    ("颁布实施1年以上", "≥5", INCOMPARABLE), ("颁布实施1年以上", "制定实施", STRICTER), ("颁布实施1年以上", "颁布实施", STRICTER), ("颁布实施1年以上", "全面实施", INCOMPARABLE),
    # windows
    ("连续两年≥80", "≥80", STRICTER), ("连续三年≥80", "连续两年≥80", STRICTER), ("连续两年≥80", "连续三年≥70", INCOMPARABLE), ("连续两年≥80", "连续两年≥70", STRICTER),
    ("近三年未发生", "近两年未发生", STRICTER), ("近三年未发生", "未发生", STRICTER), ("连续两年全面实施", "全面实施", STRICTER), ("连续两年≥80", "≥80且不降低", INCOMPARABLE),
    ("≥5或连续两年不降低", "≥6且连续两年不降低", LAXER), ("连续两年{山区≥60；丘陵区≥40}", "山区≥60；丘陵区≥40", STRICTER),
    ("连续两年{2023年≥60；2024年≥65}", "连续两年{2023年≥60；2024年≥60}", STRICTER), ("连续两年不降低", "近三年逐年不降低", EQUAL), ("连续两年{≥80或≤20}", "≥80或≤20", STRICTER),
    ("连续三年{颁布实施1年以上}", "连续两年{颁布实施1年以上}", STRICTER), ("连续两年{颁布实施2年以上}", "连续两年{颁布实施1年以上}", STRICTER), ("连续两年{颁布实施1年以上}", "颁布实施2年以上", INCOMPARABLE),
    ("连续两年{1年以内颁布实施}", "1年以内颁布实施", STRICTER), ("连续三年{1年以内颁布实施}", "连续两年{1年以内颁布实施}", STRICTER), ("连续两年{2023年底前颁布实施}", "2023年底前颁布实施", STRICTER),
    ("≥5", "颁布实施1年以上或制定实施", INCOMPARABLE), ("颁布实施1年以上且制定实施", "全面实施", INCOMPARABLE), ("颁布实施1年以上", "全面实施且制定实施", INCOMPARABLE),
    ("连续两年{颁布实施1年以上}", "连续两年制定实施", STRICTER),
    # what is stated
    ("全面实施", "建立", INCOMPARABLE), ("全面实施且建立", "建立", STRICTER), ("全面实施或建立", "建立", LAXER), ("建立", "建成", EQUAL), ("颁布实施", "制定实施", STRICTER),
    ("规范运行", "停运", INCOMPARABLE), ("规范运行且停运", "全面实施", STRICTER), ("不明显", "全面实施", INCOMPARABLE), ("不明显且明显", "全面实施", STRICTER),
    ("未达标且达标", "全面实施", STRICTER), ("无扬尘且扬尘", "全面实施", STRICTER), ("没有投诉且投诉", "全面实施", STRICTER), ("不可不防且可防", "全面实施", INCOMPARABLE),
    ("不明显且明显且持续改善", "全面实施", STRICTER), ("连续两年持续改善", "持续改善", STRICTER), ("全面实施", "≥5", INCOMPARABLE),
    ("持续改善", "保持稳定", STRICTER), ("持续改善", "持续改善", EQUAL), ("持续改善", "不降低", INCOMPARABLE), ("持续改善或保持稳定", "保持稳定", EQUAL),
    ("逐年改善", "近三年逐年改善", STRICTER), ("近三年逐年改善", "持续改善", STRICTER), ("近四年逐年改善", "近三年逐年改善", STRICTER), ("近三年逐年改善", "逐年保持稳定", INCOMPARABLE),
    ("近三年逐年改善", "近三年逐年保持稳定", STRICTER), ("近三年逐年改善", "近四年逐年保持稳定", INCOMPARABLE), ("近三年逐年保持稳定", "保持稳定", STRICTER), ("逐年保持稳定", "近三年逐年保持稳定", STRICTER),
    ("持续改善", "近三年逐年保持稳定", INCOMPARABLE), ("保持稳定", "持续改善", LAXER),
    ("≥5或持续改善", "≥6且持续改善", LAXER), ("≥5或近三年逐年保持稳定", "≥6且近三年逐年保持稳定", LAXER),
    # by variant, by year, with an aim
    ("山区颁布实施2年以上；丘陵区≥40", "山区颁布实施1年以上；丘陵区≥40", STRICTER), ("山区近三年逐年下降；丘陵区逐年下降", "山区下降；丘陵区下降", STRICTER),
    ("山区≥60；丘陵区≥40", "山区≥50；丘陵区≥40", STRICTER), ("山区≥60；丘陵区≥40", "山区≥50；丘陵区≥50", INCOMPARABLE), ("山区≥60；丘陵区≥40", "丘陵区≥40；山区≥60", EQUAL),
    ("山区≥60；丘陵区≥40", "≥40", STRICTER), ("≥60", "山区≥60；丘陵区≥40", INCOMPARABLE), ("山区≥60；丘陵区≥40；平原地区≥18", "山区≥60；丘陵区≥40", INCOMPARABLE), ("山区50‰；丘陵区≥4%", "山区5%；丘陵区≥4%", EQUAL),
    ("2023年≥60；2024年≥65", "2023年≥60；2024年≥60", STRICTER), ("2023年≥60", "2023年≥60；2024年≥60", STRICTER), ("2023年≥60；2024年≥65", "2023年≥65；2024年≥60", INCOMPARABLE),
    ("≥5或{山区≥60；丘陵区≥40}", "≥6且{山区≥60；丘陵区≥40}", LAXER), ("山区≥5或不降低；丘陵区≥40", "山区≥6且不降低；丘陵区≥40", LAXER),
    ("≥5或{2023年≥60；2024年≥40}", "≥6且{2023年≥60；2024年≥40}", LAXER), ("2023年≥5或不降低；2024年≥40", "2023年≥6且不降低；2024年≥40", LAXER),
    ("2023年≥5或颁布实施1年以上", "2023年≥6且颁布实施1年以上", LAXER), ("山区{2023年≥60；2024年≥65}；丘陵区≥40", "山区{2023年≥60；2024年≥60}；丘陵区≥40", STRICTER),
    ("2023年{山区≥60；丘陵区≥40}；2024年≥65", "2023年{山区≥50；丘陵区≥40}；2024年≥65", STRICTER), ("2023年{2023年≥60；2024年≥65}", "2023年≥60", EQUAL),
    ("2023年≥60", "≥60", STRICTER), ("2023年≥600‰", "2023年≥60%", EQUAL), ("2023年连续两年≥60", "2023年≥60", STRICTER),
    ("≤30，力争≤25", "≤30", EQUAL), ("≤30，力争≤25", "≤25", LAXER), ("连续两年≥50‰", "连续两年≥5%", EQUAL), ("≥50‰且不降低", "≥5%且不降低", EQUAL),
]  # fmt: skip


def read(text):
    """Return the target; 颁布实施 alone is a state, with a number of years it is a date."""
    states = STATES if text == "颁布实施" else STATES[:-1]
    return parse_target(text, "higher" if text[0] in "山2" else None, states, LABELS)


def asked(target, case):
    """Return the atoms that a target asks in a case: of one by variant or by year, those of the chosen part."""
    if isinstance(target, ByVariant):
        chosen = target.chosen(case.place)
        return asked(chosen[0].target, case) if len(chosen) == 1 else []
    if isinstance(target, ByYear):
        return [atom for year, step in target.steps if year == case.year for atom in asked(step, case)]
    if isinstance(target, AllOf | AnyOf):
        return [atom for part in target.parts for atom in asked(part, case)]
    return list(target.atoms())


@pytest.mark.parametrize(("a", "b", "relation"), PAIRS)
def test_how_two_wordings_stand_to_each_other(a, b, relation):
    """The answer is the one that their meaning asks for, seen from either side, and each "no" has a case without contradictions that shows it."""
    first, second = read(a), read(b)
    assert compare(first, second) is relation
    assert compare(second, first) is relation.flipped
    for one, other, implied in (
        (first, second, relation in (STRICTER, EQUAL)),
        (second, first, relation in (LAXER, EQUAL)),
    ):
        found = witness(one, other)
        assert (found is None) is implied
        if found is not None and "‰" not in a:  # a case is given in %, where one of the two is in ‰
            assert one.judge(found).verdict is Verdict.MET
            assert other.judge(found).verdict is not Verdict.MET
            atoms = [atom.judge(found) for target in (one, other) for atom in asked(target, found)]
            assert all(judged.verdict is not Verdict.UNDETERMINED and not judged.warnings for judged in atoms)


def test_a_relation_is_named_in_both_languages():
    """更严, 相同, 更宽, 不可比; and seen from the other side stricter is laxer."""
    assert [r.text for r in Relation] == [
        Text("更严", "stricter"), Text("相同", "equal"), Text("更宽", "laxer"), Text("不可比", "incomparable"),
    ]  # fmt: skip
    assert [r.flipped for r in Relation] == [LAXER, EQUAL, STRICTER, INCOMPARABLE]


def test_a_declared_state_may_mean_in_one_target_what_it_does_in_the_other():
    """Synonyms and implications declared with either target hold for both."""
    plain, rich = State("制定实施"), State("制定实施", implied_by=("颁布实施",))
    assert compare(State("颁布实施"), AllOf((plain, State("颁布实施")))) is LAXER
    assert compare(State("颁布实施"), AllOf((rich, State("颁布实施")))) is EQUAL
    assert compare(plain, rich) is EQUAL


def test_variants_within_variants_are_told_apart_by_the_labels_of_both():
    """A place bears labels of two sorts: the stricter number in the inner case makes the whole stricter."""

    def within(number):
        inner = ByVariant(
            (Variant(("县",), Threshold(Op.GE, Decimal(number))), Variant(("市",), Threshold(Op.GE, Decimal(9))))
        )
        return ByVariant((Variant(("山区",), inner), Variant(("平原",), Threshold(Op.GE, Decimal(1)))))

    assert compare(within(6), within(5)) is STRICTER
    assert compare(within(6), within(6)) is EQUAL
    found = witness(within(5), within(6))
    assert found.place == {"山区", "县"}


def test_a_case_says_all_that_follows_from_what_it_states():
    """What is implied by an affirmed phrase is affirmed as well, though nothing asks for it."""
    implied = State("制定实施", implied_by=("颁布实施",))
    found = witness(State("颁布实施"), AllOf((State("全面实施"), implied)))
    assert implied in found.evidence[found.year].facts.affirmed


CASES = [
    ("≥41", "≥44", {0: "42"}),
    ("≥5或不降低", "≥6且不降低", {0: "5.5", 1: "0"}),
    ("≥5或近三年逐年下降", "≥6且近三年逐年下降", {0: "5.5", 1: "0", 2: "0"}),
    ("≥5或逐年上升", "≥6且逐年上升", {0: "5.5", 1: "0"}),
    ("≥5或较上年上升≥1（绝对值）", "≥6且较上年上升≥1（绝对值）", {0: "5.5", 1: "0"}),
    ("≥5或较2012年上升≥1（绝对值）", "≥6且较2012年上升≥1（绝对值）", {0: "5.5", 88: "1"}),
    ("≥5或连续两年不降低", "≥6且连续两年不降低", {0: "5.5", 1: "0", 2: "0"}),
    ("≥5", "≥6且连续两年{2023年不降低；2024年不降低}", {0: "5.5", 1: "0"}),
    ("逐年下降", "≥5", {0: "-1", 1: "0"}),
    ("连续两年{逐年下降}", "≥5", {0: "-2", 1: "-1", 2: "0"}),
    ("近三年逐年下降", "逐年下降", {0: "-2", 1: "-1", 2: "0", 3: "0"}),
]


@pytest.mark.parametrize(("a", "b", "values"), CASES)
def test_a_case_gives_the_years_that_are_asked_for_and_no_more(a, b, values):
    """By how many years ago: the values that tell the two apart, 0 for what is only looked at, 1 for a named year."""
    found = witness(read(a), read(b))
    assert {found.year - year: str(e.value) for year, e in found.evidence.items()} == values


def test_what_nothing_was_asked_of_is_decided_all_the_same():
    """A reference is 1, a task is to reach 0, and what is not yet in force comes into force the day after."""
    kinds = ("高于全省平均水平", "完成上级下达的目标任务", "颁布实施1年以上")
    found = witness(
        *(read(text + "".join(f"{word}{{连续两年{k}}}" for k in kinds)) for text, word in (("≥5", "或"), ("≥6", "且")))
    )
    assert found.references == {(2100, "全省平均水平"): 1, (2099, "全省平均水平"): 1}
    assert {year: str(target) for year, target in found.assignments.items()} == {2100: "≥0", 2099: "≥0"}
    assert {year: e.date for year, e in found.evidence.items()} == {2100: date(2101, 1, 1), 2099: date(2101, 1, 1)}


def test_what_follows_from_what_follows_is_known():
    """A phrase that implies a second, which implies a third, implies the third, in whichever order they stand."""
    third, second, first = State("建立", implied_by=("建成",)), State("建成", implied_by=("运行",)), State("运行")
    five = Threshold(Op.GE, Decimal(5))
    assert compare(AllOf((AnyOf((third, five)), AnyOf((second, five)), first)), third) is STRICTER


STEPS = [
    ("≥44", "≥41", 11),
    ("=5且不升高", "≥5且不升高", 47),
    ("全面实施且规范运行且停运", "建立", 34),
    ("高于全省平均水平", "不低于全省平均水平", 12),
    ("{山区≥60；丘陵区≥40；平原地区≥18}且≥5", "山区≥60；丘陵区≥40；平原地区≥18", 97),
    ("逐年下降", "下降", 25),
]


@pytest.mark.parametrize(("a", "b", "steps"), STEPS)
def test_a_comparison_takes_so_many_steps(a, b, steps):
    """With one step fewer it is refused, so that a change which makes comparisons dearer is seen."""
    with using_limits(comparison_steps=steps):
        assert witness(read(a), read(b)) is None
    with using_limits(comparison_steps=steps - 1), pytest.raises(LimitError):
        witness(read(a), read(b))


def over(constant, strict=False, **terms):
    """Return the condition: sum of terms ≥ constant, > where strict."""
    return linear({k: Fraction(str(v)) for k, v in terms.items()}, -Fraction(str(constant)), strict=strict)


@pytest.mark.parametrize(
    ("conditions", "point"),
    [
        ([], {}),
        ([over(3, x=1)], {"x": 3}),
        ([over(3, x=1, strict=True)], {"x": 4}),
        ([over("2.5", x=1, strict=True)], {"x": 3}),
        ([over(-3, x=-1)], {"x": 3}),
        ([over(-3, x=-1, strict=True)], {"x": 2}),
        ([over(6, x=2)], {"x": 3}),
        ([over(1, x=1), over(-1, x=-1)], {"x": 1}),
        ([over(1, x=1), over(-4, x=-1)], {"x": 2}),
        ([over(1, x=1, strict=True), over(-2, x=-1, strict=True)], {"x": "1.5"}),
        ([over(1, x=1), over("-1.1", x=-1)], {"x": "1.05"}),
        ([over("0.30", x=1, strict=True), over("-0.31", x=-1)], {"x": "0.305"}),
        ([over(1, x=1), over(2, x=1), over(-9, x=-1), over(-8, x=-1)], {"x": 5}),
        ([over(2, x=1), over(2, x=1, strict=True)], {"x": 3}),
        ([over(-2, x=-1), over(-2, x=-1, strict=True)], {"x": 1}),
        ([over(0, x=1, y=-1, strict=True), over(5, y=1)], {"x": 6, "y": 5}),
        ([over(0, x=-1, y=1, strict=True), over(5, x=1), over(-5, x=-1)], {"x": 5, "y": 6}),
        ([over(0, x=1, y=-1), over(0, x=-1, y=1), over(7, y=1), over(-7, y=-1)], {"x": 7, "y": 7}),
        ([over(0, x=1, y=-2), over(0, x=-1, y=2), over(6, x=1), over(-6, x=-1)], {"x": 6, "y": 3}),
        ([over(0, x=1, y=-1, strict=True), over(0, y=1, z=-1, strict=True), over(1, z=1)], {"x": 3, "y": 2, "z": 1}),
        ([over(3, x=1), over(-2, x=-1)], None),
        ([over(3, x=1), over(-3, x=-1, strict=True)], None),
        ([over(3, x=1, strict=True), over(-3, x=-1)], None),
        ([over(0, x=1, y=-1, strict=True), over(0, x=-1, y=1)], None),
        ([over(0, x=1, y=-1, strict=True), over(0, y=1, z=-1), over(0, z=1, x=-1)], None),
        ([over(0, x=1, y=-1), over(0, y=1, z=-1), over(0, z=1, x=-1), over(2, x=1), over(-2, y=-1)], {"x": 2, "y": 2, "z": 2}),
        ([over(0, x=1, y=-2), over(0, y=1, x=-2), over(1, x=1)], None),
        ([over(3, x=1), over(0, x=-2, y=1), over(-5, y=-1)], None),
        ([over(0, x=1, y=-1), over(0, x=-1, y=1)], {"x": 0, "y": 0}),
        ([over(1)], None),
        ([over(0, strict=True)], None),
        ([over(0), over(-1)], {}),
    ],
)  # fmt: skip
def test_linear_conditions_are_solved_exactly(conditions, point):
    """A point is found wherever there is one, with the fewest decimals, in the middle rather than at an end."""
    assert solve(conditions) == (None if point is None else {k: Fraction(v) for k, v in point.items()})


def test_a_condition_is_the_same_in_whichever_order_it_is_written():
    """x + y ≥ 1 is y + x ≥ 1, and a number that is taken 0 times is not in it."""
    assert over(1, x=1, y=1) == over(1, y=1, x=1, z=0)


def test_ends_that_no_short_decimal_separates_meet_in_the_middle():
    """Between two numbers that eleven decimals do not tell apart lies their mean; eleven are tried."""
    low, high = Fraction(9, 10**13), Fraction(12, 10**13)
    assert solve([over(low, x=1, strict=True), over(-high, x=-1, strict=True)]) == {"x": Fraction(105, 10**14)}
    assert solve([over(low * 10, x=1, strict=True), over(-high * 10, x=-1, strict=True)]) == {"x": Fraction(1, 10**11)}
    low, high = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**15)
    assert solve([over(low, x=1, strict=True), over(-high, x=-1, strict=True)]) == {"x": (low + high) / 2}
