"""Reporting status: who was to report what, what came in, what is late, and which exemptions hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.indicators import Component, Indicator
from ecoindicators.texts import Text

STATES = {
    "reported": Text("已报送", "reported"),
    "provisional": Text("已报送（暂定）", "reported, provisional"),
    "missing": Text("未报送", "not reported"),
    "late": Text("逾期未报", "late"),
    "exempt": Text("豁免", "exempt"),
    "exemption-expired": Text("豁免已到期，未报送", "exemption expired, not reported"),
}


@frozen
class Report:
    """One component's reporting in the year: who was to report it, and what became of that."""

    indicator: Indicator
    component: Component
    state: str
    reported_by: str = ""
    exemption: str = ""

    @property
    def text(self) -> Text:
        """The state in words."""
        return STATES[self.state]


def reporting(assessment: Assessment, due: date | None = None) -> tuple[Report, ...]:
    """
    Return the reporting status of every component on the day of the assessment; ``due`` is the last day for reports.
    """
    found = []
    for result in assessment.indicators:
        for component in result.indicator.components:
            observation = assessment.observation_of(component.id)
            given = observation is not None and (
                observation.value is not None or observation.statement or observation.date
            )
            exemptions = assessment.exemptions_of(component.id)
            holds = [e for e in exemptions if e.in_force(assessment.as_of)]
            shown = holds or list(exemptions)
            words = (
                ""
                if not shown
                else f"{shown[0].reason}（{shown[0].approved_by}，{shown[0].since or ''}至{shown[0].until or ''}）"
            )
            if given and observation is not None:
                state = "provisional" if observation.status == "provisional" else "reported"
            elif holds:
                state = "exempt"
            elif exemptions:
                state = "exemption-expired"
            else:
                state = "late" if due is not None and due < assessment.as_of else "missing"
            by = observation.reported_by if observation is not None else ""
            found.append(Report(result.indicator, component, state, by, words))
    return tuple(found)


def reporting_counts(reports: tuple[Report, ...]) -> Mapping[str, int]:
    """Return how many components are in each state, with zeros."""
    counts = Counter(report.state for report in reports)
    return {state: counts[state] for state in STATES}
