"""The ruleset says what the table says, and the cases beside it give the verdicts they expect."""

import csv
import tomllib
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

import ecoindicators as eco

pytest.importorskip("ecoindicators_hunan_county", reason="the Hunan ruleset is not installed")
CASES = [
    (document["year"], case)
    for file in sorted((files("ecoindicators_hunan_county") / "cases").iterdir(), key=lambda f: f.name)
    for document in [tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)]
    for case in document["case"]
]
TABLE = Path(__file__).parent.parent.parent.parent.parent / "shared" / "data" / "hunan-2018.tsv"


@pytest.fixture(scope="module")
def hunan():
    """The ruleset, loaded once."""
    return eco.load_ruleset("hunan-county")


def _records(rows):
    return [{key.replace("-", "_"): value for key, value in row.items()} for row in rows]


@pytest.mark.parametrize(("year", "case"), CASES, ids=[c["name"] for _, c in CASES])
def test_case(hunan, year, case):
    """A case's dossier fragment gives the verdicts, reasons and gaps it expects."""
    dossier = eco.Dossier.from_records(
        _records(case["observations"]),
        references=_records(case.get("references", ())),
        exemptions=_records({"approved_by": "—", **row} for row in case.get("exemptions", ())),
    )
    assessment = eco.assess(hunan, dossier, year=year, place=case.get("place", ()))
    for id, expected in case["expect"].items():
        wanted = {"verdict": expected} if isinstance(expected, str) else expected
        result = assessment.finding(id) if hunan.has_component(id) else assessment[id]
        found = {"verdict": result.verdict.value, "reason": result.reason.code, "gap": getattr(result, "gap", None)}
        assert {key: found[key] for key in wanted} == wanted, id
    if "verdict" in case:
        assert assessment.verdict.value == case["verdict"]


def test_every_indicator_is_met_not_met_and_undetermined_in_some_case(hunan):
    """No indicator is left without a case of each verdict."""
    seen = set()
    for _, case in CASES:
        for id, expected in case["expect"].items():
            indicator = id.partition(".")[0]
            seen.add((indicator, expected if isinstance(expected, str) else expected["verdict"]))
    wanted = {(i.id, verdict) for i in hunan for verdict in ("met", "not-met", "undetermined")}
    assert wanted - seen == set()


def test_lint_finds_nothing(hunan):
    """A reviewer would report nothing."""
    assert eco.lint(hunan) == ()


def test_eleven_indicators_are_binding_and_seven_for_reference(hunan):
    """The attribute is the table's, row by row."""
    assert [i.number for i in hunan if i.attribute == "reference"] == [3, 4, 5, 8, 12, 13, 15]
    assert [i.number for i in hunan] == list(range(1, 19))
    assert len(hunan.components) == 22


def test_every_note_is_in_both_languages(hunan):
    """Whoever reads either language sees every gap and every reading."""
    notes = [*hunan.notes, *(n for i in hunan for n in i.notes), *(n for c in hunan.components for n in c.notes)]
    assert len(notes) > 20
    assert all(note.zh and note.en and note.zh != note.en for note in notes)


@pytest.fixture(scope="module")
def table():
    """The rows of the transcript by indicator number."""
    if not TABLE.exists():
        pytest.skip(f"the transcript of the table is not here ({TABLE.name})")
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    return {int(number): [r for r in rows if r["number"] == number] for number in {r["number"] for r in rows}}


def test_names_groups_attributes_and_units_are_those_of_the_table(hunan, table):
    """Each indicator's name, group, attribute and unit cell stand in the transcript."""
    for indicator in hunan:
        rows = table[indicator.number]
        assert {r["indicator"] for r in rows} == {indicator.name.zh}
        assert {r["task"] for r in rows} == {indicator.domain.name.zh}
        assert {r["attribute"] for r in rows} == {indicator.source_cells["attribute"]}
        assert (indicator.source_cells["attribute"] == "参考性") == (indicator.attribute == "reference")
        assert {r["unit"] for r in rows} == set(indicator.source_cells["unit"].split("\n"))
    assert set(table) == {i.number for i in hunan}


def test_targets_are_worded_as_in_the_table(hunan, table):
    """The target cells are the transcript's, and the components' texts say all of them and nothing else."""
    for indicator in hunan:
        rows = table[indicator.number]
        printed = [r["variant"] + r["component"] * bool(r["variant"]) + r["target_text"] for r in rows]
        assert indicator.source_cells["target"] == "\n".join(printed)
        assert indicator.source_cells["name"].split("\n")[1:] == [
            name for r in rows if not r["variant"] for name in r["component"].split("; ") if name
        ]
        said = "".join(c.target.text for c in indicator.components).replace("；", "")
        assert said == "".join(
            ("" if r["variant"] and r["component"] else r["variant"]) + r["target_text"] for r in rows
        )
