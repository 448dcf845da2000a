"""Statements (定性结论) → facts: which atoms of a target a cell affirms or denies, and what fits nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from ecoindicators.errors import TargetSyntaxError
from ecoindicators.notation import parse_target
from ecoindicators.targets import (
    Assigned,
    Atom,
    Direction,
    Eliminated,
    Facts,
    InForce,
    Sense,
    State,
    Target,
    Trend,
    Window,
)

_SPLIT: Final = re.compile(r"[；;，,。\n]")
_DENIALS: Final = ("尚未", "没有", "未", "不", "无")
_HEDGES: Final = ("基本", "部分", "正在", "大部分", "有望", "拟")
_ASSIGNED_DONE: Final = (
    "完成",
    "完成任务",
    "完成目标任务",
    "完成考核任务",
    "完成上级下达任务",
    "达标",
    "完成年度任务",
    "完成年度目标任务",
)
_GONE: Final = (
    "消除",
    "全部消除",
    "未发生",
    "没有发生",
    "未出现",
    "没有出现",
    "未发现",
    "没有发现",
    "无",
    "没有",
    "不存在",
    "零发生",
)
_NOT_GONE: Final = ("未消除", "尚未消除", "没有消除", "发生", "出现", "存在", "有", "发现")


@frozen
class StatementReading:
    """What statements say of a target: facts, statements that fit nothing, phrases both affirmed and denied."""

    facts: Facts
    unfit: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def _read(statements: tuple[str, ...], target: Target, words: str, direction: Direction | None) -> StatementReading:
    atoms = tuple(
        dict.fromkeys(atom for whole in target.atoms() for atom in _within(whole) if getattr(atom, "statable", False))
    )
    affirmed: set[Target] = set()
    denied: set[Target] = set()
    unfit: list[str] = []
    for cell in statements:
        text = cell.strip()
        if not text:
            continue
        if _plain(text) in (_plain(words), _plain(str(target))):
            affirmed.update(atoms)  # a target's own words affirm all its parts
            continue
        yes, no = _fits(text, atoms, direction)
        if yes or no:
            affirmed |= yes
            denied |= no
            continue
        for part in (p.strip() for p in _SPLIT.split(_protected(text, atoms))):
            part = part.translate(_UNPROTECT)
            if not part:
                continue
            yes, no = _fits(part, atoms, direction)
            affirmed |= yes
            denied |= no
            if not yes and not no and not _is_event(part, atoms):
                unfit.append(part)
    both = tuple(atom.text for atom in atoms if atom in affirmed and atom in denied)
    return StatementReading(Facts(frozenset(affirmed), frozenset(denied)), tuple(unfit), both)


def read_statements(statements: Sequence[str], target: Target, direction: Direction | None = None) -> StatementReading:
    """
    Return what ``statements`` affirm and deny of ``target``.

    Declared phrases are matched whole first, then the cell is split at ； and ，. The target's own text
    affirms all its parts. 未, 尚未 and 没有 deny, as does the positive of a negative phrase. 基本, 部分 and
    正在 fit nothing. Thresholds and ranges are never stated.

    >>> target = parse_target("不明显", states=("不明显",))
    >>> target in read_statements(["明显"], target).facts.denied
    True
    """
    # Equal targets may be worded differently, so the wording is part of what is remembered.
    return _read(tuple(statements), target, target.text, direction)


def fitting(target: Target) -> tuple[str, ...]:
    """
    Return the statements that would fit ``target``, for a message or a dropdown.

    >>> fitting(parse_target("建立", states=("建立",)))
    ('建立', '未建立')
    """
    words: list[str] = []
    for atom in target.atoms():
        if isinstance(atom, State):
            opposite = positive(atom.phrase)
            denials = (*atom.antonyms, *([opposite] if opposite else [])) or (f"未{atom.phrase}",)
            words += [atom.phrase, *atom.synonyms, *atom.implied_by, *denials]
        elif isinstance(atom, Assigned):
            words += ["完成", "未完成"]
        elif isinstance(atom, Eliminated):
            words += [str(atom), "未消除" if atom.word == "消除" else "发生"]
        elif getattr(atom, "statable", False):
            words.append(atom.text)
    return tuple(dict.fromkeys(words))


def choices(target: Target, direction: Direction | None = None) -> tuple[str, ...]:
    """
    Return the statements to choose from for ``target``: all of it in its own words, then each part and its denial.

    Each is read as affirming or denying. A target that asks for numbers too is not affirmed whole.

    >>> choices(parse_target("不明显", states=("不明显",)))
    ('不明显', '明显')
    >>> choices(parse_target("定期研究，有效开展", states=("定期研究", "有效开展")))
    ('定期研究，有效开展', '定期研究', '未定期研究', '有效开展', '未有效开展')
    """
    atoms = tuple(atom for atom in target.atoms() if getattr(atom, "statable", False))
    if not any(isinstance(atom, State) for atom in atoms):
        return ()
    whole = [target.text] if len(atoms) > 1 and len(atoms) == len(tuple(target.atoms())) else []
    parts = (word for atom in atoms for word in (atom.text, _denial(atom)))
    offered = dict.fromkeys(word.replace(",", "，").rstrip("。") for word in (*whole, *parts))
    return tuple(word for word in offered if _is_read(word, target, direction))


def _denial(atom: Target) -> str:
    """Return what a person would write where an atom does not hold."""
    if isinstance(atom, State) and atom.antonyms:
        return atom.antonyms[0]
    return positive(atom.text) or f"未{atom.text}"


def _is_read(statement: str, target: Target, direction: Direction | None) -> bool:
    reading = read_statements((statement,), target, direction)
    said = reading.facts.affirmed or reading.facts.denied
    return bool(said) and not reading.unfit and not reading.contradictions


def positive(phrase: str) -> str | None:
    """
    Return the positive of a negative phrase, None where it is not negative.

    >>> positive("性质不改变"), positive("未发生"), positive("建立")
    ('性质改变', '发生', None)
    """
    for sign in ("不", "未", "无"):
        at = phrase.find(sign)
        if at >= 0 and len(phrase) > 1:
            return phrase[:at] + phrase[at + 1 :]
    return phrase.removeprefix("没有") if phrase.startswith("没有") and len(phrase) > 2 else None


def _within(atom: Target) -> Iterator[Target]:
    """Yield an atom and, for a window, the atoms that must hold in each of its years."""
    yield atom
    if isinstance(atom, Window):
        yield from atom.inner.atoms()


_PROTECT: Final = str.maketrans({"，": "\ue000", "；": "\ue001", ",": "\ue002", ";": "\ue003"})
_UNPROTECT: Final = {ord(sign): chr(code) for code, sign in _PROTECT.items()}


def _is_event(part: str, atoms: Sequence[Target]) -> bool:
    """Return whether a phrase says that what must be in force has happened; since when, its date says (颁布实施)."""
    return any(isinstance(atom, InForce) and part.removeprefix("已") == atom.event for atom in atoms)


def _protected(text: str, atoms: Sequence[Target]) -> str:
    """Return the cell with the commas inside declared phrases put aside, so that it is not split there."""
    for atom in atoms:
        if isinstance(atom, State):
            for phrase in sorted(atom.affirming, key=len, reverse=True):
                if _SPLIT.search(phrase):
                    text = text.replace(phrase, phrase.translate(_PROTECT))
    return text


def _plain(text: str) -> str:
    return re.sub(r"[\s（(][^（()）]*[)）]|\s", "", text).replace(";", "；").replace(",", "，")


def _fits(text: str, atoms: Sequence[Target], direction: Direction | None) -> tuple[set[Target], set[Target]]:
    """Return the atoms that one phrase affirms, and those it denies."""
    bare = text.removeprefix("已经").removeprefix("已") if text.startswith("已") else text
    yes: set[Target] = set()
    no: set[Target] = set()
    for phrase in dict.fromkeys((text, bare)):
        for atom in atoms:
            if _affirms(phrase, atom):
                yes.add(atom)
            elif _denies(phrase, atom):
                no.add(atom)
        if yes or no:
            return yes, no
    if bare.startswith(_HEDGES):
        return yes, no
    meant = _parsed(bare, direction)
    if meant is not None:
        return {atom for atom in atoms if any(_implies(m, atom) for m in meant)}, set()
    for sign in _DENIALS[:3]:
        if bare.startswith(sign):
            meant = _parsed(bare.removeprefix(sign), direction)
            if meant is not None:
                return set(), {atom for atom in atoms if len(meant) == 1 and _implies(atom, meant[0])}
    return yes, no


def _parsed(text: str, direction: Direction | None) -> tuple[Target, ...] | None:
    try:
        target = parse_target(text, direction)
    except TargetSyntaxError:
        return None
    if not all(isinstance(atom, Atom) and atom.statable for atom in target.atoms()):
        return None
    return tuple(target.atoms())


def _affirms(phrase: str, atom: Target) -> bool:
    if isinstance(atom, State):
        if phrase in atom.affirming or any(event in atom.implied_by for event in _events(phrase)):
            return True
        words = _words_of(phrase)
        return len(words) > 1 and any(words == _words_of(affirming) for affirming in atom.affirming)
    if isinstance(atom, Assigned):
        return phrase in _ASSIGNED_DONE
    if isinstance(atom, Eliminated):
        return phrase in _GONE or (bool(atom.event) and phrase.removesuffix(atom.event) in _GONE)
    return phrase in (str(atom), atom.text)


def _words_of(phrase: str) -> list[str]:
    """Return the words of a phrase between its commas, whichever comma (， or 、) parts them."""
    return re.split(r"[，、,；;]\s*", phrase)


def _events(phrase: str) -> tuple[str, ...]:
    """Return what "颁布实施1年以上" says happened: 颁布实施."""
    meant = _parsed(phrase, None)
    return tuple(m.event for m in meant or () if isinstance(m, InForce))


def _denies(phrase: str, atom: Target) -> bool:
    if isinstance(atom, State):
        own = (atom.phrase, *atom.synonyms)
        if phrase in atom.antonyms or any(phrase == positive(p) for p in own):
            return True
        return any(phrase == sign + p for sign in ("未", "尚未", "没有", "不") for p in own)
    if isinstance(atom, Assigned):
        return (
            any(phrase == sign + done for sign in ("未", "尚未", "没有") for done in _ASSIGNED_DONE)
            or phrase == "未达标"
        )
    if isinstance(atom, Eliminated):
        return phrase in _NOT_GONE or (bool(atom.event) and phrase.removesuffix(atom.event) in _NOT_GONE)
    if isinstance(atom, Trend):
        opposite = positive(str(atom)) if atom.sense in (Sense.NOT_LOWER, Sense.NOT_HIGHER) else None
        return phrase == opposite
    return False


def _implies(a: Target, b: Target) -> bool:
    """Return whether one atom plainly implies another; the full question is :func:`ecoindicators.compare`."""
    if a == b:
        return True
    if isinstance(a, Trend) and isinstance(b, Trend):
        loose = {Sense.HIGHER: Sense.NOT_LOWER, Sense.LOWER: Sense.NOT_HIGHER, Sense.BETTER: Sense.NOT_WORSE}
        senses = {a.sense, loose.get(a.sense, a.sense)}
        covers = a.steps == b.steps or a.steps is None or (b.steps is not None and a.steps > b.steps)
        return b.sense in senses and covers
    if isinstance(a, Window):
        return _implies(a.inner, b) or (isinstance(b, Window) and a.years >= b.years and _implies(a.inner, b.inner))
    if isinstance(a, InForce) and isinstance(b, InForce):
        return a.event == b.event and a.by is None and b.by is None and a.op is b.op and a.months >= b.months
    if isinstance(a, Eliminated) and isinstance(b, Eliminated):
        return a.event == b.event or not b.event
    return isinstance(a, Assigned) and isinstance(b, Assigned) and a.bound is None
