"""assess_panel on its own: the shapes of frames, silent wrong answers that must not come back, and every refusal."""

import math
import sys
from datetime import date
from decimal import Decimal

import pytest

import ecoindicators as eco
from ecoindicators import DossierError, MissingExtraError, UnknownNameError, assess_panel
from ecoindicators.texts import Text

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

FOREST = "forest-grass-coverage"
APPROVED = {"reason": "r", "approved_by": "b"}
WIDE = {"place": ["甲", "甲", "乙"], "year": [2022, 2023, 2023], FOREST: [44.0, 43.7, None]}


@pytest.fixture(scope="module")
def dengfeng():
    return eco.load_ruleset("dengfeng-2023")


def problems(rules, frame, **options):
    """Return the sentences of what is wrong."""
    with pytest.raises(DossierError) as caught:
        assess_panel(rules, frame, **options)
    return [str(problem) for problem in caught.value.problems]


def verdicts(out, id=FOREST):
    """Return the verdicts of one component, whatever the library."""
    column = f"{id}.verdict"
    if isinstance(out, pl.DataFrame):
        return out[column].cast(pl.String).to_list()
    return out[column].to_pylist() if isinstance(out, pa.Table) else out[column].tolist()


class TestShapes:
    def test_the_same_type_of_frame_comes_back(self, dengfeng):
        """A frame of each library, eager or lazy, is answered in kind."""
        arrow = pa.table(WIDE)
        for frame in (pl.DataFrame(WIDE), pl.LazyFrame(WIDE), pd.DataFrame(WIDE), arrow, duckdb.from_arrow(arrow)):
            assert type(assess_panel(dengfeng, frame)) is type(frame)

    def test_a_lazy_frame_of_a_few_rows_in_memory_is_judged_at_once(self, dengfeng, monkeypatch):
        """Its answer is rows, too; a query, and more rows than a few, stay a plan with the same answer."""
        at_hand = pl.LazyFrame(WIDE)
        query = at_hand.filter(pl.col("year") > 2000)
        answers = [assess_panel(dengfeng, frame) for frame in (at_hand, query)]
        monkeypatch.setattr("ecoindicators.batch._polars.IN_MEMORY_AT_MOST", 2)
        answers.append(assess_panel(dengfeng, at_hand))

        assert [a.explain(optimized=False).startswith("DF [") for a in answers] == [True, False, False]
        first, *others = [a.collect() for a in answers]
        assert all(first.equals(other) for other in others)

    def test_a_frame_of_narwhals_is_answered_by_one(self, dengfeng):
        """narwhals in, narwhals out, in the same version of its names; the joined tables may be such frames, too."""
        nw = pytest.importorskip("narwhals")
        import narwhals.stable.v1 as v1
        import narwhals.stable.v2 as v2

        arrow = pa.table(WIDE)
        labels = pd.DataFrame({"place": ["甲", "乙"], "label": ["山区"] * 2})
        for native in (pl.DataFrame(WIDE), pl.LazyFrame(WIDE), pd.DataFrame(WIDE), arrow, duckdb.from_arrow(arrow)):
            for version in (nw, v1, v2):
                frame = version.from_native(native)
                out = assess_panel(dengfeng, frame, labels=version.from_native(labels))

                assert type(out) is type(frame)
                assert type(nw.to_native(out)) is type(native)
        assert verdicts(assess_panel(dengfeng, nw.from_native(pl.DataFrame(WIDE))).to_native()) == [
            "met",
            "not-met",
            "undetermined",
        ]

    def test_columns_come_in_a_fixed_order(self, dengfeng):
        """Keys, the four columns of each component, indicators, domains, and the whole."""
        columns = assess_panel(dengfeng, pl.DataFrame(WIDE)).columns

        assert columns[:6] == [
            "place", "year", "eco-plan.verdict", "eco-plan.gap", "eco-plan.attainment", "eco-plan.reason",
        ]  # fmt: skip
        assert columns[-7:] == [*(f"{d.id}.verdict" for d in dengfeng.domains), "verdict"]
        assert len(columns) == 2 + 4 * 45 + 6 + 6 + 1

    def test_outputs_choose_what_is_given_of_each_component(self, dengfeng):
        """Only what was asked for is worked out."""
        out = assess_panel(dengfeng, pl.DataFrame(WIDE), outputs="gap")

        assert f"{FOREST}.gap" in out.columns
        assert f"{FOREST}.reason" not in out.columns
        assert out[f"{FOREST}.gap"].to_list() == [0.0, 0.3, None]
        with pytest.raises(UnknownNameError, match=r'there is no output "gaps"; nearest: gap'):
            assess_panel(dengfeng, pl.DataFrame(WIDE), outputs=("gaps",))

    def test_a_tidy_frame_is_judged_as_the_wide_one(self, dengfeng):
        """One observation a row, components by id, number or Chinese name, units that convert, blanks as nothing."""
        tidy = {
            "地区": ["甲", "甲", "乙", "甲", "甲"], "年份": [2022, 2023, 2023, 2023, 2022],
            "component": ["11", FOREST, "林草覆盖率", "1", "7.3"], "value": [44.0, 0.437, None, None, 76.0],
            "unit_measure": [None, "share", "", None, "微克/立方米"], "statement": [None, None, None, "制定实施", "—"],
            "note": ["", "", "", "", "x"],
        }  # fmt: skip
        for frame in (pl.DataFrame(tidy), pd.DataFrame(tidy), pa.table(tidy), duckdb.from_arrow(pa.table(tidy))):
            out = assess_panel(dengfeng, frame)
            out = out.to_arrow_table() if hasattr(out, "to_arrow_table") else out
            rows = (
                pl.from_arrow(out)
                if isinstance(out, pa.Table)
                else pl.from_pandas(out)
                if isinstance(out, pd.DataFrame)
                else out
            )
            found = {(r["place"], r["year"]): r for r in rows.to_dicts()}

            assert [found[k][f"{FOREST}.verdict"] for k in (("甲", 2022), ("甲", 2023), ("乙", 2023))] == [
                "met",
                "not-met",
                "undetermined",
            ]
            assert found["甲", 2023][f"{FOREST}.gap"] == 0.3
            assert found["乙", 2023][f"{FOREST}.reason"] == "no-value"
            assert found["甲", 2023]["eco-plan.verdict"] == "met"
            assert found["甲", 2022]["air-quality.pm10.reason"] == "no-assignment"

    def test_rows_keep_their_order_and_a_pandas_index_stays(self, dengfeng):
        """Whatever is joined on the way, an eager frame's rows come back where they stood."""
        shuffled = {
            "place": ["乙", "甲", "甲", "丙"],
            "year": [2023, 2023, 2022, 2023],
            "air-quality.pm10": [1.0, 2.0, 3.0, 4.0],
        }
        tables = {"assignments": [{"component": "air-quality.pm10", "year": 2023, "target": "≤80"}]}
        out = assess_panel(dengfeng, pl.DataFrame(shuffled), **tables)
        frame = assess_panel(dengfeng, pd.DataFrame(shuffled, index=[7, 5, 3, 1]), **tables)
        arrow = assess_panel(dengfeng, pa.table(shuffled), **tables)

        assert out["place"].to_list() == arrow["place"].to_pylist() == shuffled["place"]
        assert out["year"].to_list() == arrow["year"].to_pylist() == shuffled["year"]
        assert list(frame.index) == [7, 5, 3, 1]
        assert out["air-quality.pm10.verdict"].to_list() == frame["air-quality.pm10.verdict"].tolist()

    @pytest.mark.parametrize("width", [32, 64, 128, 256])
    def test_a_decimal_of_arrow_is_the_number_that_was_typed(self, dengfeng, width):
        """Arrow's own cast makes 43.699999999999996 of 43.700000, and another verdict at the threshold."""
        if not hasattr(pa, f"decimal{width}"):
            pytest.skip("this PyArrow has no decimals of this width")
        kind = getattr(pa, f"decimal{width}")(9, 6)
        numbers = [Decimal(n).scaleb(-1) for n in range(430, 445)]
        frame = {"place": ["a"] * 15, "year": range(2001, 2016), "energy-per-gdp": pa.array(numbers, kind)}
        for op in ("≥", "≤", "＝"):
            given = [
                {"component": "energy-per-gdp", "year": y, "target": f"{op}{v}"}
                for y, v in zip(frame["year"], numbers, strict=True)
            ]
            out = assess_panel(dengfeng, pa.table(frame), assignments=given)

            assert set(verdicts(out, "energy-per-gdp")) == {"met"}
        table = pa.table({"component": ["energy-per-gdp"], "year": [2001], "target": pa.array([Decimal("43.7")], kind)})
        out = assess_panel(dengfeng, pa.table(frame), assignments=table)
        assert out["energy-per-gdp.gap"].to_pylist()[0] == 0.0

    def test_runs_and_views_of_arrow_say_what_they_say(self, dengfeng):
        """Values, statements and places of every layout; also in a joined table, which else would speak for all places."""
        import pyarrow.compute as pc

        def runs(word):
            return pc.run_end_encode(pa.array([word]))

        frame = {
            "place": pa.array(["b"], pa.string_view()),
            "year": [2023],
            FOREST: runs(44.0),
            "eco-plan.statement": runs("制定实施"),
        }
        out = assess_panel(dengfeng, pa.table(frame))
        assert (verdicts(out), verdicts(out, "eco-plan")) == (["met"], ["met"])
        exempt = pa.table({"place": runs("b"), "component": [FOREST], "reason": ["r"], "approved_by": ["b"]})
        two = pl.DataFrame({"place": ["a", "b"], "year": [2023] * 2, FOREST: [1.0, 1.0]})
        assert verdicts(assess_panel(dengfeng, two, exemptions=exempt)) == ["not-met", "not-applicable"]

    def test_a_type_that_nobody_can_read_is_refused_and_one_of_nothing_is_nothing(self, dengfeng):
        """A column is never taken for empty because its type is not known; a large number of DuckDB is one."""
        query = "select 'a' as place, 2023 as year, {} as \"" + FOREST + '"'
        for cell, expected in (("44::bignum", "met"), ("null", "undetermined")):
            out = assess_panel(dengfeng, duckdb.sql(query.format(cell))).to_arrow_table()
            assert verdicts(out) == [expected]
        assert problems(dengfeng, duckdb.sql(query.format("'0101'::bit"))) == [
            f'table "frame", column "{FOREST}": the column should hold numbers, but holds Unknown'
        ]
        nothing = {"place": ["a"], "year": [2023], FOREST: [None]}
        for frame in (pl.DataFrame(nothing), pa.table(nothing), pd.DataFrame(nothing)):
            assert verdicts(assess_panel(dengfeng, frame)) == ["undetermined"]

    def test_pandas_columns_of_every_backend_are_read(self, dengfeng):
        """Years of pyarrow, small floats with gaps, in the frame and in a joined table."""
        frame = pd.DataFrame({"place": ["a", "b"], "year": [2023] * 2, "energy-per-gdp": [43.7, 43.8]})
        given = pd.DataFrame({"component": ["energy-per-gdp"], "year": [2023], "target": ["≤43.7"]})
        arrow = {"dtype_backend": "pyarrow"}
        out = assess_panel(dengfeng, frame.convert_dtypes(**arrow), assignments=given.convert_dtypes(**arrow))
        assert verdicts(out, "energy-per-gdp") == ["met", "not-met"]
        for kind in ("float32", "Float32", "float[pyarrow]"):
            small = pd.DataFrame(
                {"place": ["a", "b"], "year": [2023] * 2, FOREST: pd.Series([44.0, None]).astype(kind)}
            )
            assert verdicts(assess_panel(dengfeng, small)) == ["met", "undetermined"]

    def test_places_as_categories_are_joined_as_text_is(self, dengfeng):
        """A table by place fits frames whose places are categories, an Enum or a dictionary."""
        places = ["b", "a", "a"]
        frame = {"place": places, "year": [2023, 2022, 2023], "energy-per-gdp": [40.0, 44.0, 43.0]}
        assigned = [
            {"place": "a", "component": "energy-per-gdp", "year": 2023, "target": "≤42"},
            {"place": None, "component": "energy-per-gdp", "year": 2023, "target": "≤39"},
        ]
        plain = pl.DataFrame(frame)
        for given in (
            plain,
            plain.with_columns(pl.col("place").cast(pl.Categorical)),
            plain.with_columns(pl.col("place").cast(pl.Enum(["b", "a"]))),
            pd.DataFrame({**frame, "place": pd.Categorical(places)}),
            pa.table({**frame, "place": pa.array(places).dictionary_encode()}),
            pa.table({**frame, "place": pa.array(places, pa.large_string())}),
        ):
            out = assess_panel(dengfeng, given, assignments=assigned, labels=[{"place": "a", "label": "山区"}])

            assert verdicts(out, "energy-per-gdp") == ["not-met", "undetermined", "not-met"]

    def test_a_sorted_and_a_shuffled_frame_agree(self, dengfeng):
        """Earlier years come from neighbouring rows or from a join, and say the same; a gap in the years is a gap."""
        rows = [(f"县{p}", y, float((p * 7 + y) % 5)) for p in range(30) for y in (2019, 2020, 2022, 2023)]
        frame = pl.DataFrame(rows, schema=["place", "year", "biodiversity.indicator-aquatic-species"], orient="row")
        shuffled = frame.sample(fraction=1.0, shuffle=True, seed=3)
        keys = ["place", "year"]

        assert assess_panel(dengfeng, frame).sort(keys).equals(assess_panel(dengfeng, shuffled).sort(keys))

    def test_acceptance_asks_for_years_that_have_no_row(self, dengfeng):
        """A year without a row is judged as one without data: undetermined, never passed over."""
        out = assess_panel(dengfeng, pl.DataFrame(WIDE), acceptance=True)

        assert out["acceptance"].to_list() == ["undetermined", "undetermined", "undetermined"]

    def test_a_place_without_a_rule_of_acceptance_has_none(self, dengfeng):
        """Where no ruleset of the chain asks for consecutive years, acceptance does not apply."""
        from attrs import evolve

        rules = evolve(dengfeng, parent=None, acceptance=None)

        assert (
            assess_panel(rules, pl.DataFrame(WIDE), acceptance=True)["acceptance"].to_list() == ["not-applicable"] * 3
        )


