"""The target algebra: immutable conditions on observations, how they are judged and how they compare.

Atoms judge numbers, dates and stated facts; compounds join them. The algebra is closed: plugins bring
rulesets, scoring methods and report formats, not atoms, so that judging, comparing and batch agree.
Text is read elsewhere (:mod:`ecoindicators.notation`).
"""

from ecoindicators.targets._atoms import (
    Assigned,
    Change,
    Eliminated,
    InForce,
    Peer,
    Range,
    Sense,
    State,
    Threshold,
    Trend,
    Window,
    months_after,
)
from ecoindicators.targets._base import (
    NO_FACTS,
    Atom,
    Direction,
    Evidence,
    Facts,
    Judgement,
    Op,
    Ratio,
    Situation,
    Target,
    attained,
    normal,
    rounded,
)
from ecoindicators.targets._compounds import AllOf, AnyOf, ByVariant, ByYear, Variant, WithAim, size
from ecoindicators.targets._facts import labels_of, nodes
from ecoindicators.targets._strictness import Relation, compare, witness

__all__ = [
    "NO_FACTS",
    "AllOf",
    "AnyOf",
    "Assigned",
    "Atom",
    "ByVariant",
    "ByYear",
    "Change",
    "Direction",
    "Eliminated",
    "Evidence",
    "Facts",
    "InForce",
    "Judgement",
    "Op",
    "Peer",
    "Range",
    "Ratio",
    "Relation",
    "Sense",
    "Situation",
    "State",
    "Target",
    "Threshold",
    "Trend",
    "Variant",
    "Window",
    "WithAim",
    "attained",
    "compare",
    "labels_of",
    "months_after",
    "nodes",
    "normal",
    "rounded",
    "size",
    "witness",
]
