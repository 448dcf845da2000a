"""Tables of any file as grids of text: .docx, .xlsx, .csv, .tsv, .md and .txt."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ecoindicators.archives import open_archive
from ecoindicators.errors import DossierError, Location, MissingExtraError, Problem, RulesetError, nearest_names
from ecoindicators.files import read_bytes, refuse
from ecoindicators.limits import Tally, get_limits, over
from ecoindicators.spreadsheets import Cell, damage_is_unsound, read_sheets
from ecoindicators.tables import decode
from ecoindicators.texts import Text


@frozen
class Row:
    """One row of a table: its number as its program shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@frozen
class Grid:
    """One table: the sheet or table it is, its rows, the cells that are formulas (row, column), the lines above it."""

    name: str
    rows: tuple[Row, ...]
    formulas: tuple[tuple[int, int], ...] = ()
    above: tuple[str, ...] = ()


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
    if sum(len(grid.rows) for grid in grids) > get_limits().policy_rows:
        raise RulesetError([over("policy_rows", Location(path.name))])
    most = get_limits().policy_cell_chars
    long = [
        over("policy_cell_chars", Location(path.name, grid.name, row.number))
        for grid in grids
        for row in grid.rows
        if any(len(cell) > most for cell in row.cells)
    ]
    if long:
        raise RulesetError(long[: get_limits().problems])
    return grids


def read_records(
    path: Path, heads: Mapping[str, tuple[str, ...]], required: Sequence[str]
) -> list[tuple[Location, dict[str, str]]]:
    """
    Return the rows of the first table of a file that has any, by column; ``heads`` gives each column's other wordings.

    Raises:
        DossierError: A column is unknown or missing; every one is named.
        RulesetError: The file cannot be read.
    """
    grid = next((grid for grid in read_grids(path) if grid.rows), None)
    if grid is None:
        raise DossierError(
            [Problem("empty-file", Text("文件中没有表格", "the file holds no table"), Location(path.name))]
        )
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
    try:
        return decode(read_bytes(path), path.name)
    except DossierError as error:
        raise RulesetError(error.problems) from error


def _delimited(path: Path) -> list[Grid]:
    return [_parsed(path, _text(path), ",")]


def _tabbed(path: Path) -> list[Grid]:
    return [_parsed(path, _text(path), "\t")]


def _parsed(path: Path, text: str, delimiter: str) -> Grid:
    if delimiter == "\t" and '"' not in text:
        rows = _counted(path, enumerate((line.split("\t") for line in text.splitlines()), 1))
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        try:
            rows = _counted(path, ((reader.line_num, cells) for cells in reader))
        except csv.Error as error:
            raise refuse(path.name, "bad-csv", f"第{reader.line_num}行不是有效的 CSV", f"line {reader.line_num} is no valid CSV") from error  # fmt: skip
    return Grid("", tuple(r for r in rows if any(c.strip() for c in r.cells) and not r.cells[0].startswith("#")))


def _counted(path: Path, lines: Iterable[tuple[int, Sequence[str]]]) -> list[Row]:
    """Return lines as rows, no more than the bounds allow."""
    rows, tally = [], Tally(RulesetError)
    for number, cells in lines:
        tally.add(Location(path.name, row=number), len(cells))
        rows.append(Row(number, tuple(cells)))
    return rows


_RULE: Final = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")


def _markdown(path: Path) -> list[Grid]:
    grids: list[Grid] = []
    rows: list[Row] = []
    above: list[str] = []
    tally, longest = Tally(RulesetError), get_limits().columns * get_limits().policy_cell_chars
    for number, line in enumerate([*_text(path).splitlines(), ""], 1):
        if "|" in line:
            where = Location(path.name, row=number)
            if len(line) > longest:
                raise RulesetError([over("policy_cell_chars", where)])
            if not _RULE.fullmatch(re.sub(r"\s+", "", line)):
                cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
                texts = (re.sub(r"<br\s*/?>", "\n", c).replace("\\|", "|").strip() for c in cells)
                tally.add(where, len(cells))
                rows.append(Row(number, tuple(texts)))
        elif rows:
            grids.append(Grid("", tuple(rows), above=tuple(above)))
            rows, above = [], []
        elif line.strip():
            above.append(line.lstrip("# ").strip())
    return grids


def _word(path: Path) -> list[Grid]:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("python-docx", "word") from error
    data, tally = open_archive(path.name, read_bytes(path)), Tally(RulesetError)
    grids: list[Grid] = []
    above: list[str] = []
    with damage_is_unsound(path.name):
        for table in docx.Document(data).iter_inner_content():
            if not isinstance(table, docx.table.Table):
                above.append(table.text.strip())
                continue
            index, rows = len(grids) + 1, []
            for number, row in enumerate(table.rows, 1):
                where = Location(path.name, str(index), number)
                cells = tuple(islice(_word_cells(row), get_limits().columns + 1))
                tally.add(where, len(cells))
                rows.append(Row(number, cells))
            grids.append(Grid(str(index), tuple(rows), above=tuple(filter(None, above))))
            above = []
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
    grids = []
    for sheet in read_sheets(path.name, read_bytes(path)):
        rows, formulas = [], []
        for number, cells in sheet.rows:
            formulas += [(number, at) for at, cell in enumerate(cells) if cell.formula]
            texts = ["" if cell.formula else _cell_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                rows.append(Row(number, tuple(texts)))
        grids.append(Grid(sheet.title, tuple(rows), tuple(formulas)))
    return grids


def _cell_text(cell: Cell) -> str:
    """Return what the cell shows: a number without a float's tail, a share with a percent format as percent."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    return f"{round(value * 100, 9):.15g}%" if cell.percent else f"{value:.15g}"
