"""Word documents in the layout of an official annex: an assessment, and a ruleset's decomposition table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from ecoindicators.archives import repeatable
from ecoindicators.assessment import Assessment
from ecoindicators.errors import MissingExtraError
from ecoindicators.indicators import Task
from ecoindicators.measures import measure_text
from ecoindicators.printed import in_parent, row_cells
from ecoindicators.reports._audit import audit_lines
from ecoindicators.reports._summary import answer, names_year, observed_text, provisional
from ecoindicators.reports._tables import one_line
from ecoindicators.reports._words import for_reference
from ecoindicators.responsibility import Responsibility
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text, listed

#: GB/T 9704 names these faces; Word falls back to what the machine has.
_TITLE_FONT, _BODY_FONT, _LATIN = "方正小标宋简体", "仿宋_GB2312", "Times New Roman"
_HEADS: Final = (
    Text("领域", "Domain"), Text("任务", "Task"), Text("序号", "No."), Text("指标名称", "Indicator"), Text("单位", "Unit"), Text("目标值", "Target"),
    Text("指标值", "Parent's target"), Text("现状值", "Observed"), Text("结论", "Verdict"), Text("牵头单位", "Lead units"), Text("责任单位", "Responsible units"),
)  # fmt: skip
_WIDTHS: Final = (1.8, 2.2, 1.2, 3.4, 1.7, 2.9, 2.9, 2.3, 1.6, 2.3, 3.4)  # centimetres

_CENTRED: Final = frozenset(word for head in (_HEADS[0], _HEADS[2], _HEADS[4], _HEADS[8]) for word in (head.zh, head.en))  # fmt: skip


def assessment_word(assessment: Assessment) -> bytes:
    """
    Return the assessment as the table 领域/任务/序号/…/责任单位, landscape, heads repeated, equal cells merged.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    parent = assessment.ruleset.parent
    rows = []
    for result in assessment.indicators:
        i = result.indicator
        for finding in result.findings:
            component = finding.component
            assert component is not None
            name, besides = i.named(component), for_reference(i)
            name = Text(name.zh + besides.zh, name.en + besides.en)
            above = parent.component(component.id).target.text if parent is not None and parent.has_component(component.id) else ""  # fmt: skip
            rows.append([
                str(i.domain.name) if i.domain else "", _task(i.task), str(i.number), str(name), str(measure_text(component.unit_measure)) or "-", finding.target.text,
                above, f"{observed_text(finding)}{provisional(finding)}", str(finding.verdict.text), _units(i.responsibility, "lead"), _units(i.responsibility, "responsible"),
            ])  # fmt: skip
    return _document(str(_assessment_title(assessment)), answer(assessment), list(map(str, _HEADS)), rows, _WIDTHS, merged=(0, 1, 2), made=assessment.assessed_at, last=audit_lines(assessment))  # fmt: skip


def _assessment_title(assessment: Assessment) -> Text:
    """Return the title, with the year unless the ruleset's own title ends with it."""
    own, year = assessment.ruleset.title, assessment.year
    zh = f"{own.zh}评估" + f"（{year}年）" * (not names_year(own.zh, year))
    return Text(zh, f"{own.en}: assessment" + f", {year}" * (not names_year(own.en, year)))


