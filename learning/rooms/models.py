"""Tables of live practice. A sheet that was handed in, a result, a branch head's word are never changed."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person, Unit

IS_OPEN = text("closed_at IS NULL")
IS_TAKEN = text("released_at IS NULL")


class Room(Table):
    """One practice of a role-play in the revision it had when the room was opened. ``turn`` counts what its page shows.

    On paper: it was played elsewhere on ``held_on``; who opened the room types the sheets.
    """

    __tablename__ = "room"
    __table_args__ = (
        Index("uq_room_code_open", "code", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_room_opened_by", "opened_by", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    code: Mapped[str] = mapped_column(String(6))
    course: Mapped[str] = mapped_column(String(40))
    roleplay: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int]
    version: Mapped[int | None]  # of the step, as study asked for it; none where it is no step
    seconds: Mapped[int]
    observers: Mapped[int]  # how many must hand in a sheet
    held_on: Mapped[date | None]
    opened_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    third_asked_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # done or cancelled: the code is free again
    turn: Mapped[int]
    opener: Mapped[Person] = relationship(foreign_keys=[opened_by])
    seats: Mapped[list["Seat"]] = relationship(order_by="Seat.id", back_populates="room")
    result: Mapped["Result | None"] = relationship(back_populates="room")


class Invited(Table):
    """Somebody who gave the right code: from then on the room is theirs to see."""

    __tablename__ = "room_invited"
    __table_args__ = (UniqueConstraint("room_id", "person_id"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime]


class Seat(Table):
    """A role that somebody took, until they gave it back or the opener released it. The database keeps one person a role."""

    __tablename__ = "room_seat"
    __table_args__ = (
        CheckConstraint("role IN ('customer', 'employee', 'observer', 'visitor')", name="role"),
        Index("uq_room_seat_taken", "room_id", "role", "place", unique=True, sqlite_where=IS_TAKEN, postgresql_where=IS_TAKEN),
        Index("uq_room_seat_person", "room_id", "person_id", unique=True, sqlite_where=IS_TAKEN, postgresql_where=IS_TAKEN),
        Index("ix_room_seat_person_id", "person_id", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id))
    role: Mapped[str] = mapped_column(String(8))
    place: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    taken_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    room: Mapped[Room] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sheet: Mapped["Sheet | None"] = relationship(back_populates="seat")


class Sheet(Table):
    """What an observer saw: points row by row of the rubric, red lines by their place, one sentence. A draft until handed in."""

    __tablename__ = "room_sheet"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey(Seat.id), unique=True)
    points: Mapped[list[Any]] = mapped_column(JSON)  # of each row, or none yet
    red_lines: Mapped[list[int]] = mapped_column(JSON)
    evidence: Mapped[str] = mapped_column(String(1000))
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    seat: Mapped[Seat] = relationship(back_populates="sheet")


class Result(Table):
    """How it went: the mean of two sheets, or the one sheet that decided. ``decided_by``: one | two | third."""

    __tablename__ = "room_result"
    __table_args__ = (Index("ix_room_result_person_id", "person_id", "id"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    num: Mapped[int]
    den: Mapped[int]
    passed: Mapped[bool]
    has_red_line: Mapped[bool]
    decided_by: Mapped[str] = mapped_column(String(5))
    sheets: Mapped[list[int]] = mapped_column(JSON)  # ids of those it rests on
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    comment: Mapped[str | None] = mapped_column(String(1000))
    commented_at: Mapped[datetime | None]
    room: Mapped[Room] = relationship(back_populates="result")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    word: Mapped["Word | None"] = relationship(back_populates="result")

    @property
    def total(self) -> Fraction:
        """Of a hundred."""
        return Fraction(self.num, self.den)


class Word(Table):
    """A branch head's one word on a result: it counts, or it does not and why."""

    __tablename__ = "room_word"
    __table_args__ = (CheckConstraint("kind IN ('signed', 'returned')", name="kind"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey(Result.id), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    result: Mapped[Result] = relationship(back_populates="word")
    by: Mapped[Person] = relationship()


class CaseTry(Table):
    """A sample case scored by somebody who wants to observe, with what the reference said of it."""

    __tablename__ = "case_try"
    __table_args__ = (Index("ix_case_try_person_id", "person_id", "course", "case"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    case: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    points: Mapped[list[int]] = mapped_column(JSON)
    red_lines: Mapped[list[int]] = mapped_column(JSON)
    passed: Mapped[bool]
    at: Mapped[datetime]


class CodeTry(Table):
    """A code that opened nothing: so that nobody guesses for long."""

    __tablename__ = "room_code_try"
    __table_args__ = (Index("ix_room_code_try_person_id", "person_id", "at"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
