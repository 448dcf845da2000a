"""``import-table --extends``: a table laid over an installed ruleset, each row matched or listed as a doubt."""

import pytest
from click.testing import CliRunner

import ecoindicators as eco
from ecoindicators.cli import cli
from ecoindicators.drafting import draft_ruleset, toml_text
from ecoindicators.reports._word import decomposition_word

HEAD = "序号\t指标名称\t单位\t2025年目标值\t牵头单位\t责任单位\n"
ROWS = """1\t生态文明建设规划\t-\t颁布实施1年以上\t县生态环境局\t各乡镇（街道）
12\t林草 覆盖率\t%\t43%以上\t县林业局\t县水利局、各乡镇（街道）
20\t农业废弃物综合利用率：秸秆综合利用率 粪污综合利用率 农膜回收利用率\t%\t≥93 ≥75 ≥85\t县农业农村局\t/
30\t政府绿色采购占比\t%\t≥85\t县财政局\t
34\t人均公园绿地面积\t平方米\t≥14.8\t县住建局\t
"""


@pytest.fixture
def draft(tmp_path):
    """Return a function that lays rows over Henan's indicators."""

    def make(rows=ROWS, head=HEAD, extends="henan-county"):
        (tmp_path / "annex.tsv").write_text(head + rows, encoding="utf-8")
        return draft_ruleset(tmp_path / "annex.tsv", id="qinglan-2025", extends=extends)

    return make


def _doubts(draft, code):
    return [str(doubt.text.en) for doubt in draft.doubts if doubt.code == code]


def test_matched_rows_become_targets_of_the_overlay(draft):
    """What differs from the parent is a target with its clause; what is the same is inherited; the row is kept as printed."""
    made = draft().own

    assert made["ruleset"]["extends"] == "henan-county"
    assert made["targets"] == {
        "forest-grass-coverage": {"text": "43%以上", "clause": "附件 12"},
        "agricultural-waste-use.straw": {"text": "≥93", "clause": "附件 20"},
        "agricultural-waste-use.mulch-film": {"text": "≥85", "clause": "附件 20"},
        "green-procurement": {"text": "≥85", "clause": "附件 30"},
    }
    assert made["source-cells"]["eco-plan"] == {
        "name": "生态文明建设规划", "unit": "-", "target": "颁布实施1年以上", "lead": "县生态环境局", "responsible": "各乡镇（街道）",
    }  # fmt: skip
    assert made["responsibility"]["forest-grass-coverage"] == {"lead": ["县林业局"], "responsible": ["县水利局", "各乡镇（街道）"]}  # fmt: skip
    assert [group["name"] for group in made["group"]] == ["各乡镇（街道）"]


def test_what_the_parent_does_not_have_is_added(draft):
    """An indicator of its own, with its clause and cells; no domain, no guess."""
    (added,) = draft().own["indicator"]

    assert (added["number"], added["id"], added["name"], added["target"], added["clause"]) == (34, "indicator-34", "人均公园绿地面积", "≥14.8", "附件 34")  # fmt: skip
    assert "domain" not in added


def test_what_was_not_matched_exactly_is_a_doubt(draft):
    """A name nearly the parent's, another number, a component's other name, a row of its own, and what is not in the table."""
    made = draft()

    assert _doubts(made, "matched-nearest") == [
        'taken for the parent\'s 30 "政府绿色采购比例", whose name is not quite the same',
        'the component "粪污综合利用率" is taken for the parent\'s "畜禽粪污综合利用率"',
    ]
    assert _doubts(made, "number-differs") == ["its number 12 is not the parent's 11; it is matched by its name"]
    assert _doubts(made, "not-in-parent") == ["henan-county has no such indicator; it is taken for one that is added"]
    assert _doubts(made, "not-in-table")[0].startswith("29 indicators of the parent are not in the table and are inherited: 2 ")  # fmt: skip
    assert _doubts(made, "number-skipped") == []
    assert _doubts(made, "clauses") == ['the clauses are written as "附件" and the number; check them']


def test_more_that_does_not_fit_is_a_doubt(draft):
    """A component the parent lacks, one target for several, another unit, no target, another target of the parent's."""
    rows = (
        "11\t林草覆盖率\t亩\t44\t≥40\n20\t农业废弃物综合利用率：秸秆综合利用率 粉煤灰堆放\t%\t≥93 ≥50\t≥90\n"
        "7\t环境空气质量\t%\t持续改善\t\n24\t城镇污水处理率\t%\t/\t≥90\n"
    )
    made = draft(rows, "序号\t指标名称\t单位\t2025年目标值\t指标值\n")

    assert _doubts(made, "component-not-in-parent") == ['the parent\'s 20 has no component "粉煤灰堆放"; its target "≥50" is not drafted']  # fmt: skip
    assert _doubts(made, "unit-differs") == [
        'its unit "亩" is not the parent\'s "%", in which the target is read',
        'its unit "%" is not the parent\'s "µg/m³", in which the target is read',
    ]
    assert _doubts(made, "parent-differs")[0] == 'the table\'s "≥40" for the parent is not "≥41" of henan-county and was not taken'  # fmt: skip
    assert _doubts(made, "inherited") == ["no target is given; the parent's is inherited"]
    assert _doubts(made, "shared-target") == [
        '"≥90" is taken to hold for each of the 2 components',
        '"持续改善" is taken to hold for each of the 3 components: 优良天数、PM2.5浓度、PM10浓度',
    ]
    assert {key for key in made.own["targets"] if key.startswith("air")} == {"air-quality.good-days", "air-quality.pm25", "air-quality.pm10"}  # fmt: skip
    assert "indicator" not in made.own


