"""A dossier in files: CSV tables, a workbook, or a folder of workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ecoindicators.dossier import SourceFile
from ecoindicators.errors import DossierError, Location, Problem, RulesetError
from ecoindicators.files import files_in
from ecoindicators.tables._csv import read_csv
from ecoindicators.tables._kinds import KINDS
from ecoindicators.tables._made import DossierType, dossier_of
from ecoindicators.tables._workbook import read_workbooks
from ecoindicators.texts import Text

_OLD_WORKBOOKS: Final = (".xls", ".et", ".ods")
#: Tables that would be missed if a folder of workbooks were read without them.
_TABLES_NOT_READ: Final = (*_OLD_WORKBOOKS, ".csv", ".tsv")


def read_dossier(
    kind: type[DossierType],
    path: str | Path,
    assignments: str | Path | None,
    references: str | Path | None,
    exemptions: str | Path | None,
    progress: Callable[[int], None] | None = None,
) -> DossierType:
    """Return the dossier in files; see :meth:`ecoindicators.dossier.Dossier.read`."""
    problems: list[Problem] = []
    sources: list[SourceFile] = []
    files = [Path(file) if file is not None else None for file in (path, assignments, references, exemptions)]
    books = _workbooks(Path(path))
    found: dict[str, list[Any]] = {}
    if books:
        found, problems, sources = read_workbooks(books, progress)
        files[0] = None
    rows = []
    for table, file in zip(KINDS, files, strict=True):
        rows.append([*found.get(table.name, ()), *([] if file is None else read_csv(file, table, problems, sources))])
    return dossier_of(kind, rows, problems, Path(path).stem, sources)


def _workbooks(path: Path) -> list[Path]:
    """Return the Excel workbooks at a path: itself, or those of a folder in name order."""
    if path.is_dir():
        try:
            found = files_in(path, ".xlsx")
        except RulesetError as error:
            raise DossierError(error.problems) from error
        if not found:
            message = Text("文件夹中没有 .xlsx 文件", "no .xlsx file in the folder")
            raise DossierError([Problem("no-file", message, Location(file=path.name))])
        left = sorted(
            p.name for p in path.iterdir() if p.suffix.lower() in _TABLES_NOT_READ and not p.name.startswith("~$")
        )
        if left:
            raise DossierError([_not_a_workbook(Location(file=f"{path.name}/{name}")) for name in left])
        return found
    if path.suffix.lower() in _OLD_WORKBOOKS:
        raise DossierError([_not_a_workbook(Location(file=path.name))])
    return [path] if path.suffix.lower() in (".xlsx", ".xlsm") else []


def _not_a_workbook(where: Location) -> Problem:
    """Return the problem of a table that is none of the .xlsx workbooks that are read."""
    message = Text("不是 .xlsx 工作簿，未读取", "it is no .xlsx workbook and was not read")
    hint = Text(
        "请在 Excel 或 WPS 中另存为 .xlsx，或移出文件夹",
        "save it as .xlsx in Excel or WPS, or take it out of the folder",
    )
    return Problem("unknown-format", message, where, hint=hint)
