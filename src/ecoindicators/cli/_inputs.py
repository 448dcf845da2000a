"""What the commands read and ask: a ruleset, a dossier, a year, a place; what is wrong with any is said at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecoindicators.cli._common import progress_bar

if TYPE_CHECKING:
    from ecoindicators.dossier import Dossier
    from ecoindicators.rulesets import Ruleset


def read_inputs(ruleset: str, path: Path, **tables: Path | None) -> tuple[Ruleset, Dossier]:
    """Return a ruleset and the dossier to judge by it; what is wrong with either is said at once."""
    from ecoindicators.binding import completed
    from ecoindicators.errors import DossierError, ProblemsError, RulesetError, UnknownNameError
    from ecoindicators.plugins import find_ruleset

    wrong: DossierError | None = None
    try:
        dossier = read_dossier(path, **tables)
    except DossierError as error:
        wrong = error
    try:
        found = find_ruleset(ruleset)
    except (UnknownNameError, RulesetError) as error:
        if wrong is None:
            raise
        own = error.problems if isinstance(error, RulesetError) else (error.problem(),)
        raise ProblemsError([*own, *wrong.problems]) from error
    if wrong is not None:
        raise completed(wrong, found)
    return found, dossier


def read_dossier(path: Path, **tables: Path | None) -> Dossier:
    """Return the dossier at a path; a folder of workbooks shows a bar, which is silent where there is no terminal."""
    from ecoindicators.dossier import Dossier

    if not path.is_dir():
        return Dossier.read(path, **tables)  # type: ignore[arg-type]
    books = sum(p.suffix.lower() == ".xlsx" for p in path.iterdir())
    with progress_bar(books, str(path)) as bar:
        return Dossier.read(path, progress=bar.update, **tables)


def check_question(ruleset: Ruleset, dossier: Dossier, year: int, place: Iterable[str], as_of: date | None) -> None:
    """
    Refuse a day before the year that is judged, and tell of labels that no target or component asks for.

    A place may bear labels of many sorts, so that one which makes no difference here is no error.
    """
    from ecoindicators.errors import nearest_names
    from ecoindicators.notation import labels_in
    from ecoindicators.targets import labels_of
    from ecoindicators.texts import Text

    if as_of is not None and as_of.year < year:
        message = Text(f"评估日期 {as_of} 早于评估年度{year}年", f"the day {as_of} is before {year}, the year judged")
        raise click.BadParameter(str(message), param_hint="--as-of")
    judged = [component for layer in ruleset.chain for component in layer.components]
    asked = dict.fromkeys(label for c in judged for label in (*c.applies_to, *labels_of(c.target)))
    asked |= dict.fromkeys(label for row in dossier.assignments for label in labels_in(row.target))
    known = Text(f"；可用：{'、'.join(asked)}", f". There are: {', '.join(asked)}") if asked else Text("")
    for label in place:
        if label not in asked:
            near = nearest_names(label, asked)
            close = Text(f"；最接近的是：{'、'.join(near)}", f"; nearest: {', '.join(near)}") if near else Text("")
            message = Text(
                f"提示：指标体系没有用到类别标签“{label}”，--place {label} 不起作用{close.zh}{known.zh}",
                f'warning: the ruleset asks for no label "{label}": --place {label} makes no difference{close.en}{known.en}',
            )
            click.echo(str(message), err=True)
