"""Dossiers in and out of tables: CSV files, records and dataframes; every problem of form at once.

Heads may be the English or the Chinese ones of ``HEADS``. Rows count as a spreadsheet does: the line of
the heads is row 1.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import asdict, evolve, frozen

from ecoindicators.canonical import digest
from ecoindicators.dossier import (
    NOTHING,
    Assignment,
    Dossier,
    Exemption,
    Observation,
    Reference,
    SourceFile,
    Status,
    checked_decimal,
    parse_number,
)
from ecoindicators.errors import (
    DossierError,
    Location,
    MissingExtraError,
    Problem,
    ProblemsError,
    RulesetError,
    nearest_names,
    shown,
)
from ecoindicators.files import files_in, read_bytes
from ecoindicators.limits import LimitError, Tally, get_limits, over, stop_at_limit
from ecoindicators.texts import Text, plain_number

YEARS: Final = range(1900, 2201)

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "component": ("指标", "分项", "指标名称", "指标编号", "序号"),
    "year": ("年", "年份", "年度"),
    "value": ("数值", "值", "现状值", "参考值"),
    "date": ("日期", "实施日期", "颁布日期"),
    "unit_measure": ("计量单位",),
    "statement": ("定性结论", "结论", "完成情况"),
    "status": ("数据状态", "状态"),
    "source": ("来源", "数据来源"),
    "evidence": ("佐证材料", "证明材料", "佐证"),
    "reported_by": ("填报单位",),
    "note": ("备注", "说明"),
    "target": ("目标", "目标值", "下达任务", "下达目标"),
    "name": ("名称", "参考值名称"),
    "reason": ("理由", "原因", "豁免理由"),
    "approved_by": ("批准单位", "批准机关"),
    "from": ("起", "起始日期", "生效日期"),
    "until": ("止", "截止日期", "失效日期"),
}
_STATUS: Final[dict[str, Status]] = {
    "": "final", "final": "final", "最终": "final", "正式": "final",
    "provisional": "provisional", "暂定": "provisional", "初步": "provisional", "快报": "provisional",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR = re.compile(r"(\d{4})年?(?:度)?")

_OLD_WORKBOOKS: Final = (".xls", ".et", ".ods")
#: Tables that would be missed if a folder of workbooks were read without them.
_TABLES_NOT_READ: Final = (*_OLD_WORKBOOKS, ".csv", ".tsv")

DossierType = TypeVar("DossierType", bound=Dossier)


@frozen
class Kind:
    """One of the four tables: its name, its columns, those that must be there, and what makes a key."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]


OBSERVATIONS: Final = Kind(
    "observations",
    ("component", "year", "value", "date", "unit_measure", "statement", "status", "source", "evidence", "reported_by", "note"),
    ("component", "year"),
    ("component", "year"),
)  # fmt: skip
ASSIGNMENTS: Final = Kind(
    "assignments", ("component", "year", "target", "source"), ("component", "year", "target"), ("component", "year")
)
REFERENCES: Final = Kind(
    "references",
    ("component", "year", "name", "value", "source"),
    ("year", "name", "value"),
    ("component", "year", "name"),
)
EXEMPTIONS: Final = Kind(
    "exemptions",
    ("component", "year", "reason", "approved_by", "from", "until"),
    ("component", "reason", "approved_by"),
    ("component", "year", "from"),
)
KINDS: Final = (OBSERVATIONS, ASSIGNMENTS, REFERENCES, EXEMPTIONS)


# --- reading files ----------------------------------------------------------------------------------


def read_dossier(
    kind: type[DossierType],
    path: str | Path,
    assignments: str | Path | None,
    references: str | Path | None,
    exemptions: str | Path | None,
    progress: Callable[[int], None] | None = None,
) -> DossierType:
    """Return the dossier in up to four CSV files; see :meth:`ecoindicators.dossier.Dossier.read`."""
    problems: list[Problem] = []
    sources: list[SourceFile] = []
    files = [Path(file) if file is not None else None for file in (path, assignments, references, exemptions)]
    books = _workbooks(Path(path))
    found: dict[str, list[Any]] = {}
    if books:
        from ecoindicators.workbooks import read_workbooks

        found, problems, sources = read_workbooks(books, progress)
        files[0] = None
    rows = []
    for table, file in zip(KINDS, files, strict=True):
        rows.append([*found.get(table.name, ()), *([] if file is None else _read_csv(file, table, problems, sources))])
    return _dossier(kind, rows, problems, Path(path).stem, sources)


