"""Why a verdict is what it is: a closed list of codes, their numbers, and sentences built from both.

A sentence is never parsed by anything; programs use ``code`` and ``numbers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from ecoindicators.texts import Text, plain_number

Numbers = tuple[tuple[str, object], ...]

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "met": ("达到目标", "the target is met"),
    "exempt": ("经批准豁免：{why}（批准单位：{approved_by}）", "exempt: {why} (approved by {approved_by})"),
    "below-threshold": ("{value}，低于要求的{threshold}", "{value} is short of {threshold}"),
    "above-threshold": ("{value}，高于限值{threshold}", "{value} is over {threshold}"),
    "not-equal": ("{value}，不等于要求的{threshold}", "{value} is not {threshold}"),
    "denied": ("填报结论否定了“{phrase}”", 'the statement denies "{phrase}"'),
    "not-eliminated": ("尚未消除或仍有发生（{value}）", "not eliminated ({value})"),
    # Without numbers, as a statement has it; with them the sentence is one of _COMPARED.
    "worse-than-before": ("填报结论为差于此前", "the statement says that it is worse than before"),
    "not-improved": ("填报结论为未优于此前", "the statement says that it is no improvement"),
    "event-in-window": ("{year}年有发生（{value}）", "it happened in {year} ({value})"),
    "assignment-missed": ("{value}，未完成上级下达的目标（{threshold}）", "{value} misses the assigned {threshold}"),
    "peer-missed": ("{value}，未达到“{name}”要求（{threshold}）", '{value} does not pass "{name}" ({threshold})'),
    "too-recent": ("{date}起，截至{as_of}不符合时间要求", "since {date}, which fails the time required by {as_of}"),
    "no-observation": ("{year}年无填报", "nothing was reported for {year}"),
    "no-value": ("{year}年未填数值", "no value was given for {year}"),
    "no-statement": ("没有可用的定性结论（需要“{phrase}”）", 'no statement that fits (wanted: "{phrase}")'),
    "no-date": ("未填日期", "no date was given"),
    "no-earlier-year": ("缺少{year}年的数据，无法比较", "the data of {year} to compare with are missing"),
    "no-assignment": ("{year}年上级目标尚未下达或未录入", "no target has been assigned for {year} yet"),
    "no-reference": ("缺少参考值“{name}”", 'the reference value "{name}" is missing'),
    "no-label": ("本地区没有适用的类别标签（{labels}）", "the place bears no label that fits ({labels})"),
    "two-labels": ("本地区同时符合多个类别标签（{labels}）", "the place bears two labels that fit ({labels})"),
}
#: A target by year that names no value for the year asks of nobody to assign one: the code is the same.
_YEAR_NOT_NAMED: Final = (
    "目标只写明{years}年的数值，没有{year}年的",
    "the target names a value for {years} and none for {year}",
)
#: How a value stands to that of an earlier year: under it, over it, the same; then what was tolerated.
_COMPARED: Final = (
    ("{value}，低于{year}年的{earlier}", "{value} is below {earlier} of {year}"),
    ("{value}，高于{year}年的{earlier}", "{value} is above {earlier} of {year}"),
    ("{value}，与{year}年的{earlier}持平", "{value} is the same as {earlier} of {year}"),
)
_BY_MORE: Final = ("，超出允许的波动{tolerance}", " by more than {tolerance}")
_REMARKS: Final[Mapping[str, tuple[str, str]]] = {
    "stated-differs": (
        "填报结论与数据推算不一致（“{phrase}”：数据为{computed}，填报为{stated}），以数据为准",
        'what is stated disagrees with the numbers ("{phrase}": computed {computed}, stated {stated}); '
        "the numbers decide",
    ),
    "statement-fits-nothing": (
        "“{statement}”与目标中的任何结论都不对应；可填：{fitting}",
        '"{statement}" fits nothing in the target; what would fit: {fitting}',
    ),
    "provisional": ("所依据的数据为暂定数据", "rests on provisional data"),
    "small-share": (
        "{year}年的数值{value}在0与1之间，而计量单位为%：如为小数形式，请将计量单位填为“小数”",
        "the value {value} of {year} lies between 0 and 1 for a %: if it is a share, give share as its unit",
    ),
    "exemption-expired": ("豁免已于{until}到期", "the exemption expired on {until}"),
    "ruleset-not-in-force": (
        "评估日期{as_of}不在指标体系有效期内（{valid}）",
        "the assessment date {as_of} is outside the ruleset's validity ({valid})",
    ),
    "aim-missed": ("力争目标“{aim}”未达到（不影响结论）", 'the aim "{aim}" is not reached (it does not decide)'),
}
_LOOKING_BACK: Final = frozenset({"worse-than-before", "not-improved"})
REASON_CODES: Final[tuple[str, ...]] = tuple(_SENTENCES)
REMARK_CODES: Final[tuple[str, ...]] = tuple(_REMARKS)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _sentence(pair: tuple[str, str], numbers: Numbers) -> Text:
    zh, en = _Blank(), _Blank()
    for key, value in numbers:
        if value is None or value == "":
            continue
        both = value if isinstance(value, Text) else Text(plain_number(value))
        zh[key], en[key] = both.zh, both.en
    return Text(pair[0].format_map(zh), pair[1].format_map(en))


def _compared(numbers: Mapping[str, object]) -> Text:
    """Return the sentence on a value and an earlier year's, which the threshold is, but for what is tolerated."""
    value, bound, tolerance = (Decimal(str(numbers.get(key, 0))) for key in ("value", "threshold", "tolerance"))
    earlier = bound + tolerance if value < bound else bound - tolerance
    zh, en = _COMPARED[0 if value < bound else 1 if value > bound else 2]
    if tolerance:
        zh, en = zh + _BY_MORE[0], en + _BY_MORE[1]
    return _sentence((zh, en), (*numbers.items(), ("earlier", earlier)))


@frozen(slots=False)  # thousands are made: a frozen dict class is filled faster
class Reason:
    """
    Why: a code of :data:`REASON_CODES`, its numbers and, through ``text``, the sentence they make.

    >>> Reason("below-threshold", (("value", 43), ("threshold", "≥44"))).text.en
    '43 is short of ≥44'
    """

    code: str
    details: Numbers = field(default=(), repr=False)

    @property
    def numbers(self) -> dict[str, object]:
        """The numbers by name: ``value``, ``threshold``, ``year`` and so on, as far as they apply."""
        return dict(self.details)

    @property
    def text(self) -> Text:
        """The sentence in Chinese and English."""
        numbers = self.numbers
        if self.code in _LOOKING_BACK and {"value", "threshold"} <= numbers.keys():
            return _compared(numbers)
        by_year = self.code == "no-assignment" and "years" in numbers
        return _sentence(_YEAR_NOT_NAMED if by_year else _SENTENCES[self.code], self.details)

    def __str__(self) -> str:
        return str(self.text)


@frozen
class Remark:
    """
    A warning on a finding: it does not change the verdict, but a person should see it.

    >>> Remark("provisional").text.en
    'rests on provisional data'
    """

    code: str
    details: Numbers = field(default=(), repr=False)

    @property
    def numbers(self) -> dict[str, object]:
        """The details by name."""
        return dict(self.details)

    @property
    def text(self) -> Text:
        """The sentence in Chinese and English."""
        return _sentence(_REMARKS[self.code], self.details)

    def __str__(self) -> str:
        return str(self.text)


MET_REASON: Final = Reason("met")
