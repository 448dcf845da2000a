"""What an assessment takes from a dossier: names, units, bounds, assignments, references, exemptions, groups and layers."""

from datetime import date
from decimal import Decimal

import pytest

import ecoindicators as eco
from ecoindicators import Dossier, DossierError, Observation, Verdict
from ecoindicators.binding import bind
from ecoindicators.errors import EcoIndicatorsError
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import language

MET, NOT_MET, OPEN, LEFT = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE
RULES = """format = 1
[ruleset]
id = "small"
version = "1"
title = "小体系"
jurisdiction = { code = "410000", name = "河南省" }
source = { title = "来源" }
[domains]
security = "生态安全"
living = "生态生活"
[tasks]
water = { domain = "security", number = "一", zh = "水" }
air = { domain = "security", number = "二", zh = "气" }
[[unit]]
id = "branch"
name = "生态环境分局"
[[unit]]
id = "waterworks"
name = "水利局"
[responsibility]
forest = { lead = ["生态环境分局"], responsible = ["水利局"] }
water = { lead = ["水利局"] }
[[indicator]]
number = 1
id = "forest"
name = "森林"
task = "water"
unit-measure = "%"
direction = "higher"
minimum = 0
target = "≥60"
[[indicator]]
number = 2
id = "water"
name = "水质"
task = "water"
[[indicator.component]]
id = "share"
name = "比例"
unit-measure = "%"
direction = "higher"
maximum = 100
target = "高于全省平均水平"
[[indicator.component]]
id = "trend"
name = "趋势"
direction = "higher"
target = { text = "建立，不降低", states = ["建立"] }
[[indicator]]
number = 3
id = "saving"
name = "节约"
domain = "living"
attribute = "reference"
direction = "lower"
target = "完成上级下达的目标任务"
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "small.toml"
    path.write_text(RULES, encoding="utf-8")
    return Ruleset.from_toml(path)


def rows(*given):
    """Return observations from (component, year, value) and further cells."""
    return [
        {"component": component, "year": year, "value": value, **(more[0] if more else {})}
        for component, year, value, *more in given
    ]


def assess(ruleset, *given, year=2023, place=(), as_of=None, strict=False, **tables):
    return eco.assess(
        ruleset, Dossier.from_records(rows(*given), **tables), year=year, place=place, as_of=as_of, strict=strict
    )


def said(error: EcoIndicatorsError) -> list[str]:
    return [str(problem) for problem in error.problems]


def test_a_ruleset_without_parent_and_rule_has_neither_parent_nor_acceptance(small):
    """Both are None, not empty assessments."""
    one = assess(small, ("forest", 2023, 60))
    assert (one.parent, one.acceptance) == (None, None)


def test_values_observations_and_exemptions_can_be_looked_up(small):
    """By component: its values by year in its own unit, what was reported for the year, and the exemptions of that year."""
    exempt = {"component": "forest", "reason": "移交", "approved_by": "省厅"}
    one = assess(
        small, ("forest", 2021, "0.5", {"unit_measure": "share"}), ("forest", 2022, None, {"statement": "好"}), ("forest", 2023, 61),
        exemptions=[{**exempt, "year": 2022}, {**exempt, "year": 2023}, exempt],
    )  # fmt: skip
    assert one.values_of("forest") == {2021: Decimal(50), 2023: Decimal(61)}
    assert one.values_of("water.share") == {}
    assert one.observation_of("forest").value == Decimal(61)
    assert one.observation_of("water.share") is None
    assert [e.year for e in one.exemptions_of("forest")] == [None, 2023]
    assert one.exemptions_of("water.share") == ()


def test_groups_hold_their_own_and_only_what_is_binding_decides(small):
    """Domains and tasks have verdicts of their binding indicators, and count all of theirs."""
    one = assess(
        small, ("forest", 2023, 61), ("saving", 2023, 9), assignments=[{"component": 3, "year": 2023, "target": "≤5"}]
    )
    assert list(one.by_domain) == ["security", "living"]
    assert list(one.by_task) == ["water"]
    assert (one.by_domain["security"].verdict, one.by_domain["living"].verdict) == (OPEN, LEFT)
    assert [r.indicator.id for r in one.by_domain["security"].results] == ["forest", "water"]
    assert one.by_domain["living"].counts["indicators"] == {
        "met": 0,
        "not-met": 1,
        "undetermined": 0,
        "not-applicable": 0,
    }
    assert one.by_task["water"].of.name.zh == "水"
    assert [r.decides for r in one.indicators] == [True, True, False]
    assert one.verdict is OPEN


def test_units_are_told_apart_by_what_they_lead_and_take_part_in(small):
    """Each unit that leads or takes part is there by its name, with its findings and counts; nobody else is."""
    one = assess(small, ("forest", 2023, 61))
    assert list(one.by_unit) == ["生态环境分局", "水利局"]
    waterworks = one.by_unit["水利局"]
    assert waterworks.unit.id == "waterworks"
    assert [r.indicator.id for r in waterworks.lead] == ["water"]
    assert [r.indicator.id for r in waterworks.responsible] == ["forest"]
    assert waterworks.counts["responsible"] == {"met": 1, "not-met": 0, "undetermined": 0, "not-applicable": 0}
    assert waterworks.counts["lead"] == {"met": 0, "not-met": 0, "undetermined": 1, "not-applicable": 0}


def test_an_indicator_takes_the_reason_of_the_first_component_that_decides(small):
    """The AND of its components, with the reason of the first in written order that has its verdict."""
    reference = [{"year": 2023, "name": "全省平均水平", "value": 30}]
    falls = ("water.trend", 2022, 9), ("water.trend", 2023, 8, {"statement": "建立"})
    both = assess(small, ("water.share", 2023, 20), *falls, references=reference)["water"]
    assert (both.verdict, both.reason.code) == (NOT_MET, "peer-missed")
    assert (
        assess(small, ("water.share", 2023, 31), *falls, references=reference)["water"].reason.code
        == "worse-than-before"
    )
    assert assess(small, ("water.share", 2023, 31), references=reference)["water"].reason.code == "no-observation"
    rises = ("water.trend", 2022, 8), ("water.trend", 2023, 9, {"statement": "建立"})
    met = assess(small, ("water.share", 2023, 31), *rises, references=reference)["water"]
    assert (met.verdict, met.reason.code) == (MET, "met")


def test_a_reference_of_a_component_goes_before_one_for_all(small):
    """A blank component serves any; one that is named is judged by its own number."""
    general = {"year": 2023, "name": "全省平均水平", "value": 30}
    own = {"component": "water.share", "year": 2023, "name": "全省平均水平", "value": 40}
    assert assess(small, ("water.share", 2023, 35), references=[general]).finding("water.share").verdict is MET
    assert assess(small, ("water.share", 2023, 35), references=[general, own]).finding("water.share").verdict is NOT_MET
    other = {**own, "component": "forest"}
    assert (
        assess(small, ("water.share", 2023, 35), references=[other]).finding("water.share").reason.code
        == "no-reference"
    )


def test_an_assignment_is_kept_with_the_finding(small):
    """The finding says what was assigned; an assignment of another year is not taken."""
    given = [{"component": 3, "year": 2023, "target": "5"}]
    found = assess(small, ("saving", 2023, 6), assignments=given).finding("saving")
    assert (str(found.assignment), found.verdict, found.gap, found.year) == ("≤5", NOT_MET, Decimal(1), 2023)
    assert (
        assess(small, ("saving", 2022, 6), ("saving", 2023, 6), year=2022, assignments=given)
        .finding("saving")
        .assignment
        is None
    )


def test_what_is_exempt_keeps_what_was_reported_and_says_who_approved(small):
    """Not applicable, with reason and authority, the observation and its value."""
    exempt = {"component": "forest", "reason": "水库移交", "approved_by": "省厅"}
    found = assess(small, ("forest", 2023, 40), exemptions=[exempt]).finding("forest")
    assert (found.verdict, found.reason.code, found.value, found.year) == (LEFT, "exempt", Decimal(40), 2023)
    assert found.reason.text.zh == "经批准豁免：水库移交（批准单位：省厅）"
    assert found.reason.numbers == {"why": "水库移交", "approved_by": "省厅"}
    assert (found.observed.value, found.target.text, found.component.id) == (Decimal(40), "≥60", "forest")
    assert (found.gap, found.attainment, found.warnings) == (None, None, ())


@pytest.mark.parametrize(
    ("exemption", "as_of", "verdict", "warned"),
    [
        ({"year": 2022}, None, NOT_MET, []),
        ({"year": 2023}, None, LEFT, []),
        ({"from": "2024-01-01"}, None, NOT_MET, []),
        ({"from": "2024-01-01"}, date(2024, 1, 1), LEFT, []),
        ({"until": "2023-06-30"}, None, NOT_MET, ["豁免已于2023-06-30到期"]),
        ({"until": "2023-12-31"}, None, LEFT, []),
        ({"year": 2022, "until": "2023-06-30"}, None, NOT_MET, []),
    ],
)
def test_an_exemption_counts_for_its_year_and_its_days(small, exemption, as_of, verdict, warned):
    """Outside its year it is nothing, before its days it is not yet in force, after them it warns that it expired."""
    given = {"component": "forest", "reason": "移交", "approved_by": "省厅", **exemption}
    found = assess(small, ("forest", 2023, 40), exemptions=[given], as_of=as_of).finding("forest")
    assert (found.verdict, [w.text.zh for w in found.warnings]) == (verdict, warned)


def test_an_exemption_of_an_indicator_is_one_of_each_of_its_components(small):
    """Both components are exempt, so the indicator is; several exemptions are tried in turn."""
    late = {"component": "水质", "reason": "甲", "approved_by": "省厅", "until": "2023-01-01"}
    whole = {"component": "2", "reason": "乙", "approved_by": "省厅"}
    one = assess(small, ("forest", 2023, 60), exemptions=[late, whole])
    assert [f.reason.numbers["why"] for f in one["water"].findings] == ["乙", "乙"]
    assert one["water"].verdict is LEFT
    assert one.verdict is MET


def test_provisional_data_of_last_year_count_where_the_target_looks_back(small):
    """A trend rests on last year's value as well; a threshold does not."""
    late = {"status": "provisional"}
    trend = assess(small, ("water.trend", 2022, 8, late), ("water.trend", 2023, 9)).finding("water.trend")
    assert [w.code for w in trend.warnings] == ["provisional"]
    plain = assess(small, ("forest", 2022, 61, late), ("forest", 2023, 62)).finding("forest")
    assert plain.warnings == ()
    assert plain.observed.status == "final"


