"""A resolved ruleset as plain data, to keep a copy under review and to say in words what has changed since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import Attribute, fields, has

from ecoindicators.indicators import Domain, Task
from ecoindicators.responsibility import Responsibility
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Target
from ecoindicators.texts import Text, plain_number

#: ``format`` of a resolved copy.
RESOLVED_FORMAT: Final = 1
Place = tuple[str, ...]


def resolved_data(ruleset: Ruleset) -> dict[str, Any]:
    """
    Return all that a ruleset says, its parents' part included, as plain data; what is as by default is left out.

    >>> from ecoindicators import load_ruleset
    >>> resolved_data(load_ruleset("dengfeng-2023"))["indicators"][10]["components"][0]["target"]
    {'text': '≥44', 'canonical': '≥44'}
    """
    data: dict[str, Any] = {"format": RESOLVED_FORMAT}
    for field in fields(Ruleset):
        value = getattr(ruleset, field.name)
        if value != _default(field):
            data[field.name] = {"id": value.id, "version": value.version} if field.name == "parent" else _plain(value)
    return data


def resolved_text(ruleset: Ruleset) -> str:
    """Return :func:`resolved_data` as JSON text: what a resolved copy holds."""
    return json.dumps(resolved_data(ruleset), ensure_ascii=False, indent=1) + "\n"


def changes(kept: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[tuple[str, str | None, str | None], ...]:
    """
    Return what differs between two resolved copies: where, what is kept, what is there now; None where it is missing.

    Entries of lists are told apart by their id or number, so that one added in the middle is one change; ``order``
    names the first two entries that have changed places. What is added or gone is one change an entry, never one of a
    whole list.

    >>> changes({"phases": [{"number": "一", "since": "2023-01"}]}, {"phases": [{"number": "一", "since": "2023-02"}]})
    (('phases.一.since', '2023-01', '2023-02'),)
    """
    old, new = dict(leaves(kept)), dict(leaves(now))
    found: list[tuple[str, str | None, str | None]] = [
        (".".join(at), old[at], new[at]) for at in old if at in new and old[at] != new[at]
    ]
    found += [(at, values, None) for at, values in _only_in(old, new, set(_collections(kept)))]
    found += [(at, None, values) for at, values in _only_in(new, old, set(_collections(now)))]
    common = zip((at for at in old if at in new), (at for at in new if at in old), strict=True)
    moved = next(((".".join(a), ".".join(b)) for a, b in common if a != b), None)
    if moved is not None:
        found.append(("order", *moved))
    return tuple(found)


def _only_in(
    these: Mapping[Place, str], those: Mapping[Place, str], collections: Set[Place]
) -> Iterator[tuple[str, str]]:
    """Yield what stands in ``these`` alone: a whole entry once, with its values in a row."""
    known = {at[:length] for at in those for length in range(len(at) + 1)}
    entries: dict[Place, list[str]] = {}
    for at, value in these.items():
        if at not in those:
            news = (length for length in range(1, len(at) + 1) if at[:length] not in known)
            length = next(length for length in news if at[:length] not in collections)
            entries.setdefault(at[:length], []).append(value)
    yield from ((".".join(at), ", ".join(values)) for at, values in entries.items())


def _collections(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the place of every collection: a list, or a table whose entries are tables themselves."""
    inner = list(_entries(value))
    if inner and (not isinstance(value, Mapping) or all(isinstance(entry, Mapping) for _, entry in inner)):
        yield at
    for name, entry in inner:
        yield from _collections(entry, (*at, name))


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a table or list holds by its name: its key, its id, its number, what it accepts, or its position."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        seen: Counter[str] = Counter()
        for index, inner in enumerate(value, 1):
            name = _name(inner, index)
            seen[name] += 1
            yield name if seen[name] == 1 else f"{name}#{seen[name]}", inner


def _name(entry: Any, index: int) -> str:
    if isinstance(entry, Mapping):
        if "check" in entry and "subject" in entry:
            return f"{entry['check']} {entry['subject']}"
        return str(entry.get("id", entry.get("number", index)))
    return str(index)


def _plain(value: Any) -> Any:
    if isinstance(value, Target):
        notes = {"notes": list(value.notes)} if value.notes else {}
        return {"text": value.text, "canonical": str(value), **notes}
    if isinstance(value, Text):
        return value.zh if value.zh == value.en else value.to_dict()
    if isinstance(value, Responsibility):
        return {side: [u.id for u in getattr(value, side)] for side in ("lead", "responsible") if getattr(value, side)}
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    if has(type(value)):
        return {f.name: _field(value, f.name) for f in fields(type(value)) if getattr(value, f.name) != _default(f)}
    return value


def _field(holder: Any, name: str) -> Any:
    """Return a field as data: what stands above by its id, states with their synonyms, the rest as it is."""
    value = getattr(holder, name)
    if isinstance(value, Domain | Task):
        return value.id
    if name == "states":
        return [{f: _plain(v) for f in _STATE if (v := getattr(state, f))} for state in value]
    return _plain(value)


_STATE: Final = ("phrase", "synonyms", "antonyms", "implied_by")


def _default(field: Attribute[Any]) -> Any:
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()


def leaves(value: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """
    Yield every single value in plain data with its place.

    >>> list(leaves({"phases": [{"number": "一"}]}))
    [(('phases', '一', 'number'), '一')]
    """
    if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
        for name, inner in _entries(value):
            yield from leaves(inner, (*at, name))
    else:
        yield at, str(value)