def _workbooks(path: Path) -> list[Path]:
    """Return the Excel workbooks at a path: itself, or those of a folder in name order."""
    if path.is_dir():
        try:
            found = files_in(path, ".xlsx")
        except RulesetError as error:
            raise DossierError(error.problems) from error
        if not found:
            message = Text("文件夹中没有 .xlsx 文件", "no .xlsx file in the folder")
            raise DossierError([Problem("no-file", message, Location(file=path.name))])
        left = sorted(
            p.name for p in path.iterdir() if p.suffix.lower() in _TABLES_NOT_READ and not p.name.startswith("~$")
        )
        if left:
            raise DossierError([_not_a_workbook(Location(file=f"{path.name}/{name}")) for name in left])
        return found
    if path.suffix.lower() in _OLD_WORKBOOKS:
        raise DossierError([_not_a_workbook(Location(file=path.name))])
    return [path] if path.suffix.lower() in (".xlsx", ".xlsm") else []


def _not_a_workbook(where: Location) -> Problem:
    """Return the problem of a table that is none of the .xlsx workbooks that are read."""
    message = Text("不是 .xlsx 工作簿，未读取", "it is no .xlsx workbook and was not read")
    hint = Text(
        "请在 Excel 或 WPS 中另存为 .xlsx，或移出文件夹",
        "save it as .xlsx in Excel or WPS, or take it out of the folder",
    )
    return Problem("unknown-format", message, where, hint=hint)


