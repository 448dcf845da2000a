"""What one plan asks of a dataframe library (:mod:`ecoindicators.batch._plan`), as narwhals answers it.

Other libraries are spoken to in their own way by a class of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, Final, Literal

from attrs import define, field, frozen

from ecoindicators.batch._coded import coded, coded_verdict
from ecoindicators.batch._codes import NOT_APPLICABLE_NUMBER, REASONS, VERDICT_WORDS
from ecoindicators.batch._columns import PLACE, YEAR, suffix
from ecoindicators.batch._expressions import Expr, Namespace, chain, where
from ecoindicators.batch._judged import Judged

Kind = Literal["number", "float32", "text", "date", "bool", "nothing", "other"]
Words = Mapping[int, str] | Sequence[str]
Meaning = Callable[[str | None], int]
KEYS: Final = [PLACE, YEAR]


@frozen
class Take:
    """A column to take from the frame as given: its name inside, its name there, and what it must become."""

    name: str
    column: str
    kind: Literal["key", "number", "date", "text"]


@frozen
class Spread:
    """A column to make of the rows with one index: its name, the index, and the column it is filled from."""

    name: str
    index: int
    source: str


@define
class Engine:
    """A frame of any library that narwhals reads, eager or lazy."""

    native: Any
    ns: Namespace
    kinds: Mapping[str, Kind] = field(factory=dict)
    types: Mapping[str, Any] = field(factory=dict)
    lazy: bool = False
    #: Whether a wrong row can make the engine itself fail when the plan runs.
    fails_late: bool = False
    #: Whether one grouping can make many columns.
    groups_freely: bool = False
    #: Whether two frames of the library can always be joined.
    shares_tables: bool = True
    #: Whether places are plain text or numbers, so that a joined table's fit them.
    plain_keys: bool = False
    #: Whether places are plain text, which may be blank.
    text_places: bool = False
    #: What the caller says of the order of rows; None: nothing.
    told_sorted: bool | None = None

    def categories(self, column: str) -> tuple[str, ...] | None:
        """Return the words of a column that can hold no others, None for any other column."""
        return None

    def few(self) -> Any | None:
        """Return the rows of a lazy frame that is nothing but a few rows in memory, as an eager frame; else None."""
        return None

    def look(self, place: str, year: str) -> None:
        """Find out whether the rows stand in order; only Polars makes use of it."""

    def in_no_order(self) -> Engine:
        """Return the engine for frames whose rows may stand in any order."""
        return self

    def take(self, wanted: Sequence[Take]) -> Any:
        """Return the frame with the wanted columns under their names inside."""
        nw = self.ns
        frame = nw.from_native(self.native)
        return frame.select(*[self._taken(t) for t in wanted])

    def _taken(self, wanted: Take) -> Expr:
        nw = self.ns
        column = nw.col(wanted.column)
        if wanted.kind == "number":
            if self.kinds[wanted.column] == "nothing":
                column = nw.lit(None, nw.Float64)
            elif self.kinds[wanted.column] == "float32":
                # The shortest text of a 32-bit float is what was typed: 94.2, not 94.19999695.
                column = column.cast(nw.String).cast(nw.Float64).fill_nan(None)
            else:
                column = column.cast(nw.Float64).fill_nan(None)
        elif wanted.kind == "text":
            column = nw.lit(None, nw.String) if self.kinds[wanted.column] == "nothing" else self._text(wanted.column)
        elif wanted.kind == "date" and self.kinds[wanted.column] == "nothing":
            column = nw.lit(None, nw.Date)
        elif self.kinds[wanted.column] == "nothing":
            column = column.cast(nw.Int64 if wanted.name == YEAR else nw.String)
        elif wanted.name == YEAR or (wanted.name == PLACE and self.kinds[wanted.column] == "number"):
            column = column.cast(nw.Int64)
        elif wanted.name == PLACE and self.plain_keys:
            column = column.cast(nw.String)
        return column.alias(wanted.name)

    def _text(self, column: str) -> Expr:
        """Return the text of a column; a whole number among floats is written without decimals."""
        ns = self.ns
        if self.types[column].is_float():
            return ns.col(column).fill_nan(None).cast(ns.String).str.replace_all(r"\.0$", "")
        return ns.col(column).cast(ns.String)

    def recode(self, frame: Any, wanted: Mapping[str, tuple[str, Meaning]]) -> Any:
        """Return the frame with columns of small numbers, each the meaning of the text in another column."""
        nw = self.ns
        columns = {}
        for name, (column, meaning) in wanted.items():
            words = self._distinct(frame, column)
            codes = [meaning(word) for word in words]
            blank = meaning(None)
            if not words:
                columns[name] = nw.lit(blank, nw.Int16)
                continue
            found = nw.col(column).replace_strict(words, codes, default=blank, return_dtype=nw.Int16)
            columns[name] = found.fill_null(blank).cast(nw.Int16)
        return frame.with_columns(**columns)

    def _distinct(self, frame: Any, column: str) -> list[str]:
        one = frame.select(column).unique()
        values = (one.collect() if self.lazy else one)[column].to_list()
        return sorted({v for v in values if isinstance(v, str)})

    def adopt(self, table: Any) -> Any:
        """Return a joined table of any library as a frame of this engine."""
        nw = self.ns
        found = table if isinstance(table, nw.DataFrame | nw.LazyFrame) else nw.from_native(table)
        if type(nw.to_native(found)) is type(self.native) and self.shares_tables:
            return found
        return nw.from_native(self._from_arrow(_arrow(found)))

    def _from_arrow(self, table: Any) -> Any:
        implementation = self.ns.from_native(self.native).implementation
        return self.ns.from_arrow(table, backend=implementation).to_native()

    def made_of(self, columns: Mapping[str, list[Any]]) -> Any:
        """Return a native frame of these columns, for a small table made here."""
        import pyarrow as pa

        return pa.table(dict(columns))

    def settled(self, frame: Any) -> Any:
        """Return a frame made of rows at hand, worked out once where the engine would only plan it."""
        return frame

    def left(self, frame: Any, other: Any, on: list[str]) -> Any:
        """Return the frame with the columns of another joined to its rows, in the order of its rows."""
        return frame.join(other, on=on, how="left")

    def left_once(self, frame: Any, other: Any, on: list[str]) -> Any:
        """Return the frame with the columns of another whose keys stand once each; an engine may refuse one that does not."""
        return self.left(frame, other, on)

    def by_year(self, frame: Any, table: Any) -> Any:
        """Return the frame with the columns of a table that has one row a year."""
        return self.left(frame, table, [YEAR])

    def spread(self, frame: Any, keys: list[str], index: str, wanted: Sequence[Spread], count: str | None) -> Any:
        """
        Return one row a key, with a column for each index.

        ``count`` names a column prefix for the number of rows behind each index, as ``n3``; None for none.
        """
        if self.groups_freely:
            return self._grouped(frame, keys, index, wanted, count)
        result = frame.select(*keys).unique()
        for position in dict.fromkeys(w.index for w in wanted):
            here = [w for w in wanted if w.index == position]
            rows = frame.filter(self.ns.col(index) == position)
            columns = [self.ns.col(w.source).alias(w.name) for w in here]
            made = rows.select(*keys, *columns).unique(subset=keys, keep="any")
            if count is not None:
                counted = rows.group_by(*keys).agg(self.ns.len().alias(f"{count}{position}"))
                made = self.left(made, counted, keys)
            result = self.left(result, made, keys)
        return result

    def _grouped(self, frame: Any, keys: list[str], index: str, wanted: Sequence[Spread], count: str | None) -> Any:
        ns = self.ns
        made = {w.name: ns.when(ns.col(index) == w.index).then(ns.col(w.source)).max() for w in wanted}
        if count is not None:
            one, zero = ns.lit(1, ns.Int32), ns.lit(0, ns.Int32)
            for position in dict.fromkeys(w.index for w in wanted):
                made[f"{count}{position}"] = ns.when(ns.col(index) == position).then(one).otherwise(zero).sum()
        return frame.group_by(*keys).agg(*[expression.alias(name) for name, expression in made.items()])

    def earlier(self, frame: Any, columns: Mapping[int | str, Iterable[str]]) -> Any:
        """Return the frame with columns of earlier years: so many years back, or of a named year."""
        ns = self.ns
        result = frame
        for at, names in columns.items():
            renamed = [ns.col(name).alias(name + suffix(at)) for name in names]
            if isinstance(at, int):
                past = frame.select(PLACE, (ns.col(YEAR) + at).alias(YEAR), *renamed)
                result = self.left_once(result, past, KEYS)
            else:
                past = frame.filter(ns.col(YEAR) == int(at[1:])).select(PLACE, *renamed)
                result = self.left_once(result, past, [PLACE])
        return result

    def repeated(self) -> Expr | None:
        """Return where another row has the same place and year; None where that is known to be nowhere."""
        return self.ns.len().over(PLACE, YEAR) > 1

    def unsorted(self) -> Expr | None:
        """Return where a row stands before the one above it; None where the order of rows does not matter."""
        return None

    def words(self, cases: Sequence[tuple[Expr, int]], otherwise: int, words: Words) -> Expr:
        """Return the word of the first case that holds, else that of ``otherwise``."""
        ns = self.ns
        return chain(ns, [(condition, ns.lit(words[n])) for condition, n in cases], ns.lit(words[otherwise]))

    def reason(self, judged: Judged) -> Expr:
        """Return the word of the reason."""
        if judged.code is None:
            return self.words(judged.cases, judged.otherwise, REASONS)
        *first, last = sorted(judged.possible)
        return self.words(
            (*judged.cases, *((judged.code == coded(code, self.ns), code) for code in first)), last, REASONS
        )

    def verdict(self, judged: Judged) -> Expr:
        """Return a verdict in the form the plan keeps it in."""
        cases, otherwise = judged.verdicts(self.ns)
        kept = [(condition, coded_verdict(number, self.ns)) for condition, number in cases]
        return chain(self.ns, kept, coded_verdict(otherwise, self.ns))

    def verdict_words(self, kept: Expr) -> Expr:
        """Return the words of the verdicts that the plan keeps."""
        cases = [(kept == coded_verdict(n, self.ns), n) for n in range(NOT_APPLICABLE_NUMBER)]
        return self.words(cases, NOT_APPLICABLE_NUMBER, VERDICT_WORDS)

    def any_of(self, conditions: Sequence[Expr]) -> Expr:
        """Return where one of the conditions holds."""
        return reduce(or_, conditions)

    def failing(self, bad: Expr, message: str) -> Expr:
        """Return an expression that is true, and fails with ``message`` when the plan runs over a bad row."""
        ns = self.ns
        text = where(ns, bad).then(ns.lit(message)).otherwise(ns.lit(None, ns.String))
        return text.cast(ns.Int16).is_null()

    def finish(self, frame: Any, columns: Mapping[str, Expr]) -> Any:
        """Return the native frame with these columns, named as people see them."""
        made = frame.select(*[expression.alias(name) for name, expression in columns.items()])
        return self.ns.to_native(made)


def _arrow(frame: Any) -> Any:
    import pyarrow as pa

    made = (frame.collect("pyarrow") if hasattr(frame, "collect") else frame).to_arrow()
    text = (pa.types.is_large_string, pa.types.is_string_view, pa.types.is_dictionary)
    fields = [f.with_type(pa.string()) if any(is_kind(f.type) for is_kind in text) else f for f in made.schema]
    return made.cast(pa.schema(fields))
