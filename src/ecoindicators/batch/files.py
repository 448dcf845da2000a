"""Panels in files: CSV, Parquet, and folders of either, judged in a stream and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from ecoindicators.batch import assess_panel
from ecoindicators.batch._codes import VERDICT_WORDS
from ecoindicators.batch._csv import first_word, readable, scan_csv
from ecoindicators.batch._folder import Folder
from ecoindicators.batch._heads import NUMBER_HINT, is_place
from ecoindicators.batch._windows import is_large, scan_parquet
from ecoindicators.errors import DossierError, Location, MissingExtraError, Problem, RulesetError, shown
from ecoindicators.files import stay_inside
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict
from ecoindicators.writing import replacing

PARQUET: Final = (".parquet", ".pq")
CSV: Final = (".csv",)


def scan_panel(path: str | Path) -> Any:
    """
    Return the panel in a file or folder as a Polars LazyFrame.

    Large files are read in windows of rows, so that memory does not grow with the file; their columns of text are read
    now, and one of no more than a thousand words is an Enum of these.

    A CSV file is UTF-8; one below 64 MiB may be GB18030 or UTF-16, as for a dossier. A folder holds Parquet files or CSV
    files, perhaps partitioned (``place=甲县/part.parquet``). Cells such as "—" and
    无数据 are missing, as in a dossier; a column of CSV without a cell holds nothing, whatever belongs there.

    Raises:
        DossierError: It is neither CSV nor Parquet; the folder is empty, holds both, files that differ, or a link that leads
            out of it.
        MissingExtraError: Polars is not installed.
    """
    path, pl = Path(path), _polars()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    kinds = {p.suffix.lower() for p in files}
    frame = None
    if kinds & set(PARQUET) and kinds & set(CSV):
        message = Text("文件夹中既有 CSV 又有 Parquet", "the folder holds both CSV and Parquet files")
        raise DossierError([Problem("unknown-format", message, Location(file=path.name))])
    files = [p for p in files if p.suffix.lower() in (*PARQUET, *CSV)]
    if path.is_dir():
        try:
            stay_inside(path, files)
        except RulesetError as error:
            raise DossierError(error.problems) from error
    folder = Folder.of(path, files)
    try:
        if kinds & set(PARQUET):
            frame = scan_parquet(folder)
        elif kinds & set(CSV):
            large = is_large(folder.files)
            frame = scan_csv(readable(folder, large=large), large=large)
        if frame is not None:
            frame.collect_schema()
            return frame
    except pl.exceptions.PolarsError as error:
        raise DossierError([_unreadable(path, error)]) from error
    message = Text(
        "应为 CSV 或 Parquet 文件，或装有这些文件的文件夹", "expected CSV or Parquet, or a folder of such files"
    )
    raise DossierError([Problem("unknown-format", message, Location(file=path.name))])


def assess_file(
    ruleset: Ruleset,
    panel: str | Path,
    output: str | Path,
    *,
    tables: Mapping[str, str | Path | None] | None = None,
    progress: Callable[[int], object] | None = None,
    **options: Any,
) -> dict[str, int]:
    """
    Judge the panel in a file or folder, write the verdicts to ``output``, and return how often each verdict occurs.

    The panel is streamed, so that it may be larger than memory where its rows stand in order of place and year.

    Args:
        ruleset: What to judge by.
        panel: CSV or Parquet, or a folder.
        output: A ``.csv`` or ``.parquet`` file; written whole or not at all.
        tables: Files of ``assignments``, ``references``, ``labels`` and ``exemptions``.
        progress: Called with the number of rows judged since the last call, nearly all of them.
        options: Those of :func:`~ecoindicators.batch.assess_panel`.

    Raises:
        DossierError: A file is wrong; every problem is listed.
        MissingExtraError: Polars is not installed.
        OSError: The output cannot be written; what was there before is untouched.
    """
    panel, output, pl = Path(panel), Path(output), _polars()
    if output.suffix.lower() not in (*PARQUET, *CSV):
        message = Text("输出文件应为 .csv 或 .parquet", "the output should be a .csv or .parquet file")
        raise DossierError([Problem("unknown-format", message, Location(file=output.name))])

    def tick(words: Any) -> Any:
        if progress is not None:
            progress(len(words))
        return words

    files = {name: Path(path) for name, path in (tables or {}).items() if path is not None}
    frame = scan_panel(panel)
    given = {name: scan_panel(path).collect() for name, path in files.items()}
    if any(is_place(name) and not kind.is_integer() for name, kind in frame.collect_schema().items()):
        given = {name: _places_as_text(table) for name, table in given.items()}
    with _named({"frame": panel, **files}):
        try:
            judged = assess_panel(ruleset, frame, **given, **options)
            kind = pl.Enum(list(VERDICT_WORDS))
            judged = judged.with_columns(pl.col("verdict").map_batches(tick, return_dtype=kind, is_elementwise=True))
            # By its handle: a sink that failed may open a path once more, and leave the file behind.
            with replacing(output) as file:
                if output.suffix.lower() in PARQUET:
                    judged.sink_parquet(file)
                    written = pl.scan_parquet(file.name, glob=False)
                else:
                    judged.sink_csv(file)
                    written = pl.scan_csv(file.name, infer_schema=False, glob=False)
                found = written.group_by("verdict").len().collect(engine="streaming")
        except pl.exceptions.PolarsError as error:
            if "check=True" in str(error):
                # Some row is wrong: look at them all, and say which.
                assess_panel(ruleset, frame, **given, **{**options, "check": True})
            raise DossierError([_unreadable(panel, error)]) from error
    counts = {str(word): int(count) for word, count in found.iter_rows()}
    return {verdict.value: counts.get(verdict.value, 0) for verdict in Verdict}


def _places_as_text(table: Any) -> Any:
    """Return a table whose places are text, as those of the panel are: 1101 is a number only beside no 0371."""
    pl = _polars()
    return table.with_columns(
        pl.col(name).cast(pl.String) for name, kind in table.schema.items() if is_place(name) and kind.is_integer()
    )


def rows_in(panel: str | Path) -> int:
    """Return the number of rows of a panel, for a progress bar."""
    return int(scan_panel(panel).select(_polars().len()).collect(engine="streaming").item())


def _polars() -> Any:
    try:
        import polars
    except ImportError as error:
        raise MissingExtraError("polars", "panel") from error
    return polars


@contextmanager
def _named(files: Mapping[str, Path]) -> Iterator[None]:
    """Say of what is wrong with a table in which file it is."""
    try:
        yield
    except DossierError as error:
        raise DossierError(_in_file(p, files) for p in error.problems) from error


def _in_file(problem: Problem, files: Mapping[str, Path]) -> Problem:
    """Return a problem of a table as one of its file; of words among a CSV file's numbers, the first is named."""
    path, where = files.get(problem.location.table), problem.location
    if path is None:
        return problem
    where = evolve(where, file=path.name, table="")
    if problem.hint is NUMBER_HINT and path.suffix.lower() in CSV and path.is_file():
        word = first_word(readable(Folder.of(path, [path]), large=is_large([path])), where.column)
        if word is not None:
            row, cell = word
            message = Text(f"“{shown(cell)}”不是数值", f'"{shown(cell)}" is no number')
            return evolve(problem, location=evolve(where, row=row), message=message, found=cell)
    return problem.at(where)


def _unreadable(path: Path, error: Exception) -> Problem:
    if type(error).__name__ == "NoDataError":
        return Problem("empty-file", Text("文件是空的", "the file is empty"), Location(file=path.name))
    reason = str(error).splitlines()[0]
    message = Text(f"无法读取：{reason}", f"cannot be read: {reason}")
    return Problem("unreadable", message, Location(file=path.name))


__all__ = ["assess_file", "rows_in", "scan_panel"]
