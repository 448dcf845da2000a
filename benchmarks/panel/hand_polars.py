"""The Dengfeng job in Polars, written by hand for these 45 components: what a careful analyst would write without us."""

from __future__ import annotations

import polars as pl

VERDICT = pl.Enum(["not-met", "undetermined", "met", "not-applicable"])
NOT_MET, UNDETERMINED, MET = (pl.lit(word, VERDICT) for word in ("not-met", "undetermined", "met"))

AT_LEAST = {
    "appraisal-weight": 20, "environmental-disclosure-rate": 100, "eco-environment-index": 60.5, "forest-grass-coverage": 44,
    "biodiversity.protected-species": 96, "hazardous-waste-disposal-rate": 100, "construction-land-per-gdp-decline": 4.5,
    "agricultural-waste-use.straw": 94.2, "agricultural-waste-use.manure": 95.1, "agricultural-waste-use.mulch-film": 97.5,
    "industrial-solid-waste-use": 75, "county-drinking-water-sources": 100, "rural-drinking-water": 100,
    "urban-sewage-treatment": 92, "rural-sewage-treatment": 62, "urban-garbage-treatment": 100, "rural-sanitary-toilets": 100,
    "green-buildings": 90.5, "green-procurement": 98, "cadre-training": 100, "public-satisfaction": 95, "public-participation": 96,
}  # fmt: skip
STATES = {
    "eco-plan": "制定实施", "major-task-deployment": "有效开展", "river-chief-system": "全面实施", "planning-eia": "开展",
    "biodiversity.alien-invasion": "不明显", "soil-pollution-register": "建立", "environmental-emergency-mechanism": "建立",
    "household-waste-use.urban-sorting": "实施", "household-waste-use.rural-collection": "实施",
}  # fmt: skip
STATED_ASSIGNMENTS = ("water-quality.surface-water-responsibility", "pollutant-reduction")
ASSIGNED = "完成上级规定的目标任务"
COUNTS = ("water-quality.inferior-v-sections", "water-quality.black-odorous-waters")
AREAS = ("natural-space.ecological-red-line", "natural-space.nature-reserves", "natural-space.drinking-water-sources", "natural-space.river-lake-shorelines")  # fmt: skip
AIR = {"air-quality.good-days": True, "air-quality.pm25": False, "air-quality.pm10": False}
PER_GDP = ("energy-per-gdp", "water-per-gdp")
PREVIOUS = (*AIR, *AREAS, "biodiversity.indicator-aquatic-species")


def enum(*words):
    """Return an Enum and its words as literals."""
    kind = pl.Enum(list(words))
    return [pl.lit(word, kind) for word in words]


def numeric(id, better, bound, fails, nothing="no-observation"):
    """Return verdict, gap, attainment and reason of a comparison with a number."""
    v = pl.col(id)
    below, none, met = enum(fails, nothing, "met")
    holds = v >= bound if better else v <= bound
    return [
        pl.when(v.is_null()).then(UNDETERMINED).when(holds).then(MET).otherwise(NOT_MET).alias(f"{id}.verdict"),
        ((bound - v) if better else (v - bound)).clip(lower_bound=0).round(9).alias(f"{id}.gap"),
        ((v / bound) if better else (bound / v)).round(9).alias(f"{id}.attainment"),
        pl.when(v.is_null()).then(none).when(holds).then(met).otherwise(below).alias(f"{id}.reason"),
    ]


def columns(id, verdict, reason, gap=None, attainment=None):
    """Return the four columns of a component."""
    null = pl.lit(None, pl.Float64)
    return [
        verdict.alias(f"{id}.verdict"),
        (null if gap is None else gap).alias(f"{id}.gap"),
        (null if attainment is None else attainment).alias(f"{id}.attainment"),
        reason.alias(f"{id}.reason"),
    ]


def state(id, phrase, denied="denied"):
    """Return the four columns of a phrase that is affirmed, denied, or not stated."""
    s = pl.col(f"{id}.statement")
    yes, no = s == phrase, s == f"未{phrase}"
    not_met, none, met = enum(denied, "no-observation", "met")
    return columns(
        id,
        pl.when(yes).then(MET).when(no).then(NOT_MET).otherwise(UNDETERMINED),
        pl.when(yes).then(met).when(no).then(not_met).otherwise(none),
    )


def count(id):
    """Return the four columns of a count that must be 0, or be stated to be so."""
    v, s = pl.col(id), pl.col(f"{id}.statement")
    yes = v.is_null() & (s == "消除")
    open_ = v.is_null() & s.is_null()
    not_met, none, met = enum("not-eliminated", "no-observation", "met")
    return columns(
        id,
        pl.when(open_).then(UNDETERMINED).when(yes | (v == 0)).then(MET).otherwise(NOT_MET),
        pl.when(open_).then(none).when(yes | (v == 0)).then(met).otherwise(not_met),
        v.abs().round(9),
    )


def area(id):
    """Return the four columns of 得到严格保护，面积不减少，性质不改变，功能不降低: one statement for all, the area by numbers."""
    v, p, s = pl.col(id), pl.col(f"{id}.before"), pl.col(f"{id}.statement")
    phrase = "得到严格保护，面积不减少，性质不改变，功能不降低"
    yes = s == phrase
    both = v.is_not_null() & p.is_not_null()
    lower = both & (v < p)
    given = v.is_not_null() | s.is_not_null()
    worse, none, no_statement, met = enum("worse-than-before", "no-observation", "no-statement", "met")
    # Without the whole phrase three of the four stay open; the area alone can still fail it.
    return columns(
        id,
        pl.when(lower).then(NOT_MET).when(yes).then(MET).otherwise(UNDETERMINED),
        pl.when(lower).then(worse).when(yes).then(met).when(given).then(no_statement).otherwise(none),
        (p - v).clip(lower_bound=0).round(9),
        pl.when(p != 0).then((v / p).round(9)),
    )


