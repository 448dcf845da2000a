"""What is translated and what is not, and the switch between the two sites.

Not translated are texts that come from docstrings, since they are the source's; what is only code, a number,
Chinese or the name of a file; and what is generated in the language of the site. Everything else on a page is.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform


class NotTranslated(SphinxTransform):
    """Marks what has no place in the catalogs, before Sphinx looks for messages and translations."""

    default_priority = 5

    def apply(self):
        """Mark the texts that come from docstrings, and those in which there is nothing to translate."""
        for node in self.document.findall(nodes.TextElement):
            if _from_docstring(node) or _without_words(node):
                node["translatable"] = False


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
    app.add_transform(NotTranslated)
    app.connect("html-page-context", _languages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
