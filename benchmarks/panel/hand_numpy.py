"""The Dengfeng job in whole NumPy columns: one function a component, from arrays to verdict, gap, attainment and reason."""

from __future__ import annotations

import numpy as np

from ecoindicators.batch._codes import CODES, REASONS, verdict_of
from panel import hand_polars as hand

VERDICT_OF = np.array([verdict_of(code) for code in range(len(REASONS))], dtype=np.int8)
MET = CODES["met"]


class Columns:
    """A panel as arrays: values with NaN for missing, statements as 1 affirmed, 2 denied, 0 none."""

    def __init__(self, values, statements, before, assigned):
        self.values, self.statements, self.before, self.assigned = values, statements, before, assigned


def arrays(frame, assigned) -> Columns:
    """Return a wide Polars panel as arrays; last year's values are those of the row before, where it is that year."""
    year = frame["year"].to_numpy()
    place = (
        frame["place"].to_physical().to_numpy()
        if hasattr(frame["place"].dtype, "categories")
        else frame["place"].to_numpy()
    )
    follows = np.zeros(len(frame), dtype=bool)
    follows[1:] = (place[1:] == place[:-1]) & (year[1:] == year[:-1] + 1)
    values, statements = {}, {}
    for name in frame.columns[2:]:
        if name.endswith(".statement"):
            words = frame[name].dtype.categories.to_list()
            meaning = np.array([2 if w.startswith("未") else 1 for w in words] + [0], dtype=np.int8)
            codes = frame[name].to_physical().fill_null(len(words)).to_numpy()
            statements[name.removesuffix(".statement")] = meaning[codes]
        else:
            values[name] = frame[name].fill_null(float("nan")).to_numpy()
    before = {}
    for name in hand.PREVIOUS:
        last = np.full(len(frame), np.nan)
        last[1:] = np.where(follows[1:], values[name][:-1], np.nan)
        before[name] = last
    rows = {row["year"]: row for row in assigned.collect().to_dicts()}
    first = min(rows)
    bounds = {
        id: np.array([rows[y][f"{id}.assigned"] for y in sorted(rows)])[year - first]
        for id in (*hand.AIR, *hand.PER_GDP)
    }
    return Columns(values, statements, before, bounds)


def _gap(better, value, bound):
    return np.round(np.maximum((bound - value) if better else (value - bound), 0), 9)


def _quotient(better, value, bound):
    above, below = (value, bound) if better else (bound, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below != 0, np.round(above / below, 9), np.nan)


def component(id, c: Columns):
    """Return reason code, gap and attainment (None: there is none) of one component."""
    v, s = c.values.get(id), c.statements.get(id)
    nothing = CODES["no-observation"]
    if id in hand.AT_LEAST:
        bound = hand.AT_LEAST[id]
        code = np.where(np.isnan(v), nothing, np.where(v >= bound, MET, CODES["below-threshold"])).astype(np.int8)
        return code, _gap(True, v, bound), _quotient(True, v, bound)
    if id in hand.STATES or id in hand.STATED_ASSIGNMENTS:
        denied = CODES["denied" if id in hand.STATES else "assignment-missed"]
        return np.array([nothing, MET, denied], dtype=np.int8)[s], None, None
    if id in hand.COUNTS:
        stated = np.array([nothing, MET, CODES["not-eliminated"]], dtype=np.int8)[s]
        code = np.where(np.isnan(v), stated, np.where(v == 0, MET, CODES["not-eliminated"])).astype(np.int8)
        return code, np.round(np.abs(v), 9), None
    if id in hand.PER_GDP:
        bound, missed = c.assigned[id], CODES["assignment-missed"]
        stated = np.array([nothing, MET, missed], dtype=np.int8)[s]
        code = np.where(np.isnan(v), stated, np.where(v <= bound, MET, missed)).astype(np.int8)
        return code, _gap(False, v, bound), _quotient(False, v, bound)
    p, both = c.before[id], ~np.isnan(v) & ~np.isnan(c.before[id])
    given = ~np.isnan(v) | (s > 0)
    if id in hand.AREAS:
        code = np.where(given, CODES["no-statement"], nothing)
        code = np.where(both & (v < p), CODES["worse-than-before"], np.where(s == 1, MET, code)).astype(np.int8)
        return code, _gap(True, v, p), _quotient(True, v, p)
    if id in hand.AIR:
        return _air(hand.AIR[id], v, p, s == 1, both, given, c.assigned[id])
    open_ = np.where(~np.isnan(v), CODES["no-earlier-year"], np.where(s > 0, CODES["no-value"], nothing))
    computed = np.where(v >= p, MET, CODES["worse-than-before"])
    code = np.where(both, computed, np.where(s == 1, MET, open_)).astype(np.int8)
    return code, _gap(True, v, p), _quotient(True, v, p)


def _air(higher, v, p, whole, both, given, bound):
    missed = ~np.isnan(v) & ((v < bound) if higher else (v > bound))
    worse = both & ((v < p) if higher else (v > p))
    open_ = np.where(np.isnan(v), np.where(given, CODES["no-value"], CODES["no-observation"]), CODES["no-earlier-year"])
    rest = np.where(both | whole, MET, open_)
    code = np.where(missed, CODES["assignment-missed"], np.where(worse, CODES["worse-than-before"], rest)).astype(
        np.int8
    )
    alone = ~both
    gap = np.where(alone, _gap(higher, v, bound), np.nan)
    return code, gap, np.where(alone & (v != 0), _quotient(higher, v, bound), np.nan)


def judge(c: Columns, ruleset):
    """Return the columns of all outputs, as ``assess_panel`` names them; verdicts and reasons as numbers."""
    out, domains, every = {}, {}, []
    nothing = None
    for indicator in ruleset.indicators:
        own = []
        for part in indicator.components:
            code, gap, attainment = component(part.id, c)
            verdict = VERDICT_OF[code]
            if nothing is None:
                nothing = np.full(len(code), np.nan)
            out[f"{part.id}.verdict"], out[f"{part.id}.reason"] = verdict, code
            out[f"{part.id}.gap"] = nothing if gap is None else gap
            out[f"{part.id}.attainment"] = nothing if attainment is None else attainment
            own.append(verdict)
        out[f"{indicator.id}.verdict"] = least = np.minimum.reduce(own) if len(own) > 1 else own[0]
        domains.setdefault(indicator.domain.id, []).append(least)
        every.append(least)
    for domain, members in domains.items():
        out[f"{domain}.verdict"] = np.minimum.reduce(members)
    out["verdict"] = np.minimum.reduce(every)
    return out
