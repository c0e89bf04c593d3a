"""One meeting as it is held or was held: looked up for its viewer, and everything its page shows."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from learning.content.catalogue import Meeting, Segment
from learning.meetings import rules
from learning.meetings.models import Attendance, DrillResult, MeetingRun, MeetingTask
from learning.meetings.policy import READERS
from learning.meetings.queries.places import leads, script_of
from learning.meetings.queries.roster import Member, roster
from learning.meetings.rules import Standing
from learning.people.models import Person, Posting, Unit
from learning.people.queries import holds, visible_units
from learning.people.rules import Viewer


@dataclass(frozen=True)
class Row:
    """One person on the roster of a meeting, with what is known of them."""

    person: Person
    position: str | None  # empty: a guest
    is_away: bool
    attendance: Attendance | None


@dataclass(frozen=True)
class Sheet:
    """A meeting with all that belongs to it, as of a moment."""

    run: MeetingRun
    script: Meeting
    segments: tuple[Segment, ...]
    here: Standing
    rows: tuple[Row, ...]
    drills: Mapping[str, DrillResult]
    tasks: Sequence[MeetingTask]
    may_lead: bool

    @property
    def segment(self) -> Segment | None:
        """The one that is on; none when all are done."""
        return self.segments[self.here.place] if self.here.place < len(self.segments) else None

    @property
    def following(self) -> Segment | None:
        place = self.here.place + 1
        return self.segments[place] if place < len(self.segments) else None

    @property
    def counts(self) -> dict[str, int]:
        return rules.counts({row.person.id: row.attendance.state for row in self.rows if row.attendance})

    @property
    def unmarked(self) -> list[Row]:
        """Who belongs here, is not on leave, and of whom nothing is known yet."""
        return [row for row in self.rows if row.attendance is None and not row.is_away]

    @property
    def came(self) -> list[Row]:
        return [row for row in self.rows if row.attendance and row.attendance.state in ("present", "late", "guest")]


def run(db: Session, me: Viewer, token: uuid.UUID, on: date, *, lock: bool = False) -> MeetingRun | None:
    """A meeting of one of the viewer's units, or one where the viewer was, or of units whose records the viewer reads."""
    asked = select(MeetingRun).where(MeetingRun.token == token, _visible(me, on))
    loaded = asked.options(joinedload(MeetingRun.unit), joinedload(MeetingRun.host), selectinload(MeetingRun.events))
    found: MeetingRun | None = db.scalar(
        loaded.with_for_update(of=MeetingRun).execution_options(populate_existing=True) if lock else loaded
    )
    return found


def _visible(me: Viewer, on: date) -> ColumnElement[bool]:
    posted = select(Posting.unit_id).where(Posting.person_id == me.id, holds(Posting, on))
    was_there = exists().where(Attendance.run_id == MeetingRun.id, Attendance.person_id == me.id)
    mine = or_(MeetingRun.unit_id.in_(posted), was_there, MeetingRun.host_id == me.id)
    if not me.has_role(*READERS):
        return mine
    return or_(mine, MeetingRun.unit_id.in_(select(Unit.id).where(visible_units(me, on, READERS))))


def may_lead(db: Session, me: Viewer, held: MeetingRun, on: date) -> bool:
    """Its host, whoever started it, and the branch head."""
    return me.id in (held.host_id, held.started_by) or leads(db, me, held.unit_id, on)


def sheet(db: Session, me: Viewer, held: MeetingRun, at: datetime) -> Sheet:
    """Everything a page of the meeting shows. One that is open is shown as it stands now; of an earlier day, as it stood."""
    clock = db.info["clock"]
    script = script_of(db, held.course, held.meeting, held.rev)
    segments = rules.agenda(script, held)
    until = at if held.day == clock.day(at) else held.events[-1].at
    return Sheet(
        run=held,
        script=script,
        segments=segments,
        here=rules.stand(held.events, len(segments), until),
        rows=tuple(rows(db, held)),
        drills=drills(db, held.id),
        tasks=tasks(db, held.id),
        may_lead=may_lead(db, me, held, clock.day(at)),
    )


