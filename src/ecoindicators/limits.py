"""How much may come from outside: one bound for each kind of thing, with a default that real files stay far under.

Whatever is over its bound is refused with one error that names the bound, and nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from attrs import Attribute, evolve, field, fields, frozen

from ecoindicators.errors import NOWHERE, Location, Problem, ProblemsError, nearest_names, shown
from ecoindicators.texts import Text

VARIABLE: Final = "ECOINDICATORS_LIMITS"
#: What both engines keep exactly; no setting, since more would judge otherwise than it reads.
SIGNIFICANT_DIGITS: Final = 15


class LimitError(ProblemsError):
    """A question is larger than its bound allows, or a bound is set to what it cannot be."""


def _positive(_: object, attribute: Attribute[int], value: object) -> None:
    if type(value) is not int or value < 1:
        message = Text(
            f"上限 {attribute.name} 应为正整数，实为 {shown(value)}",
            f"the limit {attribute.name} must be a whole number above 0, found {shown(value)}",
        )
        raise LimitError([Problem("bad-limit", message, found=shown(value))])


def _bound(default: int, code: str, zh: str, en: str) -> Any:
    """Return a field for one bound; ``{}`` in the wording stands for the number."""
    return field(default=default, validator=_positive, metadata={"code": code, "text": Text(zh, en)})


@frozen(kw_only=True)
class Limits:
    """
    The bounds on what is read and reckoned, one field each.

    Raises:
        LimitError: A bound is no whole number above 0.

    >>> Limits().rows, Limits(rows=5).rows
    (100000, 5)
    """

    file_bytes: int = _bound(
        50_000_000, "file-too-large", "文件超过{}字节，未读取", "the file is over {} bytes and was not read"
    )
    ruleset_bytes: int = _bound(
        2_000_000, "file-too-large", "文件超过{}字节，未读取", "the file is over {} bytes and was not read"
    )
    report_bytes: int = _bound(
        4_000_000, "file-too-large", "文件超过{}字节，未读取", "the file is over {} bytes and was not read"
    )
    folder_files: int = _bound(
        2_000, "too-many-files", "文件夹中的文件超过{}个，未读取", "the folder holds over {} files and was not read"
    )
    archive_members: int = _bound(
        2_000, "archive-too-large", "压缩包中的文件超过{}个，未读取", "the file packs over {} parts and was not read"
    )
    unpacked_bytes: int = _bound(
        200_000_000,
        "archive-too-large",
        "文件解压后超过{}字节，未读取",
        "the file unpacks to over {} bytes and was not read",
    )
    part_tags: int = _bound(
        300_000,
        "archive-too-large",
        "文件的一个部件超过{}个标记，未读取",
        "a part of the file has over {} tags and was not read",
    )
    rows: int = _bound(100_000, "too-many-rows", "超过{}行", "over {} rows")
    policy_rows: int = _bound(5_000, "too-many-rows", "超过{}行", "over {} rows")
    columns: int = _bound(100, "too-many-columns", "超过{}列", "over {} columns")
    cells: int = _bound(2_000_000, "too-many-cells", "单元格超过{}个", "over {} cells")
    cell_chars: int = _bound(20_000, "cell-too-long", "单元格超过{}个字符", "a cell is over {} characters")
    policy_cell_chars: int = _bound(2_000, "cell-too-long", "单元格超过{}个字符", "a cell is over {} characters")
    nesting: int = _bound(32, "nested-too-deeply", "嵌套超过{}层", "nested over {} levels deep")
    number_size: int = _bound(10**15, "number-too-large", "数值超过±{}", "the number is beyond ±{}")
    number_places: int = _bound(15, "too-many-places", "小数超过{}位", "the number has over {} decimal places")
    target_chars: int = _bound(
        2_000, "target-too-long", "目标文字超过{}个字符", "the target is over {} characters long"
    )
    target_depth: int = _bound(20, "nested-too-deeply", "嵌套超过{}层", "nested over {} levels deep")
    target_size: int = _bound(
        1_000,
        "target-too-large",
        "目标所含条件（按年计）超过{}个",
        "the target asks over {} conditions, each year of a window counted",
    )
    comparison_steps: int = _bound(
        200_000,
        "comparison-too-large",
        "比较两个目标所需步骤超过{}步，未比较",
        "comparing the two targets takes over {} steps; they were not compared",
    )
    problems: int = _bound(
        1_000, "too-many-problems", "问题超过{}个，其余未再检查", "over {} problems; the rest was not checked"
    )


def names() -> tuple[str, ...]:
    """Return the names of the bounds, in order."""
    return tuple(a.name for a in fields(Limits))


def over(name: str, location: Location = NOWHERE) -> Problem:
    """
    Return the problem that something is over the bound ``name``; its hint says how to raise the bound.

    >>> over("rows", Location(file="a.csv")).text.en
    'a.csv: over 100,000 rows. If it is meant, raise the limit: ECOINDICATORS_LIMITS="rows=…"'
    """
    about = getattr(fields(Limits), name).metadata
    most: int = getattr(get_limits(), name)
    number = f"{most:,}" if most >= 10_000 else str(most)
    hint = Text(
        f'如确有需要，可放宽上限：{VARIABLE}="{name}=…"', f'If it is meant, raise the limit: {VARIABLE}="{name}=…"'
    )
    message = Text(about["text"].zh.format(number), about["text"].en.format(number))
    return Problem(about["code"], message, location, hint=hint)


_current: ContextVar[Limits | None] = ContextVar("ecoindicators_limits", default=None)


def get_limits() -> Limits:
    """
    Return the bounds in force: those of :func:`using_limits`, else of the environment, else the defaults.

    Raises:
        LimitError: ``ECOINDICATORS_LIMITS`` cannot be read.
    """
    return _current.get() or _from_environment(os.environ.get(VARIABLE, ""))


@contextmanager
def using_limits(**changes: int) -> Iterator[Limits]:
    """
    Change bounds within the ``with`` block (in this thread or task).

    Raises:
        LimitError: A name is no bound, or a bound is no whole number above 0.

    >>> with using_limits(rows=1_000_000) as limits:
    ...     limits.rows
    1000000
    """
    token = _current.set(_changed(get_limits(), changes))
    try:
        yield get_limits()
    finally:
        _current.reset(token)


@lru_cache(maxsize=8)
def _from_environment(text: str) -> Limits:
    """Return the defaults with the changes that "rows=200000, cells=4000000" names."""
    changes: dict[str, int] = {}
    for part in text.replace(",", " ").split():
        name, _, number = part.partition("=")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            message = Text(f"{VARIABLE} 应写作 名称=正整数，实为“{shown(part)}”", f'{VARIABLE} takes NAME=NUMBER, found "{shown(part)}"')  # fmt: skip
            raise LimitError([Problem("bad-limit", message, found=shown(part))])
        changes[name] = int(number)
    return _changed(Limits(), changes)


def _changed(limits: Limits, changes: dict[str, int]) -> Limits:
    unknown = [name for name in changes if name not in names()]
    if unknown:
        raise LimitError(
            Problem(
                "unknown-limit", Text(f"没有名为“{shown(n)}”的上限", f'no limit is called "{shown(n)}"'),
                found=n, nearest=nearest_names(n, names()) or names(),
            )
            for n in unknown
        )  # fmt: skip
    return evolve(limits, **changes)


def beyond(number: int | Decimal) -> str | None:
    """
    Return the bound that a number is over, None if it is within both.

    >>> beyond(Decimal("1E+999999")), beyond(Decimal("1E-99")), beyond(Decimal("94.20"))
    ('number_size', 'number_places', None)
    """
    limits = get_limits()
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.copy_abs() > limits.number_size:
        return "number_size"
    return "number_places" if -exponent > limits.number_places else None


def significant_digits(number: Decimal) -> int:
    """
    Return how many digits a number has without the zeros around it.

    >>> significant_digits(Decimal("0.09420")), significant_digits(Decimal("1E+9"))
    (3, 1)
    """
    return len("".join(map(str, number.as_tuple().digits)).strip("0"))


def stop_at_limit(problems: Sequence[Problem], error: type[ProblemsError]) -> None:
    """Raise ``error`` with the problems found so far once they are as many as the bound allows."""
    if len(problems) >= get_limits().problems:
        raise error([*problems, over("problems")])


class Tally:
    """Counts the rows and cells of one file as they are read, and raises as soon as a bound is passed."""

    def __init__(self, error: type[ProblemsError]) -> None:
        self.error = error
        self.limits = get_limits()
        self.rows = self.cells = 0

    def add(self, where: Location, width: int) -> None:
        """
        Count the row at ``where``, which has ``width`` cells.

        Raises:
            ProblemsError: Of the class given, for too many rows, columns or cells.
        """
        self.rows += 1
        self.cells += width
        for name, found in (("rows", self.rows), ("columns", width), ("cells", self.cells)):
            if found > getattr(self.limits, name):
                raise self.error([over(name, where)])


class Budget:
    """What may be spent on one question; once it is gone, the question is too large."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.left: int = getattr(get_limits(), name)

    def spend(self, amount: int = 1) -> None:
        """
        Spend some of it.

        Raises:
            LimitError: It is used up.
        """
        self.left -= amount
        if self.left < 0:
            raise LimitError([over(self.name)])
