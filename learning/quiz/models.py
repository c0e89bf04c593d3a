"""Tables of attempts. An attempt never reads the live text: its items are fixed, with revisions, when it starts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person

OPEN = text("handed_in_at IS NULL")
WAITING = text("waits_for IS NOT NULL")


class Attempt(Table):
    """One sitting of one quiz. At most one is open; ``number`` counts a person's attempts from 1."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "course", "quiz", "number"),
        Index("uq_attempt_open", "person_id", "course", "quiz", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_attempt_quiz", "course", "quiz", "handed_in_at"),
        CheckConstraint("purpose IN ('pretest', 'practice', 'exam')", name="purpose"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    quiz: Mapped[str] = mapped_column(String(40))
    quiz_rev: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]  # 版本 of the quiz
    edition: Mapped[int]
    number: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(8))
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)  # pass share, reveal, must-tags, time: as they stood at the start
    seed: Mapped[str] = mapped_column(String(32))  # 128 bits, hex
    lang: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    late_seen_at: Mapped[datetime | None]  # latched when the deadline is first seen past: no clock reopens an attempt
    handed_in_at: Mapped[datetime | None]
    handed_in_by: Mapped[str | None] = mapped_column(String(8))  # person | deadline
    num: Mapped[int | None] = mapped_column(BigInteger)  # points won, as a fraction …
    den: Mapped[int | None] = mapped_column(BigInteger)
    max_num: Mapped[int | None] = mapped_column(BigInteger)  # … of the points to be had
    max_den: Mapped[int | None] = mapped_column(BigInteger)
    passed: Mapped[bool | None]
    marked_at: Mapped[datetime | None]  # when the last mark came in; handed in without it: some essays are still to be read
    items: Mapped[list["AttemptItem"]] = relationship(order_by="AttemptItem.n", back_populates="attempt")

    @property
    def is_to_be_marked(self) -> bool:
        """Handed in, and not yet read to the end: points are known in part, and nobody has passed or failed."""
        return self.handed_in_at is not None and self.marked_at is None


class AttemptItem(Table):
    """The ``n``-th question of an attempt: which item in which revision, its points, the order its choices were shown in.

    Each part of a case is a question of its own; ``item`` and ``rev`` are those of the case.
    """

    __tablename__ = "attempt_item"
    __table_args__ = (UniqueConstraint("attempt_id", "n"), Index("ix_attempt_item_item", "item", "rev"))
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    n: Mapped[int]
    item: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    part: Mapped[str | None] = mapped_column(String(40))
    points_num: Mapped[int]
    points_den: Mapped[int]
    choice_order: Mapped[list[int]] = mapped_column(JSON)  # rows, then options: see ``content.showing``
    marked_by_taker: Mapped[bool] = mapped_column(default=False)  # "look at this again"
    attempt: Mapped[Attempt] = relationship(back_populates="items")

    @property
    def key(self) -> str:
        """The id of what is answered."""
        return self.part or self.item


class Answer(Table):
    """One answer as it was given. All are kept; of an item's answers the highest ``seq`` counts."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "n", "seq"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    n: Mapped[int]
    key: Mapped[str] = mapped_column(String(36), unique=True)  # the client's UUID: the same answer twice is one row
    seq: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Any] = mapped_column(JSON)
    client_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    clock_off: Mapped[int | None]  # seconds by which the sender's clock was ahead of ours


class LateDecision(Table):
    """What a trainer decided about an answer that was given in time and arrived when the attempt was over."""

    __tablename__ = "late_decision"
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), unique=True)
    accepted: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))


class Mark(Table):
    """The mark of one item: ``num``/``den`` points. The newest counts, all are kept."""

    __tablename__ = "mark"
    __table_args__ = (Index("ix_mark_item", "attempt_id", "n"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    n: Mapped[int]
    num: Mapped[int]
    den: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # empty: the machine
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(200))


class Marking(Table):
    """An essay of a handed-in attempt, on its way to a mark: which marker it waits for, and who asked for a second one."""

    __tablename__ = "marking"
    __table_args__ = (
        UniqueConstraint("attempt_id", "n"),
        Index("ix_marking_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        CheckConstraint("waits_for IN (1, 2, 3)", name="waits_for"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    n: Mapped[int]
    waits_for: Mapped[int | None]  # the first, second or third marker; empty: nobody
    settled_at: Mapped[datetime | None]  # when it first had a mark that counts
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # who wanted a second marker
    asked_at: Mapped[datetime | None]
    asked_why: Mapped[str | None] = mapped_column(String(500))
    attempt: Mapped[Attempt] = relationship()


class Judgement(Table):
    """What one marker gave, criterion by criterion. All are kept; what counts of them stands in ``mark``."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("marking_id", "place"), UniqueConstraint("marking_id", "by_id"))
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"))
    place: Mapped[int]  # 1, 2, 3: first, second, third marker
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    points: Mapped[list[list[int]]] = mapped_column(JSON)  # for each criterion, as two integers
    num: Mapped[int]  # points of the question
    den: Mapped[int]
    comment: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]


class Grant(Table):
    """One attempt more than the quiz allows, for one person, in the 版本 that was asked then."""

    __tablename__ = "attempt_grant"
    __table_args__ = (Index("ix_attempt_grant_person", "person_id", "course", "quiz"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    quiz: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
