"""A score in one line, as text, and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ecoindicators.reports._tables import block, markdown_cell, markdown_table, one_line, text_table
from ecoindicators.reports._words import LABELS, colon, heading, label
from ecoindicators.texts import Text, plain_number

if TYPE_CHECKING:
    from ecoindicators.reports._office import Table
    from ecoindicators.scoring import Contribution, Score

#: A scheme asks for fewer; more come of a division that does not end.
_MOST_DECIMALS: Final = 6
KEYS = ("item", "item_score", "weight", "adds", "low", "high", "because")


def in_a_line(score: Score) -> Text:
    """Return the score in one line: title or method, value, grade, and the interval where it is one."""
    named = score.title or Text(score.method)
    value = _number(score.value)
    zh, en = f"{named.zh}：{value}", f"{named.en}: {value}"
    if score.grade is not None and score.grade.value:
        zh, en = f"{zh}，{score.grade.value.zh}", f"{en}, {score.grade.value.en}"
    if score.low is None or score.low != score.high:
        interval = f"{_number(score.low)}–{_number(score.high)}"
        grades_zh = grades_en = ""
        if score.grade is not None and score.grade.low != score.grade.high:
            low, high = score.grade.low, score.grade.high
            grades_zh, grades_en = f"，{low.zh or '—'}至{high.zh or '—'}", f", {low.en or '—'} to {high.en or '—'}"
        zh, en = f"{zh}（数据补齐后在{interval}之间{grades_zh}）", f"{en} ({interval} once all data are in{grades_en})"
    return Text(zh, en)


def score_line(score: Score) -> str:
    """Return the score in one line of the current language."""
    return str(in_a_line(score))


def score_text(score: Score) -> str:
    """Return the score for a terminal."""
    blocks = [one_line(score_line(score)), text_table([label(key) for key in KEYS], _rows(score))]
    if score.remarks:
        blocks.append("\n".join(one_line(remark) for remark in score.remarks))
    if score.left_out:
        blocks.append(block(heading("left_out"), (f"{item}{colon()}{reason}" for item, reason in score.left_out)))
    blocks.append(one_line(score.note))
    return "\n\n".join(blocks) + "\n"


def score_markdown(score: Score) -> str:
    """Return the score as Markdown, beginning with a head of the second level."""
    blocks = [f"## {label('score')}", markdown_cell(score_line(score))]
    blocks.append(markdown_table([label(key) for key in KEYS], _rows(score)))
    if score.remarks:
        blocks.append("\n".join("- " + markdown_cell(remark) for remark in score.remarks))
    if score.left_out:
        lines = [f"- {markdown_cell(f'{item}{colon()}{reason}')}" for item, reason in score.left_out]
        blocks += [f"### {label('left_out')}", "\n".join(lines)]
    blocks.append(markdown_cell(score.note))
    return "\n\n".join(blocks) + "\n"


def all_items(contributions: Iterable[Contribution]) -> Iterator[tuple[int, Contribution, list[str]]]:
    """Yield every item with its depth and its numbers as text, each level before the items below it."""
    for depth, c in _levels(contributions):
        yield depth, c, [_number(n) for n in _numbers(c)]


def _levels(contributions: Iterable[Contribution], depth: int = 0) -> Iterator[tuple[int, Contribution]]:
    for c in contributions:
        yield depth, c
        yield from _levels(c.parts, depth + 1)


def _numbers(c: Contribution) -> tuple[Decimal | None, ...]:
    return c.value, c.weight, c.points, c.low, c.high


def score_table(score: Score) -> Table:
    """Return the score as a table, for a workbook: the whole, every item, and what was left out; numbers as numbers."""
    from ecoindicators.reports._office import Table

    whole: list[object] = [str(score.title or score.method), _figure(score.value), "", "", _figure(score.low)]
    rows = [[*whole, _figure(score.high), str(score.note)]]
    if score.grade is not None:
        grades = [str(text) or "—" for text in (score.grade.value, score.grade.low, score.grade.high)]
        rows.append([label("grade"), grades[0], "", "", *grades[1:], ""])
    rows += [[str(remark), "", "", "", "", "", ""] for remark in score.remarks]
    rows += _rows(score, _figure)
    rows += [[item, "", "", "", "", "", f"{label('left_out')}{colon()}{reason}"] for item, reason in score.left_out]
    return Table(LABELS["score"], KEYS, tuple(LABELS[key] for key in KEYS), rows)


def _figure(number: Decimal | None) -> Decimal | str:
    """Return a number of a score: a quotient that does not end has four decimals here, nine in the data; "—" for none."""
    if number is None:
        return "—"
    from ecoindicators.scoring._score import half_up

    endless = -int(number.as_tuple().exponent) > _MOST_DECIMALS
    return half_up(number, 4).normalize() + Decimal(0) if endless else number


def _number(number: Decimal | None) -> str:
    """Return a number of a score for people, as text."""
    return plain_number(_figure(number))


def _rows(score: Score, shown: Callable[[Decimal | None], object] = _number) -> list[list[object]]:
    return [
        [f"{'· ' * depth}{c.name or c.item}", *map(shown, _numbers(c)), str(c.because)]
        for depth, c in _levels(score.contributions)
    ]
