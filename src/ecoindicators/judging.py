"""Judge one target: what was observed in, a finding out. No ruleset is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from ecoindicators.dossier import Observation, checked_decimal, parse_number
from ecoindicators.errors import DossierError, Location, Problem, TargetSyntaxError, shown
from ecoindicators.indicators import Component
from ecoindicators.limits import LimitError
from ecoindicators.notation import labels_in, parse_target
from ecoindicators.reasons import Reason, Remark
from ecoindicators.statements import fitting, read_statements
from ecoindicators.targets import (
    NO_FACTS,
    Assigned,
    Direction,
    Evidence,
    Facts,
    Ratio,
    Situation,
    State,
    Target,
    attained,
)
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

Number = Decimal | int | float | str


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class Finding:
    """
    The verdict on one component: what was observed, the target, gap, attainment, reason and warnings.

    ``gap`` is the shortfall in the component's unit (0 when met) and ``attainment`` is value / threshold
    (inverted where lower is better, not capped); both are None unless exactly one numeric condition
    could be judged. ``observed`` is the observation as reported, ``value`` its number in the
    component's unit.
    """

    verdict: Verdict
    reason: Reason
    target: Target
    component: Component | None = None
    observed: Observation | None = None
    value: Decimal | None = None
    gap: Decimal | None = None
    ratio: Ratio = field(default=None, repr=False)
    warnings: tuple[Remark, ...] = ()
    year: int | None = None
    assignment: Target | None = field(default=None, repr=False)

    @property
    def attainment(self) -> Decimal | None:
        """Value / threshold, inverted where lower is better, not capped, rounded to nine decimals."""
        return attained(self.ratio)

    @property
    def source(self) -> str:
        """Where the observation came from, as its row says."""
        return self.observed.source if self.observed is not None else ""

    def explain(self) -> Text:
        """Return verdict and reason as one sentence."""
        verdict, reason = self.verdict.text, self.reason.text
        if self.verdict is Verdict.MET:
            return verdict
        return Text(f"{verdict.zh}：{reason.zh}", f"{verdict.en}: {reason.en}")

    def _repr_html_(self) -> str:
        from ecoindicators.reports import finding_html

        return finding_html(self)


def number(value: Number) -> Decimal:
    """
    Return what a person typed as an exact decimal.

    Raises:
        ValueError: It is no finite number, or has over 15 significant digits.

    >>> number(0.1), number("９４.２%")
    (Decimal('0.1'), Decimal('94.2'))
    """
    if isinstance(value, bool):
        raise ValueError(value)
    if isinstance(value, str):
        parsed = parse_number(value)
        if parsed is None:
            raise ValueError(value)
        return parsed[0]
    return checked_decimal(value if isinstance(value, Decimal) else Decimal(str(value)))


def judge(
    target: Target | str,
    value: Number | None = None,
    *,
    date: date | None = None,
    year: int | None = None,
    earlier: Mapping[int, Number | Observation] | None = None,
    statements: Iterable[str] | str = (),
    assignment: Target | str | None = None,
    references: Mapping[str, Number] | None = None,
    place: Iterable[str] = (),
    direction: Direction | None = None,
    as_of: date | None = None,
    states: Iterable[State | str] = (),
) -> Finding:
    """
    Return the finding on one target, with no ruleset.

    Args:
        target: A target, or text for :func:`parse_target`. A phrase with states is read with ``states``; the
            labels of a phrase by variant are the place's and those its parts begin with.
        value: The year's value, in the target's unit.
        date: A date observed, for targets on what is in force.
        year: The year judged; without it, the year after the latest of ``earlier``.
        earlier: Earlier years' values, or observations with statements of their own.
        statements: What was stated for the year; a single cell or several.
        assignment: What a superior authority set: "≤45" or a target.
        references: Reference values by their name in the phrase, such as 全省平均水平.
        place: The labels of the place, for targets by variant.
        direction: Which way is better, "higher" or "lower".
        as_of: The day of the assessment; 31 December of the year unless given.
        states: Phrases of the text that are states.

    Raises:
        TargetSyntaxError: The text cannot be read.
        DossierError: A value is no number, or statements affirm and deny the same.

    >>> judge("≥55且不降低", 55, year=2023, earlier={2022: 54}, direction="higher").verdict.name
    'MET'
    >>> judge("≥94.2", 94.19).gap
    Decimal('0.01')
    >>> judge("≥20").reason.code
    'no-observation'
    """
    place = (place,) if isinstance(place, str) else tuple(place)
    cells = (statements,) if isinstance(statements, str) else tuple(statements)
    if isinstance(target, str):
        target = parse_target(target, direction, tuple(states), (*place, *labels_in(target)))
    if isinstance(assignment, str):
        assignment = read_assignment(assignment, target, direction)
    earlier = dict(earlier or {})
    if year is None and earlier:
        year = max(earlier) + 1
    if year is None and as_of is not None:
        year = as_of.year
    if as_of is None and year is not None:
        as_of = _year_end(year)
    evidence: dict[int | None, Evidence] = {}
    for past, seen in earlier.items():
        if isinstance(seen, Observation):
            facts, _ = facts_of((seen.statement,) if seen.statement else (), target, direction)
            evidence[past] = Evidence(seen.value, seen.date, facts)
        else:
            evidence[past] = Evidence(_checked(seen, f"earlier[{past}]"))
    remarks: tuple[Remark, ...] = ()
    if value is not None or date is not None or cells:
        facts, remarks = facts_of(cells, target, direction)
        evidence[year] = Evidence(None if value is None else _checked(value, "value"), date, facts)
    numbers = {(year, name): _checked(v, f"references[{name}]") for name, v in (references or {}).items()}
    situation = Situation(
        year, as_of, evidence, {} if assignment is None else {year: assignment}, numbers, frozenset(place)
    )
    judged = target.judge(situation)
    observed = None
    if year in evidence:
        now = evidence[year]
        observed = Observation("", year or 0, now.value, now.date, statement="；".join(cells))
    return Finding(
        judged.verdict, judged.reason, target, None, observed, situation.value_in(year), judged.gap,
        judged.ratio, (*judged.warnings, *remarks), year, assignment,
    )  # fmt: skip


def _year_end(year: int) -> date:
    return date(year, 12, 31)


def _checked(value: Any, what: str) -> Decimal:
    try:
        return number(value)
    except LimitError as error:
        raise DossierError(p.at(Location(key=what)) for p in error.problems) from error
    except (ValueError, ArithmeticError) as error:
        message = Text(f"{what}：“{shown(value)}”不是数值", f'{what}: "{shown(value)}" is no number')
        raise DossierError([Problem("not-a-number", message, found=shown(value))]) from error


def facts_of(cells: tuple[str, ...], target: Target, direction: Direction | None) -> tuple[Facts, tuple[Remark, ...]]:
    """
    Return what the statements say of ``target``, and a warning for each that fits nothing in it.

    Raises:
        DossierError: They affirm and deny the same phrase.
    """
    if not cells:
        return NO_FACTS, ()
    reading = read_statements(cells, target, direction)
    if reading.contradictions:
        phrases = "、".join(reading.contradictions)
        message = Text(f"填报结论同时肯定并否定“{phrases}”", f'the statements both affirm and deny "{phrases}"')
        raise DossierError([Problem("contradiction", message, found=shown("；".join(cells)))])
    if not reading.unfit:
        return reading.facts, ()
    would = "、".join(fitting(target)) or "—"
    remarks = tuple(Remark("statement-fits-nothing", (("statement", s), ("fitting", would))) for s in reading.unfit)
    return reading.facts, remarks


@lru_cache(maxsize=4096)
def read_assignment(text: str, target: Target, direction: Direction | None) -> Target:
    """
    Return the target that an assignment's text sets, read with the direction and states of ``target``.

    Raises:
        TargetSyntaxError: The text cannot be read, or assigns "what is assigned".
    """
    states = tuple(atom for atom in target.atoms() if isinstance(atom, State))
    bound = next((a.bound for a in target.atoms() if isinstance(a, Assigned) and a.bound is not None), None)
    if direction is None and bound is not None:
        direction = bound.direction
    assigned = parse_target(text, direction, states)
    if any(isinstance(atom, Assigned) for atom in assigned.atoms()):
        message = Text(
            "下达任务应写明目标值，不能再写“完成上级下达的任务”",
            "an assignment states a target, not another assignment",
        )
        raise TargetSyntaxError(message, text, (0, len(text)))
    return assigned


__all__ = ["Finding", "facts_of", "judge", "number", "read_assignment"]
