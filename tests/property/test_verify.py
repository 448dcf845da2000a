"""Whatever leaf of a report is edited, verify says so, and says where."""

import copy
import json
from pathlib import Path
from random import Random

import hypothesis.strategies as st
from hypothesis import given

import ecoindicators as eco
from ecoindicators.errors import ReportError
from ecoindicators.reports import seal
from ecoindicators.verifying import verify

EXAMPLE = Path(__file__).parents[2] / "examples/dengfeng"
TABLES = {name: EXAMPLE / f"{name}.csv" for name in ("assignments", "exemptions")}
RULESET = eco.load_ruleset("dengfeng-2023")
DOSSIER = eco.Dossier.read(EXAMPLE / "observations.csv", **TABLES)
REPORT = json.loads(eco.assess(RULESET, DOSSIER, year=2023, place=("山区",)).to_json())
#: What cannot be recomputed: the checksum alone tells of an edit here.
UNCOMPUTED = (
    {"audit", "time"},
    {"audit", "library_version"},
    {"audit", "report_sha256"},
    {"audit", "name"},
    {"dossier"},
)


def leaves(value, way=()):
    """Yield the way to every value that is no table and no list, and to every empty one."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ways = [w for key, v in inner for w in leaves(v, (*way, key))]
    return ways or [way]


LEAVES = leaves(REPORT)
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["met", "not-met", "undetermined", "not-applicable", "1", {}, [], {"a": 1}]),
)  # fmt: skip


def path(way):
    """Return the JSON path to a place."""
    simple = (f".{k}" if isinstance(k, str) and k.isidentifier() else f"[{json.dumps(k)}]" for k in way)
    return "$" + "".join(simple)


def get(report, way):
    for key in way:
        report = report[key]
    return report


def same(a, b):
    """Whether two JSON values are one, by an oracle of its own: numbers by value, and true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return a == b and (isinstance(a, int | float) or type(a) is type(b))


@given(st.sampled_from(LEAVES), values, st.booleans())
def test_any_edit_of_any_leaf_is_detected(way, value, forged):
    """An edited leaf breaks the checksum; one that can be recomputed is named, though the checksum was forged too."""
    report = copy.deepcopy(REPORT)
    before = get(report, way)
    get(report, way[:-1])[way[-1]] = value
    if forged and way != ("audit", "report_sha256"):
        report["audit"]["report_sha256"] = seal(report)
    try:
        outcome = verify(report, DOSSIER, ruleset=RULESET)
    except ReportError as error:  # a record of the wrong kind cannot be used to assess again
        outcome, said = None, str(error)
    if outcome is None:
        assert way[0] in ("audit", "format_version")
        assert path(way).startswith(said.partition(":")[0])
        return

    if same(before, value):
        assert outcome.follows
        return
    named = {d.path for d in outcome.differences}
    assert forged or "$.audit.report_sha256" in named
    names = {key for key in way if isinstance(key, str)}
    if any(names >= u and (len(u) > 1 or names == u) for u in UNCOMPUTED):
        assert forged or named == {"$.audit.report_sha256"}
        return
    # Where a table or list was put for one without entries, what it holds is named inside of it.
    inside = (path(way) + ".", path(way) + "[") if not before and isinstance(value, type(before)) else ()
    assert any(path(way) == p or path(way).startswith((p + ".", p + "[")) or p.startswith(inside) for p in named)


@given(st.integers(0, 2**32))
def test_the_order_of_keys_never_counts(seed):
    """Every order of the keys of every table gives a report that follows."""
    random = Random(seed)

    def shuffled(value):
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in random.sample(list(value), len(value))}
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    assert verify(shuffled(REPORT), DOSSIER, ruleset=RULESET).follows
