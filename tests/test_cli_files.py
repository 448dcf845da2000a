"""The command line where it reads and writes files: drafts, collection workbooks, folders, Word and Excel, and its start."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from ecoindicators.cli import cli, main
from ecoindicators.cli._common import complete_ruleset
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import language

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"
TABLE = "序号,指标名称,单位,2023年目标值,指标值,牵头单位,责任单位\n1,林草覆盖率,%,≥44,≥41,市林业局,市水利局\n2,生态红线,-,得到保护,得到保护,市资源规划局,/\n"


def run(*args, code=0):
    result = CliRunner().invoke(cli, [str(a) for a in args])
    assert result.exit_code == code, (result.output, result.exception)
    return result


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "annex.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_draft_is_shown_as_a_table_as_markdown_and_as_json(table):
    """How each phrase is read, what is doubtful, and how much there is of both."""
    args = ("import-table", table, "--id", "my-county", "--parent-id", "my-province", "--lang", "en")
    shown = run(*args).output
    assert "How the phrases are read" in shown
    assert "this year's value is at least 44" in shown
    assert "Doubts" in shown
    markdown = run(*args, "--format", "markdown").stdout
    assert markdown.startswith("# Draft report: my-county\n")
    assert "## How the phrases are read" in markdown
    assert run(*args[:-1], "zh", "--format", "markdown").stdout.startswith("# 起草报告：my-county\n")
    data = json.loads(run(*args, "--format", "json").stdout)
    assert data["id"] == "my-county"


def test_a_draft_is_written_to_a_folder_and_nothing_there_is_overwritten(table, tmp_path):
    """TOML of both layers and the doubts; the second time it names the files that are there."""
    folder = tmp_path / "draft"
    args = (
        "import-table",
        table,
        "--id",
        "my-county",
        "--parent-id",
        "my-province",
        "--folder",
        folder,
        "--lang",
        "zh",
    )
    told = run(*args).stderr
    assert told == (
        f"已写入 {folder}：my-county.toml、my-province.toml、doubts.md。核定疑点后运行：ecoindicators new-ruleset my-county --draft {folder}\n"
    )
    written = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert "doubts.md" in written
    assert any(name.endswith(".toml") for name in written)
    refused = run(*args, code=2).stderr
    assert "文件已存在，不覆盖：" in refused
    assert str(folder / "doubts.md") in refused


def test_a_column_is_named_by_hand(table, tmp_path):
    """--column says which head is what where it cannot be guessed."""
    text = TABLE.replace("指标名称", "考核内容")
    table.write_text(text, encoding="utf-8")
    output = run("import-table", table, "--column", "name=考核内容", "--lang", "en").output
    assert "林草覆盖率" in output


def test_a_workbook_for_each_lead_unit(tmp_path):
    """--by-unit writes one workbook a unit to a folder, and overwrites none of them unless told."""
    folder = tmp_path / "units"
    args = ("template", "dengfeng-2023", "--year", 2023, "--by-unit", "-o", folder, "--lang", "en")
    args = args[:-2]
    run(*args)
    made = sorted(p.name for p in folder.iterdir())
    assert "市林业局.xlsx" in made
    assert run(*args, code=2).stderr.count(".xlsx") >= len(made)
    run(*args, "--overwrite")


def test_a_folder_of_workbooks_is_assessed_as_one_dossier(tmp_path):
    """The workbooks that units sent back are merged as they are read."""
    folder = tmp_path / "units"
    run("template", "dengfeng-2023", "--year", 2023, "--by-unit", "-o", folder)
    path = folder / "市林业局.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["生态安全"]
    heads = next([c.value for c in row] for row in sheet.iter_rows() if "数值" in [c.value for c in row])
    row = next(r for r in sheet.iter_rows() if "林草覆盖率" in [c.value for c in r])
    row[heads.index("数值")].value = 45
    book.save(path)
    data = json.loads(run("assess", "dengfeng-2023", folder, "--year", 2023, "--format", "json", "--exit-zero").stdout)
    found = next(f for f in data["findings"] if f["component"] == "forest-grass-coverage")
    assert (found["verdict"], found["observed"]["value"]) == ("met", 45)


def test_word_and_excel_are_written_beside_what_is_shown(tmp_path):
    """One run, three results."""
    run(
        "assess", "dengfeng-2023", EXAMPLE / "observations.csv", "--year", 2023, "--exit-zero",
        "--word", tmp_path / "a.docx", "--excel", tmp_path / "a.xlsx", "-o", tmp_path / "a.txt",
    )  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.docx", "a.txt", "a.xlsx"]
    assert all(p.stat().st_size > 500 for p in tmp_path.iterdir())


def test_show_writes_the_annex_and_diff_counts_its_changes(tmp_path):
    """show --word gives the table of the ruleset; diff ends with how many changes of each kind there are."""
    run("show", "dengfeng-2023", "--word", tmp_path / "annex.docx")
    assert (tmp_path / "annex.docx").read_bytes().startswith(b"PK")
    last = run("diff", "henan-county", "dengfeng-2023", "--lang", "en").output.strip().splitlines()[-1]
    assert "17" in last


def test_judge_shows_the_gap_and_the_warnings():
    """The shortfall and what a person should see, below the verdict."""
    output = run("judge", "≥94.2", "--value", "94", "--lang", "en", code=3).output
    assert "gap: 0.2" in output
    assert "\n差距：1.5个百分点\n" in run("judge", "≥60%", "--value", "58.5", "--lang", "zh", code=3).output
    assert "\ngap: 1 percentage point\n" in run("judge", "≥60%", "--value", "59", "--lang", "en", code=3).output
    output = run("judge", "≤30，力争≤25", "--value", "28", "--lang", "en").output
    assert 'warning: the aim "≤25" is not reached' in output


def test_a_shell_completes_the_names_of_rulesets():
    """Installed rulesets that begin with what was typed."""
    assert "dengfeng-2023" in complete_ruleset(None, None, "deng")
    assert complete_ruleset(None, None, "nothing-like-it") == []


@pytest.mark.parametrize("argument", [["--lang=en"], ["--lang", "en"]])
def test_help_speaks_the_language_asked_for_wherever_it_stands(argument):
    """--lang is looked for before the commands are made, in both spellings."""
    from ecoindicators.cli import _common

    before = sys.argv
    try:
        sys.argv = ["ecoindicators", "list", *argument]
        assert _common._help_language() == "en"
        sys.argv = ["ecoindicators", "list", "--lang"]
        assert _common._help_language() == os.environ.get("ECOINDICATORS_LANG", "zh")
    finally:
        sys.argv = before


def test_the_program_and_the_module_are_one(monkeypatch, capsys):
    """ecoindicators and python -m ecoindicators run the same commands."""
    monkeypatch.setattr(sys, "argv", ["ecoindicators", "list", "--lang", "en"])
    monkeypatch.setenv("LANGUAGE", "en")  # main() changes it, for click's own words
    with pytest.raises(SystemExit) as done:
        main()
    module = [sys.executable, "-m", "ecoindicators", "list", "--lang", "en"]
    other = subprocess.run(module, capture_output=True, text=True, check=True)

    assert done.value.code == 0
    first = capsys.readouterr().out
    assert "dengfeng-2023" in first
    assert other.stdout == first


def test_a_draft_of_two_columns_loads_with_its_parent(table, tmp_path):
    """The parent's file and the county's are both rulesets."""
    folder = tmp_path / "draft"
    run("import-table", table, "--id", "my-county", "--parent-id", "my-province", "--folder", folder)
    files = list(folder.rglob("*.toml"))
    assert len(files) == 2
    parent = next(p for p in files if "province" in str(p))
    assert len(Ruleset.from_toml(parent).indicators) == 2


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        ("全面实施", "如为定性要求，请加 --state 全面实施", "if it is a state, give --state 全面实施"),
        (
            "55",
            "请加 --direction higher 或 --direction lower，或写明“≥”“≤”",
            'give --direction higher or --direction lower, or write "≥" or "≤"',
        ),
        ("≥85 且", None, None),
    ],
)
def test_judge_names_its_options_where_a_target_cannot_be_read(target, zh, en):
    """Whoever types a command is told of an option, not of a key in TOML."""
    for lang, hint in (("zh", zh and f"提示：{zh}"), ("en", en and f"Hint: {en}")):
        lines = run("judge", target, "--lang", lang, code=1).stderr.splitlines()
        assert lines[3:] == ([] if hint is None else [hint])


ROLES = "domain, task, number, name, component, unit, attribute, variant, lead, responsible, target, own, parent"


@pytest.mark.parametrize(
    ("options", "zh", "en"),
    [
        (["--id", "云岭 2025"], "id “云岭 2025”应由小写英文字母、数字和连字符组成", 'the id "云岭 2025" should be lower-case letters, digits and hyphens'),
        (["--parent-id", "P"], "id “P”应由小写英文字母、数字和连字符组成", 'the id "P" should be lower-case letters, digits and hyphens'),
        (["--column", "name=考核"], "annex.csv：表中没有“考核”列（指标名称）。表中的列：序号、指标名称、单位、2023年目标值、指标值、牵头单位、责任单位",
         'annex.csv: no table has the column "考核" (name). The columns are 序号, 指标名称, 单位, 2023年目标值, 指标值, 牵头单位, 责任单位'),
        (["--column", "name=指标名"], "annex.csv：表中没有“指标名”列（指标名称）；最接近的是：指标名称、指标值。表中的列：序号、指标名称、单位、2023年目标值、指标值、牵头单位、责任单位",
         'annex.csv: no table has the column "指标名" (name); nearest: 指标名称, 指标值. The columns are 序号, 指标名称, 单位, 2023年目标值, 指标值, 牵头单位, 责任单位'),
        (["--column", "nmae=指标名称"],
         "列没有“nmae”这一角色；最接近的是：name、number。可用的角色：domain（领域）、task（任务）、number（序号）、name（指标名称）、component（分项）、"
         "unit（单位）、attribute（属性）、variant（地区类别）、lead（牵头单位）、responsible（责任单位）、target（目标值）、own（本级目标值）、parent（上级目标值）",
         f'no column has the role "nmae"; nearest: name, number. The roles are {ROLES}'),
        (["--column", "单位=单位"], None, f'no column has the role "单位"; nearest: unit. The roles are {ROLES}'),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_as_asked_is_refused_before_anything_is_written(table, tmp_path, options, zh, en):
    """An id that would not load, a role that there is not, and a column that is in no table."""
    folder = tmp_path / "draft"
    for lang, said in (("zh", zh), ("en", en)):
        if said is not None:
            assert (
                run("import-table", table, *options, "--folder", folder, "--lang", lang, code=1).stderr == f"{said}\n"
            )
    assert not folder.exists()


def test_a_draft_of_a_table_without_a_known_head_names_the_columns_there_are(tmp_path):
    """Where no head is known, the first line shows what there is."""
    path = tmp_path / "t.tsv"
    path.write_text("甲\t乙\n1\t2\n", encoding="utf-8")
    assert run("import-table", path, "--column", "name=丙", "--lang", "zh", code=1).stderr == (
        "t.tsv：表中没有“丙”列（指标名称）。表中的列：甲、乙\n"
    )


OBSERVED = ["dengfeng-2023", str(EXAMPLE / "observations.csv"), "--year", "2023"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["assess", *OBSERVED, "--word", "a.xlsx"], "'--word': \"a.xlsx\" should end in .docx"),
        (["assess", *OBSERVED, "--excel", "a.docx"], "'--excel': \"a.docx\" should end in .xlsx"),
        (["scorecard", *OBSERVED, "--excel", "a.csv"], "'--excel': \"a.csv\" should end in .xlsx"),
        (["show", "dengfeng-2023", "--word", "a"], "'--word': \"a\" should end in .docx"),
        (["assess", *OBSERVED, "--html", "a.docx"], "'--html': what is written here is no Word file: \"a.docx\" should not end in .docx"),
        (["show", "dengfeng-2023", "-o", "a.XLSX"], "'--output' / '-o': what is written here is no Excel file: \"a.XLSX\" should not end in .xlsx"),
        (["template", "dengfeng-2023", "--year", "25", "-o", "a.xlsx"], "'--year': \"25\" is no year; expected one such as 2023"),
        (["template", "dengfeng-2023", "--year", "x", "-o", "a.xlsx"], "'--year': \"x\" is no year; expected one such as 2023"),
        (["assess", *OBSERVED, "--as-of", "2022-12-31"], "--as-of: the day 2022-12-31 is before 2023, the year judged"),
        (["plan", "rectify", *OBSERVED, "--as-of", "2022-12-31"], "--as-of: the day 2022-12-31 is before 2023, the year judged"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_meant_is_wrong_usage(monkeypatch, tmp_path, args, said):
    """A suffix of another format, a year that is none, and a day before the year: nothing is read, nothing written."""
    monkeypatch.chdir(tmp_path)
    with language("en"):
        refused = run(*args, code=2).stderr.splitlines()[-1]
    option, _, message = said.partition(": ")
    assert option in refused
    assert refused.endswith(message)
    assert not list(tmp_path.iterdir())


def test_a_label_that_nothing_asks_for_is_named(tmp_path):
    """It makes no difference, which is told with the labels that there are; a place may bear others."""
    rules = tmp_path / "a.toml"
    rules.write_text(
        'format = 1\n[ruleset]\nid = "a"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "410000", name = "甲" }\n'
        'source = { title = "甲" }\n[[indicator]]\nnumber = 1\nid = "x"\nname = "甲"\n'
        'target = { text = "山区≥60，平原地区≥18", labels = ["山区", "平原地区"] }\n'
        '[[indicator]]\nnumber = 2\nid = "y"\nname = "乙"\ntarget = "≥1"\napplies-to = ["沿海县"]\n',
        encoding="utf-8",
    )
    table = tmp_path / "o.csv"
    table.write_text("component,year,value\nx,2023,61\ny,2023,1\n", encoding="utf-8")
    args = ("assess", rules, table, "--year", "2023")
    for lang, said in (
        ("zh", "提示：指标体系没有用到类别标签“山地”，--place 山地 不起作用；最接近的是：山区；可用：山区、平原地区、沿海县\n"),
        ("en", 'warning: the ruleset asks for no label "山地": --place 山地 makes no difference; nearest: 山区. There are: 山区, 平原地区, 沿海县\n'),
    ):  # fmt: skip
        assert run(*args, "--place", "山地", "--lang", lang, code=4).stderr == said
    assert run(*args, "--place", "山区", "--place", "沿海县").stderr == ""
    told = run("assess", *OBSERVED, "--place", "山区", "--exit-zero", "--lang", "zh").stderr
    assert told == "提示：指标体系没有用到类别标签“山区”，--place 山区 不起作用\n"


def test_what_the_system_says_of_a_name_that_is_taken_is_told_in_chinese():
    """A folder cannot be made where a file of its name stands."""
    from ecoindicators.cli import _os_error

    error = FileExistsError(errno.EEXIST, "File exists", "f.doc")
    with language("zh"):
        assert _os_error(error) == "f.doc：已有同名文件"
    with language("en"):
        assert _os_error(error) == "f.doc: File exists"