def test_warnings_on_the_row_come_before_the_one_on_an_expired_exemption(small):
    """Small share, a statement that fits nothing, provisional, expired exemption: in this order."""
    exempt = {"component": "forest", "reason": "移交", "approved_by": "省厅", "until": "2023-01-01"}
    cells = {"statement": "挺好", "status": "provisional"}
    found = assess(small, ("forest", 2023, "0.6", cells), exemptions=[exempt]).finding("forest")
    assert [w.code for w in found.warnings] == [
        "small-share",
        "statement-fits-nothing",
        "provisional",
        "exemption-expired",
    ]
    assert found.warnings[0].text.en == (
        "the value 0.6 of 2023 lies between 0 and 1 for a %: if it is a share, give share as its unit"
    )


def test_a_dossier_is_bound_to_a_ruleset_once(small):
    """Both are immutable: what was read is used again."""
    dossier = Dossier.from_records(rows(("forest", 2023, 60)))
    assert bind(small, dossier) is bind(small, dossier)


def test_every_problem_of_binding_is_named_with_its_place(small):
    """Doubled rows, unknown names in every table, units and one-sided bounds, all at once and in both languages."""
    dossier = Dossier.from_records(
        rows(
            ("forest", 2023, -1), ("water.share", 2023, 101), ("森林", 2023, 2), ("unheard-of", 2022, 1), ("unheard-of", 2023, 1),
            ("saving", 2022, 1, {"unit_measure": "km"}),
        ),
        assignments=[
            {"component": "saving", "year": 2023, "target": "≤5"}, {"component": 3, "year": 2023, "target": "≤6"},
            {"component": "unheard-of", "year": 2023, "target": "≤6"}, {"component": "saving", "year": 2022, "target": "完成上级下达的目标任务"},
        ],
        references=[
            {"component": 3, "year": 2023, "name": "全省平均水平", "value": 30},
            {"component": "saving", "year": 2023, "name": "全省平均水平", "value": 31}, {"component": "unheard-of", "year": 2023, "name": "全省平均水平", "value": 31},
        ],
        exemptions=[{"component": "unheard-of", "reason": "移交", "approved_by": "省厅"}],
    )  # fmt: skip
    with pytest.raises(DossierError) as caught:
        bind(small, dossier)
    unknown = 'small has no component "unheard-of"'
    assert said(caught.value) == [
        'table "observations", row 2, column "value": forest: -1 is outside the declared bounds (at least 0)',
        'table "observations", row 3, column "value": water.share: 101 is outside the declared bounds (at most 100)',
        'table "observations", row 4: forest is reported twice for 2023, first in row 2',
        f'table "observations", row 5, column "component": {unknown}',
        f'table "observations", row 6, column "component": {unknown}',
        'table "observations", row 7, column "unit_measure": saving: the unit "km" does not convert to "—"',
        'table "assignments", row 3: saving has two assignments for 2023',
        f'table "assignments", row 4, column "component": {unknown}',
        'table "assignments", row 5, column "target": an assignment states a target, not another assignment',
        'table "references", row 3: the reference "全省平均水平" of 2023 is given twice',
        f'table "references", row 4, column "component": {unknown}',
        f'table "exemptions", row 2, column "component": {unknown}',
    ]
    with language("zh"):
        assert [p.message.zh for p in caught.value.problems if "unheard" not in p.message.zh] == [
            "“森林”的数值 -1 超出规定范围（不小于0）", "“水质：比例”的数值 101 超出规定范围（不大于100）", "“森林”2023年重复填报，已见于第2行",
            "“节约”的计量单位“km”不能换算为“—”", "“节约”2023年的下达任务重复", "下达任务应写明目标值，不能再写“完成上级下达的任务”",
            "2023年参考值“全省平均水平”重复",
        ]  # fmt: skip


