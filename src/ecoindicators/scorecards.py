"""Who owes what, unit by unit: what it leads and shares, where that stands, what it must deliver; and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from ecoindicators.assessment import Assessment, Counts, IndicatorResult, count
from ecoindicators.errors import UnknownNameError, nearest_names
from ecoindicators.judging import Finding
from ecoindicators.reasons import Remark
from ecoindicators.reporting import reporting
from ecoindicators.responsibility import Group, Responsibility, Unit, names_of
from ecoindicators.rosters import Roster
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict
from ecoindicators.workplan import Action

NO_ROSTER = Roster()


@frozen
class Scorecard:
    """
    Where one unit stands: indicators led and shared, actions led and shared, and the groups that it is in.

    A group of which no members are known has a scorecard as a group. ``unreported`` are the findings of
    components of which nothing came in for the year, exempt ones left out. ``through`` are the groups by which it
    has a part in indicators, with how many these are; ``by_kind`` those that a roster would fill with units of its
    kind, where no roster knows the unit: whether it belongs to them cannot be told.
    """

    unit: Unit | Group
    groups: tuple[Group, ...]
    led: tuple[IndicatorResult, ...]
    shared: tuple[IndicatorResult, ...]
    actions_led: tuple[Action, ...]
    actions_shared: tuple[Action, ...]
    deadline: date | None
    unreported: tuple[Finding, ...]
    through: tuple[tuple[Group, int], ...] = ()
    by_kind: tuple[tuple[Group, int], ...] = ()

    @property
    def counts(self) -> Mapping[str, Counts]:
        """Counts of indicators by verdict, as ``lead`` and as ``responsible``."""
        return {"lead": count(r.verdict for r in self.led), "responsible": count(r.verdict for r in self.shared)}

    @property
    def lacking(self) -> tuple[Finding, ...]:
        """The findings that are not met, of indicators led first."""
        return tuple(f for f in self._findings if f.verdict is Verdict.NOT_MET)

    @property
    def warnings(self) -> tuple[tuple[Finding, Remark], ...]:
        """Each warning with its finding."""
        return tuple((f, w) for f in self._findings for w in f.warnings)

    @property
    def _findings(self) -> Iterable[Finding]:
        return (f for result in (*self.led, *self.shared) for f in result.findings)


class Involvement:
    """Which units a responsibility reaches on a day, groups expanded through a roster."""

    def __init__(self, ruleset: Ruleset, on: date, roster: Roster = NO_ROSTER) -> None:
        self.ruleset = ruleset
        self.on = on
        self.roster = roster
        self._declared: tuple[Unit | Group, ...] = (*ruleset.units, *ruleset.groups)
        self._known: dict[Unit | Group, frozenset[str]] = {}

    def reached(self, named: Unit | Group) -> frozenset[str]:
        """Return the ids of the unit itself or of all that a group stands for, the group's own id included."""
        if named not in self._known:
            found = self.roster.expand(named, self.on, self._declared)
            self._known[named] = frozenset({self.roster.same(named).id, named.id, *(u.id for u in found.units)})
        return self._known[named]

    def units(self) -> tuple[Unit | Group, ...]:
        """Return everybody with a part in an indicator or action, groups expanded where the roster fills them."""
        everybody: dict[str, Unit | Group] = {}
        for responsibility in self._responsibilities():
            for named in responsibility.units:
                found = self.roster.expand(named, self.on, self._declared)
                for unit in found.units or (named,):
                    everybody.setdefault(self.roster.same(unit).id, self.roster.same(unit))
        return tuple(everybody.values())

    def part(self, id: str, responsibility: Responsibility) -> str:
        """Return "L" for one who leads, "R" for one who takes part, "" for others."""
        if any(id in self.reached(named) for named in responsibility.lead):
            return "L"
        return "R" if any(id in self.reached(named) for named in responsibility.responsible) else ""

    def groups_of(self, unit: Unit | Group) -> tuple[Group, ...]:
        """Return the ruleset's groups that a unit belongs to, by their members or by the roster."""
        return tuple(g for g in self.ruleset.groups if g.id != unit.id and unit.id in self.reached(g))

    def groups_of_kind(self, unit: Unit | Group) -> tuple[Group, ...]:
        """Return the groups that a roster would fill with units of this kind, of a unit that the roster does not know."""
        if isinstance(unit, Group) or any(entry.unit.id == unit.id for entry in self.roster.entries):
            return ()
        known = self.groups_of(unit)
        return tuple(g for g in self.ruleset.groups if unit.kind in g.kinds and g not in known)

    def counted(self, groups: Iterable[Group]) -> tuple[tuple[Group, int], ...]:
        """Return each group that has a part in an indicator, with in how many it has."""
        parts = ((g, sum(bool(self.part(g.id, i.responsibility)) for i in self.ruleset.indicators)) for g in groups)
        return tuple((group, n) for group, n in parts if n)

    def find(self, name: str) -> Unit | Group:
        """
        Return the unit or group that answers to a name in the roster or the ruleset.

        Raises:
            UnknownNameError: None does; ``nearest`` names the likely ones.
        """
        named = [u for r in self._responsibilities() for u in r.units]
        everybody = {n: u for u in (*self.ruleset.units, *self.ruleset.groups, *named, *self.units()) for n in names_of(u)}  # fmt: skip
        everybody |= {n: e.unit for e in self.roster.entries for n in names_of(e.unit)}
        if name not in everybody:
            message = Text(f"没有单位“{name}”", f'no unit is called "{name}"')
            raise UnknownNameError(message, name, nearest_names(name, everybody))
        return self.roster.same(everybody[name])

    def _responsibilities(self) -> Iterable[Responsibility]:
        yield from (i.responsibility for i in self.ruleset.indicators)
        yield from (a.responsibility for a in self.ruleset.actions)


