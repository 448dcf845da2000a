"""A ruleset as a whole: where it comes from, its table, and its notes with the clauses they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from docutils import nodes

from ecoindicators.indicators import Component, Indicator
from ecoindicators.measures import measure_text
from ecoindicators.printed import same_document
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._names import everybody
from ecoindicators.sphinxext._nodes import Cell, Inline, Links, fields, joined, muted, paragraph, table
from ecoindicators.sphinxext._words import word
from ecoindicators.texts import Text, listed

#: What stands around the name of the ruleset that something comes from.
_OF: Final = (Text("（", " ("), Text("）", ")"))


def facts(ruleset: Ruleset, links: Links) -> nodes.Node:
    """Return what a ruleset is: source, jurisdiction, version, parent, size, acceptance rule, validity."""
    source, place = ruleset.source, ruleset.jurisdiction
    ruling = next((layer for layer in ruleset.chain if layer.acceptance is not None), ruleset)
    rule = ruling.acceptance
    whose = [] if ruling is ruleset else of(ruling, links)
    since, until = ruleset.valid_from, ruleset.valid_until
    document = [source.title, source.document, source.part, source.column, source.published and f"{source.published}"]
    years = word("years_running").format(n=rule.consecutive_years) if rule is not None else ""
    return fields(
        (
            (word("document"), " · ".join(part for part in document if part)),
            (word("jurisdiction"), f"{place.name} ({place.code})" if place.code else place.name),
            (word("version"), ruleset.version),
            (word("id"), nodes.literal(ruleset.id, ruleset.id)),
            (word("parent"), links.ruleset(ruleset.parent) if ruleset.parent is not None else ""),
            (word("counts"), _size(ruleset)),
            (word("acceptance"), [years, *whose, *_clause(rule.clause)] if rule is not None else ""),
            (word("valid"), f"{since or '…'} – {until or '…'}" if since or until else ""),
        )
    )


def of(layer: Ruleset, links: Links) -> list[Inline]:
    """Return the name of the ruleset that something comes from, in brackets."""
    return [str(_OF[0]), links.ruleset(layer), str(_OF[1])]


def _size(ruleset: Ruleset) -> str:
    counts = (
        ("n_domains", len(ruleset.domains)),
        ("n_indicators", len(ruleset.indicators)),
        ("n_reference", sum(i.attribute == "reference" for i in ruleset.indicators)),
        ("n_prerequisites", sum(i.prerequisite for i in ruleset.indicators)),
        ("n_components", len(ruleset.components)),
        ("n_actions", len(ruleset.actions)),
        ("n_phases", len(ruleset.phases)),
    )
    return str(Text("，", ", ")).join(word(key).format(n=n) for key, n in counts if n)


def _clause(clause: str) -> list[Inline]:
    return [" ", muted(f"{word('clause')} {clause}")] if clause else []


def ruleset_table(ruleset: Ruleset, links: Links) -> nodes.Node:
    """Return the ruleset's table in the document's order: own and parent's targets, change, units."""
    over, named = ruleset.parent is not None, any(i.responsibility for i in ruleset.indicators)
    heads = ["number", "indicator_head", "component", "unit_measure", "target"]
    heads += ["parent_target", "change"] if over else []
    heads += ["lead", "responsible"] if named else []
    rows: list[list[Inline | Cell]] = []
    above: tuple[object, object] = (None, None)
    for indicator in _grouped(ruleset):
        here = (indicator.domain, indicator.task)
        if here != above and any(here):
            rows.append([Cell(group_title(indicator), columns=len(heads), head=True)])
        above = here
        rows += _indicator_rows(ruleset, indicator, links, over=over, named=named)
    return table([word(head) for head in heads], rows)


def _grouped(ruleset: Ruleset) -> list[Indicator]:
    """Return the indicators by number, but one that a layer adds to a domain or task with the others of it."""
    domains = list(dict.fromkeys(i.domain for i in ruleset.indicators))
    groups = list(dict.fromkeys((i.domain, i.task) for i in ruleset.indicators))
    return sorted(ruleset.indicators, key=lambda i: (domains.index(i.domain), groups.index((i.domain, i.task))))


def group_title(indicator: Indicator) -> Inline:
    """Return the domain and the task that an indicator stands under."""
    task = indicator.task
    parts: list[Inline] = [indicator.domain.name] if indicator.domain is not None else []
    if task is not None:
        parts.append(
            Text(f"（{task.number}）{task.name.zh}", f"（{task.number}） {task.name.en}") if task.number else task.name
        )
    return joined(parts, " › ")


