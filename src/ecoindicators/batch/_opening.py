"""A joined table as people give it → its columns under their English heads, its cells read as a dossier's are.

Distinct cells are read once each, and what is wrong with one is said before any work; rows are never looped over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from numbers import Integral, Real
from operator import and_
from typing import Any, Final

from attrs import define, evolve

from ecoindicators.batch._columns import PLACE, YEAR
from ecoindicators.batch._engine import KEYS, Engine, Kind, Take
from ecoindicators.batch._engines import engine_of, unwrapped
from ecoindicators.batch._expressions import where
from ecoindicators.batch._heads import heads, wrong_kind
from ecoindicators.batch._problems import NAMED, rows_of
from ecoindicators.errors import DossierError, Location, Problem, nearest_names, shown
from ecoindicators.tables import Cells
from ecoindicators.texts import Text, plain_number

#: The columns of each table, and those that must be there.
TABLES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "assignments": ((PLACE, "component", YEAR, "target", "source"), ("component", YEAR, "target")),
    "references": ((PLACE, "component", YEAR, "name", "value", "source"), (YEAR, "name", "value")),
    "labels": ((PLACE, "label"), (PLACE, "label")),
    "exemptions": (
        (PLACE, "component", YEAR, "reason", "approved_by", "from", "until"),
        ("component", "reason", "approved_by"),
    ),
}
_NUMBER: Final[tuple[Kind, ...]] = ("number", "float32")
#: What a column may hold; the first is what it should.
_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    PLACE: ("text", "number"),
    "component": ("text", *_NUMBER),
    YEAR: (*_NUMBER, "text"),
    "target": ("text", *_NUMBER),
    "name": ("text",),
    "value": (*_NUMBER, "text"),
    "label": ("text",),
    "reason": ("text", *_NUMBER),
    "approved_by": ("text", *_NUMBER),
    "from": ("date", "text"),
    "until": ("date", "text"),
}
_EXPECTED: Final = {"number": Text("数值", "numbers"), "date": Text("日期", "dates"), "text": Text("文本", "text")}
#: Beyond this size a number is looked at by itself: it may be infinite or beyond the limits.
LARGE: Final = 1e15


@define
class Opened:
    """A joined table inside: its rows, the columns that it has, and whether its rows are at hand, not a query's plan."""

    frame: Any
    columns: set[str]
    at_hand: bool


def open_table(engine: Engine, name: str, table: Any, problems: list[Problem]) -> Opened | None:
    """Return a table for a frame of ``engine``; None where its columns are wrong. What is wrong is noted."""
    source = _source(engine, name, table, problems)
    found = None if source is None else _columns(engine, source, name, problems)
    if source is None or found is None:
        return None
    return _Opening(engine, source, name, found, problems).opened()


# --- columns ----------------------------------------------------------------------------------------


def _source(engine: Engine, name: str, table: Any, problems: list[Problem]) -> Engine | None:
    """Return the engine of a table of any library, or of mappings; None, noted, where it is neither."""
    got = type(table).__name__
    if isinstance(table, Sequence) and not isinstance(table, str | bytes):
        other = next((row for row in table if not isinstance(row, Mapping)), None)
        if other is None:
            return engine_of(engine.made_of(_columns_of(table, TABLES[name][0])))
        got = f"{got}[{type(other).__name__}]"
    try:
        return engine_of(_as_text(unwrapped(table)))
    except DossierError as error:
        for problem in error.problems:
            if problem.code == "not-a-frame":
                heads_ = ", ".join(TABLES[name][1])
                message = Text(
                    f"应为数据表，或以列名（{heads_} 等）为键的映射列表，实为 {got}",
                    f"expected a frame, or a list of mappings with the columns as keys ({heads_} …), found {got}",
                )
                problem = Problem(problem.code, message, found=got)
            problems.append(problem.at(evolve(problem.location, table=name)))
        return None


def _as_text(table: Any) -> Any:
    """Return a table with the Enums of Polars as text, which is joined with the words that were read."""
    if not type(table).__module__.startswith("polars."):
        return table
    import polars as pl

    frame = isinstance(table, pl.DataFrame | pl.LazyFrame)
    return table.with_columns(pl.col(pl.Enum).cast(pl.String)) if frame else table


