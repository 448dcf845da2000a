"""The text being read: one normalised character for each of the source, a position, and one way to fail.

Normalising keeps every character in its place, so that a span in the normalised text is a span in the source.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NoReturn

from ecoindicators.errors import TargetSyntaxError, shown
from ecoindicators.limits import SIGNIFICANT_DIGITS, beyond, get_limits, over, significant_digits
from ecoindicators.texts import NO_TEXT, Text

_FULL_WIDTH = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_SIGNS = {
    **_FULL_WIDTH, "\u3000": " ", "\u00a0": " ", "\t": " ", "\r": " ", "\n": " ", "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤",
    "﹥": ">", "〉": ">", "》": ">", "﹤": "<", "〈": "<", "《": "<", "～": "~", "〜": "~", "–": "-", "—": "-", "−": "-",
    "﹪": "%", "〔": "(", "〕": ")", "；": ";", "，": ",", "（": "(", "）": ")", "：": ":", "｛": "{", "｝": "}", "$": " ",
}  # fmt: skip
_TABLE: Final = str.maketrans({k: v for k, v in _SIGNS.items() if len(v) == 1})
_NUMBERS: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_TITLE: Final = re.compile(r"《([^《》]{2,})》")  # a document's title; a single 《 or 》 is a damaged sign


def normalised(text: str) -> str:
    """Return ``text`` with one plain character for each: full-width and variant signs as what they mean."""
    return _TITLE.sub(r"“\1”", text).translate(_TABLE)


class Scanner:
    """Reads a source left to right: ``match`` tries a pattern at the position, ``fail`` raises with a span."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = normalised(source)
        self.pos = 0
        self.depth = 0
        self.limits = get_limits()
        if len(source) > self.limits.target_chars:
            self.over("target_chars", (self.limits.target_chars, len(source)))

    def refuse_numbers(self) -> None:
        """Raise for a number beyond the bounds, or with more digits than are kept exactly."""
        for found in _NUMBERS.finditer(self.text):
            number = Decimal(found[0].replace(",", ""))
            if significant_digits(number) > SIGNIFICANT_DIGITS:
                digits = f"{SIGNIFICANT_DIGITS}"
                self.fail(Text(f"有效数字超过{digits}位", f"over {digits} significant digits"), found.span())
            bound = beyond(number)
            if bound is not None:
                self.over(bound, found.span())

    def skip(self) -> None:
        """Pass over spaces."""
        while self.pos < len(self.text) and self.text[self.pos] == " ":
            self.pos += 1

    def at_end(self) -> bool:
        """Return whether nothing but spaces is left."""
        self.skip()
        return self.pos >= len(self.text)

    def look(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what ``pattern`` matches at the position, without moving."""
        self.skip()
        return pattern.match(self.text, self.pos)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what ``pattern`` matches at the position, and move past it."""
        found = self.look(pattern)
        if found is not None:
            self.pos = found.end()
        return found

    def rest(self) -> str:
        """Return what is left, cut to a length a message can hold."""
        return shown(self.source[self.pos : self.pos + 20].strip())

    def over(self, limit: str, span: tuple[int, int] | None = None) -> NoReturn:
        """Raise because a bound is passed."""
        problem = over(limit)
        self.fail(problem.message, span, problem.hint)

    def fail(self, message: Text, span: tuple[int, int] | None = None, hint: Text = NO_TEXT) -> NoReturn:
        """Raise the one error of this language at ``span``, by default from the position to the end."""
        if span is None:
            span = (min(self.pos, len(self.source)), len(self.source))
        raise TargetSyntaxError(message, self.source, span, hint)
