"""Say that a name will go: what, since when, what to use instead, and which version removes it."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from ecoindicators.texts import Text

_P = ParamSpec("_P")
_R = TypeVar("_R")

_warned: set[str] = set()


class EcoIndicatorsDeprecationWarning(DeprecationWarning):
    """A name, argument or format of ecoindicators that a later version removes."""


def warn_deprecated(what: str, *, since: str, removal: str, instead: str = "", stacklevel: int = 2) -> None:
    """
    Warn, once in a process for each ``what``, that it is deprecated.

    Args:
        what: The name, argument or format as its user writes it.
        since: The version that deprecates it.
        removal: The version that removes it.
        instead: What to use; nothing where it goes without a successor.
        stacklevel: As in :func:`warnings.warn`: 2 is the caller of the function that calls this one.

    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_deprecated("old()", since="1.1", removal="2.0", instead="new()")
    ...     warn_deprecated("old()", since="1.1", removal="2.0", instead="new()")
    >>> [str(w.message) for w in caught]
    ['old() 自 1.1 版起不再推荐，将于 2.0 版移除；请改用 new()']
    """
    if what in _warned:
        return
    _warned.add(what)
    message = Text(
        f"{what} 自 {since} 版起不再推荐，将于 {removal} 版移除" + (f"；请改用 {instead}" if instead else ""),
        f"{what} is deprecated since {since} and will be removed in {removal}"
        + (f"; use {instead} instead" if instead else ""),
    )
    warnings.warn(str(message), EcoIndicatorsDeprecationWarning, stacklevel=stacklevel + 1)


def deprecated(*, since: str, removal: str, instead: str = "") -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """
    Return a decorator that makes a function warn when it is called; the arguments are those of :func:`warn_deprecated`.

    >>> @deprecated(since="1.1", removal="2.0", instead="new()")
    ... def old():
    ...     return 1
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            warn_deprecated(f"{function.__name__}()", since=since, removal=removal, instead=instead)
            return function(*args, **kwargs)

        return wrapper

    return decorate
