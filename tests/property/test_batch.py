"""assess_panel equals row-by-row assess, on every engine, for random rulesets and panels."""

import math
import os
import shutil
import sys

import pytest
from hypothesis import assume, given, settings

from ecoindicators import DossierError
from ecoindicators.batch import assess_panel
from ecoindicators.reasons import REASON_CODES
from panels import corpus, every_target, frame_rows, label_rows, panels, scalar

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")


#: Into how many rulesets the fixed panel's targets are divided for the slower engines.
PARTS = 6


def arrow(rows):
    """Return rows as an Arrow table whose columns have the types of their kind, also where all are null."""
    kinds = {
        "year": pa.int64(),
        "place": pa.string(),
        "component": pa.string(),
        "target": pa.string(),
        "name": pa.string(),
        "label": pa.string(),
    }
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
    "polars-lazy": lambda rows: pl.from_arrow(arrow(rows)).lazy().filter(pl.lit(True)),  # more than rows at hand
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
    """Return whether a number of the panel is the decimal of the row-by-row answer, and has nine decimals as it has."""
    missing = got is None or (isinstance(got, float) and math.isnan(got))
    if wanted is None or missing:
        return missing and wanted is None
    # A bound may differ in its ninth decimal.
    return round(got, 9) == got and abs(got - float(wanted)) < 2e-9 * max(1.0, abs(got))


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
            assert close(row[f"{id}.attainment"], finding.attainment), (
                *where,
                row[f"{id}.attainment"],
                finding.attainment,
            )
        for result in assessment.indicators:
            assert row[f"{result.indicator.id}.verdict"] == result.verdict.value, (key, result.indicator.id)
        for id, group in assessment.by_domain.items():
            assert row[f"{id}.verdict"] == group.verdict.value, (key, id)
        assert row["verdict"] == assessment.verdict.value, key
        assert row["acceptance"] == assessment.acceptance.verdict.value, (key, "acceptance")


def judged(engine, panel, **options):
    """Return the panel's verdicts by one engine."""
    rules, cells, assignments, references, labels, exemptions, as_of = panel
    make = ENGINES[engine]
    same = engine not in ("duckdb", "spark")  # tables of another connection or session cannot be joined
    tables = {
        "assignments": (make if same else arrow)(assignments) if assignments else None,
        "references": arrow(references) if references else None,
        "labels": label_rows(labels) or None,
        "exemptions": exemptions or None,
    }
    return assess_panel(rules, make(frame_rows(rules, cells)), **tables, as_of=as_of, **options)


def check(engine, panel):
    """Compare one panel's verdicts with those of its rows; where the rows are refused, the panel is."""
    rules, cells, assignments, references, labels, exemptions, as_of = panel
    assume(cells)
    try:
        expected = scalar(
            rules,
            cells,
            assignments=assignments,
            references=references,
            labels=labels,
            exemptions=exemptions,
            as_of=as_of,
        )
    except DossierError as wrong:
        refused = {p.code for p in wrong.problems}
    else:
        refused = set()
    if refused:
        with pytest.raises(DossierError) as caught:
            judged(engine, panel, check=True)

        assert {p.code for p in caught.value.problems} == refused == {"contradiction"}
        return
    assert_same(rows_of(judged(engine, panel, acceptance=True)), expected, rules)


@given(panels())
def test_a_panel_is_judged_as_its_rows_are(panel):
    """For any targets, cells, assignments, references, labels and exemptions."""
    check("polars", panel)


@pytest.mark.parametrize("engine", ["polars-lazy", "pandas", "pyarrow", "duckdb"])
@settings(max_examples=max(1, settings.default.max_examples // 15))
@given(panels())
def test_every_engine_judges_a_panel_as_its_rows_are(engine, panel):
    """The same on the other engines, with fewer panels, since their plans take longer to make."""
    check(engine, panel)


@pytest.fixture(scope="module")
def fixed():
    """One panel that packs every atom and every edge, with the answer of its rows."""
    panel = corpus()
    rules, cells, assignments, references, labels, exemptions, as_of = panel
    return panel, scalar(
        rules, cells, assignments=assignments, references=references, labels=labels, exemptions=exemptions, as_of=as_of
    )


@pytest.fixture(scope="module")
def spark():
    """A real Spark session on this machine."""
    pyspark = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("no Java is installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "3").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.mark.parametrize("engine", ["polars", "polars-lazy"])
def test_every_atom_and_edge_agrees_in_one_ruleset(engine, fixed):
    """The fixed panel gives the row-by-row verdicts, reasons, gaps and attainments."""
    panel, expected = fixed

    assert_same(rows_of(judged(engine, panel, acceptance=True)), expected, panel[0])


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("engine", ["pandas", "pyarrow", "duckdb"])
def test_every_atom_and_edge_agrees_on_every_engine(engine, part):
    """The same in parts, since the plans of these engines grow faster than their rulesets."""
    panel = corpus(every_target()[part::PARTS], places=4)
    rules, cells, assignments, references, labels, exemptions, as_of = panel
    expected = scalar(
        rules, cells, assignments=assignments, references=references, labels=labels, exemptions=exemptions, as_of=as_of
    )

    assert_same(rows_of(judged(engine, panel, acceptance=True)), expected, rules)


@pytest.mark.filterwarnings("ignore")
def test_every_atom_and_edge_agrees_on_spark(fixed, spark, monkeypatch):
    """
    The same call on a Spark DataFrame runs on Spark; its rows are never collected on the driver to be judged.

    Where they land they stand in no order, so that what is said of the frame's order must not be held against them.
    """
    panel, expected = fixed
    frame = spark.createDataFrame(arrow(frame_rows(panel[0], panel[1])))
    monkeypatch.setitem(ENGINES, "spark", lambda _: frame)
    for method in ("collect", "toPandas", "toArrow", "toLocalIterator"):
        monkeypatch.setattr(type(frame), method, lambda *_: pytest.fail("collected on the driver"))
    out = judged("spark", panel, acceptance=True, sorted=True)
    monkeypatch.undo()

    assert type(out) is type(frame)
    assert_same(rows_of(out.toArrow()), expected, panel[0])


@pytest.mark.filterwarnings("ignore")
def test_spark_says_what_is_wrong_with_rows_and_reads_times(spark):
    """With check every row is looked at, and a DossierError names the wrong ones; a time is a day in the session's zone."""
    rules = corpus(every_target()[:3], places=2)[0]
    id = rules.components[0].id
    rows = spark.createDataFrame(
        [("a", 2023, 1.0), ("a", 2023, 2.0), ("b", 1023, 2.0)], f"place string, year long, `{id}` double"
    )
    with pytest.raises(DossierError) as caught:
        assess_panel(rules, rows, check=True)
    assert {str(p) for p in caught.value.problems} == {
        'table "frame": a, 2023: the place and year occur twice. Keep one of them',
        'table "frame": b, 1023: the year should lie between 1900 and 2200',
    }
    assert assess_panel(rules, rows.limit(1), check=True).count() == 1
    timed = spark.sql(f"select 'a' as place, 2023 as year, timestamp'2022-12-31 12:00:00' as `{id}.date`")
    assert assess_panel(rules, timed).count() == 1


def test_the_fixed_panel_meets_every_verdict_and_reason(fixed):
    """Nothing that can be said of a component is missing from it."""
    _, expected = fixed
    findings = [f for a in expected.values() for f in a.findings]

    assert {f.reason.code for f in findings} == set(REASON_CODES)
    assert any(f.gap for f in findings)
    assert any(f.attainment for f in findings)
