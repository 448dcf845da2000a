"""The shipped rulesets against the document: a table transcribed on its own, counts, lint, provenance."""

import csv
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import evolve

import ecoindicators as eco
from ecoindicators import UnknownNameError
from ecoindicators.linting import numeral_value
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Relation
from ecoindicators.texts import Text
from ecoindicators.workplan import Section

HERE = Path(__file__).parent
DATA = files("ecoindicators_henan_county") / "data"


@pytest.fixture(scope="module")
def dengfeng() -> Ruleset:
    return eco.load_ruleset("dengfeng-2023")


@pytest.fixture(scope="module")
def henan() -> Ruleset:
    return eco.load_ruleset("henan-county")


def _table(name):
    with (HERE / "fixtures" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _names(cell):
    return [] if cell == "/" else [part for part in cell.replace("，", "、").split("、") if part]


def test_both_rulesets_equal_the_annex(dengfeng, henan):
    """Every row of the independent transcription stands in the rulesets: wording, units, responsibility."""
    rows = _table("annex.tsv")
    assert len(rows) == len(dengfeng.components) == len(henan.components) == 45
    for row, ours, theirs in zip(rows, dengfeng.components, henan.components, strict=True):
        indicator = dengfeng.indicator_of(ours.id)
        assert str(indicator.number) == row["number"]
        assert indicator.name.zh == row["indicator"]
        assert indicator.domain.name.zh == row["domain"]
        assert (indicator.task.number, indicator.task.name.zh) == (row["task_number"].strip("（）"), row["task"])
        if row["component"]:
            assert ours.name.zh == row["component"]
        assert ours.target.text == row["dengfeng"]
        assert theirs.target.text == row["henan"]
        assert [u.name.zh for u in indicator.responsibility.lead] == _names(row["lead"])
        assert [u.name.zh for u in indicator.responsibility.responsible] == _names(row["responsible"])


def test_the_plan_equals_the_document(dengfeng):
    """29 actions with heading and units, 4 phases, 6 sections, and the duties that can be checked."""
    rows = _table("actions.tsv")
    assert len(rows) == len(dengfeng.actions) == 29
    for row, action in zip(rows, dengfeng.actions, strict=True):
        assert str(action.number) == row["number"]
        assert action.section == row["section"].strip("（）")
        assert [u.name.zh for u in action.responsibility.lead] == _names(row["lead"])
        assert [u.name.zh for u in action.responsibility.responsible] == _names(row["responsible"])
        assert action.summary.zh
        assert action.summary.en != action.summary.zh
    assert [(p.since, p.until) for p in dengfeng.phases] == [
        ("2023-01", "2023-03"),
        ("2023-03", "2023-11"),
        ("2023-11", "2023-12"),
        ("2024-01", None),
    ]
    assert [s.number for s in dengfeng.sections] == ["一", "二", "三", "四", "五", "五"]
    assert [d.id for a in dengfeng.actions for d in a.duties] == ["monthly-meeting"]
    assert {d.id for d in dengfeng.duties} == {"annual-work-plan", "publish-progress"}


def test_actions_serve_the_indicators_they_are_said_to(dengfeng):
    """The links from actions to indicators are those of the design."""
    links = {
        1: [1],
        2: [2],
        3: [3],
        4: [4],
        5: [5],
        6: [6],
        7: [7, 9],
        8: [8],
        24: [25],
        25: [26, 29],
        26: [28],
        27: [30],
        28: [31],
        29: [32, 33],
    }
    links |= {n: [n + 1] for n in range(9, 24)}
    assert {a.number: [dengfeng[i].number for i in a.indicators] for a in dengfeng.actions} == links


def test_comparison_over_all_components(dengfeng):
    """17 stricter, 25 equal, 2 laxer, 1 incomparable."""
    relations = Counter(dengfeng.change_of(c.id).relation for c in dengfeng.components)
    assert relations == {Relation.STRICTER: 17, Relation.EQUAL: 25, Relation.LAXER: 2, Relation.INCOMPARABLE: 1}
    assert Counter(c.kind for c in eco.diff(dengfeng.parent, dengfeng)) == {
        "tightened": 17,
        "inherited": 25,
        "loosened": 2,
        "incomparable": 1,
    }


def test_lint_shows_each_oddity_accepted_with_its_reason(dengfeng):
    """What the document has odd is on show, each accepted, and nothing else is found."""
    findings = eco.lint(dengfeng)
    assert {(f.check, f.subject) for f in findings} == {
        ("laxer-than-parent", "eco-plan"),
        ("laxer-than-parent", "major-task-deployment"),
        ("incomparable-with-parent", "biodiversity.protected-species"),
        ("indicator-without-action", "rural-sanitary-toilets"),
        ("action-without-lead", "action 5"),
        ("number-skipped", "tasks 四"),
        ("number-repeated", "sections 五"),
    }
    assert all(f.accepted is not None and f.accepted.en for f in findings)
    assert not any(f.is_problem for f in eco.lint(dengfeng.parent))


def test_an_oddity_that_is_not_accepted_is_a_problem(tmp_path):
    """Removing one [[accept]] turns its finding into a problem, and an accept that fits nothing is one too."""
    folder = tmp_path / "dengfeng-2023"
    folder.mkdir()
    for file in (DATA / "dengfeng-2023").iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name.startswith("90"):
            text = text.replace('subject = "action 5"', 'subject = "action 6"')
        (folder / file.name).write_text(text, encoding="utf-8")
    problems = [(f.check, f.subject) for f in eco.lint(Ruleset.from_toml(folder)) if f.is_problem]
    assert problems == [("action-without-lead", "action 5"), ("accept-matches-nothing", "action 6")]


def test_every_component_knows_its_layer(dengfeng):
    """20 targets come from Dengfeng's layer, 25 from the province's."""
    assert Counter(c.layer for c in dengfeng.components) == {"dengfeng-2023": 20, "henan-county": 25}


def test_indicators_are_found_by_id_number_and_name(dengfeng):
    """Id, printed number and Chinese name find the same indicator; a wrong one names the nearest."""
    found = dengfeng["forest-grass-coverage"]
    assert found is dengfeng[11] is dengfeng["11"] is dengfeng["林草覆盖率"]
    with pytest.raises(UnknownNameError) as caught:
        dengfeng["forest-gras-coverage"]
    assert (
        str(caught.value)
        == 'dengfeng-2023 has no indicator "forest-gras-coverage"; nearest: forest-grass-coverage, Forest and grass coverage'
    )
    assert isinstance(caught.value, KeyError)


def test_a_key_that_fits_several_lists_their_ids(dengfeng):
    """The number of an indicator with several components does not say which component."""
    with pytest.raises(UnknownNameError) as caught:
        dengfeng.component(20)
    assert str(caught.value) == (
        '"20" fits several components: agricultural-waste-use.straw, agricultural-waste-use.manure, '
        "agricultural-waste-use.mulch-film; use one of these ids"
    )
    assert dengfeng.component("20.2").id == "agricultural-waste-use.manure"


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("7", 7), ("甲", None), ("", None)],
)
def test_printed_numbers_have_values(text, value):
    """Chinese and Arabic numbers are read up to 99."""
    assert numeral_value(text) == value


