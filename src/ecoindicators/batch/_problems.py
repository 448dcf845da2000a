"""What can be wrong with the rows of a frame: found while the plan runs, or listed on request."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from ecoindicators.batch._columns import PLACE, YEAR
from ecoindicators.batch._expressions import Expr
from ecoindicators.errors import DossierError, Location, Problem, shown
from ecoindicators.texts import Text

if TYPE_CHECKING:
    from ecoindicators.batch._engine import Engine

#: How many rows of each kind are named; the rest are counted.
NAMED: Final = 5
FAILING: Final = (
    "ecoindicators: a row is wrong (place or year missing, repeated or out of range, rows out of order, a value out of "
    "bounds, a unit, component or statement that cannot be read); assess_panel(…, check=True) lists them"
)
NOT_FINITE: Final = Text("数值不是有限的数", "the value is no finite number")


@frozen
class RowCheck:
    """
    Something that can be wrong with a row: where, in what words, of which component.

    ``cell`` is the column to show, and ``unit`` the column of its unit.
    """

    code: str
    bad: Expr
    message: Text
    component: str | None = None
    cell: str | None = None
    unit: str | None = None


def failing(engine: Engine, checks: Sequence[RowCheck]) -> Expr:
    """Return an expression that is true, and makes the plan fail over a row that is wrong."""
    return engine.failing(engine.any_of([check.bad for check in checks]), FAILING)


def check_rows(engine: Engine, frame: Any, checks: Sequence[RowCheck]) -> None:
    """
    Look at every row now.

    Raises:
        DossierError: With the places and years of the rows that are wrong, by kind and component.
    """
    ns = engine.ns
    marks = {f"b{i}": check.bad.fill_null(False) for i, check in enumerate(checks)}
    marked = frame.with_columns(*[expression.alias(name) for name, expression in marks.items()])
    counted = marked.select(*[ns.col(name).cast(ns.Int64).sum().alias(name) for name in marks])
    counts = rows_of(counted)[0]
    problems: list[Problem] = []
    for i, check in enumerate(checks):
        count = int(counts[f"b{i}"] or 0)
        if not count:
            continue
        cells = [PLACE, YEAR, *(column for column in (check.cell, check.unit) if column is not None)]
        wrong = marked.filter(ns.col(f"b{i}")).select(*cells).head(NAMED)
        problems += [_problem(check, row) for row in rows_of(wrong)]
        if count > NAMED:
            more = Text(f"{check.message.zh}：另有{count - NAMED}行", f"{check.message.en}: {count - NAMED} more rows")
            problems.append(Problem(check.code, more, Location(table="frame", column=check.component or "")))
    if problems:
        raise DossierError(problems)


def _problem(check: RowCheck, row: dict[str, Any]) -> Problem:
    cell = row.get(check.cell) if check.cell is not None else None
    infinite = isinstance(cell, float) and isinf(cell)
    # One look at a row finds both: what is infinite lies outside of every bound.
    code, words = ("not-a-number", NOT_FINITE) if infinite else (check.code, check.message)
    found = "" if cell is None else shown(f"{cell:.15g}" if isinstance(cell, float) else cell)
    unit = row.get(check.unit) if check.unit is not None else None
    if unit is not None:
        found = f"{found} {shown(unit)}"
    said = f"“{found}”" if found else ""
    place, year = row[PLACE], row[YEAR]
    where = Text(
        f"{'地区为空' if place in (None, '') else place} {'年份为空' if year is None else f'{year}年'}",
        f"{'no place' if place in (None, '') else place}, {'no year' if year is None else year}",
    )
    message = Text(f"{where.zh}：{words.zh}{said}", f"{where.en}: {words.en}" + (f' ("{found}")' if found else ""))
    hint = Text("请只保留一行", "keep one of them") if code == "duplicate" else Text("")
    return Problem(code, message, Location(table="frame", column=check.component or ""), found, hint=hint)


def rows_of(frame: Any, at_hand: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a frame of Polars or narwhals; rows at hand are not worth a stream."""
    if type(frame).__module__.startswith("polars"):
        return list(frame.collect(engine="in-memory" if at_hand else "auto").iter_rows(named=True))
    made = frame.collect("pyarrow") if hasattr(frame, "collect") else frame
    return list(made.rows(named=True))
