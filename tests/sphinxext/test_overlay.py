"""The site of a county laid over the province: nothing that is the parent's stands there as the county's own."""

import re

import docx
import pytest

from ecoindicators import Ruleset
from ecoindicators.sphinxext.site import build_site

COUNTY = """format = 1
[ruleset]
id = "qinglan-2025"
extends = "henan-county"
version = "1"
title = { zh = "青岚县指标", en = "Qinglan indicators" }
jurisdiction = { code = "419902", name = { zh = "青岚县", en = "Qinglan" } }
source = { title = "青岚县方案", document = "青政〔2025〕1号" }
notes = ["县里的说明。"]
[targets]
forest-grass-coverage = "43%以上"
"agricultural-waste-use.straw" = { text = "≥93", clause = "附表 20" }
[source-cells]
agricultural-waste-use = { target = "93 90 90" }
[[unit]]
id = "forestry"
name = { zh = "县林业局", en = "Forestry" }
[responsibility]
forest-grass-coverage = { lead = ["县林业局"] }
[notes]
forest-grass-coverage = ["按县口径。"]
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """The file of the county."""
    path = tmp_path_factory.mktemp("county") / "qinglan.toml"
    path.write_text(COUNTY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(county):
    """The county's site in Chinese."""
    build_site(str(county), county.parent / "site", ["zh"])
    return county.parent / "site"


def _words(site, page):
    html = (site / f"{page}.html").read_text(encoding="utf-8")
    main = html[html.index('<article role="main"') : html.index("</article>")]
    return re.sub(r"<[^>]+>|\s", "", main)


def test_the_table_in_word_has_the_countys_wording_where_it_quotes_no_cells(county, tmp_path):
    """Its target and units, the cells it quotes itself, the parent's row where it is inherited; two or more layers down too."""
    ruleset = Ruleset.from_toml(county)
    ruleset.to_word(tmp_path / "a.docx")
    rows = {r.cells[2].text: [c.text for c in r.cells] for r in docx.Document(tmp_path / "a.docx").tables[0].rows}

    assert rows["序号"][5:7] == ["目标值", "指标值"]
    assert rows["11"][3:] == ["林草覆盖率", "%", "43%以上", "≥41", "县林业局", "/"]
    assert rows["20"][5:] == ["93 90 90", "≥90\n≥75\n≥80", "", ""]
    assert rows["12"][5] == rows["12"][6]

    town = tmp_path / "town.toml"
    town.write_text(
        COUNTY.replace("qinglan-2025", "town").replace("henan-county", "dengfeng-2023").replace("43%以上", "46%以上"), encoding="utf-8"
    )  # fmt: skip
    Ruleset.from_toml(town).to_word(tmp_path / "b.docx")
    rows = {r.cells[2].text: [c.text for c in r.cells] for r in docx.Document(tmp_path / "b.docx").tables[0].rows}
    assert rows["11"][5:] == ["46%以上", "≥44", "县林业局", "/"]
    assert rows["30"][5:8] == ["≥98", "≥98", "市财政局"]


def test_a_row_of_several_components_names_each(tmp_path):
    """Where one of three targets is changed and no cell is quoted, each target stands with its component's name."""
    path = tmp_path / "a.toml"
    path.write_text(COUNTY.replace('agricultural-waste-use = { target = "93 90 90" }', ""), encoding="utf-8")
    Ruleset.from_toml(path).to_word(tmp_path / "a.docx")
    row = next(r for r in docx.Document(tmp_path / "a.docx").tables[0].rows if r.cells[2].text == "20")

    assert row.cells[5].text == "秸秆综合利用率：≥93\n畜禽粪污综合利用率：≥75\n农膜回收利用率：≥80"


def test_the_details_say_whose_cells_and_clause_they_are(site):
    """The province's printed target and clause stand with its name; the county's own target has the county's clause or none."""
    words = _words(site, "details")
    forest = words[words.index("林草覆盖率Forest") :][:900]

    assert "目标值≥41（河南省省级生态县建设指标）" in forest
    assert "附件11（河南省省级生态县建设指标）" in forest
    assert "43%以上附件" not in forest
    assert "县里的说明。（" not in words
    inherited = words[words.index("目标值只印一格") :]
    assert inherited[: inherited.index("）") + 1].endswith("（河南省省级生态县建设指标）")
    assert "≥93附表20" in words
    assert "文件原表:目标值939090" in words


def test_the_changes_show_no_clause_of_the_parent(site):
    """附件 11 is the parent's: the county's target has no clause there."""
    words = _words(site, "changes")

    assert "43%以上加严" in words
    assert "附件11" not in words
    assert "加严附表20" in words


def test_notes_stand_under_the_ruleset_they_come_from(site):
    """The county's own come first, the province's under the province's name; none stands twice."""
    words = _words(site, "notes")

    assert words.index("县里的说明。") < words.index("按县口径。") < words.index("河南省省级生态县建设指标") < words.index("目标值只印一格")  # fmt: skip
    assert words.count("按县口径。") == 1


def test_the_start_page_has_the_inherited_rule_of_acceptance(site):
    """It says that the rule is the province's; the table in Word is not called one as printed."""
    words = _words(site, "index")

    assert "连续2年达标（河南省省级生态县建设指标）条款四（二）" in words
    assert "指标任务分解表（Word）" in words
