"""``ecoindicators template``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import Year, epilog, ruleset_argument, say


@click.command(
    short_help=say("生成填报工作簿。", "Make a collection workbook."),
    help=say(
        "为指标体系生成某年度的 Excel 填报工作簿；--by-unit 为每个牵头单位各生成一个。已有的文件不会被覆盖，除非加 --overwrite。",
        "Make an Excel workbook to collect a year's observations; --by-unit makes one for each lead unit. A file that is "
        "there is not overwritten unless --overwrite is given.",
    ),
    epilog=epilog("ecoindicators template dengfeng-2023 --year 2023 -o collect.xlsx"),
)
@ruleset_argument()
@click.option("--year", type=Year(), required=True, help=say("填报年度。", "The year to collect."))
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, help=say("工作簿，或（--by-unit 时）文件夹。", "The workbook or, with --by-unit, the folder."))  # fmt: skip
@click.option("--by-unit", is_flag=True, help=say("每个牵头单位一个工作簿。", "One workbook for each lead unit."))
@click.option("--previous", type=click.Path(exists=True, path_type=Path), help=say("上年观测，用于显示上年值。", "Earlier observations, to show last year's values."))  # fmt: skip
@click.option("--overwrite", is_flag=True, help=say("覆盖已有的文件。", "Overwrite what is there."))
def template(ruleset: str, year: int, output: Path, by_unit: bool, previous: Path | None, overwrite: bool) -> None:
    """Make a collection workbook."""
    from ecoindicators.dossier import Dossier
    from ecoindicators.files import file_name
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.workbooks import template as one
    from ecoindicators.workbooks import templates_by_unit
    from ecoindicators.writing import write_whole

    found = find_ruleset(ruleset)
    before = None if previous is None else Dossier.read(previous)
    files = {output: one(found, year, before)} if not by_unit else {}
    if by_unit:
        made = templates_by_unit(found, year, before)
        for name, data in made.items():
            files[output / f"{file_name(name, [p.stem for p in files])}.xlsx"] = data
    known = [path for path in files if path.exists()]
    if known and not overwrite:
        listed = "、".join(map(str, known))
        raise click.UsageError(say(f"文件已存在，可能已有人填写，不覆盖：{listed}", f"not overwritten, since somebody may have filled it: {listed}"))  # fmt: skip
    if by_unit:
        output.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        write_whole(path, data)
    click.echo(say(f"已生成{len(files)}个工作簿", f"{len(files)} workbooks written"), err=True)
