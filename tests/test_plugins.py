"""Plugins: found by metadata, loaded one by one, and a broken one is named while the rest keep working."""

import sys

import pytest

from ecoindicators import (
    Dossier,
    PluginError,
    UnknownNameError,
    assess,
    available_rulesets,
    load_ruleset,
    plugins,
    score,
)
from ecoindicators.plugins import duplicate_rulesets
from ecoindicators.rulesets import Ruleset

RULES = """format = 1
[ruleset]
id = "{id}"
version = "1"
title = "x"
jurisdiction = {{ code = "1", name = "x" }}
source = {{ title = "x" }}
{more}
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a plugin as a real distribution on the path: its metadata and its module."""

    def add(name: str, ids: list[str], body: str) -> None:
        (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
        info = tmp_path / f"{name.replace('_', '-')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n", encoding="utf-8"
        )
        points = "\n".join(f"{id} = {name}" for id in ids)
        (info / "entry_points.txt").write_text(f"[ecoindicators.rulesets]\n{points}\n", encoding="utf-8")

    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield add
    for module in set(sys.modules) - before:
        del sys.modules[module]


GOOD = """
from pathlib import Path
from ecoindicators import hookimpl

@hookimpl
def ecoindicators_ruleset(id):
    return Path(__file__).with_name("rules.toml")
"""


def test_a_toml_only_plugin_is_a_handful_of_lines(install, tmp_path):
    """A hook that returns a path is a plugin."""
    install("good_plugin", ["good-county"], GOOD)
    (tmp_path / "rules.toml").write_text(RULES.format(id="good-county", more=""), encoding="utf-8")
    assert available_rulesets()["good-county"].distribution == "good-plugin"
    assert isinstance(load_ruleset("good-county"), Ruleset)


def test_listing_imports_no_plugin(install):
    """A plugin that would raise on import is listed all the same."""
    install("raises_on_import", ["sad-county"], "raise RuntimeError('no luck')")
    assert "sad-county" in available_rulesets()
    assert "raises_on_import" not in sys.modules


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise RuntimeError('no luck')", "the plugin sad-plugin broke: RuntimeError: no luck"),
        (
            GOOD.replace('return Path(__file__).with_name("rules.toml")', "return None"),
            'the plugin sad-plugin registers "sad-county", but its ecoindicators_ruleset returned None; expected a path or a Ruleset',
        ),
        (
            GOOD.replace('return Path(__file__).with_name("rules.toml")', "return 5"),
            'the plugin sad-plugin registers "sad-county", but its ecoindicators_ruleset returned int; expected a path or a Ruleset',
        ),
    ],
)
def test_a_broken_plugin_is_named_and_the_rest_keep_working(install, body, message):
    """The error names the plugin; other rulesets load."""
    install("sad_plugin", ["sad-county"], body)
    with pytest.raises(PluginError) as caught:
        load_ruleset("sad-county")
    assert str(caught.value) == message
    assert load_ruleset("henan-county").id == "henan-county"


def test_an_id_claimed_twice_is_an_error_that_names_both(install):
    """Which of two is meant is not guessed."""
    install("first_plugin", ["same-county"], GOOD)
    install("second_plugin", ["same-county"], GOOD)
    assert set(duplicate_rulesets()["same-county"]) == {"first-plugin", "second-plugin"}
    with pytest.raises(PluginError, match=r'"same-county" is claimed by .*; uninstall all but one'):
        load_ruleset("same-county")


def test_rulesets_that_extend_each_other_are_an_error(install, tmp_path):
    """A circle of extends is told, not followed."""
    install("good_plugin", ["round-county"], GOOD)
    (tmp_path / "rules.toml").write_text(
        RULES.format(id="round-county", more="").replace('title = "x"\nj', 'title = "x"\nextends = "round-county"\nj'),
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="rulesets extend each other: round-county → round-county"):
        load_ruleset("round-county")


def test_a_broken_extension_is_reported_and_scoring_goes_on(install, tmp_path):
    """An extension that raises on import is named; one that brings a method adds it beside the built-in ones."""
    for name, body in (("sad_extension", "raise RuntimeError('no luck')"), ("good_extension", EXTENSION)):
        install(name, [], body)
        points = tmp_path / f"{name.replace('_', '-')}-1.0.dist-info" / "entry_points.txt"
        points.write_text(f"[ecoindicators]\n{name} = {name}\n", encoding="utf-8")
    plugins._extensions.cache_clear()
    try:
        assert [str(e) for e in plugins.broken_plugins()] == ["the plugin sad-extension could not be loaded: no luck"]
        assert [m.name for m in plugins.contributions("ecoindicators_scoring_methods")] == [
            "pass-rate",
            "weighted-mean",
            "points",
            "efficacy",
            "composite",
            "ours",
        ]
        with pytest.warns(
            RuntimeWarning, match="the plugin good-extension broke in ecoindicators_report_formats: ValueError: oops"
        ):
            assert "json" in {f.name for f in plugins.contributions("ecoindicators_report_formats")}
    finally:
        plugins._extensions.cache_clear()


