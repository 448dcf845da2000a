"""The atoms of the target algebra, each with its canonical text and its judging."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import evolve, field, frozen

from ecoindicators.reasons import Numbers, Reason
from ecoindicators.targets._base import (
    MET,
    NOT_MET,
    UNDETERMINED,
    ZERO,
    Atom,
    Judgement,
    Op,
    Situation,
    Target,
    measured,
    normal,
    rounded,
)
from ecoindicators.texts import plain_number

HUNDRED = Decimal(100)
AFFIRMED = Judgement(MET)


@frozen
class Threshold(Atom):
    """
    ``≥ > ≤ < =`` a number, judged on the year's value alone.

    >>> from decimal import Decimal
    >>> print(Threshold(Op.GE, Decimal("94.20")))
    ≥94.2
    """

    statable: ClassVar[bool] = False
    op: Op
    value: Decimal = field(converter=normal)
    unit_measure: str = ""

    def canonical(self, level: int) -> str:
        return f"{self.op.value}{plain_number(self.value)}{self.unit_measure}"

    def compute(self, situation: Situation) -> Judgement:
        value = situation.value_in(situation.year)
        if value is None:
            return situation.nothing("no-value", ("year", situation.year))
        return measured(self.op, value, self.value, _CODES[self.op], threshold=self)


_CODES = {
    Op.GE: "below-threshold",
    Op.GT: "below-threshold",
    Op.LE: "above-threshold",
    Op.LT: "above-threshold",
    Op.EQ: "not-equal",
}


@frozen
class Range(Atom):
    """A number within two ends, both in: ``0.3-0.4之间``."""

    statable: ClassVar[bool] = False
    low: Decimal = field(converter=normal)
    high: Decimal = field(converter=normal)
    unit_measure: str = ""

    def __attrs_post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"a range runs from low to high, got {self.low} to {self.high}")

    def canonical(self, level: int) -> str:
        return f"{plain_number(self.low)}~{plain_number(self.high)}{self.unit_measure}"

    def compute(self, situation: Situation) -> Judgement:
        value = situation.value_in(situation.year)
        if value is None:
            return situation.nothing("no-value", ("year", situation.year))
        if value < self.low:
            return measured(Op.GE, value, self.low, "below-threshold", threshold=self)
        if value > self.high:
            return measured(Op.LE, value, self.high, "above-threshold", threshold=self)
        return Judgement(MET, Reason("met", (("value", value), ("threshold", self))), ZERO, None, 1)


@frozen
class State(Atom):
    """
    A declared phrase that must be affirmed: 全面实施. It is never computed from numbers.

    ``synonyms`` mean the same, ``antonyms`` deny it, ``implied_by`` are phrases from which it follows.
    """

    phrase: str
    synonyms: tuple[str, ...] = ()
    antonyms: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()

    @property
    def affirming(self) -> tuple[str, ...]:
        """Every phrase that affirms this state."""
        return (self.phrase, *self.synonyms, *self.implied_by)

    def canonical(self, level: int) -> str:
        return self.phrase

    def judge(self, situation: Situation) -> Judgement:
        # Nothing computed can speak against an affirmed state, so it is not asked.
        return AFFIRMED if situation.stated(self) else super().judge(situation)

    def compute(self, situation: Situation) -> Judgement:
        now = situation.now
        if (
            now is not None
            and now.date is not None
            and situation.as_of is not None
            and now.date <= situation.as_of
            and any(phrase in IN_FORCE_EVENTS for phrase in (*self.synonyms, *self.implied_by, self.phrase))
        ):
            # A date from which it is in force says that it was put in force (颁布实施 implies 制定实施).
            return Judgement(MET, Reason("met", (("date", now.date),)))
        return situation.nothing("no-statement", ("phrase", self.phrase))


IN_FORCE_EVENTS = ("颁布实施", "印发实施", "发布实施", "颁布", "印发", "发布", "施行", "颁布施行")


@frozen
class Eliminated(Atom):
    """A count of 0, or a statement that says so: 消除, 未发生, with what happened if it is named."""

    word: str = "消除"
    event: str = ""

    def canonical(self, level: int) -> str:
        return self.word + self.event

    def compute(self, situation: Situation) -> Judgement:
        value = situation.value_in(situation.year)
        if value is None:
            return situation.nothing("no-statement", ("phrase", str(self)), ("year", situation.year))
        numbers = (("value", value), ("threshold", ZERO))
        if value == ZERO:
            return Judgement(MET, Reason("met", numbers), ZERO, None, 1)
        return Judgement(NOT_MET, Reason("not-eliminated", numbers), normal(abs(value)), None, 1)

    def denial(self, situation: Situation) -> Reason:
        return Reason("not-eliminated", (("year", situation.year),))


class Sense(Enum):
    """How a year compares with the one before; the last two need a direction to be computed."""

    NOT_LOWER = "不降低"
    NOT_HIGHER = "不升高"
    HIGHER = "上升"
    LOWER = "下降"
    NOT_WORSE = "保持稳定"
    BETTER = "改善"

    @property
    def op(self) -> Op | None:
        """The comparison of a year's value with the year before; None where a direction is missing."""
        return _SENSE_OPS[self]

    @property
    def strict(self) -> bool:
        """Whether standing still fails."""
        return self in (Sense.HIGHER, Sense.LOWER, Sense.BETTER)


