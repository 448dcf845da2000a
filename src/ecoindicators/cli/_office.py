"""``ecoindicators scorecard`` and ``ecoindicators plan``: who owes what, and where the plan stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecoindicators.cli._common import (
    Command,
    Day,
    OutFile,
    common,
    emit,
    epilog,
    ruleset_argument,
    say,
)
from ecoindicators.cli._inputs import check_question, read_inputs

if TYPE_CHECKING:
    from ecoindicators.assessment import Assessment
    from ecoindicators.reports._office import Table
    from ecoindicators.rosters import Roster

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _dossier(required: bool = True) -> Callable[[Command], Command]:
    """Add the DOSSIER argument (or option) and its tables, year and day."""

    def add(command: Command) -> Command:
        for name, help in (
            ("--exemptions", say("豁免表。", "Table of exemptions.")),
            ("--references", say("参考值表。", "Table of reference values.")),
            ("--assignments", say("上级下达任务表。", "Table of assigned targets.")),
        ):
            command = click.option(name, type=_FILE, help=help)(command)
        command = click.option("--place", multiple=True, help=say("本地区的类别标签。", "A label of the place."))(
            command
        )
        command = click.option("--as-of", type=Day(), help=say("评估日期。", "Day of the assessment."))(command)
        command = click.option("--year", type=int, required=required, help=say("评估年度。", "The year judged."))(
            command
        )
        if required:
            return click.argument("dossier", type=click.Path(exists=True, path_type=Path))(command)
        return click.option("--dossier", type=click.Path(exists=True, path_type=Path), help=say("观测表、填报工作簿或其文件夹；给出后列出进度滞后的指标。", "Table of observations, workbook or folder of workbooks; lists the indicators not on course."))(command)  # fmt: skip

    return add


_roster = click.option("--roster", type=_FILE, help=say("单位名录（TOML、CSV 或 Excel）。", "Roster of units (TOML, CSV or Excel)."))  # fmt: skip


_excel = click.option(
    "--excel", "excel_path", type=OutFile(".xlsx"), help=say("另存为 Excel 工作簿。", "Also write an Excel workbook.")
)  # fmt: skip


def _write_excel(path: Path | None, tables: Sequence[Table]) -> None:
    if path is not None:
        from ecoindicators.reports._excel import excel
        from ecoindicators.writing import write_whole

        write_whole(path, excel(tables))


def _assess(ruleset: str, given: dict[str, Any]) -> Assessment:
    from ecoindicators.assessment import assess

    tables = {key: given[key] for key in ("assignments", "references", "exemptions")}
    found, dossier = read_inputs(ruleset, given["dossier"], **tables)
    check_question(found, dossier, given["year"], given["place"], given["as_of"])
    return assess(found, dossier, year=given["year"], place=given["place"], as_of=given["as_of"])


def _read_roster(path: Path | None) -> Roster:
    from ecoindicators.rosters import Roster

    return Roster() if path is None else Roster.read(path)


@click.command(
    short_help=say("查看各单位的责任与进展。", "Show what units lead and share, and where that stands."),
    help=say(
        "列出单位 UNIT 牵头和参与的指标、结论、差距、未报送项和工作内容；不写单位则列出全部，加 --matrix 则给出责任矩阵。",
        "Show the indicators that each UNIT leads and shares, with verdicts, gaps, what is not reported and its actions; "
        "without UNIT everybody, with --matrix the responsibility matrix.",
    ),
    epilog=epilog("ecoindicators scorecard dengfeng-2023 observations.csv 市林业局 --year 2023"),
)
@ruleset_argument()
@_roster
@click.option("--matrix", "show_matrix", is_flag=True, help=say("给出责任矩阵。", "Show the responsibility matrix."))
@_dossier()
@click.argument("unit", nargs=-1)
@_excel
@common()
def scorecard(ruleset: str, unit: tuple[str, ...], roster: Path | None, show_matrix: bool, excel_path: Path | None, format: str, output: Path | None, **given: Any) -> None:  # fmt: skip
    """Show what units lead and share, and where that stands."""
    from ecoindicators.reports._office import matrix_table, overview, render_scorecards, render_tables
    from ecoindicators.scorecards import matrix, scorecards
    from ecoindicators.scorecards import scorecard as run

    assessment, known = _assess(ruleset, given), _read_roster(roster)
    if show_matrix:
        table = matrix_table(assessment.ruleset, matrix(assessment.ruleset, assessment.as_of, known))
        _write_excel(excel_path, [table])
        emit(render_tables([table], format), output)
        return
    cards = [run(assessment, name, known) for name in unit] or list(scorecards(assessment, known))
    _write_excel(excel_path, [overview(cards)])
    emit(render_scorecards(cards, format), output)


@click.group(
    short_help=say("工作方案：进展、整改、报送、进度。", "The work plan: status, rectification, reporting, course."),
    help=say("查看工作方案的进展、整改清单、报送情况和指标进度。", "Where the work plan stands, what to rectify, who has reported, and the course."),
)  # fmt: skip
def plan() -> None:
    """Group the commands on the work plan."""


@plan.command(
    short_help=say("某日的方案进展。", "The plan on a day."),
    help=say("列出某日所处阶段、剩余天数、未完成的工作内容和缺报的经常性工作。", "The phase, the days left, the open actions and the recurring duties missing on a day."),
    epilog=epilog("ecoindicators plan status dengfeng-2023 --on 2023-09-01"),
)  # fmt: skip
@ruleset_argument()
@click.option("--on", type=Day(), required=True, help=say("日期。", "The day."))
@click.option("--actions", type=_FILE, help=say("工作内容进展表。", "Table of the actions' states."))
@click.option("--duties", type=_FILE, help=say("经常性工作完成情况表。", "Table of recurring duties done."))
@_dossier(required=False)
@common()
def status(ruleset: str, on: date, actions: Path | None, duties: Path | None, format: str, output: Path | None, **given: Any) -> None:  # fmt: skip
    """Show the plan on a day."""
    from ecoindicators.plans import plan_status, read_duties, read_states
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.reports._office import plan_tables, render_tables

    found = find_ruleset(ruleset)
    states = () if actions is None else read_states(actions, found)
    reports = () if duties is None else read_duties(duties, found)
    assessment = None
    if given["dossier"] is not None:
        given["year"] = given["year"] or on.year
        assessment = _assess(ruleset, given)
    lines, tables = plan_tables(plan_status(found, on, states, reports, assessment))
    emit(render_tables(tables, format, lines), output)


@plan.command(
    short_help=say("指标与工作内容的对应。", "Which action serves which indicator."),
    help=say("列出每项指标对应的工作内容，以及没有对应的指标和工作内容。", "The actions that serve each indicator, and what is served by none or serves none."),
)  # fmt: skip
@ruleset_argument()
@common()
def coverage(ruleset: str, format: str, output: Path | None) -> None:
    """Show which action serves which indicator."""
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.reports._office import coverage_table, render_tables

    emit(render_tables([coverage_table(find_ruleset(ruleset))], format), output)


@plan.command(
    short_help=say("整改清单。", "The rectification list."),
    help=say(
        "由评估列出未达标事项、差距、责任单位和时限；--merge 在已编辑的清单上更新，填写的内容一律保留。",
        "What is not met, with gaps, units and deadlines; --merge brings an edited list up to date and keeps what people wrote.",
    ),
    epilog=epilog("ecoindicators plan rectify dengfeng-2023 observations.csv --year 2023 --format csv -o list.csv"),
)
@ruleset_argument()
@click.option("--merge", type=_FILE, help=say("已编辑的整改清单。", "A list that people edited."))
@click.option("--deadline", type=Day(), help=say("整改时限，默认为方案的截止日。", "The deadline; the plan's last day unless given."))  # fmt: skip
@_dossier()
@_excel
@click.option("--overwrite", is_flag=True, help=say("覆盖已有的清单。", "Overwrite a list that is there."))
@common()
def rectify(ruleset: str, merge: Path | None, deadline: date | None, excel_path: Path | None, overwrite: bool, format: str, output: Path | None, **given: Any) -> None:  # fmt: skip
    """Show the rectification list."""
    from attrs import evolve

    from ecoindicators.rectification import merge as merged
    from ecoindicators.rectification import read_list, rectification
    from ecoindicators.reports._office import rectification_table, render_tables
    from ecoindicators.texts import listed

    filled = [path for path in (output, excel_path) if path is not None and path.exists()]
    if filled and not overwrite:
        there = listed(filled)
        raise click.UsageError(say(f"清单已存在，可能已有人填写，不覆盖：{there}", f"not overwritten, since somebody may have filled it: {there}"))  # fmt: skip
    items = rectification(_assess(ruleset, given), deadline)
    if merge is not None:
        items = merged(read_list(merge), items)
    table = rectification_table(items)
    _write_excel(excel_path, [table])
    if format == "csv":  # a file that people fill in: heads in their language, and the mark by which Excel knows UTF-8
        rows = [[str(cell) for cell in row] for row in table.rows]
        table = evolve(table, keys=tuple(str(head) for head in table.heads), rows=rows)
    text = render_tables([table], format)
    emit(f"\ufeff{text}" if format == "csv" and output is not None else text, output)


@plan.command(
    short_help=say("报送情况。", "Who has reported."),
    help=say("列出每个分项由谁报送、是否已报、是否逾期，以及豁免。", "Who was to report each component, what came in, what is late, and exemptions."),
)  # fmt: skip
@ruleset_argument()
@click.option("--due", type=Day(), help=say("报送截止日。", "Last day for reports."))
@_dossier()
@common()
def reporting(ruleset: str, due: date | None, format: str, output: Path | None, **given: Any) -> None:
    """Show who has reported."""
    from ecoindicators.reporting import reporting as run
    from ecoindicators.reports._office import render_tables, reporting_table

    lines, table = reporting_table(run(_assess(ruleset, given), due))
    emit(render_tables([table], format, lines), output)


@plan.command(
    short_help=say("指标进度。", "The course of the indicators."),
    help=say("列出到期限前每年须有的变化和此前每年的变化；不作外推。", "The change needed a year by the deadline beside the change so far; nothing is extrapolated."),
)  # fmt: skip
@ruleset_argument()
@click.option("--deadline", type=int, required=True, help=say("达标年份。", "The year to reach the target by."))
@_dossier()
@common()
def course(ruleset: str, deadline: int, format: str, output: Path | None, **given: Any) -> None:
    """Show the course of the indicators."""
    from ecoindicators.courses import courses
    from ecoindicators.reports._office import course_table, render_tables
    from ecoindicators.texts import Text

    if deadline < given["year"]:
        year = given["year"]
        message = Text(f"期限{deadline}早于评估年度{year}", f"{deadline} is before the year judged, {year}")
        raise click.BadParameter(str(message), param_hint="--deadline")
    assessment = _assess(ruleset, given)
    table = course_table(assessment.ruleset, courses(assessment, deadline), deadline)
    emit(render_tables([table], format), output)
