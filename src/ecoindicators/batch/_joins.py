"""The joined tables: assigned targets, reference values, labels and exemptions, by place and year.

A table without a column ``place`` (or a row with a blank one) speaks for every place. Distinct wordings are read
once each; rows are never looped over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, evolve, field, frozen

from ecoindicators.batch._asked import labels_asked, peers_asked
from ecoindicators.batch._columns import PLACE, YEAR, suffix
from ecoindicators.batch._dates import month_number, no_earlier, no_later
from ecoindicators.batch._engine import KEYS, Engine, Spread
from ecoindicators.batch._expressions import where
from ecoindicators.batch._joined import Assignments, Joined
from ecoindicators.batch._meanings import Numbering
from ecoindicators.batch._opening import distinct, open_table
from ecoindicators.batch._problems import rows_of
from ecoindicators.binding import assigning
from ecoindicators.errors import Location, Problem, TargetSyntaxError, UnknownNameError
from ecoindicators.judging import read_assignment
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Target, Threshold
from ecoindicators.texts import Text

Join = Callable[[Any], Any]


@frozen
class Yearly:
    """A table keyed by year, with or without place: its keys, its columns, and whether its rows are at hand."""

    table: Any
    on: list[str]
    columns: list[str]
    at_hand: bool


@define
class Tables:
    """The joined tables as columns of the frame inside: what they hold, and how to join them."""

    engine: Engine
    ruleset: Ruleset
    #: The ruleset whose components the tables may name: an overlay's, where its ancestor judges.
    names: Ruleset
    joined: Joined = field(factory=Joined)
    yearly: list[Yearly] = field(factory=list)
    joins: list[Join] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    #: Whether the rows of the table last opened are at hand, not the plan of a query.
    at_hand: bool = False
    #: Columns that a row for every place may fill where the place has none of its own.
    general: set[str] = field(factory=set)

    def join(self, frame: Any, shifted: Mapping[int, Iterable[str]]) -> Any:
        """Return the frame with the columns of every table, and those wanted of earlier years."""
        ns = self.engine.ns
        for join in self.joins:
            frame = join(frame)
        for yearly in self.yearly:
            frame = self._with(frame, yearly, yearly.table)
            for at, names in shifted.items():
                wanted = [n for n in yearly.columns if n.removesuffix("g") in names]
                if wanted:
                    moved = [ns.col(k) if k != YEAR else (ns.col(YEAR) + at).alias(YEAR) for k in yearly.on]
                    past = yearly.table.select(*moved, *[ns.col(n).alias(n + suffix(at)) for n in wanted])
                    frame = self._with(frame, yearly, past)
        for name in sorted(self.general):
            for at in (0, *(at for at, names in shifted.items() if name in names)):
                own, shared = name + suffix(at), f"{name}g{suffix(at)}"
                filled = where(ns, ns.col(own).is_null()).then(ns.col(shared)).otherwise(ns.col(own))
                frame = frame.with_columns(filled.alias(own))
        return frame

    def _with(self, frame: Any, yearly: Yearly, table: Any) -> Any:
        if yearly.at_hand:
            table = self.engine.settled(table)
        return self.engine.by_year(frame, table) if yearly.on == [YEAR] else self.engine.left(frame, table, yearly.on)

    # --- reading ------------------------------------------------------------------------------------

    def open(self, name: str, table: Any) -> tuple[Any, set[str]] | None:
        """Return a table with its columns under their English heads; None where they are wrong."""
        opened = open_table(self.engine, name, table, self.problems)
        if opened is None:
            return None
        self.at_hand = opened.at_hand
        return opened.frame, opened.columns

    def position(self, name: str, table: str) -> int | None:
        """Return the position of the component with this name; None, noted as a problem, where there is none."""
        try:
            id = self.names.component(name).id
        except UnknownNameError as error:
            self.problems.append(error.problem(Location(table=table, column="component")))
            return None
        return next((i for i, c in enumerate(self.ruleset.components) if c.id == id), None)

    # --- the four tables ----------------------------------------------------------------------------

    def assignments(self, table: Any) -> None:
        """Read assigned targets: each distinct wording becomes a shape and, where it is a threshold, a number."""
        opened = self.open("assignments", table)
        if opened is None:
            return
        frame, columns = opened
        forms: dict[int, dict[Any, Target]] = {}
        readings: list[tuple[str, str, int, int, float]] = []
        for name, text in distinct(frame, ["component", "target"], self.at_hand):
            if not isinstance(name, str) or not isinstance(text, str):  # empty, which was noted
                continue
            position = self.position(name, "assignments")
            target = None if position is None else self._read(position, text)
            if position is None or target is None:
                continue
            known = forms.setdefault(position, {})
            # Thresholds differ by their number alone, so a thousand of them are one shape.
            # NaN, not null, where there is no number: a column of nulls has no type in some libraries.
            key, bound = (target.op, float(target.value)) if isinstance(target, Threshold) else (target, float("nan"))
            known.setdefault(key, target)
            readings.append((name, text, position, list(known).index(key), bound))
        meanings = self._meanings(("component", "target", "k", "shape", "bound"), readings)
        if meanings is None:
            return
        plain = {
            p for p, known in forms.items() if len(known) == 1 and all(isinstance(t, Threshold) for t in known.values())
        }
        wanted = [Spread(f"b{p}", p, "bound") for p in forms]
        wanted += [Spread(f"a{p}", p, "shape") for p in forms if p not in plain]
        self._yearly("assignments", frame.join(meanings, on=["component", "target"], how="inner"), columns, wanted)
        shaped = {
            p: Assignments(tuple(known.values()), f"b{p}", None if p in plain else f"a{p}")
            for p, known in forms.items()
        }
        self.joined = evolve(self.joined, assignments=shaped)

    def _read(self, position: int, text: str) -> Target | None:
        component = self.names.component(self.ruleset.components[position].id)
        try:
            return read_assignment(text, assigning(self.names, component), component.direction)
        except TargetSyntaxError as error:
            self.problems.append(error.problem(Location(table="assignments", column="target")))
            return None

    def references(self, table: Any) -> None:
        """Read reference values: one column for each name that a target asks for, of one component or of any."""
        opened = self.open("references", table)
        if opened is None:
            return
        frame, columns = opened
        ns = self.engine.ns
        named = ns.col("component").fill_null("") if "component" in columns else ns.lit("")
        frame = frame.with_columns(named.alias("component"))
        asked = peers_asked(self.ruleset, self.joined)
        slots: dict[tuple[int | None, str], int] = {}
        readings = []
        for component, name in distinct(frame, ["component", "name"], self.at_hand):
            position = self.position(component, "references") if component else None
            if isinstance(name, str) and any(n == name and position in (None, p) for p, n in asked):
                readings.append((component, name, slots.setdefault((position, name), len(slots))))
        meanings = self._meanings(("component", "name", "k"), readings)
        if meanings is None:
            return
        wanted = [Spread(f"r{slot}", slot, "value") for slot in slots.values()]
        self._yearly("references", frame.join(meanings, on=["component", "name"], how="inner"), columns, wanted)
        found = {
            (position, name): tuple(f"r{slots[key]}" for key in ((position, name), (None, name)) if key in slots)
            for position, name in asked
        }
        self.joined = evolve(self.joined, references=found)

    def labels(self, table: Any) -> None:
        """Read labels: one column for each label that a target or component asks for, and one for any at all."""
        opened = self.open("labels", table)
        if opened is None or self.problems:
            return
        frame, columns = opened
        ns = self.engine.ns
        nowhere = PLACE not in columns or rows_of(frame.filter(ns.col(PLACE).is_null()).head(1), self.at_hand)
        if nowhere:
            message = Text("不能为空", "must not be empty")
            self.problems.append(Problem("missing-value", message, Location(table="labels", column=PLACE)))
            return
        asked = sorted(labels_asked(self.ruleset, self.joined))
        numbered = {label: i for i, label in enumerate(asked)}
        frame = self.engine.recode(frame.filter(~ns.col("label").is_null()), {"k": ("label", Numbering(numbered))})
        one = frame.with_columns(ns.lit(1, ns.Int8).alias("one"))
        anything = one.select(PLACE, ns.col("one").alias("l")).unique(subset=[PLACE], keep="any")
        flags = self.engine.spread(
            one, [PLACE], "k", [Spread(f"l{i}", i, "one") for i in range(len(asked))], None
        ) if asked else anything  # fmt: skip
        flags = self.engine.left(flags, anything, [PLACE]) if asked else flags
        self.joins.append(lambda main: self.engine.left(main, flags, [PLACE]))
        names = {label: f"l{i}" for label, i in numbered.items()}
        self.joined = evolve(self.joined, labels=names, any_label="l")

    def exemptions(self, table: Any, as_of: date | None) -> None:
        """Read exemptions: one column for each component that has some, set in the years they are in force."""
        opened = self.open("exemptions", table)
        if opened is None:
            return
        frame, columns = opened
        readings = []
        for (name,) in distinct(frame, ["component"], self.at_hand):
            if not isinstance(name, str):  # empty, which was noted
                continue
            # An exemption may name a whole indicator: it then holds for each of its components.
            if name in self.names and name not in self.names.component_keys:
                positions = [self.position(c.id, "exemptions") for c in self.names[name].components]
            else:
                positions = [self.position(name, "exemptions")]
            readings += [(name, position) for position in positions if position is not None]
        meanings = self._meanings(("component", "k"), readings)
        if meanings is None:
            return
        ns = self.engine.ns
        given = frame.join(meanings, on=["component"], how="inner")
        kept = [c for c in (PLACE, "from", "until") if c in columns]
        when = [ns.col(YEAR).alias("exempt_year")] if YEAR in columns else []
        given = given.select("k", *[ns.col(c) for c in kept], *when)  # as text, DuckDB reads "from" as SQL
        flags = [Spread(f"x{p}", p, "one") for p in sorted({p for _, p in readings})]
        self.joins.append(lambda main: self._exempt(main, given, columns, as_of, flags))
        self.joined = evolve(self.joined, exemptions={f.index: f.name for f in flags})

    def _exempt(self, main: Any, given: Any, columns: set[str], as_of: date | None, flags: list[Spread]) -> Any:
        ns = self.engine.ns
        keys = main.select(*KEYS).unique()
        parts = []
        if PLACE in columns:
            blank = ns.col(PLACE).is_null()
            parts.append(keys.join(given.filter(~blank), on=[PLACE], how="inner"))
            given = given.filter(blank).drop(PLACE)
        parts.append(keys.join(given, how="cross"))
        others = (("exempt_year", YEAR), ("from", "from"), ("until", "until"))
        names = [*KEYS, "k", *(name for name, column in others if column in columns)]
        pairs = ns.concat([part.select(*names) for part in parts])
        found = pairs.filter(self._in_force(columns, as_of)).with_columns(ns.lit(1, ns.Int8).alias("one"))
        return self.engine.left(main, self.engine.spread(found, KEYS, "k", flags, None), KEYS)

    def _in_force(self, columns: set[str], as_of: date | None) -> Any:
        """Return where an exemption is for the year of the row, and the day of assessment in its days, both included."""
        ns = self.engine.ns
        year = ns.col(YEAR)
        holds = ~year.is_null()
        if YEAR in columns:
            own = ns.col("exempt_year")
            holds = holds & (own.is_null() | (own == year).fill_null(False))
        # Without a day of its own, each row is assessed on 31 December of its year.
        month, day = (year * 12 + 11, 31) if as_of is None else (month_number(as_of), as_of.day)
        if "from" in columns:
            since = ns.col("from")
            holds = holds & (since.is_null() | no_later(since, month, day, ns).fill_null(False))
        if "until" in columns:
            until = ns.col("until")
            holds = holds & (until.is_null() | no_earlier(until, month, day, ns).fill_null(False))
        return holds

    # --- joining ------------------------------------------------------------------------------------

    def _meanings(self, columns: tuple[str, ...], readings: Sequence[tuple[Any, ...]]) -> Any | None:
        """Return what was read as a table to join; None where there is nothing, or something was wrong."""
        if not readings or self.problems:
            return None
        made = self.engine.made_of(dict(zip(columns, map(list, zip(*readings, strict=True)), strict=True)))
        return self.engine.adopt(made)

    def _yearly(self, name: str, frame: Any, columns: set[str], wanted: Sequence[Spread]) -> None:
        """Note one table by place and year and one by year alone, for rows that speak for every place."""
        ns = self.engine.ns
        if self.at_hand:
            frame = self.engine.settled(frame)
        keys = [k for k in KEYS if k in columns]
        repeated = frame.group_by(*keys, "k").agg(ns.len().alias("times")).filter(ns.col("times") > 1)
        for row in rows_of(repeated.head(5), self.at_hand):
            component = self.ruleset.components[row["k"]].id if name == "assignments" else ""
            where_ = " ".join(str(row[k]) for k in keys)
            message = Text(f"{where_} {component} 重复", f"{where_} {component}: given twice".replace("  ", " "))
            self.problems.append(Problem("duplicate", message, Location(table=name)))
        if PLACE not in columns:
            self._join_later(frame, [YEAR], wanted)
            return
        blank = ns.col(PLACE).is_null()
        self._join_later(frame.filter(~blank), KEYS, wanted)
        if rows_of(frame.filter(blank).head(1), self.at_hand):
            general = [evolve(w, name=f"{w.name}g") for w in wanted]
            self._join_later(frame.filter(blank), [YEAR], general)
            self.general |= {w.name for w in wanted}

    def _join_later(self, frame: Any, keys: list[str], wanted: Sequence[Spread]) -> None:
        made = self.engine.spread(frame, keys, "k", wanted, None)
        self.yearly.append(Yearly(made, keys, [w.name for w in wanted], self.at_hand))
