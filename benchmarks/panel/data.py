"""The Dengfeng job for many county-years: 45 components, values with gaps in them, statements, two years' targets."""

from __future__ import annotations

from importlib import import_module

import numpy as np

import ecoindicators as eco
from ecoindicators.targets import Assigned, Eliminated, State, Threshold, Trend

RULESET = "dengfeng-2023"
YEARS_A_PLACE = 10
FIRST_YEAR = 2014
MISSING = 0.03


def ruleset():
    """Return the ruleset that every contestant judges by."""
    return eco.load_ruleset(RULESET)


def columns(rows: int, seed: int = 7) -> dict[str, np.ndarray]:
    """Return the wide panel as columns: values near each threshold, 3 % missing; statements as words or None."""
    rng = np.random.default_rng(seed)
    places = np.arange(rows) // YEARS_A_PLACE
    made: dict[str, np.ndarray] = {
        "place": np.char.add("county-", np.char.zfill(places.astype(str), 7)),
        "year": FIRST_YEAR + np.arange(rows) % YEARS_A_PLACE,
    }
    for component in ruleset().components:
        target = component.target
        if component.unit_measure or component.direction or isinstance(target, Eliminated | Threshold | Trend):
            made[component.id] = _values(rng, rows, component)
        if any(not isinstance(atom, Threshold) for atom in target.atoms()):
            denial = f"未{target.text}" if isinstance(target, Assigned | Eliminated | State) else None
            words = np.array([target.text, denial, None], dtype=object)
            made[f"{component.id}.statement"] = words[rng.choice(3, rows, p=[0.85, 0.1, 0.05])]
    return made


def _values(rng, rows, component):
    target = component.target
    centre = float(target.value) if isinstance(target, Threshold) else 50.0
    if isinstance(target, Eliminated):
        values = rng.choice([0.0, 0.0, 0.0, 1.0, 2.0], rows)
    else:
        values = np.round(rng.normal(centre, 5, rows), 1)
        low = float(component.minimum) if component.minimum is not None else -1e9
        high = float(component.maximum) if component.maximum is not None else 1e9
        values = np.clip(values, low, high)
    return np.where(rng.random(rows) < MISSING, np.nan, values)


def polars_frame(rows: int, seed: int = 7):
    """Return the panel as a Polars frame, statements as an Enum, missing values as nulls."""
    pl = import_module("polars")
    made = columns(rows, seed)
    series = []
    for name, values in made.items():
        if name.endswith(".statement"):
            words = sorted({w for w in values.tolist() if w is not None})
            series.append(pl.Series(name, values.tolist(), dtype=pl.Enum(words)))
        elif values.dtype.kind == "f":
            series.append(pl.Series(name, values).fill_nan(None))
        else:
            series.append(pl.Series(name, values.tolist() if values.dtype.kind == "U" else values))
    return pl.DataFrame(series)


def assignments():
    """Return the targets that the province set for every county of a year, as the rows of their table."""
    return [
        {"component": id, "year": year, "target": target}
        for id, target in (
            ("air-quality.good-days", "≥50"), ("air-quality.pm25", "≤50"), ("air-quality.pm10", "≤50"),
            ("energy-per-gdp", "≤50"), ("water-per-gdp", "≤50"),
        )
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS_A_PLACE)
    ]  # fmt: skip


def assigned_frame():
    """Return the same targets as a Polars frame for the hand-written job: a row a year, a column a component."""
    pl = import_module("polars")
    rows: dict[int, dict[str, float]] = {}
    for row in assignments():
        rows.setdefault(row["year"], {"year": row["year"]})[f"{row['component']}.assigned"] = float(row["target"][1:])
    return pl.LazyFrame(list(rows.values()))
