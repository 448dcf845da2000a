"""The labels of reports, in both languages, in one place."""

from __future__ import annotations

from typing import Final

from ecoindicators.indicators import Attribute, Indicator
from ecoindicators.texts import NO_TEXT, Text

LABELS: Final[dict[str, Text]] = {
    "number": Text("序号", "No."),
    "indicator": Text("指标", "Indicator"),
    "component": Text("分项", "Component"),
    "observed": Text("现状值", "Observed"),
    "target": Text("目标值", "Target"),
    "verdict": Text("结论", "Verdict"),
    "gap": Text("差距", "Gap"),
    "attainment": Text("完成率", "Attainment"),
    "unit_measure": Text("计量单位", "Unit"),
    "parent_target": Text("上级指标值", "Parent's target"),
    "parent_verdict": Text("上级结论", "Parent's verdict"),
    "reason": Text("原因", "Reason"),
    "warnings": Text("提示", "Warnings"),
    "source": Text("数据来源", "Source"),
    "lead": Text("牵头单位", "Lead"),
    "change": Text("与上级关系", "Change"),
    "domain": Text("领域", "Domain"),
    "indicators": Text("指标", "indicators"),
    "components": Text("分项", "components"),
    "not_met": Text("未达标", "Not met"),
    "undetermined": Text("待定", "Undetermined"),
    "open_above": Text("本级达标，上级未达标或待定", "Met here, not met or undetermined by the parent"),
    "findings": Text("判定", "Findings"),
    "acceptance": Text("连续年度验收", "Acceptance over consecutive years"),
    "counts": Text("统计", "Counts"),
    "by_domain": Text("分领域", "By domain"),
    "score": Text("得分", "Score"),
    "item": Text("项", "Item"),
    "item_score": Text("该项得分", "Own score"),
    "grade": Text("等级", "Grade"),
    "weight": Text("权重（满分）", "Weight (full marks)"),
    "adds": Text("计入", "Adds"),
    "low": Text("下限", "Low"),
    "high": Text("上限", "High"),
    "because": Text("依据", "Because"),
    "left_out": Text("未计入", "Left out"),
    "data_sources": Text("数据来源", "Data sources"),
    "attribute": Text("属性", "Attribute"),
}
ATTRIBUTES: Final[dict[Attribute, Text]] = {
    "binding": Text("约束性", "binding"),
    "reference": Text("参考性", "for reference"),
}


def colon() -> str:
    """Return what stands between a word and what is said of it, in the language at the moment."""
    return str(Text("：", ": "))


def semicolon() -> str:
    """Return what parts two things that are said in one cell, in the language at the moment."""
    return str(Text("；", "; "))


def heading(key: str) -> str:
    """Return the label that stands above what it is said of."""
    return f"{label(key)}{colon().rstrip()}"


def label(key: str) -> str:
    """Return the label in the current language."""
    return str(LABELS[key])


def attribute_text(indicator: Indicator) -> Text:
    """Return whether an indicator is binding (约束性) or for reference (参考性), in words."""
    return ATTRIBUTES["binding" if indicator.decides else "reference"]


def for_reference(indicator: Indicator) -> Text:
    """Return the words that tell an indicator for reference from those that decide; nothing for the others."""
    if indicator.decides:
        return NO_TEXT
    word = ATTRIBUTES["reference"]
    return Text(f"（{word.zh}）", f" ({word.en})")
