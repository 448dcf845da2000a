"""Small builders of document nodes. Whatever a ruleset says ends up in text nodes, never in markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from attrs import frozen
from docutils import nodes
from sphinx import addnodes

from ecoindicators.indicators import Indicator
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._names import Kind
from ecoindicators.texts import Text

Inline: TypeAlias = "str | Text | nodes.Node | Sequence[Inline]"
"""What may stand in a line: words, a node, or several of them."""


@frozen
class Cell:
    """A cell of a table that spans rows or columns, or heads a group of rows."""

    content: Inline
    rows: int = 1
    columns: int = 1
    head: bool = False


def inline(content: Inline) -> list[nodes.Node]:
    """Return the nodes of a line; words become plain text."""
    if isinstance(content, nodes.Node):
        return [content]
    if isinstance(content, str | Text):
        return [nodes.Text(str(content))] if str(content) else []
    return [node for part in content for node in inline(part)]


def paragraph(content: Inline, *classes: str) -> nodes.paragraph:
    """Return a paragraph."""
    return nodes.paragraph("", "", *inline(content), classes=list(classes))


def literal(text: str) -> nodes.literal:
    """Return text to be shown as it was written."""
    return nodes.literal(text, text)


def muted(text: str) -> nodes.inline:
    """Return text of lesser weight."""
    return nodes.inline(text, text, classes=["eco-muted"])


def both(text: Text) -> list[Inline]:
    """Return a name in the language of the page, with the other language's beside it where it differs."""
    other = text.en if str(text) == text.zh else text.zh
    return [text] if text.zh == text.en else [text, " ", muted(other)]


def joined(parts: Iterable[Inline], separator: Text | str) -> list[Inline]:
    """Return parts with a separator between them."""
    line: list[Inline] = []
    for part in parts:
        line += [separator, part] if line else [part]
    return line


def bullets(items: Iterable[Inline]) -> nodes.bullet_list:
    """Return a bullet list."""
    return nodes.bullet_list("", *(nodes.list_item("", paragraph(item)) for item in items))


def fields(rows: Iterable[tuple[str, Inline]]) -> nodes.field_list:
    """Return a field list of those rows that have a content."""
    found = nodes.field_list()
    for name, content in rows:
        body = inline(content)
        if body:
            found += nodes.field(
                "", nodes.field_name("", name, translatable=False), nodes.field_body("", nodes.paragraph("", "", *body))
            )
    return found


def table(
    heads: Sequence[Inline], rows: Iterable[Sequence[Inline | Cell]], widths: Sequence[int] = (), *classes: str
) -> nodes.table:
    """Return a table; a row may have fewer cells than there are heads where others span them."""
    group = nodes.tgroup(cols=len(heads))
    for width in widths or [1] * len(heads):
        group += nodes.colspec(colwidth=width)
    group += nodes.thead("", _row(heads))
    group += nodes.tbody("", *(_row(row) for row in rows))
    given = ["colwidths-given"] if widths else ["colwidths-auto"]
    return nodes.table("", group, classes=["eco-table", *given, *classes])


def _row(cells: Sequence[Inline | Cell]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        content = cell.content if isinstance(cell, Cell) else cell
        entry = nodes.entry("", paragraph(content))
        if isinstance(cell, Cell):
            if cell.rows > 1:
                entry["morerows"] = cell.rows - 1
            if cell.columns > 1:
                entry["morecols"] = cell.columns - 1
            if cell.head:
                row["classes"].append("eco-group")
        row += entry
    return row


def block(*children: nodes.Node, classes: Sequence[str] = ()) -> nodes.container:
    """
    Return what a directive puts on the page.

    The words are the ruleset's: quotes stay as they are printed, and message catalogs leave them alone
    (only text that comes from a source file is translated, and these nodes come from none; heads of fields and
    sections, which Sphinx gives a source, say that they are not translatable).
    """
    return nodes.container("", *children, classes=["eco", *classes], support_smartquotes=False)


@frozen
class Links:
    """Makes references from one page; where the thing is described nowhere, its name stays plain text."""

    docname: str

    def ruleset(self, ruleset: Ruleset) -> nodes.Node:
        """Return a reference to a ruleset."""
        return self._to("ruleset", ruleset.id, str(ruleset.title))

    def indicator(self, ruleset: Ruleset, indicator: Indicator, text: Inline = "") -> nodes.Node:
        """Return a reference to an indicator, by its name or as ``text``."""
        return self._to("indicator", f"{ruleset.id}/{indicator.id}", text or str(indicator.name))

    def unit(self, ruleset: Ruleset, unit: Unit | Group) -> nodes.Node:
        """Return a reference to a unit or group."""
        return self._to("unit", f"{ruleset.id}/{unit.id}", str(unit.name))

    def units(self, ruleset: Ruleset, units: Iterable[Unit | Group]) -> Inline:
        """Return references to units, separated; a dash where there are none."""
        return joined([self.unit(ruleset, u) for u in units], Text("、", ", ")) or "—"

    def _to(self, kind: Kind, name: str, text: Inline) -> addnodes.pending_xref:
        reference: addnodes.pending_xref = addnodes.pending_xref(
            "", refdoc=self.docname, refdomain="eco", reftype=kind, reftarget=name, refexplicit=True, refwarn=False
        )
        reference["eco-quiet"] = True
        reference += nodes.inline("", "", *inline(text), classes=["xref", "eco", f"eco-{kind}"])
        return reference
