"""
Fuzz one reader, or all of them in turn: ``python fuzz/run.py READER|all [libFuzzer options]``.

``python fuzz/run.py notation -max_total_time=1200 -rss_limit_mb=1024 -timeout=60`` runs for twenty minutes. What is new
is kept under ``fuzz/found`` (which is not in the repository); an input that fails is written to ``fuzz/found/failed``.
A reader fails as well if one input takes it over five seconds of its own time, however busy the machine is.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 5
NAMES = ("notation", "toml", "scheme", "csv", "xlsx", "docx", "json")


def dictionary(name: str) -> str:
    """Return the words of a reader as libFuzzer takes them: each quoted, its bytes as escapes."""
    words = (HERE / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in words if word)


def fuzz(name: str, options: list[str]) -> None:
    """Fuzz one reader until an option or a failure stops it; does not return."""
    import atheris

    with atheris.instrument_imports(include=["ecoindicators"]):
        sys.path.insert(0, str(HERE))
        import readers

        import ecoindicators.reports  # noqa: F401

    found, failed = HERE / "found" / name, HERE / "found/failed"
    found.mkdir(parents=True, exist_ok=True)
    failed.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".dict", delete=False) as words:
        words.write(dictionary(name))
    given = [f"-dict={words.name}", f"-artifact_prefix={failed}/{name}-", "-max_len=8192", "-print_final_stats=1"]
    atheris.Setup(
        [sys.argv[0], *given, *options, str(found), str(HERE / "corpus" / name)], timed(readers.READERS[name])
    )
    atheris.Fuzz()


def timed(reader: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Return a reader that fails if it takes too long."""

    def read(data: bytes) -> None:
        start = time.process_time()
        reader(data)
        taken = time.process_time() - start
        assert taken < SECONDS, f"took {taken:.1f} s"

    return read


def main(name: str, *options: str) -> int:
    """Return 0 where no reader failed, and where atheris is not installed, which is said."""
    if name not in (*NAMES, "all"):
        print(f"no reader {name!r}; there are {', '.join(NAMES)} and all", file=sys.stderr)
        return 2
    if importlib.util.find_spec("atheris") is None:
        print(
            "fuzzing skipped: atheris is not installed (it comes as a wheel for Linux on x86-64 and CPython 3.11 to 3.13)"
        )
        return 0
    if name != "all":
        fuzz(name, list(options))
    codes = [subprocess.run([sys.executable, __file__, each, *options]).returncode for each in NAMES]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["all"])))
