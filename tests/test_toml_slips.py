"""What somebody who types Chinese gets wrong first in TOML, each told with its line, a caret and what to do."""

import pytest

from ecoindicators import Ruleset, language
from ecoindicators.errors import RulesetError
from ecoindicators.loading._cases import load_cases

HEAD = """format = 1
[ruleset]
id = "q"
extends = "henan-county"
version = "1"
title = "甲"
jurisdiction = { code = "410100", name = "甲" }
source = { title = "甲" }
[targets]
"""
SLIPS = [
    ("green-procurement = “≥85”", "的 TOML：此处的引号 “ 是全角。请用半角引号，如 \"≥85\"", 'not valid TOML: the quotation mark “ is a full-width one. Use ASCII quotation marks, such as "≥85"', "                    ^^"),
    ("green-procurement = ≥85", "的 TOML：“≥85”不是值。文字须加半角引号，如 \"≥85\"", 'not valid TOML: "≥85" is no value. Text needs quotation marks: "≥85"', "                    ^^^^"),
    ('green-procurement = "≥85”', "的 TOML：引号没有闭合。此行有全角引号；开头和结尾的引号须为半角", "not valid TOML: the quotation mark is not closed. The line has full-width quotation marks; those that begin and end a text must be ASCII", "                           ^"),
    ('林草覆盖率 = "≥85"', "的 TOML：键“林草覆盖率”未加引号。含中文或点的键须加半角引号，如 \"林草覆盖率\" = …", 'not valid TOML: the key "林草覆盖率" has no quotation marks. A key with Chinese or dots needs them: "林草覆盖率" = …', "^^^^^^^^^^"),
    ('green采购 = "≥85"', "的 TOML：键“green采购”未加引号。含中文或点的键须加半角引号，如 \"green采购\" = …", 'not valid TOML: the key "green采购" has no quotation marks. A key with Chinese or dots needs them: "green采购" = …', "^^^^^^^^^"),
    ('green-procurement ＝ "≥85"', "的 TOML：此处的 ＝ 是全角。请用半角 =", "not valid TOML: ＝ is a full-width character. Use the ASCII =", "                  ^^"),
    ('green-procurement = { text = "≥85"， clause = "3" }', "的 TOML：此处的 ， 是全角。请用半角 ,", "not valid TOML: ， is a full-width character. Use the ASCII ,", "                                   ^^"),
    ("green-procurement = 85.5 %", "的 TOML：“85.5 %”不是数字。目标等文字须加半角引号，如 \"85.5 %\"", 'not valid TOML: "85.5 %" is no number. Text such as a target needs quotation marks: "85.5 %"', "                    ^^^^^^"),
    ("green-procurement = { text = 95%以上 }", "的 TOML：“95%以上”不是数字。目标等文字须加半角引号，如 \"95%以上\"", 'not valid TOML: "95%以上" is no number. Text such as a target needs quotation marks: "95%以上"', "                             ^^^^^^^"),
    ("green-procurement = 12,5", "的 TOML：值的后面多出了内容", "not valid TOML: something stands behind the value", "                      ^"),
    ("green-procurement = 2023-02-30", "的 TOML：没有这个日期", "not valid TOML: there is no such date", "                    ^"),
    ("[unit", "的 TOML：表名的方括号没有闭合", "not valid TOML: the bracket of the table's name is not closed", "     ^"),
    ("[targets]", "的 TOML：同一个表名写了两次", "not valid TOML: a table's name stands twice", "        ^"),
    ("green-procurement = ", "的 TOML：此处应有值", "not valid TOML: a value is expected here", "                    ^"),
]  # fmt: skip


def _error(load, path):
    with pytest.raises(RulesetError) as caught:
        load(path)
    return caught.value


@pytest.mark.parametrize(("line", "zh", "en", "carets"), SLIPS)
def test_a_slip_of_the_keyboard_is_shown_with_its_line(tmp_path, line, zh, en, carets):
    """File and line, what was found, what to type, the line itself and carets under the characters meant."""
    path = tmp_path / "10-targets.toml"
    path.write_text(HEAD + line + "\n", encoding="utf-8")
    with language("zh"):
        assert str(_error(Ruleset.from_toml, path)) == f"10-targets.toml:10：不是有效{zh}\n    {line}\n    {carets}"
    with language("en"):
        assert str(_error(Ruleset.from_toml, path)) == f"10-targets.toml:10: {en}\n    {line}\n    {carets}"


def test_a_long_line_is_cut_around_the_mistake(tmp_path):
    """Sixty characters on either side are shown, without what a terminal would obey."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD + f'green-procurement = "{"甲" * 5000}" \x7f“{"乙" * 5000}\n', encoding="utf-8")
    shown = str(_error(Ruleset.from_toml, path)).splitlines()[1]
    assert len(shown) <= 4 + 120
    assert "\x7f" not in shown


@pytest.mark.parametrize("value", ["85", "true"])
def test_a_target_without_quotation_marks_is_told_so(tmp_path, value):
    """A number is no text: the example shows the quotation marks."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD + f"green-procurement = {value}\n", encoding="utf-8")
    with language("zh"):
        assert str(_error(Ruleset.from_toml, path)) == f'a.toml:10 targets.green-procurement：应为加引号的文字，如 "≥85"，或表，实为 {value}'  # fmt: skip
    with language("en"):
        assert str(_error(Ruleset.from_toml, path)) == f'a.toml:10, targets.green-procurement: expected text in quotes such as "≥85", or a table, found {value}'  # fmt: skip


