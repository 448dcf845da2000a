"""How a phrase of the target notation is read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from docutils import nodes

from ecoindicators.notation import labels_in, read_target
from ecoindicators.sphinxext._nodes import fields, literal
from ecoindicators.sphinxext._words import word
from ecoindicators.targets import Direction
from ecoindicators.texts import listed


def phrase_content(
    phrase: str, direction: Direction | None, states: Sequence[str], labels: Sequence[str], tolerance: Decimal
) -> nodes.Node:
    """
    Return the phrase with its canonical text and its reading in words.

    Raises:
        TargetSyntaxError: The phrase cannot be read.
    """
    reading = read_target(phrase, direction, states, (*labels, *labels_in(phrase)), tolerance=tolerance)
    return fields(
        (
            (word("phrase"), literal(phrase)),
            (word("canonical"), literal(str(reading.target))),
            (word("read_as"), reading.explanation),
            (word("remarks"), listed(reading.notes)),
        )
    )
