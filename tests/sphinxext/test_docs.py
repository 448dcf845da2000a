"""The page on the Sphinx extension: complete, and each example builds."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

pytest.importorskip("sphinx")

from ecoindicators.indicators import Attribute
from ecoindicators.sphinxext import _words
from ecoindicators.sphinxext._domain import EcoDomain
from ecoindicators.sphinxext._names import KINDS
from ecoindicators.targets import Direction
from ecoindicators.texts import LANGUAGES
from ecoindicators.workplan import Interval

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/reference/sphinx.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs/how-to/publish-your-ruleset.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^````markdown\n(.*?)^````", PAGE + HOW_TO, re.MULTILINE | re.DOTALL)
SOURCE = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/ecoindicators/sphinxext").glob("*.py"))


def test_every_directive_option_role_value_and_warning_is_on_the_page():
    """Nothing that the extension registers is missing."""
    names = [f"`eco:{name}`" for name in EcoDomain.directives]
    names += [f"`:{option}:`" for directive in EcoDomain.directives.values() for option in directive.option_spec or ()]
    names += [f"| `eco:{kind}` | `{kind}` |" for kind in KINDS]
    names += [f"`{value}`" for value in re.findall(r'add_config_value\("(\w+)"', (ROOT / "src/ecoindicators/sphinxext/__init__.py").read_text())]  # fmt: skip
    names += [f"`eco.{kind}`" for kind in set(re.findall(r'type="eco", subtype="([\w-]+)"', SOURCE))]

    assert len(names) > 25
    assert [name for name in names if name not in PAGE] == []


def test_every_directive_option_and_role_is_in_an_example():
    """The examples below are built, so that each is tried."""
    text = "".join(EXAMPLES)
    names = [f"```{{eco:{name}}}" for name in EcoDomain.directives]
    names += [f":{option}:" for directive in EcoDomain.directives.values() for option in directive.option_spec or ()]
    names += [f"{{eco:{kind}}}`" for kind in KINDS] + [f"{{{kind}}}`" for kind in KINDS]

    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_builds_without_a_warning(build, example):
    """Each block is the page of a Markdown project."""
    pytest.importorskip("myst_parser")
    text = example if example.startswith("# ") else f"# Example\n\n{example}"
    project = build(pages={"index": text}, extensions=["myst_parser", "ecoindicators.sphinxext"], builder="dummy")

    assert project.warnings == []
    assert len(project.text().splitlines()) > 5


def test_every_shipped_ruleset_has_a_page():
    """What the distributions of this repository register is shown in the docs, with notes and review."""
    for project in (ROOT / "rulesets").glob("*/pyproject.toml"):
        registered = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]
        for id in registered["ecoindicators.rulesets"]:
            page = (ROOT / f"docs/rulesets/{id}.md").read_text(encoding="utf-8")
            for directive in ("ruleset", "table", "notes", "lint", "indicators"):
                assert f"```{{eco:{directive}}} {id}\n" in page


def test_every_word_is_used():
    """The table of words holds no word that no page shows."""
    words = (ROOT / "src/ecoindicators/sphinxext/_words.py").read_text(encoding="utf-8")
    quoted = set(re.findall(r"""["'](\w+)["']""", SOURCE.replace(words, "")))
    derived = {f"cell_{key}" for key in ("name", "unit", "target", "lead", "responsible")}
    derived |= {*get_args(Interval), *get_args(Direction), *get_args(Attribute), *LANGUAGES}

    assert [key for key in _words.WORDS if key not in quoted | derived] == []
