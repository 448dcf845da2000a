"""Who owes what: scorecards against the document, the plan on a day, the rectification list, reporting, course."""

import codecs
import csv
import io
import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators import DossierError, UnknownNameError, language
from ecoindicators.cli import cli
from ecoindicators.courses import courses
from ecoindicators.plans import ActionState, DutyReport, coverage, plan_status, read_duties, read_states
from ecoindicators.rectification import HUMAN, Item, merge, read_list, rectification, shortfall
from ecoindicators.reporting import reporting, reporting_counts
from ecoindicators.reports._excel import excel
from ecoindicators.reports._office import (
    gaps,
    matrix_table,
    plan_tables,
    rectification_table,
    render_tables,
    scorecard_tables,
)
from ecoindicators.reports._summary import open_lines
from ecoindicators.responsibility import Group, Responsibility, Unit
from ecoindicators.rosters import Entry, Roster
from ecoindicators.scorecards import matrix, scorecard, scorecards
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/dengfeng"
SOURCE = ROOT.parent / "shared/source"
TABLES = {name: EXAMPLE / f"{name}.csv" for name in ("assignments", "exemptions")}


@pytest.fixture(scope="module")
def assessed():
    dossier = eco.Dossier.read(EXAMPLE / "observations.csv", **TABLES)
    return eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)


def split(cell):
    """Return the names in a cell of the document: an independent reading of its lists."""
    text = re.sub(r"\s", "", cell).replace("(", "（").replace(")", "）").replace(",", "，")
    return [n for n in re.split(r"[、，](?![^（]*）)", text) if n and n != "/"]


def document():
    """Return who leads and shares which indicators and actions, read from the document's own text."""
    text = next(SOURCE.glob("*.txt")).read_text(encoding="utf-8")
    led, shared = defaultdict(set), defaultdict(set)
    plan, annex = text.split("三、工作内容")[1].split("四、实施步骤")[0], text.split("领域\t任务", 1)[1]
    for line in annex.splitlines():
        cells = line.split("\t")
        if len(cells) == 9 and cells[2].replace(" ", "").isdecimal():
            number = int(cells[2].replace(" ", ""))
            for side, cell in ((led, cells[7]), (shared, cells[8])):
                for name in split(cell):
                    side[name].add(("indicator", number))
    action = None
    for line in plan.splitlines():
        if found := re.match(r"(\d+)\. ", line):
            action = int(found[1])
        for side, word in ((led, "牵头单位："), (shared, "责任单位：")):
            if line.startswith(word):
                for name in split(line.removeprefix(word)):
                    side[name].add(("action", action))
    return led, shared


@pytest.mark.skipif(not SOURCE.exists(), reason="the source document is not part of the project")
def test_every_scorecard_equals_what_the_document_says(assessed):
    """For each unit named, the indicators and actions led and shared are those of the document's text."""
    led, shared = document()
    assert len(led) >= 10
    for name in {*led, *shared}:
        card = scorecard(assessed, name)
        mine = {("indicator", r.indicator.number) for r in card.led} | {("action", a.number) for a in card.actions_led}
        others = {("indicator", r.indicator.number) for r in card.shared} | {("action", a.number) for a in card.actions_shared}  # fmt: skip
        assert mine == led[name], name
        assert others == shared[name] - led[name], name
    total = sum(len(c.led) for c in scorecards(assessed))
    assert total == sum(1 for parts in led.values() for kind, _ in parts if kind == "indicator")


def test_a_scorecard_says_where_a_unit_stands(assessed):
    """市林业局 leads three indicators: one met, two short, with the gap; a warning comes with its finding."""
    card = scorecard(assessed, "市林业局")
    assert card.counts["lead"] == {"met": 1, "not-met": 2, "undetermined": 0, "not-applicable": 0}
    assert [(str(f.component), str(f.gap)) for f in card.lacking][:1] == [("forest-grass-coverage", "0.3")]
    assert [f.component.id for f, _ in card.warnings] == ["natural-space.river-lake-shorelines", "eco-environment-index"]  # fmt: skip
    assert card.deadline == date(2023, 12, 31)
    unreported = {f.component.id for c in scorecards(assessed) for f in c.unreported}
    assert unreported == {r.component.id for r in reporting(assessed) if r.state == "missing"}