SMALL = """format = 1
[ruleset]
id = "{id}"
version = "1"
title = "甲"
jurisdiction = {{ code = "410000", name = "甲" }}
source = {{ title = "甲" }}
total-points = 100
[domains]
d = "甲"
"""


def small(tmp_path, id, *indicators):
    """Return a ruleset of such indicators, each given as the rest of its table."""
    tables = "".join(f"[[indicator]]\nnumber = {n}\ndomain = 'd'\n{i}\n" for n, i in enumerate(indicators, 1))
    path = tmp_path / f"{id}.toml"
    path.write_text(SMALL.format(id=id) + tables, encoding="utf-8")
    return eco.Ruleset.from_toml(path)


def test_diff_follows_a_component_that_was_renamed(tmp_path):
    """Another id with the same name is the same component, renamed; so is another name with the same id."""
    a = small(tmp_path, "a", "id = 'x'\nname = '林草覆盖率'\ntarget = '≥41'", "id = 'y'\nname = '旧名'\ntarget = '≥1'", "id = 'z'\nname = '丙'\ntarget = '≥1'")  # fmt: skip
    b = small(tmp_path, "b", "id = 'coverage'\nname = '林草覆盖率'\ntarget = '≥44'", "id = 'y'\nname = '新名'\ntarget = '≥1'", "id = 'w'\nname = '丁'\ntarget = '≥1'")  # fmt: skip
    found = [(c.component, c.before and c.before.id, c.kind, c.renamed) for c in eco.diff(a, b)]
    assert found == [
        ("coverage", "x", "tightened", True),
        ("y", "y", "equal", True),
        ("w", None, "added", False),
        ("z", "z", "dropped", False),
    ]
    assert eco.diff(a, b)[0].text.zh == "加严，更名"


