"""Errors as data and as text, what is missing from an installation, and the small values that messages are made of."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators import Dossier, DossierError, TargetSyntaxError, judge
from ecoindicators.dossier import checked_decimal
from ecoindicators.drafting import draft_ruleset
from ecoindicators.errors import Location, MissingExtraError, Problem, display_width
from ecoindicators.judging import number
from ecoindicators.reports._tables import text_table
from ecoindicators.texts import Text, get_language, language, set_language

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"


@pytest.fixture(scope="module")
def assessment():
    dossier = Dossier.read(EXAMPLE / "observations.csv", assignments=EXAMPLE / "assignments.csv")
    return eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)


def test_a_problem_can_be_placed_and_given_as_data():
    """The same problem at another place; its data hold the code, the place and the sentence in both languages."""
    problem = Problem("duplicate", Text("重复", "given twice"), nearest=("a", "b"), hint=Text("请删除", "delete one"))
    placed = problem.at(Location(file="a.csv", row=3, column="year"))
    assert placed.to_dict() == {
        "code": "duplicate",
        "where": 'a.csv, row 3, column "year"',
        "message": {
            "zh": "a.csv 第3行“year”列：重复；最接近的是：a、b。请删除",
            "en": 'a.csv, row 3, column "year": given twice; nearest: a, b. Delete one',
        },
    }
    assert problem.location != placed.location
    assert str(problem) == "given twice; nearest: a, b. Delete one"


@pytest.mark.parametrize(
    ("location", "zh", "en"),
    [
        (Location(), "", ""), (Location(file="a.toml", line=3, key="x.y"), "a.toml:3 x.y", "a.toml:3, x.y"),
        (Location(table="observations", row=2), "表“observations” 第2行", 'table "observations", row 2'),
        (Location(file="a.XLSX", table="观测", row=2), "a.XLSX 工作表“观测” 第2行", 'a.XLSX, table "观测", row 2'),
        (Location(file="annex.docx", table="1"), "annex.docx 表“1”", 'annex.docx, table "1"'),
        (Location(column="year"), "“year”列", 'column "year"'),
    ],
)  # fmt: skip
def test_a_place_says_as_much_as_is_known(location, zh, en):
    """File with line, table, row and column, key; nothing for nowhere."""
    assert (location.text.zh, location.text.en) == (zh, en)
    assert bool(location) is bool(en)


@pytest.mark.parametrize(
    ("library", "extra", "use"),
    [
        ("narwhals", "panel", lambda *_: Dossier.from_frame(object())),
        ("openpyxl", "excel", lambda a, path: a.to_excel(path / "a.xlsx")),
        ("openpyxl", "excel", lambda _, path: Dossier.read(path / "a.xlsx")),
        ("openpyxl", "excel", lambda _, path: draft_ruleset(path / "a.xlsx")),
        ("docx", "word", lambda a, path: a.to_word(path / "a.docx")),
        ("docx", "word", lambda _, path: draft_ruleset(path / "a.docx")),
        ("jinja2", "report", lambda a, _: a.to_html()),
        ("altair", "report", lambda a, _: a.chart()),
        ("vl_convert", "report", lambda a, path: a.chart(path=path / "a.svg")),
    ],
)
def test_what_needs_an_extra_names_it(library, extra, use, assessment, tmp_path, monkeypatch):
    """The message gives the command that installs it, and no half a file is left."""
    import docx
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    docx.Document().save(tmp_path / "a.docx")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    for name in [n for n in sys.modules if n == library or n.startswith(f"{library}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError) as caught:
        use(assessment, tmp_path)
    assert caught.value.extra == extra
    assert f'python -m pip install "ecoindicators[{extra}]"' in str(caught.value)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_missing_extra_speaks_both_languages():
    """What is missing, for what, and the command."""
    error = MissingExtraError("openpyxl", "excel")
    assert (
        str(error) == 'this needs openpyxl, which is not installed. Run: python -m pip install "ecoindicators[excel]"'
    )
    with language("zh"):
        assert str(error) == '此功能需要 openpyxl，尚未安装。请运行：python -m pip install "ecoindicators[excel]"'


@pytest.mark.parametrize(
    "value", [True, False, "—", "无数据", "many", "1.2.3", float("nan"), float("inf"), Decimal("NaN")]
)
def test_what_is_no_number_is_refused(value):
    """Truth values, dashes, words, and what is not finite."""
    with pytest.raises((ValueError, ArithmeticError)):
        number(value)
    with pytest.raises(DossierError) as caught:
        judge("≥1", value)
    assert caught.value.problems[0].code == "not-a-number"
    assert str(caught.value) == f'value: "{value}" is no number'


def test_a_number_has_at_most_fifteen_significant_digits():
    """Both engines keep what is read; leading and trailing zeros do not count."""
    assert number("0.000123456789012") == Decimal("0.000123456789012")
    assert checked_decimal(Decimal("123456789012345.0")) == Decimal("123456789012345")
    with pytest.raises(OverflowError):
        checked_decimal(Decimal("12345678901234.56"))


def test_the_year_follows_from_the_day_or_from_earlier_years():
    """Without a year: the one after the latest that is given, else the year of the day of the assessment."""
    assert judge("≥1", 1, earlier={2020: 1, 2021: 2}).year == 2022
    assert judge("≥1", 1, as_of=date(2023, 5, 1)).year == 2023
    assert judge("≥1", 1).year is None


def test_an_assignment_states_a_target():
    """What is assigned is not "what is assigned"; a direction that the wording of the target has is taken from it."""
    with pytest.raises(TargetSyntaxError) as caught:
        judge("完成上级规定的目标任务", 5, year=2023, assignment="完成上级下达的任务")
    assert caught.value.message.en == "an assignment states a target, not another assignment"
    assert caught.value.span == (0, 9)
    assert str(judge("不超过上级下达指标", 5, year=2023, assignment="6").assignment) == "≤6"
    assert str(judge("不低于上级下达指标", 5, year=2023, assignment="6").assignment) == "≥6"


def test_a_sign_whose_width_unicode_leaves_open_takes_one_column():
    """Tables with ≥, ≤ and quotation marks keep their columns in a terminal in UTF-8; Chinese takes two."""
    assert [display_width(text) for text in ("≥", "≤", "“”…", "山", "，", "ａ", "a\u0301")] == [1, 1, 3, 2, 2, 2, 1]
    lines = text_table(["target", "n"], [["≥55且", "1"], ["≤55", "2"], ["abcdef", "3"]]).splitlines()
    assert lines == ["target  n", "------  -", "≥55且   1", "≤55     2", "abcdef  3"]


def test_a_language_is_one_of_two():
    """Anything else is an error that names both, and nothing is changed."""
    before = get_language()
    with pytest.raises(ValueError, match='unknown language \'fr\': expected "zh" or "en"'):
        set_language("fr")
    assert get_language() == before


def test_a_text_is_made_from_what_is_at_hand():
    """A text stays itself, a string is Chinese, a mapping may have one language only."""
    text = Text("河南省", "Henan")
    assert Text.of(text) is text
    assert Text.of("河南省") == Text("河南省", "河南省")
    assert Text.of({"en": "Henan"}) == Text("Henan", "Henan")
    assert Text.of({"zh": "河南省", "en": "Henan"}).to_dict() == {"zh": "河南省", "en": "Henan"}


def test_what_is_judged_prints_as_a_person_would_call_it():
    """Domains and tasks by name, components and indicators by id, actions by number and title."""
    ruleset = eco.load_ruleset("dengfeng-2023")
    indicator = ruleset[11]
    with language("zh"):
        assert (str(indicator.domain), str(indicator.task)) == (indicator.domain.name.zh, indicator.task.name.zh)
        assert str(ruleset.actions[0]) == f"1 {ruleset.actions[0].title.zh}"
    assert (str(indicator), str(indicator.components[0])) == ("forest-grass-coverage", "forest-grass-coverage")
    assert list(ruleset) == list(ruleset.indicators)
    assert len(ruleset) == 33
