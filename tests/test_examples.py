"""``ecoindicators examples``: the files that the documentation uses, for whoever has the wheel alone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecoindicators.cli import cli

ROOT = Path(__file__).parent.parent
LEFT_OUT = {"__pycache__", ".pytest_cache"}


def _shipped():
    folder = ROOT / "examples"
    found = (p for p in folder.rglob("*") if p.is_file() and not LEFT_OUT & set(p.parts))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def _run(*arguments):
    done = CliRunner().invoke(cli, ["examples", *arguments])
    return done.exit_code, done.output


def test_the_examples_are_written_to_a_folder(tmp_path, monkeypatch):
    """Every file, with its folder, to ``examples`` where no other folder is named."""
    monkeypatch.chdir(tmp_path)
    count = len(_shipped())

    assert _run("--lang", "zh") == (0, f"examples：写入{count}个文件，0个已有的未动。\n")
    assert _run("deep/copy", "--lang", "en") == (
        0,
        f"deep/copy: {count} files written, 0 that were there left alone.\n",
    )
    for folder in ("examples", "deep/copy"):
        assert {p.relative_to(folder).as_posix(): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()} == _shipped()  # fmt: skip


def test_no_file_that_is_there_is_overwritten(tmp_path):
    """What somebody edited stays as it is; what is missing is added."""
    folder, count = tmp_path / "mine", len(_shipped())
    (folder / "dengfeng").mkdir(parents=True)
    (folder / "dengfeng/observations.csv").write_text("edited", encoding="utf-8")

    assert _run(str(folder), "--lang", "en") == (0, f"{folder}: {count - 1} files written, 1 that were there left alone.\n")  # fmt: skip
    assert (folder / "dengfeng/observations.csv").read_text(encoding="utf-8") == "edited"
    assert (folder / "panel/counties.csv").is_file()


def test_a_file_in_the_way_is_wrong_usage(tmp_path):
    """Where FOLDER is a file the command exits with 2 and leaves it alone."""
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")

    assert _run(str(path))[0] == 2
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_wheel_brings_the_examples(tmp_path):
    """A built wheel has every example file, and the command writes them from there."""
    pytest.importorskip("hatchling", reason="hatchling builds the distribution")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = "import ecoindicators.cli as c; assert 'site' in c.__file__, c.__file__; c.cli(['examples', 'made'], 'ecoindicators')"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, 'site'); {program}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    made = tmp_path / "made"
    assert {p.relative_to(made).as_posix(): p.read_bytes() for p in made.rglob("*") if p.is_file()} == _shipped()
