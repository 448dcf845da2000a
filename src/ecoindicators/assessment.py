"""Ruleset + dossier → findings → what follows from them for indicators, domains, units and the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve, field, frozen

from ecoindicators.audit import Audit, audit
from ecoindicators.binding import BoundDossier, bind
from ecoindicators.clock import now
from ecoindicators.dossier import Dossier, Exemption, Observation
from ecoindicators.errors import DossierError, Problem, ProblemsError
from ecoindicators.findings import finding_of, unfit_problems
from ecoindicators.indicators import Domain, Indicator, Task
from ecoindicators.judging import Finding
from ecoindicators.reasons import MET_REASON, Reason, Remark
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Target
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict, all_of

if TYPE_CHECKING:
    from ecoindicators.what_if import WhatIf

Counts = Mapping[str, int]
WORDS: Final = tuple(verdict.value for verdict in Verdict)


def count(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """
    Return how often each verdict occurs, by its word, with zeros.

    >>> count([Verdict.MET])
    {'met': 1, 'not-met': 0, 'undetermined': 0, 'not-applicable': 0}
    """
    counts = dict.fromkeys(WORDS, 0)
    for verdict in verdicts:
        counts[verdict.value] += 1
    return counts


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class IndicatorResult:
    """The verdict on an indicator: the AND of its components, with the reason of the first that decides."""

    indicator: Indicator
    verdict: Verdict
    reason: Reason
    findings: tuple[Finding, ...]

    @property
    def decides(self) -> bool:
        """Whether it counts towards the whole (binding, or a prerequisite)."""
        return self.indicator.decides


@frozen
class GroupResult:
    """Verdict and counts of a domain or a task."""

    of: Domain | Task
    verdict: Verdict
    results: tuple[IndicatorResult, ...]

    @property
    def counts(self) -> dict[str, Counts]:
        """Counts of ``indicators`` and ``components`` by verdict."""
        return _counts(self.results)


@frozen
class UnitResult:
    """What one unit leads and takes part in, with the findings."""

    unit: Unit | Group
    lead: tuple[IndicatorResult, ...]
    responsible: tuple[IndicatorResult, ...]

    @property
    def counts(self) -> dict[str, Counts]:
        """Counts of indicators by verdict, as ``lead`` and as ``responsible``."""
        return {
            "lead": count(r.verdict for r in self.lead),
            "responsible": count(r.verdict for r in self.responsible),
        }


@frozen
class YearResult:
    """One of the years that acceptance asks for: its verdict and the indicators that are not met in it."""

    year: int
    verdict: Verdict
    lacking: tuple[IndicatorResult, ...]


@frozen
class AcceptanceResult:
    """Whether the acceptance standard of ``ruleset`` was met in all the ``years`` its rule asks for."""

    ruleset: Ruleset
    clause: str
    verdict: Verdict
    years: tuple[YearResult, ...]


def _counts(results: Iterable[IndicatorResult]) -> dict[str, Counts]:
    results = tuple(results)
    return {
        "indicators": count(r.verdict for r in results),
        "components": count(f.verdict for r in results for f in r.findings),
    }


@define(frozen=True, slots=False, eq=False)
class Assessment:
    """
    All findings of one ruleset on one dossier for one year, and what follows from them.

    ``assessment[key]`` finds an indicator's result by id, number or name.
    """

    ruleset: Ruleset
    dossier: Dossier
    year: int
    as_of: date
    place: tuple[str, ...]
    findings: tuple[Finding, ...]
    indicators: tuple[IndicatorResult, ...]
    verdict: Verdict
    strict: bool
    warnings: tuple[Remark, ...]
    assessed_at: datetime
    _bound: BoundDossier = field(repr=False)

    def __getitem__(self, key: str | int) -> IndicatorResult:
        """
        Return the result of the indicator with this id, number or name.

        Raises:
            UnknownNameError: Nothing bears it, or several do.
        """
        return self._by_id[self.ruleset[key].id]

    @cached_property
    def _by_id(self) -> Mapping[str, IndicatorResult]:
        return {result.indicator.id: result for result in self.indicators}

    def finding(self, component: str | int) -> Finding:
        """
        Return the finding on the component with this id, number or name.

        Raises:
            UnknownNameError: Nothing bears it, or several do.
        """
        id = self.ruleset.component(component).id
        return next(f for f in self.findings if f.component is not None and f.component.id == id)

    def judge(self, component: str | int, target: Target) -> Finding:
        """
        Return the finding that another target would give on what was observed of a component.

        Raises:
            UnknownNameError: Nothing bears the component's name, or several do.
            DossierError: Statements affirm and deny the same phrase of ``target``.
        """
        known = self.ruleset.component(component)
        # What was observed is read once for each layer of targets: this one is a layer of its own.
        asked = evolve(known, target=target, layer=f"{known.layer}/{target}")
        indicator, seen = self.ruleset.indicator_of(known.id), self._bound.seen(asked)
        return finding_of(indicator, asked, seen, self.year, frozenset(self.place), self.as_of)

    def values_of(self, component: str) -> dict[int, Decimal]:
        """Return the values observed of the component with this id, by year, in its unit of measurement."""
        rows = self._bound.observations.get(component, {})
        return {year: row.value for year, row in rows.items() if row.value is not None}

    def observation_of(self, component: str) -> Observation | None:
        """Return what was reported of the component with this id for the year; None where nothing was."""
        row = self._bound.observations.get(component, {}).get(self.year)
        return None if row is None else row.observation

    def exemptions_of(self, component: str) -> tuple[Exemption, ...]:
        """Return the exemptions given for the component with this id and the year, in force or not."""
        given = self._bound.exemptions.get(component, ())
        return tuple(e for e in given if e.year in (None, self.year))

    @property
    def counts(self) -> dict[str, Counts]:
        """Counts by verdict: ``counts["indicators"]["met"]``, ``counts["components"]["not-met"]``."""
        return _counts(self.indicators)

    @cached_property
    def by_domain(self) -> Mapping[str, GroupResult]:
        """Results of each domain, by its id."""
        return self._grouped(
            [(i.domain.id, i.domain) for i in self.ruleset.indicators if i.domain is not None], "domain"
        )

    @cached_property
    def by_task(self) -> Mapping[str, GroupResult]:
        """Results of each task, by its id."""
        return self._grouped([(i.task.id, i.task) for i in self.ruleset.indicators if i.task is not None], "task")

    def _grouped(self, groups: Iterable[tuple[str, Domain | Task]], attribute: str) -> dict[str, GroupResult]:
        grouped = {}
        for id, group in dict(groups).items():
            results = tuple(r for r in self.indicators if getattr(r.indicator, attribute) is group)
            grouped[id] = GroupResult(group, all_of(r.verdict for r in results if r.decides), results)
        return grouped

    @cached_property
    def by_unit(self) -> Mapping[str, UnitResult]:
        """Results of each unit and group that leads or takes part, by its Chinese name."""
        units = dict.fromkeys(u for r in self.indicators for u in r.indicator.responsibility.units)
        return {
            unit.name.zh: UnitResult(
                unit,
                tuple(r for r in self.indicators if unit in r.indicator.responsibility.lead),
                tuple(r for r in self.indicators if unit in r.indicator.responsibility.responsible),
            )
            for unit in units
        }

    @cached_property
    def parent(self) -> Assessment | None:
        """The assessment by the parent ruleset on the same dossier, None where there is no parent."""
        if self.ruleset.parent is None:
            return None
        return self._by(self.ruleset.parent, self.year, self.as_of)

    @cached_property
    def acceptance(self) -> AcceptanceResult | None:
        """
        Whether the ancestor that declares the rule of consecutive years is met in each of them; None without a rule.

        A year with no data at all leaves it undetermined.
        """
        ruleset = next((r for r in self.ruleset.chain if r.acceptance is not None), None)
        if ruleset is None or ruleset.acceptance is None:
            return None
        years = []
        for year in range(self.year - ruleset.acceptance.consecutive_years + 1, self.year + 1):
            as_of = self.as_of if year == self.year else date(year, 12, 31)
            own = year == self.year and ruleset is self.ruleset
            assessed = self if own else self._by(ruleset, year, as_of)
            lacking = tuple(
                r for r in assessed.indicators if r.decides and r.verdict in (Verdict.NOT_MET, Verdict.UNDETERMINED)
            )
            years.append(YearResult(year, assessed.verdict, lacking))
        return AcceptanceResult(ruleset, ruleset.acceptance.clause, all_of(y.verdict for y in years), tuple(years))

    @cached_property
    def audit(self) -> Audit:
        """What it was made from: rulesets, dossier and files with their hashes, options, release and time."""
        return audit(
            self.ruleset, self.dossier, year=self.year, place=self.place, as_of=self.as_of, strict=self.strict,
            time=self.assessed_at,
        )  # fmt: skip

    def _by(self, ruleset: Ruleset, year: int, as_of: date) -> Assessment:
        """Return the assessment of the same dossier by an ancestor or for another year."""
        return _assess(ruleset, self.dossier, self._bound, year, self.place, as_of, self.assessed_at)

    def what_if(self, changes: Mapping[str | int, Any]) -> WhatIf:
        """
        Return what other observations of the year would change; nothing is changed in the dossier.

        Args:
            changes: By component (id, number or name): a number, or a text that is one, is the value in the
                component's own unit ("94.2%" in that unit); any other text is a statement; a date is a date; these
                three leave the rest of what was reported. A mapping of the columns of observations replaces the
                whole observation (its ``year`` may be an earlier one). None takes the observation away.

        Raises:
            DossierError: With every problem: unknown components, values that cannot be read or lie out of bounds.

        >>> from ecoindicators import Dossier, load_ruleset
        >>> dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": "43.9"}])
        >>> change = assess(load_ruleset("dengfeng-2023"), dossier, year=2023).what_if({11: 44})
        >>> change.indicators[0].before.verdict.name, change.indicators[0].after.verdict.name
        ('NOT_MET', 'MET')
        """
        from ecoindicators.what_if import what_if

        return what_if(self, changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as plain data; its shape is the shipped JSON Schema ``assessment``."""
        from ecoindicators import reports

        return reports.to_dict(self)

    def to_json(self, path: str | Path | None = None) -> str:
        """Return the assessment as JSON, and write it to ``path`` if one is given."""
        from ecoindicators import reports

        return reports.render(self, "json", path)

    def to_markdown(self, path: str | Path | None = None) -> str:
        """Return the assessment as Markdown, and write it to ``path`` if one is given."""
        from ecoindicators import reports

        return reports.render(self, "markdown", path)

    def to_html(self, path: str | Path | None = None) -> str:
        """
        Return the assessment as one self-contained web page, and write it to ``path`` if one is given.

        Raises:
            MissingExtraError: jinja2 is not installed.
        """
        from ecoindicators import reports

        return reports.render(self, "html", path)

    def to_word(self, path: str | Path) -> None:
        """
        Write the assessment to ``path`` as a Word document in the layout of an official annex.

        Raises:
            MissingExtraError: python-docx is not installed.
            OSError: The file cannot be written; what was there before is untouched.
        """
        from ecoindicators.reports._word import assessment_word
        from ecoindicators.writing import write_whole

        write_whole(path, assessment_word(self))

    def to_excel(self, path: str | Path) -> None:
        """
        Write the assessment to ``path`` as a workbook: findings, scorecards, matrix, rectification list and audit record.

        Raises:
            MissingExtraError: openpyxl is not installed.
            OSError: The file cannot be written; what was there before is untouched.
        """
        from ecoindicators.reports import assessment_workbook, write_whole

        write_whole(path, assessment_workbook(self))

    def chart(self, kind: str = "domains", component: str | int | None = None, path: str | Path | None = None) -> Any:
        """
        Return an Altair chart (domains, attainment, or the history of a component), and save it as .svg or .png.

        Raises:
            UnknownNameError: There is no such kind or component.
            MissingExtraError: Altair, or what draws it to a file, is not installed.
        """
        from ecoindicators.reports import _charts

        made = _charts.chart(self, kind, component)
        if path is not None:
            _charts.save(made, Path(path))
        return made

    def _repr_html_(self) -> str:
        from ecoindicators.reports import assessment_html

        return assessment_html(self)

    def to_csv(self, path: str | Path | None = None) -> str:
        """Return the findings as CSV, one row a component, and write them to ``path`` if one is given."""
        from ecoindicators import reports

        return reports.render(self, "csv", path)


