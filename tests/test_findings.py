"""One component's finding: what exempts it, what it is judged by, and what a person should see beside it."""

from datetime import date
from decimal import Decimal

import pytest

from ecoindicators import Dossier, DossierError, assess, parse_target
from ecoindicators.rulesets import Ruleset
from ecoindicators.verdicts import Verdict

RULES = """format = 1
[ruleset]
id = "findings"
version = "1"
title = "小体系"
jurisdiction = { code = "410000", name = "河南省" }
source = { title = "来源" }
valid-from = 2023-12-31
[[indicator]]
number = 1
id = "forest"
name = "森林"
unit-measure = "%"
direction = "higher"
target = { text = "山区≥70；平原≥18", labels = ["山区", "平原"] }
[[indicator]]
number = 2
id = "lake"
name = "湖泊"
direction = "higher"
applies-to = ["湖区"]
target = "≥1"
[[indicator]]
number = 3
id = "plan"
name = "规划"
target = { text = "实施", states = ["实施"] }
[[indicator]]
number = 4
id = "air"
name = "空气"
direction = "higher"
target = "近3年逐年上升"
[[indicator]]
number = 5
id = "water"
name = "水"
direction = "higher"
target = { text = "建立，不降低", states = ["建立"] }
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "findings.toml"
    path.write_text(RULES, encoding="utf-8")
    return Ruleset.from_toml(path)


def judged(rules, rows, *, place=(), as_of=None, strict=False, **tables):
    records = [{"component": component, "year": year, **cells} for component, year, cells in rows]
    return assess(rules, Dossier.from_records(records, **tables), year=2023, place=place, as_of=as_of, strict=strict)


def test_the_labels_of_the_place_choose_the_variant(rules):
    """A hilly county needs 70, a plain one 18."""
    rows = [("forest", 2023, {"value": 60})]
    assert judged(rules, rows, place=["平原"]).finding("forest").verdict is Verdict.MET
    finding = judged(rules, rows, place=["山区"]).finding("forest")
    assert (finding.verdict, finding.gap, finding.attainment) == (
        Verdict.NOT_MET, Decimal(10), Decimal("0.857142857"),
    )  # fmt: skip


def test_a_component_of_other_places_does_not_apply_in_its_year(rules):
    """It is left out, with what was observed and of which year."""
    finding = judged(rules, [("lake", 2023, {"value": 3})], place=["山区"]).finding("lake")
    assert (finding.verdict, finding.year, finding.value) == (Verdict.NOT_APPLICABLE, 2023, Decimal(3))


def test_an_exemption_of_another_year_does_not_hide_the_one_of_this_year(rules):
    """Exemptions are tried one after the other."""
    given = [
        {"component": "plan", "year": year, "reason": reason, "approved_by": "省厅"}
        for year, reason in ((2021, "甲"), (2023, "乙"))
    ]
    finding = judged(rules, [("plan", 2023, {"statement": "实施"})], exemptions=given).finding("plan")
    assert finding.reason.numbers["why"] == "乙"


def test_a_ruleset_is_in_force_on_its_first_day(rules):
    """The day before, the assessment says so, and that the end is open."""
    rows = [("plan", 2023, {"statement": "实施"})]
    assert judged(rules, rows).warnings == ()
    (warning,) = judged(rules, rows, as_of=date(2023, 12, 30)).warnings
    assert warning.text.en == ("the assessment date 2023-12-30 is outside the ruleset's validity (2023-12-31 — …)")


def test_a_ruleset_is_in_force_on_its_last_day(tmp_path):
    """The day after, the assessment says so, and that the beginning is open."""
    path = tmp_path / "ended.toml"
    path.write_text(RULES.replace("valid-from = 2023-12-31", "valid-until = 2023-12-30"), encoding="utf-8")
    ended, rows = Ruleset.from_toml(path), [("plan", 2023, {"statement": "实施"})]
    assert judged(ended, rows, as_of=date(2023, 12, 30)).warnings == ()
    (warning,) = judged(ended, rows).warnings
    assert warning.text.en == ("the assessment date 2023-12-31 is outside the ruleset's validity (… — 2023-12-30)")


def test_statements_that_contradict_each_other_are_all_told_at_once(rules):
    """One problem a component, none lost."""
    rows = [(c, 2023, {"statement": f"{word}，未{word}"}) for c, word in (("plan", "实施"), ("water", "建立"))]
    with pytest.raises(DossierError) as caught:
        judged(rules, rows)
    assert [p.message.en for p in caught.value.problems] == [
        'the statements both affirm and deny "实施"',
        'the statements both affirm and deny "建立"',
    ]


def test_strict_passes_over_years_without_a_statement_that_fits_nothing(rules):
    """Only what is stated and fits nothing is an error."""
    assert judged(rules, [("plan", 2023, {"statement": "实施"})], strict=True).finding("plan").verdict is Verdict.MET


def test_three_years_of_growth_have_no_gap_and_name_the_year_that_is_missing(rules):
    """Met: gap 0 and no attainment; the middle year missing: it is named."""
    rising = [("air", year, {"value": year}) for year in (2021, 2022, 2023)]
    finding = judged(rules, rising).finding("air")
    assert (finding.verdict, finding.gap, finding.attainment) == (Verdict.MET, Decimal(0), None)
    finding = judged(rules, [rising[0], rising[2]]).finding("air")
    assert finding.reason.numbers == {"year": 2022}


def test_a_warning_of_one_part_is_a_warning_of_the_whole(rules):
    """The numbers say that it fell, the statement that it did not."""
    rows = [("water", 2022, {"value": 5}), ("water", 2023, {"value": 4, "statement": "建立，不降低"})]
    finding = judged(rules, rows).finding("water")
    assert [w.code for w in finding.warnings] == ["stated-differs"]
    assert (finding.verdict, finding.gap) == (Verdict.NOT_MET, Decimal(1))


def test_another_target_is_judged_on_what_was_observed(rules):
    """The finding has that target, and the verdict, gap and year it gives; statements are read for it."""
    assessment = judged(rules, [("forest", 2023, {"value": 60}), ("plan", 2023, {"statement": "完成"})], place=["平原"])
    finding = assessment.judge("forest", parse_target("≥65"))
    assert (finding.verdict, finding.gap, finding.year) == (Verdict.NOT_MET, Decimal(5), 2023)
    assert str(finding.target) == "≥65"
    assert assessment.judge("forest", parse_target("平原≥50；山区≥70", labels=("平原", "山区"))).verdict is Verdict.MET
    assert assessment.judge("plan", parse_target("实施", states=["实施"])).verdict is Verdict.UNDETERMINED
    assert assessment.judge("plan", parse_target("完成", states=["完成"])).verdict is Verdict.MET
    assert assessment.finding("plan").verdict is Verdict.UNDETERMINED


def test_another_target_is_judged_in_the_same_place_on_the_same_day(rules):
    """What does not apply to the place does not apply by any target, and what has been in force is counted to the day."""
    rows = [("lake", 2023, {"value": 3}), ("plan", 2023, {"date": "2022-12-31"})]
    assessment = judged(rules, rows, place=["山区"], as_of=date(2023, 12, 30))
    assert assessment.judge("lake", parse_target("≥5")).verdict is Verdict.NOT_APPLICABLE
    finding = assessment.judge("plan", parse_target("颁布实施1年以上"))
    assert (finding.verdict, finding.reason.numbers["as_of"]) == (Verdict.NOT_MET, date(2023, 12, 30))
