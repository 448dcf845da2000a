"""How a thing is named in a role or directive, ``RULESET/KEY``, and finding it: by id, number or name."""

from __future__ import annotations

import re
from typing import Final, Literal

from attrs import frozen

from ecoindicators.errors import UnknownNameError, nearest_names, shown
from ecoindicators.indicators import Indicator
from ecoindicators.responsibility import Group, Unit, names_of
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text

Kind = Literal["ruleset", "indicator", "unit"]
KINDS: Final[tuple[Kind, ...]] = ("ruleset", "indicator", "unit")
_PREFIXED = re.compile(r"([a-z0-9][a-z0-9-]*)/(.+)", re.DOTALL)


@frozen
class Name:
    """What was written: the ruleset's id and, except for a ruleset, the key within it."""

    ruleset: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.ruleset}/{self.key}" if self.key else self.ruleset


def read_name(kind: Kind, written: str, default: str = "") -> Name:
    """
    Return what ``written`` names; without a ruleset before the slash it is one of the ``default`` ruleset.

    Raises:
        UnknownNameError: It names no ruleset and there is no default.

    >>> read_name("indicator", "dengfeng-2023/11"), read_name("unit", "市林业局", "dengfeng-2023").ruleset
    (Name(ruleset='dengfeng-2023', key='11'), 'dengfeng-2023')
    """
    written = " ".join(written.split())
    prefixed = _PREFIXED.fullmatch(written)
    if kind == "ruleset" and (written or default):
        return Name(written or default)
    if prefixed is not None:
        return Name(prefixed[1], prefixed[2])
    if default:
        return Name(default, written)
    if kind == "ruleset":
        message = Text(
            "没有写明指标体系；请写出，或在 conf.py 中设置 eco_ruleset",
            "no ruleset is named; name one, or set eco_ruleset in conf.py",
        )
    else:
        message = Text(
            f"“{shown(written)}”没有写明指标体系；请写作 指标体系/名称，或在 conf.py 中设置 eco_ruleset",
            f'"{shown(written)}" does not say of which ruleset; write RULESET/NAME or set eco_ruleset in conf.py',
        )
    raise UnknownNameError(message, written)


def find_indicator(ruleset: Ruleset, key: str) -> Indicator:
    """
    Return the indicator with this id, number or name, or the one that holds the component so called.

    Raises:
        UnknownNameError: There is none, or several.
    """
    if ruleset.keys.get(key) is None and len(ruleset.component_keys.get(key, ())) == 1:
        return ruleset.indicator_of(ruleset.component_keys[key][0])
    return ruleset[key]


def everybody(ruleset: Ruleset) -> tuple[Unit | Group, ...]:
    """Return the units and groups that the ruleset declares or gives a part to, each once."""
    parts = (
        *(i.responsibility for i in ruleset.indicators),
        *(a.responsibility for a in ruleset.actions),
        *(d.responsibility for d in (*ruleset.duties, *(d for a in ruleset.actions for d in a.duties))),
    )
    declared: tuple[Unit | Group, ...] = (*ruleset.units, *ruleset.groups)
    known = {unit.id: unit for unit in declared}
    for unit in (u for part in parts for u in part.units):
        known.setdefault(unit.id, unit)
    return tuple(known.values())


def find_unit(ruleset: Ruleset, key: str) -> Unit | Group:
    """
    Return the unit or group that answers to ``key``: its id, name or an alias.

    Raises:
        UnknownNameError: None does.
    """
    names = {name: unit for unit in everybody(ruleset) for name in names_of(unit)}
    if key in names:
        return names[key]
    message = Text(f"指标体系 {ruleset.id} 中没有单位“{shown(key)}”", f'{ruleset.id} has no unit "{shown(key)}"')
    raise UnknownNameError(message, key, nearest_names(key, names))
