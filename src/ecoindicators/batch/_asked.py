"""What the targets of a ruleset, and those assigned, ask of joined tables: names of reference values, and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ecoindicators.batch._joined import Joined
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import AllOf, AnyOf, ByVariant, ByYear, Peer, Target, Window, WithAim


def peers_asked(ruleset: Ruleset, joined: Joined) -> set[tuple[int, str]]:
    """Return what is compared with what: positions of components with names of reference values."""
    return {(position, node.name) for position, node in _asking(ruleset, joined) if isinstance(node, Peer)}


def labels_asked(ruleset: Ruleset, joined: Joined) -> set[str]:
    """Return the labels that a target or component of the ruleset asks for."""
    asked = {label for component in ruleset.components for label in component.applies_to}
    for _, node in _asking(ruleset, joined):
        if isinstance(node, ByVariant):
            asked |= {label for variant in node.variants for label in variant.labels}
    return asked


def _asking(ruleset: Ruleset, joined: Joined) -> Iterator[tuple[int, Target]]:
    """Yield every target of a component or assigned to it, and every target inside one, with the component's position."""
    for position, component in enumerate(ruleset.components):
        assigned = joined.assignments.get(position)
        for target in (component.target, *(assigned.shapes if assigned is not None else ())):
            for node in walk(target):
                yield position, node


def walk(target: Target) -> Iterable[Target]:
    """Yield a target and every target inside it."""
    yield target
    inner: list[Target] = []
    match target:
        case AllOf() | AnyOf():
            inner = list(target.parts)
        case ByVariant():
            inner = [variant.target for variant in target.variants]
        case ByYear():
            inner = [step for _, step in target.steps]
        case WithAim():
            inner = [target.must]
        case Window():
            inner = [target.inner]
    for part in inner:
        yield from walk(part)
