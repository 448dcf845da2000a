"""Points (赋分): rules that stand in real scorecards, each with the scheme that says it and what it then gives."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators.scoring import SchemeError
from ecoindicators.texts import Text
from scoring_cases import assessed, points, row, three, value

SHARED = Path(__file__).parent.parent.parent / "shared/data/scoring-phrases.tsv"


def one(target="≥95", direction="higher", states=(), **item):
    """Return the indicators and the scheme of one item about ``x``."""
    return [row("x", target, direction, states)], points({"component": "x", **item})


def several(rows, *items, **more):
    """Return the indicators and a scheme of several items."""
    return rows, points(list(items), **more)


def done(*ids):
    """Return one indicator for each id, met by the statement 完成."""
    return [row(id, "完成", None, ("完成",)) for id in ids]


def tasks(**full):
    """Return indicators and items that earn full marks where they are done."""
    return several(done(*full), *({"component": id, "points": p} for id, p in full.items()))


def grades(*bands):
    """Return grades from (name, at_least, below)."""
    return [
        {"name": name, **({} if low is None else {"at-least": low}), **({} if high is None else {"below": high})}
        for name, low, high in bands
    ]


COUNT = {"target": "≤0", "direction": "lower"}
RANK = {"target": "≤6", "direction": "lower"}

#: The phrase as printed, the scheme that says it, and observations with the points they earn.
CASES = {
    "1.加强涉水涉砂矛盾纠纷排查，建立非法采砂台帐，得1分。2.协助推进废弃采砂船舶的切割淘汰工作，得1分。": (
        tasks(a=1, b=1), [({"a": "完成"}, "1"), ({"a": "完成", "b": "完成"}, "2"), ({"a": "未完成"}, "0")],
    ),
    "1.加强监督管理，防止禁养区养殖场反弹。得5分。2.建立限养区养殖场台帐，得2分。": (
        tasks(a=5, b=2), [({"a": "完成", "b": "未完成"}, "5"), ({"b": "完成"}, "2")],
    ),
    "1.建立入河排污口台帐，得1分。2.对非法设置入河排污口督促整改或依法协同有关单位取缔，得3分。": (
        tasks(a=1, b=3), [({"a": "完成", "b": "完成"}, "4")],
    ),
    "1.指导和监督饮用水卫生监测（20分）2.指导和监督农村卫生改厕工作（20分）3.及时科学处理医疗垃圾（20分）": (
        tasks(a=20, b=20, c=20), [({"a": "完成", "b": "完成", "c": "完成"}, "60")],
    ),
    "不得分": (one(points=5, verdict={"met": 5, "not-met": 0}), [({"x": 95}, "5"), ({"x": 94}, "0")]),
    "与上年相比不降反升的,均计0分": (
        one("≤50", "lower", points=6, **{"zero-when": ["高于上年"]}),
        [({"x": {2022: 40, 2023: 45}}, "0"), ({"x": {2022: 45, 2023: 45}}, "6"), ({"x": {2022: 70, 2023: 60}}, "0")],
    ),
    "两类得分中较低分值": (
        several(
            [row("a"), row("b")],
            {"id": "both", "combine": "minimum", "part": [
                {"component": "a", "points": 10, "interpolate": [[0, 0], [100, 10]]},
                {"component": "b", "points": 10, "interpolate": [[0, 0], [100, 10]]},
            ]},
        ),
        [({"a": 80, "b": 60}, "6"), ({"a": 20, "b": 60}, "2"), ({"a": 20}, "0")],
    ),
    "为所辖各乡镇加分的算术平均数": (
        several(
            [row("a"), row("b")],
            {"id": "towns", "combine": "mean", "points": 9, "part": [
                {"component": "a", "points": 9, "linear": {"slope": 1}},
                {"component": "b", "points": 9, "linear": {"slope": 1}},
            ]},
        ),
        [({"a": 3, "b": 6}, "4.5"), ({"a": 20, "b": 6}, "7.5")],
    ),
    "为所辖各乡镇得分的造林绿化任务加权平均数": (
        several(
            [row("a"), row("b")],
            {"id": "towns", "combine": "weighted-mean", "points": 100, "part": [
                {"component": "a", "points": 100, "linear": {"slope": 1}, "weight": 0.3},
                {"component": "b", "points": 100, "linear": {"slope": 1}, "weight": 0.7},
            ]},
        ),
        [({"a": 80, "b": 60}, "66")],
    ),
    "以2020年度断面水质为基准,每实现1个断面升类并达到III类及以上的,加2分": (
        several(
            [row("x", "≥0"), row("a")], {"component": "a", "points": 10},
            bonus=[{"component": "x", "add": [{"each": 1, "points": 2, "above": 0}]}],
        ),
        [({"a": 95, "x": 3}, "16"), ({"a": 95, "x": 0}, "10"), ({"x": 2}, "4")],
    ),
    "低于(含)90%,不得分。高于90%的,按线性内插赋分": (
        one(points=8, interpolate=[[90, 0], [100, 8]]),
        [({"x": 90}, "0"), ({"x": 80}, "0"), ({"x": 92.5}, "2"), ({"x": 100}, "8"), ({"x": 99.99}, "7.992")],
    ),
    "分值位列全市前六位,或相比上一年有所提高": (
        several(
            [row("rank", **RANK), row("x")],
            {"id": "either", "combine": "maximum", "part": [
                {"component": "rank", "points": 5, "steps": [{"when": "≤6", "points": 5}]},
                {"component": "x", "points": 5, "steps": [{"when": "高于上年", "points": 5}]},
            ]},
        ),
        [({"rank": 6}, "5"), ({"rank": 7, "x": {2022: 80, 2023: 81}}, "5"), ({"rank": 7, "x": {2022: 80, 2023: 80}}, "0")],
    ),
    "列全省、市前3名的分别奖10分、5分、3分": (
        several(
            [row("rank", **RANK), row("a")], {"component": "a", "points": 10},
            bonus=[{"component": "rank", "steps": [
                {"when": "=1", "points": 10}, {"when": "=2", "points": 5}, {"when": "=3", "points": 3},
            ]}],
        ),
        [({"a": 95, "rank": 1}, "20"), ({"a": 95, "rank": 3}, "13"), ({"a": 95, "rank": 4}, "10")],
    ),
    "创新奖励及其他加分事项、\"一票否决\"事项": (
        several(
            [row("a"), row("fraud", "未发生", None)], {"component": "a", "points": 90},
            bonus=[{"component": "other", "start": 5}],
            veto=[{"name": "弄虚作假", "indicator": "fraud", "verdict": "not-met", "points-at-most": 0}],
        ),
        [({"a": 95, "fraud": 0}, "95"), ({"a": 95, "fraud": 1}, "0"), ({"a": 95, "fraud": "发生"}, "0")],
    ),
    "存在严重质量缺陷或安全隐患的,此项不得分": (
        one(points=5, **{"zero-when": [{"when": "存在安全隐患", "states": ["存在安全隐患"]}]}),
        [({"x": 95}, "0")],
    ),
    "实行一票否决(否合格)": (
        several(
            [row("a", "≥0"), row("b", "未发生", None)],
            {"component": "a", "points": 100, "linear": {"slope": 1}},
            veto=[{"name": "事故", "component": "b", "when": ">0", "grade-at-most": "不合格"}],
            grade=grades(("不合格", None, 60), ("合格", 60, 85), ("优秀", 85, None)),
        ),
        [({"a": 92, "b": 0}, "92 优秀"), ({"a": 92, "b": 2}, "92 不合格"), ({"a": 60, "b": 0}, "60 合格")],
    ),
    "差异指标需至少选择5个,得分为已选指标平均分": (
        several(
            [row(id) for id in "abcdefg"],
            {"id": "chosen", "combine": "mean", "missing": "redistribute", "parts-at-least": 5, "points": 100, "part": [
                {"component": id, "points": 100, "linear": {"slope": 1}} for id in "abcdefg"
            ]},
        ),
        [(dict.fromkeys("abcde", 80) | {"f": 86}, "81"), (dict.fromkeys("abcd", 80), "0")],
    ),
    "年内无案例不得分": (
        one("≥1", points=4, steps=[{"when": "≥1", "points": 4}]), [({"x": 0}, "0"), ({"x": 2}, "4")],
    ),
    "年度目标考核得分=各单项目标分值-扣分+加分": (
        several(
            [row("a"), row("b", "≤0", "lower"), row("c")], {"component": "a", "points": 100},
            deduction=[{"component": "b", "deduct": [{"each": 1, "points": 3, "above": 0}]}],
            bonus=[{"component": "c", "add": [{"each": 1, "points": 1, "above": 90}], "at-most": 4}],
        ),
        [({"a": 95, "b": 2, "c": 93}, "97"), ({"a": 95, "b": 0, "c": 99}, "104"), ({"a": 90, "b": 9, "c": 0}, "0")],
    ),
    "当年应建成投运的垃圾处理场已建成投运或应开工建设垃圾处理场已开工建设的得3分,否则得0分": (
        one("建成投运或开工建设", None, ("建成投运", "开工建设"), points=3),
        [({"x": "已建成投运"}, "3"), ({"x": "已开工建设"}, "3"), ({"x": "未建成投运；未开工建设"}, "0")],
    ),
    "当年应建成投运的城镇生活污水处理厂已建成投运的得3分,否则得0分": (
        one("建成投运", None, ("建成投运",), points=3), [({"x": "已建成投运"}, "3"), ({"x": "未建成投运"}, "0")],
    ),
    "得5分;出现不配合现象不得分": (
        one(points=5, start=5, **COUNT, **{"zero-when": [">0"]}), [({"x": 0}, "5"), ({"x": 1}, "0")],
    ),
    "推进不达标河库治理，年内无不达标河库，得4分，水质水量监测评价出现一次不达标河库扣2分，扣完为止。": (
        one(points=4, deduct=[{"each": 1, "points": 2, "above": 0}], **COUNT),
        [({"x": 0}, "4"), ({"x": 1}, "2"), ({"x": 2}, "0"), ({"x": 5}, "0")],
    ),
    "新进人员中35周岁以下占比不低于95%的,得2分;每低1%,扣0.2分": (
        one(points=2, deduct=[{"each": 1, "points": 0.2, "below": 95}]),
        [({"x": 95}, "2"), ({"x": 93}, "1.6"), ({"x": 93.5}, "1.8"), ({"x": 50}, "0")],
    ),
    "最多加9分": (
        several(
            [row("a"), row("x", "≥0")], {"component": "a", "points": 91},
            bonus=[{"component": "x", "add": [{"each": 1, "points": 4, "above": 0}]}], **{"bonus-at-most": 9},
        ),
        [({"a": 95, "x": 2}, "99"), ({"a": 95, "x": 3}, "100")],
    ),
    "期末考核总分=各年度考核平均得分×50%+期末年考核得分×50%": (
        several(
            [row("mean"), row("last")],
            {"id": "total", "combine": "weighted-mean", "points": 100, "part": [
                {"component": "mean", "points": 100, "linear": {"slope": 1}, "weight": 50},
                {"component": "last", "points": 100, "linear": {"slope": 1}, "weight": 50},
            ]},
        ),
        [({"mean": 81, "last": 90}, "85.5")],
    ),
    "未完成年度目标任务的,每差1个百分点扣0.25分,扣完为止": (
        one(points=3, deduct=[{"each": 1, "points": 0.25}]),
        [({"x": 95}, "3"), ({"x": 93}, "2.5"), ({"x": 50}, "0")],
    ),
    "未完成按水库退养完成比例扣分": (
        one("≥8", points=4, attainment=True), [({"x": 8}, "4"), ({"x": 6}, "3"), ({"x": 0}, "0"), ({"x": 10}, "4")],
    ),
    "未达到年度目标值的,按实际完成值与年度目标值的差距绝对值进行扣分,每差1微克/立方米扣0.5分,扣完为止": (
        one("≤35", "lower", points=5, deduct=[{"each": 1, "points": 0.5}]),
        [({"x": 35}, "5"), ({"x": 38}, "3.5"), ({"x": 60}, "0")],
    ),
    "本指标为否决性指标": (
        several(
            [row("a"), row("x")], {"component": "a", "points": 100},
            veto=[{"name": "x", "component": "x", "verdict": "not-met", "points-at-most": 59}],
        ),
        [({"a": 95, "x": 95}, "100"), ({"a": 95, "x": 90}, "59")],
    ),
    "本评估办法中确定的断面得分×0.7+邻省断面得分×0.3": (
        several(
            [row("own"), row("next")],
            {"id": "sections", "combine": "weighted-mean", "points": 100, "part": [
                {"component": "own", "points": 100, "linear": {"slope": 1}, "weight": 0.7},
                {"component": "next", "points": 100, "linear": {"slope": 1}, "weight": 0.3},
            ]},
        ),
        [({"own": 90, "next": 70}, "84")],
    ),
    "查看上一年资料。达到5%得1分;达到10%得2分;达到15%以上得3分。": (
        one("≥15", points=3, steps=[{"when": f"≥{n}", "points": p} for n, p in ((15, 3), (10, 2), (5, 1))]),
        [({"x": 4.9}, "0"), ({"x": 5}, "1"), ({"x": 10}, "2"), ({"x": 14.9}, "2"), ({"x": 15}, "3")],
    ),
    "查看最近连续两年资料,每低5%扣1分。": (
        one("≥100", points=6, deduct=[{"each": 5, "points": 1, "below": 100}]),
        [({"x": 100}, "6"), ({"x": 96}, "6"), ({"x": 95}, "5"), ({"x": 0}, "0")],
    ),
    "每个断面扣5分": (
        one(points=20, deduct=[{"each": 1, "points": 5, "above": 0}], **COUNT), [({"x": 3}, "5"), ({"x": 4}, "0")],
    ),
    "每低5%扣1分": (
        one(points=6, deduct=[{"each": 5, "points": 1, "percent": True}]),
        [({"x": 95}, "6"), ({"x": 90.25}, "5"), ({"x": 90.26}, "6")],
    ),
    "每低于目标值1天,扣0.2分;低于目标值35天为0分": (
        one("≥300", points=10, deduct=[{"each": 1, "points": 0.2}], **{"zero-when": ["≤265"]}),
        [({"x": 300}, "10"), ({"x": 299}, "9.8"), ({"x": 266}, "3.2"), ({"x": 265}, "0")],
    ),
    "每增加一座加5分": (
        one("≥0", points=20, add=[{"each": 1, "points": 5, "above": 0}]), [({"x": 3}, "15"), ({"x": 9}, "20")],
    ),
    "每少一次扣0.5分,扣完为止": (
        one("≥12", points=3, deduct=[{"each": 1, "points": 0.5, "below": 12}]), [({"x": 9}, "1.5"), ({"x": 2}, "0")],
    ),
    "每差1微克/立方米扣0.5分,扣完为止": (
        one("≤35", "lower", points=5, deduct=[{"each": 1, "points": 0.5, "counting": "proportional"}]),
        [({"x": 35.5}, "4.75"), ({"x": 46}, "0")],
    ),
    "每项措施各1.5分,完成计满分,没有完成计0分": (
        tasks(a=1.5, b=1.5), [({"a": "完成", "b": "未完成"}, "1.5"), ({"a": "完成", "b": "完成"}, "3")],
    ),
    "特色指标10分": (
        several(
            done("a", "b", "c"),
            {"id": "special", "points": 10, "at-most": 10, "part": [{"component": id, "points": 4} for id in "abc"]},
        ),
        [({"a": "完成", "b": "完成"}, "8"), ({"a": "完成", "b": "完成", "c": "完成"}, "10")],
    ),
    "积极开展河库水域突出问题的整治工作，依法打击各类犯罪活动，确保河库水域治安稳定，得3分": (
        tasks(a=3), [({"a": "完成"}, "3")],
    ),
    "负责组织实施农村沼气综合利用的技术指导、质量监督、验收工作（60分）": (tasks(a=60), [({"a": "完成"}, "60")]),
    "加强砂石运输车辆执法检查（60分）": (tasks(a=60), [({"a": "未完成"}, "0")]),
    "配合县水利局、水保局技术人员开展节约用水、水资源保护、河流环境治理、水生态修复等科学研究和技术示范（60分）": (
        tasks(a=60), [({"a": "完成"}, "60")],
    ),
    "计算编制总量项得分,在全市排名1-5名的依次赋予20分、19分、18分、17分、16分": (
        one(points=20, steps=[{"when": f"={n}", "points": 21 - n} for n in range(1, 6)], **RANK),
        [({"x": 1}, "20"), ({"x": 5}, "16"), ({"x": 6}, "0")],
    ),
    "达到90%以上得1分,否则得0分": (one("≥90", points=1), [({"x": 90}, "1"), ({"x": 89.9}, "0")]),
    "达到90%以上者得1分,低于90%得0分": (one("≥90", points=1), [({"x": 91}, "1"), ({"x": 0}, "0")]),
    "达到标准6分,每降低1%加2分,降低2%以上加4分。高于标准不得分": (
        one("≤50", "lower", points=6, start=6, add=[{"each": 1, "points": 2, "percent": True, "at-most": 4}],
            **{"at-most": 10, "zero-when": [">50"]}),
        [({"x": 50}, "6"), ({"x": 49.5}, "8"), ({"x": 49}, "10"), ({"x": 40}, "10"), ({"x": 51}, "0")],
    ),
    "部分月份水质反弹为劣Ⅴ类的,每月扣2分": (
        several(
            [row("a"), row("months", "≤0", "lower")], {"component": "a", "points": 20},
            deduction=[{"component": "months", "deduct": [{"each": 1, "points": 2, "above": 0}]}],
        ),
        [({"a": 95, "months": 3}, "14"), ({"a": 95, "months": 0}, "20")],
    ),
    "防洪涝安全保障率为100%的得100%分,小于或等于90%的得0分,其余按线性内插赋分": (
        one(points=5, interpolate=[[90, 0], [100, 5]]), [({"x": 100}, "5"), ({"x": 95}, "2.5"), ({"x": 90}, "0")],
    ),
    "防洪达标率达到100%的得100%分;小于等于75%的得0分;介于75-100%之间按线性内插赋分": (
        one(points=10, interpolate=[[75, 0], [100, 10]]), [({"x": 87.5}, "5"), ({"x": 75}, "0")],
    ),
    "70分(含)至90分": (
        several(
            [row("a", "≥0")], {"component": "a", "points": 100, "linear": {"slope": 1}},
            grade=grades(("不合格", None, 70), ("合格", 70, 90), ("优秀", 90, None)),
        ),
        [({"a": 69.99}, "69.99 不合格"), ({"a": 70}, "70 合格"), ({"a": 89.99}, "89.99 合格"), ({"a": 90}, "90 优秀")],
    ),
    "低于全国同行业20分位值": (
        one("≤100", "lower", points=2, steps=[{"when": "低于全国同行业20分位值", "points": 2}]),
        [({"x": 9}, "2"), ({"x": 11}, "0")],
    ),
    "按各地区编制资源总量/所辖村(社区)总数进行排名,第1名得6分,第2-5名按第1名的比例得分": (
        several(
            [row("rank", **RANK), row("share", "≥0")],
            {"component": "share", "points": 6, "linear": {"slope": 0.06},
             "zero-when": [{"component": "rank", "when": ">5"}]},
        ),
        [({"rank": 1, "share": 100}, "6"), ({"rank": 3, "share": 70}, "4.2"), ({"rank": 6, "share": 40}, "0")],
    ),
    "第1名得6分,第2-5名按第1名的比例得分": (
        several(
            [row("rank", **RANK), row("share", "≥0")],
            {"component": "share", "points": 6, "linear": {"slope": 0.06},
             "zero-when": [{"component": "rank", "when": ">5"}]},
        ),
        [({"rank": 2, "share": 90}, "5.4")],
    ),
}  # fmt: skip

#: What stands in the file and is no rule of points: a target, or one about many places together.
NO_RULES = {
    "下降15个百分点左右": "a target",
    "不低于50%,森林覆盖率增加2个百分点以上": "a target",
    "力争三分之一县(市、区)PM2.5年均浓度保持在25以下": "a target of many counties together",
    "小于56分贝": "a target",
    "小于70分贝": "a target",
}


@pytest.mark.parametrize(
    ("case", "observed", "expected"),
    [pytest.param(case, seen, want, id=f"{text[:18]}-{i}") for text, (case, runs) in CASES.items() for i, (seen, want) in enumerate(runs)],
)  # fmt: skip
def test_rules_of_real_scorecards(case, observed, expected):
    """A rule as printed in a scorecard gives the points that a person would give by it."""
    indicators, scheme = case
    references = [{"year": 2023, "name": "全国同行业20分位值", "value": 10}]
    score = eco.score(assessed(indicators, observed, references=references), "points", scheme=scheme)
    grade = f" {score.grade.value.zh}" if score.grade is not None else ""
    assert value(score) + grade == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of real phrases is not here")
def test_every_phrase_of_the_collection_is_either_expressed_or_no_rule():
    """No phrase of the collection is passed over: each has a case above, or says why it is no rule of points."""
    with SHARED.open(encoding="utf-8", newline="") as file:
        phrases = [line["phrase"] for line in csv.DictReader(file, delimiter="\t")]
    assert [phrase for phrase in phrases if phrase not in CASES and phrase not in NO_RULES] == []
    assert len(phrases) == 61


@pytest.mark.parametrize(
    ("item", "observed", "expected", "why"),
    [
        ({"steps": [{"when": "≥90", "points": 6}, {"when": "高于上年", "points": 4}]}, {}, (0, 0, 6), "nothing was reported for 2023"),
        ({"steps": [{"when": "高于上年", "points": 6}, {"when": "≥80", "points": 4}], "otherwise": 1}, {"x": 85}, (4, 4, 6),
         "the data of 2022 to compare with are missing"),
        ({"steps": [{"when": "高于上年", "points": 4}, {"when": "≥80", "points": 4}]}, {"x": 85}, (4, 4, 4),
         "the data of 2022 to compare with are missing"),
        ({"interpolate": [[90, 2], [100, 8]]}, {}, (2, 2, 8), "nothing was reported for 2023"),
        ({"interpolate": [[90, 2], [100, 8]]}, {"x": 105}, (8, 8, 8), "105, interpolated"),
        ({"points": 9, "deduct": [{"each": 1, "points": 2, "at-most": 4}]}, {"x": 50}, (5, 5, 5), "9 from the start; 45 away, 2 for each 1"),
        ({"points": 9, "deduct": [{"each": 1, "points": 2, "below": 95}]}, {}, (0, 0, 9), "9 from the start; nothing was reported for 2023"),
        ({"linear": {"slope": 1}, "points": 9}, {}, (0, 0, 9), "nothing was reported for 2023"),
        ({"linear": {"slope": 1, "intercept": -90}, "points": 9}, {"x": 93.5}, (3.5, 3.5, 3.5), "-90 + 1 × 93.5"),
        ({"attainment": True, "points": 9}, {}, (0, 0, 9), "nothing was reported for 2023"),
        ({"points": 9, "deduct": [{"each": 1, "points": 2}]}, {}, (0, 0, 9), "9 from the start; nothing was reported for 2023"),
        ({"points": 9, "deduct": [{"each": 1, "points": 2, "at-most": 4}]}, {}, (5, 5, 9), "9 from the start; nothing was reported for 2023"),
        ({"points": 9, "deduct": [{"each": 1, "points": 2, "below": 95, "counting": "started"}]}, {"x": 94.5}, (7, 7, 7),
         "9 from the start; 0.5 away, 2 for each 1"),
        ({"points": 9, "add": [{"each": 1, "points": 2}]}, {"x": 97.5}, (4, 4, 4), "0 from the start; 2.5 away, 2 for each 1"),
        ({"points": 9, "add": [{"each": 1, "points": 2}]}, {"x": 90}, (0, 0, 0), "0 from the start; 0 away, 2 for each 1"),
    ],
)  # fmt: skip
def test_what_is_missing_leaves_an_item_open_and_says_why(item, observed, expected, why):
    """Each rule without its data lies between the least and the most it can still give; the reason is told."""
    score = eco.score(assessed([row("x")], observed), "points", scheme=points({"component": "x", **item}))
    assert three(score) == expected
    assert score.contributions[0].because.en == why


def test_an_item_on_words_and_on_targets_without_a_distance():
    """A met statement costs nothing and has full attainment; an unmet one has no distance, so its item stays open."""
    words = [row("x", "完成", None, ("完成",))]
    lost = {"component": "x", "points": 5, "deduct": [{"each": 1, "points": 2}]}
    share = {"component": "x", "points": 5, "attainment": True}
    won = {"component": "x", "points": 5, "add": [{"each": 1, "points": 2}]}
    for item, done, undone in (
        (lost, (5, 5, 5), (0, 0, 5)),
        (share, (5, 5, 5), (0, 0, 5)),
        (won, (0, 0, 5), (0, 0, 5)),
    ):
        found = [eco.score(assessed(words, {"x": said}), "points", scheme=points(item)) for said in ("完成", "未完成")]
        assert [three(score) for score in found] == [done, undone]
    assert found[1].contributions[0].because.en == '0 from the start; the statement denies "完成"'
    numbers = assessed([row("x", "=50", None)], {"x": 40})
    assert eco.score(numbers, "points", scheme=points(won)).contributions[0].because.en == (
        "0 from the start; the distance to the target cannot be told"
    )


def test_a_distance_in_percent_of_the_target():
    """Percent is of the number given or of the target's; of an exact target, which has no ratio, it cannot be told."""
    item = {"component": "x", "points": 10, "deduct": [{"each": 5, "points": 1, "percent": True}]}
    for target, direction, seen, expected in (
        ("≤50", "lower", 60, (6, 6, 6)),
        ("≥50", "higher", 40, (6, 6, 6)),
        ("=50", None, 50, (10, 10, 10)),
        ("=50", None, 40, (0, 0, 10)),
    ):
        assert (
            three(eco.score(assessed([row("x", target, direction)], {"x": seen}), "points", scheme=points(item)))
            == expected
        )
    plain = {**item, "deduct": [{"each": 5, "points": 1}]}
    assert three(eco.score(assessed([row("x", "=50", None)], {"x": 40}), "points", scheme=points(plain))) == (8, 8, 8)


