"""Rows of cells as a terminal table, Markdown, CSV or JSON: one shape, four writers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from ecoindicators.errors import display_width

#: How long the rule over the last column becomes, whose cells may be sentences.
_LONGEST_RULE = 100
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def one_line(cell: object) -> str:
    """Return a cell on one line, with characters that steer a terminal or the reading direction removed."""
    text = "" if cell is None else str(cell)
    return "".join(c if c.isprintable() else " " for c in text).strip()


def block(head: str, lines: Iterable[object]) -> str:
    """Return lines for a terminal, indented under what they are about."""
    return "\n".join([head, *(f"  {one_line(line)}" for line in lines)])


def text_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """
    Return an aligned table; wide characters count two columns. A long sentence in the last column draws no longer rule.

    >>> print(text_table(["指标", "n"], [["河长制", 1]]))
    指标    n
    ------  -
    河长制  1
    """
    cells = [[one_line(c) for c in row] for row in rows]
    widths = [max(display_width(r[i]) for r in (list(heads), *cells)) for i in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(c + " " * (w - display_width(c)) for c, w in zip(row, widths, strict=True)).rstrip()

    rules = [*widths[:-1], min(widths[-1], max(_LONGEST_RULE, display_width(heads[-1])))]
    return "\n".join([line(heads), "  ".join("-" * w for w in rules), *(line(r) for r in cells)])


def markdown_cell(cell: object) -> str:
    """Return a cell that stays one cell and plain text in Markdown."""
    text = one_line(cell)
    for character in "\\`*_{}[]<>|":
        text = text.replace(character, "\\" + character)
    return text


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(map(markdown_cell, heads)) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(markdown_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def csv_cell(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    text = "" if cell is None else str(cell)
    if text.startswith(FORMULA_STARTS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a CSV table in UTF-8 that opens as text everywhere."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([[csv_cell(c) for c in row] for row in rows])
    return out.getvalue()


def json_text(data: Any) -> str:
    """Return data as JSON, readable and with its characters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_table(format: str, heads: Sequence[str], rows: Sequence[Sequence[object]], keys: Sequence[str]) -> str:
    """Return the rows in one of the four formats; JSON is a list of objects with ``keys``."""
    if format == "json":
        return json_text([dict(zip(keys, row, strict=True)) for row in rows])
    if format == "csv":
        return csv_table(keys, rows)
    if format == "markdown":
        return markdown_table(heads, rows) + "\n"
    return text_table(heads, rows) + "\n"
