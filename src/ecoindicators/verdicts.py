"""Three-valued logic: met, not met, undetermined, and the neutral not applicable.

NOT_MET < UNDETERMINED < MET; AND is the minimum, OR the maximum (Kleene). NOT_APPLICABLE is neutral in
both and the value of an empty fold. Missing data is never a failure and never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

from ecoindicators.texts import Text


class Verdict(Enum):
    """
    What can be said of a target: 达标, 未达标, 待定 or 不适用.

    ``&``, ``|`` and ``~`` are Kleene's AND, OR and NOT. A verdict is no truth value: ``if verdict:`` raises.

    >>> Verdict.MET & Verdict.UNDETERMINED
    <Verdict.UNDETERMINED: 'undetermined'>
    >>> Verdict.NOT_MET & Verdict.UNDETERMINED
    <Verdict.NOT_MET: 'not-met'>
    >>> ~Verdict.NOT_APPLICABLE
    <Verdict.NOT_APPLICABLE: 'not-applicable'>
    """

    # An enum hashes its name in Python; identity does as well and is what the hot paths can afford.
    __hash__ = object.__hash__

    MET = "met"
    NOT_MET = "not-met"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not-applicable"

    @property
    def text(self) -> Text:
        """The verdict in words."""
        return _TEXTS[self]

    def __str__(self) -> str:
        return str(_TEXTS[self])

    def __and__(self, other: Verdict) -> Verdict:
        if not isinstance(other, Verdict):
            return NotImplemented
        return self if _AND_RANK[self] <= _AND_RANK[other] else other

    def __or__(self, other: Verdict) -> Verdict:
        if not isinstance(other, Verdict):
            return NotImplemented
        return self if _OR_RANK[self] >= _OR_RANK[other] else other

    def __invert__(self) -> Verdict:
        return _NOT[self]

    def __lt__(self, other: Verdict) -> bool:
        if not isinstance(other, Verdict) or Verdict.NOT_APPLICABLE in (self, other):
            return NotImplemented
        return _AND_RANK[self] < _AND_RANK[other]

    def __le__(self, other: Verdict) -> bool:
        if not isinstance(other, Verdict) or Verdict.NOT_APPLICABLE in (self, other):
            return NotImplemented
        return _AND_RANK[self] <= _AND_RANK[other]

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"a Verdict is not true or false (this one is {self.name}); "
            "compare it: `verdict is Verdict.MET`, or combine with &, | and ~"
        )


# NOT_APPLICABLE ranks where it never decides: above MET for AND, below NOT_MET for OR.
_AND_RANK = {Verdict.NOT_MET: 0, Verdict.UNDETERMINED: 1, Verdict.MET: 2, Verdict.NOT_APPLICABLE: 3}
_OR_RANK = {Verdict.NOT_APPLICABLE: -1, Verdict.NOT_MET: 0, Verdict.UNDETERMINED: 1, Verdict.MET: 2}
_NOT = {
    Verdict.MET: Verdict.NOT_MET,
    Verdict.NOT_MET: Verdict.MET,
    Verdict.UNDETERMINED: Verdict.UNDETERMINED,
    Verdict.NOT_APPLICABLE: Verdict.NOT_APPLICABLE,
}
_TEXTS = {
    Verdict.MET: Text("达标", "met"),
    Verdict.NOT_MET: Text("未达标", "not met"),
    Verdict.UNDETERMINED: Text("待定", "undetermined"),
    Verdict.NOT_APPLICABLE: Text("不适用", "not applicable"),
}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """
    Return the AND of all ``verdicts``; of none, NOT_APPLICABLE.

    >>> all_of([Verdict.MET, Verdict.NOT_APPLICABLE])
    <Verdict.MET: 'met'>
    """
    result = Verdict.NOT_APPLICABLE
    for verdict in verdicts:
        if verdict is Verdict.NOT_MET:
            return verdict
        if verdict is Verdict.UNDETERMINED or result is Verdict.NOT_APPLICABLE:
            result = verdict
    return result


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """
    Return the OR of all ``verdicts``; of none, NOT_APPLICABLE.

    >>> any_of([Verdict.NOT_MET, Verdict.UNDETERMINED])
    <Verdict.UNDETERMINED: 'undetermined'>
    """
    result = Verdict.NOT_APPLICABLE
    for verdict in verdicts:
        if verdict is Verdict.MET:
            return verdict
        if verdict is Verdict.UNDETERMINED or result is Verdict.NOT_APPLICABLE:
            result = verdict
    return result
