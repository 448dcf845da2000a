"""verify: a report that follows from its inputs is told from one that does not, with the place."""

import copy
import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators.cli import cli
from ecoindicators.differences import MISSING, Difference
from ecoindicators.errors import ReportError
from ecoindicators.reports import FORMAT_VERSION, read_report, seal
from ecoindicators.verifying import MAX_DIFFERENCES, tables_of, verify

EXAMPLE = Path(__file__).parents[1] / "examples/dengfeng"
NAMES = ("observations", "assignments", "exemptions")
FILES = {name: EXAMPLE / f"{name}.csv" for name in NAMES}
SEAL = "$.audit.report_sha256"


def read(observations=FILES["observations"], **tables):
    return eco.Dossier.read(observations, **{"assignments": FILES["assignments"], "exemptions": FILES["exemptions"], **tables})  # fmt: skip


@pytest.fixture(scope="module")
def ruleset():
    return eco.load_ruleset("dengfeng-2023")


@pytest.fixture(scope="module")
def dossier():
    return read()


@pytest.fixture(scope="module")
def made(ruleset, dossier):
    return eco.assess(ruleset, dossier, year=2023).to_dict()


@pytest.fixture
def report(made):
    return copy.deepcopy(made)


def at(outcome):
    """Return the differences by path."""
    return {d.path: d for d in outcome.differences}


def resealed(report):
    """Return a report whose forger also computed its checksum anew."""
    return {**report, "audit": {**report["audit"], "report_sha256": seal(report)}}


def position(report, component):
    return next(n for n, f in enumerate(report["findings"]) if f["component"] == component)


# --- reports that follow ----------------------------------------------------------------------------


def test_an_untouched_report_follows(tmp_path, ruleset, dossier):
    """The report of the shipped example follows from its files, as a file and as data."""
    assessment = eco.assess(ruleset, dossier, year=2023)
    assessment.to_json(tmp_path / "report.json")

    for source in (tmp_path / "report.json", str(tmp_path / "report.json"), assessment.to_dict()):
        outcome = verify(source, read())
        assert outcome.follows
        assert (outcome.differences, outcome.notes) == ((), ())
    assert outcome.text.en == "The report follows from its inputs: recomputed, it says the same."
    assert outcome.to_dict()["follows"] is True


def _backwards(value):
    if isinstance(value, dict):
        return {key: _backwards(value[key]) for key in reversed(value)}
    return [_backwards(inner) for inner in value] if isinstance(value, list) else value


def _with_zeros(text):
    """Write whole numbers as other programs may: 44 as 44.0, 2023 as 2.023e3."""
    return text.replace('"year": 2023', '"year": 2.023e3').replace('"met": ', '"met": 0').replace('"met": 0', '"met": ')


