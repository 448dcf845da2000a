"""Roles: they lead across pages and projects, and a name that nobody bears is a warning with the nearest."""

import re
import subprocess
import sys

import pytest

PAGES = {
    "index": "{}\n\n.. toctree::\n\n   rules\n",
    "rules": "Rules\n=====\n\n.. eco:ruleset:: dengfeng-2023\n\nI\n-\n\n.. eco:units:: dengfeng-2023\n\nJ\n-\n\n.. eco:indicators:: dengfeng-2023\n",
}
INDICATOR = "rules.html#eco-indicator-dengfeng-2023-"
UNIT = "rules.html#eco-unit-dengfeng-2023-"
FOREST = f"{INDICATOR}forest-grass-coverage"


def _pages(text):
    return {**PAGES, "index": PAGES["index"].format(text)}


LED = {
    ":eco:indicator:`dengfeng-2023/11`": (FOREST, "Forest and grass coverage"),
    ":indicator:`dengfeng-2023/forest-grass-coverage`": (FOREST, "Forest and grass coverage"),
    ":indicator:`林草覆盖率`": (FOREST, "Forest and grass coverage"),
    ":indicator:`the forests <11>`": (FOREST, "the forests"),
    ":indicator:`air-quality.pm25`": (f"{INDICATOR}air-quality", "Ambient air quality"),
    ":unit:`市林业局`": (f"{UNIT}forestry-bureau", "Forestry Bureau"),
    ":eco:unit:`dengfeng-2023/郑州市生态环境局登封分局`": (
        f"{UNIT}ecology-environment-branch",
        "Dengfeng Branch, Ecology and Environment Bureau",
    ),
    ":ruleset:`dengfeng-2023`": (
        "rules.html#eco-ruleset-dengfeng-2023",
        "Dengfeng eco-county indicators, 2023",
    ),
    ":any:`dengfeng-2023/11`": (FOREST, "dengfeng-2023/11"),
    ":any:`市林业局`": (f"{UNIT}forestry-bureau", "市林业局"),
}


def test_a_role_leads_to_the_page_that_describes_the_thing(build):
    """By id, number, name, alias or component; with the name as text, or a title of its own."""
    project = build(pages=_pages("\n\n".join(LED)), eco_ruleset="dengfeng-2023", nitpicky=True)
    link = re.compile(r'<p><a class="reference internal" href="([^"]*)"[^>]*>(.*?)</a></p>')

    assert project.warnings == []
    assert [(href, re.sub("<[^>]*>", "", text)) for href, text in link.findall(project.html())] == list(LED.values())


def test_names_are_chinese_in_a_chinese_project(build):
    """language = "zh_CN" shows the Chinese names; an exclamation mark shows the name without a link."""
    project = build(pages=_pages(":indicator:`11` :unit:`!towns`"), eco_ruleset="dengfeng-2023", language="zh_CN")

    assert project.warnings == []
    assert (
        f'href="{FOREST}" title="林草覆盖率"><span class="xref eco eco-indicator">林草覆盖率</span></a>'
        in project.html()
    )
    assert '<span class="xref eco eco-unit">各乡镇（街道）</span>' in project.html()


