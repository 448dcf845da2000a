"""``new-ruleset``: a complete distribution that installs, passes its tests, and never overwrites."""

import json
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators import UnknownNameError
from ecoindicators.cli import cli
from ecoindicators.errors import ProblemsError
from ecoindicators.loading import load_cases
from ecoindicators.scaffolding import _cases, new_ruleset
from ecoindicators.scaffolding._pages import _tuple
from ecoindicators.testing import iter_checks, run_case
from environments import Environment

MODULE = "src/ecoindicators_my_county"
TABLE = """序号\t指标名称\t单位\t2025年目标\t指标值\t牵头单位
1\t林草覆盖率\t%\t≥44\t≥41\t市林业局
2\t供水率\t%\t95左右\t≥90\t市水利局
4\t河长制\t-\t全面实施\t全面实施\t市水利局
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Environment:
    """One fresh environment for all that is installed here."""
    pytest.importorskip("hatchling", reason="hatchling builds the distributions")
    return Environment(tmp_path_factory.mktemp("environment"))


@pytest.fixture
def drafts(tmp_path) -> Path:
    """Return what import-table drafts from a table with two columns of targets."""
    (tmp_path / "table.tsv").write_text(TABLE, encoding="utf-8")
    arguments = ["import-table", tmp_path / "table.tsv", "--id", "drafted", "--parent-id", "drafted-parent"]
    done = CliRunner().invoke(cli, [*map(str, arguments), "--folder", str(tmp_path / "draft")])
    assert done.exit_code == 0
    return tmp_path / "draft"


def outcome(environment: Environment, root: Path) -> str:
    """Install a distribution, run its tests in its own folder and return pytest's last line."""
    environment.install(root)
    done = environment.run("pytest", "-q", "-p", "no:cacheprovider", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_an_overlay_installs_and_passes_its_tests_at_once(environment, tmp_path):
    """Every rule of the kit is kept but the one on placeholders, which only the author can fill, and its cases run."""
    new_ruleset("my-county", tmp_path / "my-county", extends="henan-county")
    assert outcome(environment, tmp_path / "my-county").startswith("20 passed, 1 xfailed in ")
    shown = environment.run("ecoindicators", "list", "--format", "csv", cwd=tmp_path).stdout
    assert "my-county,ecoindicators-my-county,0.1.0" in shown


def test_a_draft_becomes_a_distribution_with_its_parent(environment, drafts, tmp_path):
    """Both rulesets of the draft are registered, split by subject, and what is open is an expected failure."""
    done = new_ruleset("drafted", tmp_path / "drafted", draft=drafts, code="410185", jurisdiction="甲市")
    assert outcome(environment, tmp_path / "drafted").startswith("31 passed, 11 xfailed in ")
    data = tmp_path / "drafted/src/ecoindicators_drafted/data"
    assert sorted(p.name for p in data.iterdir()) == ["drafted", "drafted-parent"]
    assert "docs/doubts.md" in done.written
    assert (tmp_path / "drafted/docs/doubts.md").read_bytes() == (drafts / "doubts.md").read_bytes()
    made = eco.Ruleset.from_toml(data / "drafted")
    drafted = eco.Ruleset.from_toml(drafts / "drafted.toml")
    assert [c.target for c in made.components] == [c.target for c in drafted.components]
    assert (made.jurisdiction.code, made.jurisdiction.name.zh) == ("410185", "甲市")
    assert (data / "drafted-parent/20-indicators.toml").read_text(encoding="utf-8").startswith("#:schema ")


@pytest.mark.parametrize("extends", ["henan-county", "dengfeng-2023", None])
def test_what_is_written_loads_validates_and_is_split_by_subject(tmp_path, extends):
    """Every TOML file has its #:schema line, which points to a schema that accepts it; the cases pass."""
    new_ruleset("my-county", tmp_path, extends=extends)
    files = sorted((tmp_path / MODULE).rglob("*.toml"))
    assert len(files) >= 10
    for path in files:
        text = path.read_text(encoding="utf-8")
        schema = path.parent / text.splitlines()[0].removeprefix("#:schema ")
        jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(tomllib.loads(text))
    ruleset = eco.Ruleset.from_toml(tmp_path / MODULE / "data/my-county")
    assert (ruleset.parent.id if ruleset.parent else None) == extends
    cases = load_cases(tmp_path / MODULE / "cases")
    assert len(cases) == 3
    assert {v.verdict for case in cases for v in case.expect.values()} == {"undetermined", "met", "not-met"}
    assert [run_case(ruleset, case) for case in cases] == [(), (), ()]


@pytest.mark.parametrize("extends", ["henan-county", "dengfeng-2023"])
def test_every_line_that_is_to_be_uncommented_loads(tmp_path, extends):
    """With all targets and responsibilities uncommented, the targets are the parent's own."""
    new_ruleset("my-county", tmp_path, extends=extends)
    data = tmp_path / MODULE / "data/my-county"
    for name in ("10-targets.toml", "40-responsibility.toml"):
        lines = (data / name).read_text(encoding="utf-8").splitlines()
        text = "\n".join(line[2:] if line.startswith("# ") and " = " in line else line for line in lines)
        (data / name).write_text(text, encoding="utf-8")
    ruleset = eco.Ruleset.from_toml(data)
    assert [c.target for c in ruleset.components] == [c.target for c in ruleset.parent.components]
    assert {c.layer for c in ruleset.components} == {"my-county"}


@pytest.mark.parametrize(
    "name", ["20-indicators", "30-units", "50-plan", "60-phases", "80-notes", "90-accepted"]
)  # fmt: skip
def test_every_example_in_comments_is_toml_the_loader_reads(tmp_path, name):
    """Uncommented, the example of each file has the keys of the format."""
    from ecoindicators.loading._raw import RawFile
    from ecoindicators.loading._structure import read_file

    new_ruleset("my-county", tmp_path, extends="henan-county")
    lines = (tmp_path / MODULE / f"data/my-county/{name}.toml").read_text(encoding="utf-8").splitlines()
    example = [line[1:].removeprefix(" ") for line in lines[lines.index("#") :]]
    raw, _, problems = read_file(name, "\n".join(example).encode())
    assert problems == []
    assert raw != RawFile()


def test_the_example_of_a_group_takes_in_all_that_its_name_says(tmp_path):
    """各乡镇（街道） is filled with townships and with subdistricts."""
    new_ruleset("my-county", tmp_path, extends="henan-county")
    path = tmp_path / MODULE / "data/my-county/30-units.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line[1:].removeprefix(" ") for line in lines[lines.index("#") :]), encoding="utf-8")
    (towns,) = [g for g in eco.Ruleset.from_toml(path.parent).groups if g.id == "towns"]
    assert (towns.name.zh, towns.kinds) == ("各乡镇（街道）", ("township", "subdistrict"))


@pytest.mark.parametrize(
    ("extends", "listed"),
    [
        ("henan-county", ["#   life  生态生活", "#   environmental-quality  生态环境质量改善", '# domain = "life" ']),
        ("hunan-county", ["#   institutions  制度与保障机制完善", '# domain = "institutions" ']),
    ],
)  # fmt: skip
def test_the_example_of_an_indicator_names_the_domains_and_tasks_of_the_parent(tmp_path, extends, listed):
    """Every id of the parent stands there with its name, and the example, uncommented, loads over this parent."""
    pytest.importorskip(f"ecoindicators_{extends.replace('-', '_')}")
    new_ruleset("my-county", tmp_path, extends=extends)
    path = tmp_path / MODULE / "data/my-county/20-indicators.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    parent = eco.load_ruleset(extends)
    ids = [line.split()[1] for line in lines if line.startswith("#   ")]
    assert ids == [*(d.id for d in parent.domains), *(t.id for t in parent.tasks)]
    assert [line for line in listed if not any(shown.startswith(line) for shown in lines)] == []
    path.write_text("\n".join(line[2:] for line in lines[lines.index("#") :]), encoding="utf-8")
    made = eco.Ruleset.from_toml(path.parent)["urban-parks"]
    assert (made.number, made.domain in parent.domains) == (34, True)


@pytest.mark.parametrize(
    ("id", "given", "year", "said"),
    [
        ("my-county-2024", {"document": "甲政文〔2023〕1号"}, 2024, "# 年度取自 id。 The year is that of the id."),
        ("my-county", {"document": "甲政文〔2023〕1号"}, 2023, "# 年度取自文号。 The year is that of the document's number."),
        ("my-county", {"document": "甲政文120245号"}, 2031, "# 2031是生成本文件的年份，请改为指标体系适用的年度。"),
    ],
)  # fmt: skip
def test_the_cases_are_for_the_year_of_the_ruleset(tmp_path, monkeypatch, id, given, year, said):
    """The year in the id or in the document's number; this year, with a word to change it, where there is none."""
    monkeypatch.setattr(_cases, "now", lambda: datetime(2031, 5, 1, tzinfo=UTC))
    new_ruleset(id, tmp_path, extends="henan-county", **given)
    (path,) = tmp_path.glob("src/*/cases/*.toml")
    assert said in path.read_text(encoding="utf-8").splitlines()
    assert {case.year for case in load_cases(path)} == {year}


def test_a_draft_with_a_day_of_validity_or_publication_gives_the_cases_its_year(tmp_path):
    """The first day of validity comes before the id; the day of publication counts where nothing else names a year."""
    folder = tmp_path / "draft"
    folder.mkdir()
    indicator = '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥5"\n'
    published = GOOD_HEAD.replace('{ title = "甲" }', '{ title = "甲", published = 2021-03-01 }')
    for number, (head, year) in enumerate(((published, 2021), (published + "valid-from = 2022-01-01\n", 2022))):
        (folder / "small.toml").write_text(head + indicator, encoding="utf-8")
        new_ruleset("small", tmp_path / str(number), draft=folder)
        assert {c.year for c in load_cases(tmp_path / f"{number}/src/ecoindicators_small/cases")} == {year}


def test_what_is_python_is_formatted(drafts, tmp_path):
    """Two rulesets with long ids, and one: ruff format would change nothing in the hook and the tests."""
    pytest.importorskip("ruff")
    new_ruleset("my-county", tmp_path / "one", extends="henan-county")
    new_ruleset("drafted", tmp_path / "two", draft=drafts)
    new_ruleset("a" * 60, tmp_path / "long", extends="henan-county")
    assert _tuple(["a" * 40, "b" * 40]) == f'(\n    "{"a" * 40}",\n    "{"b" * 40}",\n)'
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--check", tmp_path], capture_output=True, text=True
    )  # fmt: skip
    assert done.stdout.endswith("files already formatted\n")
    assert done.returncode == 0, done.stdout


