"""Qingzhu County's indicators, 2019 (fictional): rulesets for ecoindicators.

Everything but this hook is data: ``data/`` holds one folder of TOML files a ruleset, ``cases/`` its test cases.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from ecoindicators import hookimpl

_RULESETS = ("qingzhu-2019",)


@hookimpl
def ecoindicators_ruleset(id: str) -> Traversable | None:
    """Return the folder of the ruleset called *id*, or None where it is not one of ours."""
    return files(__name__) / "data" / id if id in _RULESETS else None
