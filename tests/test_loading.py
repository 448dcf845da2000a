"""Ruleset files: every problem at once, each with file, line, key, what was found and expected."""

import tomllib
from pathlib import Path

import pytest
from attrs import fields, has

from ecoindicators import RulesetError, UnknownNameError
from ecoindicators.loading import _raw, load_cases
from ecoindicators.resolved import resolved_data
from ecoindicators.rulesets import Ruleset

HEAD = """format = 1
[ruleset]
id = "{id}"
version = "1"
title = "测试"
jurisdiction = {{ code = "410000", name = "河南省" }}
source = {{ title = "来源" }}
{extra}
"""
OVERLAY = HEAD.format(id="my-county", extra='extends = "dengfeng-2023"')
ALONE = HEAD.format(id="my-county", extra="")


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    path = tmp_path / "rules.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(path)
    return [str(p) for p in caught.value.problems]


def test_all_problems_of_form_are_reported_at_once(tmp_path):
    """A wrong type, an unknown key and a missing one are three problems with their places."""
    text = (
        ALONE
        + """
[[indicator]]
number = 1
id = "a"
name = 5
targett = "≥1"
minimum = "low"

[[indicator]]
number = 2
id = "b"
target = "≥1"
"""
    )
    assert problems(tmp_path, text) == [
        'rules.toml:13, indicator[0].name: expected a string or { zh = "…", en = "…" }, found 5',
        'rules.toml:14, indicator[0].targett: unknown key "targett"; nearest: target',
        'rules.toml:15, indicator[0].minimum: expected a number, found "low"',
        'rules.toml:17, indicator[1]: the required key "name" is missing',
    ]


def test_an_unreadable_target_is_shown_with_a_caret(tmp_path):
    """The phrase, its place in the file and the place in the phrase."""
    text = OVERLAY + '[targets]\nforest-grass-coverage = "≥四十四"\n'
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(path)
    assert str(caught.value) == (
        'rules.toml:10, targets.forest-grass-coverage: expected a number after "≥", found "四十四". Write digits, for example "≥90"\n'
        "    ≥四十四\n    ^^^^^^^^"
    )


def test_names_that_nothing_bears_are_reported_together_with_the_nearest(tmp_path):
    """An overlay's component, an indicator and units that do not exist, each with the nearest names."""
    text = (
        OVERLAY
        + """
[targets]
forest-gras-coverage = "≥45"
[responsibility]
forest-grass-coverage = { lead = ["市林业厅"] }
[[action]]
number = 30
title = "新"
indicators = ["eco-plans"]
"""
    )
    assert problems(tmp_path, text) == [
        'rules.toml:11, targets.forest-gras-coverage: no component "forest-gras-coverage"; nearest: forest-grass-coverage',
        'rules.toml:13, responsibility.forest-grass-coverage.lead: no unit "市林业厅"; nearest: 市林业局',
        'rules.toml:17, action[0].indicators: no indicator "eco-plans"; nearest: eco-plan',
    ]


def test_a_name_that_nothing_is_like_is_answered_with_those_there_are(tmp_path):
    """Domains and tasks of the ancestors are listed with this layer's own; of a long list the beginning stands."""
    text = (
        OVERLAY
        + """
[domains]
parks = { zh = "公园", en = "Parks" }
[tasks]
green = { domain = "zzz", number = "十", zh = "绿", en = "Green" }
[[indicator]]
number = 34
id = "urban-parks"
name = "人均公园绿地面积"
task = "qqq"
unit-measure = "m²"
target = "≥14.8"
[responsibility]
qqq = { lead = ["zzz"] }
"""
    )
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(path)
    texts = [p.text for p in caught.value.problems]
    assert [text.en.partition(": ")[2] for text in texts] == [
        'no domain "zzz". The domains there are: system, security, space, economy, life, culture, parks',
        'no task "qqq". The tasks there are: responsibility-and-institutions, environmental-quality, ecosystem-protection, '
        "spatial-layout, resource-conservation, circular-industry, living-environment, green-lifestyle, public-awareness",
        'no indicator "qqq". The indicators there are: eco-plan, major-task-deployment, appraisal-weight, river-chief-system, '
        "environmental-disclosure-rate, planning-eia, air-quality, water-quality, pollutant-reduction, eco-environment-index, "
        "forest-grass-coverage, biodiversity … and 22 more",
    ]
    assert texts[0].zh.endswith("没有领域“zzz”。已有的领域：system、security、space、economy、life、culture、parks")
    assert texts[2].zh.endswith("forest-grass-coverage、biodiversity等，另有22个")


