"""``ecoindicators judge``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ecoindicators.cli._common import Day, Pair, common, emit, epilog, exit_zero, say, verdict_exit


@click.command(
    short_help=say("判定一条目标。", "Judge one target."),
    help=say(
        "读出目标 TARGET 的含义，并按给出的数值、往年数值和结论判定。",
        "Say how the phrase TARGET is read, and judge it by the value, earlier values and statements given.",
    ),
    epilog=epilog('ecoindicators judge "≥55且不降低" --value 55 --earlier 2022=54 --direction higher'),
)
@click.argument("target")
@click.option("--value", help=say("本年数值。", "The year's value."))
@click.option("--date", "day", type=Day(), help=say("日期，如颁布日期。", "A date, such as that of promulgation."))
@click.option("--year", type=int, help=say("评估年度。", "The year judged."))
@click.option(
    "--earlier",
    type=Pair(),
    multiple=True,
    help=say("往年数值，如 2022=54；可多次给出。", "An earlier value, such as 2022=54; may be repeated."),
)
@click.option("--statement", multiple=True, help=say("定性结论；可多次给出。", "A statement; may be repeated."))
@click.option("--assignment", help=say("上级下达的目标，如 ≤45。", "What was assigned, such as ≤45."))
@click.option(
    "--reference",
    type=Pair(),
    multiple=True,
    help=say("参考值，如 全省平均水平=30。", "A reference value, such as 全省平均水平=30."),
)
@click.option("--place", multiple=True, help=say("类别标签，如 山区。", "A label of the place, such as 山区."))
@click.option(
    "--state",
    multiple=True,
    help=say("目标中的定性表述，如 全面实施。", "A phrase of the target that is a state, such as 全面实施."),
)
@click.option(
    "--direction",
    type=click.Choice(["higher", "lower"]),
    help=say("数值越高越好还是越低越好。", "Whether higher or lower is better."),
)
@click.option("--as-of", type=Day(), help=say("评估日期。", "Day of the assessment."))
@exit_zero
@common(("table", "json"))
def judge(
    target: str,
    value: str | None,
    day: date | None,
    year: int | None,
    earlier: tuple[tuple[str, str], ...],
    statement: tuple[str, ...],
    assignment: str | None,
    reference: tuple[tuple[str, str], ...],
    place: tuple[str, ...],
    state: tuple[str, ...],
    direction: str | None,
    as_of: date | None,
    exit_zero: bool,
    format: str,
    output: Path | None,
) -> None:
    """Judge one target."""
    from ecoindicators.errors import TargetSyntaxError
    from ecoindicators.judging import judge as run
    from ecoindicators.notation import DECLARE_THE_STATE, GIVE_THE_DIRECTION, labels_in, read_target
    from ecoindicators.rectification import gap_text
    from ecoindicators.reports import finding_data
    from ecoindicators.reports._tables import json_text
    from ecoindicators.targets import Direction
    from ecoindicators.texts import Text

    years: dict[int, str] = {}
    for key, number in earlier:
        if not key.isdigit():
            raise click.BadParameter(say(f"“{key}”不是年份", f'"{key}" is no year'), param_hint="--earlier")
        years[int(key)] = number
    way: Direction | None = "higher" if direction == "higher" else "lower" if direction == "lower" else None
    try:
        reading = read_target(target, way, state, (*place, *labels_in(target)))
    except TargetSyntaxError as error:
        phrase = error.source[slice(*error.span)]
        options = {
            DECLARE_THE_STATE: Text(f"如为定性要求，请加 --state {phrase}", f"if it is a state, give --state {phrase}"),
            GIVE_THE_DIRECTION: Text(
                "请加 --direction higher 或 --direction lower，或写明“≥”“≤”",
                'give --direction higher or --direction lower, or write "≥" or "≤"',
            ),
        }
        raise TargetSyntaxError(error.message, error.source, error.span, options.get(error.hint, error.hint)) from error
    finding = run(
        reading.target, value, date=day, year=year, earlier=dict(years), statements=statement,
        assignment=assignment, references=dict(reference), place=place, direction=way, as_of=as_of,
    )  # fmt: skip
    if format == "json":
        data = {"reading": reading.explanation.to_dict(), **finding_data(finding)}
        emit(json_text(data), output)
    else:
        lines = [
            str(Text(f"读作：{reading.explanation.zh}", f"read as: {reading.explanation.en}")),
            str(Text(f"规范写法：{finding.target}", f"canonical: {finding.target}")),
            str(finding.explain()),
        ]
        if finding.gap is not None:
            gap = gap_text(finding)
            lines.append(str(Text(f"差距：{gap.zh}", f"gap: {gap.en}")))
        lines += [str(Text(f"提示：{w.text.zh}", f"warning: {w.text.en}")) for w in finding.warnings]
        emit("\n".join(lines), output)
    raise SystemExit(verdict_exit([finding.verdict.value], exit_zero))
