"""The author kit: each rule is broken once and reported, and all failures come at once."""

import json
from datetime import timedelta
from decimal import Decimal
from itertools import chain, count, repeat
from pathlib import Path

import pytest
from attrs import evolve

import ecoindicators as eco
from ecoindicators import UnknownNameError
from ecoindicators.indicators import Component
from ecoindicators.resolved import changes, resolved_data, resolved_text
from ecoindicators.targets import Op, Range, Threshold
from ecoindicators.testing import CHECKS, ConformanceError, check_ruleset, iter_checks

ROOT = Path(__file__).parent.parent
GOOD = """format = 1
[ruleset]
id = "small"
version = "1"
title = { zh = "甲县指标", en = "Indicators of A" }
jurisdiction = { code = "410000", name = { zh = "甲县", en = "A" } }
source = { title = "甲县方案", document = "甲政文〔2024〕1号" }
[domains]
d = { zh = "领域", en = "Domain" }
[[indicator]]
number = 1
id = "coverage"
name = { zh = "覆盖率", en = "Coverage" }
domain = "d"
unit-measure = "%"
direction = "higher"
target = "≥44"
clause = "附件 1"
"""
CASES = """ruleset = "small"
year = 2024
[[case]]
name = "met"
observations = [{ component = "coverage", year = 2024, value = 44 }]
expect = { coverage = "met" }
"""


@pytest.fixture
def write(tmp_path):
    """Write a ruleset file, with replacements in the good one, and return its path."""

    def make(*replacements: tuple[str, str], more: str = "") -> Path:
        text = GOOD
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "small.toml"
        path.write_text(text + more, encoding="utf-8")
        return path

    return make


def found(ruleset, check, **given):
    (result,) = iter_checks(ruleset, only=[check], **given)
    assert result.skipped is None
    return [str(problem) for problem in result.problems]


def with_component(ruleset: eco.Ruleset, **changed) -> eco.Ruleset:
    """Return the ruleset with its first component changed."""
    first = ruleset.indicators[0]
    component: Component = evolve(first.components[0], **changed)
    return evolve(ruleset, indicators=(evolve(first, components=(component,)), *ruleset.indicators[1:]))


@pytest.mark.parametrize("id", ["henan-county", "dengfeng-2023"])
def test_the_shipped_rulesets_keep_every_rule(id):
    """Nothing is found, and only the copy, which was not given, is skipped."""
    results = check_ruleset(id)
    assert [r.check.id for r in results] == sorted(CHECKS)
    assert [r.check.id for r in results if not r.passed] == ["R17-resolved"]


def test_a_good_file_keeps_every_rule_that_can_be_checked(write, tmp_path):
    """A file needs no package: what needs one is skipped with the reason."""
    (tmp_path / "cases.toml").write_text(CASES, encoding="utf-8")
    results = check_ruleset(write(), cases=tmp_path / "cases.toml")
    assert {r.check.id: r.skipped.en for r in results if r.skipped} == {
        "R02-registered": "it is not an installed plugin",
        "R03-claimed-once": "it is not an installed plugin",
        "R16-light": "it is not an installed plugin",
        "R17-resolved": "no resolved copy was given",
        "R18-packaged": "it is not an installed plugin",
    }


