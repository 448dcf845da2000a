"""The tests themselves: each says in a sentence what it holds, and each asserts something."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(p for folder in ("tests", "rulesets") for p in (ROOT / folder).rglob("test_*.py"))
#: Of pytest: they fail where it is not so.
CHECKS = {"raises", "warns", "assert_outcomes", "fnmatch_lines", "no_fnmatch_line"}


def asserts(node: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Return whether a function asserts, itself or by a helper of its module."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert):
            return True
        if isinstance(inner, ast.Call):
            called = inner.func
            if isinstance(called, ast.Attribute) and called.attr in CHECKS:
                return True
            if isinstance(called, ast.Name) and called.id in helpers:
                return True
    return False


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def without(tree: ast.AST) -> list[str]:
    """Return the tests of a module that assert nothing."""
    known, helpers = functions(tree), frozenset[str]()
    while True:
        more = frozenset(f.name for f in known if not f.name.startswith("test_") and asserts(f, helpers))
        if more == helpers:
            return [f.name for f in known if f.name.startswith("test_") and not asserts(f, helpers)]
        helpers = more


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(ROOT)) for p in FILES])
def test_every_test_asserts_and_says_what(path):
    """A test that cannot fail is a defect, and one without a sentence cannot be understood when it does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert without(tree) == []
    assert [f.name for f in functions(tree) if f.name.startswith("test_") and not ast.get_docstring(f)] == []


def test_a_test_without_an_assertion_would_be_found():
    """Helpers of the module count where they assert, calls of anything else do not."""
    source = """
def helper(x):
    other(x)
def other(x):
    assert x
def test_one():
    helper(1)
def test_two():
    print(1)
def test_three():
    with pytest.raises(ValueError):
        int("x")
"""
    assert without(ast.parse(source)) == ["test_two"]
