"""Who leads and who takes part: the matrix, and each unit with what it has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from docutils import nodes

from ecoindicators.responsibility import Group, Responsibility, Unit
from ecoindicators.rosters import KIND_TEXTS
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
    belongs = involved.counted(involved.groups_of(unit))
    may = involved.counted(involved.groups_of_kind(unit))

    def having(part: str) -> Inline:
        def its(responsibility: Responsibility) -> bool:
            return involved.part(unit.id, responsibility) == part

        return _work(ruleset, links, its)

    return [
        fields(
            (
                (word("aliases"), listed(unit.aliases)),
                (word("members"), _members(ruleset, unit, links) if isinstance(unit, Group) else ""),
                (word("leads"), having("L")),
                (word("shares"), having("R")),
                (
                    word("through"),
                    joined(
                        [*_through(ruleset, belongs, links), *_through(ruleset, may, links, "may_belong")],
                        Text("；", "; "),
                    ),
                ),
                (word("notes"), joined(unit.notes, " ")),
            )
        )
    ]


def _members(ruleset: Ruleset, group: Group, links: Links) -> Inline:
    """Return the members that a group names; of one that a roster fills, that it does, and who of its kinds is declared."""
    by_name = ruleset.units_by_name
    named = [by_name[name] for name in group.members if name in by_name]
    parts: list[Inline] = [links.units(ruleset, named)] if named else []
    if group.kinds:
        parts.append(word("by_roster").format(kinds=listed(KIND_TEXTS[kind] for kind in group.kinds)))
        declared = [u for u in ruleset.units if u.kind in group.kinds and u not in named]
        if declared:
            parts.append([word("of_the_kind"), " ", links.units(ruleset, declared)])
    return joined(parts, Text("；", "; "))


def _through(
    ruleset: Ruleset, groups: Iterable[tuple[Group, int]], links: Links, besides: str = ""
) -> Iterator[Inline]:
    """Yield each group with the number of its indicators."""
    for group, n in groups:
        count = str(Text(f"{n}项指标", f"{n} indicator{'' if n == 1 else 's'}"))
        yield [links.unit(ruleset, group), str(Text("：", ": ")), count, word(besides) if besides else ""]


def _work(ruleset: Ruleset, links: Links, its: Callable[[Responsibility], bool]) -> Inline:
    indicators = [[f"{i.number} ", links.indicator(ruleset, i)] for i in ruleset.indicators if its(i.responsibility)]
    actions = [str(a.number) for a in ruleset.actions if its(a.responsibility)]
    parts: list[Inline] = [joined(indicators, Text("；", "; "))] if indicators else []
    if actions:
        parts.append(muted(f"{word('actions')} {listed(actions)}"))
    return joined(parts, " · ")
