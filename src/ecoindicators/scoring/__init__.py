"""Scores: numbers made of an assessment, always shown with method, weights and what they leave out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from ecoindicators.assessment import Assessment
from ecoindicators.errors import PluginError, Problem, UnknownNameError, nearest_names, shown
from ecoindicators.hookspecs import hookimpl
from ecoindicators.scoring._composite import COMPOSITE, EFFICACY, peers_of
from ecoindicators.scoring._points import PointsMethod
from ecoindicators.scoring._rates import PASS_RATE, WEIGHTED_MEAN
from ecoindicators.scoring._scheme import Scheme, SchemeError
from ecoindicators.scoring._score import Contribution, Grade, Score, ScoringMethod
from ecoindicators.texts import Text

__all__ = [
    "Contribution",
    "Grade",
    "Scheme",
    "SchemeError",
    "Score",
    "ScoringMethod",
    "methods",
    "peers_of",
    "score",
]


def score(
    assessment: Assessment, method: str = "pass-rate", *, scheme: Mapping[str, Any] | str | Path | None = None
) -> Score:
    """
    Return a score of ``assessment`` by the method of that name.

    Args:
        assessment: What to score.
        method: ``pass-rate`` (share of indicators that are met), ``weighted-mean`` (of attainment, capped at
            100 %), ``points`` (赋分), ``efficacy`` (功效系数), ``composite`` (an index of normalised components), or
            a method that a plugin brings.
        scheme: What the method is to count, as a mapping or the path of a TOML file; the reference page on scoring
            lists every key. ``pass-rate`` and ``weighted-mean`` need none.

    Raises:
        UnknownNameError: No such method; ``nearest`` names the likely ones.
        SchemeError: The scheme is wrong; every problem is listed, with file and key.
        PluginError: Several plugins bring a method of that name.
        OSError: The scheme's file cannot be read.
        TypeError: It is no assessment, no name, or no scheme.

    >>> from ecoindicators import Dossier, assess, load_ruleset
    >>> dossier = Dossier.from_records([{"component": 11, "year": 2023, "value": "43.9"}])
    >>> a = assess(load_ruleset("dengfeng-2023"), dossier, year=2023)
    >>> score(a, "weighted-mean").value
    Decimal('99.772727273')
    """
    from ecoindicators import plugins

    if not isinstance(assessment, Assessment):
        raise TypeError(f"score takes an Assessment, such as assess(…) returns; got {type(assessment).__name__}")
    if not isinstance(method, str):
        raise TypeError(f'a scoring method is named, such as "points"; got {type(method).__name__}')
    known = plugins.named("ecoindicators_scoring_methods")
    if method not in known:
        message = Text(f"没有评分方法“{shown(method)}”", f'no scoring method "{shown(method)}"')
        raise UnknownNameError(message, method, nearest_names(method, known) or tuple(sorted(known)))
    asked: ScoringMethod = plugins.the_only(known[method], Text("评分方法", "scoring method"))
    given = Scheme.of(scheme)
    meant = given.get("method", method)
    if meant != method:
        message = Text(
            f"评分方案的方法是“{shown(meant)}”，而要求的是“{method}”",
            f'the scheme is for the method "{shown(meant)}", not for "{method}"',
        )
        raise SchemeError([Problem("wrong-method", message, given.at("method"), shown(meant))])
    result = asked.score(assessment, given)
    if not isinstance(result, Score):
        got = type(result).__name__
        message = Text(f"评分方法“{method}”返回 {got}，应为 Score", f'the scoring method "{method}" returned {got}; expected a Score')  # fmt: skip
        raise PluginError(message, method)
    return evolve(result, scheme=given.data)


def methods() -> dict[str, ScoringMethod]:
    """
    Return every scoring method by its name, those of plugins included.

    >>> sorted(methods())[:3]
    ['composite', 'efficacy', 'pass-rate']
    """
    from ecoindicators import plugins

    return {name: found[0] for name, found in plugins.named("ecoindicators_scoring_methods").items()}


@hookimpl
def ecoindicators_scoring_methods() -> list[ScoringMethod]:
    """Return the methods that come with the library."""
    return [PASS_RATE, WEIGHTED_MEAN, PointsMethod(), EFFICACY, COMPOSITE]
