"""Tables of certification. A period is never updated; what happens to it later is an event beside it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person


class CertificationPeriod(Table):
    """From when until when a person is certified, and why. Every course is a certification of one course, without expiry."""

    __tablename__ = "certification_period"
    __table_args__ = (
        UniqueConstraint("person_id", "certification", "baseline"),
        Index("ix_certification_period_certification", "certification", "person_id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    certification: Mapped[str] = mapped_column(String(40))  # a course key, or the key of a certification
    terms: Mapped[int | None]  # under the n-th terms of a certification
    baseline: Mapped[str] = mapped_column(String(80))  # what it rests on, e.g. completion:<course>:<版本>; one period each
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    baseline_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(20))
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    events: Mapped[list["PeriodEvent"]] = relationship(order_by="PeriodEvent.id")


class PeriodEvent(Table):
    """What happened to a period after it began."""

    __tablename__ = "period_event"
    __table_args__ = (CheckConstraint("kind IN ('extended', 'suspended', 'resumed', 'revoked', 'superseded')", name="kind"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("certification_period.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Proof(Table):
    """The numbered proof of a period: 26 Crockford base-32 characters, and the words as they were printed."""

    __tablename__ = "proof"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    number: Mapped[str] = mapped_column(String(26), unique=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("certification_period.id"), unique=True)
    issued_at: Mapped[datetime]
    printed: Mapped[dict[str, Any]] = mapped_column(JSON)  # names and titles as printed, both languages
    sha256: Mapped[str] = mapped_column(String(64))  # of the canonical JSON of ``printed`` with number and date
    shows_name: Mapped[bool] = mapped_column(default=False)  # the holder may show the whole name on the public page
    period: Mapped[CertificationPeriod] = relationship()


class ProofPaper(Table):
    """The PDF of a proof, made by the worker and kept by proof."""

    __tablename__ = "proof_paper"
    proof_id: Mapped[int] = mapped_column(ForeignKey("proof.id"), primary_key=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    refusal: Mapped[str | None] = mapped_column(String(400))  # why it cannot be printed, e.g. a character no font has
    made_at: Mapped[datetime]
