"""The joined tables of assess_panel are read as a dossier's tables are, or refused in words before any work."""

from datetime import date, datetime
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators import Dossier, DossierError, assess, assess_panel

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")
polars_engine = pytest.importorskip("ecoindicators.batch._polars")

FOREST = "forest-grass-coverage"
ENERGY = "energy-per-gdp"
FRAME = {"place": ["甲"] * 2, "year": [2022, 2023], FOREST: [44.0, 43.0], ENERGY: [44.5, 44.0]}
APPROVED = {"reason": "r", "approved_by": "b"}


def columns(rows):
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(n for row in rows for n in row)}


#: What a table may be given as; each is made of the same rows.
FORMS = {
    "rows": lambda rows: rows,
    "polars": lambda rows: pl.DataFrame(columns(rows)),
    "polars-lazy": lambda rows: pl.LazyFrame(columns(rows)).filter(pl.lit(True)),  # more than rows at hand
    "pandas": lambda rows: pd.DataFrame(columns(rows)),
    "pyarrow": lambda rows: pa.table(columns(rows)),
    "duckdb": lambda rows: duckdb.from_arrow(pa.table(columns(rows))),
}
#: What the frame may be.
FRAMES = {
    "polars": pl.DataFrame,
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda frame: duckdb.from_arrow(pa.table(frame)),
}


@pytest.fixture(scope="module")
def dengfeng():
    return eco.load_ruleset("dengfeng-2023")


@pytest.fixture(scope="module")
def small():
    """A ruleset that asks for an assigned target, a reference value, and a number."""
    from ecoindicators.targets import Assigned, Op, Peer, Threshold
    from panels import ruleset

    return ruleset([Assigned(Op.LE), Peer(Op.GE, "全省平均水平", Decimal(1)), Threshold(Op.GE, Decimal(44))])


YEARS = [2020, 2021, 2022, 2023]
SMALL = {"place": ["甲"] * 4, "year": YEARS, "part.c0": [44.0] * 4, "part.c1": [1.5, 1.4] * 2, "c2": [40.0] * 4}


def rows_of(out):
    """Return an answer of any library as rows."""
    if hasattr(out, "collect"):
        out = out.collect()
    if hasattr(out, "to_arrow_table"):
        out = out.to_arrow_table()
    return out.to_dict("records") if isinstance(out, pd.DataFrame) else pl.from_arrow(pa.table(out)).to_dicts()


def refusals(rules, **tables):
    """Return code, English and Chinese of what is wrong with the tables."""
    with pytest.raises(DossierError) as caught:
        assess_panel(rules, pl.LazyFrame(FRAME), **tables)
    return [(p.code, p.text.en, p.text.zh) for p in caught.value.problems]


def assert_as_assess(rules, frame, form, library, tables):
    """The panel says of each row what assess says of the same dossier."""
    ids = [name for name in frame if name not in ("place", "year")]
    cells = [
        {"component": id, "year": y, "value": v} for id in ids for y, v in zip(frame["year"], frame[id], strict=True)
    ]
    dossier = Dossier.from_records(cells, **tables)
    given = {name: FORMS[form](rows) for name, rows in tables.items()}
    rows = rows_of(assess_panel(rules, FRAMES[library](frame), **given))

    assert len(rows) == len(frame["year"])
    for row in rows:
        for finding in assess(rules, dossier, year=row["year"]).findings:
            id = finding.component.id
            assert (row[f"{id}.verdict"], row[f"{id}.reason"]) == (finding.verdict.value, finding.reason.code), id
    return rows


EVERY = pytest.mark.parametrize(
    ("form", "library"),
    [("rows", f) for f in FRAMES] + [(f, "polars") for f in FORMS if f != "rows"]
    + [(f, f) for f in ("pandas", "pyarrow", "duckdb")],
)  # fmt: skip


