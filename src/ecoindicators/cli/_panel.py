"""``ecoindicators assess-panel``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from ecoindicators.cli._common import (
    Day,
    epilog,
    exit_zero,
    progress_bar,
    ruleset_argument,
    say,
    verdict_exit,
    with_lang,
)

_TABLE = click.Path(exists=True, path_type=Path)


@click.command(
    "assess-panel",
    short_help=say("批量评估多地区、多年度的数据。", "Assess many places and years at once."),
    help=say(
        "按 RULESET 评估 PANEL（CSV、Parquet 文件或其文件夹，每行一个地区一年，或每行一条观测），结论写入 --output，并显示各结论的行数。",
        "Assess PANEL (CSV, Parquet, or a folder of them: a row a place and year, or a row an observation) by RULESET; the "
        "verdicts go to --output, and how often each occurs is shown.",
    ),
    epilog=epilog("ecoindicators assess-panel dengfeng-2023 counties.parquet --labels labels.csv -o verdicts.parquet"),
)
@ruleset_argument()
@click.argument("panel", type=_TABLE)
@click.option(
    "--assignments",
    type=_TABLE,
    help=say(
        "上级下达任务表（place、component、year、target）。",
        "Table of assigned targets (place, component, year, target).",
    ),
)
@click.option("--references", type=_TABLE, help=say("参考值表。", "Table of reference values."))
@click.option("--labels", type=_TABLE, help=say("地区类别标签表（place、label）。", "Table of labels (place, label)."))
@click.option("--exemptions", type=_TABLE, help=say("豁免表。", "Table of exemptions."))
@click.option(
    "--as-of",
    type=Day(),
    help=say(
        "评估日期，默认为各行年度的12月31日。", "Day of the assessment; 31 December of each row's year unless given."
    ),
)
@click.option(
    "--outputs",
    default="verdict,gap,attainment,reason",
    show_default=True,
    help=say("每个分项输出哪些列，以逗号分隔。", "What to write of each component, joined by commas."),
)
@click.option(
    "--acceptance", is_flag=True, help=say("另加连续年度验收的结论。", "Add the verdict over consecutive years.")
)
@click.option(
    "--check",
    is_flag=True,
    help=say("先检查每一行，列出有误的行。", "Look at every row first, and list those that are wrong."),
)
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=say(
        "结论写入的 .csv 或 .parquet 文件（要么写全，要么不写）。",
        "The .csv or .parquet file to write, whole or not at all.",
    ),
)
@click.option(
    "--format",
    "format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help=say("显示格式。", "Format of what is shown."),
)
@with_lang
@exit_zero
def assess_panel(
    ruleset: str,
    panel: Path,
    assignments: Path | None,
    references: Path | None,
    labels: Path | None,
    exemptions: Path | None,
    as_of: date | None,
    outputs: str,
    acceptance: bool,
    check: bool,
    output: Path,
    format: str,
    exit_zero: bool,
) -> None:
    """Assess many places and years at once."""
    from ecoindicators.batch.files import assess_file
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.texts import Text
    from ecoindicators.verdicts import Verdict

    rules = find_ruleset(ruleset)
    tables = {"assignments": assignments, "references": references, "labels": labels, "exemptions": exemptions}
    with _bar(panel) as progress:
        counts = assess_file(
            rules, panel, output, tables=tables, progress=progress, as_of=as_of, acceptance=acceptance, check=check,
            outputs=tuple(part.strip() for part in outputs.split(",") if part.strip()),
        )  # fmt: skip
    if format == "json":
        click.echo(
            json.dumps({"rows": sum(counts.values()), "verdicts": counts, "output": str(output)}, ensure_ascii=False)
        )
    else:
        words = Text(
            "、".join(f"{Verdict(v).text.zh} {n}" for v, n in counts.items() if n),
            ", ".join(f"{Verdict(v).text.en} {n}" for v, n in counts.items() if n),
        )
        total = sum(counts.values())
        zh = f"共{total}行" + (f"：{words.zh}" if total else "") + f"。结论已写入 {output}"
        en = f"{total} row{'' if total == 1 else 's'}" + (f": {words.en}" if total else "")
        click.echo(str(Text(zh, f"{en}. The verdicts are in {output}")))
    sys.exit(verdict_exit([v for v, n in counts.items() if n], exit_zero))


@contextmanager
def _bar(panel: Path) -> Iterator[Callable[[int], object] | None]:
    """Show a bar where there is a terminal; elsewhere nothing."""
    from ecoindicators.batch.files import rows_in

    if not sys.stderr.isatty():
        yield None
        return
    with progress_bar(rows_in(panel), panel.name) as bar:
        yield bar.update