@pytest.mark.parametrize(
    "write",
    [
        lambda data: json.dumps(data, indent=None, separators=(",", ":")),
        lambda data: json.dumps(data, indent=8, ensure_ascii=False, sort_keys=True),
        lambda data: "\ufeff\r\n" + json.dumps(_backwards(data), indent="\t").replace("\n", "\r\n"),
        lambda data: _with_zeros(json.dumps(data)),
        lambda data: json.dumps(data).replace('"gap": 0,', '"gap": 0.0,').replace("0.3,", "3e-1,"),
    ],
    ids=["compact", "sorted", "backwards", "scientific", "floats"],
)
def test_white_space_key_order_and_spelling_of_numbers_do_not_count(write, tmp_path, made, dossier):
    """A report that another program wrote anew, with the same content, still follows."""
    path = tmp_path / "report.json"
    path.write_text(write(made), encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") != json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    assert at(verify(path, dossier)) == {}


def test_the_options_of_the_report_are_used(ruleset, dossier):
    """Another year, day, place and strictness than the usual ones follow too."""
    from datetime import date

    given = {"year": 2022, "as_of": date(2022, 6, 30), "place": ("山区", "中部地区"), "strict": False}
    assert verify(eco.assess(ruleset, dossier, **given).to_dict(), dossier).follows
    few = eco.Dossier.from_records([{"component": "11", "year": 2022, "value": "43"}])
    assert verify(eco.assess(ruleset, few, **{**given, "strict": True}).to_dict(), few).follows


def test_the_language_of_the_report_does_not_matter(ruleset, dossier):
    """A report made in Chinese follows when it is verified in English."""
    with eco.language("zh"):
        report = eco.assess(ruleset, dossier, year=2023).to_dict()
    assert verify(report, dossier).follows


def test_the_order_of_rows_does_not_change_what_a_report_says(tmp_path, made):
    """Rows in another order are another file, and the difference says that they say the same."""
    lines = FILES["observations"].read_text(encoding="utf-8").splitlines()
    (tmp_path / "observations.csv").write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", encoding="utf-8")

    found = at(verify(made, read(tmp_path / "observations.csv")))

    assert list(found) == ["$.audit.dossier.files[0].sha256"]
    note = found["$.audit.dossier.files[0].sha256"].note
    assert note.en == "the bytes of observations.csv are others, though its rows say the same"
    assert note.zh == "文件 observations.csv 的字节有变，各行内容相同"


def test_a_file_that_was_changed_and_renamed_is_no_note(tmp_path, made):
    """A file with other bytes is another file, so its name counts as well."""
    (tmp_path / "copy.csv").write_bytes(FILES["observations"].read_bytes() + b"\n")
    found = at(verify(made, read(tmp_path / "copy.csv")))
    assert set(found) == {"$.audit.dossier.files[0].name", "$.audit.dossier.files[0].sha256"}


def test_a_file_that_was_renamed_is_a_note(tmp_path, made):
    """The same bytes under another name follow; the note says both names."""
    shutil.copy(FILES["observations"], tmp_path / "copy.csv")
    outcome = verify(made, read(tmp_path / "copy.csv"))
    assert outcome.follows
    assert [note.en for note in outcome.notes] == [
        'what the report calls "observations" is now called "copy"; it says the same',
        'what the report calls "observations.csv" is now called "copy.csv"; it says the same',
    ]


def test_another_release_is_a_note(report, dossier):
    """A report made by another release follows where this one says the same; the note names both."""
    report["audit"]["library_version"] = "0.0.9"
    outcome = verify(resealed(report), dossier)
    assert outcome.follows
    assert [n.en for n in outcome.notes] == [f'the report was made by ecoindicators "0.0.9" and recomputed by {eco.__version__}']  # fmt: skip


# --- tampered reports -------------------------------------------------------------------------------


def _edit(path, value):
    def change(report):
        *way, last = path(report) if callable(path) else path
        for key in way:
            report = report[key]
        assert report[last] != value
        report[last] = value

    return change


def _forest(*keys):
    return lambda report: ("findings", position(report, "forest-grass-coverage"), *keys)


FOREST = "$.findings[14]"


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        (_edit(_forest("verdict"), "met"), {f"{FOREST}.verdict"}),
        (_edit(("verdict",), "met"), {"$.verdict"}),
        (_edit(("parent", "verdict"), "met"), {"$.parent.verdict"}),
        (_edit(("acceptance", "years", 0, "verdict"), "met"), {"$.acceptance.years[0].verdict"}),
        (_edit(_forest("observed", "value"), 44.1), {f"{FOREST}.observed.value"}),
        (_edit(_forest("observed", "evidence"), "a letter"), {f"{FOREST}.observed.evidence"}),
        (_edit(_forest("gap"), 0), {f"{FOREST}.gap"}),
        (_edit(_forest("gap"), None), {f"{FOREST}.gap"}),
        (_edit(_forest("gap"), "0.3"), {f"{FOREST}.gap"}),
        (_edit(("counts", "indicators", "not-met"), 4), {'$.counts.indicators["not-met"]'}),
        (_edit(_forest("reason", "code"), "met"), {f"{FOREST}.reason.code"}),
        (_edit(_forest("reason", "text", "zh"), "达到目标"), {f"{FOREST}.reason.text.zh"}),
        (_edit(_forest("target"), "≥43"), {f"{FOREST}.target"}),
        (_edit(("ruleset", "version"), "2024.1"), {"$.ruleset.version"}),
        (_edit(("audit", "rulesets", 0, "version"), "2024.1"), {"$.audit.rulesets[0].version"}),
        (_edit(("audit", "rulesets", 1, "sha256"), "0" * 64), {"$.audit.rulesets[1].sha256"}),
        (_edit(("audit", "dossier", "files", 2, "sha256"), "0" * 64), {"$.audit.dossier.files[2].sha256"}),
        (_edit(("year",), 2022), {"$.year"}),
        (_edit(("findings", 0, "verdict"), True), {"$.findings[0].verdict"}),
        (
            lambda r: r["counts"]["indicators"].__setitem__("not-applicable", True),
            {'$.counts.indicators["not-applicable"]'},
        ),
        (lambda r: r.__setitem__("remark", "all is well"), {"$.remark"}),
        (lambda r: r.pop("warnings"), {"$.warnings"}),
        (lambda r: r["findings"].pop(14), {FOREST}),
        (lambda r: r["findings"].insert(3, {**r["findings"][3], "component": "made-up"}), {"$.findings[3]"}),
        (lambda r: r["findings"].append(r["findings"][14]), {"$.findings[45]"}),
        (lambda r: r["findings"].append(7), {"$.findings[45]"}),
        (lambda r: r["findings"].reverse(), {"$.findings"}),
        (lambda r: r["place"].append("山区"), {"$.place[0]"}),
        (lambda r: r["data_sources"].clear(), {"$.data_sources[0]"}),
        (lambda r: r["audit"]["rulesets"].pop(), {"$.audit.rulesets[1]"}),
        (lambda r: r["audit"]["dossier"]["files"].pop(), {"$.audit.dossier.files[2]"}),
    ],
    ids=range(31),
)  # fmt: skip
def test_a_tampered_report_is_detected_with_the_place(change, paths, report, dossier):
    """Each edit is named by its path, whether or not the forger computed the checksum anew."""
    change(report)
    assert set(at(verify(report, dossier))) == paths | {SEAL}
    assert set(at(verify(resealed(report), dossier))) == paths


