"""What real phrases mean: each with an observation and the verdict that follows from its meaning, not from the code.

Phrases stand as public indicator systems print them; where one needs a direction, a state or a label, the row says so.
"""

from datetime import date
from pathlib import Path

import pytest

from ecoindicators import TargetSyntaxError, judge, parse_target
from ecoindicators.notation import split_cell

UP, DOWN = {"direction": "higher"}, {"direction": "lower"}
ASSIGNED = {"assignment": "≤45"}
PROVINCE = {"references": {"全省平均水平": 30}}


def was(**years):
    """Return earlier values by year: was(y2022=54)."""
    return {"earlier": {int(year[1:]): value for year, value in years.items()}}


def said(*statements, states=None):
    """Return statements with the states that they use declared."""
    return {"statements": statements, "states": tuple(states if states is not None else statements)}


def on(day, as_of=date(2023, 12, 31)):
    """Return a date and the day of the assessment."""
    return {"date": day, "as_of": as_of}


MET, NOT, OPEN = "MET", "NOT_MET", "UNDETERMINED"
CASES = [
    # thresholds, with every sign and word, at the number and beside it
    ("≥94.2", 94.2, {}, MET), ("≥94.2", 94.1, {}, NOT), ("≧94.2", 94.2, {}, MET), ("⩾94.2", 94.1, {}, NOT),
    ("≦30", 30, {}, MET), ("⩽30", 30.1, {}, NOT), ("﹥60", 60, {}, NOT), ("＞60", 60.1, {}, MET), ("〉60", 60, {}, NOT),
    ("〈5", 4.9, {}, MET), ("<5", 5, {}, NOT), ("﹤5", 5, {}, NOT), ("＜5", 4.9, {}, MET), (">=60", 60, {}, MET),
    (r"\geqslant 60", 60, {}, MET), (r"$\geq 60\%$".replace("\\%", "%"), 59.9, {}, NOT), (r"\leqslant 60", 60, {}, MET),
    (r"\leq 60", 61, {}, NOT), ("≥ 60", 60, {}, MET), ("≥６０％", 60, {}, MET), ("=100", 100, {}, MET), ("=100", 99.9, {}, NOT),
    ("&ge;60", 60, {}, MET), ("≯30", 30, {}, MET), ("≮30", 29, {}, NOT),
    ("20%以上", 20, {}, MET), ("20%以上", 19.9, {}, NOT), ("15%以下", 15, {}, MET), ("15%以下", 15.1, {}, NOT),
    ("20%及以上", 20, {}, MET), ("15%以内", 15, {}, MET), ("15%以内", 15.1, {}, NOT), ("9平方米以上", 9, {}, MET),
    ("不低于20%", 20, {}, MET), ("不低于20%", 19, {}, NOT), ("不高于20%", 20, {}, MET), ("不超过61天", 61, {}, MET),
    ("不超过61天", 62, {}, NOT), ("不少于3000", 3000, {}, MET), ("不小于3", 2.9, {}, NOT), ("不大于3", 3, {}, MET),
    ("至少60%", 60, {}, MET), ("至多60%", 61, {}, NOT), ("大于2.0%", 2, {}, NOT), ("大于2.0%", 2.1, {}, MET),
    ("小于35", 35, {}, NOT), ("高于60", 60, {}, NOT), ("低于0.8", 0.79, {}, MET), ("低于0.8", 0.8, {}, NOT),
    ("要超过80%", 80, {}, NOT), ("要超过80%", 80.1, {}, MET), ("大于或等于60", 60, {}, MET), ("小于等于60", 60, {}, MET),
    ("达30%以上", 30, {}, MET), ("达30%以上", 29.9, {}, NOT), ("达到80%", 80, UP, MET), ("达到80%", 81, DOWN, NOT),
    ("总体达到70%以上", 70, {}, MET), ("在80%以上", 79, {}, NOT), ("均不低于85%", 85, {}, MET), ("各占60%以上", 60, {}, MET),
    ("降至15%", 15, {}, MET), ("降至15%", 15.1, {}, NOT), ("降低到15%", 16, {}, NOT), ("控制在15%以内", 15, {}, MET),
    ("提高到60%", 60, {}, MET), ("提高到60%", 59, {}, NOT), ("提升至60%", 59, {}, NOT), ("控制在15%", 16, {}, NOT),
    ("≥1‰", 1, {"unit": ""}, MET), ("≥3000元", 2999, {}, NOT), ("≤60dB(A)", 60, {}, MET), ("<60dB", 60, {}, NOT),
    (">1万元", 1, {}, NOT), (">6亿吨", 6.1, {}, MET), ("32亿人次", 32, UP, MET), ("≥3,000", 2999, {}, NOT), ("≥3,000", 3000, {}, MET),
    ("≥14.8平方米/人", 14.8, {}, MET), ("≤0.9吨标煤/万元", 0.9, {}, MET), ("≥-1", -1, {}, MET),
    # bare numbers by direction
    ("100", 100, UP, MET), ("100", 99.9, UP, NOT), ("100", 99.9, DOWN, MET), ("61.5%", 61.5, UP, MET), ("14%", 14.1, DOWN, NOT),
    ("96（保护率）", 95.9, UP, NOT), ("15.4(2022年数据)", 15.4, UP, MET), ("220 (折纯,千克/公顷)", 220, DOWN, MET),
    # remarks stay remarks
    ("≥75%(不含电厂)", 75, {}, MET), ("≤70(用水总量不超过控制目标值)", 71, {}, NOT), ("（城区）≥60", 60, {}, MET),
    ("≥70%(省考核标准为≥82%,其中城市污水处理厂集中处理率≥55%)", 70, {}, MET),
    # ranges, both ends in
    ("0.3-0.4之间", 0.3, {}, MET), ("0.3-0.4之间", 0.4, {}, MET), ("0.3-0.4之间", 0.41, {}, NOT), ("0~7", 7, {}, MET),
    ("30%～40%", 41, {}, NOT), ("30%至40%", 35, {}, MET), ("平均300-500米以内", 500, {}, MET), ("平均300-500米以内", 501, {}, NOT),
    # the subject named in the phrase
    ("面积保存率达99%以上", 99, {}, MET), ("单位gdp能耗保持在0.9吨标煤/万元以下", 0.9, {}, MET),
    ("单位gdp能耗保持在0.9吨标煤/万元以下", 0.91, {}, NOT), ("服务半径达到500米(1000平方米以上公共绿地)", 501, DOWN, NOT),
    ("处理率达70%或考核年较上年度增长10%", 69, {**UP, **was(y2022=60)}, MET), ("某一个树种的栽植数量不超过树木总数量的20%", 21, {}, NOT),
    ("处理率达70%或考核年较上年度增长10%", 65, {**UP, **was(y2022=60)}, NOT), ("不超过树木总数量的20%", 20, {}, MET),
    ("Ⅲ类以上水质比例达到年度任务书要求", 46, {"assignment": "≥46"}, MET),
    # trends
    ("不降低", 54, was(y2022=54), MET), ("不降低", 53.9, was(y2022=54), NOT), ("不降低", 54, {}, OPEN),
    ("面积不减少", 10, was(y2022=10.1), NOT), ("不增加", 10, was(y2022=10), MET), ("不退化", 10, {**UP, **was(y2022=10)}, MET),
    ("持续改善", 40, {**DOWN, **was(y2022=40)}, NOT), ("持续改善", 39.9, {**DOWN, **was(y2022=40)}, MET),
    ("持续改善", 41, {**UP, **was(y2022=40)}, MET), ("保持稳定或持续改善", 40, {**DOWN, **was(y2022=40)}, MET),
    ("保持稳定或持续改善", 40.1, {**DOWN, **was(y2022=40)}, NOT), ("呈下降趋势", 39, was(y2022=40), MET),
    ("呈下降趋势", 40, was(y2022=40), NOT), ("比例不断提高", 41, was(y2022=40), MET), ("比重上升", 40, was(y2022=40), NOT),
    ("高于上年", 40, was(y2022=40), NOT), ("不低于上年", 40, was(y2022=40), MET), ("低于去年同期", 39, was(y2022=40), MET),
    ("不低于上年度水平", 39, was(y2022=40), NOT), ("只减不增", 40, was(y2022=40), MET), ("零增长", 40.1, was(y2022=40), NOT),
    ("水质类别不能退化", 3, {**DOWN, **was(y2022=3)}, MET), ("持续下降", 39, was(y2022=40), MET), ("稳步提升", 41, was(y2022=40), MET),
    ("近三年逐年增长", 43, was(y2022=42, y2021=41), MET), ("近三年逐年增长", 43, was(y2022=42, y2021=42), NOT),
    ("近三年逐年下降", 40, was(y2022=41), OPEN), ("逐年上升", 43, was(y2022=42, y2021=41, y2020=41), NOT),
    ("逐年下降", 40, was(y2022=41, y2021=42), MET), ("18/10万或持续降低", 19, {**DOWN, **was(y2022=20)}, MET),
    ("18/10万或持续降低", 19, {**DOWN, **was(y2022=19)}, NOT), ("78.3岁或逐年提高", 78, {**UP, **was(y2022=77)}, MET),
    # changes
    ("较2012年下降18%", 82, was(y2012=100), MET), ("较2012年下降18%", 82.1, was(y2012=100), NOT), ("较2012年下降18%", 82, was(y2022=100), OPEN),
    ("年降低率≥5%", 95, was(y2022=100), MET), ("年降低率5%", 95.1, was(y2022=100), NOT), ("同比下降5%以上", 95, was(y2022=100), MET),
    ("比上年提高2个百分点", 42, was(y2022=40), MET), ("比上年提高2个百分点", 41.9, was(y2022=40), NOT),
    ("比2020年降低10%以上", 90, was(y2020=100), MET), ("在2020年基础上增长10%", 110, was(y2020=100), MET),
    ("与2020年相比下降10%", 91, was(y2020=100), NOT), ("较去年下降1个类别及以上", 2, was(y2022=3), MET),
    ("较去年下降1个类别及以上", 3, was(y2022=3), NOT), ("不超过2012年水平,并进一步改善", 40, {**DOWN, **was(y2012=40, y2022=41)}, MET),
    ("不超过2012年水平,并进一步改善", 40, {**DOWN, **was(y2012=40, y2022=40)}, NOT), ("不低于2020年水平", 40, was(y2020=40), MET),
    ("△EQI>-1", 54, was(y2022=55), NOT), ("△EQI>-1", 54.1, was(y2022=55), MET), ("高于2020年", 40, was(y2020=40), NOT),
    # assigned tasks
    ("完成上级规定的考核任务", 45, ASSIGNED, MET), ("完成上级规定的考核任务", 46, ASSIGNED, NOT), ("完成上级政府下达的任务", 45, {}, OPEN),
    ("完成自治区下达水土流失治理年度任务", 45, ASSIGNED, MET), ("完成省、市下达的目标任务", 46, ASSIGNED, NOT), ("达到年度任务书要求", 45, ASSIGNED, MET),
    ("不超年度下达指标", 45, {"assignment": "45", **DOWN}, MET), ("低于国家计划指标", 45, ASSIGNED, NOT), ("低于国家计划指标", 44, ASSIGNED, MET),
    ("控制在上级下达的指标以内", 45, ASSIGNED, MET), ("不突破上级下达控制指标", 46, ASSIGNED, NOT), ("达到省级下达的目标", 45, ASSIGNED, MET),
    ("完成上级规定的考核任务,且≤25或持续下降", 26, {"assignment": "≤30", **was(y2022=27)}, MET),
    ("完成上级规定的考核任务,且≤25或持续下降", 26, {"assignment": "≤30", **was(y2022=26)}, NOT), ("全面完成年度目标任务", 45, ASSIGNED, MET),
    # peers
    ("高于全省平均水平", 30, PROVINCE, NOT), ("高于全省平均水平", 30.1, PROVINCE, MET), ("不低于全省平均水平", 30, PROVINCE, MET),
    ("<全省平均水平", 30, PROVINCE, NOT), ("达到全省平均水平", 30, {**PROVINCE, **UP}, MET), ("优于全省平均水平", 30, {**PROVINCE, **DOWN}, NOT),
    ("达到或高于全省平均水平", 30, PROVINCE, MET), ("全省平均水平以上", 30, PROVINCE, MET), ("低于全县平均水平", 20, {}, OPEN),
    ("不高于近5年平均水平", 7, {"references": {"近5年平均水平": 7}}, MET), ("高于全省平均增长水平", 7, {"references": {"全省平均增长水平": 6}}, MET),
    ("低于全区平均值的50%或年降低率5%", 49, {"references": {"全区平均值": 100}}, MET), ("低于全国平均值50%或年降低率≥5%", 50, {"references": {"全国平均值": 100}, **was(y2022=50)}, NOT),
    ("<全国平均水平,且近三年逐年下降", 9, {"references": {"全国平均水平": 10}, **was(y2022=10, y2021=11)}, MET),
    ("高于上年和县市区平均水平", 31, {"references": {"县市区平均水平": 30}, **was(y2022=30)}, MET),
    # events and windows
    ("消除", 0, {}, MET), ("消除", 1, {}, NOT), ("力争消除", 0, {}, MET), ("未发生", 0, {}, MET), ("未发生", None, {"statements": ("未发生",)}, MET),
    ("不出现重度及以上污染天数", 1, {}, NOT), ("未发生在社会上造成较大影响的公共环境事件", 0, {}, MET),
    ("三年内无较大环境事件", 0, was(y2022=0, y2021=0), MET), ("三年内无较大环境事件", 0, was(y2022=0, y2021=1), NOT), ("三年内无较大环境事件", 0, was(y2022=0), OPEN),
    ("近三年内没有发生", 0, was(y2022=0, y2021=0), MET), ("近两年来未发生", 0, was(y2022=1), NOT), ("近3年不得出现", 0, was(y2022=0, y2021=0), MET),
    ("近两年无", 0, was(y2022=0), MET), ("近三年内没有发生环境污染事故和生态破坏事件", 1, {}, NOT), ("近3年不得出现下列情况", 0, was(y2022=0, y2021=0), MET),
    ("两年内未发生因监管不力或处置不当造成的重、特大突发环境事件", 0, was(y2022=0), MET), ("连续两年≥80", 80, was(y2022=79), NOT), ("连续两年≥80", 80, was(y2022=80), MET),
    ("当年未发生重大事件", 0, {}, MET), ("连续三年达到80%", 80, {**UP, **was(y2022=80, y2021=80)}, MET),
    # dates
    ("颁布实施1年以上", None, on(date(2022, 12, 31)), MET), ("颁布实施1年以上", None, on(date(2023, 1, 1)), NOT), ("颁布实施1年以上", None, {}, OPEN),
    ("运行6个月以上", None, on(date(2023, 6, 30)), MET), ("实施满三年", None, on(date(2021, 1, 1)), NOT), ("正常运行半年以上", None, on(date(2023, 6, 30)), MET),
    ("三年内编制", None, on(date(2021, 1, 1)), MET), ("三年内编制", None, on(date(2020, 1, 1)), NOT), ("印发5年以内", None, on(date(2019, 1, 1)), MET),
    ("2018年7月底前修订完善", None, on(date(2018, 7, 31)), MET), ("2018年7月底前修订完善乡镇河长制工作考核方案。", None, on(date(2018, 8, 1)), NOT),
    ("2023年底前建成", None, on(date(2023, 12, 31)), MET),
    # by year, by label, must and strive
    ("2023年≥60，2024年≥65", 60, {}, MET), ("2023年≥60，2024年≥65", 64, {"year": 2024}, NOT), ("2023年≥60，2024年≥65", 64, {"year": 2025}, OPEN),
    ("2023年60%、2024年65%", 60, UP, MET), ("2022-2024年≥60", 59, {}, NOT), ("2022年、2023年≥60", 60, {}, MET), ("到2023年达到60%", 60, UP, MET),
    ("山区≥60；丘陵区≥40；平原地区≥18", 40, {"place": ("丘陵区",)}, MET), ("山区≥60；丘陵区≥40；平原地区≥18", 59, {"place": ("山区",)}, NOT),
    ("山区≥60；丘陵区≥40；平原地区≥18", 59, {}, OPEN), ("≥8000 / ≥6000 / ≥4000 (东部/中部/西部)", 6000, {"place": ("中部",)}, MET),
    ("≥70%（山区）；≥40%（丘陵区）", 41, {"place": ("丘陵区",)}, MET), ("山区及丘陵区≥20", 19, {"place": ("山区", "丘陵区")}, NOT),
    ("高寒区或草原区林草覆盖率≥90", 90, {"place": ("草原区", "高寒区")}, MET), ("东部地区：≥80%，中部地区：≥70%", 70, {"place": ("中部地区",)}, MET),
    ("≤30，力争≤25", 30, {}, MET), ("≤30，力争≤25", 31, {}, NOT), ("≥60%（力争≥65%）", 60, {}, MET), ("确保60%，力争65%", 60, UP, MET), ("力争达到60", 59, UP, NOT),
    # compounds
    ("≥55且不降低", 55, was(y2022=54), MET), ("≥55且不降低", 55, was(y2022=56), NOT), ("≥80，或不低于上年", 79, was(y2022=79), MET),
    # states, where the ruleset names them
    ("全面推行", None, said("全面推行"), MET), ("制定实施", None, said("未制定实施", states=("制定实施",)), NOT), ("执行", None, said("执行"), MET),
    ("定期研究部署, 有效开展工作", None, said("定期研究部署", "有效开展工作"), MET), ("完成;三年内无", 0, {**said("完成"), **was(y2022=0, y2021=0)}, MET),
    ("100%,有卫生公共厕所", 100, {**said("有卫生公共厕所"), **UP}, MET), ("100,实现24小时供水", 100, {**said("实现24小时供水"), **UP}, MET),
    ("大于90%,且无危险废物排放", 91, said("无危险废物排放"), MET), ("≥80 无危险废物排放", 80, said("无危险废物排放"), MET),
    ("达到功能区标准并持续改善", 41, {**said("达到功能区标准"), **UP, **was(y2022=40)}, MET), ("达到功能区标准", None, said("达到功能区标准"), MET),
    ("通过人大审议、颁布实施1年以上", None, {**said("通过人大审议"), **on(date(2022, 1, 1))}, MET), ("达到或优于Ⅲ类", None, said("达到或优于Ⅲ类"), MET),
    ("划定并严格遵守", None, said("划定并严格遵守"), MET), ("不得新增自备井供水", None, said("不得新增自备井供水"), MET), ("应划尽划", None, {"states": ("应划尽划",)}, OPEN),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "value", "more", "verdict"), CASES, ids=lambda x: str(x)[:40])