_SENSE_OPS = {
    Sense.NOT_LOWER: Op.GE,
    Sense.NOT_HIGHER: Op.LE,
    Sense.HIGHER: Op.GT,
    Sense.LOWER: Op.LT,
    Sense.NOT_WORSE: None,
    Sense.BETTER: None,
}
_ONE_STEP = {
    Sense.NOT_LOWER: "不降低",
    Sense.NOT_HIGHER: "不升高",
    Sense.HIGHER: "高于上年",
    Sense.LOWER: "低于上年",
    Sense.NOT_WORSE: "保持稳定",
    Sense.BETTER: "持续改善",
}


@frozen
class Trend(Atom):
    """
    This and earlier years: 不降低, 持续改善, 近三年逐年下降.

    ``steps`` is the number of year-on-year comparisons (1: with last year; 近N年逐年: N−1); None is 逐年
    alone, every consecutive pair that is given. ``tolerance`` widens the loose senses.
    """

    sense: Sense
    steps: int | None = 1
    tolerance: Decimal = field(default=ZERO, converter=normal)

    def __attrs_post_init__(self) -> None:
        if self.steps is not None and self.steps < 1:
            raise ValueError(f"a trend makes at least one comparison, got {self.steps}")
        if self.tolerance < 0 or (self.tolerance and self.sense.strict):
            raise ValueError("a tolerance is not negative and belongs to a loose trend")

    def canonical(self, level: int) -> str:
        if self.steps == 1:
            words = _ONE_STEP[self.sense]
        else:
            words = f"逐年{self.sense.value}"
            if self.steps is not None:
                words = f"近{self.steps + 1}年{words}"
        return words + (f"（允许波动{plain_number(self.tolerance)}）" if self.tolerance else "")

    def denial(self, situation: Situation) -> Reason:
        code = "not-improved" if self.sense.strict else "worse-than-before"
        return Reason(code, (("year", situation.year),))

    def compute(self, situation: Situation) -> Judgement:
        op, year = self.sense.op, situation.year
        if op is None:
            return situation.nothing("no-statement", ("phrase", self.text))
        if year is None:
            return situation.nothing("no-earlier-year")
        offsets = range(self.steps) if self.steps is not None else _given_pairs(situation) or [0]
        missing: int | None = None
        last: Judgement | None = None
        for offset in offsets:
            value, previous = situation.value_in(year - offset), situation.value_in(year - offset - 1)
            if value is None or previous is None:
                if missing is None:
                    missing = year - offset if value is None else year - offset - 1
                continue
            bound = previous - self.tolerance if op is Op.GE else previous + self.tolerance
            code = "not-improved" if self.sense.strict else "worse-than-before"
            details: Numbers = (("year", year - offset - 1),)
            if self.tolerance:
                details = (*details, ("tolerance", self.tolerance))
            step = measured(op, value, bound, code, details=details)
            if step.verdict is NOT_MET:
                return step if self.steps == 1 else evolve(step, gap=None, ratio=None)
            last = last or step
        if missing is not None:
            if missing == year:
                return situation.nothing("no-value", ("year", year))
            return Judgement(UNDETERMINED, Reason("no-earlier-year", (("year", missing),)))
        assert last is not None
        return last if self.steps == 1 else evolve(last, ratio=None)


