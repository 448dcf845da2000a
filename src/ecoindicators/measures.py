"""Measurement units (计量单位) as far as they need no conversion: spellings, shares, % and ‰."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final

from ecoindicators.texts import Text

_SPELLINGS: Final = (
    ("%", "percent", "百分比", "百分之"),
    ("‰", "permille", "千分之"),
    ("share", "比例", "小数"),
    ("百分点", "个百分点", "percentage point", "percentage points"),
    ("µg/m³", "ug/m3", "微克/立方米", "微克每立方米", "μg/m³"),
    ("mg/m³", "mg/m3", "毫克/立方米"),
    ("km²", "km2", "平方公里", "平方千米"),
    ("km", "公里", "千米"),
    ("m²", "m2", "㎡", "平方米"),
    ("hm²", "hm2", "ha", "公顷"),
    ("count", "个", "处", "家", "件", "次", "条", "起"),
    ("d", "天", "日"),
    ("1", "-", "—", "无量纲"),
    ("dB(A)", "dba", "db", "分贝"),
    ("吨标准煤/万元", "tce/万元", "吨标煤/万元"),
    ("立方米/万元", "m³/万元", "m3/万元"),
)
_PERCENT_FACTORS: Final = {"share": Decimal(100), "%": Decimal(1), "‰": Decimal("0.1")}


def _folded(spelling: str) -> str:
    return unicodedata.normalize("NFKC", spelling).replace(" ", "").casefold()


_CANONICAL: Final = {_folded(word): words[0] for words in _SPELLINGS for word in words}


def canonical_unit(spelling: str) -> str:
    """
    Return the usual spelling of a measurement unit; one that is not known comes back as it is.

    >>> canonical_unit("μg/m3"), canonical_unit("微克/立方米"), canonical_unit("％")
    ('µg/m³', 'µg/m³', '%')
    """
    return _CANONICAL.get(_folded(spelling), spelling.strip())


def known_units() -> tuple[str, ...]:
    """Return the usual spelling of every measurement unit that has several."""
    return tuple(words[0] for words in _SPELLINGS)


def conversion(given: str, wanted: str) -> Decimal | None:
    """
    Return the factor from ``given`` to ``wanted``, None where they do not convert.

    Blank means the wanted unit. Only shares, % and ‰ convert into each other; every other unit
    converts to spellings of itself alone.

    >>> conversion("share", "%"), conversion("", "km²"), conversion("km", "%")
    (Decimal('100'), Decimal('1'), None)
    """
    if not given:
        return Decimal(1)
    have, want = canonical_unit(given), canonical_unit(wanted)
    if have == want or (not wanted and have == "1"):
        return Decimal(1)
    if have in _PERCENT_FACTORS and want in _PERCENT_FACTORS:
        return _PERCENT_FACTORS[have] / _PERCENT_FACTORS[want]
    return None


def measure_text(unit: str) -> Text:
    """
    Return how a measurement unit stands in a table that people read.

    >>> measure_text("count").zh, measure_text("1").zh, measure_text("%").zh
    ('个', '无量纲', '%')
    """
    return {"count": Text("个", "count"), "1": Text("无量纲", "1")}.get(unit, Text(unit))


def with_unit(number: str, unit: str) -> Text:
    """
    Return a number as people write it with its measurement unit; in English, what is counted stands alone.

    >>> with_unit("43.7", "%").zh, with_unit("43", "µg/m³").en, with_unit("1", "count").zh, with_unit("1", "count").en
    ('43.7%', '43 µg/m³', '1个', '1')
    """
    if unit in ("", "1", "-"):
        return Text(number)
    if unit == "count":
        return Text(f"{number}{measure_text(unit).zh}", number)
    return Text(f"{number}{unit}", f"{number}{unit}" if unit in ("%", "‰") else f"{number} {unit}")
