"""The grammar that the docs print is the language that the reader reads: drawn from it, and held against it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.lark import from_lark
from lark import Lark

from ecoindicators import TargetSyntaxError, parse_target
from ecoindicators.targets import ByYear
from strategies import LABELS, STATES, targets

GRAMMAR = (Path(__file__).parents[2] / "docs/reference/notation.lark").read_text(encoding="utf-8")
LARK = Lark(GRAMMAR, start="target", parser="earley", ambiguity="resolve")
#: What the head of the grammar says lies beyond it, each by what its message says.
BEYOND = (
    "both AND and OR", "looks like a list", "look like a list", "the range runs from", "stands twice", "over 20 levels", "characters long", "a decline must be under",
    "not about one quantity", "each part must begin", "asks for two different", "this is no date", "must bear a label", "the share must be above", "is not joined",
)  # fmt: skip


@given(from_lark(LARK, start="target"))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_every_sentence_of_the_grammar_is_read(sentence):
    """A sentence drawn from the grammar reads and reads back, or is refused for a reason the grammar's head lists."""
    try:
        target = parse_target(sentence, "higher", STATES, LABELS)
    except TargetSyntaxError as error:
        refused = str(error)
    else:
        assert parse_target(str(target), "higher", STATES, LABELS) == target
        return
    assert any(reason in refused for reason in BEYOND), refused


@given(targets)
@settings(max_examples=15)
def test_every_canonical_text_is_a_sentence_of_the_grammar(target):
    """What a target prints is derived by the grammar."""
    LARK.parse(str(target))
    assert not isinstance(target, ByYear) or "年" in str(target)


@pytest.mark.parametrize("text", ["≥", "且≥1", "≥60且", "15左右", "{≥1", "山区", "2023年", "力争"])
def test_what_the_grammar_does_not_derive_is_refused(text):
    """The grammar and the reader refuse the same broken texts."""
    from lark.exceptions import LarkError

    with pytest.raises(LarkError):
        LARK.parse(text)
    with pytest.raises(TargetSyntaxError):
        parse_target(text, "higher", STATES, LABELS)