WRONG = {
    ":indicator:`dengfeng-2023/forest-gras`": (
        'dengfeng-2023 has no indicator "forest-gras"; nearest: forest-grass-coverage, Forest and grass coverage',
        "指标体系 dengfeng-2023 中没有指标“forest-gras”；最接近的是：forest-grass-coverage、Forest and grass coverage",
    ),
    ":eco:indicator:`!dengfeng-2023/林草覆盖`": (
        'dengfeng-2023 has no indicator "林草覆盖"; nearest: 林草覆盖率',
        "指标体系 dengfeng-2023 中没有指标“林草覆盖”；最接近的是：林草覆盖率",
    ),
    ":unit:`dengfeng-2023/市林业厅`": (
        'dengfeng-2023 has no unit "市林业厅"; nearest: 市林业局',
        "指标体系 dengfeng-2023 中没有单位“市林业厅”；最接近的是：市林业局",
    ),
    ":ruleset:`dengfeng-2032`": (
        'no ruleset "dengfeng-2032" is installed or listed in eco_rulesets; nearest: dengfeng-2023',
        "没有指标体系“dengfeng-2032”：既未安装，也不在 eco_rulesets 中；最接近的是：dengfeng-2023",
    ),
    ":indicator:`11`": (
        '"11" does not say of which ruleset; write RULESET/NAME or set eco_ruleset in conf.py',
        "“11”没有写明指标体系；请写作 指标体系/名称，或在 conf.py 中设置 eco_ruleset",
    ),
    ":indicator:`henan-county/11`": (
        'no page describes the indicator "Forest and grass coverage" (henan-county/forest-grass-coverage); add eco:indicator to one',
        "没有页面描述指标“林草覆盖率”（henan-county/forest-grass-coverage）；请在某一页加入 eco:indicator",
    ),
    ":unit:`henan-county/x`": ('henan-county has no unit "x"', "指标体系 henan-county 中没有单位“x”"),
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_name_that_leads_nowhere_is_a_warning(build, language):
    """The whole wording: what was looked for and what may have been meant, in the language of the project."""
    project = build(pages=_pages("\n\n".join(WRONG)), language=language, builder="dummy")
    at = 0 if language == "en" else 1

    assert sorted(project.warnings) == sorted(
        f"index.rst:{line}: WARNING: {messages[at]} [eco.unknown-name]"
        for line, messages in zip(range(4, 99, 2), WRONG.values(), strict=False)
    )


def test_links_that_directives_make_stay_plain_where_nothing_is_described(build):
    """A table alone is no reason to warn, with nit-picking neither."""
    project = build(pages=".. eco:table:: dengfeng-2023", nitpicky=True)

    assert project.warnings == []
    assert '<span class="xref eco eco-indicator">Forest and grass coverage</span>' in project.html()


def test_a_second_description_is_a_warning_unless_it_is_marked(build):
    """The place of the first is named, and :no-index: settles it."""
    twice = ".. eco:indicator:: dengfeng-2023/11\n\n.. eco:indicator:: dengfeng-2023/11\n"
    project = build(pages=twice)

    assert project.warnings == [
        "index.rst:6: WARNING: dengfeng-2023/forest-grass-coverage is described in index already; "
        "use :no-index: for one of them [eco.described-twice]"
    ]
    assert build("marked", pages=f"{twice}   :no-index:\n").warnings == []


def test_the_inventory_holds_ids_numbers_names_and_aliases(build):
    """objects.inv names things by all that a document may call them; titles are in the project's language."""
    objects = build(pages=_pages("x"), language="zh_CN").inventory()

    assert {"dengfeng-2023"} == set(objects["eco:ruleset"])
    for name in ("dengfeng-2023/11", "dengfeng-2023/林草覆盖率", "dengfeng-2023/forest-grass-coverage"):
        item = objects["eco:indicator"][name]
        assert (item.uri, item.display_name) == ("rules.html#eco-indicator-dengfeng-2023-forest-grass-coverage", "林草覆盖率")  # fmt: skip
    assert objects["eco:unit"]["dengfeng-2023/市林业局"] == objects["eco:unit"]["dengfeng-2023/forestry-bureau"]


def test_another_project_resolves_through_the_inventory(build, county, forest, tmp_path):
    """A second project, which does not have the ruleset, refers by id, number and name, and is told the nearest."""
    path = county(forest)
    first = build("first", pages=".. eco:indicators:: my-county\n", eco_rulesets=[str(path)])
    settings = {
        "extensions": ["sphinx.ext.intersphinx", "ecoindicators.sphinxext"],
        "intersphinx_mapping": {"county": ("https://county.example.cn/", str(first.out / "objects.inv"))},
    }
    roles = ":indicator:`my-county/1` :indicator:`my-county/forest` :eco:indicator:`my-county/森林覆盖率` :external+county:eco:indicator:`my-county/1`"
    second = build("second", pages=roles, **settings)

    assert first.warnings == second.warnings == []
    assert second.html().count('href="https://county.example.cn/index.html#eco-indicator-my-county-forest"') == 4
    assert second.html().count(">Forest coverage</span></a>") == 4
    third = build("third", pages=":indicator:`my-county/forst`", **settings)
    assert third.warnings == [
        'index.rst:4: WARNING: no indicator is called "my-county/forst"; '
        "nearest: my-county/forest, my-county/1, my-county/森林覆盖率 [eco.unknown-name]"
    ]


def test_reading_and_writing_in_parallel_gives_the_same(build, tmp_path):
    """sphinx-build -j 2 makes the same inventory and the same pages as one process."""
    many = {f"p{n}": f"P\n=\n\n:indicator:`dengfeng-2023/{n}`\n" for n in range(1, 8)}
    toctree = "x\n\n.. toctree::\n\n   rules\n" + "".join(f"   {name}\n" for name in many)
    one = build(pages={**_pages("x"), **many, "index": toctree})
    source = tmp_path / "project/source"
    (source / "conf.py").write_text('project = "t"\nextensions = ["ecoindicators.sphinxext"]\nhtml_theme = "basic"\n')
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", "-b", "html", str(source), str(tmp_path / "many")]
    subprocess.run(command, check=True, timeout=120)

    assert one.warnings == []
    for name in ("objects.inv", "rules.html", "p3.html"):
        assert (tmp_path / "many" / name).read_bytes() == (one.out / name).read_bytes()


def test_a_page_is_read_again_when_its_ruleset_has_changed(build, county, forest):
    """Another target in the TOML file changes the pages that show or name it, and only those."""
    pages = {
        "index": ".. eco:indicators:: my-county\n\n.. toctree::\n\n   other\n",
        "other": "Other\n=====\n",
        "role": ":orphan:\n\nR\n=\n\n:indicator:`my-county/1`\n",
    }
    path = county(forest)
    assert "≥40" in build(pages=pages, eco_rulesets=[str(path)]).html()
    county({**forest, "id": "trees", "target": 45})
    again = build(pages={}, eco_rulesets=[str(path)])
    third = build(pages={}, eco_rulesets=[str(path)])

    assert "≥45" in again.html()
    assert "≥40" not in again.html()
    assert (sorted(again.read), third.read) == (["index", "role"], [])
    assert set(third.inventory()["eco:indicator"]) == {"my-county/trees", "my-county/1", "my-county/森林覆盖率"}


def test_a_plugin_that_breaks_or_goes_is_named(build, tmp_path, monkeypatch):
    """A page that showed its ruleset is read again, and the warning is the plugin's."""
    info = tmp_path / "site/broken_county-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-county\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[ecoindicators.rulesets]\nbroken = henan_again\n", encoding="utf-8")
    module = info.parent / "henan_again.py"
    module.write_text(
        "from attrs import evolve\nfrom ecoindicators import hookimpl, load_ruleset\n\n@hookimpl\n"
        "def ecoindicators_ruleset(id):\n    return evolve(load_ruleset('henan-county'), id=id)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(info.parent))
    text = ".. eco:indicators:: broken\n\n:indicator:`broken/11`\n"
    assert build(pages=text, builder="dummy").warnings == []
    monkeypatch.delitem(sys.modules, "henan_again")
    module.write_text("raise ValueError('no')\n", encoding="utf-8")

    broke = "WARNING: the plugin broken-county broke: ValueError: no [eco.unknown-name]"
    again = build(pages={}, builder="dummy")
    assert again.read == ["index"]
    assert again.warnings == [f"index.rst:4: {broke}", f"index.rst:6: {broke}"]
