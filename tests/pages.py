"""The documentation as its reader sees it: pages, the blocks on them, and a folder in which a page is followed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import field, frozen

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

#: Commands that are not run, each with the reason. Everything else in a console block is.
NOT_RUN = {
    r"python3? -m venv ": "makes an environment; the tests have theirs",
    r"py -m venv ": "makes an environment on Windows",
    r"\.venv\\Scripts\\activate$": "activates an environment on Windows",
    r"(?:py -m |python -m |\.venv/bin/)?pip install ": "needs a package index (an editable plugin is put in place)",
    r"(?:\.venv/bin/)?python -m pytest$": "the tests would run themselves",
}

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|:{3,})(?P<info>.*)$")
_CODE = re.compile(r"^\{(?:code-block|code)\} *(?P<language>\S+)$")


@frozen
class Block:
    """A block of code on a page, with the line it begins on; ``caption`` names the file that it is."""

    page: Path
    line: int
    language: str
    caption: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Return the README in both languages and every page of the docs that is written by hand."""
    written = [p for p in sorted(DOCS.rglob("*.md")) if "_build" not in p.parts]
    return [ROOT / "README.md", ROOT / "README.zh.md", *written]


def blocks(page: Path, translated: Mapping[str, str] | None = None) -> Iterator[Block]:
    """Yield the blocks of a page, those in ``translated`` as they stand there; admonitions are part of the page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        at += 1
        if opening is None:
            continue
        info = opening["info"].strip()
        directive = _CODE.match(info)
        if info.startswith("{") and directive is None:
            continue
        if not info:  # the end of a container
            continue
        start, indent = at, len(opening["indent"])
        while at < len(lines) and lines[at].strip() != opening["fence"]:
            at += 1
        body = [line[indent:] for line in lines[start:at]]
        at += 1
        caption = ""
        while directive is not None and body and body[0].startswith(":"):
            option = body.pop(0)
            caption = option.removeprefix(":caption:").strip(" '`") if option.startswith(":caption:") else caption
        if directive is not None and body and not body[0]:
            body.pop(0)
        language = directive["language"] if directive is not None else info
        text = "\n".join(body) + "\n"
        yield Block(page, start, language, caption, (translated or {}).get(text, text))


@frozen
class Command:
    """A command of a console block and what the page shows as its output (None: nothing is shown)."""

    text: str
    shown: tuple[str, ...] | None


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block: the lines behind ``$`` (or ``PS>``) or, where there is none, every line."""
    lines = [re.sub(r"^PS> ", "$ ", line) for line in block.text.splitlines()]
    if not any(line.startswith("$ ") for line in lines):
        return [Command(line, None) for line in lines if line and not line.startswith("#")]
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line.strip(), found[-1][1])
        elif found:
            found[-1][1].append(line)
    return [Command(text, tuple(shown) or None) for text, shown in found]


def same_output(shown: tuple[str, ...], real: str) -> bool:
    """Return whether what a page shows is what came out; a line ``…`` stands for any lines."""
    parts = [re.escape(line.rstrip()) + r"\n" if line.strip() != "…" else r"(?:.*\n)*?" for line in shown]
    flat = "".join(line.rstrip() + "\n" for line in real.splitlines())
    return re.fullmatch("".join(parts), flat) is not None


@frozen
class Desk:
    """A folder in which somebody follows a page from top to bottom, with ``examples/`` at hand."""

    folder: Path
    environment: dict[str, str] = field(factory=dict)
    exits: dict[str, int] = field(factory=dict)  # what the page says in words: a beginning of a command, its code
    faults: list[str] = field(factory=list)
    ran: list[str] = field(factory=list)

    @classmethod
    def prepare(cls, folder: Path, exits: dict[str, int] | None = None) -> Desk:
        """Return a desk in an empty folder; ``exits`` are the exit codes that a page states in words."""
        (folder / "examples").symlink_to(ROOT / "examples")
        (folder / "rulesets").symlink_to(ROOT / "rulesets")
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ECOINDICATORS_", "PYTEST_", "COV_"))}
        extra = {"PATH": path, "PYTHONUTF8": "1", "PYTHONPATH": str(folder / ".site"), "COLUMNS": "120"}
        return cls(folder, {**kept, **extra}, exits or {})

    def follow(self, page: Path, translated: Mapping[str, str] | None = None) -> list[str]:
        """Do what the page (or its translation) says; return what did not go as it says."""
        for block in blocks(page, translated):
            if block.caption:
                path = self.folder / block.caption
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.language == "python":
                self.program(block)
            elif block.language in ("console", "ps1con"):
                self.console(block)
        return self.faults

    def program(self, block: Block) -> None:
        """Run a Python block as a program of its own."""
        done = self._run([sys.executable, "-W", "error", "-c", block.text])
        if done.returncode:
            self.faults.append(f"{block}: the program fails:\n{done.stdout}")

    def console(self, block: Block) -> None:
        """Run the commands of a console block; one that does not exit with 0 has ``echo $?`` behind it."""
        todo = commands(block)
        code = 0
        for at, command in enumerate(todo):
            if command.text == "echo $?":
                if command.shown != (str(code),):
                    self.faults.append(f"{block}: the exit code is {code}, the page shows {command.shown}")
                continue
            done = self.command(command.text)
            if done is None:
                continue
            code = done.returncode
            asked = at + 1 < len(todo) and todo[at + 1].text == "echo $?"
            said = next((c for begin, c in self.exits.items() if begin in command.text), 0)
            if code != said and not asked:
                self.faults.append(f"{block}: {command.text}\nexits with {code}:\n{done.stdout}")
            if command.shown is not None and not same_output(command.shown, done.stdout):
                self.faults.append(f"{block}: {command.text}\nthe output differs from the page:\n{done.stdout}")

    def command(self, text: str) -> subprocess.CompletedProcess[str] | None:
        """Run the parts of a command that can be run here; None where there is none."""
        done = None
        for part in text.split(" && "):
            words = shlex.split(part)
            if words[0] == "export":
                name, _, value = words[1].partition("=")
                self.environment[name] = value.replace("$PWD", str(self.folder)).replace(
                    "$PATH", self.environment["PATH"]
                )
            elif words[:3] == ["pip", "install", "-e"]:
                self.install(self.folder / words[3].partition("[")[0])
            elif not any(re.match(pattern, part) for pattern in NOT_RUN):
                self.ran.append(part)
                done = self._run(["bash", "-c", part.replace(".venv/bin/", "")])
        return done

    def install(self, project: Path) -> None:
        """Do what an editable install does to a plugin, without a package index: its entry points and its path."""
        declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        info = self.folder / ".site" / f"{declared['name'].replace('-', '_')}-{declared['version']}.dist-info"
        info.mkdir(parents=True)
        head = f"Metadata-Version: 2.4\nName: {declared['name']}\nVersion: {declared['version']}\n"
        head += f"License-Expression: {declared.get('license', 'none')}\n"
        head += "".join(f"Requires-Dist: {line}\n" for line in declared.get("dependencies", ()))
        (info / "METADATA").write_text(head, encoding="utf-8")
        points = "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
            for group, entries in declared.get("entry-points", {}).items()
        )
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        source = project / "src" if (project / "src").is_dir() else project
        self.environment["PYTHONPATH"] += os.pathsep + str(source)

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
