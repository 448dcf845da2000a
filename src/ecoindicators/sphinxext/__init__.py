"""
A Sphinx extension that shows rulesets on a project's pages; ``extensions = ["ecoindicators.sphinxext"]``.

The domain ``eco`` has directives for a ruleset's table, an indicator, the responsibility matrix, the changes
against the parent and more, and the roles ``:indicator:``, ``:unit:`` and ``:ruleset:``, which resolve across
pages and, through intersphinx, across projects. Texts are Chinese where ``language`` is, else English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

ENV_VERSION: Final = 2
"""To be raised whenever what the extension keeps between two builds changes its form."""
_STATIC: Final = Path(__file__).parent / "static"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain, the short roles, the configuration values, the style sheet and the theme's words."""
    from ecoindicators import __version__
    from ecoindicators.sphinxext import _domain, _names, _search, _theme

    app.add_config_value("eco_ruleset", "", "env", (str,), "the ruleset of names that say none")
    app.add_config_value("eco_rulesets", [], "env", (list, tuple), "TOML files and folders, seen from conf.py")
    app.add_domain(_domain.EcoDomain)
    for kind in _names.KINDS:
        app.add_role(kind, _domain.NameRole(warn_dangling=True))
    app.add_css_file("ecoindicators.css")
    app.add_search_language(_search.SearchChinese)
    _theme.add_words(app)
    app.connect("builder-inited", _start)
    app.connect("env-get-outdated", _domain.outdated)
    app.connect("warn-missing-reference", _domain.warn_missing)
    app.connect("html-page-context", _theme.translate_body)
    return {
        "version": __version__,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _start(app: Sphinx) -> None:
    """Read the project's own rulesets, so that a broken one stops the build with all its problems."""
    from sphinx.errors import ConfigError

    from ecoindicators.errors import EcoIndicatorsError
    from ecoindicators.sphinxext._domain import EcoDomain
    from ecoindicators.sphinxext._library import Library

    app.config.html_static_path.append(str(_STATIC))
    domain = app.env.get_domain("eco")
    assert isinstance(domain, EcoDomain)
    try:
        domain.library = Library(Path(app.confdir, path) for path in app.config.eco_rulesets)
    except (EcoIndicatorsError, OSError) as error:
        raise ConfigError(f"eco_rulesets: {error}") from error
