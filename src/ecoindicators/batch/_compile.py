"""Targets → expressions: the algebra of :mod:`ecoindicators.targets`, judged in a dataframe engine.

Each atom mirrors the ``compute`` of the atom there; ``tests/property/test_batch.py`` holds the two together.
"""

from __future__ import annotations

from ecoindicators.batch._asking import Asking
from ecoindicators.batch._by_date import in_force, state
from ecoindicators.batch._by_earlier import change, course, trend
from ecoindicators.batch._by_value import eliminated, in_range, peer, threshold
from ecoindicators.batch._compounds import all_of, any_of, assigned, by_variant, by_year, window
from ecoindicators.batch._judged import Judged
from ecoindicators.batch._numbers import number
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    InForce,
    Peer,
    Range,
    State,
    Target,
    Threshold,
    Trend,
    Window,
    WithAim,
)


def judge(ask: Asking, target: Target, at: int) -> Judged:
    """Return the judgement of a target, so many years back."""
    match target:
        case Threshold():
            return threshold(ask, target.op, number(target.value), at)
        case Range():
            return in_range(ask, target, at)
        case State():
            return state(ask, target, at)
        case Eliminated():
            return ask.or_stated(target, eliminated(ask, at), "not-eliminated", at)
        case Trend():
            denial = "not-improved" if target.sense.strict else "worse-than-before"
            computed = trend(ask, target, at) if target.steps is not None else course(ask, target, at)
            return ask.or_stated(target, computed, denial, at)
        case Change():
            return ask.or_stated(target, change(ask, target, at), "denied", at)
        case Assigned():
            return ask.or_stated(target, assigned(ask, target, at, judge), "assignment-missed", at)
        case Peer():
            return ask.or_stated(target, peer(ask, target, at), "peer-missed", at)
        case InForce():
            return ask.or_stated(target, in_force(ask, target, at), "denied", at)
        case Window():
            return window(ask, target, at, judge)
        case AllOf():
            return all_of(ask, [judge(ask, part, at) for part in target.parts])
        case AnyOf():
            return any_of(ask, [judge(ask, part, at) for part in target.parts])
        case ByVariant():
            return by_variant(ask, target, at, judge)
        case ByYear():
            return by_year(ask, target, at, judge)
        case WithAim():
            return judge(ask, target.must, at)
    raise TypeError(f"no such target: {target!r}")
