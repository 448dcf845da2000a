"""Which column is what: heads of policy tables in their usual wordings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

ROLES: Final[dict[str, str]] = {
    "domain": r"领域|生态领域|类别|类型|准则层|目标层|一级指标|系统|domain",
    "task": r"任务|主要任务|工作任务|二级指标|要素层|task",
    "number": r"序号|编号|指标序号|指标编号|序|号|no\.?|number",
    "name": r"指标名称|指标|考核指标|评价指标|具体指标|指标内容|建设指标|三级指标|指标项|项目|考核内容|考核项目|indicator|name",
    "component": r"分项|分项指标|分指标|子指标|四级指标|component",
    "unit": r"单位|计量单位|指标单位|单位量纲|量纲|unit|unitmeasure",
    "attribute": r"属性|指标属性|指标性质|性质|attribute",
    "variant": r"地区|类别地区|适用地区|适用范围|区域|variant",
    "lead": r"牵头单位|牵头部门|牵头责任单位|责任领导单位|主办单位|主要责任单位|lead",
    "responsible": r"责任单位|责任部门|配合单位|配合部门|协办单位|参与单位|实施单位|落实单位|responsible",
    "scope": r"scope|考核对象|备注|说明|note",
}
#: What each role that a column may be given by name is called.
ROLE_NAMES: Final[dict[str, str]] = {
    "domain": "领域", "task": "任务", "number": "序号", "name": "指标名称", "component": "分项", "unit": "单位", "attribute": "属性",
    "variant": "地区类别", "lead": "牵头单位", "responsible": "责任单位", "target": "目标值", "own": "本级目标值",
    "parent": "上级目标值",
}  # fmt: skip
_TARGET: Final = re.compile(
    r".*(?:目标值|指标值|标准值|规划值|考核值|参考值|创建标准|考核标准|建设标准|指标要求|目标要求|达标要求|考核要求|约束值)|目标|标准|要求|target(?:_?text)?|.*目标$|\d{4}年?"
)
_PARENT: Final = re.compile(r"省|国家|国定|标准|^指标值$|^参考值$|^指标要求$|部")
_OWN: Final = re.compile(r"\d{4}|县|市(?!级)|区|本地|规划|自定|我")


@frozen
class Columns:
    """The head of a table: which column plays which role, and the columns that hold targets."""

    roles: Mapping[str, int]
    targets: tuple[int, ...]
    heads: tuple[str, ...]


def plain(head: str) -> str:
    """Return a head without spaces, brackets and case."""
    return re.sub(r"[\s_]|[（(][^）)]*[）)]", "", head).lower()


def find_columns(cells: Sequence[str], given: Mapping[str, str] | None = None) -> Columns | None:
    """
    Return the roles of a row of heads, or None if the row is no head of a table of indicators.

    ``given`` names columns by role (``{"name": "考核内容", "target": "要求"}``) and goes before the usual wordings.

    >>> columns = find_columns(["序号", "指标名称", "单位", "2023 年目标值", "指标值"])
    >>> columns.roles, columns.targets
    ({'number': 0, 'name': 1, 'unit': 2}, (3, 4))
    """
    heads = tuple(plain(cell) for cell in cells)
    roles: dict[str, int] = {}
    targets: list[int] = []
    named = {plain(head): role for role, head in (given or {}).items()}
    for at, head in enumerate(heads):
        if not head:
            continue
        role = named.get(head) or next((r for r, words in ROLES.items() if re.fullmatch(words, head)), None)
        if role in ("target", "own", "parent") or (role is None and _TARGET.fullmatch(head)):
            targets.append(at)
        elif role is not None:
            roles.setdefault(role, at)
    return Columns(roles, tuple(targets), tuple(cells)) if "name" in roles and targets else None


def parent_and_own(heads: Sequence[str], columns: Columns) -> tuple[int | None, int, bool]:
    """
    Return the column of the superior's targets, the county's own, and whether that was guessed.

    With one column there is no parent. With two, the one that speaks of a year or the county is its own.
    """
    if len(columns.targets) == 1:
        return None, columns.targets[0], False
    first, second = columns.targets[:2]
    if _OWN.search(plain(heads[first])) or _PARENT.search(plain(heads[second])):
        return second, first, True
    if _OWN.search(plain(heads[second])) or _PARENT.search(plain(heads[first])):
        return first, second, True
    return second, first, True
