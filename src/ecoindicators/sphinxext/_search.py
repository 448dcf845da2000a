"""Search in Chinese: Sphinx cuts Chinese text into words with jieba, which is taught the names of the rulesets."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from sphinx.util import logging

from ecoindicators.errors import MissingExtraError
from ecoindicators.responsibility import names_of
from ecoindicators.rulesets import Ruleset
from ecoindicators.sphinxext._names import everybody
from ecoindicators.sphinxext._words import page_language
from ecoindicators.texts import language

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def load_jieba() -> ModuleType:
    """
    Return the module that cuts Chinese text, quiet.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own: old escapes in strings, pkg_resources
            import jieba
    except ImportError as error:
        raise MissingExtraError("jieba", "docs") from error
    jieba.setLogLevel(60)
    return sys.modules["jieba"]


def prepare(app: Sphinx, config: Config) -> None:
    """
    Register a search language for Chinese whose pages find anything at all.

    Sphinx 9.0 names a stemmer in the page that is not there, so that no search returns
    (sphinx-doc/sphinx#14229, mended by its #14416); the stemmer that is there is the English one.
    """
    if page_language(config.language) != "zh":
        return
    try:
        load_jieba()
    except MissingExtraError as error:
        with language("zh"):
            logger.warning(str(error), type="eco", subtype="search")
        return
    from sphinx.search import zh

    class SearchChinese(zh.SearchChinese):
        language_name = "English"

        def __init__(self, options: dict[str, str]) -> None:
            # Without a dictionary of the project's own, do not have the standard one read a second time.
            super().__init__({"dict": "", **options})

    app.add_search_language(SearchChinese)


def teach(app: Sphinx, env: BuildEnvironment) -> None:
    """
    Make the names of indicators, components and units words, and their parts, so that a search finds either.

    The cutter starts afresh, so that the same project gives the same index whatever was built before, and
    keeps its cache with the project's own, not where any user of the machine can write.
    """
    if page_language(env.config.language) != "zh" or app.builder.format != "html":
        return
    try:
        cutter = load_jieba()
    except MissingExtraError:
        return  # said already
    cutter.dt.tmp_dir = str(app.doctreedir)
    cutter.dt.initialized = False
    cutter.initialize()
    from ecoindicators.sphinxext._domain import EcoDomain

    domain = env.get_domain("eco")
    assert isinstance(domain, EcoDomain)
    ids = sorted({id for used in domain.data["used"].values() for id in used})
    names = {name for id in ids for name in _names(domain.library.find(id))}
    parts = {part for name in sorted(names) for part in cutter.cut(name) if len(part) > 1}
    for word in sorted(names | parts):
        cutter.add_word(word)


def _names(ruleset: Ruleset) -> Iterator[str]:
    for indicator in ruleset.indicators:
        yield indicator.name.zh
        yield from (component.name.zh for component in indicator.components)
    for unit in everybody(ruleset):
        yield from names_of(unit)
