"""Directives: what each puts on the page, in both languages, and what it says of what it cannot show."""

import pytest
from sphinx import addnodes
from sphinx.errors import ConfigError

from ecoindicators import load_ruleset
from ecoindicators.linting import lint

ADDED = """format = 1
[ruleset]
id = "added"
extends = "henan-county"
version = "1"
title = { zh = "某县指标", en = "A county" }
jurisdiction = { code = "410000", name = { zh = "某县", en = "A county" } }
source = { title = "某县方案" }
[[indicator]]
number = 34
id = "green-travel"
name = { zh = "绿色出行比例", en = "Green travel" }
task = "green-lifestyle"
unit-measure = "%"
direction = "higher"
target = "≥70"
"""
HOSTILE = '<script>alert(1)</script> *a* `b` :ref:`c` |d| {{ e }} "/" [f](g)'
ALL = "".join(
    f".. eco:{name}::\n\n"
    for name in ("ruleset", "table", "responsibility", "units", "plan", "notes", "diff", "lint", "indicators")
)


def _dengfeng(build, text, **settings):
    return build(pages=text, eco_ruleset="dengfeng-2023", builder="dummy", **settings)


def test_a_ruleset_says_where_it_comes_from(build):
    """Source, jurisdiction, version, parent, size, acceptance rule with its clause, and the author's own words."""
    text = ".. eco:ruleset::\n\n   Our own words.\n\n.. eco:ruleset:: henan-county\n"
    english, chinese = _dengfeng(build, text), build("zh", pages=text, eco_ruleset="dengfeng-2023", language="zh_CN", builder="dummy")  # fmt: skip

    for part in ("Dengfeng eco-county indicators, 2023", "登封市省级生态县创建指标（2023年）", "Dengfeng (410185)", "Our own words.",
                 "登封市省级生态县创建工作实施方案 · 登政文〔2023〕44号 · 附件 · 2023年目标值 · 2023-04-01", "Henan provincial eco-county indicators",
                 "6 domains, 33 indicators, 45 components, 29 actions, 4 phases", "met 2 years running", "Clause 四（二）"):  # fmt: skip
        assert part in english.text()
    for part in (
        "依据",
        "登封市 (410185)",
        "6个领域，33项指标，45个分项，29项工作内容，4个阶段",
        "连续2年达标",
        "条款 四（二）",
    ):
        assert part in chinese.text()
    assert english.warnings == chinese.warnings == []


@pytest.mark.parametrize(
    ("language", "heads", "group", "row"),
    [
        ("en", ["No.", "Indicator", "Component", "Measure", "Target", "Parent's target", "Change", "Lead units", "Responsible units"],
         "Ecological security › （三） Ecosystem protection", ["11", "Forest and grass coverage", "", "%", "≥44", "≥41", "tightened", "Forestry Bureau"]),
        ("zh_CN", ["序号", "指标", "分项", "计量单位", "目标值", "上级指标值", "与上级关系", "牵头单位", "责任单位"],
         "生态安全 › （三）生态系统保护", ["11", "林草覆盖率", "", "%", "≥44", "≥41", "加严", "市林业局"]),
    ],
)  # fmt: skip
def test_the_table_is_the_documents(build, language, heads, group, row):
    """Heads, groups and rows in order: 33 indicators, 45 components, numbers and units spanning their components."""
    project = _dengfeng(build, ".. eco:table::", language=language)
    rows = project.rows()

    assert rows[0] == heads
    assert [group] in rows
    assert [r[: len(row)] for r in rows if r[0] == "11"] == [row]
    assert sum(len(r) > 1 for r in rows) == 46
    assert sum(len(r) == 9 for r in rows) == 34
    assert project.warnings == []


def test_the_table_has_no_columns_for_what_a_ruleset_does_not_say(build, county, forest):
    """Without a parent and without units: five columns; what does not decide is marked."""
    path = county(forest, {**forest, "number": 2, "id": "river", "zh": "河长制", "en": "River chiefs"})
    text = path.read_text(encoding="utf-8").replace('id = "river"', 'id = "river"\nattribute = "reference"')
    path.write_text(text.replace('id = "forest"', 'id = "forest"\nprerequisite = true'), encoding="utf-8")
    settings = {"eco_rulesets": [str(path)], "builder": "dummy"}

    assert build(pages=".. eco:table:: my-county", **settings).rows() == [
        ["No.", "Indicator", "Component", "Measure", "Target"],
        ["1", "Forest coverage (prerequisite)", "", "%", "≥40"],
        ["2", "River chiefs (for reference)", "", "%", "≥40"],
    ]
    chinese = build("zh", pages=".. eco:table:: my-county", language="zh_CN", **settings)
    assert [row[1] for row in chinese.rows()[1:]] == ["森林覆盖率（基本条件）", "河长制（参考性）"]