class TestReadAsADossierReads:
    @EVERY
    @pytest.mark.parametrize(
        ("targets", "years", "met"),
        [
            ((44, 43, 45, 44), YEARS, [2020, 2022, 2023]),
            ((44.0, 43.5, 44.25, 43.75), [2020.0, 2021.0, 2022.0, 2023.0], [2020, 2022]),
            (("44", "≤43", " ≤44 ", "不高于44"), ("2020", "２０２１年", " 2022 ", "2023年度"), [2020, 2022, 2023]),
        ],
        ids=["integers", "floats", "text"],
    )
    def test_targets_as_numbers_and_years_as_text(self, small, form, library, targets, years, met):
        """A number is a target, read as a dossier reads it, and a year is one however a dossier may write it."""
        given = [{"component": "part.c0", "year": y, "target": t} for y, t in zip(years, targets, strict=True)]
        rows = assert_as_assess(small, SMALL, form, library, {"assignments": given})

        assert sorted(r["year"] for r in rows if r["part.c0.verdict"] == "met") == met

    @EVERY
    def test_reference_values_as_text(self, small, form, library):
        """Full-width digits and signs are read, the unit is left aside."""
        texts = zip(YEARS, ("1.5", "１．５", "1.5%", "+1.40"), strict=True)
        given = [{"component": "part.c1", "year": str(y), "name": "全省平均水平", "value": v} for y, v in texts]
        rows = assert_as_assess(small, SMALL, form, library, {"references": given})

        assert sorted(r["year"] for r in rows if r["part.c1.verdict"] == "met") == [2020, 2022, 2023]

    @EVERY
    @pytest.mark.parametrize(
        ("days", "exempt"),
        [
            ([("2020-01-01", "2020-12-31", "2020"), ("2023年1月1日", "—", "")], [2020, 2023]),
            ([("2021.12.31", "2021/12/31", None), ("—", "2019-12-30", None)], [2021]),
            ([("—", "—", "2022年")], [2022]),
            ([(date(2022, 12, 31), date(2023, 12, 30), 2022), (None, date(2020, 12, 31), None)], [2020, 2022]),
        ],
        ids=["text", "other-text", "any-day", "days"],
    )
    def test_days_as_text(self, small, form, library, days, exempt):
        """The days of an exemption, both included, however a dossier may write them; nothing is any day or year."""
        given = [{"component": "c2", "year": y, **APPROVED, "from": since, "until": until} for since, until, y in days]
        rows = assert_as_assess(small, SMALL, form, library, {"exemptions": given})

        assert sorted(r["year"] for r in rows if r["c2.reason"] == "exempt") == exempt

    def test_rows_may_write_one_thing_in_several_ways(self, dengfeng):
        """Mappings of which each writes years, targets and days its own way; blank ones are none."""
        tables = {
            "assignments": [
                {"component": ENERGY, "year": 2022, "target": 44},
                {"component": ENERGY, "year": "2023年", "target": "≤44"},
                {"component": None, "year": float("nan"), "target": " "},
            ],
            "exemptions": [
                {"component": 11, "year": 2022, **APPROVED, "from": datetime(2022, 1, 1, 8), "until": "2022-12-31"},
                {"component": FOREST, "year": 2023.0, **APPROVED, "from": date(2023, 1, 1), "until": None},
            ],
        }  # fmt: skip
        rows = assert_as_assess(dengfeng, FRAME, "rows", "polars", tables)

        assert [r[f"{FOREST}.reason"] for r in rows] == ["exempt", "exempt"]
        assert [r[f"{ENERGY}.reason"] for r in rows] == ["assignment-missed", "met"]

    def test_numbers_of_every_size_name_components(self, dengfeng):
        """A column of floats or of small floats names components as a column of text does."""
        import numpy as np

        for numbers in ([11.0, None], np.array([11.0, 7.3], dtype="float32")):
            given = {"component": numbers, "reason": ["r", "r"], "approved_by": ["b", "b"]}
            for make in (pl.DataFrame, pd.DataFrame, pa.table):
                rows = make(given)[:1] if numbers[1] is None else make(given)
                out = assess_panel(dengfeng, make(FRAME), exemptions=rows)

                assert {r[f"{FOREST}.reason"] for r in rows_of(out)} == {"exempt"}


class TestByYearAlone:
    SPAN = range(2010, 2024)
    ROWS = st.lists(
        st.fixed_dictionaries({
            "component": st.just("part.c0"),
            "year": st.sampled_from(SPAN),
            "target": st.sampled_from(["≤44", "≤43", "≤45", "≤40", "不高于44", "不上升"]),
        }),
        unique_by=lambda row: row["year"],
    )  # fmt: skip

    @given(rows=ROWS)
    @example(rows=[{"component": "part.c0", "year": y, "target": f"≤{40 + (y - 2010) // 5}"} for y in SPAN])
    def test_a_choice_is_a_join(self, small, rows):
        """What was set for every place of a year is chosen by the year or joined by it, with the same answer."""
        years = [None, *self.SPAN, 2030]
        frame = pl.LazyFrame({"place": "甲", "year": years, "part.c0": [float(38 + n % 9) for n in range(len(years))]})
        query = frame.filter(pl.col("year").is_not_null())
        answers = []
        for most in (polars_engine.CHOICES_AT_MOST, -1):
            with mock.patch.object(polars_engine, "CHOICES_AT_MOST", most):
                answers.append(assess_panel(small, query, assignments=rows))

        assert [("JOIN" in plan.explain(optimized=False)) for plan in answers] == [False, bool(rows)]
        chosen, joined = [plan.collect() for plan in answers]
        assert chosen.equals(joined)

    def test_more_numbers_than_a_choice_is_good_for_are_joined(self, small):
        """A number for each of a hundred years is joined by the year, and a number for all of them is not."""
        frame = pl.LazyFrame({"place": "甲", "year": range(1950, 2050), "part.c0": 44.0}).filter(pl.lit(True))
        for step, joins in ((1, True), (0, False)):
            rows = [{"component": "part.c0", "year": y, "target": f"≤{(y - 1950) * step}"} for y in range(1950, 2050)]
            plan = assess_panel(small, frame, assignments=rows)

            assert ("JOIN" in plan.explain(optimized=False)) is joins
            assert plan.collect()["part.c0.verdict"].to_list().count("met") == (56 if joins else 0)


