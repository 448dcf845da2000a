"""The Human Development Index, recomputed with the example's ruleset and scheme."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators.scoring import Scheme

EXAMPLE = Path(__file__).parent.parent / "examples/hdi"
SHARED = Path(__file__).parent.parent.parent / "shared/data/hdi_1990-2022.csv"
COLUMNS = {"life-expectancy": "le", "expected-schooling": "eys", "mean-schooling": "mys", "income-per-head": "gnipc"}
TIERS = {"Low": "low", "Medium": "medium", "High": "high", "Very High": "very high"}
#: Every row of the latest year whose recomputed index differs from the published one: its iso3 and why. There is none.
DEVIATIONS = {}


def index(ruleset, scheme, numbers, year=2022):
    """Return the score of one country."""
    rows = [{"component": id, "year": year, "value": numbers.get(c)} for id, c in COLUMNS.items() if numbers.get(c)]
    return eco.score(eco.assess(ruleset, eco.Dossier.from_records(rows), year=year), "composite", scheme=scheme)


@pytest.fixture(scope="module")
def hdi():
    """The example's ruleset and scheme."""
    return eco.Ruleset.from_toml(EXAMPLE / "ruleset.toml"), Scheme.of(EXAMPLE / "scheme.toml")


@pytest.mark.skipif(not SHARED.exists(), reason="the folder of published data is not here")
def test_the_index_of_the_latest_year_is_the_published_one_to_its_printed_digits(hdi):
    """Every row of 2022 gives the published index to three digits but for those explained, and the published tier."""
    with SHARED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    latest = max(row["year"] for row in rows)
    rows = [row for row in rows if row["year"] == latest and row["hdi"]]
    found = {row["iso3"]: index(*hdi, row, int(latest)) for row in rows}
    differ = {row["iso3"] for row in rows if found[row["iso3"]].value != Decimal(row["hdi"])}
    assert (latest, len(rows)) == ("2022", 204)
    assert differ == set(DEVIATIONS)
    assert len(differ) <= 0.01 * len(rows)
    tiers = [row["iso3"] for row in rows if row["hdicode"] and not row["iso3"].startswith("ZZ") and found[row["iso3"]].grade.value.en != TIERS[row["hdicode"]]]  # fmt: skip
    assert tiers == []


def test_a_country_beyond_the_goalposts_is_capped_and_one_with_a_gap_has_no_index(hdi):
    """Above a goalpost the dimension is 1; without one number there is no index, and nothing bounds what is unknown."""
    rich = index(*hdi, {"le": 90, "eys": 20, "mys": 15, "gnipc": 100000})
    assert rich.value == 1
    assert rich.grade.value.en == "very high"
    gap = index(*hdi, {"le": "66.3", "eys": "12.1", "mys": "4.1"})
    assert (gap.value, gap.low, gap.grade.value.zh) == (None, None, "")
    assert gap.left_out[0][0] == "income"
    assert gap.high == index(*hdi, {"le": "66.3", "eys": "12.1", "mys": "4.1", "gnipc": 75000}).value


def test_the_targets_of_the_example_decide_nothing(hdi):
    """Its indicators are for reference: the goalposts are judged and shown, and the whole does not apply."""
    ruleset, _ = hdi
    dossier = eco.Dossier.from_records([{"component": "life-expectancy", "year": 2022, "value": 84}])
    assessment = eco.assess(ruleset, dossier, year=2022)
    assert (assessment.verdict.name, assessment.findings[0].verdict.name) == ("NOT_APPLICABLE", "NOT_MET")
