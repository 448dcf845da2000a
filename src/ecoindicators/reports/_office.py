"""Tables of who owes what: scorecards, the matrix, the plan's status, the rectification list, reporting, courses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from ecoindicators.assessment import Counts, IndicatorResult
from ecoindicators.courses import Course
from ecoindicators.indicators import Component
from ecoindicators.judging import Finding
from ecoindicators.measures import measure_text
from ecoindicators.plans import STATES, PlanStatus, coverage
from ecoindicators.rectification import COLUMNS, HEADS, POINTS, Item, rows, shortfall
from ecoindicators.reporting import STATES as REPORT_STATES
from ecoindicators.reporting import Report, reporting_counts
from ecoindicators.reports._tables import csv_table, json_text, markdown_table, text_table
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rulesets import Ruleset
from ecoindicators.scorecards import Scorecard
from ecoindicators.texts import NO_TEXT, Text, listed, plain_number
from ecoindicators.verdicts import Verdict
from ecoindicators.workplan import Action

#: What may stand as a number: digits that text and number show alike, no exponent and no sign.
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?", re.ASCII)


@frozen
class Table:
    """A titled table: heads in words, keys for CSV and JSON, and rows."""

    title: Text
    keys: tuple[str, ...]
    heads: tuple[Text, ...]
    rows: Sequence[Sequence[object]]


@frozen
class Coded:
    """A cell that programs read by its code, in CSV and JSON, and people by its words."""

    code: str
    text: Text

    def __str__(self) -> str:
        return str(self.text)


class Share(Decimal):
    """A number that a workbook shows as a percentage: 1.05 as 105.0%."""


LEADS: Final = Coded("L", Text("牵", "L"))
TAKES_PART: Final = Coded("R", Text("责", "R"))
PARTS: Final = {cell.code: cell for cell in (LEADS, TAKES_PART)}


def render_tables(tables: Sequence[Table], format: str, lines: Sequence[Text] = ()) -> str:
    """Return tables with the lines that stand before them; CSV holds the first table alone."""
    if format == "json":
        return json_text(
            {t.keys[0] if len(tables) == 1 else t.title.en: [dict(zip(t.keys, map(_plain, row), strict=True)) for row in t.rows] for t in tables}
            | {"summary": [line.to_dict() for line in lines]}
        )  # fmt: skip
    if format == "csv":
        return csv_table(tables[0].keys, [[_plain(c) for c in row] for row in tables[0].rows])
    write, head = (markdown_table, "## ") if format == "markdown" else (text_table, "")
    blocks = [f"{head}{t.title}\n\n{write([str(h) for h in t.heads], t.rows)}\n" for t in tables if t.rows]
    return "\n".join([*(f"{line}\n" for line in lines), *blocks])


def _plain(cell: object) -> object:
    return cell if cell is None or isinstance(cell, int) else cell.code if isinstance(cell, Coded) else str(cell)


def render_scorecards(cards: Sequence[Scorecard], format: str) -> str:
    """Return scorecards one after the other; as CSV they are one table, as JSON one list."""
    if format == "csv":
        table = overview(cards)
        return csv_table(table.keys, [[_plain(c) for c in row] for row in table.rows])
    if format == "json":
        return json_text([_card_data(card) for card in cards])
    parts = [scorecard_tables(card) for card in cards]
    return "\n".join(render_tables(tables, format, lines) for lines, tables in parts)


def overview(cards: Sequence[Scorecard]) -> Table:
    """Return every unit's indicators in one table, with the part, the verdict and the gap."""
    parts = [(card, scorecard_tables(card)[1][0]) for card in cards]
    heads = (Text("单位", "Unit"), *(parts[0][1].heads if parts else ()))
    keys = ("unit", *(parts[0][1].keys if parts else ()))
    return Table(Text("责任与进展", "Who owes what"), keys, heads, [[c.unit, *row] for c, t in parts for row in t.rows])


