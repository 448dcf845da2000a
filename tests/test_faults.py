"""What happens when the world fails: disks, permissions, kills, races, plugins, locales. Every fault here is the real one."""

import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import ecoindicators as eco
from ecoindicators.reports import write_whole
from ecoindicators.rosters import Roster

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/dengfeng"
ASSESS = ("assess", "dengfeng-2023", str(EXAMPLE / "observations.csv"), "--assignments", str(EXAMPLE / "assignments.csv"), "--exemptions", str(EXAMPLE / "exemptions.csv"), "--year", "2023", "--exit-zero")  # fmt: skip
posix = pytest.mark.skipif(os.name != "posix", reason="a fault of POSIX systems")
linux = pytest.mark.skipif(sys.platform != "linux", reason="permissions are taken from root in Linux's way")


def run(*arguments, env=None, **options):
    """Run the command line in a process of its own."""
    done = {**os.environ, "ECOINDICATORS_LANG": "en", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "ecoindicators", *map(str, arguments)], capture_output=True, env=done, **options
    )


def as_anybody():
    """Give up what lets root read and write whatever it likes (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            assert libc.prctl(24, capability, 0, 0, 0) == 0


# --- the disk ---------------------------------------------------------------------------------------


def small_files():
    """Let no file grow beyond four kilobytes, as a full disk would not."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


@posix
@pytest.mark.parametrize(("kind", "name"), [("json", "report.out"), ("word", "report.docx")])
def test_a_full_disk_leaves_the_old_report(tmp_path, kind, name):
    """A report that does not fit is no report: exit 1, the file is named, the old one stays, nothing half-written is left."""
    out = tmp_path / name
    out.write_bytes(b"the old report")
    done = run(*ASSESS, f"--{kind}", out, preexec_fn=small_files)
    assert (done.returncode, out.read_bytes()) == (1, b"the old report")
    assert done.stderr.decode().strip() == f"{out}: File too large"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@posix
def test_a_file_that_does_not_fit_is_taken_back(tmp_path):
    """The part that was written is deleted, and the error names the file that was asked for."""
    out = tmp_path / "report.json"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            write_whole(out, "x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert (caught.value.filename, list(tmp_path.iterdir())) == (str(out), [])


@posix
def test_a_full_folder_of_temporary_files_is_told(tmp_path):
    """openpyxl writes there first: exit 1, the folder is named, the old workbook stays."""
    out = tmp_path / "report.xlsx"
    out.write_bytes(b"the old report")
    done = run(*ASSESS, "--excel", out, preexec_fn=small_files, env={"TMPDIR": str(tmp_path)})
    assert (done.returncode, out.read_bytes()) == (1, b"the old report")
    assert f"{tmp_path}: No space left on device" in done.stderr.decode().splitlines()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("format", ["table", "json"])
def test_a_full_disk_behind_the_standard_output_is_told(format):
    """What could not be shown is a failed run, not a silent one."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ecoindicators", *ASSESS, "--format", format, "--lang", "en"],
            stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["[Errno 28] No space left on device"]


@posix
def test_a_device_is_written_to_and_stays_a_device(tmp_path):
    """--output /dev/stdout shows the report; a pipe with a name gets it; neither is replaced by a file."""
    done = run(*ASSESS, "--format", "json", "--output", "/dev/stdout")
    assert json.loads(done.stdout)["verdict"] == "not-met"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, "whole")
    reader.join(10)
    assert (read, pipe.is_fifo()) == ([b"whole"], True)


@posix
def test_a_link_is_written_through(tmp_path):
    """A report given as a link is written where the link points, and the link stays."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "report.json"
    link.symlink_to("real/report.json")
    write_whole(link, "new")
    assert (link.is_symlink(), (tmp_path / "real/report.json").read_text()) == (True, "new")


# --- permission -------------------------------------------------------------------------------------


@linux
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    """No permission: exit 1, the file asked for is named, and nothing is left."""
    os.chmod(tmp_path, 0o555)
    out = tmp_path / "report.json"
    done = run(*ASSESS, "--json", out, preexec_fn=as_anybody)
    os.chmod(tmp_path, 0o755)
    assert (done.returncode, done.stderr.decode().strip()) == (1, f"{out}: Permission denied")
    assert list(tmp_path.iterdir()) == []


@linux
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [("rules.toml", 1, "{}: Permission denied"), ("dossier.csv", 2, "Error: Invalid value for 'DOSSIER': Path '{}' is not readable.")],
)  # fmt: skip
def test_a_file_that_may_not_be_read_is_named(tmp_path, name, code, message):
    """No permission to read: the run failed, or the command was told of a file that it cannot use; the file is named."""
    path = tmp_path / name
    path.write_bytes(b"")
    path.chmod(0)
    arguments = ("lint", path) if name == "rules.toml" else ("assess", "dengfeng-2023", path, "--year", "2023")
    done = run(*arguments, preexec_fn=as_anybody)
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (code, message.format(path))


