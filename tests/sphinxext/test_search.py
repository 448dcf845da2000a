"""Search in Chinese: the index holds names and their parts, and the page finds them."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from ecoindicators.errors import MissingExtraError
from ecoindicators.sphinxext._search import load_jieba
from ecoindicators.texts import language

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def terms(folder):
    """The words of a search index."""
    text = (folder / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return {**index["terms"], **index["titleterms"]}


@pytest.fixture(scope="module")
def chinese(build_once):
    """A Chinese project with every indicator."""
    return build_once(pages=".. eco:indicators:: dengfeng-2023\n", language="zh_CN")


def test_names_and_their_parts_are_in_the_index(chinese):
    """A whole name, of which the cutter knows nothing, and the words it is made of."""
    assert chinese.warnings == []
    assert {"林草覆盖率", "林草", "覆盖率", "环境空气质量", "质量", "市林业局"} <= set(terms(chinese.out))


def test_the_index_does_not_depend_on_what_was_built_before(chinese, build):
    """Names that one project taught the cutter are no words of the next."""
    assert "林草覆盖率" in terms(chinese.out)
    after = terms(build(pages="林草覆盖率", language="zh_CN").out)

    assert "林草覆盖率" not in after
    assert "覆盖率" in after


def test_the_page_names_a_stemmer_that_is_there(chinese):
    """What the search page runs defines the stemmer it uses."""
    script = (chinese.out / "_static/language_data.js").read_text(encoding="utf-8")
    named = re.search(r"window\.Stemmer = (\w+);", script)[1]

    assert f"var {named}=function" in script


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_search_finds_in_a_browser(chinese, tmp_path):
    """In a real browser a search for a part of a name lists the indicator and the page."""
    page = chinese.out / "search.html"
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--virtual-time-budget=5000",
               "--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"{page.as_uri()}?q=林草"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    assert 'href="index.html#eco-indicator-dengfeng-2023-forest-grass-coverage"' in done.stdout


def test_without_jieba_a_chinese_project_is_told_what_to_install(build, monkeypatch):
    """One warning, in Chinese, that names the command; an English project needs none."""
    monkeypatch.setitem(sys.modules, "jieba", None)
    project = build(pages="x", language="zh_CN", jieba=False)

    assert project.warnings == [
        'WARNING: 此功能需要 jieba，尚未安装。请运行：python -m pip install "ecoindicators[docs]" [eco.search]'
    ]
    assert build("english", pages="x").warnings == []
    with language("en"), pytest.raises(MissingExtraError, match=r"this needs jieba.*ecoindicators\[docs\]"):
        load_jieba()
