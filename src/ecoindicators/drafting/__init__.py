"""A policy table (Word, Excel, CSV, Markdown or text) → a draft ruleset that loads, and a list of doubts to settle.

The draft says what the table says. What the table does not say is guessed only where a ruleset cannot load
without it, and every guess is a doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ecoindicators.drafting._columns import ROLE_NAMES, plain
from ecoindicators.drafting._draft import Draft, Drafter, PhraseReading, toml_text
from ecoindicators.drafting._overlay import OverlayDrafter
from ecoindicators.drafting._readings import Reading
from ecoindicators.drafting._records import Doubt, Records
from ecoindicators.errors import Location, Problem, RulesetError, nearest_names, shown
from ecoindicators.files import refuse
from ecoindicators.grids import Grid, read_grids
from ecoindicators.loading import bad_id
from ecoindicators.plugins import find_ruleset
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

__all__ = ["Doubt", "Draft", "PhraseReading", "Reading", "draft_ruleset", "toml_text"]


def draft_ruleset(
    path: str | Path,
    *,
    id: str = "draft",
    parent_id: str = "draft-parent",
    extends: str | Ruleset | None = None,
    title: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Draft:
    """
    Return the draft of the ruleset in a policy table, and of its parent where the table has two columns of targets.

    Args:
        path: A .docx, .xlsx, .csv, .tsv, .md or .txt file.
        id: The draft's id.
        parent_id: The id of the parent, which the second column of targets is drafted to.
        extends: An installed ruleset, or its id, to lay the table over: rows are matched with its indicators by name and
            number, targets that differ become the overlay's, and what it does not have is added. Doubts say what
            was not matched exactly.
        title: The title; by default the line above the table, or the file's name.
        columns: Heads by role, before the usual wordings: ``{"name": "考核内容", "own": "2025年目标"}``. Roles are
            domain, task, number, name, component, unit, attribute, variant, lead, responsible, target, own, parent.
        progress: Called with the number of rows read since the last call.

    Raises:
        UnknownNameError: No ruleset ``extends`` is installed.
        RulesetError: The file cannot be read, is larger than a policy table may be, or holds no table of indicators; an id
            is no id; a column is given a role that there is not, or is in no table.
        MissingExtraError: The library that reads Word or Excel files is not installed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder, "table.tsv")
    ...     _ = table.write_text("序号\\t指标名称\\t单位\\t目标值\\n1\\t林草覆盖率\\t%\\t≥44\\n", encoding="utf-8")
    ...     draft = draft_ruleset(table, id="my-county")
    >>> draft.own["indicator"][0]["target"], [d.code for d in draft.doubts][:2]
    ('≥44', ['source', 'ids'])
    """
    path, columns = Path(path), columns or {}
    problems = [*filter(None, map(bad_id, (id, parent_id))), *_unknown_roles(columns)]
    if problems:
        raise RulesetError(problems)
    records = Records(path.name, columns, progress)
    grids = [grid for grid in read_grids(path) if grid.rows]
    for grid in grids:
        records.read(grid)
    heads = records.printed or list(grids[0].rows[0].cells if grids else ())
    problems = list(_unknown_heads(path.name, columns, grids, heads))
    if problems:
        raise RulesetError(problems)
    if not records.found_table or not records.all:
        raise refuse(
            path.name, "no-table", "没有找到指标表：应有“指标名称”和“目标值”（或“指标值”）两列；列名不同时请用 --column 指明",
            "no table of indicators was found: columns such as 指标名称 and 目标值 are needed; name others by --column",
        )  # fmt: skip
    if extends is not None:
        parent = extends if isinstance(extends, Ruleset) else find_ruleset(extends)
        return OverlayDrafter(records, id, parent, title).draft()
    return Drafter(records, id, parent_id, title).draft()


def _unknown_roles(columns: Mapping[str, str]) -> Iterator[Problem]:
    for role in columns:
        if role not in ROLE_NAMES:
            message = Text(f"列没有“{shown(role)}”这一角色", f'no column has the role "{shown(role)}"')
            near = tuple(key for key, name in ROLE_NAMES.items() if name == role) or nearest_names(role, ROLE_NAMES)
            roles = Text("、".join(f"{key}（{name}）" for key, name in ROLE_NAMES.items()), ", ".join(ROLE_NAMES))
            hint = Text(f"可用的角色：{roles.zh}", f"the roles are {roles.en}")
            yield Problem("unknown-role", message, found=role, nearest=near, hint=hint)


def _unknown_heads(
    file: str, columns: Mapping[str, str], grids: Sequence[Grid], heads: Sequence[str]
) -> Iterator[Problem]:
    """Yield the problem of each column that is named and stands in no table of the file."""
    for role, head in columns.items():
        if not any(plain(cell) == plain(head) for grid in grids for row in grid.rows for cell in row.cells):
            message = Text(
                f"表中没有“{shown(head)}”列（{ROLE_NAMES[role]}）", f'no table has the column "{shown(head)}" ({role})'
            )
            there = [shown(cell) for cell in heads if cell.strip()]
            hint = Text(f"表中的列：{'、'.join(there)}", f"the columns are {', '.join(there)}") if there else Text("")
            yield Problem("unknown-column", message, Location(file), head, nearest_names(head, there), hint)
