"""Names of the columns inside the engine, and what a frame holds of each component.

Inside, columns are called by position (``v3`` is the value of the component at position 3), so that no name of a
ruleset can be taken for one of ours. A column of an earlier year has the suffix ``_1`` (one year back) or
``_y2012`` (a named year).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from attrs import field, frozen

from ecoindicators.batch._expressions import Expr, Namespace
from ecoindicators.targets import State, Target, Window

PLACE: Final = "place"
YEAR: Final = "year"
#: Facts of one cell about one atom; the cell is blank where it is 0.
BLANK, NEITHER, AFFIRMED, DENIED, BOTH = range(5)


def suffix(at: int | str) -> str:
    """
    Return what a column of an earlier year ends in: ``_1`` a year back, ``_y2012`` for a named year.

    >>> suffix(0), suffix(1), suffix("y2012")
    ('', '_1', '_y2012')
    """
    return "" if at == 0 else f"_{at}"


def statable_atoms(target: Target) -> tuple[Target, ...]:
    """Return the atoms of a target that statements can affirm or deny, in written order, each once."""
    found: list[Target] = []
    for atom in target.atoms():
        found.append(atom)
        if isinstance(atom, Window):
            found += atom.inner.atoms()
    return tuple(dict.fromkeys(a for a in found if isinstance(a, State) or getattr(a, "statable", False)))


@frozen
class Statement:
    """
    How a statement column says what it affirms of one atom.

    Either ``name`` is a column of small numbers (:data:`AFFIRMED`, :data:`DENIED` …), or it is a column of
    an Enum whose ``words`` say what each of its categories means.
    """

    name: str
    words: Mapping[str, int] | None = None

    def can_say(self, meaning: int) -> bool:
        """Return whether a cell can have this meaning at all."""
        return self.words is None or meaning in self.words.values()

    def says(self, meaning: int, at: int | str, ns: Namespace) -> Expr:
        """Return where the cell has this meaning; null or false elsewhere."""
        column = ns.col(self.name + suffix(at))
        if self.words is None:
            return column == meaning
        words = [word for word, found in self.words.items() if found == meaning]
        result = ns.lit(False)
        for position, word in enumerate(words):
            same = column == word
            result = same if position == 0 else result | same
        return result

    def given(self, at: int | str, ns: Namespace) -> Expr:
        """Return where the cell is not blank."""
        column = ns.col(self.name + suffix(at))
        if self.words is None:
            return column > BLANK
        blank = self.says(BLANK, at, ns) if self.can_say(BLANK) else None
        return ~column.is_null() if blank is None else ~column.is_null() & ~blank


@frozen
class Held:
    """What a frame holds of one component, by the names of its columns; None where there is no such column."""

    value: str | None = None
    date: str | None = None
    rows: str | None = None
    statements: Mapping[Target, Statement] = field(factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, each once, in a fixed order."""
        named = (self.value, self.date, self.rows, *(s.name for s in self.statements.values()))
        return tuple(dict.fromkeys(name for name in named if name is not None))

    @property
    def key(self) -> Hashable:
        """What tells this from what another frame holds."""
        said = tuple((a, s.name, s.words and tuple(s.words.items())) for a, s in self.statements.items())
        return self.value, self.date, self.rows, said

    def present(self, at: int | str, ns: Namespace) -> Expr | None:
        """Return where there is an observation at all; None where no column could say so."""
        if self.rows is not None:
            return ns.col(self.rows + suffix(at)) > 0
        parts = [~ns.col(name + suffix(at)).is_null() for name in (self.value, self.date) if name is not None]
        parts += [s.given(at, ns) for s in {s.name: s for s in self.statements.values()}.values()]
        if not parts:
            return None
        result = parts[0]
        for part in parts[1:]:
            result = result | part
        return result


NOTHING: Final = Held()
