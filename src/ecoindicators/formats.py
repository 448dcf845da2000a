"""Versions of what is read and written, and what is said of a file that is newer than this library."""

from __future__ import annotations

from typing import Final

from ecoindicators.errors import Location, Problem
from ecoindicators.texts import Text

#: ``format`` of TOML files: rulesets and test cases.
FORMAT: Final = 1
#: ``format_version`` of an assessment's JSON.
FORMAT_VERSION: Final = 1


def newer_format(found: object, known: int, where: Location) -> Problem | None:
    """
    Return the problem that a file states a newer format than this library knows; None where it does not.

    >>> newer_format(1, FORMAT, Location(file="rules.toml", key="format"))
    """
    if type(found) is not int or found <= known:
        return None
    message = Text(
        f"{where.key} = {found} 需要更新版本的 ecoindicators 才能读取；本版本读取到 {where.key} = {known}",
        f"{where.key} = {found} needs a newer version of ecoindicators; this one reads up to {where.key} = {known}",
    )
    return Problem("newer-format", message, where)
