"""
Parquet read in windows of rows, so that a file larger than memory is judged in little memory.

A scan of Polars decodes a file as fast as it can, far ahead of what takes its rows
(https://github.com/pola-rs/polars/issues/28569): its memory grows with the file. Here the next window is decoded when
the one before was taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

#: How many rows are decoded at once.
WINDOW: Final = 100_000
#: From this size in bytes on, files are read in windows; below, Polars may decode them whole.
LARGE: Final = 64 * 2**20


def scan_parquet(path: Path, files: list[Path]) -> Any:
    """Return the rows of a Parquet file, or of a folder's ``files``, as a LazyFrame."""
    import polars as pl
    from polars.io.plugins import register_io_source

    hive = path.is_dir()
    scan = pl.scan_parquet(path / "**/*" if hive else path, hive_partitioning=hive or None)
    if sum(file.stat().st_size for file in files) < LARGE:
        return scan
    schema = scan.collect_schema()

    def windows(
        columns: list[str] | None, predicate: Any | None, limit: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        # A count asks for no column at all, and is told by the height of one.
        names = list(schema) if columns is None else columns or list(schema)[:1]
        left = limit
        for file in files:
            rows = pl.scan_parquet(file, hive_partitioning=hive or None).select(
                pl.col(name).cast(schema[name]) for name in names
            )
            for window in _windows(rows):
                part = window if left is None else window.head(left)
                if left is not None:
                    left -= part.height
                yield part if predicate is None else part.filter(predicate)
                if left == 0:
                    return

    return register_io_source(windows, schema=schema)


def _windows(rows: Any) -> Iterator[Any]:
    first = 0
    while True:
        window = rows.slice(first, WINDOW).collect(engine="in-memory")
        if window.height:
            yield window
        if window.height < WINDOW:
            return
        first += WINDOW
