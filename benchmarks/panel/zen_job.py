"""The Dengfeng job for one county in zen-engine: an expression a component, which gives its verdict and no more."""

from __future__ import annotations

import json

import zen

from ecoindicators.targets import AllOf, AnyOf, Assigned, Eliminated, State, Threshold, Trend


def _said(column, *phrases):
    return " or ".join(f"'{phrase}' in {column}" for phrase in phrases)


def _expression(target, id, direction):
    v, p, s, a = f"v['{id}']", f"p['{id}']", f"s['{id}']", f"a['{id}']"
    match target:
        case Threshold():
            return f"{v} == null ? 'undetermined' : ({v} {'>=' if target.op.value == '≥' else '<='} {target.value} ? 'met' : 'not-met')"
        case Trend():
            sign = {"≥": ">=", "≤": "<=", ">": ">", "<": "<"}[target.sense.op.value]
            stated = f"({_said(s, target.text)} ? 'met' : 'undetermined')"
            return f"{v} == null or {p} == null ? {stated} : ({v} {sign} {p} ? 'met' : 'not-met')"
        case Eliminated():
            return f"{v} == null ? ({_said(s, target.word)} ? 'met' : 'undetermined') : ({v} == 0 ? 'met' : 'not-met')"
        case Assigned():
            sign = ">=" if direction == "higher" else "<="
            stated = f"({_said(s, '完成', target.text)} ? 'met' : 'undetermined')"
            return f"{a} == null or {v} == null ? {stated} : ({v} {sign} {a} ? 'met' : 'not-met')"
        case State():
            return f"({_said(s, *target.affirming)}) ? 'met' : 'undetermined'"
        case AllOf() | AnyOf():
            parts = [f"({_expression(part, id, direction)})" for part in target.parts]
            deciding, other = ("not-met", "met") if isinstance(target, AllOf) else ("met", "not-met")
            some = " or ".join(f"{part} == '{deciding}'" for part in parts)
            open_ = " or ".join(f"{part} == 'undetermined'" for part in parts)
            return f"({some}) ? '{deciding}' : (({open_}) ? 'undetermined' : '{other}')"
    raise TypeError(target)


def decision(ruleset):
    """Return the compiled decision of the job."""
    rules = [
        {"id": f"r{i}", "key": f"c{i}", "value": _expression(c.target, c.id, c.direction)}
        for i, c in enumerate(ruleset.components)
    ]
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "job",
                "type": "expressionNode",
                "name": "job",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": rules},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "e1", "sourceId": "in", "targetId": "job", "type": "edge"},
            {"id": "e2", "sourceId": "job", "targetId": "out", "type": "edge"},
        ],
    }
    return zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph)))


def _phrases(statement, target):
    """Return the phrases of a cell; the target's own words affirm all its parts. This is done for zen-engine beforehand."""
    if statement == target.text:
        return [phrase for atom in target.atoms() for phrase in (atom.text, "完成")]
    parts = statement.replace("；", "，").split("，")
    return [p.removeprefix("已") for p in parts if p]


def facts(ruleset, dossier, year):
    """Return what one county reported, as the decision takes it."""
    seen = {(o.component, o.year): o for o in dossier.observations}
    assigned = {a.component: a.target for a in dossier.assignments if a.year == year}
    v, p, s, a = {}, {}, {}, {}
    for c in ruleset.components:
        now, last = seen.get((c.id, year)), seen.get((c.id, year - 1))
        for into, row in ((v, now), (p, last)):
            value = None if row is None or row.value is None else float(row.value)
            into[c.id] = value * 100 if value is not None and row.unit_measure == "share" else value
        s[c.id] = _phrases(now.statement if now is not None else "", c.target)
        a[c.id] = float(assigned[c.id].lstrip("≥≤")) if assigned.get(c.id, "")[:1] in ("≥", "≤") else None
    return {"v": v, "p": p, "s": s, "a": a}
