"""What a reader leaves in a lesson. Private: nobody else's query reaches these rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person


class Reading(Table):
    """How far a person came in a lesson: the furthest heading, the share read, and whether the end was reached."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("person_id", "course", "lesson"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    lesson: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)  # as study asks for it: a higher one begins the reading anew
    place: Mapped[str | None] = mapped_column(String(40))  # the heading last in view
    percent: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Note(Table):
    """One's own note on a lesson."""

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("person_id", "course", "lesson"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    lesson: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(4000))
    written_at: Mapped[datetime]


class Bookmark(Table):
    """A lesson one wants to find again."""

    __tablename__ = "bookmark"
    __table_args__ = (UniqueConstraint("person_id", "course", "lesson"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    lesson: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
