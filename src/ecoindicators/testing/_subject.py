"""What is checked: a ruleset, and what is known of where it came from."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import frozen

from ecoindicators.errors import EcoIndicatorsError, Problem, ProblemsError, UnknownNameError
from ecoindicators.loading import Case, load_cases
from ecoindicators.plugins import available_rulesets, find_ruleset
from ecoindicators.rulesets import Ruleset, RulesetInfo
from ecoindicators.testing.cases import cases_of
from ecoindicators.texts import Text


@frozen
class Subject:
    """A ruleset to check: what loading it gave, how it is installed, its cases and its resolved copy."""

    name: str
    ruleset: Ruleset | None
    broken: tuple[Problem, ...] = ()
    info: RulesetInfo | None = None
    cases: tuple[Case, ...] | None = None
    cases_broken: tuple[Problem, ...] = ()
    resolved: Path | None = None


def subject_of(
    ruleset: Ruleset | str | Path, cases: Path | Traversable | None, resolved: Path | None
) -> Subject:  # fmt: skip
    """
    Return what ``ruleset`` names: a Ruleset, an installed id, or the path of a TOML file or folder.

    Raises:
        UnknownNameError: It is neither installed nor a path.
    """
    loaded: Ruleset | None = None
    broken: tuple[Problem, ...] = ()
    info = available_rulesets().get(str(ruleset)) if not isinstance(ruleset, Ruleset) else None
    try:
        loaded = ruleset if isinstance(ruleset, Ruleset) else find_ruleset(str(ruleset))
    except EcoIndicatorsError as error:
        if isinstance(error, UnknownNameError) and info is None and not Path(str(ruleset)).exists():
            raise
        broken = _problems(error)
    name = loaded.id if loaded is not None and info is None else str(ruleset)
    found: tuple[Case, ...] | None = None
    cases_broken: tuple[Problem, ...] = ()
    try:
        if cases is not None:
            found = tuple(case for case in load_cases(cases) if case.ruleset == name)
        elif info is not None and not broken:
            found = cases_of(info)
    except EcoIndicatorsError as error:
        cases_broken = _problems(error)
    return Subject(name, loaded, broken, info, found, cases_broken, resolved)


def _problems(error: EcoIndicatorsError) -> tuple[Problem, ...]:
    if isinstance(error, ProblemsError):
        return error.problems
    if isinstance(error, UnknownNameError):
        return (error.problem(),)
    return (Problem("does-not-load", getattr(error, "message", Text(str(error)))),)
