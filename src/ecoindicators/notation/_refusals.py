"""What a target's text may not be, and why: each function raises the error that says so, most of them only if it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NoReturn

from ecoindicators.notation._patterns import why
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import Eliminated, Op, State, Target, Threshold
from ecoindicators.texts import Text

Span = tuple[int, int]

#: The year or years that a part of a target by year begins with.
YEAR: Final = re.compile(
    r"到?(?P<years>(?:19|20)\d{2}年?度?(?:\s*[-~至到、,和及]\s*(?:19|20)\d{2}年?度?)*)(?<=[年度])(?:每年|目标|达到(?=[≥≤<>=])|为)?"
    r"\s*:?(?!\s*(?:\d{1,2}月|底|末|之?前|-|水平|基础|基数|的))"
)
_CLAUSE: Final = re.compile(r"[^;,、]+")
_NUMBER: Final = re.compile(r"[≥≤<>=]?\s*\d")
_ONLY_NUMBER: Final = re.compile(r"[\d.,%\s]+")
_STEPS_IN_BRACKET: Final = re.compile(r"\d{4}年.*(?:[≥≤<>=]|于|超过|达到?)\s*\d")


def refuse_names(s: Scanner, states: Sequence[tuple[str, State]], labels: Mapping[str, str]) -> None:
    """Raise if a declared state is empty, or a label as well: either could be meant, and the text does not say which."""
    if any(not phrase.strip() for phrase, _ in states):
        s.fail(Text("声明的定性要求中有空的", "a declared state is empty"))
    both = [label for label in labels.values() if any(label == phrase for phrase, _ in states)]
    if both:
        shown = "、".join(both)
        s.fail(
            Text(f"“{shown}”既是类别标签又是定性要求", f'"{shown}" is both a label and a state'),
            (0, len(s.source)),
            Text("请改动其中一个", "change one of them"),
        )


def refuse_part_without_year(s: Scanner) -> None:
    """Raise where some parts of the text begin with a year and some do not: a target by year names it in each."""
    parts = [match for match in _CLAUSE.finditer(s.text) if match[0].strip()]
    dated = [YEAR.match(part[0].lstrip()) is not None for part in parts]
    if any(dated) and not all(dated):
        s.fail(
            Text("按年度的目标，每一段都须写明年度", "a target by year needs the year in each part"),
            parts[dated.index(False)].span(),
            Text("如“2026年≥85；2027年≥95”", 'such as "2026年≥85；2027年≥95"'),
        )


#: What to do about words that may be a state; where they are declared elsewhere, a caller says it in other words.
DECLARE_THE_STATE: Final = Text("如为定性要求，请在 states 中声明", "if it is a state, declare it in states")


def refuse_rest(s: Scanner) -> NoReturn:
    """Raise for what is left over, saying what is likely meant."""
    refuse_part_without_year(s)
    if s.look(_NUMBER) is not None:
        s.fail(
            Text(f"“{s.rest()}”与前面的目标之间缺少连接词", f'"{s.rest()}" is not joined to what stands before'),
            hint=Text(
                "几个分项的目标请分别填写；同一分项的条件用“且”或“，”连接",
                'give each component its own target, or join conditions by "，" or "且"',
            ),
        )
    s.fail(
        Text(f"不能理解“{s.rest()}”", f'"{s.rest()}" was not understood'),
        hint=why(s.text[s.pos :]) or DECLARE_THE_STATE,
    )


def refuse_two_joints(s: Scanner, span: Span) -> NoReturn:
    """Raise for 且 and 或 at one level."""
    s.fail(
        Text("同一层既有“且”又有“或”，含义不明", "both AND and OR at one level; which binds first is not clear"),
        span,
        Text("请用“；”和“，”分层，或用 {…} 括起", "use ；and ， for levels, or braces {…}"),
    )


def refuse_lists(s: Scanner, a: Target, b: Target, span: Span) -> None:
    """Raise if two parts bound one number from one side: a list, not a condition."""
    if one_sided(a, b):
        refuse_part_without_year(s)
        s.fail(
            Text(
                "这几个数值像是分属几个分项、地区或档次",
                "these numbers look like a list for several components, kinds of places or grades",
            ),
            span,
            Text(
                "请给每个分项填写各自的目标；按地区分的，请声明类别标签",
                "give each component its own target, or declare the labels that tell the places apart",
            ),
        )


def refuse_event_beside_number(s: Scanner, parts: Sequence[Target]) -> None:
    """Raise for a number above 0 beside a named event that must be 0: one quantity only where braces say that it is meant."""
    event = next(
        (p for p in parts if isinstance(p, Eliminated) and p.event and not p.source.startswith(("{", "｛"))), None
    )
    if event is not None and any(isinstance(p, Threshold) and not p.op.holds(Decimal(0), p.value) for p in parts):
        s.fail(
            Text(
                f"“{event.source}”与数值要求不是同一个量",
                f'"{event.source}" and the number are not about one quantity',
            ),
            (0, len(s.source)),
            Text("请另列为一个分项，或声明为定性要求", "make it a component of its own, or declare it as a state"),
        )


def refuse_nothing_behind(s: Scanner, word: re.Match[str]) -> None:
    """Raise if nothing follows a joining word."""
    if s.at_end():
        s.fail(Text(f"“{word[0]}”之后缺少条件", f'a condition is missing after "{word[0]}"'), word.span())


def refuse_undeclared(s: Scanner, names: Sequence[str], labels: Mapping[str, str], span: Span) -> None:
    """Raise if a name is not a declared label."""
    unknown = [name for name in names if name not in labels]
    if unknown:
        shown = "、".join(unknown)
        s.fail(
            Text(f"“{shown}”像是地区类别", f'"{shown}" looks like kinds of places'),
            span,
            Text("请在 labels 中声明这些类别", "declare them in labels"),
        )


def refuse_remark(s: Scanner, inside: str, span: Span) -> None:
    """Raise for a remark that may change the target: a bare number, or other years' targets."""
    if _ONLY_NUMBER.fullmatch(inside):
        s.fail(
            Text("括号中的数字含义不明", "it is not clear what the number in brackets means"),
            span,
            Text("请写明它是目标、上年数还是说明", "say whether it is a target, an earlier value or a remark"),
        )
    if _STEPS_IN_BRACKET.match(inside):
        s.fail(
            Text("括号中另有分年度的目标", "the brackets hold targets for other years"),
            span,
            Text("请按年份列出，例如“2023年≥60；2024年≥65”", 'list them by year, for example "2023年≥60；2024年≥65"'),
        )


_SIDES: Final = {Op.GE: "low", Op.GT: "low", Op.LE: "high", Op.LT: "high"}


def one_sided(a: Target, b: Target) -> bool:
    """Return whether both are thresholds that bound the value from the same side, so that one says it all."""
    return isinstance(a, Threshold) and isinstance(b, Threshold) and _SIDES.get(a.op, a) == _SIDES.get(b.op, b)
