"""``ecoindicators new-ruleset``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import complete_ruleset, epilog, say, with_lang


@click.command(
    "new-ruleset",
    short_help=say("新建一套指标体系的软件包。", "Make a plugin distribution for a new ruleset."),
    help=say(
        "为指标体系 ID 生成完整的插件软件包：数据、用例、测试、说明页、持续集成。已有的文件不会被覆盖：缺什么补什么。",
        "Make a complete plugin distribution for the ruleset ID: data, cases, tests, docs page, CI. No file that is there "
        "is overwritten; what is missing is added.",
    ),
    epilog=epilog("ecoindicators new-ruleset my-county --extends henan-county"),
)
@click.argument("id")
@click.option("--extends", shell_complete=complete_ruleset, help=say("上级指标体系（已安装）的 id。", "Id of the installed ruleset to lay it over."))  # fmt: skip
@click.option("--draft", type=click.Path(exists=True, file_okay=False, path_type=Path), help=say("import-table --folder 写出的草稿文件夹。", "Folder that import-table --folder wrote."))  # fmt: skip
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help=say("写到哪个文件夹；默认为当前目录下的 ID。", "Folder to write to; ID in this one if not given."))  # fmt: skip
@click.option("--title", default="", help=say("中文标题。", "Title in Chinese."))
@click.option("--title-en", default="", help=say("英文标题。", "Title in English."))
@click.option("--jurisdiction", default="", help=say("地方的中文名称。", "Name of the place in Chinese."))
@click.option("--jurisdiction-en", default="", help=say("地方的英文名称。", "Name of the place in English."))
@click.option("--code", default="", help=say("行政区划代码（GB/T 2260）。", "Code of the place (GB/T 2260)."))
@click.option("--document", default="", help=say("文号，如 登政文〔2023〕44号。", "Number of the document, such as 登政文〔2023〕44号."))  # fmt: skip
@with_lang
def new_ruleset(id: str, folder: Path | None, **options: str | Path | None) -> None:
    """Make a plugin distribution for a new ruleset."""
    from ecoindicators.scaffolding import new_ruleset as make

    done = make(id, folder, **options)  # type: ignore[arg-type]
    for path in done.written:
        click.echo(say(f"写入  {done.folder / path}", f"written     {done.folder / path}"))
    for path in done.left_alone:
        click.echo(say(f"未动  {done.folder / path}", f"left alone  {done.folder / path}"))
    click.echo(
        say(
            f"写入{len(done.written)}个文件，{len(done.left_alone)}个已有的未动。",
            f"{len(done.written)} files written, {len(done.left_alone)} that were there left alone.",
        ),
        err=True,
    )
    click.echo(
        say("下一步：", "Next: ")
        + f'python -m pip install -e "{done.folder}[test]" && python -m pytest {_quoted(done.folder)}',
        err=True,
    )


def _quoted(path: Path) -> str:
    """Return a path as one word for the shells of every system."""
    return f'"{path}"' if " " in str(path) else str(path)
