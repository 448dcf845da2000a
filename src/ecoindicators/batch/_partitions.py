"""Partitioned folders: the columns that the names of folders hold, such as ``place=甲县/year=2023/part.parquet``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote


def partitions(folder: Path, files: Iterable[Path]) -> dict[str, set[str]]:
    """Return the values of each column that the folders of all files name."""
    found: list[dict[str, str]] = []
    for file in files:
        parts = file.relative_to(folder).parts[:-1] if folder.is_dir() else ()
        named = (part.partition("=") for part in parts)
        found.append({key: unquote(value) for key, sign, value in named if key and sign})
    shared = [key for key in found[0] if all(key in named for named in found)] if found else []
    return {key: {named[key] for named in found} for key in shared}


def types(values: dict[str, set[str]]) -> dict[str, Any]:
    """Return the type of each such column: whole numbers, or text where there is another word or a code such as 0371."""
    import polars as pl

    whole = re.compile(r"-?(0|[1-9]\d{0,17})")
    return {
        key: pl.Int64 if all(whole.fullmatch(value) for value in words) else pl.String for key, words in values.items()
    }
