"""What the docs say runs: Python blocks, TOML blocks, names, hooks, commands, exit codes."""

import inspect
import json
import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

import ecoindicators
from ecoindicators import hookspecs
from ecoindicators.cli import _common, cli
from ecoindicators.linting import CHECKS
from ecoindicators.loading._structure import read_file
from ecoindicators.reasons import REASON_CODES, REMARK_CODES
from ecoindicators.rulesets import Ruleset

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    ROOT / "README.md",
    *(p for p in sorted((ROOT / "docs").rglob("*.md")) if not {"_generated", "_build"} & set(p.parts)),
]
BLOCK = re.compile(r"^```(python|toml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [(p.name, kind, text) for p in PAGES for kind, text in BLOCK.findall(p.read_text(encoding="utf-8"))]
DATA = sorted(ROOT.glob("rulesets/*/src/*/data/*/*.toml"))


@pytest.mark.parametrize(
    ("page", "text"), [(n, t) for n, kind, t in BLOCKS if kind == "python" and "hookimpl\n" not in t]
)
def test_every_python_block_runs(page, text, tmp_path, monkeypatch):
    """Each block is a whole program whose assertions hold; what it writes goes to a folder of its own."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(text, page, "exec"), names)
    assert "ecoindicators" in text


@pytest.mark.parametrize(
    ("page", "text"), [(n, t) for n, kind, t in BLOCKS if kind == "toml" and t.startswith("format = 1")]
)
def test_every_ruleset_in_the_docs_loads(page, text, tmp_path):
    """Each TOML block that is a ruleset loads and lints without an unknown name."""
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    assert Ruleset.from_toml(path).id == "my-county"


def _reference():
    return "".join(
        p.read_text(encoding="utf-8")
        for p in sorted((ROOT / "docs").rglob("*"))
        if p.suffix in (".md", ".rst") and "_build" not in p.parts
    )


def test_every_public_name_hook_command_option_and_exit_code_is_documented():
    """Nothing public is missing from the reference."""
    text = _reference()
    hooks = [name for name, value in inspect.getmembers(hookspecs) if hasattr(value, "ecoindicators_spec")]
    assert len(hooks) == 3
    missing = [name for name in ecoindicators.__all__ if f"``{name}``" not in text]
    missing += [name for name in cli.commands if f"`{name}" not in text]
    options = {o for c in cli.commands.values() for p in c.params for o in p.opts if o.startswith("--")}
    missing += [option for option in sorted(options) if option not in text]
    missing += [code for code in (*REASON_CODES, *REMARK_CODES) if f"`{code}`" not in text]
    codes = (0, _common.EXIT_FAILED, 2, _common.EXIT_NOT_MET, _common.EXIT_UNDETERMINED)
    missing += [str(code) for code in codes if f"| {code} |" not in text]
    assert missing == []
    assert all(check.islower() for check in CHECKS)


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