def test_a_phrase_is_judged_as_it_means(phrase, value, more, verdict):
    """The verdict on an observation is the one that the words of the phrase ask for."""
    given = {"year": 2023, **{k: v for k, v in more.items() if k != "unit"}}
    assert judge(phrase, value, **given).verdict.name == verdict


def test_there_are_enough_phrases():
    """At least 150 different phrases stand in the table."""
    assert len({phrase for phrase, *_ in CASES}) >= 150


REFUSED = [
    "<", "< 且完成上级下达的目标任务", "且完成上级下达的目标任务", "15左右", "优良率要达83%左右", "总体为95%左右", "控制在15%左右", "≥60且", "〔25〕", "0(6)(8)", "-", "—", "NA",
    "10%、35%、65%", "29%、31%、34%以上", "≥50 ≥40 ≥30", "≥50，≥40", "≥70%（甲）；≥40%（乙）", "分别在100%和80%以上", "≥14.8平方米/人;城市各城区最低值≥5.5平方米/人",
    "≥30%,人均绿地面积≥5平方米", "完成率100%,人口出生率小于省计划指标,10‰", "大于90%,且无危险废物排放", "≥90，且未发生重大事件", "Ⅲ类以上", "达到或优于Ⅲ类", "连续三年名列全省前10名",
    "不高于GB/T50331-2002《城市居民生活用水量标准》的指标(省考核标准≤150)", "多于国家目标8天", "大于75%(2007年、2008年大于80%)", "低于全国平均值30%", "年均下降5%", "累计下降18%",
    "2023年7月前完成", "扣完为止", "一票否优", "综合达标率×60", "全面实施", "超额完成10%(含)至20%", "造林绿化任务完成率达到100%的基础上", "2013年度不考核", "高于全省平均水平5个百分点",
]  # fmt: skip


