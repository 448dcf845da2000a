"""An assessment as plain data: the one model every format is written from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import asdict

from ecoindicators.assessment import AcceptanceResult, Assessment, GroupResult, IndicatorResult
from ecoindicators.audit import Audit
from ecoindicators.canonical import canonical_json, digest
from ecoindicators.formats import FORMAT_VERSION
from ecoindicators.judging import Finding
from ecoindicators.reasons import Reason, Remark
from ecoindicators.rulesets import Ruleset
from ecoindicators.targets import Target
from ecoindicators.texts import Text

if TYPE_CHECKING:
    from ecoindicators.scoring import Score


def plain(value: object) -> Any:
    """Return a value as JSON knows it: numbers as numbers (15 digits survive), dates in ISO form, texts by language."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return value.to_dict()
    return str(value) if isinstance(value, Target) else value


def _because(reason: Reason | Remark) -> dict[str, Any]:
    return {
        "code": reason.code,
        "numbers": {key: plain(value) for key, value in reason.details},
        "text": reason.text.to_dict(),
    }


def finding_data(finding: Finding, indicator: str = "") -> dict[str, Any]:
    """Return one finding as plain data."""
    component, observed = finding.component, finding.observed
    data: dict[str, Any] = {}
    if component is not None:
        data |= {
            "component": component.id,
            "indicator": indicator,
            "name": component.name.to_dict(),
            "unit_measure": component.unit_measure,
            "clause": component.clause,
            "layer": component.layer,
        }
    data |= {
        "verdict": finding.verdict.value,
        "observed": None
        if observed is None
        else {
            "value": plain(finding.value),
            "reported_value": plain(observed.value),
            "reported_unit_measure": observed.unit_measure,
            "date": plain(observed.date),
            "statement": observed.statement,
            "status": observed.status,
            "evidence": observed.evidence,
            "reported_by": observed.reported_by,
            "note": observed.note,
        },
        "target": finding.target.text,
        "canonical": str(finding.target),
        "notes": list(finding.target.notes),
        "assignment": None if finding.assignment is None else finding.assignment.text,
        "gap": plain(finding.gap),
        "attainment": plain(finding.attainment),
        "reason": _because(finding.reason),
        "warnings": [_because(w) for w in finding.warnings],
        "source": finding.source,
    }
    return data


def _ruleset(ruleset: Ruleset) -> dict[str, Any]:
    source = ruleset.source
    return {
        "id": ruleset.id,
        "version": ruleset.version,
        "title": ruleset.title.to_dict(),
        "source": {"title": source.title, "document": source.document, "part": source.part, "column": source.column},
    }


def _result(result: IndicatorResult) -> dict[str, Any]:
    indicator = result.indicator
    return {
        "indicator": indicator.id,
        "number": indicator.number,
        "name": indicator.name.to_dict(),
        "attribute": indicator.attribute,
        "verdict": result.verdict.value,
        "reason": _because(result.reason),
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {"name": group.of.name.to_dict(), "verdict": group.verdict.value, "counts": group.counts}


def _acceptance(acceptance: AcceptanceResult | None) -> dict[str, Any] | None:
    if acceptance is None:
        return None
    return {
        "ruleset": acceptance.ruleset.id,
        "clause": acceptance.clause,
        "verdict": acceptance.verdict.value,
        "years": [
            {"year": y.year, "verdict": y.verdict.value, "lacking": [_result(r) for r in y.lacking]}
            for y in acceptance.years
        ],
    }


def _core(assessment: Assessment) -> dict[str, Any]:
    findings = [finding_data(f, r.indicator.id) for r in assessment.indicators for f in r.findings]
    return {
        "ruleset": _ruleset(assessment.ruleset),
        "verdict": assessment.verdict.value,
        "counts": assessment.counts,
        "indicators": [_result(r) for r in assessment.indicators],
        "findings": findings,
    }


def to_dict(assessment: Assessment, score: Score | None = None) -> dict[str, Any]:
    """Return the assessment, and a score of it, as plain data, in the shape of the JSON Schema ``assessment``."""
    parent = assessment.parent
    core = _core(assessment)
    changes = {c.id: assessment.ruleset.change_of(c.id) for c in assessment.ruleset.components}
    for finding in core["findings"]:
        finding["change"] = changes[finding["component"]].kind
    data: dict[str, Any] = {"format_version": FORMAT_VERSION, **core}
    data |= {
        "year": assessment.year,
        "as_of": assessment.as_of.isoformat(),
        "place": list(assessment.place),
        "dossier": assessment.dossier.name,
        "domains": {id: _group(g) for id, g in assessment.by_domain.items()},
        "tasks": {id: _group(g) for id, g in assessment.by_task.items()},
        "warnings": [_because(w) for w in assessment.warnings],
        "parent": None if parent is None else _core(parent),
        "acceptance": _acceptance(assessment.acceptance),
        "data_sources": sources(assessment),
    }
    if score is not None:
        data["score"] = score.to_dict()
    data["audit"] = _audit(assessment.audit)
    data["audit"]["report_sha256"] = seal(data)
    return data


def _audit(audit: Audit) -> dict[str, Any]:
    return {
        "library_version": audit.library_version,
        "time": audit.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rulesets": [asdict(r) for r in audit.rulesets],
        "dossier": {"sha256": audit.dossier, "files": [asdict(f) for f in audit.files]},
        "options": {
            "year": audit.year,
            "place": list(audit.place),
            "as_of": audit.as_of.isoformat(),
            "strict": audit.strict,
        },
    }


def seal(data: Mapping[str, Any]) -> str:
    """
    Return the checksum of a report: the hash of all that it says but the checksum itself.

    It shows that a report was edited. It is no signature: who edits a report can compute it anew.
    """
    audit = {key: value for key, value in data["audit"].items() if key != "report_sha256"}
    return digest(canonical_json({**data, "audit": audit}).encode("ascii"))


def sources(assessment: Assessment) -> list[str]:
    """Return where the year's observations came from, each source once, in order."""
    return list(dict.fromkeys(f.source for f in assessment.findings if f.source))