class TestSilentWrongAnswers:
    @pytest.mark.parametrize(
        "frame",
        [
            pl.DataFrame({**WIDE, FOREST: [44.0, math.nan, math.nan]}),
            pd.DataFrame({**WIDE, FOREST: [44.0, math.nan, math.nan]}),
            pd.DataFrame({**WIDE, FOREST: pd.array([44.0, None, None], dtype="Float64")}),
            pd.DataFrame({**WIDE, FOREST: pd.Series([Decimal(44), None, math.nan], dtype=object)}),
            pa.table({**WIDE, FOREST: pa.array([44.0, math.nan, None])}),
        ],
        ids=["polars", "pandas", "pandas-nullable", "pandas-objects", "pyarrow"],
    )
    def test_nan_is_missing_and_neither_passes_nor_fails(self, dengfeng, frame):
        """NaN ≥ 20 is true in Polars and in DuckDB, and pandas would say not met."""
        assert verdicts(assess_panel(dengfeng, frame)) == ["met", "undetermined", "undetermined"]

    def test_nan_in_duckdb_is_missing(self, dengfeng):
        """The same in SQL."""
        relation = duckdb.from_arrow(pa.table({**WIDE, FOREST: pa.array([44.0, math.nan, None])}))
        out = assess_panel(dengfeng, relation).to_arrow_table()

        assert sorted(out[f"{FOREST}.verdict"].to_pylist()) == ["met", "undetermined", "undetermined"]

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_a_32_bit_float_is_what_was_typed(self, dengfeng, make):
        """94.2 as a 32-bit float is 94.19999695, and would fail ≥94.2."""
        import numpy as np

        id = "agricultural-waste-use.straw"
        columns = {"place": ["a", "b", "c"], "year": [2023] * 3, id: np.array([94.2, 94.19, 94.3], dtype="float32")}
        out = assess_panel(dengfeng, make(columns))

        assert verdicts(out, id) == ["met", "not-met", "met"]

    def test_statements_in_every_kind_of_text_column_say_the_same(self, dengfeng):
        """Null stays null in pandas' nullable strings; categories and plain text are read alike."""
        words = ["制定实施", "未制定实施", None, "基本制定", "颁布实施2年以上"]
        wanted = ["met", "not-met", "undetermined", "undetermined", "met"]
        keys = {"place": list("abcde"), "year": [2023] * 5}
        enum = pl.Enum([w for w in words if w])
        frames = [
            pl.DataFrame({**keys, "eco-plan.statement": words}),
            pl.DataFrame({**keys, "eco-plan.statement": pl.Series(words, dtype=enum)}),
            pl.DataFrame({**keys, "eco-plan.statement": pl.Series(words, dtype=pl.Categorical)}),
            pd.DataFrame({**keys, "eco-plan.statement": pd.array(words, dtype="string")}),
            pd.DataFrame({**keys, "eco-plan.statement": pd.Categorical(words)}),
            pa.table({**keys, "eco-plan.statement": pa.array(words).dictionary_encode()}),
        ]

        for frame in frames:
            assert verdicts(assess_panel(dengfeng, frame), "eco-plan") == wanted, frame

    def test_sums_of_typed_numbers_are_compared_as_decimals(self):
        """0.3 is no less than 0.1 + 0.2, and 123456791.1 is 2 more than 123456789.1."""
        from ecoindicators.targets import Change, Op, Sense, Trend
        from panels import ruleset

        rules = ruleset([Change(True, Op.GE, Decimal("0.2"), absolute=True), Trend(Sense.NOT_LOWER, 1, Decimal("0.1"))])
        frame = pl.DataFrame(
            {
                "place": ["a", "a", "b", "b"], "year": [2022, 2023] * 2, "anchor": [1.0] * 4,
                "part.c0": [0.1, 0.3, 123456789.1, 123456789.3], "part.c1": [0.4, 0.3, 123456789.1, 123456789.0],
            }
        )  # fmt: skip
        out = assess_panel(rules, frame).filter(pl.col("year") == 2023)

        assert out["part.c0.verdict"].to_list() == ["met", "met"]
        assert out["part.c1.verdict"].to_list() == ["met", "met"]


