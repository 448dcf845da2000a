"""The TOML files of a new ruleset, split by subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ecoindicators.drafting import toml_text
from ecoindicators.measures import measure_text
from ecoindicators.rulesets import Ruleset
from ecoindicators.scaffolding._names import PLACEHOLDER, Names
from ecoindicators.scaffolding._templates import filled, toml_key, toml_value
from ecoindicators.targets import labels_of
from ecoindicators.texts import Text

SCHEMA: Final = "#:schema ../../../../schemas/ruleset.schema.json\n"
#: Files that begin as an example in comments.
_EMPTY: Final = ("20-indicators", "30-units", "50-plan", "60-phases", "80-notes", "90-accepted")


def overlay_files(names: Names, parent: Ruleset) -> dict[str, str]:
    """Return the files of a ruleset laid over ``parent``: every target and responsibility is there to be uncommented."""
    return _sorted(
        {
            "00-ruleset.toml": _head(names, parent.id),
            "10-targets.toml": SCHEMA + _targets(parent),
            "40-responsibility.toml": SCHEMA + _responsibility(parent),
            **_empty({d.id: d.name.zh for d in parent.domains}, {t.id: t.name.zh for t in parent.tasks}),
        }
    )


def alone_files(names: Names) -> dict[str, str]:
    """Return the files of a ruleset of its own, with one domain, task and indicator to begin from."""
    return _sorted(
        {
            "00-ruleset.toml": _head(names, None),
            "05-domains-and-tasks.toml": SCHEMA
            + "# 领域和任务。序号照原文。\n# Domains and tasks. Numbers as printed.\n\n"
            + '[domains]\nsecurity = { zh = "生态安全", en = "Ecological security" }\n\n'
            + '[tasks]\necosystem-protection = { domain = "security", number = "一", zh = "生态系统保护", en = "Ecosystem protection" }\n',
            **_empty({}, {}),
            "20-indicators.toml": SCHEMA
            + "# 每项指标一段；目标照原文填写。以下一项是示例，请替换。\n# A table each indicator, with its target as printed. The one below is an example; replace it.\n\n"
            + f'[[indicator]]\nnumber = 1\nid = "forest-grass-coverage"\nname = {{ zh = "林草覆盖率（{PLACEHOLDER.zh}）", en = "Forest and grass coverage" }}\n'
            + 'task = "ecosystem-protection"\nunit-measure = "%"\ndirection = "higher"\nminimum = 0\nmaximum = 100\ntarget = "≥40"\nclause = "附件 1"\n',
            "40-responsibility.toml": SCHEMA + _responsibility(None),
        }
    )


def draft_files(id: str, drafted: dict[str, dict[str, Any]], names: Names) -> dict[str, dict[str, str]]:
    """Return the files of each ruleset of a draft, the one called ``id`` last."""
    order = sorted(drafted, key=lambda name: name == id)
    # Domains and tasks of a draft stand in its parent, where it has one among its files.
    above = {table: {k: v for d in drafted.values() for k, v in d.get(table, {}).items()} for table in ("domains", "tasks")}  # fmt: skip
    return {name: _split(drafted[name], above, names if name == id else None) for name in order}


_SUBJECTS: Final = {
    "05-domains-and-tasks": ("domains", "tasks"),
    "10-targets": ("targets",),
    "20-indicators": ("indicator",),
    "25-source-cells": ("source-cells",),
    "30-units": ("unit", "group"),
    "40-responsibility": ("responsibility",),
    "50-plan": ("section", "action", "duty"),
    "60-phases": ("phase",),
    "80-notes": ("notes",),
    "90-accepted": ("accept",),
}


def _split(document: dict[str, Any], above: dict[str, dict[str, Any]], names: Names | None) -> dict[str, str]:
    subjects = {table for tables in _SUBJECTS.values() for table in tables}
    head = {key: value for key, value in document.items() if key not in subjects}
    if names is not None:
        head["ruleset"] = _with_names(head["ruleset"], names)
    files = {"00-ruleset.toml": SCHEMA + toml_text(head)}
    domains = {id: Text.of(name).zh for id, name in above.get("domains", {}).items()}
    tasks = {id: Text.of(task).zh for id, task in above.get("tasks", {}).items()}
    for name, tables in _SUBJECTS.items():
        part = {table: document[table] for table in tables if document.get(table)}
        if part:
            files[f"{name}.toml"] = SCHEMA + toml_text(part)
    return _sorted({**_empty(domains, tasks), **files})


def _with_names(ruleset: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return the drafted head with the names that were given."""
    made = dict(ruleset)
    if PLACEHOLDER.zh not in names.title.zh:
        made["title"] = names.title.to_dict()
    if names.jurisdiction.zh != PLACEHOLDER.zh:
        made["jurisdiction"] = {**made["jurisdiction"], "name": names.jurisdiction.to_dict()}
    if names.code.strip("0"):
        made["jurisdiction"] = {**made["jurisdiction"], "code": names.code}
    if names.document != PLACEHOLDER.zh:
        made["source"] = {**made["source"], "document": names.document}
    return made


