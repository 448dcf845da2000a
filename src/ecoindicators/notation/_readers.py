"""The readers of atoms, in the order in which they are tried.

Each returns the target, or None where the text at the position is none of its kind; its rule stands in its docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ecoindicators.notation._courses import change, trend
from ecoindicators.notation._events import eliminated, in_force
from ecoindicators.notation._numbers import threshold
from ecoindicators.notation._orders import assigned, peer
from ecoindicators.notation._scanner import Scanner
from ecoindicators.targets import Direction, Target

Reader = Callable[[Scanner, "Direction | None"], "Target | None"]
BEFORE_WINDOWS: Final[tuple[Reader, ...]] = (trend, in_force)
"""近三年逐年 is a trend and 三年内编制 a date, though both begin like a window."""
READERS: Final[tuple[Reader, ...]] = (assigned, peer, change, eliminated, threshold)
