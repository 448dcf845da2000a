"""A dossier made of rows that were read, or the error that says all that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ecoindicators.dossier import Dossier, SourceFile
from ecoindicators.errors import DossierError, Problem

DossierType = TypeVar("DossierType", bound=Dossier)


def dossier_of(
    kind: type[DossierType],
    rows: Sequence[Sequence[Any]],
    problems: list[Problem],
    name: str,
    sources: Sequence[SourceFile] = (),
) -> DossierType:
    """
    Return the dossier of rows, one sequence for each of the four tables.

    Raises:
        DossierError: There are problems; its ``readable`` is the dossier of the rows without any.
    """
    observations, assignments, references, exemptions = rows
    made = kind(tuple(observations), tuple(assignments), tuple(references), tuple(exemptions), name, tuple(sources))
    if problems:
        raise DossierError(problems, readable=made)
    return made