def test_groups_reach_their_members_by_the_day(assessed):
    """A township's scorecard holds what all townships share; one that joined in 2024 is not asked about 2023."""
    roster = Roster.read(EXAMPLE / "roster.toml")
    card = scorecard(assessed, "示例甲镇", roster)
    assert [g.name.zh for g in card.groups] == ["各乡镇（街道）"]
    assert card.shared == scorecard(assessed, "各乡镇（街道）").shared
    assert scorecard(assessed, "示例丙乡", roster).shared == ()
    everybody = [c.unit.name.zh for c in scorecards(assessed, roster)]
    assert len(everybody) == len(set(everybody))
    assert "示例丙乡" not in everybody
    assert "各乡镇（街道）" not in everybody
    assert "市直各单位" in everybody  # of which the roster knows no member


def lines_of(card):
    """Return the lines above a scorecard's tables, in both languages."""
    lines, _ = scorecard_tables(card)
    return [line.zh for line in lines], [line.en for line in lines]


def test_a_member_is_told_through_which_group_it_has_a_part(assessed):
    """A township that a roster puts into 各乡镇（街道） has a line with the number of the group's indicators."""
    zh, en = lines_of(scorecard(assessed, "示例甲镇", Roster.read(EXAMPLE / "roster.toml")))
    assert "通过“各乡镇（街道）”：29项指标" in zh
    assert "through the group All townships and subdistricts: 29 indicators" in en
    assert not any("名录" in line for line in zh)


def test_a_unit_that_no_roster_knows_is_told_that_one_is_needed(assessed):
    """A township of the ruleset may belong to the group of its kind: a roster says so, and the output asks for one."""
    town = Unit("white-stone", Text("白石镇", "Baishi Township"), kind="township")
    ruleset = evolve(assessed.ruleset, units=(*assessed.ruleset.units, town))
    again = eco.assess(ruleset, assessed.dossier, year=2023)
    zh, en = lines_of(scorecard(again, "白石镇"))
    assert zh[1:4] == [
        "牵头0项",
        "参与0项",
        "按类别可属于“各乡镇（街道）”（29项指标）：成员由名录确定，请用 --roster 给出名录",
    ]
    assert (
        "by its kind it may belong to All townships and subdistricts (29 indicators): a roster says who does; give one with --roster"
        in en
    )
    known = Roster((Entry(town, since=date(2024, 1, 1)),))
    zh, _ = lines_of(scorecard(again, "白石镇", known))
    assert not any("按类别" in line or "通过" in line for line in zh)  # the roster says that it joins in 2024


def test_a_unit_that_only_a_group_names_stands_under_its_name(assessed):
    """Members may be ids of declared units: the matrix and the scorecards show the unit, not its id."""
    bureau = Unit("salt-bureau", Text("盐业局", "Salt Bureau"))
    group = Group("both", Text("两局"), members=("salt-bureau",))
    first, *others = assessed.ruleset.indicators
    changed = evolve(first, responsibility=Responsibility(responsible=(group,)))
    ruleset = evolve(
        assessed.ruleset, units=(*assessed.ruleset.units, bureau), groups=(group,), indicators=(changed, *others)
    )
    assert bureau in [unit for unit, _ in matrix(ruleset, date(2023, 12, 31))]
    assert "salt-bureau" not in [str(unit) for unit, _ in matrix(ruleset, date(2023, 12, 31))]


def test_the_matrix_agrees_with_the_scorecards(assessed):
    """Each L and R of the matrix is an indicator led or shared in the unit's scorecard."""
    roster = Roster.read(EXAMPLE / "roster.toml")
    lines = matrix(assessed.ruleset, date(2023, 12, 31), roster)
    cards = {c.unit.id: c for c in scorecards(assessed, roster)}
    for unit, parts in lines:
        found = {i.id: part for i, part in zip(assessed.ruleset.indicators, parts, strict=True) if part}
        card = cards[unit.id]
        assert found == {r.indicator.id: "R" for r in card.shared} | {r.indicator.id: "L" for r in card.led}


def test_reasons_in_one_cell_name_their_components():
    """Each reason stands with its components, the same one once; one of all components, or of the only one, needs no name."""
    dossier = eco.Dossier.from_records([{"component": "water-quality.black-odorous-waters", "year": 2023, "value": 1}])
    found = {
        r.indicator.number: gaps(r)
        for r in eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023).indicators
    }
    assert found[8].zh == "地表水责任目标达标情况、劣Ⅴ类水体断面——待定：2023年无填报；建成区黑臭水体——仍有1个"
    assert found[8].en == (
        "Surface-water responsibility targets, Monitored sections worse than class V – undetermined: nothing was "
        "reported for 2023; Black and odorous waters in the built-up area – 1 left"
    )
    assert found[7].zh == "待定：2023年无填报（3个分项均如此）"
    assert found[7].en == "undetermined: nothing was reported for 2023 (all 3 components)"
    assert found[11].zh == "待定：2023年无填报"


