"""Judging: every reason code is given where it belongs, with its gap; and what a ruleset may say of an indicator."""

import csv
import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators import Dossier, Observation, Verdict, judge, language
from ecoindicators.cli import cli
from ecoindicators.errors import TargetSyntaxError
from ecoindicators.reasons import REASON_CODES
from ecoindicators.rulesets import Ruleset

Y = {"year": 2023}
CASES = {
    "met": ("≥20", {"value": 20, **Y}, 0),
    "below-threshold": ("≥94.2", {"value": "94.19", **Y}, "0.01"),
    "above-threshold": ("0.3-0.4之间", {"value": "0.45", **Y}, "0.05"),
    "not-equal": ("=100", {"value": 99, **Y}, 1),
    "denied": ("建立", {"statements": ["未建立"], "states": ["建立"], **Y}, None),
    "not-eliminated": ("消除", {"value": 2, **Y}, 2),
    "worse-than-before": ("不降低", {"value": 9, "earlier": {2022: 10}, **Y}, 1),
    "not-improved": ("近三年逐年下降", {"value": 5, "earlier": {2021: 6, 2022: 5}, **Y}, None),
    "event-in-window": ("近三年未发生", {"value": 0, "earlier": {2022: 1, 2021: 0}, **Y}, None),
    "assignment-missed": ("完成上级规定的目标任务", {"value": 46, "assignment": "≤45", **Y}, 1),
    "peer-missed": ("低于全区平均值的50%", {"value": 30, "references": {"全区平均值": 50}, **Y}, 5),
    "too-recent": ("颁布实施1年以上", {"date": date(2023, 1, 1), **Y}, None),
    "no-observation": ("≥20", Y, None),
    "no-value": ("≥20", {"statements": ["好"], **Y}, None),
    "no-statement": ("建立", {"value": 1, "states": ["建立"], **Y}, None),
    "no-date": ("颁布实施1年以上", {"value": 1, **Y}, None),
    "no-earlier-year": ("近三年逐年下降", {"value": 5, "earlier": {2022: 6}, **Y}, None),
    "no-assignment": ("不超年度下达指标", {"value": 46, **Y}, None),
    "no-reference": ("高于全省平均水平", {"value": 46, **Y}, None),
    "no-label": ("山区≥60；丘陵区≥40", {"value": 46, "place": ["平原地区"], **Y}, None),
    "two-labels": ("山区≥60；丘陵区≥40", {"value": 46, "place": ["山区", "丘陵区"], **Y}, None),
}


@pytest.mark.parametrize("code", CASES)
def test_each_reason_code_is_given_where_it_belongs(code):
    """Code, gap and a sentence in both languages, with no blank left in it where the numbers are known."""
    text, arguments, gap = CASES[code]
    finding = judge(text, **arguments)
    assert finding.reason.code == code
    assert finding.gap == (None if gap is None else Decimal(gap))
    assert finding.reason.text.zh
    assert finding.reason.text.en != finding.reason.text.zh


def test_the_list_of_codes_is_covered():
    """Every code but exempt, which needs a dossier, is judged above."""
    assert {*CASES, "exempt"} == set(REASON_CODES)


def test_a_missing_year_matters_only_where_the_verdict_is_open():
    """One failing comparison settles a multi-year trend whatever is missing."""
    assert judge("近三年逐年下降", 7, year=2023, earlier={2022: 6}).verdict is Verdict.NOT_MET
    assert judge("连续两年≥80", 79, year=2023).verdict is Verdict.NOT_MET
    assert judge("连续两年≥80", 81, year=2023).reason.code == "no-earlier-year"
    assert judge("连续两年≥80", 81, year=2023, earlier={2022: 80}).verdict is Verdict.MET


