"""Assess the illustrative dossier by Dengfeng's ruleset, by import."""

from pathlib import Path

import ecoindicators as eco

folder = Path(__file__).parent / "dengfeng"
dossier = eco.Dossier.read(
    folder / "observations.csv", assignments=folder / "assignments.csv", exemptions=folder / "exemptions.csv"
)
assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
print(assessment.verdict, assessment.counts["indicators"])
for finding in assessment.findings:
    if finding.verdict is eco.Verdict.NOT_MET:
        print(finding.component, finding.explain(), finding.gap)
