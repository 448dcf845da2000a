"""Three-valued logic: Kleene's tables in full, and the laws the design promises."""

import pytest
from hypothesis import given

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