@pytest.mark.parametrize("phrase", REFUSED)
@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_a_phrase_that_could_mean_two_things_is_refused(phrase, direction):
    """What is damaged, vague, about two quantities or undeclared is an error with a span, whatever the direction."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(phrase, direction)
    start, end = caught.value.span
    assert 0 <= start <= end <= len(phrase)


@pytest.mark.parametrize(
    ("cell", "phrases"),
    [
        ("≥94.2 ≥95.1 ≥97.5", ("≥94.2", "≥95.1", "≥97.5")),
        ("29%、31%、34%以上", ("29%以上", "31%以上", "34%以上")),
        ("分别在100%和80%以上", ("100%以上", "80%以上")),
        ("分别达30%和25%以上(西北地区指标可适当降低)", ("30%以上(西北地区指标可适当降低)", "25%以上(西北地区指标可适当降低)")),
        ("≥55且不降低", ("≥55且不降低",)),
        ("执行\n不明显\n不降低", ("执行", "不明显", "不降低")),
    ],
)  # fmt: skip
def test_a_cell_for_several_components_is_parted_in_order(cell, phrases):
    """A list in one cell gives one phrase a component, each with the words that all share."""
    assert split_cell(cell) == phrases


LIST = Path(__file__).parents[2] / "shared/data/target-phrases.tsv"


@pytest.mark.skipif(not LIST.exists(), reason="the list of real phrases is not part of the project")
def test_every_real_phrase_reads_back_or_is_refused():
    """Each phrase of the list, and each with a character taken out or doubled, reads back or raises the one error."""
    for line in LIST.read_text(encoding="utf-8").splitlines()[1:]:
        phrase = line.split("\t")[0]
        cut = [phrase[:i] + phrase[i + 1 :] for i in range(len(phrase))]
        doubled = [phrase[:i] + phrase[i] + phrase[i:] for i in range(len(phrase))]
        for text in (phrase, *cut, *doubled):
            assert reads_back_or_is_refused(text), text


def reads_back_or_is_refused(text):
    """Return whether a text round-trips, or raises the one error with a span inside it."""
    try:
        target = parse_target(text, "higher", labels=("山区", "丘陵区"))
    except TargetSyntaxError as error:
        return 0 <= error.span[0] <= error.span[1] <= len(text)
    return parse_target(str(target), "higher", labels=("山区", "丘陵区")) == target