def test_a_placeholder_on_a_page_alone_is_an_expected_failure_of_every_suite(drafts, tmp_path):
    """Where the data has none and a page has one, the suites know it from the start."""
    for path in drafts.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("待填", "甲").replace("000000", "410185")
        path.write_text(text, encoding="utf-8")
    suite = Path("tests/test_drafted.py")
    new_ruleset("drafted", tmp_path / "filled", draft=drafts)
    assert "R06-no-placeholder" not in (tmp_path / "filled" / suite).read_text(encoding="utf-8")
    with (drafts / "doubts.md").open("a", encoding="utf-8") as file:
        file.write("待填\n")
    new_ruleset("drafted", tmp_path / "open", draft=drafts)
    assert (tmp_path / "open" / suite).read_text(encoding="utf-8").count('"R06-no-placeholder": ') == 2


def test_running_again_adds_what_is_missing_and_overwrites_nothing(tmp_path):
    """What was edited stays, what was deleted comes back, tables that were moved to another file are not repeated."""
    first = new_ruleset("my-county", tmp_path, extends="henan-county")
    assert first.left_alone == ()
    data = tmp_path / MODULE / "data/my-county"
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").unlink()
    (data / "60-phases.toml").unlink()
    (data / "00-ruleset.toml").rename(data / "my-own-name.toml")
    second = new_ruleset("my-county", tmp_path, extends="henan-county")
    assert second.written == ("CHANGELOG.md", f"{MODULE}/data/my-county/60-phases.toml")
    assert f"{MODULE}/data/my-county/00-ruleset.toml" in second.left_alone
    assert sorted((*second.written, *second.left_alone)) == sorted(first.written)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_names_go_where_they_belong_and_are_quoted(tmp_path):
    """What is given is in no place a placeholder, and a quotation mark breaks nothing."""
    new_ruleset(
        "my-county", tmp_path, extends="henan-county", title='甲“县”"指标"', title_en='A "county"', jurisdiction="甲县",
        jurisdiction_en="A county", code="410185", document="甲政文〔2024〕1号",
    )  # fmt: skip
    data = tmp_path / MODULE / "data/my-county"
    ruleset = eco.Ruleset.from_toml(data)
    assert (ruleset.title.zh, ruleset.title.en) == ('甲“县”"指标"', 'A "county"')
    assert (ruleset.jurisdiction.code, ruleset.jurisdiction.name.en) == ("410185", "A county")
    (result,) = iter_checks(data, only=["R06-no-placeholder"])
    assert [str(p) for p in result.problems] == ["source.title: still a placeholder: 待填"]
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert '甲“县”"指标" A "county"' in project["description"]
    assert project["dependencies"] == ["ecoindicators>=0.1", "ecoindicators-henan-county>=2023.1.0"]


