"""Conditions of a scheme: a phrase in the target notation, or a verdict, judged in three-valued logic."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from ecoindicators.assessment import Assessment
from ecoindicators.loading import NO_NAME, Name
from ecoindicators.scoring._scheme import Checking
from ecoindicators.targets import Target
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

WORDS: Final = tuple(verdict.value for verdict in Verdict)


@frozen
class RawCondition:
    """``when`` (a phrase in the notation) or ``verdict``, of a ``component`` or ``indicator``; a string is ``when``."""

    TEXT_ALONE: ClassVar[bool] = True

    when: str = ""
    component: Name = NO_NAME
    indicator: Name = NO_NAME
    verdict: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@frozen
class Condition:
    """What must hold: a target on a component, or one of some verdicts of a component or indicator."""

    component: str
    indicator: str
    target: Target | None
    verdicts: frozenset[Verdict]
    text: Text

    def holds(self, assessment: Assessment) -> Verdict:
        """Return MET, NOT_MET or UNDETERMINED; what does not apply does not hold."""
        if self.target is not None:
            verdict = assessment.judge(self.component, self.target).verdict
            return Verdict.NOT_MET if verdict is Verdict.NOT_APPLICABLE else verdict
        found = assessment[self.indicator] if self.indicator else assessment.finding(self.component)
        if found.verdict in self.verdicts:
            return Verdict.MET
        return Verdict.UNDETERMINED if found.verdict is Verdict.UNDETERMINED else Verdict.NOT_MET


def read_condition(
    raw: RawCondition, key: str, checking: Checking, component: str = "", indicator: str = ""
) -> Condition | None:
    """Return the condition, by default on ``component`` or ``indicator``; report what is wrong with it."""
    if raw.component or raw.indicator:
        component, indicator = raw.component, raw.indicator
    if bool(raw.when) == bool(raw.verdict):
        message = Text("条件应写明 when 或 verdict 之一", "a condition has when or verdict, one of them")
        checking.report("missing-key" if not raw.when else "wrong-value", message, key)
        return None
    for word in raw.verdict:
        checking.choice(word, WORDS, f"{key}.verdict")
    if component and indicator:
        message = Text("component 与 indicator 只能写一个", "give component or indicator, not both")
        checking.report("wrong-value", message, key)
        return None
    if not component and not (indicator and raw.verdict):
        message = Text(
            "条件应指明 component（只有 verdict 条件可用 indicator）",
            "the condition must name a component (only one with verdict may name an indicator)",
        )
        checking.report("missing-key", message, key)
        return None
    if indicator:
        found = checking.indicator(indicator, f"{key}.indicator")
        if found is None:
            return None
        return Condition("", found.id, None, _verdicts(raw.verdict), _text(found.name, raw.verdict))
    known = checking.component(component, f"{key}.component")
    if known is None:
        return None
    if raw.verdict:
        return Condition(known.id, "", None, _verdicts(raw.verdict), _text(known.name, raw.verdict))
    target = checking.target(raw.when, known, raw.states, f"{key}.when" if raw.component else key)
    if target is None:
        return None
    return Condition(known.id, "", target, frozenset(), Text(raw.when))


def _verdicts(words: tuple[str, ...]) -> frozenset[Verdict]:
    return frozenset(Verdict(word) for word in words if word in WORDS)


def _text(name: Text, words: tuple[str, ...]) -> Text:
    verdicts = [Verdict(word).text for word in words if word in WORDS]
    return Text(f"{name.zh}{'或'.join(v.zh for v in verdicts)}", f"{name.en} {' or '.join(v.en for v in verdicts)}")
