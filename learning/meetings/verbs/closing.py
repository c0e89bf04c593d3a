"""The end of a meeting: its record, what follows from it, and the few things that may still be said of it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.clauses import verbs as clauses
from learning.content.payloads import canonical
from learning.meetings import queries, rules
from learning.meetings.facts import MeetingClosed, MeetingLapsed, MeetingVoided, RemarkAdded
from learning.meetings.models import Attendance, MeetingRun, MeetingTask
from learning.meetings.queries import Sheet
from learning.meetings.refusals import NotOfThisBranch, NotOpen, OnlyHeads, SayWhy, TooLong
from learning.meetings.verbs.attending import settle
from learning.meetings.verbs.running import add_event, refuse_over
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import queries as study_queries
from learning.study import verbs as study

LONGEST_REMARK = 1000
LONGEST_REASON = 400
LONGEST_TASK = 200
CAME = ("present", "late", "guest")


def close(db: Session, me: Viewer, held: MeetingRun, *, remarks: str = "", at: datetime) -> None:
    """Close a meeting: the record is complete and stays as it is. Announces MeetingClosed with a digest of the record.

    ``held`` is locked. Who came and has the course assigned has done its step; drills say which clauses are kept.
    Closing twice is closing once.
    """
    if held.state == "closed":
        return
    refuse_over(db, held, at=at)
    held.remarks = _clean(remarks, LONGEST_REMARK)
    settle(db, held, at=at)
    sheet = _end(db, me, held, "close", by=me.id, at=at)
    came = [row.attendance for row in sheet.rows if row.attendance and row.attendance.state in CAME]
    do_steps(db, held, [one.person_id for one in came], at=at)
    _observe(db, sheet, came, at=at)
    announce(db, MeetingClosed(by=me.id, **_facts(sheet, at)))


def lapse_overdue(db: Session, *, at: datetime) -> int:
    """Midnight closes what nobody did, and the record says so. Who was tapped came; of the others nothing is known."""
    clock, found = db.info["clock"], queries.overdue(db, db.info["clock"].day(at))
    for held in found:
        midnight = clock.end_of(held.day)
        host = Viewer(held.host_id, "", "")
        sheet = _end(db, host, held, "lapse", by=None, at=midnight)
        do_steps(db, held, [row.person.id for row in sheet.came], at=midnight)
        announce(db, MeetingLapsed(by=None, **_facts(sheet, midnight)))
    return len(found)


def _end(db: Session, me: Viewer, held: MeetingRun, kind: str, *, by: int | None, at: datetime) -> Sheet:
    add_event(db, held, kind, by=by, at=at)
    held.state, held.ended_at, held.ended_by = {"close": "closed", "lapse": "lapsed"}[kind], at, by
    sheet = queries.sheet(db, me, held, at)
    held.seconds = sheet.here.in_all
    db.flush()
    return sheet


def _facts(sheet: Sheet, at: datetime) -> dict[str, Any]:
    held = sheet.run
    return {
        "at": at, "run_id": held.id, "unit_id": held.unit_id, "rev": held.rev, "host_id": held.host_id,
        "seconds": sheet.here.in_all, "segments": rules.taken(sheet.segments, sheet.here),
        "people": {str(row.person.id): row.attendance.state for row in sheet.rows if row.attendance},
        "drills": {key: (one.right, one.rounds) for key, one in sheet.drills.items()},
        "sha256": hashlib.sha256(canonical(queries.record_of(sheet)).encode()).hexdigest(),
    }  # fmt: skip


def do_steps(db: Session, held: MeetingRun, people: Iterable[int], *, at: datetime) -> None:
    """Tick the meeting's step for those of these people who have been given the course."""
    live = publishing.live(db)
    course = live.catalogue.course(held.course)
    step = course.step(held.meeting) if course else None
    ids = list(people)
    if course is None or step is None or step.kind != "meeting" or not ids:
        return
    standings = study_queries.standings(db, ids, [course], on=db.info["clock"].day(at))
    for (person_id, _), standing in standings.items():
        if standing.facts.tasks:
            study.do_step(db, person_id, course, step, edition=live.edition, source=f"meeting:{held.token}", at=at)


def _observe(db: Session, sheet: Sheet, came: Iterable[Attendance], *, at: datetime) -> None:
    """Everybody who drilled kept the clauses of a drill whose rounds were right often enough, and broke them otherwise."""
    observed = {
        f"{sheet.run.id}:{one.id}": (one.clauses, rules.is_kept(sheet.drills[one.id].right, sheet.drills[one.id].rounds))
        for one in sheet.segments
        if one.id in sheet.drills and one.clauses
    }
    for attendance in came:
        if attendance.drilled:
            clauses.record(db, attendance.person_id, sheet.run.unit_id, observed, source="meeting", at=at)


def void(db: Session, me: Viewer, held: MeetingRun, *, reason: str, at: datetime) -> None:
    """It does not count: another may be held in its place. Announces MeetingVoided. A closed one only by the branch head."""
    reason = _clean(reason, LONGEST_REASON)
    if not reason:
        raise SayWhy
    if held.state == "void":
        return
    today = db.info["clock"].day(at)
    if held.state_on(today) != "open" and not queries.leads(db, me, held.unit_id, today):
        raise OnlyHeads
    add_event(db, held, "void", by=me.id, at=at, reason=reason)
    held.state, held.reason = "void", reason
    held.ended_at, held.ended_by = held.ended_at or at, held.ended_by or me.id
    announce(db, MeetingVoided(at=at, by=me.id, run_id=held.id, unit_id=held.unit_id, reason=reason))


def remark(db: Session, me: Viewer, held: MeetingRun, *, text: str, at: datetime) -> None:
    """Add a sentence to a record that is closed. Announces RemarkAdded; nothing else of the record changes."""
    text = _clean(text, LONGEST_REASON)
    if not text:
        raise SayWhy
    if held.state_on(db.info["clock"].day(at)) not in ("closed", "lapsed"):
        raise NotOpen
    add_event(db, held, "remark", by=me.id, at=at, reason=text)
    announce(db, RemarkAdded(at=at, by=me.id, run_id=held.id, unit_id=held.unit_id, reason=text))


def add_task(db: Session, held: MeetingRun, owner_id: int, *, text: str, at: datetime) -> None:
    """Something for today, and who does it."""
    refuse_over(db, held, at=at)
    text = _clean(text, LONGEST_TASK)
    if not text:
        raise SayWhy
    rows = queries.rows(db, held)
    if owner_id not in {row.person.id for row in rows}:
        raise NotOfThisBranch
    if not any((one.text, one.owner_id) == (text, owner_id) for one in queries.tasks(db, held.id)):
        db.add(MeetingTask(run_id=held.id, text=text, owner_id=owner_id, at=at))
    held.version += 1
    db.flush()


def do_task(task: MeetingTask, *, at: datetime) -> None:
    """Its owner has done it."""
    task.done_at = task.done_at or at


def _clean(text: str, most: int) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > most:
        raise TooLong(most=most, n=len(text))
    return "".join(mark for mark in text if mark == "\n" or ord(mark) >= 32)
