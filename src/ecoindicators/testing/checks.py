"""Check a ruleset against every rule of the author page, in one call or one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from attrs import frozen

from ecoindicators.errors import Problem, ProblemsError, UnknownNameError, nearest_names
from ecoindicators.rulesets import Ruleset
from ecoindicators.testing._rules import CHECKS, Check, Need
from ecoindicators.testing._subject import Subject, subject_of
from ecoindicators.texts import Text

__all__ = ["CHECKS", "Check", "CheckResult", "ConformanceError", "check_ruleset", "iter_checks"]

_SKIPPED: Final[dict[Need, Text]] = {
    "ruleset": Text("未能载入，无从检查", "it does not load"),
    "installed": Text("不是已安装的插件", "it is not an installed plugin"),
    "cases": Text("没有给出用例", "no cases were given"),
    "resolved": Text("没有给出副本", "no resolved copy was given"),
}


@frozen
class CheckResult:
    """
    What one check found: ``problems``, or none where the rule is kept; ``skipped`` says why it did not run.

    ``expected`` holds the reason where the failure was declared beforehand.
    """

    check: Check
    problems: tuple[Problem, ...] = ()
    skipped: Text | None = None
    expected: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it ran and found nothing."""
        return self.skipped is None and not self.problems


class ConformanceError(ProblemsError, AssertionError):
    """A ruleset breaks rules of the author page; ``results`` has what each check found, ``str()`` lists it all."""

    def __init__(self, name: str, results: Iterable[CheckResult]) -> None:
        self.name = name
        self.results: tuple[CheckResult, ...] = tuple(results)
        super().__init__(problem for result in self.results for problem in result.problems)

    def __str__(self) -> str:
        lines = []
        for result in self.results:
            lines.append(f"{self.name} {result.check.id}: {result.check.rule}")
            lines += ["  " + str(ProblemsError([problem])).replace("\n", "\n  ") for problem in result.problems]
        return "\n".join(lines)


def iter_checks(
    ruleset: Ruleset | str | Path,
    *,
    cases: Path | Traversable | None = None,
    resolved: Path | None = None,
    only: Iterable[str] = (),
) -> Iterator[CheckResult]:
    """
    Yield what each check finds, in the order of their ids.

    Args:
        ruleset: A Ruleset, an installed id, or the path of a TOML file or folder.
        cases: A TOML file or folder of test cases; those that an installed ruleset ships unless given.
        resolved: The kept copy of what the ruleset resolves to.
        only: Ids of checks; all of them unless given.

    Raises:
        UnknownNameError: There is no such ruleset, or no such check.

    >>> [r.check.id for r in iter_checks("dengfeng-2023", only=["R09-clauses"]) if not r.passed]
    []
    """
    wanted = tuple(only) or tuple(CHECKS)
    _known(wanted)
    subject = subject_of(ruleset, cases, resolved)
    for id in wanted:
        yield _result(CHECKS[id], subject)


def check_ruleset(
    ruleset: Ruleset | str | Path,
    *,
    cases: Path | Traversable | None = None,
    resolved: Path | None = None,
    expected_failures: Mapping[str, str] | None = None,
) -> tuple[CheckResult, ...]:
    """
    Return what every check found of a ruleset that keeps all rules.

    Args:
        ruleset: A Ruleset, an installed id, or the path of a TOML file or folder.
        cases: A TOML file or folder of test cases; those that an installed ruleset ships unless given.
        resolved: The kept copy of what the ruleset resolves to.
        expected_failures: Ids of checks that are known to fail, each with the reason. One that passes is a failure.

    Raises:
        ConformanceError: With every failure of every check.
        UnknownNameError: There is no such ruleset, or no such check.

    >>> len(check_ruleset("henan-county")) == len(CHECKS)
    True
    """
    expected = dict(expected_failures or {})
    _known(expected)
    results = tuple(
        with_expectation(result, expected.get(result.check.id))
        for result in iter_checks(ruleset, cases=cases, resolved=resolved)
    )
    failed = [result for result in results if result.problems and result.expected is None]
    if failed:
        raise ConformanceError(ruleset.id if isinstance(ruleset, Ruleset) else str(ruleset), failed)
    return results


def with_expectation(result: CheckResult, reason: str | None) -> CheckResult:
    """Return ``result`` as an expected failure with this reason; as a failure where it was expected and did not come."""
    if reason is None or result.skipped is not None:
        return result
    if result.problems:
        return CheckResult(result.check, result.problems, expected=reason)
    message = Text(
        f"已声明会失败（{reason}），现已通过：请从 expected_failures 中删去",
        f"it was expected to fail ({reason}) and passes: delete it from expected_failures",
    )
    return CheckResult(result.check, (Problem("passes-now", message),))


def _known(ids: Iterable[str]) -> None:
    for id in ids:
        if id not in CHECKS:
            raise UnknownNameError(Text(f"没有检查“{id}”", f'no check "{id}"'), id, nearest_names(id, CHECKS))


def _result(check: Check, subject: Subject) -> CheckResult:
    if check.needs == "nothing":
        return CheckResult(check, subject.broken)
    ruleset = subject.ruleset
    if ruleset is None:
        return CheckResult(check, skipped=_SKIPPED["ruleset"])
    missing = {
        "installed": subject.info is None,
        "cases": subject.cases is None and not subject.cases_broken,
        "resolved": subject.resolved is None,
    }
    if missing.get(check.needs):
        return CheckResult(check, skipped=_SKIPPED[check.needs])
    return CheckResult(check, tuple(check.run(subject, ruleset)))