def rows(db: Session, held: MeetingRun) -> list[Row]:
    """The day's roster with what is known of each; then guests, and those who have since left the branch."""
    known = {one.person_id: one for one in attendance(db, held.id)}
    members: Sequence[Member] = roster(db, held.unit_id, held.day)
    here = [Row(one.person, one.position, one.is_away, known.pop(one.person.id, None)) for one in members]
    return [*here, *(Row(one.person, None, False, one) for one in known.values())]


def attendance(db: Session, run_id: int) -> Sequence[Attendance]:
    asked = select(Attendance).options(joinedload(Attendance.person)).where(Attendance.run_id == run_id)
    return db.scalars(asked.order_by(Attendance.id)).all()


def drills(db: Session, run_id: int) -> dict[str, DrillResult]:
    return {one.segment: one for one in db.scalars(select(DrillResult).where(DrillResult.run_id == run_id))}


def tasks(db: Session, run_id: int) -> Sequence[MeetingTask]:
    asked = select(MeetingTask).options(joinedload(MeetingTask.owner)).where(MeetingTask.run_id == run_id)
    return db.scalars(asked.order_by(MeetingTask.id)).all()


def open_runs(db: Session, on: date) -> Sequence[MeetingRun]:
    """Every meeting that is being held just now, in the whole bank: for the code that somebody scanned."""
    return db.scalars(select(MeetingRun).where(MeetingRun.state == "open", MeetingRun.day == on).order_by(MeetingRun.id)).all()


def by_code(db: Session, token: uuid.UUID) -> MeetingRun:
    """The meeting whose code the viewer has read from its wall, locked: the code is the permission to come in."""
    asked = select(MeetingRun).where(MeetingRun.token == token).options(selectinload(MeetingRun.events))
    return db.scalars(asked.with_for_update(of=MeetingRun)).one()


def overdue(db: Session, on: date) -> Sequence[MeetingRun]:
    """Meetings of days that are over which nobody closed, locked: for the worker."""
    asked = select(MeetingRun).options(selectinload(MeetingRun.events)).where(MeetingRun.state == "open", MeetingRun.day < on)
    return db.scalars(asked.order_by(MeetingRun.id).with_for_update(skip_locked=True)).all()


def task(db: Session, me: Viewer, task_id: int) -> MeetingTask | None:
    """One of the viewer's own."""
    return db.scalar(select(MeetingTask).where(MeetingTask.id == task_id, MeetingTask.owner_id == me.id))


def guest_of(db: Session, me: Viewer, held: MeetingRun) -> bool:
    """Whether the viewer has no post in the unit that day."""
    post = select(Posting.id).where(Posting.person_id == me.id, Posting.unit_id == held.unit_id, holds(Posting, held.day))
    return db.scalar(post.limit(1)) is None


def record_of(sheet: Sheet) -> dict[str, Any]:
    """What a closed record consists of, plain: its digest goes into the ledger."""
    held = sheet.run
    return {
        "run": str(held.token), "unit": held.unit_id, "day": held.day.isoformat(), "kind": held.kind,
        "script": [held.course, held.meeting, held.rev, held.edition], "host": held.host_id,
        "added": [held.note, held.extra_title, held.extra_words, held.extra_seconds], "remarks": held.remarks,
        "events": [[one.n, one.kind, one.segment, one.reason, one.at.isoformat(), one.by_id] for one in held.events],
        "people": {row.person.id: _of(row.attendance) for row in sheet.rows if row.attendance},
        "drills": {key: [one.right, one.rounds] for key, one in sheet.drills.items()},
        "tasks": [[one.text, one.owner_id] for one in sheet.tasks],
    }  # fmt: skip


def _of(one: Attendance) -> list[Any]:
    return [one.state, one.reason, one.how, one.drilled, one.shared, one.at.isoformat()]
