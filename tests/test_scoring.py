"""Scores by scheme: composite indices, efficacy, grades, missing data, what is shown, and what is refused."""

import json
from decimal import Decimal

import pytest
from attrs import evolve
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators.cli import cli
from ecoindicators.limits import using_limits
from ecoindicators.reports import render
from ecoindicators.scoring import Scheme, SchemeError, methods, peers_of
from ecoindicators.texts import Text
from ecoindicators.verifying import verify
from scoring_cases import YEAR, assessed, points, row, three, value

X, Y, Z = row("x"), row("y", "≤35", "lower"), row("z", "≥0", minimum=Decimal(0), maximum=Decimal(100))
N = row("n", "≥0", None)


def composite(*parts, aggregate="arithmetic", missing="none", **more):
    """Return a composite scheme."""
    return {"aggregate": aggregate, "missing": missing, "part": list(parts), **more}


def part(id, by="min-max", weight=None, **normalise):
    """Return a part on component ``id``; min-max runs from 0 to 100."""
    if by == "min-max":
        normalise = {"goalposts": [0, 100], **normalise}
    made = {"component": id, "normalise": {"by": by, **normalise}}
    return made if weight is None else {**made, "weight": weight}


def scored(scheme, observed, method="composite", **more):
    """Return the score of what was observed of x (higher is better), y (lower is better), z (0 to 100), n (neither)."""
    rows = [X, Y, Z, N] if method == "composite" else [X, Y, Z]
    return eco.score(assessed(rows, observed, **more), method, scheme=scheme)


def problems(scheme, method="composite", observed=None):
    """Return the lines of what is wrong with a scheme."""
    with pytest.raises(SchemeError) as caught:
        scored(scheme, observed or {}, method)
    return str(caught.value).splitlines()


# --- normalisations ---------------------------------------------------------------------------------


PEERS = {"x": [20, 30, 20, 30], "y": [10, 30, 10, 30]}  # means 25 and 20, deviations 5 and 10


@pytest.mark.parametrize(
    ("asked", "observed", "expected"),
    [
        (part("x", goalposts=[20, 85]), {"x": 52.5}, "0.5"),
        (part("x", goalposts=[20, 85]), {"x": 91.5}, "1.1"),
        (part("x", goalposts=[20, 85], **{"at-most": 1, "at-least": 0}), {"x": 91.5}, "1"),
        (part("x", goalposts=[20, 85], **{"at-most": 1, "at-least": 0}), {"x": 7}, "0"),
        (part("y", goalposts=[35, 75]), {"y": 45}, "0.75"),
        (part("x", goalposts=[100, 10000], log=True), {"x": 1000}, "0.5"),
        (part("x", goalposts=[100, 10000], log=True, **{"at-least": 0}), {"x": 0}, "0"),
        (part("y", goalposts=[1, 100], log=True), {"y": 10}, "0.5"),
        (part("n", direction="lower"), {"n": 30}, "0.7"),
        (part("x", "distance-to-target"), {"x": 47.5}, "0.5"),
        (part("x", "distance-to-target", target=190), {"x": 47.5}, "0.25"),
        (part("y", "distance-to-target"), {"y": 70}, "0.5"),
        (part("y", "distance-to-target", **{"at-most": 1}), {"y": 0}, "1"),
        (part("x", "z-score"), {"x": 32.5}, "1.5"),
        (part("y", "z-score"), {"y": 35}, "-1.5"),
        (part("x", "rank"), {"x": 30}, "1"),
        (part("x", "rank"), {"x": 20}, "0.333333333"),
        (part("x", "rank"), {"x": 25}, "0.5"),
        (part("y", "rank"), {"y": 10}, "1"),
        (part("y", "rank"), {"y": 99}, "0"),
        (part("x", "percent-of-best"), {"x": 24}, "0.8"),
        (part("x", "percent-of-best"), {"x": 50}, "1"),
        (part("y", "percent-of-best"), {"y": 20}, "0.5"),
    ],
)
def test_each_normalisation_by_hand(asked, observed, expected):
    """A value becomes the number that its normalisation's formula gives, with caps, logarithm and direction."""
    assert value(scored(composite(asked, peers=PEERS), observed)) == expected


def test_what_tends_to_infinity_and_is_not_bounded_is_left_out():
    """A logarithm of 0 and a quotient by 0 have no value where no bound is given, and the score says why."""
    log = scored(composite(part("x", goalposts=[1, 100], log=True)), {"x": 0})
    ratio = scored(composite(part("y", "distance-to-target")), {"y": 0})
    assert (log.value, ratio.value) == (None, None)
    assert [str(s.left_out[0][1]) for s in (log, ratio)] == [
        "no logarithm of a value that is not above 0",
        "no quotient by a value that is not above 0",
    ]


@pytest.mark.parametrize(
    "policy", [{}, {"missing": "redistribute"}, {"missing": "minimum-share", "minimum-share": 0.1}]
)
def test_no_policy_for_missing_data_fills_in_what_is_known_and_has_no_number(policy):
    """A worse value never gives a better score by falling out: there is none, on any level, and the reason is told."""
    inner = {"id": "a", "aggregate": "geometric", "part": [part("x", goalposts=[20, 100])]}
    for observed, expected in (({"x": 20, "z": 80}, "0.4"), ({"x": 19, "z": 80}, None), ({"x": 19}, None)):
        score = scored(composite(inner, part("z"), **policy), observed)
        if expected is None:
            assert three(score) == (None, None, None)
            assert ("x", "it is negative: no geometric mean") in [(item, str(why)) for item, why in score.left_out]
        else:
            assert value(score) == expected
    for asked, text in (
        (part("x", goalposts=[1, 100], log=True), "no logarithm of a value that is not above 0"),
        (part("y", "distance-to-target"), "no quotient by a value that is not above 0"),
    ):
        score = scored(composite(asked, part("z"), **policy), {"x": 0, "y": 0, "z": 80})
        assert three(score) == (None, None, None)
        assert [str(why) for _, why in score.left_out] == [text]


def test_the_least_is_bounded_by_any_part():
    """A minimum is no more than what is known of it, though another part could be anything."""
    asked = composite(part("x"), part("z"), aggregate="minimum", missing="redistribute")
    assert three(scored(asked, {"z": 20})) == (0.2, None, 0.2)


