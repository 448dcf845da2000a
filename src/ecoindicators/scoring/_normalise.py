"""Normalisations: how a component's value becomes a number that can be aggregated with others, more being better.

After OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5. Each is given the value alone; the
bounds ``at_least`` and ``at_most`` clip what comes out.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Final, Protocol

from attrs import frozen

from ecoindicators.scoring._score import DIGITS
from ecoindicators.texts import Text

ONE: Final = Decimal(1)
ZERO: Final = Decimal(0)
NO_LOG: Final = Text("数值不大于0，不能取对数", "no logarithm of a value that is not above 0")
NO_QUOTIENT: Final = Text("数值不大于0，不能作除数", "no quotient by a value that is not above 0")


class Normalise(Protocol):
    """A normalisation: of a value it makes a number, or says why it cannot."""

    @property
    def rises(self) -> bool:
        """Whether more gives more; where it does not, less does."""
        ...

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """What the number can never leave, None where it can."""
        ...

    def of(self, value: Decimal) -> Decimal | Text:
        """Return the number, before it is clipped, or the reason why there is none."""
        ...


@frozen
class MinMax:
    """(x − worst) / (best − worst), of logarithms where ``log``; ``base`` and ``span`` lay it out (efficacy: 60 + 40)."""

    worst: Decimal
    best: Decimal
    log: bool = False
    base: Decimal = ZERO
    span: Decimal = ONE

    @property
    def rises(self) -> bool:
        """Whether the best is the greater."""
        return self.best > self.worst

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Nothing bounds it."""
        return None, None

    def of(self, value: Decimal) -> Decimal | Text:
        """
        Return where ``value`` lies between worst and best.

        >>> MinMax(Decimal(20), Decimal(85)).of(Decimal("52.5"))
        Decimal('0.5')
        """
        if self.log and value <= 0:
            return NO_LOG
        with localcontext() as context:
            context.prec = DIGITS
            x, worst, best = (n.ln() if self.log else n for n in (value, self.worst, self.best))
            return self.base + (x - worst) / (best - worst) * self.span


@frozen
class ZScore:
    """(x − mean) / standard deviation of the peers (of all of them: divided by n), its sign turned where lower is better."""

    mean: Decimal
    deviation: Decimal
    rises: bool

    @classmethod
    def among(cls, peers: tuple[Decimal, ...], rises: bool) -> ZScore:
        """Return the normalisation among ``peers``; a deviation of 0 says that they are all equal."""
        with localcontext() as context:
            context.prec = DIGITS
            mean = sum(peers, ZERO) / len(peers)
            return cls(mean, (sum(((p - mean) ** 2 for p in peers), ZERO) / len(peers)).sqrt(), rises)

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Nothing bounds it."""
        return None, None

    def of(self, value: Decimal) -> Decimal | Text:
        """Return how many standard deviations ``value`` is better than the mean."""
        with localcontext() as context:
            context.prec = DIGITS
            return (value - self.mean) / self.deviation * (1 if self.rises else -1)


@frozen
class Rank:
    """(n − rank) / (n − 1) among the peers and the place itself: 1 for the best, 0 for the last; equal values share the better rank."""

    peers: tuple[Decimal, ...]
    rises: bool

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """It lies between 0 and 1."""
        return ZERO, ONE

    def of(self, value: Decimal) -> Decimal | Text:
        """
        Return the rank of ``value`` among the peers, as a share.

        >>> Rank((Decimal(1), Decimal(2), Decimal(3)), rises=True).of(Decimal(2))
        Decimal('0.5')
        """
        group = self.peers if value in self.peers else (*self.peers, value)
        better = sum(p > value if self.rises else p < value for p in group)
        with localcontext() as context:
            context.prec = DIGITS
            return Decimal(len(group) - 1 - better) / (len(group) - 1)


@frozen
class Ratio:
    """x / reference where more is better, reference / x where less is: distance to target, percent of best."""

    reference: Decimal
    rises: bool
    best: bool = False

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Where less is better it is above 0; of the best (which the place itself may be) it is never over 1."""
        return None if self.rises else ZERO, ONE if self.best else None

    def of(self, value: Decimal) -> Decimal | Text:
        """Return the quotient."""
        with localcontext() as context:
            context.prec = DIGITS
            if self.rises:
                return value / self.reference
            return NO_QUOTIENT if value <= 0 else self.reference / value
