"""What a target becomes in a dataframe: an expression for the reason code, and the numeric conditions behind gaps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from attrs import evolve, frozen

from ecoindicators.batch._coded import coded
from ecoindicators.batch._codes import FIRST_UNDETERMINED, MET, NO_OBSERVATION, verdict_of
from ecoindicators.batch._expressions import Expr, Namespace, chain, where


@frozen
class Leaf:
    """One numeric condition: where it could be judged, and there its gap and attainment (None: it has none)."""

    measured: Expr
    gap: Expr | None = None
    attainment: Expr | None = None


@frozen
class Judged:
    """
    A target in a dataframe.

    ``cases`` are conditions with the reason code of the rows they hold for, the first that holds deciding, and
    ``otherwise`` is the code of the rest. A compound takes the codes of its parts instead: its ``code`` is a
    column, and ``possible`` the codes that can occur there. ``level`` is the step of the plan after which the columns
    that are named are there; ``excused`` is where the target was not asked at all (None: nowhere).
    """

    cases: tuple[tuple[Expr, int], ...] = ()
    otherwise: int = NO_OBSERVATION
    code: Expr | None = None
    possible: frozenset[int] = frozenset()
    leaves: tuple[Leaf, ...] = ()
    level: int = 0
    excused: Expr | None = None

    def verdicts(self, ns: Namespace) -> tuple[tuple[tuple[Expr, int], ...], int]:
        """Return the cases by the number of the verdict, and that of the rest."""
        if self.code is None:
            cases, otherwise = [(c, verdict_of(code)) for c, code in self.cases], verdict_of(self.otherwise)
        else:
            here = sorted({verdict_of(code) for code in self.possible})
            ends = (FIRST_UNDETERMINED, MET)
            cases = [(c, verdict_of(code)) for c, code in self.cases]
            cases += [(self.code < coded(ends[verdict], ns), verdict) for verdict in here[:-1]]
            otherwise = here[-1]
        while cases and cases[-1][1] == otherwise:
            cases.pop()
        return tuple(cases), otherwise

    def codes(self, ns: Namespace) -> Expr:
        """Return the reason code of every row."""
        rest = self.code if self.code is not None else coded(self.otherwise, ns)
        return chain(ns, [(condition, coded(code, ns)) for condition, code in self.cases], rest)

    def all_possible(self) -> frozenset[int]:
        """Return every code that can occur."""
        return self.possible | {code for _, code in self.cases} | ({self.otherwise} if self.code is None else set())


def code_of(judged: Judged) -> Expr:
    """Return the column of a judgement that was given one."""
    assert judged.code is not None
    return judged.code


def gated(leaf: Leaf, condition: Expr, ns: Namespace) -> Leaf:
    """Return a leaf that is only there where ``condition`` holds."""
    return evolve(
        leaf,
        measured=condition & leaf.measured,
        gap=None if leaf.gap is None else where(ns, condition).then(leaf.gap),
        attainment=None if leaf.attainment is None else where(ns, condition).then(leaf.attainment),
    )


def measures(leaves: Sequence[Leaf], ns: Namespace) -> Expr:
    """Return how many of the numeric conditions could be judged in each row."""
    return reduce(add, [leaf.measured.fill_null(False).cast(ns.Int8) for leaf in leaves])


def the_one(leaves: Sequence[Leaf], attribute: str, ns: Namespace) -> Expr | None:
    """Return the ``gap`` or ``attainment`` where exactly one numeric condition could be judged, else null."""
    if len(leaves) == 1:
        single: Expr | None = getattr(leaves[0], attribute)
        return single
    cases = [(leaf.measured, getattr(leaf, attribute)) for leaf in leaves if getattr(leaf, attribute) is not None]
    if not cases:
        return None
    return where(ns, measures(leaves, ns) == 1).then(chain(ns, cases, ns.lit(None, ns.Float64)))
