"""One plan for every engine: intake, earlier years, joined tables, codes, verdicts, words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final
from weakref import WeakKeyDictionary

from attrs import evolve, field, frozen

from ecoindicators.batch._asking import Asking, Plan
from ecoindicators.batch._coded import coded_verdict
from ecoindicators.batch._codes import CODES, NOT_APPLICABLE_NUMBER
from ecoindicators.batch._columns import NOTHING, PLACE, YEAR, Held
from ecoindicators.batch._compile import judge
from ecoindicators.batch._engine import KEYS, Engine
from ecoindicators.batch._engines import engine_of
from ecoindicators.batch._expressions import Expr, where
from ecoindicators.batch._heads import heads
from ecoindicators.batch._intake import intake
from ecoindicators.batch._joined import Joined
from ecoindicators.batch._joins import Tables
from ecoindicators.batch._judged import Judged, the_one
from ecoindicators.batch._problems import check_rows, failing
from ecoindicators.batch._taken import Intake
from ecoindicators.errors import DossierError
from ecoindicators.indicators import Component
from ecoindicators.rulesets import Ruleset

Kinds = tuple[tuple[str, ...], ...]


@frozen
class Options:
    """What a caller of :func:`~ecoindicators.batch.assess_panel` asked for."""

    assignments: Any = None
    references: Any = None
    labels: Any = None
    exemptions: Any = None
    as_of: date | None = None
    outputs: tuple[str, ...] = ()
    acceptance: bool = False
    check: bool = False
    sorted: bool | None = None

    @property
    def joins(self) -> bool:
        """Whether a joined table is given."""
        return any(t is not None for t in (self.assignments, self.references, self.labels, self.exemptions))


@frozen
class Compiled:
    """The expressions of a ruleset: what to ask of the frame, each component's judgement, and its verdict as ``w3``."""

    plan: Plan
    judged: tuple[Judged, ...]
    verdicts: tuple[Expr, ...]
    #: The columns of each choice of outputs, as they are asked for.
    columns: dict[tuple[str, ...], dict[str, Expr]] = field(factory=dict)


@frozen
class Coded:
    """A frame with the verdict of each component, and the expressions it was judged by."""

    frame: Any
    compiled: Compiled


#: Expressions by ruleset and kind of frame: making them takes as long as judging a few thousand rows.
_KEPT: Final[WeakKeyDictionary[Ruleset, dict[Hashable, Compiled]]] = WeakKeyDictionary()
KEPT_AT_MOST: Final = 16


def assess(ruleset: Ruleset, native: Any, options: Options) -> Any:
    """Return the verdicts on a frame; see :func:`~ecoindicators.batch.assess_panel`."""
    engine = engine_of(native)
    few = engine.few()
    if few is not None:
        with suppress(DossierError):  # a plan fails when it is collected: below
            return assess(ruleset, few, options).lazy()
    engine.plain_keys = options.joins or options.acceptance
    engine.told_sorted = options.sorted
    place = heads(engine, (PLACE,)).get(PLACE)
    engine.text_places = place is not None and engine.kinds[place] in ("text", "nothing")
    taken = intake(engine, ruleset, ruleset)
    tables = _tables(engine, ruleset, ruleset, options)
    if options.check or not engine.fails_late:
        check_rows(engine, taken.frame, taken.checks)
    right = taken
    if engine.fails_late:
        # A filter is run whatever columns are taken of the answer, so that no wrong row slips through.
        right = evolve(taken, frame=taken.frame.filter(failing(engine, taken.checks)))
    coded = _coded(engine, ruleset, right, tables, options.as_of)
    frame = coded.frame
    columns = dict(_columns(engine, ruleset, coded.compiled, options.outputs))
    columns["verdict"] = engine.verdict_words(_least(engine, _deciding(ruleset)))
    if options.acceptance:
        frame, accepted = _accepted(engine.in_no_order(), ruleset, options, frame)
        columns["acceptance"] = engine.verdict_words(accepted)
    try:
        return engine.finish(frame, columns)
    except Exception:
        if not engine.lazy and engine.fails_late:
            check_rows(engine, taken.frame, taken.checks)
        raise


def _tables(engine: Engine, ruleset: Ruleset, names: Ruleset, options: Options) -> Tables:
    tables = Tables(engine, ruleset, names)
    if options.assignments is not None:
        tables.assignments(options.assignments)
    if options.references is not None:
        tables.references(options.references)
    if options.labels is not None:
        tables.labels(options.labels)
    if options.exemptions is not None:
        tables.exemptions(options.exemptions, options.as_of)
    if tables.problems:
        raise DossierError(tables.problems)
    return tables


