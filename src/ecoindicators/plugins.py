"""Discovery: which rulesets are installed, loading the one asked for, and extensions by their hooks.

Listing reads metadata only. A plugin that breaks is reported by name; the rest keep working.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import pluggy

from ecoindicators import hookspecs
from ecoindicators.errors import (
    PluginError,
    Problem,
    ProblemsError,
    RulesetError,
    UnknownNameError,
    nearest_names,
    shown,
)
from ecoindicators.files import stay_inside
from ecoindicators.loading import load_toml
from ecoindicators.rulesets import Ruleset, RulesetInfo
from ecoindicators.texts import Text

RULESETS: Final = "ecoindicators.rulesets"
EXTENSIONS: Final = "ecoindicators"
BUILTIN: Final = ("ecoindicators.scoring", "ecoindicators.reports")


def _ruleset_points() -> dict[str, list[EntryPoint]]:
    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=RULESETS):
        known = points.setdefault(point.name, [])
        if all(point.value != other.value or _distribution(point) != _distribution(other) for other in known):
            known.append(point)
    return {id: sorted(claims, key=_named) for id, claims in points.items()}


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _named(point: EntryPoint) -> tuple[str, str]:
    """Return what orders plugins, so that the order in which they were installed does not matter."""
    return _distribution(point) or point.value, point.value


def available_rulesets() -> Mapping[str, RulesetInfo]:
    """
    Return what rulesets are installed, by id. No ruleset is read and no plugin imported.

    >>> available_rulesets()["dengfeng-2023"].distribution
    'ecoindicators-henan-county'
    """
    found = {}
    for id, points in sorted(_ruleset_points().items()):
        point = points[0]
        version = point.dist.version if point.dist is not None else ""
        found[id] = RulesetInfo(id, _distribution(point), version, point.value)
    return found


def duplicate_rulesets() -> Mapping[str, tuple[str, ...]]:
    """Return the ids that more than one distribution claims, with their names."""
    return {
        id: tuple(_distribution(p) or p.value for p in points)
        for id, points in _ruleset_points().items()
        if len(points) > 1
    }


def load_ruleset(id: str) -> Ruleset:
    """
    Return the installed ruleset called ``id``; only the plugin that ships it is imported.

    Raises:
        UnknownNameError: No installed plugin registers ``id``; ``nearest`` names the likely ones.
        PluginError: Two distributions claim ``id``, or its plugin breaks or has no such ruleset.
        RulesetError: Its files are wrong; every problem is listed.

    >>> load_ruleset("henan-county")
    <Ruleset henan-county 2023.1: 33 indicators, 45 components>
    """
    return _load(id, ())


def read_ruleset(path: str | Path | Traversable) -> Ruleset:
    """
    Return the ruleset in a TOML file or folder; its parent is looked up beside it, then among the installed plugins.

    Raises:
        RulesetError: With every problem found.
        UnknownNameError: The parent is not installed.
    """
    return _read_path(path, ())


def _read_path(path: str | Path | Traversable, below: tuple[str, ...]) -> Ruleset:
    def parent(id: str) -> Ruleset:
        beside = _beside(path, id)
        if beside is None or id in below:
            return _load(id, below)
        return _read_path(beside, (*below, id))

    return load_toml(path, parent)


def _beside(path: str | Path | Traversable, id: str) -> Path | None:
    """Return the file or folder named after ``id`` that stands beside ``path``; an id that is no plain name has none."""
    if not isinstance(path, str | Path) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", id):
        return None
    here = Path(path).resolve()
    for found in (here.with_name(f"{id}.toml"), here.with_name(id)):
        if found.exists() and found != here and (found.is_file() or any(found.glob("*.toml"))):
            stay_inside(here.parent, [found])
            return found
    return None


def find_ruleset(id_or_path: str) -> Ruleset:
    """
    Return the ruleset installed as ``id_or_path`` or, where that is an existing path, the one in it.

    Raises:
        UnknownNameError: It is neither.
    """
    if id_or_path not in _ruleset_points() and (
        os.sep in id_or_path or id_or_path.endswith(".toml") or Path(id_or_path).exists()
    ):
        return read_ruleset(id_or_path)
    return load_ruleset(id_or_path)


def _load(id: str, below: tuple[str, ...]) -> Ruleset:
    if id in below:
        circle = " → ".join((*below, id))
        raise RulesetError(
            [Problem("circular-extends", Text(f"指标体系循环继承：{circle}", f"rulesets extend each other: {circle}"))]
        )
    points = _ruleset_points()
    if id not in points:
        near = nearest_names(id, points)
        there = Text(f"；已安装：{'、'.join(sorted(points))}", f"; installed: {', '.join(sorted(points))}")
        all_of = there if points and not near else Text("")
        message = Text(f"没有安装指标体系“{shown(id)}”{all_of.zh}", f'no ruleset "{shown(id)}" is installed{all_of.en}')
        raise UnknownNameError(message, id, near)
    if len(points[id]) > 1:
        names = [_distribution(p) or p.value for p in points[id]]
        message = Text(
            f"指标体系“{id}”由多个软件包提供：{'、'.join(names)}；请卸载其余的",
            f'"{id}" is claimed by {", ".join(names)}; uninstall all but one',
        )
        raise PluginError(message, names[0])
    point = points[id][0]
    found = _ask(point, id)
    if isinstance(found, Ruleset):
        return found
    return load_toml(found, lambda parent: _load(parent, (*below, id)))


def answer(id: str, asked: str) -> object:
    """
    Return what the plugin that registers ``id`` answers when asked for ``asked``; None means that it is not its own.

    Raises:
        PluginError: The plugin breaks.
    """
    return _answer(_ruleset_points()[id][0], asked)


def _answer(point: EntryPoint, id: str) -> object:
    name = _distribution(point) or point.value
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    with _guarded(name):
        manager.register(point.load())
        return manager.hook.ecoindicators_ruleset(id=id)


def _ask(point: EntryPoint, id: str) -> Path | Traversable | Ruleset:
    name = _distribution(point) or point.value
    found = _answer(point, id)
    if isinstance(found, Ruleset | Path | Traversable):
        return found
    if isinstance(found, str):
        return Path(found)
    got = "None" if found is None else type(found).__name__
    message = Text(
        f"插件 {name} 登记了“{id}”，但其 ecoindicators_ruleset 返回 {got}，应为路径或 Ruleset",
        f'the plugin {name} registers "{id}", but its ecoindicators_ruleset returned {got}; expected a path or a Ruleset',
    )
    raise PluginError(message, name)


@contextmanager
def _guarded(name: str, doing: str = "", passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Run a plugin's code: what it prints goes to standard error, and what it raises, even to exit, names it; but for ``passing``."""
    try:
        with redirect_stdout(sys.stderr):
            yield
    except passing:
        raise
    except (Exception, SystemExit) as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        zh, en = (f"在 {doing} 中", f" in {doing}") if doing else ("", "")
        raise PluginError(
            Text(f"插件 {name} {zh}出错：{what}", f"the plugin {name} broke{en}: {what}"), name
        ) from error


