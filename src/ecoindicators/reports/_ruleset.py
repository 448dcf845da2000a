"""A ruleset as plain rows: one component a row, with the parent's target and who is responsible."""

from __future__ import annotations

from collections.abc import Iterable

from ecoindicators.indicators import Indicator
from ecoindicators.measures import measure_text
from ecoindicators.reports._office import Table
from ecoindicators.reports._words import attribute_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text, listed

_HEADS = {
    "number": Text("序号", "No."),
    "component": Text("id", "id"),
    "name": Text("名称", "Name"),
    "attribute": Text("属性", "Attribute"),
    "unit_measure": Text("计量单位", "Unit"),
    "target": Text("目标值", "Target"),
    "parent_target": Text("上级指标值", "Parent's target"),
    "change": Text("与上级关系", "Change"),
    "lead": Text("牵头单位", "Lead"),
    "responsible": Text("责任单位", "Responsible"),
}


def decomposition_table(
    ruleset: Ruleset, indicators: Iterable[Indicator] | None = None, *, worded: bool = False
) -> Table:
    """
    Return the components of a ruleset, or of some of its indicators, as a table.

    The attribute stands in it only where some indicator does not decide. ``worded`` says that people read it alone: a
    count has its word then, and not the code that programs know.
    """
    chosen = ruleset.indicators if indicators is None else tuple(indicators)
    rows = []
    for indicator in chosen:
        parts = indicator.responsibility
        lead, shared = (listed(units) for units in (parts.lead, parts.responsible))
        for c in indicator.components:
            change = ruleset.change_of(c.id)
            measure = str(measure_text(c.unit_measure)) if worded else c.unit_measure
            above = "" if change.before is None else change.before.target.text
            rows.append([indicator.number, c.id, str(c.name), str(attribute_text(indicator)), measure, c.target.text, above, str(change.text), lead, shared])  # fmt: skip
    keys = list(_HEADS)
    if all(indicator.decides for indicator in chosen):
        column = keys.index("attribute")
        del keys[column]
        for row in rows:
            del row[column]
    return Table(ruleset.title, tuple(keys), tuple(_HEADS[key] for key in keys), rows)