class TestRefusals:
    def test_everything_wrong_with_the_columns_is_said_at_once(self, dengfeng):
        """Missing keys, unknown components with the nearest name, text where numbers belong: before any row is read."""
        frame = pl.LazyFrame(
            {"place": ["a"], "forest-grass-coverag": [1.0], "green-buildings": ["94.2%"], "eco-plan.statement": [1]}
        )

        assert problems(dengfeng, frame) == [
            'table "frame": the column "year" is missing',
            'table "frame", column "forest-grass-coverag": the column "forest-grass-coverag" is no component: dengfeng-2023 has no '
            'component "forest-grass-coverag"; nearest: forest-grass-coverage, Forest and grass coverage. A wide frame has place, year, ids of components, '
            "<id>.statement and <id>.date; leave other columns out",
            'table "frame", column "green-buildings": the column should hold numbers, but holds text (String). Turn text such as "94.2%" into '
            "numbers first; words belong in a column of statements",
            'table "frame", column "eco-plan.statement": the column should hold text, but holds whole numbers (Int64)',
        ]  # fmt: skip

    def test_years_must_be_whole_numbers(self, dengfeng):
        """A year as text or with a decimal is refused."""
        assert problems(dengfeng, pl.DataFrame({"place": ["a"], "year": ["2023"], FOREST: [1.0]})) == [
            'table "frame", column "year": the column should hold years as whole numbers, such as 2023, but holds text (String)'
        ]

    def test_one_component_in_two_columns_is_refused(self, dengfeng):
        """Its id and its number are the same component."""
        frame = pl.DataFrame({**WIDE, "11": [1.0, 2.0, 3.0]})

        assert problems(dengfeng, frame) == [f'table "frame", column "11": {FOREST} has two columns']

    def test_what_is_no_frame_is_refused(self, dengfeng):
        """A list is no frame; the message says what is."""
        assert problems(dengfeng, [1]) == ["list is no frame; give one of Polars, pandas, PyArrow, DuckDB or PySpark"]

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_wrong_rows_of_an_eager_frame_are_named(self, dengfeng, make):
        """A repeated key, infinities and values out of bounds, statements that contradict themselves."""
        frame = make(
            {
                "place": ["a", "a", "b", "c"], "year": [2023] * 4, FOREST: [1.0, 2.0, 101.0, math.inf],
                "natural-space.nature-reserves.statement": ["得到严格保护；未得到严格保护", None, None, None],
            }
        )  # fmt: skip

        assert problems(dengfeng, frame) == [
            'table "frame": a, 2023: the place and year occur twice. Keep one of them',
            'table "frame": a, 2023: the place and year occur twice. Keep one of them',
            f'table "frame", column "{FOREST}": b, 2023: the value is outside the declared bounds (0 to 100) ("101")',
            f'table "frame", column "{FOREST}": c, 2023: the value is no finite number ("inf")',
            'table "frame", column "natural-space.nature-reserves": a, 2023: the statement affirms and denies the same '
            '("得到严格保护；未得到严格保护")',
        ]

    def test_wrong_rows_of_a_lazy_frame_fail_when_it_is_collected(self, dengfeng):
        """Making the plan reads no rows; collecting it fails and says how to list them, and check=True lists them."""
        wrong = pl.LazyFrame({**WIDE, FOREST: [101.0, 1.0, 2.0]})
        plan = assess_panel(dengfeng, wrong)

        with pytest.raises(Exception, match=r"assess_panel\(…, check=True\) lists them"):
            plan.collect()
        assert problems(dengfeng, wrong, check=True) == [
            f'table "frame", column "{FOREST}": 甲, 2022: the value is outside the declared bounds (0 to 100) ("101")'
        ]

    def test_a_duckdb_relation_fails_in_duckdb(self, dengfeng):
        """The same where the plan is SQL."""
        plan = assess_panel(dengfeng, duckdb.from_arrow(pa.table({**WIDE, FOREST: [101.0, 1.0, 2.0]})))

        with pytest.raises(duckdb.Error, match="check=True"):
            plan.fetchall()

    def test_columns_of_one_name_are_refused(self, dengfeng):
        """In the frame and in a joined table, whatever the library."""
        names = ["place", "year", FOREST, FOREST]
        for frame in (
            pd.DataFrame([["a", 2023, 1.0, 2.0]], columns=names),
            pa.table([pa.array([v]) for v in ("a", 2023, 1.0, 2.0)], names=names),
        ):
            assert problems(dengfeng, frame) == [f'table "frame", column "{FOREST}": several columns have this name']
        labels = pd.DataFrame([["a", "x", "y"]], columns=["place", "label", "label"])
        assert problems(dengfeng, pl.DataFrame(WIDE), labels=labels) == [
            'table "labels", column "label": several columns have this name'
        ]

    @pytest.mark.parametrize("columns", ["verdict", f"{FOREST}.verdict", f"{FOREST}.gap", "eco-plan.reason", "place"])
    def test_a_lazy_frame_fails_whatever_is_taken_of_its_answer(self, dengfeng, tmp_path, columns):
        """Also where the wrong cell is not that of the column that is asked for, and where a file is scanned."""
        frame = pl.DataFrame({**WIDE, FOREST: [44.0, 101.0, None]})
        frame.write_parquet(tmp_path / "panel.parquet")
        for lazy in (
            frame.lazy(),
            frame.lazy().filter(pl.col("year") > 0),
            pl.scan_parquet(tmp_path / "panel.parquet"),
        ):
            with pytest.raises(Exception, match="check=True"):
                assess_panel(dengfeng, lazy).select(columns).collect()
        with pytest.raises(duckdb.Error, match="check=True"):
            assess_panel(dengfeng, duckdb.from_arrow(frame.to_arrow())).project(f'"{columns}"').fetchall()

    def test_a_frame_told_to_be_sorted_that_is_not_fails(self, dengfeng):
        """sorted=True is held to, and a row out of order is not called one that occurs twice."""
        shuffled = pl.DataFrame({"place": ["b", "a", "a"], "year": [2023, 2023, 2023], FOREST: [50.0] * 3})

        with pytest.raises(Exception, match="rows out of order"):
            assess_panel(dengfeng, shuffled.lazy(), sorted=True).collect()
        with pytest.raises(DossierError) as caught:
            assess_panel(dengfeng, shuffled, sorted=True)
        assert [(p.code, p.text.en, p.text.zh) for p in caught.value.problems] == [
            (
                "not-sorted",
                'table "frame": a, 2023: the rows are not in order of place and year, though sorted=True says so',
                "表“frame”：a 2023年：行未按 place、year 的顺序排列，与 sorted=True 不符",
            ),
            (
                "duplicate",
                'table "frame": a, 2023: the place and year occur twice. Keep one of them',
                "表“frame”：a 2023年：同一地区同一年份重复。请只保留一行",
            ),
        ]
        assert problems(dengfeng, shuffled[:2], sorted=True) == [
            'table "frame": a, 2023: the rows are not in order of place and year, though sorted=True says so'
        ]

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_years_that_a_dossier_refuses_are_refused(self, dengfeng, make):
        """From 1900 to 2200, as a dossier has it; wide and tidy."""
        wide = make({"place": list("abcd"), "year": [1899, 1900, 2200, 2201], FOREST: [50.0] * 4})
        tidy = make({"place": ["a"], "year": [23], "component": [FOREST], "value": [50.0]})

        with pytest.raises(DossierError) as caught:
            assess_panel(dengfeng, wide)
        assert [(p.code, p.text.en, p.text.zh) for p in caught.value.problems] == [
            (
                "bad-year",
                f'table "frame": {place}, {year}: the year should lie between 1900 and 2200',
                f"表“frame”：{place} {year}年：年份应在1900至2200之间",
            )
            for place, year in (("a", 1899), ("d", 2201))
        ]
        assert problems(dengfeng, tidy) == ['table "frame": a, 23: the year should lie between 1900 and 2200']

    def test_an_infinite_value_is_no_finite_number(self, dengfeng):
        """Also where no bounds are declared, or one of two."""
        assert dengfeng.component("energy-per-gdp").maximum is None
        for id in ("energy-per-gdp", FOREST):
            with pytest.raises(DossierError) as caught:
                assess_panel(dengfeng, pl.DataFrame({"place": ["a"], "year": [2023], id: [-math.inf]}))
            (problem,) = caught.value.problems

            assert problem.code == "not-a-number"
            assert problem.text.en == f'table "frame", column "{id}": a, 2023: the value is no finite number ("-inf")'
            assert problem.text.zh == f"表“frame” “{id}”列：a 2023年：数值不是有限的数“-inf”"

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_a_unit_that_does_not_convert_is_shown(self, dengfeng, make):
        """One that is known and one that is not."""
        frame = make(
            {
                "place": ["a", "b"], "year": [2023] * 2, "component": [FOREST] * 2, "value": [4.0, 0.5],
                "unit_measure": ["km", "亩"],
            }
        )  # fmt: skip
        with pytest.raises(DossierError) as caught:
            assess_panel(dengfeng, frame)

        assert sorted(p.text.en for p in caught.value.problems) == [
            f'table "frame", column "{FOREST}": a, 2023: the unit does not convert to "%" ("4 km")',
            f'table "frame", column "{FOREST}": b, 2023: the unit does not convert to "%" ("0.5 亩")',
        ]
        assert sorted(p.text.zh for p in caught.value.problems) == [
            f"表“frame” “{FOREST}”列：a 2023年：计量单位不能换算为“%”“4 km”",
            f"表“frame” “{FOREST}”列：b 2023年：计量单位不能换算为“%”“0.5 亩”",
        ]

    def test_many_wrong_rows_are_counted(self, dengfeng):
        """Five are named, the rest are counted."""
        frame = pl.DataFrame(
            {"place": [f"p{i}" for i in range(9)], "year": [2023] * 9, FOREST: [101.0 + i for i in range(9)]}
        )
        found = problems(dengfeng, frame)

        assert len(found) == 6
        assert (
            found[-1]
            == f'table "frame", column "{FOREST}": the value is outside the declared bounds (0 to 100): 4 more rows'
        )

    def test_wrong_rows_of_a_tidy_frame_are_named(self, dengfeng):
        """An unknown component, one reported twice, a unit that does not convert."""
        frame = pl.DataFrame(
            {
                "place": ["a"] * 4, "year": [2023] * 4, "component": ["林草", FOREST, FOREST, "green-buildings"],
                "value": [1.0, 2.0, 3.0, 4.0], "unit_measure": ["", "", "", "km"],
            }
        )  # fmt: skip

        assert problems(dengfeng, frame) == [
            'table "frame": a, 2023: dengfeng-2023 has no such component ("林草")',
            'table "frame", column "forest-grass-coverage": a, 2023: it is reported twice for the place and year. Keep one of them',
            'table "frame", column "green-buildings": a, 2023: the unit does not convert to "%" ("4 km")',
        ]

    def test_everything_wrong_with_the_joined_tables_is_said_at_once(self, dengfeng):
        """Missing columns, unknown components and names, targets that cannot be read, rows given twice."""
        frame = pl.DataFrame(WIDE)
        pm10 = {"component": "air-quality.pm10", "year": 2023}

        assert problems(
            dengfeng, frame,
            assignments=[{**pm10, "target": "≤八十"}, {"component": "pm", "year": 2023, "target": "≤8"}],
            references=[{"year": 2023, "nam": "x", "value": 1.0}], labels=[{"place": "a", "label": 1}],
            exemptions=[{"component": "x", "reason": "r", "approved_by": ""}],
        ) == [
            'table "assignments", column "target": expected a number after "≤", found "八十". Write digits, for example "≥90"',
            'table "assignments", column "component": dengfeng-2023 has no component "pm"; nearest: PM10浓度, Eco-civilisation '
            "development plan, air-quality.pm25",
            'table "references": the table references has no column "nam"; nearest: name',
            'table "references": the column "name" is missing',
            'table "labels", column "label": the column should hold text, but holds whole numbers (Int64)',
            'table "exemptions", column "approved_by": must not be empty',
            'table "exemptions", column "component": dengfeng-2023 has no component "x"',
        ]  # fmt: skip
        assert problems(dengfeng, frame, assignments=[{**pm10, "target": "≤8"}, {**pm10, "target": "≤9"}]) == [
            'table "assignments": 2023 air-quality.pm10: given twice'
        ]


