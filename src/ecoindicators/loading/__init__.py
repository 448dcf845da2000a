"""TOML → Ruleset, with all problems at once: each names file, line, key, what was found and expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from ecoindicators.errors import Location, Problem, RulesetError, UnknownNameError
from ecoindicators.files import files_in, read_bytes
from ecoindicators.limits import get_limits
from ecoindicators.loading._build import Builder, Part, bad_id, in_unit, read_target
from ecoindicators.loading._cases import Case, Expectation, load_cases
from ecoindicators.loading._places import place
from ecoindicators.loading._raw import NO_NAME, Name
from ecoindicators.loading._sound import is_consequence
from ecoindicators.loading._structure import fill, read_file
from ecoindicators.loading._toml import parse
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

__all__ = [
    "BEYOND_SCHEMA",
    "NO_NAME",
    "Case",
    "Expectation",
    "Name",
    "bad_id",
    "fill",
    "in_unit",
    "load_cases",
    "load_files",
    "load_toml",
    "parse",
    "place",
    "read_plain",
    "read_target",
]

#: Why a file that fits the JSON Schema may still not load, by the code of the problem.
BEYOND_SCHEMA: Final[Mapping[str, Text]] = {
    "missing-key": Text(
        "第一个文件没有 format，或所有文件都没有 [ruleset]；用例没有年度或没有写明预期",
        "no file has `[ruleset]`, or the first has no `format`; a case has no year or expects nothing",
    ),
    "wrong-type": Text(
        "日期写在引号内；数值是 inf 或 nan",
        "a date stands in quotes, where JSON cannot tell it from text; a number is inf or nan",
    ),
    "wrong-value": Text(
        "minimum 大于 maximum；阶段的终止早于起始",
        "a minimum is over the maximum; a phase ends before it starts",
    ),
    "declared-twice": Text("同一 id、键或名称出现两次", "an id, a key or a name is used twice"),
    "unknown-name": Text(
        "所指的分项、指标、任务、领域或单位不存在",
        "a component, indicator, task, domain or unit is named that is not there",
    ),
    "target-or-components": Text(
        "指标既没有 target 也没有分项，或两者都有", "an indicator has neither a target nor components, or both"
    ),
    "target-syntax": Text("目标的文字读不出来", "the text of a target cannot be read"),
    "unit-mismatch": Text(
        "目标所写的单位与计量单位不能换算", "the unit in a target's text does not convert to the measurement unit"
    ),
}


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
    folder = f"{root.name}/" if len(files) > 1 else ""
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            contents[folder + file.name] = read_bytes(file, "ruleset_bytes")
        except RulesetError as error:
            problems += error.problems
    return load_files(contents, find_parent, root.name, problems)


def load_files(
    files: Mapping[str, bytes],
    find_parent: Callable[[str], Ruleset],
    name: str = "",
    unread: Iterable[Problem] = (),
) -> Ruleset:
    """
    Return the ruleset in the contents of files, by file name, read in that order as if one.

    ``name`` is what their folder is called in messages, ``unread`` what is wrong with files that were not read.

    Raises:
        RulesetError: With every problem found.
    """
    problems = list(unread)
    readable = not problems
    parts: list[Part] = []
    for file, data in files.items():
        raw, text, wrong = read_file(file, data)
        problems += wrong
        if raw is not None:
            parts.append(Part(file, text, raw))
        readable = readable and raw is not None
    heads = _heads(parts, name if len(files) > 1 else next(iter(files))) if readable else []
    if heads or not readable:
        raise RulesetError([*problems, *heads])
    builder = Builder(parts, _parent(parts, find_parent, problems))
    ruleset = builder.build()
    if problems:
        further = [p for p in builder.problems if not is_consequence(p, problems)]
        order = list(files)
        problems = sorted((*problems, *further), key=lambda p: (order.index(p.location.file), p.location.line or 0))
        raise RulesetError(problems[: get_limits().problems])
    if builder.problems:
        raise RulesetError(builder.problems)
    return ruleset


def _parent(
    parts: Sequence[Part], find_parent: Callable[[str], Ruleset], problems: Sequence[Problem]
) -> Ruleset | None:
    """Return the parent that the files name; what is wrong with them is said with what is wrong with it."""
    part, main = next((p, p.raw.ruleset) for p in parts if p.raw.ruleset is not None)
    if main.extends is None:
        return None
    try:
        return find_parent(main.extends)
    except UnknownNameError as error:
        error.location = error.location or place(part.name, part.text, "ruleset.extends")
        if problems:
            raise RulesetError([*problems, error.problem()]) from error
        raise
    except RulesetError as error:
        raise RulesetError([*problems, *error.problems]) from error


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
