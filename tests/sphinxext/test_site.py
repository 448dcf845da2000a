"""``ecoindicators docs build``: a site out of a ruleset, in both languages, whole or not at all."""

import csv
import io
import re
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from browser import ask, needs_browser, search, seen, theme_words
from ecoindicators import load_ruleset
from ecoindicators.cli import cli
from ecoindicators.errors import MissingExtraError
from ecoindicators.sphinxext import site as site_module
from ecoindicators.sphinxext.site import MARKER, SiteError, build_site
from ecoindicators.texts import language

PAGES = {"index", "indicators", "details", "responsibility", "plan", "notes", "changes", "review", "search"}


def _read(path):
    return path.read_text(encoding="utf-8")


def _files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def dengfeng(tmp_path_factory):
    """Dengfeng's site in both languages."""
    folder = tmp_path_factory.mktemp("dengfeng") / "site"
    assert build_site("dengfeng-2023", folder) == folder / "index.html"
    return folder


def test_the_site_has_every_page_in_both_languages(dengfeng):
    """Each page in its language, with the ruleset's title, links to its counterpart, and a start page that leads on."""
    for lang, code, other, title in (("zh", "zh-CN", "en", "登封市省级生态县创建指标（2023年）"), ("en", "en", "zh", "Dengfeng eco-county indicators, 2023")):  # fmt: skip
        assert {p.stem for p in (dengfeng / lang).glob("*.html")} == PAGES
        for page in PAGES:
            html = _read(dengfeng / lang / f"{page}.html")
            assert f'<html class="no-js" lang="{code}"' in html
            assert f'href="./../{other}/{page}.html"' in html
            assert (dengfeng / other / f"{page}.html").is_file()
            assert title in html
            assert ("搜索" in html) is (lang == "zh")
    start = _read(dengfeng / "index.html")
    assert '<script>location.replace("zh/index.html")</script>' in start
    assert '<a href="en/index.html" lang="en">Dengfeng eco-county indicators, 2023</a>' in start


def test_the_words_of_the_theme_are_in_the_language_of_the_site(dengfeng):
    """No page of the Chinese site has a word of the theme in English; those of the English site do."""
    for page in PAGES:
        assert theme_words(_read(dengfeng / "zh" / f"{page}.html")) == []
    english = theme_words(_read(dengfeng / "en/index.html"))
    assert {"Skip to content", "On this page", "Next", "Back to top", "Toggle site navigation sidebar"} <= set(english)
    chinese = _read(dengfeng / "zh/index.html")
    assert [word for word in ("跳到正文", "本页目录", "下一页", "回到顶部", "制作工具：") if word not in chinese] == []


def test_the_compiled_words_of_the_theme_are_those_of_their_catalog():
    """sphinx.mo is what sphinx.po compiles to, and every message is translated."""
    folder = Path(site_module.__file__).parent / "locale/zh_CN/LC_MESSAGES"
    catalog = read_po(io.BytesIO((folder / "sphinx.po").read_bytes()))
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    assert (folder / "sphinx.mo").read_bytes() == compiled.getvalue()
    assert all(message.string for message in catalog)


@pytest.mark.parametrize(
    ("page", "zh", "en"),
    [
        ("indicators", "林草覆盖率", "Forest and grass coverage"),
        ("details", "本年数值不低于44", "this year&#39;s value is at least 44"),
        ("responsibility", "市林业局", "Forestry Bureau"),
        ("plan", "动员部署阶段", "Mobilisation and deployment"),
        ("notes", "附件 12", "the province's a state"),
        ("changes", "加严 17", "tightened 17"),
        ("review", "方案29项工作内容均未涉及农村卫生厕所，不予补写。", "none is supplied."),
    ],
)
def test_what_a_reader_looks_for_is_on_its_page(dengfeng, page, zh, en):
    """Targets, units, phases, clauses, changes and reasons."""
    assert zh in _read(dengfeng / "zh" / f"{page}.html")
    assert en.replace("&#39;", "'") in _read(dengfeng / "en" / f"{page}.html")


@needs_browser
def test_the_start_page_leads_a_browser_to_the_first_language(dengfeng):
    """Whoever opens the folder's index.html is on the Chinese start page."""
    page = seen((dengfeng / "index.html").as_uri())
    assert 'lang="zh-CN"' in page
    assert "指标详解" in page


