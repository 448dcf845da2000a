"""The roster (名录): who exists in one county, under which names, in which groups, and from when until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from attrs import define, field, frozen

from ecoindicators.errors import Location, Problem, ProblemsError, UnknownNameError, nearest_names
from ecoindicators.limits import stop_at_limit
from ecoindicators.responsibility import Group, Unit, names_of
from ecoindicators.texts import Text

KIND_TEXTS = {
    "department": Text("部门", "departments"),
    "township": Text("乡镇", "townships"),
    "subdistrict": Text("街道", "subdistricts"),
    "enterprise": Text("企业", "enterprises"),
    "office": Text("办事机构", "offices"),
}
KINDS = tuple(KIND_TEXTS)
_KIND_WORDS = {text.zh: kind for kind, text in KIND_TEXTS.items()}


class RosterError(ProblemsError):
    """A roster is wrong; every problem names its place, and a clash names both."""


@frozen
class Entry:
    """One organisation of a county, with the days on which it exists, both included."""

    unit: Unit
    since: date | None = None
    until: date | None = None
    location: Location = field(factory=Location, eq=False)

    def exists(self, on: date) -> bool:
        """Return whether it exists on a day."""
        return _inside(on, self.since, self.until)


@frozen
class Membership:
    """A unit (or group) belongs to a group from a day until a day, both included."""

    group: str
    member: str
    since: date | None = None
    until: date | None = None
    location: Location = field(factory=Location, eq=False)

    def holds(self, on: date) -> bool:
        """Return whether it holds on a day."""
        return _inside(on, self.since, self.until)


@frozen
class Expansion:
    """Who a unit or group stands for on a day; ``complete`` is False where the roster does not say."""

    of: Unit | Group
    units: tuple[Unit, ...]
    complete: bool


@define(frozen=True, slots=False)
class Roster:
    """
    The organisations of one county and who belongs to which group.

    >>> roster = Roster((Entry(Unit("a", Text("甲镇"), kind="township")),))
    >>> [str(u) for u in roster.expand(Group("towns", Text("各乡镇（街道）"), kinds=("township", "subdistrict")), date(2023, 1, 1)).units]
    ['甲镇']
    """

    entries: tuple[Entry, ...] = ()
    memberships: tuple[Membership, ...] = ()
    notes: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        problems = [*_names_claimed_twice(self.entries), *_spans(self.entries), *_memberships(self)]
        if problems:
            raise RosterError(problems)

    @classmethod
    def read(cls, path: str | Path) -> Roster:
        """
        Return the roster in a TOML, CSV, TSV or Excel file.

        TOML has ``[[unit]]`` (name, aliases, kind, from, until) and ``[[member]]`` (group, unit, from, until);
        a table has the columns name, kind, aliases, groups, from, until (名称、类别、别名、所属、起、止).

        Raises:
            RosterError: With every problem found.
        """
        path = Path(path)
        if path.suffix.lower() == ".toml":
            from ecoindicators.loading import read_plain

            return _from_rows(*_toml_rows(path.name, read_plain(path)))
        from ecoindicators.grids import read_records

        return _from_rows(*_table_rows(read_records(path, _HEADS, ("name",))))

    @cached_property
    def _by_name(self) -> Mapping[str, Entry]:
        return {name: entry for entry in self.entries for name in names_of(entry.unit)}

    def find(self, name: str) -> Unit:
        """
        Return the organisation that answers to a name.

        Raises:
            UnknownNameError: None does; ``nearest`` names the likely ones.
        """
        if name not in self._by_name:
            message = Text(f"名录中没有单位“{name}”", f'no unit "{name}" in the roster')
            raise UnknownNameError(message, name, nearest_names(name, self._by_name))
        return self._by_name[name].unit

    def same(self, unit: Unit | Group) -> Unit | Group:
        """Return the roster's own record of a unit that a ruleset names, or the unit itself where there is none."""
        return next((self._by_name[n].unit for n in names_of(unit) if n in self._by_name), unit)

    def expand(self, of: Unit | Group, on: date, declared: Iterable[Unit | Group] = ()) -> Expansion:
        """
        Return who ``of`` stands for on a day, each once, in the roster's order.

        A group is filled by its kinds, by its members and by the roster's memberships; ``declared`` are the units
        and groups of a ruleset that members may name. A group that none of these fills stands for nobody known:
        ``complete`` is False.
        """
        if isinstance(of, Unit):
            return Expansion(of, (self._unit(of),), complete=True)
        found, complete = self._members(of, on, {name: unit for unit in declared for name in names_of(unit)}, set())
        order = {entry.unit.id: at for at, entry in enumerate(self.entries)}
        units = sorted(dict.fromkeys(found), key=lambda u: order.get(u.id, len(order)))
        return Expansion(of, tuple(units), complete)

    def _unit(self, unit: Unit) -> Unit:
        same = self.same(unit)
        return same if isinstance(same, Unit) else unit

    def _members(
        self, group: Group, on: date, declared: Mapping[str, Unit | Group], seen: set[str]
    ) -> tuple[list[Unit], bool]:
        """Return who belongs to a group; each group is looked into once, however many ways lead to it."""
        found = [e.unit for e in self.entries if e.unit.kind in group.kinds and e.exists(on)]
        known = set(names_of(group))
        seen |= known
        listed = [m for m in self.memberships if m.group in known]
        names = [*group.members, *(m.member for m in listed if m.holds(on))]
        complete = bool(found or group.kinds or group.members or listed)
        for name in names:
            member = declared.get(name)
            if isinstance(member, Group):
                if name not in seen:
                    inner, whole = self._members(member, on, declared, seen)
                    found += inner
                    complete &= whole
            elif name in self._by_name:
                if self._by_name[name].exists(on):
                    found.append(self._by_name[name].unit)
            else:
                found.append(member or Unit(name, Text(name)))
        return found, complete