@pytest.mark.parametrize("path", [("audit", "time"), ("audit", "library_version"), ("audit", "dossier", "files", 0, "name"), ("dossier",)])  # fmt: skip
def test_an_edit_of_what_cannot_be_recomputed_breaks_the_checksum(path, report, dossier):
    """The time, the release and the names cannot be recomputed: the report's own checksum tells that they were edited."""
    _edit(path, "2020-01-01T00:00:00Z")(report)
    found = at(verify(report, dossier))
    assert set(found) == {SEAL}
    assert found[SEAL].note.en == "the report was edited after it was written"


def test_a_report_without_its_checksum_does_not_follow(report, dossier):
    """Taking the checksum out hides nothing."""
    del report["audit"]["report_sha256"]
    found = at(verify(report, dossier))
    assert set(found) == {SEAL}
    assert found[SEAL].reported is MISSING


def test_a_swapped_dossier_is_named_first_and_shows_what_it_changes(tmp_path, made):
    """Another observations file: its hash, the dossier's, and every value and verdict that differs."""
    text = FILES["observations"].read_text(encoding="utf-8")
    assert ",2023,43.7," in text
    (tmp_path / "observations.csv").write_text(text.replace(",2023,43.7,", ",2023,44.7,"), encoding="utf-8")

    outcome = verify(made, read(tmp_path / "observations.csv"))
    found = at(outcome)

    assert [d.path for d in outcome.differences[:2]] == [
        "$.audit.dossier.sha256",
        "$.audit.dossier.files[0].sha256",
    ]
    assert (
        outcome.differences[0].note.en == "the dossier says something else than the one that the report was made from"
    )
    assert outcome.differences[1].note.en == "the file observations.csv is not the one that the report was made from"
    verdict = found[f"{FOREST}.verdict"]
    assert (verdict.reported, verdict.recomputed, verdict.of) == ("not-met", "met", "forest-grass-coverage")
    assert verdict.text.en == f'{FOREST}.verdict [forest-grass-coverage]: the report says "not-met"; recomputed "met"'
    assert verdict.text.zh == f'{FOREST}.verdict [forest-grass-coverage]：报告为 "not-met"；重新计算为 "met"'
    assert SEAL not in found


