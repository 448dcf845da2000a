"""
CSV as a table of columns with types: a column is what all of its cells are.

Polars would try each cell as a date, which takes forty times as long as reading it, anew for every plan, and would take
the types of a folder from its first file. Here all files are looked through once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ecoindicators.batch._windows import WINDOW, windowed
from ecoindicators.dossier import NOTHING

_DAY: Final = "%Y-%m-%d"
#: Cells that say nothing, in either case.
_BLANK: Final = sorted({*NOTHING, *(word.upper() for word in NOTHING)} - {""})


def scan_csv(source: str | Path, *, large: bool = False) -> Any:
    """
    Return the rows of CSV files as a LazyFrame of numbers, dates (2023-01-05) and text; a column without a cell is null.

    A column with a code that begins with 0, such as 0371, is text. ``large`` files are read in windows of rows.
    """
    import polars as pl

    text = pl.scan_csv(source, null_values=_BLANK, infer_schema=False)
    kinds = {name: _kind(pl, **seen) for name, seen in _seen(pl, text).items()}
    read = {name: pl.String if kind in (pl.Null, pl.Date) else kind for name, kind in kinds.items()}
    made = [pl.lit(None).alias(name) for name, kind in kinds.items() if kind == pl.Null]
    made += [pl.col(name).str.to_date(_DAY) for name, kind in kinds.items() if kind == pl.Date]
    rows = pl.scan_csv(source, null_values=_BLANK, schema=read).with_columns(made)
    if not large:
        return rows
    return windowed(
        rows.collect_schema(),
        lambda names: rows.select(names).collect_batches(chunk_size=WINDOW, maintain_order=True, engine="streaming"),
    )


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
