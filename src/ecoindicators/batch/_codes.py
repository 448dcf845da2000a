"""Reason codes as small numbers, ordered so that the verdict can be read off and AND is the minimum.

A dataframe engine carries one 8-bit number instead of a verdict and a reason: first come the reasons of not met, then
those of undetermined, then met and exempt. The codes run without a gap, so that they can stand for an Enum's words.
"""

from __future__ import annotations

from typing import Final

from ecoindicators.verdicts import Verdict

NOT_MET_REASONS: Final = (
    "below-threshold",
    "above-threshold",
    "not-equal",
    "denied",
    "not-eliminated",
    "worse-than-before",
    "not-improved",
    "event-in-window",
    "assignment-missed",
    "peer-missed",
    "too-recent",
)
UNDETERMINED_REASONS: Final = (
    "no-observation",
    "no-value",
    "no-statement",
    "no-date",
    "no-earlier-year",
    "no-assignment",
    "no-reference",
    "no-label",
    "two-labels",
)
REASONS: Final = (*NOT_MET_REASONS, *UNDETERMINED_REASONS, "met", "exempt")
CODES: Final = {reason: code for code, reason in enumerate(REASONS)}
FIRST_UNDETERMINED: Final = len(NOT_MET_REASONS)
MET: Final = CODES["met"]
EXEMPT: Final = CODES["exempt"]
VERDICT_WORDS: Final = tuple(
    v.value for v in (Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET, Verdict.NOT_APPLICABLE)
)
NO_OBSERVATION: Final = CODES["no-observation"]
NOT_MET_NUMBER, UNDETERMINED_NUMBER, MET_NUMBER, NOT_APPLICABLE_NUMBER = range(4)


def verdict_of(code: int) -> int:
    """
    Return the number of the verdict that a reason code stands for: its place in :data:`VERDICT_WORDS`.

    >>> [VERDICT_WORDS[verdict_of(CODES[reason])] for reason in ("denied", "no-value", "met", "exempt")]
    ['not-met', 'undetermined', 'met', 'not-applicable']
    """
    if code < FIRST_UNDETERMINED:
        return NOT_MET_NUMBER
    return UNDETERMINED_NUMBER if code < MET else MET_NUMBER if code == MET else NOT_APPLICABLE_NUMBER