@pytest.mark.parametrize("name", ["README.md", "docs/index.md", "CHANGELOG.md"])
def test_pages_for_people_are_in_both_languages(tmp_path, name):
    """Each page has Chinese and English sentences, and no name that was to be filled in is left."""
    new_ruleset("my-county", tmp_path, extends="henan-county")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "。" in text
    assert any(line.isascii() and line.count(" ") > 3 for line in text.splitlines()) or "First draft." in text
    assert "$" not in text


def test_every_name_that_is_wrong_is_told_at_once_and_nothing_is_written(tmp_path):
    """Ids, codes and texts are checked before the first file is made."""
    with pytest.raises(ProblemsError) as caught:
        new_ruleset("My County", tmp_path / "x", extends="henan-county", draft=tmp_path, code="41", title="甲\n县")
    assert [str(p) for p in caught.value.problems] == [
        'the id "My County" should be lower-case letters, digits and hyphens, begin with a letter and have at most 60 characters; nearest: my-county',
        'the code "41" should be six, nine or twelve digits',
        "a name holds characters that cannot be shown: 甲 县",
        "give extends or draft, not both: a draft says itself what it extends. Draft it with import-table --extends henan-county first",
    ]
    with pytest.raises(ProblemsError, match='the id "dengfeng-2023" is taken by ecoindicators-henan-county'):
        new_ruleset("dengfeng-2023", tmp_path / "x")
    with pytest.raises(UnknownNameError, match='no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023'):
        new_ruleset("my-county", tmp_path / "x", extends="dengfeng-2032")
    with pytest.raises(ProblemsError, match=r"the draft folder .* has no my-county.toml$"):
        new_ruleset("my-county", tmp_path / "x", draft=tmp_path)
    assert not (tmp_path / "x").exists()


