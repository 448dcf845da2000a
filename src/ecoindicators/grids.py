"""Tables of any file as grids of text: .docx, .xlsx, .csv, .tsv, .md and .txt."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ecoindicators.archives import check_archive, check_size, refuse
from ecoindicators.errors import DossierError, Location, MissingExtraError, Problem, RulesetError, nearest_names
from ecoindicators.tables import decode
from ecoindicators.texts import Text

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 100
MAX_CELL: Final = 2_000


@frozen
class Row:
    """One row of a table: its number as its program shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@frozen
class Grid:
    """One table: the sheet or table it is, its rows, and the cells that are formulas (row, column)."""

    name: str
    rows: tuple[Row, ...]
    formulas: tuple[tuple[int, int], ...] = ()


def read_grids(path: Path) -> list[Grid]:
    """
    Return the tables of a file.

    Raises:
        RulesetError: The file cannot be read, or is larger than a policy table may be.
        MissingExtraError: The library that reads the format is not installed.
    """
    readers = {".docx": _word, ".xlsx": _excel, ".xlsm": _excel, ".csv": _delimited, ".tsv": _tabbed, ".txt": _tabbed, ".md": _markdown}  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = "、".join(sorted(readers))
        raise refuse(path.name, "unknown-format", f"不支持“{path.suffix}”；可用：{known}", f'"{path.suffix}" is not read; use one of {known}')  # fmt: skip
    grids = reader(path)
    for grid in grids:
        if len(grid.rows) > MAX_ROWS:
            raise refuse(path.name, "too-many-rows", f"表格超过{MAX_ROWS}行", f"a table has over {MAX_ROWS} rows")
        wide = next((row for row in grid.rows if len(row.cells) > MAX_COLUMNS), None)
        if wide is not None:
            raise refuse(path.name, "too-many-columns", f"第{wide.number}行超过{MAX_COLUMNS}列", f"row {wide.number} has over {MAX_COLUMNS} columns")  # fmt: skip
        long = next((row for row in grid.rows if any(len(c) > MAX_CELL for c in row.cells)), None)
        if long is not None:
            raise refuse(path.name, "cell-too-long", f"第{long.number}行有单元格超过{MAX_CELL}字", f"row {long.number}: a cell is over {MAX_CELL} characters")  # fmt: skip
    return grids


def read_records(
    path: Path, heads: Mapping[str, tuple[str, ...]], required: Sequence[str]
) -> list[tuple[Location, dict[str, str]]]:
    """
    Return the rows of the first table of a file by column; ``heads`` gives each column's other wordings.

    Raises:
        DossierError: A column is unknown or missing; every one is named.
        RulesetError: The file cannot be read.
    """
    grid = read_grids(path)[0]
    if not grid.rows:
        raise DossierError([Problem("empty-file", Text("文件是空的", "the file is empty"), Location(path.name))])
    known = {word: key for key, words in heads.items() for word in (key, *words)}
    top = grid.rows[0]
    columns = [known.get(cell.strip()) for cell in top.cells]
    where = Location(path.name, grid.name, top.number)
    problems = [
        Problem("unknown-column", Text(f"没有“{c}”列", f'no column "{c}" is known'), where, c, nearest_names(c, known) or tuple(heads))
        for c, column in zip(top.cells, columns, strict=True)
        if column is None and c.strip()
    ]  # fmt: skip
    problems += [
        Problem("missing-column", Text(f"缺少“{name}”列", f'the column "{name}" is missing'), where)
        for name in required
        if name not in columns
    ]
    if problems:
        raise DossierError(problems)
    return [
        (
            Location(path.name, grid.name, row.number),
            {name: cell.strip() for name, cell in zip(columns, row.cells, strict=False) if name is not None},
        )
        for row in grid.rows[1:]
    ]


def _text(path: Path) -> str:
    check_size(path)
    try:
        return decode(path.read_bytes(), path.name)
    except DossierError as error:
        raise RulesetError(error.problems) from error