# --- killed, raced, changed ---------------------------------------------------------------------------


@posix
def test_killed_in_the_middle_of_writing_leaves_the_old_file(tmp_path):
    """SIGKILL while the new file is being written: the old one is whole; what is left beside it is hidden and of no use."""
    out = tmp_path / "report.html"
    out.write_bytes(b"the old report")
    code = f"from ecoindicators.reports import write_whole; write_whole({str(out)!r}, b'new' * 40_000_000)"
    writer = subprocess.Popen([sys.executable, "-c", code])
    while writer.poll() is None and len(list(tmp_path.iterdir())) == 1:
        time.sleep(0.001)
    writer.kill()
    assert writer.wait() == -signal.SIGKILL
    assert out.read_bytes() == b"the old report"
    assert all(p == out or p.name.startswith(".report.html.") for p in tmp_path.iterdir())


@posix
def test_two_writers_of_one_report_leave_one_of_them_whole(tmp_path):
    """Whoever reads while two processes write finds the whole of one or the whole of the other, at every time."""
    out = tmp_path / "report.json"
    whole = {letter: letter * 300_000 for letter in "ab"}
    write_whole(out, whole["a"])
    code = "import sys; from ecoindicators.reports import write_whole\nfor _ in range(40): write_whole(sys.argv[1], sys.argv[2] * 300_000)"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(out), letter]) for letter in whole]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(out.read_text())
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= set(whole.values())
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def as_workbook(path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["分项", "年度", "数值"])
    book.active.append(["forest-grass-coverage", 2023, 44])
    book.save(path)


@posix
@pytest.mark.parametrize("name", ["dossier.csv", "dossier.xlsx", "rules.toml", "roster.xlsx"])
def test_a_file_is_read_once(tmp_path, name):
    """What was looked at is what is used: a pipe, which can be read only once, gives the same as a file."""
    path = tmp_path / "made"
    if name == "dossier.csv":
        path.write_text("component,year,value\nforest-grass-coverage,2023,44\n", encoding="utf-8")
    elif name == "dossier.xlsx":
        as_workbook(path)
    elif name == "roster.xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(["名称"])
        book.active.append(["市林业局"])
        book.save(path)
    else:
        path.write_text('format = 1\n[ruleset]\nid = "a"\nversion = "1"\ntitle = "甲"\njurisdiction = { code = "1", name = "甲" }\nsource = { title = "甲" }\n', encoding="utf-8")  # fmt: skip
    data = path.read_bytes()
    pipe = tmp_path / name
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,), daemon=True)
    writer.start()
    if name == "rules.toml":
        found = eco.Ruleset.from_toml(pipe).id
    elif name == "roster.xlsx":
        found = str(Roster.read(pipe).entries[0].unit)
    else:
        found = eco.Dossier.read(pipe).observations[0].component
    writer.join(10)
    assert found in ("a", "市林业局", "forest-grass-coverage")


# --- clocks, locales, terminals -----------------------------------------------------------------------


FIXED = {"SOURCE_DATE_EPOCH": "1700000000", "ECOINDICATORS_LANG": "zh"}