def test_weights_name_what_they_weigh_by_id_number_or_name():
    """As everywhere in a scheme; and NumPy's numbers are numbers."""
    numpy = pytest.importorskip("numpy")
    rows = [row("a"), row("b")]
    rows = [
        evolve(r, name=Text(f"指标{r.id}"), components=(evolve(r.components[0], name=Text(f"分项{r.id}")),))
        for r in rows
    ]
    assessment = assessed(rows, {"a": 95, "b": 0})
    for method, name in (("pass-rate", "指标b"), ("weighted-mean", "分项b"), ("weighted-mean", "b.1")):
        for three_times in (3, numpy.int64(3), numpy.float32(3), numpy.float64(3)):
            score = eco.score(assessment, method, scheme={"weights": {name: three_times, "other": 0}})
            assert value(score) == "25"


def test_what_is_no_assessment_method_or_scheme_is_a_type_error():
    """And says what is wanted."""
    assessment = assessed([X], {"x": 1})
    for asked, match in (
        ((None, "points"), "takes an Assessment"), ((assessment, None), "is named"), ((assessment, "points", 5), "a mapping"),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=match):
            eco.score(*asked[:2], scheme=asked[2] if len(asked) > 2 else None)


def test_peers_are_gathered_from_assessments():
    """The values of several places become the peers of a scheme, without what is missing or exempt."""
    places = [assessed([X, Y], {"x": x, "y": 9}, exempt=gone) for x, gone in ((20, ()), (30, ("y",)), (None, ()))]
    peers = peers_of(places)
    assert (peers["x"], peers["y"]) == ((20, 30), (9, 9))
    ranked = composite(part("x", "rank"), peers=peers)
    assert [value(eco.score(place, "composite", scheme=ranked)) for place in places] == ["0", "1", None]


# --- aggregation, levels, weights -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "weights", "expected"),
    [
        ("arithmetic", ("5/12", "7/12"), "0.45"),
        ("geometric", (None, None), "0.4"),
        ("harmonic", (10, 90), "0.216216216"),  # 1 / (0.1 / 0.8 + 0.9 / 0.2)
        ("minimum", (None, None), "0.2"),
    ],
)
def test_each_aggregation_by_hand(how, weights, expected):
    """0.8 and 0.2 by each formula; weights are shares, fractions or percentages, equal where none is given."""
    scheme = composite(part("x", weight=weights[0]), part("z", weight=weights[1]), aggregate=how)
    assert value(scored(scheme, {"x": 80, "z": 20})) == expected


def test_levels_have_their_own_weights_aggregation_and_policy():
    """A level inherits how it is aggregated and what is done about missing data, or says otherwise."""
    scheme = composite(
        {"id": "a", "name": "甲", "weight": 60, "aggregate": "minimum", "part": [part("x"), part("z")]},
        {**part("y", goalposts=[0, 100]), "weight": 40},
        missing="redistribute",
        scale=100,
    )
    score = scored(scheme, {"x": 50, "y": 25, "z": 80})
    assert value(score) == "60"  # 0.6 × min(50, 80) + 0.4 × 75
    level, leaf = score.contributions
    assert (level.points, leaf.points, [p.points for p in level.parts]) == (30, 30, [None, None])
    assert score.weights == {"a": Decimal("0.6"), "y": Decimal("0.4")}
    assert value(scored(scheme, {"x": 50, "z": 80})) == "50"
    strict = {**scheme, "part": [{**scheme["part"][0], "missing": "none"}, scheme["part"][1]]}
    # y alone would give 75, but with z at its best the minimum leaves 60 at most.
    assert three(scored(strict, {"x": 50, "y": 25})) == (60, 30, 60)


def test_missing_data_by_each_policy_and_the_interval():
    """none gives no value, redistribute the rest's, minimum-share as much only where enough is known."""
    parts = (part("x", weight=0.3, **{"at-least": 0, "at-most": 1}), part("z", weight=0.7))
    for policy, expected in (
        ({"missing": "none"}, (None, 0.06, 0.76)),
        ({"missing": "redistribute"}, (0.2, 0.06, 0.76)),
        ({"missing": "minimum-share", "minimum-share": 0.3}, (0.2, 0.06, 0.76)),
        ({"missing": "minimum-share", "minimum-share": 0.31}, (None, 0.06, 0.76)),
    ):
        score = scored(composite(*parts, **policy), {"x": 20})
        assert three(score) == expected
        assert score.left_out == (("z", eco.Text("2023年无填报", "nothing was reported for 2023")),)
    assert three(scored(composite(*parts, missing="redistribute"), {"z": 50})) == (0.5, 0.35, 0.65)
    unbounded = scored(composite(part("x"), part("z"), missing="redistribute"), {"z": 50})
    assert three(unbounded) == (0.5, None, None)


def test_a_component_s_own_bounds_bound_what_is_missing():
    """Without bounds in the scheme those the ruleset declares are normalised, the better end being the lower one here."""
    rows = [row("w", "≤35", "lower", minimum=Decimal(0), maximum=Decimal(100)), X]
    scheme = composite(part("w", goalposts=[20, 80]), part("x"), missing="redistribute")
    assert three(eco.score(assessed(rows, {"x": 50}), "composite", scheme=scheme)) == (0.5, 0.083333333, 0.916666667)


def test_what_does_not_apply_leaves_its_level_under_every_policy():
    """An exempt component is no missing datum: its weight goes to the rest; where nothing applies there is no score."""
    scheme = composite(part("x", weight=0.3), part("z", weight=0.7))
    score = scored(scheme, {"x": 20, "z": 90}, exempt=("z",))
    assert three(score) == (0.2, 0.2, 0.2)
    assert [item for item, _ in score.left_out] == ["z"]
    assert scored(scheme, {"x": 20}, exempt=("x", "z")).value is None


def test_no_root_of_a_negative_number():
    """A geometric or harmonic mean of a negative number is no number, and the level says so."""
    for how in ("geometric", "harmonic"):
        inner = {"id": "a", "aggregate": how, "part": [part("x", goalposts=[50, 100]), part("z")]}
        score = scored(composite(inner, part("y")), {"x": 0, "z": 50, "y": 1})
        assert three(score) == (None, None, None)
        assert str(score.contributions[0].because) == f"there is no {how} mean"
        assert [(item, str(why)) for item, why in score.left_out] == [("x", f"it is negative: no {how} mean")]
        assert value(scored(composite(part("x"), part("z"), aggregate=how), {"x": 0, "z": 50})) == "0"


# --- efficacy ---------------------------------------------------------------------------------------


