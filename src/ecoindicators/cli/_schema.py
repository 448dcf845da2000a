"""``ecoindicators schema`` and ``completion``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import emit, epilog, say

SCHEMAS = ("assessment", "cases", "ruleset")


@click.command(
    short_help=say("输出 JSON Schema。", "Print a JSON Schema."),
    help=say(
        "输出评估结果（assessment）、用例文件（cases）或指标体系文件（ruleset）的 JSON Schema。",
        "Print the JSON Schema of an assessment, of a file of test cases or of a ruleset file.",
    ),
    epilog=epilog("ecoindicators schema assessment"),
)
@click.argument("name", type=click.Choice(SCHEMAS), default="assessment")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help=say("写入文件。", "Write to a file.")
)
def schema(name: str, output: Path | None) -> None:
    """Print a JSON Schema."""
    from importlib.resources import files

    emit((files("ecoindicators") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"), output)


@click.command(
    short_help=say("输出命令补全脚本。", "Print a script for shell completion."),
    help=say(
        "输出 bash、zsh 或 fish 的命令补全脚本。", "Print the script that completes commands in bash, zsh or fish."
    ),
    epilog=epilog('eval "$(ecoindicators completion bash)"'),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script for shell completion."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    assert ctx.parent is not None
    click.echo(kind(ctx.parent.command, {}, "ecoindicators", "_ECOINDICATORS_COMPLETE").source())
