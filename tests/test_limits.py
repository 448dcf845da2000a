"""Bounds on what comes from outside: each is used, documented, a setting, and one clear error."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators import limits
from ecoindicators.drafting import draft_ruleset
from ecoindicators.errors import DossierError, ReportError, RulesetError, TargetSyntaxError
from ecoindicators.limits import LimitError, Limits, get_limits, using_limits
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rosters import Entry, Membership, Roster
from ecoindicators.targets import Op, Relation, Threshold, Window, compare
from ecoindicators.texts import Text

ROOT = Path(__file__).parent.parent
HEADS = "component,year,value\n"
RULESET = 'format = 1\n[ruleset]\nid = "a"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "1", name = "甲" }\nsource = { title = "甲" }\n'
INDICATOR = '[[indicator]]\nnumber = {0}\nid = "i-{0}"\nname = "甲{0}"\ntarget = "≥1"\ndirection = "higher"\n'
HINT = 'If it is meant, raise the limit: ECOINDICATORS_LIMITS="{}=…"'


def observations(tmp_path, text):
    path = tmp_path / "observations.csv"
    path.write_text(text, encoding="utf-8")
    return eco.Dossier.read(path)


def ruleset(tmp_path, text):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return eco.Ruleset.from_toml(path)


def tabbed(tmp_path, text):
    path = tmp_path / "t.tsv"
    path.write_text(text, encoding="utf-8")
    return draft_ruleset(path)


def report(tmp_path):
    (tmp_path / "report.json").write_text('{"format_version": 1}', encoding="utf-8")
    return eco.verify(tmp_path / "report.json", eco.Dossier())


def folder(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.toml").write_text("", encoding="utf-8")
    return eco.Ruleset.from_toml(tmp_path)


def workbook(tmp_path, *rows):
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    return eco.Dossier.read(tmp_path / "t.xlsx")


TWO = RULESET + INDICATOR.format(1) + INDICATOR.format(2)
CASES = {
    "file_bytes": (20, lambda p: observations(p, HEADS), DossierError, "observations.csv: the file is over 20 bytes and was not read"),
    "ruleset_bytes": (50, lambda p: ruleset(p, RULESET), RulesetError, "rules.toml: the file is over 50 bytes and was not read"),
    "report_bytes": (5, report, ReportError, "report.json: the file is over 5 bytes and was not read"),
    "folder_files": (2, folder, RulesetError, "{folder}: the folder holds over 2 files and was not read"),
    "archive_members": (3, lambda p: workbook(p, ["分项"]), DossierError, "t.xlsx: the file packs over 3 parts and was not read"),
    "unpacked_bytes": (900, lambda p: workbook(p, ["分项"]), DossierError, "t.xlsx: the file unpacks to over 900 bytes and was not read"),
    "part_tags": (9, lambda p: workbook(p, ["分项"]), DossierError, "t.xlsx, xl/theme/theme1.xml: a part of the file has over 9 tags and was not read"),
    "rows": (2, lambda p: observations(p, HEADS + "a,2023,1\nb,2023,1\n"), DossierError, "observations.csv, row 3: over 2 rows"),
    "policy_rows": (1, lambda p: tabbed(p, "序号\t指标名称\t目标值\n1\t林草覆盖率\t≥1\n"), RulesetError, "t.tsv: over 1 rows"),
    "columns": (2, lambda p: observations(p, HEADS), DossierError, "observations.csv, row 1: over 2 columns"),
    "cells": (5, lambda p: observations(p, HEADS + "a,2023,1\n"), DossierError, "observations.csv, row 2: over 5 cells"),
    "cell_chars": (3, lambda p: observations(p, HEADS + "abcd,2023,1\n"), DossierError, 'observations.csv, row 2, column "component": a cell is over 3 characters'),
    "policy_cell_chars": (4, lambda p: tabbed(p, "序号\t指标名称\t目标值\n1\t林草覆盖率\t≥1\n"), RulesetError, "t.tsv, row 2: a cell is over 4 characters"),
    "nesting": (3, lambda p: ruleset(p, "a = [[[[]]]]"), RulesetError, "rules.toml:1, a: nested over 3 levels deep"),
    "number_size": (50, lambda _: eco.parse_target("≥51"), TargetSyntaxError, "the number is beyond ±50"),
    "number_places": (2, lambda _: eco.parse_target("≥0.125"), TargetSyntaxError, "the number has over 2 decimal places"),
    "target_chars": (5, lambda _: eco.parse_target("≥5且不降低"), TargetSyntaxError, "the target is over 5 characters long"),
    "target_depth": (2, lambda _: eco.parse_target("{{≥5}}"), TargetSyntaxError, "nested over 2 levels deep"),
    "target_size": (5, lambda _: eco.parse_target("连续三年{≥5且≤9}"), TargetSyntaxError, "the target asks over 5 conditions, each year of a window counted"),
    "comparison_steps": (5, lambda _: compare(Threshold(Op.GE, Decimal(77)), Threshold(Op.LE, Decimal(78))), LimitError, "comparing the two targets takes over 5 steps; they were not compared"),
    "problems": (1, lambda p: ruleset(p, "a = 1\nb = 1"), RulesetError, "rules.toml: over 1 problems; the rest was not checked"),
}  # fmt: skip


@pytest.mark.parametrize("name", limits.names())
def test_each_bound_refuses_with_one_error_that_names_it(name, tmp_path):
    """Over the bound there is one error: the place, what is over, and how to raise the bound; at the bound there is none."""
    most, read, kind, message = CASES[name]
    with using_limits(**{name: most}), pytest.raises(kind) as caught:
        read(tmp_path)
    expected = f"{message.format(folder=tmp_path.name)}. {HINT.format(name)}"
    shown = str(caught.value)
    assert (expected in shown.splitlines()) or (message in shown and f"Hint: {HINT.format(name)}" in shown)


@pytest.mark.parametrize("name", ["rows", "columns", "cells", "cell_chars", "file_bytes"])
def test_what_is_at_the_bound_is_read(name, tmp_path):
    """A bound is the most that is allowed, not the least that is refused."""
    text = HEADS + "a,2023,1\n"
    at = {"rows": 2, "columns": 3, "cells": 6, "cell_chars": 4, "file_bytes": len(text)}
    with using_limits(**{name: at[name]}):
        assert len(observations(tmp_path, text).observations) == 1
    with using_limits(**{name: at[name] - 1}), pytest.raises(DossierError):
        observations(tmp_path, text)


def test_the_page_lists_every_bound_with_its_default():
    """docs/reference/limits.md and the class say the same, in the same order."""
    page = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", page, re.MULTILINE)
    assert listed == [(name, f"{getattr(Limits(), name):,}") for name in limits.names()]


def test_every_problem_says_it_in_both_languages():
    """The wording of each bound is Chinese and English, and has its number."""
    for name in limits.names():
        text = limits.over(name).message
        number = f"{getattr(Limits(), name):,}"
        assert number in text.zh or number.replace(",", "") in text.zh
        assert number in text.en or number.replace(",", "") in text.en
        assert text.zh != text.en


def test_the_environment_changes_bounds(monkeypatch):
    """ECOINDICATORS_LIMITS names the changes, by commas or spaces; a block changes them further and takes it back."""
    monkeypatch.setenv("ECOINDICATORS_LIMITS", "rows=5, columns=7")
    assert (get_limits().rows, get_limits().columns, get_limits().cells) == (5, 7, 2_000_000)
    with using_limits(rows=6) as inside:
        assert (inside.rows, inside.columns) == (6, 7)
    assert get_limits().rows == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("row=5", 'no limit is called "row"; nearest: rows, policy_rows'),
        ("rows", 'ECOINDICATORS_LIMITS takes NAME=NUMBER, found "rows"'),
        ("rows=many", 'ECOINDICATORS_LIMITS takes NAME=NUMBER, found "rows=many"'),
        ("rows=-1", 'ECOINDICATORS_LIMITS takes NAME=NUMBER, found "rows=-1"'),
        ("rows=0", "the limit rows must be a whole number above 0, found 0"),
    ],
)
def test_a_wrong_setting_says_what_is_wrong(monkeypatch, text, message):
    """A name that is no bound, and a number that is none, are named."""
    monkeypatch.setenv("ECOINDICATORS_LIMITS", text)
    with pytest.raises(LimitError) as caught:
        get_limits()
    assert str(caught.value) == message


def test_a_large_number_of_problems_is_cut_and_says_so(tmp_path):
    """Reading stops once so many problems are found; those found are reported."""
    rows = "".join(f"a{n},never,1\n" for n in range(50))
    with using_limits(problems=10), pytest.raises(DossierError) as caught:
        observations(tmp_path, HEADS + rows)
    assert len(caught.value.problems) == 11
    assert caught.value.problems[-1].message.en == "over 10 problems; the rest was not checked"


def test_binding_stops_at_so_many_unknown_components(tmp_path):
    """Looking for the nearest names takes time; it is not taken for ever."""
    rows = "".join(f"forest-grass-coverag{n},2023,1\n" for n in range(50))
    read = observations(tmp_path, HEADS + rows)
    with using_limits(problems=10), pytest.raises(DossierError) as caught:
        eco.assess(eco.load_ruleset("dengfeng-2023"), read, year=2023)
    assert [p.code for p in caught.value.problems] == ["unknown-component"] * 10 + ["too-many-problems"]


def test_groups_within_groups_are_looked_into_once():
    """Two groups in each of two, sixty levels deep, are more ways than can be gone; they are not gone one by one."""
    units = [Entry(Unit("甲局", Text("甲局")))]
    levels = [(f"{n}a", f"{n}b") for n in range(60)]
    ways = [Membership(group, member) for upper, lower in pairwise(levels) for group in upper for member in lower]
    roster = Roster(tuple(units), (*ways, Membership("59a", "甲局"), Membership("59b", "甲局")))
    groups = [Group(name, Text(name)) for level in levels for name in level]
    found = roster.expand(groups[0], date(2023, 1, 1), groups)
    assert ([u.id for u in found.units], found.complete) == (["甲局"], True)


def test_a_workbook_with_too_many_rows_is_no_longer_cut_short(tmp_path):
    """Rows beyond the bound are an error, not passed over."""
    rows = [["分项", "年度", "数值"], *[["forest-grass-coverage", 2000 + n, 44] for n in range(20)]]
    with using_limits(rows=10), pytest.raises(DossierError) as caught:
        workbook(tmp_path, *rows)
    assert str(caught.value).startswith('t.xlsx, table "Sheet", row 11: over 10 rows')


def test_a_comparison_that_would_take_for_ever_is_refused():
    """Alternatives of alternatives would be tried one by one; the question is refused once it has taken its steps."""
    states = tuple(f"状态{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
    both = "，".join(f"{{{a}或{b}}}" for a, b in zip(states[::2], states[1::2], strict=True))
    other = "，".join(f"{{{a}或{b}}}" for a, b in pairwise(states))
    with pytest.raises(LimitError):
        compare(eco.parse_target(both, states=states), eco.parse_target(other, states=states))
    assert (
        compare(Window(9, Threshold(Op.GE, Decimal(2))), Window(9, Threshold(Op.GE, Decimal(1)))) is Relation.STRICTER
    )


def test_digits_beyond_those_kept_exactly_are_refused():
    """A target with more than 15 significant digits is an error at the number, never rounded."""
    with pytest.raises(TargetSyntaxError) as caught:
        eco.parse_target("≥1.0000000000000001且不降低")
    assert (caught.value.span, caught.value.message.en) == ((1, 19), "over 15 significant digits")


def test_a_file_that_says_it_is_small_is_read_no_further_than_its_bound(tmp_path):
    """A device that reports no size and never ends is one error."""
    with using_limits(file_bytes=1000), pytest.raises(DossierError) as caught:
        eco.Dossier.read("/dev/zero")
    assert str(caught.value).startswith("zero: the file is over 1000 bytes")


def test_an_archive_with_an_odd_packing_is_refused(tmp_path):
    """A part packed in a way that Office never uses, and that takes memory by the file's word, is not unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "t.xlsx").write_bytes(out.getvalue())
    with pytest.raises(DossierError) as caught:
        eco.Dossier.read(tmp_path / "t.xlsx")
    assert [p.code for p in caught.value.problems] == ["not-an-office-file"]
