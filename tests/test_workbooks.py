"""Collection workbooks: made, filled by hand, moved about, read back; many merged, conflicts told by cell."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators import DossierError, language
from ecoindicators.cli import cli
from ecoindicators.dossier import Dossier, Observation
from ecoindicators.measures import measure_text
from ecoindicators.statements import read_statements
from ecoindicators.workbooks import COLUMNS, offered, template, templates_by_unit

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng"
RULESET = eco.load_ruleset("dengfeng-2023")
TEMPLATE = template(RULESET, 2023)
IDS = [c.id for c in RULESET.components]


def fill(data, observations):
    """Return the workbook with observations written into their rows, as a person would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    known = {o.component: o for o in observations}
    for sheet in book.worksheets:
        heads = {c.value: c.column for c in sheet[1]}
        if "数值" not in heads:
            continue
        for row in range(2, sheet.max_row + 1):
            o = known.get(sheet.cell(row, heads["分项"]).value)
            if o is None:
                continue
            cells = {"数值": o.value, "日期": o.date, "定性结论": o.statement, "数据状态": {"final": "最终", "provisional": "暂定"}[o.status],
                     "来源": o.source, "佐证材料": o.evidence, "填报单位": o.reported_by, "备注": o.note}  # fmt: skip
            for head, value in cells.items():
                sheet.cell(row, heads[head]).value = None if value == "" else str(value) if isinstance(value, Decimal) else value  # fmt: skip
    return book


def saved(book, path):
    book.save(path)
    return path


TEXTS = st.sampled_from(["", "统计局", "全面实施", "公报第3页", "甲；乙"])
OBSERVATIONS = st.lists(
    st.builds(
        Observation, st.sampled_from(IDS), st.just(2023), value=st.none() | st.decimals(-1000, 1000, places=2),
        date=st.none() | st.dates(date(2020, 1, 1), date(2023, 12, 31)), statement=TEXTS, status=st.sampled_from(["final", "provisional"]),
        source=TEXTS, evidence=TEXTS, reported_by=TEXTS, note=TEXTS,
    ),
    unique_by=lambda o: o.component, max_size=6,
)  # fmt: skip


@given(OBSERVATIONS)
@settings(max_examples=15, deadline=None)
def test_template_fill_read_loses_nothing(tmp_path_factory, observations):
    """What is filled into a template is read back, cell for cell; rows that nobody filled are no observation."""
    filled = [o for o in observations if o.value is not None or o.date or o.statement or o.source or o.evidence or o.note]  # fmt: skip
    path = saved(fill(TEMPLATE, observations), tmp_path_factory.mktemp("book") / "collect.xlsx")
    units = {c.id: measure_text(c.unit_measure).zh for c in RULESET.components}
    found = Dossier.read(path).observations
    expected = {o.component: evolve(o, unit_measure=units[o.component]) for o in filled}
    assert {o.component: o for o in found} == expected


def test_a_template_names_the_unit_in_words_and_reads_it_back(tmp_path):
    """What is counted is asked for in 个, what has no unit as 无量纲, and both are judged as the ruleset means them."""
    ids = {"water-quality.inferior-v-sections": (0, "个"), "eco-environment-index": (61, "无量纲")}
    rows = [Observation(id, 2023, value=value) for id, (value, _) in ids.items()]
    read = Dossier.read(saved(fill(TEMPLATE, rows), tmp_path / "a.xlsx"))
    assert {o.component: (o.value, o.unit_measure) for o in read.observations} == ids
    judged = {f.component.id: f.verdict.value for f in eco.assess(RULESET, read, year=2023).findings}
    assert [judged[id] for id in ids] == ["met", "met"]


def test_an_assessment_of_the_workbook_equals_that_of_the_csv(tmp_path):
    """The example's dossier, carried through the workbook, gets the same verdicts."""
    csv = Dossier.read(EXAMPLE / "observations.csv")
    rows = [o for o in csv.observations if o.year == 2023]
    now = [evolve(o, value=o.value * 100, unit_measure="%") if o.unit_measure == "share" else o for o in rows]
    first = Dossier.read(saved(fill(TEMPLATE, now), tmp_path / "a.xlsx"))
    again = eco.assess(RULESET, first, year=2023)
    plain = eco.assess(RULESET, evolve(csv, observations=tuple(now)), year=2023)
    assert [f.verdict for f in again.findings] == [f.verdict for f in plain.findings]


