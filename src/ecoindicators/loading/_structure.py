"""TOML data → raw tables, by cattrs, with every problem of a file found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any, TypeVar, get_args

from attrs import evolve, fields, has
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
from ecoindicators.limits import get_limits, over
from ecoindicators.loading._places import place
from ecoindicators.loading._raw import Name, RawFile, RawRuleset, RawTarget
from ecoindicators.loading._sound import without_faults
from ecoindicators.loading._toml import beyond_bounds, parse
from ecoindicators.texts import Text

Kind = TypeVar("Kind")


class _Dotted(ValueError):
    """Keys that were written without quotation marks though they hold a dot: a table stands where one key was meant."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


class _Unfit(ValueError):
    """A value of the wrong kind: what was found, and what was expected in both languages."""

    def __init__(self, found: object, expected: Text) -> None:
        super().__init__(found, expected)
        self.found = found
        self.expected = expected


_STRING = Text("字符串", "a string")
_INTEGER = Text("整数", "an integer")
_NUMBER = Text("数值", "a number")
_SHARE = Text('数值或分数，如 "1/3"', 'a number or a fraction such as "1/3"')
_BOOLEAN = Text(" true 或 false", "true or false")  # after 应为, which touches Chinese words only
_DATE = Text("日期，如 2023-04-01", "a date such as 2023-04-01")
_TEXT = Text('字符串或 { zh = "…", en = "…" }', 'a string or { zh = "…", en = "…" }')
_TABLE = Text("表", "a table")
_ARRAY = Text("数组", "an array")


#: What stands in quotation marks though it would be right without them, by what is expected.
_BARE = {
    _INTEGER: re.compile(r"-?\d+"),
    _NUMBER: re.compile(r"-?\d+(\.\d+)?"),
    _SHARE: re.compile(r"-?\d+(\.\d+)?"),
    _BOOLEAN: re.compile("true|false"),
    _DATE: re.compile(r"\d{4}-\d\d-\d\d"),
}


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


def _fraction(value: Any, kind: Any) -> Fraction:
    if type(value) is str and re.fullmatch(r"\d{1,9}/[1-9]\d{0,8}", value):
        return Fraction(value)
    try:
        return Fraction(_number(value, kind))
    except _Unfit:
        raise _Unfit(value, _SHARE) from None


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
        alone = getattr(inner, "TEXT_ALONE", False)
        for key, item in value.items():
            try:
                if (
                    alone
                    and type(item) is dict
                    and item
                    and item.keys().isdisjoint(_key(a.name) for a in fields(inner))
                ):
                    raise _Dotted([f"{key}.{rest}" for rest in item])
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
def converter(forbid: bool = True) -> Converter:
    """Return the converter that fills the raw tables, with unknown keys an error or passed over; made once."""
    made = Converter(detailed_validation=True, forbid_extra_keys=forbid)
    for kind, hook in (
        (str, _string),
        (int, _integer),
        (bool, _boolean),
        (Decimal, _number),
        (Fraction, _fraction),
        (date, _date),
        (Text, _text),
    ):
        made.register_structure_hook(kind, hook)
        made.register_structure_hook(kind | None, _optional(hook))
    made.register_structure_hook(int | str, _number_or_name)
    made.register_structure_hook(Name, lambda value, kind: str(_number_or_name(value, kind)))
    made.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is tuple, lambda kind: _array_of(made, kind)
    )
    made.register_structure_hook_factory(
        lambda kind: getattr(kind, "__origin__", None) is dict, lambda kind: _table_of(made, kind)
    )

    def table(kind: type[Any]) -> Callable[[Any, Any], Any]:
        names = {a.name: override(rename=_key(a.name)) for a in fields(kind)}
        fill = make_dict_structure_fn(kind, made, _cattrs_forbid_extra_keys=forbid, **names)  # type: ignore[arg-type]

        def structure(value: Any, as_kind: Any) -> Any:
            if type(value) is str and getattr(kind, "TEXT_ALONE", False):
                return kind(value)
            if type(value) is not dict:
                raise _Unfit(value, getattr(kind, "EXPECTED", _TABLE))
            return fill(value, as_kind)

        return structure

    made.register_structure_hook_factory(has, table)
    made.register_structure_hook(RawTarget | None, _optional(lambda v, _: made.structure(v, RawTarget)))
    return made