def test_an_indicator_shows_how_its_target_is_read(build):
    """Domain, units, actions with clauses, the printed cells, each component's reading, the parent's target, notes, own words."""
    project = _dengfeng(build, ".. eco:indicator:: 12\n\n   *Counted* in May.\n")
    words = project.text()

    assert words.startswith("Start\n12 \nBiodiversity conservation\n \n生物多样性保护\n")
    for part in ("96（保护率）", "≥96", "this year's value is at least 96", "higher", "Remarks 保护率", "执行", "incomparable", "henan-county",
                 "11 ", "三（二）11", "附件 12", "biodiversity.protected-species", "Counted", "Bounds 0–100"):  # fmt: skip
        assert part in words
    assert "Dengfeng's first component is a rate (96（保护率）)" in words
    assert project.warnings == []


def test_every_indicator_stands_under_its_domain(build):
    """A section for each of the six domains, and each indicator once."""
    project = _dengfeng(build, ".. eco:indicators::", language="zh_CN")
    rs = load_ruleset("dengfeng-2023")
    objects = list(project.app.env.get_domain("eco").get_objects())

    assert [title for title in project.text().splitlines() if title in [d.name.zh for d in rs.domains]][::1][
        0
    ] == "生态制度"
    assert {o[0] for o in objects if o[5] > 0} == {f"dengfeng-2023/{i.id}" for i in rs.indicators}


def test_the_matrix_says_who_leads_and_who_takes_part(build):
    """A row for each unit with a part, a column for each indicator, marks in the language of the page."""
    rows = _dengfeng(build, ".. eco:responsibility::").rows()
    chinese = build("zh", pages=".. eco:responsibility:: dengfeng-2023", language="zh_CN", builder="dummy").rows()
    rs = load_ruleset("dengfeng-2023")
    forestry = next(row for row in rows if row[0] == "Forestry Bureau")

    assert rows[0] == ["Unit", *map(str, range(1, 34))]
    assert [i.number for i, mark in zip(rs.indicators, forestry[1:], strict=True) if mark == "L"] == [
        i.number for i in rs.indicators if "forestry-bureau" in [u.id for u in i.responsibility.lead]
    ]
    assert [{"": "", "L": "牵", "R": "责"}[cell] for cell in forestry[1:]] == next(r for r in chinese if r[0] == "市林业局")[1:]  # fmt: skip


TOWNS = """
[[unit]]
id = "white-stone"
name = { zh = "白石镇", en = "Baishi Township" }
kind = "township"
[[unit]]
id = "office"
name = { zh = "市委办", en = "General Office" }
[[group]]
id = "towns"
name = { zh = "各乡镇（街道）", en = "All townships" }
kind = ["township", "subdistrict"]
[[group]]
id = "members"
name = { zh = "各成员单位", en = "The member units" }
members = ["office"]
[responsibility]
forest = { responsible = ["各乡镇（街道）", "各成员单位"] }
"""


@pytest.mark.parametrize(
    ("lang", "towns", "township", "members", "office"),
    [
        ("zh_CN", "由名录确定（乡镇、街道）；本指标体系列有 白石镇", "各乡镇（街道）：1项指标，是否属于由名录确定", "市委办", "各成员单位：1项指标"),
        ("en", "told by a roster (townships, subdistricts); of these the ruleset names Baishi Township", "All townships: 1 indicator, if a roster says that it belongs to it", "General Office", "The member units: 1 indicator"),
    ],
)  # fmt: skip
def test_a_group_lists_its_members_and_a_member_its_groups(
    build, county, forest, lang, towns, township, members, office
):
    """Members that are named stand under their group; a group that a roster fills says so, and a unit of its kind too."""
    path = county(forest, more=TOWNS)
    project = build(pages=".. eco:units:: my-county", eco_rulesets=[str(path)], language=lang)
    assert project.warnings == []
    described = {
        d[0].astext().split()[0]: d[1].astext() for d in project.app.env.get_doctree("index").findall(addnodes.desc)
    }
    first = {"zh_CN": ("白石镇", "市委办", "各乡镇（街道）", "各成员单位"), "en": ("Baishi", "General", "All", "The")}[
        lang
    ]
    for name, said in zip(first, (township, office, towns, members), strict=True):
        assert said in described[name]


