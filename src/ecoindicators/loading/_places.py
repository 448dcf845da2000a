"""Where a key stands in a TOML text: its line, found by the heads of the tables and the last key (best effort)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from attrs import field, frozen

from ecoindicators.errors import Location

_ARRAY_KEY = re.compile(r"([a-z-]+)\[(\d+)\]")
_LINE = re.compile(r'\s*(?:\[\[(?P<array>[^\]]+)\]\]|\[(?P<table>[^\]]+)\]\s*$|"?(?P<key>[^"=]+?)"?\s*=)')


@frozen
class _Lines:
    """Where the heads and keys of a TOML text stand, by name, in order."""

    arrays: dict[str, list[int]] = field(factory=dict)
    tables: dict[str, list[int]] = field(factory=dict)
    keys: dict[str, list[int]] = field(factory=dict)
    array_heads: list[int] = field(factory=list)


@lru_cache(maxsize=8)
def _lines(text: str) -> _Lines:
    found = _Lines()
    for number, line in enumerate(text.splitlines()):
        match = _LINE.match(line)
        if match is None:
            continue
        by_name, name = next((getattr(found, f"{kind}s"), name) for kind, name in match.groupdict().items() if name)
        by_name.setdefault(name, []).append(number)
        if match["array"]:
            found.array_heads.append(number)
    return found


def _next(numbers: Sequence[int], start: int, skip: int = 0) -> int | None:
    """Return the first of the numbers that is not below ``start``, or one behind it; None without one."""
    at = bisect_left(numbers, start) + skip
    return numbers[at] if at < len(numbers) else None


def place(file: str, text: str, key: str) -> Location:
    """Return where ``key`` stands; the line is found by the table heads and the last key (best effort)."""
    lines, at, head, behind = _lines(text), 0, "", 0
    for match in _ARRAY_KEY.finditer(key):
        head = f"{head}.{match[1]}" if head else match[1]
        found = _next(lines.arrays.get(head, ()), at, int(match[2]))
        if found is None:
            break
        at, behind = found, match.end()
    # What stands behind the heads may be a key with dots, or one inside an inline table, whose line is the table's.
    parts = re.sub(r"\[\d+\]", "", key[behind:]).strip(".").split(".")
    names = [*(".".join(parts[n:]) for n in range(len(parts))), parts[0]]
    if not head and (tables := lines.tables.get(key) or lines.arrays.get(key)):
        return Location(file=file, key=key, line=tables[0] + 1)
    if not head and "." in key:
        table, _, rest = key.partition(".")
        at = _next(lines.tables.get(table, ()), 0) or 0
        last = rest.split("[")[0]
        names = [last, *([last.rpartition(".")[0]] if "." in last else [])]
    end = _next(lines.array_heads, at + 1) if head else None
    for name in names:
        found = _next(lines.keys.get(name, ()), at)
        if found is not None and (end is None or found < end):
            return Location(file=file, key=key, line=found + 1)
    return Location(file=file, key=key, line=at + 1 if at else None)