def test_statements_that_contradict_each_other_are_placed_and_reported_for_all_components(small):
    """Affirmed and denied in one cell: the row and the column are named, beside a year that is in no table."""
    cell = {"statement": "建立；未建立"}
    with pytest.raises(DossierError) as caught:
        assess(small, ("water.trend", 2023, None, cell), ("forest", 2023, 60))
    assert said(caught.value) == [
        'table "observations", row 2, column "statement": the statements both affirm and deny "建立"'
    ]
    assert caught.value.problems[0].message.zh == "填报结论同时肯定并否定“建立”"


def test_a_year_that_is_in_no_table_names_those_that_are(small):
    """The years that are given, or a dash for none."""
    with pytest.raises(DossierError) as caught:
        assess(small, ("forest", 2021, 60), ("forest", 2022, 60))
    assert said(caught.value) == ["the dossier has no data for 2023 (it has: 2021, 2022)"]
    assert caught.value.problems[0].message.zh == "台账中没有2023年的数据（有：2021、2022）"
    assert (caught.value.problems[0].code, caught.value.problems[0].found) == ("unknown-year", "2023")
    with pytest.raises(DossierError) as caught:
        assess(small)
    assert said(caught.value) == ["the dossier has no data for 2023 (it has: —)"]


def test_strict_reports_every_unfit_statement_of_the_year_and_none_of_earlier_ones(small):
    """Two components, two problems; what was said last year is not judged now."""
    cell = {"statement": "挺好"}
    with pytest.raises(DossierError) as caught:
        assess(
            small, ("forest", 2022, 60, cell), ("forest", 2023, 60, cell), ("water.trend", 2023, 1, cell), strict=True
        )
    assert said(caught.value) == [
        'table "observations", row 3, column "statement": "挺好" fits nothing in the target; what would fit: —',
        'table "observations", row 4, column "statement": "挺好" fits nothing in the target; what would fit: 建立、未建立、不降低',
    ]
    assert [(p.code, p.found) for p in caught.value.problems] == [("statement-fits-nothing", "挺好")] * 2


