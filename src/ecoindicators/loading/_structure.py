"""TOML text → raw tables, by tomli and cattrs, with every problem of a file found at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, TypeVar, get_args

import tomli
from attrs import field, fields, frozen, has
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from ecoindicators.errors import Location, Problem, nearest_names, shown
from ecoindicators.formats import FORMAT, newer_format
from ecoindicators.limits import beyond, get_limits, over
from ecoindicators.loading._raw import RawFile, RawState, RawTarget
from ecoindicators.loading._raw_cases import RawExpectation
from ecoindicators.texts import Text

#: Tables that may be written as one string, which is their first field.
SHORT: Final = (RawTarget, RawState, RawExpectation)
Table = TypeVar("Table")


class _Unfit(ValueError):
    """A value of the wrong kind: what was found, and what was expected in both languages."""

    def __init__(self, found: object, expected: Text) -> None:
        super().__init__(found, expected)
        self.found = found
        self.expected = expected


_STRING = Text("字符串", "a string")
_INTEGER = Text("整数", "an integer")
_NUMBER = Text("数值", "a number")
_BOOLEAN = Text("true 或 false", "true or false")
_DATE = Text("日期，如 2023-04-01", "a date such as 2023-04-01")
_TEXT = Text('字符串或 { zh = "…", en = "…" }', 'a string or { zh = "…", en = "…" }')
_TABLE = Text("表", "a table")
_ARRAY = Text("数组", "an array")


def _key(name: str) -> str:
    return "from" if name == "since" else name.replace("_", "-")


def _string(value: Any, _: Any) -> str:
    if type(value) is not str:
        raise _Unfit(value, _STRING)
    return value


def _integer(value: Any, _: Any) -> int:
    if type(value) is not int:
        raise _Unfit(value, _INTEGER)
    return value


def _boolean(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        raise _Unfit(value, _BOOLEAN)
    return value


def _number(value: Any, _: Any) -> Decimal:
    if type(value) is int:
        return Decimal(value)
    if type(value) is not Decimal or not value.is_finite():
        raise _Unfit(value, _NUMBER)
    return value


def _date(value: Any, _: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Unfit(value, _DATE)
    return value


def _text(value: Any, _: Any) -> Text:
    if type(value) is str:
        return Text(value)
    if type(value) is dict and value and value.keys() <= {"zh", "en"} and all(type(v) is str for v in value.values()):
        return Text.of(value)
    raise _Unfit(value, _TEXT)


def _number_or_name(value: Any, _: Any) -> int | str:
    if type(value) not in (int, str):
        raise _Unfit(value, Text("整数或字符串", "an integer or a string"))
    return value  # type: ignore[no-any-return]


def _optional(hook: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, kind: None if value is None else hook(value, kind)


def _array_of(converter: Converter, kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    (inner, *_) = get_args(kind)
    hook = converter.get_structure_hook(inner)
    scalars = inner is str

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) is str and scalars:
            value = [value]  # `kind = "township"` stands for a list of one
        if type(value) is not list:
            raise _Unfit(value, _ARRAY)
        result, errors = [], []
        for index, item in enumerate(value):
            try:
                result.append(hook(item, inner))
            except Exception as error:
                note = IterableValidationNote(f"index {index}", index, inner)
                error.__notes__ = [*getattr(error, "__notes__", []), note]
                errors.append(error)
                if len(errors) >= get_limits().problems:
                    break
        if errors:
            raise BaseValidationError("array", errors, kind)
        return tuple(result)

    return structure


def _table_of(converter: Converter, kind: Any) -> Callable[[Any, Any], dict[str, Any]]:
    _, inner = get_args(kind)
    hook = converter.get_structure_hook(inner)

    def structure(value: Any, _: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise _Unfit(value, _TABLE)
        result, errors = {}, []
        for key, item in value.items():
            try:
                result[key] = hook(item, inner)
            except Exception as error:
                note = IterableValidationNote(f"key {key}", key, inner)
                error.__notes__ = [*getattr(error, "__notes__", []), note]
                errors.append(error)
                if len(errors) >= get_limits().problems:
                    break
        if errors:
            raise BaseValidationError("table", errors, kind)
        return result

    return structure


@cache
def converter() -> Converter:
    """Return the converter that fills the raw tables; made once, when first needed."""
    made = Converter(detailed_validation=True, forbid_extra_keys=True)
    for kind, hook in (
        (str, _string),
        (int, _integer),
        (bool, _boolean),
        (Decimal, _number),
        (date, _date),
        (Text, _text),
    ):
        made.register_structure_hook(kind, hook)
        made.register_structure_hook(kind | None, _optional(hook))
    made.register_structure_hook(int | str, _number_or_name)
    made.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is tuple, lambda kind: _array_of(made, kind)
    )
    made.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is dict, lambda kind: _table_of(made, kind)
    )

    def table(kind: type[Any]) -> Callable[[Any, Any], Any]:
        names = {a.name: override(rename=_key(a.name)) for a in fields(kind)}
        fill = make_dict_structure_fn(kind, made, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type]

        def structure(value: Any, as_kind: Any) -> Any:
            if type(value) is str and kind in SHORT:
                return kind(value)
            if type(value) is not dict:
                raise _Unfit(value, _TABLE)
            return fill(value, as_kind)

        return structure

    made.register_structure_hook_factory(has, table)
    made.register_structure_hook(RawTarget | None, _optional(lambda v, _: made.structure(v, RawTarget)))
    return made


def parse(name: str, data: bytes) -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """Return a TOML file as data (None where it cannot be read), its text, and what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
        document = tomli.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        message = Text("文件不是 UTF-8 编码", f"the file is not UTF-8 (byte {error.start})")
        return None, "", [Problem("not-utf8", message, Location(file=name))]
    except RecursionError:
        return None, text, [over("nesting", Location(file=name))]
    except ValueError as error:  # TOMLDecodeError, and what Python says of an integer with thousands of digits
        line = getattr(error, "lineno", None)
        reason = shown(getattr(error, "msg", error))
        message = Text(f"不是有效的 TOML：{reason}", f"not valid TOML: {reason}")
        return None, text, [Problem("toml-syntax", message, Location(file=name, line=line))]
    problems = list(_beyond(name, text, document))
    return None if problems else document, text, problems


