"""
One small function a reader: bytes from anywhere go in, and nothing but the library's own errors may come out.

Each takes what a file of its corpus holds. A text is split into sections at lines of ``---``; an Office file is given
as the parts that differ from a sound one, each after a line ``=== name``, so that a fuzzer's changes reach the XML
inside the zip and a person can read the corpus. Whatever begins with ``PK`` is taken as the file itself.
"""

from __future__ import annotations

import io
import json as json_module
import tempfile
import warnings
import zipfile
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

import ecoindicators as eco
from ecoindicators.courses import courses
from ecoindicators.drafting import draft_ruleset
from ecoindicators.errors import EcoIndicatorsError
from ecoindicators.notation import explain, labels_in, split_cell
from ecoindicators.plans import plan_status
from ecoindicators.rectification import rectification
from ecoindicators.reporting import reporting
from ecoindicators.reports._ruleset import decomposition_table
from ecoindicators.resolved import resolved_text
from ecoindicators.rosters import Roster
from ecoindicators.scorecards import scorecards
from ecoindicators.statements import read_statements
from ecoindicators.targets import Relation

HERE = Path(__file__).parent
_FOLDER = tempfile.TemporaryDirectory(prefix="ecoindicators-fuzz-")
_DIRECTIONS = {"higher": "higher", "lower": "lower"}


def _file(name: str, data: bytes) -> Path:
    path = Path(_FOLDER.name, name)
    path.write_bytes(data)
    return path


def _sections(data: bytes) -> list[bytes]:
    return data.split(b"\n---\n")


def _again(canonical: str, phrases: tuple[str, ...], known: dict) -> eco.Target | str | None:
    """Return the target that a canonical text reads back to; the error where it cannot, None where it is over a bound."""
    try:
        return eco.parse_target(canonical, states=phrases, **known)
    except EcoIndicatorsError as error:
        return None if "ECOINDICATORS_LIMITS" in str(error) else str(error)


def _reads_otherwise(phrase: str, known: dict) -> bool:
    """Return whether a declared word could be read as something else too; it goes first, so texts of others may hide in it."""
    try:
        eco.parse_target(phrase, known["direction"])
    except EcoIndicatorsError:
        others = tuple(label for label in known["labels"] if label != phrase)
        return phrase.startswith(others) or any(sign in phrase for sign in "且或，；,;{}0123456789≥≤><=%")
    return True


def notation(data: bytes) -> None:
    """Read ``direction TAB labels TAB states``, then a target, another one and a statement, each a section."""
    head, *parts = data.decode("utf-8", "replace").split("\n---\n")
    direction, labels, states = [*head.split("\t"), "", "", ""][:3]
    target, other, statement = [*parts, "", "", ""][:3]
    known = {"direction": _DIRECTIONS.get(direction), "labels": tuple(filter(None, labels.split(",")))}
    phrases = tuple(filter(None, states.split(",")))
    labels_in(target)
    split_cell(target)
    with suppress(EcoIndicatorsError):
        eco.judge(target, 55, statements=(statement,), year=2023, earlier={2022: 54}, place=known["labels"])
    with suppress(EcoIndicatorsError):
        a = eco.parse_target(target, states=phrases, **known)
        if not any(_reads_otherwise(word, known) for word in (*phrases, *known["labels"])):
            assert _again(str(a), phrases, known) in (a, None), (target, str(a))
        assert explain(a).zh
        with suppress(EcoIndicatorsError):
            read_statements((statement,), a, known["direction"])
        with suppress(EcoIndicatorsError):
            eco.judge(a, 55, statements=(statement,), year=2023, earlier={2022: 54, 2012: 0}, place=known["labels"])
        b = eco.parse_target(other, states=phrases, **known)
        assert eco.compare(a, b) is eco.compare(b, a).flipped
        assert eco.compare(a, a) is Relation.EQUAL


def toml(data: bytes) -> None:
    """Load a ruleset, one file a section, and do with it what anybody does."""
    folder = Path(_FOLDER.name, "ruleset")
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for at, section in enumerate(_sections(data)[:5]):
        (folder / f"{at}.toml").write_bytes(section)
    with suppress(EcoIndicatorsError):
        Roster.read(folder / "0.toml")
    with suppress(EcoIndicatorsError):
        ruleset = eco.Ruleset.from_toml(folder)
        eco.lint(ruleset)
        made = eco.assess(ruleset, eco.Dossier.from_records([{"component": c.id, "year": 2023, "value": 1} for c in ruleset.components]), year=2023)  # fmt: skip
        json_module.loads(made.to_json())
        assert made.to_markdown()
        assert resolved_text(ruleset)
        assert decomposition_table(ruleset)
        plan_status(ruleset, date(2023, 6, 1), assessment=made)
        scorecards(made)
        rectification(made)
        reporting(made)
        courses(made, 2025)


