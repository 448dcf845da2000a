"""Hunan's indicators for demonstration counties of eco-civilisation, as a ruleset for ecoindicators.

The source is the county table of 湘环发〔2018〕9号, indicators 1 to 18. Everything but this hook is data: ``data/``
holds a folder of TOML files for the ruleset, ``cases/`` the test cases that go with it.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from ecoindicators import hookimpl


@hookimpl
def ecoindicators_ruleset(id: str) -> Traversable | None:
    """Return the folder of the ruleset called *id*, or None where it is not ours."""
    return files(__name__) / "data" / id if id == "hunan-county" else None
