"""Builds real Sphinx projects in a folder of the test."""

import copy
import io
import re
from pathlib import Path

import pytest

pytest.importorskip("sphinx")

from attrs import frozen
from docutils import nodes
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.inventory import InventoryFile

HEAD = """format = 1
[ruleset]
id = "{id}"
version = "1"
title = {{ zh = "我县指标", en = "Our county" }}
jurisdiction = {{ code = "410100", name = {{ zh = "我县", en = "Our county" }} }}
source = {{ title = "工作方案" }}
"""
INDICATOR = """
[[indicator]]
number = {number}
id = "{id}"
name = {{ zh = "{zh}", en = "{en}" }}
unit-measure = "%"
direction = "higher"
target = "≥{target}"
"""


@frozen
class Project:
    """A project that was built: what came out and what Sphinx warned of."""

    out: Path
    warnings: list
    app: Sphinx
    read: list

    def html(self, page="index"):
        """The page's main part."""
        return re.search(r'<div class="body" role="main">.*?<div class="clearer">', self.raw(page), re.DOTALL)[0]

    def raw(self, page="index"):
        """The whole page."""
        return (self.out / f"{page}.html").read_text(encoding="utf-8")

    def text(self, page="index"):
        """The words of the page, each text on a line."""
        doctree = self.app.env.get_doctree(page)
        return "\n".join(t.astext() for t in doctree.findall(nodes.Text))

    def rows(self, page="index"):
        """The rows of the page's tables."""
        doctree = self.app.env.get_doctree(page)
        return [[entry.astext() for entry in row.findall(nodes.entry)] for row in doctree.findall(nodes.row)]

    def inventory(self):
        """The names in objects.inv by kind."""
        return InventoryFile.loads((self.out / "objects.inv").read_bytes(), uri="").data


def builder(tmp_path):
    """Return a function that builds pages, one text or several by name, in a folder, and returns the project."""

    def run(folder="project", builder="html", **given):
        source = tmp_path / folder / "source"
        source.mkdir(parents=True, exist_ok=True)
        settings = copy.deepcopy({k: v for k, v in given.items() if k != "pages"})
        pages = given["pages"] if isinstance(given["pages"], dict) else {"index": given["pages"]}
        for name, text in pages.items():
            suffix = "md" if "myst_parser" in settings.get("extensions", ()) else "rst"
            text = text if name != "index" or suffix == "md" else f"Start\n=====\n\n{text}\n"
            (source / f"{name}.{suffix}").write_text(text, encoding="utf-8")
        warnings, read = io.StringIO(), []
        config = {"extensions": ["ecoindicators.sphinxext"], "html_theme": "basic", "project": "t", **settings}
        locale.translators.clear()
        with patch_docutils(), docutils_namespace():
            out = tmp_path / folder / builder
            app = Sphinx(source, None, out, tmp_path / folder / "trees", builder, config, status=None, warning=warnings)
            app.connect("source-read", lambda _, name, __: read.append(name))
            app.build()
        lines = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue()).replace(f"{source}/", "").splitlines()
        return Project(out, lines, app, read)

    return run


@pytest.fixture
def build(tmp_path):
    """Return a function that builds a project for one test."""
    return builder(tmp_path)


@pytest.fixture(scope="module")
def build_once(tmp_path_factory):
    """Return a function that builds a project for the tests of one file."""
    return builder(tmp_path_factory.mktemp("projects"))


@pytest.fixture
def county(tmp_path):
    """Return a function that writes a small ruleset and returns its path."""

    def write(*indicators, id="my-county", more=""):
        path = tmp_path / f"{id}.toml"
        body = "".join(INDICATOR.format(**i) for i in indicators)
        path.write_text(HEAD.format(id=id) + more + body, encoding="utf-8")
        return path

    return write


@pytest.fixture
def forest():
    """The values of one indicator."""
    return {"number": 1, "id": "forest", "zh": "森林覆盖率", "en": "Forest coverage", "target": 40}