def test_lint_adds_up_weights_and_points_and_doubts_shares_over_100(tmp_path):
    """Weights that do not sum to 1, points that miss the total, a missing weight and a share over 100 % are reported."""
    ruleset = small(
        tmp_path, "a", "id = 'x'\nname = '甲'\nunit-measure = '%'\ntarget = '≥120'\nweight = 0.5\npoints = 40",
        "id = 'y'\nname = '乙'\nunit-measure = '%'\nmaximum = 300\ntarget = '≥120'\nweight = 0.4\npoints = 50",
        "id = 'z'\nname = '丙'\ntarget = '≥120'",
    )  # fmt: skip
    found = {(f.check, f.subject): f.message.en for f in eco.lint(ruleset)}
    assert found == {
        ("share-over-100", "x"): '"≥120" asks for more than 100 %; if that can be, declare a maximum',
        ("weights-do-not-sum", "weights"): "the weights sum to 0.9, not to 1 or 100",
        ("weights-do-not-sum", "z"): "1 indicators have no weight, the first is 3",
        ("points-do-not-add-up", "points"): "the points add up to 90, the total is 100",
    }


def test_a_target_that_the_quoted_cell_does_not_have_is_a_finding(tmp_path):
    """Numbers are looked for as numbers, whatever parts them; a target without one as its words."""
    quoted = "source-cells = {{ target = '{cell}' }}\nname = '甲'\nid = '{id}'\ntarget = {target}\n"
    state = "{{ text = '{0}', states = ['{0}'] }}"
    ruleset = small(
        tmp_path, "a",
        quoted.format(id="a", cell="山区≥６０ 丘陵区≥40", target="{ text = '山区≥60；丘陵区≥40', labels = ['山区', '丘陵区'] }"),
        quoted.format(id="b", cell="≥5", target="'≥5.5'"),
        quoted.format(id="c", cell="稳定 改善", target=state.format("稳定")),
        quoted.format(id="d", cell="稳定", target=state.format("改善")),
    )  # fmt: skip
    found = {f.subject: f.message.en for f in eco.lint(ruleset) if f.check == "cell-differs"}
    assert found == {
        "b": 'the target "≥5.5" is not what the quoted cell says: "≥5"',
        "d": 'the target "改善" is not what the quoted cell says: "稳定"',
    }


def test_an_indicator_without_domain_and_task_is_a_finding(tmp_path):
    """Where the others stand in domains, one that stands in none is looked at; without any domain none is."""
    head = (
        'format = 1\n[ruleset]\nid = "q"\n%sversion = "1"\ntitle = "甲"\njurisdiction = { code = "410100", name = "甲" }\n'
        'source = { title = "甲" }\n[[indicator]]\nnumber = 34\nid = "parks"\nname = "公园"\ndirection = "higher"\ntarget = "≥1"\n'
    )
    path = tmp_path / "q.toml"
    path.write_text(head % 'extends = "henan-county"\n', encoding="utf-8")
    found = [(f.subject, f.message.en) for f in eco.lint(eco.Ruleset.from_toml(path)) if f.check == "indicator-without-domain"]  # fmt: skip
    assert found == [("parks", "indicator 34 公园 has neither a domain nor a task; no domain's verdict counts it")]
    path.write_text(head % "", encoding="utf-8")
    assert "indicator-without-domain" not in [f.check for f in eco.lint(eco.Ruleset.from_toml(path))]


