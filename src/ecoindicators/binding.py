"""A dossier bound to a ruleset: names resolved, units converted, bounds checked; all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attrs import evolve, field, frozen

from ecoindicators.dossier import Assignment, Dossier, Exemption, Observation
from ecoindicators.errors import DossierError, Location, Problem, TargetSyntaxError, UnknownNameError
from ecoindicators.indicators import Component
from ecoindicators.judging import facts_of, read_assignment
from ecoindicators.limits import stop_at_limit
from ecoindicators.measures import conversion
from ecoindicators.reasons import Remark
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import NO_FACTS, Assigned, Change, Evidence, Target, Trend
from ecoindicators.texts import Text, plain_number

ONE, ZERO = Decimal(1), Decimal(0)


@frozen
class BoundObservation:
    """An observation with its value in the component's own unit."""

    observation: Observation
    value: Decimal | None
    remarks: tuple[Remark, ...] = ()


@frozen
class Seen:
    """What a dossier says of one component, ready to be judged: evidence, remarks and targets set, by year."""

    rows: Mapping[int, BoundObservation]
    evidence: Mapping[int | None, Evidence]
    remarks: Mapping[int, tuple[Remark, ...]]
    unfit: Mapping[int, tuple[Remark, ...]]
    assignments: Mapping[int | None, Target]
    references: Mapping[tuple[int | None, str], Decimal]
    exemptions: tuple[Exemption, ...]


@frozen
class BoundDossier:
    """What a dossier says of a ruleset's components, by component id."""

    ruleset: Ruleset
    observations: Mapping[str, Mapping[int, BoundObservation]] = field(factory=dict)
    assignments: Mapping[str, Mapping[int | None, Target]] = field(factory=dict)
    references: Mapping[str, Mapping[tuple[int | None, str], Decimal]] = field(factory=dict)
    exemptions: Mapping[str, tuple[Exemption, ...]] = field(factory=dict)
    _seen: dict[tuple[str, str], Seen] = field(factory=dict, repr=False, eq=False)

    def seen(self, component: Component) -> Seen:
        """
        Return what was observed of ``component``, its statements read as facts of its target; read once.

        Raises:
            DossierError: Statements of a year affirm and deny the same phrase.
        """
        key = (component.id, component.layer)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._read(component)
        return found

    def _read(self, component: Component) -> Seen:
        rows = self.observations.get(component.id, {})
        evidence: dict[int | None, Evidence] = {}
        unfit: dict[int, tuple[Remark, ...]] = {}
        for year, row in rows.items():
            observation = row.observation
            facts = NO_FACTS
            if observation.statement:
                try:
                    facts, remarks = facts_of((observation.statement,), component.target, component.direction)
                except DossierError as error:
                    where = observation.location.cell("statement")
                    raise DossierError([p.at(where) for p in error.problems]) from error
                if remarks:
                    unfit[year] = _fitting_nowhere(remarks, self.ruleset, component)
            evidence[year] = Evidence(row.value, observation.date, facts)
        return Seen(
            rows,
            evidence,
            _remarks(rows, unfit, component),
            unfit,
            self.assignments.get(component.id, {}),
            {**self.references.get("", {}), **self.references.get(component.id, {})},
            self.exemptions.get(component.id, ()),
        )


def _remarks(
    rows: Mapping[int, BoundObservation], unfit: Mapping[int, tuple[Remark, ...]], component: Component
) -> dict[int, tuple[Remark, ...]]:
    """Return what a person should see of each year: what is odd about its row, and that it rests on provisional data."""
    rests_on_last_year = any(isinstance(atom, Trend | Change) for atom in component.target.atoms())
    remarks = {}
    for year, row in rows.items():
        last = rows.get(year - 1) if rests_on_last_year else None
        found = row.remarks + unfit.get(year, ())
        if "provisional" in [r.observation.status for r in (row, last) if r is not None]:
            found = (*found, Remark("provisional"))
        if found:
            remarks[year] = found
    return remarks


