"""The domain ``eco``: what a project describes, roles that refer to it, and what to say of a name nobody bears."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from ecoindicators.errors import EcoIndicatorsError, Problem, UnknownNameError, nearest_names, shown
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext import _directives as directives
from ecoindicators.sphinxext._library import Library
from ecoindicators.sphinxext._names import KINDS, Kind, Name, find_indicator, find_unit, read_name
from ecoindicators.sphinxext._words import WORDS, page_language
from ecoindicators.texts import Text, language

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


class Described(NamedTuple):
    """Where a thing is described: page, anchor, its name in the page's language, and what else it answers to."""

    docname: str
    anchor: str
    title: str
    aliases: tuple[str, ...] = ()


class NameRole(XRefRole):
    """
    A reference to a ruleset, an indicator or a unit: ``:eco:indicator:`` or, shorter, ``:indicator:``.

    Without a title of its own it shows the name in the language of the page; ``!`` before the target shows
    the name and makes no link.
    """

    innernodeclass = nodes.inline

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference; the short form means the domain's role."""
        self.name = self.name if ":" in self.name else f"eco:{self.name}"
        return super().run()

    def create_non_xref_node(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the name as plain text; a name that nobody bears is a warning."""
        domain, kind, target = _eco(self.env), _kind(self.reftype), self.text[1:].strip()
        named = domain.named(kind, target)
        if named is None:
            logger.warning(
                domain.missing(kind, target), location=self.get_location(), type="eco", subtype="unknown-name"
            )
        text = named[1] if named is not None else target
        return [nodes.inline(self.rawtext, text, classes=self.classes, support_smartquotes=False)], []

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Return the title and the full name; what no ruleset at hand knows may stand in an inventory."""
        domain = _eco(env)
        named = domain.named(_kind(self.reftype), target)
        if named is None:
            return title, " ".join(target.split())
        domain.use(env.docname, named[0].ruleset)
        refnode["support_smartquotes"] = False
        return (title if has_explicit_title else named[1]), str(named[0])


def _eco(env: BuildEnvironment) -> EcoDomain:
    domain = env.get_domain("eco")
    assert isinstance(domain, EcoDomain)
    return domain


def _kind(reftype: str) -> Kind:
    return next(kind for kind in KINDS if kind == reftype)


class EcoDomain(Domain):
    """Rulesets, indicators and units, with the pages that describe them."""

    name = "eco"
    label = "Ecoindicators"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(WORDS[kind].en, kind) for kind in KINDS}
    roles: ClassVar[dict[str, Any]] = {kind: NameRole(warn_dangling=True) for kind in KINDS}
    directives: ClassVar[dict[str, Any]] = {
        "ruleset": directives.RulesetDirective,
        "table": directives.TableDirective,
        "indicator": directives.IndicatorDirective,
        "indicators": directives.IndicatorsDirective,
        "responsibility": directives.ResponsibilityDirective,
        "units": directives.UnitsDirective,
        "plan": directives.PlanDirective,
        "notes": directives.NotesDirective,
        "diff": directives.DiffDirective,
        "lint": directives.LintDirective,
        "target": directives.TargetDirective,
    }
    initial_data: ClassVar[dict[str, Any]] = {"described": {}, "used": {}}
    data_version = 1
    library: Library = Library()
    """The rulesets of this project; filled when a build begins."""

    @property
    def described(self) -> dict[tuple[Kind, str], Described]:
        """What is described, by kind and full name."""
        found: dict[tuple[Kind, str], Described] = self.data["described"]
        return found

    def use(self, docname: str, id: str) -> Ruleset:
        """
        Return a ruleset and remember that a page shows it, so that the page is read again when it changes.

        Raises:
            EcoIndicatorsError: It cannot be found or read.
        """
        ruleset = self.library.find(id)
        self.data["used"].setdefault(docname, {})[id] = self.library.digest(id)
        return ruleset

    def note(self, kind: Kind, name: str, described: Described, location: object) -> None:
        """Remember where a thing is described; a second place is a warning."""
        other = self.described.get((kind, name))
        if other is not None and (other.docname, other.anchor) != (described.docname, described.anchor):
            message = Text(
                f"{name} 已在 {other.docname} 中描述，此处请加 :no-index:",
                f"{name} is described in {other.docname} already; use :no-index: for one of them",
            )
            logger.warning(str(message), location=location, type="eco", subtype="described-twice")
        self.described[kind, name] = described

    def named(self, kind: Kind, written: str) -> tuple[Name, str] | None:
        """Return the full name of what was written and its title; None where no ruleset at hand knows it."""
        try:
            return self._find(kind, written)
        except EcoIndicatorsError:
            return None

    def _find(self, kind: Kind, written: str) -> tuple[Name, str]:
        config = self.env.config
        name = read_name(kind, written, config.eco_ruleset)
        ruleset = self.library.find(name.ruleset)
        with language(page_language(config.language)):
            if kind == "ruleset":
                return name, str(ruleset.title)
            found = find_indicator(ruleset, name.key) if kind == "indicator" else find_unit(ruleset, name.key)
            return Name(ruleset.id, found.id), str(found.name)

    def missing(self, kind: Kind, written: str) -> str:
        """Return what to say of a name that leads nowhere, with the nearest names."""
        config = self.env.config
        with language(page_language(config.language)):
            try:
                name, title = self._find(kind, written)
            except UnknownNameError as error:
                elsewhere = nearest_names(written, self._elsewhere(kind, written))
                message = Text(
                    f"没有{WORDS[kind].zh}“{shown(written)}”", f'no {WORDS[kind].en} is called "{shown(written)}"'
                )
                return str(Problem("unknown-name", message, nearest=elsewhere) if elsewhere else error)
            except EcoIndicatorsError as error:
                return str(error)
            directive = {"ruleset": "eco:ruleset", "indicator": "eco:indicator", "unit": "eco:units"}[kind]
            message = Text(
                f"没有页面描述{WORDS[kind].zh}“{title}”（{name}）；请在某一页加入 {directive}",
                f'no page describes the {WORDS[kind].en} "{title}" ({name}); add {directive} to one',
            )
            return str(message)

    def _elsewhere(self, kind: Kind, written: str) -> list[str]:
        """Return what the inventories of other projects know of the ruleset that was written."""
        known: Iterable[str] = getattr(self.env, "intersphinx_inventory", {}).get(f"eco:{kind}", ())
        return [name for name in known if name.partition("/")[0] == written.partition("/")[0]]

    # What Sphinx asks of a domain

    def clear_doc(self, docname: str) -> None:
        """Forget what a page described."""
        self.data["used"].pop(docname, None)
        for key in [key for key, described in self.described.items() if described.docname == docname]:
            del self.described[key]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        self.data["used"].update({d: used for d, used in otherdata["used"].items() if d in docnames})
        for (kind, name), described in otherdata["described"].items():
            if described.docname in docnames:
                self.note(kind, name, described, described.docname)

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield what is described; numbers, Chinese names and aliases stand in the inventory, not in the search."""
        for (kind, name), (docname, anchor, title, aliases) in sorted(self.described.items()):
            yield name, title, kind, docname, anchor, 1
            for alias in aliases:
                yield alias, title, kind, docname, anchor, -1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:
        """Return what search results call a kind of thing."""
        with language(page_language(self.env.config.language)):
            return str(WORDS[type.roles[0]])

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Return the reference, or None where no page describes the thing."""
        found = self.described.get((_kind(typ), target))
        if found is None:
            return None
        return make_refnode(builder, fromdocname, found.docname, found.anchor, contnode, found.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return the references that ``:any:`` may mean."""
        found = []
        for kind in KINDS:
            named = self.named(kind, target)
            full = target if named is None else str(named[0])
            reference = self.resolve_xref(env, fromdocname, builder, kind, full, node, contnode)
            if reference is not None:
                found.append((f"eco:{kind}", reference))
        return found


def warn_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say which name leads nowhere and what may have been meant; links that directives made stay plain text."""
    if not isinstance(domain, EcoDomain):
        return None
    if not node.get("eco-quiet"):
        message = domain.missing(_kind(node["reftype"]), node["reftarget"])
        logger.warning(message, location=node, type="eco", subtype="unknown-name")
    return True


def outdated(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]) -> list[str]:
    """Return the pages whose rulesets have changed since they were read."""
    domain = _eco(env)

    def now(id: str) -> str:
        try:
            return domain.library.digest(id)
        except EcoIndicatorsError:
            return ""

    used: dict[str, dict[str, str]] = domain.data["used"]
    return [page for page, digests in used.items() if any(now(id) != digest for id, digest in digests.items())]
