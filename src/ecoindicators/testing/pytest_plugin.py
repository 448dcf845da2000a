"""The pytest plugin: collects ``cases/*.toml`` as tests, and adds ``--update-resolved``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ecoindicators.errors import Problem
    from ecoindicators.loading import Case
    from ecoindicators.rulesets import Ruleset

# pytest loads this in every run where ecoindicators is installed: what is heavy waits until a case file is met.


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-resolved``."""
    parser.getgroup("ecoindicators").addoption(
        "--update-resolved",
        action="store_true",
        help="write the resolved copies of rulesets anew instead of comparing with them",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Return the collector of a file of test cases: a ``*.toml`` in a folder ``cases`` that names a ruleset."""
    if file_path.suffix != ".toml" or file_path.parent.name != "cases":
        return None
    data = file_path.read_bytes()
    if not re.search(rb"^\s*ruleset\s*=", data, re.MULTILINE) or b"[[case]]" not in data:
        return None
    return CaseFile.from_parent(parent, path=file_path)


class CaseFailed(Exception):
    """A case gives other verdicts than it expects."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems


class CaseFile(pytest.File):
    """A TOML file of test cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield its cases; a file that is wrong is an error that lists every problem."""
        from ecoindicators.errors import EcoIndicatorsError
        from ecoindicators.loading import load_cases
        from ecoindicators.testing.cases import ruleset_of

        rulesets: dict[str, Ruleset] = {}
        try:
            cases = load_cases(self.path)
            for case in cases:
                if case.ruleset not in rulesets:
                    rulesets[case.ruleset] = ruleset_of(case, self.path.parent)
        except EcoIndicatorsError as error:
            raise self.CollectError(str(error)) from error
        for case in cases:
            yield CaseItem.from_parent(self, name=case.name, case=case, ruleset=rulesets[case.ruleset])


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: Case, ruleset: Ruleset, **more: Any) -> None:
        super().__init__(**more)
        self.case = case
        self.ruleset = ruleset

    def runtest(self) -> None:
        """Run the case."""
        from ecoindicators.testing.cases import run_case

        problems = run_case(self.ruleset, self.case)
        if problems:
            raise CaseFailed(problems)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what was expected and found, with the rows of the case."""
        if not isinstance(excinfo.value, CaseFailed):
            return super().repr_failure(excinfo, style)
        lines = [f"{self.path}:{self.case.line or 1}: {self.case.name} ({self.case.ruleset}, {self.case.year})"]
        lines += [f"  {problem}" for problem in excinfo.value.problems]
        for table in ("observations", "assignments", "references", "exemptions"):
            for row in getattr(self.case, table):
                cells = ", ".join(f"{key} = {value}" for key, value in row.items())
                lines.append(f"  {table}: {cells}")
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands."""
        return self.path, (self.case.line or 1) - 1, f"{self.case.ruleset}: {self.name}"
