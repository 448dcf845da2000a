"""PySpark: places are spread over the workers, and each judges the places of its partition with Polars.

Nothing is collected on the driver. A ruleset as one Spark expression would be thousands of nested cases, which Spark
takes minutes to analyse and then interprets; a partition as a Polars frame is judged at the speed of one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import evolve

from ecoindicators.batch import _plan
from ecoindicators.batch._columns import PLACE
from ecoindicators.batch._engines import engine_of, unwrapped
from ecoindicators.batch._heads import heads
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

#: How what is wrong with a row comes to the driver.
_PROBLEM: Final = ["code", "column", "zh", "en", "found", "hint_zh", "hint_en"]


def assess(ruleset: Ruleset, frame: Any, options: _plan.Options) -> Any:
    """Return the verdicts on a Spark DataFrame; see :func:`~ecoindicators.batch.assess_panel`."""
    options = _local(options)
    nothing = _arrow_of(frame.schema, frame.sparkSession.conf.get("spark.sql.session.timeZone"))
    # The same job on no rows: it finds what is wrong with the columns and tables, and says what comes out.
    empty = _plan.assess(ruleset, nothing, evolve(options, check=False, sorted=True))
    place = heads(engine_of(nothing), (PLACE,))[PLACE]
    # Spark reads a dot in a name as a field of a struct, so the names go by position until the worker has the rows.
    # The rows of a partition stand in no order, whatever that of the frame was.
    judge = _Judge(ruleset, evolve(options, check=False, sorted=None), frame.columns)
    positions = [f"c{i}" for i in range(len(frame.columns))]
    spread = frame.toDF(*positions).repartition(positions[frame.columns.index(place)])
    if options.check:
        _check(spread, judge)
    return spread.mapInArrow(judge, _schema_of(empty))


def _check(spread: Any, judge: _Judge) -> None:
    """
    Look at every row now; only what is wrong with them comes to the driver.

    Raises:
        DossierError: With what each partition found.
    """
    found = spread.mapInArrow(judge.problems, ", ".join(f"{name} string" for name in _PROBLEM)).collect()
    if found:
        raise DossierError(
            Problem(
                row.code, Text(row.zh, row.en), Location(table="frame", column=row.column), row.found,
                hint=Text(row.hint_zh, row.hint_en),
            )
            for row in found
        )  # fmt: skip


def _local(options: _plan.Options) -> _plan.Options:
    """Return the options with joined tables that can travel to the workers."""

    def local(table: Any) -> Any:
        table = unwrapped(table)
        return table.toArrow() if type(table).__module__.startswith("pyspark.") else table

    tables = ("assignments", "references", "labels", "exemptions")
    return evolve(options, **{name: local(getattr(options, name)) for name in tables})


class _Judge:
    """Judges the rows of one partition; it travels to the workers."""

    def __init__(self, ruleset: Ruleset, options: _plan.Options, columns: list[str]) -> None:
        self.ruleset = ruleset
        self.options = options
        self.columns = columns

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield the verdicts of a partition's rows."""
        import polars as pl

        rows = self.rows(batches)
        if rows is not None:
            judged = _plan.assess(self.ruleset, rows, self.options)
            plain = judged.with_columns(pl.col(pl.Enum).cast(pl.String))
            yield from plain.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    def problems(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield what is wrong with a partition's rows, where something is."""
        import pyarrow as pa

        rows = self.rows(batches)
        if rows is None:
            return
        try:
            _plan.assess(self.ruleset, rows, evolve(self.options, check=True))
        except DossierError as error:
            told = [
                (p.code, p.location.column, p.message.zh, p.message.en, p.found, p.hint.zh, p.hint.en)
                for p in error.problems
            ]
            yield pa.RecordBatch.from_arrays(
                [pa.array(part, pa.string()) for part in zip(*told, strict=True)], _PROBLEM
            )

    def rows(self, batches: Iterable[Any]) -> Any | None:
        """Return the rows of a partition as a Polars frame; None where it has none."""
        import polars as pl
        import pyarrow as pa

        given = list(batches)
        return pl.from_arrow(pa.Table.from_batches(given).rename_columns(self.columns)) if given else None


def _arrow_of(schema: Any, timezone: str) -> Any:
    """Return an empty Polars frame with the columns of a Spark schema, its times in the zone of the session."""
    import polars as pl
    from pyspark.sql.pandas.types import to_arrow_schema

    return pl.from_arrow(to_arrow_schema(schema, timezone=timezone).empty_table())


def _schema_of(empty: Any) -> Any:
    """Return the Spark schema of a Polars frame of verdicts."""
    import polars as pl
    from pyspark.sql import types

    kinds = {pl.Float64: types.DoubleType(), pl.Int64: types.LongType()}
    fields = [
        types.StructField(name, kinds.get(dtype.base_type(), types.StringType()))
        for name, dtype in empty.schema.items()
    ]
    return types.StructType(fields)
