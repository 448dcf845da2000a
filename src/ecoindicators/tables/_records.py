"""A dossier in mappings and in dataframes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecoindicators.errors import Location, MissingExtraError, Problem
from ecoindicators.tables._heads import heads_of, titles_of
from ecoindicators.tables._kinds import KINDS
from ecoindicators.tables._made import DossierType, dossier_of
from ecoindicators.tables._rows import read_rows


def dossier_from_records(
    kind: type[DossierType],
    observations: Iterable[Mapping[str, Any]],
    assignments: Iterable[Mapping[str, Any]] | None,
    references: Iterable[Mapping[str, Any]] | None,
    exemptions: Iterable[Mapping[str, Any]] | None,
    name: str,
) -> DossierType:
    """Return the dossier in mappings; see :meth:`ecoindicators.dossier.Dossier.from_records`."""
    problems: list[Problem] = []
    rows = []
    for table, records in zip(KINDS, (observations, assignments, references, exemptions), strict=True):
        records = [] if records is None else list(records)
        columns = list(dict.fromkeys(key for record in records for key in record))
        where = Location(table=table.name, row=1)
        heads = heads_of(columns, table, where, problems) if records else []
        lines = ((i, [record.get(c) for c in columns]) for i, record in enumerate(records, 2))
        where = Location(table=table.name, heads=titles_of(heads or (), columns))
        rows.append([] if heads is None else list(read_rows(lines, heads, table, where, problems)))
    return dossier_of(kind, rows, problems, name)


def dossier_from_frames(
    kind: type[DossierType], observations: Any, assignments: Any, references: Any, exemptions: Any, name: str
) -> DossierType:
    """Return the dossier in dataframes; see :meth:`ecoindicators.dossier.Dossier.from_frame`."""
    try:
        import narwhals as nw
    except ImportError as error:
        raise MissingExtraError("narwhals", "panel") from error

    def records(frame: Any) -> list[dict[str, Any]]:
        if frame is None:
            return []
        made = nw.from_native(frame)
        if isinstance(made, nw.LazyFrame):
            made = made.collect()
        return list(made.rows(named=True))

    return dossier_from_records(
        kind, records(observations), records(assignments), records(references), records(exemptions), name
    )