def _delimited(path: Path) -> list[Grid]:
    return [_parsed(path, _text(path), ",")]


def _tabbed(path: Path) -> list[Grid]:
    return [_parsed(path, _text(path), "\t")]


def _parsed(path: Path, text: str, delimiter: str) -> Grid:
    lines = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    if delimiter == "\t" and '"' not in text:
        rows = [Row(n, tuple(line.rstrip("\r\n").split("\t"))) for n, line in enumerate(lines, 1)]
    else:
        try:
            rows = [Row(reader.line_num, tuple(cells)) for cells in reader]
        except csv.Error as error:
            raise refuse(path.name, "bad-csv", f"第{reader.line_num}行不是有效的 CSV", f"line {reader.line_num} is no valid CSV") from error  # fmt: skip
    kept = tuple(r for r in rows if any(c.strip() for c in r.cells) and not r.cells[0].startswith("#"))
    return Grid("", kept)


_RULE: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")


def _markdown(path: Path) -> list[Grid]:
    grids: list[Grid] = []
    rows: list[Row] = []
    for number, line in enumerate([*_text(path).splitlines(), ""], 1):
        if "|" in line:
            if not _RULE.fullmatch(line):
                cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
                texts = (re.sub(r"<br\s*/?>", "\n", c).replace("\\|", "|").strip() for c in cells)
                rows.append(Row(number, tuple(texts)))
        elif rows:
            grids.append(Grid("", tuple(rows)))
            rows = []
    return grids


def _word(path: Path) -> list[Grid]:
    check_archive(path)
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError as error:
        raise MissingExtraError("python-docx", "word") from error
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise refuse(path.name, "not-an-office-file", "不是完好的 .docx 文件", "this is no sound .docx file") from error
    grids = []
    for index, table in enumerate(document.tables, 1):
        rows = tuple(Row(n, tuple(_word_cells(row))) for n, row in enumerate(table.rows, 1))
        grids.append(Grid(str(index), rows))
    return grids


def _word_cells(row: Any) -> Iterator[str]:
    """Yield the texts of a row; what continues a cell above is blank, which means "as above"."""
    for cell in row._tr.tc_lst:
        merged = cell.tcPr.find("{*}vMerge") if cell.tcPr is not None else None
        continues = merged is not None and next(iter(merged.attrib.values()), "continue") == "continue"
        text = "\n".join("".join(map(_run_text, p.iter("{*}t", "{*}br", "{*}cr", "{*}tab"))) for p in cell.p_lst)
        yield "" if continues else text.strip()
        for _ in range(cell.grid_span - 1):
            yield ""


def _run_text(element: Any) -> str:
    return {"t": element.text or "", "tab": " "}.get(element.tag.rpartition("}")[2], "\n")


def _excel(path: Path) -> list[Grid]:
    check_archive(path)
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("openpyxl", "excel") from error
    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except (InvalidFileException, KeyError, ValueError) as error:
        raise refuse(path.name, "not-an-office-file", "不是完好的 .xlsx 文件", "this is no sound .xlsx file") from error
    grids = []
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows: list[Row] = []
            formulas: list[tuple[int, int]] = []
            for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_ROWS + 1), 1):
                formulas += [(number, at) for at, cell in enumerate(cells) if cell.data_type == "f"]
                texts = tuple("" if c.data_type == "f" else _cell_text(c.value, c.number_format or "") for c in cells)
                while texts and not texts[-1]:
                    texts = texts[:-1]
                if texts:
                    rows.append(Row(number, texts))
            grids.append(Grid(sheet.title, tuple(rows), tuple(formulas)))
    finally:
        book.close()
    return grids


def _cell_text(value: object, number_format: str) -> str:
    """Return what the cell shows: a number without a float's tail, a share with a percent format as percent."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    if number_format.rstrip().endswith("%"):
        return f"{round(value * 100, 9):.15g}%"
    return f"{value:.15g}"
