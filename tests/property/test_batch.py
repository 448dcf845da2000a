"""assess_panel equals row-by-row assess, on every engine, for random rulesets and panels."""

import math
from datetime import date

import pytest
from hypothesis import Phase, assume, given, settings

from ecoindicators import DossierError
from ecoindicators.batch import assess_panel
from panels import frame_rows, label_rows, panels, scalar

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")


def arrow(rows):
    """Return rows as an Arrow table whose columns have the types of their kind, also where all are null."""
    kinds = {"year": pa.int64(), "place": pa.string(), "component": pa.string(), "target": pa.string(), "name": pa.string(), "label": pa.string()}
    names = list(dict.fromkeys(n for r in rows for n in r))

    def kind(name):
        if name in kinds:
            return kinds[name]
        if name in ("reason", "approved_by") or name.endswith(".statement"):
            return pa.string()
        return pa.date32() if name in ("from", "until") or name.endswith(".date") else pa.float64()

    return pa.table({n: pa.array([r.get(n) for r in rows], kind(n)) for n in names})


def to_pandas(rows):
    return pd.DataFrame({n: arrow(rows)[n].to_pandas() for n in arrow(rows).column_names})


ENGINES = {
    "polars": lambda rows: pl.from_arrow(arrow(rows)),
    "polars-lazy": lambda rows: pl.from_arrow(arrow(rows)).lazy(),
    "pandas": to_pandas,
    "pyarrow": arrow,
    "duckdb": lambda rows: duckdb.connect().from_arrow(arrow(rows)),
}


def rows_of(frame):
    """Return the answer as {(place, year): row}."""
    if hasattr(frame, "collect"):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        rows = frame.to_dicts()
    elif isinstance(frame, pd.DataFrame):
        rows = frame.to_dict("records")
    elif isinstance(frame, pa.Table):
        rows = frame.to_pylist()
    else:
        rows = frame.to_arrow_table().to_pylist()
    found = {(row["place"], row["year"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def close(got, wanted):
    """Return whether a number of the panel is the decimal of the row-by-row answer, to nine decimals."""
    missing = got is None or (isinstance(got, float) and math.isnan(got))
    if wanted is None or missing:
        return missing and wanted is None
    return abs(got - float(wanted)) < 2e-9


def assert_same(rows, expected, rules):
    """Every verdict, reason, gap and attainment is that of assess."""
    assert set(rows) == set(expected)
    for key, assessment in expected.items():
        row = rows[key]
        for finding in assessment.findings:
            id = finding.component.id
            where = (key, id, str(finding.target), finding.reason.text.en)
            assert row[f"{id}.verdict"] == finding.verdict.value, where
            assert row[f"{id}.reason"] == finding.reason.code, where
            assert close(row[f"{id}.gap"], finding.gap), (*where, row[f"{id}.gap"], finding.gap)
            assert close(row[f"{id}.attainment"], finding.attainment), (*where, row[f"{id}.attainment"], finding.attainment)
        for result in assessment.indicators:
            assert row[f"{result.indicator.id}.verdict"] == result.verdict.value, (key, result.indicator.id)
        for id, group in assessment.by_domain.items():
            assert row[f"{id}.verdict"] == group.verdict.value, (key, id)
        assert row["verdict"] == assessment.verdict.value, key
        assert row["acceptance"] == assessment.acceptance.verdict.value, (key, "acceptance")


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=12, phases=[Phase.generate])
@given(panels())
def test_a_panel_is_judged_as_its_rows_are(engine, panel):
    """For any targets, cells, assignments, references, labels and exemptions."""
    rules, cells, assignments, references, labels, exemptions, as_of = panel
    assume(cells)
    make = ENGINES[engine]
    tables = {
        "assignments": make(assignments) if assignments and engine != "duckdb" else arrow(assignments) if assignments else None,
        "references": arrow(references) if references else None,
        "labels": label_rows(labels) or None,
        "exemptions": exemptions or None,
    }
    try:
        expected = scalar(rules, cells, assignments=assignments, references=references, labels=labels, exemptions=exemptions, as_of=as_of)
    except DossierError as wrong:
        with pytest.raises(DossierError) as caught:
            assess_panel(rules, make(frame_rows(rules, cells)), **tables, as_of=as_of, check=True)
        assert {p.code for p in caught.value.problems} <= {p.code for p in wrong.problems} | {"contradiction"}
        return
    out = assess_panel(rules, make(frame_rows(rules, cells)), **tables, as_of=as_of, acceptance=True)
    assert_same(rows_of(out), expected, rules)
