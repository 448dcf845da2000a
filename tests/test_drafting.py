"""From a policy table to a draft: real files in every format, what is guessed is a doubt, what is hostile is refused."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators import RulesetError, language
from ecoindicators.drafting import draft_ruleset
from ecoindicators.drafting._readings import guess_direction

HEADS = ["领域", "任务", "序号", "指标名称", "单位", "2023年目标值", "指标值", "牵头单位", "责任单位"]
SOURCE = Path(__file__).parents[2] / "shared/source"


def annex_rows():
    """Return the annex as printed, from the shipped rulesets' source cells; a blank cell means "as above"."""
    county = eco.load_ruleset("dengfeng-2023")
    rows, domain, task = [], None, None
    for mine in county.indicators:
        theirs = county.parent[mine.id]
        cells, own = theirs.source_cells, county.source_cells[mine.id]
        row = [
            mine.domain.name.zh if mine.domain != domain else "",
            f"（{mine.task.number}）{mine.task.name.zh}" if mine.task != task else "",
            " ".join(str(mine.number)),
            cells["name"],
            cells.get("unit", ""),
            own["target"],
            cells["target"],
            own.get("lead", ""),
            own.get("responsible", ""),
        ]
        domain, task = mine.domain, mine.task
        rows.append(row)
    return rows


def with_repeated_heads(rows):
    """Return the rows with the heads on top and again after a page break."""
    return [HEADS, *rows[:9], HEADS, *rows[9:]]