def test_a_gap_beside_its_verdict_does_not_say_it_again():
    """People read the reason alone; only a component that stands otherwise says so; CSV keeps the whole sentence."""
    dossier = eco.Dossier.from_records([{"component": "water-quality.black-odorous-waters", "year": 2023, "value": 1}])
    assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
    found = {r.indicator.number: gaps(r, beside_verdict=True) for r in assessment.indicators}
    assert (found[11].zh, found[11].en) == ("2023年无填报", "nothing was reported for 2023")
    assert found[7].zh == "2023年无填报（3个分项均如此）"
    assert found[8].zh == "地表水责任目标达标情况、劣Ⅴ类水体断面——待定：2023年无填报；建成区黑臭水体——仍有1个"
    with language("zh"):
        card = scorecards(assessment)[0]
        shown, table = (render_tables([scorecard_tables(card)[1][0]], format) for format in ("markdown", "csv"))
    assert "| 待定 | 2023年无填报" in shown
    assert ",待定,待定：2023年无填报" in table


def test_an_unknown_unit_names_the_nearest(assessed):
    """市林业厅 is nobody here; 市林业局 is near."""
    with pytest.raises(UnknownNameError) as caught:
        scorecard(assessed, "市林业厅")
    with language("en"):
        assert str(caught.value) == 'no unit is called "市林业厅"; nearest: 市林业局'


def test_the_plan_on_a_day(assessed):
    """On 1 September the second phase runs with 90 days left; done actions are closed, late ones listed, months missing."""
    states = (ActionState(1, "done"), ActionState(2, "under-way", by=date(2023, 8, 31)))
    reports = [DutyReport("monthly-meeting", f"2023-{m:02}") for m in (1, 2, 3, 5, 6, 7)]
    status = plan_status(assessed.ruleset, date(2023, 9, 1), states, reports, assessed)
    assert [(p.number, left) for p, left in status.phases] == [("二", 90)]
    assert len(status.open) == 28
    assert [a.number for a, _ in status.late] == [2]
    duties = {d.duty.id: (len(d.due), d.missing) for d in status.duties}
    assert duties["monthly-meeting"] == (8, ("2023-04", "2023-08"))
    assert {r.indicator.id for r in status.not_on_course} <= {r.indicator.id for r in assessed.indicators if r.verdict.value == "not-met"}  # fmt: skip
    assert [p.number for p, _ in plan_status(assessed.ruleset, date(2023, 3, 15)).phases] == ["一", "二"]
    assert [left for _, left in plan_status(assessed.ruleset, date(2025, 1, 1)).phases] == [None]


def test_coverage_in_both_directions(assessed):
    """Indicator 27 has no action, and every action serves an indicator."""
    unserved, idle = coverage(assessed.ruleset)
    assert ([i.number for i in unserved], idle) == ([27], ())


