"""Files from outside: read once, up to a bound; a link that leads out of a folder is not followed.

What was read is what is used, so that a file that changes meanwhile changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from itertools import count
from pathlib import Path
from typing import Final

from ecoindicators.errors import Location, Problem, RulesetError
from ecoindicators.limits import get_limits, over
from ecoindicators.texts import Text


def refuse(name: str, code: str, zh: str, en: str) -> RulesetError:
    """Return the error for a file that is not opened."""
    return RulesetError([Problem(code, Text(zh, en), Location(file=name))])


def read_bytes(path: Path | Traversable, limit: str = "file_bytes") -> bytes:
    """
    Return what a file holds.

    Raises:
        RulesetError: It is over the bound ``limit``; no more than that is read.
        OSError: It cannot be read.
    """
    most = getattr(get_limits(), limit)
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise RulesetError([over(limit, Location(file=path.name))])
    return data


#: How a file of an Office program begins (a zip, or the container before it), and a PDF.
_BEGINNINGS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
#: What names such a file.
_ENDINGS: Final = (".docx", ".doc", ".wps", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".pdf")


def is_office_file(name: str, data: bytes) -> bool:
    """
    Return whether a file is one of an Office program or a PDF, by how it begins or by its name.

    >>> is_office_file("附件1.xlsx", b""), is_office_file("a.csv", b"PK\\x03\\x04"), is_office_file("a.csv", b"year")
    (True, True, False)
    """
    return data.startswith(_BEGINNINGS) or name.lower().endswith(_ENDINGS)


def files_in(folder: Path, suffix: str) -> list[Path]:
    """
    Return the files of a folder that end in ``suffix``, in name order, without an Office program's lock files.

    Raises:
        RulesetError: They are over the bound ``folder_files``, or one is a link that leads out of the folder.
    """
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() == suffix and not p.name.startswith("~$"))
    if len(found) > get_limits().folder_files:
        raise RulesetError([over("folder_files", Location(file=folder.name))])
    stay_inside(folder, found)
    return [p for p in found if p.is_file()]


def file_name(text: str, taken: Iterable[str] = ()) -> str:
    """
    Return a name for a file after ``text``: no folder, nothing that a system forbids, not too long, and not ``taken``.

    >>> file_name("../市林业局/a"), file_name("市林业局", ["市林业局"])
    ('..／市林业局／a', '市林业局 2')
    """
    signs = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")
    plain = "".join(c for c in text.translate(signs) if c.isprintable()).strip()[:60] or "_"
    names = set(taken)
    return next(name for n in count(1) if (name := plain if n == 1 else f"{plain} {n}") not in names)


def copy_missing(source: Traversable, target: Path) -> tuple[int, int]:
    """
    Copy the files of a folder, and of those in it, that ``target`` does not have; nothing is overwritten.

    Returns:
        How many were written, and how many were there and left alone.

    Raises:
        OSError: One cannot be written; those before it have been.
    """
    target.mkdir(parents=True, exist_ok=True)
    written = left = 0
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.name in ("__pycache__", ".pytest_cache"):
            continue
        if entry.is_dir():
            more, kept = copy_missing(entry, target / entry.name)
            written, left = written + more, left + kept
            continue
        try:
            with (target / entry.name).open("xb") as file:
                file.write(entry.read_bytes())
        except FileExistsError:
            left += 1
        else:
            written += 1
    return written, left


def stay_inside(folder: Path, files: Iterable[Path]) -> None:
    """
    Raise unless each of the files is, with every link followed, in the folder.

    Raises:
        RulesetError: A link leads out of the folder; each is named.
    """
    home = folder.resolve()
    message = Text(
        "是指向文件夹之外的链接，未读取；请换成文件本身",
        "is a link that leads out of the folder and was not read; put the file itself there",
    )
    problems = [Problem("link-out", message, Location(file=p.name)) for p in files if not _inside(home, p)]
    if problems:
        raise RulesetError(problems)


def _inside(home: Path, file: Path) -> bool:
    try:
        return home in file.resolve().parents
    except (OSError, RuntimeError):  # links that go round in a circle
        return False
