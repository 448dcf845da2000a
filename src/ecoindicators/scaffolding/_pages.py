"""Everything of a new distribution that is not the ruleset itself: project file, hook, tests, README, docs, CI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files as resources

from ecoindicators import __version__
from ecoindicators.plugins import available_rulesets
from ecoindicators.rulesets import Ruleset
from ecoindicators.scaffolding._names import Names
from ecoindicators.scaffolding._templates import filled, toml_value

_REASON = "刚由模板建立，尚待完善 fresh from the scaffold, still to be settled"


def page_files(names: Names, rulesets: Sequence[Ruleset], open_rules: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the files by path; ``open_rules`` are the rules that each ruleset does not keep yet."""
    main = rulesets[-1]
    schemas = {
        f"schemas/{name}.schema.json": (resources("ecoindicators") / "schemas" / f"{name}.schema.json").read_text(
            "utf-8"
        )
        for name in ("ruleset", "cases")
    }
    ids = [ruleset.id for ruleset in rulesets]
    suites = "\n".join(filled("suite.py", id=r.id, camel=_camel(r.id), expected=_expected(open_rules[r.id])) for r in rulesets)  # fmt: skip
    return {
        "pyproject.toml": filled(
            "pyproject.toml", distribution=names.distribution, module=names.module,
            description=toml_value(f"{main.title.zh} {main.title.en}: rulesets for ecoindicators"),
            dependencies=toml_value(_dependencies(names, rulesets)),
            entry_points="\n".join(f'{id} = "{names.module}"' for id in ids),
        ),
        "README.md": filled(
            "README.md", distribution=names.distribution, module=names.module, name=_snake(main.id), id=main.id,
            title_zh=main.title.zh, title_en=main.title.en, listing=_listing(rulesets),
        ),
        "CHANGELOG.md": filled("CHANGELOG.md", ids_listed="、".join(f"`{id}`" for id in ids)),
        ".gitignore": filled("gitignore"),
        ".github/workflows/check.yml": filled("check.yml"),
        "docs/index.md": filled(
            "docs.md", id=main.id, title_zh=main.title.zh, title_en=main.title.en, source=_source(main), **_parent(main)
        ),
        f"src/{names.module}/__init__.py": filled("__init__.py", title_en=main.title.en, ids=_tuple(ids)),
        f"src/{names.module}/py.typed": "",
        f"tests/test_{_snake(main.id)}.py": filled("test.py", suites=suites.rstrip("\n")),
        **schemas,
    }  # fmt: skip


def _dependencies(names: Names, rulesets: Sequence[Ruleset]) -> list[str]:
    """Return what the distribution needs: this library, and whatever ships a parent that is not among its own."""
    required = [f"ecoindicators>={'.'.join(__version__.split('.')[:2])}"]
    own = {ruleset.id for ruleset in rulesets}
    for ruleset in rulesets:
        info = available_rulesets().get(ruleset.parent.id) if ruleset.parent is not None else None
        if info is not None and info.id not in own and info.distribution not in ("", names.distribution):
            required.append(f"{info.distribution}>={info.version}")
    return list(dict.fromkeys(required))


def _listing(rulesets: Sequence[Ruleset]) -> str:
    rows = ["| id | 名称 title | 上级 extends |", "|---|---|---|"]
    rows += [
        f"| `{r.id}` | {r.title.zh} {r.title.en} | {f'`{r.parent.id}`' if r.parent is not None else '—'} |"
        for r in rulesets
    ]
    return "\n".join(rows)


def _source(ruleset: Ruleset) -> str:
    source = ruleset.source
    return "，".join(part for part in (source.title, source.document, source.part, source.column) if part)


def _parent(ruleset: Ruleset) -> dict[str, str]:
    if ruleset.parent is None:
        return {"parent_zh": "本指标体系自成一体，没有上级。", "parent_en": "It stands alone and has no parent."}
    parent = ruleset.parent
    command = f"`ecoindicators diff {parent.id} {ruleset.id}`"
    return {
        "parent_zh": f"未列出的目标沿用上级指标体系 `{parent.id}`（{parent.title.zh}）；两级的差别用 {command} 查看。",
        "parent_en": f"What it does not set it inherits from `{parent.id}` ({parent.title.en}); {command} shows how the two differ.",
    }


def _expected(rules: Sequence[str]) -> str:
    if not rules:
        return "{}"
    return "{\n" + "".join(f'        "{id}": "{_REASON}",\n' for id in rules) + "    }"


def _tuple(ids: Sequence[str]) -> str:
    """Return the ids as a tuple in Python, laid out as ``ruff format`` would behind ``_RULESETS =``."""
    line = _one_line(ids)
    return line if len(f"_RULESETS = {line}") <= 88 else "(\n" + "".join(f'    "{id}",\n' for id in ids) + ")"


def _one_line(ids: Sequence[str]) -> str:
    return "(" + "".join(f'"{id}", ' for id in ids).rstrip(" ").removesuffix("," if len(ids) > 1 else "") + ")"


def _snake(id: str) -> str:
    return id.replace("-", "_")


def _camel(id: str) -> str:
    return "".join(part.capitalize() for part in id.split("-"))
