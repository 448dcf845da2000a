"""The row of a document's table: its cells as printed, or made from a ruleset's own wording where it gives no cells."""

from __future__ import annotations

from collections.abc import Mapping

from ecoindicators.indicators import Indicator
from ecoindicators.measures import measure_text
from ecoindicators.rulesets import Ruleset


def row_cells(ruleset: Ruleset, indicator: Indicator) -> Mapping[str, str]:
    """
    Return name, unit, target, lead and responsible units of an indicator's row in the ruleset's table.

    A cell is as printed where this ruleset's own document is quoted; what this layer inherits, as its parent's row
    has it; what it changed without quoting its document, in its own wording. A parent's cell never stands for what
    this layer changed.

    >>> from ecoindicators import load_ruleset
    >>> dengfeng = load_ruleset("dengfeng-2023")
    >>> row_cells(dengfeng, dengfeng[11])["lead"]
    '市林业局'
    """
    parent, above = ruleset.parent, in_parent(ruleset, indicator)
    cells = {} if parent is None or above is None else dict(row_cells(parent, above))
    if above is None:
        units = dict.fromkeys(measure_text(c.unit_measure).zh for c in indicator.components if c.unit_measure)
        cells |= {"name": indicator.name.zh, "unit": "、".join(units) or "-"}
    if above is None or any(c.layer == ruleset.id for c in indicator.components):
        cells["target"] = _target(indicator)
    if above is None or indicator.responsibility != above.responsibility:
        nobody = "/" if indicator.responsibility else ""
        for side in ("lead", "responsible"):
            cells[side] = "、".join(unit.name.zh for unit in getattr(indicator.responsibility, side)) or nobody
    return {**cells, **quoted_cells(ruleset, indicator)}


def in_parent(ruleset: Ruleset, indicator: Indicator) -> Indicator | None:
    """Return the indicator as the parent has it; None where this layer adds it."""
    known = () if ruleset.parent is None else ruleset.parent.indicators
    return next((above for above in known if above.id == indicator.id), None)


def quoted_cells(ruleset: Ruleset, indicator: Indicator) -> Mapping[str, str]:
    """Return the cells of the indicator's row that this layer itself quotes from its document."""
    own = indicator.source_cells if in_parent(ruleset, indicator) is None else {}
    return {**own, **ruleset.source_cells.get(indicator.id, {})}


def is_quoted(ruleset: Ruleset) -> bool:
    """Return whether every row that this layer changed quotes the target of its document, so that the table is its own."""
    return all(
        "target" in quoted_cells(ruleset, indicator)
        for indicator in ruleset.indicators
        if in_parent(ruleset, indicator) is None or any(c.layer == ruleset.id for c in indicator.components)
    )


def same_document(ruleset: Ruleset, layer: str) -> bool:
    """Return whether a layer of the chain was made from the same document as this ruleset: a clause is then its own."""
    sources = {above.id: above.source.document for above in ruleset.chain}
    return layer in ("", ruleset.id) or (
        bool(ruleset.source.document) and sources.get(layer) == ruleset.source.document
    )


def whose(ruleset: Ruleset, layer: str) -> Ruleset | None:
    """Return the ruleset whose document a layer's clauses are of; None where it is the document of this one."""
    return None if same_document(ruleset, layer) else next((r for r in ruleset.chain if r.id == layer), None)


def _target(indicator: Indicator) -> str:
    """Return the targets of an indicator's components as they are written: once where all are the same."""
    texts = dict.fromkeys(component.target.text for component in indicator.components)
    if len(texts) == 1:
        return next(iter(texts))
    return "\n".join(f"{component.name.zh}：{component.target.text}" for component in indicator.components)