def fill(document: Any, kind: type[Kind], name: str = "", text: str = "") -> tuple[Kind | None, list[Problem]]:
    """
    Return ``document`` as ``kind`` and every problem of form; None where it does not fit.

    Where unknown keys are all that is wrong it fits all the same, so that what they left can be checked too.
    """
    problems = list(beyond_bounds(name, text, document))
    if problems:
        return None, problems
    try:
        return converter().structure(document, kind), []
    except BaseValidationError as error:
        problems = _told(error, name, text)
    if any(problem.code != "unknown-key" for problem in problems):
        return None, problems
    return converter(forbid=False).structure(document, kind), problems


def _told(error: BaseValidationError, name: str, text: str) -> list[Problem]:
    """Return what is wrong, at most as many problems as may be reported."""
    most = get_limits().problems
    problems = sorted(islice(_problems(error, "", name, text), most), key=lambda problem: problem.location.line or 0)
    return [*problems, over("problems", Location(file=name))] if len(problems) == most else problems


def read_as(kind: type[Kind], name: str, data: bytes) -> tuple[Kind | None, str, list[Problem]]:
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
        return None, text, _told(error, name, text)


#: What to do with a policy table that is given as a ruleset.
_DRAFT_IT = Text(
    "政策文件中的指标表，请先用 ecoindicators import-table 转为指标体系",
    "turn a policy table into a ruleset with ecoindicators import-table",
)


def read_file(name: str, data: bytes) -> tuple[RawFile | None, str, list[Problem]]:
    """Return what a file of a ruleset says, its text, and every problem of form; of a file with such, what is sound."""
    raw, text, problems = read_as(RawFile, name, data)
    if raw is not None:
        return raw, text, problems
    if name.lower().endswith((".csv", ".tsv", ".md")) or any(p.code == "unknown-format" for p in problems):
        return None, text, [evolve(p, hint=_DRAFT_IT) for p in problems]
    document, _, _ = parse(name, data)
    if document is not None and without_faults(document, problems):
        with suppress(BaseValidationError):  # a value that must be there was wrong
            raw = converter().structure(document, RawFile)
    return raw, text, problems


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
            near, hint = nearest_names(extra, known), Text("")
            if not near and error.cl in (RawFile, RawRuleset):
                hint = Text(
                    "分项的目标值写在 [targets] 之下，指标写在 [[indicator]] 之下",
                    "targets of components stand under [targets], indicators under [[indicator]]",
                )
            yield Problem("unknown-key", message, place(file, text, where), extra, near or tuple(known[:6]), hint)
        return
    if isinstance(error, _Unfit):
        yield _unfit(error, place(file, text, path))
        return
    if isinstance(error, _Dotted):
        for name in error.names:
            message = Text(
                f'键“{shown(name)}”含有点，须加半角引号：应写 "{shown(name)}" = …',
                f'the key "{shown(name)}" has a dot and needs quotation marks: write "{shown(name)}" = …',
            )
            yield Problem("wrong-type", message, place(file, text, f"{path.rpartition('.')[0]}.{name}"), name)
        return
    if isinstance(error, KeyError):
        missing = _key(str(error.args[0]))
        where = path.rpartition(".")[0] if path.endswith(f".{missing}") else "" if path == missing else path
        message = Text(f"缺少必填的键“{missing}”", f'the required key "{missing}" is missing')
        yield Problem("missing-key", message, place(file, text, where))
        return
    yield Problem("wrong-value", Text(str(error)), place(file, text, path))


def _unfit(error: _Unfit, where: Location) -> Problem:
    """Return the problem of a value of the wrong kind; a text is shown in quotation marks, which may be the fault."""
    value, expected, hint = error.found, error.expected, Text("")
    found = shown(str(value).lower() if type(value) is bool else value)
    zh, en = (f"“{found}”", f'"{found}"') if type(value) is str else (f" {found}", found)
    if expected is _STRING and isinstance(value, int | Decimal):
        hint = Text(f'文字须加半角引号："{found}"', f'text needs quotation marks: "{found}"')
    elif type(value) is str and expected in _BARE and _BARE[expected].fullmatch(value):
        hint = Text(f"请去掉引号：{found}", f"take the quotation marks away: {found}")
    message = Text(f"应为{expected.zh}，实为{zh}", f"expected {expected.en}, found {en}")
    return Problem("wrong-type", message, where, found, hint=hint)
