"""What a policy table leaves in doubt: numbers, names, heads, rows and directions, each doubt with its place."""

import docx
import pytest

from ecoindicators.drafting import draft_ruleset
from ecoindicators.drafting._readings import guess_direction

HEADS = "领域,任务,序号,指标名称,单位,指标值\n"


def doubts(tmp_path, text, heads=HEADS, **more):
    path = tmp_path / "t.csv"
    path.write_text(heads + text, encoding="utf-8")
    draft = draft_ruleset(path, id="my-county", **more)
    return draft, {d.code: (str(d.location), d.text.en) for d in draft.doubts}


def test_a_number_that_stands_twice_gives_two_ids(tmp_path):
    """The second is told apart, and a person is asked."""
    draft, found = doubts(tmp_path, "安全,水,1,甲,%,≥5\n安全,水,1,乙,%,≥6\n")
    assert [i["id"] for i in draft.own["indicator"]] == ["indicator-1", "indicator-1-2"]
    assert found["number-twice"] == ("t.csv, row 3", "number 1 stands more than once")


def test_a_row_without_a_number_takes_the_next(tmp_path):
    """As many as stand before, and one."""
    draft, found = doubts(tmp_path, "安全,水,1,甲,%,≥5\n安全,水,,乙,%,≥6\n")
    assert [i["number"] for i in draft.own["indicator"]] == [1, 2]
    assert found["number-missing"] == ("t.csv, row 3", "no number is given; 2 is taken")


def test_a_column_that_is_not_known_and_a_row_that_says_nothing_are_named(tmp_path):
    """Neither is read, and neither is passed over in silence."""
    draft, found = doubts(
        tmp_path, "安全,水,1,甲,%,≥5,x\n,,,,%,,只有备忘\n", heads="领域,任务,序号,指标名称,单位,指标值,备忘录\n"
    )
    assert found["column-not-placed"][1] == 'the column "备忘录" was not recognised and not read'
    assert len(draft.own["indicator"]) == 1


def test_a_task_without_a_domain_is_taken_for_the_domain(tmp_path):
    """Where a table has one level only, it is the higher one; without any, a person is asked."""
    draft, _ = doubts(tmp_path, "水,1,甲,%,≥5\n", heads="任务,序号,指标名称,单位,指标值\n")
    assert list(draft.own["domains"].values()) == ["水"]
    assert draft.own["indicator"][0]["domain"] == "domain-1"
    _, found = doubts(tmp_path, "1,甲,%,≥5\n", heads="序号,指标名称,单位,指标值\n")
    assert found["no-domain"][1] == "it has neither a domain nor a task"


TABLE = "序号,指标名称,单位,指标值\n1,甲,%,≥5\n"


@pytest.mark.parametrize(
    ("above", "title", "said"),
    [
        ("附件1\n2025年湘水县生态县建设指标表\n单位：%\n", "2025年湘水县生态县建设指标表", 'the title "2025年湘水县生态县建设指标表" stands above the table, check it; the document number and date are not filled in'),
        ("附件1\n", "t", 'the title "t" is the file\'s name, put in the right one; the document number and date are not filled in'),
    ],
)  # fmt: skip
def test_the_title_is_what_stands_above_the_table_or_else_the_name_of_the_file(tmp_path, above, title, said):
    """A label such as 附件 is no title; a doubt says where the title comes from."""
    draft, found = doubts(tmp_path, TABLE, heads=above)
    assert draft.own["ruleset"]["title"] == title
    assert draft.own["ruleset"]["source"] == {"title": title, "part": "附件1"}
    assert found["source"] == ("t.csv", said)


def test_the_title_of_a_word_file_is_its_first_paragraph_and_a_given_title_goes_before(tmp_path):
    """What was given leaves only the document's number and date in doubt."""
    document = docx.Document()
    for line in ("附件", "湘水县生态县建设指标表"):
        document.add_paragraph(line)
    table = document.add_table(2, 4)
    for cell, text in zip(table._cells, ["序号", "指标名称", "单位", "指标值", "1", "甲", "%", "≥5"], strict=True):
        cell.text = text
    path = tmp_path / "t.docx"
    document.save(path)
    assert draft_ruleset(path).own["ruleset"]["title"] == "湘水县生态县建设指标表"
    given = draft_ruleset(path, title="另一标题")
    assert given.own["ruleset"]["title"] == "另一标题"
    assert (
        next(d.text.en for d in given.doubts if d.code == "source") == "the document number and date are not filled in"
    )


def test_the_cells_of_the_source_are_kept_as_they_stand(tmp_path):
    """A cell that lists several phrases, apart by spaces, keeps its spaces."""
    draft, _ = doubts(tmp_path, "安全,水,1,综合利用率 秸秆 粪污 农膜,%,≥85 ≥80 ≥90\n")
    assert draft.own["indicator"][0]["source-cells"]["target"] == "≥85 ≥80 ≥90"
    assert [c["target"] for c in draft.own["indicator"][0]["component"]] == ["≥85", "≥80", "≥90"]


@pytest.mark.parametrize(
    ("phrases", "direction"),
    [
        (("较2012年下降18%",), "lower"), (("年增长率≥5%",), "higher"), (("连续两年≥80",), "higher"), (("连续两年≤80",), "lower"), (("≥5且不降低",), "higher"),
        (("低于全省平均水平",), "lower"), (("近三年逐年下降",), "lower"), (("消除",), "lower"), (("=5",), "higher"), (("全面实施",), None),
    ],
)  # fmt: skip
def test_the_direction_is_guessed_from_the_side_that_the_phrases_bound(phrases, direction):
    """From below higher is better, from above lower; a phrase without a side leaves it open."""
    assert guess_direction("某指标", "", phrases) == direction