def test_two_methods_of_one_name_are_an_error_for_who_asks_for_it(install, tmp_path):
    """A plugin that calls its method like another replaces nothing: the name is refused, the others work."""
    install("copycat", [], EXTENSION.replace('"ours"', '"pass-rate"'))
    (tmp_path / "copycat-1.0.dist-info/entry_points.txt").write_text("[ecoindicators]\nc = copycat\n", encoding="utf-8")
    plugins._extensions.cache_clear()
    try:
        dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": 45}])
        assessment = assess(load_ruleset("dengfeng-2023"), dossier, year=2023)
        assert score(assessment, "weighted-mean").value == 100
        expected = 'the scoring method "pass-rate" is brought by copycat, ecoindicators; uninstall all but one'
        with pytest.raises(PluginError, match=expected):
            score(assessment)
    finally:
        plugins._extensions.cache_clear()


EXTENSION = """
from ecoindicators import hookimpl

class Ours:
    name = "ours"

@hookimpl
def ecoindicators_scoring_methods():
    return [Ours()]

@hookimpl
def ecoindicators_report_formats():
    raise ValueError("oops")
"""


def test_an_unknown_id_names_the_nearest():
    """The nearest installed ids stand in the message."""
    with pytest.raises(UnknownNameError) as caught:
        load_ruleset("dengfang-2023")
    assert str(caught.value) == 'no ruleset "dengfang-2023" is installed; nearest: dengfeng-2023'


def test_an_unknown_id_like_none_names_those_that_are_installed():
    """Nothing is near to it: the message lists what there is, and calls none of it the nearest."""
    with pytest.raises(UnknownNameError) as caught:
        load_ruleset("qqqq")
    assert caught.value.message.zh.startswith("没有安装指标体系“qqqq”；已安装：")
    assert "dengfeng-2023" in caught.value.message.en.partition("; installed: ")[2]
    assert caught.value.nearest == ()


SHADOW = """
from ecoindicators import hookimpl

class Shadow:
    name = "markdown"
    suffix = ".md"
    def render(self, assessment):
        return "all is met"

@hookimpl
def ecoindicators_report_formats():
    return [Shadow()]
"""


def test_two_formats_of_one_name_are_an_error_for_who_asks_for_it(install, tmp_path):
    """A plugin that calls its format like a built-in one replaces nothing: the name is refused, the others work."""
    install("shadow", [], SHADOW)
    (tmp_path / "shadow-1.0.dist-info/entry_points.txt").write_text("[ecoindicators]\ns = shadow\n", encoding="utf-8")
    plugins._extensions.cache_clear()
    try:
        dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": 45}])
        assessment = assess(load_ruleset("dengfeng-2023"), dossier, year=2023)
        assert assessment.to_csv()
        expected = 'the report format "markdown" is brought by ecoindicators, shadow; uninstall all but one'
        with pytest.raises(PluginError, match=expected):
            assessment.to_markdown()
    finally:
        plugins._extensions.cache_clear()


ODD = """
from ecoindicators import hookimpl

class Odd:
    name = "odd"
    suffix = ".odd"
    def render(self, assessment):
        print("rendering")
        return assessment[0]

@hookimpl
def ecoindicators_report_formats():
    return [Odd(), 5]
"""


def test_what_an_extension_contributes_is_guarded(install, tmp_path, capsys):
    """What it prints is on standard error, what it raises names it, and what bears no name is passed over."""
    install("odd_extension", [], ODD)
    points = tmp_path / "odd-extension-1.0.dist-info/entry_points.txt"
    points.write_text("[ecoindicators]\nodd = odd_extension\n", encoding="utf-8")
    plugins._extensions.cache_clear()
    try:
        with pytest.warns(RuntimeWarning, match=r"the plugin odd-extension gave 5 in .*, which has no name"):
            formats = {f.name: f for f in plugins.contributions("ecoindicators_report_formats")}
        assert (formats["odd"].suffix, formats["odd"].render(["text"])) == (".odd", "text")
        with pytest.raises(PluginError, match="the plugin odd-extension broke: IndexError: list index out of range"):
            formats["odd"].render([])
        assert capsys.readouterr() == ("", "rendering\nrendering\n")
    finally:
        plugins._extensions.cache_clear()
