"""What happens in live practice. The words of sheets are not in the ledger, their digest is."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfRoom(Fact):
    subject: ClassVar[tuple[str, str]] = ("room", "room_id")
    room_id: int
    course: str
    roleplay: str


@dataclass(frozen=True, kw_only=True)
class RoomOpened(_OfRoom):
    rev: str
    edition: int
    observers: int
    on_paper: bool


@dataclass(frozen=True, kw_only=True)
class RoomCancelled(_OfRoom):
    """The opener sent everybody home; drafts are kept and count for nothing."""


@dataclass(frozen=True, kw_only=True)
class SeatReleased(_OfRoom):
    """The opener took a role away from somebody who did not come back; an observer's draft is kept."""

    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class SheetHandedIn(_OfRoom):
    """``counts`` is false for somebody who sits in."""

    person_id: int
    sheet_id: int
    counts: bool
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ThirdAsked(_OfRoom):
    """Two observers saw it too differently."""

    opener_id: int
    rows: tuple[int, ...]
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class PracticeScored(_OfRoom):
    """The result, with a digest of everything it rests on."""

    result_id: int
    person_id: int
    total: Fraction
    passed: bool
    has_red_line: bool
    decided_by: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PracticeSigned(_OfRoom):
    """A branch head says that it counts."""

    result_id: int
    person_id: int
    did_step: bool


@dataclass(frozen=True, kw_only=True)
class PracticeReturned(_OfRoom):
    """A branch head says that it does not; ``reason`` says why."""

    result_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ObserverQualified(Fact):
    """Somebody has passed the sample cases: from now on their sheets count."""

    subject: ClassVar[tuple[str, str]] = ("person", "person_id")
    person_id: int
    cases: tuple[str, ...]
