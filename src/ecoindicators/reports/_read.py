"""A report in JSON, read back: bounded, strict, with every problem named by line or by path."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from ecoindicators.errors import Location, Problem, ReportError, RulesetError, shown
from ecoindicators.files import read_bytes
from ecoindicators.formats import FORMAT_VERSION
from ecoindicators.limits import get_limits, over
from ecoindicators.texts import Text

MAX_NUMBER: Final = 64
#: How what Python says of a text that is no JSON begins, in Chinese.
_JSON_SAYS: Final = {
    "Expecting value": "此处应有值", "Expecting ',' delimiter": "此处应有逗号", "Expecting ':' delimiter": "此处应有冒号",
    "Expecting property name": "此处应有加双引号的键", "Unterminated string": "引号没有闭合", "Extra data": "末尾多出了内容",
    "Illegal trailing comma": "末尾多了逗号", "Invalid control character": "引号内有不能直接写入的控制字符", "Invalid \\": "反斜杠之后的字符无效",
}  # fmt: skip


def read_report(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the report in a JSON file, or the one that ``to_dict`` gave, as plain data.

    Raises:
        ReportError: It is too large or too deep, no JSON, no report of an assessment, or of a newer format.
        OSError: The file cannot be read.
    """
    if isinstance(source, Mapping):
        try:
            text = json.dumps(dict(source))
        except (TypeError, ValueError, RecursionError) as error:
            _refuse("not-json", f"不能写成 JSON：{error}", f"it cannot be written as JSON: {error}", "")
        return _report(_parse(text, ""), "")
    path = Path(source)
    try:
        text = read_bytes(path, "report_bytes").decode("utf-8-sig")
    except RulesetError as error:
        raise ReportError(error.problems) from error
    except UnicodeDecodeError:
        _refuse("bad-encoding", "不是 UTF-8 编码的文件", "the file is not in UTF-8", path.name)
    return _report(_parse(text, path.name), path.name)


def _refuse(code: str, zh: str, en: str, file: str, key: str = "", line: int | None = None) -> NoReturn:
    raise ReportError([Problem(code, Text(zh, en), Location(file, key=key, line=line))])


def _parse(text: str, name: str) -> Any:
    def number(digits: str) -> int | float:
        if len(digits) > MAX_NUMBER:
            _refuse("number-too-long", f"数字“{shown(digits)}”过长", f"the number {shown(digits)} is too long", name)
        value = float(digits)
        if value.is_integer() and abs(value) < 10**15:
            return int(value)  # 44.0 and 44 are one number, as they are to JSON
        if value in (float("inf"), float("-inf")):
            _refuse("number-too-large", f"数字“{digits}”过大", f"the number {digits} is too large", name)
        return value

    def whole(digits: str) -> int | float:
        return int(digits) if len(digits) <= MAX_NUMBER else number(digits)

    def constant(word: str) -> NoReturn:
        _refuse("not-json", f"{word} 不是 JSON 的数字", f"{word} is no number in JSON", name)

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
            _refuse("duplicate-key", f"键“{shown(twice)}”出现两次", f'the key "{shown(twice)}" stands twice', name)
        return made

    try:
        data = json.loads(
            text, parse_int=whole, parse_float=number, parse_constant=constant, object_pairs_hook=table
        )  # fmt: skip
    except json.JSONDecodeError as error:
        said = next((zh for begin, zh in _JSON_SAYS.items() if error.msg.startswith(begin)), error.msg)
        _refuse(
            "not-json", f"不是有效的 JSON（第{error.colno}个字符处：{said}）",
            f"not valid JSON, at character {error.colno}: {error.msg}", name, line=error.lineno,
        )  # fmt: skip
    except RecursionError:
        _too_deep(name)
    level = [data]
    for _ in range(get_limits().nesting):
        level = [inner for v in level if isinstance(v, dict | list) for inner in (v.values() if isinstance(v, dict) else v)]  # fmt: skip
    if level:
        _too_deep(name)
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # an escape such as \\ud800: half a character, which no file can hold
        _refuse("half-character", "含有不完整的字符", "it holds half a character", name)
    return data


def _too_deep(name: str) -> NoReturn:
    raise ReportError([over("nesting", Location(name))])


def _report(data: Any, name: str) -> dict[str, Any]:
    version = data.get("format_version") if isinstance(data, dict) else None
    if not isinstance(data, dict) or "format_version" not in data:
        _refuse(
            "not-a-report", "不是评估报告（缺少 format_version）；请给出 assess --json 写出的文件",
            "this is no report of an assessment (it has no format_version); give the file that assess --json wrote", name,
        )  # fmt: skip
    if type(version) is not int or version < 1:
        _refuse(
            "bad-format-version", f"format_version 应为正整数，而不是 {shown(json.dumps(version, ensure_ascii=False))}",
            f"format_version should be a whole number from 1 on, not {shown(json.dumps(version, ensure_ascii=False))}", name, "$.format_version",
        )  # fmt: skip
    if version > FORMAT_VERSION:
        _refuse(
            "newer-format", f"报告的格式版本是 {version}，本程序只能读到 {FORMAT_VERSION}；请升级 ecoindicators",
            f"the report is of format {version}, and this release reads up to {FORMAT_VERSION}; update ecoindicators", name, "$.format_version",
        )  # fmt: skip
    return data