def _columns_of(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> dict[str, list[Any]]:
    """Return records as columns, those that occur in them, each of one type."""
    names = list(dict.fromkeys(name for record in records for name in record)) or list(columns)
    return {name: _of_one_type([record.get(name) for record in records]) for name in names}


def _of_one_type(cells: list[Any]) -> list[Any]:
    """Return cells as they are where they are of one kind, as numbers where they are numbers, else each as its text."""
    # NaN and NaT are nothing.
    cells = [None if isinstance(cell, float | Decimal | date) and cell != cell else cell for cell in cells]
    given = [cell for cell in cells if cell is not None]
    if any(isinstance(cell, bool) for cell in given):
        kinds: list[tuple[Any, Callable[[Any], Any]]] = [(bool, bool)]
    else:
        kinds = [(Integral, int), (Real | Decimal, float), (date, lambda day: day), (str, str)]
    for kind, made in kinds:
        if all(isinstance(cell, kind) for cell in given):
            if kind is date and any(isinstance(cell, datetime) for cell in given):
                made = _day
            return [None if cell is None else made(cell) for cell in cells]
    return [None if cell is None else _text(cell) for cell in cells]


def _day(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _text(cell: object) -> str:
    """Return the text of a cell of a column of several kinds, as a dossier reads it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(_day(cell)) if isinstance(cell, date) else plain_number(cell)


def _columns(engine: Engine, source: Engine, name: str, problems: list[Problem]) -> dict[str, str] | None:
    """Return which column bears each head; None, noted, where one is missing, not known or of a wrong kind."""
    columns, required = TABLES[name]
    found = heads(source, columns)
    for column in source.kinds:
        if column not in found.values():
            message = Text(f"{name} 表没有“{shown(column)}”列", f'the table {name} has no column "{shown(column)}"')
            near = nearest_names(column, columns) or columns
            problems.append(Problem("unknown-column", message, Location(table=name), column, near))
    before = len(problems)
    for column in required:
        if column not in found:
            message = Text(f"缺少“{column}”列", f'the column "{column}" is missing')
            problems.append(Problem("missing-column", message, Location(table=name)))
    for head, column in found.items():
        if head in _KINDS and source.kinds[column] not in (*_KINDS[head], "nothing"):
            problem = wrong_kind(column, _EXPECTED[_KINDS[head][0]], source.types[column])
            problems.append(problem.at(Location(table=name, column=column)))
    if PLACE in found and source.kinds[found[PLACE]] != "nothing":
        words_there = source.kinds[found[PLACE]] == "text"
        if words_there != engine.text_places:
            numbers, text = Text("编号，与数据表一致", "numbers, as the frame does"), Text("文本，与数据表一致", "text, as the frame does")  # fmt: skip
            problem = wrong_kind(found[PLACE], numbers if words_there else text, source.types[found[PLACE]])
            problems.append(problem.at(Location(table=name, column=found[PLACE])))
    return found if len(problems) == before else None


# --- cells ------------------------------------------------------------------------------------------


@define
class _Opening:
    """A table whose columns are right: its cells are read, and what is wrong with them is noted."""

    engine: Engine
    source: Engine
    name: str
    found: Mapping[str, str]
    problems: list[Problem]

    def kind(self, head: str) -> Kind:
        """Return what the column under a head holds."""
        return self.source.kinds[self.found[head]]

    def opened(self) -> Opened:
        """Return the table."""
        required = TABLES[self.name][1]
        # A column of nothing is none, unless its cells must say something.
        given = [h for h in self.found if h in _KINDS and (h in required or h not in KEYS or self.kind(h) != "nothing")]
        frame = self._taken(given)
        if not self.source.lazy:  # it is looked into several times
            frame = self.engine.settled(frame)
        if self.name != "labels":
            self._empty(required, frame)
        before = len(self.problems)
        for head in (YEAR, "value", "from", "until"):
            if head in given:
                frame = self._read(frame, head)
        if {"from", "until"} <= set(given) and len(self.problems) == before:
            self._backwards(frame)
        return Opened(frame, set(given), not self.source.lazy)

    def _taken(self, given: Sequence[str]) -> Any:
        """Return the frame with these columns: text without space around it, and null where it is blank."""
        self.source.plain_keys = True
        frame = self.engine.adopt(self.source.take([self._take(head) for head in given]))
        ns = self.engine.ns
        texts = [h for h in given if self._is_text(h)]
        frame = frame.with_columns(**{h: ns.col(h).str.strip_chars() for h in texts})
        frame = frame.with_columns(**{h: where(ns, ns.col(h) != "").then(ns.col(h)) for h in texts})
        # A blank row is none, as in a dossier.
        return frame.filter(~reduce(and_, [ns.col(head).is_null() for head in given]))

    def _is_text(self, head: str) -> bool:
        if head == PLACE:
            return self.engine.text_places and self.kind(PLACE) != "nothing"
        return _KINDS[head][0] == "text" or self.kind(head) == "text"

    def _take(self, head: str) -> Take:
        column = self.found[head]
        if head == PLACE and self.kind(head) != "nothing":
            return Take(head, column, "key")
        if head == YEAR and self.source.types[column].is_integer():
            return Take(head, column, "key")
        if self._is_text(head) or head == PLACE:
            return Take(head, column, "text")
        return Take(head, column, "date" if _KINDS[head][0] == "date" else "number")

    def _empty(self, required: Sequence[str], frame: Any) -> None:
        """Note the columns in which a cell is empty that must say something."""
        ns = self.engine.ns
        counted = frame.select(*[ns.col(h).is_null().cast(ns.Int64).sum().alias(h) for h in required])
        counts = rows_of(counted, not self.source.lazy)[0]
        for head in required:
            if counts[head]:
                message = Text("不能为空", "must not be empty")
                self.problems.append(Problem("missing-value", message, Location(table=self.name, column=head)))

    def _read(self, frame: Any, head: str) -> Any:
        """Return the frame with the cells under a head as years, numbers or days; what cannot be read is noted."""
        ns, kind = self.engine.ns, self.kind(head)
        asked = frame.filter(~ns.col(head).is_null())
        if kind == "date" or kind == "nothing":
            return frame
        if head == "value" and kind != "text":
            asked = asked.filter(ns.col(head).abs() > LARGE)
        cells = sorted(
            (row[head] for row in rows_of(asked.select(ns.col(head)).unique(), not self.source.lazy)),
            key=str,
        )
        wrong: list[Problem] = []
        known = {cell: _READERS[head](Cells({head: cell}, Location(table=self.name), wrong)) for cell in cells}
        self._note(wrong, head)
        if wrong or kind != "text":
            whole = head == YEAR and not wrong and not self.source.types[self.found[head]].is_integer()
            # A year that is missing is no integer in pandas.
            if whole and not rows_of(frame.filter(ns.col(head).is_null()).head(1), not self.source.lazy):
                return frame.with_columns(ns.col(head).cast(ns.Int64))
            return frame
        said = {cell: value for cell, value in known.items() if value is not None}
        if not said:
            types = {YEAR: ns.Int64, "value": ns.Float64}
            return frame.with_columns(ns.lit(None, types.get(head, ns.Date)).alias(head))
        meanings = self.engine.adopt(self.engine.made_of({head: list(said), "read": list(said.values())}))
        frame = self.engine.left(frame, meanings, [head])
        return frame.with_columns(ns.col("read").alias(head)).drop("read")

    def _note(self, wrong: Sequence[Problem], head: str) -> None:
        """Note what is wrong with the cells under a head: the first few, and how many more there are."""
        self.problems += wrong[:NAMED]
        if len(wrong) > NAMED:
            more = len(wrong) - NAMED
            message = Text(f"另有{more}种内容有误", f"{more} more cells are wrong")
            self.problems.append(Problem(wrong[NAMED].code, message, Location(table=self.name, column=head)))

    def _backwards(self, frame: Any) -> None:
        """Note exemptions that end before they start."""
        ns = self.engine.ns
        given = frame.filter(~ns.col("from").is_null() & ~ns.col("until").is_null()).select("from", "until").unique()
        days = sorted((_day(row["from"]), _day(row["until"])) for row in rows_of(given, not self.source.lazy))
        wrong = []
        for since, until in days:
            if until < since:
                message = Text(f"截止日期 {until} 早于起始日期 {since}", f"it ends {until}, before it starts {since}")
                wrong.append(Problem("bad-date", message, Location(table=self.name, column="until"), str(until)))
        self._note(wrong, "until")


def _year(cell: Cells) -> int | None:
    return cell.year(required=True)


def _value(cell: Cells) -> float | None:
    value, _ = cell.number(required=True)
    return None if value is None else float(value)


_READERS: Final[dict[str, Callable[[Cells], Any]]] = {
    YEAR: _year,
    "value": _value,
    "from": lambda cell: cell.date("from"),
    "until": lambda cell: cell.date("until"),
}


def distinct(frame: Any, columns: Iterable[str], at_hand: bool = False) -> list[tuple[Any, ...]]:
    """Return the distinct values of some columns of a table, in a fixed order."""
    names = list(columns)
    rows = [tuple(row[c] for c in names) for row in rows_of(frame.select(*names).unique(), at_hand)]
    return sorted(rows, key=lambda row: tuple(str(v) for v in row))