def test_an_accept_for_every_finding_of_a_check_accepts_them_all(tmp_path):
    """The subject * stands for all subjects; one that is named beside it keeps its own reason, and * for nothing is told."""
    path = tmp_path / "a.toml"
    accept = '[[accept]]\ncheck = "{}"\nsubject = "{}"\nreason = "{}"\n'
    text = (
        'format = 1\n[ruleset]\nid = "a"\nextends = "henan-county"\nversion = "1"\ntitle = "甲"\n'
        'jurisdiction = { code = "410000", name = "河南省" }\nsource = { title = "来源" }\n'
        '[[unit]]\nid = "office"\nname = "县林业局"\n[responsibility]\nforest-grass-coverage = { lead = ["县林业局"] }\n'
    )
    own = accept.format("indicator-without-lead", "eco-plan", "另定") + accept.format(
        "indicator-without-lead", "*", "未列"
    )
    path.write_text(text + own + accept.format("number-repeated", "*", "无"), encoding="utf-8")

    found = [f for f in eco.lint(Ruleset.from_toml(path)) if f.check == "indicator-without-lead"]
    assert len(found) == 32
    assert {f.accepted.zh for f in found if f.subject != "eco-plan"} == {"未列"}
    assert [f.subject for f in found if not f.as_a_whole] == ["eco-plan"]
    assert next(f.accepted.zh for f in found if f.subject == "eco-plan") == "另定"
    assert [str(f.message) for f in eco.lint(Ruleset.from_toml(path)) if f.is_problem] == [
        "accepted, but not found: number-repeated (*)"
    ]


def test_diff_tells_a_target_that_means_the_same_in_other_words(tmp_path):
    """It is equal and reworded, and differs; one that is inherited does not."""
    path = tmp_path / "a.toml"
    path.write_text(
        'format = 1\n[ruleset]\nid = "a"\nextends = "henan-county"\nversion = "1"\ntitle = "甲"\n'
        'jurisdiction = { code = "410000", name = "河南省" }\nsource = { title = "来源" }\n'
        '[targets]\nforest-grass-coverage = "41%以上"\ngreen-procurement = "≥80"\n',
        encoding="utf-8",
    )
    changes = {c.component: c for c in eco.diff(eco.load_ruleset("henan-county"), Ruleset.from_toml(path))}
    forest, same = changes["forest-grass-coverage"], changes["green-procurement"]

    assert (forest.kind, str(forest.text), forest.text.zh, forest.differs) == (
        "equal",
        "equal, reworded",
        "相同，改写",
        True,
    )
    assert (same.kind, str(same.text), same.differs) == ("equal", "equal", False)
    assert [c.component for c in changes.values() if c.differs] == ["forest-grass-coverage"]


def test_a_wide_gap_in_the_numbers_is_one_finding(tmp_path):
    """Up to twenty numbers in a row are named one by one; a number of any size takes no more than a line."""
    ruleset = small(tmp_path, "a", "id = 'x'\nname = '甲'\ntarget = '≥1'", "id = 'y'\nname = '乙'\ntarget = '≥1'")
    indicators = [evolve(i, number=n) for i, n in zip(ruleset.indicators, (22, 999999999), strict=True)]
    wide = eco.lint(evolve(ruleset, indicators=tuple(indicators)))
    assert [(f.subject, str(f.message)) for f in wide if f.check == "number-skipped"] == [
        ("indicators 1-21", "indicator numbers 1 to 21 are skipped"),
        ("indicators 23-999999998", "indicator numbers 23 to 999999998 are skipped"),
    ]
    near = eco.lint(evolve(ruleset, indicators=(evolve(ruleset.indicators[0], number=21),)))
    assert [f.subject for f in near if f.check == "number-skipped"] == [f"indicators {n}" for n in range(1, 21)]
    sections = (Section("一", Text("甲")), Section("120", Text("乙")))
    mixed = [f.subject for f in eco.lint(evolve(ruleset, sections=sections)) if f.check == "number-skipped"]
    assert mixed == ["sections 二-119"]
