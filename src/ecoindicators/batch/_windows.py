"""
Large files read in windows of rows, so that a file larger than memory is judged in little memory.

A scan of Polars decodes a file as fast as it can, far ahead of what takes its rows
(https://github.com/pola-rs/polars/issues/28569): its memory grows with the file. Here the next window is decoded when
the one before was taken. What Python has to do for each window holds the plan up, so that the reader gets ahead of it
again: the words of text columns are gathered once, and the plan then knows them as categories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ecoindicators.batch._folder import Folder, alike
from ecoindicators.batch._heads import is_place

#: How many rows are decoded at once.
WINDOW: Final = 100_000
#: From this size in bytes on, files are read in windows; below, Polars may decode them whole.
LARGE: Final = 64 * 2**20
#: A text column with more words than these stays text.
MOST_WORDS: Final = 1_000

#: The rows of a file with these columns, a window at a time.
Read = Callable[[list[str]], Iterable[Any]]


def is_large(files: Iterable[Path]) -> bool:
    """Return whether files are read in windows."""
    return sum(file.stat().st_size for file in files) >= LARGE


def scan_parquet(folder: Folder) -> Any:
    """
    Return the rows of Parquet files as a LazyFrame.

    Raises:
        DossierError: The files hold other columns, or other kinds of things in them.
    """
    import polars as pl

    def scan(source: Path | list[Path], **options: Any) -> Any:
        return pl.scan_parquet(source, glob=False, hive_partitioning=False, **options)

    schemas = {file: scan(file).collect_schema() for file in folder.files}
    kinds = alike(folder, schemas)

    def rows(file: Path) -> Any:
        found = scan(file).select(pl.col(name).cast(kind) for name, kind in kinds.items())
        return found.with_columns(folder.columns(file))

    if is_large(folder.files):
        return windowed(
            rows(folder.files[0]).collect_schema(),
            lambda names: (window for file in folder.files for window in _windows(rows(file).select(names))),
        )
    if any(list(schema.items()) != list(kinds.items()) for schema in schemas.values()):
        return pl.concat([rows(file) for file in folder.files])
    return folder.scanned(scan)


def windowed(schema: Mapping[str, Any], read: Read) -> Any:
    """Return what ``read`` gives window by window as a LazyFrame, with columns of few words as Enums."""
    from polars.io.plugins import register_io_source

    enums = _enums(schema, read)

    def windows(columns: list[str] | None, predicate: Any | None, limit: int | None, _: int | None) -> Iterator[Any]:
        # A count asks for no column at all, and is told by the height of one.
        names = list(schema) if columns is None else columns or list(schema)[:1]
        left = limit
        for window in read(names):
            part = window.cast({name: enums[name] for name in names if name in enums})
            if left is not None:
                part = part.head(left)
                left -= part.height
            yield part if predicate is None else part.filter(predicate)
            if left == 0:
                return

    return register_io_source(windows, schema={**schema, **enums})


def _enums(schema: Mapping[str, Any], read: Read) -> dict[str, Any]:
    """Return the type of each text column that holds few words; places are names, however few."""
    import polars as pl

    words: dict[str, set[str]] = {
        name: set() for name, kind in schema.items() if kind == pl.String and not is_place(name)
    }
    if not words:
        return {}
    for window in read(list(words)):
        for name in list(words):
            words[name].update(window[name].drop_nulls().unique())
            if len(words[name]) > MOST_WORDS:
                del words[name]
    return {name: pl.Enum(sorted(found)) for name, found in words.items()}


def _windows(rows: Any) -> Iterator[Any]:
    first = 0
    while True:
        window = rows.slice(first, WINDOW).collect(engine="in-memory")
        if window.height:
            yield window
        if window.height < WINDOW:
            return
        first += WINDOW
