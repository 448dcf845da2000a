"""Test cases that stand beside the rules: dossier fragments with the verdicts they must give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from attrs import field, frozen

from ecoindicators.errors import Location, Problem, RulesetError, nearest_names, shown
from ecoindicators.files import files_in, read_bytes
from ecoindicators.loading._places import place
from ecoindicators.loading._raw_cases import RawCase, RawCases, RawExpectation
from ecoindicators.loading._structure import read_as
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

Rows = tuple[Mapping[str, Any], ...]


@frozen
class Expectation:
    """What a case expects: the verdict and, where stated, the code of its reason and the gap."""

    verdict: str
    reason: str | None = None
    gap: Decimal | None = None


@frozen
class Case:
    """
    One case: rows of a dossier, and what is expected of components and indicators, by id, and of the whole.

    The rows have the heads of the dossier's tables as keys.
    """

    name: str
    file: str
    ruleset: str
    year: int
    expect: Mapping[str, Expectation]
    verdict: str | None = None
    place: tuple[str, ...] = ()
    as_of: date | None = None
    observations: Rows = ()
    assignments: Rows = ()
    references: Rows = ()
    exemptions: Rows = ()
    notes: tuple[Text, ...] = field(default=(), eq=False)
    line: int | None = field(default=None, eq=False)


def load_cases(path: Traversable) -> tuple[Case, ...]:
    """
    Return the cases in a TOML file, or in all files of a folder in name order.

    Raises:
        RulesetError: With every problem found.
    """
    files = [path] if path.is_file() else _toml_files(path)
    cases: list[Case] = []
    problems: list[Problem] = []
    for file in files:
        raw, text, wrong = read_as(RawCases, file.name, read_bytes(file, "ruleset_bytes"))
        problems += wrong
        if raw is not None:
            problems += _problems(raw, file.name, text)
            cases += [_case(raw, case, place(file.name, text, f"case[{n}].name")) for n, case in enumerate(raw.case)]
    if problems:
        raise RulesetError(problems)
    return tuple(cases)


def _toml_files(folder: Traversable) -> Sequence[Traversable]:
    if isinstance(folder, Path):
        return files_in(folder, ".toml") if folder.is_dir() else []
    found = [f for f in folder.iterdir() if f.name.endswith(".toml")] if folder.is_dir() else []
    return sorted(found, key=lambda f: f.name)


def _problems(raw: RawCases, file: str, text: str) -> Iterator[Problem]:
    words = [verdict.value for verdict in Verdict]
    names: set[str] = set()
    for index, case in enumerate(raw.case):
        at = f"case[{index}]"
        if case.name in names:
            message = Text(f"用例名称“{shown(case.name)}”重复", f'the name "{shown(case.name)}" is used twice')
            yield Problem("declared-twice", message, place(file, text, f"{at}.name"), case.name)
        names.add(case.name)
        if case.year is None and raw.year is None:
            message = Text(
                "用例没有年度：请在文件或用例中写 year", "the case has no year; give one to the file or the case"
            )
            yield Problem("missing-key", message, place(file, text, at))
        if not case.expect and case.verdict is None:
            message = Text(
                "用例没有写明预期：请填 expect 或 verdict", "the case expects nothing; give expect or verdict"
            )
            yield Problem("missing-key", message, place(file, text, at))
        expected = {key: e.verdict for key, e in case.expect.items()} | (
            {} if case.verdict is None else {"": case.verdict}
        )
        for key, verdict in expected.items():
            if verdict not in words:
                message = Text(
                    f"没有结论“{shown(verdict)}”，应为 {'、'.join(words)} 之一",
                    f'no verdict "{shown(verdict)}"; expected one of {", ".join(words)}',
                )
                where = place(file, text, f"{at}.expect.{key}" if key else f"{at}.verdict")
                yield Problem("wrong-value", message, where, verdict, nearest_names(verdict, words))


def _case(raw: RawCases, case: RawCase, where: Location) -> Case:
    return Case(
        case.name, where.file, raw.ruleset, case.year or raw.year or 0,
        {key: _expectation(e) for key, e in case.expect.items()}, case.verdict,
        raw.place if case.place is None else case.place, case.as_of or raw.as_of,
        case.observations, case.assignments, case.references, case.exemptions, case.notes, where.line,
    )  # fmt: skip


def _expectation(raw: RawExpectation) -> Expectation:
    return Expectation(raw.verdict, raw.reason, raw.gap)
