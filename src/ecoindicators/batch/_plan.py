"""One plan for every engine: intake, earlier years, joined tables, codes, verdicts, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from attrs import define, evolve, frozen

from ecoindicators.batch._codes import CODES, FIRST_UNDETERMINED, MET, REASONS, VERDICT_WORDS
from ecoindicators.batch._columns import PLACE, YEAR
from ecoindicators.batch._compile import Compiler, Joined, Plan
from ecoindicators.batch._engines import KEYS, Engine, engine_of
from ecoindicators.batch._intake import Intake, intake
from ecoindicators.batch._joins import Tables
from ecoindicators.batch._judged import Expr, Judged, chain, the_one, where
from ecoindicators.batch._problems import check_rows, failing
from ecoindicators.errors import DossierError
from ecoindicators.indicators import Component
from ecoindicators.rulesets import Ruleset

#: The four verdicts as numbers, in the order of :data:`VERDICT_WORDS`.
NOT_MET_V, UNDETERMINED_V, MET_V, NOT_APPLICABLE_V = range(4)
Kinds = tuple[tuple[str, ...], ...]
_WORDS: Final = dict(enumerate(VERDICT_WORDS))


@frozen
class Options:
    """What a caller of :func:`ecoindicators.assess_panel` asked for."""

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


@define
class Coded:
    """A frame with a reason code for each component, and what is known of each."""

    frame: Any
    judged: dict[int, Judged]
    whole: Expr


def assess(ruleset: Ruleset, native: Any, options: Options) -> Any:
    """Return the verdicts on a frame; see :func:`ecoindicators.assess_panel`."""
    engine = engine_of(native)
    engine.plain_keys = options.joins or options.acceptance
    engine.told_sorted = options.sorted
    taken = intake(engine, ruleset, ruleset)
    if options.check or not engine.fails_late:
        check_rows(engine, taken.frame, taken.checks)
    ns = engine.ns
    tables = _tables(engine, ruleset, ruleset, options)
    if engine.fails_late:
        late = failing(engine, taken.checks).alias("late")
        taken = evolve(taken, frame=taken.frame.with_columns(late))
    coded = _coded(engine, ruleset, taken, tables, options.as_of)
    frame = coded.frame
    whole = coded.whole
    columns: dict[str, Expr] = {PLACE: ns.col(PLACE), YEAR: ns.col(YEAR)}
    if options.acceptance:
        frame, accepted = _accepted(engine.in_no_order(), ruleset, options, frame)
    for position, component in enumerate(ruleset.components):
        columns |= _component_columns(engine, position, component.id, coded.judged[position], options.outputs)
    columns |= _group_columns(engine, ruleset, columns)
    if engine.fails_late:
        whole = where(ns, ns.col("late").is_null()).then(whole).otherwise(ns.col("late"))
    columns["verdict"] = engine.words(whole, _WORDS)
    if options.acceptance:
        columns["acceptance"] = engine.words(accepted, _WORDS)
    try:
        return engine.finish(frame, columns)
    except Exception as error:
        if not engine.lazy and engine.fails_late and not isinstance(error, DossierError):
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
    """Return the frame with a column ``c3`` for the reason code of the component at position 3, and so on."""
    ns = engine.ns
    compiler = Compiler(ns, taken.held, tables.joined, as_of)
    judged: dict[int, Judged] = {}
    for position, component in enumerate(ruleset.components):
        found = compiler.judged(position, component.target)
        kinds = ruleset.indicator_of(component.id).variants
        found = _excused(ns, tables.joined, position, component, kinds, found)
        compiler.plan.step(found.level, f"c{position}", found.code)
        judged[position] = evolve(found, code=ns.col(f"c{position}"))
    plan = compiler.plan
    frame = engine.earlier(taken.frame, plan.earlier) if plan.earlier else taken.frame
    frame = _courses(engine, frame, plan)
    frame = tables.join(frame, plan.shifted)
    for step in plan.steps:
        frame = frame.with_columns(*[expression.alias(name) for name, expression in step.items()])
    deciding = [
        p for p, c in enumerate(ruleset.components) if ruleset.indicator_of(c.id).decides
    ]  # a prerequisite that is not met fails the whole: it decides like a binding indicator
    return Coded(frame, judged, _verdict(ns, deciding))


def _excused(ns: Any, joined: Joined, position: int, component: Component, kinds: Kinds, judged: Judged) -> Judged:
    """
    Return the judgement where the component may not apply to the place, be exempt, or be one of several kinds.

    It mirrors how :func:`ecoindicators.assess` treats a component that says what it applies to.
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
    codes = [(condition, ns.lit(CODES[reason], ns.Int8)) for condition, reason in cases]
    return evolve(
        judged,
        code=chain(ns, codes, judged.code),
        possible=judged.possible | {CODES[reason] for _, reason in cases},
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
    return frame.join(first, on=[PLACE], how="left")


def _accepted(engine: Engine, ruleset: Ruleset, options: Options, frame: Any) -> tuple[Any, Expr]:
    """
    Return the frame with the ancestor's verdict on each of the years that acceptance asks for, and their AND.

    A year of which the place has no row is judged as well, as one without data.
    """
    ns = engine.ns
    ancestor = next((r for r in ruleset.chain if r.acceptance is not None), None)
    if ancestor is None or ancestor.acceptance is None:
        return frame, ns.lit(NOT_APPLICABLE_V, ns.Int16)
    years = ancestor.acceptance.consecutive_years
    taken = intake(engine, ancestor, ruleset)
    keys = taken.frame.select(*KEYS)
    every = ns.concat([keys.with_columns(ns.col(YEAR) - back) for back in range(years)]).unique()
    filled = evolve(taken, frame=every.join(taken.frame, on=KEYS, how="left"))
    found: list[Expr] = []
    for back in range(years):
        as_of = options.as_of if back == 0 else None
        here = taken if back == 0 and as_of is not None else filled
        asked = evolve(options, as_of=as_of)
        coded = _coded(engine, ancestor, here, _tables(engine, ancestor, ruleset, asked), as_of)
        judged = coded.frame.select(PLACE, (ns.col(YEAR) + back).alias(YEAR), coded.whole.alias(f"w{back}"))
        frame = frame.join(judged, on=KEYS, how="left")
        found.append(ns.col(f"w{back}"))
    return frame, ns.min_horizontal(*found) if years > 1 else found[0]


def _verdict(ns: Any, positions: list[int]) -> Expr:
    """Return the AND of some components as a verdict number; of none, not applicable."""
    if not positions:
        return ns.lit(NOT_APPLICABLE_V, ns.Int16)
    codes = [ns.col(f"c{p}") for p in positions]
    least = ns.min_horizontal(*codes) if len(codes) > 1 else codes[0]
    cases = [
        (least < FIRST_UNDETERMINED, ns.lit(NOT_MET_V, ns.Int16)),
        (least < MET, ns.lit(UNDETERMINED_V, ns.Int16)),
        (least == MET, ns.lit(MET_V, ns.Int16)),
    ]
    return chain(ns, cases, ns.lit(NOT_APPLICABLE_V, ns.Int16))


def _component_columns(
    engine: Engine, position: int, id: str, judged: Judged, outputs: tuple[str, ...]
) -> dict[str, Expr]:
    ns = engine.ns
    columns: dict[str, Expr] = {}
    for output in outputs:
        if output == "verdict":
            columns[f"{id}.verdict"] = _word(engine, position, judged)
        elif output == "reason":
            possible = {code: REASONS[code] for code in sorted(judged.possible)}
            columns[f"{id}.reason"] = engine.words(judged.code, possible)
        else:
            columns[f"{id}.{output}"] = _number(ns, judged, output, judged.leaves)
    return columns


def _word(engine: Engine, position: int, judged: Judged) -> Expr:
    """Return the verdict of one component in words."""
    return engine.words(_verdict(engine.ns, [position]), _WORDS)


def _number(ns: Any, judged: Judged, output: str, leaves: Any) -> Expr:
    """Return gap or attainment; null where the component was not judged."""
    found = the_one(leaves, output, ns) if leaves else None
    if found is None:
        return ns.lit(None, ns.Float64)
    if ns.__name__ != "polars":
        found = where(ns, leaves[0].measured).then(found) if len(leaves) == 1 else found
    return where(ns, ~judged.excused).then(found) if judged.excused is not None else found


def _group_columns(engine: Engine, ruleset: Ruleset, taken: Mapping[str, Expr]) -> dict[str, Expr]:
    """Return the verdicts of indicators and domains; the only component of an indicator has its column already."""
    ns = engine.ns
    positions = {c.id: p for p, c in enumerate(ruleset.components)}
    columns: dict[str, Expr] = {}
    domains: dict[str, list[int]] = {}
    for indicator in ruleset.indicators:
        own = [positions[c.id] for c in indicator.components]
        name = f"{indicator.id}.verdict"
        if name not in taken:
            columns[name] = engine.words(_verdict(ns, own), _WORDS)
        if indicator.domain is not None:
            domains.setdefault(indicator.domain.id, []).extend(own if indicator.decides else [])
    for domain, members in domains.items():
        name = f"{domain}.verdict"
        columns[name if name not in taken and name not in columns else f"domain:{name}"] = engine.words(
            _verdict(ns, members), _WORDS
        )
    return columns
