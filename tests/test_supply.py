"""What is installed with the package: each dependency with its licence, and no more than is listed."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LISTED = re.compile(r"^\| (?P<name>\S+) +\| (?P<licence>[^|]+?) +\|", re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> set[str]:
    """Return what the package and its extras for users ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [
        *project["dependencies"],
        *(line for extra in extras if extra not in ("dev", "fuzz", "test") for line in extras[extra]),
    ]
    return {plain(re.match(r"[\w.-]+", line)[0]) for line in lines} - {"ecoindicators"}


def test_every_dependency_is_listed_with_its_licence():
    """Nothing is required that the list of licences does not name; nox -s licences holds the rest of the list."""
    text = (ROOT / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    licences = {plain(row["name"]): row["licence"] for row in LISTED.finditer(text)}
    assert sorted(required() - set(licences)) == []
    assert "UNKNOWN" not in licences.values()


def test_every_dependency_says_the_lowest_version_that_was_tested():
    """Each requirement has a floor, which nox -s lowest installs and tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    assert [line for line in lines if ">=" not in line and not line.startswith("ecoindicators[")] == []
