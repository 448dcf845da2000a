"""Collection workbooks: made for a ruleset and a year, filled by people, read back whatever they moved about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from ecoindicators.archives import repeatable
from ecoindicators.canonical import digest
from ecoindicators.dossier import Assignment, Dossier, Exemption, Observation, Reference, SourceFile
from ecoindicators.errors import DossierError, Location, MissingExtraError, Problem, RulesetError, shown
from ecoindicators.files import read_bytes
from ecoindicators.indicators import Component, Indicator
from ecoindicators.limits import stop_at_limit
from ecoindicators.measures import measure_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.spreadsheets import Cell, read_sheets, saved
from ecoindicators.tables import (
    ASSIGNMENTS,
    EXEMPTIONS,
    HEADS,
    KINDS,
    OBSERVATIONS,
    REFERENCES,
    Kind,
    read_rows,
    titles_of,
)
from ecoindicators.targets import Assigned, Peer
from ecoindicators.texts import Text, plain_number

Row = Observation | Assignment | Reference | Exemption


# --- reading ----------------------------------------------------------------------------------------


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
    for sheet in read_sheets(name, data):
        kind: Kind | None = None
        heads: list[str | None] = []
        titles: dict[str, str] = {}
        lines: list[tuple[int, list[object]]] = []
        for number, cells in sheet.rows:
            if kind is None:
                kind, heads = find_heads([c.value for c in cells])
                titles = titles_of(heads, [c.value for c in cells])
                continue
            stop_at_limit(problems, DossierError)
            where = Location(name, sheet.title, number)
            lines.append(
                (
                    number,
                    [
                        _value(c, head, titles.get(head or ""), where, problems)
                        for c, head in zip(cells, heads, strict=False)
                    ],
                )
            )
        if kind is not None:
            kept = [(n, row) for n, row in lines if _filled(kind, heads, row)]
            found.append((kind, list(read_rows(kept, heads, kind, Location(name, sheet.title), problems, titles))))
    return found


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


def _value(cell: Cell, head: str | None, title: str | None, where: Location, problems: list[Problem]) -> object:
    """Return what a cell holds: a share with a percent format as percent; a formula is a problem."""
    if head is None or cell.value is None:
        return None
    if cell.formula:
        message = Text("是公式；请改为数值（复制后“选择性粘贴—数值”）", "is a formula; paste its value instead")
        problems.append(Problem("formula", message, evolve(where, column=title or head), shown(cell.value)))
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


# --- making -----------------------------------------------------------------------------------------

#: The columns of a collection sheet: what is shown, then what is to be filled in.
COLUMNS: Final = (
    "分项", "年度", "序号", "指标名称", "分项名称", "目标值", "计量单位", "上年值", "数值", "日期", "定性结论", "数据状态", "来源", "佐证材料", "填报单位", "备注",
)  # fmt: skip
FILL: Final = ("数值", "日期", "定性结论", "数据状态", "来源", "佐证材料", "填报单位", "备注")
_WIDTHS: Final = {"分项": 26, "指标名称": 24, "分项名称": 24, "目标值": 28, "定性结论": 22, "来源": 18, "佐证材料": 24, "填报单位": 18, "备注": 24}  # fmt: skip
_INSTRUCTIONS: Final = (
    "填报说明",
    "1. 只填写浅黄色的列；其余各列供查看，可以排序、筛选、插入列、改工作表名，读取时不受影响。“上年值”仅供对照，评估要用的往年数据请将往年的填报表放在同一文件夹。",
    "2. “数值”列只填数字，也可以带百分号；没有数据请填“—”或“无数据”，或留空。",
    "3. “定性结论”请从下拉列表选择；列表之外的表述也可以填写，读取时会提示。",
    "4. “数据状态”：最终数据填“最终”，快报、预计数填“暂定”。",
    "5. 上级下达的目标填入“上级下达任务”表，经批准的豁免填入“豁免”表（理由和批准单位必填）。",
    "6. 不要填写公式；从其他表复制时请用“选择性粘贴—数值”。",
    "红色：尚未填报；绿色：已填报。",
)


def template(ruleset: Ruleset, year: int, previous: Dossier | None = None, indicators: Sequence[Indicator] | None = None) -> bytes:  # fmt: skip
    """
    Return a workbook to collect a year's observations in: a sheet for each domain, sheets for assignments and
    exemptions, and instructions.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("openpyxl", "excel") from error
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "填报说明"
    sheet.column_dimensions["A"].width = 100
    for at, line in enumerate(_INSTRUCTIONS, 1):
        sheet.cell(at, 1, line)
    chosen = ruleset.indicators if indicators is None else indicators
    last = {} if previous is None else {(o.component, o.year): o for o in previous.observations}
    by_sheet: dict[str, list[Indicator]] = {}
    for indicator in chosen:
        by_sheet.setdefault(indicator.domain.name.zh if indicator.domain is not None else "指标", []).append(indicator)
    for name, listed in by_sheet.items():
        _collection_sheet(book, name, listed, year, last)
    _plain_sheet(book, "上级下达任务", ("分项", "年度", "下达目标", "来源"), [
        (c.id, year, "", "") for i in chosen for c in i.components if any(isinstance(a, Assigned) for a in c.target.atoms())
    ])  # fmt: skip
    _plain_sheet(book, "豁免", ("分项", "年度", "豁免理由", "批准单位", "起始日期", "截止日期"), [])
    _plain_sheet(book, "参考值", ("分项", "年度", "参考值名称", "参考值", "来源"), [
        (c.id, year, a.name, "", "") for i in chosen for c in i.components for a in c.target.atoms() if isinstance(a, Peer)
    ])  # fmt: skip
    return repeatable(saved(book))


