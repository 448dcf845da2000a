"""
The score of the last mutation run, by module; fails under the floor, and where a survivor is not explained.

``mutmut run`` changes one thing at a time in a copy of the code and runs the example tests on it. A change that
no test notices is a survivor: either a test is missing, or the change makes no difference. ``survivors.toml`` beside
this file keeps the second kind, each with the reason, and names the modules whose survivors are all explained: there a
new one fails. Run ``nox -s mutation``, or ``mutmut run`` and then this file; ``--survivors`` prints those without an
explanation, ready to be explained or, better, killed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

SURVIVORS = Path(__file__).parent / "survivors.toml"
#: What mutmut notes of a mutant: 1 and 3 a test failed, 24 and the like a test never ended, 0 nothing noticed, 5 and 33 no test ran it.
CAUGHT = {
    1: "killed",
    3: "killed",
    24: "timeout",
    -24: "timeout",
    36: "timeout",
    152: "timeout",
    255: "timeout",
    -9: "timeout",
}
ESCAPED = {0: "survived", 5: "survived", 33: "survived"}
OUTCOMES = ("killed", "timeout", "survived", "unchecked")


def outcomes(root: Path = Path("mutants")) -> dict[str, dict[str, str]]:
    """Return what became of each mutant, by source file and by mutmut's name for it."""
    found = {}
    for path in sorted(root.rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            name = str(path.relative_to(root)).removesuffix(".meta")
            found[name] = {key: {**CAUGHT, **ESCAPED}.get(code, "unchecked") for key, code in codes.items()}
    return found


def change(mutant: str, path: str) -> tuple[str, str]:
    """Return the lines that a mutant takes out and puts in, each as one text without its indent."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    before, after = ("\n".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    return before, after


def kept() -> tuple[float, set[str], dict[tuple[str, str, str], str]]:
    """Return the floor, the modules whose survivors are all explained, and why each one kept makes no difference."""
    found = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    reasons = {(s["file"], s["before"], s["after"]): s["why"] for s in found.get("survivor", ())}
    return found["floor"], set(found["explained"]), reasons


def main(arguments: list[str] | None = None) -> int:
    """Print the score by module and what is wrong with it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--survivors", action="store_true", help="print the survivors that are not explained, as TOML")
    options = parser.parse_args(arguments)
    floor, explained, reasons = kept()
    total, unexplained, used = Counter[str](), list[tuple[str, str, str]](), set[tuple[str, str, str]]()
    print(f"{'module':<44}{'mutants':>8}" + "".join(f"{word:>10}" for word in OUTCOMES) + f"{'score':>8}")
    for path, mutants in outcomes().items():
        counts = Counter(mutants.values())
        total += counts
        print(_row(path.removeprefix("src/ecoindicators/"), counts))
        for mutant, outcome in mutants.items():
            if outcome == "survived":
                key = (path.removeprefix("src/ecoindicators/"), *change(mutant, path))
                used.add(key)
                if not reasons.get(key):
                    unexplained.append(key)
    print(_row("all", total))
    if options.survivors:
        for file, before, after in unexplained:
            print(f"\n[[survivor]]\nfile = {file!r}\nbefore = '''{before}'''\nafter = '''{after}'''\nwhy = \"\"")
    wrong = []
    if not total or total["unchecked"]:
        wrong.append(f"{total['unchecked']} mutants were not checked: run mutmut to its end")
    if _score(total) < floor:
        wrong.append(f"the score {_score(total):.1f} % is under the floor of {floor} %")
    new = [key for key in unexplained if key[0] in explained]
    if new:
        wrong.append(f"{len(new)} survivors are not explained in {SURVIVORS.name} (--survivors prints them)")
    for stale in sorted(set(reasons) - used):
        wrong.append(f"{SURVIVORS.name} explains what no longer survives: {stale[0]}: {stale[1]} -> {stale[2]}")
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


def _score(counts: Counter[str]) -> float:
    caught = counts["killed"] + counts["timeout"]
    return 100 * caught / max(1, counts.total())


def _row(name: str, counts: Counter[str]) -> str:
    cells = "".join(f"{counts[word]:>10}" for word in OUTCOMES)
    return f"{name:<44}{counts.total():>8}{cells}{_score(counts):>7.1f}%"


if __name__ == "__main__":
    sys.exit(main())
