"""
CSV as a table of columns with types: a column is what all of its cells are.

Polars would try each cell as a date, which takes forty times as long as reading it, anew for every plan, and would take
the types of a folder from its first file. Here all files are looked through once.
"""

from __future__ import annotations

import codecs
from functools import partial
from pathlib import Path
from typing import Any, Final

from ecoindicators.batch._folder import Folder, alike
from ecoindicators.batch._problems import NAMED
from ecoindicators.batch._windows import WINDOW, windowed
from ecoindicators.dossier import NOTHING
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.tables import decode
from ecoindicators.texts import Text

_DAY: Final = "%Y-%m-%d"
#: Cells that say nothing, in either case.
_BLANK: Final = sorted({*NOTHING, *(word.upper() for word in NOTHING)} - {""})
#: So much of a file tells its encoding: heads and labels are at its beginning.
_BEGINNING: Final = 65_536


def readable(folder: Folder, *, large: bool) -> Folder | bytes:
    """
    Return what to read of CSV files: themselves, or the text of a single file saved as GB18030 or UTF-16.

    Raises:
        DossierError: A file in a folder, or one too large to be held in memory, is not saved as UTF-8.
    """
    others = [file for file in folder.files if not _is_utf8(file)]
    if not others:
        return folder
    if others == [folder.root] and not large:
        return decode(folder.root.read_bytes(), folder.root.name).encode()
    message = Text("文件不是 UTF-8 编码", "the file is not saved as UTF-8")
    hint = Text("请另存为 UTF-8 的 CSV", "save it as CSV in UTF-8")
    raise DossierError(Problem("bad-encoding", message, Location(file=folder.name(file)), hint=hint) for file in others)


def _is_utf8(file: Path) -> bool:
    with file.open("rb") as opened:
        beginning = opened.read(_BEGINNING)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def scan_csv(source: Folder | bytes, *, large: bool = False) -> Any:
    """
    Return the rows of CSV files as a LazyFrame of numbers, dates (2023-01-05) and text; a column without a cell is null.

    A column with a code that begins with 0, such as 0371, is text. ``large`` files are read in windows of rows.

    Raises:
        DossierError: The files of a folder have other heads.
    """
    import polars as pl

    if not isinstance(source, bytes):
        _check_heads(source)
    named = {} if isinstance(source, bytes) else source.types

    def scan(**options: Any) -> Any:
        if isinstance(source, bytes):
            return _scan(source, **options)
        return source.scanned(partial(_scan, **options))

    text = scan(infer_schema=False)
    kinds = {name: _kind(pl, **seen) for name, seen in _seen(pl, text.drop(named)).items()}
    heads = _scan(_given(source), infer_schema=False).collect_schema().names()
    # What the file holds in a column that its folder names is passed over.
    read = {name: pl.String if name in named or kinds[name] in (pl.Null, pl.Date) else kinds[name] for name in heads}
    made = [pl.lit(None).alias(name) for name, kind in kinds.items() if kind == pl.Null]
    made += [pl.col(name).str.to_date(_DAY) for name, kind in kinds.items() if kind == pl.Date]
    rows = scan(schema=read).with_columns(made)
    if not large:
        return rows
    return windowed(
        rows.collect_schema(),
        lambda names: rows.select(names).collect_batches(chunk_size=WINDOW, maintain_order=True, engine="streaming"),
    )


def _given(source: Folder | bytes) -> list[Path] | bytes:
    return source if isinstance(source, bytes) else source.files


def _scan(source: list[Path] | bytes, **options: Any) -> Any:
    import polars as pl

    return pl.scan_csv(source, null_values=_BLANK, glob=False, **options)


def _check_heads(folder: Folder) -> None:
    """Raise for files whose heads are not those of the first, in their order."""
    heads = {file: _scan([file], infer_schema=False).collect_schema() for file in folder.files}
    alike(folder, heads)
    first, known = next(iter(heads.items()))
    message = Text(
        f"各列的顺序与 {folder.name(first)} 不同", f"the columns stand in another order than in {folder.name(first)}"
    )
    wrong = [file for file, schema in heads.items() if list(schema) != list(known)]
    if wrong:
        raise DossierError(Problem("wrong-order", message, Location(file=folder.name(file))) for file in wrong[:NAMED])


def first_word(source: Folder | bytes, column: str) -> tuple[int, str] | None:
    """Return the row (the heads are row 1) and the text of the first cell of a column that is no number."""
    import polars as pl

    rows = _scan(_given(source), infer_schema=False, row_index_name="", row_index_offset=2)
    words = rows.select("", column).filter(pl.col(column).cast(pl.Float64, strict=False).is_null())
    found = words.drop_nulls().head(1).collect(engine="streaming")
    return found.row(0) if found.height else None


def _seen(pl: Any, text: Any) -> dict[str, dict[str, Any]]:
    """Return of each column how many cells it has, how many are numbers or days, and what else they are."""
    names = text.collect_schema().names()
    looks: dict[str, Any] = {}
    for at, name in enumerate(names):
        looks |= {
            f"cells {at}": pl.col(name).count(),
            f"numbers {at}": pl.col(name).cast(pl.Float64, strict=False).count(),
            f"integers {at}": pl.col(name).cast(pl.Int64, strict=False).count(),
            f"coded {at}": pl.col(name).str.contains(r"^0\d").any(),
        }
    row = _row(text, looks)
    seen = {
        name: {look: row[f"{look} {at}"] for look in ("cells", "numbers", "integers", "coded")}
        for at, name in enumerate(names)
    }
    # Few columns are text, so that only these are tried as dates, which is slow.
    words = [name for name, found in seen.items() if found["cells"] > found["numbers"]]
    days = _row(text, {name: pl.col(name).str.to_date(_DAY, strict=False).count() for name in words})
    return {name: {**found, "days": days.get(name, 0)} for name, found in seen.items()}


def _row(text: Any, looks: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = text.select(**looks).collect(engine="streaming").row(0, named=True) if looks else {}
    return found


def _kind(pl: Any, cells: int, numbers: int, integers: int, days: int, *, coded: bool) -> Any:
    if not cells:
        return pl.Null
    if days == cells:
        return pl.Date
    if numbers < cells or coded:
        return pl.String
    return pl.Int64 if integers == cells else pl.Float64
