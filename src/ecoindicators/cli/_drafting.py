"""``ecoindicators import-table``."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from ecoindicators.cli._common import Pair, common, complete_ruleset, emit, epilog, progress_bar, say

if TYPE_CHECKING:
    from ecoindicators.drafting import Draft


@click.command(
    "import-table",
    short_help=say("由指标表起草指标体系。", "Draft a ruleset from a policy table."),
    help=say(
        "读取政策文件中的指标表 TABLE（.docx .xlsx .csv .tsv .md .txt），起草指标体系，并列出需要核定的疑点。",
        "Draft a ruleset from the policy table TABLE (.docx .xlsx .csv .tsv .md .txt), with a list of doubts to settle.",
    ),
    epilog=epilog("ecoindicators import-table annex.docx --id my-county --parent-id my-province --folder draft/"),
)
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "id", default="draft", show_default=True, help=say("所起草的指标体系的 id。", "Id of the draft."))
@click.option(
    "--parent-id",
    default="draft-parent",
    show_default=True,
    help=say(
        "上级指标体系的 id（表中有两列目标值时）。", "Id of the parent, where the table has two columns of targets."
    ),
)
@click.option(
    "--extends",
    shell_complete=complete_ruleset,
    help=say(
        "覆盖在哪个已安装的指标体系之上：各行按名称和序号与其指标对应。",
        "Installed ruleset to lay the table over: rows are matched with its indicators by name and number.",
    ),
)
@click.option(
    "--title",
    help=say(
        "标题；默认取表格上方的标题，没有则取文件名。",
        "Title; the line above the table if not given, or the file's name.",
    ),
)
@click.option(
    "--column",
    type=Pair(),
    multiple=True,
    help=say(
        "指明列名，如 name=考核内容；可多次给出。", "Say which column is what, such as name=考核内容; may be repeated."
    ),
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=say(
        "写入 TOML 和疑点清单的文件夹；已有的文件不会被覆盖。",
        "Folder for the TOML files and the list of doubts; no file there is overwritten.",
    ),
)
@common(("table", "markdown", "json"))
def import_table(
    table: Path,
    id: str,
    parent_id: str,
    extends: str | None,
    title: str | None,
    column: tuple[tuple[str, str], ...],
    folder: Path | None,
    format: str,
    output: Path | None,
) -> None:
    """Draft a ruleset from a policy table."""
    from ecoindicators.drafting import draft_ruleset
    from ecoindicators.reports import draft_report

    if extends == id:
        raise click.UsageError(say(f"“{id}”不能是自己的上级，请用 --id 另取名称", f'"{id}" cannot extend itself; give another --id'))  # fmt: skip
    with progress_bar(0, table.name) as bar:

        def progress(rows: int) -> None:
            bar.length = (bar.length or 0) + rows
            bar.update(rows)

        draft = draft_ruleset(
            table, id=id, parent_id=parent_id, extends=extends, title=title, columns=dict(column), progress=progress
        )
    written = [] if folder is None else _write(draft, folder)
    emit(draft_report(draft, format), output)
    if folder is not None:
        _say_what_next(id, folder, written)


def _say_what_next(id: str, folder: Path, written: list[str]) -> None:
    """Say what was written and what makes a distribution of it, beside the report that may go to a file."""
    from ecoindicators.texts import Text, listed

    command = f"ecoindicators new-ruleset {id} --draft {quote(str(folder))}"
    text = Text(
        f"已写入 {folder}：{listed(written)}。核定疑点后运行：{command}",
        f"written to {folder}: {listed(written)}. When the doubts are settled, run: {command}",
    )
    click.echo(str(text), err=True)


def _write(draft: Draft, folder: Path) -> list[str]:
    """Write the drafted files, or none of them if one is there already; return their names."""
    from ecoindicators.reports import draft_report, write_whole
    from ecoindicators.texts import listed

    files = {**draft.files(), "doubts.md": draft_report(draft, "markdown")}
    known = [name for name in files if (folder / name).exists()]
    if known:
        there = listed(folder / name for name in known)
        raise click.UsageError(
            say(f"文件已存在，不覆盖：{there}", f"not overwritten, since it exists already: {there}")
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_whole(folder / name, text)
    return list(files)