def test_conditions_by_verdict_and_on_other_components():
    """A condition may ask for one of several verdicts, of the item's own component, another or an indicator."""
    rows = [row("a"), row("b")]
    for condition, seen, expected in (
        ({"verdict": "not-met"}, {"a": 95}, 5),
        ({"component": "b", "verdict": ["not-met", "undetermined"]}, {"a": 95}, 0),
        ({"indicator": "b", "verdict": "not-met"}, {"a": 95, "b": 9}, 0),
        ({"component": "b", "when": "≤9"}, {"a": 95, "b": 9}, 0),
        ({"component": "b", "when": "≤9"}, {"a": 95, "b": 10}, 5),
    ):
        scheme = points({"component": "a", "points": 5, "zero-when": [condition]})
        assert eco.score(assessed(rows, seen), "points", scheme=scheme).value == expected
    exempt = points({"component": "a", "points": 5, "zero-when": [{"component": "b", "when": "≤9"}]})
    assert eco.score(assessed(rows, {"a": 95}, exempt=("b",)), "points", scheme=exempt).value == 5
    wrong = points({"component": "a", "points": 5, "zero-when": [
        {"component": "c", "when": "≤9"}, {"indicator": "c", "verdict": "met"}, {"indicator": "a", "when": "≤9"},
        "≤九",
    ]})  # fmt: skip
    with pytest.raises(SchemeError) as caught:
        eco.score(assessed(rows, {}), "points", scheme=wrong)
    assert str(caught.value).splitlines() == [
        'item[0].zero-when[0].component: test has no component "c"',
        'item[0].zero-when[1].indicator: test has no indicator "c"',
        "item[0].zero-when[2]: the condition must name a component (only one with verdict may name an indicator)",
        'item[0].zero-when[3]: expected a number after "≤", found "九". Write digits, for example "≥90"',
        "    ≤九",
        "    ^^^^",
    ]


