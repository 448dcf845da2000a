"""What one component's target may ask of a frame: columns of this year and of earlier ones, statements, joined tables."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from attrs import define, evolve, field, frozen

from ecoindicators.batch._coded import undetermined
from ecoindicators.batch._codes import CODES, MET
from ecoindicators.batch._columns import AFFIRMED, DENIED, Held, suffix
from ecoindicators.batch._expressions import Expr, Namespace
from ecoindicators.batch._joined import Joined
from ecoindicators.batch._judged import Judged, code_of, gated
from ecoindicators.targets import Target

Case = tuple[Expr, int]


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
    _made: int = 0

    def fresh(self) -> int:
        """Return a number for the name of a column that has none yet."""
        self._made += 1
        return self._made

    def step(self, level: int, name: str, expression: Expr) -> None:
        """Add a column at a step."""
        while len(self.steps) <= level:
            self.steps.append({})
        self.steps[level][name] = expression


@frozen
class Asking:
    """
    A component whose target is judged: what the frame holds of it, what was joined, the day of assessment.

    Whatever is asked of earlier years is noted in the plan.
    """

    ns: Namespace
    plan: Plan
    component: int
    held: Held
    joined: Joined
    as_of: date | None

    def column(self, name: str, at: int | str) -> Expr:
        """Return a column of the frame, so many years back or of a named year."""
        if at != 0:
            self.plan.earlier.setdefault(at, {})[name] = None
        return self.ns.col(name + suffix(at))

    def value(self, at: int | str) -> Expr | None:
        """Return the value; None where the component has no column of values."""
        name = self.held.value
        return None if name is None else self.column(name, at)

    def sure(self, at: int | str) -> Expr:
        """Return the value of a component that has a column of values."""
        value = self.value(at)
        assert value is not None
        return value

    def nothing(self, at: int, otherwise: str, where_: Expr | None = None) -> list[Case]:
        """Return the cases where nothing can be computed: no observation at all is left to the rest."""
        held = self.held
        valueless = held.rows is None and otherwise == "no-value" and held.columns == (held.value,)
        if not held.columns or valueless:  # no value is then no observation
            return [] if where_ is None else [(where_, CODES["no-observation"])]
        for name in held.columns:
            self.column(name, at)
        present = held.present(at, self.ns)
        if where_ is None:
            return [(present, CODES[otherwise])]
        return [(where_ & present, CODES[otherwise]), (where_, CODES["no-observation"])]

    def stated(self, atom: Target, meaning: int, at: int) -> Expr | None:
        """Return where a statement affirms or denies an atom; None where none can."""
        statement = self.held.statements.get(atom)
        if statement is None or not statement.can_say(meaning):
            return None
        self.column(statement.name, at)
        return statement.says(meaning, at, self.ns)

    def define(self, judged: Judged) -> Judged:
        """Return the same judgement with its code in a column of its own, so that it is worked out once."""
        name = f"t{self.plan.fresh()}"
        self.plan.step(judged.level, name, judged.codes(self.ns))
        return evolve(judged, cases=(), code=self.ns.col(name), possible=judged.all_possible(), level=judged.level + 1)

    def or_stated(self, atom: Target, computed: Judged, denial: str, at: int) -> Judged:
        """Return the judgement that takes a statement where the numbers do not decide."""
        yes, no = self.stated(atom, AFFIRMED, at), self.stated(atom, DENIED, at)
        said = [(words, code) for words, code in ((yes, MET), (no, CODES[denial])) if words is not None]
        if not said:
            return computed
        inner = self.define(computed)
        open_ = undetermined(code_of(inner), self.ns)
        cases = tuple((open_ & words, code) for words, code in said)
        leaves = inner.leaves
        if computed.code is not None:  # of several conditions one may be measured where a statement decides the whole
            computes = ~reduce(or_, [stated.fill_null(False) for stated, _ in cases])
            leaves = tuple(gated(leaf, computes, self.ns) for leaf in leaves)
        return evolve(inner, cases=cases, leaves=leaves)

    def table_column(self, name: str, at: int) -> Expr:
        """Return a column of a table that is joined by year, so many years back."""
        if at:
            self.plan.shifted.setdefault(at, {})[name] = None
        return self.ns.col(name + suffix(at))