def test_units_say_what_they_lead_and_share(build):
    """Aliases, indicators, actions: the ecology branch leads 1 and 2 and takes part in 3."""
    project = _dengfeng(build, ".. eco:units::")
    words = project.text()
    branch = words[words.index("Dengfeng Branch, Ecology and Environment Bureau") :]

    assert "郑州市生态环境局登封分局" in branch
    assert branch.index("Leads") < branch.index("Eco-civilisation development plan") < branch.index("Takes part in")
    assert "Actions 1, 2, 6, 7, 8, 9, 12, 13, 14, 20, 21" in branch


def test_the_plan_has_actions_phases_and_duties(build):
    """29 actions under their sections, 4 phases of which the last is open, and the duties."""
    project = _dengfeng(build, ".. eco:plan::", language="zh_CN")
    rows = project.rows()

    assert [r[0] for r in rows if len(r) == 6 and r[0].isdigit()] == [str(n) for n in range(1, 30)]
    assert sum(len(r) == 1 for r in rows) == len(load_ruleset("dengfeng-2023").sections) == 6
    assert [r[3] for r in rows if r[0] in "一二三四" and len(r) == 6] == ["2023-03", "2023-11", "2023-12", "长期"]
    assert any(r[0].startswith("领导小组每月至少") and r[1] == "每月" and r[3] == "三（一）2 工作内容 2" for r in rows)
    assert any(r[0].startswith("在政府门户网站") and r[1:3] == ["—", "—"] for r in rows)


def test_a_section_without_actions_stands_where_the_plan_has_it(build, county, forest):
    """Sections stand in their order, by the actions that they name or that name them, those without actions too."""
    path = county(forest)
    text = path.read_text(encoding="utf-8")
    sections = [f'[[section]]\nnumber = "{n}"\ntitle = {{ zh = "小标题{n}", en = "{n}" }}\n' for n in "一二三"]
    action = '[[action]]\nnumber = 1\ntitle = { zh = "植树", en = "Plant" }\nindicators = ["forest"]\nsection = "二"\n'
    settings = {"eco_rulesets": [str(path)], "builder": "dummy", "language": "zh_CN"}
    heads = [[f"（{n}）小标题{n}"] for n in "一二三"]
    path.write_text(text + "".join(sections) + action, encoding="utf-8")

    rows = build(pages=".. eco:plan:: my-county", **settings).rows()

    assert [row if len(row) == 1 else row[:2] for row in rows[1:]] == [*heads[:2], ["1", "植树"], heads[2]]
    path.write_text(text + "".join(sections), encoding="utf-8")
    assert build("none", pages=".. eco:plan:: my-county", **settings).rows()[1:] == heads


def test_an_indicator_that_a_layer_adds_stands_with_its_domain(build, tmp_path):
    """A county's indicator 34 of a domain in the middle is shown there, under the one heading of its domain and task."""
    path = tmp_path / "county.toml"
    path.write_text(ADDED, encoding="utf-8")
    rows = build(pages=".. eco:table:: added", eco_rulesets=[str(path)], builder="dummy", language="zh_CN").rows()
    groups = [row[0] for row in rows if len(row) == 1]

    assert len(groups) == len(set(groups))
    numbers = [row[0] for row in rows if len(row) > 4 and row[0].isdigit()]
    assert numbers == [*map(str, range(1, 31)), "34", "31", "32", "33"]


def test_notes_stand_with_their_place_and_clause(build):
    """Every note of the ruleset, its parent, indicators, phases and duties, once each."""
    project = _dengfeng(build, ".. eco:notes::", language="zh_CN")
    rs = load_ruleset("dengfeng-2023")
    cells = [cell for row in project.rows() for cell in row]
    holders = (*rs.chain, *rs.indicators, *rs.components, *rs.sections, *rs.actions, *rs.phases, *rs.duties, *rs.units, *rs.groups)  # fmt: skip
    expected = [note.zh for holder in holders for note in holder.notes]

    assert len(expected) > 40
    assert [note for note in expected if note not in cells] == []
    assert ["5 生态环境信息公开率", rs[5].notes[0].zh, "附件 5"] in [row[:3] for row in project.rows()]


def test_differences_against_the_parent_and_between_two(build):
    """Counts, the rows that differ, all with :all:, and another order with two names."""
    project = _dengfeng(build, ".. eco:diff::\n\n.. eco:diff:: dengfeng-2023 henan-county\n\n.. eco:diff::\n   :all:\n")
    rows = project.rows()

    assert "inherited 25, tightened 17, loosened 2, incomparable 1" in project.text()
    assert rows[0][1:3] == ["Henan provincial eco-county indicators", "Dengfeng eco-county indicators, 2023"]
    assert ["11 Forest and grass coverage", "≥41", "≥44", "tightened", "附件 11"] in rows
    assert ["11 Forest and grass coverage", "≥44", "≥41", "loosened", "附件 11"] in rows
    assert len(rows) == 3 + 20 + 20 + 45


