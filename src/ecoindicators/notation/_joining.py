"""How conditions are joined, loosest first: ``；``, then ``，``/``、``, then 或, then 且; and the parts that stand alone.

``；`` and ``，`` mean AND; a 且 or 或 right after one decides that joint, and both kinds at one level is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from attrs import evolve

from ecoindicators.notation._events import window, without
from ecoindicators.notation._readers import BEFORE_WINDOWS, READERS
from ecoindicators.notation._refusals import (
    YEAR,
    refuse_event_beside_number,
    refuse_lists,
    refuse_names,
    refuse_nothing_behind,
    refuse_remark,
    refuse_rest,
    refuse_two_joints,
    refuse_undeclared,
)
from ecoindicators.notation._scanner import Scanner, normalised
from ecoindicators.targets import (
    AllOf,
    AnyOf,
    ByVariant,
    ByYear,
    Change,
    Direction,
    State,
    Target,
    Trend,
    Variant,
    Window,
    WithAim,
    size,
)
from ecoindicators.texts import Text

_SEMICOLON: Final = re.compile(r"[;。]")
_COMMA: Final = re.compile(r"[,、]")
_FULL_STOP: Final = re.compile(r"[;。]\s*$")
_AND: Final = re.compile(r"并且|而且|且|同时|并(?=[^不未]|不)|and\b", re.IGNORECASE)
_OR: Final = re.compile(r"或者|或(?!等)|or\b", re.IGNORECASE)
_AIM: Final = re.compile(r"(?:力争|争取|努力)(?:(?:达到|实现|达)(?=\s*[≥≤<>=]))?")
_OPEN: Final = re.compile(r"\{")
_CLOSE: Final = re.compile(r"\}")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_AIM_IN_BRACKET: Final = re.compile(r"\(\s*(?:力争|争取)(?:(?:达到|实现|达)(?=\s*[≥≤<>=]))?")
_END_BRACKET: Final = re.compile(r"\)")
_SUBJECT: Final = re.compile(
    r"(?:(?!且|，)[\u4e00-\u9fffA-Za-z\u2160-\u217f.0-9]){1,16}?(?<!降低)(?<!下降)(?<!减少)(?<!增长)(?:[率量度]|(?<!个)数|面积|比例|比重|能耗|水耗|半径|浓度|得分|指数|"
    r"天数|收入|GDP|值|排放|投入|占比|密度)(?:要|应|须|需)?(?=\s*(?:[≥≤<>=]|不低于|不少于|不高于|不超过|不大于|不小于|大于|小于|高于|低于|超过|达|"
    r"保持在|控制在|稳定在|降至|提高到|至少|为?\d))",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"[^()]+?\(([^()/、]+(?:[/、][^()/、]+)+)\)\s*$")
_PARTS: Final = re.compile(r"(?:[≥≤<>=]|不低于|不高于|高于|低于|达到)\s*=?\s*\d")
_PART: Final = re.compile(r"[;,、/]")
_NOTHING: Final = re.match("", "")
_SLASH: Final = re.compile(r"/")
_TOLERANCE: Final = re.compile(r"允许波动\s*(\d+(?:\.\d+)?)")
_YEAR_IN_LIST: Final = re.compile(r"([-~至到]?)\s*(\d{4})")
_SPAN_OF_YEARS: Final = 50


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
        self.labels = {normalised(label): label for label in sorted(labels, key=len, reverse=True)}
        self.label = re.compile("|".join(map(re.escape, self.labels)) or "(?!)")
        self.tolerance = tolerance
        self.notes: list[str] = []
        self.about: str | None = None  # what is measured, if the phrase names it
        self.fresh = True  # whether a phrase, or a part of one, may still name it

    def whole(self) -> Target:
        """``target = stepped | variants | must "，力争" aim | clauses``."""
        s = self.s
        if s.at_end():
            s.fail(Text("目标是空的", "the target is empty"), (0, len(s.source)))
        s.refuse_numbers()
        refuse_names(s, self.states, self.labels)
        target = self.alone()
        s.match(_FULL_STOP)
        if not s.at_end():
            refuse_rest(s)
        if size(target) > s.limits.target_size:
            s.over("target_size", (0, len(s.source)))
        return target

    def alone(self) -> Target:
        """``alone = stepped | variants | clauses ["，力争" clause]``, what may stand whole or within braces."""
        stepped = self.stepped()
        if stepped is not None:
            return stepped
        variants = self.variants()
        if variants is not None:
            return variants
        joint = self.s.look(_AND) or self.s.look(_OR)
        if joint is not None and self.state_at() is None:
            self.s.fail(Text(f"“{joint[0]}”之前缺少条件", f'a condition is missing before "{joint[0]}"'), joint.span())
        aim = self.s.match(_AIM) if self.state_at() is None else None
        if aim is not None:  # a target that is only aimed at is the target; the word is kept
            self.notes.append(aim[0])
        return self.clauses()

    def stepped(self) -> Target | None:
        """``stepped = YYYY 年 conditions { (";" | "," | "、" | space) YYYY 年 conditions }``."""
        s = self.s
        if s.look(YEAR) is None or self.state_at() is not None:
            return None
        steps: list[tuple[int, Target]] = []
        while True:
            found = s.match(YEAR)
            assert found is not None  # looked at above, and by next_part
            years = self.years_of(found)
            for year in years:
                if any(year == known for known, _ in steps) or years.count(year) > 1:
                    s.fail(Text(f"{year}年出现两次", f"{year} stands twice"), found.span())
            self.fresh = True
            step = self.part(YEAR)
            steps += [(year, step) for year in years]
            if not self.next_part(YEAR):
                return ByYear(tuple(steps))

    def years_of(self, found: re.Match[str]) -> list[int]:
        """Return the years that a step is for: 2023年, 2023年、2024年 or 2023-2025年."""
        years: list[int] = []
        for joint, text in _YEAR_IN_LIST.findall(found["years"]):
            year = int(text)
            if joint and not years[-1] < year <= years[-1] + _SPAN_OF_YEARS:
                self.s.fail(Text("年份范围不对", "this is no span of years"), found.span("years"))
            years += range(years[-1] + 1, year + 1) if joint else [year]
        return years

    def variants(self) -> Target | None:
        """``variants = labels conditions { (";" | "," | "、" | "/" | space) labels conditions }``; a label may follow in brackets."""
        s = self.s
        behind = self.variants_behind()
        if behind is not None:
            return behind
        if s.look(self.label) is None or self.state_at() is not None:
            return None
        found: list[Variant] = []
        while True:
            names: list[str] = []
            while True:
                name = s.match(self.label)
                assert name is not None  # looked at above, by next_part or behind the joining word
                names.append(self.labels[name[0]])
                if s.match(re.compile(rf"[及和与、或](?={self.label.pattern})")) is None:
                    break
            s.match(re.compile(rf"指标(?=[^\u4e00-\u9fff]|{self.label.pattern})|:"))
            self.leading_remarks()
            self.fresh = True
            found.append(Variant(tuple(names), self.inner_variants() or self.part(self.label)))
            if not self.next_part(self.label):
                return ByVariant(tuple(found))

    def inner_variants(self) -> Target | None:
        """Read the variants within a variant, parted by spaces: 经济发达地区 县级市≥8000 县≥6000 / …."""
        s = self.s
        if s.look(self.label) is None:
            return None
        inner: list[Variant] = []
        while (name := s.match(self.label)) is not None:
            self.leading_remarks()
            self.fresh = True
            inner.append(Variant((self.labels[name[0]],), self.either()))
        return ByVariant(tuple(inner))

    def variants_behind(self) -> Target | None:
        """Read variants whose labels stand behind: ≥70（山区）；≥40（丘陵区）, or ≥8000 / ≥6000 (东部/中部)."""
        s = self.s
        listed = s.look(_LISTED)
        if listed is not None and "/" in listed[0].split("(")[0]:
            names = [name.strip() for name in re.split(r"[/、]", listed[1])]
            if len(names) == len(_PARTS.findall(s.text[: listed.start(1)])):
                refuse_undeclared(s, names, self.labels, listed.span(1))
                cases = [Variant((self.labels[names[0]],), self.either())]
                for name in names[1:]:
                    if s.match(_SLASH) is None:
                        refuse_rest(s)
                    cases.append(Variant((self.labels[name],), self.either()))
                s.pos = listed.end()
                return ByVariant(tuple(cases))
        if not self.labels or self.names_in_brackets(s.text) < 2:
            return None
        cases = []
        while True:
            target = self.either()
            found = s.match(_BRACKET)
            names = self.labels_of(found[1]) if found is not None else []
            if not names:
                s.fail(Text("每一段都应带有类别标签", "each part must bear a label"))
            cases.append(Variant(tuple(names), target))
            if s.at_end() or s.look(_FULL_STOP) is not None:
                return ByVariant(tuple(cases))
            s.match(_PART)

    def names_in_brackets(self, text: str) -> int:
        """Return how many remarks in brackets hold nothing but labels."""
        return sum(bool(self.labels_of(inside)) for inside in _BRACKET.findall(text))

    def labels_of(self, text: str) -> list[str]:
        """Return the labels that a remark in brackets lists, or none if it holds anything else."""
        names = [name for name in re.split(r"[及和与、或/,\s]", text) if name]
        return [self.labels[name] for name in names] if all(name in self.labels for name in names) else []

    def part(self, head: re.Pattern[str]) -> Target:
        """Read the conditions of one part, up to where the next ``head`` begins."""
        return self.joined(_COMMA, self.either, stop=head)

    def next_part(self, head: re.Pattern[str]) -> bool:
        """Move to the next part, if there is one."""
        s = self.s
        start = s.pos
        s.match(_PART)
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
            if found is None and sign is _COMMA and s.text[start - 1] == " " and self.state_at() is not None:
                found = _NOTHING  # a space before a declared state: ≥80 无危险废物排放
            if found is None or s.at_end() or (stop is not None and s.look(stop) is not None):
                s.pos = start
                break
            if s.match(_AIM) is not None:
                aim = self.either()
                return WithAim(self.join(parts, joints), aim)
            joints.add("or" if s.match(_OR) is not None else "and")
            s.match(_AND)
            if len(joints) > 1:
                refuse_two_joints(s, (start, s.pos))
            parts.append(read())
            if joints == {"and"}:
                refuse_lists(s, parts[-2], parts[-1], (start, s.pos))
        return self.join(parts, joints)

    def join(self, parts: list[Target], joints: set[str]) -> Target:
        """Return the parts as one target."""
        if len(parts) == 1:
            return parts[0]
        return AnyOf(tuple(parts)) if joints == {"or"} else self.all_of(parts)

    def all_of(self, parts: list[Target]) -> Target:
        """Return the parts as one target."""
        refuse_event_beside_number(self.s, parts)
        return AllOf(tuple(parts))

    def either(self) -> Target:
        """``either = both { 或 both }``."""
        parts = [self.both()]
        while (word := self.s.match(_OR)) is not None:
            refuse_nothing_behind(self.s, word)
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Target:
        """``both = atom { 且 atom }``."""
        parts = [self.atom()]
        while (word := self.s.match(_AND)) is not None:
            refuse_nothing_behind(self.s, word)
            parts.append(self.atom())
        return parts[0] if len(parts) == 1 else self.all_of(parts)

    def atom(self) -> Target:
        """``atom = "{" alone "}" | state | window atom | one of the readers ; then { "(" remark ")" }``."""
        s = self.s
        s.depth += 1
        if s.depth > s.limits.target_depth:
            s.over("target_depth")
        try:
            s.skip()
            start = s.pos
            target = self.bare()
            self.fresh = False
            if not target.source:
                target = target.with_text(s.source[start : s.pos].strip())
            return self.remarks(target)
        finally:
            s.depth -= 1

    def leading_remarks(self) -> None:
        """Keep what stands in brackets before a condition as notes."""
        while (note := self.s.match(_BRACKET)) is not None:
            self.notes.append(self.s.source[note.start(1) : note.end(1)])

    def bare(self) -> Target:
        """Read an atom without its remarks."""
        s = self.s
        if self.state_at() is None:
            self.leading_remarks()
        start = s.pos
        if self.state_at() is None and s.match(_OPEN) is not None:
            inner = self.alone()
            if s.match(_CLOSE) is None:
                s.fail(Text("缺少“}”", 'expected "}"'))
            return inner.with_text(s.source[start : s.pos].strip())
        state = self.state_at()
        if state is not None:
            phrase, found = state
            s.pos += len(phrase)
            return found.with_text(phrase)
        for reader in BEFORE_WINDOWS:
            target = reader(s, self.direction)
            if target is not None:
                return self.tolerant(target)
        years = window(s)
        if years is not None:
            none = without(s)
            inner = none if none is not None else self.atom()
            return inner if years == 1 else Window(years, inner)
        for reader in READERS:
            target = reader(s, self.direction)
            if target is not None:
                return target
        if self.subject():
            return self.bare()
        if s.at_end():
            s.fail(
                Text("应为条件，却已结束", "expected a condition, found the end"),
                (len(s.source) - 1, len(s.source)),
            )
        return refuse_rest(s)

    def subject(self) -> bool:
        """Move past the name of what is measured (面积保存率达…), once and first; it is kept as a note."""
        s = self.s
        found = s.look(_SUBJECT)
        if found is None:
            return False
        if not self.fresh or self.about not in (None, found[0]):
            s.fail(
                Text(f"“{found[0]}”是另一个量", f'"{found[0]}" is another quantity'),
                found.span(),
                Text("请另列为一个分项", "make it a component of its own"),
            )
        if self.about is None:
            self.notes.append(found[0])
        self.about = found[0]
        s.pos = found.end()
        return True

    def tolerant(self, target: Target) -> Target:
        """Return a loose trend with the ruleset's tolerance."""
        if self.tolerance and isinstance(target, Trend) and not target.sense.strict:
            return evolve(target, tolerance=self.tolerance)
        return target

    def remarks(self, target: Target) -> Target:
        """Read the remarks in brackets behind an atom: kept as notes, but for those that belong to its text."""
        s = self.s
        while (found := s.look(_BRACKET)) is not None:
            if s.match(_AIM_IN_BRACKET) is not None:
                target = WithAim(target, self.either())
                if s.match(_END_BRACKET) is None:
                    refuse_rest(s)
                continue
            inside = found[1].strip()
            tolerance = _TOLERANCE.fullmatch(inside)
            if tolerance is not None and isinstance(target, Trend) and not target.sense.strict:
                target = evolve(target, tolerance=Decimal(tolerance[1]))
            elif inside == "绝对值" and isinstance(target, Change):
                target = evolve(target, absolute=True)
            elif self.labels_of(inside):
                break
            else:
                refuse_remark(s, inside, found.span(1))
                self.notes.append(s.source[found.start(1) : found.end(1)])
            s.pos = found.end()
        return target

    def state_at(self) -> tuple[str, State] | None:
        """Return the longest declared state that begins at the position."""
        self.s.skip()
        for phrase, state in self.states:
            if self.s.source.startswith(phrase, self.s.pos):
                return phrase, state
        return None
