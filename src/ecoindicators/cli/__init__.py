"""The command line: thin click commands, no logic of their own. Heavy imports wait until a command runs."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, Final

import click

from ecoindicators import __version__
from ecoindicators.cli import (
    _assess,
    _docs,
    _drafting,
    _examples,
    _judge,
    _office,
    _panel,
    _rulesets,
    _scaffolding,
    _schema,
    _template,
    _verify,
)
from ecoindicators.cli._common import EXIT_FAILED, say, speak_chinese

EPILOG = say(
    "退出码：0 全部达标（或无可报告）；1 运行失败；2 用法错误；3 有未达标、lint 发现问题，或报告与其依据不一致；4 无未达标但有待定。",
    "Exit codes: 0 all met (or nothing to report); 1 the run failed; 2 wrong usage; 3 a target is not met, lint "
    "found a problem, or a report does not follow from its inputs; 4 nothing is unmet but something is undetermined.",
)


class _Group(click.Group):
    """Turns the library's errors into lines on stderr and exit code 1; anything else is a bug and says so."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(EXIT_FAILED)
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            from ecoindicators.errors import EcoIndicatorsError

            if isinstance(error, EcoIndicatorsError | OSError):
                click.echo(_os_error(error) if isinstance(error, OSError) else str(error), err=True)
            else:
                click.echo(f"{type(error).__name__}: {error}", err=True)
                click.echo(
                    say(
                        "这是程序缺陷；加 --traceback 可查看详情。",
                        "This is a bug; --traceback shows where it happened.",
                    ),
                    err=True,
                )
            ctx.exit(EXIT_FAILED)


#: What the system says most, which it says in English on most machines.
_OS_SAYS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EEXIST: "已有同名文件",
    errno.ENOSPC: "磁盘空间不足",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
}


def _os_error(error: OSError) -> str:
    from ecoindicators.texts import Text

    zh = _OS_SAYS.get(error.errno or 0, error.strerror or str(error))
    if not error.filename:
        return str(Text(zh, str(error)))
    return str(Text(f"{error.filename}：{zh}", f"{error.filename}: {error.strerror}"))


@click.group(cls=_Group, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ecoindicators", help=say("显示版本号。", "Show the version and exit."))
@click.option("--traceback", is_flag=True, help=say("出错时显示完整的调用栈。", "Show the full traceback of an error."))
def cli(traceback: bool) -> None:
    """Make eco-county policy documents executable."""


cli.help = say(
    "把生态县指标体系变成可执行的规则：指标体系＋申报台账→任何人都能复核的评估。",
    "Make eco-county policy documents executable: ruleset + dossier → an assessment that anybody can check.",
)
for command in (
    _rulesets.list_,
    _rulesets.show,
    _assess.assess,
    _panel.assess_panel,
    _judge.judge,
    _rulesets.lint,
    _rulesets.diff,
    _drafting.import_table,
    _scaffolding.new_ruleset,
    _template.template,
    _office.scorecard,
    _office.plan,
    _verify.verify,
    _docs.docs,
    _examples.examples,
    _schema.schema,
    _schema.completion,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is written as its escape, not a crash; in JSON nothing is lost by it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    speak_chinese()
    cli.main(prog_name="ecoindicators")
