"""Collection workbooks, made for a ruleset and a year for people to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ecoindicators.archives import repeatable
from ecoindicators.dossier import Dossier, Observation
from ecoindicators.errors import MissingExtraError
from ecoindicators.indicators import Component, Indicator
from ecoindicators.measures import measure_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.spreadsheets import A4, row_height, saved
from ecoindicators.statements import choices
from ecoindicators.targets import Assigned, Peer
from ecoindicators.texts import plain_number

#: The columns of a collection sheet: what is shown, then what is to be filled in.
COLUMNS: Final = (
    "分项", "年度", "序号", "指标名称", "分项名称", "目标值", "计量单位", "上年值", "数值", "日期", "定性结论", "数据状态", "来源", "佐证材料", "填报单位", "备注",
)  # fmt: skip
FILL: Final = ("数值", "日期", "定性结论", "数据状态", "来源", "佐证材料", "填报单位", "备注")
#: What names a row on each sheet; all but the first two only show.
_NAMING: Final = ("分项", "年度", "序号", "指标名称", "分项名称", "计量单位")
#: Widths in characters: of a page, of a column, and of those that hold more.
_PAGE: Final = 76
_WIDTH: Final = 11
#: Excel takes no more than 255 characters as a list.
_LONGEST_LIST: Final = 250
_WIDTHS: Final = {"分项": 30, "年度": 7, "序号": 7, "计量单位": 16, "指标名称": 24, "分项名称": 24, "目标值": 28, "定性结论": 22, "来源": 18, "佐证材料": 24, "填报单位": 18, "备注": 24}  # fmt: skip
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
    _instructions(sheet)
    chosen = ruleset.indicators if indicators is None else indicators
    last = {} if previous is None else {(o.component, o.year): o for o in previous.observations}
    by_sheet: dict[str, list[Indicator]] = {}
    for indicator in chosen:
        by_sheet.setdefault(indicator.domain.name.zh if indicator.domain is not None else "指标", []).append(indicator)
    for name, listed in by_sheet.items():
        _collection_sheet(book, name, listed, year, last, ruleset)
    _plain_sheet(book, "上级下达任务", (*_NAMING, "下达目标", "来源"), [
        (*_naming(i, c, year), "", "") for i in chosen for c in i.components if any(isinstance(a, Assigned) for a in c.target.atoms())
    ])  # fmt: skip
    _plain_sheet(book, "豁免", ("分项", "年度", "豁免理由", "批准单位", "起始日期", "截止日期"), [])
    _plain_sheet(book, "参考值", (*_NAMING, "参考值名称", "参考值", "来源"), [
        (*_naming(i, c, year), a.name, "", "") for i in chosen for c in i.components for a in c.target.atoms() if isinstance(a, Peer)
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
    book: Any, name: str, indicators: Sequence[Indicator], year: int, last: Mapping[tuple[str, int], Observation], ruleset: Ruleset
) -> None:  # fmt: skip
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
        sheet.column_dimensions[letters[head]].width = _WIDTHS.get(head, _WIDTH)
    for number, (indicator, component) in enumerate(rows, 2):
        before = last.get((component.id, year - 1))
        shown: dict[str, object] = {
            **dict(zip(_NAMING, _naming(indicator, component, year), strict=True)), "目标值": component.target.text, "上年值": "" if before is None else plain_number(before.value) if before.value is not None else before.statement,
        }  # fmt: skip
        for head in COLUMNS:
            cell = sheet[f"{letters[head]}{number}"]
            cell.value = shown.get(head) or None
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if head in FILL:
                cell.fill = yellow
        widths = [_WIDTHS.get(head, _WIDTH) for head in COLUMNS]
        _heighten(sheet, number, [shown.get(head) or "" for head in COLUMNS], widths)
        _validate(sheet, DataValidation, letters, number, component, offered(ruleset, component))
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
    sheet.print_title_rows = "1:1"
    _printed(sheet, "landscape")


def offered(ruleset: Ruleset, component: Component) -> tuple[str, ...]:
    """
    Return the statements that a workbook offers for a component, no more than a list in Excel may hold.

    They are those of its target and, of an ancestor's, the one that affirms it whole, so that one choice answers
    both; where the target itself asks for no statement, all those of the nearest ancestor that does.
    """
    chain = [component, *(r.component(component.id) for r in ruleset.chain[1:] if r.has_component(component.id))]
    own, *above = [choices(c.target, c.direction) for c in chain]
    found = own or next(filter(None, above), ())
    wholes = [words[0] for words in above if own and words and len(words) > 2]
    listed: tuple[str, ...] = ()
    for word in dict.fromkeys((*found[:1], *wholes, *found[1:])):
        if '"' not in word and len(",".join((*listed, word))) <= _LONGEST_LIST:
            listed = (*listed, word)
    return listed


def _validate(sheet: Any, validation: Any, letters: Mapping[str, str], number: int, component: Component, phrases: Sequence[str]) -> None:  # fmt: skip
    """Add what fits as a list to choose from, and the declared bounds; both only warn, since a person may know better."""
    if phrases:
        listed = ",".join(phrases)
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
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(name)
    sheet.append(list(heads))
    widths = [_WIDTHS.get(head, _WIDTH if head in _NAMING else 24) for head in heads]
    for number, row in enumerate(rows, 2):
        sheet.append([cell or None for cell in row])
        _heighten(sheet, number, row, widths)
        for cell in sheet[number]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _printed(sheet, "landscape")


def _heighten(sheet: Any, number: int, cells: Sequence[object], widths: Sequence[int]) -> None:
    """Make a row tall enough for what it shows; where a line is enough, Excel lets it grow with what is typed."""
    needed = row_height(cells, widths)
    if needed > row_height([""], [_WIDTH]):
        sheet.row_dimensions[number].height = needed


def _instructions(sheet: Any) -> None:
    """Write the instructions, as wide as a page."""
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = _PAGE
    for at, line in enumerate(_INSTRUCTIONS, 1):
        cell = sheet.cell(at, 1, line)
        cell.alignment, cell.font = Alignment(wrap_text=True, vertical="top"), Font(bold=at == 1)
        sheet.row_dimensions[at].height = row_height([line], [_PAGE + 2])
    _printed(sheet, "portrait")


def _printed(sheet: Any, orientation: str) -> None:
    """Have a sheet printed on A4, one page wide."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = orientation, A4, 0
    sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage = 1, True
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def _naming(indicator: Indicator, component: Component, year: int) -> tuple[object, ...]:
    """Return what names a row: the key that is read, and the words that people know it by."""
    name = component.name.zh if component.name != indicator.name else ""
    return component.id, year, indicator.number, indicator.name.zh, name, measure_text(component.unit_measure).zh


def _title(name: str, taken: Sequence[str]) -> str:
    plain = "".join(c for c in name if c not in "[]:*?/\\")[:28] or "指标"
    return plain if plain not in taken else f"{plain} {len(taken)}"
