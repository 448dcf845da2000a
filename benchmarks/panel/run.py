"""
One command: ``python benchmarks/panel/run.py [ROWS]``. The Dengfeng job side by side, in one run.

Outputs are checked equal first. Then each round calls every contestant once, so that a machine that changes its pace
changes it for all; the table gives medians and the median of the rounds' ratios to hand-written Polars. Peak memory is
that of a fresh process that reads the panel from Parquet and streams the verdicts to Parquet; ``--memory 20000000``
gives that table alone, for a file larger than memory should hold.
With a million rows, what must hold is told at the end, and what is missed makes the exit code 1; a ratio to a peer that
is left out is not tested, and said to be.
It needs ``pip install -e ".[test]" openfisca-core zen-engine``; a peer that is not installed is left out, and said to be.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import polars as pl
import pytest

import ecoindicators as eco
from ecoindicators.batch._codes import REASONS, VERDICT_WORDS
from ecoindicators.batch.files import scan_panel
from panel import data, hand_numpy, hand_polars

OURS, ZEN = "assess, complete findings", "zen-engine, verdicts alone"
HAND, LAZY, FISCA = "hand-written Polars", "assess_panel, lazy", "OpenFisca-Core, inputs set"
EXAMPLE = Path(__file__).parent.parent.parent / "examples/dengfeng"


def has(module):
    """Return whether a peer is installed."""
    return importlib.util.find_spec(module) is not None


def timed(jobs, rounds):
    """Return the times of each job, one call of each a round."""
    times = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return times


def table(title, times, base):
    """Print medians and ratios, and return the times."""
    print(f"\n{title}\n| contestant | median | ratio to {base} |\n| --- | --- | --- |")
    for name, seen in times.items():
        print(f"| {name} | {median(seen) * 1000:.3g} ms | {ratio(times, name, base):.2f} |")
    return times


def ratio(times, one, other):
    """Return the median of the rounds' ratios of two contestants; None where one of them is left out."""
    if one not in times or other not in times:
        return None
    return median(a / b for a, b in zip(times[one], times[other], strict=True))


def bounds(single, warm, many, peaks):
    """Print what must hold beside what was seen, and return whether all of it holds."""
    rows = [
        ("one county: assess, complete findings / zen-engine, verdicts alone", ratio(single, OURS, ZEN), "≤", 1),
        ("3,000: assess_panel, lazy / hand-written Polars", ratio(warm, LAZY, HAND), "≤", 2),
        ("1,000,000: assess_panel, lazy / hand-written Polars", ratio(many, LAZY, HAND), "≤", 1.2),
        ("1,000,000: OpenFisca-Core / assess_panel, lazy", ratio(many, FISCA, LAZY), "≥", 3),
        ("1,000,000: peak memory, assess_panel(scan_panel(…)) / hand-written Polars", peaks["ours"] / peaks["hand"], "≤", 1.2),
    ]  # fmt: skip
    print("\nWhat must hold\n| ratio | seen | bound | |\n| --- | --- | --- | --- |")
    held = True
    for name, seen, sign, bound in rows:
        holds = seen is None or (seen <= bound if sign == "≤" else seen >= bound)
        held = held and holds
        shown = "not tested" if seen is None else f"{seen:.2f}"
        print(f"| {name} | {shown} | {sign} {bound} | {'' if holds else 'missed'} |")
    return held


def check(frame, rules, assigned):
    """Raise unless all contestants give the same answer on a panel."""
    ours = eco.assess_panel(rules, frame, assignments=data.assignments()).sort("place", "year")
    hand = hand_polars.judge(frame.lazy(), rules, assigned).collect().select(ours.columns).sort("place", "year")
    arrays = hand_numpy.judge(hand_numpy.arrays(frame, assigned), rules)
    for name in ours.columns[2:]:
        a, b = ours[name], hand[name]
        if a.dtype == pl.Float64:
            assert ((a - b).abs().fill_null(0) < 2e-9).all(), name
            assert a.is_null().equals(b.is_null()), name
            assert a.fill_null(-1).to_numpy() == pytest.approx(
                pl.Series(arrays[name]).fill_nan(-1).to_numpy(), abs=2e-9
            ), name
        else:
            assert a.cast(pl.String).equals(b.cast(pl.String)), name
            words = REASONS if name.endswith(".reason") else VERDICT_WORDS
            assert a.cast(pl.String).to_list() == [words[n] for n in arrays[name]], name


