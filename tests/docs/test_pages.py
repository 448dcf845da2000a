"""Every page can be followed from top to bottom: programs, commands with what they show, and TOML."""

import re
import tomllib
from itertools import pairwise

import pytest

import ecoindicators as eco
from ecoindicators.loading import load_cases
from ecoindicators.loading._structure import read_file
from ecoindicators.rosters import Roster
from pages import NOT_RUN, ROOT, Block, Desk, blocks, commands, pages, same_output

PAGES = pages()
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]
BLOCKS = [block for page in PAGES for block in blocks(page)]
#: What is shown but neither run nor loaded: output, grammar, trees of files, shell scripts of other machines.
#: Pages in Markdown are built by the tests of the Sphinx extension.
SHOWN = {"text", "csv", "json", "html", "yaml", "powershell", "ini", "markdown"}


@pytest.mark.parametrize("page", [p for p in PAGES if any(True for _ in blocks(p))], ids=lambda p: p.stem)
def test_a_page_can_be_followed_from_top_to_bottom(page, tmp_path):
    """Its programs run, its commands exit as it says, and what it shows as output is what comes out."""
    said_in_words = {"observations.csv --assignments": 3} if page.name.startswith("README") else {}

    faults = Desk.prepare(tmp_path, said_in_words).follow(page)

    assert not faults, "\n\n".join(faults)


def test_every_kind_of_block_is_known():
    """A block is run, loaded, or of a kind that is only shown."""
    unknown = {(str(b), b.language) for b in BLOCKS} - {
        (str(b), b.language) for b in BLOCKS if b.language in SHOWN | {"python", "console", "ps1con", "toml"}
    }

    assert unknown == set()


def test_no_reason_for_not_running_a_command_is_idle():
    """Each entry of the list of commands that are not run is needed by some page."""
    parts = [
        p for b in BLOCKS if b.language in ("console", "ps1con") for c in commands(b) for p in c.text.split(" && ")
    ]

    assert [pattern for pattern in NOT_RUN if not any(re.match(pattern, part) for part in parts)] == []


def test_the_readme_shows_the_answer_that_the_main_job_gives(tmp_path):
    """The README's first command exits with 3 and prints what the README shows of it."""
    console, text = next((a, b) for a, b in pairwise(BLOCKS) if b.language == "text")
    assert (console.page.name, console.language) == ("README.md", "console")

    done = Desk.prepare(tmp_path).command(commands(console)[0].text)

    assert done is not None
    assert done.returncode == 3
    fits = same_output(tuple(text.text.splitlines()), done.stdout)
    assert fits, done.stdout


def _load(block: Block, folder):
    """Load a TOML block as what it is; return what is wrong with it."""
    data = tomllib.loads(block.text)
    if "case" in data:
        path = folder / "cases.toml"
        path.write_text(block.text, encoding="utf-8")
        return [] if load_cases(path) else ["no cases"]
    if "ruleset" in data and "format" in data:
        return read_file(block.caption or "rules.toml", block.text.encode())[2]
    if "project" in data or "build-system" in data:
        return []
    if "method" in data:
        path = folder / "scheme.toml"
        path.write_text(block.text, encoding="utf-8")
        dossier = eco.Dossier.from_records([{"component": 11, "year": 2023, "value": 45}])
        assessment = eco.assess(eco.load_ruleset("dengfeng-2023"), dossier, year=2023)
        return [] if eco.score(assessment, data["method"], scheme=path).left_out else ["nothing is missing"]
    if set(data) <= {"unit", "member"} and any("since" in e or "kind" in e for e in data.get("unit", [])):
        path = folder / "roster.toml"
        path.write_text(block.text, encoding="utf-8")
        return [] if Roster.read(path) else ["an empty roster"]
    return read_file("part.toml", f"format = 1\n{block.text}".encode())[2]


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "toml"], ids=str)
def test_every_toml_block_is_read_without_a_problem(block, tmp_path):
    """A TOML block is a ruleset, a part of one, a scheme, a roster or a project's metadata, and its reader has nothing to say."""
    assert _load(block, tmp_path) == []
