"""pandas, whose missing values and columns of objects are looked at before narwhals is handed the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define

from ecoindicators.batch._columns import YEAR
from ecoindicators.batch._engine import Engine, Kind, Take
from ecoindicators.batch._expressions import Expr
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.texts import Text


@define
class PandasEngine(Engine):
    """pandas: every number becomes a plain 64-bit float, so that missing is NaN and nothing else."""

    def take(self, wanted: Sequence[Take]) -> Any:
        """Return the frame with the wanted columns under their names inside."""
        import pandas as pd

        made = {}
        for t in wanted:
            column = self.native[t.column]
            if t.kind == "number":
                if self.kinds[t.column] == "float32":
                    # The shortest text of a 32-bit float is what was typed.
                    small = column.to_numpy(dtype="float32", na_value=float("nan"))
                    column = pd.Series(small.astype(str).astype("float64"), index=column.index)
                elif isinstance(column.dtype, pd.ArrowDtype):
                    column = column.astype(object).where(column.notna(), None)
                made[t.name] = pd.to_numeric(column).to_numpy(dtype="float64", na_value=float("nan"))
            elif t.kind == "date":
                made[t.name] = pd.to_datetime(column).array
            elif t.kind == "text" and self.kinds[t.column] in ("number", "float32"):
                words = {number: str(number).removesuffix(".0") for number in column.dropna().unique()}
                made[t.name] = column.map(words).astype(object).where(column.notna(), None).array
            elif t.kind == "text":
                made[t.name] = column.astype(object).where(column.notna(), None).array
            elif t.name == YEAR:
                if not (column.dropna().to_numpy(dtype="float64") % 1 == 0).all():
                    message = Text("应为整数年份", "the column should hold years as whole numbers")
                    raise DossierError([Problem("wrong-type", message, Location(table="frame", column=t.column))])
                made[t.name] = column.astype("Int64" if column.isna().any() else "int64").array
            else:
                made[t.name] = (column.astype(object) if str(column.dtype) == "category" else column).array
        return self.ns.from_native(pd.DataFrame(made))

    def _from_arrow(self, table: Any) -> Any:
        return table.to_pandas(date_as_object=False)

    def finish(self, frame: Any, columns: Mapping[str, Expr]) -> Any:
        """Return the pandas frame; rows of a wide frame keep their index."""
        made = Engine.finish(self, frame, columns)
        if len(made) == len(self.native) and not isinstance(self.native.index, _range_index()):
            made.index = self.native.index
        return made


def _range_index() -> Any:
    import pandas as pd

    return pd.RangeIndex


def kinds_of_objects(frame: Any, kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """Look into the columns of objects: what do they hold?"""
    import pandas as pd

    found: dict[str, Kind] = {}
    seen: dict[str, Kind] = {
        "empty": "nothing", "string": "text", "decimal": "number", "integer": "number", "floating": "number",
        "mixed-integer-float": "number", "date": "date", "datetime": "date", "boolean": "bool",
    }  # fmt: skip
    for name in kinds:
        if frame[name].dtype == object:
            found[name] = seen.get(pd.api.types.infer_dtype(frame[name], skipna=True), "other")
        elif len(frame) and frame[name].isna().all():
            found[name] = "nothing"
    return found