def _inside(on: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)


def _names_claimed_twice(entries: Iterable[Entry]) -> Iterable[Problem]:
    claimed: dict[str, Entry] = {}
    for entry in entries:
        for name in dict.fromkeys(names_of(entry.unit)):
            other = claimed.setdefault(name, entry)
            if other is not entry:
                message = Text(
                    f"“{name}”已由“{other.unit.name.zh}”使用（{other.location}）",
                    f'"{name}" is claimed by "{other.unit.name.zh}" already ({other.location})',
                )
                yield Problem("alias-claimed-twice", message, entry.location, name)


def _spans(entries: Iterable[Entry | Membership]) -> Iterable[Problem]:
    for entry in entries:
        if entry.since is not None and entry.until is not None and entry.until < entry.since:
            message = Text(
                f"止日{entry.until}早于起日{entry.since}",
                f"it ends on {entry.until}, before it begins on {entry.since}",
            )
            yield Problem("ends-before-it-begins", message, entry.location)


def _memberships(roster: Roster) -> Iterable[Problem]:
    yield from _spans(roster.memberships)
    names = roster._by_name
    groups = {m.group for m in roster.memberships}
    seen: dict[tuple[str, str], list[Membership]] = {}
    for membership in roster.memberships:
        if membership.member not in names and membership.member not in groups:
            message = Text(f"名录中没有单位“{membership.member}”", f'no unit "{membership.member}" in the roster')
            yield Problem("unknown-unit", message, membership.location, membership.member, nearest_names(membership.member, names))  # fmt: skip
        earlier = seen.setdefault((membership.group, membership.member), [])
        for other in earlier:
            if _overlap(membership, other):
                message = Text(
                    f"“{membership.member}”属于“{membership.group}”的日期与{other.location}重叠",
                    f'"{membership.member}" is in "{membership.group}" on days that {other.location} covers already',
                )
                yield Problem("overlapping-dates", message, membership.location)
        earlier.append(membership)
    inside: dict[str, list[Membership]] = {}
    for membership in roster.memberships:
        if membership.member in groups:
            inside.setdefault(membership.group, []).append(membership)
    for group in sorted(groups):
        path = _circle(group, inside)
        if path:
            shown = " → ".join(m.group for m in path) + f" → {group}"
            places = "、".join(str(m.location) for m in path)
            message = Text(f"“{group}”包含自身：{shown}（{places}）", f'"{group}" contains itself: {shown} ({places})')
            yield Problem("circular-group", message, path[0].location)


def _overlap(a: Membership, b: Membership) -> bool:
    return (a.until is None or b.since is None or b.since <= a.until) and (
        b.until is None or a.since is None or a.since <= b.until
    )


