"""PyArrow: tables of plain types, whose rows are put back where they stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import define

from ecoindicators.batch._engine import Engine, Take
from ecoindicators.batch._expressions import Expr

#: The column with the number of a row.
ROW: Final = "row"


@define
class ArrowEngine(Engine):
    """A PyArrow table: its joins keep no order of rows, so the rows are numbered."""

    def take(self, wanted: Sequence[Take]) -> Any:
        """Return the frame with the wanted columns under their names inside, and the number of each row."""
        return Engine.take(self, wanted).with_row_index(ROW)

    def finish(self, frame: Any, columns: Mapping[str, Expr]) -> Any:
        """Return the table, its rows where they stood; those of a tidy frame stood nowhere."""
        return Engine.finish(self, frame.sort(ROW) if ROW in frame.columns else frame, columns)


def plain(table: Any) -> Any:
    """
    Return a PyArrow table with columns that can be compared and joined.

    Runs are written out, views of text are text, and a decimal is the float nearest to it: Arrow's own cast gives a
    neighbour of it for some, and so another verdict at a threshold.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for at, field in enumerate(table.schema):
        given = column = table.column(at)
        kind = field.type
        if pa.types.is_run_end_encoded(kind):
            column = pc.run_end_decode(column)
            kind = column.type
        if pa.types.is_string_view(kind):
            try:
                column = pc.cast(column, pa.string())
            except pa.ArrowNotImplementedError:  # an older PyArrow
                column = pa.array(column.to_pylist(), pa.string())
        elif pa.types.is_decimal(kind):
            column = pc.cast(pc.cast(column, pa.string()), pa.float64())
        if column is not given:
            table = table.set_column(at, pa.field(field.name, column.type), column)
    return table
