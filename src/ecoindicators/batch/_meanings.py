"""What the text of a cell means, as a small number: what it says of a target, or which name it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from ecoindicators.batch._columns import (
    AFFIRMED,
    BLANK,
    BOTH,
    DENIED,
    NEITHER,
)
from ecoindicators.dossier import NOTHING
from ecoindicators.measures import canonical_unit
from ecoindicators.statements import read_statements
from ecoindicators.targets import Target

UNKNOWN: Final = -1


@frozen
class Meaning:
    """What the text of a cell says of one atom of a target; it travels to the workers of a cluster."""

    target: Target
    direction: Any
    atom: Target
    _known: dict[str, int] = field(factory=dict, eq=False, repr=False)

    def __call__(self, text: str | None) -> int:
        """Return what ``text`` says: :data:`AFFIRMED`, :data:`DENIED`, and so on."""
        if text is None:
            return BLANK
        if text not in self._known:
            self._known[text] = self._read(text.strip())
        return self._known[text]

    def _read(self, text: str) -> int:
        if text.casefold() in NOTHING:
            return BLANK
        reading = read_statements((text,), self.target, self.direction)
        yes, no = self.atom in reading.facts.affirmed, self.atom in reading.facts.denied
        return BOTH if reading.contradictions else AFFIRMED if yes else DENIED if no else NEITHER


@frozen
class Numbering:
    """The number of a name or unit among those known; what is not known is :data:`UNKNOWN`, nothing is ``blank``."""

    known: Mapping[str, int]
    blank: int = UNKNOWN
    fold: bool = False

    def __call__(self, text: str | None) -> int:
        """Return the number of ``text``."""
        if text is None or not text.strip():
            return self.blank
        return self.known.get(canonical_unit(text) if self.fold else text.strip(), UNKNOWN)
