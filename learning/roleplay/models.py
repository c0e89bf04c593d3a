"""Tables of solo runs. A run keeps the revision it began with: no edition published meanwhile changes a word of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person

OPEN = text("ended_at IS NULL")


class Run(Table):
    """One way through one scene. ``scored`` counts; ``practice`` goes on from a place of a run that is over, and counts nothing.

    At most one of each is open; ``number`` counts a person's runs of a mode from 1.
    """

    __tablename__ = "roleplay_run"
    __table_args__ = (
        UniqueConstraint("person_id", "course", "roleplay", "mode", "number"),
        Index(
            "uq_roleplay_run_open", "person_id", "course", "roleplay", "mode",
            unique=True, sqlite_where=OPEN, postgresql_where=OPEN,
        ),
        Index("ix_roleplay_run_roleplay", "course", "roleplay", "rev", "ended_at"),
        CheckConstraint("mode IN ('scored', 'practice')", name="mode"),
        CheckConstraint('"end" IN (\'happy\', \'fair\', \'failed\')', name="end"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    course: Mapped[str] = mapped_column(String(40))
    roleplay: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]  # 版本, as study asked for it when the run began
    edition: Mapped[int]
    number: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))
    carried: Mapped[int] = mapped_column(default=0)  # choices of a practice run that were taken over, not made
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)  # titles, when comments are shown, cited clauses: as at the start
    seed: Mapped[str] = mapped_column(String(32))  # 128 bits, hex: the order in which choices are shown
    lang: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(8))  # empty with ended_at: a practice run that was left for another
    num: Mapped[int | None] = mapped_column(BigInteger)  # the score, as a fraction of 1
    den: Mapped[int | None] = mapped_column(BigInteger)
    passed: Mapped[bool | None]
    red_lines: Mapped[int | None]
    floors_missed: Mapped[str | None] = mapped_column(String(40))  # places of dimensions: "0 3"
    seconds: Mapped[int | None]  # from the start to the end, so that the database can find the middle one
    choices: Mapped[list["Choice"]] = relationship(order_by="Choice.n", back_populates="run")

    @property
    def is_scored(self) -> bool:
        return self.mode == "scored"

    @property
    def chosen(self) -> tuple[int, ...]:
        """The replies so far, each as its place in the file."""
        return tuple(choice.place for choice in self.choices)


class Choice(Table):
    """The ``n``-th reply of a run: at which node, which one by its place in the file. Never changed."""

    __tablename__ = "roleplay_choice"
    __table_args__ = (UniqueConstraint("run_id", "n"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(Run.id))
    n: Mapped[int]
    node: Mapped[str] = mapped_column(String(40))
    place: Mapped[int]
    at: Mapped[datetime]
    run: Mapped[Run] = relationship(back_populates="choices")
