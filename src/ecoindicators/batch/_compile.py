"""Targets → expressions: the algebra of :mod:`ecoindicators.targets`, judged in a dataframe engine.

Each atom here mirrors the ``compute`` of the atom there; ``tests/property/test_batch.py`` holds the two together.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import define, evolve, field, frozen

from ecoindicators.batch._codes import CODES, FIRST_UNDETERMINED, MET
from ecoindicators.batch._columns import AFFIRMED, DENIED, NOTHING, YEAR, Held, suffix
from ecoindicators.batch._dates import month_number, month_of, no_later
from ecoindicators.batch._judged import (
    Expr,
    Judged,
    Leaf,
    Namespace,
    chain,
    gated,
    measures,
    met,
    not_met,
    undetermined,
    where,
)
from ecoindicators.batch._numbers import exact, holds, number, quotient, rounded, shortfall, violates
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    InForce,
    Op,
    Peer,
    Range,
    State,
    Target,
    Threshold,
    Trend,
    Window,
    WithAim,
)
from ecoindicators.targets._atoms import IN_FORCE_EVENTS

_FAILS: Final = {
    Op.GE: "below-threshold",
    Op.GT: "below-threshold",
    Op.LE: "above-threshold",
    Op.LT: "above-threshold",
    Op.EQ: "not-equal",
}


@frozen
class Assignments:
    """Assigned targets of one component: a column that numbers their shapes, one of their numbers, and the shapes."""

    shape: str
    number: str
    shapes: tuple[Target, ...] = ()


@frozen
class Joined:
    """What the joined tables hold, by the names of their columns."""

    assignments: Mapping[int, Assignments] = field(factory=dict)
    references: Mapping[tuple[int, str], tuple[str, ...]] = field(factory=dict)
    labels: Mapping[str, str] = field(factory=dict)
    any_label: str | None = None
    exemptions: Mapping[int, str] = field(factory=dict)


@define
class Plan:
    """
    What the expressions ask of the frame: columns by step, and columns of earlier years.

    ``steps`` are columns to add one step after the other, so that no expression repeats another; ``earlier``
    names the columns wanted of so many years back, or of a named year (``y2012``); ``courses`` are years to
    take the first of by place, for 逐年; ``shifted`` are columns of joined tables of earlier years.
    """

    steps: list[dict[str, Expr]] = field(factory=list)
    earlier: dict[int | str, dict[str, None]] = field(factory=dict)
    courses: dict[str, Expr] = field(factory=dict)
    shifted: dict[int, dict[str, None]] = field(factory=dict)

    def step(self, level: int, name: str, expression: Expr) -> None:
        """Add a column at a step."""
        while len(self.steps) <= level:
            self.steps.append({})
        self.steps[level][name] = expression


@define
class Compiler:
    """Compiles the targets of components against what a frame and its joined tables hold."""

    ns: Namespace
    held: Mapping[int, Held]
    joined: Joined
    as_of: date | None
    plan: Plan = field(factory=Plan)
    component: int = 0
    _made: int = 0

    def judged(self, component: int, target: Target) -> Judged:
        """Return the judgement of the target of the component at this position, for the year of each row."""
        self.component = component
        return self._judge(target, 0)

    # --- columns ------------------------------------------------------------------------------------

    def _held(self) -> Held:
        return self.held.get(self.component, NOTHING)

    def _column(self, name: str, at: int | str) -> Expr:
        if at != 0:
            self.plan.earlier.setdefault(at, {})[name] = None
        return self.ns.col(name + suffix(at))

    def _value(self, at: int | str) -> Expr | None:
        name = self._held().value
        return None if name is None else self._column(name, at)

    def _want_all(self, at: int) -> None:
        for name in self._held().columns:
            self._column(name, at)

    def _lit(self, reason: str) -> Expr:
        return self.ns.lit(CODES[reason], self.ns.Int8)

    def _nothing(self, at: int, otherwise: str) -> tuple[Expr, frozenset[int]]:
        """Return the code where nothing can be computed: no observation at all, or ``otherwise``."""
        held = self._held()
        if held.rows is None and otherwise == "no-value" and held.columns == (held.value,):
            return self._lit("no-observation"), _codes("no-observation")  # no value is then no observation
        if held is NOTHING or not held.columns:
            return self._lit("no-observation"), _codes("no-observation")
        self._want_all(at)
        present = held.present(at, self.ns)
        code = where(self.ns, present).then(self._lit(otherwise)).otherwise(self._lit("no-observation"))
        return code, _codes("no-observation", otherwise)

    def _stated(self, atom: Target, meaning: int, at: int) -> Expr | None:
        statement = self._held().statements.get(atom)
        if statement is None:
            return None
        self._column(statement.name, at)
        return statement.says(meaning, at, self.ns)

    def _cases(self, cases: Sequence[tuple[Expr | None, Expr]], otherwise: Expr) -> Expr:
        return chain(self.ns, [(c, v) for c, v in cases if c is not None], otherwise)

    def _define(self, judged: Judged) -> Judged:
        """Return the same judgement with its code in a column of its own, so that it is worked out once."""
        self._made += 1
        name = f"t{self._made}"
        self.plan.step(judged.level, name, judged.code)
        return evolve(judged, code=self.ns.col(name), level=judged.level + 1)

    def _or_stated(self, atom: Target, computed: Judged, denial: str, at: int) -> Judged:
        """Return the judgement that takes a statement where the numbers do not decide."""
        if atom not in self._held().statements:
            return computed
        inner = self._define(computed)
        open_ = undetermined(inner.code)
        yes, no = self._stated(atom, AFFIRMED, at), self._stated(atom, DENIED, at)
        code = self._cases([(open_ & yes, self._lit("met")), (open_ & no, self._lit(denial))], inner.code)
        return evolve(inner, code=code, possible=inner.possible | _codes("met", denial))

    # --- atoms --------------------------------------------------------------------------------------

    def _judge(self, target: Target, at: int) -> Judged:
        match target:
            case Threshold():
                return self._threshold(target.op, number(target.value), at)
            case Range():
                return self._range(target, at)
            case State():
                return self._state(target, at)
            case Eliminated():
                return self._or_stated(target, self._eliminated(at, target), "not-eliminated", at)
            case Trend():
                denial = "not-improved" if target.sense.strict else "worse-than-before"
                computed = self._trend(target, at) if target.steps is not None else self._course(target, at)
                return self._or_stated(target, computed, denial, at)
            case Change():
                return self._or_stated(target, self._change(target, at), "denied", at)
            case Assigned():
                return self._or_stated(target, self._assigned(target, at), "assignment-missed", at)
            case Peer():
                return self._or_stated(target, self._peer(target, at), "peer-missed", at)
            case InForce():
                return self._or_stated(target, self._in_force(target, at), "denied", at)
            case Window():
                return self._window(target, at)
            case AllOf():
                return self._all_of([self._judge(part, at) for part in target.parts])
            case AnyOf():
                return self._any_of([self._judge(part, at) for part in target.parts])
            case ByVariant():
                return self._by_variant(target, at)
            case ByYear():
                return self._by_year(target, at)
            case WithAim():
                return self._judge(target.must, at)
        raise TypeError(f"no such target: {target!r}")

    def _threshold(self, op: Op, bound: Expr | float, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-value")
        value = self._value(at)
        if value is None:
            return Judged(nothing, codes)
        fails = _FAILS[op]
        code = self._cases(
            [(value.is_null(), nothing), (holds(op, value, bound), self._lit("met"))], self._lit(fails)
        )
        leaf = Leaf(~value.is_null(), shortfall(op, value, bound), quotient(op, value, bound, self.ns))
        return Judged(code, codes | _codes("met", fails), (leaf,))

    def _range(self, target: Range, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-value")
        value = self._value(at)
        if value is None:
            return Judged(nothing, codes)
        low, high = number(target.low), number(target.high)
        below, above = value < low, value > high
        code = self._cases(
            [
                (value.is_null(), nothing),
                (below, self._lit("below-threshold")),
                (above, self._lit("above-threshold")),
            ],
            self._lit("met"),
        )
        gap = shortfall(Op.GE, value, low) + shortfall(Op.LE, value, high)
        under, over = quotient(Op.GE, value, low, self.ns), quotient(Op.LE, value, high, self.ns)
        null = self.ns.lit(None, self.ns.Float64)
        attainment = self._cases([(below, null if under is None else under), (above, over)], null)
        leaf = Leaf(~value.is_null(), gap, attainment)
        return Judged(code, codes | _codes("met", "below-threshold", "above-threshold"), (leaf,))

    def _state(self, target: State, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-statement")
        yes, no = self._stated(target, AFFIRMED, at), self._stated(target, DENIED, at)
        dated = None
        name = self._held().date
        if name is not None and any(phrase in IN_FORCE_EVENTS for phrase in target.affirming):
            day = self._column(name, at)
            dated = ~day.is_null() & self._by(day)
        code = self._cases(
            [(yes, self._lit("met")), (dated, self._lit("met")), (no, self._lit("denied"))], nothing
        )
        return Judged(code, codes | _codes("met", "denied"))

    def _eliminated(self, at: int, target: Eliminated) -> Judged:
        nothing, codes = self._nothing(at, "no-statement")
        value = self._value(at)
        if value is None:
            return Judged(nothing, codes)
        code = self._cases(
            [(value.is_null(), nothing), (value == 0, self._lit("met"))], self._lit("not-eliminated")
        )
        leaf = Leaf(~value.is_null(), rounded(value.abs()))
        return Judged(code, codes | _codes("met", "not-eliminated"), (leaf,))

    def _trend(self, target: Trend, at: int) -> Judged:
        op = target.sense.op
        if op is None:
            return Judged(*self._nothing(at, "no-statement"))
        nothing, codes = self._nothing(at, "no-value")
        now = self._value(at)
        if now is None:
            return Judged(nothing, codes)
        steps = target.steps or 1
        fails, there = [], []
        for back in range(steps):
            value, previous = self._value(at + back), self._value(at + back + 1)
            assert value is not None
            assert previous is not None
            bound = self._tolerated(target, op, previous)
            fails.append(violates(op, value, bound))
            there.append(~value.is_null() & ~previous.is_null())
        code_of_failure = "not-improved" if target.sense.strict else "worse-than-before"
        given = _all(there)
        failed = _any([f & t for f, t in zip(fails, there, strict=True)])
        code = self._cases(
            [(failed, self._lit(code_of_failure)), (given, self._lit("met")), (now.is_null(), nothing)],
            self._lit("no-earlier-year"),
        )
        if steps == 1:
            previous = self._value(at + 1)
            assert previous is not None
            bound = self._tolerated(target, op, previous)
            leaf = Leaf(given, shortfall(op, now, bound), quotient(op, now, bound, self.ns))
        else:
            leaf = self._decided_leaf(failed, given)
        return Judged(code, codes | _codes("met", code_of_failure, "no-earlier-year"), (leaf,))

    def _decided_leaf(self, failed: Expr, given: Expr) -> Leaf:
        """Return the leaf of several comparisons: no gap where one failed, 0 where all held."""
        zero, null = self.ns.lit(0.0), self.ns.lit(None, self.ns.Float64)
        return Leaf(failed | given, self._cases([(failed, null), (given, zero)], null))

    def _tolerated(self, target: Trend, op: Op, previous: Expr) -> Expr:
        if not target.tolerance:
            return previous
        tolerance = number(target.tolerance)
        return exact(previous - tolerance if op is Op.GE else previous + tolerance, self.ns)

    def _course(self, target: Trend, at: int) -> Judged:
        """Judge 逐年: every pair of years running up to this one, at least one of them given."""
        op = target.sense.op
        if op is None:
            return Judged(*self._nothing(at, "no-statement"))
        nothing, codes = self._nothing(at, "no-value")
        now = self._value(at)
        if now is None:
            return Judged(nothing, codes)
        this, before = self._value(0), self._value(1)
        assert this is not None
        assert before is not None
        pair = ~this.is_null() & ~before.is_null()
        fails = pair & violates(op, this, self._tolerated(target, op, before))
        self._made += 1
        failing, first = f"g{self._made}", f"p{self._made}"
        year = self.ns.col(YEAR)
        self.plan.courses[failing] = where(self.ns, fails).then(year)
        self.plan.courses[first] = where(self.ns, pair).then(year)
        here = year - at
        failed, given = self.ns.col(failing) <= here, self.ns.col(first) <= here
        code_of_failure = "not-improved" if target.sense.strict else "worse-than-before"
        code = self._cases(
            [(failed, self._lit(code_of_failure)), (given, self._lit("met")), (now.is_null(), nothing)],
            self._lit("no-earlier-year"),
        )
        leaf = self._decided_leaf(failed, given)
        return Judged(code, codes | _codes("met", code_of_failure, "no-earlier-year"), (leaf,))

    def _change(self, target: Change, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-value")
        value = self._value(at)
        if value is None:
            return Judged(nothing, codes)
        base = self._value(at + 1 if target.base_year is None else f"y{target.base_year}")
        assert base is not None
        amount = number(target.amount)
        signed = amount if target.rise else -amount
        if target.absolute:
            needed = exact(base + signed, self.ns)
            usable = ~base.is_null()
            reached = holds(target.bound_op, value, needed)
        else:
            needed = exact(base * (100.0 + signed) / 100.0, self.ns)
            usable = ~base.is_null() & (base > 0)
            change = value - base if target.rise else base - value
            reached = holds(target.op, rounded(change / base * 100.0), amount)
        fails = _FAILS[target.op]
        code = self._cases(
            [(value.is_null(), nothing), (~usable | base.is_null(), self._lit("no-earlier-year")), (reached, self._lit("met"))],
            self._lit(fails),
        )  # fmt: skip
        measured = ~value.is_null() & usable
        zero, null = self.ns.lit(0.0), self.ns.lit(None, self.ns.Float64)
        gap = self._cases([(measured & reached, zero), (measured, rounded((value - needed).abs()))], null)
        whole = quotient(target.bound_op, value, needed, self.ns)
        attainment = None if whole is None else self._cases([(measured, whole)], null)
        return Judged(code, codes | _codes("met", fails, "no-earlier-year"), (Leaf(measured, gap, attainment),))

    def _assigned(self, target: Assigned, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-assignment")
        found = self.joined.assignments.get(self.component)
        if found is None:
            return Judged(nothing, codes)
        shape = self._table_column(found.shape, at)
        bound = self._table_column(found.number, at)
        cases: list[tuple[Expr, Expr]] = [(shape.is_null(), nothing)]
        leaves: list[Leaf] = []
        level = 0
        possible = set(codes)
        for position, form in enumerate(found.shapes):
            if isinstance(form, Threshold):
                judged = self._threshold(target.bound or form.op, bound, at)
            else:
                judged = self._judge(form, at)
            judged = self._define(judged)
            here = shape == position
            missed = where(self.ns, not_met(judged.code)).then(self._lit("assignment-missed")).otherwise(judged.code)
            cases.append((here, missed))
            leaves += [gated(leaf, here, self.ns) for leaf in judged.leaves]
            level = max(level, judged.level)
            possible |= {c for c in judged.possible if c >= FIRST_UNDETERMINED} | _codes("assignment-missed")
        return Judged(chain(self.ns, cases, nothing), frozenset(possible), tuple(leaves), level)

    def _table_column(self, name: str, at: int) -> Expr:
        """Return a column of a table that is joined by year, so many years back."""
        if at:
            self.plan.shifted.setdefault(at, {})[name] = None
        return self.ns.col(name + suffix(at))

    def _peer(self, target: Peer, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-value")
        value = self._value(at)
        if value is None:
            return Judged(nothing, codes)
        names = self.joined.references.get((self.component, target.name), ())
        if not names:
            code = self._cases([(value.is_null(), nothing)], self._lit("no-reference"))
            return Judged(code, codes | _codes("no-reference"))
        reference = self._table_column(names[0], at)
        for name in names[1:]:
            other = self._table_column(name, at)
            reference = where(self.ns, ~reference.is_null()).then(reference).otherwise(other)
        bound = reference if target.factor == 1 else exact(reference * number(target.factor), self.ns)
        code = self._cases(
            [
                (value.is_null(), nothing),
                (reference.is_null(), self._lit("no-reference")),
                (holds(target.op, value, bound), self._lit("met")),
            ],
            self._lit("peer-missed"),
        )
        there = ~value.is_null() & ~reference.is_null()
        leaf = Leaf(there, shortfall(target.op, value, bound), quotient(target.op, value, bound, self.ns))
        return Judged(code, codes | _codes("no-reference", "met", "peer-missed"), (leaf,))

    # --- dates --------------------------------------------------------------------------------------

    def _limit(self) -> tuple[Expr | int, int, int]:
        """Return the assessment date: its month counted from year 0, its day, and the days of that month."""
        if self.as_of is None:
            return self.ns.col(YEAR) * 12 + 11, 31, 31
        days = calendar.monthrange(self.as_of.year, self.as_of.month)[1]
        return month_number(self.as_of), self.as_of.day, days

    def _by(self, day: Expr) -> Expr:
        """Return where a date is no later than the assessment date."""
        month, last, _ = self._limit()
        return no_later(day, month, last, self.ns)

    def _in_force(self, target: InForce, at: int) -> Judged:
        nothing, codes = self._nothing(at, "no-date")
        name = self._held().date
        if name is None:
            return Judged(nothing, codes)
        day = self._column(name, at)
        if target.by is not None:
            holds_ = no_later(day, month_number(target.by), target.by.day, self.ns)
        else:
            month, last, days = self._limit()
            then = month_of(day, self.ns) + target.months
            # In the month of the assessment the anniversary is the same day, or that month's last (民法典 第二百零二条).
            if target.op is Op.GE:
                anniversary = self.ns.lit(True) if last == days else day.dt.day() <= last
                holds_ = (then < month) | ((then == month) & anniversary)
            else:
                anniversary = day.dt.day() >= last if last < days else day.dt.day() >= days
                holds_ = self._by(day) & ((then > month) | ((then == month) & anniversary))
        code = self._cases([(day.is_null(), nothing), (holds_, self._lit("met"))], self._lit("too-recent"))
        return Judged(code, codes | _codes("met", "too-recent"))

    # --- compounds ----------------------------------------------------------------------------------

    def _window(self, target: Window, at: int) -> Judged:
        parts = [self._define(self._judge(target.inner, at + back)) for back in range(target.years)]
        event = isinstance(target.inner, Eliminated)
        lost = [CODES[r] for r in ("no-observation", "no-value", "no-statement")]
        cases: list[tuple[Expr, Expr]] = []
        for part in parts:
            cases.append((not_met(part.code), self._lit("event-in-window") if event else part.code))
        for back, part in enumerate(parts):
            code = part.code
            if back:
                gone = (code == lost[0]) | (code == lost[1]) | (code == lost[2])
                code = where(self.ns, gone).then(self._lit("no-earlier-year")).otherwise(code)
            cases.append((undetermined(part.code), code))
        possible = frozenset().union(*(p.possible for p in parts)) | _codes("met", "no-earlier-year", "event-in-window")
        level = max(p.level for p in parts)
        computed = Judged(chain(self.ns, cases, self._lit("met")), possible, (), level)
        judged = self._or_stated(target, computed, "event-in-window" if event else "denied", at)
        if not parts[0].leaves:
            return judged
        return evolve(judged, leaves=(self._window_leaf(target, parts, at),))

    def _window_leaf(self, target: Window, parts: Sequence[Judged], at: int) -> Leaf:
        """Return that a window measures what its years measure, up to the first in which it fails; it has no gap."""
        cases: list[tuple[Expr, Expr]] = []
        so_far: list[Expr] = []
        for part in parts:
            so_far.append(measures(part.leaves, self.ns) > 0)
            cases.append((not_met(part.code), _any(so_far)))
        every = _any(so_far)
        yes, no = self._stated(target, AFFIRMED, at), self._stated(target, DENIED, at)
        if yes is not None and no is not None:
            open_ = _any([undetermined(p.code) for p in parts])
            cases.append((open_ & (yes | no), self.ns.lit(False)))
        return Leaf(chain(self.ns, cases, every))

    def _all_of(self, parts: list[Judged]) -> Judged:
        parts = [self._define(part) for part in parts]
        cases = [(not_met(p.code), p.code) for p in parts] + [(undetermined(p.code), p.code) for p in parts]
        return self._compound(parts, chain(self.ns, cases, self._lit("met")))

    def _any_of(self, parts: list[Judged]) -> Judged:
        parts = [self._define(part) for part in parts]
        cases = [(met(p.code), p.code) for p in parts] + [(undetermined(p.code), p.code) for p in parts]
        return self._compound(parts, chain(self.ns, cases, parts[0].code))

    def _compound(self, parts: list[Judged], code: Expr) -> Judged:
        possible = frozenset().union(*(p.possible for p in parts)) | {MET}
        leaves = tuple(leaf for p in parts for leaf in p.leaves)
        return Judged(code, possible, leaves, max(p.level for p in parts))

    def _by_variant(self, target: ByVariant, at: int) -> Judged:
        fits: list[tuple[Expr, Judged]] = []
        for variant in target.variants:
            flags = [self.ns.col(self.joined.labels[w]) == 1 for w in variant.labels if w in self.joined.labels]
            if flags:
                fits.append((_any(flags), self._define(self._judge(variant.target, at))))
        if not fits:
            return Judged(self._lit("no-label"), _codes("no-label"))
        one, zero = self.ns.lit(1, self.ns.Int8), self.ns.lit(0, self.ns.Int8)
        count = zero
        for fit, _ in fits:
            count = count + where(self.ns, fit).then(one).otherwise(zero)
        cases = [(count > 1, self._lit("two-labels")), *((fit, judged.code) for fit, judged in fits)]
        code = chain(self.ns, cases, self._lit("no-label"))
        leaves = tuple(gated(leaf, fit & (count == 1), self.ns) for fit, judged in fits for leaf in judged.leaves)
        possible = frozenset().union(*(j.possible for _, j in fits)) | _codes("no-label", "two-labels")
        return Judged(code, possible, leaves, max(j.level for _, j in fits))

    def _by_year(self, target: ByYear, at: int) -> Judged:
        here = self.ns.col(YEAR) - at
        steps = [(here == year, self._define(self._judge(step, at))) for year, step in target.steps]
        code = chain(self.ns, [(fit, judged.code) for fit, judged in steps], self._lit("no-assignment"))
        leaves = tuple(gated(leaf, fit, self.ns) for fit, judged in steps for leaf in judged.leaves)
        possible = frozenset().union(*(j.possible for _, j in steps)) | _codes("no-assignment")
        return Judged(code, possible, leaves, max(j.level for _, j in steps))


def _codes(*reasons: str) -> frozenset[int]:
    return frozenset(CODES[reason] for reason in reasons)


def _all(conditions: Sequence[Any]) -> Any:
    result = conditions[0]
    for condition in conditions[1:]:
        result = result & condition
    return result


def _any(conditions: Sequence[Any]) -> Any:
    result = conditions[0]
    for condition in conditions[1:]:
        result = result | condition
    return result