def test_a_condition_by_verdict_waits_for_what_is_undetermined():
    """A verdict that is not known yet leaves the item open, unless being undetermined is what was asked for."""
    item = {"component": "a", "points": 5, "zero-when": [{"component": "b", "verdict": "not-met"}]}
    assert three(eco.score(assessed([row("a"), row("b")], {"a": 95}), "points", scheme=points(item))) == (0, 0, 5)


def test_a_condition_is_judged_with_the_component_s_tolerance():
    """稳定 in a scheme allows what the ruleset allows."""
    item = {"component": "x", "points": 5, "steps": [{"when": "保持稳定", "points": 5}]}
    seen = {"x": {2022: 50, 2023: 49.5}}
    for tolerance, expected in ((1, 5), (0, 0)):
        one = assessed([row("x", tolerance=Decimal(tolerance))], seen)
        assert eco.score(one, "points", scheme=points(item)).value == expected


def test_an_item_about_an_indicator_is_earned_by_its_verdict():
    """An indicator with several components earns its marks by the verdict on all of them."""
    scheme = points({"indicator": "river-chief-system", "points": 4, "verdict": {"not-met": 1}})
    for said, expected in (("全面实施", "4"), ("未全面实施", "1")):
        dossier = eco.Dossier.from_records([{"component": 4, "year": 2023, "statement": said}])
        one = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
        assert value(eco.score(one, "points", scheme=scheme)) == expected


