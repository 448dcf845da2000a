"""
Search in Chinese: index and page cut a text in the same way, so that whatever stands on a page is found.

Sphinx cuts Chinese pages into the words of a dictionary, while its search page sends what somebody types as it
is; a word that the dictionary does not have, or cuts in two, is not found. Here both cut Chinese into all pairs of
characters that stand side by side, and everything else at what is no letter or digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sphinx.search.en import SearchEnglish

_HAN: Final = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_RUNS: Final = re.compile(
    "([{0}]+)|(?:(?![{0}])\\w)+".format("".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN))
)


def pairs(text: str) -> Iterator[str]:
    """
    Yield what a search for a text looks for: the pairs of its Chinese characters, and its other words.

    >>> list(pairs("牵头单位 PM2.5、县"))
    ['牵头', '头单', '单位', 'PM2', '5', '县']
    """
    for run in _RUNS.finditer(text):
        word = run[0]
        if run[1] is None or len(word) == 1:
            yield word
        else:
            yield from (word[at : at + 2] for at in range(len(word) - 1))


class SearchChinese(SearchEnglish):
    """The search of a Chinese project, whose pages have English words too."""

    lang = "zh"
    js_splitter_code = """\
var splitQuery = (query) =>
  [...query.matchAll(/([HAN]+)|(?:(?![HAN])[\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}])+/gu)].flatMap(
    ([run, chinese]) => {
      const characters = [...run];
      if (chinese === undefined || characters.length === 1) return [run];
      return characters.slice(1).map((character, at) => characters[at] + character);
    },
  );
""".replace("HAN", "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in _HAN))

    def split(self, input: str) -> list[str]:
        """Return the pairs and words of a text and, for whoever looks for one, its single characters."""
        single = {character for run in _RUNS.finditer(input) if run[1] is not None for character in run[1]}
        return [*pairs(input), *sorted(single)]
