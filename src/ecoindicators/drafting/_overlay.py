"""A table laid over an installed ruleset: its rows matched with the parent's indicators, by name and number."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any, Final

from attrs import evolve

from ecoindicators.drafting._cells import NOTHING, units_in
from ecoindicators.drafting._draft import Draft, Drafter, PhraseReading
from ecoindicators.drafting._readings import Reading
from ecoindicators.drafting._records import Doubt, Entry, Record, Records
from ecoindicators.errors import Location, TargetSyntaxError
from ecoindicators.indicators import Component, Indicator
from ecoindicators.measures import conversion
from ecoindicators.notation import parse_target
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Relation, compare
from ecoindicators.texts import Text

#: From which likeness on a name is taken for the parent's; with the same number as well, a lesser one does.
_ALIKE: Final = 0.75
_ALIKE_BY_NUMBER: Final = 0.5


def plain_name(name: str) -> str:
    """
    Return a name by which two spellings are compared: without spaces, punctuation, widths and case.

    >>> plain_name("PM _2.5 浓度（年均）") == plain_name("PM₂.₅浓度(年均)")
    True
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).lower()


def _likeness(a: str, b: str) -> float:
    a, b = plain_name(a), plain_name(b)
    if a and b and (a in b or b in a) and min(len(a), len(b)) >= 3:  # one is the other with a word more
        return max(_ALIKE, SequenceMatcher(None, a, b).ratio())
    return SequenceMatcher(None, a, b).ratio()


