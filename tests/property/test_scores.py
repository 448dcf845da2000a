"""Scores against oracles in plain fractions and floats, and what holds for every scheme."""

import math
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

import ecoindicators as eco
from scoring_cases import assessed, row

VALUES = st.integers(0, 1200).map(lambda n: n / 10)
IDS = ("a", "b", "c", "d")
ROWS = [
    row("a", "≥95"),
    row("b", "≤35", "lower"),
    row("c", "≥1"),
    row("d", "≥50", minimum=Decimal(0), maximum=Decimal(100)),
]
POLICIES = st.sampled_from(
    [
        {"missing": "none"},
        {"missing": "redistribute"},
        {"missing": "minimum-share", "minimum-share": 0.5},
    ]
)


def near(found, expected):
    """Whether a decimal of nine places is this float or fraction."""
    return math.isclose(float(found), float(expected), rel_tol=1e-8, abs_tol=2e-9)


def score(observed, method, scheme):
    """Return the score of what was observed of the four components."""
    return eco.score(assessed(ROWS, observed), method, scheme=scheme)


# --- composites -------------------------------------------------------------------------------------


def leaf(id, **more):
    """Return a part normalised between 0 and 100, bounded."""
    return {"component": id, "normalise": {"by": "min-max", "goalposts": [0, 100], "at-least": 0, "at-most": 1}, **more}


ORACLES = {
    "arithmetic": lambda xs, ws: sum(x * w for x, w in zip(xs, ws, strict=True)),
    "geometric": lambda xs, ws: math.prod(float(x) ** float(w) for x, w in zip(xs, ws, strict=True)),
    "harmonic": lambda xs, ws: 0 if 0 in xs else 1 / sum(w / x for x, w in zip(xs, ws, strict=True)),
    "minimum": lambda xs, _: min(xs),
}


@given(
    st.lists(VALUES, min_size=4, max_size=4),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
    st.sampled_from(sorted(ORACLES)),
)
def test_an_aggregate_is_what_plain_arithmetic_gives(values, raw, how):
    """Normalised, weighted and aggregated by fractions and floats, the score is the same."""
    weights = [Fraction(n, sum(raw)) for n in raw]
    better = {"a": 1, "b": -1, "c": 1, "d": 1}
    assume(values[3] <= 100)
    xs = []
    for id, number in zip(IDS, values, strict=True):
        x = min(Fraction(1), Fraction(str(number)) / 100)
        xs.append(x if better[id] > 0 else max(Fraction(0), 1 - Fraction(str(number)) / 100))
    parts = [leaf(id, **({} if how == "minimum" else {"weight": w})) for id, w in zip(IDS, weights, strict=True)]
    found = score(
        dict(zip(IDS, values, strict=True)), "composite", {"aggregate": how, "missing": "none", "part": parts}
    )
    assert near(found.value, ORACLES[how](xs, weights))
    assert found.low == found.value == found.high
    if how == "arithmetic":
        assert near(sum(c.points for c in found.contributions), found.value)


@given(VALUES, st.integers(-50, 50), st.integers(1, 90))
def test_efficacy_is_its_formula(value, worst, span):
    """60 + (x − not allowed) / (satisfactory − not allowed) × 40 between 60 and 100, by fractions."""
    scheme = {"missing": "none", "part": [{"component": "a", "satisfactory": worst + span, "not-allowed": worst}]}
    expected = 60 + (Fraction(str(value)) - worst) / span * 40
    assert near(score({"a": value}, "efficacy", scheme).value, min(100, max(60, expected)))


@given(st.lists(VALUES, min_size=2, max_size=9, unique=True), st.integers(0, 8))
def test_rank_z_score_and_percent_of_best_against_the_whole_group(peers, at):
    """Among its peers a place has the rank, standard score and share of the best that sorting and floats give."""
    value = peers[at % len(peers)]
    n, mean = len(peers), sum(peers) / len(peers)
    deviation = math.sqrt(sum((p - mean) ** 2 for p in peers) / n)
    expected = {
        "rank": (n - 1 - sorted(peers, reverse=True).index(value)) / (n - 1),
        "z-score": (value - mean) / deviation,
        "percent-of-best": value / max(peers),
    }
    for by, number in expected.items():
        part = {"component": "a", "normalise": {"by": by}}
        scheme = {"aggregate": "arithmetic", "missing": "none", "part": [part], "peers": {"a": peers}}
        assert math.isclose(float(score({"a": value}, "composite", scheme).value), number, abs_tol=1e-7)


# --- points -----------------------------------------------------------------------------------------


@given(
    VALUES,
    st.integers(1, 50).map(lambda n: n / 10),
    st.integers(1, 30).map(lambda n: n / 10),
    st.integers(1, 20),
    st.sampled_from(["whole", "started", "proportional"]),
)
def test_deductions_stop_at_the_floor(value, each, points, full, counting):
    """Full marks less so many points for each step below 95, whole, started or in proportion, never below 0."""
    item = {
        "component": "a",
        "points": full,
        "deduct": [{"each": each, "points": points, "below": 95, "counting": counting}],
    }
    steps = max(Fraction(0), 95 - Fraction(str(value))) / Fraction(str(each))
    steps = {"whole": math.floor, "started": math.ceil, "proportional": lambda n: n}[counting](steps)
    expected = max(Fraction(0), full - steps * Fraction(str(points)))
    found = score({"a": value}, "points", {"missing": "none", "item": [item]})
    assert near(found.value, expected)
    assert 0 <= found.value <= full