def _card_data(card: Scorecard) -> dict[str, object]:
    return {
        "unit": card.unit.name.to_dict(),
        "groups": [g.id for g in card.groups],
        "counts": card.counts,
        "led": [r.indicator.id for r in card.led],
        "shared": [r.indicator.id for r in card.shared],
        "actions_led": [a.number for a in card.actions_led],
        "actions_shared": [a.number for a in card.actions_shared],
        "lacking": [{"component": str(f.component), "gap": None if f.gap is None else plain_number(f.gap), "text": shortfall(f).to_dict()} for f in card.lacking],
        "unreported": [str(f.component) for f in card.unreported],
        "warnings": [{"component": str(f.component), "text": w.text.to_dict()} for f, w in card.warnings],
        "deadline": None if card.deadline is None else card.deadline.isoformat(),
    }  # fmt: skip


def scorecard_tables(card: Scorecard) -> tuple[list[Text], list[Table]]:
    """Return the lines and tables of one unit's scorecard."""
    counts = card.counts
    lines: list[Text] = [
        Text(f"{card.unit.name.zh}", f"{card.unit.name.en}"),
        _counted(Text("牵头", "leads"), card.led, counts["lead"]),
        _counted(Text("参与", "shares"), card.shared, counts["responsible"]),
    ]  # fmt: skip
    if card.groups:
        listed = "、".join(g.name.zh for g in card.groups)
        lines.append(Text(f"属于：{listed}", f"belongs to: {', '.join(g.name.en for g in card.groups)}"))
    lines += [
        Text(f"通过“{g.name.zh}”：{n}项指标", f"through the group {g.name.en}: {_how_many(n)}") for g, n in card.through
    ]
    lines += [
        Text(
            f"按类别可属于“{g.name.zh}”（{n}项指标）：成员由名录确定，请用 --roster 给出名录",
            f"by its kind it may belong to {g.name.en} ({_how_many(n)}): a roster says who does; give one with --roster",
        )
        for g, n in card.by_kind
    ]
    if card.deadline is not None:
        lines.append(Text(f"创建工作截止：{card.deadline}", f"the plan's last day: {card.deadline}"))
    indicators: list[list[object]] = [
        [r.indicator.number, r.indicator.name, part, r.verdict.text, Coded(str(gaps(r)), gaps(r, beside_verdict=True))]
        for part, results in ((LEADS, card.led), (TAKES_PART, card.shared))
        for r in results
    ]  # fmt: skip
    actions = [
        [a.number, a.title, part]
        for part, doing in ((LEADS, card.actions_led), (TAKES_PART, card.actions_shared))
        for a in doing
    ]
    warnings = [[f.component, w.text] for f, w in card.warnings]
    return lines, [
        Table(Text("指标", "Indicators"), ("number", "indicator", "part", "verdict", "gap"), (Text("序号", "No."), Text("指标", "Indicator"), Text("职责", "Part"), Text("结论", "Verdict"), Text("差距或原因", "Gap or reason")), indicators),
        Table(Text("工作内容", "Actions"), ("number", "action", "part"), (Text("序号", "No."), Text("工作内容", "Action"), Text("职责", "Part")), actions),
        Table(Text("提示", "Warnings"), ("component", "warning"), (Text("分项", "Component"), Text("提示", "Warning")), warnings),
    ]  # fmt: skip


def _counted(part: Text, results: Sequence[object], counts: Counts) -> Text:
    listed = [(v, counts[v.value]) for v in Verdict if counts[v.value]]
    zh = "，".join(f"{v.text.zh}{n}项" for v, n in listed)
    en = ", ".join(f"{n} {v.text.en}" for v, n in listed)
    return Text(f"{part.zh}{len(results)}项" + (f"：{zh}" if zh else ""), f"{part.en} {_how_many(len(results))}" + (f": {en}" if en else ""))  # fmt: skip


def _how_many(n: int) -> str:
    """Return a number of indicators in English."""
    return f"{n} indicator" if n == 1 else f"{n} indicators"