def test_a_problem_of_an_observation_that_came_from_no_table_has_no_place(small):
    """Observations that a program made bear no row."""
    dossier = Dossier((Observation("forest", 2023, statement="挺好"),))
    with pytest.raises(DossierError) as caught:
        eco.assess(small, dossier, year=2023, strict=True)
    assert said(caught.value) == ['"挺好" fits nothing in the target; what would fit: —']


def test_a_finding_and_an_indicator_are_found_by_any_of_their_names(small):
    """Id, number and Chinese name; an unknown one names the nearest."""
    one = assess(small, ("forest", 2023, 61))
    assert one["forest"] is one[1] is one["1"] is one["森林"]
    assert one.finding("forest") is one.finding(1) is one.finding("森林")
    with pytest.raises(eco.UnknownNameError) as caught:
        one["forrest"]
    assert str(caught.value) == 'small has no indicator "forrest"; nearest: forest'


def test_the_assessment_remembers_how_it_was_asked(small):
    """Year, place, day and strictness; a single label may be given as a string."""
    one = assess(small, ("forest", 2023, 61), place="山区", as_of=date(2024, 2, 1), strict=True)
    assert (one.year, one.place, one.as_of, one.strict) == (2023, ("山区",), date(2024, 2, 1), True)
    plain = assess(small, ("forest", 2023, 61))
    assert (plain.place, plain.as_of, plain.strict) == ((), date(2023, 12, 31), False)