def decomposition_word(ruleset: Ruleset) -> bytes:
    """
    Return a ruleset's decomposition table (指标任务分解表): the source's cells as printed, else in its own wording.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    parent = ruleset.parent
    rows = []
    for i in ruleset.indicators:
        cells = row_cells(ruleset, i)
        theirs = in_parent(ruleset, i)
        above = row_cells(parent, theirs)["target"] if parent is not None and theirs is not None else ""
        rows.append([
            i.domain.name.zh if i.domain else "", _printed(i.task), str(i.number),
            cells["name"], cells["unit"], cells["target"], above, cells["lead"], cells["responsible"],
        ])  # fmt: skip
    own, column = ruleset.source.column or "目标值", "" if parent is None else parent.source.column or "上级指标值"
    heads = ["领域", "任务", "序号", "指标名称", "单位", own, column, "牵头单位", "责任单位"]
    widths: tuple[float, ...] = (1.8, 2.4, 1.1, 4.6, 2.0, 3.4, 3.4, 2.8, 4.2)
    if parent is None:
        rows = [[*row[:6], *row[7:]] for row in rows]
        heads, widths = [*heads[:6], *heads[7:]], (*widths[:6], *widths[7:])
    return _document(f"{ruleset.title.zh}任务分解表", "", heads, rows, widths, merged=(0, 1))


def _task(task: Task | None) -> str:
    return "" if task is None else f"（{task.number}）{task.name}"


def _printed(task: Task | None) -> str:
    return "" if task is None else f"（{task.number}）{task.name.zh}"


def _units(responsibility: Responsibility, side: str) -> str:
    return listed(getattr(responsibility, side)) or "/"


def _document(title: str, lead: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], merged: Sequence[int], made: datetime | None = None, last: Sequence[str] = ()) -> bytes:  # fmt: skip
    try:
        import docx
        from docx.enum.section import WD_ORIENT
        from docx.enum.table import WD_ALIGN_VERTICAL
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn
        from docx.oxml.parser import OxmlElement
        from docx.shared import Cm, Pt
    except ImportError as error:
        raise MissingExtraError("python-docx", "word") from error

    def write(paragraph: Any, text: str, size: float, face: str = _BODY_FONT, *, bold: bool = False) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.name, run.bold = Pt(size), _LATIN, bold
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)

    def field(paragraph: Any, code: str) -> None:
        for kind, text in (("begin", None), (None, code), ("end", None)):
            run = paragraph.add_run()
            if kind is None:
                part = OxmlElement("w:instrText")
                part.set(qn("xml:space"), "preserve")
                part.text = text
            else:
                part = OxmlElement("w:fldChar")
                part.set(qn("w:fldCharType"), kind)
            run._element.append(part)

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(heading, one_line(title), 18, _TITLE_FONT)
    if lead:
        write(document.add_paragraph(), one_line(lead), 12)
    centred = {at for at, head in enumerate(heads) if head in _CENTRED}
    table = document.add_table(rows=len(rows) + 1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    cells = [list(row.cells) for row in table.rows]
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, row in enumerate([heads, *rows]):
        whole = OxmlElement("w:cantSplit")
        table.rows[number]._tr.get_or_add_trPr().append(whole)
        for at, text in enumerate(row):
            cells[number][at].width = Cm(widths[at])
            repeated = (
                number > 1 and at in merged and all(rows[number - 1][k] == rows[number - 2][k] for k in range(at + 1))
            )
            lines = [] if repeated else [one_line(line) for line in text.split("\n")]
            for index, line in enumerate(lines):
                paragraph = cells[number][at].paragraphs[0] if index == 0 else cells[number][at].add_paragraph()
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
                if number == 0 or at in centred:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                write(paragraph, line, 9, bold=number == 0)
            cells[number][at].vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for at in merged:
        _merge(cells, rows, at)
    for at, line in enumerate(last):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(0 if at else 10), Pt(0)
        write(paragraph, one_line(line), 7, bold=at == 0)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(footer, "— ", 10)
    field(footer, "PAGE")
    write(footer, " —", 10)
    document.core_properties.author, document.core_properties.title = "ecoindicators", one_line(title)[:200]
    out = io.BytesIO()
    document.save(out)
    return repeatable(out.getvalue(), made)


def _merge(cells: Sequence[Sequence[Any]], rows: Sequence[Sequence[str]], at: int) -> None:
    """Merge the runs of rows that are equal in this column and all before it."""
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or any(rows[end][k] != rows[start][k] for k in range(at + 1)):
            if end - start > 1:
                merged = cells[start + 1][at].merge(cells[end][at])
                for paragraph in merged.paragraphs[1:]:
                    if not paragraph.text:
                        paragraph._element.getparent().remove(paragraph._element)
            start = end
