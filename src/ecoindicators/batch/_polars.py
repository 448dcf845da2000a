"""Polars, spoken to without narwhals: its plans are built fifty times faster so, and it can use what it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve

from ecoindicators.batch._columns import PLACE, YEAR, suffix
from ecoindicators.batch._engine import Engine, Kind, Meaning
from ecoindicators.batch._expressions import Expr, Namespace, chain
from ecoindicators.batch._judged import Judged

#: How many years back a neighbouring row is looked for in a sorted frame; beyond that a join is cheaper.
NEIGHBOURS: Final = 5
#: Up to so many rows an eager frame is judged in memory at once, not streamed in parts.
IN_MEMORY_AT_MOST: Final = 300_000
#: Up to so many numbers, each for some years on end, a table by year is a choice between them.
CHOICES_AT_MOST: Final = 60
#: What a column of nothing is taken as.
_EMPTY: Final[dict[str, Callable[[Namespace], Any]]] = {
    "number": lambda ns: ns.Float64,
    "text": lambda ns: ns.String,
    "date": lambda ns: ns.Date,
}
#: The column with the key of the row above.
ABOVE: Final = "above"


@define
class PolarsEngine(Engine):
    """A Polars frame; an eager one is judged lazily and collected at the end."""

    sorted: bool = False
    #: Whether the rows were found in order and cannot change any more.
    surely_sorted: bool = False
    #: Whether places are categories, whose own order is not that of their names.
    ordered_by_category: bool = False

    @classmethod
    def of(cls, frame: Any, kinds: Mapping[str, Kind], types: Mapping[str, Any]) -> PolarsEngine:
        """Return the engine for a DataFrame or a LazyFrame."""
        import polars as pl

        lazy = isinstance(frame, pl.LazyFrame)
        return cls(frame, pl, kinds, types, lazy=lazy, fails_late=True, groups_freely=True)

    def categories(self, column: str) -> tuple[str, ...] | None:
        """Return the words of an Enum."""
        categories = getattr(self.types.get(column), "categories", None)
        return tuple(categories) if categories else None

    def few(self) -> Any | None:
        """
        Return the rows of a lazy frame that is nothing but a few rows in memory, as an eager frame; else None.

        To judge so few takes less time than to make the plan fast, which collecting a plan begins with.
        """
        rows = _at_hand(self.native) if self.lazy else None
        return rows if rows is not None and rows.height <= IN_MEMORY_AT_MOST else None

    def take(self, wanted: Any) -> Any:
        """Return the frame with the wanted columns under their names inside, and the row above where order is still to be checked."""
        frame = self.native.lazy().select(*[self._taken(t) for t in wanted])
        return frame.with_columns(self._above()) if self.sorted and not self.surely_sorted else frame

    def _taken(self, wanted: Any) -> Expr:
        if wanted.kind != "key" and self.kinds[wanted.column] == "nothing":
            # It is read, so that a scan whose first file holds nothing there fails over another that does.
            return self.ns.col(wanted.column).cast(_EMPTY[wanted.kind](self.ns)).alias(wanted.name)
        if wanted.kind == "text" and self.categories(wanted.column) is not None:
            return self.ns.col(wanted.column).alias(wanted.name)
        if wanted.kind == "number" and str(self.types[wanted.column]) == "Float64":
            return self.ns.col(wanted.column).fill_nan(None).alias(wanted.name)
        return Engine._taken(self, wanted)

    def recode(self, frame: Any, wanted: Mapping[str, tuple[str, Meaning]]) -> Any:
        """Return the frame with columns of small numbers, worked out batch by batch as the plan runs."""
        pl = self.ns
        made = []
        for name, (column, meaning) in wanted.items():
            recoded = pl.col(column).map_batches(_recoding(meaning, pl), return_dtype=pl.Int16, is_elementwise=True)
            made.append(recoded.alias(name))
        return frame.with_columns(*made)

    def adopt(self, table: Any) -> Any:
        """Return a joined table of any library as a LazyFrame."""
        import narwhals as nw

        found = table if isinstance(table, nw.DataFrame | nw.LazyFrame) else nw.from_native(table)
        native = nw.to_native(found)
        if isinstance(native, self.ns.DataFrame | self.ns.LazyFrame):
            return native.lazy()
        made = found.collect("polars") if isinstance(found, nw.LazyFrame) else found
        return self.ns.from_arrow(made.to_arrow()).lazy()

    def made_of(self, columns: Mapping[str, list[Any]]) -> Any:
        """Return a native frame of these columns, for a small table made here."""
        return self.ns.DataFrame(dict(columns), strict=False)

    def look(self, place: str, year: str) -> None:
        """
        Find out whether the rows stand in order of place and year, one row a key, unless that is told.

        Two columns are read for it. Neighbouring rows then serve as earlier years, which takes a tenth of the
        time of a join and no memory.
        """
        self.ordered_by_category = str(self.types[place]).startswith(("Categorical", "Enum"))
        if self.told_sorted is None:
            self.sorted = self._in_order(place, year)
            self.surely_sorted = self.sorted and (not self.lazy or _in_memory(self.native))
        else:
            self.sorted = self.told_sorted

    def in_no_order(self) -> Engine:
        """Return the engine for frames whose rows may stand in any order."""
        return evolve(self, sorted=False, surely_sorted=False, told_sorted=False)

    def _in_order(self, place: str, year: str) -> bool:
        frame = self.native.lazy().select(self.ns.col(place).alias(PLACE), self.ns.col(year).alias(YEAR))
        wrong = frame.with_columns(self._above()).select(self._out_of_order().any())
        return not wrong.collect(engine="streaming").item()

    def _above(self) -> Expr:
        """Return the key of the row above: one column, since each shift is a step of its own when a frame is streamed."""
        return self.ns.struct(PLACE, YEAR).shift(1).alias(ABOVE)

    def _out_of_order(self) -> Expr:
        """Return where a row does not come after the one above it."""
        above = self.ns.col(ABOVE).struct
        place, before = self._in_order_of_names(self.ns.col(PLACE)), self._in_order_of_names(above.field(PLACE))
        return (place < before) | ((place == before) & (self.ns.col(YEAR) <= above.field(YEAR)))

    def _in_order_of_names(self, place: Expr) -> Expr:
        return place.cast(self.ns.String) if self.ordered_by_category else place

    def settled(self, frame: Any) -> Any:
        """Return a frame made of rows at hand, worked out once: it is planned again wherever it is joined otherwise."""
        return frame.collect(engine="in-memory").lazy()

    def left(self, frame: Any, other: Any, on: list[str]) -> Any:
        """Return the frame with the columns of another joined to its rows, in the order of its rows."""
        return frame.join(other, on=on, how="left", maintain_order="left")

    def by_year(self, frame: Any, table: Any) -> Any:
        """
        Return the frame with the columns of a table that has one row a year.

        A few numbers at hand are a choice between them: a join copies the whole frame when it is streamed.
        """
        rows = _at_hand(table)
        choices = None if rows is None else _choices(rows, self.ns)
        return self.left(frame, table, [YEAR]) if choices is None else frame.with_columns(*choices)

    def left_once(self, frame: Any, other: Any, on: list[str]) -> Any:
        """Return the frame with the columns of another; the join itself refuses a key of it that occurs twice."""
        return frame.join(other, on=on, how="left", validate="m:1", maintain_order="left")

    def earlier(self, frame: Any, columns: Mapping[int | str, Iterable[str]]) -> Any:
        """Return the frame with columns of earlier years, from neighbouring rows where the frame is sorted."""
        near = {at: names for at, names in columns.items() if isinstance(at, int) and at <= NEIGHBOURS}
        if not self.sorted or not near:
            return Engine.earlier(self, frame, columns)
        ns = self.ns
        place, year = ns.col(PLACE), ns.col(YEAR)
        wanted = list(dict.fromkeys((PLACE, YEAR, *(name for names in near.values() for name in names))))
        rows = range(1, max(int(at) for at in near) + 1)
        # One column holds all that a row above has: a column of its own for each would be a step of its own when streamed.
        above = {back: ns.col(f"above_{back}").struct for back in rows}
        found = {
            (at, back): (place == above[back].field(PLACE)) & (year - at == above[back].field(YEAR))
            for at in near
            for back in range(1, int(at) + 1)
        }
        made = []
        for at, names in near.items():
            for name in names:
                cases = [(found[at, back], above[back].field(name)) for back in range(1, int(at) + 1)]
                made.append(chain(ns, cases, ns.lit(None)).alias(name + suffix(at)))
        frame = frame.with_columns(*[ns.struct(wanted).shift(back).alias(f"above_{back}") for back in rows])
        rest = {at: names for at, names in columns.items() if at not in near}
        return Engine.earlier(self, frame.with_columns(*made), rest)

    def repeated(self) -> Expr | None:
        """Return where a row has the key of another; in a sorted frame that is the row above."""
        if self.surely_sorted:
            return None
        if self.sorted and self.told_sorted is None:
            return self._out_of_order()  # it was looked at, and found in order
        return self._as_above() if self.sorted else self.ns.struct(PLACE, YEAR).is_duplicated()

    def unsorted(self) -> Expr | None:
        """Return where a row stands before the one above it, though the frame was said to be sorted."""
        if not self.sorted or self.told_sorted is None:
            return None
        return self._out_of_order() & ~self._as_above()

    def _as_above(self) -> Expr:
        """Return where a row has the key of the one above it."""
        above = self.ns.col(ABOVE).struct
        return (self.ns.col(PLACE) == above.field(PLACE)) & (self.ns.col(YEAR) == above.field(YEAR))

    def reason(self, judged: Judged) -> Expr:
        """Return the word of the reason, which the plan keeps."""
        return judged.codes(self.ns)

    def verdict_words(self, kept: Expr) -> Expr:
        """Return the words of the verdicts, which the plan keeps."""
        return kept

    def any_of(self, conditions: Sequence[Expr]) -> Expr:
        """Return where one of the conditions holds."""
        return self.ns.any_horizontal(*conditions)

    def finish(self, frame: Any, columns: Mapping[str, Expr]) -> Any:
        """Return a LazyFrame, or a DataFrame where one was given."""
        made = frame.select(*[expression.alias(name) for name, expression in columns.items()])
        if self.lazy:
            return made
        if self.native.height > IN_MEMORY_AT_MOST:
            return made.collect()
        # So few rows that what Polars would do to speed the plan up takes longer than the plan.
        return made.collect(engine="in-memory", optimizations=self.ns.QueryOptFlags(cluster_with_columns=False))


def _at_hand(frame: Any) -> Any | None:
    """Return the rows of a lazy frame that is nothing but rows in memory; else None."""
    return frame.collect(engine="in-memory") if _in_memory(frame) else None


def _in_memory(frame: Any) -> bool:
    return bool(frame.explain(optimized=False).startswith("DF ["))


def _choices(by_year: Any, pl: Namespace) -> list[Expr] | None:
    """Return the columns of a table with one row a year as choices by the year; None where there are too many."""
    rows = by_year.sort(YEAR)
    made, in_all = [], 0
    for name, dtype in rows.drop(YEAR).schema.items():
        runs: list[list[Any]] = []
        for year, value in rows.select(YEAR, name).drop_nulls().iter_rows():
            if runs and runs[-1][1:] == [year - 1, value]:
                runs[-1][1] = year
            else:
                runs.append([year, year, value])
        in_all += len(runs)
        cases = [(pl.col(YEAR).is_between(first, last), pl.lit(value, dtype)) for first, last, value in runs]
        made.append(chain(pl, cases, pl.lit(None, dtype)).alias(name))
    return made if in_all <= CHOICES_AT_MOST else None


def _recoding(meaning: Meaning, pl: Any) -> Any:
    """Return a function from a column of text to one of small numbers; each word is read once a batch."""

    def recoded(column: Any) -> Any:
        if column.is_empty():
            return pl.Series(column.name, [], dtype=pl.Int16)
        words = column.unique()
        codes = [meaning(None if word is None else str(word)) for word in words]
        return column.replace_strict(words, pl.Series(codes, dtype=pl.Int16), return_dtype=pl.Int16)

    return recoded
