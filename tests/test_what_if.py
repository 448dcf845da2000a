"""What a changed value would change."""

from datetime import date
from decimal import Decimal
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
        "Henan provincial eco-county indicators, indicator 1 Eco-civilisation development plan: met → undetermined",
        "Henan provincial eco-county indicators, indicator 4 River chief system: met → undetermined",
        "Eco-civilisation development plan: met → undetermined (nothing was reported for 2023)",
        'River chief system: met → undetermined (no statement that fits (wanted: "全面实施"))',
        "Ecological environment index (EI): not met → met, gap 0.3 → 0 (the target is met)",
        "Forest and grass coverage: not met → met, gap 0.3 → 0 (the target is met)",
        'note on River chief system: "未实施" fits nothing in the target; what would fit: 全面实施、未全面实施',
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


def test_a_number_with_its_unit_is_a_value_and_other_text_is_doubted(assessment):
    """What converts to the component's unit is the value; what can be read as nothing says so, and changes nothing."""
    pm25 = "air-quality.pm25"
    for text in ("38 µg/m³", "38微克/立方米", " ３８ μg/m3 "):
        assert assessment.what_if({pm25: text}).after.finding(pm25).value == 38
    change = assessment.what_if({11: "四十四"})
    assert str(change).splitlines()[1:] == [
        "nothing would change",
        'note on Forest and grass coverage: "四十四" fits nothing in the target; what would fit: —',
    ]
    with eco.language("zh"):
        assert str(change).splitlines()[-1] == "请留意林草覆盖率：“四十四”与目标中的任何结论都不对应；可填：—"
    assert change.to_dict()["warnings"] == [
        {
            "component": "forest-grass-coverage",
            "code": "statement-fits-nothing",
            "text": change.warnings[0][1].text.to_dict(),
        }
    ]
    assert assessment.what_if({11: 44}).warnings == ()


def test_what_the_parent_asks_for_changes_beside_it(assessment):
    """The parent's indicators that turn are told under its title, and stand in the data."""
    lower = assessment.what_if({11: 35})
    (turned,) = lower.parent
    assert (turned.after.indicator.number, turned.after.verdict.name) == (11, "NOT_MET")
    assert "Henan provincial eco-county indicators, indicator 11 Forest and grass coverage: met → not met" in str(lower)
    data = lower.to_dict()
    assert [p["indicator"] for p in data["parent"]] == ["forest-grass-coverage"]
    assert {f["indicator"] for f in (data["findings"][0]["before"], data["findings"][0]["after"])} == {
        "forest-grass-coverage"
    }


def test_the_rest_of_an_observation_stays():
    """A value that is put in place of a provisional one is provisional, too; its evidence was for the other."""
    dossier = eco.Dossier.from_records(
        [{"component": 11, "year": 2023, "value": 43, "status": "provisional", "evidence": "f.pdf", "note": "n"}]
    )
    assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
    after = assessment.what_if({11: 45}).after.finding(11)
    assert (after.observed.status, after.observed.note, after.observed.evidence) == ("provisional", "n", "")
    assert after.warnings == assessment.finding(11).warnings


def test_numbers_that_are_too_long_or_too_large_say_so(assessment):
    """As a table's cells do; and what is no mapping at all is a TypeError."""
    with pytest.raises(eco.DossierError) as caught:
        assessment.what_if({11: Decimal("44.0000000000000000001"), "10": "44.0000000000000000001", "7.3": 1e300})
    assert str(caught.value).splitlines() == [
        'what_if[11]: "44.0000000000000000001" has over 15 significant digits',
        'what_if[10]: "44.0000000000000000001" has over 15 significant digits',
        "what_if[7.3]: the number is beyond ±1,000,000,000,000,000. If it is meant, raise the limit: "
        'ECOINDICATORS_LIMITS="number_size=…"',
    ]
    with pytest.raises(TypeError, match=r"what_if takes a mapping such as \{11: 44\}; got NoneType"):
        assessment.what_if(None)
