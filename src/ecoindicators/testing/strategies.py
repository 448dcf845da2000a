"""
Hypothesis strategies for targets, situations, rulesets and dossiers: small pools, so that what is drawn interacts often.

``targets`` draws targets, ``situations()`` what to judge them in; ``documents()`` draws ruleset files as data,
``rulesets()`` loads them, and ``dossiers(ruleset)`` draws what a place may have reported for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ecoindicators.dossier import Assignment, Dossier, Exemption, Observation, Reference, Status
from ecoindicators.drafting import toml_text
from ecoindicators.indicators import Component
from ecoindicators.loading import load_files
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    Assigned,
    ByVariant,
    ByYear,
    Change,
    Eliminated,
    Evidence,
    Facts,
    InForce,
    Op,
    Peer,
    Range,
    Sense,
    Situation,
    State,
    Target,
    Threshold,
    Trend,
    Variant,
    Window,
    WithAim,
)
from ecoindicators.verdicts import Verdict

T = TypeVar("T")

YEAR: Final = 2023
LABELS: Final = ("山区", "丘陵区", "平原地区")
STATES: Final = (
    State("全面实施"),
    State("建立", synonyms=("已建成",)),
    State("制定实施", implied_by=("颁布实施",)),
    State("不明显"),
)
DIRECTED: Final = (Sense.NOT_LOWER, Sense.NOT_HIGHER, Sense.HIGHER, Sense.LOWER)

numbers = st.sampled_from([Decimal(n) for n in ("0", "1", "2", "2.5", "3")])
verdicts = st.sampled_from(Verdict)
decided = st.sampled_from([Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.MET])
thresholds = st.builds(Threshold, st.sampled_from(Op), numbers)
ranges = st.tuples(numbers, numbers).map(lambda p: Range(min(p), max(p)))
trends = st.builds(Trend, st.sampled_from(DIRECTED), st.sampled_from([1, 1, 2, None]))
tolerant = st.builds(Trend, st.sampled_from(DIRECTED[:2]), st.just(1), st.sampled_from([Decimal(0), Decimal("0.5")]))
changes = st.builds(
    Change, st.booleans(), st.sampled_from([Op.GE, Op.GT, Op.LE]), st.sampled_from([Decimal(0), Decimal(10), Decimal(50)]),
    st.sampled_from([None, 2020]), absolute=st.just(False),
) | st.builds(Change, st.booleans(), st.sampled_from([Op.GE, Op.LE]), st.sampled_from([Decimal(0), Decimal(1)]), st.just(None), absolute=st.just(True))  # fmt: skip
peers = st.builds(
    Peer,
    st.sampled_from([Op.GE, Op.GT, Op.LE, Op.LT]),
    st.just("全省平均水平"),
    st.sampled_from([Decimal(1), Decimal("0.5")]),
)
assigned = st.builds(Assigned, st.sampled_from([None, Op.LE, Op.GE]))
in_force = st.builds(InForce, st.just("颁布实施"), st.sampled_from([6, 12, 24]))
states = st.sampled_from(STATES)
eliminated = st.sampled_from([Eliminated(), Eliminated("未发生"), Eliminated("未发生", "重大环境事件")])
simple = st.one_of(thresholds, ranges, trends, tolerant, changes, peers, assigned, in_force, states, eliminated)
windows = st.builds(Window, st.sampled_from([2, 3]), st.one_of(thresholds, eliminated, states))
atoms = st.one_of(simple, windows)


def _compound(inner: SearchStrategy[Target]) -> SearchStrategy[Target]:
    parts = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(parts.map(AllOf), parts.map(AnyOf))


conditions = st.recursive(atoms, _compound, max_leaves=4)
variants = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True).flatmap(
    lambda labels: st.tuples(*[conditions for _ in labels]).map(
        lambda targets: ByVariant(tuple(Variant((label,), t) for label, t in zip(labels, targets, strict=True)))
    )
)
by_year = st.lists(st.sampled_from([2022, YEAR, 2024]), min_size=1, max_size=2, unique=True).flatmap(
    lambda years: st.tuples(*[conditions for _ in years]).map(
        lambda targets: ByYear(tuple(zip(years, targets, strict=True)))
    )
)
aims = st.builds(WithAim, thresholds, thresholds)
targets = st.one_of(conditions, conditions, variants, by_year, aims)


@st.composite
def situations(draw: DrawFn, missing: bool = True) -> Situation:
    """Draw a situation: values, dates, facts, assignments, references and labels; some missing if ``missing``."""

    def some(strategy: SearchStrategy[T]) -> T | None:
        return draw(st.none() | strategy) if missing else draw(strategy)

    evidence: dict[int | None, Evidence] = {}
    for year in (2020, 2021, 2022, YEAR):
        if missing and draw(st.booleans()):
            continue
        known = draw(st.fixed_dictionaries({s: st.booleans() for s in STATES}))
        told = {s for s in STATES if not missing or draw(st.booleans())}
        facts = Facts(frozenset(s for s in told if known[s]), frozenset(s for s in told if not known[s]))
        day = some(st.integers(0, 1000).map(lambda d: date(YEAR, 12, 31) - timedelta(days=d)))
        evidence[year] = Evidence(some(numbers), day, facts)
    assignments: dict[int | None, Target] = {YEAR: a} if (a := some(thresholds)) is not None else {}
    references: dict[tuple[int | None, str], Decimal] = (
        {(YEAR, "全省平均水平"): r} if (r := some(numbers)) is not None else {}
    )
    place = frozenset(draw(st.lists(st.sampled_from(LABELS), max_size=2, unique=True)))
    return Situation(YEAR, date(YEAR, 12, 31), evidence, assignments, references, place)


# --- rulesets ---------------------------------------------------------------------------------------

TEXTS: Final = st.sampled_from(["覆盖率", "河长制", "空气质量", "率"]) | st.fixed_dictionaries(
    {"zh": st.sampled_from(["覆盖率", "河长制"]), "en": st.sampled_from(["Coverage", "River chiefs"])}
)
UNITS: Final = ("unit-1", "unit-2", "group-1")
CLAUSES: Final = st.sampled_from(["附件 1", "三（一）2"])
MONTHS: Final = ("2023-01", "2023-06", "2024-12")


def _state(state: State) -> Any:
    said = {"phrase": state.phrase, "synonyms": list(state.synonyms), "implied-by": list(state.implied_by)}
    return {key: value for key, value in said.items() if value} if len(said) else state.phrase


#: Every phrase that ``targets`` may print needs its states and labels declared.
_DECLARED: Final = {"states": [_state(s) for s in STATES], "labels": list(LABELS)}


def _some(**optional: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Draw a table of which any key may be missing."""
    return st.fixed_dictionaries({}, optional={key.replace("_", "-"): value for key, value in optional.items()})


