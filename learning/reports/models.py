"""The sums of the completion report: derived from assignees, completions and postings, dropped and made anew by one command;
and the views of it that somebody keeps.

They hold for one day and one edition; ``report_stale`` names, in the transaction of each fact, the units whose sums are to be
counted again. The reader counts those few units itself, so that the page is never behind.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.base.tables import BIG, Table
from learning.people.models import Person, Unit


class ReportSum(Table):
    """What is counted of the people of one position (empty: all) in a unit: in itself, and with everybody below it."""

    __tablename__ = "report_sum"
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    position: Mapped[str] = mapped_column(String(40), primary_key=True)
    own: Mapped[dict[str, Any]] = mapped_column(JSON)
    whole: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReportPast(Table):
    """How the counts of a unit and position came about day by day (``rules.History``): in itself, and with everybody below it.

    ``whole`` is empty where nobody is below. Nothing is kept for all positions together: they are added up.
    """

    __tablename__ = "report_past"
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    position: Mapped[str] = mapped_column(String(40), primary_key=True)
    own: Mapped[str] = mapped_column(Text)
    whole: Mapped[str | None] = mapped_column(Text)


class ReportDay(Table):
    """The one row that says for which day and edition the sums hold, and until which day the past. ``turn`` grows whenever
    they are touched."""

    __tablename__ = "report_day"
    turn: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    on: Mapped[date]
    edition: Mapped[int]
    at: Mapped[datetime]


class ReportStale(Table):
    """A unit in which something happened since it was counted; empty: everywhere. Rows are only added, so that nobody waits."""

    __tablename__ = "report_stale"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(BIG)


class SavedView(Table):
    """A view of the report that its owner keeps under a name; sent to them where they wish so."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("rhythm IN ('never', 'weekly', 'monthly')", name="rhythm"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(String(60))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)  # the filters but for the day: a view always shows the day it is opened
    rhythm: Mapped[str] = mapped_column(String(8), default="never")
    at: Mapped[datetime]
