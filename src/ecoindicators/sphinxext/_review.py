"""What a reviewer looks at: how a ruleset differs from another, and what lint found and somebody accepted."""

from __future__ import annotations

from collections import Counter
from typing import Final

from docutils import nodes

from ecoindicators.linting import CHECKS, lint
from ecoindicators.rulesets import Change, Ruleset, diff
from ecoindicators.sphinxext._nodes import Inline, Links, literal, paragraph, table
from ecoindicators.sphinxext._words import word
from ecoindicators.texts import Text, listed


def diff_table(before: Ruleset, after: Ruleset, links: Links, *, everything: bool) -> list[nodes.Node]:
    """Return the counts of changes and the table of those that differ, or of all."""
    changes = diff(before, after)
    counts = Counter(str(change.text) for change in changes)
    found: list[nodes.Node] = [paragraph(listed(f"{kind} {n}" for kind, n in counts.most_common()))]
    shown = [c for c in changes if everything or c.differs]
    if not shown:
        return [*found, paragraph(word("no_changes"))]
    heads: list[Inline] = [
        word("component"),
        links.ruleset(before),
        links.ruleset(after),
        word("changed"),
        word("clause"),
    ]
    return [*found, table(heads, [_change(before, after, change, links) for change in shown])]


def _change(before: Ruleset, after: Ruleset, change: Change, links: Links) -> list[Inline]:
    home = after if change.after is not None else before
    component = change.after or change.before
    assert component is not None
    indicator = home.indicator_of(component.id)
    name: list[Inline] = [f"{indicator.number} ", links.indicator(home, indicator)]
    if component.name != indicator.name:
        name += [" › ", component.name]
    if change.renamed and change.before is not None:
        name += [" ", literal(change.before.id)]
    sides = [side.target.text if side is not None else "—" for side in (change.before, change.after)]
    return [name, *sides, change.text, component.clause]


def lint_table(ruleset: Ruleset, links: Links) -> nodes.Node:
    """Return what lint reports of a ruleset: first what nobody has accepted, then the rest with the reasons."""
    findings = sorted(lint(ruleset), key=lambda finding: not finding.is_problem)
    if not findings:
        return paragraph(word("no_findings"))
    whole = Counter((f.check, f.accepted) for f in findings if f.as_a_whole)
    rows: list[list[Inline]] = []
    for f in findings:
        reason = word("not_accepted") if f.accepted is None else f.accepted
        if not f.as_a_whole:
            rows.append([CHECKS[f.check], _subject(ruleset, f.subject, links), f.message, reason])
        elif times := whole.pop((f.check, f.accepted), 0):  # one row says it for all
            rows.append([CHECKS[f.check], Text(f"共{times}处", f"{times} places"), "", reason])
    return table([word(head) for head in ("check", "subject", "finding", "accepted")], rows)


#: The kinds that lint names before a number, in the page's words.
_KINDS: Final = {"action": "action", "actions": "actions", "tasks": "task", "indicators": "indicator_head", "sections": "section", "phases": "phase"}  # fmt: skip


def _subject(ruleset: Ruleset, subject: str, links: Links) -> Inline:
    """Return what a finding is of: an indicator or component by number, name and id, a number by what it counts."""
    if ruleset.has_component(subject):
        indicator = ruleset.indicator_of(subject)
        name = f"{indicator.number} {indicator.named(ruleset.component(subject))}"
        return [links.indicator(ruleset, indicator, name), " ", literal(subject)]
    for indicator in ruleset.indicators:
        if indicator.id == subject:
            return [links.indicator(ruleset, indicator, f"{indicator.number} {indicator.name}"), " ", literal(subject)]
    kind, _, number = subject.partition(" ")
    return f"{word(_KINDS[kind])} {number}" if kind in _KINDS and number else literal(subject)
