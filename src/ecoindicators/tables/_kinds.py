"""The four tables of a dossier: their columns, what may stand above each, and what makes a key."""

from __future__ import annotations

from typing import Final

from attrs import frozen

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "component": ("指标", "分项", "指标名称", "指标编号", "序号"),
    "year": ("年", "年份", "年度"),
    "value": ("数值", "值", "现状值", "参考值"),
    "date": ("日期", "实施日期", "颁布日期"),
    "unit_measure": ("计量单位",),
    "statement": ("定性结论", "结论", "完成情况"),
    "status": ("数据状态", "状态"),
    "source": ("来源", "数据来源"),
    "evidence": ("佐证材料", "证明材料", "佐证"),
    "reported_by": ("填报单位",),
    "note": ("备注", "说明"),
    "target": ("目标", "目标值", "下达任务", "下达目标"),
    "name": ("名称", "参考值名称"),
    "reason": ("理由", "原因", "豁免理由"),
    "approved_by": ("批准单位", "批准机关"),
    "from": ("起", "起始日期", "生效日期"),
    "until": ("止", "截止日期", "失效日期"),
}


@frozen
class Kind:
    """One of the four tables: its name, its columns, those that must be there, and what makes a key."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    key: tuple[str, ...]


OBSERVATIONS: Final = Kind(
    "observations",
    ("component", "year", "value", "date", "unit_measure", "statement", "status", "source", "evidence", "reported_by", "note"),
    ("component", "year"),
    ("component", "year"),
)  # fmt: skip
ASSIGNMENTS: Final = Kind(
    "assignments", ("component", "year", "target", "source"), ("component", "year", "target"), ("component", "year")
)
REFERENCES: Final = Kind(
    "references",
    ("component", "year", "name", "value", "source"),
    ("year", "name", "value"),
    ("component", "year", "name"),
)
EXEMPTIONS: Final = Kind(
    "exemptions",
    ("component", "year", "reason", "approved_by", "from", "until"),
    ("component", "reason", "approved_by"),
    ("component", "year", "from"),
)
KINDS: Final = (OBSERVATIONS, ASSIGNMENTS, REFERENCES, EXEMPTIONS)
