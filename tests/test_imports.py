"""The house: who may import whom, and how little an import loads."""

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src/ecoindicators"
LEVELS = {
    "texts": 0, "writing": 0, "files": 1, "archives": 2, "spreadsheets": 3, "rosters": 2, "errors": 0, "limits": 0, "clock": 1, "canonical": 1, "differences": 2, "formats": 1, "deprecation": 1, "verdicts": 0, "reasons": 0, "measures": 0,
    "targets": 1, "responsibility": 1,
    "notation": 2, "indicators": 2, "workplan": 2, "dossier": 2,
    "statements": 3, "rulesets": 3,
    "printed": 3, "linting": 4, "resolved": 4, "loading": 4, "judging": 4, "audit": 5, "binding": 5, "findings": 6, "assessment": 7,
    "what_if": 8, "batch": 8, "hookspecs": 0, "plugins": 7, "scoring": 7, "tables": 6, "grids": 7, "workbooks": 7, "drafting": 8, "scorecards": 8, "courses": 7, "plans": 8, "rectification": 9, "reporting": 7, "reports": 10,
    "verifying": 11, "sphinxext": 11, "testing": 11, "scaffolding": 12, "cli": 13, "__main__": 13, "__init__": 13,
}  # fmt: skip
#: Methods that the design names and that reach up; each imports inside the method.
REACH_UP = {
    ("rulesets", "plugins"), ("rulesets", "reports"), ("dossier", "tables"), ("assessment", "reports"), ("judging", "reports"),
    ("scoring", "plugins"), ("reports", "plugins"), ("rosters", "grids"), ("rosters", "loading"), ("scoring", "reports"), ("assessment", "what_if"), ("what_if", "reports"),
}  # fmt: skip
HEAVY = (
    "narwhals",
    "polars",
    "openpyxl",
    "docx",
    "jinja2",
    "altair",
    "sphinx",
    "docutils",
    "pytest",
    "hypothesis",
    "lark",
    "click",
    "rich",
)


def _imports(tree):
    """Yield each import of ours with whether it stands inside a function; type-checking blocks do not count."""
    hidden = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if inner is not node
    }
    for node in ast.walk(tree):
        if (
            id(node) in hidden
            or not isinstance(node, ast.ImportFrom)
            or not (node.module or "").startswith("ecoindicators")
        ):
            continue
        names = [node.module.split(".")[1]] if "." in node.module else [alias.name for alias in node.names]
        for name in names:
            if name in LEVELS:
                yield name, id(node) in inside


def test_imports_point_one_way():
    """No module imports a higher one, but for the methods the design lets reach up, and every module has a level."""
    wrong, reached = [], set()
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        assert room in LEVELS, f"{room} has no level"
        for name, late in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            if name == room or room in ("cli", "__main__", "__init__"):
                continue
            if (room, name) in REACH_UP and late:
                reached.add((room, name))
            elif LEVELS[name] > LEVELS[room]:
                wrong.append(f"{path.name} imports {name}")
    assert wrong == []
    assert reached == REACH_UP


def test_importing_the_package_loads_nothing_heavy():
    """import ecoindicators, and using its names, loads none of the heavy libraries."""
    code = (
        "import sys, ecoindicators as eco\n"
        "eco.load_ruleset('dengfeng-2023'); eco.assess; eco.score; eco.Dossier\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_resolves_and_the_list_is_sorted():
    """__all__ is sorted, and each name comes from its home."""
    import ecoindicators

    assert ecoindicators.__all__ == sorted(ecoindicators.__all__)
    assert all(getattr(ecoindicators, name) is not None for name in ecoindicators.__all__)
    assert set(dir(ecoindicators)) >= set(ecoindicators.__all__)


def test_outside_libraries_have_one_home_each():
    """cattrs and tomli are loading's, pluggy is the hooks', click is the command line's, narwhals is the tables', and so on."""
    homes = {
        "cattrs": {"loading"},
        "tomli": {"loading"},
        "pluggy": {"hookspecs", "plugins"},
        "click": {"cli"},
        "narwhals": {"batch", "tables"},
        "polars": {"batch"},
        "pandas": {"batch"},
        "pyspark": {"batch"},
        "openpyxl": {"reports", "spreadsheets", "workbooks"},
        "docx": {"grids", "reports"},
        "jinja2": {"reports"},
        "altair": {"reports"},
        "vl_convert": {"reports"},
        "tomli_w": {"drafting"},
        "pytest": {"testing"},
        "hypothesis": {"testing"},
        "sphinx": {"sphinxext"},
        "docutils": {"sphinxext"},
        "furo": {"sphinxext"},
    }
    found = {library: set() for library in homes}
    for path in SOURCE.rglob("*.py"):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                if name.split(".")[0] in found:
                    found[name.split(".")[0]].add(room)
    assert found == homes
