"""Answers given outside an attempt: to the questions inside a lesson, to the one that a meeting asks."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person


class Response(Table):
    """One answer to one item where the key may be shown at once. All are kept; the mark is ``num``/``den``, an essay has none."""

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_item", "person_id", "course", "item"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(20))  # lesson | meeting | practice
    value: Mapped[Any] = mapped_column(JSON)
    num: Mapped[int | None]
    den: Mapped[int | None]
    at: Mapped[datetime]

    @property
    def is_right(self) -> bool:
        """Whether it earned every point; an essay never does."""
        return self.num is not None and self.num == self.den