def assess(
    ruleset: Ruleset,
    dossier: Dossier,
    *,
    year: int,
    place: Iterable[str] = (),
    as_of: date | None = None,
    strict: bool = False,
) -> Assessment:
    """
    Return the assessment of ``dossier`` by ``ruleset`` for one year.

    Args:
        ruleset: What to judge by.
        dossier: What was observed, assigned and exempted.
        year: The year judged; it must occur in the observations.
        place: Labels of the place (山区, 中部地区), for targets and components that differ by them.
        as_of: The day of the assessment; 31 December of ``year`` unless given.
        strict: Make a statement that fits nothing an error instead of a warning.

    Raises:
        DossierError: With every problem found: unknown components, units that do not convert, values out
            of bounds, contradictory statements, a year in no table.

    >>> from ecoindicators import Dossier, load_ruleset
    >>> dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": "43.9"}])
    >>> a = assess(load_ruleset("dengfeng-2023"), dossier, year=2023)
    >>> a["11"].verdict.name, a["11"].findings[0].gap, a.verdict.name
    ('NOT_MET', Decimal('0.1'), 'NOT_MET')
    """
    if isinstance(year, bool) or not hasattr(year, "__index__"):
        raise TypeError(f"year is a whole number, such as 2023; got {year!r}")
    year = index(year)  # one of a dataframe is a whole number, too
    problems: list[Problem] = []
    try:
        bound = bind(ruleset, dossier)
    except DossierError as error:
        problems += error.problems
    if year not in dossier.years:
        years = [str(y) for y in dossier.years] or ["—"]
        message = Text(
            f"台账中没有{year}年的数据（有：{'、'.join(years)}）",
            f"the dossier has no data for {year} (it has: {', '.join(years)})",
        )
        problems.append(Problem("unknown-year", message, found=str(year)))
    if problems:
        raise DossierError(problems)
    return _assess(
        ruleset,
        dossier,
        bound,
        year,
        (place,) if isinstance(place, str) else tuple(place),
        as_of or date(year, 12, 31),
        now(),
        strict=strict,
    )