def _coded(engine: Engine, ruleset: Ruleset, taken: Intake, tables: Tables, as_of: date | None) -> Coded:
    """Return the frame with the verdict of each component."""
    compiled = _compiled(engine, ruleset, taken.held, tables.joined, as_of)
    plan = compiled.plan
    frame = engine.earlier(taken.frame, plan.earlier) if plan.earlier else taken.frame
    frame = tables.join(_courses(engine, frame, plan), plan.shifted)
    for step in plan.steps:
        frame = frame.with_columns(*[expression.alias(name) for name, expression in step.items()])
    return Coded(frame.with_columns(*compiled.verdicts), compiled)


def _compiled(
    engine: Engine, ruleset: Ruleset, held: Mapping[int, Held], joined: Joined, as_of: date | None
) -> Compiled:
    """Return the expressions of a ruleset for a frame like this one; they do not depend on its rows, and are kept."""
    known = _KEPT.setdefault(ruleset, {})
    key = (engine.ns.__name__, tuple((p, h.key) for p, h in held.items()), joined.key, as_of)
    if key not in known:
        if len(known) >= KEPT_AT_MOST:
            known.clear()
        plan = Plan()
        judged = []
        for position, component in enumerate(ruleset.components):
            kinds = ruleset.indicator_of(component.id).variants
            asking = Asking(engine.ns, plan, position, held.get(position, NOTHING), joined, as_of)
            asked = judge(asking, component.target, 0)
            judged.append(_excused(engine.ns, joined, position, component, kinds, asked))
        verdicts = [engine.verdict(found).alias(f"w{p}") for p, found in enumerate(judged)]
        known[key] = Compiled(plan, tuple(judged), tuple(verdicts))
    return known[key]


def _deciding(ruleset: Ruleset) -> list[int]:
    """Return the positions that decide the whole: an unmet prerequisite fails it as a binding indicator does."""
    return [p for p, c in enumerate(ruleset.components) if ruleset.indicator_of(c.id).decides]


def _excused(ns: Any, joined: Joined, position: int, component: Component, kinds: Kinds, judged: Judged) -> Judged:
    """
    Return the judgement where the component may not apply to the place, be exempt, or be one of several kinds.

    It mirrors how :func:`~ecoindicators.assessment.assess` treats a component that says what it applies to.
    """
    nowhere = ~bears(ns, joined, {label for kind in kinds for label in kind}) if kinds else ns.lit(False)
    cases: list[tuple[Expr, str]] = []
    if component.applies_to and joined.any_label is not None:
        labelled = (ns.col(joined.any_label) == 1).fill_null(False)
        cases.append((labelled & ~bears(ns, joined, component.applies_to) & ~nowhere, "exempt"))
    if position in joined.exemptions:
        cases.append(((ns.col(joined.exemptions[position]) == 1).fill_null(False), "exempt"))
    if component.applies_to and kinds:
        cases.append((nowhere, "no-label"))
        for kind in kinds:
            shared = bears(ns, joined, set(kind) & set(component.applies_to))
            cases.append((bears(ns, joined, kind) & ~shared, "two-labels"))
    if not cases:
        return judged
    return evolve(
        judged,
        cases=(*((condition, CODES[reason]) for condition, reason in cases), *judged.cases),
        excused=reduce(or_, [condition for condition, _ in cases]),
    )


def bears(ns: Any, joined: Joined, labels: Iterable[str]) -> Expr:
    """Return where the place bears one of some labels; never null."""
    flags = [(ns.col(joined.labels[w]) == 1).fill_null(False) for w in sorted(labels) if w in joined.labels]
    return reduce(or_, flags) if flags else ns.lit(False)


def _courses(engine: Engine, frame: Any, plan: Plan) -> Any:
    """Return the frame with the first year in which a course fails, and the first that has a pair of years, by place."""
    if not plan.courses:
        return frame
    ns = engine.ns
    marked = frame.with_columns(*[years.alias(name) for name, years in plan.courses.items()])
    first = marked.group_by(PLACE).agg(*[ns.col(name).min() for name in plan.courses])
    return engine.left(frame, first, [PLACE])