def test_rows_that_are_components_of_one_indicator_are_put_together(draft):
    """Each row sets its own component's target; what the table leaves out is inherited and named; no number is invented."""
    made = draft(
        "20\t秸秆综合利用率\t%\t≥93.5\t县农业农村局\t/\n"
        "\t畜禽粪污综合利用率\t%\t≥76\t县畜牧局\t县水利局\n"
    )  # fmt: skip

    assert made.own["targets"] == {
        "agricultural-waste-use.straw": {"text": "≥93.5", "clause": "附件 20"},
        "agricultural-waste-use.manure": {"text": "≥76", "clause": "附件 20"},
    }
    assert "indicator" not in made.own
    assert made.own["source-cells"] == {
        "agricultural-waste-use": {
            "name": "秸秆综合利用率\n畜禽粪污综合利用率", "unit": "%", "target": "≥93.5\n≥76",
            "lead": "县农业农村局\n县畜牧局", "responsible": "/\n县水利局",
        }
    }  # fmt: skip
    assert made.own["responsibility"]["agricultural-waste-use"] == {"lead": ["县农业农村局", "县畜牧局"], "responsible": ["县水利局"]}  # fmt: skip
    assert (
        _doubts(made, "matched-component") == ['taken for a component of the parent\'s 20 "农业废弃物综合利用率"'] * 2
    )
    assert _doubts(made, "component-not-in-table") == ["components of the parent's 20 are not in the table and are inherited: 农膜回收利用率"]  # fmt: skip
    assert not _doubts(made, "number-missing")


def test_rows_of_components_below_a_row_without_a_target_are_its_components(draft):
    """The row of the indicator and those of its components are one; a blank number means nothing."""
    made = draft("7\t环境空气质量\t\t\t县生态环境局\t\n\t优良天数\t%\t≥72\t\t\n\tPM2.5浓度\tµg/m³\t≤45\t\t\n")

    assert made.own["targets"] == {
        "air-quality.good-days": {"text": "≥72", "clause": "附件 7"},
        "air-quality.pm25": {"text": "≤45", "clause": "附件 7"},
    }
    assert "indicator" not in made.own
    assert made.own["responsibility"] == {"air-quality": {"lead": ["县生态环境局"], "responsible": []}}
    assert made.own["source-cells"]["air-quality"]["target"] == "≥72\n≤45"
    codes = [doubt.code for doubt in made.doubts]
    assert not {"number-missing", "shared-target", "inherited", "not-in-parent"} & set(codes)
    assert _doubts(made, "component-not-in-table") == ["components of the parent's 7 are not in the table and are inherited: PM10浓度"]  # fmt: skip


def test_two_targets_for_one_indicator_are_both_named_and_neither_is_taken(draft):
    """The doubt says which, and what holds instead."""
    made = draft("11\t林草覆盖率\t%\t≥45\t\t\n11\t林草覆盖率\t%\t≥46\t\t\n")

    assert "targets" not in made.own
    assert _doubts(made, "several-targets") == [
        "the parent's 11 has one target, the table 2 rows: “≥45”、“≥46”; none was taken, and the parent's \"≥41\" is inherited"
    ]


def test_a_target_that_is_laxer_or_only_aimed_at_is_a_doubt(draft):
    """Both are taken as they stand."""
    made = draft("11\t林草覆盖率\t%\t≥40\t\t\n30\t政府绿色采购比例\t%\t力争达到85%\t\t\n")

    assert _doubts(made, "laxer") == ['"≥40" is laxer than the parent\'s "≥41"']
    assert _doubts(made, "only-aim") == ['"力争达到85%" is only aimed at; it is taken for what must be reached']


def test_the_label_above_the_table_is_the_part_that_clauses_name(draft):
    """附件2 above the table stands in the source and in each clause."""
    made = draft("11\t林草覆盖率\t%\t≥45\t\t\n", head="附件 2\t\t\t\t\t\n" + HEAD)

    assert made.own["ruleset"]["source"]["part"] == "附件2"
    assert made.own["targets"]["forest-grass-coverage"]["clause"] == "附件2 11"
    assert _doubts(made, "clauses") == ['the clauses are written as "附件2" and the number; check them']


