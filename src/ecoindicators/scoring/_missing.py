"""The missing-data policy of a scheme, which must be said."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from ecoindicators.scoring._ranges import Missing
from ecoindicators.scoring._scheme import Checking, as_text
from ecoindicators.texts import Text


def read_missing(policy: str, share: Fraction | None, key: str, checking: Checking, known: tuple[str, ...]) -> Missing:
    """Return the policy; report one that is not known, and a minimum share that is missing, idle or out of (0, 1]."""
    at = f"{key}.missing" if key else "missing"
    checking.choice(policy, known, at)
    if (policy == "minimum-share") != (share is not None) and policy in known:
        message = Text(
            'missing = "minimum-share" 与 minimum-share = 数值 应同时写明',
            'missing = "minimum-share" and minimum-share = a number go together',
        )
        checking.report("missing-key", message, at)
    if share is not None and not 0 < share <= 1:
        message = Text(
            f"minimum-share 应大于0、不大于1，实为 {as_text(share)}",
            f"minimum-share must be above 0 and at most 1, found {as_text(share)}",
        )
        checking.report("wrong-value", message, at, as_text(share))
    return Missing(policy, share or Fraction(0))


POLICY_TEXTS: Final = {
    "none": Text("有缺失数据的不计分", "where data are missing there is no score"),
    "redistribute": Text("缺失数据的项不计，权重按比例分给其余项", "the weight of what is missing goes to the rest"),
    "zero": Text("缺失数据的项计0分", "what is missing counts 0"),
}


def policy_text(missing: Missing) -> Text:
    """Return the policy in words."""
    if missing.policy == "minimum-share":
        share = as_text(missing.share)
        return Text(
            f"已有数据的权重不少于{share}时，缺失项的权重按比例分给其余项，否则不计分",
            f"where at least {share} of the weight is known, the rest goes to what is known; otherwise there is no score",
        )
    return POLICY_TEXTS[missing.policy]
