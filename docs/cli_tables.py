"""Writes the usage and the options of every command into reference/cli.md, from the commands themselves.

``python docs/cli_tables.py`` rewrites what stands between the marks; with ``--check`` nothing is written, and a
page that is behind exits with 1.
"""

import os
import re
import sys
from pathlib import Path

os.environ["ECOINDICATORS_LANG"] = "en"

import click

from ecoindicators.cli import cli

PAGE = Path(__file__).parent / "reference/cli.md"
PART = re.compile(r"(<!-- options: (?P<name>[a-z -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def every(group, path=()):
    """Yield each command with its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _cell(text):
    return text.replace("|", r"\|")


def table(name, command):
    """Return the usage and the options of a command as Markdown."""
    context = click.Context(command, info_name=f"ecoindicators {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    rows = []
    for option in command.params:
        if not isinstance(option, click.Option):
            continue
        kind = "" if option.is_flag else " " + option.make_metavar(context)
        spelled = ", ".join(option.opts) + kind
        text = option.help or ""
        text += " Required." if option.required else ""
        text += f" Default: `{option.default}`." if option.show_default else ""
        rows.append(f"| `{_cell(spelled)}` | {_cell(text)} |")
    lines = ["```text", usage, "```", ""]
    if rows:
        lines += ["| option | meaning |", "| --- | --- |", *rows, "", ""]
    return "\n".join(lines)


def main(check):
    """Rewrite the page, or say what is behind; return the exit code."""
    commands = dict(every(cli))
    text = PAGE.read_text(encoding="utf-8")
    marked = [part["name"] for part in PART.finditer(text)]
    missing = sorted(set(commands) - set(marked))
    gone = sorted(set(marked) - set(commands))
    for name in missing:
        print(f"{PAGE.name}: a section with <!-- options: {name} --> and <!-- end --> is missing")
    for name in gone:
        print(f"{PAGE.name}: there is no command {name}")
    if missing or gone:
        return 1
    new = PART.sub(lambda part: part[1] + table(part["name"], commands[part["name"]]) + part[3], text)
    if new == text:
        return 0
    if check:
        print(f"{PAGE.name} is behind the commands; run python docs/cli_tables.py")
        return 1
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
