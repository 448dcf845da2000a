"""The files of a panel: what the names of their folders say (``place=甲县/year=2023/part.csv``), and that they are alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from attrs import frozen

from ecoindicators.batch._heads import in_words
from ecoindicators.batch._problems import NAMED
from ecoindicators.errors import DossierError, Location, Problem
from ecoindicators.texts import Text

#: The column with the path of a row's file.
_FILE: Final = "file of the row"
#: What a folder is called whose rows hold nothing in its column.
_NOTHING: Final = "__HIVE_DEFAULT_PARTITION__"
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")


@frozen
class Folder:
    """Files, and for each the columns that the folders between it and ``root`` name, with their words."""

    root: Path
    named: Mapping[Path, Mapping[str, str | None]]

    @classmethod
    def of(cls, root: Path, files: Iterable[Path]) -> Folder:
        """Return the files of a folder, or a file alone."""
        return cls(root, {file: _named(file.relative_to(root)) if file != root else {} for file in files})

    @property
    def files(self) -> list[Path]:
        """The files, in their order."""
        return list(self.named)

    @cached_property
    def types(self) -> dict[str, Any]:
        """The columns that names of folders hold: whole numbers, or text where there is another word or a code like 0371."""
        import polars as pl

        words: dict[str, list[str]] = {}
        for named in self.named.values():
            for key, word in named.items():
                words.setdefault(key, []).extend([] if word is None else [word])
        return {
            key: pl.Int64 if found and all(map(_WHOLE.fullmatch, found)) else pl.String for key, found in words.items()
        }

    def columns(self, file: Path) -> list[Any]:
        """Return these columns for the rows of one file."""
        import polars as pl

        words = self.named[file]
        return [pl.lit(words.get(key)).cast(kind).alias(key) for key, kind in self.types.items()]

    def scanned(self, scan: Callable[..., Any]) -> Any:
        """Return what ``scan`` gives of all files at once, with these columns."""
        import polars as pl

        if not self.types:
            return scan(self.files)
        paths = [str(file) for file in self.files]
        made = []
        for key, kind in self.types.items():
            words = pl.Series([words.get(key) for words in self.named.values()], dtype=pl.String).cast(kind)
            made.append(pl.col(_FILE).replace_strict(paths, words, return_dtype=kind).alias(key))
        return scan(self.files, include_file_paths=_FILE).with_columns(made).drop(_FILE)

    def name(self, file: Path) -> str:
        """Return what a file is called in a message."""
        return file.name if file == self.root else file.relative_to(self.root).as_posix()


def _named(path: Path) -> dict[str, str | None]:
    parts = (part.partition("=") for part in path.parts[:-1])
    return {key: None if word == _NOTHING else unquote(word) for key, sign, word in parts if key and sign}


def alike(folder: Folder, schemas: Mapping[Path, Mapping[str, Any]]) -> dict[str, Any]:
    """
    Return the type of each column of the files: nothing is whatever the others hold, whole numbers are floats beside such.

    Raises:
        DossierError: A column is missing in a file, or is of another kind of thing than in the first.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(name for schema in schemas.values() for name in schema):
        holding = {file: schema[name] for file, schema in schemas.items() if name in schema}
        holder = folder.name(next(iter(holding)))
        message = Text(f"缺少此列（{holder} 有此列）", f"the column is missing, though {holder} has it")
        lacking = [Location(file=folder.name(file), column=name) for file in schemas if file not in holding]
        problems += [Problem("missing-column", message, where) for where in lacking]
        found[name] = _shared(folder, name, holding, problems)
    if problems:
        raise DossierError(_few(problems))
    return found


def _shared(folder: Folder, name: str, holding: Mapping[Path, Any], problems: list[Problem]) -> Any:
    """Return the type that a column has in all files; note the first file that holds another kind of thing."""
    import polars as pl

    kinds: dict[Any, Path] = {}
    for file, kind in holding.items():
        if kind == pl.Null or kind in kinds:
            continue
        if kinds and not _are_numbers([*kinds, kind]):
            (other, first), own = next(iter(kinds.items())), in_words(kind)
            message = Text(
                f"列为{own.zh}，而 {folder.name(first)} 中为{in_words(other).zh}",
                f"the column holds {own.en}, in {folder.name(first)} {in_words(other).en}",
            )
            problems.append(Problem("wrong-type", message, Location(file=folder.name(file), column=name)))
            break
        kinds[kind] = file
    return pl.Float64 if len(kinds) > 1 else next(iter(kinds), pl.Null)


def _are_numbers(kinds: Sequence[Any]) -> bool:
    """Return whether types can be held together as floats of 64 bits; those of 32 bits would not be what was typed."""
    import polars as pl

    return all(kind.is_integer() or kind == pl.Float64 for kind in kinds)


def _few(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= NAMED:
        return problems
    more = len(problems) - NAMED
    rest = Text(f"另有{more}处不一致", f"{more} more differences")
    return [*problems[:NAMED], Problem(problems[NAMED].code, rest)]