@pytest.mark.parametrize(
    ("check", "replacement", "message"),
    [
        ("R01-loads", ("≥44", "≥四"), 'small.toml:17, indicator[0].target: expected a number after "≥", found "四". Write digits, for example "≥90"'),
        ("R05-sourced", (', document = "甲政文〔2024〕1号"', ""), "source: the source has neither a document number nor a day of publication"),
        ("R05-sourced", ('code = "410000"', 'code = "41"'), 'jurisdiction.code: "41" should be six, nine or twelve digits'),
        ("R05-sourced", ('version = "1"', 'version = " "'), "version: there is no version"),
        ("R05-sourced", ('title = "甲县方案"', 'title = ""'), "source.title: the source has no title"),
        ("R06-no-placeholder", ("甲县方案", "待填"), "source.title: still a placeholder: 待填"),
        ("R06-no-placeholder", ("410000", "000000"), "jurisdiction.code: still a placeholder: 000000"),
        ("R07-bilingual", ('{ zh = "覆盖率", en = "Coverage" }', '"覆盖率"'), "indicator coverage: no English name: 覆盖率"),
        ("R07-bilingual", ('{ zh = "领域", en = "Domain" }', '{ zh = "Domain", en = "Domain" }'), "domain d: no Chinese name: Domain"),
        ("R09-clauses", ('clause = "附件 1"', ""), 'coverage: it names no clause. Write it on the indicator, such as clause = "附件 11"'),
        ("R10-decidable", ("≥44", "≥44且≤43"), 'coverage: nothing can meet "≥44且≤43"'),
        ("R10-decidable", ("≥44", "≥44或≤45"), 'coverage: nothing can miss "≥44或≤45"'),
        ("R11-lint", ("number = 1", "number = 2"), "number-skipped indicators 1: indicator number 1 is skipped"),
    ],
)  # fmt: skip
def test_each_rule_on_a_file_is_reported_where_it_is_broken(write, check, replacement, message):
    """One slip in the file is one problem of one rule, in full wording."""
    assert found(write(replacement), check) == [message]


def test_a_finding_accepted_without_a_reason_is_reported(write):
    """[[accept]] needs a reason that says something."""
    accept = '[[accept]]\ncheck = "number-skipped"\nsubject = "indicators 1"\nreason = " "\n'
    path = write(("number = 1", "number = 2"), more=accept)
    assert found(path, "R11-lint") == ["number-skipped indicators 1: it is accepted without a reason"]


def test_rules_on_what_a_hook_builds_are_reported():
    """A Ruleset made in Python can break rules that a TOML file cannot."""
    henan = eco.load_ruleset("henan-county")
    strange = evolve(henan, indicators=(*henan.indicators, henan.indicators[0]), units=())
    assert found(strange, "R04-ids") == ["indicator eco-plan: it is used 2 times"]
    renamed = with_component(henan, id="Eco Plan")
    assert found(renamed, "R04-ids") == ["component Eco Plan: expected eco-plan.some-id"]
    odd = evolve(henan, domains=(evolve(henan.domains[0], id="A b"),))
    assert found(odd, "R04-ids") == ["domain A b: expected lower-case letters, digits and hyphens"]
    bare = with_component(henan, target=Threshold(Op.GE, Decimal(1)))
    assert found(bare, "R08-wording") == ["eco-plan: the target does not keep its wording"]
    other = with_component(henan, target=Threshold(Op.GE, Decimal(1), source="≥2"), direction="higher")
    assert found(other, "R08-wording") == ['eco-plan: "≥2" reads as "≥2", not as "≥1"']
    unread = with_component(henan, target=Range(Decimal(1), Decimal(2), source="适当"))
    assert len(found(unread, "R08-wording")) == 1
    assert found(evolve(henan, indicators=()), "R13-assessable") == ["henan-county: it has no component"]


def test_an_overlay_that_drops_or_changes_a_component_is_reported():
    """What the parent has is there, in the same unit and direction, from a layer of the chain."""
    dengfeng = eco.load_ruleset("dengfeng-2023")
    assert found(evolve(dengfeng, indicators=dengfeng.indicators[1:]), "R12-overlay") == [
        "eco-plan: the parent has this component and it is gone here"
    ]
    assert found(with_component(dengfeng, unit_measure="km"), "R12-overlay") == [
        'eco-plan: its unit-measure is "km" here and "" in the parent'
    ]
    assert found(with_component(dengfeng, layer="elsewhere"), "R12-overlay") == [
        'eco-plan: its target comes from "elsewhere", which is no layer of the chain'
    ]