def test_a_person_may_move_everything_about(tmp_path):
    """Sorted rows, inserted columns, renamed sheets, notes above the heads, "—", "94.2%" and a percent format are read."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    sheet = book.worksheets[1]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    heads, body = rows[0], rows[1:]
    body.sort(key=lambda r: r[0], reverse=True)
    moved = openpyxl.Workbook()
    target = moved.active
    target.title = "我们的数据"
    target.append(["请各单位于12月15日前填报"])
    order = [*reversed(range(len(COLUMNS)))]
    target.append(["我的备忘", *(heads[i] for i in order)])
    filled = {"appraisal-weight": "—", "environmental-disclosure-rate": "94.2%", "river-chief-system": None, "planning-eia": None}  # fmt: skip
    for row in body:
        values = dict(zip(heads, row, strict=True))
        if row[0] in filled:
            values["数值"], values["来源"] = filled[row[0]], "甲"
        target.append(["?", *(values[heads[i]] for i in order)])
    at = [c.value for c in target[2]].index("数值") + 1
    for row in target.iter_rows(min_row=3):
        if row[-1].value == "planning-eia":
            target.cell(row[0].row, at).value = 0.942
            target.cell(row[0].row, at).number_format = "0.0%"
    found = {o.component: (o.value, o.unit_measure) for o in Dossier.read(saved(moved, tmp_path / "m.xlsx")).observations}  # fmt: skip
    assert found["appraisal-weight"] == (None, "%")
    assert found["environmental-disclosure-rate"] == (Decimal("94.2"), "%")
    assert found["planning-eia"][0] == Decimal("94.2")
    assert found["river-chief-system"][0] is None


def test_many_workbooks_merge_and_conflicts_name_both_cells(tmp_path):
    """A folder is read as one; the same row twice is one; rows that disagree name both places and the cells."""
    one = Observation("forest-grass-coverage", 2023, Decimal(44))
    for name, o in (("a", one), ("b", one)):
        saved(fill(TEMPLATE, [o]), tmp_path / f"{name}.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    assert len(Dossier.read(tmp_path).observations) == 1
    saved(fill(TEMPLATE, [evolve(one, value=Decimal(43))]), tmp_path / "c.xlsx")
    with language("en"), pytest.raises(DossierError) as caught:
        Dossier.read(tmp_path)
    with language("en"):
        assert str(caught.value) == 'c.xlsx, table "生态安全", row 10: disagrees with a.xlsx, table "生态安全", row 10 (value: 44 / 43)'  # fmt: skip


def test_a_formula_a_word_and_a_bad_date_are_three_problems_by_cell(tmp_path):
    """Every problem of a workbook comes at once, with file, sheet, row and column."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    sheet = book["生态制度"]
    at = {c.value: c.column for c in sheet[1]}
    sheet.cell(2, at["日期"]).value = "去年"
    sheet.cell(4, at["数值"]).value = "=1+1"
    sheet.cell(6, at["数值"]).value = "很高"
    with language("en"), pytest.raises(DossierError) as caught:
        Dossier.read(saved(book, tmp_path / "x.xlsx"))
    with language("en"):
        lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        'x.xlsx, table "生态制度", row 4, column "数值"',
        'x.xlsx, table "生态制度", row 2, column "日期"',
        'x.xlsx, table "生态制度", row 6, column "数值"',
    ]
    assert lines[0].endswith("is a formula; paste its value instead")


def test_a_workbook_for_each_lead_unit_holds_what_it_leads():
    """Each lead unit's workbook lists the components of its indicators, and together they list all."""
    listed = {}
    for name, data in templates_by_unit(RULESET, 2023).items():
        book = openpyxl.load_workbook(io.BytesIO(data))
        listed[name] = {row[0].value for sheet in book.worksheets if sheet["C1"].value == "序号" for row in sheet.iter_rows(min_row=2)}  # fmt: skip
    assert listed["市林业局"] == {c.id for i in RULESET.indicators if "市林业局" in [u.name.zh for u in i.responsibility.lead] for c in i.components}  # fmt: skip
    assert set().union(*listed.values()) == set(IDS)


def test_the_template_shows_last_year_and_offers_what_fits(tmp_path):
    """Last year's value stands beside; the dropdown lists the declared phrases; no formula, no protection."""
    path = tmp_path / "c.xlsx"
    done = CliRunner().invoke(cli, ["template", "dengfeng-2023", "--year", "2023", "-o", str(path), "--previous", str(EXAMPLE / "observations.csv")])  # fmt: skip
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(path)
    sheet = book["生态制度"]
    at = {c.value: c.column for c in sheet[1]}
    rows = {r[0].value: r for r in sheet.iter_rows(min_row=2)}
    assert rows["appraisal-weight"][at["上年值"] - 1].value is not None
    lists = [v.formula1 for v in sheet.data_validations.dataValidation]
    assert '"全面实施,未全面实施"' in lists
    assert not any(c.data_type == "f" for s in book.worksheets for r in s.iter_rows() for c in r)
    assert not any(s.protection.sheet for s in book.worksheets)
    again = CliRunner().invoke(cli, ["template", "dengfeng-2023", "--year", "2023", "-o", str(path)])
    assert again.exit_code == 2
    assert str(path) in again.output