def test_the_efficacy_coefficient_in_its_60_and_40_form():
    """score = 60 + (x − not allowed) / (satisfactory − not allowed) × 40, for both directions, within 60 and 100."""
    scheme = {
        "missing": "none",
        "part": [
            {"component": "x", "satisfactory": 100, "not-allowed": 50, "weight": 0.75},
            {"component": "y", "satisfactory": 20, "not-allowed": 60, "weight": 0.25},
        ],
    }
    assert value(scored(scheme, {"x": 75, "y": 30}, "efficacy")) == "82.5"  # 0.75 × 80 + 0.25 × 90
    assert value(scored(scheme, {"x": 120, "y": 90}, "efficacy")) == "90"
    assert three(scored({**scheme, "missing": "redistribute"}, {"x": 75}, "efficacy")) == (80, 75, 85)
    wide = {**scheme, "at-least": 0, "at-most": 120}
    assert value(scored(wide, {"x": 120, "y": 90}, "efficacy")) == "94.5"  # 0.75 × 116 + 0.25 × 30
    plain = {**scheme, "base": 0, "span": 1}
    assert value(scored(plain, {"x": 75, "y": 30}, "efficacy")) == "0.5625"


# --- grades, decimals, points -----------------------------------------------------------------------


def test_grades_are_half_open_and_follow_the_rounded_score():
    """A number on the edge belongs to the band that includes it; the grade is that of the score as it is shown."""
    bands = [{"name": "C", "below": 60}, {"name": "B", "at-least": 60, "at-most": 80}, {"name": "A", "above": 80}]
    item = {"component": "x", "points": 100, "linear": {"slope": 1}}
    for seen, expected in ((59.99, "C"), (60, "B"), (80, "B"), (80.01, "A")):
        score = scored(points(item, grade=bands), {"x": seen}, "points")
        assert score.grade.value.zh == expected
    rounded = scored(points(item, grade=bands, decimals=0), {"x": 59.5}, "points")
    assert (value(rounded), rounded.grade.value.zh) == ("60", "B")
    missing = scored(points(item, grade=bands), {}, "points")
    assert [g.zh for g in (missing.grade.value, missing.grade.low, missing.grade.high)] == ["C", "C", "A"]
    assert scored(points(item, grade=bands[2:]), {"x": 10}, "points").grade.value.zh == ""


def test_points_by_each_policy_for_what_is_missing_or_does_not_apply():
    """Missing items count 0, or their marks go to the rest, or there is no score; exempt ones as the scheme says."""
    items = [{"component": "x", "points": 6}, {"component": "z", "points": 4, "interpolate": [[0, 0], [100, 4]]}]
    for policy, expected in (
        ({"missing": "zero"}, (6, 6, 10)),
        ({"missing": "redistribute"}, (10, 6, 10)),
        ({"missing": "none"}, (None, 6, 10)),
        ({"missing": "minimum-share", "minimum-share": 0.7}, (None, 6, 10)),
    ):
        score = scored({**points(items), **policy}, {"x": 95}, "points")
        assert three(score) == expected
    for policy, expected in (("redistribute", 5), ("full", 8), ("zero", 2)):
        exempt = points(items, **{"not-applicable": policy})
        score = scored(exempt, {"x": 90, "z": 50}, "points", exempt=("x",))
        assert three(score) == (expected,) * 3
        gone = ["x"] if policy == "redistribute" else []
        assert [item for item, _ in score.left_out] == gone
        assert [c.item for c in score.contributions] == [id for id in ("x", "z") if id not in gone]
    assert scored(points(items), {}, "points", exempt=("x", "z")).value is None


def test_an_undetermined_condition_or_veto_opens_the_interval():
    """A zero rule or veto that cannot be told yet lowers the worst case alone; under "none" there is no score."""
    item = {"component": "x", "points": 10, "zero-when": ["低于上年"]}
    score = scored(points(item), {"x": 95}, "points")
    assert three(score) == (0, 0, 10)
    veto = {"name": "否决", "component": "z", "when": ">0", "points-at-most": 5, "grade-at-most": "C"}
    bands = [{"name": "C", "below": 6}, {"name": "A", "at-least": 6}]
    scheme = points({"component": "x", "points": 10}, veto=[veto], grade=bands)
    open_veto = scored(scheme, {"x": 95}, "points")
    assert three(open_veto) == (10, 5, 10)
    assert (open_veto.grade.value.zh, open_veto.grade.low.zh) == ("A", "C")
    assert open_veto.left_out == (("否决", eco.Text("否决条件“>0”待定", 'the veto ">0" is undetermined')),)
    assert three(scored({**scheme, "missing": "none"}, {"x": 95}, "points")) == (None, 5, 10)
    grade_only = {**scheme, "veto": [{k: v for k, v in veto.items() if k != "points-at-most"}]}
    capped = scored(grade_only, {"x": 95}, "points")
    assert (three(capped), capped.grade.value.zh, capped.grade.low.zh) == ((10, 10, 10), "A", "C")
    struck = scored(scheme, {"x": 95, "z": 1}, "points")
    assert three(struck) == (5, 5, 5)
    assert [r.en for r in struck.remarks] == ["veto: 否决"]
    assert "\n\nveto: 否决\n\n" in struck.to_text()
    assert "\n\n- veto: 否决\n\n" in struck.to_markdown()


def test_contributions_add_up_and_say_why():
    """What the items add is the score, also where missing marks were given to the rest; each says how it was earned."""
    items = [
        {"component": "x", "points": 6, "deduct": [{"each": 1, "points": 0.5}]},
        {"id": "g", "part": [{"component": "y", "points": 4}, {"component": "z", "points": 10, "attainment": True}]},
    ]
    score = scored({**points(items), "missing": "redistribute"}, {"x": 93, "y": 30}, "points")
    assert sum(c.points for c in score.contributions) == score.value == Decimal(19)
    assert score.contributions[0].because.en == "6 from the start; 2 away, 0.5 for each 1"
    assert score.left_out == (("z", eco.Text("2023年无填报", "nothing was reported for 2023")),)


# --- what is shown ----------------------------------------------------------------------------------