def test_a_dossier_left_out_is_named(made):
    """Without the assignments the file is missing, and what rests on them is another."""
    dossier = eco.Dossier.read(FILES["observations"], exemptions=FILES["exemptions"])
    found = at(verify(made, dossier))
    assert found["$.audit.dossier.files[2]"].recomputed is MISSING
    assert any(path.endswith(".assignment") for path in found)


def test_a_weakened_ruleset_is_named(ruleset, made, dossier):
    """The same version with another content: its hash, and the verdicts that it changes."""
    indicators = tuple(evolve(i, attribute="reference") if i.number == 11 else i for i in ruleset.indicators)
    found = at(verify(made, dossier, ruleset=evolve(ruleset, indicators=indicators)))
    assert found["$.audit.rulesets[0].sha256"].note.en == (
        "the ruleset dengfeng-2023 here is not the one that the report was made by"
    )
    assert found["$.indicators[10].attribute"].recomputed == "reference"


def test_another_ruleset_does_not_verify(made, dossier):
    """The report of one ruleset does not follow from its parent."""
    found = at(verify(made, dossier, ruleset=eco.load_ruleset("henan-county")))
    assert found["$.ruleset.id"].recomputed == "henan-county"
    assert found["$.audit.rulesets[0]"].recomputed is MISSING


def test_a_dossier_that_cannot_be_assessed_is_a_difference(report, made):
    """A year that the dossier lacks, or components that the ruleset lacks: the report cannot have come from it."""
    report["audit"]["options"]["year"] = 1999
    found = verify(report, read()).differences[0]
    assert (found.path, found.reported) == ("$.audit.options.year", 1999)
    assert found.text.en == (
        "$.audit.options.year: the report has 1999; recomputed there is nothing "
        "(the dossier has no data for 1999 (it has: 2022, 2023))"
    )
    report["audit"]["options"] |= {"year": 2023, "strict": True}
    found = verify(resealed(report), read()).differences
    assert {(d.path, d.reported, d.recomputed) for d in found} == {("$.audit.options.strict", True, False)}
    assert "fits nothing in the target" in found[0].note.en
    strange = eco.Dossier.from_records([{"component": "moon", "year": 2023, "value": "1"}])
    found = at(verify(made, strange))["$.audit.dossier.sha256"]
    assert found.recomputed == strange.sha256
    assert 'no component "moon"' in found.note.en


def test_a_difference_is_told_in_words():
    """What one side lacks, what it belongs to and what it means are in the line, on one line."""
    assert Difference("$.a", MISSING, {"component": "x"}, "x").text.en == '$.a [x]: missing from the report; recomputed {"component": "x"}'  # fmt: skip
    assert Difference("$.a", MISSING, 1).text.zh == "$.a：报告中没有；重新计算应有 1"
    assert Difference("$.a", "\u202e\n", MISSING).text.en == '$.a: the report has " \\n"; recomputed there is nothing'
    assert Difference("$.a", 1, MISSING).text.zh == "$.a：报告写有 1；重新计算没有"
    assert Difference("$.a", 1, MISSING).to_dict() == {
        "path": "$.a",
        "of": "",
        "reported": 1,
        "note": {"zh": "", "en": ""},
    }
    assert repr(MISSING) == "MISSING"


