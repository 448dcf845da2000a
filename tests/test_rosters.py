"""Who exists and who belongs to which group, on a day; and what a wrong roster is told."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators import UnknownNameError
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rosters import Entry, Membership, Roster, RosterError
from ecoindicators.texts import Text

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng/roster.toml"
MIDYEAR = date(2023, 6, 1)


@pytest.fixture(scope="module")
def roster():
    return Roster.read(EXAMPLE)


@pytest.fixture(scope="module")
def dengfeng():
    return eco.load_ruleset("dengfeng-2023")


def names(expansion):
    return [u.name.zh for u in expansion.units]


def group(ruleset, name):
    return next(g for g in ruleset.groups if g.name.zh == name)


def test_townships_and_subdistrict_offices_differ(roster, dengfeng):
    """各乡镇（街道） holds both kinds, 各街道办事处 the one."""
    assert names(roster.expand(group(dengfeng, "各乡镇（街道）"), MIDYEAR)) == ["示例甲镇", "示例乙镇", "示例丁街道办事处"]  # fmt: skip
    assert names(roster.expand(group(dengfeng, "各街道办事处"), MIDYEAR)) == ["示例丁街道办事处"]


def test_expansion_is_dated(roster, dengfeng):
    """A township that joined in 2024 is not asked about 2023, and one that ended in 2022 is asked about 2022."""
    towns = group(dengfeng, "各乡镇（街道）")
    assert "示例丙乡" not in names(roster.expand(towns, date(2023, 12, 31)))
    assert "示例丙乡" in names(roster.expand(towns, date(2024, 1, 1)))
    assert "示例戊街道办事处" in names(roster.expand(towns, date(2022, 12, 31)))
    members = group(dengfeng, "市环委会污染防治攻坚办公室各相关成员单位")
    assert names(roster.expand(members, date(2022, 6, 1))) == ["生态环境分局", "市住建局"]


def test_a_group_that_nothing_fills_says_so(roster, dengfeng):
    """Without members in the roster a group stays a group, and is not taken for empty."""
    found = roster.expand(group(dengfeng, "市直各单位"), MIDYEAR)
    assert (found.units, found.complete) == ((), False)


def test_units_are_found_by_alias_and_the_nearest_are_named(roster):
    """生态环境分局 answers to its full name; an unknown name lists the nearest."""
    assert roster.find("郑州市生态环境局登封分局").name.zh == "生态环境分局"
    with pytest.raises(UnknownNameError) as caught:
        roster.find("市林业厅")
    assert "市林业局" in caught.value.nearest


def test_every_unit_of_the_document_is_in_the_example(roster, dengfeng):
    """Each unit that the annex or an action names is found in the example's roster."""
    named = {u for i in dengfeng.indicators for u in i.responsibility.units}
    named |= {u for a in dengfeng.actions for u in a.responsibility.units}
    assert [u.name.zh for u in named if isinstance(u, Unit) and roster.same(u) is u] == []


def test_a_roster_reads_alike_from_csv_and_excel(tmp_path):
    """The same rows in CSV and in Excel give the same roster as in TOML."""
    rows = [["名称", "类别", "别名", "所属", "起", "止"], ["甲局", "部门", "甲；甲委", "小组", "2023-01-01", ""], ["乙镇", "乡镇", "", "", "", "2023-12-31"]]  # fmt: skip
    (tmp_path / "r.csv").write_text("\n".join(",".join(r) for r in rows), encoding="utf-8")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    (tmp_path / "r.toml").write_text(
        'unit = [{ name = "甲局", aliases = ["甲", "甲委"], from = 2023-01-01 }, { name = "乙镇", kind = "township", until = 2023-12-31 }]\n'
        'member = [{ group = "小组", unit = "甲局", from = 2023-01-01 }]',
        encoding="utf-8",
    )
    assert Roster.read(tmp_path / "r.csv") == Roster.read(tmp_path / "r.xlsx") == Roster.read(tmp_path / "r.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('unit = [{ name = "市林业局" }]\nmember = [{ group = "甲", unit = "市林业厅" }]', 'r.toml, member[0]: no unit "市林业厅" in the roster; nearest: 市林业局'),
        ('unit = [{ name = "甲局", aliases = ["甲"] }, { name = "乙局", aliases = ["甲"] }]', 'r.toml, unit[1]: "甲" is claimed by "甲局" already (r.toml, unit[0])'),
        ('unit = []\nmember = [{ group = "甲", unit = "乙" }, { group = "乙", unit = "甲" }]', 'r.toml, member[1]: "乙" contains itself: 乙 → 甲 → 乙 (r.toml, member[1]、r.toml, member[0])\nr.toml, member[0]: "甲" contains itself: 甲 → 乙 → 甲 (r.toml, member[0]、r.toml, member[1])'),
        ('unit = [{ name = "甲局" }]\nmember = [{ group = "乙", unit = "甲局", from = 2023-01-01 }, { group = "乙", unit = "甲局", until = 2023-05-01 }]', 'r.toml, member[1]: "甲局" is in "乙" on days that r.toml, member[0] covers already'),
        ('unit = [{ name = "甲局", from = 2023-02-01, until = 2023-01-01 }]', "r.toml, unit[0]: it ends on 2023-01-01, before it begins on 2023-02-01"),
        ('unit = [{ name = "甲局", knd = "x" }]', 'r.toml, unit[0]: "knd" is not known; nearest: kind'),
        ('unit = [{ name = "甲局", kind = "乡" }, { kind = "township" }]', 'r.toml, unit[0]: the kind "乡" is none of department, township, subdistrict, enterprise, office; nearest: 乡镇\nr.toml, unit[1]: the name is missing'),
    ],
)  # fmt: skip
def test_each_fault_names_its_places(tmp_path, text, message):
    """All problems at once; a clash names both places."""
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RosterError) as caught:
        Roster.read(tmp_path / "r.toml")
    assert str(caught.value) == message


DAYS = st.none() | st.dates(date(2022, 1, 1), date(2024, 12, 31))
MEMBERS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["a", "b", "c", "B", "C"]), DAYS, DAYS), max_size=8)  # fmt: skip


@given(MEMBERS, st.dates(date(2022, 1, 1), date(2024, 12, 31)))
def test_expanding_never_loses_or_doubles_a_unit(members, on):
    """The units of a group are those reached by memberships that hold on the day, each once: an independent walk."""
    entries = tuple(Entry(Unit(x, Text(x))) for x in "abc")
    try:
        roster = Roster(entries, tuple(Membership(*m) for m in members))
    except RosterError:
        return
    groups = [Group(x, Text(x)) for x in "ABC"]
    for start in groups:
        reached, todo = set(), [start.id]
        while todo:
            name = todo.pop()
            for of, member, since, until in members:
                inside = (since is None or since <= on) and (until is None or on <= until)
                if of == name and inside and member not in reached:
                    reached.add(member)
                    todo.append(member)
        found = [u.id for u in roster.expand(start, on, groups).units]
        assert sorted(found) == sorted(reached & set("abc"))