def made(folder, env):
    """Return the reports of the example, made in an environment."""
    done = run(*ASSESS, "--json", folder / "a.json", "--html", folder / "a.html", env={**FIXED, **env})
    assert (done.returncode, done.stderr) == (0, b"")
    return {kind: (folder / f"a.{kind}").read_bytes() for kind in ("json", "html")}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The reports of the example, made where nothing is odd."""
    return made(tmp_path_factory.mktemp("here"), {"PYTHONUTF8": "1"})


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=lambda env: "-".join(env.values()),
)
def test_clock_and_locale_change_nothing(env, tmp_path, reports):
    """The same assessment has the same bytes wherever and in whatever language the machine is."""
    assert made(tmp_path, env) == reports


@pytest.mark.parametrize("name", ["observations.csv", "rules.toml"])
def test_line_ends_of_windows_are_read_the_same(tmp_path, name):
    """CRLF and LF give equal values, and a problem stands on the same row."""
    if name == "observations.csv":
        text = (EXAMPLE / name).read_text(encoding="utf-8")
        read = lambda p: eco.Dossier.read(p)  # noqa: E731
    else:
        text = 'format = 1\n[ruleset]\nid = "a"\nversion = "1"\ntitle = """甲\n乙"""\njurisdiction = { code = "1", name = "甲" }\nsource = { title = "甲" }\n'
        read = lambda p: eco.Ruleset.from_toml(p).title  # noqa: E731
    made = []
    for ends in ("\n", "\r\n"):
        path = tmp_path / name
        path.write_bytes(text.replace("\n", ends).encode())
        made.append(read(path))
    assert made[0] == made[1]


LATIN = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
ASCII = {"PYTHONIOENCODING": "ascii"}
PLAIN_C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NARROW = pytest.mark.parametrize("env", [LATIN, ASCII, PLAIN_C], ids=["latin-1", "ascii", "C"])


def shown(output, env):
    """Return what a terminal got: escapes where it is Latin-1; UTF-8 where it says that it knows nothing but ASCII."""
    if env is not LATIN:
        return output.decode()
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), output.decode("latin-1"))


@NARROW
def test_a_terminal_without_unicode_gets_the_whole_report(env):
    """What cannot be shown is written as its escape, nothing breaks, and the exit code is the same."""
    done = run(*ASSESS, "--lang", "zh", env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "达标" in shown(done.stdout, env)


@NARROW
def test_json_through_a_terminal_without_unicode_loses_nothing(env, reports):
    """The escapes are those of JSON, so that what is read back is the same."""
    done = run(*ASSESS, "--format", "json", env={**FIXED, **env})
    assert json.loads(done.stdout.decode("latin-1" if env is LATIN else "utf-8")) == json.loads(reports["json"])


@NARROW
def test_messages_and_names_in_chinese_survive_a_terminal_without_unicode(env, tmp_path):
    """A file with a Chinese name and Chinese mistakes gives its message and exit 1, and no traceback."""
    path = tmp_path / "观测.csv"
    path.write_text("指标,年份\n河长制,今年\n", encoding="utf-8")
    done = run("assess", "dengfeng-2023", path, "--year", "2023", "--lang", "zh", env=env)
    assert done.returncode == 1
    assert "“今年”不是年份" in shown(done.stderr, env)
    assert b"Traceback" not in done.stderr


@posix
def test_a_file_name_that_is_no_text_is_read_and_reported(tmp_path):
    """A name whose bytes are no UTF-8 is read, assessed and shown with a sign for what it is not."""
    path = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    with open(path, "wb") as file:
        file.write(b"component,year,value\nforest-grass-coverage,2023,44\n")
    done = subprocess.run(
        [sys.executable, "-m", "ecoindicators", "assess", "dengfeng-2023", path, "--year", "2023", "--html", str(tmp_path / "a.html"), "--exit-zero"],
        capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "a.html").stat().st_size > 10_000


# --- plugins ------------------------------------------------------------------------------------------


@pytest.fixture
def plugin(tmp_path):
    """Install a plugin as a distribution on the path of a process; return how to run the command line with it."""

    def made(body, group, *names):
        site = tmp_path / "site"
        info = site / "odd_plugin-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "odd_plugin.py").write_text(f"from ecoindicators import hookimpl\n{body}", encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-plugin\nVersion: 1.0\n", encoding="utf-8")
        points = "\n".join(f"{name} = odd_plugin" for name in names)
        (info / "entry_points.txt").write_text(f"[{group}]\n{points}\n", encoding="utf-8")
        path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
        return {"PYTHONPATH": path, "PYTHONWARNINGS": "default"}

    return made


RULES = """format = 1
[ruleset]
id = "odd"
version = "1"
title = "甲"
jurisdiction = { code = "1", name = "甲" }
source = { title = "甲" }
"""
TALKING = f"""
import pathlib, tempfile
print("imported")
@hookimpl
def ecoindicators_ruleset(id):
    print("asked for", id)
    path = pathlib.Path(tempfile.mkdtemp(), "rules.toml")
    path.write_text({RULES!r}, encoding="utf-8")
    return path
