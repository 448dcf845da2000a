"""Sphinx configuration. The pages of the two rulesets are generated from the installed plugin."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "ecoindicators"
copyright = "the ecoindicators developers"
author = "the ecoindicators developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "ecoindicators"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}
suppress_warnings = ["ref.python"]  # a name such as Change lives in two modules on purpose
nitpick_ignore_regex = [
    # Types of other libraries and of type checkers: there is no inventory to link to without a network.
    (r"py:.*", r"(?!ecoindicators\.).*"),
    # Attributes that attrs generates, and private homes of public names.
    (r"py:.*", r"ecoindicators\..*\._.*"),
    (r"py:.*", r"ecoindicators\.tables\.DossierType"),
    (
        r"py:.*",
        r"ecoindicators\.(scoring|reports|statements|indicators|workplan|responsibility|rulesets|dossier|judging|binding|texts)\..*",
    ),
]


def _write_rulesets(app):
    from ruleset_pages import write

    write(Path(app.srcdir) / "_generated")


def setup(app):
    """Generate the ruleset pages before anything is read."""
    app.connect("builder-inited", _write_rulesets)
