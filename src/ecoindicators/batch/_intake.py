"""A frame as people give it, tidy or wide → one row a place and year, with columns the plan knows.

What is wrong with the frame itself (a missing column, text where numbers belong, an unknown component) is
raised here, before any row is looked at.
"""

from __future__ import annotations

from ecoindicators.batch._engine import Engine
from ecoindicators.batch._heads import heads
from ecoindicators.batch._taken import Intake
from ecoindicators.batch._tidy import tidy
from ecoindicators.batch._wide import wide
from ecoindicators.rulesets import Ruleset


def intake(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    """
    Return the frame of ``engine`` inside, for the components of ``ruleset``.

    ``names`` is the ruleset whose components the frame may name: an overlay's, where its ancestor judges.

    Raises:
        DossierError: With everything that is wrong with its columns.
    """
    return (tidy if is_tidy(engine) else wide)(engine, ruleset, names)


def is_tidy(engine: Engine) -> bool:
    """Return whether a frame holds one observation a row."""
    return bool(heads(engine, ("component",)))
