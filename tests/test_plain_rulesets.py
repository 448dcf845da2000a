"""A ruleset that stands alone: without parent, plan, units, acceptance or sources, in every report and command."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators import Dossier, UnknownNameError
from ecoindicators.cli import cli
from ecoindicators.courses import Course, courses
from ecoindicators.measures import conversion
from ecoindicators.notation import split_cell
from ecoindicators.rulesets import Ruleset

RULES = """format = 1
[ruleset]
id = "alone"
version = "1"
title = "独立体系"
jurisdiction = { code = "410000", name = "河南省" }
source = { title = "来源" }
[[indicator]]
number = 1
id = "a"
name = "甲"
direction = "higher"
target = "≥60"
[[indicator]]
number = 2
id = "b"
name = "乙"
direction = "lower"
target = "≤5"
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "alone.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def alone(rules):
    return Ruleset.from_toml(rules)


def assess(ruleset, **values):
    rows = [{"component": c, "year": 2023, "value": v} for c, v in values.items()]
    return eco.assess(ruleset, Dossier.from_records(rows), year=2023)


def test_what_is_not_there_is_not_reported(alone):
    """No parent, acceptance, warnings or source: no line on them, and nulls in the data."""
    one = assess(alone, a=60, b=5)
    data = one.to_dict()
    assert (data["parent"], data["acceptance"], data["verdict"]) == (None, None, "met")
    markdown = one.to_markdown()
    assert "Acceptance" not in markdown
    assert "a: " not in markdown


def test_the_terminal_shows_the_answer_alone(rules, tmp_path):
    """All met: one paragraph; something short: what is open, and nothing of what is not there."""
    table = tmp_path / "o.csv"
    table.write_text("component,year,value\na,2023,60\nb,2023,5\n", encoding="utf-8")
    shown = CliRunner().invoke(cli, ["assess", str(rules), str(table), "--year", "2023", "--lang", "en"])
    assert shown.exit_code == 0
    assert "2 are met" in shown.output
    table.write_text("component,year,value\na,2023,50\n", encoding="utf-8")
    shown = CliRunner().invoke(cli, ["assess", str(rules), str(table), "--year", "2023", "--lang", "en"])
    assert shown.exit_code == 3
    assert "50 is short of ≥60" in shown.output
    assert "nothing was reported for 2023" in shown.output


def test_its_annex_has_one_column_of_targets(alone, tmp_path):
    """The parent's column is left out where there is no parent."""
    import docx

    alone.to_word(tmp_path / "a.docx")
    heads = [cell.text for cell in docx.Document(str(tmp_path / "a.docx")).tables[0].rows[0].cells]
    assert heads == ["领域", "任务", "序号", "指标名称", "单位", "目标值", "牵头单位", "责任单位"]


def test_a_format_or_a_kind_of_chart_that_nobody_offers_is_named(alone):
    """With the nearest, or with what there is."""
    one = assess(alone, a=60)
    from ecoindicators import reports

    with pytest.raises(UnknownNameError) as caught:
        reports.render(one, "jsn")
    assert str(caught.value) == 'no report format "jsn"; nearest: json'
    with pytest.raises(UnknownNameError) as caught:
        one.chart("history")
    assert str(caught.value) == "name a component; nearest: a, b"
    with pytest.raises(UnknownNameError):
        one.chart("pie")


def test_a_course_says_what_changed_and_what_is_needed(alone):
    """The yearly change so far beside the yearly change that reaches the target in time; nothing where it cannot be told."""
    rows = [{"component": "a", "year": y, "value": v} for y, v in ((2021, 50), (2022, 52), (2023, 54))]
    one = eco.assess(alone, Dossier.from_records(rows), year=2023)
    course = next(c for c in courses(one, 2025) if c.finding.component.id == "a")
    assert (course.so_far, course.needed) == (Decimal(2), Decimal(3))
    assert course.text.en == "not on course: it changed by 2 a year from 2021 to 2023; 3 a year is needed"
    assert course.text.zh == "进度滞后：2021至2023年平均每年变化2，此后每年须变化3"
    assert Course(course.finding, "cannot-tell").text.en == "cannot tell"


@pytest.mark.parametrize(
    ("given", "wanted", "factor"),
    [("", "%", 1), ("share", "%", 100), ("%", "share", "0.01"), ("‰", "%", "0.1"), ("km", "%", None), ("μg/m3", "微克/立方米", 1), ("1", "", 1), ("km", "", None), ("亩", "亩", 1)],
)  # fmt: skip
def test_units_convert_only_where_nothing_can_be_lost(given, wanted, factor):
    """Shares into each other, spellings of one unit into another; nothing else."""
    assert conversion(given, wanted) == (None if factor is None else Decimal(factor))


def test_a_plan_without_phases_and_a_table_without_lines(alone):
    """A ruleset without a plan has neither actions nor phases; a cell without words no phrases."""
    assert (alone.actions, alone.phases) == ((), ())
    assert split_cell(" \n ") == ()


def test_list_and_lint_give_data(rules):
    """Formats other than the table hold rows alone."""
    done = CliRunner().invoke(cli, ["lint", str(rules), "--format", "json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert "dengfeng-2023" in CliRunner().invoke(cli, ["list", "--format", "csv"]).output
