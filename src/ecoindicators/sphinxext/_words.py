"""Every word the extension puts on a page or into a warning, in both languages."""

from __future__ import annotations

from typing import Final

from ecoindicators.texts import Language, Text

WORDS: Final[dict[str, Text]] = {
    # kinds of things
    "ruleset": Text("指标体系", "ruleset"),
    "indicator": Text("指标", "indicator"),
    "unit": Text("单位", "unit"),
    # heads of tables and names of fields
    "action": Text("工作内容", "Action"),
    "actions": Text("工作内容", "Actions"),
    "acceptance": Text("验收规则", "Acceptance"),
    "accepted": Text("接受的理由", "Accepted because"),
    "aliases": Text("又称", "Also called"),
    "applies_to": Text("适用于", "Applies to"),
    "attribute": Text("属性", "Attribute"),
    "bounds": Text("取值范围", "Bounds"),
    "canonical": Text("规范写法", "Canonical"),
    "change": Text("与上级关系", "Change"),
    "changed": Text("变化", "Change"),
    "check": Text("检查项", "Check"),
    "clause": Text("条款", "Clause"),
    "component": Text("分项", "Component"),
    "contents": Text("内容", "Contents"),
    "counts": Text("规模", "Size"),
    "direction": Text("方向", "Better"),
    "document": Text("依据", "Source"),
    "domain": Text("领域", "Domain"),
    "duties": Text("经常性工作", "Recurring duties"),
    "duty": Text("事项", "Duty"),
    "every": Text("频次", "Every"),
    "finding": Text("问题", "Finding"),
    "from": Text("起", "From"),
    "id": Text("标识", "Id"),
    "indicator_head": Text("指标", "Indicator"),
    "indicators": Text("指标", "Indicators"),
    "jurisdiction": Text("适用地区", "Jurisdiction"),
    "lead": Text("牵头单位", "Lead units"),
    "leads": Text("牵头", "Leads"),
    "members": Text("成员", "Members"),
    "task": Text("任务", "Task"),
    "through": Text("通过成员单位", "Through groups"),
    "by_roster": Text("由名录确定（{kinds}）", "told by a roster ({kinds})"),
    "of_the_kind": Text("本指标体系列有", "of these the ruleset names"),
    "may_belong": Text("，是否属于由名录确定", ", if a roster says that it belongs to it"),
    "note": Text("说明", "Note"),
    "notes": Text("说明", "Notes"),
    "number": Text("序号", "No."),
    "parent": Text("上级指标体系", "Parent"),
    "parent_target": Text("上级指标值", "Parent's target"),
    "phase": Text("阶段", "Phase"),
    "phases": Text("实施步骤", "Phases"),
    "phrase": Text("原文", "As written"),
    "printed": Text("文件原表", "As printed"),
    "read_as": Text("读作", "Read as"),
    "remarks": Text("附注", "Remarks"),
    "responsible": Text("责任单位", "Responsible units"),
    "section": Text("工作内容小标题", "Section"),
    "shares": Text("参与", "Takes part in"),
    "subject": Text("对象", "Subject"),
    "summary": Text("要点", "Summary"),
    "target": Text("目标值", "Target"),
    "unit_head": Text("单位", "Unit"),
    "unit_measure": Text("计量单位", "Measure"),
    "until": Text("止", "Until"),
    "valid": Text("有效期", "Valid"),
    "version": Text("版本", "Version"),
    "weight": Text("权重", "Weight"),
    "points": Text("分值", "Points"),
    "where": Text("位置", "Where"),
    # values
    "higher": Text("越高越好", "higher"),
    "lower": Text("越低越好", "lower"),
    "binding": Text("约束性", "binding"),
    "reference": Text("参考性", "for reference"),
    "prerequisite": Text("基本条件", "prerequisite"),
    "month": Text("每月", "month"),
    "quarter": Text("每季度", "quarter"),
    "year": Text("每年", "year"),
    "open_end": Text("长期", "open"),
    "not_accepted": Text("未接受，待处理", "not accepted: open"),
    "lead_mark": Text("牵", "L"),
    "responsible_mark": Text("责", "R"),
    "matrix_legend": Text("牵＝牵头单位；责＝责任单位。列为指标序号。", "L leads, R takes part. The columns are the indicators by number."),
    "no_units": Text("本指标体系未写明责任单位。", "This ruleset names no responsible units."),
    "no_plan": Text("本指标体系没有工作内容、实施步骤和经常性工作。", "This ruleset has no actions, phases or recurring duties."),
    "no_notes": Text("没有说明。", "There are no notes."),
    "no_changes": Text("没有不同之处。", "Nothing differs."),
    "no_findings": Text("没有发现问题。", "Nothing was found."),
    "other_indicators": Text("其他指标", "Other indicators"),
    "n_domains": Text("{n}个领域", "{n} domains"),
    "n_indicators": Text("{n}项指标", "{n} indicators"),
    "n_reference": Text("其中参考性{n}项", "{n} of them for reference"),
    "n_prerequisites": Text("其中基本条件{n}项", "{n} of them prerequisites"),
    "n_components": Text("{n}个分项", "{n} components"),
    "n_actions": Text("{n}项工作内容", "{n} actions"),
    "n_phases": Text("{n}个阶段", "{n} phases"),
    "years_running": Text("连续{n}年达标", "met {n} years running"),
    # the printed cells of a source
    "cell_name": Text("名称", "name"),
    "cell_unit": Text("单位", "unit"),
    "cell_target": Text("目标值", "target"),
    "cell_lead": Text("牵头单位", "lead units"),
    "cell_responsible": Text("责任单位", "responsible units"),
    # the small site
    "site_indicators": Text("指标与目标", "Indicators and targets"),
    "site_details": Text("指标详解", "Each indicator"),
    "site_responsibility": Text("责任分工", "Responsibility"),
    "site_matrix": Text("责任矩阵", "Matrix"),
    "site_units": Text("各单位职责", "Unit by unit"),
    "site_plan": Text("工作方案", "Work plan"),
    "site_notes": Text("说明与存疑", "Notes and oddities"),
    "site_diff": Text("与上级的差异", "Changes against the parent"),
    "site_lint": Text("审核结果", "Review"),
    "site_downloads": Text("下载", "Downloads"),
    "download_printed": Text("指标任务分解表（Word，按原表）", "Decomposition table (Word, cells as printed, in Chinese)"),
    "download_word": Text("指标任务分解表（Word）", "Decomposition table (Word, in Chinese)"),
    "download_csv": Text("指标任务分解表（CSV）", "Decomposition table (CSV)"),
    "zh": Text("中文", "中文"),
    "en": Text("English", "English"),
}  # fmt: skip


def word(key: str) -> str:
    """Return the word in the language set at the moment."""
    return str(WORDS[key])


def page_language(code: str | None) -> Language:
    """
    Return the language of a Sphinx project: Chinese where ``language`` begins with zh, else English.

    >>> page_language("zh_CN"), page_language("de")
    ('zh', 'en')
    """
    return "zh" if (code or "").lower().startswith("zh") else "en"
