"""One indicator: its components with targets as printed and as read, units, actions, clauses and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes

from ecoindicators.indicators import Component, Indicator
from ecoindicators.measures import measure_text
from ecoindicators.notation import explain
from ecoindicators.printed import quoted_cells, same_document, whose
from ecoindicators.reports._notes import notes_on
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
from ecoindicators.sphinxext._overview import group_title, of
from ecoindicators.sphinxext._words import WORDS, word
from ecoindicators.texts import Text, listed, plain_number


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
                (word("clause"), _clause(ruleset, indicator, links)),
                *_printed(ruleset, indicator, links),
            )
        ),
        _components(ruleset, indicator),
    ]
    notes: list[Inline] = [
        note if layer is ruleset else [note, *of(layer, links)] for note, layer in notes_on(ruleset, indicator)
    ]
    if notes:
        content += [paragraph(word("notes"), "eco-label"), bullets(notes)]
    return content


def _clause(ruleset: Ruleset, indicator: Indicator, links: Links) -> Inline:
    """Return the clause of the indicator, and whose it is where another document than this ruleset's declares it."""
    theirs = whose(ruleset, indicator.layer)
    if not indicator.clause or theirs is None:
        return indicator.clause
    return [indicator.clause, *of(theirs, links)]


def _printed(ruleset: Ruleset, indicator: Indicator, links: Links) -> Iterator[tuple[str, Inline]]:
    """Yield the cells of the row as each layer's own document prints them, this layer's first, then whose they are."""
    for layer in ruleset.chain:
        row = next((i for i in layer.indicators if i.id == indicator.id), None)
        cells: Mapping[str, str] = {} if row is None else quoted_cells(layer, row)
        shown: list[Inline] = [
            [f"{word(f'cell_{key}') if f'cell_{key}' in WORDS else key} ", literal(" ".join(cell.split()))]
            for key, cell in cells.items()
            if cell.strip()
        ]
        if shown:
            line = joined(shown, Text("；", "; "))
            yield word("printed"), line if layer is ruleset else [*line, *of(layer, links)]


def _components(ruleset: Ruleset, indicator: Indicator) -> nodes.Node:
    over = ruleset.parent is not None
    heads = ["component", "unit_measure", "target", "read_as", *(("parent_target", "change") if over else ())]
    rows = []
    for component in indicator.components:
        row: list[Inline] = [
            _named(indicator, component),
            measure_text(component.unit_measure) if component.unit_measure else "—",
        ]
        # The clause above may be another document's; then what this layer sets says itself where it stands.
        above = component.layer != ruleset.id or same_document(ruleset, indicator.layer)
        clause = "" if above and component.clause == indicator.clause else component.clause
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
    """Return a component's name and its id; the other language's name too, unless the heading above has it."""
    name = both(component.name) if component.name != indicator.name else [component.name]
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
        yield f"{word('applies_to')} {listed(component.applies_to)}"
    for remark in component.target.notes:
        yield f"{word('remarks')} {remark}"
