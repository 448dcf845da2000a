"""Assessing a dossier: findings, counts, the parent, acceptance, exemptions, warnings and bad input."""

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

import ecoindicators as eco
from ecoindicators import Dossier, DossierError, Verdict

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"


@pytest.fixture(scope="module")
def dengfeng():
    return eco.load_ruleset("dengfeng-2023")


@pytest.fixture(scope="module")
def example(dengfeng):
    dossier = Dossier.read(
        EXAMPLE / "observations.csv", assignments=EXAMPLE / "assignments.csv", exemptions=EXAMPLE / "exemptions.csv"
    )
    return eco.assess(dengfeng, dossier, year=2023)


def one(ruleset, component="forest-grass-coverage", year=2023, tables=None, options=None, **cells):
    dossier = Dossier.from_records([{"component": component, "year": year, **cells}], **(tables or {}))
    return eco.assess(ruleset, dossier, year=year, **(options or {})).finding(component)


def test_the_example_has_some_of_each_verdict(example):
    """The illustrative dossier shows met, not met, undetermined and not applicable, and adds up."""
    assert example.verdict is Verdict.NOT_MET
    assert example.counts == {
        "indicators": {"met": 23, "not-met": 5, "undetermined": 4, "not-applicable": 1},
        "components": {"met": 35, "not-met": 5, "undetermined": 4, "not-applicable": 1},
    }
    assert len(example.findings) == 45
    assert sum(g.counts["components"]["met"] for g in example.by_domain.values()) == 35
    assert sum(g.counts["components"]["met"] for g in example.by_task.values()) == 35
    assert example.parent.counts["indicators"] == {"met": 27, "not-met": 1, "undetermined": 4, "not-applicable": 1}


def test_reasons_keep_apart_what_peers_run_together(example):
    """Not reported, no value, not assigned, no statement, exempt and not met are told apart."""
    reasons = {f.component.id: f.reason.code for f in example.findings if f.verdict is not Verdict.MET}
    assert reasons == {
        "air-quality.pm10": "worse-than-before",
        "eco-environment-index": "below-threshold",
        "forest-grass-coverage": "below-threshold",
        "natural-space.river-lake-shorelines": "worse-than-before",
        "water-per-gdp": "no-assignment",
        "county-drinking-water-sources": "exempt",
        "rural-sewage-treatment": "below-threshold",
        "rural-sanitary-toilets": "no-value",
        "household-waste-use.rural-collection": "no-statement",
        "green-procurement": "no-observation",
    }


def test_a_finding_says_by_how_much(example):
    """The gap is exact, in the component's unit, and the sentence is built from the numbers."""
    finding = example["11"].findings[0]
    assert finding.gap == Decimal("0.3")
    assert finding.attainment == Decimal("0.993181818")
    assert finding.observed.value == Decimal("43.7")
    assert finding.reason.text.en == "43.7 is short of ≥44"
    assert finding.reason.text.zh == "43.7，低于要求的≥44"
    assert finding.source == "示例数据（非官方）"


def test_units_hold_what_they_lead_and_share(example):
    """by_unit gives what a unit leads and takes part in."""
    result = example.by_unit["市林业局"]
    assert [r.indicator.number for r in result.lead] == [11, 12, 16]
    assert [r.indicator.number for r in result.responsible] == [10]
    assert result.counts["lead"] == {"met": 1, "not-met": 2, "undetermined": 0, "not-applicable": 0}


def test_acceptance_says_which_year_lacks_what(example):
    """Two consecutive years of the province's standard; the year 2022 lacks its earlier year."""
    acceptance = example.acceptance
    assert (acceptance.ruleset.id, acceptance.clause, acceptance.verdict) == (
        "henan-county",
        "四（二）",
        Verdict.NOT_MET,
    )
    assert [(y.year, y.verdict) for y in acceptance.years] == [(2022, Verdict.UNDETERMINED), (2023, Verdict.NOT_MET)]
    assert [r.indicator.number for r in acceptance.years[1].lacking] == [7, 18, 27, 29, 30]


