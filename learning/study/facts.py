"""What happened in study. All of these are in the ledger; a single step that was done is not."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

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


@dataclass(frozen=True, kw_only=True)
class AssigneesLeft(Fact):
    """These people are no longer under an assignment that goes on for others."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DuePostponed(Fact):
    """A date that fell into an absence moved behind it."""

    subject: ClassVar[tuple[str, str]] = ("assignment", "assignment_id")
    assignment_id: int
    requirement: str
    person_ids: tuple[int, ...]
    before: date | None
    after: date


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
