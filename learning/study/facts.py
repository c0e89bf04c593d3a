"""What happened in study. All of these are in the ledger; a single step that was done is not."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from learning.base.ledger import Fact


@dataclass(frozen=True, kw_only=True)
class CourseAssigned(Fact):
    """These people came under an assignment: when it was made, or later by a transfer."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]
    due_on: date | None
    is_own: bool = False  # they enrolled themselves
    is_offer: bool = False  # nobody asks: theirs to take up


@dataclass(frozen=True, kw_only=True)
class AssigneesLeft(Fact):
    """These people are no longer under an assignment that goes on for others."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DueChanged(Fact):
    """These people have another date: the rule was changed, they were granted more time, moved, or are away on that day."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class AssignmentChanged(Fact):
    """A rule took the place of an earlier version: which columns differ, and what they were and are."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    replaces: int
    requirement: str
    before: dict[str, Any]
    after: dict[str, Any]
    is_undo: bool


@dataclass(frozen=True, kw_only=True)
class ConcessionGranted(Fact):
    """One person got a later date, or is not asked at all."""

    subject: ClassVar[tuple[str, str]] = ("person", "person_id")
    person_id: int
    concession_id: int
    requirement: str
    kind: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class ConcessionEnded(Fact):
    """It was taken back, or another one took its place."""

    subject: ClassVar[tuple[str, str]] = ("person", "person_id")
    person_id: int
    concession_id: int
    requirement: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class AssignmentEnded(Fact):
    """An assignment was taken back, for everybody it held for."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Fact):
    """The last required step of the live course was done."""

    subject: ClassVar[tuple[str, str]] = ("completion", "completion_id")
    completion_id: int
    person_id: int
    course: str
    version: int
    edition: int