def gaps(result: IndicatorResult, *, beside_verdict: bool = False) -> Text:
    """
    Return what keeps an indicator from being met, component by component, in one cell.

    Components of which the same is said are named together; where it is the same of all, it is said once.
    ``beside_verdict`` leaves out the indicator's verdict where a sentence would begin with it: it stands in a cell of
    its own.
    """
    known = result.verdict if beside_verdict else None
    found = [
        (f.component, _gap(f, known))
        for f in result.findings
        if f.verdict is not Verdict.MET and f.component is not None
    ]
    if len(result.findings) == 1:
        return found[0][1] if found else NO_TEXT
    said: dict[Text, list[Component]] = {}
    for component, text in found:
        said.setdefault(text, []).append(component)
    if len(said) == 1 and len(found) == len(result.findings):
        n, (text,) = len(found), said
        return Text(f"{text.zh}（{n}个分项均如此）", f"{text.en} (all {n} components)")
    zh = (f"{'、'.join(c.name.zh for c in components)}——{text.zh}" for text, components in said.items())
    en = (f"{', '.join(c.name.en for c in components)} – {text.en}" for text, components in said.items())
    return Text("；".join(zh), "; ".join(en))


def _gap(finding: Finding, known: Verdict | None) -> Text:
    said = shortfall(finding) if finding.verdict is Verdict.NOT_MET else finding.explain()
    if finding.verdict is not known:
        return said
    verdict = known.text
    return Text(said.zh.removeprefix(f"{verdict.zh}："), said.en.removeprefix(f"{verdict.en}: "))


def matrix_table(ruleset: Ruleset, lines: Sequence[tuple[Unit | Group, tuple[str, ...]]]) -> Table:
    """Return the whole-county matrix: units by indicators, 牵 (L) for those who lead and 责 (R) for those who take part."""
    numbers = [str(i.number) for i in ruleset.indicators]
    return Table(
        Text("责任矩阵（牵＝牵头单位，责＝责任单位）", "Responsibility matrix (L leads, R takes part)"), ("unit", *numbers),
        (Text("单位", "Unit"), *(Text(n) for n in numbers)), [[unit.name, *(PARTS.get(part, part) for part in parts)] for unit, parts in lines],
    )  # fmt: skip


def plan_tables(status: PlanStatus) -> tuple[list[Text], list[Table]]:
    """Return the lines and tables of the plan's status."""
    lines = [Text(f"截至{status.on}", f"On {status.on}")]
    for phase, left in status.phases:
        days = Text("无截止日期", "no end") if left is None else Text(f"剩余{left}天", f"{left} days left")
        lines.append(Text(f"阶段{phase.number} {phase.name.zh}：{days.zh}", f"phase {phase.number} {phase.name.en}: {days.en}"))  # fmt: skip
    if status.ruleset.phases and not status.phases:
        lines.append(Text("当日不在任何阶段内", "the day lies in no phase"))
    if status.uncounted:
        lines.append(Text(f"工作方案没有阶段，无从起算，{len(status.uncounted)}项经常性工作未列出", f"the plan has no phase to count from: {len(status.uncounted)} recurring duties are not listed"))  # fmt: skip
    lines.append(Text(f"未完成工作内容{len(status.open)}项，其中逾期{len(status.late)}项", f"{len(status.open)} actions open, {len(status.late)} of them late"))  # fmt: skip
    actions = [
        [a.number, a.title, STATES[s.state], s.by or "", listed(a.responsibility.lead), _served(status.ruleset, a)]
        for a, s in status.open
    ]
    duties = [[d.duty.id, d.duty.text, len(d.due), len(d.missing), listed(d.missing)] for d in status.duties]
    behind = [[r.indicator.number, r.indicator.name, r.verdict.text] for r in status.not_on_course]
    return lines, [
        Table(Text("未完成的工作内容", "Open actions"), ("number", "action", "state", "by", "lead", "indicators"), (Text("序号", "No."), Text("工作内容", "Action"), Text("状态", "State"), Text("时限", "By"), Text("牵头单位", "Lead"), Text("指标", "Indicators")), actions),
        Table(Text("经常性工作", "Recurring duties"), ("duty", "text", "due", "missing", "periods"), (Text("事项", "Duty"), Text("内容", "Text"), Text("应完成", "Due"), Text("缺", "Missing"), Text("缺的期间", "Periods missing")), duties),
        Table(Text("进度滞后的指标", "Indicators not on course"), ("number", "indicator", "verdict"), (Text("序号", "No."), Text("指标", "Indicator"), Text("结论", "Verdict")), behind),
    ]  # fmt: skip


