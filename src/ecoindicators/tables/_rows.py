"""Rows of cells as observations, assignments, references and exemptions; every problem of a row at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import evolve

from ecoindicators.dossier import NOTHING, Assignment, Exemption, Observation, Reference
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.limits import stop_at_limit
from ecoindicators.tables._cells import Cells, blank
from ecoindicators.tables._kinds import Kind
from ecoindicators.texts import Text


def read_rows(
    lines: Iterable[tuple[int, Sequence[object]]],
    heads: Sequence[str | None],
    kind: Kind,
    where: Location,
    problems: list[Problem],
    *,
    problems_on_width: bool = False,
) -> Iterator[Any]:
    """
    Yield the rows of a table as observations, assignments and so on; what is wrong is added to the problems.

    ``where`` is the table; it may say what the file calls its columns.
    """
    seen: dict[tuple[object, ...], int] = {}
    make = _MAKERS[kind.name]
    for number, line in lines:
        stop_at_limit(problems, DossierError)
        at = evolve(where, row=number)
        if all(blank(cell) for cell in line):
            continue
        if problems_on_width and len(line) > len(heads) and any(not blank(c) for c in line[len(heads) :]):
            message = Text(
                f"有{len(line)}格，列名只有{len(heads)}个", f"has {len(line)} cells under {len(heads)} heads"
            )
            hint = Text("含逗号的内容请加英文双引号", "put double quotes around a cell that holds a comma")
            problems.append(Problem("too-many-cells", message, at, hint=hint))
            continue
        cells = {head: cell for head, cell in zip(heads, line, strict=False) if head is not None}
        before = len(problems)
        row = make(Cells(cells, at, problems))
        if len(problems) > before:
            continue
        key = tuple(getattr(row, "since" if k == "from" else k) for k in kind.key)
        if key in seen:
            message = Text(f"与第{seen[key]}行重复（{_key_text(key)}）", f"repeats row {seen[key]} ({_key_text(key)})")
            problems.append(Problem("duplicate", message, at, hint=_keep_one(where)))
            continue
        seen[key] = number
        yield row


def _keep_one(where: Location) -> Text:
    """Return what to do about a row that stands twice; where rows are told apart by a number, several may share it."""
    if where.cell("component").column in ("序号", "指标编号"):
        return Text(
            "如是同一指标的不同分项，请加“分项”列；否则请只保留一行",
            'if they are components of one indicator, add a column "分项"; else keep one of them',
        )
    return Text("请只保留一行", "keep one of them")


def _key_text(key: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in key if part not in (None, ""))


def _observation(row: Cells) -> Observation:
    value, unit = row.number()
    given = row.text("unit_measure")
    if unit and given and given not in (unit, "％"):
        message = Text(
            f"数值写作“{unit}”，计量单位列却是“{given}”", f'the value says "{unit}", the column unit_measure "{given}"'
        )
        row.wrong("unit-mismatch", "unit_measure", message, given)
    year = row.year(required=True)
    return Observation(
        row.text("component", required=True), year or 0, value, row.date("date"), given or unit,
        _statement(row), row.status(), row.text("source"), row.text("evidence"),
        row.text("reported_by"), row.text("note"), row.at,
    )  # fmt: skip


def _statement(row: Cells) -> str:
    text = row.text("statement")
    return "" if text.casefold() in NOTHING else text


def _assignment(row: Cells) -> Assignment:
    return Assignment(
        row.text("component", required=True), row.year(required=True) or 0, row.text("target", required=True),
        row.text("source"), row.at,
    )  # fmt: skip


def _reference(row: Cells) -> Reference:
    value, _ = row.number(required=True)
    return Reference(
        row.text("component"), row.year(required=True) or 0, row.text("name", required=True), value or Decimal(0),
        row.text("source"), row.at,
    )  # fmt: skip


def _exemption(row: Cells) -> Exemption:
    since, until = row.date("from"), row.date("until")
    if since is not None and until is not None and until < since:
        row.wrong(
            "bad-date",
            "until",
            Text(f"截止日期 {until} 早于起始日期 {since}", f"it ends {until}, before it starts {since}"),
            until,
        )
    return Exemption(
        row.text("component", required=True), row.year(required=False), row.text("reason", required=True),
        row.text("approved_by", required=True), since, until, row.at,
    )  # fmt: skip


_MAKERS: Final[dict[str, Callable[[Cells], Any]]] = {
    "observations": _observation,
    "assignments": _assignment,
    "references": _reference,
    "exemptions": _exemption,
}
