"""The author kit: what a ruleset must hold, checked by name; test cases in TOML; strategies for property tests.

:func:`check_ruleset` needs nothing but ecoindicators. :class:`RulesetSuite`, the pytest plugin that collects
case files, and the strategies come with ``ecoindicators[testing]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecoindicators.errors import MissingExtraError
from ecoindicators.testing.cases import cases_of, ruleset_of, run_case
from ecoindicators.testing.checks import CHECKS, Check, CheckResult, ConformanceError, check_ruleset, iter_checks

if TYPE_CHECKING:
    from ecoindicators.testing.suite import RulesetSuite

__all__ = [
    "CHECKS",
    "Check",
    "CheckResult",
    "ConformanceError",
    "RulesetSuite",
    "cases_of",
    "check_ruleset",
    "iter_checks",
    "ruleset_of",
    "run_case",
]


def __getattr__(name: str) -> Any:
    if name != "RulesetSuite":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from ecoindicators.testing.suite import RulesetSuite
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name or "pytest", "testing") from None
    return RulesetSuite
