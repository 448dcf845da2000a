"""The audit record (评估依据) as a small table, for the end of a report."""

from __future__ import annotations

from typing import Final

from ecoindicators.assessment import Assessment
from ecoindicators.reports._office import Table
from ecoindicators.texts import Text, listed

TITLE: Final = Text("评估依据", "Audit record")
_HEADS: Final = (Text("项目", "What"), Text("内容", "Which"), Text("校验值（SHA-256）", "SHA-256"))


def audit_table(assessment: Assessment) -> Table:
    """Return what the assessment was made from: rulesets, dossier and files with their hashes, options, release, time."""
    audit = assessment.audit
    rows: list[tuple[Text, object, str]] = [
        (Text("指标体系", "Ruleset"), f"{r.id} {r.version}", r.sha256) for r in audit.rulesets
    ]
    rows.append((Text("申报台账", "Dossier"), assessment.dossier.name, audit.dossier))
    rows += [(Text("台账文件", "File"), file.name, file.sha256) for file in audit.files]
    place = listed(audit.place)
    options = Text(
        f"{audit.year}年，评估日期{audit.as_of}" + f"，地区类别：{place}" * bool(place) + "，严格" * audit.strict,
        f"{audit.year}, as of {audit.as_of}" + f", place: {place}" * bool(place) + ", strict" * audit.strict,
    )
    rows.append((Text("评估选项", "Options"), options, ""))
    rows.append((Text("程序版本", "Release"), f"ecoindicators {audit.library_version}", ""))
    rows.append((Text("评估时间", "Time"), audit.time.strftime("%Y-%m-%d %H:%M:%S UTC"), ""))
    return Table(TITLE, ("what", "which", "sha256"), _HEADS, rows)


def audit_lines(assessment: Assessment) -> list[str]:
    """Return the record in one line a row, title first."""
    lines = [
        f"{what}: {which}" + f" · SHA-256 {hash}" * bool(hash) for what, which, hash in audit_table(assessment).rows
    ]
    return [str(TITLE), *lines]