def test_tables_of_states_and_duties_report_every_problem(tmp_path, assessed):
    """An unknown action, state, date and duty are four problems with their places."""
    (tmp_path / "s.csv").write_text(
        "序号,状态,时限\n1,完成了,\n77,已完成,\n2,进行中,明天\n3,已完成,\n3,已完成,\n", encoding="utf-8"
    )
    with pytest.raises(DossierError) as caught:
        read_states(tmp_path / "s.csv", assessed.ruleset)
    with language("en"):
        assert str(caught.value).splitlines() == [
            's.csv, row 2: the state "完成了" should be one of not-started, under-way, done; nearest: 已完成',
            's.csv, row 3: no action "77"; nearest: 1, 2, 3',
            's.csv, row 4: "明天" is no date; expected one such as 2023-12-31',
            "s.csv, row 6: action 3 stands at s.csv, row 5 already",
        ]
    (tmp_path / "d.csv").write_text("duty,period\nmonthly-meating,2023-01\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_duties(tmp_path / "d.csv", assessed.ruleset)
    with language("en"):
        assert str(caught.value) == 'd.csv, row 2: no duty "monthly-meating"; nearest: monthly-meeting'


def test_the_period_of_a_duty_is_written_as_it_recurs(tmp_path):
    """A period of another kind, or of none, is an error: it would count for nothing."""
    rules = _with_duties(tmp_path, '[[phase]]\nnumber = "一"\nname = "甲"\nfrom = "2025-01"\n')
    (tmp_path / "d.csv").write_text(
        "duty,period\nm,2025-5\nm,2025-05\nq,2025-05\nq,2025-Q5\nq,2025-Q2\ny,2025-Q2\ny,2025\nq,\n", encoding="utf-8"
    )
    with pytest.raises(DossierError) as caught:
        read_duties(tmp_path / "d.csv", rules)
    assert [p.text.zh for p in caught.value.problems] == [
        "d.csv 第2行：期间“2025-5”应为月份，如 2023-05",
        "d.csv 第4行：期间“2025-05”应为季度，如 2023-Q2",
        "d.csv 第5行：期间“2025-Q5”应为季度，如 2023-Q2",
        "d.csv 第7行：期间“2025-Q2”应为年份，如 2023",
        "d.csv 第9行：期间“”应为季度，如 2023-Q2",
    ]
    assert caught.value.problems[1].text.en == 'd.csv, row 4: the period "2025-05" should be a quarter such as 2023-Q2'
    (tmp_path / "d.csv").write_text("duty,period\nm,2025-05\nq,2025-Q2\ny,2025\n", encoding="utf-8")
    assert [report.period for report in read_duties(tmp_path / "d.csv", rules)] == ["2025-05", "2025-Q2", "2025"]


def test_duties_of_a_plan_without_phases_are_said_not_to_be_counted(tmp_path):
    """There is no month to count from: the status says so instead of showing none."""
    lines, _ = plan_tables(plan_status(_with_duties(tmp_path), date(2025, 9, 1)))
    assert [(line.zh, line.en) for line in lines[1:-1]] == [
        (
            "工作方案没有阶段，无从起算，3项经常性工作未列出",
            "the plan has no phase to count from: 3 recurring duties are not listed",
        )
    ]


def _with_duties(folder, phase=""):
    small(folder, "≤1", "1")
    duties = "".join(f'[[duty]]\nid = "{e[0]}"\ntext = "会"\nevery = "{e}"\n' for e in ("month", "quarter", "year"))
    path = folder / "small.toml"
    path.write_text(path.read_text(encoding="utf-8") + duties + phase, encoding="utf-8")
    return eco.Ruleset.from_toml(path)


def test_the_rectification_list_says_the_gap_and_who_mends_it(assessed):
    """Each component that is not met is an item with its gap as a sentence, units, actions and the plan's deadline."""
    with language("zh"):
        items = {i.component: i for i in rectification(assessed)}
    assert set(items) == {f.component.id for f in assessed.findings if f.verdict.value == "not-met"}
    item = items["eco-environment-index"]
    assert (item.problem.en, item.problem.zh) == ("0.3 short of 60.5", "距60.5差0.3")
    assert (item.gap, item.lead, item.actions, item.deadline) == ("0.3", "生态环境分局", "9", date(2023, 12, 31))
    problem = items["forest-grass-coverage"].problem
    assert (problem.en, problem.zh) == ("0.3 percentage points short of 44%", "距44%差0.3个百分点")


def small(folder, target, unit="count"):
    """Return a ruleset of one component with this target."""
    path = folder / "small.toml"
    path.write_text(
        f"""
format = 1
[ruleset]
id = "small"
version = "1"
title = "小体系"
jurisdiction = {{ code = "410000", name = "某地" }}
source = {{ title = "文件" }}
[[indicator]]
id = "a"
number = 1
name = "甲"
unit-measure = "{unit}"
direction = "lower"
target = "{target}"
""",
        encoding="utf-8",
    )
    return eco.Ruleset.from_toml(path)


@pytest.mark.parametrize(
    ("target", "unit", "rows", "given", "zh", "en"),
    [
        ("消除", "count", {2023: 1}, {}, "仍有1个", "1 left"),
        ("消除", "km²", {2023: "2.5"}, {}, "仍有2.5km²", "2.5 km² left"),
        ("≤45", "µg/m³", {2023: 47}, {}, "超出45µg/m³，高2µg/m³", "2 µg/m³ above 45 µg/m³"),
        ("≤45", "1", {2023: 47}, {}, "超出45，高2", "2 above 45"),
        ("完成上级下达的目标任务", "µg/m³", {2023: 47}, {"assignments": [{"component": "a", "year": 2023, "target": "≤45"}]}, "超出45µg/m³，高2µg/m³", "2 µg/m³ above 45 µg/m³"),
        ("完成上级下达的目标任务", "%", {2023: 47}, {"assignments": [{"component": "a", "year": 2023, "target": "≥50"}]}, "距50%差3个百分点", "3 percentage points short of 50%"),
        ("完成上级下达的目标任务", "1", {2022: 40, 2023: 47}, {"assignments": [{"component": "a", "year": 2023, "target": "不升高"}]}, "未达标：47，未完成上级下达的目标（不升高），差7", "not met: 47 misses the assigned 不升高; gap 7"),
        ("不升高", "count", {2022: 3, 2023: 5}, {}, "超出3个，高2个", "2 above 3"),
        ("不降低", "count", {2022: 5, 2023: 3}, {}, "距5个差2个", "2 short of 5"),
        ("不高于全省平均水平", "%", {2023: 31}, {"references": [{"component": "a", "year": 2023, "name": "全省平均水平", "value": 30}]}, "超出30%，高1个百分点", "1 percentage point above 30%"),
        ("不低于全省平均水平", "%", {2023: 28}, {"references": [{"component": "a", "year": 2023, "name": "全省平均水平", "value": 30}]}, "距30%差2个百分点", "2 percentage points short of 30%"),
        ("30-40之间", "1", {2023: 25}, {}, "距30~40差5", "5 short of 30~40"),
        ("30-40之间", "1", {2023: 41}, {}, "超出30~40，高1", "1 above 30~40"),
        ("=5", "1", {2023: 6}, {}, "超出5，高1", "1 above 5"),
        ("≥0", "1", {2023: -3}, {}, "距0差3", "3 short of 0"),
    ],
)  # fmt: skip
def test_a_shortfall_says_on_which_side_of_its_bound_a_value_is(tmp_path, target, unit, rows, given, zh, en):
    """Under the bound it is short, over it above, whatever the reason; of what is to be eliminated some is left."""
    dossier = eco.Dossier.from_records([{"component": "a", "year": y, "value": v} for y, v in rows.items()], **given)
    (finding,) = eco.assess(small(tmp_path, target, unit), dossier, year=2023).findings
    assert finding.verdict is Verdict.NOT_MET
    said = shortfall(finding)
    assert (said.zh, said.en) == (zh, en)


def test_what_is_not_eliminated_is_open_without_a_gap_beside_its_count(tmp_path):
    """The reason says the count; a gap to nothing would only say it again."""
    dossier = eco.Dossier.from_records([{"component": "a", "year": 2023, "value": 1}])
    with language("zh"):
        lines = open_lines(eco.assess(small(tmp_path, "消除"), dossier, year=2023), Verdict.NOT_MET)
    assert lines == ["1 甲：尚未消除或仍有发生（1）"]


@pytest.mark.parametrize(
    ("component", "zh", "en"),
    [
        (
            "forest-grass-coverage",
            "11 林草覆盖率：43.7，低于要求的≥44，差0.3个百分点 [市林业局]",
            "gap 0.3 percentage points [",
        ),
        ("eco-environment-index", "10 生态环境状况指数：60.2，低于要求的≥60.5，差0.3 [生态环境分局]", "gap 0.3 ["),
    ],
)
def test_what_is_open_says_the_gap_with_its_unit(assessed, component, zh, en):
    """Between two percentages a gap is percentage points, in the table and in Markdown, in both languages."""
    name = next(str(f.component.name.en) for f in assessed.findings if f.component.id == component)
    with language("zh"):
        assert zh in open_lines(assessed, Verdict.NOT_MET)
        assert f"- {zh.partition(' [')[0]}" in assessed.to_markdown()
    with language("en"):
        assert any(en in line and name in line for line in open_lines(assessed, Verdict.NOT_MET))


def test_an_edited_list_is_read_again_and_nothing_written_is_lost(tmp_path, assessed):
    """Written as CSV, edited with columns moved, read and merged: numbers are anew, people's words stay."""
    args = [
        "plan", "rectify", "dengfeng-2023", str(EXAMPLE / "observations.csv"), "--assignments", str(TABLES["assignments"]),
        "--exemptions", str(TABLES["exemptions"]), "--year", "2023", "--format", "csv", "--lang", "en",
    ]  # fmt: skip
    first = CliRunner().invoke(cli, args).output
    rows = list(csv.DictReader(io.StringIO(first)))
    rows[1] |= {"state": "整改中", "measures": "补植", "note": "=1+1", "deadline": "2024-03-01", "gap": "9"}
    rows.append({**rows[0], "component": "river-chief-system", "state": "已完成"})
    edited = tmp_path / "list.csv"
    with edited.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*reversed(rows[0])])
        writer.writeheader()
        writer.writerows(rows)
    merged = merge(read_list(edited), rectification(assessed))
    item = next(i for i in merged if i.component == rows[1]["component"])
    assert (item.state, item.measures, item.note, item.deadline) == ("整改中", "补植", "=1+1", date(2024, 3, 1))
    assert item.gap != "9"
    assert [(i.component, i.open, i.state) for i in merged if not i.open] == [("river-chief-system", False, "已完成")]
    again = CliRunner().invoke(cli, [*args, "--merge", str(edited)])
    assert again.exit_code == 0, again.output
    assert "补植" in again.output


