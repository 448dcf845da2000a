"""Rows that people typed: cells of every kind, and tables of the office that are wrong, each problem with its place."""

from datetime import date, datetime
from decimal import Decimal

import polars
import pytest

import ecoindicators as eco
from ecoindicators import Dossier, DossierError
from ecoindicators.plans import read_duties, read_states
from ecoindicators.rectification import read_list
from ecoindicators.rosters import Roster, RosterError


def said(error):
    return [p.text.en for p in error.problems]


def wrong(kind="observations", **row):
    """Return what is said of one row of a table."""
    tables = {"observations": []} if kind != "observations" else {}
    tables[kind] = [row]
    observations = tables.pop("observations")
    with pytest.raises(DossierError) as caught:
        Dossier.from_records(observations, **tables)
    return [(p.code, p.location.column, p.message.en, p.message.zh) for p in caught.value.problems]


ROW = {"component": "a", "year": 2023}
OFFICE = {"component": "a", "reason": "移交", "approved_by": "省厅"}


@pytest.mark.parametrize(
    ("kind", "row", "problem"),
    [
        ("observations", {**ROW, "component": ""}, ("missing-value", "component", "must not be empty", "不能为空")),
        ("observations", {"component": "a"}, ("missing-column", "", 'the column "year" is missing (Chinese heads: 年、年份、年度)', None)),
        ("observations", {**ROW, "year": "23"}, ("bad-year", "year", '"23" is no year; expected one such as 2023', "“23”不是年份，应如 2023")),
        ("observations", {**ROW, "year": 3023}, ("bad-year", "year", '"3023" is no year; expected one such as 2023', "“3023”不是年份，应如 2023")),
        ("observations", {**ROW, "value": "many"}, ("not-a-number", "value", '"many" is no number', "“many”不是数值")),
        ("observations", {**ROW, "value": True}, ("not-a-number", "value", '"True" is no number', "“True”不是数值")),
        ("observations", {**ROW, "value": float("inf")}, ("not-a-number", "value", '"inf" is no number', "“inf”不是数值")),
        ("observations", {**ROW, "value": "1.2345678901234567"}, ("too-many-digits", "value", '"1.2345678901234567" has over 15 significant digits', "“1.2345678901234567”的有效数字超过15位")),
        ("observations", {**ROW, "value": "94.2%", "unit_measure": "km"}, ("unit-mismatch", "unit_measure", 'the value says "%", the column unit_measure "km"', "数值写作“%”，计量单位列却是“km”")),
        ("observations", {**ROW, "date": "2023-02-30"}, ("bad-date", "date", '"2023-02-30" is no date; expected one such as 2023-04-01', "“2023-02-30”不是日期，应如 2023-04-01")),
        ("observations", {**ROW, "date": "soon"}, ("bad-date", "date", '"soon" is no date; expected one such as 2023-04-01', "“soon”不是日期，应如 2023-04-01")),
        ("observations", {**ROW, "status": "draft"}, ("bad-status", "status", '"draft" should be final or provisional', "“draft”应为 final（最终）、provisional（暂定）")),
        ("assignments", {**ROW, "target": ""}, ("missing-value", "target", "must not be empty", "不能为空")),
        ("references", {"year": 2023, "name": "均值", "value": ""}, ("missing-value", "value", "must not be empty", "不能为空")),
        ("exemptions", {**OFFICE, "approved_by": " "}, ("missing-value", "approved_by", "must not be empty", "不能为空")),
        ("exemptions", {**OFFICE, "from": "2023-05-01", "until": "2023-04-30"}, ("bad-date", "until", "it ends 2023-04-30, before it starts 2023-05-01", "截止日期 2023-04-30 早于起始日期 2023-05-01")),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named(kind, row, problem):
    """One problem, with its column, in both languages."""
    code, column, en, zh = problem
    found = wrong(kind, **row)
    assert [f[:3] for f in found] == [(code, column, en)]
    assert zh is None or found[0][3] == zh


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"value": 94}, "value", Decimal(94)), ({"value": 0.1}, "value", Decimal("0.1")), ({"value": Decimal("1.50")}, "value", Decimal("1.50")), ({"value": "—"}, "value", None),
        ({"value": None}, "value", None), ({"value": "３，０００"}, "value", Decimal(3000)), ({"value": "94.2％"}, "unit_measure", "%"), ({"value": "94.2%", "unit_measure": "％"}, "unit_measure", "％"),
        ({"date": date(2023, 5, 1)}, "date", date(2023, 5, 1)), ({"date": datetime(2023, 5, 1, 12)}, "date", date(2023, 5, 1)), ({"date": "2023/5/1"}, "date", date(2023, 5, 1)),
        ({"date": "2023年5月1日"}, "date", date(2023, 5, 1)), ({"status": "暂定"}, "status", "provisional"), ({"statement": "无"}, "statement", "无"),
        ({"statement": "—"}, "statement", ""), ({"evidence": 12.0}, "evidence", "12"), ({"evidence": 12.5}, "evidence", "12.5"), ({"note": "  好 "}, "note", "好"), ({"year": "2023年"}, "year", 2023),
        ({"year": 2023.0}, "year", 2023), ({"year": "２０２３"}, "year", 2023),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_was_meant(cells, field, expected):
    """Numbers, dates and words in the forms in which spreadsheets and people give them."""
    observation = Dossier.from_records([{**ROW, **cells}]).observations[0]
    assert getattr(observation, field) == expected


