"""The meetings of one person: been at, led, caught up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from learning.meetings.models import Attendance, DrillResult, HostCard, MeetingRun, MeetingTask, PlannedMeeting
from learning.people.rules import Viewer

A_PAGE = 50


@dataclass(frozen=True)
class Mine:
    """A meeting in one's own list; without attendance one only led it."""

    run: MeetingRun
    attendance: Attendance | None
    is_host: bool


def mine(db: Session, me: Viewer, *, before: int | None = None) -> Sequence[Mine]:
    """Meetings that are over, one's own, the newest first: 50 a page (and one more, if there is a next page)."""
    asked = select(MeetingRun, Attendance).outerjoin(
        Attendance, (Attendance.run_id == MeetingRun.id) & (Attendance.person_id == me.id)
    )
    own = asked.where(or_(Attendance.id.is_not(None), MeetingRun.host_id == me.id), MeetingRun.state.in_(("closed", "lapsed")))
    own = own.options(joinedload(MeetingRun.unit)).order_by(MeetingRun.id.desc()).limit(A_PAGE + 1)
    rows = db.execute(own if before is None else own.where(MeetingRun.id < before))
    return [Mine(run, attendance, run.host_id == me.id) for run, attendance in rows]


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of meetings in everything the house knows of a person."""
    run = MeetingRun
    about = (run.day, run.kind, run.course, run.meeting)
    here = (Attendance.state, Attendance.reason, Attendance.how, Attendance.drilled, Attendance.shared, Attendance.at)
    attended = select(*about, *here, Attendance.caught_up_at).join(run, run.id == Attendance.run_id)
    agreed = select(run.day, MeetingTask.text, MeetingTask.at, MeetingTask.done_at).join(run, run.id == MeetingTask.run_id)
    judged = select(run.day, HostCard.scores, HostCard.total, HostCard.note, HostCard.at).join(run, run.id == HostCard.run_id)
    planned = select(PlannedMeeting.day, PlannedMeeting.kind, PlannedMeeting.course, PlannedMeeting.meeting)
    judged_drills = select(run.day, DrillResult.segment, DrillResult.right, DrillResult.rounds)
    return {
        "attended": _rows(db, attended.where(Attendance.person_id == person_id).order_by(Attendance.id)),
        "hosted": _rows(db, select(*about, run.state, run.seconds).where(run.host_id == person_id).order_by(run.id)),
        "planned": _rows(db, planned.where(PlannedMeeting.host_id == person_id).order_by(PlannedMeeting.id)),
        "tasks": _rows(db, agreed.where(MeetingTask.owner_id == person_id).order_by(MeetingTask.id)),
        "cards": _rows(db, judged.where(run.host_id == person_id).order_by(HostCard.id)),
        "drills_entered": _rows(
            db, judged_drills.join(run, run.id == DrillResult.run_id).where(DrillResult.by_id == person_id).order_by(DrillResult.id)
        ),
    }


def _rows(db: Session, asked: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(asked).mappings()]
