"""What a changed value would change: an assessment beside the one that other observations would give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from ecoindicators.assessment import Assessment, IndicatorResult, _assess
from ecoindicators.binding import bind
from ecoindicators.dossier import Dossier, Observation, parse_number
from ecoindicators.errors import DossierError, Location, Problem, UnknownNameError, shown
from ecoindicators.judging import Finding, number
from ecoindicators.limits import LimitError
from ecoindicators.measures import conversion
from ecoindicators.reasons import Remark
from ecoindicators.texts import Text, plain_number

if TYPE_CHECKING:
    from ecoindicators.assessment import AcceptanceResult

SOURCE: Final = "假设值（what-if）"
_NUMBER_WITH_UNIT: Final = re.compile(r"\s*(?P<number>[-+−－＋]?[\d.,．，]+)\s*(?P<unit>[^\d\s].*?)\s*")
NO_CHANGE: Final = Text("没有任何变化", "nothing would change")


@frozen
class FindingChange:
    """A component whose finding would differ: in verdict, value, gap or reason; ``indicator`` is the id of its own."""

    before: Finding
    after: Finding
    indicator: str

    @property
    def text(self) -> Text:
        """The change in one sentence."""
        component, before, after = self.after.component, self.before, self.after
        assert component is not None
        if before.verdict is not after.verdict:
            old, new = before.verdict.text, after.verdict.text
            zh, en = f"{old.zh}→{new.zh}", f"{old.en} → {new.en}"
        else:
            zh, en = f"仍为{after.verdict.text.zh}", f"still {after.verdict.text.en}"
        if before.gap != after.gap:
            gaps = [_number(finding.gap) for finding in (before, after)]
            zh, en = f"{zh}，差距{gaps[0]}→{gaps[1]}", f"{en}, gap {gaps[0]} → {gaps[1]}"
        reason = after.reason.text
        return Text(f"{component.name.zh}：{zh}（{reason.zh}）", f"{component.name.en}: {en} ({reason.en})")

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        from ecoindicators.reports import finding_data

        assert self.after.component is not None
        return {
            "component": self.after.component.id,
            "before": finding_data(self.before, self.indicator),
            "after": finding_data(self.after, self.indicator),
            "text": self.text.to_dict(),
        }


@frozen
class IndicatorChange:
    """An indicator whose verdict would differ."""

    before: IndicatorResult
    after: IndicatorResult

    @property
    def text(self) -> Text:
        """The change in one sentence."""
        indicator, old, new = self.after.indicator, self.before.verdict.text, self.after.verdict.text
        return Text(
            f"指标{indicator.number} {indicator.name.zh}：{old.zh}→{new.zh}",
            f"indicator {indicator.number} {indicator.name.en}: {old.en} → {new.en}",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "indicator": self.after.indicator.id,
            "before": self.before.verdict.value,
            "after": self.after.verdict.value,
            "text": self.text.to_dict(),
        }


@frozen(eq=False)
class WhatIf:
    """
    What other observations would change; ``before`` and ``after`` are whole assessments.

    ``findings`` and ``indicators`` hold those that would differ, in the order of the document.
    """

    before: Assessment
    after: Assessment
    findings: tuple[FindingChange, ...]
    indicators: tuple[IndicatorChange, ...]

    @property
    def parent(self) -> tuple[IndicatorChange, ...]:
        """The parent's indicators whose verdict would differ, in the order of its document; empty without a parent."""
        before, after = self.before.parent, self.after.parent
        return () if before is None or after is None else _turned(before, after)

    @property
    def warnings(self) -> tuple[tuple[Finding, Remark], ...]:
        """The warnings that would come, each with the finding it is about: a statement that fits no target, say."""
        pairs = zip(self.before.findings, self.after.findings, strict=True)
        return tuple((new, remark) for old, new in pairs for remark in new.warnings if remark not in old.warnings)

    @property
    def acceptance(self) -> tuple[AcceptanceResult | None, AcceptanceResult | None]:
        """Whether the consecutive years are met, before and after; None where the ruleset has no such rule."""
        return self.before.acceptance, self.after.acceptance

    @property
    def text(self) -> Text:
        """What would change, in a few lines: the whole, acceptance, indicators, components."""
        lines = []
        old, new = self.before.verdict.text, self.after.verdict.text
        if old != new:
            lines.append(Text(f"总体：{old.zh}→{new.zh}", f"the whole: {old.en} → {new.en}"))
        else:
            lines.append(Text(f"总体：仍为{new.zh}", f"the whole: still {new.en}"))
        accepted, accepting = self.acceptance
        if accepted is not None and accepting is not None and accepted.verdict is not accepting.verdict:
            old, new = accepted.verdict.text, accepting.verdict.text
            lines.append(
                Text(f"连续年度验收：{old.zh}→{new.zh}", f"acceptance over consecutive years: {old.en} → {new.en}")
            )
        lines += [change.text for change in self.indicators]
        parent = self.after.ruleset.parent
        if parent is not None:
            name = parent.title
            lines += [Text(f"{name.zh}，{c.text.zh}", f"{name.en}, {c.text.en}") for c in self.parent]
        lines += [change.text for change in self.findings] or [NO_CHANGE]
        lines += [_warned(finding, remark) for finding, remark in self.warnings]
        return Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))

    def __str__(self) -> str:
        return str(self.text)

    def to_dict(self) -> dict[str, Any]:
        """Return what would change as plain data."""
        words = [None if a is None else a.verdict.value for a in self.acceptance]
        return {
            "verdict": {"before": self.before.verdict.value, "after": self.after.verdict.value},
            "acceptance": {"before": words[0], "after": words[1]},
            "indicators": [change.to_dict() for change in self.indicators],
            "parent": [change.to_dict() for change in self.parent],
            "findings": [change.to_dict() for change in self.findings],
            "warnings": [
                {"component": finding.component.id, "code": remark.code, "text": remark.text.to_dict()}
                for finding, remark in self.warnings
                if finding.component is not None
            ],
        }