class TestRefusals:
    @pytest.mark.parametrize("form", FORMS)
    def test_years_that_a_dossier_refuses(self, dengfeng, form):
        """No year, a fraction of one, one out of range: text or number, in the words of a dossier."""
        for years in (["23", "next", "—"], [1899, 2201], [2023.5]):
            rows = [{"component": ENERGY, "year": y, "target": "≤44"} for y in years]
            with pytest.raises(DossierError) as caught:
                Dossier.from_records([], assignments=rows)

            assert {p.message for p in caught.value.problems} == {
                p.message for p in _problems(dengfeng, assignments=FORMS[form](rows))
            }
            shown = sorted(str(y) for y in years)
            assert refusals(dengfeng, assignments=FORMS[form](rows)) == [
                (
                    "bad-year",
                    f'table "assignments", column "year": "{y}" is no year; expected one such as 2023',
                    f"表“assignments” “year”列：“{y}”不是年份，应如 2023",
                )
                for y in shown
            ]

    @pytest.mark.parametrize("form", FORMS)
    def test_values_that_are_no_numbers(self, dengfeng, form):
        """Words, nothing, too many digits, and what is infinite or too large, each with table and column."""
        row = {"component": FOREST, "year": 2023}
        texts = [{**row, "name": str(i), "value": v} for i, v in enumerate(("high", "—", "1234567890.1234567"))]
        numbers = [{**row, "name": str(i), "value": v} for i, v in enumerate((float("inf"), float("nan"), 2e15))]

        assert refusals(dengfeng, references=FORMS[form](texts)) == [
            (
                "too-many-digits",
                'table "references", column "value": "1234567890.1234567" has over 15 significant digits',
                "表“references” “value”列：“1234567890.1234567”的有效数字超过15位",
            ),
            (
                "not-a-number",
                'table "references", column "value": "high" is no number. Give digits alone, such as 94.2; words belong '
                'in the column "statement"',
                "表“references” “value”列：“high”不是数值。数值列只填数字，如 94.2；定性结论请填入 statement（定性结论）列",
            ),
            (
                "missing-value",
                'table "references", column "value": must not be empty',
                "表“references” “value”列：不能为空",
            ),
        ]
        assert [code for code, *_ in refusals(dengfeng, references=FORMS[form](numbers))] == [
            "missing-value",
            "number-too-large",
            "not-a-number",
        ]
        for rows in (texts, numbers):
            with pytest.raises(DossierError) as caught:
                Dossier.from_records([], references=rows)
            assert {p.message for p in caught.value.problems} == {
                p.message for p in _problems(dengfeng, references=FORMS[form](rows))
            }

    @pytest.mark.parametrize("form", FORMS)
    def test_days_that_are_none(self, dengfeng, form):
        """A day that does not exist, words, and an end before the start."""
        row = {"component": FOREST, **APPROVED}

        assert refusals(dengfeng, exemptions=FORMS[form]([{**row, "from": "2023-13-01", "until": "soon"}])) == [
            (
                "bad-date",
                'table "exemptions", column "from": "2023-13-01" is no date; expected one such as 2023-04-01',
                "表“exemptions” “from”列：“2023-13-01”不是日期，应如 2023-04-01",
            ),
            (
                "bad-date",
                'table "exemptions", column "until": "soon" is no date; expected one such as 2023-04-01',
                "表“exemptions” “until”列：“soon”不是日期，应如 2023-04-01",
            ),
        ]
        for since, until in (("2023-12-01", "2023-11-01"), (date(2023, 12, 1), date(2023, 11, 1))):
            assert refusals(dengfeng, exemptions=FORMS[form]([{**row, "from": since, "until": until}])) == [
                (
                    "bad-date",
                    'table "exemptions", column "until": it ends 2023-11-01, before it starts 2023-12-01',
                    "表“exemptions” “until”列：截止日期 2023-11-01 早于起始日期 2023-12-01",
                )
            ]

    @pytest.mark.parametrize("form", FORMS)
    def test_exemptions_without_a_reason_or_whose_approval_is_not_named(self, dengfeng, form):
        """A dossier refuses them, and so does the panel: as columns that are missing, and as cells that are empty."""
        assert refusals(dengfeng, exemptions=FORMS[form]([{"component": FOREST}])) == [
            ("missing-column", f'table "exemptions": the column "{c}" is missing', f"表“exemptions”：缺少“{c}”列")
            for c in ("reason", "approved_by")
        ]
        rows = [{"component": FOREST, **APPROVED}, {"component": FOREST, "reason": " ", "approved_by": None}]
        assert refusals(dengfeng, exemptions=FORMS[form](rows)) == [
            (
                "missing-value",
                f'table "exemptions", column "{c}": must not be empty',
                f"表“exemptions” “{c}”列：不能为空",
            )
            for c in ("reason", "approved_by")
        ]

    @pytest.mark.parametrize("form", FORMS)
    def test_cells_that_must_say_something(self, dengfeng, form):
        """A row without a component, year, target or name is refused, not passed over; a blank row is none."""
        assignments = [
            {"component": ENERGY, "year": 2023, "target": "≤44"}, {"component": None, "year": 2023, "target": "≤44"},
            {"component": ENERGY, "year": None, "target": "≤44"}, {"component": ENERGY, "year": 2022, "target": ""},
            {"component": None, "year": None, "target": None},
        ]  # fmt: skip
        references = [{"year": 2023, "name": None, "value": 1.0}, {"year": None, "name": "x", "value": 1.0}]

        assert [en for _, en, _ in refusals(dengfeng, assignments=FORMS[form](assignments))] == [
            f'table "assignments", column "{c}": must not be empty' for c in ("component", "year", "target")
        ]
        assert [en for _, en, _ in refusals(dengfeng, references=FORMS[form](references))] == [
            f'table "references", column "{c}": must not be empty' for c in ("year", "name")
        ]

    def test_many_wrong_cells_are_counted(self, dengfeng):
        """Five are named, the rest are counted."""
        rows = [{"component": ENERGY, "year": f"{i}", "target": "≤44"} for i in range(9)]

        assert len(refusals(dengfeng, assignments=rows)) == 6
        assert refusals(dengfeng, assignments=rows)[-1] == (
            "bad-year",
            'table "assignments", column "year": 4 more cells are wrong',
            "表“assignments” “year”列：另有4种内容有误",
        )

    @pytest.mark.parametrize(
        ("table", "found"),
        [
            (["甲", "乙"], "list[str]"),
            ([{"place": "甲", "label": "山区"}, ("甲", "山区")], "list[tuple]"),
            ("labels.csv", "str"),
            ({"place": ["甲"], "label": ["山区"]}, "dict"),
            (44, "int"),
        ],
    )
    def test_what_is_no_table(self, dengfeng, table, found):
        """A list of strings, the name of a file, a mapping of columns: the message says what a table is."""
        assert refusals(dengfeng, labels=table) == [
            (
                "not-a-frame",
                'table "labels": expected a frame, or a list of mappings with the columns as keys (place, label …), '
                f"found {found}",
                f"表“labels”：应为数据表，或以列名（place, label 等）为键的映射列表，实为 {found}",
            )
        ]

    def test_names_of_columns_that_are_no_text_name_the_table(self, dengfeng):
        """A pandas table whose columns are numbered."""
        assert refusals(dengfeng, labels=pd.DataFrame({0: ["甲"], 1: ["山区"]})) == [
            ("wrong-type", 'table "labels": the names of columns should be text', "表“labels”：列名应为文本")
        ]

    def test_columns_of_another_kind_name_table_and_column(self, dengfeng):
        """Truth values are no years, numbers no days."""
        row = {"component": FOREST, **APPROVED}

        assert [en for _, en, _ in refusals(dengfeng, exemptions=[{**row, "year": True, "from": 20230101}])] == [
            'table "exemptions", column "year": the column should hold numbers, but holds true and false (Boolean)',
            'table "exemptions", column "from": the column should hold dates, but holds whole numbers (Int64)',
        ]

    def test_a_dossier_refuses_a_reference_value_of_nothing(self):
        """A dash is no reference value, and never 0."""
        row = {"component": FOREST, "year": 2023, "name": "x", "value": "—"}
        with pytest.raises(DossierError) as caught:
            Dossier.from_records([], references=[row])

        assert [(p.code, p.text.en, p.text.zh) for p in caught.value.problems] == [
            (
                "missing-value",
                'table "references", row 2, column "value": must not be empty',
                "表“references” 第2行“value”列：不能为空",
            )
        ]


def _problems(rules, **tables):
    with pytest.raises(DossierError) as caught:
        assess_panel(rules, pl.LazyFrame(FRAME), **tables)
    return caught.value.problems