def _indicator_rows(
    ruleset: Ruleset, indicator: Indicator, links: Links, *, over: bool, named: bool
) -> Iterator[list[Inline | Cell]]:
    span = len(indicator.components)
    kinds = listed(word(kind) for kind in _kinds(indicator))
    name: list[Inline] = [links.indicator(ruleset, indicator)]
    if kinds:
        name.append(muted(str(Text(f"（{kinds}）", f" ({kinds})"))))
    parts = indicator.responsibility
    for at, component in enumerate(indicator.components):
        row: list[Inline | Cell] = []
        if at == 0:
            row += [Cell(str(indicator.number), rows=span), Cell(name, rows=span)]
        row.append("" if component.name == indicator.name else component.name)
        row += [measure_text(component.unit_measure) if component.unit_measure else "—", component.target.text]
        if over:
            change = ruleset.change_of(component.id)
            row += [change.before.target.text if change.before is not None else "—", change.text]
        if named and at == 0:
            row += [Cell(links.units(ruleset, units), rows=span) for units in (parts.lead, parts.responsible)]
        yield row


def _kinds(indicator: Indicator) -> list[str]:
    kinds = ["prerequisite"] if indicator.prerequisite else []
    return kinds + (["reference"] if indicator.attribute == "reference" else [])


def notes_table(ruleset: Ruleset, links: Links) -> nodes.Node:
    """Return every note under the ruleset that it comes from, this one first, with the clauses of its document."""
    rows: list[list[Inline | Cell]] = []
    for layer in ruleset.chain:
        above = [] if layer.parent is None else _noted(layer.parent, ruleset, links)
        known = {(key, note) for key, _, _, notes in above for note in notes}
        own: list[list[Inline | Cell]] = []
        for key, where, clause, notes in _noted(layer, ruleset, links):
            mine = [note for note in notes if (key, note) not in known]
            for at, note in enumerate(mine):
                span = len(mine)
                own.append([note] if at else [Cell(where, rows=span), note, Cell(clause, rows=span)])
        if own and ruleset.parent is not None:
            rows.append([Cell(links.ruleset(layer), columns=3, head=True)])
        rows += own
    if not rows:
        return paragraph(word("no_notes"))
    return table([word(head) for head in ("where", "note", "clause")], rows, (25, 60, 15))


def _noted(
    layer: Ruleset, shown: Ruleset, links: Links
) -> Iterator[tuple[tuple[str, ...], Inline, str, Sequence[Text]]]:
    """Yield what may bear notes in a layer: what it is, where its link leads in the ruleset shown, clause, notes."""
    yield ("ruleset", layer.id), links.ruleset(layer), "", layer.notes
    for indicator in layer.indicators:
        name = links.indicator(shown, indicator, f"{indicator.number} {indicator.name}")
        own = {c.clause for c in indicator.components if c.layer == layer.id}
        clause = indicator.clause if same_document(layer, indicator.layer) else next(iter(own)) if len(own) == 1 else ""
        yield ("indicator", indicator.id), name, clause, indicator.notes
        for component in indicator.components:
            key, at = ("component", component.id), _component(shown, indicator, component, links)
            yield key, at, component.clause, component.notes
    for section in layer.sections:
        yield ("section", section.number, section.title.zh), f"（{section.number}）{section.title}", section.clause, section.notes  # fmt: skip
    for action in layer.actions:
        where = f"{word('action')} {action.number}"
        yield ("action", str(action.number), action.title.zh), where, action.clause, action.notes
        for duty in action.duties:
            yield ("duty", duty.id), f"{where}: {duty.text}", duty.clause or action.clause, duty.notes
    for duty in layer.duties:
        yield ("duty", duty.id), f"{word('duty')}: {duty.text}", duty.clause, duty.notes
    for phase in layer.phases:
        yield ("phase", phase.number, phase.name.zh), f"{word('phase')} {phase.number} {phase.name}", phase.clause, phase.notes  # fmt: skip
    for unit in everybody(layer):
        yield ("unit", unit.id), links.unit(shown, unit), "", unit.notes


def _component(ruleset: Ruleset, indicator: Indicator, component: Component, links: Links) -> Inline:
    return links.indicator(ruleset, indicator, f"{indicator.number} {indicator.name}: {component.name}")
