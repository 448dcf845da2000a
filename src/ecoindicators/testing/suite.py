"""The suite a plugin's tests subclass: one test a rule of the author page."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from ecoindicators.plugins import find_ruleset
from ecoindicators.resolved import resolved_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.testing.checks import CHECKS, ConformanceError, iter_checks, with_expectation
from ecoindicators.writing import write_whole


class RulesetSuite:
    """
    Every rule of the author page as a test; subclass it, name the class ``Test…`` and override ``ruleset``.

    ``expected_failures`` holds the ids of checks that are known to fail, each with the reason; one that passes
    after all is a failure, so that the list stays true. ``cases`` and ``resolved`` may be overridden as well.
    """

    expected_failures: ClassVar[Mapping[str, str]] = {}

    @pytest.fixture
    def ruleset(self) -> Ruleset | str | Path:
        """The ruleset to check: an installed id, a path or a Ruleset."""
        raise NotImplementedError(f"{type(self).__name__} must override the fixture ruleset")

    @pytest.fixture
    def cases(self) -> Path | None:
        """The file or folder of test cases; None stands for those that the installed ruleset ships."""
        return None

    @pytest.fixture
    def resolved(self, ruleset: Ruleset | str | Path) -> Path:
        """The kept copy of what the ruleset resolves to: ``<id>.resolved.json`` beside the test's file."""
        id = ruleset.id if isinstance(ruleset, Ruleset) else Path(ruleset).stem
        return Path(inspect.getfile(type(self))).with_name(f"{id}.resolved.json")

    @pytest.mark.parametrize("check", CHECKS)
    def test_rule(
        self, check: str, ruleset: Ruleset | str | Path, cases: Path | None, resolved: Path, request: pytest.FixtureRequest
    ) -> None:  # fmt: skip
        """The ruleset keeps this rule of the author page."""
        if CHECKS[check].needs == "resolved" and request.config.getoption("--update-resolved", default=False):
            found = ruleset if isinstance(ruleset, Ruleset) else find_ruleset(str(ruleset))
            write_whole(resolved, resolved_text(found))
        (result,) = iter_checks(ruleset, cases=cases, resolved=resolved, only=[check])
        result = with_expectation(result, self.expected_failures.get(check))
        if result.skipped is not None:
            pytest.skip(str(result.skipped))
        if result.expected is not None:
            more = f" (+{len(result.problems) - 1})" if len(result.problems) > 1 else ""
            pytest.xfail(f"{result.expected}: {result.problems[0]}{more}")
        if result.problems:
            name = ruleset.id if isinstance(ruleset, Ruleset) else str(ruleset)
            pytest.fail(str(ConformanceError(name, [result])), pytrace=False)
