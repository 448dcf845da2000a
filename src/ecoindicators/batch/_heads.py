"""The columns of a frame: which bears which head, and whether it holds the kind of thing it should."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ecoindicators.batch._columns import (
    PLACE,
    YEAR,
)
from ecoindicators.batch._engine import Engine
from ecoindicators.errors import Location, Problem
from ecoindicators.tables import HEADS
from ecoindicators.texts import Text

#: Heads of the column of places, with brackets as NFKC has them.
PLACE_HEADS: Final = ("地区", "县区", "县市区", "县(市、区)", "行政区", "行政区划")


def heads(engine: Engine, columns: Iterable[str]) -> dict[str, str]:
    """Return which column of the frame bears each head, in English or Chinese."""
    found: dict[str, str] = {}
    names = {head: (head, *(PLACE_HEADS if head == PLACE else HEADS.get(head, ()))) for head in columns}
    for name in engine.kinds:
        plain = unicodedata.normalize("NFKC", name).strip()
        for head, words in names.items():
            if plain in words or plain.casefold() == head:
                found.setdefault(head, name)
    return found


def is_place(column: str) -> bool:
    """Return whether a column bears the head of places."""
    plain = unicodedata.normalize("NFKC", column).strip()
    return plain in PLACE_HEADS or plain.casefold() == PLACE


def keys(engine: Engine, found: Mapping[str, str], problems: list[Problem]) -> None:
    """Note what is wrong with the columns of place and year."""
    for head, kinds, zh, en in (
        (PLACE, ("text", "number", "nothing"), "文本或编号", "text or codes"),
        (YEAR, ("number", "nothing"), "整数年份，如 2023", "years as whole numbers, such as 2023"),
    ):
        if head not in found:
            message = Text(f"缺少“{head}”列", f'the column "{head}" is missing')
            problems.append(Problem("missing-column", message, Location(table="frame")))
        elif engine.kinds[found[head]] not in kinds or (
            engine.kinds[found[head]] == "number" and not _whole(engine.types[found[head]])
        ):
            problems.append(wrong_kind(found[head], Text(zh, en), engine.types[found[head]]))


def _whole(dtype: Any) -> bool:
    return bool(dtype.is_integer()) or str(dtype) == "Object"


def wrong_kind(column: str, expected: Text, dtype: Any) -> Problem:
    """Return the problem of a column that holds another kind of thing than it should."""
    found = in_words(dtype)
    message = Text(
        f"列应为{expected.zh}，实为{found.zh}", f"the column should hold {expected.en}, but holds {found.en}"
    )
    return Problem("wrong-type", message, Location(table="frame", column=column), str(dtype))


#: What a column holds, by how the name of its type begins.
_TYPES: Final = {
    "Int": Text("整数", "whole numbers"), "UInt": Text("整数", "whole numbers"), "Float": Text("小数", "numbers"),
    "Decimal": Text("小数", "numbers"), "String": Text("文本", "text"), "Enum": Text("文本", "text"),
    "Categorical": Text("文本", "text"), "Boolean": Text("真假值", "true and false"), "Datetime": Text("时间", "times"),
    "Date": Text("日期", "dates"), "Null": Text("空值", "nothing"),
}  # fmt: skip


def in_words(dtype: Any) -> Text:
    """Return what a type holds in words, with the name by which its library calls it."""
    name = str(dtype).partition("(")[0]
    words = next((words for begin, words in _TYPES.items() if name.startswith(begin)), None)
    return Text(f" {name}", name) if words is None else Text(f"{words.zh}（{name}）", f"{words.en} ({name})")


_NUMBERS = Text("数值", "numbers")
#: What to do about words in a column of numbers.
NUMBER_HINT: Final = Text(
    "“94.2%”之类的文本请先转为数值；定性结论请放在 statement 列",
    'turn text such as "94.2%" into numbers first; words belong in a column of statements',
)


def check_kind(engine: Engine, column: str, kind: str, problems: list[Problem]) -> bool:
    allowed = {"number": ("number", "float32"), "text": ("text",), "date": ("date",)}[kind]
    if engine.kinds[column] in (*allowed, "nothing"):
        return True
    expected = {"number": _NUMBERS, "text": Text("文本", "text"), "date": Text("日期", "dates")}[kind]
    problem = wrong_kind(column, expected, engine.types[column])
    if kind == "number" and engine.kinds[column] == "text":
        problem = Problem(problem.code, problem.message, problem.location, problem.found, hint=NUMBER_HINT)
    problems.append(problem)
    return False
