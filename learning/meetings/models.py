"""Tables of meetings. What was said and done stands in ``RunEvent`` rows, never changed; a run's state is folded from them."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.base.tables import BIG, Table
from learning.people.models import Person, Unit
from learning.questions.models import Response

STANDS = text("cancelled_at IS NULL")
COUNTS = text("state <> 'void'")
OPEN = text("state = 'open'")
IS_ON = text("ended_at IS NULL")


class PlannedMeeting(Table):
    """What a branch means to hold on a day, who hosts it, and what is added for that day without changing the edition."""

    __tablename__ = "planned_meeting"
    __table_args__ = (
        CheckConstraint("kind IN ('morning', 'evening')", name="kind"),
        Index("uq_planned_meeting_day", "unit_id", "day", "kind", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))
    begins: Mapped[str | None] = mapped_column(String(5))  # 08:30, by the clocks of the bank
    course: Mapped[str] = mapped_column(String(40))
    meeting: Mapped[str] = mapped_column(String(40))
    host_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    note: Mapped[str] = mapped_column(String(1000), default="")
    extra_title: Mapped[str] = mapped_column(String(80), default="")  # empty: no segment is added
    extra_words: Mapped[str] = mapped_column(String(1000), default="")
    extra_seconds: Mapped[int] = mapped_column(default=0)
    question_course: Mapped[str | None] = mapped_column(String(40))  # a question asked in the added segment
    question: Mapped[str | None] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str | None] = mapped_column(String(400))
    unit: Mapped[Unit] = relationship()
    host: Mapped[Person | None] = relationship(foreign_keys=host_id)


class MeetingRun(Table):
    """A meeting as it was held. The script in its revision, what was added that day and the names are copied: evidence.

    One a unit, day and kind unless it is void: a second start finds the first.
    """

    __tablename__ = "meeting_run"
    __table_args__ = (
        CheckConstraint("kind IN ('morning', 'evening')", name="kind"),
        CheckConstraint("state IN ('open', 'closed', 'lapsed', 'void')", name="state"),
        Index("uq_meeting_run_day", "unit_id", "day", "kind", unique=True, sqlite_where=COUNTS, postgresql_where=COUNTS),
        Index("ix_meeting_run_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_meeting_run_script", "unit_id", "course", "meeting", "day"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    token: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("planned_meeting.id"))
    course: Mapped[str] = mapped_column(String(40))
    meeting: Mapped[str] = mapped_column(String(40))
    rev: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(1000), default="")
    extra_title: Mapped[str] = mapped_column(String(80), default="")
    extra_words: Mapped[str] = mapped_column(String(1000), default="")
    extra_seconds: Mapped[int] = mapped_column(default=0)
    question_course: Mapped[str | None] = mapped_column(String(40))
    question: Mapped[str | None] = mapped_column(String(40))
    host_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    started_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    started_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)  # grows with everything that a follower would see
    state: Mapped[str] = mapped_column(String(8), default="open")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # empty: midnight
    reason: Mapped[str | None] = mapped_column(String(400))  # why it is void
    planned_seconds: Mapped[int]
    seconds: Mapped[int | None]  # as held, pauses left out; empty until it is closed
    remarks: Mapped[str] = mapped_column(String(1000), default="")
    unit: Mapped[Unit] = relationship()
    host: Mapped[Person] = relationship(foreign_keys=host_id)
    events: Mapped[list["RunEvent"]] = relationship(order_by="RunEvent.n")

    def state_on(self, today: date) -> str:
        """As of a day: what nobody closed has lapsed at its midnight, whether or not the worker has said so yet."""
        return "lapsed" if self.state == "open" and self.day < today else self.state


class RunEvent(Table):
    """One tap of whoever leads. ``key`` comes from the device: sent twice is written once; ``n`` makes two devices take turns."""

    __tablename__ = "run_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('start', 'next', 'back', 'skip', 'pause', 'resume', 'close', 'lapse', 'void', 'remark')", name="kind"
        ),
        UniqueConstraint("run_id", "n"),
        UniqueConstraint("run_id", "key"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(MeetingRun.id))
    n: Mapped[int]
    key: Mapped[uuid.UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(8))
    segment: Mapped[str | None] = mapped_column(String(40))  # where the meeting stood when it was tapped
    reason: Mapped[str | None] = mapped_column(String(400))  # of a skip, a void, a remark
    at: Mapped[datetime]  # when it was tapped, by the server's clock
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # empty: midnight
    recorded_at: Mapped[datetime]


class Attendance(Table):
    """One person at one meeting. Of those who belong there and have no row yet nothing is known until the meeting is closed."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("state IN ('present', 'late', 'absent', 'leave', 'guest')", name="state"),
        CheckConstraint("how IN ('tap', 'code', 'close')", name="how"),
        UniqueConstraint("run_id", "person_id"),
        Index("ix_attendance_person", "person_id", "run_id"),
    )
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(MeetingRun.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))  # the unit of a guest
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(200), default="")
    how: Mapped[str] = mapped_column(String(8))  # tapped by whoever leads | by the code on the wall | settled at the close
    drilled: Mapped[bool] = mapped_column(default=False)  # took part in a drill, or
    shared: Mapped[bool] = mapped_column(default=False)  # told the others something (evaluation D: 参与)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    caught_up_at: Mapped[datetime | None]
    response_id: Mapped[int | None] = mapped_column(ForeignKey(Response.id))  # the answer that caught up
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    run: Mapped[MeetingRun] = relationship()


class DrillResult(Table):
    """How a drill went: so many rounds right of so many. The newest of a segment counts."""

    __tablename__ = "drill_result"
    __table_args__ = (UniqueConstraint("run_id", "segment"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(MeetingRun.id))
    segment: Mapped[str] = mapped_column(String(40))
    right: Mapped[int]
    rounds: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class MeetingTask(Table):
    """Something for today, agreed in a meeting, with the colleague who does it."""

    __tablename__ = "meeting_task"
    __table_args__ = (Index("ix_meeting_task_owner", "owner_id", "done_at"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(MeetingRun.id), index=True)
    text: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    owner: Mapped[Person] = relationship()
    run: Mapped[MeetingRun] = relationship()


class MeetingFeed(Table):
    """The secret address under which other calendars read a branch's meetings. Renewed: a new row, the old one ended."""

    __tablename__ = "meeting_feed"
    __table_args__ = (Index("uq_meeting_feed_unit", "unit_id", unique=True, sqlite_where=IS_ON, postgresql_where=IS_ON),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    token: Mapped[str] = mapped_column(String(43), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    unit: Mapped[Unit] = relationship()


class HostCard(Table):
    """The branch head's quality card of a meeting's host (evaluation, appendix D). The newest counts, all are kept."""

    __tablename__ = "host_card"
    __table_args__ = (Index("ix_host_card_run", "run_id", "id"),)
    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(MeetingRun.id))
    scores: Mapped[dict[str, Any]] = mapped_column(JSON)  # points by row of the card
    total: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