def test_where_nothing_is_declared_the_message_says_so(tmp_path):
    """A unit named by a ruleset without units, and one among two, which are listed by their ids."""
    indicator = (
        '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\n[responsibility]\na = { lead = ["林业局"] }\n'
    )
    assert problems(tmp_path, ALONE + indicator) == [
        'rules.toml:15, responsibility.a.lead: no unit "林业局". No unit is declared'
    ]
    units = '[[unit]]\nid = "water"\nname = "水利局"\naliases = ["水务局"]\n[[group]]\nid = "towns"\nname = "各乡镇"\n'
    assert problems(tmp_path, ALONE + indicator + units) == [
        'rules.toml:15, responsibility.a.lead: no unit "林业局". The units there are: 水利局, 各乡镇'
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "format = 2\n",
            "rules.toml, format: format = 2 needs a newer version of ecoindicators; this one reads up to format = 1",
        ),
        ("[ruleset]\n", None),
        ("format = \n", None),
        (
            b"format = 1\n\xff\xfe",
            "rules.toml: the file is not UTF-8 (byte 11). In Notepad, choose Save As and the encoding UTF-8",
        ),
        ("format = 1\n", "rules.toml, ruleset: the table [ruleset] is missing"),
        (
            ALONE.replace('id = "my-county"', 'id = "My County"'),
            'rules.toml:3, ruleset.id: the id "My County" should be lower-case letters, digits and hyphens',
        ),
        (
            ALONE + '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\n',
            "rules.toml:9, indicator[0]: a needs a target or [[indicator.component]] tables, one of the two",
        ),
        (
            ALONE + '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥20%"\nunit-measure = "km"\n',
            'rules.toml:13, indicator[0].target: the unit "%" in "≥20%" does not convert to "km"',
        ),
        (
            ALONE + '[[phase]]\nnumber = "一"\nname = "甲"\nfrom = "2023-05"\nuntil = "2023-03"\n',
            "rules.toml:13, phase[0].until: the phase ends (2023-03) before it starts (2023-05)",
        ),
        (
            ALONE + '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\ndirection = "up"\n',
            'rules.toml:14, indicator[0].direction: expected "higher" or "lower", found "up"',
        ),
    ],
)
def test_each_fault_has_its_message(tmp_path, text, message):
    """One fault, one sentence that names the place and what was expected."""
    found = problems(tmp_path, text)
    assert found
    if message is not None:
        assert found == [message]


def test_an_unknown_parent_names_the_nearest(tmp_path):
    """Extending what is not installed says what is."""
    path = tmp_path / "rules.toml"
    path.write_text(HEAD.format(id="x", extra='extends = "dengfeng-2032"'), encoding="utf-8")
    with pytest.raises(UnknownNameError) as caught:
        Ruleset.from_toml(path)
    assert str(caught.value) == (
        'rules.toml:8, ruleset.extends: no ruleset "dengfeng-2032" is installed; nearest: dengfeng-2023'
    )


def test_faults_of_form_and_of_meaning_are_told_together_in_the_order_of_the_file(tmp_path):
    """What a value in quotation marks and an unknown key leave is looked at as well; nothing is told that follows from them."""
    text = (
        ALONE.replace('id = "my-county"', 'id = "My County"')
        + """
[domains]
water = "水"
[[indicator]]
number = 1
id = "A"
name = "甲"
domain = "watr"
minimum = "0"
traget = "≥1"
[[indicator.component]]
id = "x"
name = "一"
target = "≥1"
direction = "up"
notes = [1, 2]
applies-to = [1]
[[indicator]]
number = 2
id = "b"
name = "乙"
target = "≥1"
[targets]
b = 5
"A.x" = { text = "≥二", tolerance = "0" }
c = "≥1"
"""
    )
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(path)
    assert [p.text.en for p in caught.value.problems] == [
        'rules.toml:3, ruleset.id: the id "My County" should be lower-case letters, digits and hyphens',
        'rules.toml:14, indicator[0].id: the id "A" should be lower-case letters, digits and hyphens',
        'rules.toml:16, indicator[0].domain: no domain "watr"; nearest: water. The domains there are: water',
        'rules.toml:17, indicator[0].minimum: expected a number, found "0". Take the quotation marks away: 0',
        'rules.toml:18, indicator[0].traget: unknown key "traget"; nearest: target',
        'rules.toml:23, indicator[0].component[0].direction: expected "higher" or "lower", found "up"',
        'rules.toml:24, indicator[0].component[0].notes[0]: expected a string or { zh = "…", en = "…" }, found 1',
        'rules.toml:24, indicator[0].component[0].notes[1]: expected a string or { zh = "…", en = "…" }, found 2',
        'rules.toml:25, indicator[0].component[0].applies-to[0]: expected a string, found 1. Text needs quotation marks: "1"',
        'rules.toml:32, targets.b: expected text in quotes such as "≥85", or a table, found 5',
        'rules.toml:33, targets.A.x.tolerance: expected a number, found "0". Take the quotation marks away: 0',
        'rules.toml:34, targets.c: no component "c". The components there are: A.x, b',
    ]