def test_steps_from_a_target_with_several_numbers_need_the_number_they_count_from():
    """≥50且不降低 has two distances: without below or above the scheme is refused, with one it counts."""
    found = assessed([row("x", "≥50且不降低")], {"x": {2022: 60, 2023: 48}})
    steps = [{"each": 1, "points": 2}]
    with pytest.raises(SchemeError) as caught:
        eco.score(found, "points", scheme=points({"component": "x", "points": 9, "deduct": steps}))
    assert caught.value.problems[0].text == Text(
        "item[0].deduct[0]：目标“≥50且不降低”含有几个数值条件，应写明从哪个数算起：below 或 above",
        'item[0].deduct[0]: the target "≥50且不降低" holds several numeric conditions: say from which number to count, below or above',
    )
    counted = eco.score(
        found, "points", scheme=points({"component": "x", "points": 9, "deduct": [{**steps[0], "below": 50}]})
    )
    assert value(counted) == "5"


# --- what lies outside the total, what does not apply, and what is rounded ---------------------------------


@pytest.mark.parametrize(
    ("beside", "exempt", "expected", "points_of"),
    [
        ({"bonus": [{"component": "b", "points": 3}, {"component": "c", "points": 3}]}, ("c",), "13", [10, 3]),
        ({"bonus": [{"component": "b", "points": 3}, {"component": "c", "points": 3}]}, (), "16", [10, 3, 3]),
        ({"deduction": [{"component": id, "verdict": {"met": 1}} for id in "bc"]}, ("c",), "9", [10, -1]),
        ({"deduction": [{"component": "c", "verdict": {"met": 4}}]}, ("c",), "10", [10]),
        ({"bonus": [{"id": "g", "part": [{"component": "b", "points": 3}, {"component": "c", "points": 4}]}]},
         ("b",), "14", [10, 4]),
        ({"deduction": [{"id": "g", "part": [{"component": "b", "points": 3, "verdict": {"met": 3}},
                                             {"component": "c", "verdict": {"met": 4}}]}]}, ("b",), "6", [10, -4]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("exempting", ["redistribute", "full", "zero"])
def test_what_is_exempt_outside_the_total_counts_nothing(beside, exempt, expected, points_of, exempting):
    """Its points go to nothing else, whatever happens to the marks of an item; what the items add is the score."""
    scheme = points({"component": "a", "points": 10}, **beside, **{"not-applicable": exempting})
    score = eco.score(assessed(done(*"abc"), dict.fromkeys("abc", "完成"), exempt), "points", scheme=scheme)

    assert value(score) == expected
    assert [c.points for c in score.contributions] == points_of


def test_a_deduction_without_a_rule_takes_its_points_where_the_target_is_not_met():
    """A met target costs nothing; verdict says otherwise where a document does."""
    for rule, met, not_met in (
        ({}, "10", "8"),
        ({"verdict": {"not-met": 2}}, "10", "8"),
        ({"verdict": {"met": 2}}, "8", "10"),
    ):
        scheme = points({"component": "a", "points": 10}, deduction=[{"component": "b", "points": 2, **rule}])
        for statement, expected in (("完成", met), ("未完成", not_met)):
            score = eco.score(assessed(done("a", "b"), {"a": "完成", "b": statement}), "points", scheme=scheme)
            assert value(score) == expected


def test_an_item_without_marks_takes_and_gives_none():
    """Where it is exempt nothing goes to the rest, where all others are exempt nothing goes to it."""
    rows, scheme = tasks(a=10, b=0)
    observed = {"a": "完成", "b": "完成"}
    assert [value(eco.score(assessed(rows, observed, gone), "points", scheme=scheme)) for gone in ((), "b", "a")] == [
        "10", "10", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "observed", "band"),
    [
        ({"points": 72, "attainment": True}, 5, 60),
        ({"points": 6, "attainment": True}, 5, 5),
        ({"points": 72, "interpolate": [[0, 0], [6, 72]]}, 5, 60),
        (
            {"points": 10, "deduct": [{"each": 3, "points": 1, "below": 7, "counting": "proportional"}]},
            6,
            "9.666666667",
        ),
    ],
)
def test_only_the_score_is_rounded_not_what_it_is_made_of(item, observed, band):
    """A score that comes to a grade's first number has that grade."""
    rows, scheme = one("≥6", **item)
    bands = grades(("不合格", None, band), ("合格", band, None)) if isinstance(band, int) else []
    score = eco.score(assessed(rows, {"x": observed}), "points", scheme={**scheme, "grade": bands})

    assert value(score) == str(band)
    assert not bands or str(score.grade.value.zh) == "合格"


def test_thirds_of_items_add_up_to_a_whole():
    """Three items that each earn a third of ten points earn ten."""
    items = [{"component": id, "points": 10, "interpolate": [[0, 0], [90, 10]]} for id in "abc"]
    score = eco.score(assessed([row(id) for id in "abc"], dict.fromkeys("abc", 30)), "points", scheme=points(items))

    assert (value(score), [str(c.points) for c in score.contributions]) == ("10", ["3.333333333"] * 3)


def test_what_each_item_adds_comes_to_a_score_that_was_moved():
    """Where redistribution would leave what is possible, the score is moved inside, and so is what the items add."""
    items = [{"component": "a", "points": 10}, {"component": "b", "points": 10, "verdict": {"met": 6}}]
    score = eco.score(assessed(done("a", "b"), {"a": "完成"}), "points", scheme=points(items, missing="redistribute"))

    assert three(score) == (16, 10, 16)
    assert [str(c.points) for c in score.contributions] == ["16"]
