"""TOML → Ruleset, with all problems at once: each names file, line, key, what was found and expected."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ecoindicators.errors import Location, Problem, RulesetError
from ecoindicators.files import files_in, read_bytes
from ecoindicators.loading._build import Builder, Part, in_unit
from ecoindicators.loading._structure import fill, parse, place, read_file
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

__all__ = ["fill", "in_unit", "load_toml", "parse", "place", "read_plain"]


def load_toml(path: str | Path | Traversable, find_parent: Callable[[str], Ruleset]) -> Ruleset:
    """
    Return the ruleset in a TOML file, or in a folder whose files are read in name order as if one.

    ``find_parent`` is asked for the ruleset that this one extends.

    Raises:
        RulesetError: With every problem found.
    """
    root = Path(path) if isinstance(path, str) else path
    files = [root] if root.is_file() or (isinstance(root, Path) and root.is_fifo()) else []
    if isinstance(root, Path) and root.is_dir():
        files = list(files_in(root, ".toml"))
    elif root.is_dir():
        files = sorted((f for f in root.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    if not files:
        message = Text(f"没有找到 TOML 文件：{root}", f"no TOML file at {root}")
        raise RulesetError([Problem("no-file", message)])
    problems: list[Problem] = []
    parts: list[Part] = []
    for file in files:
        name = f"{root.name}/{file.name}" if len(files) > 1 else file.name
        try:
            raw, text, wrong = read_file(name, read_bytes(file, "ruleset_bytes"))
        except RulesetError as error:
            problems += error.problems
            continue
        problems += wrong
        if raw is not None:
            parts.append(Part(name, text, raw))
    problems += _heads(parts, files[0].name if len(files) == 1 else root.name) if not problems else []
    if problems:
        raise RulesetError(problems)
    main = next(p.raw.ruleset for p in parts if p.raw.ruleset is not None)
    assert main is not None
    builder = Builder(parts, find_parent(main.extends) if main.extends is not None else None)
    ruleset = builder.build()
    if builder.problems:
        raise RulesetError(builder.problems)
    return ruleset


def read_plain(path: Path) -> dict[str, Any]:
    """
    Return a TOML file as data, for tables that are no ruleset.

    Raises:
        RulesetError: It is no TOML, or too large.
    """
    document, _, problems = parse(path.name, read_bytes(path, "ruleset_bytes"))
    if document is None:
        raise RulesetError(problems)
    return document


def _heads(parts: list[Part], name: str) -> list[Problem]:
    problems = []
    if not parts or parts[0].raw.format is None:
        where = parts[0].name if parts else name
        message = Text("第一个文件须以 format = 1 开头", 'the first file must begin with "format = 1"')
        problems.append(Problem("missing-key", message, Location(file=where, key="format")))
    for table in ("ruleset", "acceptance"):
        holders = [p.name for p in parts if getattr(p.raw, table) is not None]
        if len(holders) > 1:
            message = Text(
                f"[{table}] 出现在多个文件中：{'、'.join(holders)}",
                f"[{table}] stands in several files: {', '.join(holders)}",
            )
            problems.append(Problem("declared-twice", message, Location(file=holders[1], key=table)))
        if not holders and table == "ruleset":
            message = Text("缺少 [ruleset] 表", "the table [ruleset] is missing")
            problems.append(Problem("missing-key", message, Location(file=name, key="ruleset")))
    return problems
