"""Where a viewer belongs and leads, what is planned there, what is held there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Meeting
from learning.content.meetings.stored import meeting_from
from learning.meetings.models import MeetingRun, PlannedMeeting
from learning.meetings.policy import HEADS
from learning.people.models import Posting, Unit
from learning.people.queries import holds, visible_units
from learning.people.rules import Viewer
from learning.publishing import queries as publishing


def my_units(db: Session, me: Viewer, on: date) -> Sequence[Unit]:
    """The units in which the viewer has a post of any kind on the day: their meetings are the viewer's own."""
    mine = select(Posting.unit_id).where(Posting.person_id == me.id, holds(Posting, on))
    return db.scalars(select(Unit).where(Unit.id.in_(mine)).order_by(Unit.position, Unit.code)).all()


def units_led(db: Session, me: Viewer, on: date) -> Sequence[Unit]:
    """The units whose head the viewer is on the day, and in which people are posted: an area holds no meetings of its own."""
    staffed = select(Posting.unit_id).where(holds(Posting, on))
    led = select(Unit).where(visible_units(me, on, HEADS), Unit.id.in_(staffed))
    return db.scalars(led.order_by(Unit.position, Unit.code)).all()


def leads(db: Session, me: Viewer, unit_id: int, on: date) -> bool:
    """Whether the viewer is head of this unit, or of one above it."""
    return me.has_role(*HEADS) and db.scalar(select(Unit.id).where(Unit.id == unit_id, visible_units(me, on, HEADS))) is not None


def plan_on(db: Session, unit_id: int, day: date, kind: str = "morning") -> PlannedMeeting | None:
    """What the unit means to hold on the day."""
    stands = select(PlannedMeeting).options(joinedload(PlannedMeeting.host)).where(PlannedMeeting.cancelled_at.is_(None))
    return db.scalar(stands.where(PlannedMeeting.unit_id == unit_id, PlannedMeeting.day == day, PlannedMeeting.kind == kind))


def held_on(db: Session, unit_id: int, day: date, kind: str = "morning") -> MeetingRun | None:
    """What the unit holds or has held on the day; a void one does not count."""
    counts = select(MeetingRun).options(joinedload(MeetingRun.host)).where(MeetingRun.state != "void")
    return db.scalar(counts.where(MeetingRun.unit_id == unit_id, MeetingRun.day == day, MeetingRun.kind == kind))


def script_of(db: Session, course: str, meeting: str, rev: str) -> Meeting:
    """The script in the revision that a run keeps, whatever the live edition says; withdrawn ones too."""
    found = publishing.live(db).catalogue.course(course)
    now = found.meetings.get(meeting) if found else None
    if now is not None and now.revision == rev:
        return now
    return meeting_from(publishing.payloads(db, course, [(meeting, rev)])[meeting, rev], id=meeting)