def _circle(group: str, inside: Mapping[str, Sequence[Membership]]) -> tuple[Membership, ...]:
    """Return the shortest chain of memberships by which a group contains itself; none if there is no way."""
    paths: dict[str, tuple[Membership, ...]] = {group: ()}
    for at in (queue := [group]):
        for membership in inside.get(at, ()):
            path = (*paths[at], membership)
            if membership.member == group:
                return path
            if membership.member not in paths:
                paths[membership.member] = path
                queue.append(membership.member)
    return ()


# --- reading ----------------------------------------------------------------------------------------

_Row = tuple[Location, dict[str, object]]
_HEADS = {
    "name": ("名称", "单位名称", "单位"), "kind": ("类别", "类型"), "aliases": ("别名", "简称", "曾用名"), "groups": ("所属", "所属组织", "成员单位"),
    "from": ("起", "起始日期", "自"), "until": ("止", "截止日期", "至"),
}  # fmt: skip


def _table_rows(rows: Iterable[tuple[Location, dict[str, str]]]) -> tuple[list[_Row], list[_Row], list[Problem]]:
    units: list[_Row] = []
    members: list[_Row] = []
    for at, row in rows:
        values: dict[str, object] = dict(row)
        listed = [g.strip() for g in re.split(r"[；;]", str(values.pop("groups", ""))) if g.strip()]
        values["aliases"] = [a.strip() for a in re.split(r"[；;、]", row.get("aliases", "")) if a.strip()]
        units.append((at, values))
        dated = {key: values.get(key) for key in ("from", "until")}
        members += [(at, {"group": group, "unit": row.get("name", ""), **dated}) for group in listed]
    return units, members, []


def _toml_rows(name: str, data: Mapping[str, object]) -> tuple[list[_Row], list[_Row], list[Problem]]:
    problems = []
    tables: dict[str, list[_Row]] = {"unit": [], "member": []}
    allowed = {"unit": {"name", "kind", "aliases", "from", "until"}, "member": {"group", "unit", "from", "until"}}
    for key, value in data.items():
        if key in ("format", "notes"):
            continue
        if key not in tables or not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            message = Text(f"不认识“{key}”", f'"{key}" is not known; use [[unit]] and [[member]]')
            problems.append(Problem("unknown-key", message, Location(name, key=key), key, nearest_names(key, tables)))
            continue
        for at, row in enumerate(value):
            where = Location(name, key=f"{key}[{at}]")
            for wrong in sorted(set(row) - allowed[key]):
                message = Text(f"不认识“{wrong}”", f'"{wrong}" is not known')
                problems.append(Problem("unknown-key", message, where, wrong, nearest_names(wrong, allowed[key])))
            tables[key].append((where, row))
    return tables["unit"], tables["member"], problems


def _from_rows(units: list[_Row], members: list[_Row], problems: list[Problem]) -> Roster:
    entries = []
    for at, row in units:
        stop_at_limit(problems, RosterError)
        name, kind = str(row.get("name", "")).strip(), str(row.get("kind", "") or "department").strip()
        kind = _KIND_WORDS.get(kind, kind)
        if not name:
            problems.append(Problem("missing-key", Text("缺少名称", "the name is missing"), at))
        if kind not in KINDS:
            message = Text(f"类别“{kind}”不在{'、'.join(_KIND_WORDS)}之中", f'the kind "{kind}" is none of {", ".join(KINDS)}')  # fmt: skip
            problems.append(Problem("wrong-value", message, at, kind, nearest_names(kind, (*KINDS, *_KIND_WORDS))))
        aliases = row.get("aliases", ())
        names = tuple(map(str, aliases)) if isinstance(aliases, list | tuple) else (str(aliases),)
        since, until = (parse_day(row.get(k), at, problems) for k in ("from", "until"))
        entries.append(Entry(Unit(name, Text(name), names, kind), since, until, at))
    memberships = []
    for at, row in members:
        stop_at_limit(problems, RosterError)
        since, until = (parse_day(row.get(k), at, problems) for k in ("from", "until"))
        memberships.append(Membership(str(row.get("group", "")), str(row.get("unit", "")), since, until, at))
    if problems:
        raise RosterError(problems)
    return Roster(tuple(entries), tuple(memberships))


def parse_day(value: object, at: Location, problems: list[Problem]) -> date | None:
    """Return a date; what is none is a problem."""
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", str(value).strip())
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        message = Text(f"“{value}”不是日期，应如 2023-12-31", f'"{value}" is no date; expected one such as 2023-12-31')
        problems.append(Problem("bad-date", message, at, str(value)))
        return None