def test_a_score_is_shown_in_both_languages_and_escaped():
    """Text and Markdown hold the answer, the interval, each item, what was left out and how it was made."""
    items = [{"component": "x", "points": 6}, {"component": "z", "points": 4, "name": {"zh": "丙|<b>", "en": "C|<b>"}}]
    bands = [{"name": {"zh": "差", "en": "poor"}, "below": 8}, {"name": {"zh": "好", "en": "good"}, "at-least": 8}]
    score = scored({**points(items, grade=bands), "missing": "redistribute"}, {"x": 90}, "points")
    assert str(score) == "points: 0, poor (0–4 once all data are in)"
    high = scored({**points(items, grade=bands), "missing": "redistribute"}, {"x": 95}, "points")
    assert str(high) == "points: 10, good (6–10 once all data are in, poor to good)"
    with eco.language("zh"):
        assert str(high) == "赋分：10，好（数据补齐后在6–10之间，差至好）"
        assert "该项得分" in high.to_text()
        assert "未计入：\n  z：2023年无填报\n" in high.to_text()
    assert high.to_markdown().splitlines()[4:7] == [
        "| Item | Own score | Weight (full marks) | Adds | Low | High | Because |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| x | 6 | 6 | 10 | 6 | 6 | met |",
    ]
    shown = scored({**points(items), "missing": "zero"}, {"x": 95}, "points").to_markdown()
    assert "C\\|\\<b\\>" in shown
    assert scored(composite(part("x")), {}).to_text().startswith("composite index: — (—–— once all data are in)")


def test_people_see_four_decimals_of_a_number_that_does_not_end():
    """Two thirds have four decimals in a report and nine in the data; what a scheme rounds to six stays as it is."""
    third = scored(composite(part("x", goalposts=[0, 90])), {"x": 60})
    assert str(third).startswith("composite index: 0.6667")
    assert third.to_dict()["value"] == 0.666666667
    assert "| x | 0.6667 |" in third.to_markdown()
    assert str(scored({**composite(part("x", goalposts=[0, 90])), "decimals": 6}, {"x": 60})).startswith(
        "composite index: 0.666667"
    )


def test_markdown_goes_to_a_file(tmp_path):
    """to_markdown writes what it returns."""
    score = scored(composite(part("x")), {"x": 50})
    assert score.to_markdown(tmp_path / "s.md") == (tmp_path / "s.md").read_text(encoding="utf-8")


def test_the_data_of_a_score_are_numbers():
    """As plain data numbers stay numbers, and a level holds its parts."""
    bands = [{"name": "C", "below": 60}]
    data = scored(composite({"id": "a", "part": [part("x")]}, part("z"), scale=100, grade=bands), {"x": 50.5}).to_dict()
    assert (data["value"], data["grade"]["value"]) == (None, {"zh": "", "en": ""})
    data = scored(composite({"id": "a", "part": [part("x")]}, scale=100, grade=bands), {"x": 50.5}).to_dict()
    assert data["grade"]["value"] == {"zh": "C", "en": "C"}
    assert (data["value"], data["contributions"][0]["parts"][0]["value"]) == (50.5, 50.5)
    assert json.loads(json.dumps(data)) == data


def test_every_method_has_its_name():
    """The five methods that come with the library are there by name."""
    assert {"pass-rate", "weighted-mean", "points", "efficacy", "composite"} <= set(methods())


def test_rates_take_grades_a_title_and_decimals():
    """A rate's scheme may hold weights, a title, decimals and grades."""
    scheme = {"title": "甲", "decimals": 1, "weights": {"x": 2, "y": 0}, "grade": [{"name": "A", "at-least": 60}]}
    score = scored(scheme, {"x": 95, "y": 99}, "pass-rate")
    assert (value(score), score.title.zh, score.grade.value.zh) == ("75.0", "甲", "A")  # other is met, z is not known
    assert dict(score.left_out)["y"].en == "its weight is 0"


def test_rates_leave_out_what_is_for_reference_and_refuse_weights_that_sum_to_0():
    """Indicators for reference decide nothing: without others there is no rate; all weights 0 is an error."""
    shown = assessed([evolve(X, attribute="reference")], {"x": 99})
    for method in ("pass-rate", "weighted-mean"):
        score = eco.score(shown, method, scheme={"weights": {"other": 0}})
        assert (score.value, dict(score.left_out)["x"].en) == (None, "an indicator for reference")
        assert problems({"weights": dict.fromkeys(("x", "y", "z", "other"), 0)}, method) == [
            "weights: the weights sum to 0"
        ]


def test_a_met_value_of_0_where_lower_is_better_has_full_attainment():
    """0 against ≤35 divides by 0: it counts as all of it, not as nothing known."""
    score = scored({"weights": {"x": 0, "z": 0, "other": 0}}, {"y": 0}, "weighted-mean")
    assert value(score) == "100"


# --- what is refused --------------------------------------------------------------------------------

ITEM = {"component": "x", "points": 5}


