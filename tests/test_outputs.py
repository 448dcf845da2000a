"""What an assessment hands out is made of that assessment: data, text, page, Word, Excel and charts."""

import csv
import io
import json
import re

import docx
import openpyxl
import pytest
from attrs import evolve

import ecoindicators as eco
from ecoindicators import Dossier
from ecoindicators.reports import render
from ecoindicators.texts import Text, language


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
    assert shown[at].count("(undetermined)" if lang == "en" else "（待定）") == 5
    assert shown[at + 2] == f"  {lines[1]}"
    assert more not in whole
    assert lines[1] not in whole
    assert len(one.acceptance.years[0].lacking) == 32


@pytest.fixture(scope="module")
def several():
    """Return an assessment with values in several units, a date and an exemption."""
    rows = [
        {"component": 11, "year": 2023, "value": "43.7", "source": "台账二"},
        {"component": 1, "year": 2023, "date": "2023-06-01", "statement": "颁布实施", "source": "台账一"},
        {"component": "water-quality.black-odorous-waters", "year": 2023, "value": 1, "statement": "未消除"},
        *({"component": "air-quality.pm10", "year": y, "value": v} for y, v in ((2022, 76), (2023, 78))),
    ]
    exempt = [{"component": 13, "reason": "甲", "approved_by": "乙"}]
    return eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.from_records(rows, exemptions=exempt), year=2023)


def plain(page, lang):
    """Return the text of a page in one language, without what programs read."""
    other = "en" if lang == "zh" else "zh"
    page = re.sub(
        rf'<span lang="{other}">.*?</span>|<(script|style)>.*?</\1>|<option.*?</option>', "", page, flags=re.DOTALL
    )
    return re.sub(r"<[^>]*>", "", page)


@pytest.mark.parametrize(
    ("lang", "seen"),
    [("zh", ["43.7%", "颁布实施（2023-06-01）", "1个；未消除", "78µg/m³"]), ("en", ["43.7%", "颁布实施 (2023-06-01)", "1; 未消除", "78 µg/m³"])],
)  # fmt: skip
def test_what_was_observed_reads_alike_on_the_page_and_in_text(several, lang, seen):
    """A value has its unit, a date stands behind what happened then, on the page, in the terminal and in Markdown."""
    with language(lang):
        reports = [plain(several.to_html(), lang), render(several, "table"), several.to_markdown()]
    for report in reports:
        assert [text for text in seen if text not in report] == []
    history = "2022年：76µg/m³，2023年：78µg/m³" if lang == "zh" else "2022: 76 µg/m³, 2023: 78 µg/m³"
    assert history in reports[0]
    gap = "0.3个百分点" if lang == "zh" else "0.3 percentage points"
    assert all(gap in report for report in reports)


def test_the_columns_of_csv_hold_bare_values(several):
    """What a program reads as a value or a gap has no unit beside it: the unit has a column of its own."""
    with language("zh"):
        rows = {row["component"]: row for row in csv.DictReader(io.StringIO(render(several, "csv")))}
    assert [rows["林草覆盖率"][key] for key in ("observed", "unit_measure", "gap")] == ["43.7", "%", "0.3"]
    assert rows["建成区黑臭水体"]["unit_measure"] == "count"


def test_counts_of_one_are_said_in_the_singular(several):
    """One is met, one does not apply; several are and do."""
    with language("en"):
        answer, components = render(several, "table").splitlines()[:2]
    assert answer.endswith("Of 33 indicators 1 is met, 3 are not met, 28 are undetermined, 1 does not apply.")
    page = plain(several.to_html(), "en")
    assert re.search(r"✓ 1met indicator · 1 component(?!s)", page)
    assert components == "Of 45 components 1 is met, 3 are not met, 40 are undetermined, 1 does not apply."


@pytest.mark.parametrize(
    ("zh", "en", "shown"),
    [
        ("某县指标（2023年）", "Targets, 2023", ("某县指标（2023年）", "Targets, 2023")),
        ("某县指标", "Targets", ("某县指标 · 2023", "Targets · 2023")),
        ("某县2023年指标", "Targets of 12023", ("某县2023年指标 · 2023", "Targets of 12023 · 2023")),
        ("某县指标2023", "Targets (2022)", ("某县指标2023", "Targets (2022) · 2023")),
    ],
)
def test_a_title_that_ends_with_the_year_does_not_say_it_again(several, tmp_path, zh, en, shown):
    """Page, Markdown and Word bear the ruleset's title, with the year unless it stands at the end already."""
    ruleset = evolve(several.ruleset, title=Text(zh, en))
    assessment = eco.assess(ruleset, several.dossier, year=2023)
    for lang, title in zip(("zh", "en"), shown, strict=True):
        with language(lang):
            page, markdown = assessment.to_html(), assessment.to_markdown()
        assert f"<title>{title}</title>" in page
        assert markdown.startswith(f"# {title}\n")
    with language("zh"):
        assessment.to_word(tmp_path / "a.docx")
    head = docx.Document(str(tmp_path / "a.docx")).paragraphs[0].text
    assert head == f"{zh}评估" + ("（2023年）" if shown[0].endswith("· 2023") else "")


