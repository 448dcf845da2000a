"""The templates, which are package data, and how TOML values are written into them."""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import Any

from ecoindicators.drafting import toml_text
from ecoindicators.texts import Text


def filled(template: str, /, **values: str) -> str:
    """Return a template with its names filled in; every name must be given."""
    text = (files("ecoindicators.scaffolding") / "templates" / f"{template}.tmpl").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def toml_value(value: Any) -> str:
    """
    Return a value as it stands in TOML, on one line.

    >>> toml_value('a "b"'), toml_value(["x"]), toml_value({"text": "≥44"})
    ('"a \\\\"b\\\\""', '["x"]', '{ text = "≥44" }')
    """
    if isinstance(value, Text):
        return toml_value({"zh": value.zh, "en": value.en} if value.en != value.zh else value.zh)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_key(key)} = {toml_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return toml_text({"x": value}).removeprefix("x = ").rstrip("\n")


def toml_key(key: str) -> str:
    """
    Return a key as it stands in TOML: bare where it may, else in quotes.

    >>> toml_key("eco-plan"), toml_key("air.pm10")
    ('eco-plan', '"air.pm10"')
    """
    return toml_text({key: 0}).removesuffix(" = 0\n")
