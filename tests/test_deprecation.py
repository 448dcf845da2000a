"""What is deprecated warns once, with everything its user needs to know."""

import warnings

import pytest

from ecoindicators import deprecation
from ecoindicators.deprecation import EcoIndicatorsDeprecationWarning, deprecated, warn_deprecated


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Let every test warn anew."""
    monkeypatch.setattr(deprecation, "_warned", set())


def test_a_warning_says_what_since_when_until_when_and_what_instead():
    """The full wording, at the place of the caller."""
    with pytest.warns(EcoIndicatorsDeprecationWarning) as caught:
        warn_deprecated("old_name", since="1.1", removal="2.0", instead="new_name", stacklevel=1)
    assert str(caught[0].message) == "old_name is deprecated since 1.1 and will be removed in 2.0; use new_name instead"
    assert caught[0].filename == __file__


def test_without_a_successor_none_is_named():
    """What goes without a successor says no more than that it goes."""
    with pytest.warns(EcoIndicatorsDeprecationWarning) as caught:
        warn_deprecated("old_name", since="1.1", removal="2.0")
    assert str(caught[0].message) == "old_name is deprecated since 1.1 and will be removed in 2.0"


def test_each_name_warns_once_and_the_function_goes_on_working():
    """A deprecated function returns what it did, warns at its caller, and is silent the second time."""

    @deprecated(since="1.1", removal="2.0", instead="new()")
    def old(a, *, b):
        """Add."""
        return a + b

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert [old(1, b=2), old(3, b=4)] == [3, 7]
        warn_deprecated("another", since="1.1", removal="2.0")
    assert [str(w.message).split()[0] for w in caught] == ["old()", "another"]
    assert caught[0].filename == __file__
    assert (old.__name__, old.__doc__) == ("old", "Add.")
    assert issubclass(EcoIndicatorsDeprecationWarning, DeprecationWarning)