@pytest.mark.parametrize(
    ("scheme", "method", "expected"),
    [
        (composite(part("x", weight=0.5), part("z", weight=0.4)), "composite",
         ["part: the top level: the weights sum to 0.9, not to 1 (or 100)"]),
        (composite({"id": "a", "part": [part("x", weight="1/3"), part("z", weight="1/3")]}), "composite",
         ['part[0].part: the level "a": the weights sum to 2/3, not to 1 (or 100)']),
        (composite(part("x", weight=1), part("z")), "composite",
         ["part: the top level: 1 of 2 items have no weight; give all of them, or none (equal weights)"]),
        (composite(part("x", weight=2), part("z", weight=-1)), "composite", ["part: the top level: weights must be above 0"]),
        (composite(part("x", goalposts=[5, 5])), "composite", ["part[0].normalise.goalposts: the goalposts are equal (5)"]),
        (composite(part("x", goalposts=[9, 5])), "composite",
         ["part[0].normalise.goalposts: goalposts go from low to high; direction says which is better"]),
        (composite(part("x", goalposts=[5])), "composite", ["part[0].normalise.goalposts: give goalposts = [lowest, highest]"]),
        (composite(part("x", goalposts=[0, 5], log=True)), "composite",
         ["part[0].normalise.goalposts: no logarithm of the goalpost 0"]),
        (composite(part("x", "z-score")), "composite",
         ["part[0].normalise: [peers] must give at least two numbers for x, found 0"]),
        (composite(part("x", "rank"), peers={"x": [4, 4]}), "composite", ["part[0].normalise: the peers of x all equal 4"]),
        (composite(part("x", "percent-of-best"), peers={"x": [-4, -5]}), "composite",
         ["part[0].normalise: the best -4 is not above 0: nothing is a share of it"]),
        (composite(part("x", "percent-of-best")), "composite",
         ["part[0].normalise: [peers] must give at least two numbers for x, found 0"]),
        (composite(part("z", "distance-to-target")), "composite",
         ["part[0].normalise.target: the target 0 is not above 0: nothing is a share of it"]),
        (composite(part("x", "minmax")), "composite",
         ['part[0].normalise.by: "minmax" is not one of: min-max, z-score, rank, distance-to-target, percent-of-best; nearest: min-max']),
        (composite(part("x", "rank", goalposts=[1, 2]), peers=PEERS), "composite",
         ['part[0].normalise.goalposts: "rank" takes no goalposts']),
        (composite(part("x", direction="up")), "composite",
         ['part[0].normalise.direction: "up" is not one of: higher, lower']),
        (composite(part("n")), "composite",
         ['part[0].normalise.direction: n has no direction: give direction = "higher" or "lower"']),
        (composite(part("x", direction="lower")), "composite",
         ["part[0].normalise.direction: higher is better for x in the ruleset, which direction contradicts"]),
        (composite({**part("x"), "aggregate": "minimum", "missing": "none"}), "composite",
         ["part[0].aggregate: a part without parts takes no aggregate", "part[0].missing: a part without parts takes no missing"]),
        (composite({"id": "a", "normalise": "rank", "part": [part("x")]}), "composite",
         ["part[0].normalise: a part made of parts takes no normalise"]),
        (composite(part("x", "rank"), peers={"x": [1, 2], "x.1": [1, 2]}), "composite",
         ["peers.x.1: the peers of x are given twice"]),
        (composite(part("x", **{"at-least": 1, "at-most": 1})), "composite",
         ["part[0].normalise.at-least: at-least must be below at-most"]),
        (composite(part("x"), aggregate="mean"), "composite",
         ['aggregate: "mean" is not one of: arithmetic, geometric, harmonic, minimum']),
        (composite(part("x", weight=1), aggregate="minimum"), "composite",
         ["part: the top level takes the minimum: weights do nothing there"]),
        (composite(part("x"), missing="zero"), "composite",
         ['missing: "zero" is not one of: none, redistribute, minimum-share']),
        (composite(part("x"), missing="minimum-share"), "composite",
         ['missing: missing = "minimum-share" and minimum-share = a number go together']),
        (composite(part("x"), missing="minimum-share", **{"minimum-share": 1.5}), "composite",
         ["missing: minimum-share must be above 0 and at most 1, found 1.5"]),
        (composite(part("x"), scale=0, decimals=12), "composite",
         ["scale: scale must be above 0", "decimals: decimals must lie between 0 and 9, found 12"]),
        (composite(), "composite", ["part: the top level has no parts"]),
        (composite(part("xx"), peers={"q": [1]}), "composite",
         ['peers.q: test has no component "q"', 'part[0].component: test has no component "xx"; nearest: x']),
        (composite({"component": "x"}), "composite", ["part[0]: its normalisation (normalise) is missing"]),
        (composite({"part": [part("x")]}), "composite", ["part[0]: a part made of parts needs an id"]),
        (composite({"id": "a"}, part("x"), part("x")), "composite",
         ["part[0]: name a component, or give parts: one of them", 'part[2]: the part "x" is given twice']),
        ({"aggregate": "arithmetic", "part": [part("x")]}, "composite", ['the required key "missing" is missing']),
        ({"missing": "none", "part": [{"component": "x", "satisfactory": 5, "not-allowed": 5}]}, "efficacy",
         ["part[0].satisfactory: the satisfactory and the not-allowed value are equal (5)"]),
        ({"missing": "none", "part": [{"component": "y", "satisfactory": 9, "not-allowed": 5}]}, "efficacy",
         ["part[0].satisfactory: lower is better for y, yet the satisfactory 9 is worse than the not-allowed 5"]),
        ({"missing": "none", "part": [{"component": "x"}], "span": 0}, "efficacy",
         ["span: span must be above 0", "part[0]: give satisfactory and not-allowed"]),
        ({"missing": "none", "at-least": 70, "at-most": 65, "part": [{"component": "x", "satisfactory": 9, "not-allowed": 5}]},
         "efficacy", ["at-least: at-least (70) must be below at-most (65)"]),
        (points({"component": "x"}), "points", ["item[0]: its full marks (points) are missing"]),
        (points([ITEM, ITEM]), "points", ['item[1]: the item "x" is given twice']),
        (points({"points": 5}), "points", ["item[0]: name a component or an indicator; an item made of parts needs an id"]),
        (points({"id": "a", "points": 5, "part": []}), "points", ["item[0]: an item that goes by a verdict needs a component or an indicator, or parts"]),
        (points({"id": "a", "verdict": {"met": 5}}), "points", ["item[0]: an item that goes by a verdict needs a component or an indicator, or parts"]),
        (points({**ITEM, "indicator": "x"}), "points", ["item[0]: give component or indicator, not both"]),
        (points({"indicator": "q", "points": 5}), "points", ['item[0].indicator: test has no indicator "q"']),
        (points(ITEM, total=6), "points", ["total: the full marks of the items sum to 5, not to total = 6"]),
        (points({"id": "a", "points": 9, "part": [ITEM]}), "points",
         ["item[0].points: the parts sum to 5 points, not to 9; where they are capped, give at-most"]),
        (points({**ITEM, "steps": [{"when": "≥90", "points": 6}]}), "points",
         ["item[0].points: the rule gives up to 6 points, more than the full 5"]),
        (points({**ITEM, "steps": [{"when": "≥九", "points": 5}]}), "points",
         ['item[0].steps[0]: expected a number after "≥", found "九". Write digits, for example "≥90"', "    ≥九", "    ^^^^"]),
        (points({**ITEM, "attainment": True, "start": 1}), "points", ["item[0]: an item has one rule; here are attainment, start"]),
        (points({"id": "a", "start": 2, "part": [ITEM]}), "points", ["item[0]: an item with parts has no rule of its own"]),
        (points({"indicator": "x", "points": 5, "deduct": [{"each": 1, "points": 1}]}), "points",
         ["item[0].deduct: deduct counts a number: name a component"]),
        (points({**ITEM, "interpolate": [[1, 0]]}), "points",
         ["item[0].interpolate: expected at least two [value, points], the values rising and none equal"]),
        (points({**ITEM, "interpolate": [[1, 0], [1, 5]]}), "points",
         ["item[0].interpolate: expected at least two [value, points], the values rising and none equal"]),
        (points({**ITEM, "deduct": [{"each": 0, "points": 1, "below": 0, "above": 1, "percent": True, "counting": "half"}]}),
         "points",
         ["item[0].deduct[0].each: each must be above 0", "item[0].deduct[0].above: give below or above, not both",
          "item[0].deduct[0].percent: percent of 0 is nothing",
          'item[0].deduct[0].counting: "half" is not one of: whole, started, proportional']),
        (points({**ITEM, "verdict": {"mett": 5}}), "points",
         ['item[0].verdict.mett: "mett" is not one of: met, not-met; nearest: met, not-met']),
        (points({"component": "x", "points": -5}), "points", ["item[0].points: -5 is below 0"]),
        (points({"id": "a", "combine": "average", "part": [ITEM]}), "points",
         ['item[0].combine: "average" is not one of: sum, mean, weighted-mean, minimum, maximum']),
        (points({"id": "a", "part": [{**ITEM, "weight": 1}]}), "points",
         ['item[0].part: combine = "sum" takes no weights; "weighted-mean" does']),
        (points(ITEM, **{"not-applicable": "skip"}), "points",
         ['not-applicable: "skip" is not one of: redistribute, full, zero']),
        (points([]), "points", ["item: at least one [[item]] is needed"]),
        (points(ITEM, **{"bonus-at-most": -1}), "points", ["bonus-at-most: -1 is below 0"]),
        (points(ITEM, veto=[{"name": "v", "component": "x", "when": ">1"}]), "points",
         ["veto[0]: give points-at-most or grade-at-most"]),
        (points(ITEM, veto=[{"name": "v", "component": "x", "when": ">1", "grade-at-most": "D"}]), "points",
         ["veto[0].grade-at-most: the scheme has no grades: give them as [[grade]]"]),
        (points(ITEM, veto=[{"name": "v", "component": "x", "when": ">1", "points-at-most": -1}]), "points",
         ["veto[0].points-at-most: points-at-most is below 0"]),
        (points({**ITEM, "at-least": 4, "at-most": 3}), "points", ["item[0].at-least: at-least (4) is above at-most (3)"]),
        (points({**ITEM, "at-least": 6}), "points", ["item[0].at-least: at-least (6) is above points (5)"]),
        (points({**ITEM, "points": Decimal("sNaN")}), "points", ["item[0].points: expected a number, found sNaN"]),
        (points({**ITEM, "combine": "mean", "parts-at-least": 1, "missing": "none", "otherwise": 2}), "points",
         ["item[0].combine: an item without parts takes no combine",
          "item[0].parts-at-least: an item without parts takes no parts-at-least",
          "item[0].missing: an item without parts takes no missing", "item[0].otherwise: otherwise goes with steps"]),
        (points({"id": "a", "parts-at-least": 2, "part": [ITEM]}), "points",
         ["item[0].parts-at-least: there are 1 parts: parts-at-least cannot be 2"]),
        (points({"id": "a", "combine": "mean", "points": 4, "part": [ITEM]}), "points",
         ["item[0].points: the parts give up to 5 points, more than the full 4; where they are capped, give at-most"]),
        (points({**ITEM, "weight": 1}), "points",
         ['item[0].weight: weight is for the parts of combine = "weighted-mean"; an item weighs by its full marks (points)']),
        (points({**ITEM, "deduct": [{"each": 1, "points": 1, "at-most": -3}]}), "points",
         ["item[0].deduct[0].at-most: -3 is below 0"]),
        (points({**ITEM, "steps": [{"when": "≥80", "points": 4}, {"when": "≥90", "points": 5}, {"when": "≥80", "points": 1}]}),
         "points",
         ['item[0].steps[1]: "≥90" is never reached: all that meets it meets "≥80" before it; write the stricter one first',
          'item[0].steps[2]: "≥80" is never reached: all that meets it meets "≥80" before it; write the stricter one first']),
        (points(ITEM, veto=[{"name": "v", "when": ">1", "points-at-most": 0}]), "points",
         ["veto[0]: the condition must name a component (only one with verdict may name an indicator)"]),
        (points({**ITEM, "zero-when": [{"verdict": ["unmet"]}, {}, {"when": ">1", "verdict": "met"}]}), "points",
         ['item[0].zero-when[0].verdict: "unmet" is not one of: met, not-met, undetermined, not-applicable; nearest: met, not-met',
          "item[0].zero-when[1]: a condition has when or verdict, one of them",
          "item[0].zero-when[2]: a condition has when or verdict, one of them"]),
        (points({**ITEM, "zero-when": [{"component": "x", "indicator": "x", "verdict": "met"}]}), "points",
         ["item[0].zero-when[0]: give component or indicator, not both"]),
        (points({**ITEM, "zero-when": ["≥5µg/m³"]}, ), "points", None),
        ({**points(ITEM), "itm": [1]}, "points", ['itm: unknown key "itm"; nearest: item, title']),
        ({**points(ITEM), "itm": 1, "total": 6}, "points",
         ['itm: unknown key "itm"; nearest: item, title', "total: the full marks of the items sum to 5, not to total = 6"]),
        (points({**ITEM, "points": "five"}), "points", ['item[0].points: expected a number, found "five"']),
        (points({**ITEM, "points": float("nan")}), "points", ["item[0].points: expected a number, found NaN"]),
        (composite(part("x"), scale=Decimal("123456789.123456789")), "composite",
         ["scale: the number 123456789.123456789 has more digits than a report can keep"]),
        ({"weights": {"x": 1, "x.1": 2}}, "weighted-mean", ['weights.x.1: the weight of "x" is given twice']),
        (points({**ITEM, "points": Decimal("1E+999999999")}), "points",
         ["item[0].points: the number is beyond ±1,000,000,000,000,000. If it is meant, raise the limit: ECOINDICATORS_LIMITS=\"number_size=…\""]),
        (composite(part("x", weight=10**50)), "composite",
         ["part[0].weight: the number is beyond ±1,000,000,000,000,000. If it is meant, raise the limit: ECOINDICATORS_LIMITS=\"number_size=…\""]),
        (points(ITEM, method="composite"), "points", ['method: the scheme is for the method "composite", not for "points"']),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_scheme_is_said_before_any_work(scheme, method, expected):
    """Each mistake is named by its key, with what was found and what was expected; all of them come together."""
    if expected is None:
        assert scored(scheme, {"x": 1}, method).value is not None  # the component has no unit of its own
    else:
        assert problems(scheme, method) == expected


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([("C", None, 60), ("B", 59, None)], 'grade[1]: the grades "C" and "B" overlap'),
        ([("C", None, 60), ("B", 61, None)], 'grade[1]: between the grades "C" and "B" there is a gap (60–61)'),
        ([("C", None, None), ("B", 61, None)], 'grade[1]: the grades "C" and "B" overlap'),
        ([("C", 10, None), ("B", None, 5)], 'grade[0]: between the grades "B" and "C" there is a gap (5–10)'),
        ([("C", None, 60), ("C", 60, None)], 'grade[1]: the grade "C" is given twice'),
        ([("C", 60, 60)], 'grade[0]: "C" holds no number'),
    ],
)
def test_bands_neither_overlap_nor_leave_gaps(bands, expected):
    """Two bands that share a number, or leave one between them, are refused by their names."""
    grade = [
        {"name": n, **({} if a is None else {"at-least": a}), **({} if b is None else {"below": b})}
        for n, a, b in bands
    ]
    assert problems(points(ITEM, grade=grade), "points") == [expected]


