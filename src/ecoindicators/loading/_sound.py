"""What is sound in a file with faults of form: its meaning is looked at, too, so that whoever mends it hears of all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from ecoindicators.errors import Problem

#: The tables in which a value can be left out without others losing what they refer to.
_TABLES: Final = (
    "acceptance", "indicator", "targets", "responsibility", "section", "action", "duty", "phase", "accept", "notes", "source-cells",
)  # fmt: skip
#: What others refer to by name, or read by: left out, it would be missed elsewhere though it stands in the file.
_REFERRED_TO: Final = ("id", "extends", "direction")


def without_faults(document: dict[str, Any], problems: Sequence[Problem]) -> bool:
    """
    Put what is likely meant in the place of every value that is wrong in form in ``document``, or take it out.

    Return whether what remains can be judged by itself. It cannot where something is missing, or where others refer to
    what would be left out: they would be told of faults that are none.
    """
    if not all(p.code in ("wrong-type", "unknown-key") and _mended(document, p) for p in problems):
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


def _mended(document: Any, fault: Problem) -> bool:
    """Mend the value at a key such as ``indicator[3].component[0].minimum``; of a list of texts, take out the whole list."""
    here: Any = document
    rest = fault.location.key
    may_be_left_out = re.split(r"[.\[]", rest, maxsplit=1)[0] in _TABLES
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
        elif name in _REFERRED_TO:
            return False
        elif fault.code == "wrong-type" and (meant := _meant(inner)) is not None:
            here[name] = meant
            return True
        elif (
            not may_be_left_out
            or here is document
            or (isinstance(inner, list) and any(isinstance(item, dict) for item in inner))
        ):
            return False
        else:
            del here[name]
            return True
    return False


def _meant(value: Any) -> Any:
    """Return the number in quotation marks, or the text without them, that a value is likely meant to be; None for others."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value):
        return Decimal(value) if "." in value else int(value)
    return str(value) if type(value) in (int, Decimal) else None
