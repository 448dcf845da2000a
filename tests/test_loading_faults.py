"""What can be wrong in a ruleset file, one fault each: the place, what was found, what was expected."""

import pytest

from ecoindicators import RulesetError
from ecoindicators.rulesets import Ruleset

HEAD = """format = 1
[ruleset]
id = "my-county"
version = "1"
title = "测试"
jurisdiction = { code = "410000", name = "河南省" }
source = { title = "来源" }
"""
FIRST = '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\n'
UNITS = '[[unit]]\nid = "forestry"\nname = "林业局"\n[[unit]]\nid = "water"\nname = "水利局"\n'


def problems(tmp_path, text, zh=False):
    path = tmp_path / "rules.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(path)
    return [p.message.zh if zh else str(p) for p in caught.value.problems]


FAULTS = [
    # kinds of values
    (FIRST.replace("number = 1", "number = 1.5") + 'target = "≥1"\n', "rules.toml:9, indicator[0].number: expected an integer or a string, found 1.5", "应为整数或字符串，实为 1.5"),
    (FIRST + 'target = "≥1"\nprerequisite = "yes"\n', "rules.toml:13, indicator[0].prerequisite: expected true or false, found \"yes\"", "应为 true 或 false，实为“yes”"),
    ("[acceptance]\nconsecutive-years = true\n", "rules.toml:9, acceptance.consecutive-years: expected an integer, found true", "应为整数，实为 true"),
    ('[domains]\nsecurity = 5\n', 'rules.toml:9, domains.security: expected a string or { zh = "…", en = "…" }, found 5', '应为字符串或 { zh = "…", en = "…" }，实为 5'),
    ('tasks = 5\n', "rules.toml:8, ruleset.tasks: unknown key \"tasks\"; nearest: id, version, title, jurisdiction, source, extends. Targets of components stand under [targets], indicators under [[indicator]]", "不认识的键“tasks”"),
    (FIRST + 'target = "≥1"\nsource-cells = 5\n', "rules.toml:13, indicator[0].source-cells: expected a table, found 5", "应为表，实为 5"),
    (FIRST + 'target = "≥1"\nnotes = 5\n', "rules.toml:13, indicator[0].notes: expected an array, found 5", "应为数组，实为 5"),
    # names and what stands twice
    (FIRST + 'target = "≥1"\n' + FIRST + 'target = "≥2"\n', 'rules.toml:15, indicator[1].id: the indicator id "a" is used twice', "指标 id “a”重复"),
    (FIRST + '[[indicator.component]]\nid = "x"\nname = "一"\ntarget = "≥1"\n[[indicator.component]]\nid = "x"\nname = "二"\ntarget = "≥1"\n',
     'rules.toml:17, indicator[0].component[1].id: the component id "x" is used twice', "分项 id “x”重复"),
    (FIRST + 'domain = "securty"\ntarget = "≥1"\n[domains]\nsecurity = "安全"\n', 'rules.toml:12, indicator[0].domain: no domain "securty"; nearest: security. The domains there are: security', "没有领域“securty”"),
    (FIRST + 'task = "watr"\ntarget = "≥1"\n[domains]\nsecurity = "安全"\n[tasks]\nwater = { domain = "security", number = "一", zh = "水" }\n',
     'rules.toml:12, indicator[0].task: no task "watr"; nearest: water. The tasks there are: water', "没有任务“watr”"),
    ('[domains]\nsecurity = "安全"\n[tasks]\nwater = { domain = "securiti", number = "一", zh = "水" }\n',
     'rules.toml:11, tasks.water.domain: no domain "securiti"; nearest: security. The domains there are: security', "没有领域“securiti”"),
    (FIRST + 'target = "≥1"\nattribute = "bindng"\n', 'rules.toml:13, indicator[0].attribute: expected "binding" or "reference", found "bindng"', '应为 "binding" 或 "reference"'),
    (FIRST + 'target = "≥1"\nminimum = 5\nmaximum = 1\n', "rules.toml:13, indicator[0].minimum: minimum 5 is over maximum 1", "minimum 大于 maximum"),
    (FIRST + 'target = "≥1"\n' + UNITS + '[[unit]]\nid = "water"\nname = "水务局"\n', 'rules.toml:20, unit[2].id: the unit id "water" is used twice', "单位 id “water”重复"),
    (FIRST + 'target = "≥1"\n' + UNITS + '[responsibility]\nb = { lead = ["林业局"] }\n', 'rules.toml:20, responsibility.b: no indicator "b". The indicators there are: a', "没有指标“b”"),
    (FIRST + 'target = "≥1"\n[notes]\nb = ["注"]\n', 'rules.toml:14, notes.b: no indicator "b". The indicators there are: a', "没有指标“b”"),
    # the plan
    (FIRST + 'target = "≥1"\n[[action]]\nnumber = 1\ntitle = "做"\nindicators = ["a"]\nduties = [{ id = "m", every = "week", text = "会" }]\n',
     'rules.toml:17, action[0].duties[0].every: expected "month", "quarter" or "year", found "week"', '应为 "month"、"quarter" 或 "year"'),
    ("[acceptance]\nconsecutive-years = 51\n", "rules.toml:9, acceptance.consecutive-years: expected 50 or less, found 51", "应不大于 50，实为 51"),
    ('[[phase]]\nnumber = "一"\nname = "甲"\nfrom = "0000-05"\n', 'rules.toml:11, phase[0].from: expected a month such as 2023-03, found "0000-05"', "“0000-05”应为月份，如 2023-03"),
    ('[[phase]]\nnumber = "一"\nname = "甲"\nfrom = "2023.5"\n', 'rules.toml:11, phase[0].from: expected a month such as 2023-03, found "2023.5"', "“2023.5”应为月份，如 2023-03"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "zh"), FAULTS)
