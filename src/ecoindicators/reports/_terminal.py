"""The terminal table."""

from __future__ import annotations

from ecoindicators.assessment import Assessment
from ecoindicators.reports import _summary as summary
from ecoindicators.reports._tables import block, one_line, text_table
from ecoindicators.reports._words import heading, label
from ecoindicators.verdicts import Verdict

#: How many indicators a line of the terminal names as lacking in a year; a small dossier lacks nearly all of them.
LACKING_AT_MOST = 5


def terminal(assessment: Assessment) -> str:
    """Return the assessment as plain text for a terminal."""
    keys = summary.shown_keys(assessment, summary.SHORT_KEYS)
    blocks = [summary.answer(assessment) + "\n" + summary.component_counts(assessment)]
    if assessment.parent is not None:
        blocks[0] += "\n" + summary.parent_answer(assessment)
    rows = [[row[k] for k in keys] for row in summary.rows(assessment, units=True)]
    blocks.append(text_table([label(k) for k in keys], rows))
    for verdict, key in ((Verdict.NOT_MET, "not_met"), (Verdict.UNDETERMINED, "undetermined")):
        lines = summary.open_lines(assessment, verdict)
        if lines:
            blocks.append(block(heading(key), lines))
    above = summary.open_above_lines(assessment)
    if above:
        blocks.append(block(heading("open_above"), above))
    warnings = summary.warning_lines(assessment)
    if warnings:
        blocks.append(block(heading("warnings"), warnings))
    acceptance = summary.acceptance_lines(assessment, LACKING_AT_MOST)
    if acceptance:
        blocks.append(block(acceptance[0], acceptance[1:]))
    source = summary.source_line(assessment)
    if source:
        blocks.append(one_line(source))
    return "\n\n".join(blocks) + "\n"
