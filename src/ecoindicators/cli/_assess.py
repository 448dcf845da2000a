"""``ecoindicators assess``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecoindicators.cli._common import (
    Day,
    OutFile,
    Pair,
    common,
    emit,
    epilog,
    exit_zero,
    ruleset_argument,
    say,
    verdict_exit,
)
from ecoindicators.cli._inputs import check_question, read_inputs

if TYPE_CHECKING:
    from ecoindicators.assessment import Assessment
    from ecoindicators.scoring import Score

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DOSSIER = click.Path(exists=True, path_type=Path)


@click.command(
    short_help=say("按指标体系评估申报台账。", "Assess a dossier by a ruleset."),
    help=say(
        "按 RULESET（已安装的 id 或 TOML 路径）评估 DOSSIER（CSV 观测表），给出逐项结论、差距、原因，以及上级指标体系的结论。",
        "Assess DOSSIER (a CSV table of observations) by RULESET (an installed id or a path of TOML): verdict, gap and "
        "reason of each component, and the parent ruleset's verdict beside it.",
    ),
    epilog=epilog("ecoindicators assess dengfeng-2023 observations.csv --assignments assignments.csv --year 2023"),
)
@ruleset_argument()
@click.argument("dossier", type=_DOSSIER)
@click.option("--year", type=int, required=True, help=say("评估年度。", "The year judged."))
@click.option("--assignments", type=_FILE, help=say("上级下达任务表。", "Table of assigned targets."))
@click.option("--references", type=_FILE, help=say("参考值表。", "Table of reference values."))
@click.option("--exemptions", type=_FILE, help=say("豁免表。", "Table of exemptions."))
@click.option(
    "--place",
    multiple=True,
    help=say("本地区的类别标签，如 山区；可多次给出。", "A label of the place, such as 山区; may be repeated."),
)
@click.option(
    "--as-of",
    type=Day(),
    help=say("评估日期，默认为评估年度12月31日。", "Day of the assessment; 31 December of the year unless given."),
)
@click.option(
    "--strict",
    is_flag=True,
    help=say("定性结论无法对应时报错，而不是提示。", "Make a statement that fits nothing an error."),
)
@click.option(
    "--score",
    "method",
    metavar="METHOD",
    help=say(
        "另按此方法评分：pass-rate、weighted-mean、points、efficacy、composite 或插件提供的方法。",
        "Also score by this method: pass-rate, weighted-mean, points, efficacy, composite or a plugin's.",
    ),
)
@click.option(
    "--scheme",
    type=_FILE,
    help=say(
        "评分方案（TOML）；其中写明 method 的可省略 --score。",
        "The scoring scheme (TOML); --score may be left out where it names its method.",
    ),
)
@click.option("--json", "json_path", type=OutFile(), help=say("另存 JSON 报告。", "Also write a JSON report."))
@click.option(
    "--markdown", "markdown_path", type=OutFile(), help=say("另存 Markdown 报告。", "Also write a Markdown report.")
)
@click.option("--html", "html_path", type=OutFile(), help=say("另存网页报告。", "Also write a web page."))
@click.option("--word", "word_path", type=OutFile(".docx"), help=say("另存 Word 附件。", "Also write a Word annex."))
@click.option(
    "--excel", "excel_path", type=OutFile(".xlsx"), help=say("另存 Excel 工作簿。", "Also write an Excel workbook.")
)
@click.option("--csv", "csv_path", type=OutFile(), help=say("另存 CSV 报告。", "Also write a CSV report."))
@click.option(
    "--report",
    "more",
    type=Pair(),
    multiple=True,
    help=say(
        "另存任一格式的报告，包括插件提供的格式，如 html=报告.html；可多次给出。",
        "Also write a report in any format, those of plugins included, such as html=report.html; may be repeated.",
    ),
)
@exit_zero
@common()
def assess(
    ruleset: str,
    dossier: Path,
    year: int,
    assignments: Path | None,
    references: Path | None,
    exemptions: Path | None,
    place: tuple[str, ...],
    as_of: date | None,
    strict: bool,
    method: str | None,
    scheme: Path | None,
    json_path: Path | None,
    markdown_path: Path | None,
    html_path: Path | None,
    csv_path: Path | None,
    word_path: Path | None,
    excel_path: Path | None,
    more: tuple[tuple[str, str], ...],
    exit_zero: bool,
    format: str,
    output: Path | None,
) -> None:
    """Assess a dossier by a ruleset."""
    from ecoindicators.assessment import assess as run
    from ecoindicators.reports import SCORED, assessment_workbook, render, write_whole

    if (method or scheme) and format not in SCORED:
        raise click.UsageError(
            say(
                f"--format {format} 不显示得分；可用：{'、'.join(SCORED)}",
                f"--format {format} shows no score; these do: {', '.join(SCORED)}",
            )
        )
    found, read = read_inputs(ruleset, dossier, assignments=assignments, references=references, exemptions=exemptions)
    check_question(found, read, year, place, as_of)
    assessment = run(found, read, year=year, place=place, as_of=as_of, strict=strict)
    score = _score(assessment, method, scheme)
    shown = render(assessment, format, score=score)
    extra = [
        (name, path)
        for name, path in (("json", json_path), ("markdown", markdown_path), ("csv", csv_path), ("html", html_path))
        if path
    ] + [(name, Path(path)) for name, path in more]
    contents = [render(assessment, name, score=score if name in SCORED else None) for name, _ in extra]
    for (_, path), content in zip(extra, contents, strict=True):
        write_whole(path, content)
    if word_path is not None:
        assessment.to_word(word_path)
    if excel_path is not None:
        write_whole(excel_path, assessment_workbook(assessment, score))
    emit(shown, output)
    raise SystemExit(verdict_exit([assessment.verdict.value], exit_zero))


def _score(assessment: Assessment, method: str | None, scheme: Path | None) -> Score | None:
    """Return the score that is asked for, by the method named or else by the scheme's own; None where none is."""
    from ecoindicators.errors import shown
    from ecoindicators.scoring import Scheme, score

    if method is None and scheme is None:
        return None
    given = Scheme.of(scheme)
    method = method or given.get("method")
    if method is not None and not isinstance(method, str):
        raise click.UsageError(
            say(
                f"评分方案中的 method 应为文本，实为 {shown(method)}",
                f"the method of the scheme should be text; got {shown(method)}",
            )
        )
    if method is None:
        raise click.UsageError(
            say("评分方案没有写明 method，请用 --score 指定", "the scheme names no method: say it with --score")
        )
    return score(assessment, method, scheme=given)
