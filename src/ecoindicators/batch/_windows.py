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

from ecoindicators.batch._heads import in_words, is_place
from ecoindicators.batch._partitions import partitions, types
from ecoindicators.batch._problems import NAMED
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.texts import Text

#: How many rows are decoded at once.
WINDOW: Final = 100_000
#: From this size in bytes on, files are read in windows; below, Polars may decode them whole.
LARGE: Final = 64 * 2**20
#: A text column with more words than these stays text.
MOST_WORDS: Final = 1_000

ALIKE_HINT: Final = Text("请使同一文件夹中的文件列与类型一致", "give the files of a folder the same columns and types")

#: The rows of a file with these columns, a window at a time.
Read = Callable[[list[str]], Iterable[Any]]


def is_large(files: Iterable[Path]) -> bool:
    """Return whether files are read in windows."""
    return sum(file.stat().st_size for file in files) >= LARGE


def scan_parquet(path: Path, files: list[Path]) -> Any:
    """
    Return the rows of a Parquet file, or of a folder's ``files``, as a LazyFrame.

    Raises:
        DossierError: The files of a folder hold other columns, or hold them as other types.
    """
    import polars as pl

    named = types(partitions(path, files))
    hive: dict[str, Any] = {"hive_partitioning": bool(named), "hive_schema": named or None}
    schemas = {file: pl.read_parquet_schema(file) for file in files}
    _check_alike(schemas)
    scan = pl.scan_parquet(files, **hive)
    if not is_large(files):
        return scan
    schema = scan.collect_schema()

    def read(names: list[str]) -> Iterator[Any]:
        for file in files:
            yield from _windows(pl.scan_parquet(file, **hive).select(names))

    return windowed(schema, read)


def _check_alike(schemas: Mapping[Path, Mapping[str, Any]]) -> None:
    (first, known), *others = schemas.items()
    problems = []
    for file, schema in others:
        for name in sorted({*known, *schema}):
            if known.get(name) == schema.get(name):
                continue
            there, here = (
                Text("无此列", "missing") if kind is None else in_words(kind)
                for kind in (known.get(name), schema.get(name))
            )
            message = Text(
                f"与 {first.name} 不一致：此处为{here.zh}，彼处为{there.zh}",
                f"it is not as in {first.name}: here {here.en}, there {there.en}",
            )
            where = Location(file=file.name, column=name)
            problems.append(Problem("other-columns", message, where, hint=ALIKE_HINT))
    if problems:
        raise DossierError(problems[:NAMED])


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
