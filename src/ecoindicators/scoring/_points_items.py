"""What a scheme of ``points`` says, table by table, and the items, vetoes and grades made of it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from ecoindicators.loading import NO_NAME, Name
from ecoindicators.scoring._conditions import Condition, RawCondition
from ecoindicators.scoring._grades import Grades, RawGrade
from ecoindicators.scoring._ranges import ZERO, Missing
from ecoindicators.scoring._rules import PerStep, Rule
from ecoindicators.texts import NO_TEXT, Text


@frozen
class RawStep:
    """``points`` where ``when`` holds."""

    when: str
    points: Decimal
    states: tuple[str, ...] = ()


@frozen
class RawLinear:
    """``intercept`` + ``slope`` × value."""

    slope: Decimal
    intercept: Decimal = ZERO


@frozen
class RawPerStep:
    """``points`` for ``each`` step ``below`` or ``above`` a number, or from the target."""

    each: Decimal
    points: Decimal
    below: Decimal | None = None
    above: Decimal | None = None
    percent: bool = False
    counting: str = "whole"
    at_most: Decimal | None = None


@frozen
class RawItem:
    """One item: what it is about, its full marks, one rule, what is taken and added, or the items below it."""

    id: str = ""
    name: Text = NO_TEXT
    text: str = ""
    clause: str = ""
    component: Name = NO_NAME
    indicator: Name = NO_NAME
    points: Decimal | None = None
    weight: Fraction | None = None
    verdict: dict[str, Decimal] = field(factory=dict)
    steps: tuple[RawStep, ...] = ()
    otherwise: Decimal = ZERO
    interpolate: tuple[tuple[Decimal, ...], ...] = ()
    linear: RawLinear | None = None
    attainment: bool = False
    start: Decimal | None = None
    deduct: tuple[RawPerStep, ...] = ()
    add: tuple[RawPerStep, ...] = ()
    at_least: Decimal = ZERO
    at_most: Decimal | None = None
    zero_when: tuple[RawCondition, ...] = ()
    part: tuple[RawItem, ...] = ()
    combine: str = "sum"
    parts_at_least: int = 0
    missing: str = ""
    minimum_share: Fraction | None = None


@frozen
class RawVeto:
    """A condition and what it does: caps the score, the grade, or both."""

    name: Text
    when: str = ""
    component: Name = NO_NAME
    indicator: Name = NO_NAME
    verdict: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    points_at_most: Decimal | None = None
    grade_at_most: str = ""


@frozen
class RawPoints:
    """A whole scheme of points."""

    missing: str
    item: tuple[RawItem, ...]
    method: str = ""
    title: Text = NO_TEXT
    total: Decimal | None = None
    decimals: int | None = None
    minimum_share: Fraction | None = None
    not_applicable: str = "redistribute"
    bonus: tuple[RawItem, ...] = ()
    bonus_at_most: Decimal | None = None
    deduction: tuple[RawItem, ...] = ()
    deduction_at_most: Decimal | None = None
    veto: tuple[RawVeto, ...] = ()
    grade: tuple[RawGrade, ...] = ()


class Role(Enum):
    """What an item does: it counts towards the total, or is added to it or taken from it outside."""

    COUNTED = "item"
    BONUS = "bonus"
    DEDUCTION = "deduction"


@frozen
class Item:
    """An item ready to be scored: a rule on a component or indicator, or parts that are combined."""

    role: Role
    id: str
    name: Text
    text: str
    full: Decimal
    floor: Decimal
    cap: Decimal | None
    component: str
    indicator: str
    rule: Rule | None
    deduct: tuple[PerStep, ...]
    add: tuple[PerStep, ...]
    zero_when: tuple[Condition, ...]
    parts: tuple[Item, ...]
    weights: tuple[Fraction, ...]
    combine: str
    parts_at_least: int
    missing: Missing


@frozen
class Veto:
    """A condition that caps the score or the grade where it holds (一票否决)."""

    name: Text
    condition: Condition
    points_at_most: Decimal | None
    grade_at_most: str


@frozen
class Points:
    """A scheme of points, read and checked."""

    raw: RawPoints
    items: tuple[Item, ...]
    bonus: tuple[Item, ...]
    deductions: tuple[Item, ...]
    vetoes: tuple[Veto, ...]
    grades: Grades
    missing: Missing
    missing_beside: Missing
