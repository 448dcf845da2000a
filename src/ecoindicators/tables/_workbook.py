"""Filled workbooks, whatever people moved about in them: sheets are told by their heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import evolve

from ecoindicators.canonical import digest
from ecoindicators.dossier import Assignment, Exemption, Observation, Reference, SourceFile
from ecoindicators.errors import DossierError, Location, Problem, RulesetError, shown
from ecoindicators.files import read_bytes
from ecoindicators.limits import stop_at_limit
from ecoindicators.spreadsheets import Cell, read_sheets
from ecoindicators.tables._heads import titles_of
from ecoindicators.tables._kinds import ASSIGNMENTS, EXEMPTIONS, HEADS, KINDS, OBSERVATIONS, REFERENCES, Kind
from ecoindicators.tables._rows import read_rows
from ecoindicators.texts import Text, plain_number

Row = Observation | Assignment | Reference | Exemption


def read_workbooks(
    paths: Iterable[Path], progress: Callable[[int], None] | None = None
) -> tuple[dict[str, list[Row]], list[Problem], list[SourceFile]]:
    """Return the rows of all workbooks by table, every problem, and each file; ``progress`` is told of each file."""
    problems: list[Problem] = []
    sources: list[SourceFile] = []
    found: dict[str, list[Row]] = {kind.name: [] for kind in KINDS}
    for path in paths:
        try:
            data = read_bytes(path)
            sources.append(SourceFile("workbook", path.name, digest(data)))
            for kind, rows in _sheets(path.name, data, problems):
                found[kind.name] += rows
        except RulesetError as error:
            problems += error.problems
        if progress is not None:
            progress(1)
    for kind in KINDS:
        found[kind.name] = _merged(kind, found[kind.name], problems)
    return found, problems, sources


def _sheets(name: str, data: bytes, problems: list[Problem]) -> list[tuple[Kind, list[Row]]]:
    found: list[tuple[Kind, list[Row]]] = []
    sheets = read_sheets(name, data)
    for sheet in sheets:
        kind: Kind | None = None
        heads: list[str | None] = []
        where = Location(name, sheet.title)
        lines: list[tuple[int, list[object]]] = []
        for number, cells in sheet.rows:
            if kind is None:
                kind, heads = find_heads([c.value for c in cells])
                where = evolve(where, heads=titles_of(heads, [c.value for c in cells]))
                continue
            stop_at_limit(problems, DossierError)
            at = evolve(where, row=number)
            lines.append((number, [_value(c, head, at, problems) for c, head in zip(cells, heads, strict=False)]))
        if kind is not None:
            kept = [(n, row) for n, row in lines if _filled(kind, heads, row)]
            found.append((kind, list(read_rows(kept, heads, kind, where, problems))))
    if not found:
        problems.append(_no_table(name, [sheet.title for sheet in sheets]))
    return found


def _no_table(name: str, titles: Sequence[str]) -> Problem:
    """Return the problem of a workbook in which nothing is a table of a dossier, such as a policy table."""
    message = Text(
        f"没有一张工作表（{'、'.join(map(shown, titles))}）含有台账的表头",
        f"no sheet ({', '.join(map(shown, titles))}) has the heads of a dossier's table",
    )
    hint = Text(
        "表头应有“指标”或“分项”，以及“数值”、“定性结论”或“日期”；填报工作簿由 ecoindicators template 生成",
        'the heads are "component" (指标, 分项) and "value" (数值), "statement" (定性结论) or "date" (日期); '
        "ecoindicators template makes a workbook to fill in",
    )
    return Problem("no-table", message, Location(name), hint=hint)


#: What tells a sheet's table: the columns beside the component that only it has.
_TELLING: Final = ((ASSIGNMENTS, ("target",)), (EXEMPTIONS, ("reason",)), (REFERENCES, ("name",)))
_TARGET_HEADS: Final = ("下达目标", "下达任务", "target")
#: Columns that show something and are not filled in.
_SHOWN: Final = ("指标名称", "序号", "指标编号", "目标值", "目标", "名称")


def find_heads(cells: Sequence[object]) -> tuple[Kind | None, list[str | None]]:
    """
    Return which table a row of heads begins, and which column each cell heads; None where it heads none.

    >>> find_heads(["分项", "指标名称", "年度", "数值", "我的备忘"])[1]
    ['component', None, 'year', 'value', None]
    """
    texts = [str(c or "").strip() for c in cells]
    known = {word: name for name, words in HEADS.items() for word in (name, *words)}
    own_component = any(t in ("分项", "component") for t in texts)
    heads: list[str | None] = []
    for text in texts:
        name = known.get(text)
        if name == "target" and text not in _TARGET_HEADS:
            name = None
        if name == "name" and text in _SHOWN:
            name = None
        if name == "component" and own_component and text in _SHOWN:
            name = None
        heads.append(name if name not in heads else None)
    has = {head for head in heads if head is not None}
    if "component" not in has and not {"name", "value"} <= has:
        return None, []
    for kind, telling in _TELLING:
        if has >= {*telling} and (kind is not REFERENCES or "value" in has):
            return kind, _only(heads, kind)
    return (OBSERVATIONS, _only(heads, OBSERVATIONS)) if has & {"value", "statement", "date"} else (None, [])


def _only(heads: list[str | None], kind: Kind) -> list[str | None]:
    return [head if head in kind.columns else None for head in heads]


def _value(cell: Cell, head: str | None, where: Location, problems: list[Problem]) -> object:
    """Return what a cell holds: a share with a percent format as percent; a formula is a problem."""
    if head is None or cell.value is None:
        return None
    if cell.formula:
        message = Text("是公式；请改为数值（复制后“选择性粘贴—数值”）", "is a formula; paste its value instead")
        problems.append(Problem("formula", message, where.cell(head), shown(cell.value)))
        return None
    if cell.percent:
        return f"{plain_number(Decimal(repr(cell.value)) * 100)}%"
    return cell.value


def _filled(kind: Kind, heads: Sequence[str | None], row: Sequence[object]) -> bool:
    """Return whether somebody filled in anything; the rows of a template that nobody touched are no observation."""
    given = {h for h, c in zip(heads, row, strict=False) if h is not None and c is not None and str(c).strip()}
    return bool(given - {"component", "year", "unit_measure", "reported_by", "status"})


def _merged(kind: Kind, rows: Sequence[Row], problems: list[Problem]) -> list[Row]:
    """Return the rows, each once; two that say different things of one component and year are a conflict."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(getattr(row, "since" if k == "from" else k) for k in kind.key)
        other = seen.setdefault(key, row)
        if other is not row and other != row:
            different = [c for c in kind.columns if getattr(other, _field(c)) != getattr(row, _field(c))]
            pairs = [(c, f"{getattr(other, _field(c))} / {getattr(row, _field(c))}") for c in different]
            zh, en = "、".join(f"{c}：{p}" for c, p in pairs), ", ".join(f"{c}: {p}" for c, p in pairs)
            message = Text(f"与{other.location}不一致（{zh}）", f"disagrees with {other.location} ({en})")
            problems.append(Problem("conflict", message, row.location))
    return list(seen.values())


def _field(column: str) -> str:
    return "since" if column == "from" else column
