"""What can go wrong, as data and as text.

A :class:`Problem` says where (file, table, row, column, key), what was found, what was expected, the
nearest valid name and what to do. Reading collects problems and raises them together; every exception
of this library derives from :class:`EcoIndicatorsError` and from the built-in exception that fits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from ecoindicators.texts import NO_TEXT, Text, get_language

if TYPE_CHECKING:
    from ecoindicators.dossier import Dossier

SHOWN_AT_MOST: Final = 60


@frozen
class Location:
    """
    Where something was found; ``str()`` says it in words.

    ``row`` counts as a spreadsheet does: the line of the heads is row 1. ``key`` is the path inside a
    TOML file (``indicator[3].target``); ``line`` is the line of that file where it is known. ``heads`` is
    what the file calls its columns, so that a cell is named as whoever has the file before them sees it.

    >>> str(Location(file="observations.csv", row=5, column="value"))
    'observations.csv 第5行“value”列'
    """

    file: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    key: str = ""
    line: int | None = None
    heads: Mapping[str, str] | None = field(default=None, eq=False, repr=False)

    def cell(self, column: str) -> Location:
        """
        Return the place of a column's cell, by what the file calls the column; nowhere stays nowhere.

        >>> str(Location(file="a.csv", row=5, heads={"value": "数值"}).cell("value"))
        'a.csv 第5行“数值”列'
        """
        return evolve(self, column=(self.heads or {}).get(column, column)) if self else self

    @property
    def text(self) -> Text:
        """The place in Chinese and in English."""
        head = self.file + (f":{self.line}" if self.line else "")
        zh, en = [head] if head else [], [head] if head else []
        if self.table:
            sheet = self.file.lower().endswith((".xlsx", ".xlsm", ".xls"))
            zh.append(f"{'工作表' if sheet else '表'}“{self.table}”")
            en.append(f'table "{self.table}"')
        cell_zh = (f"第{self.row}行" if self.row else "") + (f"“{self.column}”列" if self.column else "")
        cell_en = ", ".join(
            part
            for part in (f"row {self.row}" if self.row else "", f'column "{self.column}"' if self.column else "")
            if part
        )
        if cell_zh:
            zh.append(cell_zh)
            en.append(cell_en)
        if self.key:
            zh.append(self.key)
            en.append(self.key)
        return Text(" ".join(zh), ", ".join(en)) if zh else NO_TEXT

    def __str__(self) -> str:
        return str(self.text)

    def __bool__(self) -> bool:
        return bool(self.file or self.table or self.row or self.column or self.key)


NOWHERE: Final = Location()


@frozen
class Problem:
    """
    One thing that is wrong: a stable ``code``, a sentence, a place, the nearest valid names, a hint.

    >>> p = Problem("unknown-component", Text("没有分项“a”", 'no component "a"'), hint=Text("请改正", "mend it"))
    >>> str(p)
    '没有分项“a”。请改正'
    """

    code: str
    message: Text
    location: Location = NOWHERE
    found: str = ""
    nearest: tuple[str, ...] = ()
    hint: Text = NO_TEXT
    source: str = ""
    span: tuple[int, int] | None = None

    @property
    def text(self) -> Text:
        """The whole sentence in Chinese and in English, place first, on one line."""
        where, hint = self.location.text, self.hint
        near_zh = f"；最接近的是：{'、'.join(self.nearest)}" if self.nearest else ""
        near_en = f"; nearest: {', '.join(self.nearest)}" if self.nearest else ""
        zh = (f"{where.zh}：" if where else "") + self.message.zh + near_zh + (f"。{hint.zh}" if hint else "")
        # A hint follows a full stop; whoever writes one need not know that.
        then_en = f". {hint.en[:1].upper()}{hint.en[1:]}" if hint else ""
        en = (f"{where.en}: " if where else "") + self.message.en + near_en + then_en
        return Text(zh, en)

    def __str__(self) -> str:
        return str(self.text)

    def at(self, location: Location) -> Problem:
        """Return the same problem at ``location``."""
        return evolve(self, location=location)

    def to_dict(self) -> dict[str, object]:
        """Return the problem as plain data."""
        return {"code": self.code, "where": str(self.location), "message": self.text.to_dict()}


class EcoIndicatorsError(Exception):
    """Any error this library raises on purpose."""


class ProblemsError(EcoIndicatorsError, ValueError):
    """One or more problems, all of them at once; ``problems`` holds them, ``str()`` lists them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(_with_caret(problem) for problem in self.problems)


class RulesetError(ProblemsError):
    """A ruleset is wrong: its file, its words, or how it overlays its parent."""


class DossierError(ProblemsError):
    """
    A dossier is wrong: its form, or how it fits the ruleset it is assessed by.

    ``readable`` is the dossier of the rows without a problem of form, where rows were read; it serves to look
    for further problems, not to be assessed.
    """

    def __init__(self, problems: Iterable[Problem], *, readable: Dossier | None = None) -> None:
        super().__init__(problems)
        self.readable = readable


class ReportError(ProblemsError):
    """A report cannot be read back: it is no JSON, no report, of a newer format, or has no audit record."""