def test_what_is_assessed_by_the_parent_is_the_same_dossier_at_the_same_time(dengfeng):
    """The parent's assessment holds the dossier and the time of the one that it was asked of."""
    assessment = eco.assess(dengfeng, Dossier.from_records([{"component": 11, "year": 2023, "value": 50}]), year=2023)
    assert assessment.parent.dossier is assessment.dossier
    assert assessment.parent.assessed_at == assessment.assessed_at


def test_a_year_without_any_data_leaves_acceptance_undetermined(dengfeng):
    """An earlier year that is in no table is undetermined for acceptance, not an error."""
    dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": 50}])
    acceptance = eco.assess(dengfeng, dossier, year=2023).acceptance
    assert [y.verdict for y in acceptance.years] == [Verdict.UNDETERMINED, Verdict.UNDETERMINED]


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [
        ("0.942", "share", "MET"),
        ("94.2%", "", "MET"),
        ("942", "‰", "MET"),
        ("94.19", "", "NOT_MET"),
        ("94.2", "%", "MET"),
        ("0.9419", "share", "NOT_MET"),
    ],
)
def test_a_share_is_exactly_its_percentage(dengfeng, value, unit, verdict):
    """0.942 as a share meets ≥94.2 %; 94.19 does not."""
    finding = one(dengfeng, "agricultural-waste-use.straw", value=value, unit_measure=unit)
    assert finding.verdict.name == verdict
    assert finding.gap == (0 if verdict == "MET" else Decimal("0.01"))


def test_a_value_between_0_and_1_for_a_percentage_warns(dengfeng):
    """Perhaps a share was meant; the value is still taken as typed."""
    finding = one(dengfeng, value="0.44")
    assert finding.verdict is Verdict.NOT_MET
    assert [w.code for w in finding.warnings] == ["small-share"]


def test_an_exemption_holds_on_both_its_days_and_an_expired_one_says_so(dengfeng):
    """From and until are included; afterwards the finding is judged and warns."""
    row = {"component": 11, "reason": "移交", "approved_by": "省厅", "from": "2023-07-01", "until": "2023-12-31"}
    tables = {"exemptions": [row]}
    assert one(dengfeng, value=40, tables=tables).reason.code == "exempt"
    assert one(dengfeng, value=40, tables=tables, options={"as_of": date(2023, 7, 1)}).verdict is Verdict.NOT_APPLICABLE
    late = one(dengfeng, value=40, tables=tables, options={"as_of": date(2024, 1, 1)})
    assert late.verdict is Verdict.NOT_MET
    assert [w.code for w in late.warnings] == ["exemption-expired"]


def test_a_provisional_value_says_so(dengfeng):
    """A verdict from provisional data carries a warning."""
    assert [w.code for w in one(dengfeng, value=50, status="provisional").warnings] == ["provisional"]


def test_an_assignment_is_judged_and_counts_as_a_numeric_condition(dengfeng):
    """PM2.5 misses what was assigned; the gap is the assignment's where no earlier year could be judged."""
    tables = {"assignments": [{"component": "air-quality.pm25", "year": 2023, "target": "≤44"}]}
    finding = one(dengfeng, "air-quality.pm25", value=46, tables=tables)
    assert finding.reason.code == "assignment-missed"
    assert finding.gap == 2


def test_a_statement_that_only_the_parent_asks_for_is_no_warning(dengfeng):
    """One dossier serves both layers: 定期研究部署 is the province's word."""
    finding = one(dengfeng, "major-task-deployment", statement="定期研究部署，有效开展工作")
    assert (finding.verdict, finding.warnings) == (Verdict.MET, ())


