"""A ruleset (指标体系): sourced indicators with targets, perhaps laid over a parent; looked up by id, number or name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from ecoindicators.canonical import sha256
from ecoindicators.errors import Location, UnknownNameError, nearest_names, shown
from ecoindicators.indicators import Component, Domain, Indicator, Task
from ecoindicators.limits import LimitError
from ecoindicators.responsibility import Group, Unit, names_of
from ecoindicators.targets import Relation, compare
from ecoindicators.texts import NO_TEXT, Text
from ecoindicators.workplan import Action, Duty, Phase, Section

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@frozen
class Source:
    """The document a ruleset was made from: title, number, part, column, day of publication."""

    title: str
    document: str = ""
    part: str = ""
    column: str = ""
    published: date | None = None


@frozen
class Jurisdiction:
    """Where a ruleset holds: the GB/T 2260 code and the name."""

    code: str
    name: Text


@frozen
class Acceptance:
    """The rule that so many years running must be met, with its clause."""

    consecutive_years: int
    clause: str = ""


@frozen
class Accepted:
    """A finding of lint that a reviewer looked at and lets stand, with the reason."""

    check: str
    subject: str
    reason: Text


@frozen
class RulesetInfo:
    """What is known of a ruleset without reading it: its id and the distribution that ships it."""

    id: str
    distribution: str = ""
    version: str = ""
    module: str = ""


@define(frozen=True, slots=False, eq=False)
class Ruleset:
    """
    A resolved ruleset: its own layer laid over its parent's.

    ``ruleset[key]`` finds an indicator by id, printed number or name. ``parent`` is the resolved ruleset
    it extends, or None. Every component knows the ``layer`` its target came from.
    """

    id: str
    title: Text
    version: str
    source: Source
    jurisdiction: Jurisdiction
    indicators: tuple[Indicator, ...]
    domains: tuple[Domain, ...] = ()
    tasks: tuple[Task, ...] = ()
    parent: Ruleset | None = None
    acceptance: Acceptance | None = None
    units: tuple[Unit, ...] = ()
    groups: tuple[Group, ...] = ()
    sections: tuple[Section, ...] = ()
    actions: tuple[Action, ...] = ()
    duties: tuple[Duty, ...] = ()
    phases: tuple[Phase, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    notes: tuple[Text, ...] = ()
    source_cells: Mapping[str, Mapping[str, str]] = field(factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    total_points: Decimal | None = None

    @classmethod
    def from_toml(cls, path: str | Path | Traversable) -> Ruleset:
        """
        Return the ruleset in a TOML file, or in a folder whose files are read in name order as one.

        The parent it ``extends`` is looked up among the installed plugins.

        Raises:
            RulesetError: With every problem found, each with file, key and what was expected.
            UnknownNameError: The parent is not installed.
        """
        from ecoindicators import plugins

        return plugins.read_ruleset(path)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """All components, in the order of the document."""
        return tuple(component for indicator in self.indicators for component in indicator.components)

    @cached_property
    def chain(self) -> tuple[Ruleset, ...]:
        """This ruleset and its ancestors, nearest first."""
        return (self, *(self.parent.chain if self.parent is not None else ()))

    @cached_property
    def sha256(self) -> str:
        """The hash of all that it says, inherited indicators included, however its files write it; not of its parent."""
        return sha256(evolve(self, parent=None))

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """Every id, number and name of an indicator, with the ids of the indicators that bear it."""
        keys: dict[str, list[str]] = {}
        for indicator in self.indicators:
            for key in dict.fromkeys((indicator.id, str(indicator.number), indicator.name.zh, indicator.name.en)):
                keys.setdefault(key, []).append(indicator.id)
        return {key: tuple(ids) for key, ids in keys.items()}

    @cached_property
    def component_keys(self) -> Mapping[str, tuple[str, ...]]:
        """Every id, number and name that finds a component, with the ids of the components that bear it."""
        keys: dict[str, list[str]] = {}
        for indicator in self.indicators:
            single = len(indicator.components) == 1
            for position, component in enumerate(indicator.components, 1):
                names = [component.id, component.name.zh, component.name.en, f"{indicator.number}.{position}"]
                if single:
                    names += [indicator.id, str(indicator.number), indicator.name.zh, indicator.name.en]
                else:
                    names += [f"{indicator.name.zh}.{component.name.zh}"]
                for name in dict.fromkeys(names):
                    keys.setdefault(name, []).append(component.id)
        return {key: tuple(ids) for key, ids in keys.items()}

    @cached_property
    def _indicators_by_id(self) -> Mapping[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _components_by_id(self) -> Mapping[str, tuple[Indicator, Component]]:
        return {
            component.id: (indicator, component) for indicator in self.indicators for component in indicator.components
        }

    def __getitem__(self, key: str | int) -> Indicator:
        """
        Return the indicator with this id, number or name.

        Raises:
            UnknownNameError: Nothing bears it (``nearest`` names the likely ones) or several do.
        """
        ids = self.keys.get(str(key), ())
        if len(ids) == 1:
            return self._indicators_by_id[ids[0]]
        raise self._unknown(str(key), ids, self.keys, Text("指标", "indicator"))

    def __contains__(self, key: object) -> bool:
        return len(self.keys.get(str(key), ())) == 1

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def component(self, key: str | int) -> Component:
        """
        Return the component with this id, number or name ("7.2" is the second of indicator 7).

        Raises:
            UnknownNameError: Nothing bears it (``nearest`` names the likely ones) or several do.
        """
        ids = self.component_keys.get(str(key), ())
        if len(ids) == 1:
            return self._components_by_id[ids[0]][1]
        indicator = self.keys.get(str(key), ())
        if not ids and indicator:
            ids = tuple(c.id for c in self._indicators_by_id[indicator[0]].components)
        raise self._unknown(str(key), ids, self.component_keys, Text("分项", "component"))

    def indicator_of(self, component: str) -> Indicator:
        """Return the indicator that holds the component with this id."""
        return self._components_by_id[component][0]

    def has_component(self, id: str) -> bool:
        """Return whether there is a component with this id."""
        return id in self._components_by_id

    def _unknown(
        self, key: str, ids: tuple[str, ...], keys: Mapping[str, tuple[str, ...]], what: Text
    ) -> UnknownNameError:
        if ids:
            listed = ", ".join(ids)
            message = Text(
                f"“{shown(key)}”对应多个{what.zh}：{listed}，请改用其中一个 id",
                f'"{shown(key)}" fits several {what.en}s: {listed}; use one of these ids',
            )
            return UnknownNameError(message, key, ())
        nearest = nearest_names(key, keys)
        message = Text(
            f"指标体系 {self.id} 中没有{what.zh}“{shown(key)}”", f'{self.id} has no {what.en} "{shown(key)}"'
        )
        return UnknownNameError(message, key, nearest)

    @cached_property
    def units_by_name(self) -> Mapping[str, Unit | Group]:
        """Units and groups by every name they answer to."""
        everybody: tuple[Unit | Group, ...] = (*self.units, *self.groups)
        return {name: unit for unit in everybody for name in names_of(unit)}

    def actions_for(self, indicator: str) -> tuple[Action, ...]:
        """Return the actions that serve the indicator with this id."""
        return tuple(action for action in self.actions if indicator in action.indicators)

    def change_of(self, component: str) -> Change:
        """Return how the component's target relates to the parent's: inherited, tightened, and so on."""
        mine = self._components_by_id[component][1]
        if self.parent is None or not self.parent.has_component(component):
            return Change(component, None, mine, "added" if self.parent is not None else "own", None)
        theirs = self.parent._components_by_id[component][1]
        return _change(component, theirs, mine, inherited=mine.layer != self.id)

    @property
    def deadline(self) -> date | None:
        """The last day of the last phase that has an end; None where no phase has one."""
        ends = [phase.last_day for phase in self.phases if phase.last_day is not None]
        return max(ends, default=None)

    def to_word(self, path: str | Path) -> None:
        """
        Write the decomposition table (指标任务分解表) to ``path`` as a Word document.

        It has the source's cells as printed; what a layer changed without quoting its document stands in its wording.

        Raises:
            MissingExtraError: python-docx is not installed.
            OSError: The file cannot be written; what was there before is untouched.
        """
        from ecoindicators.reports._word import decomposition_word
        from ecoindicators.writing import write_whole

        write_whole(path, decomposition_word(self))

    def __repr__(self) -> str:
        return (
            f"<Ruleset {self.id} {self.version}: {len(self.indicators)} indicators, {len(self.components)} components>"
        )

    def _repr_html_(self) -> str:
        from ecoindicators.reports import ruleset_html

        return ruleset_html(self)


@frozen
class Change:
    """
    How one component's target in one ruleset relates to another's.

    ``kind`` is own, inherited, equal, tightened, loosened, incomparable, added or dropped; ``relation``
    compares the two targets where both are there. ``renamed`` says that the id or the name is another
    while the other of the two is the same.
    """

    component: str
    before: Component | None
    after: Component | None
    kind: str
    relation: Relation | None
    renamed: bool = False

    @property
    def reworded(self) -> bool:
        """Whether the target means the same in other words."""
        texts = [component.target.text for component in (self.before, self.after) if component is not None]
        return self.kind == "equal" and len(set(texts)) > 1

    @property
    def differs(self) -> bool:
        """Whether something is not as it was: the target, its words, or the name."""
        return self.renamed or self.reworded or self.kind not in ("inherited", "equal")

    @property
    def text(self) -> Text:
        """The kind in words."""
        kind = _KINDS.get(self.kind, NO_TEXT)
        more = [text for holds, text in ((self.reworded, _REWORDED), (self.renamed, _RENAMED)) if holds]
        return Text("，".join((kind.zh, *(t.zh for t in more))), ", ".join((kind.en, *(t.en for t in more))))


_REWORDED = Text("改写", "reworded")
_RENAMED = Text("更名", "renamed")
_KINDS = {
    "own": Text("本级", "own"),
    "inherited": Text("沿用", "inherited"),
    "equal": Text("相同", "equal"),
    "tightened": Text("加严", "tightened"),
    "loosened": Text("放宽", "loosened"),
    "incomparable": Text("不可比", "incomparable"),
    "added": Text("新增", "added"),
    "dropped": Text("取消", "dropped"),
}
_KIND_OF = {
    Relation.STRICTER: "tightened",
    Relation.LAXER: "loosened",
    Relation.EQUAL: "equal",
    Relation.INCOMPARABLE: "incomparable",
}


def _change(component: str, before: Component, after: Component, *, inherited: bool = False) -> Change:
    try:
        relation = compare(after.target, before.target)
    except LimitError as error:
        raise LimitError(problem.at(Location(key=component)) for problem in error.problems) from error
    return Change(component, before, after, "inherited" if inherited else _KIND_OF[relation], relation)


def diff(a: Ruleset, b: Ruleset) -> tuple[Change, ...]:
    """
    Return how ``b`` differs from ``a``, component by component: b's order first, then what b dropped.

    ``relation`` says what b's target is, seen from a's: STRICTER, EQUAL, LAXER or INCOMPARABLE. A component
    with another id is found by its name, where only one bears it on either side.
    """
    changes = []
    inherits = b.parent is not None and b.parent.id == a.id
    names_a, names_b = _full_names(a), _full_names(b)
    times_a, times_b = Counter(names_a.values()), Counter(names_b.values())
    ids_in_a = {name: id for id, name in names_a.items() if times_a[name] == 1}
    taken = set()
    for component in b.components:
        name = names_b[component.id]
        known = component.id if a.has_component(component.id) else None
        if known is None and times_b[name] == 1:
            known = ids_in_a.get(name)
            known = None if known is not None and b.has_component(known) else known
        if known is None:
            changes.append(Change(component.id, None, component, "added", None))
            continue
        taken.add(known)
        change = _change(component.id, a.component(known), component, inherited=inherits and component.layer != b.id)
        changes.append(evolve(change, renamed=known != component.id or names_a[known] != name))
    changes += [Change(c.id, c, None, "dropped", None) for c in a.components if c.id not in taken]
    return tuple(changes)


def _full_names(ruleset: Ruleset) -> dict[str, tuple[str, str]]:
    """Return the Chinese names of each component and its indicator, by component id."""
    return {c.id: (i.name.zh, c.name.zh) for i in ruleset.indicators for c in i.components}
