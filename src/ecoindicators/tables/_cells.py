"""One row of a table, read cell by cell: texts, years, numbers, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from ecoindicators.dossier import NOTHING, Status, checked_decimal, parse_number
from ecoindicators.errors import Location, Problem, shown
from ecoindicators.limits import LimitError, get_limits, over
from ecoindicators.texts import Text, plain_number

YEARS: Final = range(1900, 2201)

_STATUS: Final[dict[str, Status]] = {
    "": "final", "final": "final", "最终": "final", "正式": "final",
    "provisional": "provisional", "暂定": "provisional", "初步": "provisional", "快报": "provisional",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR = re.compile(r"(\d{4})年?(?:度)?")


def blank(cell: object) -> bool:
    """Return whether a cell holds nothing."""
    return cell is None or (isinstance(cell, float) and cell != cell) or (isinstance(cell, str) and not cell.strip())


class Cells:
    """One row, read cell by cell; what is wrong is added to the problems and read as nothing."""

    def __init__(self, cells: Mapping[str, object], at: Location, problems: list[Problem]) -> None:
        self.cells = cells
        self.at = at
        self.problems = problems

    def wrong(self, code: str, column: str, message: Text, found: object = "", hint: Text | None = None) -> None:
        """Note what is wrong with the cell of a column."""
        self.problems.append(Problem(code, message, self.at.cell(column), shown(found), hint=hint or Text("")))

    def text(self, column: str, *, required: bool = False) -> str:
        """Return the text of a cell, without space around it."""
        cell = self.cells.get(column)
        value = "" if blank(cell) else plain_number(cell).strip()
        if isinstance(cell, float) and cell.is_integer():
            value = str(int(cell))
        if len(value) > get_limits().cell_chars:
            self.problems.append(over("cell_chars", self.at.cell(column)))
            return ""
        if required and not value:
            self.wrong("missing-value", column, Text("不能为空", "must not be empty"))
        return value

    def year(self, *, required: bool) -> int | None:
        """Return the year; None where the cell is empty."""
        text = unicodedata.normalize("NFKC", self.text("year", required=required))
        if not text:
            return None
        match = _YEAR.fullmatch(text)
        if match is None or int(match[1]) not in YEARS:
            self.wrong(
                "bad-year",
                "year",
                Text(f"“{shown(text)}”不是年份，应如 2023", f'"{shown(text)}" is no year; expected one such as 2023'),
                text,
            )
            return None
        return int(match[1])

    def number(self, *, required: bool = False) -> tuple[Decimal | None, str]:
        """Return the value and the unit written with it; None where the cell says nothing."""
        cell = self.cells.get("value")
        if blank(cell):
            if required:
                self.wrong("missing-value", "value", Text("不能为空", "must not be empty"))
            return None, ""
        try:
            if isinstance(cell, Decimal | int | float) and not isinstance(cell, bool):
                return checked_decimal(cell if isinstance(cell, Decimal) else Decimal(str(cell))), ""
            found = parse_number(str(cell))
        except LimitError as error:
            self.problems += (p.at(self.at.cell("value")) for p in error.problems)
            return None, ""
        except OverflowError:
            message = Text(f"“{shown(cell)}”的有效数字超过15位", f'"{shown(cell)}" has over 15 significant digits')
            self.wrong("too-many-digits", "value", message, cell)
            return None, ""
        except (ValueError, ArithmeticError):
            message = Text(f"“{shown(cell)}”不是数值", f'"{shown(cell)}" is no number')
            hint = Text(
                "数值列只填数字，如 94.2；定性结论请填入 statement（定性结论）列",
                'give digits alone, such as 94.2; words belong in the column "statement"',
            )
            self.wrong("not-a-number", "value", message, cell, hint)
            return None, ""
        if found is None:
            if required:
                self.wrong("missing-value", "value", Text("不能为空", "must not be empty"), cell)
            return None, ""
        return found

    def date(self, column: str) -> date | None:
        """Return the day; None where the cell says nothing."""
        cell = self.cells.get(column)
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = unicodedata.normalize("NFKC", self.text(column))
        if text.casefold() in NOTHING:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match is not None:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        self.wrong(
            "bad-date",
            column,
            Text(
                f"“{shown(text)}”不是日期，应如 2023-04-01",
                f'"{shown(text)}" is no date; expected one such as 2023-04-01',
            ),
            text,
        )
        return None

    def status(self) -> Status:
        """Return whether the data are final."""
        text = self.text("status")
        if text.casefold() not in _STATUS:
            expected = "final（最终）、provisional（暂定）"
            self.wrong(
                "bad-status",
                "status",
                Text(f"“{shown(text)}”应为 {expected}", f'"{shown(text)}" should be final or provisional'),
                text,
            )
            return "final"
        return _STATUS[text.casefold()]
