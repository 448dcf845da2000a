"""Markdown."""

from __future__ import annotations

from ecoindicators.assessment import Assessment
from ecoindicators.reports import _summary as summary
from ecoindicators.reports._audit import audit_table
from ecoindicators.reports._tables import markdown_cell, markdown_table
from ecoindicators.reports._words import label
from ecoindicators.verdicts import Verdict


def markdown(assessment: Assessment) -> str:
    """Return the assessment as Markdown."""
    keys = summary.shown_keys(assessment, (*summary.SHORT_KEYS, "lead"))
    blocks = [
        f"# {markdown_cell(summary.titled(assessment))}",
        markdown_cell(summary.answer(assessment)),
    ]
    blocks.append(markdown_cell(summary.component_counts(assessment)))
    if assessment.parent is not None:
        blocks.append(markdown_cell(summary.parent_answer(assessment)))
    acceptance = summary.acceptance_lines(assessment)
    if acceptance:
        blocks += [f"## {label('acceptance')}", "\n".join("- " + markdown_cell(line) for line in acceptance)]
    domains = [
        [str(g.of.name), str(g.verdict), *(g.counts["indicators"][w] for w in ("met", "not-met", "undetermined"))]
        for g in assessment.by_domain.values()
    ]
    if domains:
        heads = [
            label("domain"),
            label("verdict"),
            *(str(v) for v in (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)),
        ]
        blocks += [f"## {label('by_domain')}", markdown_table(heads, domains)]
    rows = [[row[k] for k in keys] for row in summary.rows(assessment, units=True)]
    blocks += [f"## {label('findings')}", markdown_table([label(k) for k in keys], rows)]
    for verdict, key in ((Verdict.NOT_MET, "not_met"), (Verdict.UNDETERMINED, "undetermined")):
        lines = summary.open_lines(assessment, verdict)
        if lines:
            blocks += [f"## {label(key)}", "\n".join("- " + markdown_cell(line) for line in lines)]
    above = summary.open_above_lines(assessment)
    if above:
        blocks += [f"## {label('open_above')}", "\n".join("- " + markdown_cell(line) for line in above)]
    warnings = summary.warning_lines(assessment)
    if warnings:
        blocks += [f"## {label('warnings')}", "\n".join("- " + markdown_cell(line) for line in warnings)]
    source = summary.source_line(assessment)
    if source:
        blocks.append(markdown_cell(source))
    audit = audit_table(assessment)
    blocks += [f"## {audit.title}", markdown_table([str(h) for h in audit.heads], audit.rows)]
    return "\n\n".join(blocks) + "\n"
