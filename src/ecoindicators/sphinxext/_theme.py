"""The words of the theme in Chinese: those it marks for translation by a catalog, the others where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecoindicators.sphinxext._words import page_language

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_LOCALE: Final = Path(__file__).parent / "locale"
#: What furo writes into its pages without marking it for translation: names of icons and buttons, read out and shown
#: under a pointer.
_UNMARKED: Final = {
    "<title>Contents</title>": "<title>本页目录</title>",
    "<title>Menu</title>": "<title>菜单</title>",
    "<title>Expand</title>": "<title>展开</title>",
    "<title>Light mode</title>": "<title>浅色</title>",
    "<title>Dark mode</title>": "<title>深色</title>",
    "<title>Auto light/dark, in light mode</title>": "<title>随系统（现为浅色）</title>",
    "<title>Auto light/dark, in dark mode</title>": "<title>随系统（现为深色）</title>",
    'aria-label="Toggle site navigation sidebar"': 'aria-label="显示或隐藏网站导航"',
    'aria-label="Toggle table of contents sidebar"': 'aria-label="显示或隐藏本页目录"',
    'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="切换浅色、深色、随系统"',
    'aria-label="Toggle navigation of ': 'aria-label="展开或收起：',
    ">@pradyunsg</a>'s": ">@pradyunsg</a> 的",
}


def add_words(app: Sphinx) -> None:
    """Let Sphinx know the theme's words in the language of the project."""
    from sphinx import locale

    locale.init([_LOCALE], app.config.language)


def translate_body(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:  # fmt: skip
    """Give the template ``page.html`` a function that puts the theme's unmarked words into the project's language."""
    context["eco_theme"] = in_chinese if page_language(app.config.language) == "zh" else str


def in_chinese(body: str) -> str:
    """Return a page's body with the words that furo does not mark for translation in Chinese."""
    for english, chinese in _UNMARKED.items():
        body = body.replace(english, chinese)
    return body
