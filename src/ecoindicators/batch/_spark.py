"""PySpark: places are spread over the workers, and each judges the places of its partition with Polars.

Nothing is collected on the driver. A ruleset as one Spark expression would be thousands of nested cases, which Spark
takes minutes to analyse and then interprets; a partition as a Polars frame is judged at the speed of one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve

from ecoindicators.batch import _plan
from ecoindicators.batch._columns import PLACE
from ecoindicators.batch._engines import engine_of, unwrapped
from ecoindicators.batch._heads import heads
from ecoindicators.rulesets import Ruleset


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
    judged = spread.mapInArrow(judge, _schema_of(empty))
    if options.check:
        judged.foreach(_pass)
    return judged


def _pass(row: Any) -> None:
    """Look at a row and let it go, so that every partition is judged once."""


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
        import pyarrow as pa

        rows = list(batches)
        if not rows:
            return
        table = pa.Table.from_batches(rows).rename_columns(self.columns)
        judged = _plan.assess(self.ruleset, pl.from_arrow(table), self.options)
        plain = judged.with_columns(pl.col(pl.Enum).cast(pl.String))
        yield from plain.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()


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