def test_a_target_that_judges_without_data_is_reported():
    """Where nothing is reported nothing is met: a component that says otherwise breaks R13."""

    class Eager(Threshold):
        def judge(self, situation):
            return evolve(super().judge(situation), verdict=eco.Verdict.MET)

    henan = with_component(eco.load_ruleset("henan-county"), target=Eager(Op.GE, Decimal(1)))
    assert found(henan, "R13-assessable") == ["eco-plan: nothing is reported, and yet it is met"]


def test_two_assessments_may_be_made_a_second_apart(monkeypatch):
    """R13 compares what follows from the dossier; the time at which each assessment was made may differ."""
    seconds = count()

    def slow(*given, **options):
        made = eco.assess(*given, **options)
        return evolve(made, assessed_at=made.assessed_at + timedelta(seconds=next(seconds)))

    monkeypatch.setattr("ecoindicators.testing._rules.assess", slow)
    assert found("henan-county", "R13-assessable") == []
    assert next(seconds) == 2  # both assessments were made a second apart


def test_a_ruleset_that_judges_by_its_mood_is_reported():
    """The same dossier gives the same findings: a target that alternates breaks R13."""

    class Moody(Threshold):
        turns = chain([eco.Verdict.UNDETERMINED], repeat(eco.Verdict.NOT_APPLICABLE))

        def judge(self, situation):
            return evolve(super().judge(situation), verdict=next(self.turns))

    henan = with_component(eco.load_ruleset("henan-county"), target=Moody(Op.GE, Decimal(1)))
    assert found(henan, "R13-assessable") == ["henan-county: two assessments of the same dossier differ"]


def test_cases_that_fail_are_missing_or_are_wrong_are_reported(write, tmp_path):
    """R14 and R15 say which case gives what, which target has none, and what is wrong with the file."""
    path, cases = write(), tmp_path / "cases.toml"
    cases.write_text(CASES.replace("value = 44 }", "value = 43.9 }"), encoding="utf-8")
    assert found(path, "R14-cases", cases=cases) == [
        "cases.toml, “met” coverage: expected met, found not-met: 43.9 is short of ≥44 (below-threshold)"
    ]
    cases.write_text(CASES.replace('"small"', '"other"'), encoding="utf-8")
    assert found(path, "R14-cases", cases=cases) == [
        "small: there is no case. Write one in TOML, in the folder cases of its module"
    ]
    assert found(path, "R15-cases-cover", cases=cases) == ['coverage: no case expects anything of "≥44"']
    cases.write_text(CASES.replace("expect", "expects"), encoding="utf-8")
    assert found(path, "R14-cases", cases=cases) == [
        'cases.toml:6, case[0].expects: unknown key "expects"; nearest: expect, exemptions'
    ]


def test_the_resolved_copy_says_what_has_changed(write, tmp_path):
    """A change is told by its place, before and after; without a copy the message says how to make one."""
    path, copy = write(), tmp_path / "small.resolved.json"
    assert found(path, "R17-resolved", resolved=copy) == [
        "small.resolved.json: there is no such copy. Make it with pytest --update-resolved"
    ]
    copy.write_text(resolved_text(eco.Ruleset.from_toml(path)), encoding="utf-8")
    assert found(path, "R17-resolved", resolved=copy) == []
    changed = write(("≥44", "≥45"))
    at = "indicators.coverage.components.coverage.target"
    assert found(changed, "R17-resolved", resolved=copy) == [
        f"{at}.text: “≥44” → “≥45”",
        f"{at}.canonical: “≥44” → “≥45”",
    ]
    copy.write_text("[", encoding="utf-8")
    assert found(path, "R17-resolved", resolved=copy) == ["small.resolved.json: it is no copy in JSON"]
    copy.write_text('{"format": 2}', encoding="utf-8")
    assert found(path, "R17-resolved", resolved=copy) == [
        "small.resolved.json, format: format = 2 needs a newer version of ecoindicators; this one reads up to format = 1"
    ]


