"""What the commands share: options, the language of help, exit codes, and writing output whole."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from ecoindicators.dossier import Dossier
    from ecoindicators.rulesets import Ruleset

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
    from ecoindicators.reports import write_whole

    write_whole(output, text)


def read_inputs(ruleset: str, path: Path, **tables: Path | None) -> tuple[Ruleset, Dossier]:
    """Return a ruleset and the dossier to judge by it; what is wrong with either is said at once."""
    from ecoindicators.binding import unfit
    from ecoindicators.errors import DossierError, ProblemsError, RulesetError, UnknownNameError
    from ecoindicators.plugins import find_ruleset

    wrong: DossierError | None = None
    try:
        dossier = read_dossier(path, **tables)
    except DossierError as error:
        wrong = error
    try:
        found = find_ruleset(ruleset)
    except (UnknownNameError, RulesetError) as error:
        if wrong is None:
            raise
        own = error.problems if isinstance(error, RulesetError) else (error.problem(),)
        raise ProblemsError([*own, *wrong.problems]) from error
    if wrong is not None:
        raise unfit(found, wrong)
    return found, dossier


def read_dossier(path: Path, **tables: Path | None) -> Dossier:
    """Return the dossier at a path; a folder of workbooks shows a bar, which is silent where there is no terminal."""
    from ecoindicators.dossier import Dossier

    if not path.is_dir():
        return Dossier.read(path, **tables)  # type: ignore[arg-type]
    books = sum(p.suffix.lower() == ".xlsx" for p in path.iterdir())
    with progress_bar(books, str(path)) as bar:
        return Dossier.read(path, progress=bar.update, **tables)


def check_question(ruleset: Ruleset, dossier: Dossier, year: int, place: Iterable[str], as_of: date | None) -> None:
    """
    Refuse a day before the year that is judged, and tell of labels that no target or component asks for.

    A place may bear labels of many sorts, so that one which makes no difference here is no error.
    """
    from ecoindicators.errors import nearest_names
    from ecoindicators.notation import labels_in
    from ecoindicators.texts import Text

    if as_of is not None and as_of.year < year:
        message = Text(f"评估日期 {as_of} 早于评估年度{year}年", f"the day {as_of} is before {year}, the year judged")
        raise click.BadParameter(str(message), param_hint="--as-of")
    asked = dict.fromkeys(_labels(ruleset))
    asked |= dict.fromkeys(label for row in dossier.assignments for label in labels_in(row.target))
    known = Text(f"；可用：{'、'.join(asked)}", f". There are: {', '.join(asked)}") if asked else Text("")
    for label in place:
        if label not in asked:
            near = nearest_names(label, asked)
            close = Text(f"；最接近的是：{'、'.join(near)}", f"; nearest: {', '.join(near)}") if near else Text("")
            message = Text(
                f"提示：指标体系没有用到类别标签“{label}”，--place {label} 不起作用{close.zh}{known.zh}",
                f'warning: the ruleset asks for no label "{label}": --place {label} makes no difference{close.en}{known.en}',
            )
            click.echo(str(message), err=True)


def _labels(ruleset: Ruleset) -> Iterator[str]:
    """Yield the labels that the targets and components of a ruleset and of its ancestors ask for."""
    from ecoindicators.targets import ByVariant, nodes

    for component in (component for layer in ruleset.chain for component in layer.components):
        yield from component.applies_to
        for chooser in nodes(component.target, ByVariant):
            if isinstance(chooser, ByVariant):
                yield from (label for variant in chooser.variants for label in variant.labels)


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
