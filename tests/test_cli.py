"""The command line: what it prints, its exit codes, its errors."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecoindicators import cli as cli_package
from ecoindicators.cli import cli

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"
ASSESS = [
    "assess",
    "dengfeng-2023",
    str(EXAMPLE / "observations.csv"),
    "--assignments",
    str(EXAMPLE / "assignments.csv"),
    "--year",
    "2023",
]
COMMANDS = ("list", "show", "assess", "judge", "lint", "diff", "verify", "schema", "completion")


def run(*args, code=0):
    result = CliRunner().invoke(cli, [str(a) for a in args])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def test_assess_prints_the_answer_and_exits_3_where_something_is_not_met():
    """The main job: the answer in a sentence, both rulesets' verdicts, gaps, acceptance, and the source's label."""
    output = run(*ASSESS, "--lang", "en", code=3).output
    assert "2023, by Dengfeng eco-county indicators, 2023: not met. Of 33 indicators 24 are met" in output
    assert "2023, by Henan provincial eco-county indicators: not met." in output
    assert "11 Forest and grass coverage: 43.7 is short of ≥44; gap 0.3 percentage points [Forestry Bureau]" in output
    assert "2 consecutive years of Henan provincial eco-county indicators (四（二）): not met" in output
    assert "示例数据（非官方）" in output


def test_exit_zero_turns_3_into_0_and_reports_go_each_to_its_file(tmp_path):
    """Several reports in one run, each to its own file."""
    run(
        *ASSESS,
        "--exit-zero",
        "--json",
        tmp_path / "a.json",
        "--markdown",
        tmp_path / "a.md",
        "--csv",
        tmp_path / "a.csv",
        "-o",
        tmp_path / "a.txt",
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.json", "a.md", "a.txt"]
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["format_version"] == 1


@pytest.mark.parametrize(("value", "code"), [("55", 0), ("54", 3), (None, 4)])
def test_judge_exits_by_its_verdict(value, code):
    """0 met, 3 not met, 4 undetermined."""
    args = ["judge", "≥55且不降低", "--earlier", "2022=54", "--direction", "higher", "--lang", "en"]
    output = run(*args, *([] if value is None else ["--value", value]), code=code).output
    assert "read as: this year's value is at least 55, and this year's value is not lower than last year's" in output


def test_judge_gives_json():
    """The reading and the finding as data."""
    data = json.loads(run("judge", "≥94.2", "--value", "94.19", "--format", "json", code=3).output)
    assert (data["verdict"], data["gap"], data["reason"]["code"]) == ("not-met", 0.01, "below-threshold")


def test_list_show_lint_and_diff_print_tables():
    """Rulesets, an indicator with its notes, findings of lint, and changes, in four formats."""
    assert "dengfeng-2023" in run("list").output
    assert "≥44" in run("show", "dengfeng-2023", "11").output
    assert "0 problems, 7 accepted." in run("lint", "dengfeng-2023", "--lang", "en").output
    assert len(json.loads(run("diff", "henan-county", "dengfeng-2023", "--format", "json").output)) == 20
    assert len(run("diff", "henan-county", "dengfeng-2023", "--all", "--format", "csv").output.splitlines()) == 46
    assert run("show", "henan-county", "--format", "markdown", "--lang", "zh").output.startswith("| 序号 |")


def test_a_note_of_the_parent_says_whose_it_is():
    """A note of the ruleset shown stands alone, an inherited one with the title of the ruleset that wrote it."""
    own, *_ = [
        line for line in run("show", "dengfeng-2023", "1", "--lang", "zh").output.splitlines() if line[:2] == "- "
    ]
    assert own == "- 登封市目标“制定实施”宽于省级目标“颁布实施1年以上”，照录；已颁布实施即视为制定实施。"
    inherited = run("show", "dengfeng-2023", "10", "--lang", "en").output.splitlines()[-1]
    assert inherited.startswith("- The unit cell prints")
    assert inherited.endswith(". (Henan provincial eco-county indicators)")


def test_several_units_stand_as_the_language_parts_them():
    """、 in Chinese, a comma in English."""
    assert "市林业局、市水利局" in run("show", "dengfeng-2023", "10", "--lang", "zh").output
    assert "Forestry Bureau, Water Resources Bureau" in run("show", "dengfeng-2023", "10", "--lang", "en").output


def test_lint_exits_3_where_it_finds_a_problem(tmp_path):
    """An overlay that loosens a target is a problem for a reviewer."""
    path = tmp_path / "r.toml"
    path.write_text(
        'format = 1\n[ruleset]\nid = "x"\nversion = "1"\ntitle = "x"\nextends = "henan-county"\n'
        'jurisdiction = { code = "1", name = "x" }\nsource = { title = "x" }\n[targets]\nforest-grass-coverage = "≥40"\n',
        encoding="utf-8",
    )
    assert '"≥40" is laxer than the parent\'s "≥41"' in run("lint", path, "--lang", "en", code=3).output
    run("lint", path, "--exit-zero")


def test_what_lint_prints_is_what_accept_takes(tmp_path):
    """Check and Subject of each finding, copied from the table as they stand, make [[accept]] entries that accept it."""
    path = tmp_path / "r.toml"
    text = (
        'format = 1\n[ruleset]\nid = "x"\nversion = "1"\ntitle = "x"\nextends = "henan-county"\n'
        'jurisdiction = { code = "1", name = "x" }\nsource = { title = "x" }\n'
        '[targets]\nforest-grass-coverage = "≥40"\neco-plan = { text = "制定实施", states = ["制定实施"] }\n'
        '[[indicator]]\nnumber = 36\nid = "a"\nname = "甲"\ntarget = "≥5，≤4"\n'
        '[[unit]]\nid = "forestry"\nname = "县林业局"\n[[unit]]\nid = "water"\nname = "水利局"\naliases = ["县林业局"]\n'
        '[responsibility]\na = { lead = ["县林业局"] }\n'
        '[[action]]\nnumber = 2\ntitle = "闲"\n'
    )
    path.write_text(text, encoding="utf-8")
    head, rule, *rows = run("lint", path, "--lang", "en", code=3).output.splitlines()
    assert head.split() == ["Check", "Subject", "Finding", "Accepted", "because"]
    columns = [len(part) + 2 for part in rule.split("  ")]
    rows = rows[: rows.index("")]
    cells = [(row[: columns[0]].strip(), row[columns[0] :].split("  ")[0]) for row in rows]
    assert {check for check, _ in cells} >= {
        "laxer-than-parent", "incomparable-with-parent", "unmeetable-target", "number-skipped", "alias-claimed-twice",
        "indicator-without-lead", "indicator-without-action", "action-without-lead", "action-without-indicator",
    }  # fmt: skip
    accepted = [
        f'[[accept]]\ncheck = "{check}"\nsubject = "{subject}"\nreason = "原文如此"\n' for check, subject in cells
    ]
    path.write_text(text + "".join(dict.fromkeys(accepted)), encoding="utf-8")
    assert "\n0 problems, " in run("lint", path, "--lang", "en").output


def test_schema_prints_the_shipped_schemas():
    """Both schemas are JSON."""
    for name in ("assessment", "ruleset"):
        assert json.loads(run("schema", name).output)["type"] == "object"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell):
    """Each shell gets its script."""
    assert "_ECOINDICATORS_COMPLETE" in run("completion", shell).output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example_in_its_help(command):
    """--help ends with an example that begins with the program's name."""
    output = run(command, "--help").output
    assert "示例：" in output
    assert "ecoindicators " + command in output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["show", "dengfeng-2032", "--lang", "en"],
            'no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023\n',
        ),
        (
            ["show", "dengfeng-2023", "林草覆蓋率", "--lang", "en"],
            'dengfeng-2023 has no indicator "林草覆蓋率"; nearest: 林草覆盖率\n',
        ),
        ([*ASSESS[:-1], "2019", "--lang", "en"], "the dossier has no data for 2019 (it has: 2022, 2023)\n"),
        (["judge", "≥60且", "--lang", "en"], 'a condition is missing after "且"\n    ≥60且\n        ^^\n'),
        (["show", "no/such/folder", "--lang", "en"], "no TOML file at no/such/folder\n"),
    ],
)
def test_bad_input_is_one_message_on_stderr_and_exit_1(args, message):
    """No traceback; the message says what is wrong and what was meant."""
    result = run(*args, code=1)
    assert result.stderr == message
    assert result.stdout == ""


