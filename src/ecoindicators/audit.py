"""The audit record (评估依据) of an assessment: what it was made from, by which release, when, and with which options."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen

from ecoindicators import __version__
from ecoindicators.dossier import Dossier, SourceFile
from ecoindicators.rulesets import Ruleset


@frozen
class RulesetRecord:
    """A ruleset by its id, its version and the hash of what it says."""

    id: str
    version: str
    sha256: str


@frozen
class Audit:
    """
    What an assessment was made from.

    ``rulesets`` are the ruleset and its ancestors, nearest first; ``dossier`` is the hash of what the dossier says,
    whatever the order of its rows, and ``files`` the files it was read from, each with the hash of its bytes.
    """

    rulesets: tuple[RulesetRecord, ...]
    dossier: str
    files: tuple[SourceFile, ...]
    year: int
    place: tuple[str, ...]
    as_of: date
    strict: bool
    time: datetime
    library_version: str = __version__


def audit(ruleset: Ruleset, dossier: Dossier, *, year: int, place: tuple[str, ...], as_of: date, strict: bool, time: datetime) -> Audit:  # fmt: skip
    """Return the record of an assessment made from these."""
    chain = tuple(RulesetRecord(r.id, r.version, r.sha256) for r in ruleset.chain)
    return Audit(chain, dossier.sha256, dossier.files, year, place, as_of, strict, time)
