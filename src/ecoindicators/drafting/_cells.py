"""What a cell of a policy table says, with the damage that copying does mended: spaces, subscripts, lists, units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_HAN: Final = "\u4e00-\u9fff"
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
#: A label, a measure that holds for all the table, or a sentence.
_NO_TITLE: Final = re.compile(r"附[件表录]|单位|.*[。；：]$")
_PART: Final = re.compile(r"(附[件表录](?:\d{1,2}|[一二三四五六七八九十]{1,3})?)[:：]?")
NOTHING: Final = frozenset({"", "-", "—", "－", "–", "/", "／", "无", "——"})


def tidy(text: str) -> str:
    """
    Return a cell's text with full-width punctuation and no spaces that copying left between its words.

    Line breaks, and spaces that may part the phrases of several components, stay.

    >>> tidy("定期研究部署, 有效开展工作"), tidy("PM _{2.5} 浓度 PM ₁₀ 浓度"), tidy("各乡镇(街道)")
    ('定期研究部署，有效开展工作', 'PM2.5浓度 PM10浓度', '各乡镇（街道）')
    """
    text = re.sub(r"\*\*|\u200b|\ufeff", "", text.replace("\u3000", " ").replace("\u00a0", " "))
    text = re.sub(r"[ ]*_?\{[ ]*([\d.]+)[ ]*\}[ ]*", r"\1", text)
    text = re.sub(r"[ ]*([₀-₉]+)[ ]*", lambda m: m[1].translate(_SUBSCRIPTS), text)
    text = re.sub(rf"(?<=[{_HAN}\d%‰）)])[ ]*[,，][ ]*(?=[{_HAN}≥≤><=])", "，", text)
    text = re.sub(rf"(?<=[{_HAN}\d%‰）)])[ ]*[;；][ ]*", "；", text)
    text = re.sub(rf"\((?=[^()]*[{_HAN}])([^()]*)\)", r"（\1）", text)
    text = re.sub(r"[ ]*([：:、])[ ]*(?=\S)", r"\1", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def joined(text: str) -> str:
    """
    Return one phrase without the spaces that copying left in it.

    >>> joined("颁布实施 1 年以上"), joined(">= 90.5")
    ('颁布实施1年以上', '>= 90.5')
    """
    return re.sub(rf"(?<=[{_HAN}，；、])\s+|\s+(?=[{_HAN}，；、])", "", text).strip()


def number_of(text: str) -> str:
    """
    Return a row's number with the spaces inside taken out.

    >>> number_of("1 2"), number_of("（3）"), number_of("12."), number_of("5.0")
    ('12', '3', '12', '5')
    """
    return re.sub(r"[\s()（）]|[.、．](?:0)?$", "", text)


def names_of(text: str, expected: int) -> tuple[str, tuple[str, ...], bool]:
    """
    Return the indicator's name, those of its components if the cell lists any, and whether that was guessed.

    ``expected`` is how many phrases the target cell holds.

    >>> names_of("水环境质量：责任目标 黑臭水体", 2)
    ('水环境质量', ('责任目标', '黑臭水体'), False)
    >>> names_of("农业废弃物综合利用率 秸秆 粪污 农膜", 3)
    ('农业废弃物综合利用率', ('秸秆', '粪污', '农膜'), True)
    """
    head, colon, rest = re.sub(r"^(.*?)[:：]\s*$", r"\1：", text.splitlines()[0] if text else "").partition("：")
    after = (rest + "\n" + "\n".join(text.splitlines()[1:])).strip()
    if not colon and "：" not in text and ":" in text:
        head, colon, after = (part.strip() for part in text.partition(":"))
    if colon:
        parts = _listed(after)
        return (joined(head), parts, False) if parts else (joined(head), (), False)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and (len(lines) - 1 == expected or (expected == 1 and len(lines) > 2)):
        return joined(lines[0]), tuple(map(joined, lines[1:])), True
    words = text.split()
    if (
        len(words) > 2
        and (len(words) - 1 == expected or expected == 1)
        and all(re.search(rf"[{_HAN}]", w) for w in words)
    ):
        return words[0], tuple(words[1:]), True
    return joined(" ".join(lines)), (), False


def _listed(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return tuple(joined(_unnumbered(line)) for line in lines)
    marked = [part for part in re.split(r"(?:[①-⑳]|[（(]\d+[）)]|\d+[)）.、](?!\d))", text) if part.strip()]
    if len(marked) > 1:
        return tuple(joined(part.strip("；;，,、 ")) for part in marked)
    return tuple(part.strip("；;，, ") for part in re.split(r"[\s；;]+", text) if part.strip("；;，, "))


def _unnumbered(line: str) -> str:
    return re.sub(r"^\s*(?:[①-⑳]|[（(]?\d+[)）.、](?!\d)|[-•·])\s*", "", line)


def units_in(text: str) -> tuple[str, ...]:
    """
    Return the organisations that a cell names; brackets keep what is in them together.

    >>> units_in("市委办（市督查考核服务中心）、生态环境分局， 各乡镇(街道)"), units_in("/")
    (('市委办（市督查考核服务中心）', '生态环境分局', '各乡镇（街道）'), ())
    """
    text = re.sub(r"\s+", " ", tidy(text))
    if text in NOTHING:
        return ()
    parts = re.split(r"[、，,；;](?![^（]*）)|(?<=[\u4e00-\u9fff）]) (?=[\u4e00-\u9fff])", text)
    return tuple(dict.fromkeys(joined(part) for part in parts if joined(part) not in NOTHING))


def is_group(name: str) -> bool:
    """
    Return whether a name stands for many organisations.

    >>> is_group("各乡镇（街道）"), is_group("市直各单位"), is_group("市林业局")
    (True, True, False)
    """
    return bool(re.match(r"各|有关|相关|全体", name) or re.search(r"成员单位|各[单部乡镇街有相]|等(?:单位|部门)", name))


def title_in(lines: Iterable[str]) -> str:
    """
    Return the first of the lines above a table that can be a title: no label such as 附件, no sentence, not too long.

    >>> title_in(["附件1", "2025年生态县建设指标表", "单位：%"])
    '2025年生态县建设指标表'
    """
    tidied = (joined(tidy(line)) for line in lines)
    return next((line for line in tidied if 4 <= len(line) <= 60 and not _NO_TITLE.match(line)), "")


def part_in(lines: Iterable[str]) -> str:
    """
    Return the label above a table that says which part of its document it is; none where no line is one.

    >>> part_in(["附件 2：", "指标表"]), part_in(["指标表"])
    ('附件2', '')
    """
    found = (_PART.fullmatch(joined(tidy(line)).replace(" ", "")) for line in lines)
    return next((match[1] for match in found if match is not None), "")


def headed(text: str) -> tuple[str, str]:
    """
    Return a number and a name: the head of a task or domain.

    >>> headed("(一) 目标责任体系与制度建设"), headed("生态制度")
    (('一', '目标责任体系与制度建设'), ('', '生态制度'))
    """
    found = re.fullmatch(r"[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]\s*(.+)", joined(tidy(text)))
    return (found[1], found[2]) if found else ("", joined(tidy(text)))
