"""A small site out of one ruleset: ``ecoindicators docs build``. Sphinx is imported when a site is built."""

from __future__ import annotations

import html
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ecoindicators.errors import EcoIndicatorsError, MissingExtraError, shown
from ecoindicators.printed import is_quoted
from ecoindicators.reports import decomposition_table, write_table
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._words import WORDS, word
from ecoindicators.texts import LANGUAGES, Language, Text, language

MARKER: Final = ".ecoindicators-site"
"""The file that says that a folder is a site of ours, which the next build may replace."""
_CODES: Final[dict[Language, str]] = {"zh": "zh_CN", "en": "en"}
_TEMPLATES: Final = Path(__file__).parent / "templates"
_SIDEBAR: Final = ("brand", "search", "eco-languages", "scroll-start", "navigation", "scroll-end")


class SiteError(EcoIndicatorsError, RuntimeError):
    """A site was not built: its folder holds something else, or Sphinx had something to complain of."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


def build_site(ruleset: str, output: str | Path, languages: Sequence[Language] = LANGUAGES) -> Path:
    """
    Build the site of a ruleset in the folder ``output``, whole or not at all, and return its start page.

    One language stands in the folder itself; of several each has a folder of its own, with links between
    the pages and a start page that leads to the first.

    Args:
        ruleset: The id of an installed ruleset, or the path of a TOML file or folder.
        output: A folder that is not there, is empty, or holds a site built before, which is replaced.
        languages: ``"zh"``, ``"en"`` or both.

    Raises:
        MissingExtraError: Sphinx or what goes with it is not installed.
        SiteError: ``output`` holds something else, or Sphinx reports a problem.
        EcoIndicatorsError: The ruleset cannot be found or read.
        OSError: The folder cannot be written; what was there before is untouched.
    """
    from ecoindicators.plugins import available_rulesets, find_ruleset

    _require()
    found = find_ruleset(ruleset)
    own = () if ruleset in available_rulesets() else (str(Path(ruleset).resolve()),)
    target = Path(output).absolute()
    _may_replace(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        work = Path(folder)
        site = work / "site"
        site.mkdir()
        for lang in languages:
            _build(found, own, lang, languages, work / lang, site / lang if len(languages) > 1 else site)
        if len(languages) > 1:
            (site / "index.html").write_text(_signpost(found, languages), encoding="utf-8")
        (site / MARKER).write_text(f"{found.id} {found.version}\n", encoding="utf-8")
        _replace(site, target, work / "before")
    return target / "index.html"


def _replace(site: Path, target: Path, aside: Path) -> None:
    """Put ``site`` in the place of ``target``; where that fails, what was there comes back."""
    if not target.exists():
        site.rename(target)
        return
    target.rename(aside)
    try:
        site.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _require() -> None:
    try:
        import furo  # noqa: F401
        import sphinx  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("Sphinx", "docs") from error


def _may_replace(target: Path) -> None:
    if target.is_dir() and (not any(target.iterdir()) or (target / MARKER).is_file()):
        return
    if target.exists():
        message = Text(
            f"{target} 已存在，且不是本命令生成的网站，不覆盖；请用 --output 另指文件夹",
            f"{target} exists and is no site built by this command; it is not overwritten. Name another folder by --output",
        )
        raise SiteError(message)


def _build(
    ruleset: Ruleset, own: Sequence[str], lang: Language, languages: Sequence[Language], work: Path, output: Path
) -> None:
    from sphinx import locale
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    source = work / "source"
    downloads = work / "extra" / "downloads"
    source.mkdir(parents=True)
    downloads.mkdir(parents=True)
    with language(lang):
        for name, text in pages(ruleset).items():
            (source / f"{name}.rst").write_text(text, encoding="utf-8")
        table = decomposition_table(ruleset)
        cells = write_table("csv", [str(head) for head in table.heads], table.rows, table.keys)
        # The mark at the beginning tells Excel that the file is UTF-8.
        (downloads / "decomposition.csv").write_text(cells, encoding="utf-8-sig", newline="")
    ruleset.to_word(downloads / "decomposition.docx")
    warnings = io.StringIO()
    locale.translators.clear()  # else the words of the language built before would stay
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            source, None, output, work / "doctrees", "html", _configuration(ruleset, own, lang, languages, work),
            status=None, warning=warnings, freshenv=True,
        )  # fmt: skip
        app.build()
    if warnings.getvalue():
        found = warnings.getvalue().strip()
        raise SiteError(Text(f"Sphinx 报告：{found}", f"Sphinx reports: {found}"))
    (output / ".buildinfo").unlink()
    (output / "_sources").rmdir()  # made for copies of the sources, of which there are none


def _configuration(
    ruleset: Ruleset, own: Sequence[str], lang: Language, languages: Sequence[Language], work: Path
) -> dict[str, Any]:
    with language(lang):
        title = html.escape(str(ruleset.title))  # the theme puts it into the page as it is
    others = [(other, _CODES[other].replace("_", "-"), WORDS[other].zh) for other in languages if other != lang]
    return {
        "project": title,
        "version": html.escape(ruleset.version),
        "release": html.escape(ruleset.version),
        "html_title": title,
        "language": _CODES[lang],
        "extensions": ["ecoindicators.sphinxext"],
        "eco_ruleset": ruleset.id,
        "eco_rulesets": list(own),
        "html_theme": "furo",
        "html_sidebars": {"**": [f"sidebar/{part}.html" for part in _SIDEBAR]},
        "templates_path": [str(_TEMPLATES)],
        "html_context": {"eco_languages": others},
        "html_extra_path": [str(work / "extra")],
        "html_css_files": ["ecoindicators-site.css"],
        "html_use_index": False,
        "html_copy_source": False,
        "html_show_copyright": False,
    }


def pages(ruleset: Ruleset) -> dict[str, str]:
    """
    Return the sources of the pages, by name, in the language set at the moment.

    They hold words of this library and the ruleset's id alone; what the ruleset says comes in by directives.

    Raises:
        SiteError: The id is not one that a ruleset file may have.
    """
    from ecoindicators.loading._build import SLUG

    if not SLUG.fullmatch(ruleset.id):
        raise SiteError(
            Text(f"标识“{shown(ruleset.id)}”只能含小写字母、数字和连字符", f'the id "{shown(ruleset.id)}" may have lower-case letters, digits and hyphens alone')
        )  # fmt: skip
    found = {
        "indicators": _page("site_indicators", ".. eco:table::"),
        "details": _page("site_details", ".. eco:indicators::"),
        "responsibility": _page(
            "site_responsibility",
            *_section("site_matrix", ".. eco:responsibility::"),
            *_section("site_units", ".. eco:units::"),
        ),
    }
    if ruleset.actions or ruleset.sections or ruleset.phases or ruleset.duties:
        found["plan"] = _page("site_plan", ".. eco:plan::")
    found["notes"] = _page("site_notes", ".. eco:notes::")
    if ruleset.parent is not None:
        parents = (f".. eco:ruleset:: {above.id}" for above in ruleset.chain[1:])
        found["changes"] = _page("site_diff", ".. eco:diff::", *_section("parent", *parents))
    found["review"] = _page("site_lint", ".. eco:lint::")
    entries = "\n".join(f"   {name}" for name in found)
    files = (
        ("download_printed" if is_quoted(ruleset) else "download_word", "decomposition.docx"),
        ("download_csv", "decomposition.csv"),
    )
    start = [
        _heading(f":eco:ruleset:`!{ruleset.id}`", "="),
        ".. eco:ruleset::",
        *_section("contents", f".. toctree::\n   :maxdepth: 1\n\n{entries}"),
        *_section("site_downloads", "\n".join(f"* `{word(label)} <downloads/{name}>`__" for label, name in files)),
    ]
    return {"index": "\n\n".join(start) + "\n", **found}


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join((_heading(word(title), "="), *blocks)) + "\n"


def _section(title: str, *blocks: str) -> tuple[str, ...]:
    return (_heading(word(title), "-"), *blocks)


def _heading(title: str, line: str) -> str:
    return f"{title}\n{line * 80}"


def _signpost(ruleset: Ruleset, languages: Sequence[Language]) -> str:
    """Return the page that leads to the languages: to the first by itself, to any by a link."""
    first = languages[0]
    links = "\n".join(
        f'<p><a href="{lang}/index.html" lang="{_CODES[lang].replace("_", "-")}">{html.escape(getattr(ruleset.title, lang))}</a></p>'
        for lang in languages
    )
    title = html.escape(" · ".join(getattr(ruleset.title, lang) for lang in languages))
    return (
        f'<!DOCTYPE html>\n<html lang="{_CODES[first].replace("_", "-")}">\n<head>\n<meta charset="utf-8">\n'
        # A refresh of the page would never let a browser without a window finish it.
        f'<title>{title}</title>\n<script>location.replace("{first}/index.html")</script>\n</head>\n'
        f"<body>\n{links}\n</body>\n</html>\n"
    )
