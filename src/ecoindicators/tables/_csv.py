"""CSV files of a dossier's tables, in and out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import asdict

from ecoindicators.canonical import digest
from ecoindicators.dossier import Assignment, Exemption, Observation, Reference, SourceFile
from ecoindicators.errors import DossierError, Location, Problem, ProblemsError
from ecoindicators.files import read_bytes
from ecoindicators.limits import Tally
from ecoindicators.tables._heads import heads_of, titles_of
from ecoindicators.tables._kinds import Kind
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
    heads = heads_of(lines[start], kind, Location(file=name, row=start + 1), problems)
    if heads is None:
        return []
    body = ((i, line) for i, line in enumerate(lines[start + 1 :], start + 2))
    where = Location(file=name, heads=titles_of(heads, lines[start]))
    return list(read_rows(body, heads, kind, where, problems, problems_on_width=True))


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
