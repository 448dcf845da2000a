"""Charts of an assessment: verdicts by domain, attainment against targets, and a component's history."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from ecoindicators.assessment import Assessment
from ecoindicators.errors import MissingExtraError, MissingFontError, UnknownNameError, nearest_names
from ecoindicators.measures import measure_text
from ecoindicators.reports._summary import titled
from ecoindicators.texts import Text
from ecoindicators.verdicts import Verdict

KINDS: Final = ("domains", "attainment", "history")
_COLOURS: Final = {"met": "#0f6b3a", "not-met": "#b3261e", "undetermined": "#7a4b00", "not-applicable": "#8c959f"}
_FONT: Final = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_SAMPLE, _NO_GLYPH = "\u6c34", "\U000e0ffe"


def chart(assessment: Assessment, kind: str, component: str | int | None = None) -> Any:
    """
    Return an Altair chart: ``domains`` (components by verdict), ``attainment`` (value / target, 1 is the target) or
    ``history`` of one ``component``.

    Raises:
        UnknownNameError: There is no such kind, or no such component.
        MissingExtraError: Altair is not installed.
    """
    try:
        import altair
    except ImportError as error:
        raise MissingExtraError("altair", "report") from error
    if kind not in KINDS:
        message = Text(f"没有图表“{kind}”", f'no chart "{kind}"')
        raise UnknownNameError(message, kind, nearest_names(kind, KINDS) or KINDS)
    made = {"domains": _domains, "attainment": _attainment}[kind](altair, assessment) if kind != "history" else _history(altair, assessment, component)  # fmt: skip
    return made.configure(font=_FONT).configure_view(stroke=None)


def save(made: Any, path: Path) -> None:
    """
    Write a chart to an .svg or .png file, whole or not at all.

    Raises:
        MissingExtraError: vl-convert is not installed.
        MissingFontError: The picture has Chinese words, and the machine has no font that draws them.
        ValueError: The file's ending is another.
    """
    from ecoindicators.writing import write_whole

    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("vl-convert-python", "report") from error
    if path.suffix not in (".svg", ".png"):
        raise ValueError(str(Text(f"图表只能写成 .svg 或 .png，而不是“{path.suffix}”", f'a chart is written as .svg or .png, not "{path.suffix}"')))  # fmt: skip
    drawing = json.dumps(made.to_dict(), ensure_ascii=False)
    if path.suffix == ".png" and _HAN.search(drawing) and not _draws(_SAMPLE):
        raise MissingFontError
    data: str | bytes = vl_convert.vegalite_to_svg(made.to_dict()) if path.suffix == ".svg" else vl_convert.vegalite_to_png(made.to_dict(), scale=2)  # fmt: skip
    write_whole(path, data)


@cache
def _draws(glyph: str) -> bool:
    """Return whether a font here draws ``glyph``: its picture differs from that of a character that no font has."""
    import vl_convert

    def picture(text: str) -> bytes:
        mark = {"type": "text", "text": text, "fontSize": 20, "font": _FONT}
        drawn: bytes = vl_convert.vegalite_to_png({"data": {"values": [{}]}, "mark": mark, "width": 40, "height": 40})
        return drawn

    return picture(glyph) != picture(_NO_GLYPH)


def _domains(altair: Any, assessment: Assessment) -> Any:
    rows = [
        {"domain": str(g.of.name), "verdict": str(v.text), "count": g.counts["components"][v.value]}
        for g in assessment.by_domain.values()
        for v in Verdict
    ]
    words = [str(v.text) for v in Verdict]
    colours = altair.Scale(domain=words, range=[_COLOURS[v.value] for v in Verdict])
    return (
        altair.Chart(altair.InlineData(rows), title=str(titled(assessment)))
        .mark_bar()
        .encode(
            x=altair.X("count:Q", title=str(Text("分项数", "components"))),
            y=altair.Y("domain:N", sort=None, title=None),
            color=altair.Color("verdict:N", scale=colours, title=str(Text("结论", "verdict"))),
        )
    )


def _attainment(altair: Any, assessment: Assessment) -> Any:
    rows = [
        {"component": str(f.component.name), "attainment": float(f.attainment), "verdict": f.verdict.value}
        for f in assessment.findings
        if f.component is not None and f.attainment is not None
    ]
    bars = altair.Chart(altair.InlineData(rows)).mark_bar().encode(
        x=altair.X("attainment:Q", title=str(Text("达成度（现状÷目标）", "attainment (value / target)"))),
        y=altair.Y("component:N", sort="x", title=None, axis=altair.Axis(labelLimit=320)),
        color=altair.Color("verdict:N", scale=altair.Scale(domain=[*_COLOURS], range=[*_COLOURS.values()]), legend=None),
    )  # fmt: skip
    return bars + altair.Chart(altair.InlineData([{"x": 1}])).mark_rule(strokeWidth=2).encode(x="x:Q")


def _history(altair: Any, assessment: Assessment, component: str | int | None) -> Any:
    if component is None:
        raise UnknownNameError(Text("请指明分项", "name a component"), "", tuple(c.id for c in assessment.ruleset.components[:3]))  # fmt: skip
    found = assessment.ruleset.component(component)
    rows = [{"year": str(y), "value": float(v)} for y, v in sorted(assessment.values_of(found.id).items())]
    return altair.Chart(altair.InlineData(rows), title=str(found.name)).mark_line(point=True).encode(
        x=altair.X("year:O", title=None), y=altair.Y("value:Q", title=str(measure_text(found.unit_measure)) or None, scale=altair.Scale(zero=False)),
    )  # fmt: skip
