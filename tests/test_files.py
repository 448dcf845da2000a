"""Files from outside: links are not followed out of a folder, and a name from outside names no other place."""

import os

import openpyxl
import pytest

import ecoindicators as eco
from ecoindicators.errors import DossierError, RulesetError
from ecoindicators.files import file_name

RULES = 'format = 1\n[ruleset]\nid = "{}"\n{}version = "1"\ntitle = "甲"\njurisdiction = {{ code = "1", name = "甲" }}\nsource = {{ title = "甲" }}\n'
OUT = "is a link that leads out of the folder and was not read; put the file itself there"
posix = pytest.mark.skipif(os.name != "posix", reason="links need a right of their own elsewhere")


@posix
def test_links_out_of_a_folder_are_refused_each_by_name(tmp_path):
    """A link to a secret, one to nothing and one that goes in a circle: all are named, and none is read."""
    (tmp_path / "secret.toml").write_text("password = 1", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "0.toml").write_text(RULES.format("a", ""), encoding="utf-8")
    (folder / "1.toml").symlink_to("../secret.toml")
    (folder / "2.toml").symlink_to("/nowhere.toml")
    (folder / "3.toml").symlink_to("3.toml")
    with pytest.raises(RulesetError) as caught:
        eco.Ruleset.from_toml(folder)
    assert str(caught.value).splitlines() == [f"{n}.toml: {OUT}" for n in (1, 2, 3)]


@posix
def test_a_link_within_the_folder_is_followed(tmp_path):
    """Some systems mount folders so that each file is a link to another name in the same folder."""
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data/a.toml").write_text(RULES.format("a", ""), encoding="utf-8")
    (tmp_path / "a.toml").symlink_to("..data/a.toml")
    assert eco.Ruleset.from_toml(tmp_path).id == "a"


@posix
def test_a_workbook_that_is_a_link_out_of_its_folder_is_refused(tmp_path):
    """A folder of workbooks that came from outside gives no way to other files."""
    (tmp_path / "a.xlsx").symlink_to("/etc/passwd")
    with pytest.raises(DossierError) as caught:
        eco.Dossier.read(tmp_path)
    assert str(caught.value) == f"a.xlsx: {OUT}"


def test_a_folder_without_workbooks_is_told(tmp_path):
    """It is no crash, and nothing is read from elsewhere."""
    with pytest.raises(DossierError) as caught:
        eco.Dossier.read(tmp_path)
    assert str(caught.value) == f"{tmp_path.name}: no .xlsx file in the folder"


@posix
def test_a_parent_that_is_a_link_elsewhere_is_refused(tmp_path):
    """``extends`` finds its parent beside the file, not where a link there leads."""
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "parent.toml").write_text(RULES.format("parent", ""), encoding="utf-8")
    (here / "parent.toml").symlink_to("../parent.toml")
    (here / "child.toml").write_text(RULES.format("child", 'extends = "parent"\n'), encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        eco.Ruleset.from_toml(here / "child.toml")
    assert str(caught.value) == f"parent.toml: {OUT}"


@pytest.mark.parametrize("extends", ["../parent", "/etc/passwd", "..", "a/../parent", "\\u0000"])
def test_extends_is_a_name_and_no_path(tmp_path, extends):
    """Whatever else it looks like, it is looked up as the id of a ruleset."""
    (tmp_path / "parent.toml").write_text(RULES.format("parent", ""), encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "child.toml").write_text(RULES.format("child", f'extends = "{extends}"\n'), encoding="utf-8")
    with pytest.raises(eco.UnknownNameError):
        eco.Ruleset.from_toml(folder / "child.toml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "..／..／etc／passwd"),
        ("C:\\a", "C：＼a"),
        ("a\0b\u202ec\n", "abc"),
        ("\n", "_"),
        ("长" * 300, "长" * 60),
        ("市林业局", "市林业局 2"),
    ],
)
def test_a_file_is_named_after_a_text_and_nothing_else(text, name):
    """No folder, no sign that a system forbids, no name that is taken, none too long."""
    assert file_name(text, ["市林业局"]) == name


