"""Tables as an Excel workbook: one sheet a table, text as text, never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ecoindicators.archives import repeatable
from ecoindicators.errors import MissingExtraError, display_width
from ecoindicators.reports._office import Table
from ecoindicators.reports._tables import one_line
from ecoindicators.spreadsheets import saved

_WIDEST = 60


def excel(tables: Sequence[Table], made: datetime | None = None) -> bytes:
    """
    Return a workbook with one sheet a table; heads stay in sight and can be filtered.

    Its properties say that it was ``made`` then; without that, they name no time.

    Raises:
        MissingExtraError: openpyxl is not installed.
    """
    try:
        import openpyxl
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise MissingExtraError("openpyxl", "excel") from error
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(str(table.title), book.sheetnames))
        rows: list[list[object]] = [[str(head) for head in table.heads], *(list(map(_cell, row)) for row in table.rows)]
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row, 1):
                cell = sheet.cell(number, at, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # "=1+1" is what somebody wrote, not a formula
                cell.font = Font(bold=number == 1)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for at in range(1, len(table.heads) + 1):
            width = max((display_width(str(row[at - 1])) for row in rows), default=8)
            sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, 4), _WIDEST)
        sheet.freeze_panes = "B2"
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.auto_filter.ref = sheet.dimensions
    return repeatable(saved(book), made)


def _cell(value: object) -> object:
    return value if isinstance(value, int) and not isinstance(value, bool) else one_line(value)


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    name = "".join(c for c in title if c not in "[]:*?/\\（）()")[:28] or "sheet"
    return name if name not in taken else f"{name} {len(taken) + 1}"
