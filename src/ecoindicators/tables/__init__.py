"""Dossiers in and out of tables: CSV files, workbooks, records and dataframes; every problem of form at once.

Heads may be the English or the Chinese ones of ``HEADS``. Rows count as a spreadsheet does: the line of
the heads is row 1.
"""

from ecoindicators.tables._cells import YEARS, Cells
from ecoindicators.tables._csv import decode, to_csv
from ecoindicators.tables._files import read_dossier
from ecoindicators.tables._kinds import ASSIGNMENTS, EXEMPTIONS, HEADS, KINDS, OBSERVATIONS, REFERENCES, Kind
from ecoindicators.tables._records import dossier_from_frames, dossier_from_records
from ecoindicators.tables._rows import read_rows
from ecoindicators.tables._workbook import find_heads, read_workbooks

__all__ = [
    "ASSIGNMENTS",
    "EXEMPTIONS",
    "HEADS",
    "KINDS",
    "OBSERVATIONS",
    "REFERENCES",
    "YEARS",
    "Cells",
    "Kind",
    "decode",
    "dossier_from_frames",
    "dossier_from_records",
    "find_heads",
    "read_dossier",
    "read_rows",
    "read_workbooks",
    "to_csv",
]
