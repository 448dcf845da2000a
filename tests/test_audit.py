"""The audit record: what an assessment was made from, by hashes that change with what is said and with nothing else."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256 as plain_sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import docx
import jsonschema
import openpyxl
import pytest
from attrs import evolve, field, frozen

import ecoindicators as eco
from ecoindicators.canonical import canonical_json, sha256
from ecoindicators.dossier import SourceFile
from ecoindicators.errors import NOWHERE, Location
from ecoindicators.workbooks import template

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng"
RULES = files("ecoindicators_henan_county") / "data"
ROWS = [{"component": "11", "year": 2023, "value": "43.9"}, {"component": "1", "year": 2023, "statement": "制定实施"}]


@pytest.fixture(scope="module")
def ruleset():
    return eco.load_ruleset("dengfeng-2023")


@pytest.fixture
def assessed(ruleset, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    tables = {name: EXAMPLE / f"{name}.csv" for name in ("assignments", "exemptions")}
    dossier = eco.Dossier.read(EXAMPLE / "observations.csv", **tables)
    return eco.assess(ruleset, dossier, year=2023, place=("山区",), as_of=date(2023, 12, 30), strict=False)


def test_an_assessment_records_what_it_was_made_from(assessed, ruleset):
    """Rulesets of the whole chain, dossier and files with hashes, options, release and time."""
    audit = assessed.audit

    assert [(r.id, r.version, r.sha256) for r in audit.rulesets] == [
        ("dengfeng-2023", ruleset.version, ruleset.sha256),
        ("henan-county", ruleset.parent.version, ruleset.parent.sha256),
    ]
    assert audit.dossier == assessed.dossier.sha256
    assert audit.files == tuple(
        SourceFile(name, f"{name}.csv", plain_sha256((EXAMPLE / f"{name}.csv").read_bytes()).hexdigest())
        for name in ("observations", "assignments", "exemptions")
    )
    assert (audit.year, audit.place, audit.as_of, audit.strict) == (2023, ("山区",), date(2023, 12, 30), False)
    assert audit.library_version == version("ecoindicators")
    assert audit.time == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert assessed.audit is audit


def test_the_record_stands_in_json_by_the_schema(assessed):
    """to_dict holds the record in the shape that the shipped schema tells; a report without one still fits it."""
    schema = json.loads((files("ecoindicators") / "schemas/assessment.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    data = json.loads(assessed.to_json())

    validator.validate(data)
    assert data["audit"]["time"] == "2023-11-14T22:13:20Z"
    assert data["audit"]["options"] == {"year": 2023, "place": ["山区"], "as_of": "2023-12-30", "strict": False}
    assert set(data["audit"]) == set(schema["$defs"]["audit"]["required"])
    del data["audit"]["report_sha256"]
    assert not validator.is_valid(data)
    del data["audit"]
    validator.validate(data)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            ("评估依据", "指标体系", "台账文件", "评估选项", "2023年，评估日期2023-12-30，地区类别：山区", "评估时间"),
        ),
        ("en", ("Audit record", "Ruleset", "File", "Options", "2023, as of 2023-12-30, place: 山区", "Time")),
    ],
)
def test_the_record_stands_at_the_end_of_every_report(assessed, ruleset, tmp_path, lang, words):
    """Page, Markdown, Word and Excel show rulesets, files and hashes, options, release and time in the report's language."""
    told = (*words, ruleset.sha256, assessed.audit.files[0].sha256, "observations.csv", "2023-11-14 22:13:20 UTC")
    with eco.language(lang):
        page, markdown = assessed.to_html(), assessed.to_markdown().replace("\\_", "_")
        assessed.to_word(tmp_path / "a.docx")
        assessed.to_excel(tmp_path / "a.xlsx")
    word = "\n".join(p.text for p in docx.Document(tmp_path / "a.docx").paragraphs)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[-1]
    excel = sheet.title + "\n".join(str(c.value) for row in sheet.iter_rows() for c in row)

    for report in (page[page.index("<footer") :], markdown[markdown.rindex("## ") :], word, excel):
        assert [w for w in told if w not in report] == []


def test_strictness_is_shown_where_it_was_asked_for(ruleset):
    """A strict assessment says so in its record."""
    dossier = eco.Dossier.from_records(ROWS)
    strict = eco.assess(ruleset, dossier, year=2023, strict=True)
    assert strict.audit.strict
    with eco.language("en"):
        assert "2023, as of 2023-12-31, strict" in strict.to_markdown()
        assert ", strict" not in eco.assess(ruleset, dossier, year=2023).to_markdown()


def test_what_a_file_is_called_is_text_in_the_page(ruleset, tmp_path):
    """A file's name that looks like markup is shown and does nothing."""
    path = tmp_path / "<b onclick=x>.csv"
    path.write_text("component,year,value\n11,2023,43\n", encoding="utf-8")
    page = eco.assess(ruleset, eco.Dossier.read(path), year=2023).to_html()
    assert "&lt;b onclick=x&gt;.csv" in page
    assert "<b onclick" not in page


# --- the dossier's hash -----------------------------------------------------------------------------