def test_a_list_in_a_csv_file_is_one_that_people_can_open_and_fill_in(tmp_path, assessed):
    """Its heads are in the language asked for, the mark tells Excel that it is UTF-8, and it is read again."""
    args = ["plan", "rectify", "dengfeng-2023", str(EXAMPLE / "observations.csv"), "--year", "2023", "--format", "csv"]
    path = tmp_path / "list.csv"
    assert CliRunner().invoke(cli, [*args, "--lang", "zh", "-o", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    first = path.read_text(encoding="utf-8-sig").splitlines()[0]
    assert first == "分项,年度,整改事项,是否未达标,差距,计量单位,问题,牵头单位,责任单位,相关工作内容,整改时限,整改状态,整改措施,佐证材料,联系人,备注"  # fmt: skip
    assert [i.component for i in read_list(path)][:2] == ["air-quality.pm10", "eco-environment-index"]

    shown = CliRunner().invoke(cli, [*args, "--lang", "en"]).output
    assert shown.startswith("component,year,item,open,gap,unit_measure,problem,lead,responsible,actions,deadline,")
    assert "\ufeff" not in shown


WORDS = st.sampled_from(["", "甲", "整改中", "2024"])
ITEMS = st.lists(
    st.builds(
        Item, st.sampled_from("abc"), st.sampled_from([2022, 2023]), open=st.booleans(), gap=WORDS, lead=WORDS,
        deadline=st.none() | st.dates(date(2023, 1, 1), date(2024, 1, 1)), state=WORDS, measures=WORDS, evidence=WORDS, contact=WORDS, note=WORDS,
    ),
    unique_by=lambda i: i.key,
)  # fmt: skip


@given(ITEMS, ITEMS)
def test_merging_is_idempotent_and_keeps_every_human_field(known, computed):
    """Merging again changes nothing; no item is lost; what people wrote stands; what is computed is computed."""
    merged = merge(known, computed)
    assert merge(merged, computed) == merged
    by_key = {i.key: i for i in merged}
    assert set(by_key) == {i.key for i in (*known, *computed)}
    for item in known:
        for name in HUMAN:
            if getattr(item, name) not in ("", None):
                assert getattr(by_key[item.key], name) == getattr(item, name)
    for item in computed:
        assert by_key[item.key].gap == item.gap


def test_reporting_tells_missing_late_exempt_and_expired_apart(assessed):
    """Counts add up to all components; an exemption in force and one that has ended are told apart."""
    counts = reporting_counts(reporting(assessed))
    assert sum(counts.values()) == 45
    assert counts["missing"] == 2
    assert reporting_counts(reporting(assessed, due=date(2023, 6, 30)))["late"] == 2
    found = eco.Dossier.from_records(
        [{"component": "river-chief-system", "year": 2023, "statement": "全面实施"}],
        exemptions=[
            {"component": "soil-pollution-register", "reason": "甲", "approved_by": "乙", "from": date(2023, 1, 1), "until": date(2023, 12, 31)},
            {"component": "planning-eia", "reason": "甲", "approved_by": "乙", "from": date(2022, 1, 1), "until": date(2022, 12, 31)},
        ],
    )  # fmt: skip
    states = {r.component.id: r.state for r in reporting(eco.assess(assessed.ruleset, found, year=2023))}
    assert states["river-chief-system"] == "reported"
    assert states["soil-pollution-register"] == "exempt"
    assert states["planning-eia"] == "exemption-expired"
    assert states["eco-plan"] == "missing"


@pytest.mark.parametrize(
    ("values", "state", "so_far", "needed"),
    [
        ({2021: 40, 2022: 41, 2023: 42}, "on-course", "1", "1"),
        ({2021: 40, 2022: 41, 2023: "41.5"}, "not-on-course", "0.75", "1.25"),
        ({2022: 41, 2023: 42}, "cannot-tell", None, None),
        ({2021: 40, 2022: 41, 2023: 44}, "reached", None, None),
        ({2021: 42, 2022: 43}, "on-course", "1", "0.333333333"),
    ],
)
def test_the_course_compares_the_change_needed_with_the_change_so_far(values, state, so_far, needed):
    """By 2025, ≥44: the yearly change so far beside the one needed; with one earlier year nothing is said."""
    dossier = eco.Dossier.from_records([{"component": "forest-grass-coverage", "year": y, "value": v} for y, v in values.items()] + [{"component": "green-buildings", "year": 2023, "value": 91}])  # fmt: skip
    assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
    found = next(c for c in courses(assessment, 2025) if c.finding.component.id == "forest-grass-coverage")
    shown = tuple(None if x is None else str(x) for x in (found.so_far, found.needed))
    assert (found.state, *shown) == (state, so_far, needed)


@pytest.mark.parametrize("format", ["table", "markdown", "json", "csv"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_write_every_format(format, lang):
    """Each command gives the four formats in both languages, and JSON that parses."""
    base = ["dengfeng-2023", str(EXAMPLE / "observations.csv"), "--assignments", str(TABLES["assignments"]), "--exemptions", str(TABLES["exemptions"]), "--year", "2023"]  # fmt: skip
    roster = ["--roster", str(EXAMPLE / "roster.toml")]
    for args in (
        ["scorecard", *base, "市林业局", "示例甲镇", *roster],
        ["scorecard", *base, "--matrix", *roster],
        ["plan", "status", "dengfeng-2023", "--on", "2023-09-01", "--dossier", *base[1:]],
        ["plan", "coverage", "dengfeng-2023"],
        ["plan", "rectify", *base],
        ["plan", "reporting", *base],
        ["plan", "course", *base, "--deadline", "2025"],
    ):
        done = CliRunner().invoke(cli, [*args, "--format", format, "--lang", lang])
        assert done.exit_code == 0, done.output
        assert len(done.output) > 60
        assert "Text(" not in done.output
        if format == "json":
            json.loads(done.output)


def test_the_matrix_and_the_list_open_in_excel(tmp_path):
    """The workbook holds the same cells, what looks like a formula is text, and the same input gives the same bytes."""
    base = ["dengfeng-2023", str(EXAMPLE / "observations.csv"), "--assignments", str(TABLES["assignments"]), "--year", "2023"]  # fmt: skip
    for name in ("a.xlsx", "b.xlsx"):
        done = CliRunner().invoke(
            cli, ["scorecard", *base, "--matrix", "--excel", str(tmp_path / name), "--lang", "zh"]
        )
        assert done.exit_code == 0, done.output
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.value for c in sheet[1]][:3] == ["单位", "1", "2"]
    assert (sheet.title, sheet["B2"].value) == ("责任矩阵", "牵")
    written = merge([Item("eco-plan", 2023, note="=1+1", state="整改中")], ())
    (tmp_path / "list.xlsx").write_bytes(excel([rectification_table(written)]))
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").active["P2"].data_type == "s"
    assert read_list(tmp_path / "list.xlsx")[0].note == "=1+1"


def test_the_list_in_excel_has_years_and_gaps_to_reckon_with(tmp_path):
    """A year and a gap are numbers with the digits they had, what is no plain number stays text, and all is read again."""
    items = (
        Item("a", 2023, gap="0.30", unit_measure="count"), Item("b", 2023, gap="约3", unit_measure="%"), Item("c", 2023, gap="007"),
    )  # fmt: skip
    path = tmp_path / "list.xlsx"
    with language("zh"):
        path.write_bytes(excel([rectification_table(items)]))
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=2))
    assert [(row[1].value, row[4].value, row[5].value) for row in rows] == [(2023, 0.3, "个"), (2023, "约3", "%"), (2023, "007", None)]  # fmt: skip
    assert rows[0][4].number_format == "0.00"
    again = read_list(path)
    assert [(i.year, i.gap, i.unit_measure) for i in again] == [(2023, "0.3", "count"), (2023, "约3", "%"), (2023, "007", "")]  # fmt: skip


@pytest.mark.parametrize(("lang", "points"), [("zh", "个百分点"), ("en", "percentage points")])
def test_a_gap_between_percentages_is_in_percentage_points(tmp_path, lang, points):
    """People read the unit of the gap; CSV and JSON keep the component's unit, and an Excel list is read back as it."""
    table = rectification_table([Item("a", 2023, gap="0.1", unit_measure="%"), Item("b", 2023, unit_measure="%")])
    path = tmp_path / "list.xlsx"
    with language(lang):
        path.write_bytes(excel([table]))
        coded = render_tables([table], "csv"), render_tables([table], "json")
    assert [row[5].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)] == [points, "%"]
    assert not any(points in text for text in coded)
    assert [item.unit_measure for item in read_list(path)] == ["%", "%"]