def _head(names: Names, extends: str | None) -> str:
    return SCHEMA + "\n".join(
        (
            "# 名称、版本、行政区划和来源文件。",
            "# What it is called, its version, its jurisdiction and the document it was made from.",
            "format = 1",
            "",
            "[ruleset]",
            f"id = {toml_value(names.id)}",
            *([] if extends is None else [f"extends = {toml_value(extends)}"]),
            'version = "0.1"',
            f"title = {toml_value(names.title)}",
            f"jurisdiction = {{ code = {toml_value(names.code)}, name = {toml_value(names.jurisdiction)} }}",
            "# part、column、published 可选。 part, column and published are optional.",
            f"source = {{ title = {toml_value(PLACEHOLDER.zh)}, document = {toml_value(names.document)} }}",
            '# source = { title = "…", document = "…", part = "附件", column = "目标值", published = 2024-01-31 }',
            "notes = []",
            "",
        )
    )


def _targets(parent: Ruleset) -> str:
    lines = [
        "# 本级的目标，按分项 id；未写的沿用上级。去掉行首的 # 并改为本级目标的原文。",
        "# This layer's targets by component id; what is not here is inherited. Uncomment a line and write the wording of your document.",
        "# clause 填写本级文件的条款；上级的条款不沿用。键中有点的须加引号；引号用半角。",
        "# clause is the clause of your own document; the parent's is not taken over. A key with a dot needs quotation marks.",
        "",
        "[targets]",
    ]
    for indicator in parent.indicators:
        for component in indicator.components:
            unit = f"（{measure_text(component.unit_measure).zh}）" if component.unit_measure else ""
            name = (
                component.name.zh if component.name == indicator.name else f"{indicator.name.zh}：{component.name.zh}"
            )
            labels = list(labels_of(component.target))
            text = component.target.text
            target = toml_value({"text": text, **({"labels": labels} if labels else {}), "clause": "…"})
            lines += [f"# {indicator.number} {name}{unit}", f"# {toml_key(component.id)} = {target}"]
    return "\n".join(lines) + "\n"


def _responsibility(parent: Ruleset | None) -> str:
    lines = [
        "# 责任分工，按指标 id；单位在 30-units.toml 中声明。",
        "# Who leads and who takes part, by indicator id; the units are declared in 30-units.toml.",
        "",
        "[responsibility]",
    ]
    ids = ["forest-grass-coverage"] if parent is None else [indicator.id for indicator in parent.indicators]
    lines += [f"# {toml_key(id)} = {{ lead = [], responsible = [] }}" for id in ids]
    return "\n".join(lines) + "\n"


def _empty(domains: Mapping[str, str], tasks: Mapping[str, str]) -> dict[str, str]:
    """Return the files that begin as an example in comments; the one of indicators names the domains and tasks there are."""
    domain = next((id for id in domains if id == "life"), next(iter(domains), "…"))
    above = _listed("已有的领域 Domains there are", domains) + _listed("已有的任务 Tasks there are", tasks)
    texts = {name: filled(f"data/{name}.toml") for name in _EMPTY if name != "20-indicators"}
    texts["20-indicators"] = filled("data/20-indicators.toml", domain=toml_value(domain).ljust(8), above=above)
    return {f"{name}.toml": SCHEMA + texts[name] for name in _EMPTY}


def _listed(what: str, names: Mapping[str, str]) -> str:
    """Return a line of comment each id, with its name."""
    if not names:
        return ""
    return f"# {what}:\n" + "".join(f"#   {id}  {' '.join(name.split())}\n" for id, name in names.items())


def _sorted(files: dict[str, str]) -> dict[str, str]:
    return dict(sorted(files.items()))
