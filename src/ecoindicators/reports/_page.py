"""An assessment as one self-contained web page: both languages, no request to anywhere, a policy that forbids them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from ecoindicators.assessment import Assessment, IndicatorResult
from ecoindicators.errors import MissingExtraError
from ecoindicators.judging import Finding
from ecoindicators.measures import measure_text, with_unit
from ecoindicators.printed import whose
from ecoindicators.rectification import shortfall
from ecoindicators.reports._audit import audit_table
from ecoindicators.reports._data import sources
from ecoindicators.reports._score import all_items, in_a_line
from ecoindicators.reports._summary import answer, observed_text, provisional, titled
from ecoindicators.reports._tables import one_line
from ecoindicators.reports._words import for_reference
from ecoindicators.targets import AllOf, Op, Target, Threshold
from ecoindicators.texts import NO_TEXT, Text, get_language, language, plain_number
from ecoindicators.verdicts import Verdict

if TYPE_CHECKING:
    from ecoindicators.scoring import Score

SIGNS: Final = {"met": "✓", "not-met": "✗", "undetermined": "?", "not-applicable": "–"}
_COLOURS: Final = {"met": "#0f6b3a", "not-met": "#b3261e", "undetermined": "#7a4b00", "not-applicable": "#8c959f"}
_ORDER: Final = {"not-met": 0, "undetermined": 1, "met": 2, "not-applicable": 3}
_SHOWN: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE)


def page(assessment: Assessment, score: Score | None = None) -> str:
    """
    Return the assessment as HTML, with ``score`` after the domains.

    Raises:
        MissingExtraError: jinja2 is not installed.
    """
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError as error:
        raise MissingExtraError("jinja2", "report") from error
    from ecoindicators import __version__

    folder = files("ecoindicators.reports") / "page"
    style, script, source = ((folder / name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "page.html.j2"))  # fmt: skip
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, finalize=_clean
    )
    units = dict.fromkeys(u for i in assessment.ruleset.indicators for u in i.responsibility.units)
    return environment.from_string(source).render(
        a=assessment, title=titled(assessment), answer=_both(assessment), sources=sources(assessment)[:8], counts=assessment.counts, verdicts=_SHOWN, signs=SIGNS,
        lang=get_language(), style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script),  # noqa: S704
        domains=list(_domains(assessment)), rows=list(_rows(assessment)), units=list(units),
        by_unit=list(assessment.by_unit.values()), audit=audit_table(assessment), version=__version__,
        score=score, score_line=None if score is None else in_a_line(score),
        items=[] if score is None else list(all_items(score.contributions)),
    )  # fmt: skip


def _both(assessment: Assessment) -> Text:
    with language("zh"):
        zh = answer(assessment)
    with language("en"):
        return Text(zh, answer(assessment))


def _clean(value: Any) -> Any:
    """Take out of plain text what steers the reading direction or a terminal."""
    return one_line(value) if type(value) is str else value


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _domains(assessment: Assessment) -> Iterable[Mapping[str, Any]]:
    for group in assessment.by_domain.values():
        counts = group.counts["components"]
        yield {
            "id": group.of.id,
            "name": group.of.name,
            "verdict": group.verdict,
            "counts": counts,
            "bar": _bar(counts),
        }


def _svg(width: int, height: int, inside: str, label: str) -> Any:
    from markupsafe import Markup, escape

    return Markup(  # noqa: S704  (made of numbers and colours of ours; the label is escaped)
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{escape(label)}">{inside}</svg>'
    )


def _bar(counts: Mapping[str, int]) -> Any:
    total, at, inside = sum(counts.values()) or 1, 0.0, ""
    for word in ("met", "not-met", "undetermined", "not-applicable"):
        width = 300 * counts[word] / total
        inside += f'<rect x="{at:.1f}" y="2" width="{width:.1f}" height="14" fill="{_COLOURS[word]}"/>'
        at += width
    return _svg(300, 18, inside, ", ".join(f"{word} {n}" for word, n in counts.items() if n))


def _rows(assessment: Assessment) -> Iterable[Mapping[str, Any]]:
    parent = {} if assessment.parent is None else {f.component.id: f for f in assessment.parent.findings if f.component is not None}  # fmt: skip
    for result in assessment.indicators:
        for finding in result.findings:
            yield _row(assessment, result, finding, parent)


def _row(assessment: Assessment, result: IndicatorResult, finding: Finding, parent: Mapping[str, Finding]) -> dict[str, Any]:  # fmt: skip
    indicator, component, observed = result.indicator, finding.component, finding.observed
    assert component is not None
    above = parent.get(component.id)
    values = {y: v for y, v in sorted(assessment.values_of(component.id).items()) if y <= assessment.year}
    seen = observed_text(finding, unit=True)
    who = indicator.responsibility
    names = (indicator.name, component.name, *(u.name for u in who.units))
    attainment = finding.attainment
    return {
        "number": indicator.number,
        "name": component.name,
        "besides": for_reference(indicator),
        "finding": finding,
        "domain": "" if indicator.domain is None else indicator.domain.id,
        "units": "|".join(u.id for u in who.units),
        "lead": who.lead,
        "responsible": who.responsible,
        "observed": seen,
        "sort_observed": seen.zh if finding.value is None else plain_number(finding.value),
        "provisional": provisional(finding),
        "evidence": "" if observed is None else observed.evidence,
        "clause": component.clause,
        "whose": whose(assessment.ruleset, component.layer),
        "unit_measure": NO_TEXT if component.unit_measure in ("", "-", "1") else measure_text(component.unit_measure),
        "reason": finding.explain(),
        "gap": shortfall(finding) if finding.gap else None,
        "parent": above,
        "actions": assessment.ruleset.actions_for(indicator.id),
        "order": _ORDER[finding.verdict.value],
        "attainment": "" if attainment is None else plain_number(attainment),
        "text": " ".join(dict.fromkeys(s for n in names for s in (n.zh, n.en))).lower() + f" {indicator.number} {component.id}",
        "bullet": _bullet(finding, above),
        "history": _history(values),
        "history_text": _history_text(values, component.unit_measure),
    }  # fmt: skip


def _threshold(target: Target) -> Threshold | None:
    parts = target.parts if isinstance(target, AllOf) else (target,)
    found = [t for t in parts if isinstance(t, Threshold)]
    return found[0] if len(found) == 1 else None


def _bullet(finding: Finding, above: Finding | None) -> Any:
    """Return the value as a bar with a mark for the county's target and a thinner one for the parent's."""
    own = _threshold(finding.target)
    if own is None or finding.value is None or finding.value < 0:
        return ""
    theirs = None if above is None else _threshold(above.target)
    bounds = [own.value, finding.value, *([theirs.value] if theirs is not None else [])]
    top = max(*bounds, Decimal(1)) * Decimal("1.1")
    if own.op in (Op.GE, Op.GT) and top > 100 >= max(bounds):
        top = Decimal(100)

    def x(value: Decimal) -> str:
        return f"{float(value / top) * 160:.1f}"

    inside = '<rect x="0" y="4" width="160" height="12" fill="#eaeef2"/>'
    inside += f'<rect x="0" y="7" width="{x(finding.value)}" height="6" fill="{_COLOURS[finding.verdict.value]}"/>'
    if theirs is not None:
        inside += f'<rect x="{x(theirs.value)}" y="4" width="1.5" height="12" fill="#57606a"/>'
    inside += f'<rect x="{x(own.value)}" y="2" width="3" height="16" fill="#1b1f24"/>'
    label = f"{plain_number(finding.value)} / {own}" + (f" / {theirs}" if theirs is not None else "")
    return _svg(163, 20, inside, label)


def _history_text(values: Mapping[int, Decimal], unit: str) -> Text:
    said = [(year, with_unit(plain_number(value), unit)) for year, value in values.items()]
    return Text("，".join(f"{y}年：{v.zh}" for y, v in said), ", ".join(f"{y}: {v.en}" for y, v in said))


def _history(values: Mapping[int, Decimal]) -> Any:
    if len(values) < 2:
        return ""
    years, numbers = list(values), [float(v) for v in values.values()]
    low, high = min(numbers), max(numbers)
    spread, wide = (high - low) or 1.0, (years[-1] - years[0]) or 1
    points = [
        (4 + 152 * (y - years[0]) / wide, 30 - 24 * (n - low) / spread) for y, n in zip(years, numbers, strict=True)
    ]
    line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    dots = "".join(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="#0b57d0"/>' for px, py in points)
    return _svg(160, 36, f'<polyline points="{line}" fill="none" stroke="#0b57d0" stroke-width="2"/>{dots}', f"{years[0]}–{years[-1]}")  # fmt: skip
