"""What an assessment hands out is made of that assessment: data, text, page, Word, Excel and charts."""

import json

import docx
import openpyxl
import pytest

import ecoindicators as eco
from ecoindicators import Dossier
from ecoindicators.reports import render
from ecoindicators.texts import language


@pytest.fixture(scope="module")
def one():
    dossier = Dossier.from_records([{"component": 11, "year": y, "value": v} for y, v in ((2022, 43), (2023, "43.7"))])
    return eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)


def test_data_and_json_say_the_same(one):
    """to_dict is what to_json writes."""
    assert one.to_dict() == json.loads(one.to_json())
    assert one.to_dict()["ruleset"]["id"] == "dengfeng-2023"


def test_the_parent_and_other_years_are_assessments_of_the_same_dossier_at_the_same_time(one):
    """An assessment of the province or of another year is made of the same rows, and says when as this one does."""
    assert one.parent.dossier is one.dossier
    assert (one.parent.assessed_at, one.parent.year, one.parent.as_of) == (one.assessed_at, one.year, one.as_of)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["  2022: undetermined; lacking: 1 ", "--format markdown or json lists all that is lacking"]),
        ("zh", ["  2022年：待定，尚缺：1 生态文明建设规划", "完整清单见 --format markdown 或 json"]),
    ],
)  # fmt: skip
def test_a_terminal_names_the_first_that_are_lacking_and_says_where_all_stand(one, lang, lines):
    """A small dossier lacks nearly everything; Markdown lists it all."""
    with language(lang):
        shown = render(one, "table").splitlines()
        whole = one.to_markdown()
    at = next(n for n, line in enumerate(shown) if line.startswith(lines[0]))
    more = " … and 27 more" if lang == "en" else "等，另有27项"
    assert shown[at].endswith(more)
    assert shown[at].count("（") == 5
    assert shown[at + 2] == f"  {lines[1]}"
    assert more not in whole
    assert lines[1] not in whole
    assert len(one.acceptance.years[0].lacking) == 32


def test_word_and_excel_hold_the_finding(one, tmp_path):
    """The value that was reported stands in both."""
    one.to_word(tmp_path / "a.docx")
    one.to_excel(tmp_path / "a.xlsx")
    tables = docx.Document(str(tmp_path / "a.docx")).tables
    assert any("43.7" in cell.text for table in tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert any("43.7" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_page_is_the_one_that_is_written_and_a_notebook_shows_the_verdicts(one, tmp_path):
    """to_html returns what it writes; a notebook shows the assessment's verdicts."""
    page = one.to_html(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page
    assert "43.7" in page
    assert "<td>Forest and grass coverage</td><td>not met</td>" in one._repr_html_()


def test_a_chart_is_of_what_was_asked_for(one, tmp_path):
    """By domain where nothing is said, the history of one component where it is named; saved only where a path is given."""
    assert one.chart().to_dict() == one.chart("domains").to_dict()
    history = one.chart("history", 11, tmp_path / "a.svg")
    assert "43.7" in json.dumps(history.to_dict())
    assert history.to_dict() == one.chart("history", "forest-grass-coverage").to_dict()
    assert [p.name for p in tmp_path.iterdir()] == ["a.svg"]
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
