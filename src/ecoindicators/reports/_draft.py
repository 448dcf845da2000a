"""A draft's report: every phrase with its reading, and every doubt with its place."""

from __future__ import annotations

from ecoindicators.drafting import Draft
from ecoindicators.reports._tables import json_text, markdown_table, text_table
from ecoindicators.reports._words import colon
from ecoindicators.texts import Text

_PHRASES = (Text("位置", "Where"), Text("指标", "Indicator"), Text("目标值", "Phrase"), Text("读作", "Read as"))
_DOUBTS = (Text("位置", "Where"), Text("指标", "Indicator"), Text("类别", "Kind"), Text("疑点", "Doubt"))


def draft_report(draft: Draft, format: str) -> str:
    """Return the readings and doubts of a draft as a table for a terminal, as Markdown or as JSON."""
    if format == "json":
        return json_text(_data(draft))
    readings = [
        [r.location, r.subject, r.reading.text, r.reading.explanation if r.reading.target is not None else Text("（未读出）", "(not read)")]
        for r in draft.readings
    ]  # fmt: skip
    doubts = [[d.location, d.subject, d.code, d.text] for d in draft.doubts]
    refused = sum(r.reading.target is None for r in draft.readings)
    drafted = len(draft.own.get("indicator", ())) or len((draft.parent or {}).get("indicator", ()))
    if draft.parent is None and draft.parent_id is not None:
        # It is laid over an installed ruleset: the rows that were matched count too.
        drafted += len(draft.own.get("source-cells", ()))
    summary = Text(
        f"起草了{drafted}项指标；目标值{len(readings)}条，未读出{refused}条；疑点{len(doubts)}条。",
        f"{drafted} indicators were drafted; of {len(readings)} phrases {refused} were not read; {len(doubts)} doubts.",
    )
    head = Text("起草报告", "Draft report")
    parts = ((Text("目标值的读法", "How the phrases are read"), _PHRASES, readings), (Text("疑点", "Doubts"), _DOUBTS, doubts))  # fmt: skip
    if format == "markdown":
        tables = [f"## {title}\n\n{markdown_table(list(map(str, heads)), rows)}\n" for title, heads, rows in parts]
        return f"# {head}{colon()}{draft.id}\n\n{summary}\n\n" + "\n".join(tables)
    tables = [f"{title}\n\n{text_table(list(map(str, heads)), rows)}\n" for title, heads, rows in parts]
    return "\n".join([*tables, f"{summary}\n"])


def _data(draft: Draft) -> dict[str, object]:
    return {
        "id": draft.id,
        "parent": draft.parent_id,
        "files": draft.files(),
        "readings": [
            {
                "where": str(r.location),
                "subject": r.subject,
                "text": r.reading.text,
                "target": None if r.reading.target is None else str(r.reading.target),
                "states": list(r.reading.states),
                "direction": r.direction,
                "explanation": r.reading.explanation.to_dict(),
            }
            for r in draft.readings
        ],
        "doubts": [
            {"code": d.code, "where": str(d.location), "subject": d.subject, "text": d.text.to_dict()}
            for d in draft.doubts
        ],
    }
