"""What the commands share: options, the language of help, exit codes, and writing output whole."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

EXIT_FAILED: Final = 1
EXIT_NOT_MET: Final = 3
EXIT_UNDETERMINED: Final = 4

Command = TypeVar("Command", bound=Callable[..., Any])


def _help_language() -> str:
    for at, argument in enumerate(sys.argv):
        if argument.startswith("--lang="):
            return argument[7:]
        if argument == "--lang" and at + 1 < len(sys.argv):
            return sys.argv[at + 1]
    return os.environ.get("ECOINDICATORS_LANG", "zh")


_ENGLISH: Final = _help_language().startswith("en")


def say(zh: str, en: str) -> str:
    """Return the wording in the language asked for by ``--lang`` or ``ECOINDICATORS_LANG``."""
    return en if _ENGLISH else zh


def speak_chinese() -> None:
    """Have click say what it says itself (usage, what is missing or unknown) in Chinese, unless English is asked for."""
    if _ENGLISH:
        return
    # click asks gettext for its words, and gettext goes by the environment. The domain is the one click uses.
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


def epilog(example: str) -> str:
    """Return the example that closes a command's help."""
    return "\b\n" + say("示例：", "Example:") + "\n  " + example


def _set_language(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Take the language that ``--lang`` names."""
    if value is not None:
        from ecoindicators import texts

        texts.set_language("en" if value == "en" else "zh")
    return value


def with_lang(command: Command) -> Command:
    """Add ``--lang`` to a command."""
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), expose_value=False, is_eager=True, callback=_set_language,
        help=say("输出语言。", "Language of the output."),
    )(command)  # fmt: skip


def common(formats: tuple[str, ...] = ("table", "json", "csv", "markdown")) -> Callable[[Command], Command]:
    """Add ``--format``, ``--lang`` and ``--output`` to a command."""

    def add(command: Command) -> Command:
        command = click.option(
            "--output", "-o", type=OutFile(),
            help=say("写入文件（要么写全，要么不写），而不是显示。", "Write to a file, whole or not at all, instead of showing."),
        )(command)  # fmt: skip
        return click.option(
            "--format", "format", type=click.Choice(formats), default="table", show_default=True,
            help=say("输出格式。", "Format of the output."),
        )(with_lang(command))  # fmt: skip

    return add


def exit_zero(command: Command) -> Command:
    """Add ``--exit-zero`` to a command."""
    return click.option(
        "--exit-zero", is_flag=True, help=say("有未达标或待定时也以 0 退出。", "Exit with 0 where it would be 3 or 4.")
    )(command)


def emit(text: str, output: Path | None) -> None:
    """Show ``text``, or write it to ``output``, whole or not at all."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    from ecoindicators.writing import write_whole

    write_whole(output, text)


def progress_bar(length: int, label: str) -> Any:
    """Return a progress bar on the terminal that messages go to; where they go to a file, nothing is shown."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


def complete_ruleset(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the installed rulesets that begin so, for shell completion."""
    from ecoindicators.plugins import available_rulesets

    return [id for id in available_rulesets() if id.startswith(incomplete)]


def ruleset_argument(name: str = "ruleset") -> Callable[[Command], Command]:
    """Add a RULESET argument: an installed id, or the path of a TOML file or folder."""
    return click.argument(name, shell_complete=complete_ruleset)


class Day(click.ParamType):  # type: ignore[type-arg]
    """A date such as 2023-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the date."""
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(
                say(f"“{value}”不是日期，应如 2023-12-31", f'"{value}" is no date; expected one such as 2023-12-31'),
                param,
                ctx,
            )


class Year(click.ParamType):  # type: ignore[type-arg]
    """A year such as 2023."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the year."""
        from ecoindicators.tables import YEARS
        from ecoindicators.texts import Text

        if not str(value).isdecimal() or int(value) not in YEARS:
            message = Text(f"“{value}”不是年份，应如 2023", f'"{value}" is no year; expected one such as 2023')
            self.fail(str(message), param, ctx)
        return int(value)


class OutFile(click.Path):
    """A file to write; its name ends as its format does, and in no way that says another."""

    def __init__(self, suffix: str = "") -> None:
        super().__init__(dir_okay=False, path_type=Path)
        self.suffix = suffix

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        from ecoindicators.texts import Text

        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        found = path.suffix.lower()
        if self.suffix and found != self.suffix:
            message = Text(f"“{value}”应以 {self.suffix} 结尾", f'"{value}" should end in {self.suffix}')
            self.fail(str(message), param, ctx)
        if not self.suffix and found in (".docx", ".xlsx"):
            kind = "Word" if found == ".docx" else "Excel"
            message = Text(
                f"此处写出的不是 {kind} 文件，“{value}”不能以 {found} 结尾",
                f'what is written here is no {kind} file: "{value}" should not end in {found}',
            )
            self.fail(str(message), param, ctx)
        return path


class Pair(click.ParamType):  # type: ignore[type-arg]
    """KEY=VALUE."""

    name = "key=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the key and the value."""
        key, sign, rest = str(value).partition("=")
        if not sign or not key or not rest:
            self.fail(say(f"“{value}”应写作 名称=值", f'"{value}" should be KEY=VALUE'), param, ctx)
        return key, rest


def verdict_exit(verdicts: list[str], zero: bool) -> int:
    """Return the exit code for these verdict words."""
    if zero:
        return 0
    if "not-met" in verdicts:
        return EXIT_NOT_MET
    return EXIT_UNDETERMINED if "undetermined" in verdicts else 0
