"""The work plan: actions under their sections, dated phases, duties that recur."""

from __future__ import annotations

from docutils import nodes

from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._nodes import Cell, Inline, Links, joined, muted, paragraph, table
from ecoindicators.sphinxext._words import word
from ecoindicators.texts import Text
from ecoindicators.workplan import Action, Duty, Section


def plan_tables(ruleset: Ruleset, links: Links) -> list[nodes.Node]:
    """Return the tables of actions, phases and duties, as far as there are any; a sentence where there are none."""
    found: list[nodes.Node] = []
    if ruleset.actions or ruleset.sections:
        found += [paragraph(word("actions"), "eco-label"), _actions(ruleset, links)]
    if ruleset.phases:
        found += [paragraph(word("phases"), "eco-label"), _phases(ruleset)]
    duties: list[tuple[Duty, Action | None]] = [(duty, action) for action in ruleset.actions for duty in action.duties]
    duties += [(duty, None) for duty in ruleset.duties]
    if duties:
        found += [paragraph(word("duties"), "eco-label"), _duties(ruleset, duties, links)]
    return found or [paragraph(word("no_plan"))]


def _actions(ruleset: Ruleset, links: Links) -> nodes.Node:
    heads = ("number", "action", "indicators", "lead", "responsible", "clause")
    titles = {number: section for section in ruleset.sections for number in section.actions}
    by_number = {section.number: section for section in reversed(ruleset.sections)}
    # A section names its actions, or an action its section: either will do.
    for action in ruleset.actions:
        if action.number not in titles and action.section in by_number:
            titles[action.number] = by_number[action.section]
    rows: list[list[Inline | Cell]] = []
    idle = [section for section in ruleset.sections if section not in titles.values()]
    above = None

    def head(section: Section) -> None:
        rows.append([Cell(f"（{section.number}）{section.title}", columns=len(heads), head=True)])

    for action in ruleset.actions:
        section = titles.get(action.number)
        if section is not None and section is not above:
            # A section without actions stands where the plan has it: before the one that follows it.
            while idle and ruleset.sections.index(idle[0]) < ruleset.sections.index(section):
                head(idle.pop(0))
            head(section)
        above = section
        served = [
            [f"{i.number} ", links.indicator(ruleset, i)] for i in ruleset.indicators if i.id in action.indicators
        ]
        parts = action.responsibility
        text: list[Inline] = [nodes.strong("", str(action.title)), *([" ", action.summary] if action.summary else [])]
        rows.append([
            str(action.number), text, joined(served, Text("；", "; ")) or "—",
            links.units(ruleset, parts.lead), links.units(ruleset, parts.responsible), action.clause,
        ])  # fmt: skip
    for section in idle:
        head(section)
    return table([word(key) for key in heads], rows, (), "eco-plan")


def _phases(ruleset: Ruleset) -> nodes.Node:
    heads = ("number", "phase", "from", "until", "summary", "clause")
    rows = [[p.number, p.name, p.since, p.until or word("open_end"), p.summary, p.clause] for p in ruleset.phases]
    return table([word(head) for head in heads], rows)


def _duties(ruleset: Ruleset, duties: list[tuple[Duty, Action | None]], links: Links) -> nodes.Node:
    heads = ("duty", "every", "responsible", "clause")
    rows = []
    for duty, action in duties:
        part = duty.responsibility or (action.responsibility if action is not None else duty.responsibility)
        clause: list[Inline] = [duty.clause or (action.clause if action is not None else "")]
        if action is not None:
            clause += [" ", muted(f"{word('action')} {action.number}")]
        rows.append([duty.text, word(duty.every) if duty.every else "—", links.units(ruleset, part.units), clause])
    return table([word(head) for head in heads], rows)