def test_the_ends_of_bands():
    """Two bands that both leave out or both hold their common end, and an end given twice, are refused."""
    both = [{"name": "C", "at-most": 60}, {"name": "B", "at-least": 60}]
    neither = [{"name": "C", "below": 60}, {"name": "B", "above": 60}]
    twice = [{"name": "C", "below": 60, "at-most": 60}]
    assert problems(points(ITEM, grade=both), "points") == ['grade[1]: the grades "C" and "B" overlap']
    assert problems(points(ITEM, grade=neither), "points") == [
        'grade[1]: between the grades "C" and "B" there is a gap (60)'
    ]
    assert problems(points(ITEM, grade=twice), "points") == ['grade[0].below: "C": give at-most or below, not both']


def test_a_unit_that_does_not_fit_and_a_target_without_a_number():
    """A condition in another unit, and a distance to a target of words, are refused."""
    rows = [row("w", "全面实施", None, ("全面实施",)), row("km", "≥5", unit_measure="km")]
    one = assessed(rows, {})
    with pytest.raises(
        SchemeError, match=r'item\[0\].steps\[0\]: the unit "%" in "≥5%" does not convert to the "km" of km'
    ):
        eco.score(
            one, "points", scheme=points({"component": "km", "points": 1, "steps": [{"when": "≥5%", "points": 1}]})
        )
    with pytest.raises(SchemeError) as caught:
        eco.score(one, "composite", scheme=composite(part("w", "distance-to-target", direction="higher"), part("w")))
    assert str(caught.value).splitlines() == [
        'part[0].normalise.target: the target "全面实施" of w holds no single number: give target',
        'part[1]: the part "w" is given twice',
        'part[1].normalise.direction: w has no direction: give direction = "higher" or "lower"',
    ]


