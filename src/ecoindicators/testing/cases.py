"""Run the test cases that ship beside the rules: a dossier fragment, and the verdicts it must give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ecoindicators.assessment import Assessment, IndicatorResult, assess
from ecoindicators.dossier import Dossier
from ecoindicators.errors import Location, Problem, ProblemsError, nearest_names, shown
from ecoindicators.judging import Finding
from ecoindicators.loading import Case, load_cases
from ecoindicators.plugins import available_rulesets, load_ruleset, read_ruleset
from ecoindicators.rulesets import Ruleset, RulesetInfo
from ecoindicators.texts import Text, plain_number


def cases_of(info: RulesetInfo) -> tuple[Case, ...]:
    """
    Return the cases for an installed ruleset: those in the folder ``cases`` of the module that ships it.

    Raises:
        RulesetError: A case file is wrong; every problem is listed.

    >>> from ecoindicators import available_rulesets
    >>> cases_of(available_rulesets()["dengfeng-2023"])[1].name
    'one tenth short'
    """
    module = info.module.partition(":")[0]
    spec = find_spec(module)
    if spec is None or spec.submodule_search_locations is None:
        return ()  # a single module has no folder of its own
    folder = files(module) / "cases"
    return tuple(case for case in load_cases(folder) if case.ruleset == info.id) if folder.is_dir() else ()


def ruleset_of(case: Case, folder: Path) -> Ruleset:
    """
    Return the ruleset that a case in ``folder`` is about: the installed one, or one that stands beside the folder.

    Beside means a file or folder named after the id, next to ``folder`` or in ``data`` next to it.

    Raises:
        UnknownNameError: There is neither.
        RulesetError: It does not load.
    """
    near = [folder.parent / f"{case.ruleset}.toml", folder.parent / case.ruleset, folder.parent / "data" / case.ruleset]
    beside = next((path for path in near if path.exists()), None)
    if case.ruleset in available_rulesets() or beside is None or not re.fullmatch(r"[a-z0-9-]+", case.ruleset):
        return load_ruleset(case.ruleset)
    return read_ruleset(beside)


def run_case(ruleset: Ruleset, case: Case) -> tuple[Problem, ...]:
    """
    Return what a case expects and ``ruleset`` does not give, all of it; nothing where the case passes.

    >>> from ecoindicators import available_rulesets, load_ruleset
    >>> run_case(load_ruleset("dengfeng-2023"), cases_of(available_rulesets()["dengfeng-2023"])[1])
    ()
    """
    try:
        assessment = _assessed(ruleset, case)
    except ProblemsError as error:
        return error.problems
    return tuple(_unexpected(assessment, case))


def _assessed(ruleset: Ruleset, case: Case) -> Assessment:
    dossier = Dossier.from_records(
        _records(case.observations),
        assignments=_records(case.assignments),
        references=_records(case.references),
        # Who approved an exemption does not matter to a case.
        exemptions=[{"approved_by": "—", **row} for row in _records(case.exemptions)],
        name=case.file,
    )
    return assess(ruleset, dossier, year=case.year, place=case.place, as_of=case.as_of)


def _records(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key.replace("-", "_"): value for key, value in row.items()} for row in rows]


def _unexpected(assessment: Assessment, case: Case) -> Iterator[Problem]:
    for key, expected in case.expect.items():
        where = Location(file=case.file, key=f"“{case.name}” {key}")
        result = _result(assessment, key)
        if result is None:
            known = (*assessment.ruleset.component_keys, *assessment.ruleset.keys)
            message = Text(f"没有分项或指标“{shown(key)}”", f'no component or indicator "{shown(key)}"')
            yield Problem("unknown-name", message, where, key, nearest_names(key, known))
            continue
        found, why = result.verdict.value, result.reason
        because = Text(f"{why.text.zh}（{why.code}）", f"{why.text.en} ({why.code})")
        if found != expected.verdict:
            message = Text(
                f"应为 {expected.verdict}，实为 {found}：{because.zh}", f"expected {expected.verdict}, found {found}: {because.en}"
            )  # fmt: skip
            yield Problem("case-verdict", message, where, found)
        elif expected.reason is not None and why.code != expected.reason:
            message = Text(f"理由应为 {expected.reason}，实为{because.zh}", f"expected the reason {expected.reason}, found: {because.en}")  # fmt: skip
            yield Problem("case-reason", message, where, why.code)
        gap = result.gap if isinstance(result, Finding) else None
        if expected.gap is not None and gap != expected.gap:
            asked, got = plain_number(expected.gap), _number(gap)
            message = Text(f"差距应为 {asked}，实为 {got}", f"expected the gap {asked}, found {got}")
            yield Problem("case-gap", message, where, got)
    whole = assessment.verdict.value
    if case.verdict is not None and whole != case.verdict:
        message = Text(
            f"总体结论应为 {case.verdict}，实为 {whole}", f"expected {case.verdict} as a whole, found {whole}"
        )
        yield Problem("case-verdict", message, Location(file=case.file, key=f"“{case.name}”"), whole)


def _result(assessment: Assessment, key: str) -> Finding | IndicatorResult | None:
    """Return the finding on the component with this id or, where there is none, the result of the indicator."""
    if assessment.ruleset.has_component(key):
        return assessment.finding(key)
    if assessment.ruleset.keys.get(key) == (key,):
        return assessment[key]
    return None


def _number(gap: Decimal | None) -> str:
    return "—" if gap is None else plain_number(gap)
