"""Panels for the batch engine: rulesets made of targets, rows by place and year, and the row-by-row answer."""

from __future__ import annotations

import math
import random
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from ecoindicators.assessment import assess
from ecoindicators.dossier import Dossier
from ecoindicators.indicators import Component, Domain, Indicator
from ecoindicators.rulesets import Acceptance, Jurisdiction, Ruleset, Source
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    InForce,
    Op,
    Peer,
    Range,
    Sense,
    Threshold,
    Trend,
    Variant,
    Window,
    WithAim,
)
from ecoindicators.texts import Text
from strategies import LABELS, STATES, YEAR
from strategies import targets as any_target

YEARS = (2020, 2021, 2022, YEAR)
PLACES = ("甲县", "乙县")
VALUES = (0.0, 1.0, 2.0, 2.5, 3.0, 2.499999, 2.500001, 1.999999999, 0.1 + 0.2, 94.2, None, None, math.nan)
STATEMENTS = (
    None, None, "", "—", "全面实施", "未全面实施", "建立", "已建成", "未建立", "制定实施", "颁布实施2年以上", "明显", "不明显",
    "建立；不明显", "全面实施，未建立", "基本建立", "不降低", "高于上年", "未发生", "发生", "消除", "未消除", "完成", "未完成", "胡写",
    "近3年未发生", "降低", "高于全省平均水平",
)  # fmt: skip
PEER = "全省平均水平"
#: Two components of one indicator, each for another kind of place: a place must be of one of them.
KINDS = ((LABELS[0],), tuple(LABELS[1:]))


def ruleset(targets, *, applies_to=((), ()), acceptance=2, references=()):
    """
    Return a ruleset with one component a target; the first two share an indicator and may apply to some places alone.

    The indicators at the places in ``references`` are for reference.
    """
    source, place = Source("t"), Jurisdiction("410000", Text("t", "t"))
    domain = Domain("land", Text("空间", "land"))
    parts = [
        Component(f"part.c{i}" if i < 2 and len(targets) > 1 else f"c{i}", Text(f"分项{i}", f"component {i}"), target, layer="random",
                  applies_to=applies_to[i] if i < 2 else ())
        for i, target in enumerate(targets)
    ]  # fmt: skip
    anchor = Component("anchor", Text("锚", "anchor"), Threshold(Op.GE, Decimal(1)), layer="random")
    grouped = [tuple(parts[:2])] + [(c,) for c in parts[2:]] if len(parts) > 1 else [(parts[0],)]
    indicators = [
        Indicator(
            n + 1, cs[0].id if len(cs) == 1 else "part", Text(f"指标{n}", f"indicator {n}"), cs, domain=domain,
            attribute="reference" if n in references else "binding",
        )
        for n, cs in enumerate(grouped)
    ]  # fmt: skip
    indicators.append(Indicator(99, "anchor", Text("锚", "anchor"), (anchor,), domain=domain))
    return Ruleset(
        "random", Text("随机", "random"), "1", source, place, tuple(indicators), (domain,),
        acceptance=Acceptance(acceptance),
    )  # fmt: skip


def frame_rows(rules, cells):
    """Return wide rows: a list of mappings, one a place and year that ``cells`` holds."""
    rows = []
    for (place, year), row in cells.items():
        wide = {"place": place, "year": year, "anchor": 1.0}
        for component in rules.components:
            if component.id == "anchor":
                continue
            value, statement, day = row.get(component.id, (None, None, None))
            wide |= {component.id: value, f"{component.id}.statement": statement, f"{component.id}.date": day}
        rows.append(wide)
    return rows