def test_a_draft_that_does_not_load_is_told_and_nothing_is_written(drafts, tmp_path):
    """Problems of the draft are those of its files."""
    path = drafts / "drafted.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("≥44", "≥四"), encoding="utf-8")
    with pytest.raises(eco.RulesetError, match='expected a number after "≥"'):
        new_ruleset("drafted", tmp_path / "x", draft=drafts)
    assert not (tmp_path / "x").exists()


def test_rulesets_without_a_simple_target_get_the_cases_that_can_be_made(tmp_path):
    """A component that applies to some places has its place; a target that is not simple is met by no made-up value."""
    folder = tmp_path / "draft"
    folder.mkdir()
    (folder / "notes.toml").write_text("", encoding="utf-8")
    head = GOOD_HEAD + '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\nunit-measure = "%"\n'
    for more, cases in (
        ('target = "不降低"\n', 1),
        ('applies-to = ["山区"]\ntarget = "≤100"\ndirection = "lower"\nmaximum = 100\n', 2),
        ('target = ">2.5"\n', 3),
    ):
        (folder / "small.toml").write_text(head + more, encoding="utf-8")
        new_ruleset("small", tmp_path / f"made-{cases}", draft=folder)
        module = tmp_path / f"made-{cases}/src/ecoindicators_small"
        made = load_cases(module / "cases")
        assert len(made) == cases
        assert [run_case(eco.Ruleset.from_toml(module / "data/small"), case) for case in made] == [()] * cases


def test_a_draft_without_an_indicator_has_no_case_and_says_so(tmp_path):
    """What cannot be tested yet is an expected failure of the new suite."""
    (tmp_path / "small.toml").write_text(GOOD_HEAD, encoding="utf-8")
    new_ruleset("small", tmp_path / "made", draft=tmp_path)
    assert load_cases(tmp_path / "made/src/ecoindicators_small/cases") == ()
    suite = (tmp_path / "made/tests/test_small.py").read_text(encoding="utf-8")
    assert '"R13-assessable": ' in suite
    assert '"R14-cases": ' in suite


GOOD_HEAD = """format = 1
[ruleset]
id = "small"
version = "1"
title = "甲"
jurisdiction = { code = "410000", name = "甲" }
source = { title = "甲" }
"""


def test_the_command_lists_what_it_wrote_and_what_it_left_alone(tmp_path, monkeypatch):
    """Without --folder it writes to a folder of that name; errors are one line and exit code 1."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new-ruleset", "my-county", "--extends", "henan-county"])
    assert done.exit_code == 0
    assert Path("my-county/pyproject.toml").is_file()
    assert "22个文件" in done.stderr
    assert done.stderr.endswith('下一步：python -m pip install -e "my-county[test]" && python -m pytest my-county\n')
    done = CliRunner().invoke(cli, ["new-ruleset", "x", "--folder", "my own"])
    assert done.stderr.endswith('python -m pip install -e "my own[test]" && python -m pytest "my own"\n')
    Path("my-county/README.md").unlink()
    done = CliRunner().invoke(cli, ["new-ruleset", "my-county", "--extends", "henan-county"])
    assert done.stdout.count("写入") == 1
    assert done.stdout.count("未动") == 21
    done = CliRunner().invoke(cli, ["new-ruleset", "my-county", "--extends", "dengfeng-2032"])
    assert done.exit_code == 1
    assert done.stderr == 'no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023\n'
