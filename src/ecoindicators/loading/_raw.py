"""The TOML format of a ruleset (docs: format) as attrs classes, one class a table, key for key.

These hold what one file says, before anything is looked up. cattrs fills them; kebab-case keys become
snake-case fields by a rule, ``from`` becomes ``since``. A class with ``TEXT_ALONE`` may be given as its first field alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, NewType

from attrs import field, frozen

from ecoindicators.texts import NO_TEXT, Text

#: What names a component or an indicator: its id, name, or number, which may stand without quotation marks.
Name = NewType("Name", str)
NO_NAME = Name("")


@frozen
class RawSource:
    title: str
    document: str = ""
    part: str = ""
    column: str = ""
    published: date | None = None


@frozen
class RawJurisdiction:
    code: str
    name: Text


@frozen
class RawRuleset:
    id: str
    version: str
    title: Text
    jurisdiction: RawJurisdiction
    source: RawSource
    extends: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    total_points: Decimal | None = None
    notes: tuple[Text, ...] = ()


@frozen
class RawAcceptance:
    consecutive_years: int
    clause: str = ""


@frozen
class RawTask:
    domain: str
    number: str
    zh: str
    en: str = ""


@frozen
class RawState:
    TEXT_ALONE: ClassVar[bool] = True

    phrase: str
    synonyms: tuple[str, ...] = ()
    antonyms: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()


@frozen
class RawTarget:
    TEXT_ALONE: ClassVar[bool] = True
    EXPECTED: ClassVar[Text] = Text('加引号的文字，如 "≥85"，或表', 'text in quotes such as "≥85", or a table')

    text: str
    states: tuple[RawState, ...] = ()
    labels: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)
    clause: str = ""


@frozen
class RawComponent:
    id: str
    name: Text
    target: RawTarget
    unit_measure: str = ""
    direction: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    applies_to: tuple[str, ...] = ()
    clause: str = ""
    notes: tuple[Text, ...] = ()


@frozen
class RawIndicator:
    number: int | str
    id: str
    name: Text
    task: str | None = None
    domain: str | None = None
    target: RawTarget | None = None
    unit_measure: str = ""
    direction: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    applies_to: tuple[str, ...] = ()
    attribute: str = "binding"
    prerequisite: bool = False
    weight: Decimal | None = None
    points: Decimal | None = None
    clause: str = ""
    source_cells: dict[str, str] = field(factory=dict)
    notes: tuple[Text, ...] = ()
    component: tuple[RawComponent, ...] = ()


@frozen
class RawUnit:
    id: str
    name: Text
    kind: str = "department"
    aliases: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawGroup:
    id: str
    name: Text
    kind: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawResponsibility:
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


@frozen
class RawDuty:
    id: str
    text: Text
    every: str | None = None
    clause: str = ""
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawAction:
    number: int
    title: Text
    section: str = ""
    summary: Text = NO_TEXT
    clause: str = ""
    indicators: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    duties: tuple[RawDuty, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawSection:
    number: str
    title: Text
    clause: str = ""
    actions: tuple[int, ...] = ()
    notes: tuple[Text, ...] = ()


@frozen
class RawPhase:
    number: str
    name: Text
    since: str
    until: str | None = None
    summary: Text = NO_TEXT
    clause: str = ""
    notes: tuple[Text, ...] = ()


@frozen
class RawAccept:
    check: str
    subject: str
    reason: Text


@frozen
class RawFile:
    """One file of a ruleset."""

    format: int | None = None
    ruleset: RawRuleset | None = None
    acceptance: RawAcceptance | None = None
    domains: dict[str, Text] = field(factory=dict)
    tasks: dict[str, RawTask] = field(factory=dict)
    indicator: tuple[RawIndicator, ...] = ()
    targets: dict[str, RawTarget] = field(factory=dict)
    unit: tuple[RawUnit, ...] = ()
    group: tuple[RawGroup, ...] = ()
    responsibility: dict[str, RawResponsibility] = field(factory=dict)
    section: tuple[RawSection, ...] = ()
    action: tuple[RawAction, ...] = ()
    duty: tuple[RawDuty, ...] = ()
    phase: tuple[RawPhase, ...] = ()
    accept: tuple[RawAccept, ...] = ()
    source_cells: dict[str, dict[str, str]] = field(factory=dict)
    notes: dict[str, tuple[Text, ...]] = field(factory=dict)