def panel_jobs(rows, rules, assigned):
    """Return the contestants on a panel of so many county-years."""
    frame = data.polars_frame(rows)
    lazy = frame.lazy()
    columns = hand_numpy.arrays(frame, assigned)
    jobs = {
        HAND: lambda: hand_polars.judge(lazy, rules, assigned).collect(),
        LAZY: lambda: eco.assess_panel(rules, lazy, assignments=data.assignments()).collect(),
        "assess_panel, eager": lambda: eco.assess_panel(rules, frame, assignments=data.assignments()),
        "hand-written NumPy, inputs ready": lambda: hand_numpy.judge(columns, rules),
    }
    if has("openfisca_core"):
        from panel import openfisca_job

        system = openfisca_job.system(rules, columns)
        found, wanted = openfisca_job.judge(system, columns, rows), hand_numpy.judge(columns, rules)
        assert (found["whole"] == wanted["verdict"]).all()
        for part in rules.components:
            for output, name in (("verdict", "verdict"), ("code", "reason")):
                assert (found[openfisca_job.variable(part.id, output)] == wanted[f"{part.id}.{name}"]).all(), part.id
        jobs[FISCA] = lambda: openfisca_job.judge(system, columns, rows)
    else:
        print("OpenFisca-Core is not installed and left out")
    return jobs


def one_county(rules):
    """Return the contestants on one county, their verdicts checked equal."""
    dossier = eco.Dossier.read(EXAMPLE / "observations.csv", assignments=EXAMPLE / "assignments.csv")
    jobs = {OURS: lambda: eco.assess(rules, dossier, year=2023)}
    if has("zen"):
        from panel import zen_job

        decision, facts = zen_job.decision(rules), zen_job.facts(rules, dossier, 2023)
        found = decision.evaluate(facts)["result"]
        wanted = [f.verdict.value for f in eco.assess(rules, dossier, year=2023).findings]
        got = [found[f"c{i}"] for i in range(len(wanted))]
        assert got == wanted, [(c.id, a, b) for c, a, b in zip(rules.components, got, wanted, strict=True) if a != b]
        jobs[ZEN] = lambda: decision.evaluate(facts)
    else:
        print("zen-engine is not installed and left out")
    return jobs


def stream(who, source, target):
    """Judge a Parquet file as a stream, for the peak of memory."""
    rules, lazy = data.ruleset(), pl.scan_parquet(source)
    if who == "ours":
        judged = eco.assess_panel(rules, scan_panel(source), assignments=data.assignments())
    elif who == "scan":
        judged = eco.assess_panel(rules, lazy, assignments=data.assignments())
    elif who == "hand":
        judged = hand_polars.judge(lazy, rules, data.assigned_frame())
    else:
        judged = lazy
    start = time.perf_counter()
    judged.sink_parquet(target)
    print(f"{time.perf_counter() - start:.2f} {peak_memory():.0f}")


def peak_memory():
    """Return the most memory that this process held at once, in MiB, as Linux knows it (what a parent held is not in it)."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def write(source, rows, at_once=1_000_000):
    """Write a panel of so many county-years, in order of place and year, a part at a time."""
    parts = []
    for first in range(0, rows, at_once):
        count = min(at_once, rows - first)
        part = data.polars_frame(count, seed=7 + first // at_once)
        parts.append(source.with_suffix(f".{first // at_once:03}"))
        part.with_columns(pl.format("{}-{}", pl.lit(f"{first // at_once:03}"), "place").alias("place")).write_parquet(
            parts[-1], row_group_size=100_000
        )
    pl.scan_parquet(parts).sink_parquet(source, row_group_size=100_000)
    for part in parts:
        part.unlink()


def memory(rows, contestants=("copy", "hand", "scan", "ours")):
    """Print peak memory of streaming a file, by process, and return it."""
    labels = {
        "copy": "copying the file", "hand": "hand-written Polars", "scan": "assess_panel(pl.scan_parquet(…))",
        "ours": "assess_panel(scan_panel(…))",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "panel.parquet"
        write(source, rows)
        size = source.stat().st_size / 2**20
        print(f"\n{rows:,} county-years streamed from Parquet ({size:.0f} MiB) to Parquet")
        print("| process | seconds | peak MiB |\n| --- | --- | --- |")
        peaks = {}
        for who in contestants:
            call = [sys.executable, __file__, "--stream", who, str(source), str(Path(folder) / "out.parquet")]
            seconds, peak = subprocess.run(call, capture_output=True, text=True, check=True).stdout.split()
            print(f"| {labels[who]} | {seconds} | {peak} |", flush=True)
            peaks[who] = int(peak)
    return peaks


def main():
    """Run everything."""
    rules, assigned = data.ruleset(), data.assigned_frame()
    check(data.polars_frame(20_000), rules, assigned)
    print("outputs of assess_panel, Polars and NumPy are equal on 20,000 county-years")
    single = table("One county, in process", timed(one_county(rules), 300), OURS)
    warm = table("3,000 county-years, warm", timed(panel_jobs(3_000, rules, assigned), 31), HAND)
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    many = table(f"{rows:,} county-years", timed(panel_jobs(rows, rules, assigned), 5), HAND)
    peaks = memory(rows)
    if rows == 1_000_000 and not bounds(single, warm, many, peaks):
        sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stream"]:
        stream(*sys.argv[2:5])
    elif sys.argv[1:2] == ["--memory"]:
        memory(int(sys.argv[2]))
    else:
        main()
