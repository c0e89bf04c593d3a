"""What happens to meetings."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class _OfRun(Fact):
    subject: ClassVar[tuple[str, str]] = ("meeting", "run_id")
    run_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingStarted(_OfRun):
    """A meeting is being held, with the script in this revision."""

    course: str
    meeting: str
    rev: str
    edition: int
    host_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(_OfRun):
    """The record is complete: who came and how, seconds by segment, drills, and a digest of all of it."""

    rev: str
    host_id: int
    seconds: int
    segments: dict[str, int]
    people: dict[str, str]  # by person id: present | late | absent | leave | guest
    drills: dict[str, tuple[int, int]]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class MeetingLapsed(_OfRun):
    """Nobody closed it: midnight did."""

    rev: str
    host_id: int
    seconds: int
    segments: dict[str, int]
    people: dict[str, str]
    drills: dict[str, tuple[int, int]]
    sha256: str


@dataclass(frozen=True, kw_only=True)
class MeetingVoided(_OfRun):
    """It does not count, for ``reason``."""


@dataclass(frozen=True, kw_only=True)
class RemarkAdded(_OfRun):
    """Something was added to a record that is closed; ``reason`` is the remark."""


@dataclass(frozen=True, kw_only=True)
class CaughtUp(_OfRun):
    """Somebody who was not there has read the meeting and answered its question."""

    person_id: int
    response_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Fact):
    """What a branch means to hold on a day, or holds differently than it meant before."""

    subject: ClassVar[tuple[str, str]] = ("planned meeting", "plan_id")
    plan_id: int
    unit_id: int
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeetingUnplanned(Fact):
    """A plan was taken back, for ``reason``."""

    subject: ClassVar[tuple[str, str]] = ("planned meeting", "plan_id")
    plan_id: int
    unit_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class HostJudged(_OfRun):
    """The branch head filled the host's quality card."""

    host_id: int
    total: int
    scores: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class FeedChanged(Fact):
    """A branch's calendar got an address for other calendars; the one before, if any, is good no more. ``is_on`` False: none."""

    subject: ClassVar[tuple[str, str]] = ("unit", "unit_id")
    unit_id: int
    is_on: bool