def scalar(rules, cells, *, assignments=(), references=(), labels=None, exemptions=(), as_of=None):
    """Return the row-by-row answer: {(place, year): Assessment}."""
    found = {}
    for place in dict.fromkeys(p for p, _ in cells):
        records = []
        for (where, year), row in cells.items():
            if where != place:
                continue
            records.append({"component": "anchor", "year": year, "value": 1})
            for id, (value, statement, day) in row.items():
                blank = (statement or "").strip() in ("", "—")
                if (value is None or math.isnan(value)) and blank and day is None:
                    continue
                # A 64-bit float is judged as it is, so it is given to the row-by-row judge digit by digit.
                exact = None if value is None or math.isnan(value) else Decimal(f"{value:.15g}")
                records.append({"component": id, "year": year, "value": exact, "statement": statement, "date": day})

        def mine(rows, place=place):
            # A row for every place fills in where the place has none of its own.
            own = [r for r in rows if r.get("place") == place]
            about = {(r.get("component"), r.get("year"), r.get("name")) for r in own}
            general = [r for r in rows if r.get("place") is None]
            own += [r for r in general if (r.get("component"), r.get("year"), r.get("name")) not in about]
            return [{k: v for k, v in r.items() if k != "place"} for r in own]

        dossier = Dossier.from_records(
            records, assignments=mine(assignments), references=mine(references), exemptions=mine(exemptions)
        )
        for where, year in cells:
            if where == place:
                found[place, year] = assess(rules, dossier, year=year, place=(labels or {}).get(place, ()), as_of=as_of)
    return found


@st.composite
def panels(draw):
    """Draw a ruleset and everything that its judging can rest on."""
    rules = ruleset(
        draw(st.lists(any_target, min_size=1, max_size=3)),
        applies_to=draw(st.sampled_from([((), ()), ((), ()), ((LABELS[0],), ()), KINDS, (LABELS[:2], LABELS[1:])])),
        references=draw(st.sampled_from([(), (0,)])),
    )
    keys = [(p, y) for p in PLACES for y in YEARS if draw(st.integers(0, 4))]
    keys = draw(st.permutations(keys)) if draw(st.booleans()) else keys
    days = st.sampled_from(
        [None, None, date(2020, 2, 29), date(2022, 12, 31), date(YEAR, 1, 1), date(YEAR, 6, 30), date(YEAR, 12, 31)]
    )
    cells = {
        key: {
            c.id: (draw(st.sampled_from(VALUES)), draw(st.sampled_from(STATEMENTS)), draw(days))
            for c in rules.components
            if c.id != "anchor"
        }
        for key in keys
    }
    ids = [c.id for c in rules.components]
    wording = st.sampled_from(["≥2", "≤2.5", "=3", ">2.499999", "1~3", "≥2且不降低", "高于全省平均水平"])
    assignments = [
        {"place": place, "component": id, "year": year, "target": draw(wording)}
        for id in ids
        for place, year in [(p, y) for p in PLACES for y in YEARS]
        if draw(st.integers(0, 2)) == 0
    ]
    references = [
        {
            "place": place,
            "component": component,
            "year": year,
            "name": PEER,
            "value": draw(st.sampled_from([1.0, 2.0, 2.5])),
        }
        for component in (None, ids[0])
        for place in PLACES
        for year in YEARS
        if draw(st.booleans())
    ]
    labels = {p: draw(st.lists(st.sampled_from((*LABELS, "别的")), max_size=2, unique=True)) for p in PLACES}
    exemptions = [
        {"place": place, "component": draw(st.sampled_from(ids)), "year": draw(st.sampled_from([None, YEAR])), "reason": "r",
         "approved_by": "b", "from": draw(st.sampled_from([None, date(2022, 1, 1), date(2022, 12, 31)])),
         "until": draw(st.sampled_from([None, date(2022, 12, 31), date(YEAR, 6, 1)]))}
        for place in PLACES
        if draw(st.integers(0, 3)) == 0
    ]  # fmt: skip
    as_of = draw(st.sampled_from([None, None, date(YEAR, 6, 30), date(2024, 2, 29)]))
    return rules, cells, assignments, references, labels, exemptions, as_of


def label_rows(labels):
    """Return labels as the rows of their table."""
    return [{"place": place, "label": label} for place, given in labels.items() for label in given]