def trend(id):
    """Return the four columns of 不降低, stated where it cannot be computed."""
    v, p, s = pl.col(id), pl.col(f"{id}.before"), pl.col(f"{id}.statement")
    both = v.is_not_null() & p.is_not_null()
    yes = s == "不降低"
    worse, none, no_value, no_earlier, met = enum(
        "worse-than-before", "no-observation", "no-value", "no-earlier-year", "met"
    )
    given = s.is_not_null()
    return columns(
        id,
        pl.when(both & (v >= p)).then(MET).when(both).then(NOT_MET).when(yes).then(MET).otherwise(UNDETERMINED),
        pl.when(both & (v >= p)).then(met).when(both).then(worse).when(yes).then(met)
        .when(v.is_not_null()).then(no_earlier).when(given).then(no_value).otherwise(none),
        (p - v).clip(lower_bound=0).round(9),
        pl.when(p != 0).then((v / p).round(9)),
    )  # fmt: skip


def air(id, higher, bound):
    """Return the four columns of 完成上级规定的考核任务；保持稳定或持续改善 with what was assigned."""
    v, p, s = pl.col(id), pl.col(f"{id}.before"), pl.col(f"{id}.statement")
    whole = s == "完成上级规定的考核任务；保持稳定或持续改善"
    both = v.is_not_null() & p.is_not_null()
    missed = v.is_not_null() & ((v < bound) if higher else (v > bound))
    worse = both & ((v < p) if higher else (v > p))
    given = v.is_not_null() | s.is_not_null()
    assigned_open = v.is_null() & ~whole.fill_null(False)
    trend_open = ~both & ~whole.fill_null(False)
    miss, worse_word, none, no_value, no_earlier, met = enum(
        "assignment-missed", "worse-than-before", "no-observation", "no-value", "no-earlier-year", "met"
    )
    gap = pl.when(~both).then(((bound - v) if higher else (v - bound)).clip(lower_bound=0).round(9))
    attainment = pl.when(~both & (v != 0)).then(((v / bound) if higher else (bound / v)).round(9))
    return columns(
        id,
        pl.when(missed | worse).then(NOT_MET).when(assigned_open | trend_open).then(UNDETERMINED).otherwise(MET),
        pl.when(missed).then(miss).when(worse).then(worse_word)
        .when(assigned_open & given).then(no_value).when(assigned_open).then(none)
        .when(trend_open & v.is_null() & given).then(no_value).when(trend_open).then(no_earlier).otherwise(met),
        gap,
        attainment,
    )  # fmt: skip


def per_gdp(id, bound):
    """Return the four columns of 完成上级规定的目标任务 with what was assigned, or stated."""
    v, s = pl.col(id), pl.col(f"{id}.statement")
    whole = s == "完成上级规定的目标任务"
    denied = s == "未完成上级规定的目标任务"
    miss, none, no_value, met = enum("assignment-missed", "no-observation", "no-value", "met")
    by_word = v.is_null() & whole
    by_denial = v.is_null() & denied
    return columns(
        id,
        pl.when((v <= bound) | by_word).then(MET).when((v > bound) | by_denial).then(NOT_MET).otherwise(UNDETERMINED),
        pl.when((v <= bound) | by_word).then(met).when((v > bound) | by_denial).then(miss)
        .when(s.is_not_null()).then(no_value).otherwise(none),
        (v - bound).clip(lower_bound=0).round(9),
        pl.when(v != 0).then((bound / v).round(9)),
    )  # fmt: skip


def groups(ruleset):
    """Return the verdicts of indicators, domains and the whole from those of components."""
    made, domains, every = [], {}, []
    for indicator in ruleset.indicators:
        own = [f"{c.id}.verdict" for c in indicator.components]
        if len(own) > 1:
            made.append(worst(own).alias(f"{indicator.id}.verdict"))
        domains.setdefault(indicator.domain.id, []).extend(own)
        every += own
    made += [worst(own).alias(f"{domain}.verdict") for domain, own in domains.items()]
    return [*made, worst(every).alias("verdict")]


def worst(columns):
    """Return the least verdict of some columns, by their place in the Enum."""
    least = pl.min_horizontal(*[pl.col(c).to_physical() for c in columns])
    return pl.when(least == 0).then(NOT_MET).when(least == 1).then(UNDETERMINED).otherwise(MET)


def judge(frame: pl.LazyFrame, ruleset, assigned: pl.LazyFrame) -> pl.LazyFrame:
    """Return the verdicts on a wide panel; ``assigned`` holds the year's number of each component."""
    before = frame.select("place", pl.col("year") + 1, *[pl.col(c).alias(f"{c}.before") for c in PREVIOUS])
    made = frame.join(before, on=["place", "year"], how="left").join(assigned, on="year", how="left")
    columns_ = []
    for id, bound in AT_LEAST.items():
        columns_ += numeric(id, True, bound, "below-threshold")
    for id, phrase in STATES.items():
        columns_ += state(id, phrase)
    for id in STATED_ASSIGNMENTS:
        columns_ += state(id, ASSIGNED, "assignment-missed")
    for id in COUNTS:
        columns_ += count(id)
    for id in AREAS:
        columns_ += area(id)
    columns_ += trend("biodiversity.indicator-aquatic-species")
    for id, higher in AIR.items():
        columns_ += air(id, higher, pl.col(f"{id}.assigned"))
    for id in PER_GDP:
        columns_ += per_gdp(id, pl.col(f"{id}.assigned"))
    return made.select("place", "year", *columns_).with_columns(*groups(ruleset))
