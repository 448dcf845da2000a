"""Rows of a policy table put together: one record an indicator, with its components and every cell as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen

from ecoindicators.drafting._cells import NOTHING, headed, joined, names_of, number_of, part_in, tidy, title_in
from ecoindicators.drafting._columns import Columns, find_columns, parent_and_own, plain
from ecoindicators.errors import Location, shown
from ecoindicators.grids import Grid, Row
from ecoindicators.notation import split_cell
from ecoindicators.texts import Text

#: What a row under the table begins with that explains it, and is no name of a domain.
_NOTE: Final = re.compile(r"\s*(?:备?注|说明|附注|资料来源|数据来源)\s*\d*\s*[:：.、]|\s*[*※#]")


@frozen
class Doubt:
    """Something that whoever signs the ruleset must settle: a code, a place, a subject, a sentence."""

    code: str
    text: Text
    location: Location
    subject: str = ""


@define
class Entry:
    """One component as the table gives it: its name, unit of measurement and a phrase for each column of targets."""

    name: str
    unit: str
    own: str
    parent: str | None
    variant: str = ""
    row: int = 0


@define
class Record:
    """One indicator as the table gives it."""

    number: str
    name: str
    domain: str
    task: tuple[str, str]
    row: int
    table: str
    cells: dict[str, str]
    attribute: str = ""
    lead: str = ""
    responsible: str = ""
    entries: list[Entry] = field(factory=list)


class Records:
    """Collects the records of the tables of one file; ``doubts`` lists what was guessed or could not be placed."""

    def __init__(self, file: str, given: Mapping[str, str], progress: Callable[[int], None] | None = None) -> None:
        self.file = file
        self.given = given
        self.progress = progress
        self.title = ""  # what stands above the table, or above its head
        self.part = ""  # the label there, such as 附件2
        self.all: list[Record] = []
        self.doubts: list[Doubt] = []
        self.has_parent = False
        self.found_table = False
        self.printed: list[str] = []  # every head of a table of indicators as it stands there
        self._domain = ""
        self._task = ("", "")
        self._heads: tuple[str, ...] = ()
        self._columns: Columns | None = None
        self._own = 0
        self._parent: int | None = None

    def doubt(self, code: str, zh: str, en: str, table: str, row: int, column: str = "", subject: str = "") -> None:
        """Add a doubt at a place."""
        self.doubts.append(Doubt(code, Text(zh, en), Location(self.file, table, row, column), subject))

    def read(self, grid: Grid) -> None:
        """Take in the rows of a table, if it has a head of a table of indicators (or goes on one)."""
        for number, at in grid.formulas:
            self.doubt(
                "formula", f"第{at + 1}列是公式，未读取；请改为数值", f"column {at + 1} holds a formula, which was not read; put in its value",
                grid.name, number,
            )  # fmt: skip
        outside: list[Row] = []
        known = self._columns is not None and any(len(r.cells) == len(self._heads) for r in grid.rows)
        for index, row in enumerate(grid.rows):
            if self.progress is not None and index % 200 == 0:
                self.progress(200)
            columns = find_columns(row.cells, self.given)
            if columns is not None:
                if not self.title:
                    above = (*grid.above, *map(_only, outside))
                    self.title, self.part = title_in(above), self.part or part_in(above)
                    outside = [r for r in outside if not (title_in([_only(r)]) or part_in([_only(r)]))]
                self._take_head(grid, row, columns)
                known = True
            elif not known or self._columns is None or not self._take_row(grid, row, self._columns):
                outside.append(row)
        if outside:
            self.doubt(
                "outside-table", f"有{len(outside)}行不属于指标表，未读取", f"{len(outside)} rows are outside the table of indicators and were not read",
                grid.name, grid.rows[0].number,
            )  # fmt: skip

    def _take_head(self, grid: Grid, row: Row, columns: Columns) -> None:
        heads = tuple(map(plain, row.cells))
        if heads == self._heads:
            return
        self.found_table, self._heads, self._columns = True, heads, columns
        self.printed += [cell for cell in row.cells if cell.strip() and cell not in self.printed]
        self._parent, self._own, guessed = parent_and_own(row.cells, columns)
        if "parent" in self.given or "own" in self.given:
            guessed = False
            for key, head in self.given.items():
                if key in ("parent", "own") and plain(head) in heads:
                    setattr(self, f"_{key}", heads.index(plain(head)))
            if self._parent == self._own:
                self._parent = None
        self.has_parent |= self._parent is not None
        if guessed and self._parent is not None:
            own, parent = row.cells[self._own], row.cells[self._parent]
            self.doubt(
                "columns", f"“{own}”按本级目标、“{parent}”按上级目标处理", f'"{own}" is taken for its own targets, "{parent}" for the superior\'s',
                grid.name, row.number,
            )  # fmt: skip
        used = {*columns.roles.values(), *columns.targets[:2]}
        for at, head in enumerate(row.cells):
            if head.strip() and at not in used:
                self.doubt("column-not-placed", f"未识别“{head}”列，未读取", f'the column "{head}" was not recognised and not read', grid.name, row.number, head)  # fmt: skip

    def _take_row(self, grid: Grid, row: Row, columns: Columns) -> bool:
        """Take in a row; return whether it was one of the table."""
        cells = {role: row.cells[at].strip() if at < len(row.cells) else "" for role, at in columns.roles.items()}
        own = tidy(row.cells[self._own]) if self._own < len(row.cells) else ""
        parent = None
        if self._parent is not None:
            parent = tidy(row.cells[self._parent]) if self._parent < len(row.cells) else ""
        filled = [cell for cell in row.cells if cell.strip()]
        if len(set(filled)) == 1 and _NOTE.match(filled[0]):
            self._note(grid, row, filled[0])
            return True
        if len(set(filled)) == 1 and not own and (not cells["name"] or len(row.cells) > 2):
            self._domain, self._task = (self._domain, headed(filled[0])) if headed(filled[0])[0] else (joined(tidy(filled[0])), self._task)  # fmt: skip
            return True
        if cells.get("domain"):
            self._domain = headed(cells["domain"])[1]
        if cells.get("task"):
            self._task = headed(cells["task"])
        number, name = number_of(cells.get("number", "")), tidy(cells["name"])
        if not name and not own:
            if filled and not (set(filled) <= {cells.get("domain"), cells.get("task")}):
                self.doubt("no-target", "此行没有指标名称和目标值", "the row has neither an indicator nor a target", grid.name, row.number)  # fmt: skip
            return True
        last = self.all[-1] if self.all else None
        goes_on = last is not None and (
            (not name and not number) or (name and joined(name) == last.name and number in ("", last.number))
        )
        if goes_on and last is not None:
            self._go_on(last, cells, own, parent, row)
            return True
        self._begin(grid, row, cells, number, name, own, parent)
        return True

    def _note(self, grid: Grid, row: Row, text: str) -> None:
        note = shown(text.strip())
        self.doubt(
            "note", f"表中的注“{note}”未读取", f'the note "{note}" of the table was not read', grid.name, row.number
        )

    def _begin(self, grid: Grid, row: Row, cells: dict[str, str], number: str, name: str, own: str, parent: str | None) -> None:  # fmt: skip
        if not number:
            number = str(len(self.all) + 1)
            self.doubt("number-missing", f"没有序号，按{number}处理", f"no number is given; {number} is taken", grid.name, row.number, subject=name)  # fmt: skip
        listed = len(split_cell(own))
        head, parts, guessed = names_of(name, listed)
        head = head.strip("：:")
        record = Record(number, head, self._domain, self._task, row.number, grid.name, _as_printed(cells, own, parent))
        record.attribute, record.lead, record.responsible = (cells.get(k, "") for k in ("attribute", "lead", "responsible"))  # fmt: skip
        self.all.append(record)
        if guessed:
            self.doubt(
                "components", f"指标名称一格按{len(parts)}个分项处理：{'、'.join(parts)}", f"the name's cell is taken for {len(parts)} components: {', '.join(parts)}",
                grid.name, row.number, subject=head,
            )  # fmt: skip
        if not parts:
            component = tidy(cells.get("component", ""))
            record.entries.append(
                Entry(joined(component), _unit(cells.get("unit", "")), joined(own), None if parent is None else joined(parent), cells.get("variant", ""), row.number)
            )  # fmt: skip
            return
        units = _each(cells.get("unit", ""), len(parts))
        owns = self._phrases(grid, row, head, own, len(parts))
        parents = [None] * len(parts) if parent is None else self._phrases(grid, row, head, parent, len(parts))
        for part, unit, mine, theirs in zip(parts, units, owns, parents, strict=True):
            record.entries.append(Entry(part, _unit(unit), mine, theirs, "", row.number))

    def _go_on(self, last: Record, cells: dict[str, str], own: str, parent: str | None, row: Row) -> None:
        name = joined(tidy(cells.get("component", "")))
        last.cells["target"] = f"{last.cells['target']}\n{own}"
        last.entries.append(
            Entry(name, _unit(cells.get("unit", "")) or last.entries[-1].unit, joined(own), None if parent is None else joined(parent), cells.get("variant", ""), row.number)
        )  # fmt: skip

    def _phrases(self, grid: Grid, row: Row, name: str, cell: str, count: int) -> list[str]:
        """Return one phrase for each of ``count`` components."""
        found = split_cell(cell)
        if len(found) == count:
            return [joined(phrase) for phrase in found]
        whole = joined(cell)
        self.doubt(
            "shared-target", f"“{whole}”按对{count}个分项都适用处理", f'"{whole}" is taken to hold for each of the {count} components',
            grid.name, row.number, subject=name,
        )  # fmt: skip
        return [whole] * count


def _only(row: Row) -> str:
    """Return the text of a row that has one, however many cells repeat it; nothing where cells differ."""
    texts = {cell.strip() for cell in row.cells if cell.strip()}
    return texts.pop() if len(texts) == 1 else ""


def _as_printed(cells: Mapping[str, str], own: str, parent: str | None) -> dict[str, str]:
    kept = {"name": tidy(cells["name"]), "unit": cells.get("unit", ""), "target": own}
    if parent is not None:
        kept["parent"] = parent
    for role in ("lead", "responsible"):
        if role in cells:
            kept[role] = joined(tidy(cells[role]))
    return kept


def _unit(text: str) -> str:
    text = joined(text)
    return "" if text in NOTHING else text


def _each(text: str, count: int) -> Sequence[str]:
    parts = text.split()
    return parts if len(parts) == count else [text] * count
