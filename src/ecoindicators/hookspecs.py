"""Every hook of ecoindicators, docstrings only. Implement one with ``from ecoindicators import hookimpl``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from ecoindicators.rulesets import Ruleset
    from ecoindicators.scoring import ScoringMethod

PROJECT: Final = "ecoindicators"
hookspec: Final = pluggy.HookspecMarker(PROJECT)
#: Marks the implementation of a hook, as a decorator.
hookimpl: Final = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def ecoindicators_ruleset(id: str) -> Path | Traversable | Ruleset | None:
    """
    Return the ruleset called ``id``: a path to a TOML file or folder, a Traversable, or a Ruleset.

    Called when a ruleset is loaded, on the one plugin whose entry point in the group
    ``ecoindicators.rulesets`` bears that id. None means that it is not yours.
    """


@hookspec
def ecoindicators_scoring_methods() -> Iterable[ScoringMethod]:  # type: ignore[empty-body]
    """
    Return scoring methods, each with a ``name`` and a ``score(assessment, scheme)``.

    Called when a score is asked for, on every plugin of the group ``ecoindicators``.
    An empty answer adds nothing.
    """


@hookspec
def ecoindicators_report_formats() -> Iterable[object]:  # type: ignore[empty-body]
    """
    Return report formats, each with a ``name``, a ``suffix`` and a ``render(assessment)`` that returns text or bytes.

    Called when a report is asked for, on every plugin of the group ``ecoindicators``.
    An empty answer adds nothing.
    """