def test_wrong_usage_exits_2():
    """click's own code for a missing option."""
    assert "Missing option '--year'" in run("assess", "dengfeng-2023", EXAMPLE / "observations.csv", code=2).stderr
    assert "2023-12-31" in run("judge", "≥1", "--as-of", "tomorrow", code=2).stderr
    assert "2022" in run("judge", "≥1", "--earlier", "2022", code=2).stderr
    assert "二〇二二" in run("judge", "≥1", "--earlier", "二〇二二=1", code=2).stderr


def test_traceback_shows_where_an_error_came_from():
    """--traceback lets the exception out."""
    result = CliRunner().invoke(cli, ["--traceback", "show", "nothing-like-it"])
    assert type(result.exception).__name__ == "UnknownNameError"


def test_a_terminal_without_utf_8_gets_question_marks_not_a_crash():
    """LC_ALL=C with an ASCII terminal still shows the answer."""
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "ecoindicators", *ASSESS, "--lang", "en"], capture_output=True, env=env, check=False
    )
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_the_example_script_does_the_job_by_import():
    """The ten lines in examples run and list what is not met."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLE.parent / "01_assess_dengfeng.py")],
        capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1", "ECOINDICATORS_LANG": "en"}, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.startswith("not met {'met': 23, 'not-met': 5, 'undetermined': 4, 'not-applicable': 1}")
    assert "forest-grass-coverage not met: 43.7 is short of ≥44 0.3" in done.stdout


def test_a_bug_says_that_it_is_one(monkeypatch):
    """An exception that is not the library's own is one line, its kind, and how to see more."""

    def broken(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("ecoindicators.plugins.available_rulesets", broken)
    assert run("list", code=1).stderr.startswith("ZeroDivisionError: oops\n")


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    """The message names the file asked for, in the language asked for."""
    asked = ("list", "-o", tmp_path / "none" / "x.txt", "--lang")
    assert run(*asked, "zh", code=1).stderr == f"{tmp_path}/none/x.txt：没有这个文件或文件夹\n"
    assert run(*asked, "en", code=1).stderr == f"{tmp_path}/none/x.txt: No such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["asses"], "错误：没有命令 'asses'。 最接近的是：'assess'。"),
        (["assess"], "错误：缺少参数 'RULESET'."),
        (["assess", "x", "nowhere.csv"], "错误：'DOSSIER' 的值有误：路径 'nowhere.csv' 不存在。"),
        (["judge", "x", "--yer", "3"], "错误：没有选项 '--yer'。 最接近的是：'--year'。"),
        (["judge", "x", "--year", "y"], "错误：'--year' 的值有误：'y' 不是有效的整数。"),
        (["judge", "x", "--direction", "up"], "错误：'--direction' 的值有误：'up' 不在可选值之内：'higher', 'lower'。"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments, said, tmp_path):
    """What click says itself is Chinese too, and English for who asks for it."""
    call = [sys.executable, "-m", "ecoindicators", *arguments]
    environment = {**os.environ, "ECOINDICATORS_LANG": "zh", "PYTHONUTF8": "1"}
    done = subprocess.run(
        call, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("用法： ecoindicators")
    assert done.stderr.splitlines()[-1] == said
    environment["ECOINDICATORS_LANG"] = "en"
    done = subprocess.run(
        call, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, check=False
    )
    assert done.stderr.startswith("Usage: ecoindicators")


def test_the_compiled_words_of_the_command_line_are_those_of_their_catalog():
    """messages.mo is what messages.po compiles to, and every message is translated."""
    pofile, mofile = (pytest.importorskip(f"babel.messages.{name}") for name in ("pofile", "mofile"))
    folder = Path(cli_package.__file__).parent / "locale/zh_CN/LC_MESSAGES"
    catalog = pofile.read_po(BytesIO((folder / "messages.po").read_bytes()))
    compiled = BytesIO()
    mofile.write_mo(compiled, catalog)
    assert (folder / "messages.mo").read_bytes() == compiled.getvalue()
    assert all(message.string for message in catalog)


def test_what_is_wrong_with_cells_names_and_the_ruleset_is_said_in_one_round(tmp_path):
    """Faults of form and names that nothing bears stand together, row by row, with the file's own heads."""
    table = tmp_path / "台账.csv"
    table.write_text(
        "指标,年度,数值,计量单位\n林草覆盖率,2023,43.9,吨\n林草覆盖绿,2023,43.9,\n生态县建设规划,2023,多,\n",
        encoding="utf-8",
    )
    number = "台账.csv 第4行“数值”列：“多”不是数值。数值列只填数字，如 94.2；定性结论请填入 statement（定性结论）列\n"

    assert run("assess", "dengfeng-2023", table, "--year", "2023", "--lang", "zh", code=1).stderr == (
        "台账.csv 第2行“计量单位”列：“林草覆盖率”的计量单位“吨”不能换算为“%”\n"
        "台账.csv 第3行“指标”列：指标体系 dengfeng-2023 中没有分项“林草覆盖绿”；最接近的是：林草覆盖率\n" + number
    )
    assert run("assess", "dengfeng-2032", table, "--year", "2023", "--lang", "zh", code=1).stderr == (
        "没有安装指标体系“dengfeng-2032”；最接近的是：dengfeng-2023\n" + number
    )
