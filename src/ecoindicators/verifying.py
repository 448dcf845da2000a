"""Whether a report follows from its inputs: recompute it from the same ruleset, dossier and options, and compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen

from ecoindicators.assessment import Assessment, assess
from ecoindicators.canonical import digest
from ecoindicators.differences import MISSING, Difference, brief, differences
from ecoindicators.dossier import Dossier, SourceFile
from ecoindicators.errors import DossierError, EcoIndicatorsError, Location, Problem, ReportError
from ecoindicators.files import read_bytes
from ecoindicators.plugins import load_ruleset
from ecoindicators.reports import json_text, one_line, read_report, seal, to_dict, write_table
from ecoindicators.rulesets import Ruleset
from ecoindicators.scoring import Score, score
from ecoindicators.texts import Text

MAX_DIFFERENCES: Final = 1_000


@frozen
class Verification:
    """What came of verifying a report: every difference, and notes on what differs without mattering."""

    differences: tuple[Difference, ...]
    notes: tuple[Text, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether the report follows from its inputs."""
        return not self.differences

    @property
    def text(self) -> Text:
        """The outcome in one sentence."""
        if self.follows:
            return Text(
                "报告与其依据一致：重新计算得到相同的结果。",
                "The report follows from its inputs: recomputed, it says the same.",
            )
        n = len(self.differences)
        at_least = n >= MAX_DIFFERENCES  # no more are looked for
        return Text(
            f"报告与其依据不一致，{'至少' if at_least else '共'}{n}处。",
            f"The report does not follow from its inputs: {'at least ' * at_least}{n} difference{'s' * (n > 1)}.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as plain data."""
        return {
            "follows": self.follows,
            "text": self.text.to_dict(),
            "differences": [d.to_dict() for d in self.differences],
            "notes": [note.to_dict() for note in self.notes],
        }  # fmt: skip


def verify(report: str | Path | Mapping[str, Any], dossier: Dossier, *, ruleset: Ruleset | None = None) -> Verification:
    """
    Return whether a report follows from its inputs, and where not.

    The report is computed again from ``dossier`` with the year, place, day and strictness that it records, and
    compared value by value; the order of keys and white space do not count. The hashes it records are held against
    the ruleset, the dossier and its files as they are now, and its own checksum against what it says. At most ``MAX_DIFFERENCES``
    places are listed; a note says so where there are more.

    Args:
        report: A report in JSON (its path), or what ``Assessment.to_dict`` gave.
        dossier: The dossier the report is said to be made from, read from its files.
        ruleset: The ruleset; by default the installed one with the id that the report records.

    Raises:
        ReportError: The report cannot be read, or has no audit record.
        UnknownNameError: No ruleset with the recorded id is installed.
        OSError: The report's file cannot be read.

    >>> from ecoindicators import Dossier, assess, load_ruleset
    >>> dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": "43.9"}])
    >>> report = assess(load_ruleset("dengfeng-2023"), dossier, year=2023).to_dict()
    >>> verify(report, dossier).follows
    True
    >>> report["verdict"] = "met"
    >>> [d.path for d in verify(report, dossier).differences]
    ['$.verdict', '$.audit.report_sha256']
    """
    given = _recorded(report)
    data = given.data
    if ruleset is None:
        ruleset = load_ruleset(given.ruleset)
    checksum, audit = seal(data), dict(data["audit"])
    edited = [Difference("$.audit.report_sha256", audit.pop("report_sha256", MISSING), checksum, note=_EDITED)]
    edited = edited if edited[0].reported != checksum else []
    try:
        assessment = assess(
            ruleset, dossier, year=given.year, place=given.place, as_of=given.as_of, strict=given.strict
        )  # fmt: skip
    except DossierError as error:
        return Verification((*(_uncomputable(p, given, dossier) for p in error.problems), *edited))
    try:
        again = read_report(to_dict(assessment, _score_again(data, assessment)))  # as it is once it was written
    except EcoIndicatorsError as error:
        lost = Difference("$.score", data["score"], MISSING, note=Text(str(error)))
        return Verification((lost, *edited))
    del again["audit"]["report_sha256"]
    reported, record = {**data, "audit": audit}, again.pop("audit")
    notes = [*_set_aside(reported, again, record)]
    explained = (_explained(d, audit, record) for d in differences(audit, record, "$.audit"))
    rest = differences({k: v for k, v in data.items() if k != "audit"}, again)
    found = list(islice(chain(explained, rest, edited), MAX_DIFFERENCES + 1))
    if len(found) > MAX_DIFFERENCES:
        del found[MAX_DIFFERENCES:]
        notes.append(Text(f"仅列出前{MAX_DIFFERENCES}处", f"only the first {MAX_DIFFERENCES} are listed"))
    return Verification(tuple(found), tuple(notes))


def _score_again(report: Mapping[str, Any], assessment: Assessment) -> Score | None:
    """
    Return the score that a report holds, made again by the method and scheme that stand there.

    Raises:
        EcoIndicatorsError: It says no method and scheme, or none that can be used.
    """
    if "score" not in report:
        return None
    said = report["score"]
    method, scheme = (said.get(key) if isinstance(said, dict) else None for key in ("method", "scheme"))
    if not isinstance(method, str) or not isinstance(scheme, dict):
        message = Text("得分没有写明方法和评分方案", "the score says no method and scheme")
        raise ReportError([Problem("bad-record", message, Location(key="$.score"))])
    return score(assessment, method, scheme=scheme)


@frozen
class _Recorded:
    """A report, and what it says it was made with: enough to make it again."""

    data: Mapping[str, Any]
    ruleset: str
    year: int
    place: tuple[str, ...]
    as_of: date
    strict: bool
    dossier: str
    files: tuple[SourceFile, ...]


def _recorded(report: str | Path | Mapping[str, Any]) -> _Recorded:
    """
    Return a report with what it says it was made with.

    Raises:
        ReportError: It cannot be read; or with everything that its record lacks or has of the wrong kind.
    """
    data, file = read_report(report), "" if isinstance(report, Mapping) else Path(report).name
    if not isinstance(data.get("audit"), dict):
        message = Text(
            "报告没有“评估依据”（audit），无法复核", "the report has no audit record, so it cannot be verified"
        )
        hint = Text("请用本版程序重新生成报告", "make it anew with this release")
        raise ReportError([Problem("no-audit", message, Location(file, key="$.audit"), hint=hint)])
    problems: list[Problem] = []

    def part(path: str, fits: Callable[[Any], bool], expected: Text) -> Any:
        value: Any = data["audit"]
        for key in re.findall(r"\w+", path):
            if isinstance(value, list):
                value = value[0] if value else MISSING
            else:
                value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        if not fits(value):
            message = Text(f"应为{expected.zh}，而不是 {brief(value)}", f"should be {expected.en}, not {brief(value)}")
            problems.append(Problem("bad-record", message, Location(file, key=f"$.audit.{path}"), found=brief(value)))
            return None
        return value

    ruleset = part("rulesets[0].id", lambda v: isinstance(v, str), Text("指标体系的 id", "the id of a ruleset"))
    year = part("options.year", lambda v: type(v) is int, Text("年份", "a year"))
    place = part("options.place", _is_words, Text("字符串的列表", "a list of strings"))
    as_of = part("options.as_of", _is_day, Text("日期，如 2023-12-31", "a date such as 2023-12-31"))
    strict = part("options.strict", lambda v: isinstance(v, bool), Text(" true 或 false", "true or false"))
    dossier = part("dossier.sha256", lambda v: isinstance(v, str), Text("台账的校验值", "the hash of a dossier"))
    listed = part("dossier.files", _is_files, Text("文件的列表", "a list of files, each with table, name and sha256"))
    if problems:
        raise ReportError(problems)
    files = tuple(SourceFile(f["table"], f["name"], f["sha256"]) for f in listed)
    return _Recorded(data, ruleset, year, tuple(place), date.fromisoformat(as_of), strict, dossier, files)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _is_files(value: Any) -> bool:
    keys = ("table", "name", "sha256")
    return isinstance(value, list) and all(isinstance(f, dict) and all(isinstance(f.get(k), str) for k in keys) for f in value)  # fmt: skip


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


# --- what a difference means ------------------------------------------------------------------------

_EDITED: Final = Text("报告写成之后被改动过", "the report was edited after it was written")


def _set_aside(reported: dict[str, Any], again: dict[str, Any], now: dict[str, Any]) -> Iterator[Text]:
    """
    Give what was made ``again``, and its record, what cannot be recomputed: the time, the release, names of files.

    Yield a note on each that differs. The report's own checksum tells whether somebody edited them.
    """
    then = reported["audit"]
    now["time"] = then.get("time", now["time"])
    release = then.get("library_version", now["library_version"])
    if release != now["library_version"]:
        yield Text(
            f"报告由 ecoindicators {brief(release)} 生成，现由 {now['library_version']} 重新计算",
            f"the report was made by ecoindicators {brief(release)} and recomputed by {now['library_version']}",
        )
        now["library_version"] = release
    if then["dossier"]["sha256"] != now["dossier"]["sha256"]:
        return
    pairs = [(reported, again, "dossier")]
    files = zip(then["dossier"]["files"], now["dossier"]["files"], strict=False)
    pairs += [(old, new, "name") for old, new in files if old["sha256"] == new["sha256"]]
    for old, new, key in pairs:
        if key in old and old[key] != new[key]:
            yield Text(f"报告所记的 {brief(old[key])} 现名 {brief(new[key])}，内容相同", f"what the report calls {brief(old[key])} is now called {brief(new[key])}; it says the same")  # fmt: skip
            new[key] = old[key]


def _explained(difference: Difference, then: Mapping[str, Any], now: Mapping[str, Any]) -> Difference:
    """Return a difference of the record with a note, where it is a hash: of a ruleset, of the dossier or of a file."""
    found = re.fullmatch(r"\$\.audit\.(rulesets|dossier\.files|dossier)(?:\[(\d+)\])?\.sha256", difference.path)
    if found is None or MISSING in (difference.reported, difference.recomputed):
        return difference
    kind, at = found[1], int(found[2] or 0)
    if kind == "rulesets":
        id = then["rulesets"][at]["id"]
        note = Text(f"现有的指标体系 {id} 不是报告所依据的那一份", f"the ruleset {id} here is not the one that the report was made by")  # fmt: skip
    elif kind == "dossier":
        note = Text("台账内容与报告所依据的不同", "the dossier says something else than the one that the report was made from")  # fmt: skip
    elif then["dossier"]["sha256"] == now["dossier"]["sha256"]:
        name = now["dossier"]["files"][at]["name"]
        note = Text(f"文件 {name} 的字节有变，各行内容相同", f"the bytes of {name} are others, though its rows say the same")  # fmt: skip
    else:
        name = now["dossier"]["files"][at]["name"]
        note = Text(f"文件 {name} 不是报告所依据的那一份", f"the file {name} is not the one that the report was made from")  # fmt: skip
    return evolve(difference, note=note)


def _uncomputable(problem: Problem, given: _Recorded, dossier: Dossier) -> Difference:
    """Return the difference that a problem makes where the dossier cannot be assessed as the report says it was."""
    if problem.code == "unknown-year":
        return Difference("$.audit.options.year", given.year, MISSING, note=problem.text)
    if problem.code == "statement-fits-nothing":  # a problem to a strict assessment alone
        return Difference("$.audit.options.strict", given.strict, False, note=problem.text)
    return Difference("$.audit.dossier.sha256", given.dossier, dossier.sha256, note=problem.text)


def render(outcome: Verification, format: str) -> str:
    """Return the outcome as table, json, csv or markdown; CSV holds the differences alone."""
    if format == "json":
        return json_text(outcome.to_dict())
    keys = ("path", "of", "reported", "recomputed", "note")
    heads = [str(h) for h in (Text("位置", "Where"), Text("对象", "Of"), Text("报告", "Reported"), Text("重新计算", "Recomputed"), Text("说明", "Meaning"))]  # fmt: skip
    rows = [[d.path, d.of, brief(d.reported), brief(d.recomputed), d.note] for d in outcome.differences]
    if format == "csv":
        return write_table(format, heads, rows, keys)
    table = [write_table(format, heads, rows, keys)] if rows else []
    return "\n".join([f"{outcome.text}\n", *table, *(f"{one_line(note)}\n" for note in outcome.notes)])


# --- which file is which ----------------------------------------------------------------------------


def tables_of(report: str | Path | Mapping[str, Any], files: Sequence[Path]) -> dict[str, Path]:
    """
    Return which table each file holds: the one that the report records under its hash, else under its name.

    A file that the report does not know holds the observations; so does a folder.

    Raises:
        ReportError: The report cannot be read, or has no audit record.
        DossierError: Two files hold the same table, or none the observations.
        OSError: A file cannot be read.
    """
    known = _recorded(report).files
    found: dict[str, Path] = {}
    for file in files:
        recorded = SourceFile("", file.name, "" if file.is_dir() else digest(read_bytes(file)))
        same = [f for f in known if f.sha256 == recorded.sha256] or [f for f in known if f.name == recorded.name]
        table = same[0].table if same and same[0].table != "workbook" else "observations"
        if table in found:
            message = Text(f"与 {found[table].name} 同为 {table} 表", f"holds {table}, as {found[table].name} does")
            hint = Text("请用 --assignments、--references、--exemptions 指明", "name tables by --assignments, --references, --exemptions")  # fmt: skip
            raise DossierError([Problem("two-files", message, Location(file.name), hint=hint)])
        found[table] = file
    if "observations" not in found:
        message = Text("没有观测表", "there is no table of observations")
        raise DossierError([Problem("no-observations", message, Location(files[0].name))])
    return found