def test_the_plans_status_names_indicators_to_people(assessed):
    """The action for forest cover serves "11 林草覆盖率"; programs read the ids in CSV and JSON."""
    with language("zh"):
        table = plan_tables(plan_status(assessed.ruleset, date(2023, 6, 30)))[1][0]
        shown, *coded = (render_tables([table], format) for format in ("markdown", "csv", "json"))
    assert "| 11 林草覆盖率 |" in shown
    assert "| 7 环境空气质量、9 主要污染物减排 |" in shown
    assert "forest-grass-coverage" not in shown
    assert all("forest-grass-coverage" in text and "林草覆盖率 " not in text for text in coded)
    assert ",air-quality、pollutant-reduction\n" in coded[0].replace("\r", "")


def test_programs_read_codes_where_people_read_words(assessed):
    """In Chinese the matrix says 牵 and 责; CSV and JSON keep L and R, and the count of a list its code."""
    table = matrix_table(assessed.ruleset, matrix(assessed.ruleset, date(2023, 12, 31)))
    with language("zh"):
        shown = render_tables([table], "table")
        coded = render_tables([table], "csv"), render_tables([table], "json")
        listed = rectification_table([Item("a", 2023, unit_measure="count")])
        assert ["个" in render_tables([listed], "table"), "count" in render_tables([listed], "json")] == [True, True]
    assert {"牵", "责"} <= set(shown)
    assert not {"牵", "责"} & set("".join(coded))
    assert coded[0].splitlines()[1].startswith("生态环境分局,L,L,R")
    with language("en"):
        assert "L leads, R takes part" in render_tables([table], "table")