def every_target():
    """Return targets in which every atom and every way of joining occurs, with its edges."""
    two, half = Decimal(2), Decimal("2.5")
    at_least = Threshold(Op.GE, two)
    targets = [Threshold(op, two) for op in Op] + [Threshold(Op.GE, Decimal("94.2")), Threshold(Op.LE, Decimal(0))]
    targets += [Range(two, half), Range(Decimal(0), two), *STATES, Eliminated(), Eliminated("未发生", "重大环境事件")]
    targets += [Trend(sense, steps) for sense in Sense for steps in (1, 2, None)]
    targets += [Trend(Sense.NOT_LOWER, 1, Decimal("0.5")), Trend(Sense.NOT_HIGHER, 1, Decimal("0.1"))]
    targets += [
        Change(rise, op, amount, base, absolute=absolute)
        for rise in (True, False)
        for op in (Op.GE, Op.LE, Op.EQ)
        for amount, base, absolute in ((Decimal(10), None, False), (Decimal(50), 2020, False), (Decimal(1), None, True))
    ]
    targets += [Assigned(), Assigned(Op.LE), Assigned(Op.GT)]
    targets += [Peer(op, PEER, factor) for op in (Op.GE, Op.GT, Op.LT) for factor in (Decimal(1), Decimal("0.5"))]
    targets += [InForce("颁布实施", 12), InForce("颁布实施", 6, Op.LE), InForce("颁布实施", by=date(YEAR, 1, 1))]
    targets += [
        Window(2, at_least),
        Window(3, Eliminated()),
        Window(2, STATES[0]),
        Window(2, AllOf((at_least, Trend(Sense.NOT_LOWER)))),
        Window(2, Assigned(Op.GE)),
        Window(3, Peer(Op.GE, PEER, Decimal(1))),
    ]
    targets += [
        AllOf((at_least, Trend(Sense.NOT_LOWER), STATES[1])),
        AnyOf((Threshold(Op.LE, two), Trend(Sense.LOWER), Assigned())),
        AllOf((AnyOf((at_least, STATES[0])), Window(2, at_least))),
        AllOf((Threshold(Op.LT, two), Window(2, Peer(Op.GT, PEER, Decimal("0.5"))))),
        AnyOf((Threshold(Op.LT, two), Window(3, Assigned(Op.GE)))),
        ByVariant((Variant((LABELS[0],), at_least), Variant((LABELS[1], LABELS[2]), AllOf((Threshold(Op.GE, Decimal(1)), STATES[0]))))),
        ByYear(((2022, at_least), (YEAR, Threshold(Op.GE, half)))),
        WithAim(at_least, Threshold(Op.GE, Decimal(3))),
    ]  # fmt: skip
    return targets


def corpus(targets=None, places=8, seed=2023):
    """Return one fixed panel: every target on every kind of cell, with gaps in the years, in a shuffled order."""
    rng = random.Random(seed)
    rules = ruleset(every_target() if targets is None else targets, references=(0,), applies_to=KINDS)
    ids = [c.id for c in rules.components if c.id != "anchor"]
    edges = (0.0, 1.0, 2.0, 2.5, 3.0, *(e + d for e in (2.0, 2.5, 94.2) for d in (-1e-9, 0.0, 1e-9)), None, math.nan)
    days = (None, None, date(2020, 2, 29), date(2022, 12, 31), date(YEAR, 1, 1), date(YEAR, 6, 30), date(YEAR, 12, 31))
    words = [w for w in STATEMENTS if w is None or "，" not in w]
    keys = [(f"县{n:02d}", year) for n in range(places) for year in YEARS if n < 4 or rng.random() < 0.85]
    rng.shuffle(keys)
    cells = {key: {id: (rng.choice(edges), rng.choice(words), rng.choice(days)) for id in ids} for key in keys}
    wordings = ("≥2", "≤2.5", "=3", "1~3", "≥2且不降低")
    assignments = [
        {"place": place, "component": id, "year": year, "target": rng.choice(wordings)}
        for place, year in [*keys, *((None, year) for year in YEARS)]
        for id in ids
        if rng.random() < 0.4
    ]
    peers = [c.id for c in rules.components if PEER in c.target.text]
    references = [
        {
            "place": place,
            "component": component,
            "year": year,
            "name": PEER,
            "value": rng.choice((1.0, 2.0, 4.0)),
        }
        for place, year in [*keys, *((None, year) for year in YEARS)]
        for component in (None, *peers)
        if rng.random() < (0.6 if component is None else 0.3)
    ]
    labels = {f"县{n:02d}": rng.sample((*LABELS, "别的"), rng.choice((0, 1, 1, 2))) for n in range(places)}
    labels |= {"县00": list(LABELS[:2]), "县01": [], "县02": [LABELS[0]]}
    exemptions = [
        {"place": f"县{n:02d}", "component": rng.choice(ids), "year": rng.choice((None, YEAR)), "reason": "r", "approved_by": "b",
         "from": rng.choice((None, date(2022, 1, 1))), "until": rng.choice((None, date(2022, 12, 31)))}
        for n in range(0, places, 2)
    ]  # fmt: skip
    return rules, cells, assignments, references, labels, exemptions, None
