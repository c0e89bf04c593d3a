"""One row for every message to a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person

UNREAD = text("read_at IS NULL")


class Notice(Table):
    """A message: its kind decides the sentence, ``gaps`` fill it, ``key`` keeps it from being sent twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_notice_unread", "person_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_notice_person", "person_id", "at"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(120))
    gaps: Mapped[dict[str, Any]] = mapped_column(JSON)
    path: Mapped[str] = mapped_column(String(200))  # the page it leads to
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
