"""What a release relies on: one version, fragments that can be gathered, formats that are the schemas'."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import ecoindicators
from ecoindicators.formats import FORMAT, FORMAT_VERSION

ROOT = Path(__file__).parent.parent


def test_the_version_is_written_alike_in_both_places():
    """pyproject.toml and the package say the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == ecoindicators.__version__


@pytest.mark.parametrize(("name", "key", "version"), [("ruleset", "format", FORMAT), ("cases", "format", FORMAT), ("assessment", "format_version", FORMAT_VERSION)])  # fmt: skip
def test_the_schemas_know_the_formats_that_are_read(name, key, version):
    """A schema accepts the version of now and none that is newer."""
    schema = json.loads((files("ecoindicators") / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    stated = schema["properties"][key]
    assert stated.get("maximum", stated.get("const")) == version


def test_every_fragment_of_the_changelog_can_be_gathered():
    """Its name has an issue and a kind, and it says something."""
    folder = ROOT / "changelog.d"
    if not folder.is_dir():
        pytest.skip("the fragments are not part of a distribution")
    kinds = "|".join(t["directory"] for t in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]["type"])  # fmt: skip
    for path in folder.glob("*.md"):
        assert path.name == "README.md" or re.fullmatch(rf"\d+(-[a-z0-9-]+)?\.({kinds})(\.[a-z0-9-]+)?\.md", path.name)
        assert len(path.read_text(encoding="utf-8").split()) > 5


@pytest.mark.parametrize("project", sorted(ROOT.glob("rulesets/*/pyproject.toml")), ids=lambda p: p.parent.name)
def test_a_ruleset_distribution_ships_its_tests_and_names_the_library(project):
    """Its sdist can be tested by who receives it."""
    said = tomllib.loads(project.read_text(encoding="utf-8"))
    assert "/tests" in said["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert any(line.startswith("ecoindicators>=") for line in said["project"]["dependencies"])
    assert (project.parent / "CHANGELOG.md").is_file()
