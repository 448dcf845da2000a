"""The rectification list (整改清单): what is not met, who mends it by when, and what people wrote about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from ecoindicators.assessment import Assessment
from ecoindicators.errors import DossierError, Problem
from ecoindicators.grids import read_records
from ecoindicators.judging import Finding
from ecoindicators.measures import canonical_unit, with_unit
from ecoindicators.rosters import parse_day
from ecoindicators.texts import NO_TEXT, Text, listed, plain_number
from ecoindicators.verdicts import Verdict

COLUMNS: Final = (
    "component", "year", "item", "open", "gap", "unit_measure", "problem", "lead", "responsible", "actions",
    "deadline", "state", "measures", "evidence", "contact", "note",
)  # fmt: skip
HEADS: Final = {
    "component": ("分项",), "year": ("年度",), "item": ("整改事项",), "open": ("是否未达标",), "gap": ("差距",), "unit_measure": ("计量单位",),
    "problem": ("问题",), "lead": ("牵头单位",), "responsible": ("责任单位",), "actions": ("相关工作内容",), "deadline": ("整改时限",),
    "state": ("整改状态",), "measures": ("整改措施",), "evidence": ("佐证材料",), "contact": ("联系人",), "note": ("备注",),
}  # fmt: skip
#: The unit of a gap between two percentages, as it stands in a list that people read.
POINTS: Final = Text("个百分点", "percentage points")
#: What people write: kept by every merge.
HUMAN: Final = ("deadline", "state", "measures", "evidence", "contact", "note")


@frozen
class Item:
    """One thing to rectify: a component of a year, its gap and who mends it, and what people wrote."""

    component: str
    year: int
    item: str = ""
    open: bool = True
    gap: str = ""
    unit_measure: str = ""
    problem: Text = NO_TEXT
    lead: str = ""
    responsible: str = ""
    actions: str = ""
    deadline: date | None = None
    state: str = ""
    measures: str = ""
    evidence: str = ""
    contact: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells one item from another."""
        return self.component, self.year

    def cells(self) -> tuple[str, ...]:
        """Return the item as a row of ``COLUMNS``."""
        values = (getattr(self, column) for column in COLUMNS)
        return tuple(("是" if v else "否") if isinstance(v, bool) else "" if v is None else str(v) for v in values)


def rectification(assessment: Assessment, deadline: date | None = None) -> tuple[Item, ...]:
    """Return an item for every component that is not met; the deadline is the given day, or the plan's own."""
    items = []
    for result in assessment.indicators:
        actions = assessment.ruleset.actions_for(result.indicator.id)
        for finding in result.findings:
            if finding.verdict is not Verdict.NOT_MET or finding.component is None:
                continue
            component, who = finding.component, result.indicator.responsibility
            items.append(
                Item(
                    component.id,
                    assessment.year,
                    f"{result.indicator.number} {result.indicator.named(component)}",
                    True,
                    "" if finding.gap is None else plain_number(finding.gap),
                    component.unit_measure,
                    shortfall(finding),
                    listed(who.lead),
                    listed(who.responsible),
                    listed(a.number for a in actions),
                    deadline or assessment.ruleset.deadline,
                )
            )
    return tuple(items)


def shortfall(finding: Finding) -> Text:
    """
    Return a finding's gap as a sentence: "0.3 short of 60.5", "2 above 45", "1 left" of what is to be eliminated.

    It is the reason where there is no gap in numbers, and the reason with the gap where the bound is no number.
    """
    reason, numbers = finding.explain(), finding.reason.numbers
    if not finding.gap or "threshold" not in numbers:
        return reason
    gap = gap_text(finding)
    if finding.reason.code == "not-eliminated":
        return Text(f"仍有{gap.zh}", f"{gap.en} left")
    value, found = numbers.get("value"), _BOUND.fullmatch(plain_number(numbers["threshold"]))
    if found is None or not isinstance(value, Decimal):
        return Text(f"{reason.zh}，差{gap.zh}", f"{reason.en}; gap {gap.en}")
    bound = found["bound"]
    to = Text(bound) if bound.endswith(("%", "‰")) else with_unit(bound, _unit(finding))
    if value > Decimal(found["high"] or found["low"]):
        return Text(f"超出{to.zh}，高{gap.zh}", f"{gap.en} above {to.en}")
    return Text(f"距{to.zh}差{gap.zh}", f"{gap.en} short of {to.en}")


