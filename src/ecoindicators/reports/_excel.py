"""Tables as an Excel workbook: one sheet a table, numbers as numbers, text as text, never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from ecoindicators.archives import repeatable
from ecoindicators.errors import MissingExtraError, display_width
from ecoindicators.reports._office import Share, Table
from ecoindicators.reports._tables import one_line
from ecoindicators.spreadsheets import A4, row_height, saved
from ecoindicators.texts import plain_number

#: Widths in characters: no column is wider; where a sheet is wider than a page, its widest are narrowed to no less.
_WIDEST: Final = 60
_NARROWED: Final = 14
_PAGE: Final = 200


def excel(tables: Sequence[Table], made: datetime | None = None) -> bytes:
    """
    Return a workbook with one sheet a table; heads stay in sight, can be filtered and are printed on each page.

    Whole numbers and decimals are numbers, a decimal with the digits that it was written with. The properties say
    that the workbook was ``made`` then; without that, they name no time.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    try:
        import openpyxl
        from openpyxl.styles import Alignment, Border, Font, Side
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise MissingExtraError("openpyxl", "excel") from error
    book = openpyxl.Workbook()
    book.remove(book.active)
    line = Side(style="thin", color="BFBFBF")
    words = Alignment(wrap_text=True, vertical="top")
    # Without the indent "1.05" and "≥20" beside it look like one.
    number_apart = Alignment(horizontal="right", indent=1, vertical="top")
    box = Border(left=line, right=line, top=line, bottom=line)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(str(table.title), book.sheetnames))
        rows: list[list[object]] = [[str(head) for head in table.heads], *(list(map(_cell, row)) for row in table.rows)]
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row, 1):
                cell = sheet.cell(number, at, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # "=1+1" is what somebody wrote, not a formula
                if isinstance(value, Decimal):
                    cell.number_format = _digits(value)
                cell.font, cell.border = Font(bold=number == 1), box
                cell.alignment = words if isinstance(value, str) else number_apart
        widths = _widths(rows)
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        for number, row in enumerate(rows, 1):
            sheet.row_dimensions[number].height = row_height(row, widths)
        sheet.freeze_panes, sheet.print_title_rows = "B2", "1:1"
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", A4, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top = margins.bottom = 0.75
        sheet.oddHeader.center.text, sheet.oddFooter.center.text = str(table.title).replace("&", "&&"), "&P / &N"
        sheet.auto_filter.ref = sheet.dimensions
    return repeatable(saved(book), made)


def _cell(value: object) -> object:
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else one_line(value)


def _digits(number: Decimal) -> str:
    """Return the number format: of a share as a percentage, else with as many decimals as the number was written with."""
    if isinstance(number, Share):
        return "0.0%"
    decimals = -int(number.as_tuple().exponent)
    return "0." + "0" * decimals if decimals > 0 else "0"


def _widths(rows: Sequence[Sequence[object]]) -> list[int]:
    """Return how wide each column is: as its widest cell, but for long text, which wraps so that a page holds the sheet."""
    wanted = [
        max(4, 2 + max(display_width(plain_number(cell)) for cell in column)) for column in zip(*rows, strict=True)
    ]
    most = _WIDEST
    while most > _NARROWED and sum(min(width, most) for width in wanted) > _PAGE:
        most -= 1
    return [min(width, most) for width in wanted]


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name that Excel takes: the title without what stands in brackets and without special characters."""
    plain = title.partition("（")[0].partition(" (")[0]
    name = "".join(c for c in plain if c not in "[]:*?/\\()")[:28] or "sheet"
    return name if name not in taken else f"{name} {len(taken) + 1}"
