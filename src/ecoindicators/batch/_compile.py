"""Targets → expressions: the algebra of :mod:`ecoindicators.targets`, judged in a dataframe engine.

Each atom here mirrors the ``compute`` of the atom there; ``tests/property/test_batch.py`` holds the two together.
"""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Final

from attrs import define, evolve, field, frozen

from ecoindicators.batch._codes import CODES, FIRST_UNDETERMINED, MET, NO_OBSERVATION
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

Case = tuple[Expr, int]
_FAILS: Final = {
    Op.GE: "below-threshold",
    Op.GT: "below-threshold",
    Op.LE: "above-threshold",
    Op.LT: "above-threshold",
    Op.EQ: "not-equal",
}


@frozen
class Assignments:
    """
    Assigned targets of one component: their shapes, a column that numbers the shape, and one of their numbers.

    Thresholds of one kind are one shape, whose column is then not needed: where the number is null, none is assigned.
    """

    shapes: tuple[Target, ...]
    number: str
    shape: str | None = None


@frozen
class Joined:
    """What the joined tables hold, by the names of their columns."""

    assignments: Mapping[int, Assignments] = field(factory=dict)
    references: Mapping[tuple[int, str], tuple[str, ...]] = field(factory=dict)
    labels: Mapping[str, str] = field(factory=dict)
    any_label: str | None = None
    exemptions: Mapping[int, str] = field(factory=dict)

    @property
    def key(self) -> Hashable:
        """What tells these tables from others."""
        found = (self.assignments, self.references, self.labels, self.exemptions)
        return (*(tuple(sorted(mapping.items(), key=str)) for mapping in found), self.any_label)


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

    def _sure(self, at: int | str) -> Expr:
        """Return the value of a component that has a column of values."""
        value = self._value(at)
        assert value is not None
        return value

    def _nothing(self, at: int, otherwise: str, where_: Expr | None = None) -> list[Case]:
        """Return the cases where nothing can be computed: no observation at all is left to the rest."""
        held = self._held()
        valueless = held.rows is None and otherwise == "no-value" and held.columns == (held.value,)
        if not held.columns or valueless:  # no value is then no observation
            return [] if where_ is None else [(where_, CODES["no-observation"])]
        for name in held.columns:
            self._column(name, at)
        present = held.present(at, self.ns)
        if where_ is None:
            return [(present, CODES[otherwise])]
        return [(where_ & present, CODES[otherwise]), (where_, CODES["no-observation"])]

    def _stated(self, atom: Target, meaning: int, at: int) -> Expr | None:
        statement = self._held().statements.get(atom)
        if statement is None or not statement.can_say(meaning):
            return None
        self._column(statement.name, at)
        return statement.says(meaning, at, self.ns)

    def _define(self, judged: Judged) -> Judged:
        """Return the same judgement with its code in a column of its own, so that it is worked out once."""
        self._made += 1
        name = f"t{self._made}"
        self.plan.step(judged.level, name, judged.codes(self.ns))
        return evolve(judged, cases=(), code=self.ns.col(name), possible=judged.all_possible(), level=judged.level + 1)

    def _or_stated(self, atom: Target, computed: Judged, denial: str, at: int) -> Judged:
        """Return the judgement that takes a statement where the numbers do not decide."""
        yes, no = self._stated(atom, AFFIRMED, at), self._stated(atom, DENIED, at)
        said = [(words, code) for words, code in ((yes, MET), (no, CODES[denial])) if words is not None]
        if not said:
            return computed
        inner = self._define(computed)
        open_ = undetermined(_code(inner))
        return evolve(inner, cases=tuple((open_ & words, code) for words, code in said))

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
                return self._or_stated(target, self._eliminated(at), "not-eliminated", at)
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
        value = self._value(at)
        if value is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        cases = [*self._nothing(at, "no-value", value.is_null()), (holds(op, value, bound), MET)]
        leaf = Leaf(~value.is_null(), shortfall(op, value, bound, self.ns), quotient(op, value, bound, self.ns))
        return Judged(tuple(cases), CODES[_FAILS[op]], leaves=(leaf,))

    def _range(self, target: Range, at: int) -> Judged:
        value = self._value(at)
        if value is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        low, high = number(target.low), number(target.high)
        below, above = value < low, value > high
        cases = [
            *self._nothing(at, "no-value", value.is_null()),
            (below, CODES["below-threshold"]),
            (above, CODES["above-threshold"]),
        ]
        gap = shortfall(Op.GE, value, low, self.ns) + shortfall(Op.LE, value, high, self.ns)
        under, over = quotient(Op.GE, value, low, self.ns), quotient(Op.LE, value, high, self.ns)
        null = self.ns.lit(None, self.ns.Float64)
        attainment = chain(self.ns, [(below, null if under is None else under), (above, over)], null)
        return Judged(tuple(cases), MET, leaves=(Leaf(~value.is_null(), gap, attainment),))

    def _state(self, target: State, at: int) -> Judged:
        yes, no = self._stated(target, AFFIRMED, at), self._stated(target, DENIED, at)
        dated = None
        name = self._held().date
        if name is not None and any(phrase in IN_FORCE_EVENTS for phrase in target.affirming):
            day = self._column(name, at)
            dated = ~day.is_null() & self._by(day)
        decided = [(yes, MET), (dated, MET), (no, CODES["denied"])]
        cases = [(condition, code) for condition, code in decided if condition is not None]
        return Judged((*cases, *self._nothing(at, "no-statement")))

    def _eliminated(self, at: int) -> Judged:
        value = self._value(at)
        if value is None:
            return Judged(tuple(self._nothing(at, "no-statement")))
        cases = [*self._nothing(at, "no-statement", value.is_null()), (value == 0, MET)]
        leaf = Leaf(~value.is_null(), rounded(value.abs()))
        return Judged(tuple(cases), CODES["not-eliminated"], leaves=(leaf,))

    def _trend(self, target: Trend, at: int) -> Judged:
        op, now = target.sense.op, self._value(at)
        if op is None:
            return Judged(tuple(self._nothing(at, "no-statement")))
        if now is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        steps = target.steps or 1
        fails, there = [], []
        for back in range(steps):
            value, previous = self._sure(at + back), self._sure(at + back + 1)
            there.append(~value.is_null() & ~previous.is_null())
            fails.append(there[-1] & self._worsens(target, op, value, previous))
        failed, given = reduce(or_, fails), reduce(and_, there)
        leaf = self._decided_leaf(failed, given)
        if steps == 1:
            bound = self._tolerated(target, op, self._sure(at + 1))
            leaf = Leaf(given, shortfall(op, now, bound, self.ns), quotient(op, now, bound, self.ns))
        return self._course_of(target, now, failed, given, leaf, at)

    def _course_of(self, target: Trend, now: Expr, failed: Expr, given: Expr, leaf: Leaf, at: int) -> Judged:
        """Return the judgement of a trend that failed somewhere, or whose years are all given, or lacks some."""
        code = CODES["not-improved" if target.sense.strict else "worse-than-before"]
        cases = [(failed, code), (given, MET), *self._nothing(at, "no-value", now.is_null())]
        return Judged(tuple(cases), CODES["no-earlier-year"], leaves=(leaf,))

    def _decided_leaf(self, failed: Expr, given: Expr) -> Leaf:
        """Return the leaf of several comparisons: no gap where one failed, 0 where all held."""
        zero, null = self.ns.lit(0.0), self.ns.lit(None, self.ns.Float64)
        return Leaf(failed | given, chain(self.ns, [(failed, null), (given, zero)], null))

    def _worsens(self, target: Trend, op: Op, value: Expr, previous: Expr) -> Expr:
        """Return where a value is worse than the year before by more than is tolerated."""
        if target.tolerance:  # the bound is rounded then, and so is what is compared with it
            value = exact(value, self.ns)
        return violates(op, value, self._tolerated(target, op, previous))

    def _tolerated(self, target: Trend, op: Op, previous: Expr) -> Expr:
        if not target.tolerance:
            return previous
        tolerance = number(target.tolerance)
        return exact(previous - tolerance if op is Op.GE else previous + tolerance, self.ns)

    def _course(self, target: Trend, at: int) -> Judged:
        """Judge 逐年: every pair of years running up to this one, at least one of them given."""
        op, now = target.sense.op, self._value(at)
        if op is None:
            return Judged(tuple(self._nothing(at, "no-statement")))
        if now is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        this, before = self._sure(0), self._sure(1)
        pair = ~this.is_null() & ~before.is_null()
        fails = pair & self._worsens(target, op, this, before)
        self._made += 1
        failing, first = f"g{self._made}", f"p{self._made}"
        year = self.ns.col(YEAR)
        self.plan.courses[failing] = where(self.ns, fails).then(year)
        self.plan.courses[first] = where(self.ns, pair).then(year)
        failed, given = self.ns.col(failing) <= year - at, self.ns.col(first) <= year - at
        return self._course_of(target, now, failed, given, self._decided_leaf(failed, given), at)

    def _change(self, target: Change, at: int) -> Judged:
        value = self._value(at)
        if value is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        base = self._sure(at + 1 if target.base_year is None else f"y{target.base_year}")
        amount = number(target.amount)
        signed = amount if target.rise else -amount
        if target.absolute:
            needed = exact(base + signed, self.ns)
            unusable = base.is_null()
            reached = holds(target.bound_op, exact(value, self.ns), needed)
        else:
            needed = exact(base * (100.0 + signed) / 100.0, self.ns)
            unusable = base.is_null() | (base <= 0)
            change = value - base if target.rise else base - value
            reached = holds(target.op, rounded(change / base * 100.0), amount)
        cases = [
            *self._nothing(at, "no-value", value.is_null()),
            (unusable, CODES["no-earlier-year"]),
            (reached, MET),
        ]
        measured = ~value.is_null() & ~unusable
        zero, null = self.ns.lit(0.0), self.ns.lit(None, self.ns.Float64)
        gap = chain(self.ns, [(measured & reached, zero), (measured, rounded((value - needed).abs()))], null)
        whole = quotient(target.bound_op, value, needed, self.ns)
        attainment = None if whole is None else chain(self.ns, [(measured, whole)], null)
        return Judged(tuple(cases), CODES[_FAILS[target.op]], leaves=(Leaf(measured, gap, attainment),))

    def _assigned(self, target: Assigned, at: int) -> Judged:
        found = self.joined.assignments.get(self.component)
        if found is None:
            return Judged(tuple(self._nothing(at, "no-assignment")))
        bound = self._table_column(found.number, at)
        forms = [
            self._threshold(target.bound or form.op, bound, at)
            if isinstance(form, Threshold)
            else self._judge(form, at)
            for form in found.shapes
        ]
        missed = CODES["assignment-missed"]
        if found.shape is None:
            # A threshold whose number differs from row to row: its own cases can stand here.
            (form,) = forms
            cases = [(condition, missed if code < FIRST_UNDETERMINED else code) for condition, code in form.cases]
            rest = missed if form.otherwise < FIRST_UNDETERMINED else form.otherwise
            leaves = tuple(evolve(leaf, measured=leaf.measured & ~bound.is_null()) for leaf in form.leaves)
            given = (*self._nothing(at, "no-assignment", bound.is_null()), *cases)
            return evolve(form, cases=given, otherwise=rest, leaves=leaves)
        shape = self._table_column(found.shape, at)
        parts = [self._define(form) for form in forms]
        several = [
            (
                shape == position,
                where(self.ns, not_met(_code(part))).then(self.ns.lit(missed, self.ns.Int8)).otherwise(_code(part)),
            )
            for position, part in enumerate(parts)
        ]
        possible = {missed} | {code for part in parts for code in part.possible if code >= FIRST_UNDETERMINED}
        return Judged(
            tuple(self._nothing(at, "no-assignment", shape.is_null())),
            code=chain(self.ns, several, self.ns.lit(NO_OBSERVATION, self.ns.Int8)),
            possible=frozenset(possible | {NO_OBSERVATION}),
            leaves=tuple(gated(leaf, shape == n, self.ns) for n, part in enumerate(parts) for leaf in part.leaves),
            level=max(part.level for part in parts),
        )

    def _table_column(self, name: str, at: int) -> Expr:
        """Return a column of a table that is joined by year, so many years back."""
        if at:
            self.plan.shifted.setdefault(at, {})[name] = None
        return self.ns.col(name + suffix(at))

    def _peer(self, target: Peer, at: int) -> Judged:
        value = self._value(at)
        if value is None:
            return Judged(tuple(self._nothing(at, "no-value")))
        nothing = self._nothing(at, "no-value", value.is_null())
        names = self.joined.references.get((self.component, target.name), ())
        if not names:
            return Judged(tuple(nothing), CODES["no-reference"])
        reference = self._table_column(names[0], at)
        for name in names[1:]:
            other = self._table_column(name, at)
            reference = where(self.ns, ~reference.is_null()).then(reference).otherwise(other)
        bound = reference if target.factor == 1 else exact(reference * number(target.factor), self.ns)
        cases = [*nothing, (reference.is_null(), CODES["no-reference"]), (holds(target.op, value, bound), MET)]
        there = ~value.is_null() & ~reference.is_null()
        leaf = Leaf(there, shortfall(target.op, value, bound, self.ns), quotient(target.op, value, bound, self.ns))
        return Judged(tuple(cases), CODES["peer-missed"], leaves=(leaf,))

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
        name = self._held().date
        if name is None:
            return Judged(tuple(self._nothing(at, "no-date")))
        day = self._column(name, at)
        if target.by is not None:
            in_time = no_later(day, month_number(target.by), target.by.day, self.ns)
        else:
            month, last, days = self._limit()
            then = month_of(day, self.ns) + target.months
            # In the month of the assessment the anniversary is the same day, or that month's last (民法典 第二百零二条).
            if target.op is Op.GE:
                anniversary = self.ns.lit(True) if last == days else day.dt.day() <= last
                in_time = (then < month) | ((then == month) & anniversary)
            else:
                anniversary = day.dt.day() >= last
                in_time = self._by(day) & ((then > month) | ((then == month) & anniversary))
        cases = [*self._nothing(at, "no-date", day.is_null()), (in_time, MET)]
        return Judged(tuple(cases), CODES["too-recent"])

    # --- compounds ----------------------------------------------------------------------------------

    def _window(self, target: Window, at: int) -> Judged:
        parts = [self._define(self._judge(target.inner, at + back)) for back in range(target.years)]
        event = CODES["event-in-window"] if isinstance(target.inner, Eliminated) else None
        lost = [CODES[r] for r in ("no-observation", "no-value", "no-statement")]
        cases = []
        for part in parts:
            code = _code(part)
            cases.append((not_met(code), code if event is None else self.ns.lit(event, self.ns.Int8)))
        for back, part in enumerate(parts):
            code = worded = _code(part)
            if back:
                gone = (code == lost[0]) | (code == lost[1]) | (code == lost[2])
                earlier = self.ns.lit(CODES["no-earlier-year"], self.ns.Int8)
                worded = where(self.ns, gone).then(earlier).otherwise(code)
            cases.append((undetermined(code), worded))
        possible = frozenset().union(*(p.possible for p in parts)) | {MET, CODES["no-earlier-year"]}
        computed = Judged(
            code=chain(self.ns, cases, self.ns.lit(MET, self.ns.Int8)),
            possible=possible | ({event} if event is not None else set()),
            level=max(p.level for p in parts),
        )
        judged = self._or_stated(target, computed, "denied" if event is None else "event-in-window", at)
        if not parts[0].leaves:
            return judged
        return evolve(judged, leaves=(self._window_leaf(target, parts, at),))

    def _window_leaf(self, target: Window, parts: Sequence[Judged], at: int) -> Leaf:
        """Return that a window measures what its years measure, up to the first in which it fails; it has no gap."""
        cases: list[tuple[Expr, Expr]] = []
        so_far: list[Expr] = []
        for part in parts:
            so_far.append(measures(part.leaves, self.ns) > 0)
            cases.append((not_met(_code(part)), reduce(or_, so_far)))
        stated = [self._stated(target, meaning, at) for meaning in (AFFIRMED, DENIED)]
        said = [words for words in stated if words is not None]
        if said:
            open_ = reduce(or_, [undetermined(_code(part)) for part in parts])
            cases.append((open_ & reduce(or_, said), self.ns.lit(False)))
        return Leaf(chain(self.ns, cases, reduce(or_, so_far)))

    def _all_of(self, parts: list[Judged]) -> Judged:
        parts = [self._define(part) for part in parts]
        codes = [_code(part) for part in parts]
        # What is no met where none is not met, is undetermined.
        cases = [(not_met(code), code) for code in codes] + [(code < MET, code) for code in codes]
        return self._compound(parts, chain(self.ns, cases, self.ns.lit(MET, self.ns.Int8)))

    def _any_of(self, parts: list[Judged]) -> Judged:
        parts = [self._define(part) for part in parts]
        codes = [_code(part) for part in parts]
        cases = [(met(code), code) for code in codes] + [(~not_met(code), code) for code in codes]
        return self._compound(parts, chain(self.ns, cases, codes[0]))

    def _compound(self, parts: list[Judged], code: Expr) -> Judged:
        possible = frozenset().union(*(p.possible for p in parts)) | {MET}
        leaves = tuple(leaf for p in parts for leaf in p.leaves)
        return Judged(code=code, possible=possible, leaves=leaves, level=max(p.level for p in parts))

    def _by_variant(self, target: ByVariant, at: int) -> Judged:
        fits: list[tuple[Expr, Judged]] = []
        for variant in target.variants:
            flags = [self.ns.col(self.joined.labels[w]) == 1 for w in variant.labels if w in self.joined.labels]
            if flags:
                fits.append((reduce(or_, flags), self._define(self._judge(variant.target, at))))
        if not fits:
            return Judged(otherwise=CODES["no-label"])
        one, zero = self.ns.lit(1, self.ns.Int8), self.ns.lit(0, self.ns.Int8)
        count = zero
        for fit, _ in fits:
            count = count + where(self.ns, fit).then(one).otherwise(zero)
        leaves = tuple(gated(leaf, fit & (count == 1), self.ns) for fit, judged in fits for leaf in judged.leaves)
        chosen = self._chosen(fits, "no-label", leaves)
        return evolve(chosen, cases=((count > 1, CODES["two-labels"]),))

    def _by_year(self, target: ByYear, at: int) -> Judged:
        here = self.ns.col(YEAR) - at
        steps = [(here == year, self._define(self._judge(step, at))) for year, step in target.steps]
        leaves = tuple(gated(leaf, fit, self.ns) for fit, judged in steps for leaf in judged.leaves)
        return self._chosen(steps, "no-assignment", leaves)

    def _chosen(self, choices: list[tuple[Expr, Judged]], otherwise: str, leaves: tuple[Leaf, ...]) -> Judged:
        """Return the judgement of the choice that fits, else undetermined."""
        rest = CODES[otherwise]
        return Judged(
            code=chain(self.ns, [(fit, _code(part)) for fit, part in choices], self.ns.lit(rest, self.ns.Int8)),
            possible=frozenset().union(*(part.possible for _, part in choices)) | {rest},
            leaves=leaves,
            level=max(part.level for _, part in choices),
        )


def _code(judged: Judged) -> Expr:
    """Return the column of a judgement that was given one."""
    assert judged.code is not None
    return judged.code
