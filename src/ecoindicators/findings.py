"""One component and what was seen of it → its finding: exemptions first, then the target, then what a person should see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ecoindicators.binding import Seen
from ecoindicators.dossier import Observation
from ecoindicators.errors import Problem
from ecoindicators.indicators import Component, Indicator
from ecoindicators.judging import Finding
from ecoindicators.reasons import Reason, Remark
from ecoindicators.targets import Judgement, Situation
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict


def finding_of(
    indicator: Indicator, component: Component, seen: Seen, year: int, place: frozenset[str], as_of: date
) -> Finding:
    """Return the finding on ``component`` of ``indicator`` for a year, in a place with these labels, as of a day."""
    row = seen.rows.get(year)
    observed, value = (None, None) if row is None else (row.observation, row.value)
    elsewhere = _elsewhere(indicator, component, place) if component.applies_to else None
    if elsewhere is not None and elsewhere.code == "exempt":
        return _not_applicable(component, elsewhere, observed, value, year)
    expired: tuple[Remark, ...] = ()
    for exemption in seen.exemptions:
        if exemption.year is not None and exemption.year != year:
            continue
        if exemption.in_force(as_of):
            why = Reason("exempt", (("why", exemption.reason), ("approved_by", exemption.approved_by)))
            return _not_applicable(component, why, observed, value, year)
        if exemption.until is not None and exemption.until < as_of:
            expired = (*expired, Remark("exemption-expired", (("until", exemption.until),)))
    target = component.target
    if elsewhere is not None:
        judged = Judgement(Verdict.UNDETERMINED, elsewhere)
    else:
        judged = target.judge(Situation(year, as_of, seen.evidence, seen.assignments, seen.references, place))
    warnings = judged.warnings + seen.remarks.get(year, ()) + expired
    return Finding(
        judged.verdict, judged.reason, target, component, observed, value, judged.gap, judged.ratio, warnings, year,
        seen.assignments.get(year),
    )  # fmt: skip


def unfit_problems(seen: Seen, year: int) -> list[Problem]:
    """Return a problem for each statement of a year that fits nothing in the target."""
    unfit = seen.unfit.get(year)
    if not unfit:
        return []
    observation = seen.rows[year].observation
    where = observation.location.cell("statement")
    return [Problem("statement-fits-nothing", r.text, where, observation.statement) for r in unfit]


def _elsewhere(indicator: Indicator, component: Component, place: frozenset[str]) -> Reason | None:
    """
    Return why a component that says what it applies to is not judged in ``place``; None where it is.

    Components that divide the places among them are like a target by variant: none fits or two fit, and it cannot
    be told which of them is meant. A label of another sort (湖区 beside 山区) says nothing about the kind.
    """
    own = place.intersection(component.applies_to)
    borne = [place.intersection(kind) for kind in indicator.variants]
    labels = tuple(dict.fromkeys(label for kind in indicator.variants for label in kind))
    if borne and not any(borne):
        return Reason("no-label", (("labels", "、".join(labels)),))
    if place and not own:
        why = Text("不适用于本类地区", "it does not apply to this kind of place")
        return Reason("exempt", (("why", why), ("approved_by", Text("指标体系", "the ruleset itself"))))
    if any(other and other.isdisjoint(own) for other in borne):
        return Reason("two-labels", (("labels", "、".join(label for label in labels if label in place)),))
    return None


def _not_applicable(
    component: Component, reason: Reason, observed: Observation | None, value: Decimal | None, year: int
) -> Finding:
    return Finding(Verdict.NOT_APPLICABLE, reason, component.target, component, observed, value, year=year)


__all__ = ["finding_of", "unfit_problems"]
