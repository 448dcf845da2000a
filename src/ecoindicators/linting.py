"""What a reviewer would report of a ruleset. An accepted finding stays on show and is no longer a problem."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from ecoindicators.indicators import Component
from ecoindicators.printed import quoted_cells
from ecoindicators.responsibility import Group, Unit, names_of
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import AllOf, Atom, Op, Range, Relation, Target, Threshold
from ecoindicators.texts import Text, plain_number

CHECKS: Final[dict[str, Text]] = {
    "laxer-than-parent": Text("目标宽于上级", "a target is laxer than the parent's"),
    "incomparable-with-parent": Text("目标与上级不可比", "a target cannot be compared with the parent's"),
    "indicator-without-domain": Text("指标没有领域和任务", "an indicator has neither a domain nor a task"),
    "indicator-without-lead": Text("指标没有牵头单位", "an indicator has no lead unit"),
    "action-without-lead": Text("工作内容没有牵头单位", "an action has no lead unit"),
    "indicator-without-action": Text("指标没有对应的工作内容", "no action serves an indicator"),
    "action-without-indicator": Text("工作内容没有对应的指标", "an action serves no indicator"),
    "number-skipped": Text("序号缺号", "a number is skipped"),
    "number-repeated": Text("序号重复", "a number is repeated"),
    "unknown-unit": Text("单位名称未声明", "a unit's name is not declared"),
    "alias-claimed-twice": Text("同一名称属于多个单位", "a name is claimed by two units"),
    "unmeetable-target": Text("目标不可能达到", "no value can meet a target"),
    "share-over-100": Text("要求的百分比超过100%", "more than 100 % is asked for"),
    "cell-differs": Text("目标与照录的单元格不一致", "a target is not what the quoted cell says"),
    "weights-do-not-sum": Text("权重之和不为1", "the weights do not sum to 1"),
    "points-do-not-add-up": Text("分值之和与总分不符", "the points do not add up to the total"),
    "accept-matches-nothing": Text("接受声明没有对应的问题", "an accepted finding was not found"),
}


#: So many numbers that are skipped in a row are a finding each; a wider gap is one.
_LISTED_AT_MOST: Final = 20
#: The subject of an ``[[accept]]`` that is meant for every finding of its check.
EVERY: Final = "*"


@frozen
class LintFinding:
    """
    One thing a reviewer should look at; ``accepted`` holds the reason where somebody did.

    ``as_a_whole`` says that every finding of its check was accepted, and not this one by itself.
    """

    check: str
    subject: str
    message: Text
    accepted: Text | None = None
    as_a_whole: bool = False

    @property
    def is_problem(self) -> bool:
        """Whether nobody has accepted it."""
        return self.accepted is None


def lint(ruleset: Ruleset) -> tuple[LintFinding, ...]:
    """
    Return what a reviewer would report of ``ruleset``, accepted findings included.

    Each finding has a check (one of ``CHECKS``), a subject and a sentence; those named in an ``[[accept]]``
    entry of the ruleset or of an ancestor carry its reason and are no problem. An entry whose subject is ``*``
    names every finding of its check.
    """
    accepted = {(a.check, a.subject): a.reason for layer in ruleset.chain for a in layer.accepted}
    own = {(a.check, a.subject) for a in ruleset.accepted}
    found = []
    for finding in _findings(ruleset):
        one, every = (finding.check, finding.subject), (finding.check, EVERY)
        own -= {one, every}
        as_a_whole = one not in accepted and every in accepted
        reason = accepted.get(every if as_a_whole else one)
        found.append(evolve(finding, accepted=reason, as_a_whole=as_a_whole))
    for check, subject in sorted(own):
        message = Text(
            f"没有发现已声明接受的问题 {check}（{subject}）", f"accepted, but not found: {check} ({subject})"
        )
        found.append(LintFinding("accept-matches-nothing", subject, message))
    return tuple(found)


def _findings(ruleset: Ruleset) -> Iterator[LintFinding]:
    yield from _against_parent(ruleset)
    yield from _placed(ruleset)
    yield from _responsibility(ruleset)
    yield from _plan(ruleset)
    yield from _numbers(ruleset)
    yield from _names(ruleset)
    yield from _meetable(ruleset)
    yield from _shares(ruleset)
    yield from _cells(ruleset)
    yield from _weights(ruleset)


def _against_parent(ruleset: Ruleset) -> Iterator[LintFinding]:
    for component in ruleset.components:
        change = ruleset.change_of(component.id)
        before = change.before
        if before is None:
            continue
        mine, theirs = component.target.text, before.target.text
        if change.relation is Relation.LAXER:
            message = Text(
                f"{component.name.zh}：“{mine}”宽于上级的“{theirs}”", f'"{mine}" is laxer than the parent\'s "{theirs}"'
            )
            yield LintFinding("laxer-than-parent", component.id, message)
        elif change.relation is Relation.INCOMPARABLE:
            message = Text(
                f"{component.name.zh}：“{mine}”与上级的“{theirs}”不可比",
                f'"{mine}" cannot be compared with the parent\'s "{theirs}"',
            )
            yield LintFinding("incomparable-with-parent", component.id, message)


def _placed(ruleset: Ruleset) -> Iterator[LintFinding]:
    if not any(indicator.domain for indicator in ruleset.indicators):
        return
    for indicator in ruleset.indicators:
        if indicator.domain is None:
            message = Text(
                f"第{indicator.number}项“{indicator.name.zh}”没有领域和任务，各领域的结论都不含此项",
                f"indicator {indicator.number} {indicator.name.en} has neither a domain nor a task; no domain's verdict counts it",
            )
            yield LintFinding("indicator-without-domain", indicator.id, message)


def _responsibility(ruleset: Ruleset) -> Iterator[LintFinding]:
    if not any(indicator.responsibility.lead for indicator in ruleset.indicators):
        return
    for indicator in ruleset.indicators:
        if not indicator.responsibility.lead:
            message = Text(
                f"第{indicator.number}项“{indicator.name.zh}”没有牵头单位",
                f"indicator {indicator.number} {indicator.name.en} has no lead unit",
            )
            yield LintFinding("indicator-without-lead", indicator.id, message)


def _plan(ruleset: Ruleset) -> Iterator[LintFinding]:
    if not ruleset.actions:
        return
    served = {id for action in ruleset.actions for id in action.indicators}
    for indicator in ruleset.indicators:
        if indicator.id not in served:
            message = Text(
                f"第{indicator.number}项“{indicator.name.zh}”没有对应的工作内容",
                f"no action serves indicator {indicator.number} {indicator.name.en}",
            )
            yield LintFinding("indicator-without-action", indicator.id, message)
    for action in ruleset.actions:
        subject = f"action {action.number}"
        if not action.responsibility.lead:
            yield LintFinding(
                "action-without-lead",
                subject,
                Text(f"工作内容第{action.number}项没有牵头单位", f"{subject} has no lead unit"),
            )
        if not action.indicators:
            yield LintFinding(
                "action-without-indicator",
                subject,
                Text(f"工作内容第{action.number}项没有对应的指标", f"{subject} serves no indicator"),
            )


_NUMERALS: Final = "一二三四五六七八九"


def numeral_value(text: str) -> int | None:
    """
    Return the value of a printed number, Arabic of up to nine digits or Chinese up to 99; None where it is none.

    >>> numeral_value("十二"), numeral_value("7"), numeral_value("附")
    (12, 7, None)
    """
    text = text.strip("（）() .、")
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 9 else None
    tens, ten, ones = text.rpartition("十")
    if any(c not in _NUMERALS for c in tens + ones) or not text or len(tens) > 1 or len(ones) > 1:
        return None
    value = (_NUMERALS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return value + (_NUMERALS.index(ones) + 1 if ones else 0)


def _numeral(value: int, like: str) -> str:
    if like.isascii() or value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    digits = " " + _NUMERALS
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def _numbers(ruleset: Ruleset) -> Iterator[LintFinding]:
    yield from _sequence("tasks", Text("任务序号", "task number"), [task.number for task in ruleset.tasks])
    yield from _sequence(
        "indicators", Text("指标序号", "indicator number"), [str(i.number) for i in ruleset.indicators]
    )
    yield from _sequence("sections", Text("工作内容小标题序号", "section number"), [s.number for s in ruleset.sections])
    yield from _sequence("actions", Text("工作内容序号", "action number"), [str(a.number) for a in ruleset.actions])
    yield from _sequence("phases", Text("阶段序号", "phase number"), [p.number for p in ruleset.phases])


def _sequence(subject: str, what: Text, printed: Sequence[str]) -> Iterator[LintFinding]:
    values = [numeral_value(number) for number in printed]
    known = Counter(value for value in values if value is not None)
    if not known:
        return
    like = printed[values.index(next(iter(known)))]
    for before, value in pairwise((0, *sorted(known))):
        yield from _skipped(subject, what, before + 1, value, like)
    for value, times in known.items():
        if times > 1:
            number = _numeral(value, like)
            message = Text(f"{what.zh}“{number}”出现{times}次", f"{what.en} {number} occurs {times} times")
            yield LintFinding("number-repeated", f"{subject} {number}", message)


def _skipped(subject: str, what: Text, first: int, end: int, like: str) -> Iterator[LintFinding]:
    """Yield a finding for each number that is skipped, or one for all of them where they are many."""
    if end - first > _LISTED_AT_MOST:
        a, b = _numeral(first, like), _numeral(end - 1, like)
        message = Text(f"{what.zh}缺“{a}”至“{b}”", f"{what.en}s {a} to {b} are skipped")
        yield LintFinding("number-skipped", f"{subject} {a}-{b}", message)
        return
    for value in range(first, end):
        number = _numeral(value, like)
        message = Text(f"{what.zh}缺“{number}”", f"{what.en} {number} is skipped")
        yield LintFinding("number-skipped", f"{subject} {number}", message)


def _names(ruleset: Ruleset) -> Iterator[LintFinding]:
    claimed: dict[str, str] = {}
    everybody: tuple[Unit | Group, ...] = (*ruleset.units, *ruleset.groups)
    for unit in everybody:
        for name in dict.fromkeys(names_of(unit)):
            other = claimed.setdefault(name, unit.id)
            if other != unit.id:
                message = Text(
                    f"“{name}”同时属于 {other} 和 {unit.id}", f'"{name}" is claimed by {other} and {unit.id}'
                )
                yield LintFinding("alias-claimed-twice", name, message)
    declared = set(claimed)
    for group in ruleset.groups:
        for member in group.members:
            if member not in declared:
                message = Text(f"成员单位“{member}”未声明", f'member "{member}" of {group.id} is not declared')
                yield LintFinding("unknown-unit", member, message)
    for named in dict.fromkeys(
        u
        for r in (*(i.responsibility for i in ruleset.indicators), *(a.responsibility for a in ruleset.actions))
        for u in r.units
    ):
        if named.id not in declared:
            yield LintFinding(
                "unknown-unit",
                named.id,
                Text(f"单位“{named.name.zh}”未声明", f'unit "{named.name.zh}" is not declared'),
            )


def _meetable(ruleset: Ruleset) -> Iterator[LintFinding]:
    for component in ruleset.components:
        if not _can_be_met(component.target, component):
            message = Text(
                f"{component.name.zh}：任何数值都不能达到“{component.target.text}”",
                f'no value can meet "{component.target.text}"',
            )
            yield LintFinding("unmeetable-target", component.id, message)


def _can_be_met(target: Target, component: Component) -> bool:
    """Return whether some value within the bounds meets every plain number condition of ``target``."""
    if not isinstance(target, AllOf | Atom):
        return True
    low, high = component.minimum, component.maximum
    low_open = high_open = False
    for atom in target.parts if isinstance(target, AllOf) else (target,):
        ends: list[tuple[Op, Decimal]] = []
        if isinstance(atom, Threshold):
            ends = [(Op.GE, atom.value), (Op.LE, atom.value)] if atom.op is Op.EQ else [(atom.op, atom.value)]
        elif isinstance(atom, Range):
            ends = [(Op.GE, atom.low), (Op.LE, atom.high)]
        for op, value in ends:
            strict = op in (Op.GT, Op.LT)
            if op in (Op.GE, Op.GT) and (low is None or value > low or (value == low and strict)):
                low, low_open = value, strict
            if op in (Op.LE, Op.LT) and (high is None or value < high or (value == high and strict)):
                high, high_open = value, strict
    if low is None or high is None:
        return True
    return low < high or (low == high and not low_open and not high_open)


def _shares(ruleset: Ruleset) -> Iterator[LintFinding]:
    """Yield shares in % that must be over 100 where no maximum says that they can be."""
    for component in ruleset.components:
        if component.unit_measure != "%" or component.maximum is not None:
            continue
        over = [
            atom for atom in component.target.atoms()
            if isinstance(atom, Threshold) and (atom.value > 100 or (atom.value == 100 and atom.op is Op.GT)) and atom.op not in (Op.LE, Op.LT)
        ]  # fmt: skip
        if over:
            message = Text(
                f"{component.name.zh}：“{component.target.text}”要求超过100%；如确可超过，请声明 maximum",
                f'"{component.target.text}" asks for more than 100 %; if that can be, declare a maximum',
            )
            yield LintFinding("share-over-100", component.id, message)


_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def _cells(ruleset: Ruleset) -> Iterator[LintFinding]:
    """Yield targets of this layer with a number, or without one a word, that its quoted cell does not have."""
    for indicator in ruleset.indicators:
        cell = unicodedata.normalize("NFKC", quoted_cells(ruleset, indicator).get("target", ""))
        if not cell:
            continue
        for component in indicator.components:
            text = unicodedata.normalize("NFKC", component.target.text)
            numbers = _NUMBER.findall(text)
            known = set(numbers) <= set(_NUMBER.findall(cell)) if numbers else _bare(text) in _bare(cell)
            if component.layer == ruleset.id and not known:
                message = Text(
                    f"{component.name.zh}：目标“{component.target.text}”与照录的单元格“{' '.join(cell.split())}”不一致",
                    f'the target "{component.target.text}" is not what the quoted cell says: "{" ".join(cell.split())}"',
                )
                yield LintFinding("cell-differs", component.id, message)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _weights(ruleset: Ruleset) -> Iterator[LintFinding]:
    weighted = [i for i in ruleset.indicators if i.weight is not None]
    total = sum((i.weight for i in weighted if i.weight is not None), Decimal(0))
    if weighted and total not in (1, 100):
        message = Text(f"权重之和为{plain_number(total)}，应为1或100", f"the weights sum to {plain_number(total)}, not to 1 or 100")  # fmt: skip
        yield LintFinding("weights-do-not-sum", "weights", message)
    if weighted and len(weighted) < len(ruleset.indicators):
        missing = next(i for i in ruleset.indicators if i.weight is None)
        message = Text(f"第{missing.number}项等{len(ruleset.indicators) - len(weighted)}项没有权重", f"{len(ruleset.indicators) - len(weighted)} indicators have no weight, the first is {missing.number}")  # fmt: skip
        yield LintFinding("weights-do-not-sum", missing.id, message)
    pointed = [i.points for i in ruleset.indicators if i.points is not None]
    if ruleset.total_points is not None and sum(pointed, Decimal(0)) != ruleset.total_points:
        found, asked = plain_number(sum(pointed, Decimal(0))), plain_number(ruleset.total_points)
        message = Text(f"分值之和为{found}，总分为{asked}", f"the points add up to {found}, the total is {asked}")
        yield LintFinding("points-do-not-add-up", "points", message)