def _assess(
    ruleset: Ruleset,
    dossier: Dossier,
    bound: BoundDossier,
    year: int,
    place: tuple[str, ...],
    as_of: date,
    assessed_at: datetime,
    *,
    strict: bool = False,
) -> Assessment:
    labels = frozenset(place)
    problems: list[Problem] = []
    findings: list[Finding] = []
    results: list[IndicatorResult] = []
    for indicator in ruleset.indicators:
        own: list[Finding] = []
        for component in indicator.components:
            try:
                seen = bound.seen(component)
                finding = finding_of(indicator, component, seen, year, labels, as_of)
                if strict and finding.verdict is not Verdict.NOT_APPLICABLE:
                    problems += unfit_problems(seen, year)
                own.append(finding)
            except ProblemsError as error:
                problems += error.problems
        if len(own) == 1:
            verdict, deciding = own[0].verdict, own[0].reason
        else:
            verdict = all_of([f.verdict for f in own])
            deciding = next((f.reason for f in own if f.verdict is verdict), MET_REASON)
        results.append(IndicatorResult(indicator, verdict, deciding, tuple(own)))
        findings += own
    if problems:
        raise DossierError(problems)
    # A prerequisite that is not met fails the whole: it decides like a binding indicator.
    whole = all_of([r.verdict for r in results if r.decides])
    return Assessment(
        ruleset, dossier, year, as_of, place, tuple(findings), tuple(results), whole, strict,
        _validity(ruleset, as_of), assessed_at, bound,
    )  # fmt: skip


def _validity(ruleset: Ruleset, as_of: date) -> tuple[Remark, ...]:
    start, end = ruleset.valid_from, ruleset.valid_until
    if (start is None or start <= as_of) and (end is None or as_of <= end):
        return ()
    valid = f"{start or '…'} — {end or '…'}"
    return (Remark("ruleset-not-in-force", (("as_of", as_of), ("valid", valid))),)


__all__ = [
    "AcceptanceResult",
    "Assessment",
    "GroupResult",
    "IndicatorResult",
    "UnitResult",
    "YearResult",
    "assess",
    "count",
]