def _beyond(name: str, text: str, document: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is nested too deeply or is too large a number, at most as many as may be reported."""
    limits = get_limits()
    left = limits.problems
    inside: list[tuple[str, Any]] = [("", document)]
    for _ in range(limits.nesting):
        deeper: list[tuple[str, Any]] = []
        for key, value in inside:
            if type(value) is dict:
                deeper += ((f"{key}.{k}" if key else k, v) for k, v in value.items())
            elif type(value) is list:
                deeper += ((f"{key}[{i}]", v) for i, v in enumerate(value))
            elif type(value) in (int, Decimal) and (bound := beyond(value)) is not None and left:
                left -= 1
                yield over(bound, place(name, text, key))
        inside = deeper
    if inside and left:
        yield over("nesting", place(name, text, inside[0][0].partition("[")[0]))


def read_as(kind: type[Table], name: str, data: bytes) -> tuple[Table | None, str, list[Problem]]:
    """Return the file as a ``kind`` of table (None where it is not one), its text, and every problem of form."""
    document, text, problems = parse(name, data)
    if document is None:
        return None, text, problems
    newer = newer_format(document.get("format"), FORMAT, Location(file=name, key="format"))
    if newer is not None:
        return None, text, [newer]
    try:
        return converter().structure(document, kind), text, []
    except BaseValidationError as error:
        most = get_limits().problems
        problems = list(islice(_problems(error, "", name, text), most))
        return None, text, [*problems, over("problems", Location(file=name))] if len(problems) == most else problems


def read_file(name: str, data: bytes) -> tuple[RawFile | None, str, list[Problem]]:
    """Return what a file of a ruleset says, its text, and every problem of form."""
    return read_as(RawFile, name, data)


def _problems(error: BaseException, path: str, file: str, text: str) -> Iterator[Problem]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            path += f".{_key(note.name)}" if path else _key(note.name)
        elif isinstance(note, IterableValidationNote):
            path += f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _problems(inner, path, file, text)
        return
    if isinstance(error, ForbiddenExtraKeysError):
        known = [_key(a.name) for a in fields(error.cl)]
        for extra in sorted(error.extra_fields):
            where = f"{path}.{extra}" if path else extra
            message = Text(f"不认识的键“{shown(extra)}”", f'unknown key "{shown(extra)}"')
            near = nearest_names(extra, known) or tuple(known[:6])
            yield Problem("unknown-key", message, place(file, text, where), extra, near)
        return
    if isinstance(error, _Unfit):
        found = shown(error.found)
        message = Text(f"应为{error.expected.zh}，实为 {found}", f"expected {error.expected.en}, found {found}")
        yield Problem("wrong-type", message, place(file, text, path), found)
        return
    if isinstance(error, KeyError):
        missing = _key(str(error.args[0]))
        where = path.rpartition(".")[0] if path.endswith(f".{missing}") else "" if path == missing else path
        message = Text(f"缺少必填的键“{missing}”", f'the required key "{missing}" is missing')
        yield Problem("missing-key", message, place(file, text, where))
        return
    yield Problem("wrong-value", Text(str(error)), place(file, text, path))


_ARRAY_KEY = re.compile(r"([a-z-]+)\[(\d+)\]")
_LINE = re.compile(r'\s*(?:\[\[(?P<array>[^\]]+)\]\]|\[(?P<table>[^\]]+)\]\s*$|"?(?P<key>[^"=]+?)"?\s*=)')


@frozen
class _Lines:
    """Where the heads and keys of a TOML text stand, by name, in order."""

    arrays: dict[str, list[int]] = field(factory=dict)
    tables: dict[str, list[int]] = field(factory=dict)
    keys: dict[str, list[int]] = field(factory=dict)
    array_heads: list[int] = field(factory=list)


@lru_cache(maxsize=8)
def _lines(text: str) -> _Lines:
    found = _Lines()
    for number, line in enumerate(text.splitlines()):
        match = _LINE.match(line)
        if match is None:
            continue
        by_name, name = next((getattr(found, f"{kind}s"), name) for kind, name in match.groupdict().items() if name)
        by_name.setdefault(name, []).append(number)
        if match["array"]:
            found.array_heads.append(number)
    return found


def _next(numbers: Sequence[int], start: int, skip: int = 0) -> int | None:
    """Return the first of the numbers that is not below ``start``, or one behind it; None without one."""
    at = bisect_left(numbers, start) + skip
    return numbers[at] if at < len(numbers) else None


def place(file: str, text: str, key: str) -> Location:
    """Return where ``key`` stands; the line is found by the table heads and the last key (best effort)."""
    lines, at, head = _lines(text), 0, ""
    for name, index in _ARRAY_KEY.findall(key):
        head = f"{head}.{name}" if head else name
        found = _next(lines.arrays.get(head, ()), at, int(index))
        if found is None:
            break
        at = found
    names = [re.sub(r"\[\d+\]", "", key.rpartition(".")[2]) if "." in key else key]
    if not head and "." in key:
        table, _, rest = key.partition(".")
        at = _next(lines.tables.get(table, ()), 0) or 0
        last = rest.split("[")[0]
        names = [last, *([last.rpartition(".")[0]] if "." in last else [])]
    end = _next(lines.array_heads, at + 1) if head else None
    for name in names:
        found = _next(lines.keys.get(name, ()), at)
        if found is not None and (end is None or found < end):
            return Location(file=file, key=key, line=found + 1)
    return Location(file=file, key=key, line=at + 1 if at else None)
