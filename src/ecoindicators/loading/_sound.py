"""What is sound in a file with faults of form: its meaning is looked at, too, so that whoever mends it hears of all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from ecoindicators.errors import Problem

#: The tables in which a value can be left out without others losing what they refer to.
_TABLES: Final = (
    "indicator",
    "targets",
    "responsibility",
    "section",
    "action",
    "duty",
    "phase",
    "notes",
    "source-cells",
)
#: What others refer to by name, or read by: left out, it would be missed elsewhere though it stands in the file.
_REFERRED_TO: Final = ("id", "direction")


def without_faults(document: dict[str, Any], problems: Sequence[Problem]) -> bool:
    """
    Take every value that is wrong in form out of ``document``; return whether the rest can be judged by itself.

    It cannot where something is missing, or where others refer to what would be left out: they would be told of
    faults that are none.
    """
    if not all(p.code in ("wrong-type", "unknown-key") and _take_out(document, p.location.key) for p in problems):
        return False
    # An indicator whose target or components were taken out has no component that the rest could name.
    return all("target" in indicator or "component" in indicator for indicator in document.get("indicator", ()))


def is_consequence(problem: Problem, faults: Sequence[Problem]) -> bool:
    """Return whether a problem may come of a value that was taken out: the value stands at its place, or inside it."""
    where = problem.location
    return any(
        fault.location.file == where.file and re.match(re.escape(where.key) + r"(?![\w-])", fault.location.key)
        for fault in faults
    )


def _take_out(document: Any, key: str) -> bool:
    """Take out the value at a key such as ``indicator[3].component[0].minimum``; of a list of texts, the whole list."""
    table = re.split(r"[.\[]", key, maxsplit=1)[0]
    if table not in _TABLES or table == key:
        return False
    here: Any = document
    rest = key
    while isinstance(here, dict):
        # A key may hold dots of its own: the longest that is there is the one meant.
        name = max((k for k in here if re.match(re.escape(k) + r"(?![^.\[])", rest)), key=len, default=None)
        if name is None:
            return True  # taken out already, such as a list with two faults
        rest = rest[len(name) :]
        inner = here[name]
        step = re.match(r"\[(\d+)\]\.", rest)
        if step is not None and isinstance(inner, list):
            here, rest = inner[int(step[1])], rest[step.end() :]
        elif rest.startswith(".") and isinstance(inner, dict):
            here, rest = inner, rest[1:]
        elif (
            here is document
            or name in _REFERRED_TO
            or (isinstance(inner, list) and any(isinstance(item, dict) for item in inner))
        ):
            return False
        else:
            del here[name]
            return True
    return False