def test_a_resolved_copy_tells_each_entry_that_is_added_on_a_line_of_its_own(write, tmp_path):
    """Two acceptances are two lines, named by what they accept; each is whole, and so is an indicator."""
    copy = tmp_path / "small.resolved.json"
    copy.write_text(resolved_text(eco.Ruleset.from_toml(write())), encoding="utf-8")
    reason = "甲县方案原文如此，" * 10
    accept = '[[accept]]\ncheck = "number-skipped"\nsubject = "indicators {}"\nreason = "{}"\n'
    cells = '[source-cells.coverage]\nname = "覆盖率"\nunit = "%"\n'
    path = write(more=accept.format(1, reason) + accept.format(2, "另一条") + cells)
    assert found(path, "R17-resolved", resolved=copy) == [
        f"accepted.number-skipped indicators 1: — → “number-skipped, indicators 1, {reason}”",
        "accepted.number-skipped indicators 2: — → “number-skipped, indicators 2, 另一条”",
        "source_cells.coverage: — → “覆盖率, %”",
    ]
    copy.write_text(resolved_text(eco.Ruleset.from_toml(path)), encoding="utf-8")
    path = write(more=accept.format(2, "又一条"))
    assert found(path, "R17-resolved", resolved=copy) == [
        "accepted.number-skipped indicators 2.reason: “另一条” → “又一条”",
        f"accepted.number-skipped indicators 1: “number-skipped, indicators 1, {reason}” → —",
        "source_cells.coverage: “覆盖率, %” → —",
    ]


@pytest.mark.parametrize("project", [".", ".."])
def test_a_placeholder_on_a_page_of_the_project_is_reported_with_its_line(write, tmp_path, project):
    """README, project file and docs are read where a project file lies beside the resolved copy or one folder above."""
    tests = tmp_path / "tests"
    root = (tests / project).resolve()
    (root / "docs").mkdir(parents=True)
    tests.mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("# 甲县指标\n\n待填，甲政文〔2024〕1号\n", encoding="utf-8")
    (root / "README.md").write_text("待填指标\n", encoding="utf-8")
    (root / "CHANGELOG.md").write_text("待填\n", encoding="utf-8")
    path = write()
    assert found(path, "R06-no-placeholder", resolved=tests / "small.resolved.json") == []
    (root / "pyproject.toml").write_text('[project]\ndescription = "待填"\n', encoding="utf-8")
    assert found(path, "R06-no-placeholder", resolved=tests / "small.resolved.json") == [
        "README.md:1: still a placeholder: 待填指标",
        'pyproject.toml:2: still a placeholder: description = "待填"',
        "docs/index.md:3: still a placeholder: 待填，甲政文〔2024〕1号",
    ]
    assert found(path, "R06-no-placeholder") == []


def test_a_resolved_copy_holds_everything_and_tells_entries_by_their_ids():
    """Added, removed and moved entries are told apart, and nothing a ruleset says is left out."""
    data = json.loads(resolved_text(eco.load_ruleset("dengfeng-2023")))
    assert data == resolved_data(eco.load_ruleset("dengfeng-2023"))
    text = json.dumps(data, ensure_ascii=False)
    for said in (
        "得到严格保护，面积不减少，性质不改变，功能不降低",
        "四（二）",
        "monthly-meeting",
        "登政文〔2023〕44号",
        "保护率",
        "市林业局",
    ):
        assert said in text
    assert data["parent"] == {"id": "henan-county", "version": "2023.1"}
    other = json.loads(text)
    del other["phases"][1]
    other["indicators"][0], other["indicators"][1] = other["indicators"][1], other["indicators"][0]
    told = changes(data, other)
    assert [at for at, _, _ in told] == ["phases.二", "order"]
    assert told[0][1].startswith("二, 省级生态县创建阶段, ")
    assert told[0][2] is None
    assert changes(other, data)[0][:2] == ("phases.二", None)
    assert told[-1][1:] == ("indicators.eco-plan.number", "indicators.major-task-deployment.number")


