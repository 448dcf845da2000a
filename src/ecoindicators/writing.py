"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: str | Path, content: str | bytes) -> None:
    """
    Write ``content`` to ``path`` so that a reader sees the old file or the whole new one, never a part.

    A link is written through. A device or a pipe is written to as it is.

    Raises:
        OSError: It cannot be written; what was there before is untouched.
    """
    target = Path(path)
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    with replacing(target) as file:
        file.write(data)


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """
    Give a new file beside ``target``, or beside what it is a link to, that takes its place if all goes well.

    Raises:
        OSError: It cannot be written; what was there before is untouched.
    """
    try:
        home = target.resolve() if target.is_symlink() else target
        named = home.name.encode()[:200].decode(errors="ignore")  # systems count bytes, 255 of them
        handle, name = tempfile.mkstemp(prefix=f".{named}.", dir=home.parent)
        os.close(handle)  # opened anew by its name, which the file then knows
    except OSError as error:  # name the file that was asked for, not the one beside it
        raise type(error)(error.errno, error.strerror, str(target)) from error
    try:
        with open(name, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, home.stat().st_mode & 0o777 if home.exists() else 0o666 & ~_mask())
        os.replace(name, home)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError) and error.errno is not None and error.filename in (None, name):
            raise type(error)(error.errno, error.strerror, str(target)) from error
        raise


def _mask() -> int:
    """Return the bits that new files of this process do not have."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
