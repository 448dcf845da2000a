"""What is translated and what is not, and the switch between the two sites.

Translated are the texts of a page, and the console blocks that show what commands print or set their language. Not
translated are texts that come from docstrings, since they are the source's, and what is only code, a number, Chinese or
the name of a file. What directives of ecoindicators write comes in the language of the site and is in no catalog.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import init
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain


class Translatable(SphinxTransform):
    """Says what has a place in the catalogs, before Sphinx looks for messages and translations."""

    default_priority = 5

    def apply(self):
        """Mark the texts and the blocks; translate the blocks, which Sphinx cannot do in Markdown."""
        for node in self.document.findall(nodes.TextElement):
            if isinstance(node, nodes.literal_block):
                if speaks(node.get("language", ""), node.astext()):
                    self._block(node)
            elif isinstance(node, nodes.inline) and "translatable" not in node:
                pass  # no message of its own; a mark would make Sphinx move its words to the end of the line
            elif _from_docstring(node) or _without_words(node):
                node["translatable"] = False

    def _block(self, node):
        if self.config.language != "zh_CN":
            node["translatable"] = True
            return
        domain = docname_to_domain(self.env.docname, self.config.gettext_compact)
        catalog, found = init([self.env.srcdir / d for d in self.config.locale_dirs], self.config.language, domain)
        text = node.rawsource or node.astext()
        if found and catalog.gettext(text) != text:
            node.rawsource = catalog.gettext(text)
            node.children = [nodes.Text(node.rawsource.rstrip("\n"))]


def speaks(language, text):
    """Return whether a block shows what commands print or sets their language, and so speaks one."""
    lines = text.splitlines()
    shown = [line for line in lines if not line.startswith("$ ")]
    return (
        language == "console"
        and len(shown) < len(lines)
        and ("ECOINDICATORS_LANG" in text or any(re.search("[A-Za-z]", line) for line in shown))
    )


def _from_docstring(node):
    above = list(_up(node))
    source = next((n.source for n in above if n.source), "")
    return ":docstring of " in source or any(isinstance(n, addnodes.desc) for n in above)


def _without_words(node):
    """Return whether a text is only code, numbers or Chinese, or the name of a file above a block."""
    if isinstance(node, nodes.caption):
        return isinstance(node.parent, nodes.container)
    words = "".join(child.astext() for child in node.children if not isinstance(child, nodes.literal))
    return isinstance(node, nodes.paragraph | nodes.title) and re.search("[A-Za-z]", words) is None


def _up(node):
    while node is not None:
        yield node
        node = node.parent


def _languages(app, pagename, templatename, context, doctree):
    """Tell the sidebar where the same page stands in the other language: the Chinese site lies inside the English."""
    here = context["content_root"]
    if app.config.language == "zh_CN":
        context["other_language"] = ("en", "English", f"{here}../{pagename}.html")
    else:
        context["other_language"] = ("zh-CN", "中文", f"{here}zh_CN/{pagename}.html")


def setup(app):
    """Register the transform and the switch."""
    app.add_transform(Translatable)
    app.connect("html-page-context", _languages)
    return {"version": "5", "env_version": 5, "parallel_read_safe": True, "parallel_write_safe": True}