@given(
    VALUES,
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 10)), min_size=2, max_size=5, unique_by=lambda n: n[0]),
)
def test_interpolation_is_what_two_neighbours_give(value, nodes):
    """Between two nodes the points lie on their line, beyond the ends they stay."""
    nodes = sorted(nodes)
    assume(max(p for _, p in nodes) > 0)
    x = Fraction(str(value))
    if x <= nodes[0][0]:
        expected = nodes[0][1]
    elif x >= nodes[-1][0]:
        expected = nodes[-1][1]
    else:
        (x1, y1), (x2, y2) = next(p for p in pairwise(nodes) if p[0][0] <= x <= p[1][0])
        expected = y1 + (x - x1) * (y2 - y1) / (x2 - x1)
    item = {"component": "a", "interpolate": [list(node) for node in nodes]}
    assert near(score({"a": value}, "points", {"missing": "none", "item": [item]}).value, expected)


# --- every scheme -----------------------------------------------------------------------------------


@st.composite
def single(draw, id):
    """Draw an item on one component whose points rise where its value gets better."""
    up = id != "b"
    kind = draw(st.sampled_from(["verdict", "steps", "deduct", "interpolate", "attainment", "add", "linear"]))
    item = {"component": id, "points": 10}
    if kind == "verdict":
        item["verdict"] = {"met": 10, "not-met": draw(st.integers(0, 10))}
    elif kind == "steps":
        edges = sorted(draw(st.lists(st.integers(0, 110), min_size=1, max_size=4, unique=True)), reverse=up)
        sign = "≥" if up else "≤"
        item["steps"] = [{"when": f"{sign}{e}", "points": 10 - i} for i, e in enumerate(edges)]
    elif kind in ("deduct", "add"):
        worse = kind == "deduct"
        side = "below" if worse == up else "above"
        step = {
            "each": draw(st.integers(1, 20)),
            "points": draw(st.integers(1, 4)),
            "counting": draw(st.sampled_from(["whole", "started", "proportional"])),
        }
        item[kind] = [step if draw(st.booleans()) else {**step, side: draw(st.integers(0, 100))}]
    elif kind == "interpolate":
        item["interpolate"] = [[0, 0 if up else 10], [draw(st.integers(1, 99)), 5], [100, 10 if up else 0]]
    elif kind == "linear":
        item["linear"] = {"slope": 0.1 if up else -0.1, "intercept": draw(st.integers(-5, 15))}
    else:
        item["attainment"] = True
    return item


@st.composite
def point_schemes(draw):
    """Draw a scheme of points: single items and a group, with any policy."""
    a, b, c, d = (draw(single(id)) for id in IDS)
    combine = draw(st.sampled_from(["sum", "mean", "minimum", "maximum"]))
    group = {"id": "g", "combine": combine, "part": [b, c]}
    policy = draw(st.one_of(POLICIES, st.just({"missing": "zero"})))
    return "points", {**policy, "item": [a, group], "bonus": [d], "bonus-at-most": draw(st.integers(1, 12))}


@st.composite
def composites(draw):
    """Draw a composite of two levels, with any aggregation and policy."""
    how = st.sampled_from(sorted(ORACLES))
    inner = {"id": "g", "aggregate": draw(how), "part": [leaf("b"), leaf("c")], **draw(POLICIES)}
    scale = draw(st.sampled_from([1, 100]))
    parts = [leaf("a"), inner, {"component": "d", "normalise": {"by": "min-max", "goalposts": [10, 60], "at-least": 0}}]
    if draw(st.booleans()):
        parts[2]["normalise"] = {"by": "rank"}
    peers = {"d": [10, 50, 90]}
    return "composite", {**draw(POLICIES), "aggregate": draw(how), "part": parts, "scale": scale, "peers": peers}


@st.composite
def efficacies(draw):
    """Draw an efficacy score."""
    parts = [
        {"component": "a", "satisfactory": 100, "not-allowed": 20, "weight": 60},
        {"component": "b", "satisfactory": 10, "not-allowed": 80, "weight": 40},
    ]
    return "efficacy", {**draw(POLICIES), "part": parts}


SCHEMES = st.one_of(
    point_schemes(), composites(), efficacies(), st.sampled_from([("pass-rate", {}), ("weighted-mean", {})])
)
OBSERVED = st.fixed_dictionaries(dict.fromkeys(IDS, VALUES)).filter(lambda seen: seen["d"] <= 100)


def inside(inner, outer):
    """Whether one interval lies in another; an end of None has no bound."""
    return (outer.low is None or (inner.low is not None and outer.low <= inner.low)) and (
        outer.high is None or (inner.high is not None and inner.high <= outer.high)
    )


@given(SCHEMES, OBSERVED, st.permutations(IDS))
def test_filling_in_what_is_missing_stays_inside_the_interval(drawn, observed, order):
    """Low ≤ value ≤ high; each datum that comes in narrows the interval, and with all of them it is a point."""
    method, scheme = drawn
    seen, before = {}, None
    for id in (None, *order):
        if id is not None:
            seen[id] = observed[id]
        now = score(seen, method, scheme)
        if now.value is not None:
            assert now.low is None or now.low <= now.value
            assert now.high is None or now.value <= now.high
        if before is not None:
            assert inside(now, before)
        before = now
    assert method == "weighted-mean" or now.low == now.value == now.high or now.left_out


@given(SCHEMES, OBSERVED, st.sampled_from(IDS), VALUES)
def test_a_better_value_never_lowers_a_score(drawn, observed, id, other):
    """Where more is better more never costs, and where less is better less never does."""
    method, scheme = drawn
    assume(id != "d" or other <= 100)
    better, worse = max(observed[id], other), min(observed[id], other)
    if id == "b":
        better, worse = worse, better
    high, low = (score({**observed, id: number}, method, scheme).value for number in (better, worse))
    if high is not None and low is not None:
        assert high >= low
