"""The shipped schema of the TOML format and the loader agree."""

import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from ecoindicators import available_rulesets
from ecoindicators.loading._structure import read_file

MODULES = {info.module for info in available_rulesets().values()}
DATA = sorted(path for module in MODULES for path in Path(str(files(module))).glob("data/*/*.toml"))


def _plain(value):
    """TOML dates as JSON has them."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


SCHEMA = json.loads((files("ecoindicators") / "schemas/ruleset.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DATA, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_shipped_file_fits_the_schema_and_the_loader(path):
    """What the loader reads, the JSON Schema of the format accepts."""
    jsonschema.Draft202012Validator(SCHEMA).validate(_plain(tomllib.loads(path.read_text(encoding="utf-8"))))
    raw, _, problems = read_file(path.name, path.read_bytes())
    assert raw is not None
    assert problems == []


@pytest.mark.parametrize(
    "text",
    ['format = 2', 'formt = 1', '[[indicator]]\nnumber = 1\nid = "a"', '[targets]\na = 5', '[ruleset]\nid = 1', '[[unit]]\nid = "a"'],
)  # fmt: skip
def test_what_the_schema_refuses_the_loader_refuses(text):
    """Schema and loader agree on what is no ruleset file."""
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))
    assert read_file("x.toml", text.encode())[2] != []


def test_schema_and_loader_know_the_same_keys():
    """The top-level keys of the schema are the loader's."""
    from attrs import fields

    from ecoindicators.loading._raw import RawFile

    assert set(SCHEMA["properties"]) == {f.name.replace("_", "-") for f in fields(RawFile)}