def _accepted(engine: Engine, ruleset: Ruleset, options: Options, frame: Any) -> tuple[Any, Expr]:
    """
    Return the frame with the ancestor's verdict on each of the years that acceptance asks for, and their AND.

    A year of which the place has no row is judged as well, as one without data.
    """
    ns = engine.ns
    ancestor = next((r for r in ruleset.chain if r.acceptance is not None), None)
    if ancestor is None or ancestor.acceptance is None:
        return frame, coded_verdict(NOT_APPLICABLE_NUMBER, ns)
    years = ancestor.acceptance.consecutive_years
    taken = intake(engine, ancestor, ruleset)
    keys = taken.frame.select(*KEYS)
    every = ns.concat([keys.with_columns(ns.col(YEAR) - back) for back in range(years)]).unique()
    filled = evolve(taken, frame=engine.left(every, taken.frame, KEYS))
    found: list[Expr] = []
    for back in range(years):
        as_of = options.as_of if back == 0 else None
        here = taken if back == 0 and as_of is not None else filled
        asked = evolve(options, as_of=as_of)
        coded = _coded(engine, ancestor, here, _tables(engine, ancestor, ruleset, asked), as_of)
        judged = coded.frame.select(
            PLACE, (ns.col(YEAR) + back).alias(YEAR), _least(engine, _deciding(ancestor)).alias(f"y{back}")
        )
        frame = engine.left(frame, judged, KEYS)
        found.append(ns.col(f"y{back}"))
    return frame, ns.min_horizontal(*found) if years > 1 else found[0]


def _least(engine: Engine, positions: list[int]) -> Expr:
    """Return the AND of some components as a verdict that the plan keeps; of none, not applicable."""
    ns = engine.ns
    if not positions:
        return coded_verdict(NOT_APPLICABLE_NUMBER, ns)
    kept = [ns.col(f"w{p}") for p in positions]
    return ns.min_horizontal(*kept) if len(kept) > 1 else kept[0]


def _columns(engine: Engine, ruleset: Ruleset, compiled: Compiled, outputs: tuple[str, ...]) -> dict[str, Expr]:
    """Return keys, components, indicators and domains as people see them."""
    if outputs not in compiled.columns:
        columns: dict[str, Expr] = {PLACE: engine.ns.col(PLACE), YEAR: engine.ns.col(YEAR)}
        for position, component in enumerate(ruleset.components):
            columns |= _component_columns(engine, position, component.id, compiled.judged[position], outputs)
        compiled.columns[outputs] = columns | _group_columns(engine, ruleset, columns)
    return compiled.columns[outputs]


def _component_columns(
    engine: Engine, position: int, id: str, judged: Judged, outputs: tuple[str, ...]
) -> dict[str, Expr]:
    ns = engine.ns
    columns: dict[str, Expr] = {}
    for output in outputs:
        if output == "verdict":
            columns[f"{id}.verdict"] = engine.verdict_words(ns.col(f"w{position}"))
        elif output == "reason":
            columns[f"{id}.reason"] = engine.reason(judged)
        else:
            columns[f"{id}.{output}"] = _number(ns, judged, output)
    return columns


def _number(ns: Any, judged: Judged, output: str) -> Expr:
    """Return gap or attainment; null where the component was not judged."""
    leaves = judged.leaves
    found = the_one(leaves, output, ns) if leaves else None
    if found is None:
        return ns.lit(None, ns.Float64)
    if ns.__name__ != "polars" and len(leaves) == 1:
        found = where(ns, leaves[0].measured).then(found)  # elsewhere a null may have become a number
    return where(ns, ~judged.excused).then(found) if judged.excused is not None else found


def _group_columns(engine: Engine, ruleset: Ruleset, taken: Mapping[str, Expr]) -> dict[str, Expr]:
    """Return the verdicts of indicators and domains; the only component of an indicator has its column already."""
    positions = {c.id: p for p, c in enumerate(ruleset.components)}
    columns: dict[str, Expr] = {}
    domains: dict[str, list[int]] = {}
    for indicator in ruleset.indicators:
        own = [positions[c.id] for c in indicator.components]
        name = f"{indicator.id}.verdict"
        if name not in taken:
            columns[name] = engine.verdict_words(_least(engine, own))
        if indicator.domain is not None:
            domains.setdefault(indicator.domain.id, []).extend(own if indicator.decides else [])
    for domain, members in domains.items():
        name = f"{domain}.verdict"
        name = name if name not in taken and name not in columns else f"domain:{name}"
        columns[name] = engine.verdict_words(_least(engine, members))
    return columns
