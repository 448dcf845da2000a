"""Office files as zips: one from outside is looked at before it is opened; one of ours is the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import datetime
from typing import IO, Final

from ecoindicators.errors import Location, Problem, RulesetError, shown
from ecoindicators.files import refuse
from ecoindicators.limits import get_limits, over
from ecoindicators.texts import Text

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can tell
_DATED: Final = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")


def open_archive(name: str, data: bytes) -> io.BytesIO:
    """
    Return an Office file, ready to be opened by the library that reads it.

    Raises:
        RulesetError: It is no sound zip, unpacks to over its bounds, or a part declares a document type or entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, RulesetError):
            raise
        raise unsound(name) from error
    return io.BytesIO(data)


def unsound(name: str) -> RulesetError:
    """Return the error for a file that is no sound Office file."""
    return refuse(
        name, "not-an-office-file", "不是完好的 .docx 或 .xlsx 文件；请用 Word、Excel 或 WPS 另存后再试",
        "this is no sound .docx or .xlsx file; save it anew in Word, Excel or WPS",
    )  # fmt: skip


def _check(name: str, archive: zipfile.ZipFile) -> None:
    """Raise if the parts are too many, unpack to too much, or declare what XML may expand."""
    limits = get_limits()
    members = archive.infolist()
    if len(members) > limits.archive_members:
        raise RulesetError([over("archive_members", Location(file=name))])
    if sum(member.file_size for member in members) > limits.unpacked_bytes:  # zipfile unpacks no more than a part says
        raise RulesetError([over("unpacked_bytes", Location(file=name))])
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unsound(name)  # others ask for memory by the file's word, and Office writes none
        with archive.open(member) as stream:
            _check_part(Location(file=name, key=shown(member.filename)), stream)


def _check_part(where: Location, stream: IO[bytes]) -> None:
    most, tags, tail = get_limits().part_tags, 0, b""
    while block := stream.read(2**20):
        tags += block.count(b"<")
        if tags > most:
            raise RulesetError([over("part_tags", where)])
        plain = (tail + block).replace(b"\0", b"")  # without its zeros a part in UTF-16 reads like one in UTF-8
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            message = Text(
                "声明了文档类型或外部实体，未读取", "it declares a document type or entities and was not read"
            )
            raise RulesetError([Problem("document-type", message, where)])
        tail = block[-32:]


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
