"""Tables of study. A rule is never read by a report: ``study.settle`` turns rules into assignees, and those are read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.claims import Claimed
from learning.base.tables import BIG, Table
from learning.people.models import Person, Unit

OWN = text("kind = 'self' AND ended_at IS NULL")
OPEN = text("until_on IS NULL")


class Assignment(Claimed, Table):
    """A rule: for whom (a person, or a unit with all below it and who of them), which course, until when.

    A changed rule is a new row that ``replaces`` the old one. ``wanted``: what the worker shall still do with it.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="whom"),
        Index("uq_assignment_self", "person_id", "requirement", unique=True, sqlite_where=OWN, postgresql_where=OWN),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    requirement: Mapped[str] = mapped_column(String(40), index=True)  # a course key (every course is a certification)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    position: Mapped[str | None] = mapped_column(String(40))
    hired_from: Mapped[date | None]
    hired_until: Mapped[date | None]
    certificate: Mapped[str | None] = mapped_column(String(40))  # of which certification; see ``rules.CERTIFICATE_STATES``
    certificate_state: Mapped[str | None] = mapped_column(String(8))
    certificate_before: Mapped[date | None]
    due_on: Mapped[date | None]
    due_from: Mapped[str | None] = mapped_column(String(12))  # see ``rules.DUE_FROM``; empty: on the fixed day, if there is one
    due_days: Mapped[int | None]  # so many days after that; before it when negative
    mandatory: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str] = mapped_column(String(8), default="assigned")  # assigned | self
    reason: Mapped[str | None] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    restores: Mapped[int | None] = mapped_column(BIG)  # the earlier row whose dates come back with an undo
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    ended_why: Mapped[str | None] = mapped_column(String(400))
    wanted: Mapped[str | None] = mapped_column(String(8))  # begin | end
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # why the worker did not do it


class Assignee(Table):
    """The settled answer: this person, by that assignment, from a day. Rows are ended, never deleted."""

    __tablename__ = "assignee"
    __table_args__ = (
        Index("ix_assignee_person", "person_id", "requirement"),
        Index("ix_assignee_requirement", "requirement", "person_id", "until_on"),
        Index(
            "uq_assignee_open",
            "assignment_id",
            "person_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    requirement: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    due_on: Mapped[date | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    since_on: Mapped[date | None]  # when the asking began that this row goes on with; empty: with this row
    base_on: Mapped[date | None]  # what a relative date was reckoned from
    concession_id: Mapped[int | None] = mapped_column(BIG)  # the extension in its date
    why: Mapped[str] = mapped_column(String(20))  # personal | unit | self | offered
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    assignment: Mapped[Assignment] = relationship()


class Concession(Table):
    """What one person was granted in one requirement, whichever rules ask for it: a later date, or not to be asked at all."""

    __tablename__ = "concession"
    __table_args__ = (
        CheckConstraint("kind IN ('extended', 'exempted')", name="kind"),
        Index(
            "uq_concession_open", "person_id", "requirement", "kind", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requirement: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date | None]  # of an extension
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class StepFact(Table):
    """A step of a course was done, in its 版本, by that kind of proof. Once a person, step and 版本."""

    __tablename__ = "step_fact"
    __table_args__ = (UniqueConstraint("person_id", "course", "step", "version"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]  # 版本 of the step's file
    kind: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(80))  # lesson:<id> | attempt:<uuid> …
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Completion(Table):
    """The last required step of the edition then live was done. A fact: never recomputed, never removed."""

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("person_id", "course", "version"),
        Index("ix_completion_course", "course", "person_id", "effective_at"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]  # 版本 of the course
    edition: Mapped[int]
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
