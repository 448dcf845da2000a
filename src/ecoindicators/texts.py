"""Bilingual texts and the language in which ``str()`` shows them.

Everything a person reads comes as a :class:`Text` with a Chinese and an English wording. ``str(text)``
shows the one of the current language: Chinese unless :func:`set_language`, :func:`language` or the
environment variable ``ECOINDICATORS_LANG`` says otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Final, Literal

from attrs import field, frozen

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_FROM_ENVIRONMENT: Language = "en" if os.environ.get("ECOINDICATORS_LANG", "").startswith("en") else "zh"
_current: ContextVar[Language] = ContextVar("ecoindicators_language", default=_FROM_ENVIRONMENT)


def get_language() -> Language:
    """
    Return the language in which texts are shown: ``"zh"`` or ``"en"``.

    >>> get_language()
    'zh'
    """
    return _current.get()


def set_language(lang: Language) -> None:
    """
    Show texts in ``lang`` from now on (in this thread or task).

    Raises:
        ValueError: ``lang`` is neither ``"zh"`` nor ``"en"``.

    >>> set_language("en"); print(Text("达标", "met")); set_language("zh")
    met
    """
    if lang not in LANGUAGES:
        raise ValueError(f'unknown language {lang!r}: expected "zh" or "en"')
    _current.set(lang)


@contextmanager
def language(lang: Language) -> Iterator[None]:
    """
    Show texts in ``lang`` within the ``with`` block.

    Raises:
        ValueError: ``lang`` is neither ``"zh"`` nor ``"en"``.

    >>> with language("en"):
    ...     print(Text("达标", "met"))
    met
    """
    before = get_language()
    set_language(lang)
    try:
        yield
    finally:
        _current.set(before)


@frozen
class Text:
    """
    A text in Chinese and English; without an English wording the Chinese one stands for both.

    >>> name = Text("林草覆盖率", "Forest and grass coverage")
    >>> str(name), name.en
    ('林草覆盖率', 'Forest and grass coverage')
    """

    zh: str
    en: str = field(default="")

    def __attrs_post_init__(self) -> None:
        if not self.en:
            object.__setattr__(self, "en", self.zh)

    def __str__(self) -> str:
        return self.zh if _current.get() == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def to_dict(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}``."""
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text) -> Text:
        """
        Return ``value`` as a text: a string is Chinese, a mapping has ``zh`` and perhaps ``en``.

        >>> Text.of({"zh": "河南省", "en": "Henan"}).en
        'Henan'
        """
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value)
        return cls(value.get("zh", "") or value.get("en", ""), value.get("en", ""))


NO_TEXT: Final = Text("", "")


def listed(items: Iterable[object]) -> str:
    """
    Return names in one line, parted as the language set at the moment parts them.

    >>> listed(["水利局", "林业局"])
    '水利局、林业局'
    """
    return str(Text("、", ", ")).join(map(str, items))


def plain_number(number: object) -> str:
    """
    Return a number as a person writes it: no exponent, no superfluous sign.

    >>> plain_number(Decimal("9E+1")), plain_number(Decimal("43.90"))
    ('90', '43.90')
    """
    if isinstance(number, Decimal):
        return f"{number:f}"
    return str(number)
