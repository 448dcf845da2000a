"""What is checked: a ruleset, and what is known of where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path

from attrs import field, frozen

from ecoindicators.errors import EcoIndicatorsError, Problem, ProblemsError, UnknownNameError
from ecoindicators.files import read_bytes
from ecoindicators.loading import Case, load_cases
from ecoindicators.plugins import available_rulesets, find_ruleset
from ecoindicators.rulesets import Ruleset, RulesetInfo
from ecoindicators.testing.cases import cases_of
from ecoindicators.texts import Text


@frozen
class Subject:
    """
    A ruleset to check: what loading it gave, how it is installed, its cases, its resolved copy, its project's pages.

    ``pages`` holds the README, the project file and the Markdown of ``docs`` by their paths in the project; it is empty
    where only what is installed is at hand.
    """

    name: str
    ruleset: Ruleset | None
    broken: tuple[Problem, ...] = ()
    info: RulesetInfo | None = None
    cases: tuple[Case, ...] | None = None
    cases_broken: tuple[Problem, ...] = ()
    resolved: Path | None = None
    pages: Mapping[str, str] = field(factory=dict)


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
    pages = _pages(_project(None if broken else info, resolved))
    return Subject(name, loaded, broken, info, found, cases_broken, resolved, pages)


def _project(info: RulesetInfo | None, resolved: Path | None) -> Path | None:
    """Return the folder of the project file above the resolved copy, or above the module where it is not a copy in site-packages."""
    beside = [] if resolved is None else [resolved.absolute().parent]
    spec = None if info is None else find_spec(info.module.partition(":")[0])
    if spec is not None and spec.origin is not None:
        beside.append(Path(spec.origin).parent.parent)
    # At most two levels up (tests/ and src/): above an environment may lie the project of somebody else.
    return next((at for b in beside for at in (b, b.parent) if (at / "pyproject.toml").is_file()), None)


def _pages(project: Path | None) -> dict[str, str]:
    if project is None:
        return {}
    found = [project / "README.md", project / "pyproject.toml", *sorted((project / "docs").rglob("*.md"))]
    texts = {path: read_bytes(path).decode("utf-8", "replace") for path in found if path.is_file()}
    return {path.relative_to(project).as_posix(): text for path, text in texts.items()}


def _problems(error: EcoIndicatorsError) -> tuple[Problem, ...]:
    if isinstance(error, ProblemsError):
        return error.problems
    if isinstance(error, UnknownNameError):
        return (error.problem(),)
    return (Problem("does-not-load", getattr(error, "message", Text(str(error)))),)
