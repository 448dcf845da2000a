"""Where the work plan stands on a day: phases, actions and their states, duties that recur, indicators not on course."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from attrs import frozen

from ecoindicators.assessment import Assessment, IndicatorResult
from ecoindicators.courses import courses
from ecoindicators.errors import DossierError, Location, Problem, nearest_names, shown
from ecoindicators.grids import read_records
from ecoindicators.indicators import Indicator
from ecoindicators.rosters import parse_day
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict
from ecoindicators.workplan import Action, Duty, Phase

STATES: Final[dict[str, Text]] = {
    "not-started": Text("未开始", "not started"),
    "under-way": Text("进行中", "under way"),
    "done": Text("已完成", "done"),
}
_HEADS: Final = {
    "action": ("工作内容", "序号", "工作内容序号"), "state": ("状态", "进展"), "by": ("完成时限", "时限"), "date": ("日期", "完成日期"),
    "evidence": ("佐证", "佐证材料"), "note": ("备注",),
}  # fmt: skip
_DUTY_HEADS: Final = {
    "duty": ("事项", "经常性工作"), "period": ("期间", "月份"), "date": ("日期",), "evidence": ("佐证", "佐证材料"), "note": ("备注",),
}  # fmt: skip
#: How the period of a report is written, by how often the duty recurs.
_PERIODS: Final = {
    "month": (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), Text("月份，如 2023-05", "a month such as 2023-05")),
    "quarter": (re.compile(r"\d{4}-Q[1-4]"), Text("季度，如 2023-Q2", "a quarter such as 2023-Q2")),
    "year": (re.compile(r"\d{4}"), Text("年份，如 2023", "a year such as 2023")),
}


@frozen
class ActionState:
    """How far one action is: its state, the day it is due, the day of the report, and evidence."""

    action: int
    state: str = "not-started"
    by: datetime.date | None = None
    date: datetime.date | None = None
    evidence: str = ""
    note: str = ""

    def is_late(self, on: datetime.date) -> bool:
        """Return whether it was due before the day and is not done."""
        return self.state != "done" and self.by is not None and self.by < on


@frozen
class DutyReport:
    """That a recurring duty was done in a period: a month (2023-05), a quarter (2023-Q2) or a year (2023)."""

    duty: str
    period: str
    date: datetime.date | None = None
    evidence: str = ""


@frozen
class DutyStatus:
    """The periods in which a recurring duty was due, and those that nobody has reported."""

    duty: Duty
    due: tuple[str, ...]
    missing: tuple[str, ...]


@frozen
class PlanStatus:
    """The plan on a day: the phases that cover it with the days left, the open actions, the duties, the indicators."""

    ruleset: Ruleset
    on: date
    phases: tuple[tuple[Phase, int | None], ...]
    actions: tuple[tuple[Action, ActionState], ...]
    duties: tuple[DutyStatus, ...]
    not_on_course: tuple[IndicatorResult, ...] = ()

    @property
    def uncounted(self) -> tuple[Duty, ...]:
        """The duties that recur and are not counted, since the plan has no phase to count from."""
        return () if self.ruleset.phases else tuple(d for d in all_duties(self.ruleset) if d.every is not None)

    @property
    def open(self) -> tuple[tuple[Action, ActionState], ...]:
        """The actions that are not done."""
        return tuple((a, s) for a, s in self.actions if s.state != "done")

    @property
    def late(self) -> tuple[tuple[Action, ActionState], ...]:
        """The actions that were due before the day and are not done."""
        return tuple((a, s) for a, s in self.actions if s.is_late(self.on))


def plan_status(
    ruleset: Ruleset,
    on: date,
    states: Iterable[ActionState] = (),
    reports: Iterable[DutyReport] = (),
    assessment: Assessment | None = None,
) -> PlanStatus:
    """
    Return where the plan stands on a day.

    With an assessment, the indicators that are not met and not on course for the year are listed too.

    >>> import ecoindicators as eco
    >>> status = plan_status(eco.load_ruleset("dengfeng-2023"), date(2023, 9, 1))
    >>> [(p.number, left) for p, left in status.phases], len(status.open)
    ([('二', 90)], 29)
    """
    by_action = {s.action: s for s in states}
    month = f"{on.year:04}-{on.month:02}"
    phases = tuple(
        (p, None if p.last_day is None else (p.last_day - on).days) for p in ruleset.phases if p.covers(month)
    )
    behind: tuple[IndicatorResult, ...] = ()
    if assessment is not None:
        on_course = {c.finding.component for c in courses(assessment, assessment.year + 1) if c.state == "on-course"}
        behind = tuple(
            r for r in assessment.indicators
            if r.verdict is Verdict.NOT_MET and not all(f.component in on_course for f in r.findings if f.verdict is Verdict.NOT_MET)
        )  # fmt: skip
    return PlanStatus(
        ruleset, on, phases, tuple((a, by_action.get(a.number, ActionState(a.number))) for a in ruleset.actions),
        _duties(ruleset, on, {(r.duty, r.period) for r in reports}), behind,
    )  # fmt: skip


def all_duties(ruleset: Ruleset) -> tuple[Duty, ...]:
    """Return the duties of the plan and of its actions."""
    return (*ruleset.duties, *(d for action in ruleset.actions for d in action.duties))


def _duties(ruleset: Ruleset, on: date, done: set[tuple[str, str]]) -> tuple[DutyStatus, ...]:
    starts = [phase.since for phase in ruleset.phases]
    if not starts:
        return ()
    year, month = map(int, min(starts).split("-"))
    found = []
    for duty in all_duties(ruleset):
        if duty.every is not None:
            due = tuple(_periods(duty.every, (year, month), on))
            found.append(DutyStatus(duty, due, tuple(p for p in due if (duty.id, p) not in done)))
    return tuple(found)


def _periods(every: str, start: tuple[int, int], on: date) -> Iterable[str]:
    """Yield the periods from the plan's first month that are over on the day, the one it lies in left out."""
    year, month = start
    step = {"month": 1, "quarter": 3, "year": 12}[every]
    month = (month - 1) // step * step + 1
    while True:
        following = year * 12 + month - 1 + step
        if date(following // 12, following % 12 + 1, 1) > on:
            return
        yield {1: f"{year}-{month:02}", 3: f"{year}-Q{(month + 2) // 3}", 12: f"{year}"}[step]
        year, month = following // 12, following % 12 + 1


def coverage(ruleset: Ruleset) -> tuple[tuple[Indicator, ...], tuple[Action, ...]]:
    """Return the indicators that no action serves, and the actions that serve no indicator."""
    served = {id for action in ruleset.actions for id in action.indicators}
    return tuple(i for i in ruleset.indicators if i.id not in served), tuple(a for a in ruleset.actions if not a.indicators)  # fmt: skip


def read_states(path: str | Path, ruleset: Ruleset) -> tuple[ActionState, ...]:
    """
    Return the states of actions in a table (CSV, TSV or Excel): action, state, by, date, evidence, note.

    Raises:
        DossierError: With every problem found.
    """
    numbers = {a.number for a in ruleset.actions}
    words = {w: key for key, text in STATES.items() for w in (key, text.zh, text.en, "")} | {"": "not-started"}
    found: dict[int, ActionState] = {}
    places: dict[int, Location] = {}
    problems: list[Problem] = []
    for at, row in read_records(Path(path), _HEADS, ("action", "state")):
        printed, state = row.get("action", ""), row.get("state", "")
        number = int(printed) if printed.isdecimal() else None
        if number not in numbers or number is None:
            message = Text(f"没有工作内容“{printed}”", f'no action "{printed}"')
            problems.append(Problem("unknown-action", message, at, printed, tuple(map(str, sorted(numbers)))[:3]))
            continue
        if state not in words:
            message = Text(f"状态“{state}”应为{'、'.join(t.zh for t in STATES.values())}", f'the state "{state}" should be one of {", ".join(STATES)}')  # fmt: skip
            problems.append(
                Problem("wrong-value", message, at, state, nearest_names(state, [word for word in words if word]))
            )
            continue
        if number in found:
            message = Text(f"工作内容{number}已在{places[number]}填写", f"action {number} stands at {places[number]} already")  # fmt: skip
            problems.append(Problem("duplicate", message, at))
            continue
        places[number] = at
        by, day = parse_day(row.get("by"), at, problems), parse_day(row.get("date"), at, problems)
        found[number] = ActionState(number, words[state], by, day, row.get("evidence", ""), row.get("note", ""))
    if problems:
        raise DossierError(problems)
    return tuple(found.values())


def read_duties(path: str | Path, ruleset: Ruleset) -> tuple[DutyReport, ...]:
    """
    Return the reports of recurring duties in a table: duty, period, date, evidence.

    Raises:
        DossierError: With every problem found.
    """
    known: Mapping[str, Duty] = {d.id: d for d in all_duties(ruleset)}
    problems: list[Problem] = []
    found: list[DutyReport] = []
    for at, row in read_records(Path(path), _DUTY_HEADS, ("duty", "period")):
        if row.get("duty", "") not in known:
            name = row.get("duty", "")
            message = Text(f"没有经常性工作“{name}”", f'no duty "{name}"')
            problems.append(Problem("unknown-duty", message, at, name, nearest_names(name, known) or tuple(known)))
            continue
        day, period = parse_day(row.get("date"), at, problems), row.get("period", "")
        every = known[row["duty"]].every
        if every is not None and not _PERIODS[every][0].fullmatch(period):
            expected = _PERIODS[every][1]
            message = Text(
                f"期间“{shown(period)}”应为{expected.zh}", f'the period "{shown(period)}" should be {expected.en}'
            )
            problems.append(Problem("wrong-value", message, at, period))
            continue
        found.append(DutyReport(row["duty"], period, day, row.get("evidence", "")))
    if problems:
        raise DossierError(problems)
    return tuple(found)
