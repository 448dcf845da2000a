"""The rulesets a Sphinx project shows: each is read once, and known again by a digest of all it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import attrs

from ecoindicators import plugins
from ecoindicators.errors import UnknownNameError, nearest_names, shown
from ecoindicators.rulesets import Ruleset
from ecoindicators.texts import Text


class Library:
    """Rulesets by id: those in the given files and folders, then those installed."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._own = {ruleset.id: ruleset for ruleset in map(plugins.read_ruleset, paths)}
        self._known = {r.id: r for ruleset in reversed(self._own.values()) for r in reversed(ruleset.chain)} | self._own
        self._digests: dict[str, str] = {}

    def find(self, id: str) -> Ruleset:
        """
        Return the ruleset called ``id``.

        Raises:
            UnknownNameError: There is none; ``nearest`` names the likely ones.
            EcoIndicatorsError: It cannot be read.
        """
        if id not in self._known:
            installed = plugins.available_rulesets()
            if id not in installed:
                message = Text(
                    f"没有指标体系“{shown(id)}”：既未安装，也不在 eco_rulesets 中",
                    f'no ruleset "{shown(id)}" is installed or listed in eco_rulesets',
                )
                raise UnknownNameError(message, id, nearest_names(id, (*self._known, *installed)))
            self._known[id] = plugins.load_ruleset(id)
        return self._known[id]

    def digest(self, id: str) -> str:
        """
        Return a digest of everything the ruleset holds, its ancestors included: another content, another digest.

        Raises:
            EcoIndicatorsError: It cannot be found or read.
        """
        if id not in self._digests:
            content = repr(attrs.astuple(self.find(id)))
            self._digests[id] = hashlib.sha256(content.encode("utf-8")).hexdigest()
        return self._digests[id]