def _given_pairs(situation: Situation) -> list[int]:
    year = situation.year
    assert year is not None
    given = {y for y, e in situation.evidence.items() if y is not None and y <= year and e.value is not None}
    return sorted(year - y for y in given if y - 1 in given)


@frozen
class Change(Atom):
    """
    A relative or absolute change against the year before or a named year: 较2012年下降18%.

    ``rise`` tells growth from decline; ``amount`` is in percent, or in the component's unit if
    ``absolute``. The rate is rounded to nine decimals before it is compared.
    """

    rise: bool
    op: Op
    amount: Decimal = field(converter=normal)
    base_year: int | None = None
    absolute: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.absolute and not self.rise and self.amount >= HUNDRED:
            raise ValueError("nothing declines by 100 % or more of itself and stays comparable")
        if self.amount < 0:
            raise ValueError("a change is given as an amount, its sign by the word")

    def canonical(self, level: int) -> str:
        base = "上年" if self.base_year is None else f"{self.base_year}年"
        word = "上升" if self.rise else "下降"
        return f"较{base}{word}{self.op.value}{plain_number(self.amount)}{'（绝对值）' if self.absolute else '%'}"

    @property
    def bound_op(self) -> Op:
        """The comparison that the value itself must pass."""
        return self.op if self.rise else _MIRROR[self.op]

    def compute(self, situation: Situation) -> Judgement:
        year = situation.year
        value = situation.value_in(year)
        if value is None:
            return situation.nothing("no-value", ("year", year))
        base_year = self.base_year if self.base_year is not None else None if year is None else year - 1
        base = None if base_year is None else situation.value_in(base_year)
        if base is None or (not self.absolute and base <= 0):
            return Judgement(UNDETERMINED, Reason("no-earlier-year", (("year", base_year),)))
        change = value - base if self.rise else base - value
        rate = normal(change) if self.absolute else rounded(change / base * HUNDRED)
        signed = self.amount if self.rise else -self.amount
        needed = base + signed if self.absolute else rounded(base * (HUNDRED + signed) / HUNDRED)
        unit = "" if self.absolute else "%"
        return measured(
            self.bound_op, value, needed, _CODES[self.bound_op], met=self.op.holds(rate, self.amount),
            details=(("year", base_year), ("rate", f"{plain_number(rate)}{unit}")),
        )  # fmt: skip


_MIRROR = {Op.GE: Op.LE, Op.GT: Op.LT, Op.LE: Op.GE, Op.LT: Op.GT, Op.EQ: Op.EQ}


@frozen
class Assigned(Atom):
    """
    What a superior authority set for the year: 完成上级规定的目标任务, 不超过年度下达指标.

    ``bound`` is the comparison the wording itself names (不超 is ≤); None leaves it to the assignment.
    """

    bound: Op | None = None

    def canonical(self, level: int) -> str:
        return _ASSIGNED_TEXTS[self.bound]

    def denial(self, situation: Situation) -> Reason:
        return Reason("assignment-missed", (("year", situation.year),))

    def compute(self, situation: Situation) -> Judgement:
        assignment = situation.assignments.get(situation.year)
        if assignment is None:
            return situation.nothing("no-assignment", ("year", situation.year))
        if self.bound is not None and isinstance(assignment, Threshold):
            assignment = evolve(assignment, op=self.bound)
        judged = assignment.judge(situation)
        if judged.verdict is not NOT_MET:
            return judged
        value = situation.value_in(situation.year)
        return evolve(judged, reason=Reason("assignment-missed", (("value", value), ("threshold", str(assignment)))))


_ASSIGNED_TEXTS = {
    None: "完成上级下达的目标任务",
    Op.LE: "不超过上级下达指标",
    Op.LT: "低于上级下达指标",
    Op.GE: "不低于上级下达指标",
    Op.GT: "高于上级下达指标",
    Op.EQ: "等于上级下达指标",
}