def test_a_scheme_in_a_file_is_read_exactly_and_its_problems_name_file_and_line(tmp_path):
    """Decimals stay what was typed; a mistake is found by its line; what is no TOML, and what is too deep, is told."""
    path = tmp_path / "s.toml"
    path.write_text(
        'missing = "none"\naggregate = "arithmetic"\n[[part]]\ncomponent = "x"\n'
        'normalise = { by = "min-max", goalposts = [0, 0.3] }\nweight = 0.1\n[[part]]\ncomponent = "zz"\nweight = 0.8\n',
        encoding="utf-8",
    )
    assert Scheme.of(path)["part"][0]["weight"] == Decimal("0.1")
    assert problems(str(path)) == [
        "s.toml:3, part: the top level: the weights sum to 0.9, not to 1 (or 100)",
        's.toml:8, part[1].component: test has no component "zz"; nearest: z',
    ]
    path.write_text("a = [", encoding="utf-8")
    assert problems(path)[0].startswith("s.toml:1: not valid TOML")
    deep = {}
    for _ in range(60):
        deep = {"part": [deep]}
    assert problems(deep) == [
        'part: nested over 32 levels deep. If it is meant, raise the limit: ECOINDICATORS_LIMITS="nesting=…"'
    ]
    endless = {}
    endless["part"] = endless
    assert problems(endless) == ["the scheme is nested too deeply"]
    with pytest.raises(FileNotFoundError):
        scored(tmp_path / "none.toml", {})


def test_a_scheme_is_a_mapping():
    """What was given is there as it was, numbers as exact decimals, sequences as lists, texts and fractions as TOML."""
    from fractions import Fraction

    scheme = Scheme.of({"a": 0.1, "b": (Fraction(1, 3), eco.Text("甲", "A")), "c": {1: 2}})
    assert dict(scheme) == {"a": Decimal("0.1"), "b": ["1/3", {"zh": "甲", "en": "A"}], "c": {"1": 2}}
    assert len(scheme) == 3
    assert Scheme.of(scheme) is scheme


def test_the_longest_numbers_are_counted_with():
    """Numbers as long as a raised limit lets them be, times each other, are no crash: they have no decimals to round."""
    big = Decimal("999999999999999E+24")
    with using_limits(number_size=10**40, number_places=40):
        item = {"component": "x", "points": big, "linear": {"slope": big}}
        assert scored(points(item, decimals=3), {"x": big}, "points").value == big
        far = scored(composite(part("x", goalposts=[0, 1]), scale=big), {"x": big})
        assert far.value > Decimal("9E+70")
        assert json.loads(json.dumps(far.to_dict()))["method"] == "composite"
        near = scored(composite(part("x", "distance-to-target", target=Decimal("1E-39"))), {"x": Decimal("1E+39")})
        assert near.value == Decimal("1E+78")


# --- the command line -------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """A ruleset, a dossier and a scheme as files."""
    (tmp_path / "rules.toml").write_text(
        'format = 1\n[ruleset]\nid = "r"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "410000", name = "乙" }\n'
        'source = { title = "丙" }\n[[indicator]]\nnumber = 1\nid = "x"\nname = "丁"\ndirection = "higher"\ntarget = "≥95"\n',
        encoding="utf-8",
    )
    (tmp_path / "d.csv").write_text("component,year,value\nx,2023,97.5\n", encoding="utf-8")
    (tmp_path / "s.toml").write_text(
        'method = "points"\nmissing = "zero"\n[[item]]\ncomponent = "x"\ninterpolate = [[90, 0], [100, 8]]\n',
        encoding="utf-8",
    )
    return ["assess", str(tmp_path / "rules.toml"), str(tmp_path / "d.csv"), "--year", str(YEAR), "--lang", "en"]


def test_the_command_line_shows_the_score_in_each_format(files, tmp_path):
    """--score and --scheme add the score to the table, Markdown and JSON, on the screen and in files."""
    scheme = ["--scheme", str(tmp_path / "s.toml")]
    runner = CliRunner()
    assert "points: 6\n" in runner.invoke(cli, [*files, *scheme]).output
    markdown = runner.invoke(cli, [*files, *scheme, "--score", "points", "--format", "markdown"]).output
    assert "## Score\n\npoints: 6\n" in markdown
    made = runner.invoke(cli, [*files, *scheme, "--format", "json", "--csv", str(tmp_path / "o.csv"), "--json", str(tmp_path / "o.json")])  # fmt: skip
    data = json.loads(made.output)
    assert (data["score"]["method"], data["score"]["value"]) == ("points", 6)
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8")) == data
    assert "score" not in (tmp_path / "o.csv").read_text(encoding="utf-8")
    assert "pass rate: 100\n" in runner.invoke(cli, [*files, "--score", "pass-rate"]).output


