"""The work plan: actions (工作内容), their sections, duties that recur, and dated phases (实施步骤)."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal

from attrs import frozen

from ecoindicators.responsibility import NOBODY, Responsibility
from ecoindicators.texts import NO_TEXT, Text

Interval = Literal["month", "quarter", "year"]


@frozen
class Duty:
    """Something that can be checked and may recur: ``every`` month, quarter or year, or None where no interval is set."""

    id: str
    text: Text
    every: Interval | None = None
    clause: str = ""
    responsibility: Responsibility = NOBODY
    notes: tuple[Text, ...] = ()


@frozen
class Action:
    """A numbered measure of the plan, with the ids of the indicators it serves."""

    number: int
    title: Text
    summary: Text = NO_TEXT
    section: str = ""
    clause: str = ""
    responsibility: Responsibility = NOBODY
    indicators: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    notes: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@frozen
class Section:
    """A section of the plan with its printed number and the numbers of its actions."""

    number: str
    title: Text
    clause: str = ""
    actions: tuple[int, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class Phase:
    """
    A dated stage of the plan; ``since`` and ``until`` are months ("2023-01"), both included.

    ``until`` is None where the end is open.

    >>> Phase("一", Text("动员部署阶段"), "2023-01", "2023-03").covers("2023-03")
    True
    """

    number: str
    name: Text
    since: str
    until: str | None = None
    summary: Text = NO_TEXT
    clause: str = ""
    notes: tuple[Text, ...] = ()

    def covers(self, month: str) -> bool:
        """Return whether ``month`` ("2023-09") lies in this phase."""
        return self.since <= month and (self.until is None or month <= self.until)

    @property
    def last_day(self) -> date | None:
        """The last day of the month it runs until; None where the end is open."""
        if self.until is None:
            return None
        year, month = map(int, self.until.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])