def scorecard(assessment: Assessment, name: str, roster: Roster = NO_ROSTER) -> Scorecard:
    """
    Return where the unit that answers to ``name`` stands, on the day of the assessment.

    Raises:
        UnknownNameError: No unit answers to it.
    """
    involved = Involvement(assessment.ruleset, assessment.as_of, roster)
    return _card(assessment, involved, involved.find(name))


def scorecards(assessment: Assessment, roster: Roster = NO_ROSTER) -> tuple[Scorecard, ...]:
    """Return the scorecard of everybody with a part in an indicator or action."""
    involved = Involvement(assessment.ruleset, assessment.as_of, roster)
    return tuple(_card(assessment, involved, unit) for unit in involved.units())


def _card(assessment: Assessment, involved: Involvement, unit: Unit | Group) -> Scorecard:
    ruleset = assessment.ruleset
    parts = {r: involved.part(unit.id, r.indicator.responsibility) for r in assessment.indicators}
    doing = [(a, involved.part(unit.id, a.responsibility)) for a in ruleset.actions]
    missing = {r.component.id for r in reporting(assessment) if r.state not in ("reported", "provisional", "exempt")}
    mine = [f for r in assessment.indicators if parts[r] for f in r.findings]
    groups = involved.groups_of(unit)
    return Scorecard(
        unit,
        groups,
        tuple(r for r in assessment.indicators if parts[r] == "L"),
        tuple(r for r in assessment.indicators if parts[r] == "R"),
        tuple(a for a, part in doing if part == "L"),
        tuple(a for a, part in doing if part == "R"),
        ruleset.deadline,
        tuple(f for f in mine if f.component is not None and f.component.id in missing),
        involved.counted(groups),
        involved.counted(involved.groups_of_kind(unit)),
    )


def matrix(ruleset: Ruleset, on: date, roster: Roster = NO_ROSTER) -> tuple[tuple[Unit | Group, tuple[str, ...]], ...]:
    """Return each unit with "L", "R" or "" for every indicator of the ruleset, in order."""
    involved = Involvement(ruleset, on, roster)
    return tuple(
        (unit, tuple(involved.part(unit.id, i.responsibility) for i in ruleset.indicators)) for unit in involved.units()
    )
