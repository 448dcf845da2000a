"""The same input gives the same bytes, whatever the hash seed, the time zone, the order of rows or of plugins."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

import ecoindicators as eco
from ecoindicators.clock import now
from ecoindicators.errors import ProblemsError
from ecoindicators.reports._word import decomposition_word
from ecoindicators.workbooks import template

HERE = Path(__file__).parent
FIXED = {"SOURCE_DATE_EPOCH": "1700000000"}


def run(*args, **environment):
    """Return what a fresh interpreter prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, *args], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def plain():
    """The hash of every output, made once with nothing unusual."""
    return run(str(HERE / "make_everything.py"), "0", PYTHONHASHSEED="0", TZ="UTC", **FIXED)


@pytest.mark.parametrize(
    ("order", "seed", "zone"), [("0", "1", "Asia/Shanghai"), ("7", "2", "America/St_Johns"), ("11", "4242", "UTC")]
)
def test_every_output_is_the_same_bytes(plain, order, seed, zone):
    """JSON, Markdown, CSV, page, Word, Excel, templates, scorecards and plan: hash seed, zone and row order change none."""
    again = run(str(HERE / "make_everything.py"), order, PYTHONHASHSEED=seed, TZ=zone, **FIXED)

    assert len(plain) > 30
    assert [name for name in plain if again.get(name) != plain[name]] == []
    assert list(again) == list(plain)


def _plugin(folder, name, sign):
    """Install a distribution that brings a report format called plain, which writes ``sign``."""
    folder.mkdir()
    (folder / f"{name}.py").write_text(
        "from types import SimpleNamespace\nfrom ecoindicators import hookimpl\n"
        "@hookimpl\ndef ecoindicators_report_formats():\n"
        f"    return [SimpleNamespace(name=n, suffix='.txt', render=lambda a: {sign!r}) for n in ('plain', {sign!r})]\n",
        encoding="utf-8",
    )
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        f"[ecoindicators]\n{name} = {name}\n[ecoindicators.rulesets]\nclaimed = {name}\n", encoding="utf-8"
    )
    return str(folder)


def test_the_order_of_plugins_changes_nothing(tmp_path):
    """Two plugins that bring the same format and claim the same ruleset do so alike, whichever is found first."""
    a, b = _plugin(tmp_path / "a", "alpha", "A"), _plugin(tmp_path / "b", "beta", "B")
    code = (
        "import json, ecoindicators as eco\nfrom ecoindicators.reports import formats\n"
        "from ecoindicators.plugins import duplicate_rulesets\n"
        "try:\n    eco.load_ruleset('claimed')\nexcept eco.PluginError as error:\n    said = str(error)\n"
        "known = formats()\n"
        "print(json.dumps([list(known), known['plain'].render(None), duplicate_rulesets()['claimed'],"
        " eco.available_rulesets()['claimed'].distribution, said]))"
    )

    found = [run("-c", code, PYTHONPATH=os.pathsep.join(order)) for order in ((a, b), (b, a))]

    assert found[0] == found[1]
    assert found[0][1:4] == ["A", ["alpha", "beta"], "alpha"]
    assert found[0][0][-3:] == ["plain", "A", "B"]


def _dated(data):
    """Return the times of an Office file's members, and those its properties tell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode()
        return {m.date_time for m in archive.infolist()}, core


def test_an_office_file_tells_the_time_of_its_assessment_and_no_other(tmp_path, monkeypatch):
    """Word and Excel say when the assessment was made; a template and a decomposition table say no time at all."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    ruleset = eco.load_ruleset("dengfeng-2023")
    dossier = eco.Dossier.from_records([{"component": "11", "year": 2023, "value": "43.9"}])
    before = now()
    assessment = eco.assess(ruleset, dossier, year=2023)
    assert before <= assessment.assessed_at <= now()
    assert assessment.parent.assessed_at == assessment.assessed_at
    assessment.to_word(tmp_path / "a.docx")
    assessment.to_excel(tmp_path / "a.xlsx")
    assert docx.Document(tmp_path / "a.docx").core_properties.created == assessment.assessed_at
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.modified == assessment.assessed_at.replace(
        tzinfo=None
    )
    for made in ((tmp_path / "a.docx").read_bytes(), (tmp_path / "a.xlsx").read_bytes()):
        times, core = _dated(made)
        assert times == {(1980, 1, 1, 0, 0, 0)}
        assert core.count(assessment.assessed_at.strftime("%Y-%m-%dT%H:%M:%SZ")) == 2
    for made in (template(ruleset, 2023), decomposition_word(ruleset)):
        times, core = _dated(made)
        assert times == {(1980, 1, 1, 0, 0, 0)}
        assert "dcterms:created>" not in core
        assert "dcterms:modified>" not in core


def test_the_clock_is_utc_or_the_one_that_is_fixed(monkeypatch):
    """SOURCE_DATE_EPOCH gives the time; without it the time is now, in UTC and whole seconds."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert now() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= now() <= datetime.now(UTC)
    assert now().tzinfo is UTC


@pytest.mark.parametrize("wrong", ["yesterday", "-5", "1.5", "٣", "9" * 30])
def test_a_clock_fixed_to_nonsense_is_an_error(wrong, monkeypatch):
    """What is no count of seconds is refused by name, not passed over."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
    with pytest.raises(ProblemsError) as caught:
        now()
    assert str(caught.value) == f'SOURCE_DATE_EPOCH should be a number of seconds since 1970, not "{wrong}"'