def _warned(finding: Finding, remark: Remark) -> Text:
    assert finding.component is not None
    name = finding.component.name
    return Text(f"请留意{name.zh}：{remark.text.zh}", f"note on {name.en}: {remark.text.en}")


def _turned(before: Assessment, after: Assessment) -> tuple[IndicatorChange, ...]:
    """Return the indicators whose verdict differs between two assessments by one ruleset."""
    pairs = zip(before.indicators, after.indicators, strict=True)
    return tuple(IndicatorChange(old, new) for old, new in pairs if old.verdict is not new.verdict)


def what_if(assessment: Assessment, changes: Mapping[str | int, Any]) -> WhatIf:
    """
    Return what ``changes`` would change; see :meth:`ecoindicators.assessment.Assessment.what_if`.

    Raises:
        DossierError: With every problem: unknown components, values that cannot be read, units that do not convert.
    """
    if not isinstance(changes, Mapping):
        raise TypeError(f"what_if takes a mapping such as {{11: 44}}; got {type(changes).__name__}")
    problems: list[Problem] = []
    rows: dict[tuple[str, int], Observation | None] = {}
    for key, change in changes.items():
        where = Location(key=f"what_if[{key}]")
        try:
            id = assessment.ruleset.component(key).id
        except UnknownNameError as error:
            problems.append(evolve(error.problem(where), code="unknown-component"))
            continue
        try:
            row = _row(change, assessment, id)
        except DossierError as error:
            # A row of its own has no place in any table: the key says which it was.
            problems += [evolve(p, location=Location(key=where.key, column=p.location.column)) for p in error.problems]
            continue
        place = (id, assessment.year if row is None else row.year)
        if place in rows:
            message = Text(f"{id} {place[1]}年给出了两次", f"{id} is given twice for {place[1]}")
            problems.append(Problem("duplicate", message, where))
        rows[place] = None if row is None else evolve(row, location=where)
    if problems:
        raise DossierError(problems)
    after = _after(assessment, rows)
    pairs = [
        FindingChange(old, new, result.indicator.id)
        for result, changed in zip(assessment.indicators, after.indicators, strict=True)
        for old, new in zip(result.findings, changed.findings, strict=True)
    ]
    differing = tuple(pair for pair in pairs if _differs(pair.before, pair.after))
    return WhatIf(assessment, after, differing, _turned(assessment, after))


def _row(change: Any, assessment: Assessment, id: str) -> Observation | None:
    """Return the observation that ``change`` asks for, None where it takes the observation away."""
    if change is None:
        return None
    known = assessment.observation_of(id)
    blank = Observation(id, assessment.year)
    base = evolve(known or blank, source=SOURCE, evidence="", reported_by="", location=blank.location)
    if isinstance(change, Mapping):
        record = {"component": id, "year": assessment.year, **change}
        return Dossier.from_records([record]).observations[0]
    if isinstance(change, date):
        return evolve(base, date=change)
    try:
        parsed = _typed(change, assessment.ruleset.component(id).unit_measure)
    except OverflowError as error:
        message = Text(f"“{shown(change)}”的有效数字超过15位", f'"{shown(change)}" has over 15 significant digits')
        raise DossierError([Problem("too-many-digits", message, found=shown(change))]) from error
    except LimitError as error:
        raise DossierError(error.problems) from error
    except (ValueError, ArithmeticError) as error:
        if isinstance(change, str):
            return evolve(base, statement=change.strip())
        message = Text(
            f"“{shown(change)}”不是数值、结论、日期、各列的映射或 None",
            f'"{shown(change)}" is no number, statement, date, mapping of columns or None',
        )
        raise DossierError([Problem("not-a-number", message, found=shown(change))]) from error
    return None if parsed is None else evolve(base, value=parsed[0], unit_measure=parsed[1])


def _typed(change: Any, unit_measure: str) -> tuple[Decimal, str] | None:
    """
    Return the number that was given, and the unit written with it where that converts; None for a text that is nothing.

    Raises:
        ValueError, ArithmeticError: It is no number.
        OverflowError, LimitError: It has over 15 significant digits, or is too large.
    """
    if not isinstance(change, str):
        return number(change), ""
    written = _NUMBER_WITH_UNIT.fullmatch(change)
    if written is not None and unit_measure and conversion(written["unit"], unit_measure) is not None:
        parsed = parse_number(written["number"])
        return None if parsed is None else (parsed[0], written["unit"])
    return parse_number(change)


def _after(assessment: Assessment, rows: Mapping[tuple[str, int], Observation | None]) -> Assessment:
    ruleset, old = assessment.ruleset, assessment.dossier
    kept = [o for o in old.observations if (ruleset.component(o.component).id, o.year) not in rows]
    added = [row for row in rows.values() if row is not None]
    dossier = Dossier((*kept, *added), old.assignments, old.references, old.exemptions, old.name)
    # Bound and judged here, because the year may hold no other observation than those taken away.
    return _assess(
        ruleset, dossier, bind(ruleset, dossier), assessment.year, assessment.place, assessment.as_of,
        assessment.assessed_at, strict=assessment.strict,
    )  # fmt: skip


def _differs(old: Finding, new: Finding) -> bool:
    return (old.verdict, old.value, old.gap, old.attainment, old.reason) != (
        new.verdict, new.value, new.gap, new.attainment, new.reason,
    )  # fmt: skip


def _number(gap: Decimal | None) -> str:
    return "—" if gap is None else plain_number(gap)