def templates_by_unit(ruleset: Ruleset, year: int, previous: Dossier | None = None) -> dict[str, bytes]:
    """Return a workbook for each lead unit, by its name; indicators without one are under 未定牵头单位."""
    by_unit: dict[str, list[Indicator]] = {}
    for indicator in ruleset.indicators:
        for unit in indicator.responsibility.lead or (None,):
            by_unit.setdefault("未定牵头单位" if unit is None else unit.name.zh, []).append(indicator)
    return {name: template(ruleset, year, previous, listed) for name, listed in by_unit.items()}


def _collection_sheet(
    book: Any, name: str, indicators: Sequence[Indicator], year: int, last: Mapping[tuple[str, int], Observation]
) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(_title(name, book.sheetnames))
    letters = {head: get_column_letter(at) for at, head in enumerate(COLUMNS, 1)}
    yellow = PatternFill("solid", fgColor="FFF8E1")
    rows = [(i, c) for i in indicators for c in i.components]
    for at, head in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, at, head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE082" if head in FILL else "E0E0E0")
        sheet.column_dimensions[letters[head]].width = _WIDTHS.get(head, 11)
    for number, (indicator, component) in enumerate(rows, 2):
        before = last.get((component.id, year - 1))
        shown: dict[str, object] = {
            "分项": component.id, "年度": year, "序号": indicator.number, "指标名称": indicator.name.zh,
            "分项名称": component.name.zh if component.name != indicator.name else "", "目标值": component.target.text,
            "计量单位": measure_text(component.unit_measure).zh, "上年值": "" if before is None else plain_number(before.value) if before.value is not None else before.statement,
        }  # fmt: skip
        for head in COLUMNS:
            cell = sheet[f"{letters[head]}{number}"]
            cell.value = shown.get(head) or None
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if head in FILL:
                cell.fill = yellow
        _validate(sheet, DataValidation, letters, number, component)
    if rows:
        end = len(rows) + 1
        status = DataValidation(type="list", formula1='"最终,暂定"', allow_blank=True)
        status.add(f"{letters['数据状态']}2:{letters['数据状态']}{end}")
        sheet.add_data_validation(status)
        filled = f"${letters['数值']}2&${letters['日期']}2&${letters['定性结论']}2"
        area = f"A2:{letters['分项名称']}{end}"
        sheet.conditional_formatting.add(
            area, FormulaRule([f"LEN({filled})=0"], fill=PatternFill("solid", bgColor="FFCDD2"))
        )
        sheet.conditional_formatting.add(
            area, FormulaRule([f"LEN({filled})>0"], fill=PatternFill("solid", bgColor="C8E6C9"))
        )
        sheet.auto_filter.ref = f"A1:{letters['备注']}{end}"
    sheet.freeze_panes = f"{letters['计量单位']}2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _validate(sheet: Any, validation: Any, letters: Mapping[str, str], number: int, component: Component) -> None:
    """Add what fits as a list to choose from, and the declared bounds; both only warn, since a person may know better."""
    phrases = [s.phrase for s in component.states if "," not in s.phrase and '"' not in s.phrase]
    listed = ",".join(dict.fromkeys([*phrases, *(f"未{p}" for p in phrases)]))
    if phrases and len(listed) < 250:
        choose = validation(type="list", formula1=f'"{listed}"', allow_blank=True, errorStyle="warning")
        choose.add(f"{letters['定性结论']}{number}")
        sheet.add_data_validation(choose)
    if component.minimum is not None and component.maximum is not None:
        low, high = plain_number(component.minimum), plain_number(component.maximum)
        bounds = validation(
            type="decimal", operator="between", formula1=low, formula2=high, allow_blank=True, errorStyle="warning"
        )
        bounds.error = f"应在{low}与{high}之间"
        bounds.add(f"{letters['数值']}{number}")
        sheet.add_data_validation(bounds)


def _plain_sheet(book: Any, name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from openpyxl.styles import Font

    sheet = book.create_sheet(name)
    sheet.append(list(heads))
    for row in rows:
        sheet.append([cell or None for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 24
    sheet.freeze_panes = "A2"


def _title(name: str, taken: Sequence[str]) -> str:
    plain = "".join(c for c in name if c not in "[]:*?/\\")[:28] or "指标"
    return plain if plain not in taken else f"{plain} {len(taken)}"