@pytest.mark.parametrize(
    "fault",
    [
        'id = 5\nname = "甲"\ntarget = "≥1"',
        'id = "a"\nname = "甲"\ncomponents = [{ id = "x" }]',
        'id = "a"\nname = "甲"\ncomponent = 5',
        'id = "a"\nname = "甲"\ntraget = "≥1"',
        'id = "a"\nname = "甲"\ntarget = "≥1"\n[[indicators]]\nid = "b"',
        'id = "a"\nname = "甲"\ntarget = "优于上年"\ndirection = 1',
    ],
)
def test_nothing_is_said_of_names_that_a_fault_of_form_hides(tmp_path, fault):
    """An indicator that cannot be made leaves its targets nameless: they wait until it is mended."""
    text = f'{ALONE}[[indicator]]\nnumber = 1\n{fault}\n[targets]\na = "≥1"\n"a.x" = "≥1"\nzzz = "≥1"\n'
    found = problems(tmp_path, text)
    assert found
    assert not [problem for problem in found if "no component" in problem]


def test_of_several_files_all_are_told_in_their_order(tmp_path):
    """A fault of form in the second file hides no fault of meaning in the first; the parent's own faults are told beside it."""
    (tmp_path / "a.toml").write_text(OVERLAY + '[targets]\nforest = "≥45"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[targets]\neco-plan = { text = "实施", tolerance = "x" }\n', encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(tmp_path)
    name = tmp_path.name
    assert [p.text.zh.partition("；最接近")[0] for p in caught.value.problems] == [
        f"{name}/a.toml:10 targets.forest：没有分项“forest”",
        f"{name}/b.toml:2 targets.eco-plan.tolerance：应为数值，实为“x”",
    ]
    (tmp_path / "a.toml").write_text(OVERLAY.replace("dengfeng-2023", "dengfen-2023"), encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(tmp_path)
    assert [p.text.zh for p in caught.value.problems] == [
        f"{name}/b.toml:2 targets.eco-plan.tolerance：应为数值，实为“x”",
        f"{name}/a.toml:8 ruleset.extends：没有安装指标体系“dengfen-2023”；最接近的是：dengfeng-2023",
    ]


def test_a_table_that_nobody_knows_is_found_by_its_head(tmp_path):
    """The line is that of [target] or [[indicators]], not of a key of that name."""
    indicator = '[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\n'
    assert [p.partition(";")[0] for p in problems(tmp_path, f'{ALONE}[target]\na = "≥2"\n[[indicators]]\nnumber = 2\n{indicator}')] == [
        'rules.toml:9, target: unknown key "target"',
        'rules.toml:11, indicators: unknown key "indicators"',
    ]  # fmt: skip


def test_a_ruleset_by_path_extends_an_installed_one(tmp_path):
    """A TOML file given by path works with no package at all, and knows what it tightened and added."""
    path = tmp_path / "rules.toml"
    path.write_text(
        OVERLAY
        + '[targets]\nforest-grass-coverage = "46%以上"\n[[indicator]]\nnumber = 34\nid = "parks"\nname = "公园"\ntarget = "≥3"\n',
        encoding="utf-8",
    )
    ruleset = Ruleset.from_toml(path)
    assert str(ruleset[11].components[0].target) == "≥46"
    assert ruleset.change_of("forest-grass-coverage").kind == "tightened"
    assert ruleset.change_of("parks").kind == "added"
    assert [r.id for r in ruleset.chain] == ["my-county", "dengfeng-2023", "henan-county"]


def test_a_folder_is_read_in_name_order_as_one_file(tmp_path):
    """Tables declared twice over the files of a folder are an error that names both."""
    (tmp_path / "a.toml").write_text(OVERLAY + '[targets]\nforest-grass-coverage = "≥45"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[targets]\nforest-grass-coverage = "≥46"\n', encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.from_toml(tmp_path)
    assert f'"forest-grass-coverage" is declared already in {tmp_path.name}/a.toml' in str(caught.value)


def test_a_case_may_have_labels_of_its_own_or_none(tmp_path):
    """What a case says of the place stands instead of what the file says; an empty list is a place without labels."""
    path = tmp_path / "cases.toml"
    cases = ("", 'place = ["平原地区"]', "place = []")
    tables = "".join(f'[[case]]\nname = "{n}"\nverdict = "met"\n{place}\n' for n, place in enumerate(cases))
    path.write_text(f'ruleset = "small"\nyear = 2023\nplace = ["山区"]\n{tables}', encoding="utf-8")

    assert [case.place for case in load_cases(path)] == [("山区",), ("平原地区",), ()]


def test_a_target_stands_where_it_says_else_where_its_component_or_indicator_does(tmp_path):
    """The nearest clause counts: the target's, the component's, the indicator's."""
    path = tmp_path / "rules.toml"
    path.write_text(
        ALONE
        + """
[[indicator]]
number = 1
id = "a"
name = "甲"
clause = "附件 1"
component = [
  { id = "x", name = "一", target = { text = "≥1", clause = "附件 1 注" }, clause = "附件 1（1）" },
  { id = "y", name = "二", target = "≥1", clause = "附件 1（2）" },
  { id = "z", name = "三", target = "≥1" },
]

[[indicator]]
number = 2
id = "b"
name = "乙"
clause = "附件 2"
target = { text = "≥1", clause = "附件 2 注" }
""",
        encoding="utf-8",
    )
    ruleset = Ruleset.from_toml(path)
    assert [c.clause for c in ruleset.components] == ["附件 1 注", "附件 1（2）", "附件 1", "附件 2 注"]
    assert [i.clause for i in ruleset.indicators] == ["附件 1", "附件 2"]


EVERY_KEY = """
format = 1
[ruleset]
id = "all-keys"
version = "9.1"
title = { zh = "标题甲", en = "Title A" }
jurisdiction = { code = "419999", name = { zh = "某县", en = "Some County" } }
source = { title = "来源名", document = "某政文", part = "附件九", column = "目标列", published = 2023-04-01 }
valid-from = 2023-01-02
valid-until = 2029-01-03
total-points = 321
notes = ["体系注"]
[acceptance]
consecutive-years = 3
clause = "验收条"
[domains]
security = { zh = "安全域", en = "Security" }
[tasks]
eco = { domain = "security", number = "九", zh = "任务名", en = "Task name" }
[[indicator]]
number = 41
id = "whole"
name = { zh = "整项", en = "Whole" }
task = "eco"
attribute = "reference"
prerequisite = true
weight = 0.37
points = 17
clause = "指标条"
notes = ["指标注"]
unit-measure = "km"
direction = "lower"
minimum = 1.25
maximum = 88.75
applies-to = ["山区"]
source-cells = { name = "印名", target = "印目标" }
target = { text = "≤7", clause = "目标条" }
[[indicator]]
number = 42
id = "parts"
name = "分项组"
domain = "security"
[[indicator.component]]
id = "words"
name = "用语"
clause = "分项条"
notes = ["分项注"]
target = { text = "做成", states = [{ phrase = "做成", synonyms = ["办成"], antonyms = ["落空"], implied-by = ["办妥"] }] }
[[indicator.component]]
id = "course"
name = "趋势"
direction = "higher"
unit-measure = "%"
target = { text = "不降低", tolerance = 0.45 }
[[unit]]
id = "bureau"
name = "某局"
aliases = ["某局别名"]
kind = "office"
notes = ["单位注"]
[[group]]
id = "towns"
name = "各镇"
aliases = ["各镇别名"]
kind = "township"
members = ["bureau"]
notes = ["组注"]
[responsibility]
whole = { lead = ["bureau"], responsible = ["towns"] }
[[section]]
number = "七"
title = "小节名"
clause = "小节条"
actions = [71]
notes = ["小节注"]
[[action]]
number = 71
title = "工作名"
summary = "工作概要"
section = "七"
clause = "工作条"
lead = ["bureau"]
responsible = ["towns"]
indicators = ["whole"]
duties = [{ id = "monthly", every = "month", text = "月报", clause = "月报条", lead = ["bureau"], notes = ["月报注"] }]
notes = ["工作注"]
[[duty]]
id = "yearly"
every = "year"
text = "年报"
clause = "年报条"
responsible = ["towns"]
notes = ["年报注"]
[[phase]]
number = "六"
name = "阶段名"
from = "2023-02"
until = "2023-11"
summary = "阶段概要"
clause = "阶段条"
notes = ["阶段注"]
[[accept]]
check = "number-skipped"
subject = "tasks 九"
reason = "接受理由"
[notes]
whole = ["另注"]
[source-cells]
parts = { target = "另印" }
"""


def _said(data, path=()):
    """Yield each text and number of nested tables with the keys above it, lists passed through."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _said(value, (*path, key.replace("-", "_")))
    elif isinstance(data, list):
        for value in data:
            yield from _said(value, path)
    else:
        yield path, str(data)


def test_whatever_a_file_says_stands_in_the_ruleset_under_its_name(tmp_path):
    """A file with every key there is: each value is where its key says, and every key of the format is tried."""
    path = tmp_path / "rules.toml"
    path.write_text(EVERY_KEY, encoding="utf-8")
    written, kept = tomllib.loads(EVERY_KEY), list(_said(resolved_data(Ruleset.from_toml(path))))
    other = {"from": "since", "phrase": "states", "domain": "domain", "kind": "kinds", "column": "source"}
    anywhere = {"zh", "en"}

    def stands(at, value):
        there = {key for place, found in kept if value in (found, found.rpartition(".")[2]) for key in place}
        own_key = at[0] in ("domains", "notes", "source_cells")  # whose keys are ids
        return bool(there) if at[-1] in anywhere or own_key else bool(there & {at[-1], other.get(at[-1])})

    assert [(".".join(at), value) for at, value in _said(written) if not stands(at, value)] == []
    tried = {key for at, _ in _said(written) for key in at}
    raw = {field.name for kind in vars(_raw).values() if isinstance(kind, type) and has(kind) for field in fields(kind)}
    # Overlays have the first and the last, kinds of places the second; the third is what is written "from".
    assert sorted(raw - tried) == ["extends", "labels", "since", "targets"]


def test_a_target_of_an_overlay_does_not_stand_where_the_parents_does(tmp_path):
    """The parent's clause is one of another document: without one of its own an overlay's target has none."""
    path = tmp_path / "rules.toml"
    path.write_text(OVERLAY + '[targets]\nforest-grass-coverage = "≥46"\n', encoding="utf-8")
    ruleset = Ruleset.from_toml(path)
    assert ruleset.component("forest-grass-coverage").clause == ""
    assert ruleset.parent.component("forest-grass-coverage").clause != ""


def test_what_a_value_is_likely_meant_to_be_stands_in_for_it(tmp_path):
    """A number in quotation marks and a text without them hide no other fault, even where a value must be there."""
    text = (
        ALONE.replace('version = "1"', "version = 1")
        + """
[[indicator]]
number = 1
id = "a"
name = 5
target = "≥1"
minimum = "2.5"
maximum = 1
[[action]]
number = "1"
title = "做"
indicators = ["b"]
"""
    )
    assert problems(tmp_path, text) == [
        'rules.toml:4, ruleset.version: expected a string, found 1. Text needs quotation marks: "1"',
        'rules.toml:13, indicator[0].name: expected a string or { zh = "…", en = "…" }, found 5',
        'rules.toml:15, indicator[0].minimum: expected a number, found "2.5". Take the quotation marks away: 2.5',
        'rules.toml:18, action[0].number: expected an integer, found "1". Take the quotation marks away: 1',
        'rules.toml:20, action[0].indicators: no indicator "b". The indicators there are: a',
    ]
