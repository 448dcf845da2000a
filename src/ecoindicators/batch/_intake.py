"""A frame as people give it, tidy or wide → one row a place and year, with columns the plan knows.

What is wrong with the frame itself (a missing column, text where numbers belong, an unknown component) is
raised here, before any row is looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import field, frozen

from ecoindicators.batch._columns import (
    AFFIRMED,
    BLANK,
    BOTH,
    DENIED,
    NEITHER,
    PLACE,
    YEAR,
    Held,
    Statement,
    statable_atoms,
)
from ecoindicators.batch._engines import Engine, Spread, Take
from ecoindicators.batch._judged import Expr, where
from ecoindicators.batch._numbers import rounded
from ecoindicators.batch._problems import NOT_FINITE, RowCheck
from ecoindicators.dossier import NOTHING
from ecoindicators.errors import DossierError, Location, Problem, UnknownNameError, nearest_names, shown
from ecoindicators.indicators import Component
from ecoindicators.measures import canonical_unit, conversion, known_units
from ecoindicators.rulesets import Ruleset
from ecoindicators.statements import read_statements
from ecoindicators.tables import HEADS, YEARS
from ecoindicators.targets import Target
from ecoindicators.texts import Text

PLACE_HEADS: Final = ("地区", "县区", "县市区", "县（市、区）", "行政区", "行政区划")
TIDY: Final = (
    "component", PLACE, YEAR, "value", "date", "unit_measure", "statement",
    "status", "source", "evidence", "reported_by", "note",
)  # fmt: skip
SUFFIXES: Final = ("statement", "date")
UNKNOWN: Final = -1


@frozen
class Intake:
    """The frame inside: what it holds of each component, by position, and what can be wrong with its rows."""

    frame: Any
    held: Mapping[int, Held]
    checks: tuple[RowCheck, ...] = ()


@frozen
class Meaning:
    """What the text of a cell says of one atom of a target; it travels to the workers of a cluster."""

    target: Target
    direction: Any
    atom: Target
    _known: dict[str, int] = field(factory=dict, eq=False, repr=False)

    def __call__(self, text: str | None) -> int:
        """Return what ``text`` says: :data:`AFFIRMED`, :data:`DENIED`, and so on."""
        if text is None:
            return BLANK
        if text not in self._known:
            self._known[text] = self._read(text.strip())
        return self._known[text]

    def _read(self, text: str) -> int:
        if text.casefold() in NOTHING:
            return BLANK
        reading = read_statements((text,), self.target, self.direction)
        yes, no = self.atom in reading.facts.affirmed, self.atom in reading.facts.denied
        return BOTH if reading.contradictions else AFFIRMED if yes else DENIED if no else NEITHER


@frozen
class Numbering:
    """The number of a name or unit among those known; what is not known is :data:`UNKNOWN`, nothing is ``blank``."""

    known: Mapping[str, int]
    blank: int = UNKNOWN
    fold: bool = False

    def __call__(self, text: str | None) -> int:
        """Return the number of ``text``."""
        if text is None or not text.strip():
            return self.blank
        return self.known.get(canonical_unit(text) if self.fold else text.strip(), UNKNOWN)


def heads(engine: Engine, columns: Iterable[str]) -> dict[str, str]:
    """Return which column of the frame bears each head, in English or Chinese."""
    found: dict[str, str] = {}
    names = {head: (head, *(PLACE_HEADS if head == PLACE else HEADS.get(head, ()))) for head in columns}
    for name in engine.kinds:
        plain = unicodedata.normalize("NFKC", name).strip()
        for head, words in names.items():
            if plain in words or plain.casefold() == head:
                found.setdefault(head, name)
    return found


def keys(engine: Engine, found: Mapping[str, str], problems: list[Problem]) -> None:
    """Note what is wrong with the columns of place and year."""
    for head, kinds, zh, en in (
        (PLACE, ("text", "number", "nothing"), "文本或编号", "text or codes"),
        (YEAR, ("number", "nothing"), "整数年份，如 2023", "years as whole numbers, such as 2023"),
    ):
        if head not in found:
            message = Text(f"缺少“{head}”列", f'the column "{head}" is missing')
            problems.append(Problem("missing-column", message, Location(table="frame")))
        elif engine.kinds[found[head]] not in kinds or (
            engine.kinds[found[head]] == "number" and not _whole(engine.types[found[head]])
        ):
            problems.append(wrong_kind(found[head], Text(zh, en), engine.types[found[head]]))


def _whole(dtype: Any) -> bool:
    return bool(dtype.is_integer()) or str(dtype) == "Object"


def wrong_kind(column: str, expected: Text, dtype: Any) -> Problem:
    """Return the problem of a column that holds another kind of thing than it should."""
    message = Text(f"列应为{expected.zh}，实为 {dtype}", f"the column should hold {expected.en}, but holds {dtype}")
    return Problem("wrong-type", message, Location(table="frame", column=column), str(dtype))


_NUMBERS = Text("数值", "numbers")
_NUMBER_HINT = Text(
    "“94.2%”之类的文本请先转为数值；定性结论请放在 statement 列",
    'turn text such as "94.2%" into numbers first; words belong in a column of statements',
)


def _check_kind(engine: Engine, column: str, kind: str, problems: list[Problem]) -> bool:
    allowed = {"number": ("number", "float32"), "text": ("text",), "date": ("date",)}[kind]
    if engine.kinds[column] in (*allowed, "nothing"):
        return True
    expected = {"number": _NUMBERS, "text": Text("文本", "text"), "date": Text("日期", "dates")}[kind]
    problem = wrong_kind(column, expected, engine.types[column])
    if kind == "number" and engine.kinds[column] == "text":
        problem = Problem(problem.code, problem.message, problem.location, problem.found, hint=_NUMBER_HINT)
    problems.append(problem)
    return False


def intake(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    """
    Return the frame of ``engine`` inside, for the components of ``ruleset``.

    ``names`` is the ruleset whose components the frame may name: an overlay's, where its ancestor judges.

    Raises:
        DossierError: With everything that is wrong with its columns.
    """
    return (_tidy if is_tidy(engine) else _wide)(engine, ruleset, names)


def is_tidy(engine: Engine) -> bool:
    """Return whether a frame holds one observation a row."""
    return bool(heads(engine, ("component",)))


def _wide(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    problems: list[Problem] = []
    found = heads(engine, (PLACE, YEAR))
    keys(engine, found, problems)
    taken = [Take(head, column, "key") for head, column in found.items()]
    parts: dict[int, dict[str, str]] = {}
    positions = {c.id: i for i, c in enumerate(ruleset.components)}
    parts_of = {"value": "v", "statement": "s", "date": "d"}
    for column in engine.kinds:
        if column in found.values():
            continue
        name, _, ending = column.rpartition(".")
        part = ending if ending in SUFFIXES and name else "value"
        component = _component(names, name if part != "value" else column, column, problems)
        if component is None or component.id not in positions:
            continue
        position = positions[component.id]
        if part in parts.setdefault(position, {}):
            message = Text(f"{component.id} 有两列", f"{component.id} has two columns")
            problems.append(Problem("duplicate-column", message, Location(table="frame", column=column)))
            continue
        parts[position][part] = column
        kind = {"value": "number", "statement": "text", "date": "date"}[part]
        if _check_kind(engine, column, kind, problems):
            taken.append(Take(f"{parts_of[part]}{position}", column, kind))  # type: ignore[arg-type]
    if problems:
        raise DossierError(problems)
    engine.look(found[PLACE], found[YEAR])
    frame = engine.take(taken)
    held: dict[int, Held] = {}
    frame = _with_facts(engine, ruleset, frame, {p: c.get("statement") for p, c in parts.items()}, held)
    for position, columns in parts.items():
        held[position] = Held(
            f"v{position}" if "value" in columns else None,
            f"d{position}" if "date" in columns else None,
            None,
            held[position].statements if position in held else {},
        )
    return Intake(frame, held, tuple(_row_checks(engine, ruleset, held)))


def _component(ruleset: Ruleset, name: str, column: str, problems: list[Problem]) -> Component | None:
    try:
        return ruleset.component(name)
    except UnknownNameError as error:
        message = Text(
            f"列“{shown(column)}”不是 {ruleset.id} 的分项：{error.message.zh}",
            f'the column "{shown(column)}" is no component: {error.message.en}',
        )
        hint = Text(
            "宽表的列为 place、year、分项 id、<id>.statement、<id>.date；其余的列请先去掉",
            "a wide frame has place, year, ids of components, <id>.statement and <id>.date; leave other columns out",
        )
        where_ = Location(table="frame", column=column)
        problems.append(Problem("unknown-component", message, where_, column, error.nearest, hint))
        return None


def _with_facts(
    engine: Engine, ruleset: Ruleset, frame: Any, columns: Mapping[int, str | None], held: dict[int, Held]
) -> Any:
    """Return the frame with what its statements say of each atom, and note it in ``held``."""
    wanted: dict[str, tuple[str, Any]] = {}
    for position, column in columns.items():
        component = ruleset.components[position]
        atoms = statable_atoms(component.target)
        if column is None:
            continue
        name = f"s{position}"
        statements: dict[Target, Statement] = {}
        words = engine.categories(column)
        for number, atom in enumerate(atoms or (component.target,)):
            meaning = Meaning(component.target, component.direction, atom)
            if words is not None:
                statements[atom] = Statement(name, {word: meaning(word) for word in words})
            else:
                wanted[f"f{position}_{number}"] = (name, meaning)
                statements[atom] = Statement(f"f{position}_{number}")
        held[position] = Held(statements=statements)
    return engine.recode(frame, wanted) if wanted else frame


def _row_checks(engine: Engine, ruleset: Ruleset, held: Mapping[int, Held]) -> Iterable[RowCheck]:
    """Yield what can be wrong with the rows: keys, bounds, statements that contradict themselves."""
    ns = engine.ns
    blank = ns.col(PLACE).is_null() | ns.col(YEAR).is_null()
    if engine.text_places:
        blank = blank | (ns.col(PLACE) == "")
    yield RowCheck("missing-value", blank, Text("place 与 year 不能为空", "place and year must not be empty"))
    year = ns.col(YEAR)
    span = Text(f"年份应在{YEARS[0]}至{YEARS[-1]}之间", f"the year should lie between {YEARS[0]} and {YEARS[-1]}")
    yield RowCheck("bad-year", (year < YEARS[0]) | (year > YEARS[-1]), span)
    unsorted = engine.unsorted()
    if unsorted is not None:
        message = Text(
            "行未按 place、year 的顺序排列，与 sorted=True 不符",
            "the rows are not in order of place and year, though sorted=True says so",
        )
        yield RowCheck("not-sorted", unsorted, message)
    yield RowCheck("duplicate", engine.repeated(), Text("同一地区同一年份重复", "the place and year occur twice"))
    for position, has in sorted(held.items()):
        component = ruleset.components[position]
        if has.value is not None:
            yield _bounds(engine, component, has.value)
        said = next(iter(has.statements.values()), None)  # one atom's column tells of all that they contradict
        if said is not None and said.can_say(BOTH):
            message = Text("填报结论自相矛盾", "the statement affirms and denies the same")
            yield RowCheck("contradiction", said.says(BOTH, 0, ns), message, component.id, f"s{position}")


def _bounds(engine: Engine, component: Component, name: str) -> RowCheck:
    value = engine.ns.col(name)
    low = float("-1.7e308") if component.minimum is None else float(component.minimum)
    high = float("1.7e308") if component.maximum is None else float(component.maximum)
    shown_low = "" if component.minimum is None else f"{component.minimum:f}"
    shown_high = "" if component.maximum is None else f"{component.maximum:f}"
    message = Text(
        f"数值超出规定范围（{shown_low}～{shown_high}）",
        f"the value is outside the declared bounds ({shown_low} to {shown_high})",
    )
    if component.minimum is None and component.maximum is None:
        message = NOT_FINITE
    return RowCheck("out-of-bounds", (value < low) | (value > high), message, component.id, name)


# --- tidy -------------------------------------------------------------------------------------------


def _tidy(engine: Engine, ruleset: Ruleset, names: Ruleset) -> Intake:
    problems: list[Problem] = []
    found = heads(engine, TIDY)
    keys(engine, found, problems)
    for column in engine.kinds:
        if column not in found.values():
            message = Text(f"没有“{shown(column)}”这一列", f'there is no column "{shown(column)}"')
            near = nearest_names(column, TIDY) or TIDY
            problems.append(Problem("unknown-column", message, Location(table="frame"), column, near))
    kinds = {"value": "number", "date": "date", "unit_measure": "text", "statement": "text"}
    usable = [h for h, kind in kinds.items() if h in found and _check_kind(engine, found[h], kind, problems)]
    if engine.kinds[found["component"]] not in ("text", "number"):
        problems.append(wrong_kind(found["component"], Text("文本", "text"), engine.types[found["component"]]))
    if problems:
        raise DossierError(problems)
    taken = [
        Take(PLACE, found[PLACE], "key"),
        Take(YEAR, found[YEAR], "key"),
        Take("component", found["component"], "text"),
    ]
    taken += [Take(head, found[head], kinds[head]) for head in usable]  # type: ignore[arg-type]
    frame = engine.take(taken)
    numbers = {c.id: i for i, c in enumerate(ruleset.components)}
    ids = {key: found[0] for key, found in names.component_keys.items() if len(found) == 1}
    # What only the overlay has is no mistake, and nothing that its ancestor judges.
    known = {key: numbers.get(id, len(numbers)) for key, id in ids.items()}
    recoded: dict[str, tuple[str, Any]] = {"k": ("component", Numbering(known))}
    units = tuple(dict.fromkeys((*known_units(), *(canonical_unit(c.unit_measure) for c in ruleset.components))))
    if "unit_measure" in usable:
        recoded["u"] = ("unit_measure", Numbering({u: i for i, u in enumerate(units, 1)}, 0, True))
    frame = engine.recode(frame, recoded)
    letters = {"value": "v", "date": "d", "statement": "s", "u": "u", "unit_measure": "m"}
    # A unit is there twice: its number to judge by, its text to say what is wrong with it.
    sources = [*usable, *(["u"] if "u" in recoded else [])]
    spread = [
        Spread(f"{letters[source]}{i}", i, source)
        for i in range(len(ruleset.components))
        for source in sources
        if source != "statement" or statable_atoms(ruleset.components[i].target)
    ]
    # Where a component has no column of its own its rows are still counted.
    spread += [Spread(f"q{i}", i, "k") for i in range(len(ruleset.components)) if all(s.index != i for s in spread)]
    wide = engine.spread(frame, [PLACE, YEAR], "k", [*spread, Spread("unknown", UNKNOWN, "component")], "n")
    held: dict[int, Held] = {}
    columns = {s.index: s.name for s in spread if s.source == "statement"}
    wide = _with_facts(engine, ruleset, wide, columns, held)
    nowhere = Text(f"{names.id} 中没有这个分项", f"{names.id} has no such component")
    checks = [RowCheck("unknown-component", engine.ns.col(f"n{UNKNOWN}") > 0, nowhere, None, "unknown")]
    for i, component in enumerate(ruleset.components):
        has = {s.source for s in spread if s.index == i}
        if "value" in has and "u" in recoded:
            wide, check = _converted(engine, wide, i, component, units)
            checks.append(check)
        held[i] = Held(
            f"v{i}" if "value" in has else None,
            f"d{i}" if "date" in has else None,
            f"n{i}",
            held[i].statements if i in held else {},
        )
        twice = Text("同一地区同一年份重复填报", "it is reported twice for the place and year")
        checks.append(RowCheck("duplicate", engine.ns.col(f"n{i}") > 1, twice, component.id))
    checks += [c for c in _row_checks(engine, ruleset, held) if c.code != "duplicate"]
    return Intake(wide, held, tuple(checks))


def _converted(
    engine: Engine, frame: Any, position: int, component: Component, units: tuple[str, ...]
) -> tuple[Any, RowCheck]:
    """Return the frame with the values of a component in its own unit, and the check that every unit converts."""
    ns = engine.ns
    value, unit = ns.col(f"v{position}"), ns.col(f"u{position}")
    converted, bad = value, unit < 0
    for number, name in enumerate(units, 1):
        factor = conversion(name, component.unit_measure)
        if factor is None:
            bad = bad | (unit == number)
        elif factor != 1:
            converted = where(ns, unit == number).then(_times(value, float(factor))).otherwise(converted)
    message = Text(
        f"计量单位不能换算为“{component.unit_measure or '—'}”",
        f'the unit does not convert to "{component.unit_measure or "—"}"',
    )
    check = RowCheck("unit-mismatch", bad & ~value.is_null(), message, component.id, f"v{position}", f"m{position}")
    return frame.with_columns(converted.alias(f"v{position}")), check


def _times(value: Expr, factor: float) -> Expr:
    """Return a converted value, rounded so that 0.942 as a share is exactly 94.2 %."""
    return rounded(value * factor)
