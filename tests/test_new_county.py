"""The fictional county in ``examples``: made with the scaffold, it keeps every rule, and its README can be followed."""

from importlib.resources import files
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators import Dossier, Verdict
from environments import Environment
from pages import Desk

pytest.importorskip("ecoindicators_hunan_county", reason="the Hunan ruleset is not installed")
COUNTY = Path(__file__).parent.parent / "examples/new_county"
DATA = COUNTY / "src/ecoindicators_qingzhu_2019/data/qingzhu-2019"
LABELS = ("丘陵区", "湖区县(市)")


def assessed(place=LABELS):
    dossier = Dossier.read(COUNTY / "dossier/observations.csv", references=COUNTY / "dossier/references.csv")
    return eco.assess(eco.Ruleset.from_toml(DATA), dossier, year=2019, place=place)


def test_it_installs_over_hunan_and_passes_its_own_tests(tmp_path):
    """Installed in an environment of its own, it keeps every rule of the kit and gives what its cases expect."""
    pytest.importorskip("hatchling", reason="hatchling builds the distribution")
    environment = Environment(tmp_path / "environment")
    environment.install(COUNTY)

    done = environment.run("pytest", "-q", "-p", "no:cacheprovider", cwd=COUNTY)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().splitlines()[-1].startswith("27 passed in ")


def test_its_readme_can_be_followed(tmp_path):
    """The commands run in order, exit as the README says and print what it shows of their output."""
    desk = Desk.prepare(tmp_path)

    assert desk.follow(COUNTY / "README.md") == []
    assert [command.split()[1] for command in desk.ran] == ["new-ruleset", "lint", "assess"]
    made = {str(p.relative_to(tmp_path / "qingzhu")) for p in (tmp_path / "qingzhu").rglob("*") if p.is_file()}
    assert len(made) == 22
    assert sorted(path for path in made if not (COUNTY / path).is_file()) == []


def test_the_province_is_met_and_the_county_is_not():
    """The county's own targets decide for it, the province's for the province, on one dossier."""
    found = assessed()

    assert found.verdict is Verdict.NOT_MET
    assert found.parent is not None
    assert found.parent.verdict is Verdict.MET
    shares = found.finding("appraisal-weight"), found.parent.finding("appraisal-weight")
    assert [finding.verdict.value for finding in shares] == ["not-met", "met"]
    assert found["forest-coverage"].verdict is Verdict.NOT_MET
    assert not found["forest-coverage"].decides


def test_without_its_labels_the_province_is_undetermined():
    """What depends on the kind of place is undetermined where nobody says the kind."""
    found = assessed(place=())

    assert found.parent is not None
    assert found.parent.verdict is Verdict.UNDETERMINED
    assert found.parent["ecological-red-line-share"].reason.code == "no-label"
    assert found["forest-coverage"].reason.code == "no-label"
    assert found["ecological-red-line-share"].verdict is Verdict.MET  # the county's own target has no kinds


def test_every_row_of_the_dossier_says_that_it_is_fictional():
    """Nobody takes a value of the example for a real one."""
    found = assessed()

    assert {row.source for row in found.dossier.observations} == {"示例数据（虚构）"}
    assert all("虚构" in text.zh for text in (found.ruleset.title, found.ruleset.jurisdiction.name))


@pytest.mark.parametrize("name", ["ruleset", "cases"])
def test_its_schemas_are_those_of_this_version(name):
    """The copies that an editor uses are the shipped ones."""
    shipped = files("ecoindicators") / f"schemas/{name}.schema.json"
    assert (COUNTY / f"schemas/{name}.schema.json").read_bytes() == shipped.read_bytes()