def test_the_page_and_the_workbook_hold_the_score(files, tmp_path):
    """The web page shows the score in both languages, escaped; the workbook has a sheet of it, text as text."""
    import openpyxl

    (tmp_path / "s.toml").write_text(
        'method = "points"\nmissing = "redistribute"\ntitle = "=1+1<b>"\n[[item]]\nid = "g"\n[[item.part]]\n'
        'component = "x"\ninterpolate = [[90, 0], [100, 8]]\n[[item]]\nid = "y"\ncomponent = "x"\n'
        'steps = [{ when = "高于上年", points = 2 }]\n[[veto]]\nname = "v"\ncomponent = "x"\nwhen = ">90"\npoints-at-most = 5\n'
        '[[grade]]\nname = "差"\nbelow = 6\n[[grade]]\nname = "好"\nat-least = 6\n',
        encoding="utf-8",
    )
    more = [
        "--scheme",
        str(tmp_path / "s.toml"),
        "--html",
        str(tmp_path / "a.html"),
        "--excel",
        str(tmp_path / "a.xlsx"),
    ]
    done = CliRunner().invoke(cli, [*files, *more])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "=1+1&lt;b&gt;：5，差" in page
    assert "veto: v" in page
    assert page.index('id="h-score"') < page.index('id="h-findings"')
    assert '<li>y<span lang="zh">：</span><span lang="en">: </span>' in page
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Score"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[:2] for line in rows] == [
        ["Item", "Own score"], ["=1+1<b>", 5], ["Grade", "差"], ["veto: v", None], ["g", 6], ["· 丁", 6], ["y", None],
    ]  # fmt: skip
    assert rows[-1][-1] == "Left out: the data of 2022 to compare with are missing"
    assert sheet["A2"].data_type == "s"


def test_the_json_of_a_score_fits_the_schema(files, tmp_path):
    """The JSON Schema knows the score, and does not ask for it."""
    from importlib.resources import files as resources

    import jsonschema

    schema = json.loads((resources("ecoindicators") / "schemas/assessment.schema.json").read_text(encoding="utf-8"))
    for more in ([], ["--scheme", str(tmp_path / "s.toml")], ["--score", "weighted-mean"]):
        output = CliRunner().invoke(cli, [*files, *more, "--format", "json"]).output
        jsonschema.Draft202012Validator(schema).validate(json.loads(output))
        assert ("score" in json.loads(output)) == bool(more)


def test_a_scored_report_can_be_verified():
    """A report holds the scheme of its score: made again it says the same; an edit of the score or scheme shows."""
    parts = (part("x", weight=0.3, **{"at-least": 0}), part("z", weight="7/10"))
    one = assessed([X, Y, Z], {"x": 20, "z": 50.5})
    report = json.loads(render(one, "json", score=eco.score(one, "composite", scheme=composite(*parts))))
    assert report["score"]["scheme"]["part"][0]["weight"] == 0.3
    assert verify(report, one.dossier, ruleset=one.ruleset).follows
    edited = {**report, "score": {**report["score"], "value": 0.9}}
    found = verify(edited, one.dossier, ruleset=one.ruleset).differences
    assert [d.path for d in found] == ["$.score.value", "$.audit.report_sha256"]
    for broken in ({}, [], {"method": "composite", "scheme": {"parts": 1}}, {"method": "none", "scheme": {}}):
        found = verify({**report, "score": broken}, one.dossier, ruleset=one.ruleset).differences
        assert [d.path for d in found] == ["$.score", "$.audit.report_sha256"]
    assert found[0].note.zh


def test_the_command_line_refuses_what_makes_no_sense(files, tmp_path):
    """A format without scores and a scheme without a method are wrong usage; a bad scheme fails before anything is shown."""
    runner = CliRunner()
    csv = runner.invoke(cli, [*files, "--score", "pass-rate", "--format", "csv"])
    assert (csv.exit_code, "--format csv" in csv.output) == (2, True)
    (tmp_path / "s.toml").write_text("a = 1\n", encoding="utf-8")
    nameless = runner.invoke(cli, [*files, "--scheme", str(tmp_path / "s.toml")])
    assert (nameless.exit_code, "--score" in nameless.output) == (2, True)
    wrong = runner.invoke(cli, [*files, "--score", "points", "--scheme", str(tmp_path / "s.toml"), "--json", str(tmp_path / "o.json")])  # fmt: skip
    assert wrong.exit_code == 1
    assert 's.toml:1, a: unknown key "a"' in wrong.output
    assert not (tmp_path / "o.json").exists()
    one, score = assessed([X], {"x": 1}), scored(composite(part("x")), {"x": 1})
    with pytest.raises(ValueError, match="the format csv shows no score"):
        render(one, "csv", score=score)


def test_a_method_that_needs_a_scheme_says_how_to_give_one():
    """Without a scheme nothing is missing in it: the scheme is."""
    for method in ("points", "composite", "efficacy"):
        with pytest.raises(SchemeError) as caught:
            eco.score(assessed([row("x")], {"x": 95}), method)
        (problem,) = caught.value.problems
        assert (problem.text.zh, problem.text.en) == (
            "此评分方法需要评分方案。命令行用 --scheme 文件，Python 中用 scheme=…",
            "this scoring method needs a scheme. Give --scheme FILE on the command line, scheme=… in Python",
        )


def test_a_scheme_may_name_what_it_counts_by_its_number():
    """An item, a condition and a part name a component or an indicator by its number, with or without quotation marks."""
    dossier = eco.Dossier.from_records([{"component": 11, "year": 2023, "value": "44"}])
    assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
    condition = {"component": 11, "when": "≤40"}
    item = {"component": 11, "points": 5, "zero-when": [condition]}
    assert eco.score(assessment, "points", scheme=points([item, {"indicator": 12, "points": 5}])).value == 5
    part = {"component": 11, "satisfactory": 44, "not-allowed": 40}
    assert eco.score(assessment, "efficacy", scheme={"missing": "none", "part": [part]}).value == 100
    with pytest.raises(SchemeError) as caught:
        eco.score(assessment, "points", scheme=points({"component": 1.5, "points": 5}))
    assert str(caught.value) == "item[0].component: expected an integer or a string, found 1.5"
