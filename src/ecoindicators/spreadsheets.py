"""Excel workbooks as sheets of plain cells: read whole, within bounds, whatever the file says of itself."""

from __future__ import annotations

import errno
import io
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from attrs import frozen

from ecoindicators.archives import open_archive, unsound
from ecoindicators.errors import EcoIndicatorsError, Location, MissingExtraError, RulesetError, display_width
from ecoindicators.limits import Tally, get_limits
from ecoindicators.texts import plain_number


@frozen
class Cell:
    """What a cell holds; ``percent`` where its format shows a share as percent, ``formula`` where it is reckoned."""

    value: Any = None
    percent: bool = False
    formula: bool = False


@frozen
class Sheet:
    """One worksheet: its title, and its rows that hold anything, by their number."""

    title: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


#: The paper that sheets are printed on, by its number in the file.
A4: Final = 9
#: Points: a line, and the most that Excel lets a row have.
_LINE: Final = 16
_TALLEST: Final = 405
_NOTHING: Final = Cell()


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """
    Return the worksheets of an .xlsx or .xlsm file; macros, links and charts are passed over.

    Raises:
        RulesetError: The file is not sound, or over a bound.
        MissingExtraError: openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("openpyxl", "excel") from error
    file = open_archive(name, data)
    limits, tally = get_limits(), Tally(RulesetError)
    found = []
    with damage_is_unsound(name):
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows, blank = [], None
                lines = sheet.iter_rows(max_row=limits.rows + 1, max_col=limits.columns + 1)
                for number, line in enumerate(lines, 1):
                    # All rows of a gap are one tuple: it is looked at once.
                    cells = [] if line is blank else _cells(line)
                    blank = blank if cells else line
                    tally.add(Location(name, sheet.title, number), len(cells))
                    if cells:
                        rows.append((number, tuple(cells)))
                found.append(Sheet(sheet.title, tuple(rows)))
        finally:
            book.close()
    return found


def saved(book: Any) -> bytes:
    """
    Return the file of an openpyxl workbook.

    Raises:
        OSError: The folder for temporary files, where openpyxl writes each sheet first, is full.
    """
    out = io.BytesIO()
    try:
        book.save(out)
    except Exception as error:
        if type(error).__name__ != "SerialisationError":  # lxml's word for a write that failed
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), tempfile.gettempdir()) from error
    return out.getvalue()


def row_height(row: Sequence[object], widths: Sequence[int]) -> int:
    """Return how tall a row is, so that wrapped text shows whole; not every program finds this out by itself."""
    lines = (-(-display_width(plain_number(cell)) // (width - 2)) for cell, width in zip(row, widths, strict=True))
    return min(_LINE * max(1, *lines), _TALLEST)


def _cells(line: Sequence[Any]) -> list[Cell]:
    """Return the cells of a row up to the last that holds anything; openpyxl fills each row up to the last column."""
    from openpyxl.cell.read_only import EMPTY_CELL

    end = len(line)
    while end and (line[end - 1] is EMPTY_CELL or line[end - 1].value is None):
        end -= 1
    return [_cell(cell) for cell in line[:end]]


def _cell(cell: Any) -> Cell:
    if cell.value is None:
        return _NOTHING
    formula = cell.data_type == "f"
    percent = isinstance(cell.value, float | int) and str(cell.number_format).rstrip().endswith("%")
    return Cell(cell.value, percent and not isinstance(cell.value, bool), formula)


@contextmanager
def damage_is_unsound(name: str) -> Iterator[None]:
    """Turn whatever an Office library raises on a damaged file into the one error that it is not sound, and keep it quiet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (EcoIndicatorsError, MemoryError):
            raise
        except Exception as error:
            raise unsound(name) from error
