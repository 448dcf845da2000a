"""The one clock: when an assessment was made. ``SOURCE_DATE_EPOCH`` fixes it, so that reports can be made again."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from ecoindicators.errors import Problem, ProblemsError, shown
from ecoindicators.texts import Text

FIXED = "SOURCE_DATE_EPOCH"


def now() -> datetime:
    """
    Return the time in UTC, to the second; the one that ``SOURCE_DATE_EPOCH`` (seconds since 1970) fixes, if it is set.

    Source: https://reproducible-builds.org/specs/source-date-epoch/

    Raises:
        ProblemsError: ``SOURCE_DATE_EPOCH`` is no count of seconds.

    >>> now().tzinfo, now().microsecond
    (datetime.timezone.utc, 0)
    """
    fixed = os.environ.get(FIXED)
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if not (fixed.isascii() and fixed.isdecimal()):
            raise ValueError(fixed)
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = Text(
            f"环境变量 {FIXED} 应为自1970年起的秒数，而不是“{shown(fixed)}”",
            f'{FIXED} should be a number of seconds since 1970, not "{shown(fixed)}"',
        )
        raise ProblemsError([Problem("bad-time", message, found=shown(fixed))]) from error
