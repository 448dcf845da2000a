"""Targets made of targets: joined by AND and OR, of several years, chosen by label or year, assigned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_

from attrs import evolve

from ecoindicators.batch._asking import Asking
from ecoindicators.batch._by_value import threshold
from ecoindicators.batch._coded import coded, met, not_met, undetermined
from ecoindicators.batch._codes import CODES, FIRST_UNDETERMINED, MET, NO_OBSERVATION
from ecoindicators.batch._columns import AFFIRMED, DENIED, YEAR
from ecoindicators.batch._expressions import Expr, chain, where
from ecoindicators.batch._judged import Judged, Leaf, code_of, gated, measures
from ecoindicators.targets import Assigned, ByVariant, ByYear, Eliminated, Target, Threshold, Window

#: What judges a part, so many years back.
Judge = Callable[[Asking, Target, int], Judged]


def all_of(ask: Asking, parts: list[Judged]) -> Judged:
    """Join judgements by AND: what is not met decides, then what is undetermined."""
    parts = [ask.define(part) for part in parts]
    codes = [code_of(part) for part in parts]
    # What is no met where none is not met, is undetermined.
    cases = [(not_met(code, ask.ns), code) for code in codes] + [(code < coded(MET, ask.ns), code) for code in codes]
    return _compound(ask, parts, chain(ask.ns, cases, coded(MET, ask.ns)))


def any_of(ask: Asking, parts: list[Judged]) -> Judged:
    """Join judgements by OR: what is met decides, then what is undetermined."""
    parts = [ask.define(part) for part in parts]
    codes = [code_of(part) for part in parts]
    cases = [(met(code, ask.ns), code) for code in codes] + [(~not_met(code, ask.ns), code) for code in codes]
    return _compound(ask, parts, chain(ask.ns, cases, codes[0]))


def _compound(ask: Asking, parts: list[Judged], code: Expr) -> Judged:
    possible = frozenset().union(*(p.possible for p in parts)) | {MET}
    leaves = tuple(leaf for p in parts for leaf in p.leaves)
    return Judged(code=code, possible=possible, leaves=leaves, level=max(p.level for p in parts))


def window(ask: Asking, target: Window, at: int, judge: Judge) -> Judged:
    """Judge a target in each of the last years; statements decide where these do not."""
    parts = [ask.define(judge(ask, target.inner, at + back)) for back in range(target.years)]
    event = CODES["event-in-window"] if isinstance(target.inner, Eliminated) else None
    lost = [coded(CODES[r], ask.ns) for r in ("no-observation", "no-value", "no-statement")]
    cases = []
    for part in parts:
        code = code_of(part)
        cases.append((not_met(code, ask.ns), code if event is None else coded(event, ask.ns)))
    for back, part in enumerate(parts):
        code = worded = code_of(part)
        if back:
            gone = (code == lost[0]) | (code == lost[1]) | (code == lost[2])
            earlier = coded(CODES["no-earlier-year"], ask.ns)
            worded = where(ask.ns, gone).then(earlier).otherwise(code)
        cases.append((undetermined(code, ask.ns), worded))
    possible = frozenset().union(*(p.possible for p in parts)) | {MET, CODES["no-earlier-year"]}
    computed = Judged(
        code=chain(ask.ns, cases, coded(MET, ask.ns)),
        possible=possible | ({event} if event is not None else set()),
        level=max(p.level for p in parts),
    )
    judged = ask.or_stated(target, computed, "denied" if event is None else "event-in-window", at)
    if not parts[0].leaves:
        return judged
    return evolve(judged, leaves=(_window_leaf(ask, target, parts, at),))


def _window_leaf(ask: Asking, target: Window, parts: Sequence[Judged], at: int) -> Leaf:
    """Return that a window measures what its years measure, up to the first in which it fails; it has no gap."""
    cases: list[tuple[Expr, Expr]] = []
    so_far: list[Expr] = []
    for part in parts:
        so_far.append(measures(part.leaves, ask.ns) > 0)
        cases.append((not_met(code_of(part), ask.ns), reduce(or_, so_far)))
    stated = [ask.stated(target, meaning, at) for meaning in (AFFIRMED, DENIED)]
    said = [words for words in stated if words is not None]
    if said:
        open_ = reduce(or_, [undetermined(code_of(part), ask.ns) for part in parts])
        cases.append((open_ & reduce(or_, said), ask.ns.lit(False)))
    return Leaf(chain(ask.ns, cases, reduce(or_, so_far)))


def by_variant(ask: Asking, target: ByVariant, at: int, judge: Judge) -> Judged:
    """Judge by the variant whose labels the place bears; none or two leave it undetermined."""
    fits: list[tuple[Expr, Judged]] = []
    for variant in target.variants:
        flags = [ask.ns.col(ask.joined.labels[w]) == 1 for w in variant.labels if w in ask.joined.labels]
        if flags:
            fits.append((reduce(or_, flags), ask.define(judge(ask, variant.target, at))))
    if not fits:
        return Judged(otherwise=CODES["no-label"])
    one, zero = ask.ns.lit(1, ask.ns.Int8), ask.ns.lit(0, ask.ns.Int8)
    count = zero
    for fit, _ in fits:
        count = count + where(ask.ns, fit).then(one).otherwise(zero)
    leaves = tuple(gated(leaf, fit & (count == 1), ask.ns) for fit, judged in fits for leaf in judged.leaves)
    chosen = _chosen(ask, fits, "no-label", leaves)
    return evolve(chosen, cases=((count > 1, CODES["two-labels"]),))


def by_year(ask: Asking, target: ByYear, at: int, judge: Judge) -> Judged:
    """Judge by the target of the row's year."""
    here = ask.ns.col(YEAR) - at
    steps = [(here == year, ask.define(judge(ask, step, at))) for year, step in target.steps]
    leaves = tuple(gated(leaf, fit, ask.ns) for fit, judged in steps for leaf in judged.leaves)
    return _chosen(ask, steps, "no-assignment", leaves)