class TargetSyntaxError(EcoIndicatorsError, ValueError):
    """
    A target's text could not be read; ``span`` says which characters of ``source``.

    ``str()`` shows the message, the source and a line of carets under the characters meant. Width is
    counted as a Chinese console does: wide, full-width and ambiguous characters take two columns.
    """

    def __init__(self, message: Text, source: str, span: tuple[int, int], hint: Text = NO_TEXT) -> None:
        self.message = message
        self.source = source
        self.span = span
        self.hint = hint
        super().__init__(message, source, span)

    def __str__(self) -> str:
        lines = [str(self.message), *caret_lines(self.source, self.span)]
        if self.hint:
            lines.append(("提示：" if get_language() == "zh" else "Hint: ") + str(self.hint))
        return "\n".join(lines)

    def problem(self, location: Location = NOWHERE) -> Problem:
        """Return this error as a problem at ``location``."""
        return Problem(
            "target-syntax",
            self.message,
            location,
            found=self.source,
            hint=self.hint,
            source=self.source,
            span=self.span,
        )


class UnknownNameError(EcoIndicatorsError, KeyError):
    """A name that nothing bears; ``nearest`` holds the names it may have meant, ``location`` where it stands if known."""

    def __init__(self, message: Text, name: str, nearest: Sequence[str] = ()) -> None:
        self.message = message
        self.name = name
        self.nearest: tuple[str, ...] = tuple(nearest)
        self.location = NOWHERE
        super().__init__(message, name, self.nearest)

    def __str__(self) -> str:
        return str(self.problem())

    def problem(self, location: Location = NOWHERE) -> Problem:
        """Return this error as a problem at ``location``."""
        return Problem("unknown-name", self.message, location or self.location, found=self.name, nearest=self.nearest)


class MissingExtraError(EcoIndicatorsError, ImportError):
    """A feature needs a library that comes with an extra; the message names the command to install it."""

    def __init__(self, library: str, extra: str) -> None:
        self.library = library
        self.extra = extra
        super().__init__(library, extra)

    def __str__(self) -> str:
        command = f'python -m pip install "ecoindicators[{self.extra}]"'
        return str(
            Text(
                f"此功能需要 {self.library}，尚未安装。请运行：{command}",
                f"this needs {self.library}, which is not installed. Run: {command}",
            )
        )


class MissingFontError(EcoIndicatorsError, RuntimeError):
    """A picture has Chinese words and the machine has no font that draws them; the message says what to install."""

    def __str__(self) -> str:
        return str(
            Text(
                "本机没有中文字体，图中文字无法绘出。请安装 Noto Sans CJK（Debian、Ubuntu：apt install fonts-noto-cjk），或改存 .svg，由打开它的机器提供字体",
                "this machine has no Chinese font, so the words of the picture cannot be drawn. Install Noto Sans CJK "
                "(Debian, Ubuntu: apt install fonts-noto-cjk), or save as .svg, whose font comes from where it is opened",
            )
        )


class PluginError(EcoIndicatorsError, RuntimeError):
    """A plugin is broken; ``plugin`` names it."""

    def __init__(self, message: Text, plugin: str) -> None:
        self.message = message
        self.plugin = plugin
        super().__init__(message, plugin)

    def __str__(self) -> str:
        return str(self.message)


def nearest_names(name: str, possible: Iterable[str], at_most: int = 3) -> tuple[str, ...]:
    """
    Return the names most like ``name``, best first.

    >>> nearest_names("forest-gras", ["forest-grass-coverage", "eco-plan"])
    ('forest-grass-coverage',)
    """
    from difflib import get_close_matches

    choices = {choice.casefold(): choice for choice in possible}
    name = name.casefold()[:200]
    close = get_close_matches(name, choices, n=at_most, cutoff=0.5)
    inside = [choice for choice in choices if len(name) > 1 and (name in choice or choice in name)]
    return tuple(choices[choice] for choice in dict.fromkeys([*close, *inside]))[:at_most]


def shown(value: object) -> str:
    """Return what was found, quoted and cut to a length a line can hold."""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 1] + "…"


def display_width(text: str, ambiguous: int = 1) -> int:
    """
    Return how many terminal columns ``text`` takes: two for a Chinese character, one for ≥, ≤ and “ unless told.

    >>> display_width("≥55且"), display_width("≥55且", ambiguous=2)
    (5, 6)
    """
    # Unicode leaves the width of ≥, ≤, “, ” and … open ("ambiguous"): terminals in UTF-8 show one column, consoles of a
    # Chinese code page two. Nothing tells us where a text ends up, and the same input must give the same text.
    columns = {"W": 2, "F": 2, "A": ambiguous}
    return sum(0 if unicodedata.combining(c) else columns.get(unicodedata.east_asian_width(c), 1) for c in text)


def caret_lines(source: str, span: tuple[int, int]) -> tuple[str, str]:
    """
    Return ``source`` and a line of carets under the characters of ``span``, both indented by four.

    >>> print("\\n".join(caret_lines("≥九十", (1, 3))))
        ≥九十
          ^^^^
    """
    line = "".join(" " if c in "\r\n\t" else c for c in source)
    start, end = span
    # Carets may run a column wide of a character, where a table would lose its columns: they go by the wider console.
    pad = " " * display_width(line[:start], ambiguous=2)
    return f"    {line}", f"    {pad}{'^' * max(1, display_width(line[start:end], ambiguous=2))}"


def _with_caret(problem: Problem) -> str:
    if problem.span is None:
        return str(problem)
    return "\n".join((str(problem), *caret_lines(problem.source, problem.span)))
