"""Tables of tasks. A signature is never changed: a line that was given back gets a new row when it is signed."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person

SIGNED = text("kind = 'signed'")


class Work(Table):
    """One person's work on a task. Until a line is signed it follows the text; from then on it keeps its revision."""

    __tablename__ = "work"
    __table_args__ = (UniqueConstraint("person_id", "course", "task", "version"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]  # as study asks for it: a higher one begins new work
    begun_at: Mapped[datetime]
    ready_at: Mapped[datetime | None] = mapped_column(
        index=True
    )  # the learner asks for signatures; empty again when a line comes back
    done_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")


class Signature(Table):
    """A branch head's word on one line: signed, or given back with what is missing."""

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("kind IN ('signed', 'returned')", name="kind"),
        Index("uq_signature_signed", "work_id", "line", unique=True, sqlite_where=SIGNED, postgresql_where=SIGNED),
        Index("ix_signature_work", "work_id", "id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    line: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    by: Mapped[Person] = relationship()


class WorkNote(Table):
    """What the learner writes to a line, or (line empty) to the whole task."""

    __tablename__ = "work_note"
    __table_args__ = (UniqueConstraint("work_id", "line"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    line: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class WorkFile(Table):
    """A picture, drawn anew without what the camera wrote into it, or a PDF. In the database: a backup holds it too."""

    __tablename__ = "work_file"
    __table_args__ = (Index("ix_work_file_work", "work_id", "id"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    token: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    line: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    mimetype: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
