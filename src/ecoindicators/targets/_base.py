"""What every target shares: the situation it is judged in, and the judgement that comes out.

No text is read here: statements arrive as facts, that is, as the atoms they affirm and deny.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from attrs import evolve, field, frozen

from ecoindicators.reasons import MET_REASON, Numbers, Reason, Remark
from ecoindicators.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

Direction = Literal["higher", "lower"]
MET, NOT_MET, UNDETERMINED = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED
PLACES: Final = Decimal("1E-9")
ZERO: Final = Decimal(0)
Ratio = tuple[Decimal, Decimal] | None


class Op(Enum):
    """A comparison of a number with a number."""

    __hash__ = object.__hash__  # by identity, not by hashing the name in Python

    GE = "≥"
    GT = ">"
    LE = "≤"
    LT = "<"
    EQ = "="

    def holds(self, left: Decimal, right: Decimal) -> bool:
        """Return whether ``left op right``."""
        return _COMPARISONS[self](left, right)

    @property
    def direction(self) -> Direction | None:
        """Which way is better: ``higher`` for ≥ and >, ``lower`` for ≤ and <, None for =."""
        return _DIRECTIONS[self]


_COMPARISONS: Final[dict[Op, Callable[[Decimal, Decimal], bool]]] = {
    Op.GE: operator.ge,
    Op.GT: operator.gt,
    Op.LE: operator.le,
    Op.LT: operator.lt,
    Op.EQ: operator.eq,
}
_DIRECTIONS: Final[dict[Op, Direction | None]] = {
    Op.GE: "higher",
    Op.GT: "higher",
    Op.LE: "lower",
    Op.LT: "lower",
    Op.EQ: None,
}


@frozen
class Facts:
    """What the statements of one year affirm and deny: atoms, and phrases that hold beyond the target."""

    affirmed: frozenset[Target] = frozenset()
    denied: frozenset[Target] = frozenset()


NO_FACTS: Final = Facts()


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class Evidence:
    """What was observed in one year: a value in the component's unit, a date, and stated facts."""

    value: Decimal | None = None
    date: date | None = None
    facts: Facts = NO_FACTS


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class Situation:
    """
    All that a target may look at: evidence by year, assignments, references, the place's labels.

    ``year`` is the year judged, ``as_of`` the date of the assessment. ``assignments`` are targets by
    year, ``references`` numbers by year and name. What is absent is absent: it makes a verdict
    undetermined, never wrong.
    """

    year: int | None = None
    as_of: date | None = None
    evidence: Mapping[int | None, Evidence] = field(factory=dict)
    assignments: Mapping[int | None, Target] = field(factory=dict)
    references: Mapping[tuple[int | None, str], Decimal] = field(factory=dict)
    place: frozenset[str] = frozenset()

    @property
    def now(self) -> Evidence | None:
        """The evidence of the year judged."""
        return self.evidence.get(self.year)

    def before(self, years: int) -> Situation:
        """Return the situation of ``years`` years earlier, as it is asked for by a window."""
        return evolve(self, year=None if self.year is None else self.year - years)

    def value_in(self, year: int | None) -> Decimal | None:
        """Return the value of ``year``, None where there is none."""
        found = self.evidence.get(year)
        return None if found is None else found.value

    def stated(self, atom: Target) -> bool | None:
        """Return whether this year's statements affirm (True) or deny (False) ``atom``; None if neither."""
        now = self.evidence.get(self.year)
        if now is None or now.facts is NO_FACTS:
            return None
        if atom in now.facts.affirmed:
            return True
        return False if atom in now.facts.denied else None

    def nothing(self, otherwise: str, *numbers: tuple[str, object]) -> Judgement:
        """Return undetermined: for no observation at all if there is none, else for ``otherwise``."""
        if self.year not in self.evidence:
            return Judgement(UNDETERMINED, Reason("no-observation", (("year", self.year),)))
        return Judgement(UNDETERMINED, Reason(otherwise, numbers))


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class Judgement:
    """
    The verdict on a target with its reason.

    ``gap`` and ``attainment`` are None unless exactly one numeric atom (``measures``) could be judged.
    ``ratio`` holds the two numbers whose quotient is the attainment.
    """

    verdict: Verdict
    reason: Reason = MET_REASON
    gap: Decimal | None = None
    ratio: Ratio = None
    measures: int = 0
    warnings: tuple[Remark, ...] = ()

    @property
    def attainment(self) -> Decimal | None:
        """Value / threshold, inverted where lower is better, rounded to nine decimals."""
        return attained(self.ratio)


