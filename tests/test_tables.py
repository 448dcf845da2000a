"""Dossiers from CSV: what is read, what is refused, every problem at once with file, row and column."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecoindicators import Dossier, DossierError, Observation, language
from ecoindicators.tables import OBSERVATIONS, to_csv


def read(tmp_path, text, encoding="utf-8", **others):
    path = tmp_path / "observations.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return Dossier.read(path, **others)


def problems(tmp_path, text, encoding="utf-8"):
    with pytest.raises(DossierError) as caught:
        read(tmp_path, text, encoding)
    return [str(p) for p in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_heads_and_office_encodings_are_read(tmp_path, encoding):
    """A table with Chinese heads is read as saved by an office, with or without a mark."""
    dossier = read(tmp_path, "指标,年份,数值,定性结论,数据状态\n林草覆盖率,2023年,９４.２％,全面实施,暂定\n", encoding)
    (row,) = dossier.observations
    assert (row.component, row.year, row.value, row.unit_measure) == ("林草覆盖率", 2023, Decimal("94.2"), "%")
    assert (row.statement, row.status) == ("全面实施", "provisional")


def test_nothing_is_read_as_nothing(tmp_path):
    """A dash, 无数据 and a blank are no value; blank rows are passed over."""
    dossier = read(tmp_path, "component,year,value\na,2023,—\n\nb,2023,无数据\nc,2023,\n,,\n")
    assert [o.value for o in dossier.observations] == [None, None, None]


def test_every_problem_is_reported_at_once(tmp_path):
    """Numbers, years, dates, states and duplicates in one pass, each with row and column."""
    text = (
        "component,year,value,date,status\n"
        "a,2023,about 5,,\n"
        "b,23,1,,\n"
        "c,2023,1,2023-13-01,\n"
        "d,2023,1,,maybe\n"
        "e,2023,1,,\n"
        "e,2023,2,,\n"
        ",2023,1,,\n"
        "f,2023,1.2345678901234567,,\n"
    )
    assert problems(tmp_path, text) == [
        'observations.csv, row 2, column "value": "about 5" is no number. Give digits alone, such as 94.2; words belong in the column "statement"',
        'observations.csv, row 3, column "year": "23" is no year; expected one such as 2023',
        'observations.csv, row 4, column "date": "2023-13-01" is no date; expected one such as 2023-04-01',
        'observations.csv, row 5, column "status": "maybe" should be final or provisional',
        "observations.csv, row 7: repeats row 6 (e, 2023). Keep one of them",
        'observations.csv, row 8, column "component": must not be empty',
        'observations.csv, row 9, column "value": "1.2345678901234567" has over 15 significant digits',
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["observations.csv: the file is empty. Its first line should hold the heads: component, year, value, date, unit_measure, statement, status, source, evidence, reported_by, note"]),
        ("component,valu\na,1\n", [
            'observations.csv, row 1: the table observations has no column "valu"; nearest: value',
            'observations.csv, row 1: the column "year" is missing (Chinese heads: 年、年份、年度)',
        ]),
        ("component,year,year\na,2023,2023\n", ['observations.csv, row 1: the column "year" stands twice']),
        ("component,year,statement\na,2023,甲,乙\n", ["observations.csv, row 2: has 4 cells under 3 heads. Put double quotes around a cell that holds a comma"]),
        ("component;year;value\na;2023;1\n", ["observations.csv, row 1: the columns are separated by semicolons, not by commas. Save it as CSV UTF-8 (comma delimited), with a name that ends in .csv"]),
        ("component\tyear\tvalue\na\t2023\t1\n", ["observations.csv, row 1: the columns are separated by tabs, not by commas. Save it as CSV UTF-8 (comma delimited), with a name that ends in .csv"]),
        (b"PK\x03\x04rest", ["observations.csv: is neither a CSV file nor an .xlsx workbook. A dossier is a CSV file, or an .xlsx workbook that ecoindicators template made and people filled in"]),
        (b"\xff\xff\xff\x81", ["observations.csv: the file's encoding was not recognised; save it as CSV in UTF-8 or GB18030"]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(tmp_path, text, messages):
    """Empty, wrongly headed, too wide or wrongly encoded: one clear sentence each."""
    assert problems(tmp_path, text) == messages


def test_problems_of_all_tables_come_together(tmp_path):
    """A fault in the assignments does not hide one in the observations."""
    (tmp_path / "a.csv").write_text("component,year,target\na,x,≤1\n", encoding="utf-8")
    with pytest.raises(DossierError) as caught:
        read(tmp_path, "component,year,value\na,2023,x\n", assignments=tmp_path / "a.csv")
    assert len(caught.value.problems) == 2


def test_errors_speak_chinese(tmp_path):
    """The same problem in Chinese, as an official reads it."""
    with pytest.raises(DossierError) as caught:
        read(tmp_path, "component,year,value\na,2023,约5\n")
    assert caught.value.problems[0].text.zh == (
        "observations.csv 第2行“value”列：“约5”不是数值。数值列只填数字，如 94.2；定性结论请填入 statement（定性结论）列"
    )


def test_frames_are_read_like_tables():
    """A Polars frame gives the same dossier; a float's NaN is nothing."""
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(
        {"component": ["a", "b"], "year": [2023, 2023], "value": [94.2, None], "date": [date(2023, 1, 2), None]}
    )
    dossier = Dossier.from_frame(frame)
    assert [(o.value, o.date) for o in dossier.observations] == [(Decimal("94.2"), date(2023, 1, 2)), (None, None)]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=12)
