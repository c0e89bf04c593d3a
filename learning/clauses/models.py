"""The one table of observed clauses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person, Unit


class ClauseObservation(Table):
    """A person, in a unit, kept or broke a clause: by an answer, a choice, a rubric row, a finding."""

    __tablename__ = "clause_observation"
    __table_args__ = (Index("ix_clause_observation_unit", "unit_id", "clause", "at"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    clause: Mapped[str] = mapped_column(String(40), index=True)
    kept: Mapped[bool]
    source: Mapped[str] = mapped_column(String(20))  # lesson | quiz | …
    source_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