@needs_browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wide_tables_use_the_window_and_are_not_cut(dengfeng, lang):
    """Of a window of 1400 pixels a table has most of the width; a matrix that finds no room scrolls in a box of its own."""
    width = "document.querySelector('article table').getBoundingClientRect().width"
    assert ask(dengfeng / lang / "indicators.html", width, 1400) > 1000
    box = "(b => [b.clientWidth, b.scrollWidth, getComputedStyle(b).overflowX, document.documentElement.scrollWidth])(document.querySelector('table.eco-matrix').parentElement)"
    shown, whole, _, page = ask(dengfeng / lang / "responsibility.html", box, 1400)
    assert whole <= shown
    assert page <= 1400
    shown, whole, overflow, page = ask(dengfeng / lang / "responsibility.html", box, 700)
    assert whole > shown
    assert (overflow, page <= 700) == ("auto", True)


@needs_browser
def test_words_and_clauses_are_not_broken(dengfeng):
    """On a phone the title stays one line; in the plan a clause stays one line and the actions have room."""
    lines = "(e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"
    title = f"{lines}(document.querySelector('article h1'))"
    assert ask(dengfeng / "en" / "responsibility.html", title, 390) < 1.5
    cells = "[...document.querySelectorAll('table.eco-plan tbody tr:not(.eco-group)')].map(r => [r.children[1].getBoundingClientRect().width, r.lastElementChild.querySelector('p').getClientRects().length])"
    for width in (390, 1100):
        assert all(room > 150 and shown == 1 for room, shown in ask(dengfeng / "zh" / "plan.html", cells, width))
    clause = f"Math.max(...[...document.querySelectorAll('table.eco-plan tbody tr:not(.eco-group) td:last-child p')].map({lines}))"
    assert ask(dengfeng / "zh" / "plan.html", clause, 1100) < 1.5


def test_a_component_is_named_before_its_id(dengfeng):
    """In an indicator's details its only component bears the indicator's name, and each of several its own, then the id."""
    found = re.sub(r"<[^>]*>", "", _read(dengfeng / "zh/details.html"))
    for line in ("林草覆盖率 forest-grass-coverage", "PM10浓度 PM10 annual mean concentration air-quality.pm10"):
        assert line in found


def test_links_lead_to_files_and_anchors_that_are_there(dengfeng):
    """No page has a dead link to another page of the site, to an anchor or to a download."""
    dead = []
    for page in dengfeng.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"#?:]*)(?:\?[^"#]*)?(#[^"]*)?"', _read(page)):
            path = (page.parent / target[0]).resolve() if target[0] else page
            if not path.exists() or (target[1] not in ("", "#") and f'id="{target[1][1:]}"' not in _read(path)):
                dead.append((page.name, target))
    assert dead == []


@needs_browser
@pytest.mark.parametrize(
    ("folder", "typed", "page"),
    [
        ("zh", "牵头单位", "details.html"), ("zh", "责任单位", "details.html"), ("zh", "连续两年", "plan.html"),
        ("en", "townships", "responsibility.html"), ("en", "mobilisation", "plan.html"),
    ],
)  # fmt: skip
def test_the_search_of_a_site_finds_in_a_browser(dengfeng, folder, typed, page):
    """In a real browser words that stand on a page of either language lead there."""
    assert page in search(dengfeng / folder, typed)


def test_nothing_is_loaded_from_elsewhere(dengfeng):
    """Styles, scripts and pictures are the site's own."""
    outside = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="(?:https?:)?//')

    assert [p.name for p in dengfeng.rglob("*.html") if outside.search(_read(p))] == []


def test_the_decomposition_can_be_downloaded(dengfeng):
    """As Word, and as CSV that Excel opens, with 45 components, in the language of the site."""
    with (dengfeng / "zh/downloads/decomposition.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 45
    assert [r["name"] for r in rows if r["component"] == "forest-grass-coverage"] == ["林草覆盖率"]
    assert (dengfeng / "en/downloads/decomposition.docx").read_bytes()[:2] == b"PK"
    assert 'href="downloads/decomposition.docx"' in _read(dengfeng / "en/index.html")


def test_the_same_ruleset_gives_the_same_bytes(county, forest, tmp_path):
    """Built again in another folder, and read from another, every file is the same."""
    first, again = tmp_path / "site", tmp_path / "deep/elsewhere"
    path = county(forest)
    build_site(str(path), first)
    build_site(str(path.rename(tmp_path / "moved.toml")), again)

    assert len(_files(first)) > 50
    assert _files(again) == _files(first)


def test_a_ruleset_in_a_file_is_built_by_its_path(county, forest, tmp_path):
    """One language stands in the folder itself; without plan and parent there are no pages for them."""
    path = county(forest)
    start = build_site(str(path), tmp_path / "site", ["zh"])

    assert start == tmp_path / "site/index.html"
    assert {p.stem for p in start.parent.glob("*.html")} == PAGES - {"plan", "changes"}
    assert "森林覆盖率" in _read(start.parent / "details.html")
    assert "eco-languages" not in _read(start)


def test_a_hostile_ruleset_brings_in_no_markup(county, forest, tmp_path):
    """A title, name and note full of HTML come out as characters, in heads, titles and side bar too."""
    bad = "<script>alert(1)</script>{{ 7*7 }}"
    path = county({**forest, "zh": bad, "en": bad}, more=f"notes = ['{bad}']\n")
    path.write_text(_read(path).replace('zh = "我县指标", en = "Our county"', f'zh = "{bad}"'), encoding="utf-8")
    build_site(str(path), tmp_path / "site")

    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) == 15
    for page in pages:
        html = _read(page)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
        assert "&amp;lt;" not in html