def test_a_list_that_somebody_may_have_filled_is_not_overwritten(tmp_path):
    """Writing the list over one that is there is refused, and the file stays as it was."""
    base = ["plan", "rectify", "dengfeng-2023", str(EXAMPLE / "observations.csv"), "--year", "2023"]
    edited = tmp_path / "list.xlsx"
    edited.write_bytes(b"what somebody wrote")
    done = CliRunner().invoke(cli, [*base, "--excel", str(edited)])
    assert (done.exit_code, edited.read_bytes()) == (2, b"what somebody wrote")
    assert CliRunner().invoke(cli, [*base, "--excel", str(edited), "--overwrite"]).exit_code == 0
    assert edited.read_bytes().startswith(b"PK")


def test_the_course_names_components_for_people_and_keeps_their_ids_for_programs():
    """The table says number, indicator and component; CSV the id."""
    args = ["plan", "course", "dengfeng-2023", str(EXAMPLE / "observations.csv"), "--assignments", str(TABLES["assignments"]), "--year", "2023", "--deadline", "2025"]  # fmt: skip
    said = CliRunner().invoke(cli, [*args, "--lang", "zh"]).output
    assert "11 林草覆盖率 " in said
    assert "12 生物多样性保护：国家重点保护" in said
    assert "forest-grass-coverage" not in said
    assert "\nforest-grass-coverage,≥44," in CliRunner().invoke(cli, [*args, "--format", "csv"]).output


