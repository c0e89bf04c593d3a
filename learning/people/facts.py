"""What happened to people and units. The ledger keeps ids only, never a name."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfPerson(Fact):
    subject: ClassVar[tuple[str, str]] = ("person", "person_id")
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonAdded(_OfPerson):
    unit_id: int | None
    position: str | None


@dataclass(frozen=True, kw_only=True)
class PersonChanged(_OfPerson):
    """Which columns were corrected; what stood there is personal and stays out of the ledger."""

    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PostingChanged(_OfPerson):
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class AbsenceChanged(_OfPerson):
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class RoleGranted(_OfPerson):
    grant_id: int
    role: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(_OfPerson):
    grant_id: int
    role: str
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(_OfPerson):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(_OfPerson):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonLeft(_OfPerson):
    """The leaving day was set, moved, or (``after`` empty) taken back."""

    before: date | None
    after: date | None


@dataclass(frozen=True, kw_only=True)
class CodeGiven(_OfPerson):
    purpose: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(_OfPerson):
    """``how``: own, code, setup."""

    how: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(_OfPerson):
    count: int


@dataclass(frozen=True, kw_only=True)
class _OfUnit(Fact):
    subject: ClassVar[tuple[str, str]] = ("unit", "unit_id")
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class UnitAdded(_OfUnit):
    parent_id: int | None
    from_on: date


@dataclass(frozen=True, kw_only=True)
class UnitChanged(_OfUnit):
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class UnitMoved(_OfUnit):
    before: int | None
    after: int | None
    from_on: date


@dataclass(frozen=True, kw_only=True)
class UnitClosed(_OfUnit):
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Fact):
    """A day of the calendar was set, or (``after`` empty) given back to what ships."""

    subject: ClassVar[tuple[str, str]] = ("calendar_day", "day")
    day: date
    before: str | None
    after: str | None