def test_no_more_differences_are_listed_than_anybody_reads(report, dossier):
    """Of a report that is another altogether the first thousand are listed, and a note says so."""
    report["findings"] = list(range(5_000))
    outcome = verify(report, dossier)
    assert len(outcome.differences) == MAX_DIFFERENCES
    assert [n.en for n in outcome.notes] == ["only the first 1000 are listed"]
    assert outcome.text.zh == "报告与其依据不一致，至少1000处。"
    assert outcome.text.en == "The report does not follow from its inputs: at least 1000 differences."
    assert not outcome.follows


# --- reports that cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "r.json:1: not valid JSON, at character 1: Expecting value"),
        ('{"a": 1,\n "b": }', "r.json:2: not valid JSON, at character 7: Expecting value"),
        ("[1]", "r.json: this is no report of an assessment (it has no format_version); give the file that assess --json wrote"),
        ("{}", "r.json: this is no report of an assessment (it has no format_version); give the file that assess --json wrote"),
        ('{"format_version": 2}', "r.json, $.format_version: the report is of format 2, and this release reads up to 1; update ecoindicators"),
        ('{"format_version": "1"}', 'r.json, $.format_version: format_version should be a whole number from 1 on, not "1"'),
        ('{"format_version": true}', "r.json, $.format_version: format_version should be a whole number from 1 on, not true"),
        ('{"format_version": 0}', "r.json, $.format_version: format_version should be a whole number from 1 on, not 0"),
        ('{"format_version": 1}', "r.json, $.audit: the report has no audit record, so it cannot be verified. Make it anew with this release"),
        ('{"format_version": 1, "format_version": 2}', 'r.json: the key "format_version" stands twice'),
        ('{"a": NaN}', "r.json: NaN is no number in JSON"),
        ('{"a": 1e999}', "r.json: the number 1e999 is too large"),
        (f'{{"a": {"9" * 65}}}', f"r.json: the number {'9' * 59}… is too long"),
        (f'{{"a": 0.{"9" * 65}}}', f"r.json: the number 0.{'9' * 57}… is too long"),
        ('{"a": ' + "[" * 40 + "]" * 40 + "}", 'r.json: nested over 32 levels deep. If it is meant, raise the limit: ECOINDICATORS_LIMITS="nesting=…"'),
        ('{"a": "\\ud800"}', "r.json: it holds half a character"),
        ("[" * 200_000 + "]" * 200_000, 'r.json: nested over 32 levels deep. If it is meant, raise the limit: ECOINDICATORS_LIMITS="nesting=…"'),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_in_words(text, message, tmp_path, dossier):
    """Broken JSON, other JSON, a newer format, odd numbers, doubled keys and deep nesting: one clear error each."""
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        verify(path, dossier)
    assert str(caught.value) == message
    assert FORMAT_VERSION == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "r.json:1：不是有效的 JSON（第1个字符处：此处应有值）"),
        ('{"a": 1', "r.json:1：不是有效的 JSON（第8个字符处：此处应有逗号）"),
        ('{"a" 1}', "r.json:1：不是有效的 JSON（第6个字符处：此处应有冒号）"),
        ("{a: 1}", "r.json:1：不是有效的 JSON（第2个字符处：此处应有加双引号的键）"),
        ('{"a', "r.json:1：不是有效的 JSON（第2个字符处：引号没有闭合）"),
        ("{} {}", "r.json:1：不是有效的 JSON（第4个字符处：末尾多出了内容）"),
        ('{"\n": 1}', "r.json:1：不是有效的 JSON（第3个字符处：引号内有不能直接写入的控制字符）"),
        ('{"\\x": 1}', "r.json:1：不是有效的 JSON（第3个字符处：反斜杠之后的字符无效）"),
    ],
)
def test_what_is_no_json_is_told_in_chinese_too(text, said, tmp_path):
    """No word of the reader's own stands in a Chinese message."""
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert caught.value.problems[0].text.zh == said


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path, monkeypatch):
    """Bytes that are not UTF-8, and a file over the bound, are refused before anything is read out of them."""
    path = tmp_path / "r.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReportError, match=r"^r.json: the file is not in UTF-8$"):
        read_report(path)
    with path.open("wb") as file:
        file.truncate(4_000_001)
    with pytest.raises(
        ReportError,
        match=r"^r.json: the file is over 4,000,000 bytes and was not read. If it is meant, raise the limit: ECOINDICATORS_LIMITS=.report_bytes=….$",
    ):
        read_report(path)


