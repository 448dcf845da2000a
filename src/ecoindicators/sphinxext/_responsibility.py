"""Who leads and who takes part: the matrix, and each unit with what it has to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from docutils import nodes

from ecoindicators.responsibility import Group, Responsibility, Unit
from ecoindicators.rulesets import Ruleset
from ecoindicators.scorecards import Involvement, matrix
from ecoindicators.sphinxext._nodes import Inline, Links, fields, joined, muted, paragraph, table
from ecoindicators.sphinxext._words import word
from ecoindicators.texts import Text, listed

_ANY_DAY: Final = date.max  # without a roster, who belongs to a group does not depend on the day


def matrix_table(ruleset: Ruleset, links: Links) -> list[nodes.Node]:
    """Return the matrix of units and indicators, groups with known members filled; a sentence where nobody is named."""
    if not any(i.responsibility for i in ruleset.indicators):
        return [paragraph(word("no_units"))]
    marks = {"L": word("lead_mark"), "R": word("responsible_mark"), "": ""}
    heads: list[Inline] = [word("unit_head"), *(links.indicator(ruleset, i, str(i.number)) for i in ruleset.indicators)]
    rows = [
        [links.unit(ruleset, unit), *(marks[part] for part in parts)]
        for unit, parts in matrix(ruleset, _ANY_DAY)
        if any(parts)
    ]
    return [paragraph(word("matrix_legend")), table(heads, rows, (), "eco-matrix")]


def unit_content(ruleset: Ruleset, unit: Unit | Group, links: Links) -> list[nodes.Node]:
    """Return what is shown of a unit: other names, members, the indicators and actions it leads and shares."""
    involved = Involvement(ruleset, _ANY_DAY)
    members = listed(str(m.name) for m in _members(ruleset, unit))

    def having(part: str) -> Inline:
        def its(responsibility: Responsibility) -> bool:
            return involved.part(unit.id, responsibility) == part

        return _work(ruleset, links, its)

    return [
        fields(
            (
                (word("aliases"), listed(unit.aliases)),
                (word("members"), members),
                (word("leads"), having("L")),
                (word("shares"), having("R")),
                (word("notes"), joined(unit.notes, " ")),
            )
        )
    ]


def _members(ruleset: Ruleset, unit: Unit | Group) -> list[Unit | Group]:
    named = unit.members if isinstance(unit, Group) else ()
    return [ruleset.units_by_name[name] for name in named if name in ruleset.units_by_name]


def _work(ruleset: Ruleset, links: Links, its: Callable[[Responsibility], bool]) -> Inline:
    indicators = [[f"{i.number} ", links.indicator(ruleset, i)] for i in ruleset.indicators if its(i.responsibility)]
    actions = [str(a.number) for a in ruleset.actions if its(a.responsibility)]
    parts: list[Inline] = [joined(indicators, Text("；", "; "))] if indicators else []
    if actions:
        parts.append(muted(f"{word('actions')} {listed(actions)}"))
    return joined(parts, " · ")