def test_a_lazy_frame_is_read_like_a_table():
    """A frame that is not collected yet is collected."""
    frame = polars.LazyFrame({"component": ["a"], "year": [2023], "value": [1.5]})
    assert Dossier.from_frame(frame).observations == Dossier.from_frame(frame.collect()).observations
    with pytest.raises(DossierError) as caught:
        Dossier.from_frame(polars.DataFrame({"component": ["a"], "yeer": [2023]}))
    assert {p.code for p in caught.value.problems} == {"unknown-column", "missing-column"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "d.csv: the file is empty. Its first line should hold the heads: component, year, value, date, unit_measure, statement, status, source, evidence, reported_by, note"),
        ('component,year\n"a,2023\n', "d.csv: not valid CSV: unexpected end of data"),
        ("component,year,year\na,2023,2023\n", 'd.csv, row 1: the column "year" stands twice'),
        ("component,year\na,2023,5\n", None),
    ],
)  # fmt: skip
def test_a_csv_file_that_is_no_table_says_so(tmp_path, text, message):
    """Empty, broken off, with a column twice, with a cell too many."""
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        Dossier.read(path)
    assert len(caught.value.problems) == 1
    assert message is None or said(caught.value) == [message]


def test_a_column_without_a_head_is_passed_over(tmp_path):
    """An empty head, as spreadsheets leave them at the right."""
    path = tmp_path / "d.csv"
    path.write_text("component,year,,value\na,2023,x,5\n", encoding="utf-8")
    assert Dossier.read(path).observations[0].value == Decimal(5)


def test_states_of_actions_are_read_and_what_is_wrong_is_reported_at_once(tmp_path):
    """Number, state, dates; unknown actions, states and days, and an action that stands twice."""
    ruleset = eco.load_ruleset("dengfeng-2023")
    path = tmp_path / "s.csv"
    path.write_text("工作内容,状态,完成时限,日期\n1,已完成,2023-06-30,2023-05-01\n2,进行中,,\n", encoding="utf-8")
    states = read_states(path, ruleset)
    assert [(s.action, s.by, s.date) for s in states] == [(1, date(2023, 6, 30), date(2023, 5, 1)), (2, None, None)]
    path.write_text("工作内容,状态,日期\n99,已完成,\n1,完成了吧,\n2,已完成,昨天\n2,已完成,\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_states(path, ruleset)
    assert [p.code for p in caught.value.problems] == ["unknown-action", "wrong-value", "bad-date", "duplicate"]
    assert said(caught.value)[0] == 's.csv, row 2: no action "99"; nearest: 1, 2, 3'


def test_reports_of_duties_are_read_and_an_unknown_duty_is_named(tmp_path):
    """Duty, period and day; an unknown one with the nearest."""
    ruleset = eco.load_ruleset("dengfeng-2023")
    path = tmp_path / "d.csv"
    path.write_text("事项,期间,日期\nmonthly-meeting,2023-05,2023-05-10\n", encoding="utf-8")
    assert [(d.duty, d.period, d.date) for d in read_duties(path, ruleset)] == [
        ("monthly-meeting", "2023-05", date(2023, 5, 10))
    ]
    path.write_text("事项,期间,日期\nmonthly-meetin,2023-05,\nmonthly-meeting,2023-06,soon\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_duties(path, ruleset)
    assert said(caught.value) == [
        'd.csv, row 2: no duty "monthly-meetin"; nearest: monthly-meeting',
        'd.csv, row 3: "soon" is no date; expected one such as 2023-12-31',
    ]


def test_a_rectification_list_names_what_it_lacks_and_what_stands_twice(tmp_path):
    """Component and year make an item; both must be there, once."""
    path = tmp_path / "r.csv"
    path.write_text("分项,年度,整改时限\na,2023年,2023-12-31\n", encoding="utf-8")
    assert [(i.component, i.year, i.deadline, i.open) for i in read_list(path)] == [
        ("a", 2023, date(2023, 12, 31), True)
    ]
    path.write_text("分项,年度,整改时限\na,2023,\n,2023,\na,soon,\na,2023年,soon\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read_list(path)
    assert said(caught.value) == [
        "r.csv, row 3: the component or the year is missing",
        "r.csv, row 4: the component or the year is missing",
        'r.csv, row 5: "soon" is no date; expected one such as 2023-12-31',
        "r.csv, row 5: a (2023) stands twice",
    ]


def test_a_roster_file_names_tables_and_keys_that_it_does_not_know(tmp_path):
    """Only [[unit]] and [[member]], with their own keys."""
    path = tmp_path / "roster.toml"
    path.write_text(
        'format = 1\nunits = 5\n[[unit]]\nname = "甲"\nkid = "town"\n[[unit]]\nkind = "planet"\n', encoding="utf-8"
    )
    with pytest.raises(RosterError) as caught:
        Roster.read(path)
    assert [p.code for p in caught.value.problems] == ["unknown-key", "unknown-key", "missing-key", "wrong-value"]
    assert (
        said(caught.value)[0] == 'roster.toml, units: "units" is not known; use [[unit]] and [[member]]; nearest: unit'
    )
    assert caught.value.problems[0].message.zh == "不认识“units”"
