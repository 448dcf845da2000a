"""The notes on one indicator, each with the ruleset that wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from ecoindicators.indicators import Indicator
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text


def notes_on(ruleset: Ruleset, indicator: Indicator) -> Iterator[tuple[Text, Ruleset]]:
    """
    Yield every note on an indicator and its components, with the ruleset of the chain that wrote it.

    >>> from ecoindicators import load_ruleset
    >>> dengfeng = load_ruleset("dengfeng-2023")
    >>> [layer.id for _, layer in notes_on(dengfeng, dengfeng[1])]
    ['dengfeng-2023']
    """
    for note in dict.fromkeys(_notes(indicator)):
        layers = [layer for layer in ruleset.chain if layer is ruleset or _has(layer, indicator.id, note)]
        yield note, layers[-1]


def _notes(indicator: Indicator) -> Iterator[Text]:
    yield from indicator.notes
    for component in indicator.components:
        yield from component.notes


def _has(layer: Ruleset, id: str, note: Text) -> bool:
    return id in layer and note in _notes(layer[id])