"""


def test_what_a_plugin_prints_does_not_reach_the_output(plugin):
    """Standard output holds the JSON alone; what the plugin printed is on standard error."""
    done = run("lint", "odd", "--format", "json", env=plugin(TALKING, "ecoindicators.rulesets", "odd"))
    assert isinstance(json.loads(done.stdout), list | dict)
    assert done.stderr.decode().splitlines()[:2] == ["imported", "asked for odd"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ZeroDivisionError('no')", "the plugin odd-plugin broke: ZeroDivisionError: no"),
        ("import sys; sys.exit(0)", "the plugin odd-plugin broke: SystemExit: 0"),
        ("def broken(:", "the plugin odd-plugin broke: SyntaxError: "),
        ("@hookimpl\ndef ecoindicators_ruleset(id): return 5", 'the plugin odd-plugin registers "odd", but its ecoindicators_ruleset returned int; expected a path or a Ruleset'),
        ("@hookimpl\ndef ecoindicators_ruleset(id): return 'nowhere.toml'", "no TOML file at nowhere.toml"),
        ("@hookimpl\ndef ecoindicators_ruleset(name): return name", "the plugin odd-plugin broke: PluginValidationError: "),
        ("", 'the plugin odd-plugin registers "odd", but its ecoindicators_ruleset returned None; expected a path or a Ruleset'),
    ],
    ids=["raises", "exits", "no-python", "nonsense", "no-file", "wrong-hook", "no-hook"],
)  # fmt: skip
def test_a_ruleset_plugin_that_breaks_is_named(plugin, body, message):
    """Exit 1 and one line that names the plugin, whatever it does; the other rulesets work."""
    env = plugin(body, "ecoindicators.rulesets", "odd")
    done = run("lint", "odd", env=env)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith(message)
    assert run("lint", "dengfeng-2023", env=env).returncode == 0


FORMAT = """
class Odd:
    name = "odd"
    suffix = ".odd"
    def render(self, assessment):
        {render}
@hookimpl
def ecoindicators_report_formats():
    return {returned}
"""


@pytest.mark.parametrize(
    ("render", "returned", "message"),
    [
        ("return 1 / 0", "[Odd()]", "the plugin odd-plugin broke: ZeroDivisionError: division by zero"),
        ("raise SystemExit", "[Odd()]", "the plugin odd-plugin broke: SystemExit:"),
        ("return 5", "[Odd()]", "render of the report format odd returned int; expected text or bytes"),
        ("return 5", "[5, None]", 'no report format "odd"; nearest: '),
        ("return 5", "5", 'no report format "odd"; nearest: '),
    ],
    ids=["raises", "exits", "nonsense", "no-formats", "no-list"],
)
def test_a_report_plugin_that_breaks_is_named(plugin, tmp_path, render, returned, message):
    """A broken format is an error of its own plugin; the formats that are built in work beside it."""
    env = plugin(FORMAT.format(render=render, returned=returned), "ecoindicators", "odd")
    code = f"""
import sys, ecoindicators as eco
from ecoindicators.reports import render
made = eco.assess(eco.load_ruleset("dengfeng-2023"), eco.Dossier.read({str(EXAMPLE / "observations.csv")!r}), year=2023)
assert render(made, "json", {str(tmp_path / "a.json")!r}).startswith("{{")
try:
    render(made, "odd", {str(tmp_path / "a.odd")!r})
except eco.EcoIndicatorsError as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **env, "ECOINDICATORS_LANG": "en"}, capture_output=True)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].startswith(message)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.json"]


@posix
def test_a_plugin_that_hangs_is_ended_by_an_interrupt(plugin, tmp_path):
    """Nothing ends it by itself, which is written down; Ctrl-C does, and no file is left."""
    body = f"import pathlib, time\npathlib.Path({str(tmp_path / 'began')!r}).touch()\ntime.sleep(600)"
    env = {**os.environ, **plugin(body, "ecoindicators.rulesets", "odd"), "ECOINDICATORS_LANG": "en"}
    out = tmp_path / "report.json"
    hanging = subprocess.Popen(
        [sys.executable, "-m", "ecoindicators", "assess", "odd", str(EXAMPLE / "observations.csv"), "--year", "2023", "--json", str(out)],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not (tmp_path / "began").exists():
        assert hanging.poll() is None
        time.sleep(0.01)
    hanging.send_signal(signal.SIGINT)
    output, errors = hanging.communicate()
    assert (hanging.returncode, output, errors.decode().strip()) == (1, b"", "Aborted!")
    assert not out.exists()