class OverlayDrafter(Drafter):
    """Makes the draft of one file's records over an installed parent."""

    def __init__(self, records: Records, id: str, parent: Ruleset, title: str | None) -> None:
        super().__init__(records, id, parent.id, title)
        self.two = False
        self.above = parent
        self.taken: dict[str, int] = {}
        self.records.all = self._gathered()
        self.matched = [self._match(at, record) for at, record in enumerate(records.all)]
        self.added = [record for record, known in zip(records.all, self.matched, strict=True) if known is None]

    def draft(self) -> Draft:
        """Return the draft: targets, units, responsibilities and printed cells over the parent, and what is added."""
        self._loose_ends()
        domains, tasks = self._heads()
        targets, cells, responsibility = {}, {}, {}
        indicators = []
        for at, (record, known) in enumerate(zip(self.records.all, self.matched, strict=True)):
            if known is None:
                self.ids[at] = self._id(record)
                indicator, _ = self._indicator(self.ids[at], record, domains, tasks)
                indicators.append({**indicator, "clause": self._clause(record)})
            else:
                self.ids[at] = known.id
                self._attribute(record, known)
                targets.update(self._targets(record, known))
                cells[known.id] = {key: cell for key, cell in record.cells.items() if cell and key != "parent"}
            lead, responsible = units_in(record.lead), units_in(record.responsible)
            if lead or responsible:
                responsibility[self.ids[at]] = {"lead": list(lead), "responsible": list(responsible)}
        self._not_in_table()
        tables = {
            "domains": {slug: name for name, slug in domains.items() if slug not in {d.id for d in self.above.domains}},
            "tasks": {slug: {"domain": domains[domain], "number": key[0] or str(n), "zh": key[1]} for n, (key, (slug, domain)) in enumerate(tasks.items(), 1) if slug not in {t.id for t in self.above.tasks}},
            "targets": targets,
            "indicator": indicators,
            **self._units(responsibility.values()),
            "responsibility": responsibility,
            "source-cells": cells,
        }  # fmt: skip
        own = {**self._head(self.id, self.above.id), **{key: table for key, table in tables.items() if table}}
        return Draft(self.id, own, self.above.id, None, tuple(dict.fromkeys(self.doubts)), tuple(dict.fromkeys(self.readings)))  # fmt: skip

    # --- rows that are components of one indicator ----------------------------------------------------

    def _gathered(self) -> list[Record]:
        """Return the records, with rows that bear the names of one indicator's components put together as its row."""
        heads = self._heads_of_components()
        owners = self._owners(heads)
        rows: list[Record] = []
        whole: dict[str, Record] = {}
        for record in self.records.all:
            known = plain_name(record.name)
            owner = owners.get(known)
            if owner is None:
                rows.append(record)
                if known in heads:  # it has no target of its own: its components' rows follow
                    whole[heads[known].id] = record
                    record.entries.clear()
                    record.cells.pop("target", None)
                continue
            for entry in record.entries:
                entry.name = entry.name or record.name
            self.doubts = [d for d in self.doubts if (d.code, d.location.row) != ("number-missing", record.row)]
            self._doubt("matched-component", f"按上级第{owner.number}项“{owner.name.zh}”的分项处理", f'taken for a component of the parent\'s {owner.number} "{owner.name.zh}"', record)  # fmt: skip
            if owner.id in whole:
                _take_in(whole[owner.id], record)
            else:
                whole[owner.id] = evolve(record, number=str(owner.number), name=owner.name.zh)
                rows.append(whole[owner.id])
        return rows

    def _heads_of_components(self) -> dict[str, Indicator]:
        """Return the indicators whose row has no target and whose components have rows of their own, by their name."""
        named = {plain_name(record.name) for record in self.records.all}
        bare = {plain_name(r.name) for r in self.records.all if all(entry.own in NOTHING for entry in r.entries)}
        known = {plain_name(i.name.zh): i for i in self.above.indicators}
        return {
            name: indicator
            for name, indicator in known.items()
            if name in bare and not named.isdisjoint({plain_name(c.name.zh) for c in indicator.components} - {name})
        }

    def _owners(self, heads: dict[str, Indicator]) -> dict[str, Indicator]:
        """Return the indicators whose components may have rows of their own, by each component's name."""
        named = {plain_name(record.name) for record in self.records.all} - set(heads)
        several = [i for i in self.above.indicators if len(i.components) > 1 and plain_name(i.name.zh) not in named]
        names = [(plain_name(c.name.zh), i) for i in several for c in i.components]
        taken = [plain_name(i.name.zh) for i in self.above.indicators] + [name for name, _ in names]
        return {name: indicator for name, indicator in names if taken.count(name) == 1}

    # --- which row is which indicator ---------------------------------------------------------------

    def _match(self, at: int, record: Record) -> Indicator | None:
        free = [i for i in self.above.indicators if i.id not in self.taken]
        exact = [i for i in free if plain_name(i.name.zh) == plain_name(record.name)]
        numbered = [i for i in exact if str(i.number) == record.number]
        one = numbered or (exact if len(exact) == 1 else [])
        found = one[0] if one else self._nearest(record, free)
        if found is None:
            self._doubt("not-in-parent", f"{self.above.id} 中没有此项，按本级新增指标处理", f"{self.above.id} has no such indicator; it is taken for one that is added", record)  # fmt: skip
            return None
        self.taken[found.id] = at
        if found in exact and str(found.number) != record.number:
            self._doubt("number-differs", f"序号{record.number}与上级的{found.number}不同，按名称对应", f"its number {record.number} is not the parent's {found.number}; it is matched by its name", record)  # fmt: skip
        return found

    def _nearest(self, record: Record, free: list[Indicator]) -> Indicator | None:
        """Return the indicator with the likest name, which is a doubt; a name that stands exactly in a later row is not taken."""
        later = {plain_name(other.name) for other in self.records.all if other is not record}
        free = [indicator for indicator in free if plain_name(indicator.name.zh) not in later]
        ranked = sorted(((_likeness(record.name, i.name.zh), str(i.number) == record.number, i) for i in free), key=lambda r: (-(r[0] + 0.25 * r[1]), free.index(r[2])))  # fmt: skip
        if not ranked:
            return None
        likeness, same_number, best = ranked[0]
        if likeness < (_ALIKE_BY_NUMBER if same_number else _ALIKE):
            return None
        self._doubt("matched-nearest", f"按上级第{best.number}项“{best.name.zh}”处理，名称不尽相同", f'taken for the parent\'s {best.number} "{best.name.zh}", whose name is not quite the same', record)  # fmt: skip
        return best

    def _components(self, record: Record, known: Indicator) -> list[tuple[Entry, tuple[str, ...], Component]]:
        """Return which entry holds for which component; what fits none is a doubt and is not drafted."""
        if (
            len(known.components) == 1
            and len(record.entries) > 1
            and not any(e.name or e.variant for e in record.entries)
        ):
            self._several_targets(record, known)
            return []
        entries = self._merged(record)
        if len(entries) == 1 and len(known.components) == 1:
            return [(*entries[0], known.components[0])]
        if len(entries) == 1 and not entries[0][0].name:
            listed = "、".join(c.name.zh for c in known.components)
            self._doubt("shared-target", f"“{entries[0][0].own}”按对{len(known.components)}个分项都适用处理：{listed}", f'"{entries[0][0].own}" is taken to hold for each of the {len(known.components)} components: {listed}', record)  # fmt: skip
            return [(*entries[0], component) for component in known.components]
        found, free = [], list(known.components)
        for entry, labels in entries:
            exact = [c for c in free if plain_name(c.name.zh) == plain_name(entry.name)]
            ranked = exact or sorted(free, key=lambda c: -_likeness(entry.name, c.name.zh))
            if not ranked or (not exact and _likeness(entry.name, ranked[0].name.zh) < _ALIKE_BY_NUMBER):
                self._doubt("component-not-in-parent", f"上级第{known.number}项没有分项“{entry.name}”，目标“{entry.own}”未起草", f'the parent\'s {known.number} has no component "{entry.name}"; its target "{entry.own}" is not drafted', record, entry.row)  # fmt: skip
                continue
            if not exact:
                self._doubt("matched-nearest", f"分项“{entry.name}”按上级“{ranked[0].name.zh}”处理", f'the component "{entry.name}" is taken for the parent\'s "{ranked[0].name.zh}"', record, entry.row)  # fmt: skip
            free.remove(ranked[0])
            found.append((entry, labels, ranked[0]))
        if free:
            listed = "、".join(c.name.zh for c in free)
            self._doubt("component-not-in-table", f"上级第{known.number}项的分项不在表中，沿用上级：{listed}", f"components of the parent's {known.number} are not in the table and are inherited: {listed}", record)  # fmt: skip
        return found

    def _several_targets(self, record: Record, known: Indicator) -> None:
        phrases, theirs = "、".join(f"“{entry.own}”" for entry in record.entries), known.components[0].target.text
        self._doubt("several-targets", f"上级第{known.number}项只有一个目标，表中有{len(record.entries)}行：{phrases}；都未采用，沿用上级“{theirs}”", f'the parent\'s {known.number} has one target, the table {len(record.entries)} rows: {phrases}; none was taken, and the parent\'s "{theirs}" is inherited', record)  # fmt: skip

    def _attribute(self, record: Record, known: Indicator) -> None:
        """Add a doubt where the table calls binding what the parent has for reference, or the other way round."""
        attributes = {"binding": Text("约束性", "binding"), "reference": Text("参考性", "for reference")}
        own, theirs = "reference" if "参考" in record.attribute else "binding", known.attribute
        if record.attribute and own != theirs:
            words = attributes[theirs]
            self._doubt("attribute-differs", f"属性“{record.attribute}”与上级的“{words.zh}”不同，未采用，沿用上级", f'its attribute "{record.attribute}" is not the parent\'s ({words.en}); the parent\'s is inherited', record)  # fmt: skip

    # --- targets --------------------------------------------------------------------------------

    def _targets(self, record: Record, known: Indicator) -> dict[str, Any]:
        """Return the targets of a row that are not the parent's."""
        made: dict[str, Any] = {}
        for entry, labels, component in self._components(record, known):
            theirs = component.target.text
            if entry.parent is not None and plain_text(entry.parent) != plain_text(theirs) and len(record.entries) == len(known.components):  # fmt: skip
                self._doubt("parent-differs", f"表中的上级目标“{entry.parent}”与 {self.above.id} 的“{theirs}”不同，未采用", f'the table\'s "{entry.parent}" for the parent is not "{theirs}" of {self.above.id} and was not taken', record, entry.row)  # fmt: skip
            if entry.unit and component.unit_measure and conversion(entry.unit, component.unit_measure) != 1:
                self._doubt("unit-differs", f"单位“{entry.unit}”与上级的“{component.unit_measure}”不同，目标按上级单位读", f'its unit "{entry.unit}" is not the parent\'s "{component.unit_measure}", in which the target is read', record, entry.row)  # fmt: skip
            if entry.own in NOTHING:
                self._doubt("inherited", "没有填写目标，沿用上级", "no target is given; the parent's is inherited", record, entry.row)  # fmt: skip
            elif plain_text(entry.own) != plain_text(theirs):
                made[component.id] = self._over(record, entry, labels, component)
        return made

    def _over(self, record: Record, entry: Entry, labels: tuple[str, ...], component: Component) -> dict[str, Any]:
        where = Location(self.records.file, record.table, entry.row)
        try:  # the states that the parent declares may be used
            target = parse_target(entry.own, component.direction, component.states, labels)
        except TargetSyntaxError:
            read = self._target(record, entry, entry.own, component.direction, labels)
            made = {"text": read} if isinstance(read, str) else read
        else:
            self.readings.append(PhraseReading(where, component.name.zh, Reading(entry.own, (), target), component.direction))  # fmt: skip
            made = {"text": entry.own, **({"labels": list(labels)} if labels else {})}
            self._only_aim(record, entry, target)
            if compare(target, component.target) is Relation.LAXER:
                self._doubt("laxer", f"“{entry.own}”宽于上级的“{component.target.text}”", f'"{entry.own}" is laxer than the parent\'s "{component.target.text}"', record, entry.row)  # fmt: skip
        return {**made, "clause": self._clause(record)}

    def _clause(self, record: Record) -> str:
        return f"{self.records.part or '附件'} {record.number}"

    # --- the rest ---------------------------------------------------------------------------------

    def _loose_ends(self) -> None:
        super()._loose_ends()
        if not self.added:  # the rest has ids, English names, states and bounds of the parent
            self.doubts = [d for d in self.doubts if d.code not in ("ids", "english", "implications", "bounds")]
        where, part = Location(self.records.file), self.records.part or "附件"
        self.doubts.append(Doubt("clauses", Text(f"条款按“{part} 序号”填写，请核对", f'the clauses are written as "{part}" and the number; check them'), where))  # fmt: skip

    def _skipped(self) -> None:
        """Numbers follow the parent's: what is not in the table is told by its name."""

    def _not_in_table(self) -> None:
        left = [i for i in self.above.indicators if i.id not in self.taken]
        if left:
            listed = "、".join(f"{i.number} {i.name.zh}" for i in left)
            where = Location(self.records.file)
            self.doubts.append(Doubt("not-in-table", Text(f"上级有{len(left)}项指标不在表中，沿用上级：{listed}", f"{len(left)} indicators of the parent are not in the table and are inherited: {listed}"), where))  # fmt: skip

    def _heads(self) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, str]]]:
        """Return the domains and tasks of the indicators that are added: the parent's where their names are."""
        domains, tasks = super()._heads()
        used = {record.domain for record in self.added}
        known = {plain_name(d.name.zh): d.id for d in self.above.domains}
        known_tasks = {plain_name(t.name.zh): t.id for t in self.above.tasks}
        taken = {d.id for d in self.above.domains} | {t.id for t in self.above.tasks}
        found = {name: known.get(plain_name(name)) or _free(slug, taken) for name, slug in domains.items() if name in used}  # fmt: skip
        needed = {record.task for record in self.added}
        return found, {
            key: (known_tasks.get(plain_name(key[1])) or _free(slug, taken), domain)
            for key, (slug, domain) in tasks.items()
            if key in needed
        }

    def _id(self, record: Record) -> str:
        return _free(super()._id(record), {*self.above.keys, *self.ids.values()})

    def _units(self, responsibilities: Any) -> dict[str, Any]:
        """Return the units that the parent does not have."""
        known = self.above.units_by_name
        new = [{side: [n for n in names if n not in known] for side, names in each.items()} for each in responsibilities]  # fmt: skip
        return {
            key: [{**table, "id": _free(table["id"], set(known))} for table in tables]
            for key, tables in super()._units(new).items()
        }


def plain_text(text: str) -> str:
    """Return a phrase by which two wordings are compared: without spaces and widths."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _free(slug: str, taken: set[str]) -> str:
    """Return the slug, with letters behind it where it is taken."""
    while slug in taken:
        slug += "-own"
    return slug


def _take_in(whole: Record, record: Record) -> None:
    """Put what a row says of one component to what was read of its indicator."""
    whole.entries += record.entries
    for key, cell in record.cells.items():
        cells = dict.fromkeys(c for c in (whole.cells.get(key, ""), cell) if c)
        whole.cells[key] = "\n".join(cells)
    whole.lead, whole.responsible = (
        "、".join(dict.fromkeys(filter(None, pair)))
        for pair in ((whole.lead, record.lead), (whole.responsible, record.responsible))
    )
