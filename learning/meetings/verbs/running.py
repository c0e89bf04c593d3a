"""Starting a meeting and leading it, tap by tap. A tap sent twice is one; two devices take turns."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Meeting
from learning.meetings import queries, rules
from learning.meetings.facts import MeetingStarted
from learning.meetings.models import MeetingRun, PlannedMeeting, RunEvent
from learning.meetings.refusals import (
    AlreadyGoneOn,
    AlreadyHeld,
    MidnightClosedIt,
    NoSuchScript,
    NotOfThisBranch,
    NotOpen,
    NotYoursToLead,
    SayWhy,
    TooLong,
)
from learning.people.models import Unit
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import verbs as study

LONGEST_REASON = 400
LONGEST_WAIT = timedelta(hours=2)
"""A tap that waited longer for a network counts from then: the meeting is long over."""


@dataclass(frozen=True)
class Choice:
    """What is to be held: where, which kind, with which script, led by whom (empty: as planned, or whoever starts it)."""

    unit: Unit
    kind: str
    course: str
    meeting: str
    host_id: int | None = None


def start(db: Session, me: Viewer, choice: Choice, *, at: datetime) -> MeetingRun:
    """Start today's meeting. Somebody was faster: theirs is the one. Announces MeetingStarted.

    Refuses who is neither the branch head nor today's host, a script that is not live, and a second meeting of the day.
    """
    day = db.info["clock"].day(at)
    plan = queries.plan_on(db, choice.unit.id, day, choice.kind)
    if not queries.leads(db, me, choice.unit.id, day) and not (plan and plan.host_id == me.id):
        raise NotYoursToLead
    begun = queries.held_on(db, choice.unit.id, day, choice.kind)
    if begun is None:
        begun = _begin(db, me, choice, plan, day, at=at)
    if begun.state != "open":
        raise AlreadyHeld
    return begun


def _begin(db: Session, me: Viewer, choice: Choice, plan: PlannedMeeting | None, day: date, *, at: datetime) -> MeetingRun:
    live = publishing.live(db)
    course = live.catalogue.course(choice.course)
    script = course.meetings.get(choice.meeting) if course else None
    if course is None or script is None or script.status != "active":
        raise NoSuchScript
    planned = plan if plan and (plan.course, plan.meeting) == (course.key, script.id) else None
    host_id = choice.host_id or (plan.host_id if plan else None) or me.id
    if host_id != me.id and host_id not in {one.person.id for one in queries.roster(db, choice.unit.id, day)}:
        raise NotOfThisBranch
    row = _row(script, planned) | {
        "token": uuid.uuid4(), "unit_id": choice.unit.id, "day": day, "kind": choice.kind, "course": course.key,
        "edition": live.edition, "host_id": host_id, "started_by": me.id, "started_at": at, "version": 1, "state": "open",
        "remarks": "",
    }  # fmt: skip
    run_id = db.scalar(study.insert_once(db, MeetingRun).values(row).returning(MeetingRun.id))
    begun = queries.held_on(db, choice.unit.id, day, choice.kind)
    if begun is None:
        raise LookupError("the meeting that was just begun is gone")
    if run_id is not None:
        _add(db, begun, RunEvent(kind="start", key=begun.token, at=at, by_id=me.id, recorded_at=at), n=1)
        announce(
            db,
            MeetingStarted(
                at=at, by=me.id, run_id=run_id, unit_id=begun.unit_id, course=begun.course, meeting=begun.meeting, rev=begun.rev,
                edition=begun.edition, host_id=host_id,
            ),
        )  # fmt: skip
    return begun


def _row(script: Meeting, plan: PlannedMeeting | None) -> dict[str, object]:
    """What is copied of the script and of what was added for the day."""
    added = ("note", "extra_title", "extra_words", "extra_seconds", "question_course", "question")
    extra = {name: getattr(plan, name) for name in added} if plan else {}
    return {"note": "", "extra_title": "", "extra_words": "", "extra_seconds": 0} | extra | {
        "plan_id": plan.id if plan else None, "meeting": script.id, "rev": script.revision, "title": script.title.zh,
        "title_en": script.title.en, "planned_seconds": script.seconds + (plan.extra_seconds if plan and plan.extra_title else 0),
    }  # fmt: skip


def tap(  # noqa: PLR0913 -- what one tap says
    db: Session, me: Viewer, held: MeetingRun, kind: str, *, key: uuid.UUID, segment: str, reason: str = "",
    waited: timedelta = timedelta(0), at: datetime,
) -> bool:  # fmt: skip
    """One tap of whoever leads: next, back, skip (with a reason), pause, resume. ``held`` is locked.

    ``segment`` is where the tapper saw the meeting: if it has gone on since, nothing moves twice. ``waited``: how long the tap
    waited for a network; both ends of that are measured by the one device, so that a wrong clock does not matter.
    Returns whether it was new.
    """
    if any(one.key == key for one in held.events):
        return False
    refuse_over(db, held, at=at)
    segments = rules.agenda(queries.script_of(db, held.course, held.meeting, held.rev), held)
    moment = max(held.events[-1].at, at - min(max(waited, timedelta(0)), LONGEST_WAIT))
    here = rules.stand(held.events, len(segments), moment)
    now_in = segments[here.place].id if here.place < len(segments) else ""
    if kind in ("next", "back", "skip") and segment != now_in:
        raise AlreadyGoneOn
    if (kind == "pause") == here.is_paused and kind in ("pause", "resume"):
        return False
    said = RunEvent(
        kind=kind, key=key, segment=now_in or None, reason=_why(reason) if kind == "skip" else None, at=moment, by_id=me.id,
        recorded_at=at,
    )  # fmt: skip
    _add(db, held, said, n=held.events[-1].n + 1)
    return True


def _why(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise SayWhy
    if len(reason) > LONGEST_REASON:
        raise TooLong(most=LONGEST_REASON, n=len(reason))
    return reason


def refuse_over(db: Session, held: MeetingRun, *, at: datetime) -> None:
    """Refuses what comes after the end."""
    state = held.state_on(db.info["clock"].day(at))
    if state == "lapsed":
        raise MidnightClosedIt
    if state != "open":
        raise NotOpen


def _add(db: Session, held: MeetingRun, event: RunEvent, *, n: int) -> None:
    event.run_id, event.n = held.id, n
    db.add(event)
    held.version += 1
    db.flush()
    db.refresh(held, ["events"])


def add_event(db: Session, held: MeetingRun, kind: str, *, by: int | None, at: datetime, reason: str | None = None) -> None:
    """What is no tap of the running meeting: its end, a remark."""
    last = db.scalars(select(RunEvent.n).where(RunEvent.run_id == held.id).order_by(RunEvent.n.desc()).limit(1)).one()
    event = RunEvent(kind=kind, key=uuid.uuid4(), reason=reason, at=at, by_id=by, recorded_at=at)
    _add(db, held, event, n=last + 1)
