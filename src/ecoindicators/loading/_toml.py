"""TOML text → data, by tomli; a file that is no TOML is told in words, with its line and a caret."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import tomli

from ecoindicators.errors import Location, Problem, shown
from ecoindicators.files import is_office_file
from ecoindicators.limits import beyond, get_limits, over
from ecoindicators.loading._places import place
from ecoindicators.texts import Text


def parse(name: str, data: bytes) -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """Return a TOML file as data (None where it cannot be read), its text, and what is wrong with it."""
    if is_office_file(name, data):
        message = Text(
            "是 Word、Excel 等程序的文件或 PDF，此处应为 TOML 文件",
            "is an Office file or a PDF; a TOML file is expected",
        )
        return None, "", [Problem("unknown-format", message, Location(file=name))]
    try:
        text = data.decode("utf-8-sig")
        document = tomli.loads(text, parse_float=_number)
    except UnicodeDecodeError as error:
        message = Text("文件不是 UTF-8 编码", f"the file is not UTF-8 (byte {error.start})")
        hint = Text("请在记事本中“另存为”，编码选 UTF-8", "in Notepad, choose Save As and the encoding UTF-8")
        return None, "", [Problem("not-utf8", message, Location(file=name), hint=hint)]
    except RecursionError:
        return None, text, [over("nesting", Location(file=name))]
    except ValueError as error:  # TOMLDecodeError, and what Python says of an integer with thousands of digits
        return None, text, [_not_toml(error, name, text)]
    problems = list(beyond_bounds(name, text, document))
    return None if problems else document, text, problems


def _number(text: str) -> Decimal:
    """Return a number; one with an exponent that no decimal can hold is infinite, and so over every bound."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


#: How many characters of a line are shown on either side of a mistake.
_BEFORE: Final = 60
#: How what the TOML reader says begins, in both languages.
_TOML_SAYS: Final = {
    "Invalid value": Text("此处应有值", "a value is expected here"),
    "Invalid statement": Text("此处不能理解", "this was not understood"),
    "Cannot overwrite a value": Text("同一个键写了两次", "a key stands twice"),
    "Cannot declare": Text("同一个表名写了两次", "a table's name stands twice"),
    "Cannot redefine namespace": Text("同一个表写了两次", "a table stands twice"),
    "Duplicate inline table key": Text("同一个键写了两次", "a key stands twice"),
    "Unterminated string": Text("引号没有闭合", "the quotation mark is not closed"),
    "Illegal character '\\n'": Text("引号没有闭合", "the quotation mark is not closed"),
    "Expected '=' after a key in a key/value pair": Text("键的后面应有 =", "a key is followed by ="),
    "Unclosed inline table": Text("花括号没有闭合", "the brace is not closed"),
    "Unclosed array": Text("方括号没有闭合", "the bracket is not closed"),
    "Expected newline or end of document after a statement": Text("值的后面多出了内容", "something stands behind the value"),
    "Expected ']' at the end of a table declaration": Text("表名的方括号没有闭合", "the bracket of the table's name is not closed"),
    "Expected ']]' at the end of an array declaration": Text("表名的双方括号没有闭合", "the double bracket of the table's name is not closed"),
    "Invalid date or datetime": Text("没有这个日期", "there is no such date"),
    "Invalid initial character for a key part": Text("此处应有键", "a key is expected here"),
    "Unescaped '\\' in a string": Text("反斜杠须写两次", "a backslash is written twice"),
}  # fmt: skip
#: Quotation marks that a Chinese keyboard types where TOML wants ASCII ones.
_WIDE_QUOTES: Final = "“”‘’＂＇「」『』"

#: A number that ends where the reader stumbled, and what follows it there, such as its unit of measurement.
_NUMBER: Final = re.compile(r"[=\[,]\s*(\d[\d.]*\s*)$")
_MORE: Final = re.compile(r"([^\d#,.\]}=\s][^#,\]}=]*?)\s*(?:[#,\]}]|$)")


