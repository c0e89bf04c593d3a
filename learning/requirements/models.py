"""Tables of certifications. Terms are never updated: a change is a new row, and a period keeps the number of its own."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person


class CertificationTerms(Table):
    """What a certification is from now on: its names, how long it holds, how it is renewed. The newest row of a key counts."""

    __tablename__ = "certification_terms"
    __table_args__ = (UniqueConstraint("key", "n"), CheckConstraint("rule IN ('completion', 'expiry', 'fixed')", name="rule"))
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    n: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str | None] = mapped_column(String(120))
    validity: Mapped[str] = mapped_column(String(8))  # P12M, P365D; so are the next two
    opens_before: Mapped[str] = mapped_column(String(8))
    minimum: Mapped[str | None] = mapped_column(String(8))  # with the rule ``fixed``
    rule: Mapped[str] = mapped_column(String(12))
    grace: Mapped[int]  # days
    asked_by: Mapped[date | None]  # the content changed: who holds it does the shorter path until that day
    is_ended: Mapped[bool] = mapped_column(default=False)  # no new periods from here on
    reason: Mapped[str | None] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    courses: Mapped[list["CertificationCourse"]] = relationship(order_by="CertificationCourse.place")


class CertificationCourse(Table):
    """A course that these terms ask, in this 版本 or a later one: of everybody (whole), or of whoever renews in time (renewal)."""

    __tablename__ = "certification_course"
    __table_args__ = (
        UniqueConstraint("terms_id", "path", "course"),
        CheckConstraint("path IN ('whole', 'renewal')", name="path"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("certification_terms.id"))
    path: Mapped[str] = mapped_column(String(8))
    place: Mapped[int]
    course: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