def _fitting_nowhere(unfit: tuple[Remark, ...], ruleset: Ruleset, component: Component) -> tuple[Remark, ...]:
    """Return the warnings without those for statements that another layer's target asks for."""
    layers = [r.component(component.id) for r in ruleset.chain if r.has_component(component.id)]
    others = [c for c in layers if c.layer != component.layer]
    return tuple(
        remark
        for remark in unfit
        if all(facts_of((str(remark.numbers["statement"]),), c.target, c.direction)[1] for c in others)
    )


def bind(ruleset: Ruleset, dossier: Dossier) -> BoundDossier:
    """
    Return ``dossier`` as ``ruleset`` sees it.

    Raises:
        DossierError: With every problem: unknown components, units that do not convert, values outside
            declared bounds, assignments that cannot be read, one component reported twice for a year.
    """
    known = dossier.bound.get(id(ruleset))
    if isinstance(known, BoundDossier) and known.ruleset is ruleset:
        return known
    binder = _Binder(ruleset)
    bound = BoundDossier(
        ruleset,
        binder.observations(dossier.observations),
        binder.assignments(dossier.assignments),
        binder.references(dossier),
        binder.exemptions(dossier.exemptions),
    )
    if binder.problems:
        raise DossierError(binder.problems)
    # Both are immutable, so a dossier is bound to a ruleset once: years, parent and what-if use it again.
    dossier.bound[id(ruleset)] = bound
    return bound


def completed(error: DossierError, ruleset: Ruleset) -> DossierError:
    """
    Return ``error`` with what is further wrong with the rows that could be read, as ``ruleset`` sees them.

    A dossier with a fault of form cannot be assessed; whoever mends it should hear of everything at once,
    table by table and row by row.
    """
    problems = list(error.problems)
    if error.readable is not None:
        try:
            bind(ruleset, error.readable)
        except DossierError as further:
            problems += further.problems
    tables = list(dict.fromkeys((p.location.file, p.location.table) for p in problems))
    problems.sort(key=lambda p: (tables.index((p.location.file, p.location.table)), p.location.row or 0))
    return DossierError(problems, readable=error.readable)