@cache
def _example() -> eco.Assessment:
    """Return an assessment to score: some values, one statement, the rest missing."""
    rows = [{"component": id, "year": 2023, "value": value} for id, value in (("green-buildings", 88), ("forest-grass-coverage", 43), ("green-procurement", 99))]  # fmt: skip
    rows.append({"component": "river-chief-system", "year": 2023, "statement": "全面实施"})
    return eco.assess(eco.load_ruleset("dengfeng-2023"), eco.Dossier.from_records(rows), year=2023)


def scheme(data: bytes) -> None:
    """Score the example by a scheme, by every method that there is."""
    path = _file("scheme.toml", data)
    for method in ("points", "composite", "efficacy", "pass-rate", "weighted-mean"):
        with suppress(EcoIndicatorsError):
            json_module.dumps(eco.score(_example(), method, scheme=path).to_dict(), default=str)


def _assessed(dossier: eco.Dossier) -> None:
    made = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
    json_module.loads(made.to_json())
    assert made.to_markdown()


def csv(data: bytes) -> None:
    """Read a table whose first line says for what: a dossier (up to four sections), a policy table or a roster."""
    name, _, rest = data.partition(b"\n")
    kind = name.decode("ascii", "replace").strip()
    with suppress(EcoIndicatorsError):
        if kind in ("draft.csv", "draft.tsv", "draft.md"):
            draft_ruleset(_file(kind, rest))
        elif kind == "roster.csv":
            Roster.read(_file(kind, rest))
        else:
            names = ("observations", "assignments", "references", "exemptions")
            files = {n: _file(f"{n}.csv", part) for n, part in zip(names, _sections(data), strict=False)}
            _assessed(eco.Dossier.read(files.pop("observations"), **files))


@cache
def _sound(kind: str) -> dict[str, bytes]:
    """Return the parts of a sound Office file."""
    out = io.BytesIO()
    if kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["分项", "年度", "数值"])
        book.active.append(["forest-grass-coverage", 2023, 44.2])
        book.save(out)
    else:
        import docx

        document = docx.Document()
        table = document.add_table(2, 3)
        for row, texts in zip(table.rows, (("序号", "指标名称", "目标值"), ("1", "林草覆盖率", "≥44")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(kind: str, data: bytes) -> bytes:
    """Return the Office file that a corpus file stands for."""
    if data.startswith(b"PK"):
        return data
    parts = dict(_sound(kind))
    for section in data.split(b"=== ")[1:]:
        name, _, content = section.partition(b"\n")
        parts[name.decode("utf-8", "replace")[:100]] = content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def xlsx(data: bytes) -> None:
    """Read a workbook as a dossier, as a policy table and as a roster."""
    path = _file("book.xlsx", packed("xlsx", data))
    with suppress(EcoIndicatorsError):
        _assessed(eco.Dossier.read(path))
    with suppress(EcoIndicatorsError):
        draft_ruleset(path)
    with suppress(EcoIndicatorsError):
        Roster.read(path)


def docx(data: bytes) -> None:
    """Read a Word file as a policy table and as a roster."""
    path = _file("table.docx", packed("docx", data))
    with suppress(EcoIndicatorsError):
        draft_ruleset(path)
    with suppress(EcoIndicatorsError):
        Roster.read(path)


@cache
def _small() -> tuple[eco.Ruleset, eco.Dossier]:
    """Return a ruleset of one indicator and a dossier for it, whose report is small."""
    ruleset = eco.Ruleset.from_toml(_file("small.toml", (HERE / "inputs/rules.toml").read_bytes()))
    return ruleset, eco.Dossier.read(_file("observations.csv", (HERE / "inputs/observations.csv").read_bytes()))


def json(data: bytes) -> None:
    """Verify a report in JSON against the inputs of a small one."""
    ruleset, dossier = _small()
    path = _file("report.json", data)
    with suppress(EcoIndicatorsError):
        outcome = eco.verify(path, dossier, ruleset=ruleset)
        assert outcome.follows is not bool(outcome.differences)
        assert str(outcome.text)
        json_module.dumps(outcome.to_dict())
    with suppress(EcoIndicatorsError):
        eco.verify(path, dossier)


READERS = {"notation": notation, "toml": toml, "scheme": scheme, "csv": csv, "xlsx": xlsx, "docx": docx, "json": json}
