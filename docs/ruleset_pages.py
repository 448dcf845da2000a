"""Renders the shipped rulesets as Markdown: targets, units, clauses, notes, the plan, accepted findings."""

from pathlib import Path

import ecoindicators as eco
from ecoindicators.reports._tables import markdown_cell, markdown_table


def _both(text):
    return f"{text.zh} / {text.en}" if text.en != text.zh else text.zh


def _units(units):
    return "、".join(u.name.zh for u in units) or "/"


def _notes(notes):
    return "\n".join(f"- {markdown_cell(_both(n))}" for n in notes)


def _indicators(ruleset):
    for indicator in ruleset.indicators:
        attribute = "" if indicator.attribute == "binding" else ", 参考性 for reference"
        yield f"### {indicator.number} {indicator.name.zh}\n\n{indicator.name.en} (`{indicator.id}`), {markdown_cell(indicator.clause)}{attribute}"
        rows = []
        for c in indicator.components:
            change = ruleset.change_of(c.id)
            above = change.before.target.text if change.before is not None else "—"
            rows.append(
                [
                    f"{c.name.zh} ({c.id})",
                    c.unit_measure or "—",
                    c.target.text,
                    str(c.target),
                    above,
                    _both(change.text),
                    c.layer,
                ]
            )
        heads = [
            "分项 component",
            "单位 unit",
            "目标值 target",
            "canonical",
            "上级 parent's",
            "关系 change",
            "来源 layer",
        ]
        yield markdown_table(heads, rows)
        lead, shared = indicator.responsibility.lead, indicator.responsibility.responsible
        if lead or shared:
            yield f"牵头单位 lead: {markdown_cell(_units(lead))}; 责任单位 responsible: {markdown_cell(_units(shared))}"
        notes = (*indicator.notes, *(note for c in indicator.components for note in c.notes))
        if notes:
            yield _notes(notes)


def page(ruleset):
    """Return one ruleset's page."""
    source = ruleset.source
    parts = [
        f"# {ruleset.title.zh}",
        f"{ruleset.title.en}: `{ruleset.id}`, version {ruleset.version}.",
        f"来源 source: {source.title} {source.document} {'，'.join(filter(None, (source.part, source.column)))}",
        "## 说明 Notes",
        _notes(ruleset.notes),
        "## 指标 Indicators",
        *_indicators(ruleset),
    ]
    if ruleset.actions:
        rows = [
            [
                a.number,
                a.section,
                _both(a.title),
                _both(a.summary),
                a.clause,
                _units(a.responsibility.lead),
                ", ".join(a.indicators),
            ]
            for a in ruleset.actions
        ]
        heads = ["No.", "section", "标题 title", "摘要 summary", "条款 clause", "牵头 lead", "指标 indicators"]
        parts += ["## 工作内容 Actions", markdown_table(heads, rows)]
        rows = [[p.number, _both(p.name), p.since, p.until or "…", _both(p.summary), p.clause] for p in ruleset.phases]
        parts += [
            "## 实施步骤 Phases",
            markdown_table(["No.", "阶段 phase", "from", "until", "摘要 summary", "clause"], rows),
        ]
        duties = [d for a in ruleset.actions for d in a.duties] + list(ruleset.duties)
        rows = [[d.id, d.every or "—", _both(d.text), d.clause] for d in duties]
        parts += ["## 职责 Duties", markdown_table(["id", "every", "内容 text", "clause"], rows)]
    rows = [[f.check, f.subject, _both(f.accepted)] for f in eco.lint(ruleset) if f.accepted is not None]
    if rows:
        parts += [
            "## 已接受的问题 Accepted findings of lint",
            markdown_table(["check", "subject", "理由 reason"], rows),
        ]
    return "\n\n".join(parts) + "\n"


def write(folder: Path) -> None:
    """Write a page for each ruleset of this repository, where it has changed."""
    folder.mkdir(exist_ok=True)
    for data in Path(__file__).parent.parent.glob("rulesets/*/src/*/data/*"):
        text = page(eco.Ruleset.from_toml(data))
        path = folder / f"{data.name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
