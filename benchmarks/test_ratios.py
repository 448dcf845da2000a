"""Speed as ratios measured in one run; the bounds are the project's, the printed ratios what was seen."""

import contextlib
import subprocess
import sys
import time
import timeit
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from statistics import median

import tomli

import ecoindicators as eco
from ecoindicators.loading import load_toml
from ecoindicators.loading._raw import RawFile
from ecoindicators.loading._structure import converter
from ecoindicators.targets import AllOf, AnyOf, Assigned, Eliminated, Threshold, Trend

EXAMPLE = Path(__file__).parent.parent / "examples/dengfeng"
DATA = files("ecoindicators_henan_county") / "data"


def best(job, rounds=30):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return median(times)


def fresh(code, rounds=15):
    """The median time of an import in a fresh interpreter, measured inside it."""
    program = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    times = [
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()[
                -1
            ]
        )
        for _ in range(rounds)
    ]
    return median(times)


def whole(*command, rounds=15):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return median(times)


def seen(benchmark):
    """The median that pytest-benchmark measured, in seconds."""
    return benchmark.stats.stats.median


def report(name, ratio, bound):
    print(f"\n{name}: ratio {ratio:.2f} (bound {bound})")
    assert ratio <= bound


def test_importing_the_package(benchmark):
    ours = [sys.executable, "-c", "import ecoindicators"]
    benchmark.pedantic(subprocess.run, args=(ours,), kwargs={"check": True}, rounds=10)
    ratio = fresh("import ecoindicators") / fresh("import attrs, cattrs, pluggy")
    report("import ecoindicators / import attrs, cattrs, pluggy (time inside the interpreter)", ratio, 1.5)


def test_help(benchmark):
    ours = [str(Path(sys.executable).with_name("ecoindicators")), "--help"]
    benchmark.pedantic(subprocess.run, args=(ours,), kwargs={"check": True, "capture_output": True}, rounds=15)
    report(
        "ecoindicators --help / python -c 'import click'",
        seen(benchmark) / whole(sys.executable, "-c", "import click"),
        2,
    )


def test_loading_a_ruleset(benchmark):
    folders = [DATA / "henan-county", DATA / "dengfeng-2023"]

    def structured():
        for folder in folders:
            for file in folder.iterdir():
                converter().structure(tomli.loads(file.read_text(encoding="utf-8"), parse_float=Decimal), RawFile)

    def resolved():
        load_toml(folders[1], lambda _: load_toml(folders[0], lambda __: None))

    structured()
    benchmark.pedantic(resolved, rounds=15, warmup_rounds=1)
    report("load and resolve dengfeng-2023 / tomli and cattrs alone", seen(benchmark) / best(structured, 15), 5)


def _met(target, value, previous, said, assigned, exempt):
    """A plain loop's judging of one target: the verdict alone, by the kinds that the annex has."""
    if exempt:
        return "not-applicable"
    if isinstance(target, AllOf | AnyOf):
        found = [_met(part, value, previous, said, assigned, False) for part in target.parts]
        deciding, other = ("not-met", "met") if isinstance(target, AllOf) else ("met", "not-met")
        return deciding if deciding in found else "undetermined" if "undetermined" in found else other
    if isinstance(target, Threshold):
        return "undetermined" if value is None else "met" if target.op.holds(value, target.value) else "not-met"
    if isinstance(target, Trend):
        if value is None or previous is None:
            return "met" if target.text in said else "undetermined"
        return "met" if target.sense.op.holds(value, previous) else "not-met"
    if isinstance(target, Eliminated):
        return "met" if (value == 0 if value is not None else target.word in said) else "not-met"
    if isinstance(target, Assigned):
        if assigned is None or value is None:
            return "met" if "完成" in said else "undetermined"
        return _met(assigned, value, previous, said, None, False)
    return (
        "met" if any(phrase in said for phrase in target.affirming) or "已" + target.phrase in said else "undetermined"
    )


def _loop(ruleset, dossier, assigned, year):
    seen = {(o.component, o.year): o for o in dossier.observations}
    exempt = {e.component for e in dossier.exemptions if e.year in (None, year) and e.in_force(date(year, 12, 31))}
    verdicts = []
    for component in ruleset.components:
        values = []
        for at in (year, year - 1):
            row = seen.get((component.id, at))
            value = None if row is None else row.value
            if value is not None and row.unit_measure == "share":
                value = value * 100
            if value is not None and not (
                (component.minimum is None or component.minimum <= value)
                and (component.maximum is None or value <= component.maximum)
            ):
                raise ValueError(component.id)
            values.append(value)
        row = seen.get((component.id, year))
        said = set() if row is None else set(row.statement.replace("；", "，").split("，"))
        verdicts.append(_met(component.target, *values, said, assigned.get(component.id), component.id in exempt))
    return verdicts


def test_one_assessment(benchmark):
    ruleset = eco.load_ruleset("dengfeng-2023")
    dossier = eco.Dossier.read(
        EXAMPLE / "observations.csv", assignments=EXAMPLE / "assignments.csv", exemptions=EXAMPLE / "exemptions.csv"
    )
    assigned = {a.component: eco.parse_target(a.target) for a in dossier.assignments if a.year == 2023}
    found = [f.verdict.value for f in eco.assess(ruleset, dossier, year=2023).findings]
    assert _loop(ruleset, dossier, assigned, 2023) == found
    pairs = []

    def both():
        # One after the other, so that a machine that changes its pace changes it for both.
        start = time.perf_counter()
        eco.assess(ruleset, dossier, year=2023)
        middle = time.perf_counter()
        _loop(ruleset, dossier, assigned, 2023)
        pairs.append((middle - start, time.perf_counter() - middle))

    benchmark.pedantic(both, rounds=500, warmup_rounds=5)
    ours, loop = median(p[0] for p in pairs), median(p[1] for p in pairs)
    print(f"\nassess {ours * 1e6:.0f} µs, loop {loop * 1e6:.0f} µs")
    report("one assessment with complete findings / a loop that gives verdicts alone", ours / loop, 3)


PHRASES = ("≥55且不降低", "20%以上", "完成上级规定的考核任务,且≤25或持续下降", "近三年内没有发生环境污染事故和生态破坏事件", "较2012年下降18%",
           "山区≥60；丘陵区≥40；平原地区≥18", "低于全区平均值的50%或年降低率5%", "颁布实施1年以上", "≤30，力争≤25", "15左右")  # fmt: skip


def test_reading_a_thousand_phrases(benchmark):
    def read():
        for phrase in PHRASES * 100:
            with contextlib.suppress(eco.TargetSyntaxError):
                eco.parse_target(phrase, "higher", labels=("山区", "丘陵区", "平原地区"))

    read()
    seconds = min(timeit.repeat(read, number=1, repeat=3))
    benchmark.pedantic(read, rounds=1)
    print(f"\n1,000 phrases in {seconds:.3f} s")
    report("reading 1,000 phrases / half a second", seconds / 0.5, 1)
