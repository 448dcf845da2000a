"""What may be opened: an Office file is a zip from outside, so its size, its ratio and its XML are looked at first."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from ecoindicators.errors import Location, Problem, RulesetError
from ecoindicators.texts import Text

MAX_FILE: Final = 50 * 2**20
MAX_UNPACKED: Final = 200 * 2**20
MAX_MEMBERS: Final = 2_000


def refuse(name: str, code: str, zh: str, en: str) -> RulesetError:
    """Return the error for a file that is not opened."""
    return RulesetError([Problem(code, Text(zh, en), Location(file=name))])


def check_size(path: Path) -> None:
    """Raise if a file is larger than any policy table is."""
    size = path.stat().st_size
    if size > MAX_FILE:
        megabytes = MAX_FILE // 2**20
        raise refuse(
            path.name,
            "too-large",
            f"文件超过{megabytes} MB，未读取",
            f"the file is over {megabytes} MB and was not read",
        )


def check_archive(path: Path) -> None:
    """Raise unless ``path`` is a zip whose members unpack to a bounded size and declare no document type."""
    check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
                raise refuse(
                    path.name, "archive-too-large", f"文件解压后超过{MAX_UNPACKED // 2**20} MB，未读取",
                    f"the file unpacks to over {MAX_UNPACKED // 2**20} MB and was not read",
                )  # fmt: skip
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml(path, archive, member)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise refuse(
            path.name, "not-an-office-file", "不是完好的 .docx 或 .xlsx 文件；请用 Word、Excel 或 WPS 另存后再试",
            "this is no sound .docx or .xlsx file; save it anew in Word, Excel or WPS",
        ) from error  # fmt: skip


def _check_xml(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Raise if a member unpacks to more than it says, or declares a document type (and so could name entities)."""
    read, tail = 0, b""
    with archive.open(member) as stream:
        while block := stream.read(2**20):
            read += len(block)
            if read > MAX_UNPACKED:
                raise refuse(path.name, "archive-too-large", "文件解压后过大，未读取", "the file unpacks to too much")
            if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block:
                raise refuse(
                    path.name, "document-type", f"文件中的 {member.filename} 声明了外部实体，未读取",
                    f"{member.filename} in the file declares a document type or entities and was not read",
                )  # fmt: skip
            tail = block[-16:]
