"""Targets made of targets: all of, any of, by variant, by year, and a must with its aim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import evolve, field, frozen

from ecoindicators.reasons import Reason, Remark
from ecoindicators.targets._atoms import Eliminated, Threshold, Window
from ecoindicators.targets._base import MET, NOT_MET, UNDETERMINED, Judgement, Situation, Target
from ecoindicators.verdicts import Verdict
from ecoindicators.verdicts import all_of as all_verdicts
from ecoindicators.verdicts import any_of as any_verdict


def _parts(parts: Iterable[Target]) -> tuple[Target, ...]:
    return tuple(parts)


def _decided(judged: list[Judgement], verdict: Verdict) -> Judgement:
    """Return the judgement of a compound: the reason of the first atom with the deciding verdict."""
    reason = next(j.reason for j in judged if j.verdict is verdict)
    warnings: tuple[Remark, ...] = ()
    measures, measured = 0, None
    for part in judged:
        warnings += part.warnings
        if part.measures:
            measures += part.measures
            measured = part
    if measured is None or measures > 1:
        return Judgement(verdict, reason, measures=measures, warnings=warnings)
    return Judgement(verdict, reason, measured.gap, measured.ratio, 1, warnings)


@frozen
class AllOf(Target):
    """Every part must hold; parts that are themselves all-of are taken in, so equal meanings are equal."""

    parts: tuple[Target, ...] = field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        flat = tuple(q for p in self.parts for q in (p.parts if isinstance(p, AllOf) else (p,)))
        if len(flat) < 2:
            raise ValueError("all of needs at least two parts")
        object.__setattr__(self, "parts", flat)

    def canonical(self, level: int) -> str:
        several_numbers = sum(isinstance(p, Threshold) for p in self.parts) > 1
        if any(isinstance(p, AnyOf) for p in self.parts) and not several_numbers:  # "≥50，≥60" reads as a list
            words = "，".join(p.canonical(2) if isinstance(p, AnyOf) else self._part(p) for p in self.parts)
            return words if level <= 1 else f"{{{words}}}"
        words = "且".join(self._part(p) for p in self.parts)
        return words if level <= 3 else f"{{{words}}}"

    def _part(self, part: Target) -> str:
        """Return the text of a part; braces say that an event beside a number above 0 is meant as one quantity."""
        words = part.canonical(4)
        if isinstance(part, Eliminated) and part.event and any(map(_above_zero, self.parts)):
            return f"{{{words}}}"
        return words

    def atoms(self) -> Iterator[Target]:
        for part in self.parts:
            yield from part.atoms()

    def judge(self, situation: Situation) -> Judgement:
        judged = [part.judge(situation) for part in self.parts]
        return _decided(judged, all_verdicts([j.verdict for j in judged]))


def _above_zero(target: Target) -> bool:
    return isinstance(target, Threshold) and not target.op.holds(Decimal(0), target.value)


@frozen
class AnyOf(Target):
    """At least one part must hold."""

    parts: tuple[Target, ...] = field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        flat = tuple(q for p in self.parts for q in (p.parts if isinstance(p, AnyOf) else (p,)))
        if len(flat) < 2:
            raise ValueError("any of needs at least two parts")
        object.__setattr__(self, "parts", flat)

    def canonical(self, level: int) -> str:
        words = "或".join(p.canonical(3) for p in self.parts)
        return words if level <= 2 else f"{{{words}}}"

    def atoms(self) -> Iterator[Target]:
        for part in self.parts:
            yield from part.atoms()

    def judge(self, situation: Situation) -> Judgement:
        judged = [part.judge(situation) for part in self.parts]
        return _decided(judged, any_verdict([j.verdict for j in judged]))


@frozen
class Variant:
    """One case of a by-variant target: it is for a place that bears one of ``labels``."""

    labels: tuple[str, ...]
    target: Target


@frozen
class ByVariant(Target):
    """The case chosen by the labels of the place; none fits or two fit: undetermined."""

    variants: tuple[Variant, ...] = field(converter=tuple[Variant, ...])

    def __attrs_post_init__(self) -> None:
        if not self.variants or any(not v.labels for v in self.variants):
            raise ValueError("by variant needs cases, each with a label")

    def canonical(self, level: int) -> str:
        words = "；".join(f"{'及'.join(v.labels)}{v.target.canonical(1)}" for v in self.variants)
        return words if level == 0 else f"{{{words}}}"

    def atoms(self) -> Iterator[Target]:
        for variant in self.variants:
            yield from variant.target.atoms()

    def chosen(self, place: frozenset[str]) -> tuple[Variant, ...]:
        """Return the cases that fit a place with these labels."""
        return tuple(v for v in self.variants if not place.isdisjoint(v.labels))

    def judge(self, situation: Situation) -> Judgement:
        fitting = self.chosen(situation.place)
        if len(fitting) == 1:
            return fitting[0].target.judge(situation)
        shown = fitting or self.variants
        labels = "、".join(label for v in shown for label in v.labels)
        return Judgement(UNDETERMINED, Reason("two-labels" if fitting else "no-label", (("labels", labels),)))


@frozen
class ByYear(Target):
    """Stepped targets: 2023年≥60；2024年≥65. A year that is not named has no target: undetermined."""

    steps: tuple[tuple[int, Target], ...] = field(converter=tuple[tuple[int, Target], ...])

    def __attrs_post_init__(self) -> None:
        years = [year for year, _ in self.steps]
        if not years or len(set(years)) != len(years):
            raise ValueError("by year needs steps, each year once")

    def canonical(self, level: int) -> str:
        words = "；".join(f"{year}年{target.canonical(1)}" for year, target in self.steps)
        return words if level == 0 else f"{{{words}}}"

    def atoms(self) -> Iterator[Target]:
        for _, target in self.steps:
            yield from target.atoms()

    def judge(self, situation: Situation) -> Judgement:
        for year, target in self.steps:
            if year == situation.year:
                return target.judge(situation)
        named = "、".join(str(year) for year, _ in self.steps)
        return Judgement(UNDETERMINED, Reason("no-assignment", (("year", situation.year), ("years", named))))


def size(target: Target) -> int:
    """
    Return how many conditions a target asks, each year of a window counted.

    >>> from ecoindicators.targets._base import Op
    >>> size(Window(3, AllOf((Threshold(Op.GE, Decimal(1)), Threshold(Op.LE, Decimal(2))))))
    6
    """
    if isinstance(target, AllOf | AnyOf):
        return sum(map(size, target.parts))
    if isinstance(target, Window):
        return target.years * size(target.inner)
    if isinstance(target, ByVariant):
        return sum(size(v.target) for v in target.variants)
    if isinstance(target, ByYear):
        return sum(size(t) for _, t in target.steps)
    if isinstance(target, WithAim):
        return size(target.must) + size(target.aim)
    return 1


@frozen
class WithAim(Target):
    """A binding target with a reported aim: ≤30，力争≤25. The aim never decides."""

    must: Target
    aim: Target

    def canonical(self, level: int) -> str:
        words = f"{self.must.canonical(2)}，力争{self.aim.canonical(2)}"
        return words if level == 0 else f"{{{words}}}"

    def atoms(self) -> Iterator[Target]:
        yield from self.must.atoms()

    def judge(self, situation: Situation) -> Judgement:
        judged = self.must.judge(situation)
        if judged.verdict is MET and self.aim.judge(situation).verdict is NOT_MET:
            remark = Remark("aim-missed", (("aim", str(self.aim)),))
            return evolve(judged, warnings=(*judged.warnings, remark))
        return judged
