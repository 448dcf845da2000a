"""What the targets of a ruleset, and those assigned, ask of joined tables: names of reference values, and labels."""

from __future__ import annotations

from collections.abc import Iterator

from ecoindicators.batch._joined import Joined
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Peer, Target, labels_of, nodes


def peers_asked(ruleset: Ruleset, joined: Joined) -> set[tuple[int, str]]:
    """Return what is compared with what: positions of components with names of reference values."""
    asking = _asking(ruleset, joined)
    return {(at, node.name) for at, target in asking for node in nodes(target, Peer) if isinstance(node, Peer)}


def labels_asked(ruleset: Ruleset, joined: Joined) -> set[str]:
    """Return the labels that a target or component of the ruleset asks for."""
    asked = {label for component in ruleset.components for label in component.applies_to}
    return asked.union(*(labels_of(target) for _, target in _asking(ruleset, joined)))


def _asking(ruleset: Ruleset, joined: Joined) -> Iterator[tuple[int, Target]]:
    """Yield every target of a component or assigned to it, with the component's position."""
    for position, component in enumerate(ruleset.components):
        assigned = joined.assignments.get(position)
        for target in (component.target, *(assigned.shapes if assigned is not None else ())):
            yield position, target