def test_a_table_that_would_be_missed_in_a_folder_of_workbooks_is_named(tmp_path):
    """A CSV or an old workbook beside the .xlsx files is not passed over in silence, nor is an old workbook alone."""
    openpyxl.Workbook().save(tmp_path / "2025.xlsx")
    for name in ("2024.csv", "2023.xls", "~$lock.xls", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    said = "it is no .xlsx workbook and was not read. Save it as .xlsx in Excel or WPS, or take it out of the folder"
    with eco.language("en"):
        with pytest.raises(DossierError) as caught:
            eco.Dossier.read(tmp_path)
        assert str(caught.value).splitlines() == [
            f"{tmp_path.name}/{name}: {said}" for name in ("2023.xls", "2024.csv")
        ]
        with pytest.raises(DossierError) as caught:
            eco.Dossier.read(tmp_path / "2023.xls")
        assert str(caught.value) == f"2023.xls: {said}"


def test_a_file_of_another_kind_says_what_is_expected_in_its_place(tmp_path):
    """A policy table is no ruleset and no dossier: each is told what it should be, and how one comes by it."""
    word, excel, rules = tmp_path / "附件1.docx", tmp_path / "附件1.xlsx", tmp_path / "a.toml"
    word.write_bytes(b"PK\x03\x04")
    rules.write_text("format = 1\n", encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "附件1"
    book.active.append(["序号", "指标名称", "目标值"])
    book.active.append([1, "林草覆盖率", "≥40"])
    book.create_sheet("说明")
    book.save(excel)

    def said(read, *args, **options):
        with pytest.raises((DossierError, RulesetError)) as caught:
            read(*args, **options)
        (problem,) = caught.value.problems
        return problem.text.zh, problem.text.en

    for path in (word, excel):
        assert said(eco.Ruleset.from_toml, path) == (
            f"{path.name}：是 Word、Excel 等程序的文件或 PDF，此处应为 TOML 文件。政策文件中的指标表，请先用 ecoindicators import-table 转为指标体系",
            f"{path.name}: is an Office file or a PDF; a TOML file is expected. Turn a policy table into a ruleset with ecoindicators import-table",
        )
    table = tmp_path / "附件1.csv"
    table.write_text("序号,指标名称,目标值\n1,林草覆盖率,≥40\n", encoding="utf-8")
    assert said(eco.Ruleset.from_toml, table)[0] == (
        "附件1.csv:1：不是有效的 TOML：键“序号”未加引号。政策文件中的指标表，请先用 ecoindicators import-table 转为指标体系"
    )
    for path in (word, rules):
        assert said(eco.Dossier.read, path) == (
            f"{path.name}：不是 CSV 文件，也不是 .xlsx 工作簿。台账应为 CSV 文件，或由 ecoindicators template 生成并填好的 .xlsx 工作簿",
            f"{path.name}: is neither a CSV file nor an .xlsx workbook. A dossier is a CSV file, or an .xlsx workbook that ecoindicators template made and people filled in",
        )
    good = tmp_path / "o.csv"
    good.write_text("component,year,value\na,2023,1\n", encoding="utf-8")
    assert said(eco.Dossier.read, good, assignments=excel) == (
        "附件1.xlsx：不是 CSV 文件。请在 Excel 或 WPS 中将表另存为 CSV",
        "附件1.xlsx: is no CSV file. Save the table as CSV in Excel or WPS",
    )
    zh = "附件1.xlsx：没有一张工作表（附件1、说明）含有台账的表头。表头应有“指标”或“分项”，以及“数值”、“定性结论”或“日期”；填报工作簿由 ecoindicators template 生成"
    en = (
        'no sheet (附件1, 说明) has the heads of a dossier\'s table. The heads are "component" (指标, 分项) and "value" (数值), '
        '"statement" (定性结论) or "date" (日期); ecoindicators template makes a workbook to fill in'
    )
    assert said(eco.Dossier.read, excel) == (zh, f"附件1.xlsx: {en}")
    folder = tmp_path / "folder"
    folder.mkdir()
    filled = openpyxl.Workbook()
    filled.active.append(["指标", "年度", "数值"])
    filled.active.append(["a", 2023, 1])
    filled.save(folder / "1.xlsx")
    book.save(folder / "附件1.xlsx")
    assert said(eco.Dossier.read, folder) == (zh, f"附件1.xlsx: {en}")