def as_text(path, rows):
    lines = ["\t".join(c.replace("\n", " ") for c in row) for row in with_repeated_heads(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")


def as_csv(path, rows):
    import csv

    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(with_repeated_heads(rows))


def as_markdown(path, rows):
    lines = ["| " + " | ".join(c.replace("\n", "<br>") for c in row) + " |" for row in with_repeated_heads(rows)]
    path.write_text("# 附件\n\n" + "\n".join([lines[0], "|" + "---|" * len(HEADS), *lines[1:]]), encoding="utf-8")


def as_excel(path, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in with_repeated_heads(rows):
        sheet.append([int(c) if c.isdecimal() else c for c in row])
    sheet.merge_cells("A2:A6")
    book.save(path)


def as_word(path, rows):
    document = docx.Document()
    document.add_paragraph("附件")
    table = document.add_table(0, len(HEADS))
    domain = None
    for row in with_repeated_heads(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
        if row[0]:
            domain = cells[0]
        elif domain is not None:
            domain.merge(cells[0])
    document.save(path)


WRITERS = {"annex.txt": as_text, "annex.csv": as_csv, "annex.md": as_markdown, "annex.xlsx": as_excel, "annex.docx": as_word}  # fmt: skip


def write_draft(draft, folder):
    """Write the draft's files and return the county's ruleset, loaded with its parent beside it."""
    for name, text in draft.files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return eco.Ruleset.from_toml(folder / f"{draft.id}.toml")


def assert_drafted_to_the_shipped(draft, folder):
    drafted, shipped = write_draft(draft, folder), eco.load_ruleset("dengfeng-2023")
    for mine, theirs in ((drafted, shipped), (drafted.parent, shipped.parent)):
        assert [(i.number, i.name.zh) for i in mine.indicators] == [(i.number, i.name.zh) for i in theirs.indicators]  # fmt: skip
        assert [(i.domain.name.zh, i.task.number, i.task.name.zh) for i in mine.indicators] == [
            (i.domain.name.zh, i.task.number, i.task.name.zh) for i in theirs.indicators
        ]
        for made, known in zip(mine.indicators, theirs.indicators, strict=True):
            if len(known.components) > 1:
                assert [c.name.zh for c in made.components] == [c.name.zh for c in known.components]
            assert [c.target.text for c in made.components] == [c.target.text for c in known.components]
            assert [str(c.target) for c in made.components] == [str(c.target) for c in known.components]
    for made, known in zip(drafted.indicators, shipped.indicators, strict=True):
        for side in ("lead", "responsible"):
            named = [u.name.zh for u in getattr(made.responsibility, side)]
            assert named == [u.name.zh for u in getattr(known.responsibility, side)]
    codes = {d.code for d in draft.doubts}
    assert {"ids", "english", "direction", "implications", "work-plan", "states", "shared-target", "columns"} <= codes
    assert not any(r.reading.target is None for r in draft.readings)


@pytest.mark.parametrize("name", WRITERS)
def test_the_annex_drafts_to_the_shipped_rulesets(tmp_path, name):
    """The annex as text, CSV, Markdown, Excel or Word drafts to both shipped rulesets, up to what the table does not say."""
    WRITERS[name](tmp_path / name, annex_rows())
    draft = draft_ruleset(tmp_path / name, id="dengfeng-draft", parent_id="henan-draft")
    assert_drafted_to_the_shipped(draft, tmp_path)


@pytest.mark.skipif(not SOURCE.exists(), reason="the source document is not part of the project")
def test_the_source_document_itself_drafts_to_the_shipped_rulesets(tmp_path):
    """The document's own text, with what copying did to it, drafts to both shipped rulesets; the prose is a doubt."""
    text = next(SOURCE.glob("*.txt")).read_text(encoding="utf-8")
    (tmp_path / "annex.txt").write_text(text, encoding="utf-8")
    draft = draft_ruleset(tmp_path / "annex.txt", id="dengfeng-draft", parent_id="henan-draft")
    assert_drafted_to_the_shipped(draft, tmp_path)
    assert "outside-table" in {d.code for d in draft.doubts}


def table(path, *rows):
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    return path


def test_every_direction_guessed_is_right_for_the_annex(tmp_path):
    """Of the directions that the shipped rulesets declare, none is guessed the other way round."""
    as_text(tmp_path / "a.txt", annex_rows())
    drafted = write_draft(draft_ruleset(tmp_path / "a.txt", id="dengfeng-draft", parent_id="henan-draft"), tmp_path)
    shipped = eco.load_ruleset("dengfeng-2023")
    pairs = zip(drafted.components, shipped.components, strict=True)
    wrong = [(b.name.zh, a.direction) for a, b in pairs if None not in (a.direction, b.direction) and a.direction != b.direction]  # fmt: skip
    assert wrong == []


def test_what_cannot_be_read_still_loads_and_is_a_doubt(tmp_path):
    """A phrase that is refused stands as a state, and the doubt says where it is, what it says and why."""
    path = table(tmp_path / "t.tsv", ["序号", "指标名称", "单位", "目标值", "备注"], ["1", "供水率", "%", "95左右", "甲"], ["2", "河长制", "-", "全面推行", ""])  # fmt: skip
    draft = draft_ruleset(path, id="my-county")
    ruleset = write_draft(draft, tmp_path)
    assert str(ruleset[1].components[0].target) == "95左右"
    with language("en"):
        found = {d.code: f"{d.location}: {d.text}" for d in draft.doubts}
    assert found["not-read"] == 't.tsv, row 2: "95左右" was not read and stands as a state for now: "左右" was not understood'  # fmt: skip
    assert found["states"] == "t.tsv, row 3: taken for states: 全面推行"
    assert found["no-domain"] == "t.tsv, row 3: it has neither a domain nor a task"


def test_rows_that_differ_by_the_kind_of_place_become_one_target(tmp_path):
    """山区, 丘陵区 and 平原地区 in a column of their own are one target by variant, and its labels are declared."""
    path = table(
        tmp_path / "t.tsv", ["number", "indicator", "component", "unit", "target_text", "attribute", "variant"],
        ["12", "森林覆盖率", "", "%", "≥60", "参考性", "山区"], ["12", "森林覆盖率", "", "%", "≥40", "参考性", "丘陵区"],
    )  # fmt: skip
    ruleset = write_draft(draft_ruleset(path, id="my-county"), tmp_path)
    assert str(ruleset[12].components[0].target) == "山区≥60；丘陵区≥40"
    assert ruleset[12].attribute == "reference"


def test_columns_can_be_named_by_hand(tmp_path):
    """Heads in no usual wording are named by role."""
    path = table(tmp_path / "t.tsv", ["项号", "内容甲", "量", "数甲", "数乙"], ["1", "林草覆盖率", "%", "≥41", "≥44"])
    with pytest.raises(RulesetError, match="指标"):
        draft_ruleset(path)
    columns = {"number": "项号", "name": "内容甲", "unit": "量", "parent": "数甲", "own": "数乙"}
    draft = draft_ruleset(path, id="my-county", parent_id="my-province", columns=columns)
    ruleset = write_draft(draft, tmp_path)
    assert (ruleset[1].components[0].target.text, ruleset.parent[1].components[0].target.text) == ("≥44", "≥41")


def excel(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_formula_is_not_read_and_is_a_doubt(tmp_path):
    """A cell that holds a formula has no value to check; the doubt names its row and column."""
    path = excel(tmp_path / "t.xlsx", ["序号", "指标名称", "单位", "目标值"], [1, "林草覆盖率", "%", "=40+4"], [2, "河长制", "-", "实施"])  # fmt: skip
    with language("en"):
        doubts = [f"{d.location}: {d.text}" for d in draft_ruleset(path).doubts]
    assert 't.xlsx, table "Sheet", row 2: column 4 holds a formula, which was not read; put in its value' in doubts


def test_a_share_with_a_percent_format_is_read_as_shown(tmp_path):
    """0.44 shown as 44% is the phrase 44%."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "指标名称", "单位", "目标值"])
    book.active.append([1, "林草覆盖率", "%", 0.44])
    book.active["D2"].number_format = "0%"
    book.save(tmp_path / "t.xlsx")
    assert draft_ruleset(tmp_path / "t.xlsx").own["indicator"][0]["target"] == "44%"


def rezipped(path, name, change):
    """Return the archive with one member changed."""
    with zipfile.ZipFile(path) as archive:
        members = {m.filename: archive.read(m) for m in archive.infolist()}
    members[name] = change(members[name])
    out = path.with_name("hostile" + path.suffix)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return out


def entity(data):
    head, _, rest = data.partition(b"?>") if data.startswith(b"<?xml") else (b"", b"", data)
    return (head + b"?>" if head else b"") + b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rest


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_hostile_office_files_are_refused(tmp_path, kind):
    """A zip bomb, an external entity, a file that is no zip: each is one clear error, and nothing is unpacked."""
    path = tmp_path / f"annex.{kind}"
    WRITERS[f"annex.{kind}"](path, annex_rows()[:2])
    part = "xl/worksheets/sheet1.xml" if kind == "xlsx" else "word/document.xml"
    cases = {
        "document-type": rezipped(path, part, entity),
    }
    for code, hostile in cases.items():
        with pytest.raises(RulesetError) as caught:
            draft_ruleset(hostile)
        assert [p.code for p in caught.value.problems] == [code]
    bomb = rezipped(path, part, lambda data: data + b" " * (201 * 2**20))
    with pytest.raises(RulesetError) as caught:
        draft_ruleset(bomb)
    with language("en"):
        assert str(caught.value) == (
            f"hostile.{kind}: the file unpacks to over 200,000,000 bytes and was not read. "
            'If it is meant, raise the limit: ECOINDICATORS_LIMITS="unpacked_bytes=…"'
        )
    path.write_bytes(b"no zip at all")
    with pytest.raises(RulesetError) as caught:
        draft_ruleset(path)
    assert [p.code for p in caught.value.problems] == ["not-an-office-file"]


def test_a_sheet_with_a_million_columns_is_refused(tmp_path):
    """A row wider than any policy table is an error that names it."""
    path = tmp_path / "t.tsv"
    path.write_text("序号\t指标名称\t目标值\n1\t甲\t≥1" + "\t" * 10**6, encoding="utf-8")
    with language("en"), pytest.raises(RulesetError) as caught:
        draft_ruleset(path)
    with language("en"):
        assert str(caught.value) == (
            't.tsv, row 2: over 100 columns. If it is meant, raise the limit: ECOINDICATORS_LIMITS="columns=…"'
        )
    wide = excel(tmp_path / "t.xlsx", ["序号", "指标名称", "目标值"], [1, "甲", "≥1", *[None] * 16000, "x"])
    assert draft_ruleset(wide).own["indicator"][0]["name"] == "甲"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.pdf", b"%PDF", 't.pdf: ".pdf" is not read; use one of .csv、.docx、.md、.tsv、.txt、.xlsm、.xlsx'),
        ("t.tsv", "甲\t乙\n1\t2".encode(), "t.tsv: no table of indicators was found: columns such as 指标名称 and 目标值 are needed; name others by --column"),
        ("t.csv", b"", "t.csv: no table of indicators was found: columns such as 指标名称 and 目标值 are needed; name others by --column"),
        ("t.tsv", ("序号\t指标名称\t目标值\n1\t甲\t" + "≥1，" * 1000).encode(), 't.tsv, row 2: a cell is over 2000 characters. If it is meant, raise the limit: ECOINDICATORS_LIMITS="policy_cell_chars=…"'),
    ],
)  # fmt: skip
def test_a_file_without_a_table_says_what_is_needed(tmp_path, name, content, message):
    """Each refusal names the file, what was found and what to do."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RulesetError) as caught:
        draft_ruleset(tmp_path / name)
    with language("en"):
        assert str(caught.value) == message


CELLS = st.sampled_from(["", "1", "1 2", "领域", "指标名称", "目标值", "≥60", "全面实施", "≥1 ≥2", "甲：乙 丙", "%", "- %", "/", "=1", "15左右", "（一）甲", "山区", "约束性"])  # fmt: skip


@given(st.lists(st.lists(CELLS | st.text(max_size=6), min_size=1, max_size=6), max_size=8))
def test_any_table_drafts_to_a_ruleset_that_loads_or_is_refused(tmp_path_factory, rows):
    """Whatever stands in the rows, the draft loads, or the one error says why there is none."""
    folder = tmp_path_factory.mktemp("draft")
    rows = [["序号", "指标名称", "单位", "目标值", "领域", "分项"], *rows]
    path = folder / "t.md"
    clean = [[c.replace("|", "").replace("\n", "").replace("\r", "") for c in row] for row in rows]
    path.write_text("\n".join("| " + " | ".join(row) + " |" for row in clean), encoding="utf-8", errors="ignore")
    assert loads_or_is_refused(path, folder)


@pytest.mark.parametrize("cell", ["$A", "$", "A$B", "左右$"])
def test_a_cell_whose_signs_mean_nothing_drafts_to_a_ruleset_that_loads(tmp_path, cell):
    """What stands there is kept, marked where it could not stand as a state."""
    path = tmp_path / "t.md"
    path.write_text(f"| 序号 | 指标名称 | 目标值 |\n|---|---|---|\n| 1 | 甲 | {cell} |\n", encoding="utf-8")
    assert loads_or_is_refused(path, tmp_path)


def loads_or_is_refused(path, folder):
    """Return whether the draft loads with all its indicators, or there was no row to draft."""
    try:
        draft = draft_ruleset(path, id="my-county")
    except RulesetError as error:
        return error.problems[0].code in ("no-table", "bad-encoding")
    return len(write_draft(draft, folder).indicators) == len((draft.parent or draft.own)["indicator"])


@pytest.mark.parametrize("note", ["注：本表目标值为2025年目标。", "备注: 略", "※ 为约束性指标", "数据来源：统计年鉴"])
def test_a_note_of_the_table_is_told_and_is_no_domain(tmp_path, note):
    """What stands across a row and explains the table is a doubt with its words, wherever it stands."""
    table = tmp_path / "表.tsv"
    rows = "1\t林草覆盖率\t%\t≥44\n", f"{note}\t{note}\t{note}\t{note}\n", "2\t供水率\t%\t≥95\n"
    table.write_text("序号\t指标名称\t单位\t目标值\n" + "".join(rows), encoding="utf-8")
    draft = draft_ruleset(table, id="my-county")

    assert [(d.text.zh, d.location.row) for d in draft.doubts if d.code == "note"] == [(f"表中的注“{note}”未读取", 3)]
    assert "domains" not in draft.own or not draft.own["domains"]


@pytest.mark.parametrize(
    ("name", "direction"),
    [("PM2.5浓度下降幅度", "higher"), ("单位GDP能耗下降率", "higher"), ("劣V类水体消除比例", "higher"), ("噪声达标率", "higher"), ("PM2.5浓度", "lower"), ("单位GDP能耗", "lower"), ("单位国内生产总值建设用地使用面积下降率", "higher")],
)  # fmt: skip
def test_less_of_what_is_bad_is_better_and_so_is_more_of_what_is_done_about_it(name, direction):
    """A share of what was abated, treated or reached rises for the better."""
    assert guess_direction(name, "%", ("15",)) == direction


def test_numbers_far_apart_are_no_gap_and_are_not_listed(tmp_path):
    """From 11 to a number of thirty digits nothing is skipped, and nothing is made of all that lies between."""
    table = tmp_path / "表.tsv"
    table.write_text(
        f"序号\t指标名称\t单位\t目标值\n11\t林草覆盖率\t%\t≥44\n{'9' * 30}\t供水率\t%\t≥95\n", encoding="utf-8"
    )
    assert "number-skipped" not in {doubt.code for doubt in draft_ruleset(table, id="my-county").doubts}