def test_earlier_observations_bring_their_statements():
    """A window over states looks at what earlier observations state."""
    earlier = {2022: Observation("", 2022, statement="未发生"), 2021: Observation("", 2021, statement="发生")}
    assert judge("近三年未发生", year=2023, statements=["未发生"], earlier=earlier).reason.code == "event-in-window"
    assert judge("近两年未发生", year=2023, statements=["未发生"], earlier=earlier).verdict is Verdict.MET


def test_changes_are_rounded_to_nine_decimals():
    """较2012年下降18%: 82 of 100 is just enough; a base of 0 cannot be compared with."""
    assert judge("较2012年下降18%", 82, year=2023, earlier={2012: 100}).verdict is Verdict.MET
    assert judge("较2012年下降18%", "82.000001", year=2023, earlier={2012: 100}).verdict is Verdict.NOT_MET
    assert judge("年降低率≥5%", 1, year=2023, earlier={2022: 0}).reason.code == "no-earlier-year"


def test_an_aim_is_reported_and_never_decides():
    """≤30，力争≤25 at 28 is met, with a warning."""
    finding = judge("≤30，力争≤25", 28, year=2023)
    assert (finding.verdict, [w.code for w in finding.warnings]) == (Verdict.MET, ["aim-missed"])
    assert judge("≤30，力争≤25", 24, year=2023).warnings == ()


