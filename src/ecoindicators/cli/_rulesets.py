"""``ecoindicators list``, ``show``, ``lint`` and ``diff``."""

from __future__ import annotations

from pathlib import Path

import click

from ecoindicators.cli._common import EXIT_NOT_MET, OutFile, common, emit, epilog, exit_zero, ruleset_argument, say


@click.command(
    "list",
    short_help=say("列出已安装的指标体系。", "List the installed rulesets."),
    help=say("列出已安装的指标体系；不读取其内容。", "List the installed rulesets; none is read."),
    epilog=epilog("ecoindicators list"),
)
@common()
def list_(format: str, output: Path | None) -> None:
    """List the installed rulesets."""
    from ecoindicators.plugins import available_rulesets, duplicate_rulesets
    from ecoindicators.reports import write_table
    from ecoindicators.texts import Text

    duplicates = duplicate_rulesets()
    rows = [
        [i.id, i.distribution, i.version, ", ".join(duplicates.get(i.id, ()))] for i in available_rulesets().values()
    ]
    heads = [
        str(Text("指标体系", "Ruleset")),
        str(Text("软件包", "Distribution")),
        str(Text("版本", "Version")),
        str(Text("重复登记", "Also claimed by")),
    ]
    keys = ["id", "distribution", "version", "duplicates"]
    if not duplicates:
        heads, keys, rows = heads[:3], keys[:3], [r[:3] for r in rows]
    emit(write_table(format, heads, rows, keys), output)


@click.command(
    short_help=say("显示一个指标体系或其中一项指标。", "Show a ruleset or one of its indicators."),
    help=say(
        "显示 RULESET 的全部指标；给出 KEY（id、序号或名称）时只显示该项指标及其说明。",
        "Show the indicators of RULESET or, with KEY (id, number or name), one indicator with its notes.",
    ),
    epilog=epilog("ecoindicators show dengfeng-2023 11"),
)
@ruleset_argument()
@click.argument("key", required=False)
@click.option(
    "--word",
    type=OutFile(".docx"),
    help=say("另存 Word 指标任务分解表。", "Also write the decomposition table in Word."),
)
@common()
def show(ruleset: str, key: str | None, word: Path | None, format: str, output: Path | None) -> None:
    """Show a ruleset or one of its indicators."""
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.reports import decomposition_table, write_table
    from ecoindicators.reports._notes import notes_on
    from ecoindicators.texts import Text

    found = find_ruleset(ruleset)
    if word is not None:
        found.to_word(word)
    indicators = found.indicators if key is None else (found[key],)
    table = decomposition_table(found, indicators, worded=format in ("table", "markdown"))
    text = write_table(format, [str(head) for head in table.heads], table.rows, table.keys)
    if format == "table":
        source = found.source
        head = f"{found.title} {found.version}\n{source.title} {source.document} {source.part} {source.column}".rstrip()
        noted = [(note, found) for note in found.notes] if key is None else notes_on(found, indicators[0])
        tail = "\n".join(
            f"- {note}" + ("" if layer is found else str(Text(f"（{layer.title.zh}）", f" ({layer.title.en})")))
            for note, layer in noted
        )
        text = f"{head}\n\n{text}" + (f"\n{tail}\n" if tail else "")
    emit(text, output)


@click.command(
    short_help=say("像审核人一样检查指标体系。", "Check a ruleset as a reviewer would."),
    help=say(
        "列出审核人会指出的问题；[[accept]] 已接受的问题连同理由照常显示，但不算问题。",
        "List what a reviewer would report; findings accepted by [[accept]] are shown with their reason and are no problem.",
    ),
    epilog=epilog("ecoindicators lint dengfeng-2023"),
)
@ruleset_argument()
@exit_zero
@common()
def lint(ruleset: str, exit_zero: bool, format: str, output: Path | None) -> None:
    """Check a ruleset as a reviewer would."""
    from ecoindicators.linting import lint as run
    from ecoindicators.plugins import find_ruleset
    from ecoindicators.reports import write_table
    from ecoindicators.texts import Text

    findings = run(find_ruleset(ruleset))
    rows = [
        [f.check, f.subject, str(f.message), "" if f.accepted is None else str(f.accepted)]
        for f in sorted(findings, key=lambda f: not f.is_problem)
    ]
    heads = [
        str(Text("检查", "Check")),
        str(Text("对象", "Subject")),
        str(Text("问题", "Finding")),
        str(Text("已接受的理由", "Accepted because")),
    ]
    text = write_table(format, heads, rows, ["check", "subject", "message", "accepted"])
    problems = sum(f.is_problem for f in findings)
    if format == "table":
        accepted = len(findings) - problems
        text += (
            "\n"
            + str(
                Text(f"未处理问题{problems}个，已说明理由{accepted}个。", f"{problems} problems, {accepted} accepted.")
            )
            + "\n"
        )
    emit(text, output)
    raise SystemExit(EXIT_NOT_MET if problems and not exit_zero else 0)


@click.command(
    short_help=say("比较两个指标体系。", "Compare two rulesets."),
    help=say(
        "逐个分项比较指标体系 B 与 A 的目标。",
        "Compare the targets of ruleset B with those of A, component by component.",
    ),
    epilog=epilog("ecoindicators diff henan-county dengfeng-2023"),
)
@ruleset_argument("a")
@ruleset_argument("b")
@click.option("--all", "everything", is_flag=True, help=say("也列出相同的分项。", "Also list what is the same."))
@common()
def diff(a: str, b: str, everything: bool, format: str, output: Path | None) -> None:
    """Compare two rulesets."""
    from collections import Counter

    from ecoindicators.plugins import find_ruleset
    from ecoindicators.reports import write_table
    from ecoindicators.rulesets import diff as run
    from ecoindicators.texts import Text

    before, after = find_ruleset(a), find_ruleset(b)
    changes = run(before, after)
    rows = [
        [
            c.component if c.before is None or c.before.id == c.component else f"{c.before.id} → {c.component}",
            "" if c.before is None else c.before.target.text,
            "" if c.after is None else c.after.target.text,
            str(c.text),
            "" if c.relation is None else str(c.relation.text),
            (c.after or c.before).clause if (c.after or c.before) is not None else "",  # type: ignore[union-attr]
        ]
        for c in changes
        if everything or c.differs
    ]
    heads = [
        str(t)
        for t in (
            Text("分项", "Component"),
            Text(before.id),
            Text(after.id),
            Text("变化", "Change"),
            Text("关系", "Relation"),
            Text("条款", "Clause"),
        )
    ]
    text = write_table(format, heads, rows, ["component", "before", "after", "change", "relation", "clause"])
    if format == "table":
        counts = Counter(str(c.text) for c in changes)
        text += "\n" + str(Text("，", ", ")).join(f"{kind} {n}" for kind, n in counts.most_common()) + "\n"
    emit(text, output)
