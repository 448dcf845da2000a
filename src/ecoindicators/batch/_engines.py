"""Which engine speaks to a frame: Polars frames are handed to Polars itself, all others to narwhals.

Both share the names that the plan uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from attrs import define, evolve

from ecoindicators.batch._arrow import ArrowEngine, plain
from ecoindicators.batch._engine import Engine, Kind, Take
from ecoindicators.batch._expressions import Namespace
from ecoindicators.errors import DossierError, Location, MissingExtraError, Problem
from ecoindicators.texts import Text

#: Versions of narwhals' names that it keeps as they are, beside the present ones.
_STABLE: Final = ("narwhals.stable.v1", "narwhals.stable.v2")


@define
class DuckDBEngine(Engine):
    """DuckDB: joined tables enter by the relation's own connection."""

    def take(self, wanted: Sequence[Take]) -> Any:
        """Return the frame with the wanted columns, named anew first: before 2.0.1 a dot ends the name of a table."""
        named = [f"{_quoted(t.column)} as {_quoted(t.name)}" for t in wanted]
        plain = evolve(
            self,
            native=self.native.project(", ".join(named)),
            kinds={t.name: self.kinds[t.column] for t in wanted},
            types={t.name: self.types[t.column] for t in wanted},
        )
        return Engine.take(plain, [evolve(t, column=t.name) for t in wanted])

    def _from_arrow(self, table: Any) -> Any:
        joined_table = table  # noqa: F841  DuckDB finds it by its name in this frame
        return self.native.query("unused", "select * from joined_table")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def unwrapped(frame: Any) -> Any:
    """Return the native frame in one of narwhals, any other frame as it is."""
    if not type(frame).__module__.startswith("narwhals."):
        return frame
    import narwhals as nw

    return nw.to_native(frame, pass_through=True)


def wrapped_as(frame: Any, native: Any) -> Any:
    """Return a native frame as narwhals wraps it, in the version of its names that ``frame`` was wrapped in."""
    home = type(frame).__module__
    version = next((stable for stable in _STABLE if home.startswith(stable)), "narwhals")
    return import_module(version).from_native(native)


def engine_of(frame: Any) -> Engine:
    """
    Return the engine for a frame.

    Raises:
        DossierError: It is no dataframe that narwhals reads.
        MissingExtraError: narwhals is not installed.
    """
    try:
        import narwhals as nw
    except ImportError as error:
        raise MissingExtraError("narwhals", "panel") from error
    frame = unwrapped(frame)
    if type(frame).__module__.startswith("pandas") and any(not isinstance(name, str) for name in frame.columns):
        message = Text("列名应为文本", "the names of columns should be text")
        raise DossierError([Problem("wrong-type", message, Location(table="frame"))])
    if type(frame).__module__.startswith("pyarrow") and hasattr(frame, "set_column"):
        frame = plain(frame)
    try:
        wrapped = nw.from_native(frame)
        schema = wrapped.collect_schema()
    except TypeError as error:
        got = type(frame).__name__
        message = Text(
            f"{got} 不是可用的数据表：请给 Polars、pandas、PyArrow、DuckDB 或 PySpark 的数据表",
            f"{got} is no frame; give one of Polars, pandas, PyArrow, DuckDB or PySpark",
        )
        raise DossierError([Problem("not-a-frame", message)]) from error
    except nw.exceptions.DuplicateError as error:
        names = list(getattr(frame, "column_names", frame.columns))
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        message = Text("列名重复", "several columns have this name")
        raise DossierError(
            Problem("duplicate-column", message, Location(table="frame", column=name)) for name in twice
        ) from error
    kinds = {name: _kind(dtype, nw) for name, dtype in schema.items()}
    kinds |= {name: _unknown(_native_type(frame, name)) for name, dtype in schema.items() if dtype == nw.Unknown}
    lazy = isinstance(wrapped, nw.LazyFrame)
    implementation = wrapped.implementation
    if implementation.is_polars():
        from ecoindicators.batch._polars import PolarsEngine

        return PolarsEngine.of(frame, kinds, dict(schema))
    if implementation.is_pandas():
        from ecoindicators.batch._pandas import PandasEngine, kinds_of_objects

        kinds |= kinds_of_objects(frame, kinds)
        return PandasEngine(frame, nw, kinds, dict(schema))
    if implementation.is_pyarrow():
        return ArrowEngine(frame, nw, kinds, dict(schema))
    if implementation.is_duckdb():
        return DuckDBEngine(
            frame, nw, kinds, dict(schema), lazy=True, fails_late=True, groups_freely=True, shares_tables=False
        )
    return Engine(frame, nw, kinds, dict(schema), lazy=lazy, fails_late=lazy, groups_freely=lazy)


def _kind(dtype: Any, nw: Namespace) -> Kind:
    if str(dtype) in ("Float16", "Float32"):  # by name: an older narwhals has no Float16
        return "float32"
    if dtype.is_numeric():
        return "number"
    if isinstance(dtype, nw.String | nw.Enum | nw.Categorical):
        return "text"
    if isinstance(dtype, nw.Date | nw.Datetime):
        return "date"
    if dtype == nw.Boolean:
        return "bool"
    return "other"


def _native_type(frame: Any, name: str) -> str:
    """Return the name of a column's type as its own library calls it."""
    library = type(frame).__module__.partition(".")[0].lstrip("_")
    if library == "pyarrow":
        return str(frame.schema.field(name).type)
    if library == "duckdb":
        return str(frame.types[frame.columns.index(name)])
    return str(frame[name].dtype if library == "pandas" else frame.collect_schema()[name])


def _unknown(native: str) -> Kind:
    """Return what a column holds whose type narwhals does not know: nothing, a decimal, or what nobody can tell."""
    name = native.strip('"').casefold()
    if name.startswith("null"):
        return "nothing"
    return "number" if name.startswith(("decimal", "bignum")) else "other"
