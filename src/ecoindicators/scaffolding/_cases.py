"""The first test cases of a new ruleset: made from its own targets, with values that are nobody's figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ecoindicators.clock import now
from ecoindicators.indicators import Component
from ecoindicators.rulesets import Ruleset
from ecoindicators.scaffolding._templates import toml_key, toml_value
from ecoindicators.targets import Op, State, Threshold

_HEAD = """#:schema ../../../schemas/cases.schema.json
# 数值仅为示例，并非任何地方的实际数据。
# Illustrative values; they are nobody's figures.
format = 1
ruleset = {id}
{comment}
year = {year}
"""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def cases_text(ruleset: Ruleset) -> str:
    """Return a file of cases: what was not reported, and one target of its own met and missed where one is simple."""
    year, comment = _year(ruleset)
    head = _HEAD.format(id=toml_value(ruleset.id), year=year, comment=comment)
    if not ruleset.components:
        return f"{head}case = []\n"
    made = [_case("没有填报，既不是达标，也不是未达标", ruleset.components[0], f"year = {year}", "undetermined")]
    own = [c for c in ruleset.components if c.layer == ruleset.id] or ruleset.components
    simple = next((c for c in own if any(_sides(c))), None)
    if simple is not None:
        made += [_case(name, simple, f"year = {year}, {cell}", verdict) for name, cell, verdict in _sides(simple)]
    return head + "".join(made)


def _year(ruleset: Ruleset) -> tuple[int, str]:
    """Return the year that the cases are for, with a comment that says where it is from: the ruleset's, or this one."""
    source = ruleset.source
    for zh, en, text in (
        ("生效日期", "the first day of validity", "" if ruleset.valid_from is None else ruleset.valid_from.isoformat()),
        (" id", "the id", ruleset.id),
        ("文号", "the document's number", source.document),
        ("发布日期", "the day of publication", "" if source.published is None else source.published.isoformat()),
    ):
        found = _YEAR.search(text)
        if found is not None:
            return int(found[0]), f"# 年度取自{zh}。 The year is that of {en}."
    year = now().year
    return (
        year,
        f"# {year}是生成本文件的年份，请改为指标体系适用的年度。\n# The year this file was made in; write the one that the ruleset is for.",
    )


def _case(name: str, component: Component, cells: str, verdict: str) -> str:
    place = f"place = {toml_value(list(component.applies_to[:1]))}\n" if component.applies_to else ""
    return (
        f"\n[[case]]\nname = {toml_value(f'{component.name.zh}：{name}')}\n{place}"
        f"observations = [{{ component = {toml_value(component.id)}, {cells} }}]\n"
        f"expect = {{ {toml_key(component.id)} = {toml_value(verdict)} }}\n"
    )


def _sides(component: Component) -> Iterator[tuple[str, str, str]]:
    """Yield a value or statement that meets the target and one that misses it; nothing for a target that is not simple."""
    target = component.target
    if isinstance(target, State):
        yield "定性要求已落实", f"statement = {toml_value(target.phrase)}", "met"
        yield "定性要求未落实", f"statement = {toml_value('未' + target.phrase)}", "not-met"
    if isinstance(target, Threshold) and not target.unit_measure:
        exponent = target.value.as_tuple().exponent
        step = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
        inside = target.op in (Op.GE, Op.LE, Op.EQ)
        other = target.value + (step if target.op in (Op.GT, Op.LE, Op.EQ) else -step)
        yield "恰为目标值", f"value = {target.value}", "met" if inside else "not-met"
        if (component.minimum is None or other >= component.minimum) and (component.maximum is None or other <= component.maximum):  # fmt: skip
            yield "与目标值相差最小一位", f"value = {other}", "not-met" if inside else "met"
