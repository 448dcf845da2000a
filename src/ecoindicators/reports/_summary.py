"""What every report says first: the answer in one sentence, the counts, the parent, acceptance; then the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ecoindicators.assessment import Assessment, Counts
from ecoindicators.judging import Finding
from ecoindicators.measures import with_unit
from ecoindicators.rectification import gap_text
from ecoindicators.reports._data import sources
from ecoindicators.reports._words import attribute_text, colon, for_reference, label, semicolon
from ecoindicators.texts import NO_TEXT, Text, listed, plain_number
from ecoindicators.verdicts import Verdict

ROW_KEYS = (
    "number", "indicator", "component", "observed", "unit_measure", "target", "verdict", "gap", "attainment",
    "parent_target", "parent_verdict", "reason", "warnings", "lead", "source", "attribute",
)  # fmt: skip
SHORT_KEYS = (
    "number",
    "component",
    "attribute",
    "observed",
    "target",
    "verdict",
    "gap",
    "parent_target",
    "parent_verdict",
)


def shown_keys(assessment: Assessment, keys: Iterable[str]) -> list[str]:
    """Return the keys of a table without those that say nothing here: no parent, nothing for reference."""
    silent = set() if any(not r.decides for r in assessment.indicators) else {"attribute"}
    return [k for k in keys if k not in silent and (assessment.parent is not None or not k.startswith("parent"))]


def answer(assessment: Assessment) -> str:
    """Return the answer in one sentence, and in another how many indicators are for reference, if any."""
    counts = assessment.counts["indicators"]
    total = len(assessment.indicators)
    title = assessment.ruleset.title
    reference = sum(not r.decides for r in assessment.indicators)
    besides = NO_TEXT
    if reference:
        besides = Text(
            f"{total}项中参考性指标{reference}项，不影响总体结论。",
            f" {reference} of the {total} {'is' if reference == 1 else 'are'} for reference and "
            f"{'does' if reference == 1 else 'do'} not decide.",
        )
    return str(
        Text(
            f"{assessment.year}年按“{title.zh}”评估：{assessment.verdict.text.zh}。{total}项指标中，达标{counts['met']}项，"
            f"未达标{counts['not-met']}项，待定{counts['undetermined']}项，不适用{counts['not-applicable']}项。{besides.zh}",
            f"{assessment.year}, by {title.en}: {assessment.verdict.text.en}. "
            f"Of {total} indicators {_how_many(counts)}.{besides.en}",
        )
    )


def _how_many(counts: Counts) -> str:
    """Return counts by verdict in English: "23 are met, 1 is not met, 4 are undetermined, 1 does not apply"."""
    words = (("met", "is met", "are met"), ("not-met", "is not met", "are not met"), ("undetermined", "is undetermined", "are undetermined"), ("not-applicable", "does not apply", "do not apply"))  # fmt: skip
    return ", ".join(f"{counts[verdict]} {one if counts[verdict] == 1 else many}" for verdict, one, many in words)


def titled(assessment: Assessment) -> Text:
    """Return the title of a report: the ruleset's and the year, which is not said again where the title ends with it."""
    title, year = assessment.ruleset.title, assessment.year
    return Text(*(text if names_year(text, year) else f"{text} · {year}" for text in (title.zh, title.en)))


def names_year(title: str, year: int) -> bool:
    """Return whether a title ends with the year: "…（2023年）", "…, 2023"."""
    return re.search(rf"(?<![0-9]){year}年?[）)]?$", title) is not None


def component_counts(assessment: Assessment) -> str:
    """Return the counts of components in one sentence."""
    c = assessment.counts["components"]
    return str(
        Text(
            f"{len(assessment.findings)}个分项中，达标{c['met']}个，未达标{c['not-met']}个，待定{c['undetermined']}个，"
            f"不适用{c['not-applicable']}个。",
            f"Of {len(assessment.findings)} components {_how_many(c)}.",
        )
    )


def parent_answer(assessment: Assessment) -> str:
    """Return the parent's answer in one sentence, empty where there is no parent."""
    return "" if assessment.parent is None else answer(assessment.parent)


def acceptance_lines(assessment: Assessment, at_most: int | None = None) -> list[str]:
    """
    Return what acceptance over consecutive years says, a line a year.

    No more than ``at_most`` of the indicators that are lacking in a year are named; where some are not, the last line
    says where all of them stand.
    """
    acceptance = assessment.acceptance
    if acceptance is None:
        return []
    title = acceptance.ruleset.title
    n = len(acceptance.years)
    lines = [
        str(
            Text(
                f"连续{n}年达到“{title.zh}”（{acceptance.clause}）：{acceptance.verdict.text.zh}",
                f"{n} consecutive years of {title.en} ({acceptance.clause}): {acceptance.verdict.text.en}",
            )
        )
    ]
    for year in acceptance.years:
        left, right = (str(Text(*pair)) for pair in (("（", " ("), ("）", ")")))
        missing = [f"{r.indicator.number} {r.indicator.name}{left}{r.verdict}{right}" for r in year.lacking[:at_most]]
        zh = f"{year.year}年：{year.verdict.text.zh}" + (f"，尚缺：{'、'.join(missing)}" if missing else "")
        en = f"{year.year}: {year.verdict.text.en}" + (f"; lacking: {', '.join(missing)}" if missing else "")
        more = len(year.lacking) - len(missing)
        lines.append(
            str(Text(zh + (f"等，另有{more}项" if more else ""), en + (f" … and {more} more" if more else "")))
        )
    if at_most is not None and any(len(year.lacking) > at_most for year in acceptance.years):
        whole = Text("完整清单见 --format markdown 或 json", "--format markdown or json lists all that is lacking")
        lines.append(str(whole))
    return lines


