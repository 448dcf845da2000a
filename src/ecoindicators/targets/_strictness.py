"""Stricter than: over all situations in which every atom of both is decided, does one target's MET mean the other's?

``a`` implies ``b`` unless some situation meets a and does not meet b. Both sides are spread into alternatives, each
a list of plain facts about numbers, phrases and assignments; whether such a list can hold is decided
exactly. A statement about numbers is taken to be true of the numbers behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import combinations

from attrs import evolve

from ecoindicators.limits import Budget
from ecoindicators.targets._atoms import Change, Range, Threshold, Trend, Window
from ecoindicators.targets._base import Situation, Target
from ecoindicators.targets._compounds import AllOf, AnyOf, ByVariant, ByYear, WithAim
from ecoindicators.targets._facts import YEAR, Frame, nodes, reach, spread
from ecoindicators.targets._realise import situation
from ecoindicators.texts import Text


class Relation(Enum):
    """How one target stands to another: stricter, equal, laxer or incomparable."""

    STRICTER = "stricter"
    EQUAL = "equal"
    LAXER = "laxer"
    INCOMPARABLE = "incomparable"

    @property
    def text(self) -> Text:
        """The relation in words."""
        return _TEXTS[self]

    @property
    def flipped(self) -> Relation:
        """The relation seen from the other side."""
        return {Relation.STRICTER: Relation.LAXER, Relation.LAXER: Relation.STRICTER}.get(self, self)


_TEXTS = {
    Relation.STRICTER: Text("更严", "stricter"),
    Relation.EQUAL: Text("相同", "equal"),
    Relation.LAXER: Text("更宽", "laxer"),
    Relation.INCOMPARABLE: Text("不可比", "incomparable"),
}


@lru_cache(maxsize=4096)
def compare(a: Target, b: Target) -> Relation:
    """
    Return how ``a`` stands to ``b``: STRICTER if a's MET always means b's and not the other way round.

    Raises:
        LimitError: The two are so large that it takes over ``comparison_steps`` steps.

    >>> from ecoindicators.targets import Op
    >>> compare(Threshold(Op.GE, Decimal(44)), Threshold(Op.GE, Decimal(41)))
    <Relation.STRICTER: 'stricter'>
    """
    if a == b:
        return Relation.EQUAL
    forth, back = witness(a, b) is None, witness(b, a) is None
    if forth:
        return Relation.EQUAL if back else Relation.STRICTER
    return Relation.LAXER if back else Relation.INCOMPARABLE


def witness(a: Target, b: Target) -> Situation | None:
    """
    Return a situation in which every atom of both is decided and that meets ``a`` and not ``b``; None without one.

    >>> from ecoindicators.targets import Op
    >>> w = witness(Threshold(Op.GE, Decimal(41)), Threshold(Op.GE, Decimal(44)))
    >>> 41 <= w.value_in(w.year) < 44
    True
    """
    a, b = _scaled(a), _scaled(b)
    for frame in _frames((a, b), Budget("comparison_steps")):
        for met in spread(a, True, 0, frame):
            for failed in spread(b, False, 0, frame):
                found = situation(frame, (*met, *failed), (a, b))
                if found is not None:
                    return found
    return None


def _scaled(target: Target) -> Target:
    """Return ``target`` with ‰ as %; other units only name what is measured."""
    if isinstance(target, Threshold):
        return evolve(target, value=target.value * _factor(target.unit_measure))
    if isinstance(target, Range):
        factor = _factor(target.unit_measure)
        return evolve(target, low=target.low * factor, high=target.high * factor)
    if isinstance(target, AllOf | AnyOf):
        return evolve(target, parts=tuple(map(_scaled, target.parts)))
    if isinstance(target, WithAim):
        return _scaled(target.must)
    if isinstance(target, Window):
        return evolve(target, inner=_scaled(target.inner))
    if isinstance(target, ByVariant):
        return evolve(target, variants=tuple(evolve(v, target=_scaled(v.target)) for v in target.variants))
    if isinstance(target, ByYear):
        return evolve(target, steps=tuple((y, _scaled(t)) for y, t in target.steps))
    return target


def _factor(unit_measure: str) -> Decimal:
    return Decimal("0.1") if unit_measure == "‰" else Decimal(1)


def _frames(targets: tuple[Target, Target], budget: Budget) -> Iterator[Frame]:
    years: set[int] = {y for t in targets for n in nodes(t, ByYear) if isinstance(n, ByYear) for y, _ in n.steps}
    for year in [*sorted(years), YEAR]:
        for place in _places(targets):
            asked = [(a, o) for t in targets for a, o in reach(t, 0, place, year)]
            budget.spend(1 + len(asked))
            deepest = max([0, *(offset + _steps(atom) for atom, offset in asked)])
            yield Frame(year, place, deepest, budget)
            if any(isinstance(atom, Trend) and atom.steps is None for atom, _ in asked):
                yield Frame(year, place, deepest + 1, budget)


def _steps(atom: Target) -> int:
    """Return how many years back an atom looks from its own."""
    if isinstance(atom, Trend):
        return atom.steps or 1
    return 1 if isinstance(atom, Change) and atom.base_year is None else 0


def _places(targets: tuple[Target, Target]) -> Iterator[frozenset[str]]:
    """Yield the label sets that tell the by-variant nodes apart: a case each, none, and two."""
    choosers = list(dict.fromkeys(n for t in targets for n in nodes(t, ByVariant) if isinstance(n, ByVariant)))
    labels = sorted({label for n in choosers for v in n.variants for label in v.labels})
    for size in range(min(len(labels), len(choosers) + 1) + 1):
        yield from map(frozenset, combinations(labels, size))
