"""The batch engine: one ruleset, the verdicts of ``assess``, for a whole frame of places and years.

A ruleset becomes dataframe expressions, so that the same plan runs on Polars, pandas, PyArrow, DuckDB and PySpark,
eager or lazy; no row is looped over. Values are 64-bit floats; derived numbers are rounded as scalar judging does.

Columns in: ``place`` and ``year`` with, wide, a column a component id holding values, ``<id>.statement`` and
``<id>.date``; or, tidy, the columns of a dossier's observations with ``place``. Columns out: ``place``, ``year``, for
each component ``<id>.verdict``, ``.gap``, ``.attainment`` and ``.reason``, for each indicator and domain
``<id>.verdict``, and ``verdict`` for the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from ecoindicators.errors import UnknownNameError, nearest_names
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

OUTPUTS: Final = ("verdict", "gap", "attainment", "reason")


def assess_panel(
    ruleset: Ruleset,
    frame: Any,
    *,
    assignments: Any = None,
    references: Any = None,
    labels: Any = None,
    exemptions: Any = None,
    as_of: date | None = None,
    outputs: Iterable[str] = OUTPUTS,
    acceptance: bool = False,
    check: bool = False,
    sorted: bool | None = None,
) -> Any:
    """
    Return the verdicts of ``ruleset`` on every place and year of ``frame``, as a frame of the same type.

    Args:
        ruleset: What to judge by.
        frame: Wide or tidy, of Polars, pandas, PyArrow, DuckDB or PySpark, or one of these in a frame of
            narwhals; values are in the components' own units (a tidy frame may name others in
            ``unit_measure``). Null and NaN are missing.
        assignments: A table ``place, component, year, target`` of what superior authorities set.
        references: A table ``place, component, year, name, value`` of reference values.
        labels: A table ``place, label``, one row a label.
        exemptions: A table ``place, component, year, reason, approved_by, from, until``.
        as_of: The day of the assessment; 31 December of each row's year unless given.
        outputs: What to give of each component: ``verdict``, ``gap``, ``attainment``, ``reason``.
        acceptance: Add a column ``acceptance``: the verdict over the consecutive years that the rule asks for.
        check: Look at every row now, and raise for what is wrong with them; else a lazy frame fails when it
            is collected.
        sorted: Whether the rows of a Polars frame stand in order of place and year. None looks, which
            reads these two columns; a frame that is told to be sorted and is not fails.

    The joined tables may be frames of any library or lists of mappings; without a place, a row speaks for all
    (a label needs one). Their cells are read as :meth:`ecoindicators.dossier.Dossier.read` reads them.
    They are read when the plan is made, ``frame`` is not (a Polars frame: its two key columns are, and a lazy
    frame that only holds a few rows in memory is judged at once).

    Raises:
        DossierError: The columns of a frame or table are wrong: all problems at once, before any work. With
            ``check``, and for eager frames, also what is wrong with rows.
        UnknownNameError: There is no such output.
        MissingExtraError: narwhals is not installed: ``pip install "ecoindicators[panel]"``.

    >>> import polars as pl
    >>> from ecoindicators import load_ruleset
    >>> frame = pl.DataFrame({"place": ["a", "b"], "year": [2023, 2023], "forest-grass-coverage": [44.0, 43.7]})
    >>> out = assess_panel(load_ruleset("dengfeng-2023"), frame)
    >>> out.select("forest-grass-coverage.verdict", "forest-grass-coverage.gap").rows()
    [('met', 0.0), ('not-met', 0.3)]
    """
    from ecoindicators.batch import _engines, _plan

    wanted = (outputs,) if isinstance(outputs, str) else tuple(outputs)
    for output in wanted:
        if output not in OUTPUTS:
            message = Text(f"没有“{output}”这种输出", f'there is no output "{output}"')
            raise UnknownNameError(message, output, nearest_names(output, OUTPUTS) or OUTPUTS)
    if not isinstance(ruleset, Ruleset):
        raise TypeError(f"a Ruleset is needed, such as load_ruleset({str(ruleset)!r}); got {type(ruleset).__name__}")
    if as_of is not None and not isinstance(as_of, date):
        raise TypeError(f"as_of is a date, such as date(2023, 12, 31); got {as_of!r}")
    options = _plan.Options(
        _some(assignments), _some(references), _some(labels), _some(exemptions), as_of, wanted, acceptance, check, sorted
    )  # fmt: skip
    native = _engines.unwrapped(frame)
    if type(native).__module__.startswith("pyspark."):
        from ecoindicators.batch import _spark

        judged = _spark.assess(ruleset, native, options)
    else:
        judged = _plan.assess(ruleset, native, options)
    return judged if native is frame else _engines.wrapped_as(frame, judged)


def _some(table: Any) -> Any:
    """Return a joined table; a list of no rows is none."""
    return None if isinstance(table, list | tuple) and not table else table


__all__ = ["OUTPUTS", "assess_panel"]
