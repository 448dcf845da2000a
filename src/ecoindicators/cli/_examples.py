"""``ecoindicators examples``."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from ecoindicators.cli._common import epilog, say, with_lang


@click.command(
    short_help=say("写出文档所用的示例文件。", "Write the example files that the documentation uses."),
    help=say(
        "把文档各页所用的示例文件（登封市的示例台账、面板数据等）写到文件夹 FOLDER，默认为当前目录下的 examples。已有的文件不会被覆盖。",
        "Write the example files that the pages of the documentation use (Dengfeng's illustrative dossier, a panel and "
        "more) to FOLDER, examples in this one if not given. No file that is there is overwritten.",
    ),
    epilog=epilog("ecoindicators examples"),
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="examples")
@with_lang
def examples(folder: Path) -> None:
    """Write the example files that the documentation uses."""
    from ecoindicators.files import copy_missing
    from ecoindicators.texts import Text

    written, left = copy_missing(_shipped(), folder)
    done = Text(
        f"{folder}：写入{written}个文件，{left}个已有的未动。",
        f"{folder}: {written} files written, {left} that were there left alone.",
    )
    click.echo(str(done))


def _shipped() -> Traversable:
    """Return the examples: those of the wheel or, in a checkout, the folder beside ``src``."""
    package = files("ecoindicators")
    inside = package / "_examples"
    return inside if inside.is_dir() else Path(str(package)).parents[1] / "examples"
