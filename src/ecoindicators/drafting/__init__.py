"""A policy table (Word, Excel, CSV, Markdown or text) → a draft ruleset that loads, and a list of doubts to settle.

The draft says what the table says. What the table does not say is guessed only where a ruleset cannot load
without it, and every guess is a doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ecoindicators.drafting._draft import Draft, Drafter, PhraseReading, toml_text
from ecoindicators.drafting._overlay import OverlayDrafter
from ecoindicators.drafting._readings import Reading
from ecoindicators.drafting._records import Doubt, Records
from ecoindicators.files import refuse
from ecoindicators.grids import read_grids
from ecoindicators.plugins import find_ruleset
from ecoindicators.rulesets import Ruleset

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
        RulesetError: The file cannot be read, is larger than a policy table may be, or holds no table of indicators.
        MissingExtraError: The library that reads Word or Excel files is not installed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder, "table.tsv")
    ...     _ = table.write_text("序号\\t指标名称\\t单位\\t目标值\\n1\\t林草覆盖率\\t%\\t≥44\\n", encoding="utf-8")
    ...     draft = draft_ruleset(table, id="my-county")
    >>> draft.own["indicator"][0]["target"], [d.code for d in draft.doubts][:2]
    ('≥44', ['source', 'ids'])
    """
    path = Path(path)
    records = Records(path.name, columns or {}, progress)
    for grid in read_grids(path):
        if grid.rows:
            records.read(grid)
    if not records.found_table or not records.all:
        raise refuse(
            path.name, "no-table", "没有找到指标表：应有“指标名称”和“目标值”（或“指标值”）两列；列名不同时请用 --column 指明",
            "no table of indicators was found: columns such as 指标名称 and 目标值 are needed; name others by --column",
        )  # fmt: skip
    if extends is not None:
        parent = extends if isinstance(extends, Ruleset) else find_ruleset(extends)
        return OverlayDrafter(records, id, parent, title).draft()
    return Drafter(records, id, parent_id, title).draft()