def test_data_that_is_no_json_is_refused(dossier):
    """A mapping that cannot be written as JSON is refused as a file would be."""
    with pytest.raises(
        ReportError, match=r"^it cannot be written as JSON: Object of type object is not JSON serializable$"
    ):
        verify({"a": object()}, dossier)
    circle = {}
    circle["a"] = circle
    with pytest.raises(ReportError, match=r"^it cannot be written as JSON: Circular reference detected$"):
        verify(circle, dossier)


def test_everything_wrong_with_a_record_is_told_at_once(report, dossier):
    """Each part of the record that is missing or of the wrong kind is named with what was expected."""
    report["audit"]["rulesets"] = []
    report["audit"]["options"] = {"year": "2023", "place": "山区", "as_of": "31.12.2023", "strict": 0}
    report["audit"]["dossier"] = {"sha256": 5, "files": [{"name": "a.csv"}]}
    with pytest.raises(ReportError) as caught:
        verify(report, dossier)
    assert str(caught.value).splitlines() == [
        "$.audit.rulesets[0].id: should be the id of a ruleset, not —",
        '$.audit.options.year: should be a year, not "2023"',
        '$.audit.options.place: should be a list of strings, not "山区"',
        '$.audit.options.as_of: should be a date such as 2023-12-31, not "31.12.2023"',
        "$.audit.options.strict: should be true or false, not 0",
        "$.audit.dossier.sha256: should be the hash of a dossier, not 5",
        '$.audit.dossier.files: should be a list of files, each with table, name and sha256, not [{"name": "a.csv"}]',
    ]
    report["audit"]["options"] = 7
    with pytest.raises(ReportError, match=r"\$\.audit\.options\.year: should be a year, not —"):
        verify(report, dossier)


def test_a_ruleset_that_is_not_installed_is_named(report, dossier):
    """The id that the report records is looked up, and the nearest ones are offered."""
    report["audit"]["rulesets"][0]["id"] = "dengfeng-2032"
    with pytest.raises(eco.UnknownNameError, match="nearest: dengfeng-2023"):
        verify(report, dossier)


# --- which file is which ----------------------------------------------------------------------------


def test_files_are_told_apart_by_hash_then_by_name(tmp_path, made):
    """Renamed files are known by their hash, edited ones by their name, and one that is unknown holds observations."""
    for old, new in (("assignments", "x.csv"), ("exemptions", "observations.csv")):
        shutil.copy(FILES[old], tmp_path / new)
    (tmp_path / "exemptions.csv").write_text("edited", encoding="utf-8")
    (tmp_path / "new.csv").write_text("new", encoding="utf-8")
    x, e, o, n = (tmp_path / f for f in ("x.csv", "exemptions.csv", "observations.csv", "new.csv"))

    assert tables_of(made, [x, o, n]) == {"assignments": x, "exemptions": o, "observations": n}
    assert tables_of(made, [tmp_path, e]) == {"observations": tmp_path, "exemptions": e}
    with pytest.raises(
        eco.DossierError, match=r"^exemptions.csv: holds exemptions, as observations.csv does. Name tables by"
    ):
        tables_of(made, [o, e])
    with pytest.raises(eco.DossierError, match=r"^x.csv: there is no table of observations$"):
        tables_of(made, [x])


