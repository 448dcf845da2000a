"""The rules a ruleset must keep: one function each, which yields what breaks it. docs: plugins/rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from importlib.metadata import distribution
from typing import Final, Literal

from attrs import evolve, frozen

from ecoindicators.assessment import assess
from ecoindicators.dossier import Dossier
from ecoindicators.errors import Location, Problem, TargetSyntaxError, shown
from ecoindicators.files import read_bytes
from ecoindicators.formats import newer_format
from ecoindicators.indicators import Component
from ecoindicators.linting import lint
from ecoindicators.loading import in_unit, read_target
from ecoindicators.plugins import answer, duplicate_rulesets
from ecoindicators.reports import to_dict
from ecoindicators.reports._tables import one_line
from ecoindicators.resolved import RESOLVED_FORMAT, changes, leaves, resolved_data
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import AllOf, AnyOf, Op, Target, Threshold, labels_of, witness
from ecoindicators.testing._subject import Subject
from ecoindicators.testing.cases import run_case
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

Need = Literal["nothing", "ruleset", "installed", "cases", "resolved"]
Run = Callable[[Subject, Ruleset], Iterable[Problem]]
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PLACEHOLDER: Final = "待填"
HEAVY: Final = ("altair", "docx", "hypothesis", "jinja2", "narwhals", "openpyxl", "polars", "pytest", "sphinx")


@frozen
class Check:
    """A named check: its stable id, the rule it holds, what it needs to run, and the function that runs it."""

    id: str
    rule: Text
    needs: Need
    run: Run


CHECKS: Final[dict[str, Check]] = {}


def _rule(id: str, zh: str, en: str, needs: Need = "ruleset") -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        CHECKS[id] = Check(id, Text(zh, en), needs, run)
        return run

    return add


def _at(subject: str, zh: str, en: str, hint: Text | None = None) -> Problem:
    """Return the problem that a part of the ruleset has."""
    return Problem("breaks-rule", Text(zh, en), Location(key=subject), hint=hint or Text(""))


def _own(ruleset: Ruleset) -> Iterator[Component]:
    yield from (c for c in ruleset.components if c.layer in ("", ruleset.id))


@_rule("R01-loads", "能够载入，没有任何问题。", "It loads without a problem.", needs="nothing")
def _loads(subject: Subject, _: Ruleset) -> Iterable[Problem]:
    return subject.broken


@_rule(
    "R02-registered",
    "入口点以其 id 命名；插件对该 id 返回该指标体系，对不属于自己的 id 返回 None。",
    "Its entry point bears its id; the plugin answers with it when asked for that id, and with None for an id that is not its own.",
    needs="installed",
)
def _registered(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    if ruleset.id != subject.name:
        yield _at("ruleset.id", f"登记为“{subject.name}”，文件中的 id 却是“{ruleset.id}”", f'it is registered as "{subject.name}", but its file says "{ruleset.id}"')  # fmt: skip
    strange = f"not-{subject.name}"
    if (other := answer(subject.name, strange)) is not None:
        got = type(other).__name__
        yield _at("ecoindicators_ruleset", f"对不属于自己的 id“{strange}”返回了 {got}，应为 None", f'asked for "{strange}", which is not its own, the plugin returned {got}; expected None')  # fmt: skip


@_rule("R03-claimed-once", "没有其他软件包登记同一 id。", "No other distribution registers the same id.", needs="installed")  # fmt: skip
def _claimed_once(subject: Subject, _: Ruleset) -> Iterator[Problem]:
    owners = duplicate_rulesets().get(subject.name, ())
    if owners:
        listed = ", ".join(owners)
        yield _at(subject.name, f"由多个软件包登记：{listed}", f"it is registered by {listed}")


@_rule(
    "R04-ids",
    "各 id 由小写英文字母、数字和连字符组成，同类之中不重复；分项 id 为“指标 id”或“指标 id.分项 id”。",
    "Every id is lower-case letters, digits and hyphens, and unique among its kind; a component's is its indicator's, or indicator.component.",
)
def _ids(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    kinds: dict[str, list[str]] = {
        "domain": [d.id for d in ruleset.domains],
        "task": [t.id for t in ruleset.tasks],
        "indicator": [i.id for i in ruleset.indicators],
        "unit": [*(u.id for u in ruleset.units), *(g.id for g in ruleset.groups)],
    }
    for kind, ids in (("ruleset", [ruleset.id]), *kinds.items()):
        for id in dict.fromkeys(ids):
            if not SLUG.fullmatch(id):
                yield _at(f"{kind} {shown(id)}", "应由小写英文字母、数字和连字符组成", "expected lower-case letters, digits and hyphens")  # fmt: skip
            if ids.count(id) > 1:
                yield _at(f"{kind} {shown(id)}", f"出现{ids.count(id)}次", f"it is used {ids.count(id)} times")
    for indicator in ruleset.indicators:
        for component in indicator.components:
            alone = len(indicator.components) == 1 and component.id == indicator.id
            head, _dot, tail = component.id.partition(".")
            if not alone and (head != indicator.id or not SLUG.fullmatch(tail)):
                yield _at(f"component {shown(component.id)}", f"应为“{indicator.id}.分项 id”", f"expected {indicator.id}.some-id")  # fmt: skip


@_rule(
    "R05-sourced",
    "写明来源文件的标题，以及文号或发布日期；写明版本；行政区划代码为六位（乡镇九位、村十二位）数字。",
    "It names its source by title and by document number or day of publication, its version, and its jurisdiction by a code of six digits (nine for a town, twelve for a village).",
)
def _sourced(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    if not ruleset.version.strip():
        yield _at("version", "没有版本", "there is no version")
    if not ruleset.source.title.strip():
        yield _at("source.title", "没有来源文件的标题", "the source has no title")
    if not ruleset.source.document.strip() and ruleset.source.published is None:
        yield _at(
            "source", "没有文号，也没有发布日期", "the source has neither a document number nor a day of publication"
        )
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", ruleset.jurisdiction.code):
        code = shown(ruleset.jurisdiction.code)
        yield _at("jurisdiction.code", f"“{code}”应为六位、九位或十二位数字", f'"{code}" should be six, nine or twelve digits')  # fmt: skip


@_rule(
    "R06-no-placeholder",
    "没有留下“待填”和全零的区划代码，软件包的说明页也不例外。",
    "No placeholder is left, on the pages of its distribution either: no 待填, no code of zeros.",
)
def _no_placeholder(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    for place, value in leaves(resolved_data(ruleset)):
        at = ".".join(place)
        if PLACEHOLDER in value or (at == "jurisdiction.code" and not value.strip("0")):
            yield _at(at, f"仍是占位：{shown(value)}", f"still a placeholder: {shown(value)}")
    for page, text in subject.pages.items():
        for number, line in enumerate(text.splitlines(), 1):
            if PLACEHOLDER in line:
                said = Text(f"仍是占位：{shown(line)}", f"still a placeholder: {shown(line)}")
                yield Problem("breaks-rule", said, Location(page, line=number))


@_rule(
    "R07-bilingual",
    "本级声明的标题和名称有中文，也有英文。",
    "The titles and names that it declares are in Chinese and in English.",
)
def _bilingual(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    inherited = set() if ruleset.parent is None else {text for _, text in _names(ruleset.parent)}
    for at, name in _names(ruleset):
        if name in inherited:
            continue
        if not re.search(r"[\u4e00-\u9fff]", name.zh):
            yield _at(at, f"没有中文名称：{shown(name.zh)}", f"no Chinese name: {shown(name.zh)}")
        elif name.en == name.zh:
            yield _at(at, f"没有英文名称：{shown(name.zh)}", f"no English name: {shown(name.zh)}")


def _names(ruleset: Ruleset) -> Iterator[tuple[str, Text]]:
    yield "title", ruleset.title
    yield "jurisdiction.name", ruleset.jurisdiction.name
    yield from ((f"domain {d.id}", d.name) for d in ruleset.domains)
    yield from ((f"task {t.id}", t.name) for t in ruleset.tasks)
    for indicator in ruleset.indicators:
        yield f"indicator {indicator.id}", indicator.name
        yield from ((f"component {c.id}", c.name) for c in indicator.components if c.name != indicator.name)
    yield from ((f"unit {u.id}", u.name) for u in ruleset.units)
    yield from ((f"group {g.id}", g.name) for g in ruleset.groups)
    yield from ((f"section {s.number}", s.title) for s in ruleset.sections)
    yield from ((f"action {a.number}", a.title) for a in ruleset.actions)
    yield from ((f"duty {d.id}", d.text) for d in ruleset.duties)
    yield from ((f"phase {p.number}", p.name) for p in ruleset.phases)


@_rule(
    "R08-wording",
    "每个目标保留原文；按其方向、定性用语和类别标签重读原文或规范写法，得到同一目标。",
    "Every target keeps its wording; read again with its direction, states and labels, the wording and the canonical text give the same target.",
)
def _wording(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    for component in _own(ruleset):
        target = component.target
        if not target.source.strip():
            yield _at(component.id, "目标没有保留原文", "the target does not keep its wording")
            continue
        for text in dict.fromkeys((target.text, str(target))):
            try:
                again = _read_again(text, component)
            except TargetSyntaxError as error:
                yield error.problem(Location(key=component.id))
                continue
            if again != target:
                yield _at(component.id, f"“{shown(text)}”读出的是“{again}”，而不是“{target}”", f'"{shown(text)}" reads as "{again}", not as "{target}"')  # fmt: skip


def _read_again(text: str, component: Component) -> Target:
    labels = labels_of(component.target)
    read = read_target(text, component.direction, component.states, labels, component.tolerance)
    return in_unit(read, component.unit_measure)


@_rule("R09-clauses", "本级的每个目标都写明出自哪一条款。", "Every target of its own says in which clause it stands.")
def _clauses(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    for component in _own(ruleset):
        if not component.clause.strip(" …"):  # the scaffold writes clause = "…" to be filled in
            yield _at(component.id, "没有写明条款（clause）", "it names no clause", _how(ruleset, component))


def _how(ruleset: Ruleset, component: Component) -> Text:
    """Return how the clause of a target is written: at the indicator, or with the target of an overlay."""
    if ruleset.indicator_of(component.id).layer == ruleset.id:
        return Text('请在指标中写明，如 clause = "附件 11"', 'write it on the indicator, such as clause = "附件 11"')
    key = component.id if "." not in component.id else f'"{component.id}"'
    line = f'{key} = {{ text = "{shown(component.target.text)}", clause = "…" }}'
    return Text(f"请在 [targets] 中写明：{line}", f"write it in [targets]: {line}")


_BOTH: Final = (Threshold(Op.GE, Decimal(1)), Threshold(Op.LT, Decimal(1)))


@_rule("R10-decidable", "每个目标都有可能达到，也有可能达不到。", "Every target can be met, and can be missed.")
def _decidable(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    for component in _own(ruleset):
        if witness(component.target, AllOf(_BOTH)) is None:
            yield _at(
                component.id, f"“{component.target.text}”不可能达到", f'nothing can meet "{component.target.text}"'
            )
        if witness(AnyOf(_BOTH), component.target) is None:
            yield _at(
                component.id, f"“{component.target.text}”不可能达不到", f'nothing can miss "{component.target.text}"'
            )


@_rule(
    "R11-lint",
    "lint 所报告的，都已在 [[accept]] 中写明理由。",
    "Whatever lint reports is accepted with its reason.",
)
def _lint(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    for finding in lint(ruleset):
        if finding.is_problem:
            yield _at(f"{finding.check} {finding.subject}", finding.message.zh, finding.message.en)
        elif finding.accepted is not None and not finding.accepted.zh.strip():
            yield _at(f"{finding.check} {finding.subject}", "接受时没有写明理由", "it is accepted without a reason")


@_rule(
    "R12-overlay",
    "不丢掉上级的分项，不改其计量单位和方向；每个目标出自继承链中的一级。",
    "It drops none of its parent's components and keeps their measurement unit and direction; every target comes from a layer of the chain.",
)
def _overlay(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    layers = {layer.id for layer in ruleset.chain}
    for component in ruleset.components:
        if component.layer not in layers:
            yield _at(component.id, f"目标出自“{component.layer}”，不在继承链中", f'its target comes from "{component.layer}", which is no layer of the chain')  # fmt: skip
    for theirs in ruleset.parent.components if ruleset.parent is not None else ():
        if not ruleset.has_component(theirs.id):
            yield _at(theirs.id, "上级有此分项，本级没有", "the parent has this component and it is gone here")
            continue
        mine = ruleset.component(theirs.id)
        for what, before, after in (
            ("unit-measure", theirs.unit_measure, mine.unit_measure),
            ("direction", theirs.direction, mine.direction),
        ):
            if before != after:
                yield _at(theirs.id, f"{what} 由“{before}”变为“{after}”", f'its {what} is "{after}" here and "{before}" in the parent')  # fmt: skip


@_rule(
    "R13-assessable",
    "可以据此评估：什么都没有填报时，结论为待定或不适用，不会是达标或未达标；同样的输入得到同样的结果。",
    "It can be assessed by: where nothing is reported, a verdict is undetermined or not applicable, never met or not met; the same input gives the same result.",
)
def _assessable(_: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    if not ruleset.components:
        yield _at(ruleset.id, "没有任何分项", "it has no component")
        return
    year = ruleset.valid_from.year if ruleset.valid_from is not None else 2023
    dossier = Dossier.from_records([{"component": ruleset.components[0].id, "year": year}])
    assessment = assess(ruleset, dossier, year=year)
    for finding in assessment.findings:
        if finding.verdict in (Verdict.MET, Verdict.NOT_MET) and finding.component is not None:
            word = finding.verdict.value
            yield _at(
                finding.component.id, f"什么都没有填报，结论却是 {word}", f"nothing is reported, and yet it is {word}"
            )
    again = evolve(assess(ruleset, dossier, year=year), assessed_at=assessment.assessed_at)  # the clock may go on
    if json.dumps(to_dict(assessment)) != json.dumps(to_dict(again)):
        yield _at(ruleset.id, "两次评估的结果不同", "two assessments of the same dossier differ")


@_rule("R14-cases", "附有用例，且用例全部通过。", "It ships test cases, and they pass.", needs="cases")
def _cases(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    yield from subject.cases_broken
    if not subject.cases and not subject.cases_broken:
        yield _at(subject.name, "没有用例", "there is no case", Text("请在模块的 cases 文件夹中写 TOML 用例", "write one in TOML, in the folder cases of its module"))  # fmt: skip
    for case in subject.cases or ():
        yield from run_case(ruleset, case)


@_rule(
    "R15-cases-cover",
    "本级的每个目标至少有一个用例。",
    "Every target of its own is expected of in at least one case.",
    needs="cases",
)
def _cases_cover(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    named = {key for case in subject.cases or () for key in case.expect}
    for component in _own(ruleset):
        if component.id not in named:
            yield _at(component.id, f"没有用例检验“{component.target.text}”", f'no case expects anything of "{component.target.text}"')  # fmt: skip


@_rule(
    "R16-light",
    "导入插件模块不会载入体积大的库。",
    "Importing the plugin loads no heavy library.",
    needs="installed",
)
def _light(subject: Subject, _: Ruleset) -> Iterator[Problem]:
    assert subject.info is not None
    module = subject.info.module.partition(":")[0]
    code = f"import sys, {module}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    loaded = done.stdout.split() if done.returncode == 0 else [done.stderr.strip().rpartition("\n")[2]]
    if loaded:
        listed = ", ".join(loaded)
        yield _at(module, f"导入时载入了 {listed}", f"importing it loads {listed}")


@_rule(
    "R17-resolved",
    "解析后的内容与所存副本一致；有意改动时，用 pytest --update-resolved 更新副本。",
    "What it resolves to is the copy that is kept; after a change on purpose, pytest --update-resolved updates the copy.",
    needs="resolved",
)
def _resolved(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    assert subject.resolved is not None
    if not subject.resolved.exists():
        make = Text("请运行 pytest --update-resolved 生成", "make it with pytest --update-resolved")
        yield _at(subject.resolved.name, "没有这个副本", "there is no such copy", make)
        return
    try:
        kept = json.loads(read_bytes(subject.resolved))
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        yield _at(subject.resolved.name, "不是 JSON 副本", "it is no copy in JSON")
        return
    where = Location(file=subject.resolved.name, key="format")
    newer = newer_format(kept.get("format"), RESOLVED_FORMAT, where)
    if newer is not None:
        yield newer
        return
    for at, before, after in changes(kept, resolved_data(ruleset)):
        yield _at(at, f"{_quoted(before)} → {_quoted(after)}", f"{_quoted(before)} → {_quoted(after)}")


def _quoted(value: str | None) -> str:
    """Return a value on one line and whole: a reviewer reads here what changes."""
    return "—" if value is None else f"“{one_line(value)}”"


@_rule(
    "R18-packaged",
    "软件包写明许可证，并把 ecoindicators 和提供上级指标体系的软件包列为依赖。",
    "Its distribution states a licence and requires ecoindicators and whatever ships its parent.",
    needs="installed",
)
def _packaged(subject: Subject, ruleset: Ruleset) -> Iterator[Problem]:
    assert subject.info is not None
    own = distribution(subject.info.distribution)
    if not {"License", "License-Expression"} & set(own.metadata):
        yield _at("license", "没有写明许可证", "no licence is stated")
    required = {_project(line) for line in own.requires or ()}
    wanted = {"ecoindicators", *(_shipping(layer) for layer in ruleset.chain[1:2])}
    for project in sorted(wanted - required - {_project(subject.info.distribution), ""}):
        yield _at("dependencies", f"缺少依赖 {project}", f"{project} is not among its dependencies")


def _project(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


def _shipping(ruleset: Ruleset) -> str:
    from ecoindicators.plugins import available_rulesets

    info = available_rulesets().get(ruleset.id)
    return "" if info is None else _project(info.distribution)