def test_an_english_report_has_english_punctuation(several):
    """But for the words of the source, no sentence of an English report has Chinese punctuation."""
    with language("en"):
        reports = plain(several.to_html(), "en"), render(several, "table"), several.to_markdown()
    for said in (
        "Consecutive years (clause 四（二）): ",
        "Data sources: 台账一; 台账二",
        "≥44 (%) · ",
        "Natural Resources and Planning Bureau, Water Resources Bureau",
    ):
        assert said in reports[0]
    quoted = {c.target.text for r in several.ruleset.chain for c in r.components} | {
        "四（二）",
        *several.ruleset.source.title.splitlines(),
    }
    for report in reports:
        for words in sorted(quoted, key=len, reverse=True):
            report = report.replace(words, "")
        assert re.findall(r".*[，（）、；：。].*", report) == []


def test_word_and_excel_hold_the_finding(one, tmp_path):
    """The value that was reported stands in both."""
    one.to_word(tmp_path / "a.docx")
    one.to_excel(tmp_path / "a.xlsx")
    tables = docx.Document(str(tmp_path / "a.docx")).tables
    assert any("43.7" in cell.text for table in tables for row in table.rows for cell in row.cells)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert any("43.7" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(("lang", "mark"), [("zh", "43.7（暂定）"), ("en", "43.7 (provisional)")])
def test_what_rests_on_provisional_data_is_marked_in_word(one, tmp_path, lang, mark):
    """The observed value of a provisional row bears the mark in the annex, and a final one does not."""
    row = {"component": 11, "year": 2023, "value": "43.7"}
    for status, shown in (("provisional", mark), ("final", "43.7")):
        assessment = eco.assess(one.ruleset, Dossier.from_records([row | {"status": status}]), year=2023)
        with language(lang):
            assessment.to_word(tmp_path / "a.docx")
        rows = docx.Document(str(tmp_path / "a.docx")).tables[0].rows
        assert [cells[7].text for cells in (r.cells for r in rows) if cells[2].text == "11"] == [shown]


COUNTY = """format = 1
[ruleset]
id = "a-county"
version = "1"
title = { zh = "某县指标", en = "Targets of a county" }
extends = "henan-county"
jurisdiction = { code = "410000", name = { zh = "某县", en = "A county" } }
source = { title = "某县实施方案", document = "某政〔2025〕1号" }
[targets]
forest-grass-coverage = { text = "≥50", clause = "附件1 第3项" }
"""


@pytest.mark.parametrize(
    ("lang", "own", "inherited", "clause"),
    [
        ("zh", "≥50（%） · 附件1 第3项", "≥20（%） · 附件 3（河南省省级生态县建设指标）", "连续达标（条款四（二））："),
        ("en", "≥50 (%) · 附件1 第3项", "≥20 (%) · 附件 3 (Henan provincial eco-county indicators)", "Consecutive years (clause 四（二）): "),
    ],
)  # fmt: skip
def test_a_clause_of_the_province_names_its_ruleset(one, tmp_path, lang, own, inherited, clause):
    """A clause that is inherited from another document says whose it is, the county's own does not; acceptance names its clause."""
    (tmp_path / "rules.toml").write_text(COUNTY, encoding="utf-8")
    assessment = eco.assess(eco.Ruleset.from_toml(tmp_path / "rules.toml"), one.dossier, year=2023)
    page = plain(assessment.to_html(), lang)
    for said in (f"{own}\n", inherited, clause):
        assert said in page


def test_the_cards_and_filters_of_the_page_read_as_sentences(one):
    """A card says how many indicators and components have its verdict; a filter that shows all says so."""
    zh, en = (plain(one.to_html(), lang) for lang in ("zh", "en"))
    assert "✗ 1项未达标指标 · 1个分项" in zh
    assert "✗ 1not met indicator · 1 component" in en
    assert one.to_html().count('<option value="">全部 All</option>') == 3


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes a dossier's assessment as a workbook and gives back its first sheet."""

    def first(rows, lang="zh"):
        with language(lang):
            eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.from_records(rows), year=2023).to_excel(
                tmp_path / "a.xlsx"
            )
        return openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]

    return first


def row_of(sheet, number, component=None):
    """Return the cells of an indicator's first row by the words above them."""
    heads = [cell.value for cell in sheet[1]]
    found = (dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2) if row[0].value == number)
    return next(row for row in found if component in (None, row[heads[2]].value))


