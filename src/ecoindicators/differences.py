"""Where two reports differ, place by place, each as a JSON path with both values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from ecoindicators.errors import shown
from ecoindicators.texts import NO_TEXT, Text


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


#: What stands for a value that one of the two sides does not have.
MISSING: Final = _Missing()
#: By which key the tables of a list are told apart, so that one left out is one difference and not many.
_KEYS: Final = {"findings": "component", "indicators": "indicator", "lacking": "indicator", "years": "year", "rulesets": "id"}  # fmt: skip
_ORDER: Final = Text("顺序不同", "they are in another order")


@frozen
class Difference:
    """
    A place where a report says something else than what follows from its inputs.

    ``path`` is a JSON path into the report (into the recomputed one, where the report lacks the place); a value
    that one side does not have is ``MISSING``. ``of`` is the id of the component, indicator or ruleset that the place
    belongs to; ``note`` says what the difference means, where that can be told.
    """

    path: str
    reported: Any
    recomputed: Any
    of: str = ""
    note: Text = NO_TEXT

    @property
    def text(self) -> Text:
        """The difference in one line."""
        reported, recomputed = brief(self.reported), brief(self.recomputed)
        if self.reported is MISSING:
            said = Text(f"报告中没有；重新计算应有 {recomputed}", f"missing from the report; recomputed {recomputed}")
        elif self.recomputed is MISSING:
            said = Text(f"报告写有 {reported}；重新计算没有", f"the report has {reported}; recomputed there is nothing")
        else:
            said = Text(f"报告为 {reported}；重新计算为 {recomputed}", f"the report says {reported}; recomputed {recomputed}")  # fmt: skip
        note, of = self.note, f" [{shown(self.of)}]" * bool(self.of)
        return Text(f"{self.path}{of}：{said.zh}" + f"（{note.zh}）" * bool(note), f"{self.path}{of}: {said.en}" + f" ({note.en})" * bool(note))  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data; a side that has no value is left out."""
        sides = {"reported": self.reported, "recomputed": self.recomputed}
        given = {side: value for side, value in sides.items() if value is not MISSING}
        return {"path": self.path, "of": self.of, **given, "note": self.note.to_dict()}


def differences(reported: Any, again: Any, path: str = "$", of: str = "") -> Iterator[Difference]:
    """
    Yield each place where a report differs from what was computed again, ``path`` being where both stand.

    >>> [d.path for d in differences({"a": [1, 2], "b": 1}, {"a": [1, 3], "b": True})]
    ['$.a[1]', '$.b']
    """
    if isinstance(reported, dict) and isinstance(again, dict):
        for key in dict.fromkeys((*reported, *again)):
            yield from differences(reported.get(key, MISSING), again.get(key, MISSING), _member(path, key), of)
    elif isinstance(reported, list) and isinstance(again, list):
        yield from _in_lists(reported, again, path, of)
    elif type(reported) is not type(again) or reported != again:  # true is not 1
        yield Difference(path, reported, again, of)


def _in_lists(reported: list[Any], again: list[Any], path: str, of: str) -> Iterator[Difference]:
    key = _KEYS.get(path.rpartition(".")[2])
    left = dict(enumerate(again) if key is None else ((item[key], item) for item in again))
    at = {name: position for position, name in enumerate(left)}
    order = []
    for position, item in enumerate(reported):
        name = position if key is None else item.get(key) if isinstance(item, dict) else None
        other = left.pop(name, MISSING) if isinstance(name, str | int) else MISSING
        if other is not MISSING:
            order.append(at[name])
        yield from differences(item, other, f"{path}[{position}]", of if key is None else str(name))
    for name, item in left.items():
        yield Difference(f"{path}[{at[name]}]", MISSING, item, of if key is None else str(name))
    if order != sorted(order):
        listed = [again[position][key] for position in order]
        yield Difference(path, listed, [again[position][key] for position in sorted(order)], of, _ORDER)


def _member(path: str, key: str) -> str:
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key):
        return f"{path}.{key}"
    return f"{path}[{json.dumps(key, ensure_ascii=not key.isprintable())}]"


def brief(value: Any) -> str:
    """Return a value of a report in a few characters: a hash by its beginning, nothing as a dash."""
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value):
        return f"{value[:12]}…"
    return "—" if value is MISSING else shown(json.dumps(value, ensure_ascii=False))