def test_a_component_that_was_renamed_shows_its_old_id(build, county, forest):
    """Found by its name under another id, it is no addition; what applies to some places alone says to which."""
    before, after = county(forest), county({**forest, "id": "trees"}, id="next-county")
    text = after.read_text(encoding="utf-8").replace(
        'target = "≥40"', 'target = "≥40"\napplies-to = ["山区", "丘陵区"]'
    )
    after.write_text(text, encoding="utf-8")
    page = ".. eco:diff:: my-county next-county\n\n.. eco:indicator:: next-county/1\n"
    project = build(pages=page, eco_rulesets=[str(before), str(after)], builder="dummy")

    assert project.rows()[1] == ["1 Forest coverage forest", "≥40", "≥40", "equal, renamed", ""]
    assert "Applies to 山区, 丘陵区" in project.text()


def test_lint_results_stand_with_the_reason(build):
    """Each finding of lint, the accepted ones with the reason; a finding nobody accepted says that it is open."""
    project = _dengfeng(build, ".. eco:lint::", language="zh_CN")
    rows = project.rows()[1:]
    findings = lint(load_ruleset("dengfeng-2023"))

    assert [row[2] for row in rows] == [f.message.zh for f in findings]
    assert [row[3] for row in rows] == [f.accepted.zh for f in findings]
    assert rows[0][:2] == ["目标宽于上级", "1 生态文明建设规划 eco-plan"]
    assert [row[1] for row in rows[2:]] == [
        "12 生物多样性保护：国家重点保护野生动植物受到严格保护 biodiversity.protected-species",
        "27 农村无害化卫生厕所普及率 rural-sanitary-toilets", "工作内容 5", "任务 四", "工作内容小标题 五",
    ]  # fmt: skip


def test_a_check_that_is_accepted_as_a_whole_is_one_row(build, tmp_path):
    """With its count and the reason; what is accepted by itself, and what is open, have rows of their own."""
    path = tmp_path / "added.toml"
    accept = '[[accept]]\ncheck = "indicator-without-lead"\nsubject = "{}"\nreason = "{}"\n'
    lead = '[[unit]]\nid = "b"\nname = "某局"\n[responsibility]\ngreen-travel = { lead = ["某局"] }\n'
    path.write_text(ADDED + lead + accept.format("*", "省级未定") + accept.format("eco-plan", "另定"), encoding="utf-8")
    rows = build(pages=".. eco:lint:: added", eco_rulesets=[str(path)], builder="dummy", language="zh_CN").rows()[1:]

    assert [row for row in rows if row[0] == "指标没有牵头单位"] == [
        ["指标没有牵头单位", "1 生态文明建设规划 eco-plan", "第1项“生态文明建设规划”没有牵头单位", "另定"],
        ["指标没有牵头单位", "共32处", "", "省级未定"],
    ]


def test_a_phrase_is_shown_as_it_is_read(build):
    """Canonical text, reading and remarks; options give direction, states, labels and tolerance."""
    text = (
        ".. eco:target:: 不低于96（保护率）\n\n.. eco:target:: 全面实施；保持稳定\n   :direction: higher\n   :states: 全面实施; 建立\n"
        "   :tolerance: 0.5\n\n.. eco:target:: 山区≥60；丘陵区≥40\n   :labels: 山区；丘陵区\n"
    )
    project = _dengfeng(build, text)
    words = project.text().splitlines()

    assert words[1:9] == ["As written", "不低于96（保护率）", "Canonical", "≥96", "Read as", "this year's value is at least 96", "Remarks", "保护率"]  # fmt: skip
    assert "全面实施且不降低（允许波动0.5）" in words
    assert "山区≥60；丘陵区≥40" in words
    assert project.warnings == []