def test_each_fault_of_a_ruleset_file_is_placed_and_explained(tmp_path, text, message, zh):
    """One fault, one problem, in both languages."""
    found = problems(tmp_path, text)
    assert found == [message]
    assert problems(tmp_path, text, zh=True) == [zh]


def test_a_folder_must_begin_with_its_format_and_hold_one_ruleset(tmp_path):
    """The first file says format = 1; the tables of the ruleset itself stand in one file."""
    (tmp_path / "a.toml").write_text(HEAD.removeprefix("format = 1\n"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD.removeprefix("format = 1\n"), encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(tmp_path)
    name = tmp_path.name
    assert [str(p) for p in caught.value.problems] == [
        f'{name}/a.toml, format: the first file must begin with "format = 1"',
        f"{name}/b.toml, ruleset: [ruleset] stands in several files: {name}/a.toml, {name}/b.toml",
    ]
    assert [p.message.zh for p in caught.value.problems] == [
        "第一个文件须以 format = 1 开头",
        f"[ruleset] 出现在多个文件中：{name}/a.toml、{name}/b.toml",
    ]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("≥942‰", "≥94.2"),
        ("900‰~950‰", "90~95"),
        ("连续两年≥900‰", "连续2年≥90"),
        ("2023年≥900‰；2024年≥95%", "2023年≥90；2024年≥95"),
        ("≥900‰，力争≥950‰", "≥90，力争≥95"),
        ("≥900‰或不降低", "≥90或不降低"),
    ],
)
def test_a_target_is_kept_in_the_unit_of_its_component(tmp_path, text, canonical):
    """Per mille in the wording becomes per cent, wherever the number stands."""
    path = tmp_path / "rules.toml"
    path.write_text(HEAD + FIRST + f'unit-measure = "%"\ntarget = "{text}"\n', encoding="utf-8")
    target = Ruleset.from_toml(path).components[0].target
    assert (str(target), target.text) == (canonical, text)


def lint(tmp_path, text, zh=False):
    from ecoindicators import lint as lint_ruleset

    path = tmp_path / "rules.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    found = lint_ruleset(Ruleset.from_toml(path))
    return [(f.check, f.subject, f.message.zh if zh else f.message.en) for f in found]


def test_lint_names_indicators_without_lead_and_actions_without_indicator(tmp_path):
    """Where a ruleset declares responsibilities and a plan, both are expected of each."""
    text = (
        UNITS + FIRST + 'target = "≥1"\n' + FIRST.replace('"a"', '"b"').replace("= 1", "= 2") + 'target = "≥1"\n'
        '[responsibility]\na = { lead = ["林业局"] }\n'
        '[[action]]\nnumber = 1\ntitle = "做"\nindicators = ["a", "b"]\nlead = ["林业局"]\n'
        '[[action]]\nnumber = 2\ntitle = "闲"\nlead = ["林业局"]\n'
    )  # fmt: skip
    assert lint(tmp_path, text) == [
        ("indicator-without-lead", "b", "indicator 2 甲 has no lead unit"),
        ("action-without-indicator", "action 2", "action 2 serves no indicator"),
    ]


def test_lint_names_units_claimed_twice_and_members_that_nobody_declared(tmp_path):
    """An alias of two units, and a group's member without a unit."""
    text = FIRST + 'target = "≥1"\n' + UNITS.replace('name = "水利局"', 'name = "水利局"\naliases = ["林业局"]') + (
        '[[group]]\nid = "all"\nname = "各部门"\nmembers = ["forestry", "fishery"]\n'
    )  # fmt: skip
    assert lint(tmp_path, text) == [
        ("alias-claimed-twice", "林业局", '"林业局" is claimed by forestry and water'),
        ("unknown-unit", "fishery", 'member "fishery" of all is not declared'),
    ]


@pytest.mark.parametrize(
    ("target", "more", "met"),
    [
        ("≥101", "maximum = 100", False), ("≥100", "maximum = 100", True), (">100", "maximum = 100", False), ("<0", "minimum = 0", False),
        ("≤0", "minimum = 0", True), ("=101", "maximum = 100", False), ("=100", "maximum = 100", True), ("90~120", "maximum = 80", False),
        ("90~120", "maximum = 90", True), ("90~120", "minimum = 121", False), ("≥5，≤4", "", False), ("≥5，≤5", "", True), (">5，≤5", "", False),
        ("≥5，<5", "", False), ("≥5，≤4或不降低", "", True), ("≥5或≤4", "maximum = 3", True), ("≥5，≤9，不降低", "", True),
    ],
)  # fmt: skip
def test_lint_names_a_target_that_no_value_can_meet(tmp_path, target, more, met):
    """Numbers that exclude each other, or lie beyond the declared bounds."""
    found = lint(tmp_path, FIRST + f'target = "{target}"\n{more}\n')
    assert found == ([] if met else [("unmeetable-target", "a", f'no value can meet "{target}"')])