def test_the_first_sheet_has_heads_in_the_language_of_the_report(sheet):
    """Chinese words in a Chinese workbook and English words in an English one; no column that says nothing here."""
    rows = [{"component": 11, "year": 2023, "value": 43}]
    heads = [cell.value for cell in sheet(rows)[1]]
    assert heads[:9] == ["序号", "指标", "分项", "现状值", "计量单位", "目标值", "结论", "差距", "完成率"]
    assert "属性" not in heads
    heads = [cell.value for cell in sheet(rows, "en")[1]]
    assert heads[:6] == ["No.", "Indicator", "Component", "Observed", "Unit", "Target"]
    assert not set(heads) & {"unit_measure", "parent_target", "reason"}


@pytest.mark.parametrize(
    ("typed", "value", "format"),
    [("43.70", 43.7, "0.00"), ("94.2", 94.2, "0.0"), ("8.7", 8.7, "0.0"), ("44", 44, "0"), ("0.000123456789012", 0.000123456789012, "0.000000000000000")],
)  # fmt: skip
def test_what_was_observed_is_a_number_that_shows_as_typed(sheet, typed, value, format):
    """Excel can sum it, reads the very number, and shows the decimals that somebody typed, no more and no fewer."""
    cell = row_of(sheet([{"component": 11, "year": 2023, "value": typed}]), 11)["现状值"]
    assert (cell.data_type, cell.value, cell.number_format) == ("n", value, format)


def test_gap_and_attainment_are_numbers_and_statements_are_text(sheet):
    """Computed numbers can be reckoned with; a converted share is in the component's unit; words stay words."""
    found = sheet(
        [
            {"component": 11, "year": 2023, "value": "0.4370", "unit_measure": "share"},
            {"component": 4, "year": 2023, "statement": "=1+1"},
            {"component": "water-quality.black-odorous-waters", "year": 2023, "value": 0, "statement": "消除"},
        ]
    )
    forest = row_of(found, 11)
    shown = {head: (forest[head].value, forest[head].number_format) for head in ("现状值", "差距", "完成率")}
    assert shown == {"现状值": (43.7, "0.0"), "差距": (0.3, "0.0"), "完成率": (0.993181818, "0.0%")}
    assert (row_of(found, 4)["现状值"].value, row_of(found, 4)["现状值"].data_type) == ("=1+1", "s")
    waters = row_of(found, 8, "建成区黑臭水体")
    assert (waters["现状值"].value, waters["计量单位"].value) == ("0；消除", "个")


def test_the_sheets_are_ready_to_print(sheet):
    """A4 landscape, one page wide and as many long as needed, heads on each page, wrapped text in rows tall enough."""
    found = sheet([{"component": 11, "year": 2023, "value": 43}])
    setup = found.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert (found.sheet_properties.pageSetUpPr.fitToPage, found.print_title_rows) == (True, "$1:$1")
    widths = [column.width for column in found.column_dimensions.values()]
    assert sum(widths) <= 200
    assert max(widths) <= 60
    target = row_of(found, 7)["目标值"]
    assert target.value == "完成上级规定的考核任务；保持稳定或持续改善"
    lines = -(-2 * len(target.value) // int(found.column_dimensions[target.column_letter].width))
    assert lines > 1
    assert found.row_dimensions[target.row].height >= 15 * lines


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


def test_what_the_parent_alone_finds_open_is_told_with_its_reason(tmp_path):
    """The county's word 全面推行 says nothing to the province, whose word is 全面实施: the texts say so."""
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\n[ruleset]\nid = "a"\nextends = "henan-county"\nversion = "1"\ntitle = "甲"\n'
        'jurisdiction = { code = "410000", name = "河南省" }\nsource = { title = "来源" }\n'
        '[targets]\nriver-chief-system = { text = "全面推行", states = [{ phrase = "全面推行", synonyms = ["全面实施"] }] }\n',
        encoding="utf-8",
    )
    rows = [{"component": "river-chief-system", "year": 2023, "statement": "全面推行"}]
    found = eco.assess(eco.Ruleset.from_toml(path), Dossier.from_records(rows), year=2023)
    with language("zh"):
        said = "4 河长制：待定，没有可用的定性结论（需要“全面实施”）"
        assert f"本级达标，上级未达标或待定：\n  {said}\n" in render(found, "table")
        assert f"## 本级达标，上级未达标或待定\n\n- {said}\n" in found.to_markdown()
    assert (
        'Met here, not met or undetermined by the parent:\n  4 River chief system: undetermined; no statement that fits (wanted: "全面实施")'
        in render(found, "table")
    )
    plain = eco.assess(eco.load_ruleset("dengfeng-2023"), Dossier.from_records(rows), year=2023)
    assert "Met here" not in render(plain, "table")