def attained(ratio: Ratio) -> Decimal | None:
    """Return the quotient of a ratio, rounded; None without one, and where it divides by 0."""
    return rounded(ratio[0] / ratio[1]) if ratio is not None and ratio[1] else None


@frozen(kw_only=True)
class Target:
    """
    A condition on a component's observations: an immutable value with one canonical text, ``str(target)``.

    ``text`` is the wording it was read from and ``notes`` the remarks in brackets there; neither takes
    part in comparison, so "≥94.2" and "不低于94.2" are equal.
    """

    source: str = field(default="", eq=False, repr=False)
    notes: tuple[str, ...] = field(default=(), eq=False, repr=False)

    @property
    def text(self) -> str:
        """The source's own wording, or the canonical text where there is none."""
        return self.source or self.canonical(0)

    def __str__(self) -> str:
        return self.canonical(0)

    def canonical(self, level: int) -> str:
        """Return the canonical text to stand at a joining level: 0 ；, 1 ，, 2 或, 3 且, 4 alone."""
        raise NotImplementedError

    def judge(self, situation: Situation) -> Judgement:
        """Return the judgement of this target in ``situation``."""
        raise NotImplementedError

    def atoms(self) -> Iterator[Target]:
        """Yield the atoms of this target in written order."""
        yield self

    def with_text(self, source: str, notes: tuple[str, ...] = ()) -> Self:
        """Return an equal target that remembers its wording and remarks."""
        return evolve(self, source=source, notes=notes)


@frozen(kw_only=True)
class Atom(Target):
    """A target that is judged as one: computed from numbers where that can be, else taken from statements."""

    statable: ClassVar[bool] = True

    def judge(self, situation: Situation) -> Judgement:
        """Return the judgement; numbers decide, a statement that disagrees with them is a warning."""
        computed = self.compute(situation)
        stated = situation.stated(self) if self.statable else None
        if stated is None:
            return computed
        verdict = MET if stated else NOT_MET
        if computed.verdict is UNDETERMINED:
            return Judgement(verdict, MET_REASON if stated else self.denial(situation))
        if computed.verdict is verdict:
            return computed
        remark = Remark(
            "stated-differs",
            (("phrase", self.text), ("computed", computed.verdict.text), ("stated", verdict.text)),
        )
        return evolve(computed, warnings=(*computed.warnings, remark))

    def compute(self, situation: Situation) -> Judgement:
        """Return the judgement that follows from numbers and dates alone."""
        raise NotImplementedError

    def denial(self, situation: Situation) -> Reason:
        """Return the reason for NOT_MET where a statement denies this atom."""
        return Reason("denied", (("phrase", self.text),))


def normal(number: Decimal) -> Decimal:
    """Return ``number`` without trailing zeros or exponent, so that equal numbers print alike."""
    return number.normalize() + ZERO


def rounded(number: Decimal) -> Decimal:
    """Return a derived quantity rounded to nine decimals, as both engines do."""
    return number.quantize(PLACES).normalize() + ZERO


def measured(
    op: Op,
    value: Decimal,
    bound: Decimal,
    code: str,
    *,
    met: bool | None = None,
    details: Numbers = (),
    threshold: object = None,
) -> Judgement:
    """Return the judgement of one comparison, with its gap and attainment."""
    holds = op.holds(value, bound) if met is None else met
    direction = op.direction
    numbers = (("value", value), ("threshold", bound if threshold is None else threshold), *details)
    ratio = (value, bound) if direction == "higher" else (bound, value) if direction == "lower" else None
    if holds:
        return Judgement(MET, Reason("met", numbers), ZERO, ratio, 1)
    return Judgement(NOT_MET, Reason(code, numbers), normal(abs(value - bound)), ratio, 1)
