"""
Make every output of the library from the example dossier and print the hash of each, as JSON: run by the tests of determinism.

The one argument seeds the order of the dossier's rows.
"""

import csv
import hashlib
import json
import random
import sys
import tempfile
from datetime import date
from pathlib import Path

import ecoindicators as eco
from ecoindicators.cli import cli
from ecoindicators.reports import render
from ecoindicators.workbooks import template, templates_by_unit

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/dengfeng"
#: Two exemptions in force at once, and two that ended: which is named must not depend on their order.
EXEMPTIONS = [
    {"component": "27", "reason": "甲", "approved_by": "县政府", "from": "2023-01-01", "until": ""},
    {"component": "27", "reason": "乙", "approved_by": "县政府", "from": "2022-01-01", "until": ""},
    {"component": "28", "reason": "丙", "approved_by": "县政府", "from": "2021-01-01", "until": "2021-06-30"},
    {"component": "28", "reason": "丁", "approved_by": "县政府", "from": "2022-01-01", "until": "2022-06-30"},
]


def rows(name, seed):
    """Return the rows of a table of the example, shuffled unless the seed is 0."""
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    return shuffled(found + (EXEMPTIONS if name == "exemptions" else []), seed)


def shuffled(found, seed):
    """Return the rows in an order that the seed decides; 0 leaves them as they are."""
    if seed:
        random.Random(seed).shuffle(found)
    return found


def everything(seed, folder):
    """Yield each output's name and bytes."""
    ruleset = eco.load_ruleset("dengfeng-2023")
    given = {name: rows(name, seed) for name in ("assignments", "exemptions")}
    dossier = eco.Dossier.from_records(rows("observations", seed), **given, name="example")
    assessment = eco.assess(ruleset, dossier, year=2023, as_of=date(2023, 12, 31), place=("山区", "中部地区"))
    for lang in ("zh", "en"):
        with eco.language(lang):
            for name in ("json", "markdown", "csv", "html", "table"):
                yield f"{name}.{lang}", render(assessment, name).encode()
            for name in ("to_word", "to_excel"):
                getattr(assessment, name)(folder / "file")
                yield f"{name}.{lang}", (folder / "file").read_bytes()
    assessment.chart("domains", path=folder / "chart.svg")
    yield "chart", (folder / "chart.svg").read_bytes()
    ruleset.to_word(folder / "file")
    yield "decomposition", (folder / "file").read_bytes()
    yield "template", template(ruleset, 2023, dossier)
    yield from ((f"template {name}", data) for name, data in templates_by_unit(ruleset, 2023).items())
    yield from commands(seed, folder)


def commands(seed, folder):
    """Yield what the office's commands write, from CSV files whose rows are in the seed's order."""
    for name in ("observations", "assignments", "exemptions"):
        table(folder / f"{name}.csv", rows(name, seed))
    done = [{"action": str(n), "state": "done" if n % 2 else "under-way", "date": "2023-06-01"} for n in range(1, 20)]
    table(folder / "actions.csv", shuffled(done, seed))
    args = ["dengfeng-2023", str(folder / "observations.csv"), "--year", "2023", "--assignments", str(folder / "assignments.csv"), "--exemptions", str(folder / "exemptions.csv")]  # fmt: skip
    excel = ["--excel", str(folder / "out.xlsx")]
    for command in (
        ["scorecard", *args, *excel, "--format", "json"],
        ["scorecard", *args, *excel, "--matrix"],
        ["plan", "rectify", *args, *excel, "--overwrite", "--format", "csv"],
        ["plan", "reporting", *args, "--due", "2024-01-31", "--format", "json"],
        ["plan", "course", *args, "--deadline", "2025", "--format", "markdown"],
        ["plan", "status", "dengfeng-2023", "--on", "2023-09-01", "--actions", str(folder / "actions.csv"), "--dossier", args[1], *args[4:], "--format", "json"],
    ):  # fmt: skip
        assert not cli.main([*command, "--output", str(folder / "out")], standalone_mode=False), command
        name = " ".join(command[:2]) + " --matrix" * ("--matrix" in command)
        yield name, (folder / "out").read_bytes()
        if "--excel" in command:
            yield f"{name} workbook", (folder / "out.xlsx").read_bytes()


def table(path, found):
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted({key for row in found for key in row}))
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        made = {key: hashlib.sha256(data).hexdigest() for key, data in everything(int(sys.argv[1]), Path(name))}
    print(json.dumps(made))