#: A bound in numbers, "≤45" or "30~40%"; a value that misses it is under the lower end or over the higher.
_BOUND: Final = re.compile(r"[≥≤><=]?(?P<bound>(?P<low>-?\d+(?:\.\d+)?)(?:~(?P<high>-?\d+(?:\.\d+)?))?[%‰]?)")


def gap_text(finding: Finding) -> Text:
    """Return a finding's gap with its unit, "0.3 µg/m³"; between two percentages it is percentage points."""
    if finding.gap is None:
        return NO_TEXT
    number, unit = plain_number(finding.gap), _unit(finding)
    if unit == "%":
        return Text(f"{number}个百分点", f"{number} percentage point{'' if finding.gap == 1 else 's'}")
    return with_unit(number, unit)


def _unit(finding: Finding) -> str:
    """Return the unit of a finding's component; without a component a percentage is known by its target."""
    if finding.component is None:
        return "%" if str(finding.reason.numbers.get("threshold", "")).endswith("%") else ""
    return finding.component.unit_measure


def merge(known: Iterable[Item], computed: Iterable[Item]) -> tuple[Item, ...]:
    """
    Return the list that people edited, brought up to date: numbers anew, what people wrote as they wrote it.

    An item that is met by now stays, as no longer open; new ones are added at the end.
    """
    fresh = {item.key: item for item in computed}
    merged = []
    for old in known:
        new = fresh.pop(old.key, None)
        if new is None:
            merged.append(evolve(old, open=False))
            continue
        kept = {field: getattr(old, field) for field in HUMAN if getattr(old, field) not in ("", None)}
        merged.append(evolve(new, **kept))
    return (*merged, *fresh.values())


def read_list(path: str | Path) -> tuple[Item, ...]:
    """
    Return a rectification list as people left it, in CSV, TSV or Excel; columns may stand in any order.

    Raises:
        DossierError: With every problem found.
    """
    problems: list[Problem] = []
    items: dict[tuple[str, int], Item] = {}
    for at, row in read_records(Path(path), HEADS, ("component", "year")):
        component, year = row.get("component", ""), row.get("year", "").removesuffix("年")
        if not component or not year.isdecimal():
            message = Text("缺少分项或年度", "the component or the year is missing")
            problems.append(Problem("missing-key", message, at))
            continue
        text = {k: row.get(k, "").removeprefix("'") for k in COLUMNS}
        item = Item(
            component, int(year), text["item"], text["open"] not in ("否", "no", "False"), text["gap"], _unit_read(text["unit_measure"]),
            Text(text["problem"]), text["lead"], text["responsible"], text["actions"],
            parse_day(row.get("deadline"), at, problems), text["state"], text["measures"], text["evidence"], text["contact"], text["note"],
        )  # fmt: skip
        if item.key in items:
            message = Text(f"{component}（{year}年）出现两次", f"{component} ({year}) stands twice")
            problems.append(Problem("duplicate", message, at))
        items[item.key] = item
    if problems:
        raise DossierError(problems)
    return tuple(items.values())


def _unit_read(text: str) -> str:
    """Return the unit that a list means: a gap in percentage points is one of percentages."""
    return "%" if text.strip() in (POINTS.zh, POINTS.en) else canonical_unit(text)


def rows(items: Sequence[Item]) -> list[tuple[str, ...]]:
    """Return the list as rows of ``COLUMNS``."""
    return [item.cells() for item in items]
