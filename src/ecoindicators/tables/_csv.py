"""CSV files of a dossier's tables, in and out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from attrs import asdict

from ecoindicators.canonical import digest
from ecoindicators.dossier import Assignment, Exemption, Observation, Reference, SourceFile
from ecoindicators.errors import DossierError, Location, Problem, ProblemsError
from ecoindicators.files import is_office_file, read_bytes
from ecoindicators.limits import Tally
from ecoindicators.tables._heads import heads_of, titles_of
from ecoindicators.tables._kinds import OBSERVATIONS, Kind
from ecoindicators.tables._rows import read_rows
from ecoindicators.texts import Text, plain_number


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


def read_csv(path: Path, kind: Kind, problems: list[Problem], sources: list[SourceFile]) -> list[Any]:
    """Return the rows of a file that can be read; what is wrong is added to the problems, and the file to the sources."""
    name = path.name
    try:
        data = read_bytes(path)
        if is_office_file(name, data) or path.suffix.lower() == ".toml":
            raise DossierError([_no_csv(name, kind)])
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
    other = _other_separator(lines[start], separator)
    if other is not None:
        problems.append(_separated_by(other, separator, Location(file=name, row=start + 1)))
        return []
    heads = heads_of(lines[start], kind, Location(file=name, row=start + 1), problems)
    if heads is None:
        return []
    body = ((i, line) for i, line in enumerate(lines[start + 1 :], start + 2))
    where = Location(file=name, heads=titles_of(heads, lines[start]))
    return list(read_rows(body, heads, kind, where, problems, problems_on_width=True))


#: What else separates the columns of a file, such as what Excel writes where the comma stands in numbers.
_SEPARATORS: Final = {
    ",": Text("逗号", "commas"), "\t": Text("制表符", "tabs"), ";": Text("分号", "semicolons"),
    "；": Text("全角分号", "full-width semicolons"), "，": Text("全角逗号", "full-width commas"), "|": Text("竖线", "bars"),
}  # fmt: skip


def _other_separator(heads: list[str], separator: str) -> str | None:
    """Return what separates the heads that were read as one; None where they are several, or nothing does."""
    (head, *more) = [cell for cell in heads if cell.strip()]
    return next((sign for sign in _SEPARATORS if sign != separator and sign in head and not more), None)


def _separated_by(other: str, separator: str, where: Location) -> Problem:
    found, expected = _SEPARATORS[other], _SEPARATORS[separator]
    message = Text(
        f"各列以{found.zh}分隔，应以{expected.zh}分隔", f"the columns are separated by {found.en}, not by {expected.en}"
    )
    hint = Text(
        "请另存为“CSV UTF-8（逗号分隔）”，文件名以 .csv 结尾",
        "save it as CSV UTF-8 (comma delimited), with a name that ends in .csv",
    )
    return Problem("csv-syntax", message, where, hint=hint)


def _no_csv(name: str, kind: Kind) -> Problem:
    """Return the problem of a file of another kind in the place of a table."""
    if kind is OBSERVATIONS:
        message = Text("不是 CSV 文件，也不是 .xlsx 工作簿", "is neither a CSV file nor an .xlsx workbook")
        hint = Text(
            "台账应为 CSV 文件，或由 ecoindicators template 生成并填好的 .xlsx 工作簿",
            "a dossier is a CSV file, or an .xlsx workbook that ecoindicators template made and people filled in",
        )
    else:
        message = Text("不是 CSV 文件", "is no CSV file")
        hint = Text("请在 Excel 或 WPS 中将表另存为 CSV", "save the table as CSV in Excel or WPS")
    return Problem("unknown-format", message, Location(file=name), hint=hint)


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