def _chosen(ask: Asking, choices: list[tuple[Expr, Judged]], otherwise: str, leaves: tuple[Leaf, ...]) -> Judged:
    """Return the judgement of the choice that fits, else undetermined."""
    rest = CODES[otherwise]
    return Judged(
        code=chain(ask.ns, [(fit, code_of(part)) for fit, part in choices], coded(rest, ask.ns)),
        possible=frozenset().union(*(part.possible for _, part in choices)) | {rest},
        leaves=leaves,
        level=max(part.level for _, part in choices),
    )


def assigned(ask: Asking, target: Assigned, at: int, judge: Judge) -> Judged:
    """Judge by the target that was assigned: by a bound that differs from row to row, or by one of several shapes."""
    found = ask.joined.assignments.get(ask.component)
    if found is None:
        return Judged(tuple(ask.nothing(at, "no-assignment")))
    bound = ask.table_column(found.number, at)
    forms = [
        threshold(ask, target.bound or form.op, bound, at) if isinstance(form, Threshold) else judge(ask, form, at)
        for form in found.shapes
    ]
    missed = CODES["assignment-missed"]
    if found.shape is None:
        # A threshold whose number differs from row to row: its own cases can stand here.
        (form,) = forms
        cases = [(condition, missed if code < FIRST_UNDETERMINED else code) for condition, code in form.cases]
        rest = missed if form.otherwise < FIRST_UNDETERMINED else form.otherwise
        leaves = tuple(evolve(leaf, measured=leaf.measured & ~bound.is_null()) for leaf in form.leaves)
        given = (*ask.nothing(at, "no-assignment", bound.is_null()), *cases)
        return evolve(form, cases=given, otherwise=rest, leaves=leaves)
    shape = ask.table_column(found.shape, at)
    parts = [ask.define(form) for form in forms]
    several = [
        (
            shape == position,
            where(ask.ns, not_met(code_of(part), ask.ns)).then(coded(missed, ask.ns)).otherwise(code_of(part)),
        )
        for position, part in enumerate(parts)
    ]
    possible = {missed} | {code for part in parts for code in part.possible if code >= FIRST_UNDETERMINED}
    return Judged(
        tuple(ask.nothing(at, "no-assignment", shape.is_null())),
        code=chain(ask.ns, several, coded(NO_OBSERVATION, ask.ns)),
        possible=frozenset(possible | {NO_OBSERVATION}),
        leaves=tuple(gated(leaf, shape == n, ask.ns) for n, part in enumerate(parts) for leaf in part.leaves),
        level=max(part.level for part in parts),
    )
