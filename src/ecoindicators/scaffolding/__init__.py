"""A new ruleset as a complete plugin distribution: laid over a parent, out of a draft, or standing alone.

What is written loads, keeps the rules of the author kit as far as can be without the document, and lists the
rest as expected failures of its own tests. Nothing that is there already is overwritten.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from attrs import frozen

from ecoindicators.errors import Problem, ProblemsError
from ecoindicators.files import read_bytes
from ecoindicators.loading import read_plain
from ecoindicators.plugins import available_rulesets, load_ruleset, read_ruleset
from ecoindicators.resolved import resolved_text
from ecoindicators.scaffolding._cases import cases_text
from ecoindicators.scaffolding._data import alone_files, draft_files, overlay_files
from ecoindicators.scaffolding._names import PLACEHOLDER, SLUG, Names, read_names
from ecoindicators.scaffolding._pages import page_files
from ecoindicators.testing.checks import iter_checks
from ecoindicators.texts import Text
from ecoindicators.writing import write_whole

__all__ = ["Names", "Scaffold", "new_ruleset"]


@frozen
class Scaffold:
    """What was done: the folder, the files written there and those that were there and left alone."""

    folder: Path
    written: tuple[str, ...]
    left_alone: tuple[str, ...]


def new_ruleset(
    id: str,
    folder: str | Path | None = None,
    *,
    extends: str | None = None,
    draft: str | Path | None = None,
    title: str = "",
    title_en: str = "",
    jurisdiction: str = "",
    jurisdiction_en: str = "",
    code: str = "",
    document: str = "",
) -> Scaffold:
    """
    Write a plugin distribution for the ruleset ``id`` and return what was written.

    Args:
        id: The ruleset's id: lower-case letters, digits and hyphens.
        folder: Where to; a folder called ``id`` here unless given. What is there is left alone.
        extends: The installed ruleset that the new one is laid over.
        draft: A folder written by ``import-table --folder``; the ruleset called ``id`` in it and its parent are taken.
        title: The title in Chinese; a placeholder unless given, and so are the next five.
        title_en: The title in English.
        jurisdiction: The name of the place in Chinese.
        jurisdiction_en: The name of the place in English.
        code: Its GB/T 2260 code.
        document: The number of the document, such as 登政文〔2023〕44号.

    Raises:
        ProblemsError: The names are wrong, or the draft is; nothing was written.
        UnknownNameError: No ruleset ``extends`` is installed.
        OSError: A file cannot be written.

    >>> import tempfile
    >>> done = new_ruleset("my-county", tempfile.mkdtemp(), extends="henan-county")
    >>> "src/ecoindicators_my_county/data/my-county/10-targets.toml" in done.written
    True
    """
    names = read_names(id, title, title_en, jurisdiction, jurisdiction_en, code, document)
    problems = list(names.problems)
    if extends is not None and draft is not None:
        message = Text(
            "extends 与 draft 只能给一个：草稿自己写明上级",
            "give extends or draft, not both: a draft says itself what it extends",
        )
        hint = Text(
            f"请先用 import-table --extends {extends} 起草", f"draft it with import-table --extends {extends} first"
        )
        problems.append(Problem("wrong-usage", message, hint=hint))
    if extends == id:
        message = Text(f"“{id}”不能是自己的上级，请另取 id", f'"{id}" cannot extend itself; give it another id')
        problems.append(Problem("wrong-usage", message))
    owner = available_rulesets().get(id)
    if owner is not None and owner.distribution not in ("", names.distribution):
        message = Text(
            f"id “{id}”已由软件包 {owner.distribution} 使用", f'the id "{id}" is taken by {owner.distribution}'
        )
        problems.append(Problem("declared-twice", message))
    if problems:
        raise ProblemsError(problems)
    if draft is not None:
        data = draft_files(id, _drafted(id, Path(draft)), names)
        extra = _doubts(Path(draft))
    else:
        parent = None if extends is None else load_ruleset(extends)
        data = {id: alone_files(names) if parent is None else overlay_files(names, parent)}
        extra = {}
    root = Path(folder) if folder is not None else Path(id)
    return _write(root, _files(names, data, extra), names)


def _drafted(id: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the rulesets of a draft folder as data, by id: those whose file is named after them, each of which loads."""
    files = [path for path in sorted(folder.glob("*.toml")) if SLUG.fullmatch(path.stem)]
    found = {path.stem: path for path in files if "ruleset" in read_plain(path)}
    if id not in found:
        message = Text(f"草稿文件夹 {folder} 中没有 {id}.toml", f"the draft folder {folder} has no {id}.toml")
        raise ProblemsError([Problem("no-draft", message, nearest=tuple(found))])
    loaded = {stem: read_ruleset(path) for stem, path in found.items()}
    return {stem: read_plain(found[stem]) for stem, ruleset in loaded.items() if ruleset.id == stem}


def _doubts(folder: Path) -> dict[str, str]:
    path = folder / "doubts.md"
    return {"docs/doubts.md": read_bytes(path).decode("utf-8", "replace")} if path.is_file() else {}


def _files(names: Names, data: dict[str, dict[str, str]], extra: dict[str, str]) -> dict[str, str]:
    """Return every file of the distribution by its path; the rulesets are loaded and checked to write the rest."""
    module = f"src/{names.module}"
    files: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch)
        for id, parts in data.items():
            (at / "data" / id).mkdir(parents=True)
            for name, text in parts.items():
                (at / "data" / id / name).write_text(text, encoding="utf-8")
                files[f"{module}/data/{id}/{name}"] = text
        rulesets = [read_ruleset(at / "data" / id) for id in data]
        open_rules = {}
        for ruleset in rulesets:
            cases = cases_text(ruleset)
            (at / f"{ruleset.id}.toml").write_text(cases, encoding="utf-8")
            files[f"{module}/cases/{ruleset.id}.toml"] = cases
            files[f"tests/{ruleset.id}.resolved.json"] = resolved_text(ruleset)
            results = iter_checks(at / "data" / ruleset.id, cases=at / f"{ruleset.id}.toml")
            open_rules[ruleset.id] = [r.check.id for r in results if r.problems]
    pages = page_files(names, rulesets, open_rules) | extra
    if any(PLACEHOLDER.zh in text for path, text in pages.items() if path.startswith(("README", "pyproject", "docs/"))):
        # Nothing is on the disk yet, so that the check could not read the pages; every suite of the project will.
        more = {id: sorted({*rules, "R06-no-placeholder"}) for id, rules in open_rules.items()}
        pages = page_files(names, rulesets, more) | extra
    return files | pages


def _write(root: Path, files: dict[str, str], names: Names) -> Scaffold:
    written, left = [], []
    for path, text in files.items():
        if (root / path).exists() or _said_elsewhere(root / path, text):
            left.append(path)
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(root / path, text)
        written.append(path)
    return Scaffold(root, tuple(sorted(written)), tuple(sorted(left)))


_TABLE = re.compile(r"^\[+([a-z-]+)", re.MULTILINE)


def _said_elsewhere(path: Path, text: str) -> bool:
    """Return whether another file of the ruleset's folder holds the tables of this one already: they were moved."""
    tables = set(_TABLE.findall(text))
    if path.suffix != ".toml" or path.parent.parent.name != "data" or not tables or not path.parent.is_dir():
        return False
    known = {
        table for other in path.parent.glob("*.toml") for table in _TABLE.findall(other.read_text(encoding="utf-8"))
    }
    return bool(tables & known)