@frozen
class Peer(Atom):
    """A reference value of the dossier, by its name in the phrase: 高于全省平均水平."""

    op: Op
    name: str
    factor: Decimal = field(default=Decimal(1), converter=normal)

    def __attrs_post_init__(self) -> None:
        if self.factor <= 0:
            raise ValueError("a peer's factor is above 0")

    def canonical(self, level: int) -> str:
        factor = "" if self.factor == 1 else f"的{plain_number(normal(self.factor * HUNDRED))}%"
        return f"{_PEER_WORDS[self.op]}{self.name}{factor}"

    def denial(self, situation: Situation) -> Reason:
        return Reason("peer-missed", (("name", self.name),))

    def compute(self, situation: Situation) -> Judgement:
        value = situation.value_in(situation.year)
        if value is None:
            return situation.nothing("no-value", ("year", situation.year))
        reference = situation.references.get((situation.year, self.name))
        if reference is None:
            return Judgement(UNDETERMINED, Reason("no-reference", (("name", self.name), ("year", situation.year))))
        bound = reference if self.factor == 1 else rounded(reference * self.factor)
        return measured(self.op, value, bound, "peer-missed", details=(("name", self.name),))


_PEER_WORDS = {Op.GE: "不低于", Op.GT: "高于", Op.LE: "不高于", Op.LT: "低于", Op.EQ: "等于"}


@frozen
class InForce(Atom):
    """
    Something in force for so many months at the assessment date: 颁布实施1年以上.

    With ``op`` ≤ it must be no older (近三年内颁布); with ``by`` it must have happened by that day.
    """

    event: str
    months: int = 0
    op: Op = Op.GE
    by: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.op not in (Op.GE, Op.LE) or self.months < 0 or (self.by is None) == (self.months == 0):
            raise ValueError("in force needs either a number of months, at least or at most, or a day")

    def canonical(self, level: int) -> str:
        if self.by is not None:
            return f"{self.by.year}年{self.by.month}月{self.by.day}日前{self.event}"
        span = f"{self.months // 12}年" if self.months % 12 == 0 else f"{self.months}个月"
        return f"{self.event}{span}{'以上' if self.op is Op.GE else '以内'}"

    def compute(self, situation: Situation) -> Judgement:
        now, as_of = situation.now, situation.as_of
        if now is None or now.date is None or as_of is None:
            return situation.nothing("no-date", ("year", situation.year))
        if self.by is not None:
            holds = now.date <= self.by
        elif self.op is Op.GE:
            holds = months_after(now.date, self.months) <= as_of
        else:
            holds = now.date <= as_of <= months_after(now.date, self.months)
        numbers = (("date", now.date), ("as_of", as_of))
        return Judgement(MET, Reason("met", numbers)) if holds else Judgement(NOT_MET, Reason("too-recent", numbers))


def months_after(day: date, months: int) -> date:
    """
    Return the same day ``months`` later; where that month has no such day, its last (民法典 第二百零二条).

    >>> months_after(date(2020, 2, 29), 12)
    datetime.date(2021, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@frozen
class Window(Atom):
    """A target that must hold in each of the last N years, this one included: 近三年未发生, 连续两年≥80."""

    years: int
    inner: Target

    def __attrs_post_init__(self) -> None:
        if self.years < 2:
            raise ValueError(f"a window covers at least two years, got {self.years}")

    def canonical(self, level: int) -> str:
        word = "近" if isinstance(self.inner, Eliminated) else "连续"
        return f"{word}{self.years}年{self.inner.canonical(4)}"

    def denial(self, situation: Situation) -> Reason:
        if isinstance(self.inner, Eliminated):
            return Reason("event-in-window", (("year", situation.year),))
        return Reason("denied", (("phrase", self.text),))

    def compute(self, situation: Situation) -> Judgement:
        undetermined: Reason | None = None
        measures = 0
        for offset in range(self.years):
            past = situation.before(offset)
            judged = self.inner.judge(past)
            measures = max(measures, judged.measures)
            if judged.verdict is NOT_MET:
                reason = judged.reason
                if isinstance(self.inner, Eliminated):
                    numbers = (("year", past.year), ("value", past.value_in(past.year)))
                    reason = Reason("event-in-window", numbers)
                return Judgement(NOT_MET, reason, measures=min(measures, 1))
            if judged.verdict is UNDETERMINED and undetermined is None:
                undetermined = judged.reason
                if offset and undetermined.code in ("no-observation", "no-value", "no-statement"):
                    undetermined = Reason("no-earlier-year", (("year", past.year),))
        if undetermined is not None:
            return Judgement(UNDETERMINED, undetermined, measures=min(measures, 1))
        return Judgement(MET, measures=min(measures, 1))