target_tables: Final = targets.map(lambda target: {"text": str(target), **_DECLARED})
notes: Final = st.lists(TEXTS, max_size=2)
responsibilities: Final = _some(
    lead=st.lists(st.sampled_from(UNITS), max_size=2), responsible=st.lists(st.sampled_from(UNITS), max_size=2)
)
_measured: Final = _some(
    unit_measure=st.sampled_from(["%", "km²", ""]), direction=st.sampled_from(["higher", "lower"]),
    minimum=st.sampled_from([0, Decimal("0.5")]), maximum=st.sampled_from([100, Decimal("3.5")]),
    applies_to=st.lists(st.sampled_from(LABELS), max_size=2), clause=CLAUSES, notes=notes,
)  # fmt: skip


@st.composite
def _indicator(draw: DrawFn, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {"number": draw(st.sampled_from([number, str(number)])), "id": f"indicator-{number}", "name": draw(TEXTS)}  # fmt: skip
    made |= draw(
        _some(
            attribute=st.sampled_from(["binding", "reference"]), prerequisite=st.booleans(),
            weight=st.sampled_from([Decimal("0.5"), 1]), points=st.sampled_from([10, 20]),
            source_cells=st.fixed_dictionaries({"name": st.just("甲")}),
        )
    )  # fmt: skip
    made |= draw(st.sampled_from([{"domain": "domain-1"}, {"task": "task-1"}, {}]))
    if draw(st.booleans()):
        made |= {"target": draw(target_tables), **draw(_measured)}
    else:
        made["component"] = [
            {"id": f"component-{at}", "name": draw(TEXTS), "target": draw(target_tables), **draw(_measured)}
            for at in range(1, draw(st.integers(1, 2)) + 1)
        ]
    return made


@st.composite
def documents(draw: DrawFn, id: str = "drawn") -> dict[str, Any]:
    """Draw a ruleset file as data: the tables of the TOML format, so that it loads."""
    ruleset: dict[str, Any] = {
        "id": id, "version": "1", "title": draw(TEXTS),
        "jurisdiction": {"code": "410000", "name": draw(TEXTS)}, "source": {"title": "来源"},
    }  # fmt: skip
    ruleset["source"] |= draw(_some(document=st.just("甲政文〔2024〕1号"), part=st.just("附件"), published=st.just(date(2023, 4, 1))))  # fmt: skip
    ruleset |= draw(_some(valid_from=st.just(date(2020, 1, 1)), total_points=st.just(100), notes=notes))
    indicators = [draw(_indicator(number)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    ids = st.sampled_from([indicator["id"] for indicator in indicators])
    duty = st.fixed_dictionaries(
        {"id": st.just("duty"), "text": TEXTS},
        optional={"every": st.sampled_from(["month", "quarter", "year"]), "clause": CLAUSES},
    )
    action = st.fixed_dictionaries(
        {"number": st.integers(1, 3), "title": TEXTS},
        optional={"section": st.just("一"), "indicators": st.lists(ids, max_size=2), "duties": st.lists(duty, max_size=1), "summary": TEXTS, "notes": notes},
    )  # fmt: skip
    phase = st.tuples(st.sampled_from(MONTHS), st.none() | st.sampled_from(MONTHS)).map(
        lambda ends: (
            {"number": "一", "name": "阶段", "from": min(ends[0], ends[1] or ends[0])}
            | ({} if ends[1] is None else {"until": max(ends[0], ends[1])})
        )
    )
    return {
        "format": 1,
        "ruleset": ruleset,
        "domains": {"domain-1": draw(TEXTS)},
        "tasks": {"task-1": {"domain": "domain-1", "number": "一", "zh": "任务"}},
        "indicator": indicators,
        "unit": [{"id": unit, "name": f"{unit}局", **draw(_some(aliases=st.just([f"{unit}原名"]), notes=notes))} for unit in UNITS[:2]],
        "group": [{"id": UNITS[2], "name": "各乡镇", **draw(_some(kind=st.just("township"), members=st.just(["unit-1"])))}],
        **draw(
            _some(
                acceptance=st.just({"consecutive-years": 2, "clause": "四（二）"}),
                responsibility=st.dictionaries(ids, responsibilities, max_size=2),
                section=st.just([{"number": "一", "title": "小标题", "actions": [1]}]),
                action=st.lists(action, max_size=2), duty=st.lists(duty, max_size=1), phase=st.lists(phase, max_size=2),
                accept=st.just([{"check": "number-skipped", "subject": "tasks 二", "reason": "原文如此"}]),
                notes=st.dictionaries(ids, notes, max_size=1),
                source_cells=st.dictionaries(ids, st.just({"target": "≥1"}), max_size=1),
            )
        ),
    }  # fmt: skip


def _loaded(document: Mapping[str, Any]) -> Ruleset:
    def no_parent(id: str) -> Ruleset:
        raise LookupError(id)

    return load_files({"drawn.toml": toml_text(dict(document)).encode()}, no_parent)


def rulesets() -> SearchStrategy[Ruleset]:
    """Return the strategy that draws rulesets: one layer, one to three indicators, targets of every kind."""
    return documents().map(_loaded)


# --- dossiers ---------------------------------------------------------------------------------------


@st.composite
def _observation(draw: DrawFn, component: Component, year: int) -> Observation:
    inside = [n for n in (Decimal(k) / 2 for k in range(8)) if _within(component, n)]
    value = draw(st.none() | st.sampled_from(inside)) if inside else None
    said = draw(st.none() | st.sampled_from([s.phrase for s in STATES]))
    statement = "" if said is None else draw(st.sampled_from([said, f"已{said}", f"未{said}"]))
    day = draw(st.none() | st.sampled_from([date(2020, 1, 1), date(year, 6, 1)]))
    status: Status = draw(st.sampled_from(("final", "final", "provisional")))
    return Observation(component.id, year, value, day, statement=statement, status=status)


def _within(component: Component, number: Decimal) -> bool:
    low, high = component.minimum, component.maximum
    return (low is None or number >= low) and (high is None or number <= high)


@st.composite
def dossiers(draw: DrawFn, ruleset: Ruleset, year: int = YEAR) -> Dossier:
    """Draw a dossier that fits ``ruleset``: some observations of this and earlier years, something for ``year`` at least."""
    observations = []
    for component in ruleset.components:
        years = draw(st.lists(st.sampled_from([year - 2, year - 1, year]), unique=True, max_size=3))
        observations += [draw(_observation(component, y)) for y in years]
    if all(row.year != year for row in observations):
        observations.append(Observation(ruleset.components[0].id, year))
    ids = st.sampled_from([component.id for component in ruleset.components])
    assigned = draw(st.lists(ids, unique=True, max_size=2))
    exempt = draw(st.lists(ids, unique=True, max_size=1))
    reference = draw(st.none() | numbers)
    return Dossier(
        tuple(observations),
        tuple(Assignment(id, year, draw(st.sampled_from(["≥1", "≤2"]))) for id in assigned),
        () if reference is None else (Reference("", year, "全省平均水平", reference),),
        tuple(Exemption(id, reason="经批准", approved_by="省级") for id in exempt),
    )