def source_line(assessment: Assessment) -> str:
    """Return where the observations come from, in one line; a label such as 示例数据 shows here."""
    found = sources(assessment)
    more = len(found) - 5
    shown = semicolon().join(found[:5]) + str(Text(f" …（另有{more}个）", f" … (+{more})")) * (more > 0)
    return f"{label('data_sources')}{colon()}{shown}" if found else ""


def observed_text(finding: Finding, *, unit: bool = False) -> Text:
    """Return what was observed in a few words, "颁布实施（2023-06-01）": value, with its ``unit`` if asked, statement, date."""
    observed = finding.observed
    if observed is None:
        return Text("—")
    value = NO_TEXT
    if finding.value is not None:
        measure = finding.component.unit_measure if unit and finding.component is not None else ""
        value = with_unit(_short(finding.value), measure)
    zh, en = ([part for part in (said, observed.statement) if part] for said in (value.zh, value.en))
    day = "" if observed.date is None else observed.date.isoformat()
    if not zh:
        return Text(day or "—")
    return Text("；".join(zh) + f"（{day}）" * bool(day), "; ".join(en) + f" ({day})" * bool(day))


def provisional(finding: Finding) -> Text:
    """Return the mark of what rests on a provisional observation, empty for any other."""
    observed = finding.observed
    return Text("（暂定）", " (provisional)") if observed is not None and observed.status == "provisional" else NO_TEXT


def _short(number: Decimal) -> str:
    return (
        plain_number(number.normalize() + 0)
        if number != number.to_integral_value()
        else plain_number(number.quantize(Decimal(1)))
    )


def rows(assessment: Assessment, *, units: bool = False) -> list[dict[str, object]]:
    """
    Return one row a component, with the keys of ``ROW_KEYS``, in the current language.

    With ``units``, for tables without a column for it, the value and the gap stand with their measurement unit.
    """
    parent = assessment.parent
    made: list[dict[str, object]] = []
    for result in assessment.indicators:
        indicator = result.indicator
        for finding in result.findings:
            component = finding.component
            assert component is not None
            above = (
                parent.finding(component.id)
                if parent is not None and parent.ruleset.has_component(component.id)
                else None
            )
            made.append(
                {
                    "number": indicator.number,
                    "indicator": str(indicator.name),
                    "component": str(component.name),
                    "observed": str(observed_text(finding, unit=units)),
                    "unit_measure": component.unit_measure,
                    "target": finding.target.text,
                    "verdict": str(finding.verdict),
                    "gap": _gap(finding, units),
                    "attainment": "" if finding.attainment is None else plain_number(finding.attainment),
                    "parent_target": "" if above is None else above.target.text,
                    "parent_verdict": "" if above is None else str(above.verdict),
                    "reason": str(finding.reason),
                    "warnings": semicolon().join(str(w) for w in finding.warnings),
                    "lead": listed(indicator.responsibility.lead),
                    "source": finding.source,
                    "attribute": str(attribute_text(indicator)),
                }
            )
    return made


def _gap(finding: Finding, units: bool) -> str:
    if not finding.gap:
        return "" if finding.gap is None else plain_number(finding.gap)
    return str(gap_text(finding)) if units else plain_number(finding.gap)


def open_lines(assessment: Assessment, verdict: Verdict) -> list[str]:
    """Return a line for each finding with this verdict: number, name, reason, gap, lead units."""
    lines = []
    for result in assessment.indicators:
        for finding in result.findings:
            if finding.verdict is not verdict or finding.component is None:
                continue
            gap = ""
            if finding.gap is not None and verdict is Verdict.NOT_MET and finding.reason.code != "not-eliminated":
                far = gap_text(finding)
                gap = str(Text(f"，差{far.zh}", f"; gap {far.en}"))
            lead = listed(result.indicator.responsibility.lead)
            lead = f" [{lead}]" if lead else ""
            lines.append(
                f"{result.indicator.number} {finding.component.name}{for_reference(result.indicator)}{colon()}{finding.reason}{gap}{lead}"
            )
    return lines


def open_above_lines(assessment: Assessment) -> list[str]:
    """Return a line for each component that is met here and open or not met by the parent: the verdict and its reason."""
    if assessment.parent is None:
        return []
    met = {f.component.id for f in assessment.findings if f.component is not None and f.verdict is Verdict.MET}
    return [
        f"{result.indicator.number} {finding.component.name}{for_reference(result.indicator)}{colon()}{finding.verdict}{Text('，', '; ')}{finding.reason}"
        for result in assessment.parent.indicators
        for finding in result.findings
        if finding.component is not None
        and finding.component.id in met
        and finding.verdict in (Verdict.NOT_MET, Verdict.UNDETERMINED)
    ]


def warning_lines(assessment: Assessment) -> list[str]:
    """Return a line for each warning."""
    lines = [str(w) for w in assessment.warnings]
    for finding in assessment.findings:
        if finding.component is not None:
            lines += [f"{finding.component.name}{colon()}{w}" for w in finding.warnings]
    return lines
