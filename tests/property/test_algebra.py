"""Judging, comparing and filling in, held by properties over the whole algebra."""

import random
from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from ecoindicators.notation import explain, parse_target
from ecoindicators.targets import (
    ByVariant,
    ByYear,
    Change,
    Evidence,
    Facts,
    InForce,
    Op,
    Relation,
    Sense,
    Situation,
    State,
    Target,
    Threshold,
    Trend,
    compare,
    witness,
)
from ecoindicators.verdicts import Verdict
from strategies import LABELS, STATES, YEAR, conditions, numbers, situations, targets

MET, NOT_MET, UNDETERMINED = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED


@given(targets)
def test_canonical_text_reads_back_to_an_equal_target(target):
    """parse_target(str(t)) == t, given the same states and labels."""
    assert parse_target(str(target), None, STATES, LABELS) == target


@given(targets)
def test_canonical_text_is_a_fixed_point(target):
    """Printing what was read back gives the same text."""
    assert str(parse_target(str(target), None, STATES, LABELS)) == str(target)


def _grid():
    """Enumerate situations with everything given, by brute force: the oracle of strictness."""
    values = [Decimal(n) for n in ("0", "0.5", "1", "2", "2.2", "2.5", "3", "4")]
    rng = random.Random(7)
    for _ in range(1500):
        evidence = {}
        for year in (2020, 2021, 2022, YEAR):
            told = {s: rng.random() < 0.6 for s in STATES}
            day = date(YEAR, 12, 31) - timedelta(days=rng.choice([0, 183, 184, 365, 366, 730, 731, 900]))
            facts = Facts(frozenset(s for s in STATES if told[s]), frozenset(s for s in STATES if not told[s]))
            evidence[year] = Evidence(rng.choice(values), day if rng.random() < 0.9 else None, facts)
        assignment = Threshold(rng.choice(list(Op)), rng.choice(values))
        place = frozenset(rng.sample(LABELS, rng.choice([1, 1, 2])))
        yield Situation(
            YEAR, date(YEAR, 12, 31), evidence, {YEAR: assignment}, {(YEAR, "全省平均水平"): rng.choice(values)}, place
        )


GRID = tuple(_grid())


def _all_decided(target: Target, situation: Situation) -> bool:
    return all(atom.judge(situation).verdict in (MET, NOT_MET) for atom in target.atoms())


def _dates_agree_with_statements(situation: Situation) -> bool:
    """A date in force says that the plan was put in force; a statement that denies it is a contradiction."""
    return all(e.date is None or STATES[2] not in e.facts.denied for e in situation.evidence.values())


CONSISTENT = tuple(s for s in GRID if _dates_agree_with_statements(s))


@given(targets, targets)
def test_stricter_means_that_nothing_meets_a_and_fails_b(a, b):
    """If a is STRICTER or EQUAL, no situation with every atom decided meets a and fails b (brute force)."""
    relation = compare(a, b)
    for situation in CONSISTENT:
        if _all_decided(a, situation) and _all_decided(b, situation):
            va, vb = a.judge(situation).verdict, b.judge(situation).verdict
            if relation in (Relation.STRICTER, Relation.EQUAL):
                assert not (va is MET and vb is not MET), (str(a), str(b), situation)
            if relation in (Relation.LAXER, Relation.EQUAL):
                assert not (vb is MET and va is not MET), (str(a), str(b), situation)


def _chosen(target: Target, situation: Situation) -> list[Target]:
    """The atoms that are asked in a situation."""
    if isinstance(target, ByVariant):
        fit = target.chosen(situation.place)
        return _chosen(fit[0].target, situation) if len(fit) == 1 else []
    if isinstance(target, ByYear):
        return [a for y, t in target.steps if y == situation.year for a in _chosen(t, situation)]
    return list(target.atoms())


