"""Hypothesis strategies, written once: small pools, so that what is drawn interacts often."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    Evidence,
    Facts,
    InForce,
    Op,
    Peer,
    Range,
    Sense,
    Situation,
    State,
    Threshold,
    Trend,
    Variant,
    Window,
    WithAim,
)
from ecoindicators.verdicts import Verdict

YEAR = 2023
LABELS = ("山区", "丘陵区", "平原地区")
STATES = (
    State("全面实施"),
    State("建立", synonyms=("已建成",)),
    State("制定实施", implied_by=("颁布实施",)),
    State("不明显"),
)
DIRECTED = (Sense.NOT_LOWER, Sense.NOT_HIGHER, Sense.HIGHER, Sense.LOWER)

numbers = st.sampled_from([Decimal(n) for n in ("0", "1", "2", "2.5", "3")])
verdicts = st.sampled_from(Verdict)
decided = st.sampled_from([Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET])
thresholds = st.builds(Threshold, st.sampled_from(Op), numbers)
ranges = st.tuples(numbers, numbers).map(lambda p: Range(min(p), max(p)))
trends = st.builds(Trend, st.sampled_from(DIRECTED), st.sampled_from([1, 1, 2, None]))
tolerant = st.builds(Trend, st.sampled_from(DIRECTED[:2]), st.just(1), st.sampled_from([Decimal(0), Decimal("0.5")]))
changes = st.builds(
    Change, st.booleans(), st.sampled_from([Op.GE, Op.GT, Op.LE]), st.sampled_from([Decimal(0), Decimal(10), Decimal(50)]),
    st.sampled_from([None, 2020]), absolute=st.just(False),
) | st.builds(Change, st.booleans(), st.sampled_from([Op.GE, Op.LE]), st.sampled_from([Decimal(0), Decimal(1)]), st.just(None), absolute=st.just(True))  # fmt: skip
peers = st.builds(
    Peer,
    st.sampled_from([Op.GE, Op.GT, Op.LE, Op.LT]),
    st.just("全省平均水平"),
    st.sampled_from([Decimal(1), Decimal("0.5")]),
)
assigned = st.builds(Assigned, st.sampled_from([None, Op.LE, Op.GE]))
in_force = st.builds(InForce, st.just("颁布实施"), st.sampled_from([6, 12, 24]))
states = st.sampled_from(STATES)
eliminated = st.sampled_from([Eliminated(), Eliminated("未发生"), Eliminated("未发生", "重大环境事件")])
simple = st.one_of(thresholds, ranges, trends, tolerant, changes, peers, assigned, in_force, states, eliminated)
windows = st.builds(Window, st.sampled_from([2, 3]), st.one_of(thresholds, eliminated, states))
atoms = st.one_of(simple, windows)


def _compound(inner):
    parts = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(parts.map(AllOf), parts.map(AnyOf))


conditions = st.recursive(atoms, _compound, max_leaves=4)
variants = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True).flatmap(
    lambda labels: st.tuples(*[conditions for _ in labels]).map(
        lambda targets: ByVariant(tuple(Variant((label,), t) for label, t in zip(labels, targets, strict=True)))
    )
)
by_year = st.lists(st.sampled_from([2022, YEAR, 2024]), min_size=1, max_size=2, unique=True).flatmap(
    lambda years: st.tuples(*[conditions for _ in years]).map(
        lambda targets: ByYear(tuple(zip(years, targets, strict=True)))
    )
)
aims = st.builds(WithAim, thresholds, thresholds)
targets = st.one_of(conditions, conditions, variants, by_year, aims)


@st.composite
def situations(draw, missing: bool = True):
    """Draw a situation: values, dates, facts, assignments, references and labels; some missing if ``missing``."""

    def some(strategy):
        return draw(st.none() | strategy) if missing else draw(strategy)

    evidence = {}
    for year in (2020, 2021, 2022, YEAR):
        if missing and draw(st.booleans()):
            continue
        known = draw(st.fixed_dictionaries({s: st.booleans() for s in STATES}))
        told = {s for s in STATES if not missing or draw(st.booleans())}
        facts = Facts(frozenset(s for s in told if known[s]), frozenset(s for s in told if not known[s]))
        day = some(st.integers(0, 1000).map(lambda d: date(YEAR, 12, 31) - timedelta(days=d)))
        evidence[year] = Evidence(some(numbers), day, facts)
    assignments = {YEAR: a} if (a := some(thresholds)) is not None else {}
    references = {(YEAR, "全省平均水平"): r} if (r := some(numbers)) is not None else {}
    place = frozenset(draw(st.lists(st.sampled_from(LABELS), max_size=2, unique=True)))
    return Situation(YEAR, date(YEAR, 12, 31), evidence, assignments, references, place)
