"""The directives: each finds its ruleset, builds the nodes, and turns an error into a warning of Sphinx."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id

from ecoindicators.errors import EcoIndicatorsError
from ecoindicators.indicators import Indicator
from ecoindicators.responsibility import Group, Unit
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._indicator import indicator_content
from ecoindicators.sphinxext._names import Kind, everybody, find_indicator, read_name
from ecoindicators.sphinxext._nodes import Inline, Links, block, both, inline, paragraph
from ecoindicators.sphinxext._overview import facts, notes_table, ruleset_table
from ecoindicators.sphinxext._phrase import phrase_content
from ecoindicators.sphinxext._plan import plan_tables
from ecoindicators.sphinxext._responsibility import matrix_table, unit_content
from ecoindicators.sphinxext._review import diff_table, lint_table
from ecoindicators.sphinxext._words import page_language, word
from ecoindicators.targets import Direction
from ecoindicators.texts import Text, language

if TYPE_CHECKING:
    from ecoindicators.sphinxext._domain import EcoDomain

logger = logging.getLogger(__name__)


class EcoDirective(SphinxDirective):
    """What all share: the language of the page, the ruleset, references, and warnings instead of errors."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the nodes; what is wrong becomes a warning at the place of the directive."""
        with language(page_language(self.config.language)):
            try:
                return self.build()
            except EcoIndicatorsError as error:
                logger.warning(str(error), location=self.get_location(), type="eco", subtype="unknown-name")
                return []

    def build(self) -> list[nodes.Node]:
        """Return the nodes."""
        raise NotImplementedError

    @property
    def eco(self) -> EcoDomain:
        """The domain."""
        domain: Any = self.env.get_domain("eco")
        return domain  # type: ignore[no-any-return]

    @property
    def links(self) -> Links:
        """References from this page."""
        return Links(self.env.docname)

    @property
    def written(self) -> str:
        """The argument."""
        return str(self.arguments[0]).strip() if self.arguments else ""

    def ruleset(self, id: str | None = None) -> Ruleset:
        """Return the ruleset called ``id`` or, without one, the argument's or the project's own."""
        name = read_name("ruleset", self.written if id is None else id, self.config.eco_ruleset)
        return self.eco.use(self.env.docname, name.ruleset)

    def describe(
        self, kind: Kind, name: str, title: Inline, plain: str, aliases: Iterable[str], content: Iterable[nodes.Node]
    ) -> nodes.Node:
        """Return the description of a thing: its name as a heading that can be referred to, and what is known of it."""
        signature = addnodes.desc_signature(name, "", addnodes.desc_name("", "", *inline(title)))
        signature["_toc_parts"], signature["_toc_name"] = (name,), plain
        description = addnodes.desc(domain="eco", objtype=kind, desctype=kind, classes=["eco", kind])
        description["no-index"] = "no-index" in self.options
        description["support_smartquotes"] = False
        if "no-index" not in self.options:
            from ecoindicators.sphinxext._domain import Described

            anchor = make_id(self.env, self.state.document, f"eco-{kind}", name.replace("/", "-"))
            signature["ids"].append(anchor)
            self.state.document.note_explicit_target(signature)
            # An inventory separates by blanks: what has one inside cannot be an alias there.
            known = tuple(dict.fromkeys(a for a in aliases if not re.search(r"\s", a) and a != name))
            self.eco.note(kind, name, Described(self.env.docname, anchor, plain, known), self.get_location())
        description += [signature, addnodes.desc_content("", *content)]
        return description

    def describe_indicator(self, ruleset: Ruleset, indicator: Indicator, *more: nodes.Node) -> nodes.Node:
        """Return the description of one indicator; ``more`` stands beneath."""
        title = [f"{indicator.number} ", *both(indicator.name)]
        keys = [key for key in (str(indicator.number), indicator.name.zh) if len(ruleset.keys[key]) == 1]
        content = [*indicator_content(ruleset, indicator, self.links), *more]
        aliases = [f"{ruleset.id}/{key}" for key in keys]
        return self.describe("indicator", f"{ruleset.id}/{indicator.id}", title, str(indicator.name), aliases, content)

    def describe_unit(self, ruleset: Ruleset, unit: Unit | Group) -> nodes.Node:
        """Return the description of one unit or group."""
        aliases = [f"{ruleset.id}/{name}" for name in (unit.name.zh, *unit.aliases)]
        content = unit_content(ruleset, unit, self.links)
        return self.describe("unit", f"{ruleset.id}/{unit.id}", both(unit.name), str(unit.name), aliases, content)


class RulesetDirective(EcoDirective):
    """``eco:ruleset``: what a ruleset is; roles refer to it here. Its content is the author's own words."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the description."""
        ruleset = self.ruleset()
        content = [facts(ruleset, self.links), *self.parse_content_to_nodes()]
        return [self.describe("ruleset", ruleset.id, both(ruleset.title), str(ruleset.title), (), content)]


