"""The reference is complete and true: every name, module, hook, command, option, exit code, key and code, and no other."""

import ast
import inspect
import json
import re
import subprocess
import sys
from importlib.resources import files
from typing import get_args

import attrs
import pytest

import ecoindicators
from ecoindicators import hookspecs
from ecoindicators.cli import _common
from ecoindicators.linting import CHECKS
from ecoindicators.loading import _raw
from ecoindicators.reasons import REASON_CODES, REMARK_CODES
from ecoindicators.scoring._composite_scheme import RawComposite, RawEfficacy
from ecoindicators.scoring._points_items import RawPoints
from ecoindicators.scoring._rates import RawRate
from pages import DOCS, ROOT

SOURCE = ROOT / "src/ecoindicators"
REFERENCE = DOCS / "reference"
#: Rooms without an underscore that hold nothing for a user: what they do shows in the modules that use them.
INNER = {"archives", "canonical", "clock", "files", "grids", "printed", "spreadsheets", "writing", "__main__", "cli"}


def _read(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def _section(page, heading):
    """Return what stands under a heading, up to the next one of its level."""
    text = "\n" + _read(page)
    level = heading.split(" ")[0]
    assert f"\n{heading}\n" in text, f"{page} has no heading {heading}"
    return re.split(rf"\n#{{1,{len(level)}}} ", text.split(f"\n{heading}\n", 1)[1])[0]


def _rows(text):
    """Return the rows of the first table in ``text``, without its head."""
    table = re.search(r"^\|.*\n\|[ :|-]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table is not None, text
    return [
        [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|\n"))]
        for line in table[1].splitlines()
    ]


def _codes(cell):
    return re.findall(r"`([^`]+)`", cell)


# --- the API ------------------------------------------------------------------------------------------


def _documented_modules():
    pages = "".join(p.read_text(encoding="utf-8") for p in sorted(DOCS.rglob("*.rst")))
    return re.findall(r"automodule:: ecoindicators\.(\S+)", pages)


def test_every_name_of_the_package_is_listed_with_its_home():
    """The API's first page lists exactly the names of ``__all__``, each at the place it is described."""
    listed = dict(
        reversed(pair) for pair in re.findall(r":py:obj:`~ecoindicators\.(\w+)\.(\w+)`", _read("api/index.rst"))
    )

    assert listed == ecoindicators._HOMES
    assert sorted(listed) == ecoindicators.__all__


def test_every_public_module_is_described_once():
    """Each module without an underscore stands on one page of the API."""
    rooms = {p.relative_to(SOURCE).parts[0].removesuffix(".py") for p in SOURCE.rglob("*.py")}
    documented = _documented_modules()

    assert sorted(documented) == sorted(set(documented))
    assert {m.split(".")[0] for m in documented} == {r for r in rooms if not r.startswith("_")} - INNER


# --- hooks --------------------------------------------------------------------------------------------


def _hooks():
    tree = ast.parse(inspect.getsource(hookspecs))
    names = {name for name, value in inspect.getmembers(hookspecs) if hasattr(value, "ecoindicators_spec")}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            yield node.name, f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"


def test_every_hook_stands_under_its_name_with_its_signature():
    """hooks.md has a section for each hook, with the exact signature, and for no other."""
    hooks = dict(_hooks())

    assert re.findall(r"^## (\w+)$", _read("hooks.md"), re.MULTILINE) == list(hooks)
    for name, signature in hooks.items():
        assert re.findall(r"```text\n(.*)\n```", _section("hooks.md", f"## {name}")) == [signature]


# --- the command line ---------------------------------------------------------------------------------


def test_every_command_and_option_is_on_the_page_as_the_command_has_it():
    """cli.md has a section for each command, with usage and options as ``--help`` tells them, and for no other."""
    command = [sys.executable, str(DOCS / "cli_tables.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_the_exit_codes_are_those_of_the_commands():
    """The table has 0, click's 2, and the three that the commands name."""
    named = {value for name, value in vars(_common).items() if name.startswith("EXIT_")}

    assert {int(code) for code, _ in _rows(_section("cli.md", "## Exit codes"))} == {0, 2} | named


# --- reasons and checks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "codes"),
    [("## Reasons", REASON_CODES), ("## Warnings", REMARK_CODES), ("## Checks of lint", tuple(CHECKS))],
)
def test_every_code_has_its_row(heading, codes):
    """reasons.md lists the closed lists of reasons, of warnings and of what lint looks for, and no other."""
    listed = [_codes(row[0])[0] for row in _rows(_section("reasons.md", heading))]

    assert sorted(listed) == sorted(codes)


# --- TOML ---------------------------------------------------------------------------------------------

HEADINGS = {
    "RawFile": "Tables",
    "RawRuleset": "`[ruleset]`",
    "RawJurisdiction": "`jurisdiction`",
    "RawSource": "`source`",
    "RawAcceptance": "`[acceptance]`",
    "RawTask": "`[tasks]`",
    "RawIndicator": "`[[indicator]]`",
    "RawComponent": "`[[indicator.component]]`",
    "RawTarget": "`target`",
    "RawState": "`state`",
    "RawUnit": "`[[unit]]`",
    "RawGroup": "`[[group]]`",
    "RawResponsibility": "`[responsibility]`",
    "RawSection": "`[[section]]`",
    "RawAction": "`[[action]]`",
    "RawDuty": "`[[duty]]`",
    "RawPhase": "`[[phase]]`",
    "RawAccept": "`[[accept]]`",
}
HOLDS = {
    "str": "string", "int": "integer", "bool": "true or false", "Decimal": "number", "date": "date", "Text": "text",
    "tuple[Text, ...]": "list of texts", "tuple[str, ...]": "list of strings", "tuple[int, ...]": "list of integers",
    "int | str": "integer or string", "dict[str, str]": "table of strings", "RawTarget": "target",
    "tuple[RawState, ...]": "list of states", "tuple[RawDuty, ...]": "list of duties", "RawSource": "table",
    "RawJurisdiction": "table", "tuple[RawComponent, ...]": "list of tables",
}  # fmt: skip


def _key(name):
    return "from" if name == "since" else name.replace("_", "-")


def test_every_table_of_the_format_has_a_section():
    """toml-format.md has a section for each table that the loader reads, and for no other."""
    tables = [name for name, value in vars(_raw).items() if attrs.has(value) and value.__module__ == _raw.__name__]

    assert sorted(HEADINGS) == sorted(tables)
    assert re.findall(r"^## (`.*`)$", _read("toml-format.md"), re.MULTILINE) == list(HEADINGS.values())[1:]


@pytest.mark.parametrize("name", HEADINGS)
def test_every_key_of_a_table_is_described_as_the_loader_has_it(name):
    """Its keys, what each holds and whether it is needed are the loader's."""
    fields = attrs.fields(getattr(_raw, name))
    written = getattr(_raw, name).__annotations__
    rows = _rows(_section("toml-format.md", f"## {HEADINGS[name]}"))
    if name == "RawFile":
        assert [_codes(row[0])[0].strip("[]") for row in rows] == [_key(f.name) for f in fields]
        return

    expected = [
        [
            f"`{_key(f.name)}`",
            HOLDS[written[f.name].removesuffix(" | None")],
            "yes" if f.default is attrs.NOTHING else "no",
        ]
        for f in fields
    ]
    assert [row[:3] for row in rows] == expected
    assert all(row[3] for row in rows)


# --- schemes ------------------------------------------------------------------------------------------


def _keys_of(kind, seen):
    """Return the TOML keys of an attrs class and of those it holds."""
    if kind in seen:
        return set()
    seen.add(kind)
    keys = set()
    for held in attrs.fields(attrs.resolve_types(kind)):
        keys.add(_key(held.name))
        inner = [held.type, *get_args(held.type), *(a for t in get_args(held.type) for a in get_args(t))]
        keys |= set().union(*(_keys_of(i, seen) for i in inner if attrs.has(i) and i is not ecoindicators.Text))
    return keys


def test_every_key_of_a_scheme_is_described():
    """The reference of scoring names every key that the scheme of a method may hold."""
    keys = set().union(*(_keys_of(kind, set()) for kind in (RawRate, RawPoints, RawComposite, RawEfficacy)))
    page = _read("scoring.md")

    assert len(keys) > 50
    assert [key for key in sorted(keys) if not re.search(rf"(?<![a-z-]){key}(?![a-z-])", page)] == []


# --- JSON ---------------------------------------------------------------------------------------------

SCHEMA = json.loads((files("ecoindicators") / "schemas/assessment.schema.json").read_text(encoding="utf-8"))


def _objects(schema):
    """Yield the keys of every object that a schema describes."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield sorted(schema["properties"])
        for part in schema.values():
            yield from _objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _objects(part)


def test_every_object_of_the_json_is_described_key_by_key():
    """The tables of json.md have the keys of the objects of the shipped schema, and no others."""
    sections = re.findall(r"^## .*$", _read("json.md"), re.MULTILINE)
    described = [sorted(_codes(row[0])[0] for row in _rows(_section("json.md", s))) for s in sections]

    assert sorted(described) == sorted(_objects(SCHEMA))
