"""Small assessments to score: one indicator a row, each with one component."""

from datetime import date
from decimal import Decimal

import ecoindicators as eco
from ecoindicators.indicators import Component, Indicator
from ecoindicators.rulesets import Jurisdiction, Ruleset, Source
from ecoindicators.targets import State
from ecoindicators.texts import Text

YEAR = 2023


def row(id, target="≥95", direction="higher", states=(), **more):
    """Return an indicator whose only component is judged by ``target``."""
    known = tuple(State(s) for s in states)
    read = eco.parse_target(target, direction, known)
    component = Component(id, Text(id), read, direction=direction, states=known, layer="test", **more)
    return Indicator(id, id, Text(id), (component,))


def ruleset(*indicators):
    """Return a ruleset of these indicators."""
    return Ruleset(
        "test", Text("测试", "test"), "1", Source("t"), Jurisdiction("410000", Text("河南省")), tuple(indicators)
    )


def records(observed):
    """Return observations: a number is a value, a text a statement, a mapping both by year; None is nothing."""
    rows = [{"component": "other", "year": YEAR, "value": 1}]
    for id, seen in observed.items():
        for year, what in (seen if isinstance(seen, dict) else {YEAR: seen}).items():
            if what is not None:
                key = "statement" if isinstance(what, str) else "value"
                rows.append({"component": id, "year": year, key: what})
    return rows


def assessed(indicators, observed, exempt=(), **more):
    """Return the assessment of what was observed; ``exempt`` names components that do not apply."""
    exemptions = [{"component": id, "reason": "r", "approved_by": "a"} for id in exempt]
    dossier = eco.Dossier.from_records(records(observed), exemptions=exemptions, **more)
    rules = ruleset(*indicators, row("other", "≥0"))
    return eco.assess(rules, dossier, year=YEAR, as_of=date(YEAR, 12, 31))


def points(item, **more):
    """Return a scheme of points with one item, or several, by the policy that what is missing counts 0."""
    return {"missing": "zero", "item": item if isinstance(item, list) else [item], **more}


def value(score):
    """Return a score's value as text, None where there is none."""
    return None if score.value is None else f"{score.value:f}"


def three(score):
    """Return value, low and high as plain numbers."""
    return tuple(None if n is None else float(n) for n in (score.value, score.low, score.high))


D = Decimal