RULES = """format = 1
[ruleset]
id = "small"
version = "1"
title = "小体系"
jurisdiction = { code = "410000", name = "河南省" }
source = { title = "来源" }
valid-from = 2023-01-01
valid-until = 2023-12-31
[[indicator]]
number = 1
id = "binding"
name = "约束"
target = "≥1"
[[indicator]]
number = 2
id = "for-reference"
name = "参考"
attribute = "reference"
target = "≥1"
[[indicator]]
number = 3
id = "condition"
name = "条件"
attribute = "reference"
prerequisite = true
target = "≥1"
[[indicator]]
number = 4
id = "mountains"
name = "山地"
applies-to = ["山区"]
target = { text = "不变差", tolerance = 0.5 }
direction = "higher"
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(RULES, encoding="utf-8")
    return Ruleset.from_toml(path)


def assessed(small, year=2023, place="平原", **values):
    rows = [{"component": id, "year": year, "value": v} for id, v in values.items()]
    return eco.assess(small, Dossier.from_records(rows), year=year, place=place)


def test_an_indicator_for_reference_is_shown_and_does_not_decide(small):
    """Binding ones decide, those for reference do not, and an unmet prerequisite fails the whole."""
    one = assessed(small, **{"binding": 1, "for-reference": 0, "condition": 1})
    assert one["for-reference"].verdict is Verdict.NOT_MET
    assert one.verdict is Verdict.MET
    assert assessed(small, **{"binding": 1, "for-reference": 1, "condition": 0}).verdict is Verdict.NOT_MET
    left_out = dict(eco.score(one).left_out)
    assert left_out["for-reference"].en == "an indicator for reference"


def test_a_component_may_not_apply_and_a_ruleset_may_set_a_tolerance(small):
    """applies-to makes it not applicable elsewhere; stable may fall behind by the tolerance."""
    assert assessed(small, binding=1)["mountains"].verdict is Verdict.NOT_APPLICABLE
    elsewhere = assessed(small, mountains=5).finding("mountains")
    assert (elsewhere.verdict, elsewhere.value, elsewhere.observed.value) == (Verdict.NOT_APPLICABLE, 5, 5)
    rows = [{"component": "mountains", "year": y, "value": v} for y, v in ((2022, 10), (2023, "9.5"))]
    assert eco.assess(small, Dossier.from_records(rows), year=2023, place="山区")["mountains"].verdict is Verdict.MET
    rows[1]["value"] = "9.4"
    assert (
        eco.assess(small, Dossier.from_records(rows), year=2023, place="山区")["mountains"].verdict is Verdict.NOT_MET
    )


def test_every_report_tells_indicators_for_reference_from_those_that_decide(small, tmp_path):
    """The answer says how many do not decide, tables have a column for it, and lists mark them."""
    found = assessed(small, **{"binding": 1, "for-reference": 0, "condition": 1})
    answer = "Of 4 indicators 2 are met, 1 is not met, 0 are undetermined, 1 does not apply. 1 of the 4 is for reference and does not decide."
    assert answer in found.to_markdown()
    assert "| No. | Component | Attribute | Observed |" in found.to_markdown()
    assert "| 2 | 参考 | for reference | 0 |" in found.to_markdown()
    assert "| 3 | 条件 | binding | 1 |" in found.to_markdown()  # a prerequisite decides
    assert "- 2 参考 (for reference): 0 is short of ≥1; gap 1" in found.to_markdown()
    assert [row["attribute"] for row in csv.DictReader(io.StringIO(found.to_csv()))] == [
        "binding", "for reference", "binding", "binding",
    ]  # fmt: skip
    assert found.to_html().count("（参考性）") == 1
    found.to_word(tmp_path / "found.docx")
    names = [row.cells[3].text for row in docx.Document(str(tmp_path / "found.docx")).tables[0].rows]
    assert names == ["Indicator", "约束", "参考 (for reference)", "条件", "山地"]
    with language("zh"):
        assert "4项中参考性指标1项，不影响总体结论。" in found.to_markdown()
    shown = CliRunner().invoke(cli, ["show", str(tmp_path / "small.toml"), "--format", "csv"]).output
    assert [row["attribute"] for row in csv.DictReader(io.StringIO(shown))] == ["binding", "for reference", "binding", "binding"]  # fmt: skip
    one = CliRunner().invoke(cli, ["show", str(tmp_path / "small.toml"), "binding", "--format", "csv"]).output
    assert "attribute" not in one


VARIANTS = """
[[indicator]]
number = 5
id = "cover"
name = "覆盖"
[[indicator.component]]
id = "forest"
name = "森林"
applies-to = ["山区", "丘陵区"]
target = "≥60"
[[indicator.component]]
id = "grass"
name = "林草"
applies-to = ["草原区"]
target = "≥70"
[[indicator.component]]
id = "grass-again"
name = "草"
applies-to = ["草原区", "高寒区"]
target = "≥10"
[[indicator]]
number = 6
id = "coast"
name = "岸线"
[[indicator.component]]
id = "sea"
name = "海"
applies-to = ["沿海"]
target = "≥1"
[[indicator.component]]
id = "sand"
name = "沙"
applies-to = ["沿海"]
target = "≥1"
[[indicator]]
number = 7
id = "soil"
name = "土壤"
[[indicator.component]]
id = "fields"
name = "农田"
target = "≥1"
[[indicator.component]]
id = "slopes"
name = "坡地"
applies-to = ["山区"]
target = "≥1"
"""


@pytest.mark.parametrize(
    ("place", "forest", "grass", "grass_again"),
    [
        ((), "no-label", "no-label", "no-label"),
        (("沿海",), "no-label", "no-label", "no-label"),
        (("山区", "沿海"), "below-threshold", "exempt", "exempt"),
        (("山区", "丘陵区"), "below-threshold", "exempt", "exempt"),
        (("草原区",), "exempt", "below-threshold", "below-threshold"),
        (("高寒区",), "exempt", "exempt", "below-threshold"),
        (("高寒区", "草原区"), "exempt", "below-threshold", "below-threshold"),
        (("山区", "草原区"), "two-labels", "two-labels", "two-labels"),
        (("丘陵区", "高寒区"), "two-labels", "exempt", "two-labels"),
    ],
)
def test_components_that_divide_the_places_are_variants_of_their_indicator(tmp_path, place, forest, grass, grass_again):
    """A place is judged on the components of its kind; none fits or two fit: undetermined, whatever was observed."""
    path = tmp_path / "variants.toml"
    path.write_text(RULES + VARIANTS, encoding="utf-8")
    ruleset = Ruleset.from_toml(path)
    rows = [{"component": f"cover.{id}", "year": 2023, "value": 1} for id in ("forest", "grass", "grass-again")]
    found = eco.assess(ruleset, Dossier.from_records(rows), year=2023, place=place)
    assert [f.reason.code for f in found["cover"].findings] == [forest, grass, grass_again]
    undetermined = {"no-label", "two-labels"} & {forest, grass, grass_again}
    assert found["cover"].verdict is (Verdict.UNDETERMINED if undetermined else Verdict.NOT_MET)
    # Components for the same places, or beside one for all places, are no variants: elsewhere they do not apply.
    elsewhere = bool(place) and "沿海" not in place
    assert found["coast"].verdict is (Verdict.NOT_APPLICABLE if elsewhere else Verdict.UNDETERMINED)
    lowland = bool(place) and "山区" not in place
    assert found.finding("soil.slopes").reason.code == ("exempt" if lowland else "no-observation")
    assert found.finding("soil.fields").reason.code == "no-observation"


def test_the_reasons_name_the_labels_and_who_says_that_it_does_not_apply(tmp_path):
    """No label fits, two fit, and not applicable by the ruleset itself read so."""
    path = tmp_path / "variants.toml"
    path.write_text(RULES + VARIANTS, encoding="utf-8")
    dossier = Dossier.from_records([{"component": "binding", "year": 2023, "value": 1}])

    def said(*place):
        found = eco.assess(Ruleset.from_toml(path), dossier, year=2023, place=place)
        return [found.finding(f"cover.{id}").reason.text for id in ("forest", "grass")]

    assert said()[0].en == "the place bears no label that fits (山区、丘陵区、草原区、高寒区)"
    assert said("山区", "高寒区")[0].zh == "本地区同时符合多个类别标签（山区、高寒区）"
    assert said("山区")[1].en == "exempt: it does not apply to this kind of place (approved by the ruleset itself)"
    assert said("山区")[1].zh == "经批准豁免：不适用于本类地区（批准单位：指标体系）"


def test_outside_its_validity_a_ruleset_warns(small):
    """The assessment says that the date is outside."""
    assert assessed(small, binding=1).warnings == ()
    late = assessed(small, year=2024, binding=1)
    assert [str(w) for w in late.warnings] == [
        "the assessment date 2024-12-31 is outside the ruleset's validity (2023-01-01 — 2023-12-31)"
    ]


def test_a_value_at_its_bounds_is_read(tmp_path):
    """Both bounds are in."""
    henan = eco.load_ruleset("henan-county")
    for value in (0, 100):
        dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": value}])
        assert eco.assess(henan, dossier, year=2023)["11"].verdict in (Verdict.MET, Verdict.NOT_MET)


def test_a_year_that_a_target_by_year_does_not_name_is_told_as_that():
    """The code is that of an assignment; the sentence says which years the target names."""
    reason = eco.judge("2026年≥40；2027年达到50", 40, year=2025, direction="higher").reason
    assert (reason.code, reason.text.zh) == ("no-assignment", "目标只写明2026、2027年的数值，没有2025年的")
    assert reason.text.en == "the target names a value for 2026、2027 and none for 2025"
    assigned = eco.judge("不超年度下达指标", 46, year=2025, direction="lower").reason
    assert assigned.text.zh == "2025年上级目标尚未下达或未录入"


@pytest.mark.parametrize("text", ["≥85；2027年≥95", "2027年≥95；≥85", "≥85，2027年达到95"])
def test_a_target_by_year_needs_the_year_in_each_part(text):
    """The part without a year is what is wrong, and an example shows the form."""
    with pytest.raises(TargetSyntaxError) as caught:
        eco.parse_target(text, direction="higher")
    start, end = caught.value.span
    assert text[start:end] == "≥85"
    assert caught.value.message.en == "a target by year needs the year in each part"
    assert caught.value.hint.zh == "如“2026年≥85；2027年≥95”"