def _served(ruleset: Ruleset, action: Action) -> Coded:
    """Return the indicators that an action serves, for programs by their ids, for people by number and name."""
    found = [ruleset[id] for id in action.indicators]
    zh, en = ("、".join(f"{i.number} {i.name.zh}" for i in found), ", ".join(f"{i.number} {i.name.en}" for i in found))
    return Coded(listed(action.indicators), Text(zh, en))


def coverage_table(ruleset: Ruleset) -> Table:
    """Return which action serves which indicator, and what is served by none or serves none."""
    _, idle = coverage(ruleset)
    served = [[i.number, i.name, listed(a.number for a in ruleset.actions_for(i.id)) or "—"] for i in ruleset.indicators]  # fmt: skip
    served += [["—", Text("（无对应指标）", "(no indicator)"), str(a.number)] for a in idle]
    return Table(Text("指标与工作内容", "Indicators and actions"), ("number", "indicator", "actions"), (Text("序号", "No."), Text("指标", "Indicator"), Text("工作内容", "Actions")), served)  # fmt: skip


def rectification_table(items: Sequence[Item]) -> Table:
    """Return the rectification list, in the columns that :func:`ecoindicators.rectification.read_list` reads."""
    return Table(Text("整改清单", "Rectification list"), COLUMNS, tuple(Text(HEADS[c][0], c) for c in COLUMNS), [_item_row(row) for row in rows(items)])  # fmt: skip


def _item_row(row: Sequence[str]) -> list[object]:
    """Return a year and a gap as numbers and the gap's measurement unit in words; any other cell as it is."""
    cells: dict[str, object] = dict(zip(COLUMNS, row, strict=True))
    for column in ("year", "gap"):
        found = str(cells[column])
        cells[column] = Decimal(found) if _NUMBER.fullmatch(found) else found
    unit = str(cells["unit_measure"])
    if unit:
        # Two percentages differ by percentage points; without a gap it is the component's own unit.
        points = unit == "%" and isinstance(cells["gap"], Decimal)
        cells["unit_measure"] = Coded(unit, POINTS if points else measure_text(unit))
    return list(cells.values())


def reporting_table(reports: tuple[Report, ...]) -> tuple[list[Text], Table]:
    """Return the counts and the table of who reported what."""
    counts = reporting_counts(reports)
    zh = "，".join(f"{REPORT_STATES[s].zh}{n}" for s, n in counts.items())
    en = ", ".join(f"{REPORT_STATES[s].en} {n}" for s, n in counts.items())
    table = [[r.indicator.number, r.component.name, listed(r.indicator.responsibility.lead), r.text, r.reported_by, r.exemption] for r in reports]  # fmt: skip
    heads = (Text("序号", "No."), Text("分项", "Component"), Text("牵头单位", "Lead"), Text("报送情况", "State"), Text("报送人", "Reported by"), Text("豁免", "Exemption"))  # fmt: skip
    return [Text(zh, en)], Table(Text("报送情况", "Reporting status"), ("number", "component", "lead", "state", "reported_by", "exemption"), heads, table)  # fmt: skip


def _component(ruleset: Ruleset, component: Component | None) -> object:
    """Return a component for programs by its id, for people by its number and name."""
    if component is None:
        return ""
    indicator = ruleset.indicator_of(component.id)
    name = indicator.named(component)
    return Coded(component.id, Text(f"{indicator.number} {name.zh}", f"{indicator.number} {name.en}"))


def course_table(ruleset: Ruleset, found: Sequence[Course], deadline: int) -> Table:
    """Return the change so far beside the change needed."""
    table = [
        [_component(ruleset, c.finding.component), c.finding.target.text, "" if c.so_far is None else plain_number(c.so_far), "" if c.needed is None else plain_number(c.needed), c.text]
        for c in found
    ]  # fmt: skip
    heads = (Text("分项", "Component"), Text("目标值", "Target"), Text("此前每年变化", "Change a year so far"), Text("此后每年须变化", "Change a year needed"), Text("判断", "Statement"))  # fmt: skip
    return Table(Text(f"到{deadline}年的进度", f"Course to {deadline}"), ("component", "target", "so_far", "needed", "statement"), heads, table)  # fmt: skip
