"""
Office files as zips: one from outside is looked at before it is opened; one of ours is the same bytes each time.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

from ecoindicators.errors import Location, Problem, RulesetError
from ecoindicators.texts import Text

MAX_FILE: Final = 50 * 2**20
MAX_UNPACKED: Final = 200 * 2**20
MAX_MEMBERS: Final = 2_000
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can tell
_DATED: Final = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")


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


def check_archive(path: Path, data: bytes | None = None) -> None:
    """
    Raise unless ``path`` is a zip whose members unpack to a bounded size and declare no document type.

    ``data`` are its bytes, where they were read already.
    """
    check_size(path)
    try:
        with zipfile.ZipFile(path if data is None else io.BytesIO(data)) as archive:
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


def repeatable(data: bytes, made: datetime | None = None) -> bytes:
    """
    Return an Office file that we wrote without what the clock and the machine put into it.

    Its members bear one fixed time. Its properties say that it was ``made`` then, or nothing where that is None.
    """
    dated = b"" if made is None else rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<3>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = _DATED.sub(dated, content)
            kept = zipfile.ZipInfo(member.filename, _LONG_AGO)
            kept.create_system, kept.external_attr = 3, 0o600 << 16
            new.writestr(kept, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
