"""The findings as a table for a workbook: one row a component, its numbers as numbers."""

from __future__ import annotations

from decimal import Decimal

from ecoindicators.assessment import Assessment
from ecoindicators.judging import Finding
from ecoindicators.measures import measure_text
from ecoindicators.reports import _summary as summary
from ecoindicators.reports._office import Share, Table
from ecoindicators.reports._words import LABELS
from ecoindicators.texts import Text


def findings_table(assessment: Assessment) -> Table:
    """Return the rows of a report under words of the language; what is a number is one, what was typed stays text."""
    keys = tuple(summary.shown_keys(assessment, summary.ROW_KEYS))
    rows = []
    for finding, row in zip(assessment.findings, summary.rows(assessment), strict=True):
        cells = row | _numbers(finding)
        rows.append([cells[key] for key in keys])
    return Table(Text("各分项结论", "Components"), keys, tuple(LABELS[key] for key in keys), rows)


def _numbers(finding: Finding) -> dict[str, object]:
    """Return the cells of a row that are numbers, and the measurement unit in words."""
    found: dict[str, object] = {"gap": finding.gap}
    if finding.attainment is not None:
        found["attainment"] = Share(finding.attainment)
    observed, component = finding.observed, finding.component
    if finding.value is not None and observed is not None and not observed.statement and observed.date is None:
        # As it was typed, "43.70", unless it was converted from another unit.
        same = observed.value == finding.value
        found["observed"] = observed.value if same else finding.value.normalize() + Decimal(0)
    if component is not None:
        found["unit_measure"] = measure_text(component.unit_measure)
    return {key: value for key, value in found.items() if value is not None}