def test_a_site_is_replaced_and_anything_else_is_left_alone(county, forest, tmp_path):
    """A second build replaces the first whole; a folder with other files, or a file, is refused and untouched."""
    path, folder = county(forest), tmp_path / "site"
    folder.mkdir()
    build_site(str(path), folder, ["en"])
    (folder / "old.html").write_text("old", encoding="utf-8")
    build_site(str(path), folder, ["en"])
    assert not (folder / "old.html").exists()
    assert _read(folder / MARKER) == "my-county 1\n"

    (folder / MARKER).unlink()
    before = _files(folder)
    with pytest.raises(SiteError) as caught:
        build_site(str(path), folder, ["en"])
    assert str(caught.value) == f"{folder} exists and is no site built by this command; it is not overwritten. Name another folder by --output"  # fmt: skip
    with language("zh"):
        assert str(caught.value) == f"{folder} 已存在，且不是本命令生成的网站，不覆盖；请用 --output 另指文件夹"
    assert _files(folder) == before
    with pytest.raises(SiteError):
        build_site(str(path), path)


def test_a_build_that_fails_leaves_what_was_there(county, forest, tmp_path, monkeypatch):
    """What Sphinx complains of is an error; the site before stays whole and nothing else is left behind."""
    path, folder = county(forest), tmp_path / "out/site"
    build_site(str(path), folder, ["en"])
    before = _files(folder)
    monkeypatch.setattr(site_module, "pages", lambda _: {"index": "Start\n=====\n\n:nothing:`x`\n"})
    with pytest.raises(SiteError, match=r"Sphinx reports: .*Unknown interpreted text role"):
        build_site(str(path), folder, ["en"])

    assert _files(folder) == before
    assert [p.name for p in folder.parent.iterdir()] == ["site"]


def test_a_site_that_cannot_be_put_in_place_leaves_the_one_before(county, forest, tmp_path, monkeypatch):
    """Where the last step fails, what was there comes back."""
    path, folder = county(forest), tmp_path / "out/site"
    build_site(str(path), folder, ["en"])
    before = _files(folder)
    rename = Path.rename

    def refuse(self, target):
        if self.name == "site" and self.parent.parent == folder.parent:
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="No space left"):
        build_site(str(path), folder, ["en"])

    assert _files(folder) == before
    assert [p.name for p in folder.parent.iterdir()] == ["site"]


def test_an_id_that_no_file_may_have_is_refused():
    """A ruleset made in Python with an id full of markup does not reach the sources of the pages."""
    from attrs import evolve

    with pytest.raises(SiteError, match="may have lower-case letters, digits and hyphens alone"):
        site_module.pages(evolve(load_ruleset("henan-county"), id="a`b"))


def test_without_sphinx_the_extra_is_named(monkeypatch, tmp_path):
    """The message says what to install, and nothing is written."""
    monkeypatch.setitem(sys.modules, "furo", None)
    with pytest.raises(MissingExtraError) as caught:
        build_site("henan-county", tmp_path / "site")

    assert str(caught.value) == 'this needs Sphinx, which is not installed. Run: python -m pip install "ecoindicators[docs]"'  # fmt: skip
    assert not (tmp_path / "site").exists()


def test_the_command_says_where_the_site_is(county, forest, tmp_path):
    """The path of the start page on success; exit code 1 and the nearest name for an unknown ruleset; 2 for a language."""
    path, folder = county(forest), tmp_path / "made"
    done = CliRunner().invoke(cli, ["docs", "build", str(path), "--output", str(folder), "--lang", "en"])
    assert (done.exit_code, done.output) == (0, f"the site is built; open {folder / 'index.html'}\n")

    wrong = CliRunner().invoke(cli, ["docs", "build", "dengfeng-2032", "-o", str(tmp_path / "x")])
    assert (wrong.exit_code, wrong.output) == (1, 'no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023\n')
    assert CliRunner().invoke(cli, ["docs", "build", "henan-county", "--lang", "fr"]).exit_code == 2
    busy = CliRunner().invoke(cli, ["docs", "build", "henan-county", "-o", str(Path(__file__).parent)])
    assert busy.exit_code == 1
    assert "is no site built by this command" in busy.output
