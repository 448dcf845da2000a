"""Henan's eco-county indicators, and Dengfeng's for 2023, as rulesets for ecoindicators.

The source is the annex of 登政文〔2023〕44号. Everything but this hook is data: ``data/`` holds one
folder of TOML files a ruleset, ``cases/`` the test cases that go with them.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from ecoindicators import hookimpl

_RULESETS = ("henan-county", "dengfeng-2023")


@hookimpl
def ecoindicators_ruleset(id: str) -> Traversable | None:
    """Return the folder of the ruleset called *id*, or None where it is not one of ours."""
    if id not in _RULESETS:
        return None
    return files(__name__) / "data" / id