@cache
def _extensions() -> tuple[pluggy.PluginManager, tuple[PluginError, ...]]:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    broken = []
    for module in BUILTIN:
        manager.register(import_module(module), module)
    for point in sorted(entry_points(group=EXTENSIONS), key=_named):
        name = _distribution(point) or point.value
        try:
            with redirect_stdout(sys.stderr):
                manager.register(point.load(), name)
                manager.check_pending()
        except (Exception, SystemExit) as error:
            if manager.has_plugin(name):
                manager.unregister(name=name)
            what = " ".join(str(error).split()) or type(error).__name__
            message = Text(f"插件 {name} 未能加载：{what}", f"the plugin {name} could not be loaded: {what}")
            broken.append(PluginError(message, name))
    return manager, tuple(broken)


def broken_plugins() -> tuple[PluginError, ...]:
    """Return the extensions that could not be loaded, each with the error that names it."""
    return _extensions()[1]


def contributions(hook: str) -> Iterator[Any]:
    """
    Yield what every extension gives for a hook, built-in ones first, each with a ``name``.

    A plugin that raises, and what bears no name, is passed over with a warning. What a plugin's contribution does later
    is guarded too: it prints to standard error, and what it raises is a :class:`PluginError`.
    """
    import warnings

    manager, _ = _extensions()
    implementations = getattr(manager.hook, hook).get_hookimpls()
    for implementation in sorted(implementations, key=lambda i: (i.plugin_name not in BUILTIN, i.plugin_name)):
        plugin = implementation.plugin_name
        if plugin in BUILTIN:
            yield from implementation.function()
            continue
        try:
            with _guarded(plugin, hook):
                given = list(implementation.function())
        except PluginError as error:
            warnings.warn(error.message.en, RuntimeWarning, stacklevel=3)
            continue
        for item in given:
            if isinstance(getattr(item, "name", None), str):
                yield _Contribution(item, plugin)
            else:
                message = f"the plugin {plugin} gave {shown(item)} in {hook}, which has no name"
                warnings.warn(message, RuntimeWarning, stacklevel=3)


def named(hook: str) -> dict[str, list[Any]]:
    """Return the contributions that bear each name: one, or several that plugins should not have called alike."""
    found: dict[str, list[Any]] = {}
    for item in contributions(hook):
        found.setdefault(item.name, []).append(item)
    return found


def the_only(items: list[Any], kind: Text) -> Any:
    """
    Return the one contribution of a name.

    Raises:
        PluginError: Several plugins bring the name, or one brings it that the library has: none replaces another.
    """
    if len(items) == 1:
        return items[0]
    name, homes = items[0].name, sorted(getattr(item, "plugin", "ecoindicators") for item in items)
    message = Text(
        f"{kind.zh}“{name}”由多处提供：{'、'.join(homes)}；请卸载其余的",
        f'the {kind.en} "{name}" is brought by {", ".join(homes)}; uninstall all but one',
    )
    raise PluginError(message, homes[0])


class _Contribution:
    """What a plugin contributes, its methods guarded."""

    def __init__(self, item: object, plugin: str) -> None:
        self._item = item
        self.plugin = plugin

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._item, name)
        if not callable(value):
            return value

        def guarded(*args: Any, **options: Any) -> Any:
            # What is wrong with what it was given, such as a scheme, is no fault of the plugin's.
            with _guarded(self.plugin, passing=(ProblemsError,)):
                return value(*args, **options)

        return guarded
