"""Records to rulesets: the tables of the TOML format, as data, with what has to be settled by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from attrs import field, frozen

from ecoindicators.drafting._cells import is_group, units_in
from ecoindicators.drafting._readings import Reading, guess_direction, read_phrase
from ecoindicators.drafting._records import Doubt, Entry, Record, Records
from ecoindicators.errors import Location, TargetSyntaxError
from ecoindicators.notation import labels_in, parse_target
from ecoindicators.targets import Direction, Target
from ecoindicators.texts import Text

_LOOSE_ENDS: Final = (
    ("ids", "各项 id 按序号生成，请改为英文标识", "the ids are made from the numbers; give them English slugs"),
    ("english", "英文名称未填写", "English names are not filled in"),
    ("jurisdiction", "行政区划代码和名称是占位，请改正", "the jurisdiction's code and name are placeholders; put in the right ones"),
    ("implications", "定性要求的同义、反义和蕴含关系未填写", "synonyms, antonyms and what implies a state are not filled in"),
    ("bounds", "数值上下限未填写，不从“%”推断", 'bounds are not filled in and never inferred from "%"'),
    ("work-plan", "工作内容和实施步骤不在表中，未起草", "actions and phases are not in the table and are not drafted"),
)  # fmt: skip
#: A gap that is wider says that the column is no running number.
_MOST_SKIPPED: Final = 20


@frozen
class PhraseReading:
    """One phrase of the table with its place, how it was read, and the direction that was guessed."""

    location: Location
    subject: str
    reading: Reading
    direction: Direction | None


@frozen
class Draft:
    """
    A drafted ruleset, the parent it overlays if the table has two columns of targets, and what to settle.

    ``own`` and ``parent`` are the tables of the TOML format as data; :meth:`toml` writes them.
    """

    id: str
    own: dict[str, Any]
    parent_id: str | None = None
    parent: dict[str, Any] | None = None
    doubts: tuple[Doubt, ...] = ()
    readings: tuple[PhraseReading, ...] = field(factory=tuple)

    def files(self) -> dict[str, str]:
        """Return the TOML of each ruleset by file name."""
        files = {f"{self.id}.toml": toml_text(self.own)}
        if self.parent is not None:
            files[f"{self.parent_id}.toml"] = toml_text(self.parent)
        return files


def toml_text(data: dict[str, Any]) -> str:
    """Return tables as TOML."""
    import tomli_w

    return tomli_w.dumps(data, multiline_strings=False)


def _as_state(text: str) -> str:
    """Return a cell that was not read as a phrase that can stand as a state, marked where its own signs prevent that."""
    if not re.search(r"\w", text):
        return f"（空）{text}"
    try:
        parse_target(text, states=[text])
    except TargetSyntaxError:
        return f"（原文）{text}"
    return text


class Drafter:
    """Makes the draft of one file's records."""

    def __init__(self, records: Records, id: str, parent_id: str, title: str | None) -> None:
        self.records = records
        self.id = id
        self.parent_id = parent_id
        self.given_title = title
        self.title = title or records.title or records.file.rpartition(".")[0]
        self.two = records.has_parent
        self.doubts: list[Doubt] = list(records.doubts)
        self.readings: list[PhraseReading] = []
        self.ids: dict[int, str] = {}

    def draft(self) -> Draft:
        """Return the draft."""
        self._loose_ends()
        domains, tasks = self._heads()
        indicators, own_targets, cells, responsibility = [], {}, {}, {}
        for at, record in enumerate(self.records.all):
            self.ids[at] = self._id(record)
            table, mine = self._indicator(self.ids[at], record, domains, tasks)
            indicators.append(table)
            own_targets.update(mine)
            lead, responsible = units_in(record.lead), units_in(record.responsible)
            if lead or responsible:
                responsibility[self.ids[at]] = {"lead": list(lead), "responsible": list(responsible)}
            cells[self.ids[at]] = {k: v for k, v in record.cells.items() if k in ("target", "lead", "responsible")}
        base: dict[str, Any] = {
            "domains": {slug: name for name, slug in domains.items()},
            "tasks": {slug: {"domain": domains[domain], "number": key[0] or str(n), "zh": key[1]} for n, (key, (slug, domain)) in enumerate(tasks.items(), 1)},
            "indicator": indicators,
        }  # fmt: skip
        units: dict[str, Any] = self._units(responsibility.values())
        if self.two:
            own = {**self._head(self.id, self.parent_id), "targets": own_targets, **units, "responsibility": responsibility, "source-cells": cells}  # fmt: skip
            parent = {**self._head(self.parent_id), **base}
            return Draft(
                self.id,
                own,
                self.parent_id,
                parent,
                tuple(dict.fromkeys(self.doubts)),
                tuple(dict.fromkeys(self.readings)),
            )
        own = {**self._head(self.id), **base, **units, "responsibility": responsibility}
        return Draft(
            self.id, own, doubts=tuple(dict.fromkeys(self.doubts)), readings=tuple(dict.fromkeys(self.readings))
        )

    def _loose_ends(self) -> None:
        """Add the doubts that every draft has."""
        for code, zh, en in (self._source(), *_LOOSE_ENDS):
            self.doubts.append(Doubt(code, Text(zh, en), Location(self.records.file)))
        self._skipped()

    def _source(self) -> tuple[str, str, str]:
        """Return what is to be said of the source: its title, if that was not given, and what is never in the table."""
        whence, found = Text("", ""), self.title
        if self.given_title is None and self.records.title:
            whence = Text(
                f"标题“{found}”取自表格上方的文字，请核对；", f'the title "{found}" stands above the table, check it; '
            )
        elif self.given_title is None:
            whence = Text(
                f"标题“{found}”取自文件名，请改正；", f'the title "{found}" is the file\'s name, put in the right one; '
            )
        return "source", f"{whence.zh}文号、日期未填写", f"{whence.en}the document number and date are not filled in"

    def _skipped(self) -> None:
        """Add a doubt where the numbers skip some."""
        for before, record in pairwise(self.records.all):
            if before.number.isdecimal() and record.number.isdecimal():
                first, end = int(before.number) + 1, int(record.number)
                if 0 < end - first <= _MOST_SKIPPED:  # before they are listed: a number may be of any size
                    missing = list(map(str, range(first, end)))
                    self._doubt("number-skipped", f"缺少序号{'、'.join(missing)}", f"the numbers skip {', '.join(missing)}", record)  # fmt: skip

    def _head(self, id: str, extends: str | None = None) -> dict[str, Any]:
        ruleset: dict[str, Any] = {"id": id}
        if extends is not None:
            ruleset["extends"] = extends
        ruleset |= {
            "version": "0.1",
            "title": self.title,
            "jurisdiction": {"code": "000000", "name": "待填"},
            "source": {"title": self.title, **({"part": self.records.part} if self.records.part else {})},
        }
        return {"format": 1, "ruleset": ruleset}

    def _heads(self) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, str]]]:
        """Return the slugs of the domains by name, and of the tasks by (number, name) with their domain."""
        domains: dict[str, str] = {}
        tasks: dict[tuple[str, str], tuple[str, str]] = {}
        for record in self.records.all:
            if not record.domain and record.task[1]:
                record.domain = record.task[1]
                record.task = ("", "")
            if record.domain:
                domains.setdefault(record.domain, f"domain-{len(domains) + 1}")
            if record.task[1]:
                tasks.setdefault(record.task, (f"task-{len(tasks) + 1}", record.domain))
        return domains, tasks

    def _id(self, record: Record) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", record.number.lower()).strip("-")
        id, copy = f"indicator-{slug or 'x'}", 1
        while id in self.ids.values():
            copy += 1
            id = f"indicator-{slug or 'x'}-{copy}"
        if copy > 1:
            self._doubt("number-twice", f"序号{record.number}出现多次", f"number {record.number} stands more than once", record)  # fmt: skip
        return id

    def _doubt(self, code: str, zh: str, en: str, record: Record, row: int = 0) -> None:
        where = Location(self.records.file, record.table, row or record.row)
        self.doubts.append(Doubt(code, Text(zh, en), where, record.name))

    def _indicator(
        self, id: str, record: Record, domains: dict[str, str], tasks: dict[tuple[str, str], tuple[str, str]]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        table: dict[str, Any] = {"number": int(record.number) if record.number.isdecimal() else record.number, "id": id, "name": record.name}  # fmt: skip
        if record.task[1]:
            table["task"] = tasks[record.task][0]
        elif record.domain:
            table["domain"] = domains[record.domain]
        else:
            self._doubt("no-domain", "没有领域和任务", "it has neither a domain nor a task", record)
        if "参考" in record.attribute:
            table["attribute"] = "reference"
        printed = {"name": record.cells["name"], "unit": record.cells["unit"]}
        printed["target"] = record.cells.get("parent", record.cells["target"]) if self.two else record.cells["target"]
        if not self.two:
            printed |= {k: record.cells[k] for k in ("lead", "responsible") if k in record.cells}
        table["source-cells"] = {k: v for k, v in printed.items() if v}
        entries = self._merged(record)
        own: dict[str, Any] = {}
        components = []
        for at, (entry, labels) in enumerate(entries, 1):
            single = len(entries) == 1 and not (entry.name and entry.name != record.name)
            key = id if single else f"{id}.component-{at}"
            component, mine = self._component(record, entry, labels)
            if mine is not None:
                own[key] = mine
            if single:
                table |= component
            else:
                name = entry.name or record.name
                components.append({"id": f"component-{at}", "name": name, **component})
        if components:
            table["component"] = components
        return table, own

    def _merged(self, record: Record) -> list[tuple[Entry, tuple[str, ...]]]:
        """Return the components; rows that differ in the kind of place alone are one, by variant."""
        merged: list[tuple[Entry, tuple[str, ...]]] = []
        by_name: dict[str, list[Entry]] = {}
        for entry in record.entries:
            by_name.setdefault(entry.name, []).append(entry)
        for name, entries in by_name.items():
            first = entries[0]
            if len(entries) == 1 and not first.variant:
                merged.append((first, labels_in(first.own) or labels_in(first.parent or "")))
            elif all(e.variant for e in entries):
                own = "；".join(f"{e.variant}{e.own}" for e in entries)
                parent = None if first.parent is None else "；".join(f"{e.variant}{e.parent}" for e in entries)
                labels = tuple(dict.fromkeys(e.variant for e in entries))
                merged.append((Entry(name, first.unit, own, parent, "", first.row), labels))
                self._doubt("variants", f"{len(entries)}行按地区类别合为一个目标：{own}", f"{len(entries)} rows are put together as one target by the labels of the place: {own}", record)  # fmt: skip
            else:
                merged += [(e, ()) for e in entries]
                self._doubt("same-name", "几行同名，按几个分项处理", "several rows bear one name; they are taken for components", record)  # fmt: skip
        return merged

    def _component(self, record: Record, entry: Entry, labels: tuple[str, ...]) -> tuple[dict[str, Any], Any]:
        phrases = (entry.own,) if entry.parent is None else (entry.parent, entry.own)
        name = entry.name or record.name
        direction = guess_direction(name, entry.unit, phrases)
        made: dict[str, Any] = {}
        if entry.unit:
            made["unit-measure"] = entry.unit
        if direction is not None:
            made["direction"] = direction
            better = {"higher": Text("越高越好", "higher"), "lower": Text("越低越好", "lower")}[direction]
            self._doubt("direction", f"“{name}”按{better.zh}处理", f'for "{name}", {better.en} is taken to be better', record, entry.row)  # fmt: skip
        own = self._target(record, entry, entry.own, direction, labels)
        if not self.two:
            made["target"] = own
            return made, None
        made["target"] = self._target(record, entry, entry.parent or "", direction, labels) if entry.parent != entry.own else own  # fmt: skip
        return made, own if entry.parent != entry.own else None

    def _target(
        self, record: Record, entry: Entry, text: str, direction: Direction | None, labels: tuple[str, ...]
    ) -> dict[str, Any] | str:
        reading = read_phrase(text, direction, labels)
        where = Location(self.records.file, record.table, entry.row)
        self.readings.append(PhraseReading(where, entry.name or record.name, reading, direction))
        if reading.target is None:
            self._doubt(
                "not-read", f"“{text}”未能读出，暂按定性要求处理：{reading.explanation.zh}", f'"{text}" was not read and stands as a state for now: {reading.explanation.en}',
                record, entry.row,
            )  # fmt: skip
            text = _as_state(text)
            return {"text": text, "states": [text]}
        self._only_aim(record, entry, reading.target)
        if reading.states:
            listed = "、".join(reading.states)
            self._doubt("states", f"按定性要求处理：{listed}", f"taken for states: {listed}", record, entry.row)
        made: dict[str, Any] = {"text": text}
        if reading.states:
            made["states"] = list(reading.states)
        if labels:
            made["labels"] = list(labels)
        return made if len(made) > 1 else text

    def _only_aim(self, record: Record, entry: Entry, target: Target) -> None:
        """Add a doubt where a phrase is nothing but an aim, which would be reported and never decide beside a must."""
        if any(note.startswith(("力争", "争取", "努力")) for note in target.notes):
            self._doubt("only-aim", f"“{entry.own}”只写明力争目标，按必须达到处理", f'"{entry.own}" is only aimed at; it is taken for what must be reached', record, entry.row)  # fmt: skip

    def _units(self, responsibilities: Iterable[dict[str, list[str]]]) -> dict[str, Any]:
        names = list(dict.fromkeys(name for each in responsibilities for names in each.values() for name in names))
        units = [{"id": f"unit-{n}", "name": name} for n, name in enumerate((n for n in names if not is_group(n)), 1)]
        groups = [{"id": f"group-{n}", "name": name} for n, name in enumerate((n for n in names if is_group(n)), 1)]
        where = Location(self.records.file)
        if units:
            listed = "、".join(unit["name"] for unit in units)
            self.doubts.append(Doubt("units", Text(f"按部门登记的单位：{listed}", f"taken for departments: {listed}"), where))  # fmt: skip
        if groups:
            listed = "、".join(group["name"] for group in groups)
            self.doubts.append(Doubt("groups", Text(f"按一组单位处理，请写明成员：{listed}", f"taken for groups, members to be filled in: {listed}"), where))  # fmt: skip
        return {key: tables for key, tables in (("unit", units), ("group", groups)) if tables}
