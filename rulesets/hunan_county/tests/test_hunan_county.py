"""The ruleset keeps every rule of the author kit, and says what the table says; its pytest plugin runs the cases."""

import csv
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators.testing import RulesetSuite, cases_of

pytest.importorskip("ecoindicators_hunan_county", reason="the Hunan ruleset is not installed")
TABLE = Path(__file__).parent.parent.parent.parent.parent / "shared" / "data" / "hunan-2018.tsv"


class TestHunanCounty(RulesetSuite):
    """Indicators 1 to 18 of the county table of 2018."""

    @pytest.fixture
    def ruleset(self):
        return "hunan-county"


@pytest.fixture(scope="module")
def hunan():
    """The ruleset, loaded once."""
    return eco.load_ruleset("hunan-county")


def test_every_indicator_is_met_not_met_and_undetermined_in_some_case(hunan):
    """No indicator is left without a case of each verdict."""
    cases = cases_of(eco.available_rulesets()["hunan-county"])
    seen = {(id.partition(".")[0], expected.verdict) for case in cases for id, expected in case.expect.items()}
    wanted = {(i.id, verdict) for i in hunan for verdict in ("met", "not-met", "undetermined")}
    assert wanted - seen == set()


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
