"""Reports: one neutral model, one writer a format. Built-in formats come in by the same hook as a plugin's."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.errors import PluginError, UnknownNameError, nearest_names
from ecoindicators.formats import FORMAT_VERSION
from ecoindicators.hookspecs import hookimpl
from ecoindicators.judging import Finding
from ecoindicators.reports import _summary as summary
from ecoindicators.reports._data import finding_data, seal, to_dict
from ecoindicators.reports._draft import draft_report
from ecoindicators.reports._files import write_whole
from ecoindicators.reports._markdown import markdown
from ecoindicators.reports._page import page
from ecoindicators.reports._read import read_report
from ecoindicators.reports._tables import csv_table, json_text, one_line, write_table
from ecoindicators.reports._terminal import terminal
from ecoindicators.reports._words import attribute_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text


class ReportFormat(Protocol):
    """What a report format is: a name, a file suffix, and a function from an assessment to text."""

    @property
    def name(self) -> str:
        """The name it is asked for by."""
        ...

    @property
    def suffix(self) -> str:
        """The ending of its files."""
        ...

    def render(self, assessment: Assessment) -> str:
        """Return the report."""
        ...


@frozen
class TextFormat:
    """A report format made of a function."""

    name: str
    suffix: str
    writer: Callable[[Assessment], str]

    def render(self, assessment: Assessment) -> str:
        """Return the report."""
        return self.writer(assessment)


def _csv(assessment: Assessment) -> str:
    return csv_table(summary.ROW_KEYS, [[row[k] for k in summary.ROW_KEYS] for row in summary.rows(assessment)])


def _json(assessment: Assessment) -> str:
    return json_text(to_dict(assessment))


@hookimpl
def ecoindicators_report_formats() -> list[ReportFormat]:
    """Return the formats that come with the library."""
    return [
        TextFormat("table", ".txt", terminal),
        TextFormat("json", ".json", _json),
        TextFormat("csv", ".csv", _csv),
        TextFormat("markdown", ".md", markdown),
        TextFormat("html", ".html", page),
    ]


def formats() -> dict[str, Any]:
    """Return every report format by name, those of plugins included."""
    from ecoindicators import plugins

    return {f.name: f for f in plugins.contributions("ecoindicators_report_formats")}


def render(assessment: Assessment, format: str, path: str | Path | None = None) -> str:
    """
    Return the report in ``format``, and write it to ``path``, whole or not at all, if one is given.

    Raises:
        UnknownNameError: No such format; ``nearest`` names the likely ones.
        OSError: The file cannot be written.
    """
    known = formats()
    if format not in known:
        message = Text(f"没有报告格式“{format}”", f'no report format "{format}"')
        raise UnknownNameError(message, format, nearest_names(format, known) or tuple(known))
    content: str = known[format].render(assessment)
    if not isinstance(content, str | bytes):
        got = type(content).__name__
        message = Text(
            f"报告格式“{format}”的 render 返回 {got}，应为文本或字节",
            f"render of the report format {format} returned {got}; expected text or bytes",
        )
        raise PluginError(message, format)
    if path is not None:
        write_whole(path, content)
    return content


def assessment_workbook(assessment: Assessment) -> bytes:
    """Return the assessment as a workbook: findings, who owes what, the matrix, the rectification list and the audit record."""
    from ecoindicators.rectification import rectification
    from ecoindicators.reports._audit import audit_table
    from ecoindicators.reports._excel import excel
    from ecoindicators.reports._office import Table, matrix_table, overview, rectification_table
    from ecoindicators.scorecards import matrix, scorecards

    rows = [[row[k] for k in summary.ROW_KEYS] for row in summary.rows(assessment)]
    heads = tuple(Text(key) for key in summary.ROW_KEYS)
    findings = Table(Text("各分项结论", "Components"), tuple(summary.ROW_KEYS), heads, rows)
    lines = matrix(assessment.ruleset, assessment.as_of)
    return excel([findings, overview(scorecards(assessment)), matrix_table(assessment.ruleset, lines), rectification_table(rectification(assessment)), audit_table(assessment)], assessment.assessed_at)  # fmt: skip


def assessment_html(assessment: Assessment) -> str:
    """Return an assessment as a sentence and a small HTML table, for notebooks."""
    rows = "".join(
        f"<tr><td>{html.escape(str(r.indicator.number))}</td><td>{html.escape(str(r.indicator.name))}</td>"
        f"<td>{html.escape(str(r.verdict.text))}</td></tr>"
        for r in assessment.indicators
    )
    return f"<table><caption>{html.escape(summary.answer(assessment))}</caption>{rows}</table>"


def ruleset_html(ruleset: Ruleset) -> str:
    """Return a ruleset as a small HTML table, for notebooks."""
    rows = "".join(
        f"<tr><td>{html.escape(str(i.number))}</td><td>{html.escape(str(c.name))}</td>"
        f"<td>{html.escape(c.target.text)}</td><td>{html.escape(c.unit_measure)}</td></tr>"
        for i in ruleset.indicators
        for c in i.components
    )
    return f"<table><caption>{html.escape(str(ruleset.title))}</caption>{rows}</table>"


def finding_html(finding: Finding) -> str:
    """Return a finding as a line of HTML, for notebooks."""
    return f"<p>{html.escape(str(finding.explain()))}</p>"


__all__ = [
    "FORMAT_VERSION",
    "ReportFormat",
    "assessment_html",
    "assessment_workbook",
    "attribute_text",
    "draft_report",
    "finding_data",
    "finding_html",
    "formats",
    "json_text",
    "one_line",
    "read_report",
    "render",
    "ruleset_html",
    "seal",
    "to_dict",
    "write_table",
    "write_whole",
]
