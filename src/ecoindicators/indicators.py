"""What is judged: domain → task → indicator → component."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from ecoindicators.responsibility import NOBODY, Responsibility
from ecoindicators.targets import Direction, State, Target
from ecoindicators.texts import Text

Attribute = Literal["binding", "reference"]


@frozen
class Domain:
    """A domain (领域), the highest level above an indicator."""

    id: str
    name: Text

    def __str__(self) -> str:
        return str(self.name)


@frozen
class Task:
    """A task (任务) within a domain, numbered as the document prints it."""

    id: str
    number: str
    name: Text
    domain: Domain

    def __str__(self) -> str:
        return str(self.name)


@frozen
class Component:
    """
    A component (分项): what is actually observed and judged.

    ``layer`` is the id of the ruleset its target came from, ``clause`` where that target stands.
    ``minimum`` and ``maximum`` bound what can be observed; they are declared, never inferred.
    """

    id: str
    name: Text
    target: Target
    unit_measure: str = ""
    direction: Direction | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    applies_to: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)
    states: tuple[State, ...] = ()
    clause: str = ""
    layer: str = ""
    notes: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return self.id


@frozen
class Indicator:
    """
    An indicator (指标): a numbered row of the annex with one or more components.

    ``attribute`` is ``binding`` (约束性) or ``reference`` (参考性: judged and shown, does not decide);
    a ``prerequisite`` (基本条件) fails the whole where it is not met. ``source_cells`` keeps the cells as printed.
    ``weight`` and ``points`` (权重, 分值) are what the document prints for scoring; ``lint`` adds them up.
    """

    number: int | str
    id: str
    name: Text
    components: tuple[Component, ...]
    domain: Domain | None = None
    task: Task | None = None
    responsibility: Responsibility = NOBODY
    attribute: Attribute = "binding"
    prerequisite: bool = False
    clause: str = ""
    source_cells: Mapping[str, str] = field(factory=dict, hash=False)
    layer: str = ""
    notes: tuple[Text, ...] = ()
    weight: Decimal | None = None
    points: Decimal | None = None

    def __str__(self) -> str:
        return self.id

    def named(self, component: Component) -> Text:
        """Return the name of one of its components behind its own; its own alone where they are the same."""
        name, part = self.name, component.name
        return name if part == name else Text(f"{name.zh}：{part.zh}", f"{name.en}: {part.en}")

    @property
    def decides(self) -> bool:
        """Whether its verdict counts towards the whole."""
        return self.attribute == "binding" or self.prerequisite

    @property
    def variants(self) -> tuple[tuple[str, ...], ...]:
        """
        The kinds of places among which its components are divided; empty where they are not.

        They are where every component says what it applies to and not all say the same: 森林覆盖率 for 山区,
        丘陵区 and 平原地区, 林草覆盖率 for 高寒区 and 草原区. A place is then of one of these kinds.
        """
        kinds = tuple(dict.fromkeys(component.applies_to for component in self.components))
        return kinds if len(kinds) > 1 and all(kinds) else ()
