"""The heads of a table: which column each heads, by its English or its Chinese names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ecoindicators.errors import Location, Problem, nearest_names, shown
from ecoindicators.tables._kinds import HEADS, Kind
from ecoindicators.texts import Text


def heads_of(cells: Sequence[object], kind: Kind, where: Location, problems: list[Problem]) -> list[str | None] | None:
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