def test_a_key_with_a_dot_needs_quotation_marks(tmp_path):
    """Each such key is one problem at its own line, not a missing and an unknown key."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD + 'agricultural-waste-use.straw = "≥95"\nagricultural-waste-use.manure = "≥95"\n', encoding="utf-8")  # fmt: skip
    with language("zh"):
        assert str(_error(Ruleset.from_toml, path).problems[0]) == (
            "a.toml:10 targets.agricultural-waste-use.straw：键“agricultural-waste-use.straw”含有点，须加半角引号："
            '应写 "agricultural-waste-use.straw" = …'
        )
    with language("en"):
        assert [str(p) for p in _error(Ruleset.from_toml, path).problems] == [
            f'a.toml:{line}, targets.agricultural-waste-use.{part}: the key "agricultural-waste-use.{part}" has a dot and needs '
            f'quotation marks: write "agricultural-waste-use.{part}" = …'
            for line, part in ((10, "straw"), (11, "manure"))
        ]


@pytest.mark.parametrize(
    ("expect", "line", "said"),
    [
        ('expect = { air.pm10 = "met" }', 9, 'case[0].expect.air.pm10: the key "air.pm10" has a dot and needs quotation marks: write "air.pm10" = …'),
        ('[case.expect]\nair = "met"\nair.pm10 = "met"', 11, 'not valid TOML'),
        ('[case.expect]\nriver = "met"\nair.pm10 = "met"', 11, 'case[0].expect.air.pm10: the key "air.pm10" has a dot and needs quotation marks: write "air.pm10" = …'),
        ("expect = { river = 3 }", 9, 'case[0].expect.river: expected a verdict in quotes such as "met", or a table, found 3'),
        ('[case.expect]\nriver = "met"\n"air.pm10" = "mett"', 11, 'case[0].expect.air.pm10: no verdict "mett"'),
    ],
)  # fmt: skip
def test_an_expectation_is_told_at_its_own_line(tmp_path, expect, line, said):
    """The line is that of the expectation, not that of [[case]]."""
    path = tmp_path / "c.toml"
    path.write_text(
        'ruleset = "q"\nyear = 2023\n\n[[case]]\nname = "a"\nobservations = [\n  { component = "river", year = 2023 },\n]\n'
        + expect,
        encoding="utf-8",
    )
    with language("en"):
        assert str(_error(load_cases, path)).startswith((f"c.toml:{line}, {said}", f"c.toml:{line}: {said}"))


def test_a_file_in_another_encoding_says_how_to_save_it(tmp_path):
    """A TOML file in GBK, as old editors write: save it as UTF-8."""
    path = tmp_path / "a.toml"
    path.write_bytes(HEAD.encode("gbk"))
    with language("zh"):
        assert str(_error(Ruleset.from_toml, path)) == "a.toml：文件不是 UTF-8 编码。请在记事本中“另存为”，编码选 UTF-8"
    with language("en"):
        assert str(_error(Ruleset.from_toml, path)) == "a.toml: the file is not UTF-8 (byte 78). In Notepad, choose Save As and the encoding UTF-8"  # fmt: skip


def test_targets_without_their_table_are_told_where_they_belong(tmp_path):
    """Forgotten [targets]: each key in the order of the file, with the table that it belongs to."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD.replace("[targets]\n", "") + 'z-target = "≥95"\na-target = "≥95"\n', encoding="utf-8")
    with language("en"):
        assert [str(p) for p in _error(Ruleset.from_toml, path).problems] == [
            f'a.toml:{line}, ruleset.{key}: unknown key "{key}"; nearest: id, version, title, jurisdiction, source, extends. '
            "Targets of components stand under [targets], indicators under [[indicator]]"
            for line, key in ((9, "z-target"), (10, "a-target"))
        ]


def test_a_number_where_text_belongs_shows_its_quotation_marks(tmp_path):
    """The example is the number itself, in quotation marks."""
    path = tmp_path / "a.toml"
    path.write_text(HEAD + "green-procurement = { text = 50 }\n", encoding="utf-8")
    with language("en"):
        assert str(_error(Ruleset.from_toml, path)) == (
            'a.toml:10, targets.green-procurement.text: expected a string, found 50. Text needs quotation marks: "50"'
        )


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1e-99999999999999999999", "inf"])
def test_a_number_that_nothing_can_hold_is_over_the_bound(tmp_path, number):
    """An exponent of twenty digits is one problem at its line, as infinity is."""
    path = tmp_path / "a.toml"
    path.write_text(f"x = {number}\n{HEAD}", encoding="utf-8")
    with language("en"):
        assert str(_error(Ruleset.from_toml, path)).startswith(
            "a.toml:1, x: the number is beyond ±1,000,000,000,000,000"
        )