DECIMALS = st.none() | st.decimals(-(10**6), 10**6, places=3)


@given(
    st.lists(
        st.builds(
            Observation, TEXTS.filter(bool), st.integers(1900, 2200), DECIMALS,
            st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(["", "%", "km"]),
            st.sampled_from(["", "全面实施", "甲，乙；丙", '引"号']), st.sampled_from(["final", "provisional"]),
            TEXTS, TEXTS, TEXTS, TEXTS,
        ),
        max_size=8, unique_by=lambda o: (o.component, o.year),
    )
)  # fmt: skip
def test_a_dossier_written_as_csv_reads_back_the_same(tmp_path_factory, rows):
    """Writing and reading loses nothing and changes nothing."""
    path = tmp_path_factory.mktemp("dossier") / "o.csv"
    path.write_text(to_csv(rows, OBSERVATIONS), encoding="utf-8", newline="")
    assert Dossier.read(path).observations == tuple(rows)


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n", '""\n', ' , ,"\n"\n'])
def test_a_table_without_a_word_is_empty(tmp_path, text):
    """No line, blank lines, and lines of blank cells are told alike, with what the first line should hold."""
    (found,) = problems(tmp_path, text)
    assert found == (
        "observations.csv: the file is empty. Its first line should hold the heads: component, year, value, date, "
        "unit_measure, statement, status, source, evidence, reported_by, note"
    )


def test_records_and_frames_take_none_for_a_table_that_is_not_there():
    """A dossier of observations alone is the same with None for the other tables."""
    observations = [{"component": "forest-grass-coverage", "year": 2023, "value": "43.9"}]
    alone = Dossier.from_records(observations)
    assert alone == Dossier.from_records(observations, assignments=None, references=None, exemptions=None)


def test_rows_told_apart_by_a_number_may_be_components_that_need_a_column(tmp_path):
    """Where the number of an indicator stands for its component, a repeated one is not simply to be taken out."""
    path = tmp_path / "a.csv"
    path.write_text("序号,年度,数值\n7,2023,70\n7,2023,43\n", encoding="utf-8")
    with language("zh"), pytest.raises(DossierError) as caught:
        Dossier.read(path)
    with language("zh"):
        assert (
            str(caught.value)
            == "a.csv 第3行：与第2行重复（7, 2023）。如是同一指标的不同分项，请加“分项”列；否则请只保留一行"
        )