def test_a_target_of_an_overlay_needs_a_clause_of_its_own(tmp_path):
    """The parent's clause does not stand for it, nor does the scaffold's …; the rule says how it is written."""
    path = tmp_path / "county.toml"
    path.write_text(
        'format = 1\n[ruleset]\nid = "my-county"\nextends = "henan-county"\nversion = "1"\ntitle = "甲县指标"\n'
        'jurisdiction = { code = "410100", name = "甲县" }\nsource = { title = "甲县方案", document = "甲政文〔2024〕1号" }\n'
        '[targets]\nforest-grass-coverage = "43%以上"\n"agricultural-waste-use.straw" = { text = "≥92", clause = "…" }\n'
        'green-procurement = { text = "≥85", clause = "附表 30" }\n',
        encoding="utf-8",
    )
    assert found(path, "R09-clauses") == [
        'forest-grass-coverage: it names no clause. Write it in [targets]: forest-grass-coverage = { text = "43%以上", clause = "…" }',
        'agricultural-waste-use.straw: it names no clause. Write it in [targets]: "agricultural-waste-use.straw" = { text = "≥92", clause = "…" }',
    ]
    ruleset = eco.Ruleset.from_toml(path)
    assert [ruleset.component(id).clause for id in ("forest-grass-coverage", "green-procurement", "eco-plan")] == ["", "附表 30", "附件 1"]  # fmt: skip


def test_all_failures_come_at_once_with_their_rules(write):
    """The error lists each rule broken, its sentence and each place; carets stand under the characters meant."""
    path = write(("甲县方案", "待填"), ('clause = "附件 1"', ""))
    with pytest.raises(ConformanceError) as caught:
        check_ruleset(path)
    assert str(caught.value) == (
        f"{path} R06-no-placeholder: No placeholder is left, on the pages of its distribution either: no 待填, no code of zeros.\n"
        "  source.title: still a placeholder: 待填\n"
        f"{path} R09-clauses: Every target of its own says in which clause it stands.\n"
        '  coverage: it names no clause. Write it on the indicator, such as clause = "附件 11"'
    )
    assert [p.code for p in caught.value.problems] == ["breaks-rule", "breaks-rule"]
    assert isinstance(caught.value, AssertionError)


def test_an_expected_failure_is_no_failure_until_it_passes(write):
    """A declared failure is let through with its reason; one that passes is a failure."""
    path = write(("甲县方案", "待填"))
    results = check_ruleset(path, expected_failures={"R06-no-placeholder": "asked for", "R16-light": "never runs"})
    assert {r.check.id: r.expected for r in results if r.expected} == {"R06-no-placeholder": "asked for"}
    with pytest.raises(ConformanceError) as caught:
        check_ruleset(write(), expected_failures={"R06-no-placeholder": "asked for"})
    assert "it was expected to fail (asked for) and passes: delete it from expected_failures" in str(caught.value)


def test_nothing_else_is_checked_where_the_ruleset_does_not_load(write):
    """R01 lists what is wrong; the rest is skipped."""
    results = list(iter_checks(write(("≥44", "≥四"), ("number = 1", "number = []"))))
    assert [r.check.id for r in results if r.problems] == ["R01-loads"]
    assert {r.skipped.en for r in results[1:]} == {"it does not load"}


def test_an_unknown_ruleset_or_check_names_the_nearest():
    """A slip in a name is told before anything is checked."""
    with pytest.raises(UnknownNameError, match='no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023'):
        check_ruleset("dengfeng-2032")
    with pytest.raises(UnknownNameError, match='no check "R9-clauses"; nearest: R09-clauses'):
        list(iter_checks("henan-county", only=["R9-clauses"]))
    with pytest.raises(UnknownNameError, match="no check"):
        check_ruleset("henan-county", expected_failures={"R99": "?"})


