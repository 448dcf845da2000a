"""One canonical form of what a value says, and its hash: the same content has the same hash however it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from attrs import NOTHING, Attribute, Factory, fields, has

from ecoindicators.errors import Location


def canonical_json(data: Any) -> str:
    """
    Return plain data as JSON in the one form that has its keys sorted, no space, and ASCII alone.

    Raises:
        ValueError: A number is not finite.

    >>> canonical_json({"b": 1, "a": ["县"]})
    '{"a":["\\\\u53bf"],"b":1}'
    """
    return json.dumps(data, allow_nan=False, sort_keys=True, separators=(",", ":"))


def sha256(value: Any) -> str:
    """
    Return the SHA-256 of what a value says, as 64 hexadecimal digits.

    >>> sha256({"a": Decimal("1.50"), "b": 2}) == sha256({"b": 2, "a": Decimal("1.5")})
    True
    """
    return digest(canonical_json(content(value)).encode("ascii"))


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content(value: Any) -> Any:
    """
    Return what a value says as plain data.

    A value of ours is its class with the fields that are not at their default, so that a field added by a later
    release changes no hash. Equal numbers are alike; a set is in order. Where a row stands in its file is left out.
    """
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): content(inner) for key, inner in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(map(content, value), key=canonical_json)
    if has(type(value)):
        own = ((f, getattr(value, f.name)) for f in fields(type(value)) if f.init)
        said = {f.name: content(v) for f, v in own if not isinstance(v, Location) and not _is_default(f, v)}
        return {"": type(value).__name__, **said}
    if isinstance(value, Iterable):
        return [content(inner) for inner in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _is_default(field: Attribute[Any], value: Any) -> bool:
    default: Any = field.default
    if isinstance(default, Factory):  # type: ignore[arg-type]
        default = default.factory()
    return default is not NOTHING and bool(default == value)


def _number(number: Decimal) -> str:
    """Return a decimal in a form that equal numbers share, whatever its size."""
    sign, digits, exponent = number.as_tuple()
    shown = "".join(map(str, digits)).lstrip("0")
    kept = shown.rstrip("0")
    return f"{'-' * sign}{kept}e{int(exponent) + len(shown) - len(kept)}" if kept else "0"