def _not_toml(error: ValueError, name: str, text: str) -> Problem:
    """Return what a file that is no TOML stumbles over, with its line and a caret under it."""
    reason, number, column = (
        str(getattr(error, "msg", error)),
        getattr(error, "lineno", None),
        getattr(error, "colno", 1),
    )
    where = Location(file=name, line=number)
    if number is None:
        reason = shown(reason)
        return Problem("toml-syntax", Text(f"不是有效的 TOML：{reason}", f"not valid TOML: {reason}"), where)
    # A string that is not closed is told at the end of its line: the caret goes there, the words look at the whole.
    line = text.replace("\r\n", "\n").split("\n")[number - 1]
    at = min(column - 1, len(line))
    cut = max(0, at - _BEFORE)  # no more of a long line than a terminal holds
    line, at = "".join(c if c.isprintable() else " " for c in line[cut : at + _BEFORE]), at - cut
    here, rest = line[at : at + 1], line[at:]
    word = re.split(r"[\s=,\]}#]", rest, maxsplit=1)[0] or here
    span, hint = (at, at + 1), Text("")
    if here and here in _WIDE_QUOTES:
        said = Text(f"此处的引号 {here} 是全角", f"the quotation mark {here} is a full-width one")
        hint = Text('请用半角引号，如 "≥85"', 'use ASCII quotation marks, such as "≥85"')
    elif (
        here and not here.isascii() and (ascii := unicodedata.normalize("NFKC", here)).isascii() and not ascii.isalnum()
    ):
        said = Text(f"此处的 {here} 是全角", f"{here} is a full-width character")
        hint = Text(f"请用半角 {ascii}", f"use the ASCII {ascii}")
    elif reason.startswith("Invalid value") and not here.isascii():
        said, span = Text(f"“{shown(word)}”不是值", f'"{shown(word)}" is no value'), (at, at + len(word))
        hint = Text(f'文字须加半角引号，如 "{shown(word)}"', f'text needs quotation marks: "{shown(word)}"')
    elif reason.startswith(("Invalid statement", "Invalid initial character", "Expected '=' after a key")) and not here.isascii():  # fmt: skip
        before = re.search(r"[^\s=,{]*$", line[:at])
        start = before.start() if before is not None else at
        key = line[start:at] + word
        said, span = Text(f"键“{shown(key)}”未加引号", f'the key "{shown(key)}" has no quotation marks'), (start, start + len(key))  # fmt: skip
        hint = Text(f'含中文或点的键须加半角引号，如 "{shown(key)}" = …', f'a key with Chinese or dots needs them: "{shown(key)}" = …')  # fmt: skip
    elif (
        reason.startswith(("Expected newline", "Unclosed"))
        and (begun := _NUMBER.search(line[:at])) is not None
        and (more := _MORE.match(rest)) is not None
    ):
        span = (begun.start(1), at + len(more[1]))
        value = line[slice(*span)]
        said = Text(f"“{shown(value)}”不是数字", f'"{shown(value)}" is no number')
        hint = Text(f'目标等文字须加半角引号，如 "{shown(value)}"', f'text such as a target needs quotation marks: "{shown(value)}"')  # fmt: skip
    else:
        said = next((text for said, text in _TOML_SAYS.items() if reason.startswith(said)), Text(shown(reason)))
        if any(mark in line for mark in _WIDE_QUOTES) and re.search("Unterminated|Illegal character|Expected", reason):
            hint = Text("此行有全角引号；开头和结尾的引号须为半角", "the line has full-width quotation marks; those that begin and end a text must be ASCII")  # fmt: skip
    message = Text(f"不是有效的 TOML：{said.zh}", f"not valid TOML: {said.en}")
    return Problem("toml-syntax", message, where, hint=hint, source=line, span=span)


def beyond_bounds(name: str, text: str, document: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is nested too deeply or is too large a number, at most as many as may be reported."""
    limits = get_limits()
    left = limits.problems
    inside: list[tuple[str, Any]] = [("", document)]
    for _ in range(limits.nesting):
        deeper: list[tuple[str, Any]] = []
        for key, value in inside:
            if type(value) is dict:
                deeper += ((f"{key}.{k}" if key else k, v) for k, v in value.items())
            elif type(value) is list:
                deeper += ((f"{key}[{i}]", v) for i, v in enumerate(value))
            elif type(value) is Decimal and value.is_nan():
                continue  # no number at all, as is said where one is wanted
            elif type(value) in (int, Decimal) and (bound := beyond(value)) is not None and left:
                left -= 1
                yield over(bound, place(name, text, key))
        inside = deeper
    if inside and left:
        yield over("nesting", place(name, text, inside[0][0].partition("[")[0]))
