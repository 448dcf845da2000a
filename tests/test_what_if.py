"""What a changed value would change."""

from datetime import date
from pathlib import Path

import pytest

import ecoindicators as eco
from scoring_cases import assessed, row

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"


@pytest.fixture(scope="module")
def assessment():
    """The illustrative dossier, assessed."""
    dossier = eco.Dossier.read(
        EXAMPLE / "observations.csv",
        assignments=EXAMPLE / "assignments.csv",
        exemptions=EXAMPLE / "exemptions.csv",
    )
    return eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)


def test_numbers_statements_and_nothing_change_what_they_touch_alone(assessment):
    """Each change moves its component, its indicator and what follows; everything else stays."""
    change = assessment.what_if({11: 44, "10": "60.5", "eco-plan": None, "河长制": "未实施"})
    assert str(change).splitlines() == [
        "the whole: still not met",
        "indicator 1 Eco-civilisation development plan: met → undetermined",
        "indicator 4 River chief system: met → undetermined",
        "indicator 10 Ecological environment index (EI): not met → met",
        "indicator 11 Forest and grass coverage: not met → met",
        "Eco-civilisation development plan: met → undetermined (nothing was reported for 2023)",
        'River chief system: met → undetermined (no statement that fits (wanted: "全面实施"))',
        "Ecological environment index (EI): not met → met, gap 0.3 → 0 (the target is met)",
        "Forest and grass coverage: not met → met, gap 0.3 → 0 (the target is met)",
    ]
    missing = str(assessment.what_if({11: None, "7.3": 70, 10: 61}))
    assert "acceptance over consecutive years: not met → undetermined" in missing.splitlines()
    others = {f.component.id for f in assessment.findings} - {c.after.component.id for c in change.findings}
    assert all(change.after.finding(id) == assessment.finding(id) for id in others)
    assert change.before is assessment
    assert assessment["11"].verdict.name == "NOT_MET"


def test_the_change_as_data_and_in_chinese(assessment):
    """As plain data it has verdicts before and after; in Chinese it reads as an official would say it."""
    change = assessment.what_if({"林草覆盖率": 43.8})
    with eco.language("zh"):
        assert str(change) == "总体：仍为未达标\n林草覆盖率：仍为未达标，差距0.3→0.2（43.8，低于要求的≥44）"
    data = change.to_dict()
    assert data["verdict"] == {"before": "not-met", "after": "not-met"}
    assert data["acceptance"] == {"before": "not-met", "after": "not-met"}
    assert data["indicators"] == []
    assert data["findings"][0]["component"] == "forest-grass-coverage"
    assert (data["findings"][0]["before"]["gap"], data["findings"][0]["after"]["gap"]) == (0.3, 0.2)
    assert (
        eco.Text(**assessment.what_if({11: 44}).to_dict()["indicators"][0]["text"]).zh
        == "指标11 林草覆盖率：未达标→达标"
    )


def test_nothing_changed_changes_nothing(assessment):
    """No change, or the value as it was, says so."""
    assert str(assessment.what_if({})).endswith("nothing would change")
    assert assessment.what_if({11: 43.7}).findings == ()


def test_the_whole_and_the_last_observation():
    """The whole may turn; a year may lose its only observation; a value sets aside the unit it was reported in."""
    before = assessed([row("a", "≥90"), row("b", "完成", None, ("完成",))], {"a": 80, "b": "完成"})
    met = before.what_if({"a": 90})
    assert str(met).splitlines()[0] == "the whole: not met → met"
    nothing = before.what_if({"a": None, "b": "—", "other": None})
    assert [f.verdict.name for f in nothing.after.findings] == ["UNDETERMINED"] * 3
    assert met.acceptance == (None, None)
    assert met.to_dict()["acceptance"] == {"before": None, "after": None}


def test_a_percentage_a_date_an_earlier_year_and_a_whole_observation(assessment):
    """A text with its unit, a date, and columns with a year of their own are read as a table's cells are."""
    assert assessment.what_if({11: "0.44", "10": 61}).after["11"].verdict.name == "NOT_MET"
    assert assessment.what_if({11: {"value": "0.44", "unit_measure": "share"}}).after["11"].verdict.name == "MET"
    assert assessment.what_if({11: "44%"}).after["11"].verdict.name == "MET"
    pm10 = "air-quality.pm10"
    assert assessment.what_if({pm10: {"value": 79, "year": 2022}}).after.finding(pm10).verdict.name == "MET"
    late = assessment.what_if({"eco-plan": date(2023, 6, 1)})
    assert late.after.parent["1"].reason.code == "too-recent"
    replaced = assessment.what_if({11: {"value": 45}}).after.finding(11).observed
    assert (replaced.source, assessment.what_if({11: 45}).after.finding(11).observed.source) == (
        "",
        "假设值（what-if）",
    )


def test_all_that_is_wrong_is_said_at_once(assessment):
    """Unknown names, several that fit, what is no value and unknown columns come together, each with its key."""
    with pytest.raises(eco.DossierError) as caught:
        assessment.what_if({"forest": 1, 12: 3, 11: True, "10": {"vlue": 3}, "2": float("nan"), 4: [1]})
    assert str(caught.value).splitlines() == [
        'what_if[forest]: dengfeng-2023 has no component "forest"; nearest: forest-grass-coverage, Forest and grass coverage',
        'what_if[12]: "12" fits several components: biodiversity.protected-species, biodiversity.alien-invasion, '
        "biodiversity.indicator-aquatic-species; use one of these ids",
        'what_if[11]: "True" is no number, statement, date, mapping of columns or None',
        'what_if[10]: the table observations has no column "vlue"; nearest: value',
        'what_if[2]: "nan" is no number, statement, date, mapping of columns or None',
        'what_if[4]: "[1]" is no number, statement, date, mapping of columns or None',
    ]
    with pytest.raises(eco.DossierError) as caught:
        assessment.what_if({11: 120, "10": "3%"})
    assert str(caught.value).splitlines() == [
        'column "value", what_if[11]: forest-grass-coverage: 120 is outside the declared bounds (0 to 100)',
        'column "unit_measure", what_if[10]: eco-environment-index: the unit "%" does not convert to "1"',
    ]
    with pytest.raises(eco.DossierError, match=r"what_if\[林草覆盖率\]: forest-grass-coverage is given twice for 2023"):
        assessment.what_if({11: 44, "林草覆盖率": 45})
