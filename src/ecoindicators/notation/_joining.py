"""How conditions are joined, loosest first: ``；``, then ``，``/``、``, then 或, then 且; and the parts that stand alone.

``；`` and ``，`` mean AND; a 且 or 或 right after one decides that joint, and both kinds at one level is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from attrs import evolve

from ecoindicators.notation import _atoms
from ecoindicators.notation._scanner import MAX_DEPTH, Scanner
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    ByVariant,
    ByYear,
    Change,
    Direction,
    State,
    Target,
    Threshold,
    Trend,
    Variant,
    Window,
    WithAim,
)
from ecoindicators.texts import Text

_SEMICOLON: Final = re.compile(r"[;。]")
_COMMA: Final = re.compile(r"[,、]")
_AND: Final = re.compile(r"并且|而且|且|同时|and\b", re.IGNORECASE)
_OR: Final = re.compile(r"或者|或(?!等)|or\b", re.IGNORECASE)
_AIM: Final = re.compile(r"力争(?:达到|实现)?|争取(?:达到)?|努力达到")
_OPEN: Final = re.compile(r"\{")
_CLOSE: Final = re.compile(r"\}")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_TOLERANCE: Final = re.compile(r"允许波动\s*(\d+(?:\.\d+)?)")
_YEAR: Final = re.compile(r"(\d{4})\s*年度?(?:达到(?=[≥≤<>=])|目标)?\s*[::]?(?!\s*(?:\d{1,2}月|底|之?前|-))")


class Parser:
    """Reads one target; ``notes`` collects the remarks in brackets."""

    def __init__(
        self,
        source: str,
        direction: Direction | None,
        states: tuple[State, ...],
        labels: tuple[str, ...],
        tolerance: Decimal,
    ) -> None:
        self.s = Scanner(source)
        self.direction = direction
        self.states = sorted(((state.phrase, state) for state in states), key=lambda pair: -len(pair[0]))
        self.labels = sorted(labels, key=len, reverse=True)
        self.tolerance = tolerance
        self.notes: list[str] = []

    def whole(self) -> Target:
        """``target = stepped | variants | must "，力争" aim | clauses``."""
        s = self.s
        if s.at_end():
            s.fail(Text("目标是空的", "the target is empty"), (0, len(s.source)))
        target = self.alone()
        if not s.at_end():
            self.unexpected()
        return target

    def unexpected(self) -> None:
        """Raise for what is left over, saying what is likely meant."""
        s = self.s
        if s.look(re.compile(r"[≥≤<>=]?\s*\d")) is not None:
            s.fail(
                Text(f"“{s.rest()}”与前面的目标之间缺少连接词", f'"{s.rest()}" is not joined to what stands before'),
                hint=Text(
                    "几个分项的目标请分别填写；同一分项的条件用“且”或“，”连接",
                    'give each component its own target, or join conditions by "，" or "且"',
                ),
            )
        s.fail(
            Text(f"不能理解“{s.rest()}”", f'"{s.rest()}" was not understood'),
            hint=Text("如为定性要求，请在 states 中声明", "if it is a state, declare it in states"),
        )

    def alone(self) -> Target:
        """``alone = stepped | variants | clauses ["，力争" clause]``, what may stand whole or within braces."""
        stepped = self.stepped()
        if stepped is not None:
            return stepped
        variants = self.variants()
        return variants if variants is not None else self.clauses()

    def stepped(self) -> Target | None:
        """``stepped = YYYY 年 conditions { (";" | "," | "、" | space) YYYY 年 conditions }``."""
        s = self.s
        if s.look(_YEAR) is None or self.state_at() is not None:
            return None
        start = s.pos
        steps: list[tuple[int, Target]] = []
        while True:
            found = s.match(_YEAR)
            if found is None:
                if not steps:
                    s.pos = start
                    return None
                self.s.fail(Text("每一段都应以年份开头", "each part must begin with a year"))
            year = int(found[1])
            if any(year == known for known, _ in steps):
                s.fail(Text(f"{year}年出现两次", f"{year} stands twice"), found.span())
            steps.append((year, self.part(_YEAR)))
            if not self.next_part(_YEAR):
                return ByYear(tuple(steps))

    def variants(self) -> Target | None:
        """``variants = labels conditions { (";" | "," | "、" | "/" | space) labels conditions }``."""
        s = self.s
        if self.label_at() is None or self.state_at() is not None:
            return None
        label = re.compile("|".join(re.escape(label) for label in self.labels))
        found: list[Variant] = []
        while True:
            names: list[str] = []
            while True:
                name = s.match(label)
                if name is None:
                    s.fail(Text("每一段都应以类别标签开头", "each part must begin with a label"))
                names.append(name[0])
                if s.match(re.compile(r"[及和与、或](?=" + label.pattern + ")")) is None:
                    break
            s.match(re.compile(r":"))
            found.append(Variant(tuple(names), self.part(label)))
            if not self.next_part(label):
                return ByVariant(tuple(found))

    def part(self, head: re.Pattern[str]) -> Target:
        """Read the conditions of one part, up to where the next ``head`` begins."""
        return self.joined(_COMMA, self.either, stop=head)

    def next_part(self, head: re.Pattern[str]) -> bool:
        """Move to the next part, if there is one."""
        s = self.s
        start = s.pos
        s.match(re.compile(r"[;,、/]"))
        if s.look(head) is not None:
            return True
        s.pos = start
        return False

    def clauses(self) -> Target:
        """``clauses = conditions { ";" [且 | 或] conditions } ; conditions = either { ("," | "、") [且 | 或] either }``."""
        return self.joined(_SEMICOLON, lambda: self.joined(_COMMA, self.either))

    def joined(self, sign: re.Pattern[str], read: Callable[[], Target], stop: re.Pattern[str] | None = None) -> Target:
        """Read parts joined by a sign; a 且 or 或 right after the sign decides the joint."""
        s = self.s
        parts, joints = [read()], set[str]()
        while True:
            start = s.pos
            found = s.match(sign)
            if found is None or s.at_end() or (stop is not None and s.look(stop) is not None):
                at_final_stop = s.at_end() and self.s.source[start : s.pos].strip() in ("。", ";", "；")
                s.pos = s.pos if at_final_stop else start
                break
            if s.match(_AIM) is not None:
                aim = self.either()
                return WithAim(self.join(parts, joints), aim)
            joints.add("or" if s.match(_OR) is not None else "and")
            s.match(_AND)
            if len(joints) > 1:
                s.fail(
                    Text(
                        "同一层既有“且”又有“或”，含义不明",
                        "both AND and OR at one level; which binds first is not clear",
                    ),
                    (start, s.pos),
                    Text("请用“；”和“，”分层，或用 {…} 括起", "use ；and ， for levels, or braces {…}"),
                )
            parts.append(read())
            if (
                s.text[start : start + 1] == "、"
                and isinstance(parts[-1], Threshold)
                and isinstance(parts[-2], Threshold)
            ):
                s.fail(
                    Text(
                        "“、”连接的几个数值像是分属几个分项或档次",
                        "numbers joined by 、 look like a list for several components or grades",
                    ),
                    (start, s.pos),
                    Text("请给每个分项填写各自的目标", "give each component its own target"),
                )
        return self.join(parts, joints)

    def join(self, parts: list[Target], joints: set[str]) -> Target:
        """Return the parts as one target."""
        if len(parts) == 1:
            return parts[0]
        return AnyOf(tuple(parts)) if joints == {"or"} else AllOf(tuple(parts))

    def either(self) -> Target:
        """``either = both { 或 both }``."""
        parts = [self.both()]
        while self.s.match(_OR) is not None:
            self.need_more("或")
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Target:
        """``both = atom { 且 atom }``."""
        parts = [self.atom()]
        while self.s.match(_AND) is not None:
            self.need_more("且")
            parts.append(self.atom())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def need_more(self, word: str) -> None:
        """Raise if nothing follows a joining word."""
        if self.s.at_end():
            end = len(self.s.source)
            self.s.fail(Text(f"“{word}”之后缺少条件", f'a condition is missing after "{word}"'), (max(0, end - 1), end))

    def atom(self) -> Target:
        """``atom = "{" alone "}" | state | window atom | one of the readers ; then { "(" remark ")" }``."""
        s = self.s
        s.depth += 1
        if s.depth > MAX_DEPTH:
            s.fail(Text(f"嵌套超过{MAX_DEPTH}层", f"nested over {MAX_DEPTH} levels deep"))
        try:
            s.skip()
            start = s.pos
            target = self.bare()
            if not target.source:
                target = target.with_text(s.source[start : s.pos].strip())
            return self.remarks(target)
        finally:
            s.depth -= 1

    def bare(self) -> Target:
        """Read an atom without its remarks."""
        s = self.s
        while (note := s.match(_BRACKET)) is not None:
            self.notes.append(s.source[note.start(1) : note.end(1)])
        if s.match(_OPEN) is not None:
            inner = self.alone()
            if s.match(_CLOSE) is None:
                s.fail(Text("缺少“}”", 'expected "}"'))
            return inner
        state = self.state_at()
        if state is not None:
            phrase, found = state
            s.pos += len(phrase)
            return found
        for reader in (_atoms.READERS[0],):  # 近三年逐年 is a trend, not a window
            target = reader(s, self.direction)
            if target is not None:
                return self.tolerant(target)
        years = _atoms.window(s, self.direction)
        if years is not None:
            none = _atoms.without(s)
            return Window(years, none if none is not None else self.atom())
        for reader in _atoms.READERS[1:]:
            target = reader(s, self.direction)
            if target is not None:
                return target
        if s.at_end():
            s.fail(
                Text("应为条件，却已结束", "expected a condition, found the end"),
                (max(0, len(s.source) - 1), len(s.source)),
            )
        self.unexpected()
        raise AssertionError  # unexpected() always raises

    def tolerant(self, target: Target) -> Target:
        """Return a loose trend with the ruleset's tolerance."""
        if self.tolerance and isinstance(target, Trend) and not target.sense.strict:
            return evolve(target, tolerance=self.tolerance)
        return target

    def remarks(self, target: Target) -> Target:
        """Read the remarks in brackets behind an atom: kept as notes, but for the two that belong to its text."""
        s = self.s
        while (found := s.match(_BRACKET)) is not None:
            inside = found[1].strip()
            tolerance = _TOLERANCE.fullmatch(inside)
            if tolerance is not None and isinstance(target, Trend) and not target.sense.strict:
                target = evolve(target, tolerance=Decimal(tolerance[1]))
            elif inside == "绝对值" and isinstance(target, Change):
                target = evolve(target, absolute=True)
            else:
                self.notes.append(s.source[found.start(1) : found.end(1)])
        return target

    def state_at(self) -> tuple[str, State] | None:
        """Return the longest declared state that begins at the position."""
        self.s.skip()
        for phrase, state in self.states:
            if self.s.source.startswith(phrase, self.s.pos):
                return phrase, state
        return None

    def label_at(self) -> str | None:
        """Return the label that begins at the position."""
        self.s.skip()
        return next((label for label in self.labels if self.s.source.startswith(label, self.s.pos)), None)
