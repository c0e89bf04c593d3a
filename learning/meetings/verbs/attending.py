"""Who came: tapped on the roster, or by the code on the wall; who drilled, who told something."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from learning.meetings import queries, rules
from learning.meetings.models import Attendance, DrillResult, MeetingRun
from learning.meetings.refusals import NotOfThisBranch, RoundsDoNotFit
from learning.meetings.verbs.running import refuse_over
from learning.people.rules import Viewer
from learning.study import verbs as study

MOST_ROUNDS = 99
REASONS = ("sick", "errand", "training", "shift", "unknown")
"""Why somebody is absent who is not on leave, by one tap."""


def mark(  # noqa: PLR0913 -- what one tap says
    db: Session, me: Viewer, held: MeetingRun, person_id: int, state: str, *, reason: str = "", at: datetime
) -> None:
    """Tap a colleague: ``here`` (present, or late by the clock), ``present``, ``late``, ``absent`` (and why), ``unknown``.

    ``held`` is locked. Refuses who has no post in the branch. The same tap twice changes nothing.
    """
    refuse_over(db, held, at=at)
    row = next((one for one in queries.rows(db, held) if one.person.id == person_id), None)
    if row is None:
        raise NotOfThisBranch
    if state == "here":
        state = _by_the_clock(db, held, at)
    reason = reason if state == "absent" and reason in REASONS else ""
    if state == "unknown":
        db.execute(delete(Attendance).where(Attendance.run_id == held.id, Attendance.person_id == person_id))
    elif row.position is None:  # a guest came by the code: there is nothing to be late for
        return
    elif row.attendance is None:
        _insert(db, held, person_id, state=state, reason=reason, how="tap", by=me.id, at=at)
    elif (row.attendance.state, row.attendance.reason) != (state, reason):
        row.attendance.state, row.attendance.reason, row.attendance.how = state, reason, "tap"
        row.attendance.at, row.attendance.by_id = at, me.id
    else:
        return
    _changed(db, held)


def mark_rest(db: Session, me: Viewer, held: MeetingRun, *, at: datetime) -> None:
    """Everybody of whom nothing is known yet is here."""
    refuse_over(db, held, at=at)
    state = _by_the_clock(db, held, at)
    for row in queries.rows(db, held):
        if row.attendance is None and not row.is_away:
            _insert(db, held, row.person.id, state=state, how="tap", by=me.id, at=at)
    _changed(db, held)


def come(db: Session, me: Viewer, held: MeetingRun, *, at: datetime) -> Attendance:
    """Whoever scanned the code is here: present or late by the clock, or a guest from another branch. Twice is once."""
    refuse_over(db, held, at=at)
    is_guest = queries.guest_of(db, me, held)
    state = "guest" if is_guest else _by_the_clock(db, held, at)
    _insert(db, held, me.id, state=state, how="code", by=me.id, at=at, unit_id=me.unit_id if is_guest else None)
    row = next(one for one in queries.attendance(db, held.id) if one.person_id == me.id)
    if row.state in ("absent", "leave"):  # written off too early: the code proves otherwise
        row.state, row.reason, row.how, row.at, row.by_id = state, "", "code", at, me.id
    _changed(db, held)
    return row


def _by_the_clock(db: Session, held: MeetingRun, at: datetime) -> str:
    segments = rules.agenda(queries.script_of(db, held.course, held.meeting, held.rev), held)
    place = rules.stand(held.events, len(segments), at).place
    return "late" if rules.is_late(held.started_at, place, at) else "present"


def _insert(  # noqa: PLR0913 -- the columns of one row
    db: Session, held: MeetingRun, person_id: int, *, state: str, how: str, by: int | None, at: datetime, reason: str = "",
    unit_id: int | None = None,
) -> None:  # fmt: skip
    row = {
        "run_id": held.id, "person_id": person_id, "unit_id": unit_id, "state": state, "reason": reason, "how": how,
        "drilled": False, "shared": False, "at": at, "by_id": by,
    }  # fmt: skip
    db.execute(study.insert_once(db, Attendance).values(row))


def settle(db: Session, held: MeetingRun, *, at: datetime) -> None:
    """At the close nobody is left unknown: who is on leave was on leave, everybody else was absent."""
    for row in queries.rows(db, held):
        if row.attendance is None:
            _insert(db, held, row.person.id, state="leave" if row.is_away else "absent", how="close", by=None, at=at)


def share(db: Session, held: MeetingRun, person_id: int, *, yes: bool, at: datetime) -> None:
    """Somebody told the others something: it counts as taking part."""
    refuse_over(db, held, at=at)
    db.execute(update(Attendance).where(Attendance.run_id == held.id, Attendance.person_id == person_id).values(shared=yes))
    _changed(db, held)


def keep_drill(  # noqa: PLR0913 -- what one form says
    db: Session,
    me: Viewer,
    held: MeetingRun,
    segment: str,
    *,
    right: int | None,
    rounds: int | None,
    who: Collection[int],
    at: datetime,
) -> None:
    """How a drill went, and who took part in it. Said again, the newer counts."""
    refuse_over(db, held, at=at)
    if right is None or rounds is None or not 1 <= rounds <= MOST_ROUNDS or not 0 <= right <= rounds:
        raise RoundsDoNotFit
    row = {"run_id": held.id, "segment": segment, "right": right, "rounds": rounds, "by_id": me.id, "at": at}
    db.execute(study.insert_once(db, DrillResult).values(row))
    this = (DrillResult.run_id == held.id, DrillResult.segment == segment)
    db.execute(update(DrillResult).where(*this).values(right=right, rounds=rounds, by_id=me.id, at=at))
    here = update(Attendance).where(Attendance.run_id == held.id)
    db.execute(here.values(drilled=Attendance.person_id.in_(list(who))))
    _changed(db, held)


def _changed(db: Session, held: MeetingRun) -> None:
    held.version += 1
    db.flush()