WRONG = {
    ".. eco:table:: dengfeng-2032": (
        'no ruleset "dengfeng-2032" is installed or listed in eco_rulesets; nearest: dengfeng-2023 [eco.unknown-name]'
    ),
    ".. eco:table::": "no ruleset is named; name one, or set eco_ruleset in conf.py [eco.unknown-name]",
    ".. eco:indicator:: dengfeng-2023/40": 'dengfeng-2023 has no indicator "40"; nearest: 4, 30, 24 [eco.unknown-name]',
    ".. eco:target:: ≥九十": 'expected a number after "≥", found "九十"\n    ≥九十\n    ^^^^^^\nHint: write digits, for example "≥90" [eco.unknown-name]',
    ".. eco:target:: ≥90\n   :direction: up": '"up" unknown; choose from "higher", or "lower".',
    ".. eco:target:: ≥90\n   :tolerance: much": '"much" is no number.',
    ".. eco:diff:: henan-county": "henan-county has no parent; name the ruleset to compare with [docutils]",
    ".. eco:diff:: a b c": "eco:diff takes at most two rulesets [docutils]",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_what_cannot_be_shown_is_a_warning(build, text, message):
    """The place of the directive and what is wrong; the build goes on."""
    project = build(pages=text, builder="dummy")

    assert project.warnings[0].startswith("index.rst:4: ")
    assert message in "\n".join(project.warnings)


def test_a_broken_ruleset_of_the_project_stops_the_build_with_all_its_problems(build, county, forest):
    """eco_rulesets: every problem of the file is listed."""
    path = county({**forest, "id": "Forest"}, {**forest, "number": 2, "target": "九十"})
    with pytest.raises(ConfigError) as caught:
        build(pages="x", eco_rulesets=[str(path)])

    assert str(caught.value).startswith("eco_rulesets: my-county.toml:11, indicator[0].id: ")
    assert '"Forest"' in str(caught.value)
    assert "九十" in str(caught.value)
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        build("other", pages="x", eco_rulesets=["nowhere.toml"])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_bare_ruleset_leaves_sentences_not_gaps(build, county, forest, language):
    """Without domains, units, plan, notes and findings each directive says so."""
    path = county(forest)
    project = build(pages=ALL.replace(".. eco:diff::", ".. eco:diff:: my-county my-county"), eco_ruleset="my-county", eco_rulesets=[str(path)], language=language, builder="dummy")  # fmt: skip
    said = {
        "en": ("This ruleset names no responsible units.", "This ruleset has no actions, phases or recurring duties.", "There are no notes.", "Nothing differs.", "Nothing was found."),
        "zh_CN": ("本指标体系未写明责任单位。", "本指标体系没有工作内容、实施步骤和经常性工作。", "没有说明。", "没有不同之处。", "没有发现问题。"),
    }[language]  # fmt: skip

    assert project.warnings == []
    for sentence in said:
        assert sentence in project.text()


def test_nothing_a_ruleset_says_is_markup(build, county, forest):
    """Names, notes, units and targets full of HTML and reST come out as the characters they are, quotes untouched."""
    text = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    more = (
        f'notes = ["{text}"]\n[domains]\nd = {{ zh = "{text}", en = "{text}" }}\n'
        f'[[unit]]\nid = "u"\nname = "{text}"\n'
        f'[responsibility]\nforest = {{ lead = ["{text}"] }}\n'
        f'[[action]]\nnumber = 1\ntitle = "{text}"\nclause = "{text}"\nindicators = ["forest"]\nlead = ["u"]\n'
        f'[[accept]]\ncheck = "number-skipped"\nsubject = "{text}"\nreason = "{text}"\n'
    )
    path = county({**forest, "zh": text, "en": text}, more=more)
    source = path.read_text(encoding="utf-8").replace('unit-measure = "%"', f'domain = "d"\nunit-measure = "{text}"')
    path.write_text(
        source.replace('zh = "我县指标", en = "Our county"', f'zh = "{text}", en = "{text}"'), encoding="utf-8"
    )
    page = ALL.replace(".. eco:diff::", "") + ":indicator:`my-county/1` :unit:`u` :ruleset:`!my-county`"
    project = build(pages=page, eco_ruleset="my-county", eco_rulesets=[str(path)])

    assert project.warnings == []
    assert "<script>alert" not in project.raw()
    assert "“" not in project.html()
    assert project.html().count("&lt;script&gt;alert(1)&lt;/script&gt; *a* `b` :ref:`c` |d| {{ e }} &quot;/&quot; [f](g)") > 15  # fmt: skip


def test_message_catalogs_hold_the_pages_own_prose_alone(build):
    """What comes out of a ruleset is in both languages already and is not put before a translator."""
    project = build(pages=ALL.replace(".. eco:", "Own prose.\n\n.. eco:", 1), eco_ruleset="dengfeng-2023", builder="gettext")  # fmt: skip
    lines = (project.out / "index.pot").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("msgid")] == ['msgid ""', 'msgid "Start"', 'msgid "Own prose."']