def test_the_dossiers_hash_is_that_of_what_it_says(tmp_path):
    """Order of rows, heads, encoding, line ends and trailing zeros change nothing; a value, a note and a table do."""
    one = eco.Dossier.from_records(ROWS)
    (tmp_path / "a.csv").write_bytes(
        "指标,年度,数值,定性结论\r\n1,2023,,制定实施\r\n11,2023,43.90,\r\n".encode("gb18030")
    )
    same = [eco.Dossier.from_records(ROWS[::-1]), eco.Dossier.read(tmp_path / "a.csv")]
    other = [
        eco.Dossier.from_records([{**ROWS[0], "value": "43.8"}, ROWS[1]]),
        eco.Dossier.from_records([{**ROWS[0], "note": "x"}, ROWS[1]]),
        eco.Dossier.from_records(ROWS[:1]),
        eco.Dossier.from_records(ROWS, assignments=[{"component": "11", "year": 2023, "target": "≥40"}]),
        eco.Dossier.from_records(ROWS, exemptions=[{"component": "11", "reason": "x", "approved_by": "y"}]),
    ]

    assert {d.sha256 for d in same} == {one.sha256}
    assert len({d.sha256 for d in (one, *other)}) == 1 + len(other)


def test_every_file_read_is_recorded(ruleset, tmp_path):
    """A folder of workbooks records each of them; a dossier made from records has no file."""
    for name in ("b.xlsx", "a.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(template(ruleset, 2023)))
        book.worksheets[1]["I2"] = "" if name == "a.xlsx" else None
        book.worksheets[1]["K2"] = "制定实施"
        book.save(tmp_path / name)
    found = eco.Dossier.read(tmp_path).files

    assert found == tuple(
        SourceFile("workbook", name, plain_sha256((tmp_path / name).read_bytes()).hexdigest())
        for name in ("a.xlsx", "b.xlsx")
    )
    assert eco.Dossier.from_records(ROWS).files == ()


# --- the ruleset's hash -----------------------------------------------------------------------------


def _copy(folder, change=lambda text: text):
    target = folder / "henan-county"
    target.mkdir(parents=True)
    for file in sorted((RULES / "henan-county").iterdir(), key=lambda f: f.name):
        (target / file.name).write_bytes(change(file.read_text(encoding="utf-8")).encode())
    return eco.Ruleset.from_toml(target)


def test_a_rulesets_hash_is_that_of_what_it_says(tmp_path, ruleset):
    """Comments and line ends change nothing; a target, its wording, a note or the version do."""
    shipped = ruleset.parent
    assert _copy(tmp_path / "a", lambda t: "# a comment\n" + t.replace("\n", "\r\n")).sha256 == shipped.sha256
    changed = [
        _copy(tmp_path / "b", lambda t: t.replace('target = "≥41"', 'target = "≥40"', 1)),
        _copy(tmp_path / "c", lambda t: t.replace('target = "≥41"', 'target = "不低于41"', 1)),
        _copy(tmp_path / "d", lambda t: t.replace('version = "2023.1"', 'version = "2023.2"')),
        evolve(shipped, notes=()),
        evolve(shipped, indicators=shipped.indicators[:-1]),
    ]
    assert len({shipped.sha256, *(r.sha256 for r in changed)}) == 1 + len(changed)


def test_a_ruleset_changed_in_python_does_not_keep_its_hash(ruleset):
    """The hash is of the value that is judged by, not of the files that it once came from."""
    first = ruleset.indicators[0]
    weaker = evolve(ruleset, indicators=(evolve(first, attribute="reference"), *ruleset.indicators[1:]))
    assert weaker.sha256 != ruleset.sha256
    assert evolve(weaker, indicators=ruleset.indicators).sha256 == ruleset.sha256


def test_inherited_indicators_count_and_the_parent_does_not_count_twice(ruleset):
    """A ruleset's hash covers what it inherited; the parent has a record of its own."""
    assert evolve(ruleset, parent=None).sha256 == ruleset.sha256
    assert ruleset.sha256 != ruleset.parent.sha256


# --- the canonical form -----------------------------------------------------------------------------


class Colour(Enum):
    RED = 1


@frozen
class Thing:
    name: str
    size: Decimal = Decimal(0)
    tags: frozenset = frozenset()
    more: dict = field(factory=dict)
    where: Location = NOWHERE


def test_equal_content_has_one_form():
    """Numbers by value, sets in order, keys sorted, defaults and places left out, dates and enumerations by name."""
    made = Thing("a", Decimal("1.50"), frozenset("zyxwvut"), {"b": Colour.RED, "a": date(2023, 1, 2)}, Location(row=3))
    assert canonical_json(sha256(made)) == canonical_json(
        sha256(
            {"": "Thing", "name": "a", "size": "15e-1", "tags": [*"tuvwxyz"], "more": {"a": "2023-01-02", "b": "RED"}}
        )
    )
    assert sha256(Thing("a", Decimal("0.00"), more={})) == sha256({"": "Thing", "name": "a"})


@pytest.mark.parametrize(
    ("number", "form"),
    [("0", "0"), ("-0.0", "0"), ("100", "1e2"), ("-1.20", "-12e-1"), ("1E+2", "1e2"), ("1E999999", "1e999999"), ("0.001", "1e-3")],
)  # fmt: skip
def test_a_number_has_one_form(number, form):
    """Equal decimals are written alike, and none is written out to its last zero."""
    assert sha256(Decimal(number)) == sha256(form)


def test_what_has_no_form_is_refused():
    """A value of a kind that cannot be told is an error and not a hash of its address."""
    with pytest.raises(TypeError, match="no canonical form for object"):
        sha256(object())
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json([float("nan")])


def test_csv_has_the_findings_alone(assessed):
    """The CSV report is a table for other programs: no record stands below it."""
    rows = list(csv.reader(io.StringIO(assessed.to_csv())))
    assert len(rows) == 1 + len(assessed.findings)
