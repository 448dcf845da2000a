"""Sphinx configuration. The pages of the rulesets are made by our own extension, from this repository's data."""

import sys
from pathlib import Path

from ecoindicators import sphinxext

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "ecoindicators"
copyright = "the ecoindicators developers"
author = "the ecoindicators developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "ecoindicators.sphinxext", "translation"]
eco_rulesets = sorted(map(str, Path(__file__).parent.parent.glob("rulesets/*/src/*/data/*")))
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
language = "en"  # the Chinese site is built with -D language=zh_CN
locale_dirs = ["locales"]
gettext_compact = False  # a catalog for each page
gettext_location = False
html_theme = "furo"
html_title = "ecoindicators"
templates_path = ["_templates", str(Path(sphinxext.__file__).parent / "templates")]  # the theme's words in Chinese
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/language.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
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
