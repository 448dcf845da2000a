"""The built sites: English and Chinese without a warning, the translation complete, search in both languages."""

import os
import re
import subprocess
import sys

import pytest

from browser import needs_browser, search, theme_words
from pages import DOCS, ROOT, Desk, blocks, pages

pytest.importorskip("sphinx", reason="building the docs needs the extra docs")

from babel.messages.pofile import read_po

CATALOGS = DOCS / "locales/zh_CN/LC_MESSAGES"


def _catalog(page):
    """Return the messages of a page's catalog with their translations; a page without one has none."""
    path = CATALOGS / page.with_suffix(".po")
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def _build(target, *options):
    """Build the docs in a process of its own; return what it complains of."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", *options, str(DOCS), str(target)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The two sites, one inside the other, as they are published."""
    folder = tmp_path_factory.mktemp("site")
    said = _build(folder, "-d", str(folder / ".doctrees"))
    said += _build(folder / "zh_CN", "-d", str(folder / ".zh_CN"), "-D", "language=zh_CN")
    assert not said, said
    return folder


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """What there is to translate: the messages of each page."""
    folder = tmp_path_factory.mktemp("messages")
    said = _build(folder, "-b", "gettext")
    assert not said, said
    found = {}
    for path in sorted(folder.rglob("*.pot")):
        with path.open("rb") as file:
            found[path.relative_to(folder).with_suffix("")] = {m.id for m in read_po(file) if m.id}
    return found


def _faults(page, wanted):
    """Yield what is wrong with the translation of a page."""
    catalog = _catalog(page)
    if catalog is None:
        yield f"{page}: there is no catalog"
        return
    known = {m.id: m for m in catalog if m.id}
    yield from (f"{page}: not in the catalog: {text}" for text in sorted(wanted - set(known)))
    yield from (f"{page}: no longer on the page: {text}" for text in sorted(set(known) - wanted))
    yield from (f"{page}: obsolete: {text}" for text in catalog.obsolete)
    yield from (f"{page}: fuzzy: {m.id}" for m in known.values() if m.fuzzy)
    yield from (f"{page}: not translated: {m.id}" for m in known.values() if not m.string)


def test_every_message_is_translated(messages):
    """Each page has a Chinese catalog with exactly its messages: none missing, fuzzy, empty or left over."""
    faults = [fault for page, wanted in messages.items() for fault in _faults(page, wanted)]
    catalogs = {p.relative_to(CATALOGS).with_suffix("") for p in CATALOGS.rglob("*.po")}
    faults += [f"{page}: a catalog without a page" for page in sorted(catalogs - set(messages))]

    assert not faults, "\n".join(faults) + "\nCONTRIBUTING.md says how to update the catalogs"


def _translated():
    """Yield the pages that have blocks in Chinese, with these."""
    for page in pages():
        catalog = _catalog(page.relative_to(DOCS)) if page.is_relative_to(DOCS) else None
        known = {} if catalog is None else {m.id: m.string for m in catalog if m.id and m.string}
        own = {b.text: known[b.text] for b in blocks(page) if known.get(b.text, b.text) != b.text}
        if own:
            yield pytest.param(page, own, id=page.stem)


@pytest.mark.parametrize(("page", "own"), list(_translated()))
def test_a_chinese_page_can_be_followed_from_top_to_bottom(page, own, tmp_path):
    """What a Chinese page shows as output is what comes out in Chinese."""
    faults = Desk.prepare(tmp_path).follow(page, own)

    assert not faults, "\n\n".join(faults)


def test_the_two_sites_lead_to_each_other_page_by_page(site):
    """Each page links to the same page in the other language, and that page is there."""
    made = [p.relative_to(DOCS).with_suffix(".html") for p in (*DOCS.rglob("*.md"), *DOCS.rglob("*.rst"))]
    assert len(made) > 30
    for page in made:
        for here in (site / page, site / "zh_CN" / page):
            (link,) = re.findall(r'href="([^"]+)" hreflang', here.read_text(encoding="utf-8"))
            there = (here.parent / link).resolve()
            assert there.is_file(), f"{here}: {link}"
            assert there != here.resolve()


@pytest.mark.parametrize("folder", ["", "zh_CN/"])
def test_a_signature_reads_as_it_is_written(site, folder):
    """The types in a signature of the API stand in their order, with their commas and brackets, in both languages."""
    page = (site / folder / "reference/api/assessing.html").read_text(encoding="utf-8")
    (signature,) = re.findall(r'<dt [^>]*id="ecoindicators\.assessment\.AcceptanceResult\.years">(.*?)<a class="headerlink"', page, re.DOTALL)  # fmt: skip

    assert re.sub("<[^>]*>", "", signature).strip() == "years: tuple[YearResult, ...]"


def test_a_chinese_page_is_chinese(site):
    """Titles, texts, tables and output are those of the catalog; the language is declared to the browser."""
    text = (site / "zh_CN/tutorial/dengfeng.html").read_text(encoding="utf-8")

    assert '<html class="no-js" lang="zh-CN"' in text
    for part in ("登封市的评估", "申报台账（dossier）", "2023年上级目标尚未下达或未录入"):
        assert part in text
    assert "no target has been assigned" not in text


def test_the_words_of_the_theme_are_chinese_on_a_chinese_page(site):
    """Neither the start page nor another has a word of the theme in English; the English start page has them."""
    for page in ("index.html", "tutorial/dengfeng.html", "search.html"):
        assert theme_words((site / "zh_CN" / page).read_text(encoding="utf-8")) == []
    assert "Skip to content" in theme_words((site / "index.html").read_text(encoding="utf-8"))


@needs_browser
@pytest.mark.parametrize(
    ("folder", "word", "page"),
    [
        (".", "undetermined", "explanation/verdicts"),
        (".", "roster", "how-to/follow-up"),
        ("zh_CN", "待定", "explanation/verdicts"),
        ("zh_CN", "申报台账", "index"),
        ("zh_CN", "整改清单", "how-to/follow-up"),
        ("zh_CN", "牵头单位", "tutorial/your-county"),
        ("zh_CN", "责任单位", "tutorial/your-county"),
        ("zh_CN", "连续两年", "how-to/two-years"),
        ("zh_CN", "待填", "tutorial/your-county"),
        ("zh_CN", "退出码", "reference/cli"),
    ],
)
def test_the_search_finds_the_words_of_the_language(site, folder, word, page):
    """In a real browser English words are found in the English site, Chinese words in the Chinese one."""
    assert f"{page}.html" in search(site / folder, word)
