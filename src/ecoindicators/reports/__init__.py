"""Reports: one neutral model, one writer a format. Built-in formats come in by the same hook as a plugin's."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.errors import PluginError, UnknownNameError, nearest_names
from ecoindicators.formats import FORMAT_VERSION
from ecoindicators.hookspecs import hookimpl
from ecoindicators.judging import Finding
from ecoindicators.measures import measure_text
from ecoindicators.reports import _summary as summary
from ecoindicators.reports._data import finding_data, seal, to_dict
from ecoindicators.reports._draft import draft_report
from ecoindicators.reports._markdown import markdown
from ecoindicators.reports._page import page
from ecoindicators.reports._read import read_report
from ecoindicators.reports._ruleset import decomposition_table
from ecoindicators.reports._score import score_line, score_markdown, score_table, score_text
from ecoindicators.reports._tables import csv_table, json_text, one_line, write_table
from ecoindicators.reports._terminal import terminal
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text
from ecoindicators.writing import write_whole

if TYPE_CHECKING:
    from ecoindicators.scoring import Score


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

    return {name: found[0] for name, found in plugins.named("ecoindicators_report_formats").items()}


SCORED: Final = ("table", "json", "markdown", "html")


def render(assessment: Assessment, format: str, path: str | Path | None = None, *, score: Score | None = None) -> str:
    """
    Return the report in ``format``, and write it to ``path``, whole or not at all, if one is given.

    ``score`` is shown too (in JSON as ``score``), in the formats of ``SCORED``.

    Raises:
        UnknownNameError: No such format; ``nearest`` names the likely ones.
        PluginError: A plugin calls its format like another.
        ValueError: The format shows no score.
        OSError: The file cannot be written.
    """
    from ecoindicators import plugins

    known = plugins.named("ecoindicators_report_formats")
    if format not in known:
        message = Text(f"没有报告格式“{format}”", f'no report format "{format}"')
        raise UnknownNameError(message, format, nearest_names(format, known) or tuple(known))
    if score is not None and format not in SCORED:
        raise ValueError(f"the format {format} shows no score")
    asked = plugins.the_only(known[format], Text("报告格式", "report format"))
    content: str = asked.render(assessment) if score is None else _scored(assessment, format, score)
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


def _scored(assessment: Assessment, format: str, score: Score) -> str:
    """Return the report in one of the formats of ``SCORED``, with the score."""
    if format == "json":
        return json_text(to_dict(assessment, score))
    if format == "html":
        return page(assessment, score)
    if format == "markdown":
        return f"{markdown(assessment)}\n{score_markdown(score)}"
    return f"{terminal(assessment)}\n{score_text(score)}"


def assessment_workbook(assessment: Assessment, score: Score | None = None) -> bytes:
    """Return the assessment as a workbook: findings, score, who owes what, the matrix, the rectification list, the audit record."""
    from ecoindicators.rectification import rectification
    from ecoindicators.reports._audit import audit_table
    from ecoindicators.reports._excel import excel
    from ecoindicators.reports._findings import findings_table
    from ecoindicators.reports._office import matrix_table, overview, rectification_table
    from ecoindicators.scorecards import matrix, scorecards

    lines = matrix(assessment.ruleset, assessment.as_of)
    scored = [] if score is None else [score_table(score)]
    return excel([findings_table(assessment), *scored, overview(scorecards(assessment)), matrix_table(assessment.ruleset, lines), rectification_table(rectification(assessment)), audit_table(assessment)], assessment.assessed_at)  # fmt: skip


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
        f"<td>{html.escape(c.target.text)}</td><td>{html.escape(str(measure_text(c.unit_measure)))}</td></tr>"
        for i in ruleset.indicators
        for c in i.components
    )
    return f"<table><caption>{html.escape(str(ruleset.title))}</caption>{rows}</table>"


def finding_html(finding: Finding) -> str:
    """Return a finding as a line of HTML, for notebooks."""
    return f"<p>{html.escape(str(finding.explain()))}</p>"


__all__ = [
    "FORMAT_VERSION",
    "SCORED",
    "ReportFormat",
    "assessment_html",
    "assessment_workbook",
    "decomposition_table",
    "draft_report",
    "finding_data",
    "finding_html",
    "formats",
    "json_text",
    "one_line",
    "read_report",
    "render",
    "ruleset_html",
    "score_line",
    "score_markdown",
    "score_text",
    "seal",
    "to_dict",
    "write_table",
    "write_whole",
]
