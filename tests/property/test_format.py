"""The JSON Schemas of the TOML formats against the loader, both ways."""

import json
import tomllib
from copy import deepcopy
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import jsonschema
import pytest
import tomli_w
from attrs import NOTHING, fields, has, resolve_types
from hypothesis import given
from hypothesis import strategies as st

import ecoindicators as eco
from ecoindicators.errors import RulesetError
from ecoindicators.loading import BEYOND_SCHEMA, load_cases, load_files
from ecoindicators.loading._raw import RawFile
from ecoindicators.loading._raw_cases import RawCases
from ecoindicators.testing.strategies import documents, dossiers, rulesets

ROOT = Path(__file__).parents[2]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((files("ecoindicators") / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


RULESET, CASES = validator("ruleset"), validator("cases")


def as_json(value: Any) -> Any:
    """Return TOML data as an editor's schema checker has it: dates are strings."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def codes(text: str) -> set[str]:
    """Return the codes of what the loader finds wrong."""
    try:
        load_files({"drawn.toml": text.encode()}, eco.load_ruleset)
    except RulesetError as error:
        return {problem.code for problem in error.problems}
    return set()


#: What a slip may put anywhere.
JUNK = st.sampled_from(
    ["", "x", "A b", "≥", "2023-13", "higher", 0, 7, -1, True, Decimal("0.5"), [], ["x"], {}, {"zh": "甲"}, {"zh": 1}, {"text": "≥1"}, date(2023, 1, 1)]
).map(deepcopy)  # fmt: skip


@st.composite
def mutated(draw, drawn):
    """Draw a document with up to three slips: a key gone, misspelt or added, a value of another kind, an entry twice."""
    document = deepcopy(draw(drawn))
    for _ in range(draw(st.integers(0, 3))):
        holder = document
        while True:
            inside = [
                v for v in (holder.values() if isinstance(holder, dict) else holder) if isinstance(v, dict | list) and v
            ]
            if not inside or draw(st.integers(0, 3)) == 0:
                break
            holder = draw(st.sampled_from(inside))
        if isinstance(holder, list):
            at = draw(st.integers(0, len(holder) - 1))
            holder[at : at + 1] = draw(st.sampled_from([[], [holder[at], holder[at]], [draw(JUNK)]]))
        else:
            key = draw(st.sampled_from(sorted(holder)))
            slip = draw(st.sampled_from(["gone", "misspelt", "other", "other"]))
            value = holder.pop(key)
            if slip != "gone":
                holder[f"{key}x" if slip == "misspelt" else key] = value if slip == "misspelt" else draw(JUNK)
    return document


@given(mutated(documents()))
def test_what_loads_validates_and_what_validates_loads_or_fails_for_a_listed_reason(document):
    """The loader accepts nothing that the schema refuses; what it refuses beyond the schema has a listed code."""
    text = tomli_w.dumps(document)
    found = codes(text)
    valid = RULESET.is_valid(as_json(tomllib.loads(text, parse_float=Decimal)))
    if not found:
        assert valid, [e.message for e in RULESET.iter_errors(as_json(document))]
    if valid:
        assert found <= set(BEYOND_SCHEMA), found


@given(documents())
def test_drawn_documents_load_and_validate(document):
    """The strategy draws what it says: files that load."""
    assert codes(tomli_w.dumps(document)) == set()
    RULESET.validate(as_json(document))


@given(st.data())
def test_a_drawn_dossier_is_assessed_by_its_ruleset(data):
    """A drawn dossier fits its ruleset, and every indicator is the AND of its components."""
    ruleset = data.draw(rulesets())
    assessment = eco.assess(ruleset, data.draw(dossiers(ruleset)), year=2023)
    for result in assessment.indicators:
        verdict = eco.Verdict.NOT_APPLICABLE
        for finding in result.findings:
            verdict = verdict & finding.verdict
        assert result.verdict is verdict


CASE_FILES = st.fixed_dictionaries(
    {
        "ruleset": st.just("drawn"),
        "year": st.just(2023),
        "case": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from(["甲", "乙"])},
                optional={
                    "year": st.just(2024), "place": st.just("山区") | st.just(["山区"]), "as-of": st.just(date(2024, 1, 1)),
                    "observations": st.just([{"component": "a", "year": 2023, "value": Decimal("0.5")}]),
                    "exemptions": st.just([{"component": "a", "from": date(2023, 1, 1)}]),
                    "expect": st.just({"a": "met"}) | st.just({"a": {"verdict": "not-met", "gap": 1, "reason": "denied"}}),
                    "verdict": st.just("met"), "notes": st.just(["甲"]),
                },
            ), max_size=2,
        ),
    },
    optional={"format": st.just(1), "place": st.just([]), "as-of": st.just(date(2024, 1, 1))},
)  # fmt: skip


@given(mutated(CASE_FILES))
def test_case_files_load_where_they_validate_and_the_other_way_round(tmp_path_factory, document):
    """The schema of case files and their loader agree in the same way."""
    text = tomli_w.dumps(document)
    path = tmp_path_factory.getbasetemp() / "drawn-case.toml"
    path.write_text(text, encoding="utf-8")
    try:
        load_cases(path)
        found = set()
    except RulesetError as error:
        found = {problem.code for problem in error.problems}
    valid = CASES.is_valid(as_json(tomllib.loads(text, parse_float=Decimal)))
    if not found:
        assert valid, [e.message for e in CASES.iter_errors(as_json(document))]
    if valid:
        assert found <= set(BEYOND_SCHEMA), found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format = 1\n", "missing-key"),
        ('[ruleset]\nid = "a"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "1", name = "甲" }\nsource = { title = "甲", published = "2023-01-01" }', "wrong-type"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"', "target-or-components"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥"', "target-syntax"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1%"\nunit-measure = "km"', "unit-mismatch"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\nminimum = 2\nmaximum = 1', "wrong-value"),
        ('[targets]\na = "≥1"', "unknown-name"),
        ('[[unit]]\nid = "a"\nname = "甲"\n[[unit]]\nid = "a"\nname = "乙"', "declared-twice"),
    ],
)  # fmt: skip
def test_each_listed_reason_is_given_for_a_file_that_validates(text, code):
    """Each code of the list occurs: the list names nothing that cannot happen."""
    head = "" if code in ("missing-key", "wrong-type") else HEAD
    text = text if code == "missing-key" else f"format = 1\n{head}{text}\n"
    assert RULESET.is_valid(as_json(tomllib.loads(text)))
    assert code in codes(text)
    assert code in BEYOND_SCHEMA


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[acceptance]\nconsecutive-years = 0", "rules.toml:9, acceptance.consecutive-years: expected 1 or more, found 0"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\nweight = -1', "rules.toml:13, indicator[0].weight: expected 0 or more, found -1"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = "≥1"\npoints = -0.5', "rules.toml:13, indicator[0].points: expected 0 or more, found -0.5"),
        ('[[indicator]]\nnumber = 1\nid = "a"\nname = "甲"\ntarget = { text = "≥1", tolerance = -1 }', "rules.toml:12, indicator[0].target: expected 0 or more, found -1"),
    ],
)  # fmt: skip
def test_a_number_that_makes_no_sense_is_refused_by_both(text, message):
    """Counts, weights, points and tolerances have a least value, in the schema as in the loader."""
    with pytest.raises(RulesetError) as caught:
        load_files({"rules.toml": f"format = 1\n{HEAD}{text}\n".encode()}, eco.load_ruleset)
    assert [str(p) for p in caught.value.problems] == [message]
    assert not RULESET.is_valid(as_json(tomllib.loads(text)))


HEAD = '[ruleset]\nid = "a"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "1", name = "甲" }\nsource = { title = "甲" }\n'


def test_the_listed_reasons_stand_in_the_docs():
    """The page on the format explains each."""
    page = (ROOT / "docs/reference/toml-format.md").read_text(encoding="utf-8")
    for code, when in BEYOND_SCHEMA.items():
        assert f"| `{code}` | {when.en} |" in page


def _tables(kind: Any) -> Any:
    """Return the attrs class inside an annotation, if there is one."""
    if has(kind):
        return kind
    inside = get_args(kind) if get_origin(kind) or isinstance(kind, UnionType) else ()
    return next((found for inner in inside if (found := _tables(inner)) is not None), None)


@pytest.mark.parametrize(("root", "schema"), [(RawFile, RULESET.schema), (RawCases, CASES.schema)])
def test_schema_and_loader_know_the_same_keys_at_every_level(root, schema):
    """Every table of the format has the same keys, the same required ones, and no others, in both."""
    seen, open_tables = set(), [(root, schema)]
    while open_tables:
        kind, table = open_tables.pop()
        while "properties" not in table:
            table = _inner(table, schema)
        seen.add(kind.__name__)
        resolve_types(kind)
        keys = {f.name: "from" if f.name == "since" else f.name.replace("_", "-") for f in fields(kind)}
        assert set(table["properties"]) == set(keys.values()), kind
        assert set(table.get("required", ())) == {keys[f.name] for f in fields(kind) if f.default is NOTHING}, kind
        assert table["additionalProperties"] is False
        for field in fields(kind):
            inner = _tables(field.type)
            if inner is not None and inner.__name__.startswith("Raw") and inner.__name__ not in seen:
                open_tables.append((inner, table["properties"][keys[field.name]]))
    assert len(seen) > 2


def _inner(table: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in table:
        return schema["$defs"][table["$ref"].rpartition("/")[2]]
    if "oneOf" in table:
        return next(t for t in table["oneOf"] if t.get("type") == "object" or ("$ref" not in t and "properties" in t))
    return table["items"] if "items" in table else table["additionalProperties"]