def test_a_missing_parent_is_a_failure_to_load(write):
    """What it extends is not installed: R01 says so."""
    path = write(('id = "small"', 'id = "small"\nextends = "dengfeng-2032"'))
    assert found(path, "R01-loads") == [
        'small.toml:4, ruleset.extends: no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023'
    ]


PLUGIN = """
import json
{heavy}
from pathlib import Path
from ecoindicators import hookimpl

@hookimpl
def ecoindicators_ruleset(id):
    return {answer}
"""
NORMAL = 'Path(__file__).with_name("small.toml") if id == "small" else None'


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a plugin for ``small`` as a real distribution on the path."""

    def add(module: str, text: str, body: str, metadata: str = "License: x\nRequires-Dist: ecoindicators>=0\n") -> None:
        (tmp_path / f"{module}.py").write_text(body, encoding="utf-8")
        (tmp_path / "small.toml").write_text(text, encoding="utf-8")
        info = tmp_path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n{metadata}", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(f"[ecoindicators.rulesets]\nsmall = {module}\n", encoding="utf-8")

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return add


def test_rules_on_an_installed_plugin_are_reported(install):
    """The wrong id, an answer to every id, a heavy import, no licence, a missing dependency, no cases."""
    text = GOOD.replace('id = "small"', 'id = "tiny"\nextends = "henan-county"').replace('"d"', '"system"')
    body = PLUGIN.format(heavy="import openpyxl", answer='Path(__file__).with_name("small.toml")')
    install("kit_bad_plugin", text, body, metadata="")
    assert found("small", "R02-registered") == [
        'ruleset.id: it is registered as "small", but its file says "tiny"',
        'ecoindicators_ruleset: asked for "not-small", which is not its own, the plugin returned PosixPath; expected None',
    ]
    assert found("small", "R16-light") == ["kit_bad_plugin: importing it loads openpyxl"]
    assert found("small", "R18-packaged") == [
        "license: no licence is stated",
        "dependencies: ecoindicators is not among its dependencies",
        "dependencies: ecoindicators-henan-county is not among its dependencies",
    ]
    assert found("small", "R14-cases")[0].startswith("small: there is no case")


def test_a_plugin_claimed_twice_or_broken_is_reported(install):
    """Both owners are named; a plugin that raises does not load."""
    install("kit_first_plugin", GOOD, PLUGIN.format(heavy="", answer=NORMAL))
    assert [r.check.id for r in iter_checks("small") if r.problems] == ["R14-cases", "R15-cases-cover"]
    install("kit_second_plugin", GOOD, "raise RuntimeError('no luck')")
    assert found("small", "R01-loads")[0].startswith('"small" is claimed by ')


def test_a_plugin_that_raises_does_not_load(install):
    """R01 says what it raised; the module is not imported for its cases."""
    install("kit_sad_plugin", GOOD, "raise RuntimeError('no luck')")
    assert found("small", "R01-loads") == ["the plugin kit_sad_plugin broke: RuntimeError: no luck"]


def test_every_rule_stands_on_the_author_page():
    """The page has a heading for each check, its sentence and what to do; the catalog has the sentence in Chinese."""
    page = (ROOT / "docs/plugins/rules.md").read_text(encoding="utf-8")
    catalog = (ROOT / "docs/locales/zh_CN/LC_MESSAGES/plugins/rules.po").read_text(encoding="utf-8")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == list(CHECKS) == sorted(CHECKS)
    for check in CHECKS.values():
        sentence, *advice = page.split(f"## {check.id}\n", 1)[1].split("\n## ")[0].strip().split("\n\n")
        assert sentence == check.rule.en
        assert advice
        assert f'msgstr "{check.rule.zh}"' in catalog


def test_a_target_whose_variants_stand_before_an_aim_keeps_its_wording(write):
    """The labels that it needs to be read again are found within it."""
    text = 'target = { text = "{山区≥60；丘陵区≥40}，力争≥70", labels = ["山区", "丘陵区"] }'
    assert found(write(('target = "≥44"', text)), "R08-wording") == []