@given(targets, targets)
def test_every_no_has_a_witness(a, b):
    """What is not implied has a situation that meets one, fails the other, and decides both."""
    relation = compare(a, b)
    for first, second, says_no in (
        (a, b, relation in (Relation.LAXER, Relation.INCOMPARABLE)),
        (b, a, relation in (Relation.STRICTER, Relation.INCOMPARABLE)),
    ):
        found = witness(first, second)
        assert (found is not None) == says_no
        if found is not None:
            assert first.judge(found).verdict is MET
            assert second.judge(found).verdict is not MET
            assert all(x.judge(found).verdict is not UNDETERMINED for t in (a, b) for x in _chosen(t, found))


@given(targets)
def test_every_target_explains_itself_in_both_languages(target):
    """The explanation is in words and differs between the languages."""
    words = explain(target)
    assert words.zh
    assert words.en != words.zh


@given(targets, targets)
def test_comparing_the_other_way_round_flips_the_relation(a, b):
    """compare(b, a) is compare(a, b) seen from the other side, and a target equals itself."""
    assert compare(b, a) is compare(a, b).flipped
    assert compare(a, a) is Relation.EQUAL


@given(targets, targets, targets)
def test_stricter_is_transitive(a, b, c):
    """Stricter than stricter is stricter; a change in percent is left out, since it asks for a base above 0."""
    steps = (Relation.STRICTER, Relation.EQUAL)
    assume(not any(isinstance(x, Change) for t in (a, b, c) for x in t.atoms()))
    assume(compare(a, b) in steps and compare(b, c) in steps)
    assert compare(a, c) in steps


@given(targets, situations(), st.integers(0, 3), numbers)
def test_filling_in_a_value_never_turns_a_verdict_round(target, situation, back, number):
    """A missing value given later never makes MET NOT_MET or back, where no statement about numbers is involved."""
    year = YEAR - back
    assume(situation.value_in(year) is None)
    # 逐年 alone takes in whatever years are given, so another year may well change it.
    assume(not any(isinstance(a, Trend) and a.steps is None for a in target.atoms()))
    old = situation.evidence.get(year, Evidence())
    fuller = evolve(situation, evidence={**situation.evidence, year: evolve(old, value=number)})
    before, after = target.judge(situation).verdict, target.judge(fuller).verdict
    assert (before, after) not in ((MET, NOT_MET), (NOT_MET, MET))


@given(targets, situations(), numbers)
def test_filling_in_assignment_reference_date_and_facts_never_turns_a_verdict_round(target, situation, number):
    """The same holds for what was assigned, referred to, dated or stated."""
    assume(situation.evidence.get(YEAR) is not None)
    now = situation.evidence[YEAR]
    open_states = [s for s in STATES if s not in now.facts.affirmed | now.facts.denied]
    facts = evolve(now.facts, denied=now.facts.denied | frozenset(open_states[:1]))
    fuller = evolve(
        situation,
        assignments={YEAR: Threshold(Op.GE, number), **situation.assignments},
        references={(YEAR, "全省平均水平"): number, **situation.references},
        evidence={**situation.evidence, YEAR: evolve(now, facts=facts if now.date is None else now.facts)},
    )
    before, after = target.judge(situation).verdict, target.judge(fuller).verdict
    assert (before, after) not in ((MET, NOT_MET), (NOT_MET, MET))


@given(conditions, situations())
def test_gap_and_attainment_stand_for_one_numeric_atom(target, situation):
    """Gap is 0 when a single numeric atom is met, and absent unless exactly one could be judged."""
    judged = target.judge(situation)
    if judged.measures != 1:
        assert judged.gap is None
        assert judged.attainment is None
    elif judged.verdict is MET and judged.gap is not None and not hasattr(target, "parts"):
        assert judged.gap == 0


def test_the_oracle_is_not_vacuous():
    """The grid decides the atoms that matter, both ways."""
    asked = (
        Threshold(Op.GE, Decimal(2)),
        Trend(Sense.HIGHER),
        InForce("颁布实施", 12),
        Change(True, Op.GE, Decimal(10)),
        State("全面实施"),
    )
    for target in asked:
        assert {MET, NOT_MET} <= {target.judge(s).verdict for s in CONSISTENT}