class TableDirective(EcoDirective):
    """``eco:table``: the table of indicators, components and targets."""

    def build(self) -> list[nodes.Node]:
        """Return the table."""
        return [block(ruleset_table(self.ruleset(), self.links))]


class IndicatorDirective(EcoDirective):
    """``eco:indicator``: one indicator; roles refer to it here. Its content is the author's own words."""

    required_arguments = 1
    optional_arguments = 0
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the description."""
        name = read_name("indicator", self.written, self.config.eco_ruleset)
        ruleset = self.ruleset(name.ruleset)
        indicator = find_indicator(ruleset, name.key)
        return [self.describe_indicator(ruleset, indicator, *self.parse_content_to_nodes())]


class IndicatorsDirective(EcoDirective):
    """``eco:indicators``: every indicator, under a heading for each domain."""

    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return a section for each domain, or the descriptions alone where the ruleset has no domains."""
        ruleset = self.ruleset()
        found: list[nodes.Node] = []
        for domain, group in groupby(ruleset.indicators, key=lambda indicator: indicator.domain):
            described = [self.describe_indicator(ruleset, indicator) for indicator in group]
            if not ruleset.domains:
                found += described
                continue
            name = word("other_indicators") if domain is None else str(domain.name)
            title = nodes.title("", name, translatable=False)
            section = nodes.section("", title, *described, support_smartquotes=False)
            id = f"{ruleset.id}-{domain.id if domain is not None else 'other'}"
            section["ids"].append(make_id(self.env, self.state.document, "eco-domain", id))
            self.state.document.note_explicit_target(section)
            found.append(section)
        return found


class ResponsibilityDirective(EcoDirective):
    """``eco:responsibility``: the matrix of units and indicators."""

    def build(self) -> list[nodes.Node]:
        """Return the matrix."""
        return [block(*matrix_table(self.ruleset(), self.links))]


class UnitsDirective(EcoDirective):
    """``eco:units``: each unit and group with what it leads and shares; roles refer to them here."""

    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the descriptions."""
        ruleset = self.ruleset()
        described = [self.describe_unit(ruleset, unit) for unit in everybody(ruleset)]
        return described or [block(paragraph(word("no_units")))]


class PlanDirective(EcoDirective):
    """``eco:plan``: actions, phases and recurring duties."""

    def build(self) -> list[nodes.Node]:
        """Return the tables."""
        return [block(*plan_tables(self.ruleset(), self.links))]


class NotesDirective(EcoDirective):
    """``eco:notes``: every note with its place and clause."""

    def build(self) -> list[nodes.Node]:
        """Return the table."""
        return [block(notes_table(self.ruleset(), self.links))]


class DiffDirective(EcoDirective):
    """``eco:diff``: how a ruleset differs from another or, given one, from its parent."""

    option_spec: ClassVar[dict[str, Any]] = {"all": directives.flag}

    def build(self) -> list[nodes.Node]:
        """Return the counts and the table."""
        ids = self.written.split() or [""]
        if len(ids) > 2:
            raise self.error(str(Text("eco:diff 最多给出两个指标体系", "eco:diff takes at most two rulesets")))
        after = self.ruleset(ids[-1])
        before = self.ruleset(ids[0]) if len(ids) == 2 else after.parent
        if before is None:
            message = Text(
                f"{after.id} 没有上级指标体系，请写明与哪一个比较", f"{after.id} has no parent; name the ruleset to compare with"
            )  # fmt: skip
            raise self.error(str(message))
        return [block(*diff_table(before, after, self.links, everything="all" in self.options))]


class LintDirective(EcoDirective):
    """``eco:lint``: what a reviewer would report, and why it was accepted."""

    def build(self) -> list[nodes.Node]:
        """Return the table."""
        return [block(lint_table(self.ruleset(), self.links))]


def _direction(argument: str | None) -> Direction:
    return "higher" if directives.choice(argument, ("higher", "lower")) == "higher" else "lower"


def _several(argument: str | None) -> list[str]:
    return [part.strip() for part in re.split("[;；\n]", argument or "") if part.strip()]


def _number(argument: str | None) -> Decimal:
    try:
        return Decimal(argument or "")
    except InvalidOperation:
        raise ValueError(f'"{argument}" is no number') from None


class TargetDirective(EcoDirective):
    """``eco:target``: how a phrase of the target notation is read."""

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[dict[str, Any]] = {
        "direction": _direction,
        "states": _several,
        "labels": _several,
        "tolerance": _number,
    }

    def build(self) -> list[nodes.Node]:
        """Return the reading."""
        get = self.options.get
        content = phrase_content(
            self.written, get("direction"), get("states", []), get("labels", []), get("tolerance", Decimal(0))
        )
        return [block(content, classes=["eco-phrase"])]
