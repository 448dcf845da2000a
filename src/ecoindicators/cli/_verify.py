"""``ecoindicators verify``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import EXIT_NOT_MET, common, complete_ruleset, emit, epilog, say
from ecoindicators.cli._inputs import read_dossier

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    short_help=say("复核报告是否与其依据一致。", "Check that a report follows from its inputs."),
    help=say(
        "用报告（assess --json 写出的文件）所记的指标体系、年度和选项，对台账文件重新评估，逐项比对；指标体系和文件的校验值也一并核对。"
        "各台账文件属于哪张表，由报告所记的校验值和文件名判断，也可以用选项指明。一致以 0 退出，不一致以 3 退出。",
        "Assess the dossier's files again by the ruleset, year and options that REPORT (the file that assess --json wrote) "
        "records, and compare every value; the hashes of the ruleset and of the files are held against it too. Which table a "
        "file holds is told by the hash and the name that the report records, or by an option. Exit code 0 where the report "
        "follows, 3 where not.",
    ),
    epilog=epilog("ecoindicators verify report.json observations.csv assignments.csv exemptions.csv"),
)
@click.argument("report", type=_FILE)
@click.argument("dossier", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--ruleset", shell_complete=complete_ruleset, help=say("指标体系的 id 或 TOML 路径，默认为报告所记的。", "The ruleset's id or path of TOML; by default the one the report records."))  # fmt: skip
@click.option("--assignments", type=_FILE, help=say("上级下达任务表。", "Table of assigned targets."))
@click.option("--references", type=_FILE, help=say("参考值表。", "Table of reference values."))
@click.option("--exemptions", type=_FILE, help=say("豁免表。", "Table of exemptions."))
@common()
def verify(report: Path, dossier: tuple[Path, ...], ruleset: str | None, format: str, output: Path | None, **tables: Path | None) -> None:  # fmt: skip
    """Check that a report follows from its inputs."""
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.verifying import render, tables_of
    from ecoindicators.verifying import verify as run

    found = {**tables_of(report, dossier), **{table: path for table, path in tables.items() if path is not None}}
    read = read_dossier(found.pop("observations"), **found)
    outcome = run(report, read, ruleset=None if ruleset is None else find_ruleset(ruleset))
    emit(render(outcome, format), output)
    raise SystemExit(0 if outcome.follows else EXIT_NOT_MET)