@pytest.mark.parametrize("id", ["dengfeng-2023", "henan-county", "hunan-county"])
def test_every_choice_offered_is_read_as_affirming_or_denying(id):
    """In each shipped ruleset a choice says yes or no to its target or to an ancestor's, and the first one says yes alone."""
    ruleset = eco.load_ruleset(id)
    found = 0
    for component in ruleset.components:
        layers = [r.component(component.id) for r in ruleset.chain if r.has_component(component.id)]
        for number, choice in enumerate(offered(ruleset, component)):
            readings = [read_statements((choice,), c.target, c.direction) for c in layers]
            fitting = [r for r in readings if not r.unfit and not r.contradictions]
            assert any(bool(r.facts.affirmed) is not bool(r.facts.denied) for r in fitting), (component.id, choice)
            assert number or any(r.facts.affirmed for r in fitting), (component.id, choice)
            found += 1
    assert found > 20


def test_what_is_not_to_be_seen_is_denied_in_its_own_words():
    """明显 denies 不明显; nobody is offered 未不明显."""
    assert offered(RULESET, RULESET.component("biodiversity.alien-invasion")) == ("不明显", "明显")


def test_a_target_of_two_states_can_be_chosen_whole():
    """The whole phrase comes first and meets the target; where the parent asks for two, its phrase answers both."""
    henan = RULESET.parent
    words = "定期研究部署，有效开展工作"
    component = henan.component("major-task-deployment")
    assert offered(henan, component) == (words, "定期研究部署", "未定期研究部署", "有效开展工作", "未有效开展工作")
    own = offered(RULESET, RULESET.component("major-task-deployment"))
    assert own == ("有效开展", words, "未有效开展")
    dossier = Dossier.from_records([{"component": component.id, "year": 2023, "statement": words}])
    (finding,) = eco.assess(RULESET, dossier, year=2023)[component.id].findings
    above = eco.assess(henan, dossier, year=2023).finding(component.id)
    assert [finding.verdict.name, above.verdict.name, finding.warnings] == ["MET", "MET", ()]


def test_the_sheets_of_assignments_and_references_name_what_they_ask_for(tmp_path):
    """Beside the id stand number, names and unit; what is filled in is read as before."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    sheet = book["上级下达任务"]
    heads, *rows = [[c.value for c in row] for row in sheet.iter_rows()]
    assert heads == ["分项", "年度", "序号", "指标名称", "分项名称", "计量单位", "下达目标", "来源"]
    assert rows[1][:6] == ["air-quality.pm25", 2023, 7, "环境空气质量", "PM2.5浓度", "µg/m³"]
    sheet.cell(3, 7).value, sheet.cell(3, 8).value = "≤45", "豫环委办"
    assert [c.value for c in book["参考值"][1]][:6] == heads[:6]
    found = Dossier.read(saved(book, tmp_path / "a.xlsx"))
    assert [(a.component, a.year, a.target, a.source) for a in found.assignments] == [("air-quality.pm25", 2023, "≤45", "豫环委办")]  # fmt: skip
    assert (found.observations, found.references) == ((), ())


def test_a_workbook_can_be_read_and_printed():
    """Instructions and names wrap in rows that hold them; each sheet prints on A4, one page wide, its heads repeated."""
    book = openpyxl.load_workbook(io.BytesIO(TEMPLATE))
    first, sheet, *_ = book.worksheets
    assert (first["A2"].alignment.wrap_text, first.row_dimensions[2].height) == (True, 48)
    assert (
        first.column_dimensions["A"].width < 80
    )  # of 11 points, as much as A4 upright holds without being made smaller
    at = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "major-task-deployment")
    assert sheet.row_dimensions[at].height == 32
    assert sheet.row_dimensions[2].height is None  # one line: it grows with what is typed
    for each in book.worksheets:
        setup = each.page_setup
        assert (setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (9, 1, 0)
        assert each.sheet_properties.pageSetUpPr.fitToPage
        assert each.print_title_rows == (None if each is first else "$1:$1")
