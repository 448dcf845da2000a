"""Search in Chinese: index and page cut a text alike, so that what stands on a page is found."""

import json
import re
import shutil
import subprocess

import pytest

from browser import needs_browser, search
from ecoindicators.sphinxext._search import SearchChinese

NODE = shutil.which("node")


@pytest.fixture(scope="module")
def chinese(build_once):
    """A Chinese project with every indicator, and a page with words that no dictionary has."""
    words = "牵头单位和责任单位连续两年待填。退出码 2，PM2.5 与 verdicts。\n\n县"
    return build_once(pages={"index": ".. eco:indicators:: dengfeng-2023\n", "words": f":orphan:\n\n词\n==\n\n{words}\n"}, language="zh_CN")  # fmt: skip


def test_every_pair_of_characters_is_in_the_index(chinese):
    """Pairs of Chinese characters, single ones, and English words by their stems."""
    assert chinese.warnings == []
    text = (chinese.out / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))

    assert {"林草", "草覆", "覆盖", "盖率", "牵头", "头单", "单位", "待填", "县", "pm2", "verdict"} <= {*index["terms"], *index["titleterms"]}  # fmt: skip


def test_the_page_names_a_stemmer_that_is_there(chinese):
    """What the search page runs defines the stemmer it uses."""
    script = (chinese.out / "_static/language_data.js").read_text(encoding="utf-8")
    named = re.search(r"window\.Stemmer = (\w+);", script)[1]

    assert f"var {named}=function" in script


@pytest.mark.skipif(NODE is None, reason="no Node.js is installed")
@pytest.mark.parametrize(
    "typed", ["牵头单位 退出码", "县", "PM2.5浓度", "〇二四年", "a_b-c μg/m³", "𠮷野家", "、。 ", "达标≥94.2%"]
)
def test_the_page_looks_for_nothing_that_the_index_has_not(typed):
    """The page cuts what somebody types into words that the index has of the same text."""
    program = f"{SearchChinese.js_splitter_code}console.log(JSON.stringify(splitQuery({json.dumps(typed)})))"
    cut = json.loads(subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True).stdout)

    assert set(cut) <= set(SearchChinese({}).split(typed))
    assert bool(cut) == bool(re.search(r"\w", typed))


@needs_browser
@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("林草", "index.html#eco-indicator-dengfeng-2023-forest-grass-coverage"),
        ("林草覆盖率", "index.html#eco-indicator-dengfeng-2023-forest-grass-coverage"),
        *[
            (typed, "words.html")
            for typed in ("牵头单位", "责任单位", "连续两年", "待填", "退出码", "县", "PM2.5", "verdict")
        ],
    ],
)
def test_a_search_finds_in_a_browser(chinese, typed, place):
    """In a real browser a name, a part of one, and a word that no dictionary has are found."""
    assert place in search(chinese.out, typed)


@needs_browser
def test_a_search_does_not_find_what_is_nowhere(chinese):
    """Characters that stand on the pages, but not side by side, are no word."""
    assert search(chinese.out, "头牵位单") == []