def test_the_table_of_dengfeng_laid_over_henan_is_dengfeng(tmp_path):
    """Its own Word table, imported over the province, gives the targets and units that were written by hand."""
    dengfeng = eco.load_ruleset("dengfeng-2023")
    (tmp_path / "annex.docx").write_bytes(decomposition_word(dengfeng))
    made = draft_ruleset(tmp_path / "annex.docx", id="again", extends="henan-county")
    (tmp_path / "again.toml").write_text(toml_text(made.own), encoding="utf-8")
    again = eco.Ruleset.from_toml(tmp_path / "again.toml")

    assert [c.target.text for c in again.components] == [c.target.text for c in dengfeng.components]
    assert "indicator" not in made.own
    assert not any(doubt.code in ("not-in-table", "not-in-parent", "matched-nearest", "not-read") for doubt in made.doubts)  # fmt: skip
    assert [u.name.zh for u in again[11].responsibility.lead] == ["市林业局"]
    assert again[11].components[0].clause == "附件 11"


def test_units_and_domains_of_the_parent_are_used(draft):
    """A unit that the parent declares is not declared again; an indicator that is added stands in the parent's domain."""
    rows = "生态生活\t34\t人均公园绿地面积\t平方米\t≥14.8\t市林业局\t县住建局\n生态旅游\t35\t景区达标率\t%\t≥80\t市林业局\t\n"
    made = draft(rows, "领域\t" + HEAD, extends="dengfeng-2023").own

    assert [indicator["domain"] for indicator in made["indicator"]] == ["life", "domain-2"]
    assert made["domains"] == {"domain-2": "生态旅游"}
    assert [unit["name"] for unit in made["unit"]] == ["县住建局"]


def test_the_command_writes_a_draft_that_new_ruleset_takes(tmp_path, monkeypatch):
    """import-table --extends --folder, then new-ruleset --draft: the county lies over the installed province."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annex.tsv").write_text(HEAD + ROWS, encoding="utf-8")
    run = CliRunner().invoke
    done = run(cli, ["import-table", "annex.tsv", "--extends", "henan-county", "--id", "qinglan-2025", "--folder", "draft", "--lang", "en"])  # fmt: skip
    assert (done.exit_code, done.stdout.splitlines()[-1][:26]) == (0, "5 indicators were drafted;")
    assert sorted(path.name for path in (tmp_path / "draft").iterdir()) == ["doubts.md", "qinglan-2025.toml"]
    assert run(cli, ["new-ruleset", "qinglan-2025", "--draft", "draft"]).exit_code == 0
    made = eco.Ruleset.from_toml(tmp_path / "qinglan-2025/src/ecoindicators_qinglan_2025/data/qinglan-2025")
    assert made.parent.id == "henan-county"
    assert made["forest-grass-coverage"].components[0].target.text == "43%以上"
    assert "ecoindicators-henan-county" in (tmp_path / "qinglan-2025/pyproject.toml").read_text(encoding="utf-8")


def test_a_ruleset_cannot_extend_itself(tmp_path, monkeypatch):
    """import-table and new-ruleset refuse the parent's own id."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annex.tsv").write_text(HEAD + ROWS, encoding="utf-8")
    run = CliRunner().invoke
    done = run(cli, ["import-table", "annex.tsv", "--extends", "henan-county", "--id", "henan-county"])
    assert done.exit_code == 2
    assert "“henan-county”不能是自己的上级，请用 --id 另取名称" in done.output
    done = run(cli, ["new-ruleset", "henan-county", "--extends", "henan-county", "--folder", "x", "--lang", "en"])
    assert done.exit_code == 1
    assert '"henan-county" cannot extend itself; give it another id' in done.output
    assert not (tmp_path / "x").exists()


def test_numbers_that_are_missing_are_a_doubt(tmp_path):
    """1, 2, 3, 4, 6 lack 5; numbers that restart in a section lack nothing."""
    for numbers, expected in (("12346", [(6, "the numbers skip 5")]), ("12312", [])):
        rows = "".join(f"{n}\t指标{at}率\t%\t≥{n}0\n" for at, n in enumerate(numbers))
        (tmp_path / "annex.tsv").write_text("序号\t指标名称\t单位\t目标值\n" + rows, encoding="utf-8")
        made = draft_ruleset(tmp_path / "annex.tsv")
        found = [(d.location.row, d.text.en) for d in made.doubts if d.code == "number-skipped"]
        assert found == expected


def test_an_attribute_that_is_not_the_parents_is_a_doubt(draft):
    """An overlay cannot make a binding indicator one for reference: the row's word is told, and the parent's kept."""
    head = "序号\t指标名称\t单位\t2025年目标值\t属性\n"
    rows = "11\t林草覆盖率\t%\t≥42\t参考性\n30\t政府绿色采购比例\t%\t≥85\t约束性\n31\t公众对生态文明建设的满意度\t%\t≥95\t\n"
    assert _doubts(draft(rows, head), "attribute-differs") == [
        "its attribute \"参考性\" is not the parent's (binding); the parent's is inherited"
    ]
