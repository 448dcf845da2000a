"""The cases that ship beside the rules give the verdicts they expect."""

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

import ecoindicators as eco

CASES = [
    (document["ruleset"], document["year"], case)
    for file in sorted((files("ecoindicators_henan_county") / "cases").iterdir(), key=lambda f: f.name)
    for document in [tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)]
    for case in document["case"]
]


def _records(rows):
    return [{key.replace("-", "_"): value for key, value in row.items()} for row in rows]


@pytest.mark.parametrize(("ruleset", "year", "case"), CASES, ids=[f"{r}: {c['name']}" for r, _, c in CASES])
def test_case(ruleset, year, case):
    """A case's dossier fragment gives exactly the verdicts it expects."""
    exemptions = [{"approved_by": "—", **row} for row in case.get("exemptions", ())]
    dossier = eco.Dossier.from_records(
        _records(case["observations"]),
        assignments=_records(case.get("assignments", ())),
        references=_records(case.get("references", ())),
        exemptions=_records(exemptions),
    )
    assessment = eco.assess(eco.load_ruleset(ruleset), dossier, year=case.get("year", year))
    found = {id: assessment.finding(id).verdict.value for id in case["expect"]}
    assert found == case["expect"]
