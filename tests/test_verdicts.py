"""Three-valued logic: Kleene's tables in full, and the laws the design promises."""

import operator

import pytest
from hypothesis import given

from ecoindicators.texts import Text, language
from ecoindicators.verdicts import Verdict, all_of, any_of
from strategies import decided, verdicts

N, U, M, X = Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (N, N, N, N), (N, U, N, U), (N, M, N, M), (N, X, N, N),
        (U, N, N, U), (U, U, U, U), (U, M, U, M), (U, X, U, U),
        (M, N, N, M), (M, U, U, M), (M, M, M, M), (M, X, M, M),
        (X, N, N, N), (X, U, U, U), (X, M, M, M), (X, X, X, X),
    ],
    ids=lambda verdict: verdict.name,
)  # fmt: skip
def test_tables_of_and_and_or(a, b, both, either):
    """AND is the minimum, OR the maximum, and not applicable is neutral in both."""
    assert (a & b, a | b) == (both, either)


@given(verdicts, verdicts, verdicts)
def test_laws_that_hold_with_not_applicable(a, b, c):
    """Identity, commutativity, associativity, idempotence and De Morgan hold for all four."""
    assert a & X is a
    assert a | X is a
    assert (a & b, a | b) == (b & a, b | a)
    assert ((a & b) & c, (a | b) | c) == (a & (b & c), a | (b | c))
    assert (a & a, a | a) == (a, a)
    assert (~(a & b), ~(a | b)) == (~a | ~b, ~a & ~b)


@given(decided, decided, decided)
def test_laws_that_hold_without_not_applicable(a, b, c):
    """Distribution, absorption, double negation and order hold for the three."""
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (b & c) is (a | b) & (a | c)
    assert (a & (a | b), a | (a & b)) == (a, a)
    assert ~~a is a
    assert (a <= b) == (a & b is a)
    assert (a < b) == (a <= b and a is not b)


def test_empty_folds_are_not_applicable():
    """The AND and the OR of nothing are not applicable."""
    assert all_of([]) is X
    assert any_of([]) is X


@pytest.mark.parametrize(("first", "second"), [(X, N), (N, X), (X, M), (M, X), (X, X)])
def test_not_applicable_changes_no_fold(first, second):
    """What does not apply is left out of a fold, wherever it stands."""
    rest = [v for v in (first, second) if v is not X]
    assert all_of([first, second]) is any_of([first, second]) is (rest[0] if rest else X)


def test_a_fold_of_many_is_decided_by_the_one_that_settles_it():
    """One not met settles an AND and one met an OR, whatever comes before and after."""
    assert all_of([M, U, N, M]) is N
    assert all_of([M, U, M]) is U
    assert any_of([N, U, M, N]) is M
    assert any_of([N, U, N]) is U


def test_verdicts_are_ordered_from_not_met_to_met():
    """NOT_MET < UNDETERMINED < MET, and each is at most itself."""
    assert sorted([M, N, U]) == [N, U, M]
    assert (N <= N, N < N, M <= U) == (True, False, False)
    assert (M > U, M >= M, N >= U) == (True, True, False)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize(("left", "right"), [(X, M), (M, X), (X, X), (M, 1)])
def test_what_does_not_apply_is_neither_better_nor_worse(compare, left, right):
    """NOT_APPLICABLE has no place in the order, and neither has anything that is no verdict."""
    with pytest.raises(TypeError, match="not supported between"):
        compare(left, right)


@pytest.mark.parametrize("combine", [operator.and_, operator.or_])
def test_a_verdict_combines_only_with_a_verdict(combine):
    """& and | with True or a word are errors, not guesses."""
    with pytest.raises(TypeError, match="unsupported operand"):
        combine(M, True)


def test_a_verdict_prints_in_the_chosen_language():
    """str() is the verdict in words: Chinese or English as set."""
    assert [str(v) for v in (M, N, U, X)] == ["met", "not met", "undetermined", "not applicable"]
    with language("zh"):
        assert [str(v) for v in (M, N, U, X)] == ["达标", "未达标", "待定", "不适用"]
    assert M.text == Text("达标", "met")


@given(decided, decided)
def test_folds_agree_with_the_operators(a, b):
    """A fold of two is the operator."""
    assert all_of([a, b]) is a & b
    assert any_of([a, b]) is a | b


def test_a_verdict_is_no_truth_value():
    """Asking a verdict for its truth says what to do instead."""
    with pytest.raises(TypeError) as caught:
        bool(Verdict.UNDETERMINED)
    assert str(caught.value) == (
        "a Verdict is not true or false (this one is UNDETERMINED); "
        "compare it: `verdict is Verdict.MET`, or combine with &, | and ~"
    )
