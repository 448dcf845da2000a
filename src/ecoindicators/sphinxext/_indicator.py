"""One indicator: its components with targets as printed and as read, units, actions, clauses and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes

from ecoindicators.indicators import Component, Indicator
from ecoindicators.notation import explain
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._nodes import (
    Inline,
    Links,
    both,
    bullets,
    fields,
    joined,
    literal,
    muted,
    paragraph,
    table,
)
from ecoindicators.sphinxext._overview import group_title
from ecoindicators.sphinxext._words import WORDS, listed, word
from ecoindicators.texts import Text, plain_number


def indicator_content(ruleset: Ruleset, indicator: Indicator, links: Links) -> list[nodes.Node]:
    """Return what is shown of an indicator beneath its name."""
    parts = indicator.responsibility
    plan = [[f"{a.number} ", a.title, " ", muted(a.clause)] for a in ruleset.actions_for(indicator.id)]
    has_units = any(i.responsibility for i in ruleset.indicators)
    kind = "prerequisite" if indicator.prerequisite else indicator.attribute
    content: list[nodes.Node] = [
        fields(
            (
                (word("domain"), group_title(indicator)),
                (word("attribute"), word(kind) if kind != "binding" else ""),
                (word("weight"), "" if indicator.weight is None else plain_number(indicator.weight)),
                (word("points"), "" if indicator.points is None else plain_number(indicator.points)),
                (word("lead"), links.units(ruleset, parts.lead) if has_units else ""),
                (word("responsible"), links.units(ruleset, parts.responsible) if has_units else ""),
                (word("actions"), joined(plan, Text("；", "; "))),
                (word("clause"), indicator.clause),
                (word("printed"), _printed(ruleset, indicator)),
            )
        ),
        _components(ruleset, indicator),
    ]
    notes = [*indicator.notes, *(note for c in indicator.components for note in c.notes)]
    if notes:
        content += [paragraph(word("notes"), "eco-label"), bullets(notes)]
    return content


def _printed(ruleset: Ruleset, indicator: Indicator) -> Inline:
    cells: Mapping[str, str] = {**indicator.source_cells, **ruleset.source_cells.get(indicator.id, {})}
    shown: list[Inline] = [
        [f"{word(f'cell_{key}') if f'cell_{key}' in WORDS else key} ", literal(" ".join(cell.split()))]
        for key, cell in cells.items()
        if cell.strip()
    ]
    return joined(shown, Text("；", "; "))


def _components(ruleset: Ruleset, indicator: Indicator) -> nodes.Node:
    over = ruleset.parent is not None
    heads = ["component", "unit_measure", "target", "read_as", *(("parent_target", "change") if over else ())]
    rows = []
    for component in indicator.components:
        row: list[Inline] = [_named(indicator, component), component.unit_measure or "—"]
        clause = component.clause if component.clause != indicator.clause else ""
        row.append([component.target.text, *([" ", muted(clause)] if clause else [])])
        row.append(joined(_reading(component), Text("；", "; ")))
        if over:
            change = ruleset.change_of(component.id)
            layer = component.layer if component.layer != ruleset.id else ""
            row.append(change.before.target.text if change.before is not None else "—")
            row.append([change.text, *([" ", muted(layer)] if layer else [])])
        rows.append(row)
    return table([word(head) for head in heads], rows)


def _named(indicator: Indicator, component: Component) -> Inline:
    name = both(component.name) if component.name != indicator.name else []
    return [*name, " ", literal(component.id)]


def _reading(component: Component) -> Iterator[Inline]:
    yield literal(str(component.target))
    yield explain(component.target)
    if component.direction is not None:
        yield word(component.direction)
    if component.minimum is not None or component.maximum is not None:
        low, high = (("…" if n is None else plain_number(n)) for n in (component.minimum, component.maximum))
        yield f"{word('bounds')} {low}–{high}"
    if component.applies_to:
        yield f"{word('applies_to')} {listed(list(component.applies_to))}"
    for remark in component.target.notes:
        yield f"{word('remarks')} {remark}"