def test_a_number_that_is_reached_says_so_where_the_whole_target_is_not_met(tmp_path):
    """≥50且不降低 at 50.1 after 51: the number is reached, the target is not met."""
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\n[ruleset]\nid = "a"\nextends = "henan-county"\nversion = "1"\ntitle = "甲"\n'
        'jurisdiction = { code = "410000", name = "河南省" }\nsource = { title = "来源" }\n'
        '[targets]\nforest-grass-coverage = "≥50且不降低"\n',
        encoding="utf-8",
    )
    rows = [{"component": 11, "year": year, "value": value} for year, value in ((2022, 51), (2023, "50.1"))]
    assessment = eco.assess(eco.Ruleset.from_toml(path), eco.Dossier.from_records(rows), year=2023)
    found = next(c for c in courses(assessment, 2025) if c.finding.component.id == "forest-grass-coverage")
    assert (found.state, found.text) == (
        "reached",
        Text("数值已达到，整条目标未达标", "the number is reached, the whole target is not met"),
    )


def test_a_deadline_before_the_year_judged_is_wrong_usage():
    """plan course --deadline looks ahead."""
    args = [
        "plan",
        "course",
        "dengfeng-2023",
        str(EXAMPLE / "observations.csv"),
        "--year",
        "2023",
        "--deadline",
        "2020",
    ]
    done = CliRunner().invoke(cli, args)
    assert (done.exit_code, "2020" in done.stderr, "2023" in done.stderr) == (2, True, True)


def test_the_plan_takes_a_folder_of_workbooks_as_assess_does(tmp_path):
    """--dossier is what assess takes: a table, a workbook or a folder of workbooks."""
    book = openpyxl.Workbook()
    book.active.append(["指标", "年度", "数值"])
    book.active.append(["forest-grass-coverage", 2023, 40])
    book.save(tmp_path / "1.xlsx")
    args = ["plan", "status", "dengfeng-2023", "--on", "2023-09-01", "--dossier", str(tmp_path), "--lang", "zh"]
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == 0, done.output
    assert "林草覆盖率" in done.output.partition("进度滞后的指标")[2]
