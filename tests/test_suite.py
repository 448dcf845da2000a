"""The author kit inside pytest: the suite, the case files and the flag that renews the resolved copy."""

import pytest

from test_conformance import CASES, GOOD

pytest_plugins = ["pytester"]

SUITE = """
import pytest
from pathlib import Path
from ecoindicators.testing import RulesetSuite

class TestSmall(RulesetSuite):
    expected_failures = {expected}

    @pytest.fixture
    def ruleset(self):
        return Path({path!r})

    @pytest.fixture
    def cases(self):
        return Path({path!r}).parent / "cases"
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Run pytest on a folder with a ruleset, its cases and its suite; the plugin is loaded by its module alone."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "cases").mkdir()

    def go(*arguments: str, rules: str = GOOD, cases: str = CASES, expected: str = "{}"):
        (pytester.path / "small.toml").write_text(rules, encoding="utf-8")
        (pytester.path / "cases/small.toml").write_text(cases, encoding="utf-8")
        suite = SUITE.format(path=str(pytester.path / "small.toml"), expected=expected)
        (pytester.path / "test_small.py").write_text(suite, encoding="utf-8")
        return pytester.runpytest_inprocess("-p", "ecoindicators.testing.pytest_plugin", "-rfsx", *arguments)

    return go


def test_the_suite_is_one_test_a_rule_and_cases_are_tests(run):
    """With its copy written by the flag, every rule passes or is skipped with the reason, and the case passes."""
    result = run("--update-resolved")
    result.assert_outcomes(passed=15, skipped=4)
    result.stdout.fnmatch_lines(["*it is not an installed plugin*"])
    run().assert_outcomes(passed=15, skipped=4)


def test_a_broken_rule_fails_with_its_sentence_and_place(run):
    """The failure is the report, with no traceback."""
    run("--update-resolved")
    result = run(rules=GOOD.replace("≥44", "≥43"))
    result.assert_outcomes(passed=14, failed=1, skipped=4)
    result.stdout.fnmatch_lines(
        [
            "* R17-resolved: What it resolves to is the copy that is kept; after a change on purpose, *",
            "  indicators.coverage.components.coverage.target.text: “≥44” → “≥43”",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_an_expected_failure_is_shown_with_its_reason_and_its_first_problem(run):
    """It is an xfail; once the rule is kept, it fails and says what to delete."""
    rules = GOOD.replace('"甲县方案"', '"待填"').replace('zh = "甲县", en', 'zh = "待填", en')
    run("--update-resolved", rules=rules)
    expected = '{"R06-no-placeholder": "asked for"}'
    result = run(rules=rules, expected=expected)
    result.assert_outcomes(passed=14, xfailed=1, skipped=4)
    result.stdout.fnmatch_lines(["XFAIL * - asked for: source.title: still a placeholder: 待填 (+1)"])
    result = run("-k", "R06", expected=expected)
    result.assert_outcomes(failed=1, deselected=18)
    result.stdout.fnmatch_lines(["*it was expected to fail (asked for) and passes: delete it from expected_failures"])


def test_a_suite_that_names_no_ruleset_says_so(pytester, monkeypatch):
    """The one fixture must be overridden."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile("from ecoindicators.testing import RulesetSuite\nclass TestSmall(RulesetSuite):\n    pass\n")
    result = pytester.runpytest_inprocess("-k", "R01")
    result.stdout.fnmatch_lines(["*NotImplementedError: TestSmall must override the fixture ruleset"])


FAILING = (
    CASES.replace("value = 44 }", "value = 43.9 }")
    + """
[[case]]
name = "more"
observations = [{ component = "coverage", year = 2024, value = 43.9 }]
expect = { coverage = { verdict = "not-met", reason = "denied", gap = 0.2 }, coverag = "met" }
verdict = "undetermined"

[[case]]
name = "a bad row"
observations = [{ component = "coverage", year = 2024, valu = 44 }]
expect = { coverage = "met" }
"""
)


def test_a_failing_case_shows_expected_found_reason_and_rows(run):
    """Each case is a test by its name; the report holds everything at once."""
    result = run(cases=FAILING, rules=GOOD)
    result.stdout.fnmatch_lines(
        [
            "*small.toml:4: met (small, 2024)",
            "  small.toml, “met” coverage: expected met, found not-met: 43.9 is short of ≥44 (below-threshold)",
            "  observations: component = coverage, year = 2024, value = 43.9",
            "  small.toml, “more” coverage: expected the reason denied, found: 43.9 is short of ≥44 (below-threshold)",
            "  small.toml, “more” coverage: expected the gap 0.2, found 0.1",
            '  small.toml, “more” coverag: no component or indicator "coverag"; nearest: Coverage',
            "  small.toml, “more”: expected undetermined as a whole, found not-met",
            '  table "observations", row 1: the table observations has no column "valu"; nearest: value',
            "FAILED cases/small.toml::met*",
        ]
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ruleset = "small"', 'ruleset = "smal"', 'no ruleset "smal" is installed*'),
        ("year = 2024\n[", "[", "small.toml:2, case[[]0]: the case has no year; give one to the file or the case"),
        ("expect = { coverage = \"met\" }\n", "", "small.toml:3, case[[]0]: the case expects nothing; give expect or verdict"),
        ('= "met" }', '= "meet" }', 'small.toml:6, case[[]0].expect.coverage: no verdict "meet"; expected one of met, not-met, undetermined, not-applicable; nearest: met*'),
        ('ruleset = "small"', 'format = 2\nruleset = "small"', "small.toml, format: format = 2 needs a newer version of ecoindicators; this one reads up to format = 1"),
        ("[[case]]\n", '[[case]]\nname = "met"\nverdict = "met"\n[[case]]\n', 'small.toml:7, case[[]1].name: the name "met" is used twice'),
    ],
)  # fmt: skip
def test_a_case_file_that_is_wrong_is_an_error_with_every_problem(run, old, new, message):
    """The file is not collected; the error says where and what."""
    assert old in CASES
    result = run("cases", cases=CASES.replace(old, new))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


def test_other_toml_is_let_alone(pytester, monkeypatch):
    """A TOML file elsewhere, or one in ``cases`` that names no ruleset, is none of ours."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "cases").mkdir()
    (pytester.path / "cases/x.toml").write_text("[[case]]\n", encoding="utf-8")
    (pytester.path / "other.toml").write_text(CASES, encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "ecoindicators.testing.pytest_plugin")
    result.assert_outcomes()