def decode(data: bytes, name: str) -> str:
    """
    Return the text of a file saved as UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030.

    Raises:
        DossierError: It is none of these.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = Text(
        "文件编码无法识别，请另存为 UTF-8 或 GB18030 的 CSV",
        "the file's encoding was not recognised; save it as CSV in UTF-8 or GB18030",
    )
    raise DossierError([Problem("bad-encoding", message, Location(file=name))])


def _read_csv(path: Path, kind: Kind, problems: list[Problem], sources: list[SourceFile]) -> list[Any]:
    name = path.name
    try:
        data = read_bytes(path)
        sources.append(SourceFile(kind.name, name, digest(data)))
        text = decode(data, name)
    except ProblemsError as error:
        problems += error.problems
        return []
    separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    try:
        lines, tally = list[list[str]](), Tally(DossierError)
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            lines.append(line)
            tally.add(Location(file=name, row=len(lines)), len(line))
    except csv.Error as error:
        message = Text(f"不是有效的 CSV：{error}", f"not valid CSV: {error}")
        problems.append(Problem("csv-syntax", message, Location(file=name)))
        return []
    except DossierError as error:
        problems += error.problems
        return []
    start = next((i for i, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if start is None:
        message = Text("文件是空的", "the file is empty")
        hint = Text(
            f"第一行应为列名：{'、'.join(kind.columns)}",
            f"its first line should hold the heads: {', '.join(kind.columns)}",
        )
        problems.append(Problem("empty-file", message, Location(file=name), hint=hint))
        return []
    heads = _heads(lines[start], kind, Location(file=name, row=start + 1), problems)
    if heads is None:
        return []
    body = ((i, line) for i, line in enumerate(lines[start + 1 :], start + 2))
    titles = titles_of(heads, lines[start])
    return list(read_rows(body, heads, kind, Location(file=name), problems, titles, problems_on_width=True))


def _heads(cells: Sequence[object], kind: Kind, where: Location, problems: list[Problem]) -> list[str | None] | None:
    """Return the column each cell heads (None for one to pass over), or None where the table cannot be read."""
    known = {name: name for name in kind.columns}
    known |= {alias: name for name in kind.columns for alias in HEADS[name]}
    heads: list[str | None] = []
    bad = False
    for cell in cells:
        text = unicodedata.normalize("NFKC", str(cell or "")).strip()
        head = known.get(text) or known.get(text.casefold())
        if not text:
            heads.append(None)
            continue
        if head is None:
            message = Text(
                f"{kind.name} 表没有“{shown(text)}”列", f'the table {kind.name} has no column "{shown(text)}"'
            )
            near = nearest_names(text, known) or _columns_as(text, kind)
            problems.append(Problem("unknown-column", message, where, text, near))
            bad = True
        elif head in heads:
            message = Text(f"“{head}”列出现两次", f'the column "{head}" stands twice')
            problems.append(Problem("duplicate-column", message, where, text))
            bad = True
        heads.append(head)
    for column in kind.required:
        if column not in heads:
            words = "、".join(HEADS[column])
            message = Text(
                f"缺少“{column}”列（或：{words}）", f'the column "{column}" is missing (Chinese heads: {words})'
            )
            problems.append(Problem("missing-column", message, where))
            bad = True
    return None if bad else heads


def _columns_as(text: str, kind: Kind) -> tuple[str, ...]:
    """Return the columns of a table in the language of a head that is none of them."""
    return kind.columns if text.isascii() else tuple(HEADS[column][0] for column in kind.columns)


def titles_of(heads: Sequence[str | None], cells: Sequence[object]) -> dict[str, str]:
    """Return what a file calls each column that was found, for whoever has the file before them."""
    return {head: str(cell).strip() for head, cell in zip(heads, cells, strict=False) if head is not None}


# --- rows -------------------------------------------------------------------------------------------


def read_rows(
    lines: Iterable[tuple[int, Sequence[object]]],
    heads: Sequence[str | None],
    kind: Kind,
    where: Location,
    problems: list[Problem],
    titles: Mapping[str, str] | None = None,
    *,
    problems_on_width: bool = False,
) -> Iterator[Any]:
    """
    Yield the rows of a table as observations, assignments and so on; what is wrong is added to the problems.

    ``titles`` is what the file calls its columns, where that is not their names.
    """
    seen: dict[tuple[object, ...], int] = {}
    make = _MAKERS[kind.name]
    for number, line in lines:
        stop_at_limit(problems, DossierError)
        at = Location(file=where.file, table=where.table, row=number)
        if all(_blank(cell) for cell in line):
            continue
        if problems_on_width and len(line) > len(heads) and any(not _blank(c) for c in line[len(heads) :]):
            message = Text(
                f"有{len(line)}格，列名只有{len(heads)}个", f"has {len(line)} cells under {len(heads)} heads"
            )
            hint = Text("含逗号的内容请加英文双引号", "put double quotes around a cell that holds a comma")
            problems.append(Problem("too-many-cells", message, at, hint=hint))
            continue
        cells = {head: cell for head, cell in zip(heads, line, strict=False) if head is not None}
        before = len(problems)
        reader = Cells(cells, at, problems, titles)
        row = make(reader)
        if len(problems) > before:
            continue
        key = tuple(getattr(row, "since" if k == "from" else k) for k in kind.key)
        if key in seen:
            message = Text(f"与第{seen[key]}行重复（{_key_text(key)}）", f"repeats row {seen[key]} ({_key_text(key)})")
            problems.append(Problem("duplicate", message, at, hint=_keep_one(kind, titles or {})))
            continue
        seen[key] = number
        yield row


def _keep_one(kind: Kind, titles: Mapping[str, str]) -> Text:
    """Return what to do about a row that stands twice; where rows are told apart by a number, several may share it."""
    if titles.get("component") in ("序号", "指标编号"):
        return Text(
            "如是同一指标的不同分项，请加“分项”列；否则请只保留一行",
            'if they are components of one indicator, add a column "分项"; else keep one of them',
        )
    return Text("请只保留一行", "keep one of them")


def _key_text(key: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in key if part not in (None, ""))


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell) or (isinstance(cell, str) and not cell.strip())


class Cells:
    """One row, read cell by cell; what is wrong is added to the problems and read as nothing."""

    def __init__(
        self,
        cells: Mapping[str, object],
        at: Location,
        problems: list[Problem],
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.cells = cells
        self.titles = titles or {}
        self.at = at
        self.problems = problems

    def wrong(self, code: str, column: str, message: Text, found: object = "", hint: Text | None = None) -> None:
        """Note what is wrong with the cell of a column."""
        self.problems.append(Problem(code, message, self.place(column), shown(found), hint=hint or Text("")))

    def place(self, column: str) -> Location:
        """Return where the cell of a column stands, by what the file calls the column."""
        return evolve(self.at, column=self.titles.get(column, column))

    def text(self, column: str, *, required: bool = False) -> str:
        """Return the text of a cell, without space around it."""
        cell = self.cells.get(column)
        value = "" if _blank(cell) else plain_number(cell).strip()
        if isinstance(cell, float) and cell.is_integer():
            value = str(int(cell))
        if len(value) > get_limits().cell_chars:
            self.problems.append(over("cell_chars", self.place(column)))
            return ""
        if required and not value:
            self.wrong("missing-value", column, Text("不能为空", "must not be empty"))
        return value

    def year(self, *, required: bool) -> int | None:
        """Return the year; None where the cell is empty."""
        text = unicodedata.normalize("NFKC", self.text("year", required=required))
        if not text:
            return None
        match = _YEAR.fullmatch(text)
        if match is None or int(match[1]) not in YEARS:
            self.wrong(
                "bad-year",
                "year",
                Text(f"“{shown(text)}”不是年份，应如 2023", f'"{shown(text)}" is no year; expected one such as 2023'),
                text,
            )
            return None
        return int(match[1])

    def number(self, *, required: bool = False) -> tuple[Decimal | None, str]:
        """Return the value and the unit written with it; None where the cell says nothing."""
        cell = self.cells.get("value")
        if _blank(cell):
            if required:
                self.wrong("missing-value", "value", Text("不能为空", "must not be empty"))
            return None, ""
        try:
            if isinstance(cell, Decimal | int | float) and not isinstance(cell, bool):
                return checked_decimal(cell if isinstance(cell, Decimal) else Decimal(str(cell))), ""
            found = parse_number(str(cell))
        except LimitError as error:
            self.problems += (p.at(self.place("value")) for p in error.problems)
            return None, ""
        except OverflowError:
            message = Text(f"“{shown(cell)}”的有效数字超过15位", f'"{shown(cell)}" has over 15 significant digits')
            self.wrong("too-many-digits", "value", message, cell)
            return None, ""
        except (ValueError, ArithmeticError):
            message = Text(f"“{shown(cell)}”不是数值", f'"{shown(cell)}" is no number')
            hint = Text(
                "数值列只填数字，如 94.2；定性结论请填入 statement（定性结论）列",
                'give digits alone, such as 94.2; words belong in the column "statement"',
            )
            self.wrong("not-a-number", "value", message, cell, hint)
            return None, ""
        if found is None:
            if required:
                self.wrong("missing-value", "value", Text("不能为空", "must not be empty"), cell)
            return None, ""
        return found

    def date(self, column: str) -> date | None:
        """Return the day; None where the cell says nothing."""
        cell = self.cells.get(column)
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = unicodedata.normalize("NFKC", self.text(column))
        if text.casefold() in NOTHING:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match is not None:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        self.wrong(
            "bad-date",
            column,
            Text(
                f"“{shown(text)}”不是日期，应如 2023-04-01",
                f'"{shown(text)}" is no date; expected one such as 2023-04-01',
            ),
            text,
        )
        return None

    def status(self) -> Status:
        """Return whether the data are final."""
        text = self.text("status")
        if text.casefold() not in _STATUS:
            expected = "final（最终）、provisional（暂定）"
            self.wrong(
                "bad-status",
                "status",
                Text(f"“{shown(text)}”应为 {expected}", f'"{shown(text)}" should be final or provisional'),
                text,
            )
            return "final"
        return _STATUS[text.casefold()]


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


def _dossier(
    kind: type[DossierType],
    rows: Sequence[Sequence[Any]],
    problems: list[Problem],
    name: str,
    sources: Sequence[SourceFile] = (),
) -> DossierType:
    if problems:
        raise DossierError(problems)
    observations, assignments, references, exemptions = rows
    return kind(tuple(observations), tuple(assignments), tuple(references), tuple(exemptions), name, tuple(sources))


# --- records and frames -----------------------------------------------------------------------------


def dossier_from_records(
    kind: type[DossierType],
    observations: Iterable[Mapping[str, Any]],
    assignments: Iterable[Mapping[str, Any]] | None,
    references: Iterable[Mapping[str, Any]] | None,
    exemptions: Iterable[Mapping[str, Any]] | None,
    name: str,
) -> DossierType:
    """Return the dossier in mappings; see :meth:`ecoindicators.dossier.Dossier.from_records`."""
    problems: list[Problem] = []
    rows = []
    for table, records in zip(KINDS, (observations, assignments, references, exemptions), strict=True):
        records = [] if records is None else list(records)
        columns = list(dict.fromkeys(key for record in records for key in record))
        where = Location(table=table.name, row=1)
        heads = _heads(columns, table, where, problems) if records else []
        if heads is None:
            continue
        lines = ((i, [record.get(c) for c in columns]) for i, record in enumerate(records, 2))
        rows.append(list(read_rows(lines, heads, table, Location(table=table.name), problems)))
    return _dossier(kind, rows, problems, name)


def dossier_from_frames(
    kind: type[DossierType], observations: Any, assignments: Any, references: Any, exemptions: Any, name: str
) -> DossierType:
    """Return the dossier in dataframes; see :meth:`ecoindicators.dossier.Dossier.from_frame`."""
    try:
        import narwhals as nw
    except ImportError as error:
        raise MissingExtraError("narwhals", "panel") from error

    def records(frame: Any) -> list[dict[str, Any]]:
        if frame is None:
            return []
        made = nw.from_native(frame)
        if isinstance(made, nw.LazyFrame):
            made = made.collect()
        return list(made.rows(named=True))

    return dossier_from_records(
        kind, records(observations), records(assignments), records(references), records(exemptions), name
    )


# --- writing ----------------------------------------------------------------------------------------


def to_csv(rows: Iterable[Observation | Assignment | Reference | Exemption], kind: Kind) -> str:
    """
    Return rows as CSV text with the English heads of their table; ``Dossier.read`` reads it back unchanged.

    Values are written exactly as they are, so that reading gives the same rows.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kind.columns)
    for row in rows:
        cells = asdict(row, filter=lambda a, _: a.name != "location", recurse=False)
        cells["from"] = cells.pop("since", None)
        writer.writerow(["" if cells.get(c) is None else plain_number(cells[c]) for c in kind.columns])
    return out.getvalue()