# --- the command ------------------------------------------------------------------------------------


def run(*args):
    return CliRunner().invoke(cli, ["verify", *map(str, args)])


@pytest.fixture
def path(tmp_path, made):
    (tmp_path / "report.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return tmp_path / "report.json"


def test_the_command_says_that_a_report_follows(path):
    """Files in any order, or named by options, or with the ruleset named: exit code 0 and one sentence."""
    options = ("--assignments", FILES["assignments"], "--exemptions", FILES["exemptions"])
    for args in (FILES.values(), reversed(FILES.values()), (FILES["observations"], *options), (*FILES.values(), "--ruleset", "dengfeng-2023")):  # fmt: skip
        done = run(path, *args, "--lang", "en")
        assert (done.exit_code, done.stdout) == (
            0,
            "The report follows from its inputs: recomputed, it says the same.\n",
        )
    assert run(path, *FILES.values(), "--lang", "zh").stdout == "报告与其依据一致：重新计算得到相同的结果。\n"


def test_the_command_says_where_a_report_does_not_follow(path, made, report):
    """Exit code 3, and each place with what the report says and what follows, as table, CSV, Markdown and JSON."""
    report["findings"][14]["verdict"] = "met"
    path.write_text(json.dumps(resealed(report)), encoding="utf-8")
    done = run(path, *FILES.values(), "--lang", "en")
    assert done.exit_code == 3
    lines = done.stdout.splitlines()
    assert lines[0] == "The report does not follow from its inputs: 1 difference."
    assert lines[-1].split() == [f"{FOREST}.verdict", "forest-grass-coverage", '"met"', '"not-met"']
    done = run(path, *FILES.values(), "--format", "json")
    assert json.loads(done.stdout)["differences"] == [
        {"path": f"{FOREST}.verdict", "of": "forest-grass-coverage", "reported": "met", "recomputed": "not-met", "note": {"zh": "", "en": ""}}
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run(path, *FILES.values(), "--format", "csv").stdout)))
    assert [(r["path"], r["reported"], r["recomputed"]) for r in rows] == [(f"{FOREST}.verdict", '"met"', '"not-met"')]
    assert "| $.findings\\[14\\].verdict | forest-grass-coverage |" in run(path, *FILES.values(), "--format", "markdown").stdout  # fmt: skip


def test_the_command_shows_notes(path, report):
    """What differs without mattering stands below the answer."""
    report["audit"]["library_version"] = "0.0.9"
    path.write_text(json.dumps(resealed(report)), encoding="utf-8")
    done = run(path, *FILES.values(), "--lang", "en")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].startswith('the report was made by ecoindicators "0.0.9"')


def test_the_command_fails_with_1_on_what_it_cannot_read(tmp_path, path):
    """A broken report, a broken dossier and an unknown ruleset: exit code 1 and a line on stderr."""
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "old.json").write_text('{"format_version": 1}', encoding="utf-8")
    (tmp_path / "observations.csv").write_text("what,ever\n1,2\n", encoding="utf-8")
    for args, said in (
        ((tmp_path / "broken.json", *FILES.values()), "broken.json:1: not valid JSON"),
        ((tmp_path / "old.json", *FILES.values()), "old.json, $.audit: the report has no audit record"),
        ((path, tmp_path / "observations.csv"), 'the column "component" is missing'),
        ((path, *FILES.values(), "--ruleset", "moon"), 'no ruleset "moon" is installed'),
    ):
        done = run(*args, "--lang", "en")
        assert done.exit_code == 1
        assert said in done.stderr
        assert done.stdout == ""
    assert run(path, tmp_path / "absent.csv").exit_code == 2
    assert run(path).exit_code == 2
