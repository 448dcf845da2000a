"""Who is responsible: units, groups of units, and who leads and who takes part."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ecoindicators.texts import Text


@frozen
class Unit:
    """
    An organisation (单位), known by its printed name and its aliases.

    >>> bureau = Unit("forestry-bureau", Text("市林业局", "Forestry Bureau"))
    >>> str(bureau)
    '市林业局'
    """

    id: str
    name: Text
    aliases: tuple[str, ...] = ()
    kind: str = "department"
    notes: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return str(self.name)


@frozen
class Group:
    """
    A named set of units ("各乡镇（街道）"): filled by ``members``, or by ``kinds`` from a roster.

    A group with neither stands for units that the document does not list.
    """

    id: str
    name: Text
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return str(self.name)


@frozen
class Responsibility:
    """
    Who leads (牵头单位) and who takes part (责任单位).

    >>> Responsibility(lead=(Unit("a", Text("甲局")),)).units[0].id
    'a'
    """

    lead: tuple[Unit | Group, ...] = ()
    responsible: tuple[Unit | Group, ...] = ()

    @property
    def units(self) -> tuple[Unit | Group, ...]:
        """Everybody named, lead units first, each once."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible)))

    def __bool__(self) -> bool:
        return bool(self.lead or self.responsible)


NOBODY = Responsibility()


def names_of(unit: Unit | Group) -> Iterator[str]:
    """Yield every name a unit or group answers to: id, Chinese and English name, aliases."""
    yield unit.id
    yield unit.name.zh
    if unit.name.en != unit.name.zh:
        yield unit.name.en
    yield from unit.aliases