def test_every_problem_of_a_dossier_is_reported_at_once(dengfeng, tmp_path):
    """Unknown component, bounds, units, a repeated component and an unreadable assignment, with file, row and column."""
    path, assigned = tmp_path / "o.csv", tmp_path / "a.csv"
    path.write_text(
        "component,year,value,unit_measure\nforest-gras-coverage,2023,44,\n11,2023,144,\n林草覆盖率,2023,44,\n"
        "air-quality.pm25,2023,30,%\n7,2023,1,\n", encoding="utf-8",
    )  # fmt: skip
    assigned.write_text("component,year,target\nair-quality.pm25,2023,≤四十\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        eco.assess(dengfeng, Dossier.read(path, assignments=assigned), year=2024)
    assert [str(p) for p in caught.value.problems] == [
        'o.csv, row 2, column "component": dengfeng-2023 has no component "forest-gras-coverage"; nearest: forest-grass-coverage, Forest and grass coverage',
        'o.csv, row 3, column "value": forest-grass-coverage: 144 is outside the declared bounds (0 to 100)',
        "o.csv, row 4: forest-grass-coverage is reported twice for 2023, first in row 3",
        'o.csv, row 5, column "unit_measure": air-quality.pm25: the unit "%" does not convert to "µg/m³"',
        'o.csv, row 6, column "component": "7" fits several components: air-quality.good-days, air-quality.pm25, air-quality.pm10; use one of these ids',
        'a.csv, row 2, column "target": expected a number after "≤", found "四十". Write digits, for example "≥90"',
        "the dossier has no data for 2024 (it has: 2023)",
    ]


def test_strict_makes_an_unfit_statement_an_error(dengfeng):
    """A warning by default, an error with strict."""
    assert [w.code for w in one(dengfeng, "river-chief-system", statement="还行").warnings] == [
        "statement-fits-nothing"
    ]
    with pytest.raises(DossierError) as caught:
        one(dengfeng, "river-chief-system", statement="还行", options={"strict": True})
    assert str(caught.value) == (
        'table "observations", row 2, column "statement": "还行" fits nothing in the target; what would fit: 全面实施、未全面实施'
    )


def test_json_follows_the_shipped_schema(example):
    """to_json validates against the schema that is shipped, and says what the findings say."""
    schema = json.loads((files("ecoindicators") / "schemas/assessment.schema.json").read_text(encoding="utf-8"))
    data = json.loads(example.to_json())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data["verdict"] == "not-met"
    assert next(f for f in data["findings"] if f["component"] == "eco-environment-index")["gap"] == 0.3
    assert data["parent"]["ruleset"]["id"] == "henan-county"
    assert data["acceptance"]["years"][0]["lacking"][0]["indicator"] == "air-quality"


def test_reports_are_written_whole_and_label_their_sources(example, tmp_path):
    """Markdown and CSV name the illustrative source; a file appears whole, and no part is left behind."""
    assert "示例数据（非官方）" in example.to_markdown(tmp_path / "a.md")
    assert len(example.to_csv(tmp_path / "a.csv").splitlines()) == 46
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.md"]
    missing = tmp_path / "none" / "a.json"
    with pytest.raises(FileNotFoundError) as caught:
        example.to_json(missing)
    assert caught.value.filename == str(missing)


def test_hostile_text_stays_text(dengfeng):
    """A formula becomes no formula in CSV, and markup no table in Markdown."""
    dossier = Dossier.from_records(
        [{"component": 11, "year": 2023, "value": 50, "source": '=HYPERLINK("x")|<script>\u202e'}]
    )
    assessment = eco.assess(dengfeng, dossier, year=2023)
    assert "'=HYPERLINK" in assessment.to_csv()
    markdown = assessment.to_markdown()
    assert "<script>" not in markdown
    assert "\u202e" not in markdown


@pytest.mark.parametrize(
    ("method", "value", "low", "high"),
    [("pass-rate", "71.875", "71.875", "84.375"), ("weighted-mean", None, None, None)],
)
def test_a_score_comes_with_method_weights_and_what_it_left_out(example, method, value, low, high):
    """The interval takes what is undetermined as worst and best; everything is counted or left out with a reason."""
    score = eco.score(example, method)
    assert score.method == method
    assert score.low <= score.value <= score.high or method == "weighted-mean"
    if value is not None:
        assert (str(score.value), str(score.low), str(score.high)) == (value, low, high)
    items = 33 if method == "pass-rate" else 45
    assert len(score.contributions) + len(score.left_out) == items
    assert all(reason.en for _, reason in score.left_out)


def test_weights_are_checked(example):
    """An unknown item, a negative weight and an unknown key are reported together; a method's name is checked."""
    with pytest.raises(ValueError, match="nearest: forest-grass-coverage") as caught:
        eco.score(example, scheme={"weights": {"forest-grass": 1, "eco-plan": -1}, "wieghts": 1})
    assert len(caught.value.problems) == 3
    with pytest.raises(eco.UnknownNameError, match="nearest: pass-rate"):
        eco.score(example, "pass-rat")
    heavy = eco.score(example, scheme={"weights": {"forest-grass-coverage": 8}})
    assert heavy.value == Decimal("58.974358974")


def test_notebooks_show_text_as_text(dengfeng, example):
    """The HTML of a ruleset and a finding escapes what it shows."""
    assert "<td>≥44</td>" in dengfeng._repr_html_()
    assert example["11"].findings[0]._repr_html_() == "<p>not met: 43.7 is short of ≥44</p>"
    assert "&lt;b&gt;" in eco.judge("<b>", 1, states=("<b>",))._repr_html_()


def test_judge_needs_no_ruleset():
    """One target, judged as the design shows."""
    assert eco.judge("≥55且不降低", 55, year=2023, earlier={2022: 54}, direction="higher").verdict.name == "MET"
    assert eco.judge("高于全省平均水平", 31, year=2023, references={"全省平均水平": 30}).verdict.name == "MET"
    assert eco.judge("完成上级规定的目标任务", 46, year=2023, assignment="≤45").reason.code == "assignment-missed"
    assert eco.judge("山区≥60；丘陵区≥40", 50, place=("山区", "丘陵区")).reason.code == "two-labels"
    variants = "山区≥60；丘陵区≥40；平原地区≥18"
    assert eco.judge(variants, 62, place=("山区", "中部地区")).verdict.name == "MET"
    assert eco.judge(variants, 62, place="山区").verdict.name == "MET"
    assert eco.judge(variants, 62).reason.code == "no-label"
    with pytest.raises(DossierError, match='value: "many" is no number'):
        eco.judge("≥1", "many")


def test_a_year_that_is_no_whole_number_is_said_to_be_none():
    """A web form sends text, which is not a year that the dossier lacks."""
    dossier = eco.Dossier.from_records([{"component": 11, "year": 2023, "value": 44}])
    for year in ("2023", None, 2023.0, True):
        with pytest.raises(TypeError, match=f"year is a whole number, such as 2023; got {year!r}"):
            eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=year)


def test_a_year_of_a_dataframe_is_a_whole_number():
    """Its type is that of the dataframe's library; what is assessed and written is the same."""
    numpy = pytest.importorskip("numpy")
    dossier = eco.Dossier.from_records([{"component": 11, "year": 2023, "value": 44}])
    assessed = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=numpy.int64(2023))
    assert type(assessed.year) is int
    assert json.loads(assessed.to_json())["year"] == 2023


def test_a_value_between_0_and_1_warns_beside_a_percent_sign_too(dengfeng):
    """A collection workbook has the % in its column whatever is typed; a share says so and does not warn."""
    assert [w.code for w in one(dengfeng, value="0.44", unit_measure="%").warnings] == ["small-share"]
    assert one(dengfeng, value="0.44", unit_measure="小数").warnings == ()