class _Binder:
    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.problems: list[Problem] = []
        self.found: dict[str, Component | None] = {}

    def component(self, name: str, location: Location) -> Component | None:
        if name in self.found:
            component = self.found[name]
            if component is not None:
                return component
        stop_at_limit(self.problems, DossierError)
        try:
            self.found[name] = self.ruleset.component(name)
        except UnknownNameError as error:
            self.found[name] = None
            self.problems.append(evolve(error.problem(location.cell("component")), code="unknown-component"))
        return self.found[name]

    def name(self, component: Component) -> str:
        """Return the Chinese name of a component, its indicator's before it."""
        return self.ruleset.indicator_of(component.id).named(component).zh

    def observations(self, rows: Iterable[Observation]) -> dict[str, dict[int, BoundObservation]]:
        bound: dict[str, dict[int, BoundObservation]] = {}
        for row in rows:
            component = self.component(row.component, row.location)
            if component is None:
                continue
            years = bound.setdefault(component.id, {})
            if row.year in years:
                first = years[row.year].observation.location
                message = Text(
                    f"“{self.name(component)}”{row.year}年重复填报" + (f"，已见于第{first.row}行" if first.row else ""),
                    f"{component.id} is reported twice for {row.year}"
                    + (f", first in row {first.row}" if first.row else ""),
                )
                self.problems.append(Problem("duplicate", message, row.location))
                continue
            years[row.year] = self.measured(row, component)
        return {id: dict(sorted(years.items())) for id, years in bound.items()}

    def measured(self, row: Observation, component: Component) -> BoundObservation:
        value = row.value
        if value is None:
            return BoundObservation(row, None)
        remarks: tuple[Remark, ...] = ()
        factor = conversion(row.unit_measure, component.unit_measure)
        if factor is None:
            wanted = component.unit_measure or "—"
            message = Text(
                f"“{self.name(component)}”的计量单位“{row.unit_measure}”不能换算为“{wanted}”",
                f'{component.id}: the unit "{row.unit_measure}" does not convert to "{wanted}"',
            )
            self.problems.append(Problem("unit-mismatch", message, row.location.cell("unit_measure"), row.unit_measure))
            return BoundObservation(row, None)
        if factor != ONE:
            value = value * factor
        elif component.unit_measure == "%" and ZERO < value <= ONE:  # a workbook has the % beside whatever is typed
            remarks = (Remark("small-share", (("year", row.year), ("value", value))),)
        low, high = component.minimum, component.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            found, bounds = plain_number(value), _bounds_text(low, high)
            message = Text(
                f"“{self.name(component)}”的数值 {found} 超出规定范围（{bounds.zh}）",
                f"{component.id}: {found} is outside the declared bounds ({bounds.en})",
            )
            self.problems.append(Problem("out-of-bounds", message, row.location.cell("value"), found))
        return BoundObservation(row, value, remarks)

    def assignments(self, rows: Iterable[Assignment]) -> dict[str, dict[int | None, Target]]:
        bound: dict[str, dict[int | None, Target]] = {}
        for row in rows:
            component = self.component(row.component, row.location)
            if component is None:
                continue
            if row.year in bound.setdefault(component.id, {}):
                message = Text(
                    f"“{self.name(component)}”{row.year}年的下达任务重复",
                    f"{component.id} has two assignments for {row.year}",
                )
                self.problems.append(Problem("duplicate", message, row.location))
                continue
            target = assigning(self.ruleset, component)
            try:
                bound[component.id][row.year] = read_assignment(row.target, target, component.direction)
            except TargetSyntaxError as error:
                self.problems.append(error.problem(row.location.cell("target")))
        return bound

    def references(self, dossier: Dossier) -> dict[str, dict[tuple[int | None, str], Decimal]]:
        bound: dict[str, dict[tuple[int | None, str], Decimal]] = {}
        for row in dossier.references:
            id = ""
            if row.component:
                component = self.component(row.component, row.location)
                if component is None:
                    continue
                id = component.id
            key = (row.year, row.name)
            if key in bound.setdefault(id, {}):
                message = Text(
                    f"{row.year}年参考值“{row.name}”重复", f'the reference "{row.name}" of {row.year} is given twice'
                )
                self.problems.append(Problem("duplicate", message, row.location))
                continue
            bound[id][key] = row.value
        return bound

    def exemptions(self, rows: Iterable[Exemption]) -> dict[str, tuple[Exemption, ...]]:
        bound: dict[str, tuple[Exemption, ...]] = {}
        for row in rows:
            # An exemption may name a whole indicator: it then holds for each of its components.
            if row.component in self.ruleset and row.component not in self.ruleset.component_keys:
                ids = [c.id for c in self.ruleset[row.component].components]
            else:
                component = self.component(row.component, row.location)
                ids = [] if component is None else [component.id]
            for id in ids:
                bound[id] = (*bound.get(id, ()), row)
        return {id: tuple(sorted(given, key=_days)) for id, given in bound.items()}


def _bounds_text(low: Decimal | None, high: Decimal | None) -> Text:
    """Return declared bounds in words, where one or both are there."""
    if high is None:
        return Text(f"不小于{plain_number(low)}", f"at least {plain_number(low)}")
    if low is None:
        return Text(f"不大于{plain_number(high)}", f"at most {plain_number(high)}")
    return Text(f"{plain_number(low)}～{plain_number(high)}", f"{plain_number(low)} to {plain_number(high)}")


def _days(exemption: Exemption) -> tuple[date, date, int, str, str]:
    """Return what orders exemptions, so that the first in force is the same whatever the order of the rows."""
    since, until = exemption.since or date.min, exemption.until or date.max
    return since, until, exemption.year or 0, exemption.reason, exemption.approved_by


def assigning(ruleset: Ruleset, component: Component) -> Target:
    """Return the first target, up the chain, that speaks of an assignment: its words read the assignment."""
    for layer in ruleset.chain:
        if layer.has_component(component.id):
            target = layer.component(component.id).target
            if any(isinstance(atom, Assigned) for atom in target.atoms()):
                return target
    return component.target
