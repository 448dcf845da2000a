"""What the joined tables hold, by the names of their columns."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from attrs import field, frozen

from ecoindicators.targets import Target


@frozen
class Assignments:
    """
    Assigned targets of one component: their shapes, a column that numbers the shape, and one of their numbers.

    Thresholds of one kind are one shape, whose column is then not needed: where the number is null, none is assigned.
    """

    shapes: tuple[Target, ...]
    number: str
    shape: str | None = None


@frozen
class Joined:
    """What the joined tables hold, by the names of their columns."""

    assignments: Mapping[int, Assignments] = field(factory=dict)
    references: Mapping[tuple[int, str], tuple[str, ...]] = field(factory=dict)
    labels: Mapping[str, str] = field(factory=dict)
    any_label: str | None = None
    exemptions: Mapping[int, str] = field(factory=dict)

    @property
    def key(self) -> Hashable:
        """What tells these tables from others."""
        found = (self.assignments, self.references, self.labels, self.exemptions)
        return (*(tuple(sorted(mapping.items(), key=str)) for mapping in found), self.any_label)