class TestFiles:
    def test_an_empty_column_of_a_csv_file_holds_nothing(self, dengfeng, tmp_path):
        """Of values, dates, units and in joined tables; a file of heads alone has no rows; empty keys are refused."""
        from ecoindicators.batch.files import assess_file, scan_panel

        def file(name, text):
            (tmp_path / name).write_text(text, encoding="utf-8")
            return tmp_path / name

        wide = file("wide.csv", f"place,year,{FOREST},eco-plan.date,energy-per-gdp\n甲,2023,,,43\n乙,2023,—,,43\n")
        tidy = file("tidy.csv", "place,year,component,value,unit_measure\n甲,2023,11,,\n")
        tables = {
            "exemptions": file("e.csv", f"place,component,year,reason,approved_by,from,until\n,{FOREST},,r,b,,\n"),
            "assignments": file("a.csv", "place,component,year,target\n,energy-per-gdp,2023年,44\n,,,\n"),
        }
        assess_file(dengfeng, wide, tmp_path / "out.csv", tables=tables)
        out = pl.read_csv(tmp_path / "out.csv")

        assert scan_panel(wide).collect_schema()[FOREST] == pl.Null
        assert out[f"{FOREST}.verdict"].to_list() == ["not-applicable"] * 2
        assert out["energy-per-gdp.verdict"].to_list() == ["met"] * 2
        assert assess_panel(dengfeng, scan_panel(tidy)).collect()[f"{FOREST}.reason"].to_list() == ["no-value"]
        assert assess_panel(dengfeng, scan_panel(file("heads.csv", f"place,year,{FOREST}\n"))).collect().height == 0
        assert problems(dengfeng, scan_panel(file("keys.csv", f"place,year,{FOREST}\n,,44\n")), check=True) == [
            'table "frame": no place, no year: place and year must not be empty'
        ]

    def test_csv_parquet_and_partitioned_folders_agree(self, dengfeng, tmp_path):
        """The same panel in each kind of file gives the same verdicts, and "—" is missing."""
        from ecoindicators.batch.files import assess_file

        (tmp_path / "p.csv").write_text(
            f"place,year,{FOREST},eco-plan.statement,eco-plan.date\n甲,2022,44,制定实施,2022-01-05\n甲,2023,—,—,\n乙,2023,43.7,,\n",
            encoding="utf-8",
        )
        frame = pl.read_csv(tmp_path / "p.csv", null_values="—", try_parse_dates=True)
        frame.write_parquet(tmp_path / "p.parquet")
        for place in ("甲", "乙"):
            folder = tmp_path / "folder" / f"place={place}"
            folder.mkdir(parents=True)
            frame.filter(pl.col("place") == place).drop("place").write_parquet(folder / "part.parquet")
            folder = tmp_path / "csv-folder" / f"place={place}"
            folder.mkdir(parents=True)
            frame.filter(pl.col("place") == place).drop("place").write_csv(folder / "part.csv", null_value="—")
        ticks = []
        answers = []
        for name in ("p.csv", "p.parquet", "folder", "csv-folder"):
            counts = assess_file(dengfeng, tmp_path / name, tmp_path / f"{name}.out.csv", progress=ticks.append)
            answers.append(pl.read_csv(tmp_path / f"{name}.out.csv").sort("place", "year"))
            assert counts == {"met": 0, "not-met": 1, "undetermined": 2, "not-applicable": 0}

        assert sum(ticks) >= 3
        assert answers[0].equals(answers[1])
        for folder in answers[2:]:
            assert answers[0].select(sorted(answers[0].columns)).equals(folder.select(sorted(folder.columns)))

    @pytest.mark.parametrize("large", [0, 2**30], ids=["windows", "whole"])
    @pytest.mark.parametrize("kind", ["parquet", "csv"])
    def test_codes_that_name_folders_stay_codes(self, dengfeng, tmp_path, monkeypatch, kind, large):
        """place=0371 is no 371, whatever its neighbours are called; years are numbers."""
        from ecoindicators.batch.files import scan_panel

        monkeypatch.setattr("ecoindicators.batch._windows.LARGE", large)
        for place, value in (("0371", 44.0), ("1101", 43.0)):
            folder = tmp_path / "panel" / f"place={place}" / "year=2023"
            folder.mkdir(parents=True)
            getattr(pl.DataFrame({FOREST: [value]}), f"write_{kind}")(folder / f"a.{kind}")
        out = assess_panel(dengfeng, scan_panel(tmp_path / "panel")).collect()

        rows = out.select("place", "year", f"{FOREST}.verdict").sort("place").rows()
        assert rows == [("0371", 2023, "met"), ("1101", 2023, "not-met")]

    def test_codes_of_a_table_are_those_of_the_panel(self, dengfeng, tmp_path):
        """A table that lists 1101 alone fits a panel that holds 0371, too, and whose codes are therefore text."""
        from ecoindicators.batch.files import assess_file

        (tmp_path / "p.csv").write_text("place,year,energy-per-gdp\n0371,2023,40\n1101,2023,40\n", encoding="utf-8")
        (tmp_path / "a.csv").write_text("place,component,year,target\n1101,energy-per-gdp,2023,≤41\n", encoding="utf-8")
        assess_file(dengfeng, tmp_path / "p.csv", tmp_path / "out.parquet", tables={"assignments": tmp_path / "a.csv"})

        out = pl.read_parquet(tmp_path / "out.parquet")
        assert out["energy-per-gdp.verdict"].to_list() == ["undetermined", "met"]

    @pytest.mark.parametrize("large", [0, 2**30], ids=["windows", "whole"])
    def test_the_files_of_a_folder_may_hold_numbers_and_nothing_as_they_do(
        self, dengfeng, tmp_path, monkeypatch, large
    ):
        """Whole numbers beside floats, a column without a cell, columns in another order: no value is rounded or lost."""
        from ecoindicators.batch.files import scan_panel

        monkeypatch.setattr("ecoindicators.batch._windows.LARGE", large)
        first = {
            "place": ["甲"],
            "year": [2022],
            FOREST: [44],
            "energy-per-gdp": [None],
            "eco-plan.statement": ["制定实施"],
        }
        second = {
            "eco-plan.statement": [None],
            "energy-per-gdp": [1.5],
            FOREST: [43.7],
            "year": [2023],
            "place": ["甲"],
        }
        pl.DataFrame(first).write_parquet(tmp_path / "0.parquet")
        pl.DataFrame(second).write_parquet(tmp_path / "1.parquet")
        rows = scan_panel(tmp_path).with_columns(pl.col("eco-plan.statement").cast(pl.String)).collect()

        assert rows.select(list(first)).rows() == [
            ("甲", 2022, 44.0, None, "制定实施"),
            ("甲", 2023, 43.7, 1.5, None),
        ]

    @pytest.mark.parametrize("large", [0, 2**30], ids=["windows", "whole"])
    def test_the_files_of_a_folder_hold_the_same_columns(self, tmp_path, monkeypatch, large):
        """A column that is missing in one, or holds another kind of thing, is named with both files; so are heads of CSV."""
        from ecoindicators.batch.files import scan_panel

        monkeypatch.setattr("ecoindicators.batch._windows.LARGE", large)
        for name, more in (("a=1", {FOREST: [44.0]}), ("a=2", {FOREST: ["x"], "eco-plan.date": [None]})):
            (tmp_path / "parquet" / name).mkdir(parents=True)
            (tmp_path / "csv" / name).mkdir(parents=True)
            frame = pl.DataFrame({"place": ["甲"], "year": [2023], **more})
            frame.write_parquet(tmp_path / "parquet" / name / "p.parquet")
            frame.write_csv(tmp_path / "csv" / name / "p.csv")
        said = []
        for kind in ("parquet", "csv"):
            with pytest.raises(DossierError) as caught:
                scan_panel(tmp_path / kind)
            said.append([(p.text.en, p.text.zh) for p in caught.value.problems])
        assert said[0] == [
            (f'a=2/p.parquet, column "{FOREST}": the column holds text (String), in a=1/p.parquet numbers (Float64)',
             f"a=2/p.parquet “{FOREST}”列：列为文本（String），而 a=1/p.parquet 中为小数（Float64）"),
            ('a=1/p.parquet, column "eco-plan.date": the column is missing, though a=2/p.parquet has it',
             "a=1/p.parquet “eco-plan.date”列：缺少此列（a=2/p.parquet 有此列）"),
        ]  # fmt: skip
        assert [en for en, _ in said[1]] == [
            'a=1/p.csv, column "eco-plan.date": the column is missing, though a=2/p.csv has it'
        ]
        (tmp_path / "csv/a=2/p.csv").write_text(f"year,place,{FOREST}\n2023,甲,1\n", encoding="utf-8")
        with pytest.raises(DossierError, match=r"a=2/p.csv: the columns stand in another order than in a=1/p.csv"):
            scan_panel(tmp_path / "csv")
        for n in range(8):
            pl.DataFrame({"place": ["甲"], f"c{n}": [1]}).write_parquet(tmp_path / f"parquet/{n}.parquet")
        with pytest.raises(DossierError, match=r"\d+ more differences"):
            scan_panel(tmp_path / "parquet")
        pl.DataFrame({"a": [1]}).write_csv(tmp_path / "parquet/2.csv")
        with pytest.raises(DossierError, match="the folder holds both CSV and Parquet files"):
            scan_panel(tmp_path / "parquet")

    @pytest.mark.parametrize("large", [0, 2**30], ids=["windows", "whole"])
    @pytest.mark.parametrize("kind", ["parquet", "csv"])
    def test_names_of_folders_are_read_below_the_panel_alone(self, dengfeng, tmp_path, monkeypatch, kind, large):
        """Encoded words, brackets, folders of nothing, one that others lack, and a column that the file holds, too."""
        from ecoindicators.batch.files import scan_panel

        monkeypatch.setattr("ecoindicators.batch._windows.LARGE", large)
        panel = tmp_path / "year=1999" / "run=7" / "p[1]"
        for folder, year in (
            ("place=%E7%94%B2/year=2022", 2000), ("place=乙[2]/year=2023", 2023), ("place=丙/year=2023/region=北", 2023),
            ("place=__HIVE_DEFAULT_PARTITION__/year=2023", 2023),
        ):  # fmt: skip
            (panel / folder).mkdir(parents=True)
            frame = pl.DataFrame({"year": [year], FOREST: [44.0]})
            getattr(frame, f"write_{kind}")(panel / folder / f"a[1].{kind}")
        rows = scan_panel(panel).with_columns(pl.col(pl.Enum).cast(pl.String)).collect()

        assert rows.sort("place", nulls_last=True).select("place", "year", "region", FOREST).rows() == [
            ("丙", 2023, "北", 44.0),
            ("乙[2]", 2023, None, 44.0),
            ("甲", 2022, None, 44.0),
            (None, 2023, None, 44.0),
        ]

    @pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
    def test_a_link_that_leads_out_of_the_folder_is_not_read(self, tmp_path):
        """As in a folder of workbooks or of a ruleset; one that stays inside is read."""
        from ecoindicators.batch.files import scan_panel

        (tmp_path / "panel").mkdir()
        for name in ("outside.csv", "panel/a.csv"):
            pl.DataFrame(WIDE).write_csv(tmp_path / name)
        (tmp_path / "panel" / "b.csv").symlink_to(tmp_path / "panel" / "a.csv")
        assert scan_panel(tmp_path / "panel").collect().height == 6
        (tmp_path / "panel" / "c.csv").symlink_to(tmp_path / "outside.csv")
        with pytest.raises(DossierError) as caught:
            scan_panel(tmp_path / "panel")
        assert [p.text.en for p in caught.value.problems] == [
            "c.csv: is a link that leads out of the folder and was not read; put the file itself there"
        ]

    def test_names_may_hold_signs_and_be_long(self, dengfeng, tmp_path):
        """Brackets are no pattern, in what is read and written; a name may be as long as the system allows."""
        from ecoindicators.batch.files import assess_file

        pl.DataFrame(WIDE).write_csv(tmp_path / "表[1].csv")
        for name in ("结果[1].csv", "结果*.parquet", "长" * 82 + ".csv"):
            assess_file(dengfeng, tmp_path / "表[1].csv", tmp_path / name)
            assert (tmp_path / name).stat().st_size > 0

    def test_tables_of_enums_and_places_of_categories_fit(self, dengfeng, tmp_path, monkeypatch):
        """A large table's words are an Enum, and a panel's places may be categories."""
        from ecoindicators.batch.files import assess_file

        given = pl.DataFrame({"place": [1101], "component": ["energy-per-gdp"], "year": [2023], "target": ["≤41"]})
        named = given.with_columns(
            pl.col("component").cast(pl.Enum(["energy-per-gdp"])), pl.col("place").cast(pl.String)
        )
        frame = pl.DataFrame({"place": ["1101"], "year": [2023], "energy-per-gdp": [40.0]})
        assert verdicts(assess_panel(dengfeng, frame, assignments=named), "energy-per-gdp") == ["met"]
        frame.with_columns(pl.col("place").cast(pl.Categorical)).write_parquet(tmp_path / "p.parquet")
        given.write_csv(tmp_path / "a.csv")
        for large in (0, 2**30):
            monkeypatch.setattr("ecoindicators.batch._windows.LARGE", large)
            tables = {"assignments": tmp_path / "a.csv"}
            assess_file(dengfeng, tmp_path / "p.parquet", tmp_path / "out.parquet", tables=tables)
            out = pl.read_parquet(tmp_path / "out.parquet")
            assert out["energy-per-gdp.verdict"].to_list() == ["met"]

    def test_a_scan_whose_first_file_holds_nothing_is_not_taken_for_empty(self, dengfeng, tmp_path):
        """A column of nulls is read all the same, so that another file's numbers there make the scan fail."""
        keys = {"place": ["甲"], "year": [2023]}
        pl.DataFrame({**keys, FOREST: [None]}).write_parquet(tmp_path / "0.parquet")
        pl.DataFrame({**keys, FOREST: [44.0]}).write_parquet(tmp_path / "1.parquet")
        with pytest.raises(pl.exceptions.PolarsError, match=FOREST):
            assess_panel(dengfeng, pl.scan_parquet(tmp_path / "*.parquet")).collect()

    @pytest.mark.skipif(sys.platform == "win32", reason="files have no mode there")
    def test_what_is_written_may_be_read_as_other_files_may(self, dengfeng, tmp_path):
        """It has the mode of a new file, or that of the file it replaces; a link is written through."""
        from ecoindicators.batch.files import assess_file

        pl.DataFrame(WIDE).write_csv(tmp_path / "p.csv")
        (tmp_path / "new").touch()
        (tmp_path / "old.csv").touch(mode=0o640)
        (tmp_path / "old.csv").chmod(0o640)
        (tmp_path / "link.csv").symlink_to(tmp_path / "old.csv")
        for name in ("out.csv", "link.csv"):
            assess_file(dengfeng, tmp_path / "p.csv", tmp_path / name)
        modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "out.csv", "old.csv")]

        assert modes[1:] == [modes[0], 0o640]
        assert (tmp_path / "link.csv").is_symlink()
        assert (tmp_path / "old.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_a_failed_run_leaves_no_file_behind(self, dengfeng, tmp_path, kind):
        """Neither what was to be written nor a part of it, though the rows are written as they are judged."""
        from ecoindicators.batch.files import assess_file

        rows = pl.DataFrame({"place": ["甲"] * 2, "year": [2023] * 2, FOREST: [44.0] * 2})
        rows.write_csv(tmp_path / "p.csv")
        for _ in range(5):
            with pytest.raises(DossierError, match="2023"):
                assess_file(dengfeng, tmp_path / "p.csv", tmp_path / f"out.{kind}")
        assert [p.name for p in tmp_path.iterdir()] == ["p.csv"]

    def test_a_column_of_csv_is_what_all_its_cells_are(self, tmp_path):
        """Numbers with decimals in a second file, dates, codes with a leading 0, words, and no cell at all."""
        from ecoindicators.batch.files import scan_panel

        head = f"place,year,{FOREST},eco-plan.date,eco-plan.statement,major-task-deployment\n"
        (tmp_path / "1.csv").write_text(f"{head}0371,2022,44,2022-01-05,制定实施,—\n", encoding="utf-8")
        (tmp_path / "2.csv").write_text(
            f"{head}0372,2022,43.5,无数据,NA,\n0373,2022,44.0,2022-2-1,0,\n", encoding="utf-8"
        )
        frame = scan_panel(tmp_path).collect()

        assert dict(frame.schema) == {
            "place": pl.String, "year": pl.Int64, FOREST: pl.Float64, "eco-plan.date": pl.Date,
            "eco-plan.statement": pl.String, "major-task-deployment": pl.Null,
        }  # fmt: skip
        assert frame.rows() == [
            ("0371", 2022, 44.0, date(2022, 1, 5), "制定实施", None),
            ("0372", 2022, 43.5, None, None, None),
            ("0373", 2022, 44.0, date(2022, 2, 1), "0", None),
        ]

    def test_a_large_file_is_read_in_windows_with_the_same_rows(self, tmp_path, monkeypatch):
        """Windows give the rows that Polars gives: all, some, of some columns, counted, from a file or a folder."""
        from ecoindicators.batch import _windows
        from ecoindicators.batch.files import rows_in, scan_panel

        frame = pl.DataFrame(
            {"place": [f"p{i // 10}" for i in range(100)], "year": [2014 + i % 10 for i in range(100)]}
        )
        frame = frame.with_columns(pl.arange(0, 100).cast(pl.Float64).alias(FOREST))
        frame.write_parquet(tmp_path / "p.parquet", row_group_size=16)
        for year, part in frame.group_by("year"):
            folder = tmp_path / f"folder/year={year[0]}"
            folder.mkdir(parents=True)
            part.drop("year").write_parquet(folder / "part.parquet")
        plain = scan_panel(tmp_path / "p.parquet").collect()
        monkeypatch.setattr(_windows, "LARGE", 0)
        monkeypatch.setattr(_windows, "WINDOW", 30)
        scan, folder = scan_panel(tmp_path / "p.parquet"), scan_panel(tmp_path / "folder")

        assert all("PYTHON SCAN" in found.explain() for found in (scan, folder))
        assert scan.collect().equals(frame)
        assert plain.equals(frame)
        for limit in (0, 30, 31, 100, 200):
            assert scan.head(limit).collect().equals(frame.head(limit)), limit
        few = pl.col("year") == 2015
        assert scan.filter(few).select(FOREST).collect().equals(frame.filter(few).select(FOREST))
        assert rows_in(tmp_path / "p.parquet") == rows_in(tmp_path / "folder") == 100
        assert folder.select(plain.columns).sort("place", "year").collect().equals(frame)

    @pytest.mark.parametrize("name", ["p.csv", "p.parquet"])
    def test_the_words_of_a_large_file_are_categories_and_its_verdicts_the_same(
        self, dengfeng, tmp_path, monkeypatch, name
    ):
        """A column of few words is an Enum of them, one of many stays text, as places do; whatever is judged is the same."""
        from ecoindicators.batch import _windows
        from ecoindicators.batch.files import scan_panel

        rows, plan = range(100), ["制定实施", "未制定实施", None, "颁布实施"]
        frame = pl.DataFrame(
            {
                "place": [f"p{i // 10}" for i in rows],
                "year": [2014 + i % 10 for i in rows],
                "eco-plan.statement": [plan[i % 4] for i in rows],
                "river-chief-system.statement": ["全面实施" if i % 3 else f"第{i}种说法" for i in rows],
                FOREST: [40 + i / 10 for i in rows],
            }
        )
        frame.write_csv(tmp_path / name) if name.endswith("csv") else frame.write_parquet(tmp_path / name)
        small = scan_panel(tmp_path / name)
        for setting, number in (("LARGE", 0), ("WINDOW", 30), ("MOST_WORDS", 20)):
            monkeypatch.setattr(_windows, setting, number)
        large = scan_panel(tmp_path / name)

        kinds = large.collect_schema()
        assert kinds["eco-plan.statement"] == pl.Enum(["制定实施", "未制定实施", "颁布实施"])
        assert {kinds[c] for c in ("place", "river-chief-system.statement")} == {pl.String}
        assert large.with_columns(pl.col(pl.Enum).cast(pl.String)).collect().equals(small.collect())
        assert large.filter(pl.col("eco-plan.statement") == "颁布实施").collect().height == 25
        assert large.head(31).select(FOREST).collect().equals(frame.head(31).select(FOREST))
        judged = [assess_panel(dengfeng, frame).collect() for frame in (small, large)]
        assert judged[0].equals(judged[1])

    def test_files_ask_for_polars_by_the_extra_that_brings_it(self, dengfeng, tmp_path, monkeypatch):
        """Without Polars a file is no bug but an extra that is not installed."""
        from ecoindicators.batch.files import assess_file

        monkeypatch.setitem(sys.modules, "polars", None)
        with pytest.raises(MissingExtraError) as caught:
            assess_file(dengfeng, tmp_path / "p.csv", tmp_path / "out.csv")

        assert str(caught.value).endswith('python -m pip install "ecoindicators[panel]"')

    def test_a_wrong_file_leaves_nothing_behind(self, dengfeng, tmp_path):
        """What is wrong with the rows is listed, and what stood in the output stays."""
        from ecoindicators.batch.files import assess_file

        panel, out = tmp_path / "p.csv", tmp_path / "out.csv"
        panel.write_text(f"place,year,{FOREST}\na,2023,101\n", encoding="utf-8")
        out.write_text("before", encoding="utf-8")
        with pytest.raises(DossierError) as caught:
            assess_file(dengfeng, panel, out)

        assert [str(p) for p in caught.value.problems] == [
            f'p.csv, column "{FOREST}": a, 2023: the value is outside the declared bounds (0 to 100) ("101")'
        ]
        assert out.read_text(encoding="utf-8") == "before"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "p.csv"]

    def test_what_is_wrong_is_told_by_file_and_words_among_numbers_by_row(self, dengfeng, tmp_path):
        """The panel and a joined table are named as files; the first cell that is no number with its row."""
        from ecoindicators.batch.files import assess_file

        panel, assignments = tmp_path / "p.csv", tmp_path / "下达.csv"
        panel.write_text(
            "地区,年度,指标,数值\na,2023,11,—\na,2023,12,50\nb,2023,11,94.2%\nc,2023,11,多\n", encoding="utf-8"
        )
        assignments.write_text("component,yaer,target\nenergy-per-gdp,2023,45\n", encoding="utf-8")

        def said(**tables):
            with pytest.raises(DossierError) as caught:
                assess_file(dengfeng, panel, tmp_path / "out.csv", tables=tables)
            return [problem.text for problem in caught.value.problems]

        assert said() == [
            Text(
                "p.csv 第4行“数值”列：“94.2%”不是数值。“94.2%”之类的文本请先转为数值；定性结论请放在 statement 列",
                'p.csv, row 4, column "数值": "94.2%" is no number. Turn text such as "94.2%" into numbers first; words belong in a '
                "column of statements",
            )
        ]
        panel.write_text(
            panel.read_text(encoding="utf-8").replace("94.2%", "94.2").replace("多", "44"), encoding="utf-8"
        )
        assert [text.zh.partition("：")[0] for text in said(assignments=assignments)] == ["下达.csv", "下达.csv"]

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
    def test_a_csv_file_is_read_in_the_encodings_of_a_dossier(self, dengfeng, tmp_path, monkeypatch, encoding):
        """Also to name a word among its numbers; in a folder, and where it is large, another than UTF-8 is refused."""
        from ecoindicators.batch import _windows
        from ecoindicators.batch.files import assess_file, scan_panel

        panel = tmp_path / "台账/甲.csv"
        panel.parent.mkdir()
        panel.write_text("地区,年度,指标,数值\n甲,2023,林草覆盖率,44\n乙,2023,林草覆盖率,43\n", encoding=encoding)
        assert assess_file(dengfeng, panel, tmp_path / "out.csv")["not-met"] == 1
        panel.write_text("地区,年度,指标,数值\n甲,2023,林草覆盖率,44\n乙,2023,林草覆盖率,多\n", encoding=encoding)
        with pytest.raises(DossierError, match=r'甲\.csv, row 3, column "数值": "多" is no number'):
            assess_file(dengfeng, panel, tmp_path / "out.csv")
        if encoding == "utf-8-sig":
            return
        for source in (panel.parent, panel):
            with pytest.raises(
                DossierError, match=r"^甲\.csv: the file is not saved as UTF-8\. Save it as CSV in UTF-8$"
            ):
                scan_panel(source)
            monkeypatch.setattr(_windows, "LARGE", 1)

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("p.txt", "x", "p.txt: expected CSV or Parquet, or a folder of such files"),
            ("p.parquet", "no parquet", "p.parquet: cannot be read: "),
            ("p.csv", "place,year\na,2023,1,2\n", "p.csv: cannot be read: "),
            ("p.csv", "", "p.csv: the file is empty"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_named(self, dengfeng, tmp_path, name, text, said):
        """Other formats, damaged Parquet, ragged CSV."""
        from ecoindicators.batch.files import assess_file

        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(DossierError) as caught:
            assess_file(dengfeng, tmp_path / name, tmp_path / "out.csv")

        assert str(caught.value.problems[0]).startswith(said)

    def test_the_output_is_named_where_its_folder_is_missing(self, dengfeng, tmp_path):
        """Not the file beside it, which nobody asked for."""
        from ecoindicators.batch.files import assess_file

        (tmp_path / "p.csv").write_text(f"place,year,{FOREST}\na,2023,44\n", encoding="utf-8")
        out = tmp_path / "none" / "out.csv"
        with pytest.raises(FileNotFoundError) as caught:
            assess_file(dengfeng, tmp_path / "p.csv", out)

        assert caught.value.filename == str(out)

    def test_what_a_row_and_a_column_lack_is_said_in_words(self, dengfeng):
        """A row without a place or year, and types by what they hold, with the library's name for them in brackets."""
        frame = pl.DataFrame({"place": [None, "", "a"], "year": [2023, 2024, None], FOREST: [44.0, 44.0, 44.0]})
        with pytest.raises(DossierError) as caught:
            assess_panel(dengfeng, frame)
        assert [p.message.zh for p in caught.value.problems] == [
            "地区为空 2023年：place 与 year 不能为空",
            "地区为空 2024年：place 与 year 不能为空",
            "a 年份为空：place 与 year 不能为空",
        ]
        types = {"text": ["x"], "boolean": [True], "date": [date(2023, 1, 1)], "list": [[1]]}
        for values, words in zip(
            types.values(), ("文本（String）", "真假值（Boolean）", "日期（Date）", " List"), strict=True
        ):
            with pytest.raises(DossierError) as caught:
                assess_panel(dengfeng, pl.DataFrame({"place": ["a"], "year": [2023], FOREST: values}))
            assert caught.value.problems[0].message.zh == f"列应为数值，实为{words}"

    def test_the_output_must_be_csv_or_parquet(self, dengfeng, tmp_path):
        """Anything else is refused before the panel is read."""
        from ecoindicators.batch.files import assess_file

        with pytest.raises(DossierError, match=r"out\.xlsx: the output should be a \.csv or \.parquet file"):
            assess_file(dengfeng, tmp_path / "none.csv", tmp_path / "out.xlsx")

    def test_the_command_writes_verdicts_counts_them_and_exits_by_them(self, tmp_path, monkeypatch):
        """assess-panel on the shipped example: 3 where something is not met, 0 with --exit-zero; JSON on request."""
        from pathlib import Path

        from click.testing import CliRunner

        from ecoindicators.cli import cli

        example = Path(__file__).parent.parent / "examples/panel"
        out = tmp_path / "v.parquet"
        call = [
            "assess-panel",
            "dengfeng-2023",
            str(example / "counties.csv"),
            "--labels",
            str(example / "labels.csv"),
            "-o",
            str(out),
        ]
        done = CliRunner().invoke(cli, [*call, "--acceptance", "--format", "json"])
        quiet = CliRunner().invoke(cli, [*call, "--exit-zero", "--lang", "en"])

        assert done.exit_code == 3
        assert '"verdicts": {"met": 0, "not-met": 4, "undetermined": 1, "not-applicable": 0}' in done.stdout
        assert quiet.exit_code == 0
        assert quiet.stdout.startswith("5 rows: not met 4, undetermined 1. The verdicts are in ")
        assert pl.read_parquet(out).height == 5

    @pytest.mark.parametrize(
        ("rows", "zh", "en"),
        [("", "共0行。结论已写入 ", "0 rows. The verdicts are in "), ("甲,2023,44\n", "共1行：待定 1。结论已写入 ", "1 row: undetermined 1. The verdicts are in ")],
    )  # fmt: skip
    def test_the_command_counts_none_and_one_in_good_words(self, tmp_path, rows, zh, en):
        """A panel without rows has no verdicts to name; of one row the singular is said."""
        from click.testing import CliRunner

        from ecoindicators.cli import cli

        panel = tmp_path / "p.csv"
        panel.write_text(f"place,year,{FOREST}\n{rows}", encoding="utf-8")
        for lang, said in (("zh", zh), ("en", en)):
            call = ["assess-panel", "dengfeng-2023", str(panel), "-o", str(tmp_path / "v.csv"), "--lang", lang]
            assert CliRunner().invoke(cli, call).stdout == f"{said}{tmp_path / 'v.csv'}\n"


class TestOrdinaryInput:
    """What a user would try and what once went wrong."""

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_a_tidy_frame_of_statements_alone_is_judged(self, dengfeng, make):
        """No column of values is needed."""
        frame = make({"place": ["甲"], "year": [2023], "component": ["eco-plan"], "statement": ["制定实施"]})

        assert verdicts(assess_panel(dengfeng, frame), "eco-plan") == ["met"]

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_a_tidy_row_without_a_component_is_refused(self, dengfeng, make):
        """Nothing is dropped."""
        frame = make({"place": ["a", "a"], "year": [2023] * 2, "component": [FOREST, None], "value": [43.0, 95.0]})

        assert problems(dengfeng, frame)[0].startswith('table "frame": a, 2023: dengfeng-2023 has no such component')

    def test_chinese_heads_and_numbered_components_are_read(self, dengfeng):
        """A wide frame may say 地区 and 年份; a tidy one may number its components, in pandas too."""
        wide = pl.DataFrame({"县（市、区）": ["甲"], "年份": [2023], FOREST: [44.0]})
        tidy = pd.DataFrame({"place": ["甲"], "year": [2023], "component": [11], "value": [44.0]})

        assert verdicts(assess_panel(dengfeng, wide)) == verdicts(assess_panel(dengfeng, tidy)) == ["met"]

    @pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
    def test_an_exemption_without_year_or_days_always_holds(self, dengfeng, make):
        """Its columns may be missing."""
        frame = make({"place": ["甲"], "year": [2023], FOREST: [40.0]})
        rows = [{"place": "甲", "component": FOREST, "reason": "r", "approved_by": "b"}]

        assert verdicts(assess_panel(dengfeng, frame, exemptions=rows)) == ["not-applicable"]

    def test_a_blank_place_in_a_table_speaks_for_every_place(self, dengfeng):
        """An empty string as much as a null."""
        id = "energy-per-gdp"
        frame = pl.DataFrame({"place": ["甲"], "year": [2023], id: [43.0]})
        row = {"component": id, "year": 2023, "target": "≤44"}

        for blank in ("", " ", None):
            assert verdicts(assess_panel(dengfeng, frame, assignments=[{"place": blank, **row}]), id) == ["met"]

    def test_tables_of_another_library_or_connection_can_be_joined(self, dengfeng):
        """Text is text, whatever a library calls it; a list of no rows is no table."""
        frame = {"place": ["甲"], "year": [2023], FOREST: [44.0]}
        labels = {"place": ["甲"], "label": ["山区"]}
        other = duckdb.connect().from_arrow(pa.table(labels))
        relation = assess_panel(dengfeng, duckdb.connect().from_arrow(pa.table(frame)), labels=other)

        assert relation.to_arrow_table()[f"{FOREST}.verdict"].to_pylist() == ["met"]
        assert verdicts(assess_panel(dengfeng, pa.table(frame), labels=pd.DataFrame(labels))) == ["met"]
        assert verdicts(assess_panel(dengfeng, pl.DataFrame(frame), assignments=[], exemptions=[])) == ["met"]

    def test_what_cannot_be_meant_is_refused_in_words(self, dengfeng):
        """Places of two kinds, empty cells, fractions of a place or year, names that are no text."""
        frame = {"place": ["甲"], "year": [2023], FOREST: [44.0]}
        numbered = pl.DataFrame({**frame, "place": [1]})
        pm10 = {"component": "air-quality.pm10", "year": 2023}

        assert problems(dengfeng, numbered, exemptions=[{"place": "1", "component": FOREST, **APPROVED}]) == [
            'table "exemptions", column "place": the column should hold numbers, as the frame does, but holds text (String)'
        ]
        assert problems(dengfeng, pl.DataFrame(frame), assignments=[{**pm10, "target": None}]) == [
            'table "assignments", column "target": must not be empty'
        ]
        assert problems(dengfeng, pl.DataFrame(frame), labels=[{"place": None, "label": "山区"}]) == [
            'table "labels", column "place": must not be empty'
        ]
        assert problems(dengfeng, pl.DataFrame({**frame, "place": [1.5]})) == [
            'table "frame", column "place": the column should hold text or codes, but holds numbers (Float64)'
        ]
        assert problems(dengfeng, pd.DataFrame({**frame, "year": pd.Series([2023.5], dtype=object)})) == [
            'table "frame", column "year": the column should hold years as whole numbers'
        ]
        assert problems(dengfeng, pd.DataFrame({"place": ["甲"], "year": [2023], 15: [1.0]})) == [
            'table "frame": the names of columns should be text'
        ]
        with pytest.raises(TypeError, match="as_of is a date"):
            assess_panel(dengfeng, pl.DataFrame(frame), as_of="2023-06-01")
        with pytest.raises(TypeError, match="a Ruleset is needed"):
            assess_panel("dengfeng-2023", pl.DataFrame(frame))

    def test_no_rows_give_no_rows(self, dengfeng):
        """An empty frame of any library is judged to an empty one."""
        for frame in (pl.DataFrame(WIDE), pd.DataFrame(WIDE), pa.table(WIDE)):
            assert len(assess_panel(dengfeng, frame[:0])) == 0

    def test_arrow_numbers_in_pandas_are_what_was_typed(self, dengfeng):
        """Decimals and 32-bit floats of PyArrow inside pandas."""
        id = "agricultural-waste-use.straw"
        keys = pd.DataFrame({"place": ["a", "b"], "year": [2023] * 2})
        decimals = pd.Series([Decimal("94.2"), None], dtype=pd.ArrowDtype(pa.decimal128(5, 2)))

        assert verdicts(assess_panel(dengfeng, keys.assign(**{id: decimals})), id) == ["met", "undetermined"]
        small = pd.Series([94.2, 94.19], dtype="float[pyarrow]")
        assert verdicts(assess_panel(dengfeng, keys.assign(**{id: small})), id) == ["met", "not-met"]
