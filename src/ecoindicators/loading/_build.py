"""Raw tables → a resolved Ruleset: names looked up, targets read, laid over the parent; all problems at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from attrs import evolve, frozen

from ecoindicators.errors import Problem, RulesetError, TargetSyntaxError, nearest_names, shown
from ecoindicators.indicators import Attribute, Component, Domain, Indicator, Task
from ecoindicators.limits import stop_at_limit
from ecoindicators.loading._places import place
from ecoindicators.loading._raw import (
    RawAction,
    RawComponent,
    RawDuty,
    RawFile,
    RawIndicator,
    RawTarget,
)
from ecoindicators.measures import conversion
from ecoindicators.notation import parse_target
from ecoindicators.responsibility import Group, Responsibility, Unit
from ecoindicators.rulesets import Acceptance, Accepted, Jurisdiction, Ruleset, Source
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    ByVariant,
    ByYear,
    Direction,
    Range,
    State,
    Target,
    Threshold,
    Window,
    WithAim,
)
from ecoindicators.texts import NO_TEXT, Text
from ecoindicators.workplan import Action, Duty, Interval, Phase, Section

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MONTH = re.compile(r"[1-9]\d{3}-(?:0[1-9]|1[0-2])")
#: No rule of acceptance asks for more years in a row.
MOST_YEARS = 50
#: How many ids a message about an unknown name lists: every domain and task of a family, and no wall of indicators.
LISTED_AT_MOST = 12


@frozen
class Part:
    """One file of a ruleset: its name, its text and what it says."""

    name: str
    text: str
    raw: RawFile


class Builder:
    """Builds one layer over its parent; ``problems`` grows as it goes."""

    def __init__(self, parts: Sequence[Part], parent: Ruleset | None) -> None:
        self.parts = parts
        self.parent = parent
        self.problems: list[Problem] = []
        main = next(part.raw.ruleset for part in parts if part.raw.ruleset is not None)
        assert main is not None
        self.main = main
        self.units: dict[str, Unit | Group] = dict(parent.units_by_name) if parent is not None else {}

    def report(
        self,
        code: str,
        message: Text,
        part: Part,
        key: str,
        found: str = "",
        near: tuple[str, ...] = (),
        hint: Text = NO_TEXT,
    ) -> None:
        """Add a problem at a key of a file."""
        stop_at_limit(self.problems, RulesetError)
        self.problems.append(Problem(code, message, place(part.name, part.text, key), found, near, hint))

    def unknown(
        self, what: Text, name: str, known: Iterable[str], part: Part, key: str, ids: Iterable[str] | None = None
    ) -> None:
        """Add the problem that ``name`` names nothing, with the nearest names and the ids there are."""
        known = tuple(known)
        choices = known if ids is None else tuple(ids)
        message = Text(f"没有{what.zh}“{shown(name)}”", f'no {what.en} "{shown(name)}"')
        near = nearest_names(name, known)
        # A slip in one of fifty names is answered by the nearest; the beginning of a long list would say no more.
        hint = NO_TEXT if near and len(choices) > LISTED_AT_MOST else _choices(what, choices)
        self.report("unknown-name", message, part, key, name, near, hint)

    def items(self, table: str) -> Iterable[tuple[Part, str, Any]]:
        """Yield every entry of an array of tables over all files, with the key of its place."""
        for part in self.parts:
            for index, item in enumerate(getattr(part.raw, table)):
                yield part, f"{table}[{index}]", item

    def entries(self, table: str) -> Iterable[tuple[Part, str, str, Any]]:
        """Yield every entry of a table over all files: its file, its place, its key, its value."""
        seen: dict[str, str] = {}
        for part in self.parts:
            for key, value in getattr(part.raw, table).items():
                at = f"{table.replace('_', '-')}.{key}"
                if key in seen:
                    message = Text(f"“{key}”已在 {seen[key]} 中声明", f'"{key}" is declared already in {seen[key]}')
                    self.report("declared-twice", message, part, at)
                seen.setdefault(key, part.name)
                yield part, at, key, value

    def at_least(self, least: int, value: Decimal | int | None, part: Part, key: str) -> None:
        """Add a problem where a number is under the least that makes sense."""
        if value is not None and value < least:
            message = Text(f"应不小于 {least}，实为 {value}", f"expected {least} or more, found {value}")
            self.report("wrong-value", message, part, key, str(value))

    def at_most(self, most: int, value: int, part: Part, key: str) -> None:
        """Add a problem where a number is over the most that makes sense."""
        if value > most:
            message = Text(f"应不大于 {most}，实为 {value}", f"expected {most} or less, found {value}")
            self.report("wrong-value", message, part, key, str(value))

    # --- levels above the indicator ---------------------------------------------------------------

    def domains(self) -> dict[str, Domain]:
        found = {d.id: d for d in self.parent.domains} if self.parent is not None else {}
        for part, at, id, name in self.entries("domains"):
            self.check_slug(id, part, at)
            found[id] = Domain(id, name)
        return found

    def tasks(self, domains: Mapping[str, Domain]) -> dict[str, Task]:
        found = {t.id: t for t in self.parent.tasks} if self.parent is not None else {}
        for part, at, id, raw in self.entries("tasks"):
            self.check_slug(id, part, at)
            if raw.domain not in domains:
                self.unknown(Text("领域", "domain"), raw.domain, domains, part, f"{at}.domain")
                continue
            found[id] = Task(id, raw.number, Text(raw.zh, raw.en), domains[raw.domain])
        return found

    def check_slug(self, id: str, part: Part, at: str) -> None:
        problem = bad_id(id)
        if problem is not None:
            self.report(problem.code, problem.message, part, at, id)

    # --- indicators -------------------------------------------------------------------------------

    def indicators(self, domains: Mapping[str, Domain], tasks: Mapping[str, Task]) -> dict[str, Indicator]:
        found: dict[str, Indicator] = {}
        for part, at, raw in self.items("indicator"):
            self.check_slug(raw.id, part, f"{at}.id")
            if raw.id in found or (self.parent is not None and raw.id in self.parent.keys):
                message = Text(f"指标 id “{raw.id}”重复", f'the indicator id "{raw.id}" is used twice')
                self.report("declared-twice", message, part, f"{at}.id", raw.id)
                continue
            found[raw.id] = self.indicator(part, at, raw, domains, tasks)
        return found

    def indicator(
        self, part: Part, at: str, raw: RawIndicator, domains: Mapping[str, Domain], tasks: Mapping[str, Task]
    ) -> Indicator:
        task = domain = None
        if raw.task is not None:
            task = tasks.get(raw.task)
            if task is None:
                self.unknown(Text("任务", "task"), raw.task, tasks, part, f"{at}.task")
        if raw.domain is not None:
            domain = domains.get(raw.domain)
            if domain is None:
                self.unknown(Text("领域", "domain"), raw.domain, domains, part, f"{at}.domain")
        if task is not None:
            domain = task.domain
        if raw.attribute not in get_args(Attribute):
            message = Text(
                '应为 "binding" 或 "reference"', f'expected "binding" or "reference", found "{shown(raw.attribute)}"'
            )
            self.report("wrong-value", message, part, f"{at}.attribute", raw.attribute)
        if (raw.target is None) == (not raw.component):
            message = Text(
                f"指标 {raw.id} 应有 target，或有 [[indicator.component]]，二者取一",
                f"{raw.id} needs a target or [[indicator.component]] tables, one of the two",
            )
            self.report("target-or-components", message, part, at)
        self.at_least(0, raw.weight, part, f"{at}.weight")
        self.at_least(0, raw.points, part, f"{at}.points")
        components: list[Component] = []
        if raw.target is not None:
            whole = RawComponent(
                raw.id, raw.name, raw.target, raw.unit_measure, raw.direction, raw.minimum, raw.maximum, raw.applies_to
            )
            components.append(self.component(part, at, whole, raw.id, raw.clause))
        seen: set[str] = set()
        for index, inner in enumerate(raw.component):
            where = f"{at}.component[{index}]"
            self.check_slug(inner.id, part, f"{where}.id")
            if inner.id in seen:
                message = Text(f"分项 id “{inner.id}”重复", f'the component id "{inner.id}" is used twice')
                self.report("declared-twice", message, part, f"{where}.id", inner.id)
            seen.add(inner.id)
            components.append(self.component(part, where, inner, f"{raw.id}.{inner.id}", inner.clause or raw.clause))
        return Indicator(
            raw.number, raw.id, raw.name, tuple(components), domain, task,
            attribute="reference" if raw.attribute == "reference" else "binding",
            prerequisite=raw.prerequisite, clause=raw.clause, source_cells=raw.source_cells,
            layer=self.main.id, notes=raw.notes, weight=raw.weight, points=raw.points,
        )  # fmt: skip

    def component(self, part: Part, at: str, raw: RawComponent, id: str, clause: str) -> Component:
        direction: Direction | None = None
        if raw.direction in ("higher", "lower"):
            direction = "higher" if raw.direction == "higher" else "lower"
        elif raw.direction is not None:
            message = Text('应为 "higher" 或 "lower"', f'expected "higher" or "lower", found "{shown(raw.direction)}"')
            self.report("wrong-value", message, part, f"{at}.direction", raw.direction)
        if raw.minimum is not None and raw.maximum is not None and raw.minimum > raw.maximum:
            message = Text("minimum 大于 maximum", f"minimum {raw.minimum} is over maximum {raw.maximum}")
            self.report("wrong-value", message, part, f"{at}.minimum")
        self.at_least(0, raw.target.tolerance, part, f"{at}.target")
        states = _states(raw.target)
        target = self.target(part, f"{at}.target", raw.target, direction, states, raw.unit_measure)
        return Component(
            id, raw.name, target, raw.unit_measure, direction, raw.minimum, raw.maximum, raw.applies_to,
            raw.target.tolerance, states, raw.target.clause or clause, self.main.id, raw.notes,
        )  # fmt: skip

    def target(
        self, part: Part, at: str, raw: RawTarget, direction: Direction | None, states: tuple[State, ...], unit: str
    ) -> Target:
        try:
            target = read_target(raw.text, direction, states, raw.labels, raw.tolerance)
        except TargetSyntaxError as error:
            stop_at_limit(self.problems, RulesetError)
            self.problems.append(error.problem(place(part.name, part.text, at)))
            return State(raw.text)  # stands in until the problems are raised; never judged
        for atom in target.atoms():
            given = getattr(atom, "unit_measure", "")
            if given and unit and conversion(given, unit) is None:
                message = Text(
                    f"目标“{shown(raw.text)}”的单位“{given}”与计量单位“{unit}”不能换算",
                    f'the unit "{given}" in "{shown(raw.text)}" does not convert to "{unit}"',
                )
                self.report("unit-mismatch", message, part, at, given)
        return in_unit(target, unit)

    def overlay(self, own: dict[str, Indicator]) -> tuple[Indicator, ...]:
        """Return the parent's indicators with this layer's targets, then the indicators it adds."""
        base = {i.id: i for i in self.parent.indicators} if self.parent is not None else {}
        merged = {**base, **own}
        known = {c.id: (i.id, c) for i in merged.values() for c in i.components}
        for part, at, id, raw in self.entries("targets"):
            if id not in known:
                self.unknown(Text("分项", "component"), id, known, part, at)
                continue
            self.at_least(0, raw.tolerance, part, at)
            indicator_id, old = known[id]
            # Unless it declares states of its own, the new target may use those the parent declared.
            states = _states(raw) or old.states
            target = self.target(part, at, raw, old.direction, states, old.unit_measure)
            new = evolve(
                old, target=target, states=states, tolerance=raw.tolerance, layer=self.main.id,
                clause=raw.clause,  # the old one is a clause of another document
            )  # fmt: skip
            indicator = merged[indicator_id]
            components = tuple(new if c.id == id else c for c in indicator.components)
            merged[indicator_id] = evolve(indicator, components=components)
        for part, at, id, notes in self.entries("notes"):
            if id not in merged:
                self.unknown(Text("指标", "indicator"), id, merged, part, at)
                continue
            merged[id] = evolve(merged[id], notes=(*merged[id].notes, *notes))
        for part, at, id, raw in self.entries("responsibility"):
            if id not in merged:
                self.unknown(Text("指标", "indicator"), id, merged, part, at)
                continue
            merged[id] = evolve(merged[id], responsibility=self.responsibility(part, at, raw.lead, raw.responsible))
        return tuple(merged.values())

    # --- units and the plan -----------------------------------------------------------------------

    def organisations(self) -> tuple[tuple[Unit, ...], tuple[Group, ...]]:
        units = list(self.parent.units) if self.parent is not None else []
        groups = list(self.parent.groups) if self.parent is not None else []
        for part, at, raw in self.items("unit"):
            self.check_slug(raw.id, part, f"{at}.id")
            unit = Unit(raw.id, raw.name, raw.aliases, raw.kind, raw.notes)
            units.append(unit)
            self.claim(unit, part, at)
        for part, at, raw in self.items("group"):
            self.check_slug(raw.id, part, f"{at}.id")
            group = Group(raw.id, raw.name, raw.aliases, raw.kind, raw.members, raw.notes)
            groups.append(group)
            self.claim(group, part, at)
        return tuple(units), tuple(groups)

    def claim(self, unit: Unit | Group, part: Part, at: str) -> None:
        if isinstance(self.units.get(unit.id), Unit | Group) and self.units[unit.id].id == unit.id:
            message = Text(f"单位 id “{unit.id}”重复", f'the unit id "{unit.id}" is used twice')
            self.report("declared-twice", message, part, f"{at}.id", unit.id)
        for name in (unit.id, unit.name.zh, unit.name.en, *unit.aliases):
            self.units.setdefault(name, unit)  # an alias claimed twice is for lint to report

    def responsibility(self, part: Part, at: str, lead: Sequence[str], responsible: Sequence[str]) -> Responsibility:
        sides: list[tuple[Unit | Group, ...]] = []
        for side, names in (("lead", lead), ("responsible", responsible)):
            found: list[Unit | Group] = []
            for name in names:
                unit = self.units.get(name)
                if unit is None:
                    names_there = dict.fromkeys(unit.name.zh for unit in self.units.values())
                    self.unknown(Text("单位", "unit"), name, self.units, part, f"{at}.{side}", names_there)
                else:
                    found.append(unit)
            sides.append(tuple(found))
        return Responsibility(*sides)

    def actions(self, known: Iterable[str]) -> tuple[Action, ...]:
        known = dict.fromkeys(known)  # in their order, which a message about an unknown one keeps
        actions = list(self.parent.actions) if self.parent is not None else []
        for part, at, raw in self.items("action"):
            actions.append(self.action(part, at, raw, known))
        return tuple(actions)

    def action(self, part: Part, at: str, raw: RawAction, known: Mapping[str, None]) -> Action:
        for id in raw.indicators:
            if id not in known:
                self.unknown(Text("指标", "indicator"), id, known, part, f"{at}.indicators")
        duties = tuple(self.duty(part, f"{at}.duties[{i}]", duty) for i, duty in enumerate(raw.duties))
        return Action(
            raw.number, raw.title, raw.summary, raw.section, raw.clause,
            self.responsibility(part, at, raw.lead, raw.responsible), raw.indicators, duties, raw.notes,
        )  # fmt: skip

    def duty(self, part: Part, at: str, raw: RawDuty) -> Duty:
        every: Interval | None = None
        if raw.every in get_args(Interval):
            every = raw.every  # type: ignore[assignment]
        elif raw.every is not None:
            message = Text(
                '应为 "month"、"quarter" 或 "year"',
                f'expected "month", "quarter" or "year", found "{shown(raw.every)}"',
            )
            self.report("wrong-value", message, part, f"{at}.every", raw.every)
        who = self.responsibility(part, at, raw.lead, raw.responsible)
        return Duty(raw.id, raw.text, every, raw.clause, who, raw.notes)

    def phases(self) -> tuple[Phase, ...]:
        phases = list(self.parent.phases) if self.parent is not None else []
        for part, at, raw in self.items("phase"):
            for key, month in (("from", raw.since), ("until", raw.until)):
                if month is not None and not MONTH.fullmatch(month):
                    message = Text(
                        f"“{shown(month)}”应为月份，如 2023-03",
                        f'expected a month such as 2023-03, found "{shown(month)}"',
                    )
                    self.report("wrong-value", message, part, f"{at}.{key}", month)
            if raw.until is not None and raw.until < raw.since:
                message = Text(
                    f"阶段“{raw.name.zh}”的终止早于起始", f"the phase ends ({raw.until}) before it starts ({raw.since})"
                )
                self.report("wrong-value", message, part, f"{at}.until", raw.until)
            phases.append(Phase(raw.number, raw.name, raw.since, raw.until, raw.summary, raw.clause, raw.notes))
        return tuple(phases)

    def build(self) -> Ruleset:
        """Return the resolved ruleset; look at ``problems`` before using it."""
        main, parent = self.main, self.parent
        self.check_slug(main.id, self.parts[0], "ruleset.id")
        domains = self.domains()
        tasks = self.tasks(domains)
        units, groups = self.organisations()
        indicators = self.overlay(self.indicators(domains, tasks))
        for part in self.parts:
            if part.raw.ruleset is not None:
                self.at_least(0, main.total_points, part, "ruleset.total-points")
            if part.raw.acceptance is not None:
                years, key = part.raw.acceptance.consecutive_years, "acceptance.consecutive-years"
                self.at_least(1, years, part, key)
                self.at_most(MOST_YEARS, years, part, key)
        rule = next((p.raw.acceptance for p in self.parts if p.raw.acceptance is not None), None)
        sections = [Section(r.number, r.title, r.clause, r.actions, r.notes) for _, _, r in self.items("section")]
        cells = {id: cell for _, _, id, cell in self.entries("source_cells")}
        actions = self.actions([i.id for i in indicators])
        duties = [self.duty(part, at, raw) for part, at, raw in self.items("duty")]
        return Ruleset(
            main.id, main.title, main.version,
            Source(main.source.title, main.source.document, main.source.part, main.source.column, main.source.published),
            Jurisdiction(main.jurisdiction.code, main.jurisdiction.name),
            indicators, tuple(domains.values()), tuple(tasks.values()), parent,
            None if rule is None else Acceptance(rule.consecutive_years, rule.clause),
            units, groups,
            (*(parent.sections if parent is not None else ()), *sections), actions,
            (*(parent.duties if parent is not None else ()), *duties), self.phases(),
            tuple(Accepted(r.check, r.subject, r.reason) for _, _, r in self.items("accept")),
            main.notes, cells, main.valid_from, main.valid_until, main.total_points,
        )  # fmt: skip


def bad_id(id: str) -> Problem | None:
    """Return what is wrong with an id; None where nothing is."""
    if SLUG.fullmatch(id):
        return None
    message = Text(
        f"id “{shown(id)}”应由小写英文字母、数字和连字符组成",
        f'the id "{shown(id)}" should be lower-case letters, digits and hyphens',
    )
    return Problem("bad-id", message, found=id)


def _choices(what: Text, ids: Sequence[str]) -> Text:
    """Return which ids there are, those of the parent included, as many as a line can hold."""
    if not ids:
        return Text(f"尚未声明任何{what.zh}", f"no {what.en} is declared")
    listed, more = ids[:LISTED_AT_MOST], len(ids) - LISTED_AT_MOST
    return Text(
        f"已有的{what.zh}：{'、'.join(listed)}" + (f"等，另有{more}个" if more > 0 else ""),
        f"the {what.en}s there are: {', '.join(listed)}" + (f" … and {more} more" if more > 0 else ""),
    )


def _states(raw: RawTarget) -> tuple[State, ...]:
    return tuple(State(s.phrase, s.synonyms, s.antonyms, s.implied_by) for s in raw.states)


@lru_cache(maxsize=4096)
def read_target(
    text: str, direction: Direction | None, states: tuple[State, ...], labels: tuple[str, ...], tolerance: Decimal
) -> Target:
    """Return the target of a phrase; the same phrase is read once."""
    return parse_target(text, direction, states, labels, tolerance=tolerance)


def in_unit(target: Target, unit: str) -> Target:
    """Return ``target`` with its own unit converted away where it is the component's (20% on a % is 20)."""
    if isinstance(target, Threshold | Range) and target.unit_measure:
        factor = conversion(target.unit_measure, unit)
        if factor is None:
            return target
        if isinstance(target, Threshold):
            return evolve(target, value=target.value * factor, unit_measure="")
        return evolve(target, low=target.low * factor, high=target.high * factor, unit_measure="")
    if isinstance(target, AllOf | AnyOf):
        return evolve(target, parts=tuple(in_unit(p, unit) for p in target.parts))
    if isinstance(target, Window):
        return evolve(target, inner=in_unit(target.inner, unit))
    if isinstance(target, ByVariant):
        return evolve(target, variants=tuple(evolve(v, target=in_unit(v.target, unit)) for v in target.variants))
    if isinstance(target, ByYear):
        return evolve(target, steps=tuple((year, in_unit(step, unit)) for year, step in target.steps))
    if isinstance(target, WithAim):
        return evolve(target, must=in_unit(target.must, unit), aim=in_unit(target.aim, unit))
    return target
