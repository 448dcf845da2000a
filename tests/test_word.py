"""Word out: the annex's layout, read back cell for cell, with hostile text as text."""

import csv
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

import ecoindicators as eco
from ecoindicators import language
from ecoindicators.dossier import Dossier
from ecoindicators.drafting import draft_ruleset
from ecoindicators.reports._word import assessment_word, decomposition_word

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng"
ANNEX = Path(__file__).parent / "fixtures/annex.tsv"


@pytest.fixture(scope="module")
def assessed():
    return eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.read(EXAMPLE / "observations.csv"), year=2023)


def texts(table):
    """Return a table's cells; a merged cell counts in each of its rows."""
    return [[c.text for c in row.cells] for row in table.rows]


def test_the_decomposition_table_equals_the_annex(tmp_path):
    """Each row of the Word table holds the printed cells, and it drafts back to the shipped rulesets' targets."""
    path = tmp_path / "annex.docx"
    path.write_bytes(decomposition_word(eco.load_ruleset("dengfeng-2023")))
    heads, *rows = texts(docx.Document(path).tables[0])
    assert heads == ["领域", "任务", "序号", "指标名称", "单位", "2023年目标值", "指标值", "牵头单位", "责任单位"]
    printed = {}
    with ANNEX.open(encoding="utf-8") as stream:
        for line in csv.DictReader(stream, delimiter="\t"):
            printed.setdefault(line["number"], []).append(line)
    assert [row[2] for row in rows] == list(printed)
    for row in rows:
        first = printed[row[2]][0]
        assert (row[0], row[1]) == (first["domain"], f"（{first['task_number']}）{first['task']}")
        assert row[3].startswith(first["indicator"])
        assert (row[7], row[8]) == (first["lead"], first["responsible"])
        for line in printed[row[2]]:
            assert line["component"] in row[3]
            assert line["dengfeng"] in row[5]
            assert line["henan"] in row[6]
    draft = draft_ruleset(path, id="again", parent_id="above")
    assert len(draft.parent["indicator"]) == 33
    assert not any(r.reading.target is None for r in draft.readings)


def test_a_domain_of_four_characters_stands_on_one_line(tmp_path):
    """生态制度 is not broken: its column holds four characters of 9 points and the margins of the cell; all columns fit the page."""
    for id in ("dengfeng-2023", "henan-county"):
        path = tmp_path / f"{id}.docx"
        path.write_bytes(decomposition_word(eco.load_ruleset(id)))
        document = docx.Document(path)
        page, (domain, *others) = document.sections[0], [cell.width.cm for cell in document.tables[0].rows[0].cells]
        assert domain - 2 * 0.19 > 4 * 9 * 2.54 / 72
        assert domain + sum(others) <= page.page_width.cm - page.left_margin.cm - page.right_margin.cm + 0.01


def test_an_assessment_in_word_has_every_component_and_repeats_its_heads(tmp_path, assessed):
    """Landscape, heads repeated, rows unbroken, 45 rows with observed value and verdict, page numbers in the footer."""
    path = tmp_path / "a.docx"
    with language("zh"):
        assessed.to_word(path)
    document = docx.Document(path)
    rows = texts(document.tables[0])
    assert rows[0] == [
        "领域",
        "任务",
        "序号",
        "指标名称",
        "单位",
        "目标值",
        "指标值",
        "现状值",
        "结论",
        "牵头单位",
        "责任单位",
    ]
    assert [row[8] for row in rows[1:]] == [f.verdict.text.zh for f in assessed.findings]
    assert rows[1][0] == rows[2][0] == "生态制度"
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    properties = document.tables[0].rows[0]._tr.trPr
    assert properties.find(qn("w:tblHeader")) is not None
    assert "PAGE" in document.sections[0].footer._element.xml


def test_hostile_text_is_text_in_word_and_excel(tmp_path):
    """A formula, a tag, a reading direction and a control character appear as what was typed, or not at all."""
    rows = [
        {
            "component": "forest-grass-coverage",
            "year": 2023,
            "value": 50,
            "statement": "=HYPERLINK(1)<script>\u202e",
            "note": "=1+1",
            "source": "=2+2",
        }
    ]
    assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.from_records(rows), year=2023)
    assessment.to_word(tmp_path / "a.docx")
    assert "\u202e" not in "".join(c for row in texts(docx.Document(tmp_path / "a.docx").tables[0]) for c in row)
    assessment.to_excel(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [s.title for s in book.worksheets][-1] == "Audit record"
    assert len(book.worksheets) == 5
    assert not any(c.data_type == "f" for s in book.worksheets for r in s.iter_rows() for c in r)
    assert all(s.freeze_panes and s.auto_filter.ref for s in book.worksheets)


def test_the_same_assessment_gives_the_same_bytes(assessed):
    """The page and the Word files of one assessment and ruleset are the same each time."""
    ruleset = eco.load_ruleset("dengfeng-2023")
    assert decomposition_word(ruleset) == decomposition_word(ruleset)
    assert assessment_word(assessed) == assessment_word(assessed)
    assert assessed.to_html() == assessed.to_html()


def test_a_report_is_whole_or_not_there_when_its_writer_is_killed(tmp_path):
    """Killed while it writes again and again, the writer leaves the old or the new report, each whole."""
    path = tmp_path / "report.html"
    code = (
        "import sys\nfrom ecoindicators.reports import write_whole\n"
        "n = 0\nwhile True:\n    n = 1 - n\n    write_whole(sys.argv[1], str(n) * 3_000_000)\n    print(n, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    for _ in range(3):
        assert writer.stdout.readline()
    writer.kill()
    writer.wait()
    writer.stdout.close()
    content = path.read_text(encoding="utf-8")
    assert content in ("0" * 3_000_000, "1" * 3_000_000)
