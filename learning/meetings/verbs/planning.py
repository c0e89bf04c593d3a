"""Planning a branch's meetings: what, who leads, what is added for the day; moving, taking back, a week like the last one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.meetings import queries, rules
from learning.meetings.facts import MeetingPlanned, MeetingUnplanned
from learning.meetings.models import PlannedMeeting
from learning.meetings.queries import planning
from learning.meetings.refusals import DayHasOne, DayIsPast, ExtraNotWhole, HostAway, NoSuchScript, SayWhy, TooLong
from learning.people.models import Unit
from learning.people.queries import calendar
from learning.people.rules import Viewer
from learning.people.rules.working_days import is_working_day
from learning.publishing import queries as publishing

LONGEST = {"note": 1000, "extra_title": 80, "extra_words": 1000}
MOST_MINUTES = 30


@dataclass(frozen=True)
class Wish:
    """What shall be held. ``extra_…``: a segment added for that day; ``question``: (course, question) asked in it."""

    course: str
    meeting: str
    host_id: int | None = None
    begins: str | None = None
    note: str = ""
    extra_title: str = ""
    extra_words: str = ""
    extra_minutes: int = 0
    question: tuple[str, str] | None = None


def plan(  # noqa: PLR0913 -- who plans what, where and when
    db: Session, me: Viewer, unit: Unit, day: date, kind: str, wish: Wish, *, at: datetime
) -> PlannedMeeting:
    """Plan a day, or change what is planned for it. Announces ``MeetingPlanned``.

    Refuses a day that is over or already held, a script that is not live, a host who is not at work that day, and half a segment.
    """
    _refuse(db, unit.id, day, kind, wish)
    found = queries.plan_on(db, unit.id, day, kind)
    before = None if found is None else _facts(found)
    if found is None:
        found = PlannedMeeting(unit_id=unit.id, day=day, kind=kind, by_id=me.id, at=at, course=wish.course, meeting=wish.meeting)
        db.add(found)
    course, question = wish.question or (None, None)
    found.course, found.meeting, found.host_id, found.begins = wish.course, wish.meeting, wish.host_id, wish.begins
    found.note, found.extra_title, found.extra_words = wish.note, wish.extra_title, wish.extra_words
    found.extra_seconds, found.question_course, found.question = 60 * wish.extra_minutes, course, question
    try:
        db.flush()
    except IntegrityError as error:  # two heads planned the same day at the same moment
        raise DayHasOne from error
    if before != _facts(found):
        announce(
            db, MeetingPlanned(at=at, by=me.id, plan_id=found.id, unit_id=unit.id, before=before, after=_facts(found))
        )  # fmt: skip
    return found


def _refuse(db: Session, unit_id: int, day: date, kind: str, wish: Wish) -> None:
    if day < db.info["clock"].today():
        raise DayIsPast
    if (held := queries.held_on(db, unit_id, day, kind)) is not None and held.state != "open":
        raise DayHasOne
    course = publishing.live(db).catalogue.course(wish.course)
    script = course.meetings.get(wish.meeting) if course else None
    if course is None or script is None or course.status != "active" or script.status != "active" or script.occasion != kind:
        raise NoSuchScript
    for name, most in LONGEST.items():
        if len(getattr(wish, name)) > most:
            raise TooLong(most=most, n=len(getattr(wish, name)))
    if bool(wish.extra_title) != bool(wish.extra_minutes) or not 0 <= wish.extra_minutes <= MOST_MINUTES:
        raise ExtraNotWhole(most=MOST_MINUTES)
    if wish.host_id is not None and wish.host_id not in {one.person.id for one, _ in planning.hosting(db, unit_id, day)}:
        raise HostAway


def _facts(plan_: PlannedMeeting) -> dict[str, Any]:
    names = ("day", "kind", "course", "meeting", "host_id", "extra_title", "extra_seconds", "question")
    return {name: getattr(plan_, name) for name in names}


def change_host(db: Session, me: Viewer, found: PlannedMeeting, host_id: int, *, at: datetime) -> None:
    """Somebody else leads. Refuses who is not at work there on the day."""
    if found.day < db.info["clock"].today():
        raise DayIsPast
    if host_id not in {one.person.id for one, _ in planning.hosting(db, found.unit_id, found.day)}:
        raise HostAway
    before, found.host_id = _facts(found), host_id
    if before != _facts(found):
        announce(db, MeetingPlanned(at=at, by=me.id, plan_id=found.id, unit_id=found.unit_id, before=before, after=_facts(found)))


def move(db: Session, me: Viewer, found: PlannedMeeting, day: date, *, at: datetime) -> None:
    """Hold it on another day. Announces ``MeetingPlanned``.

    Refuses a day that is over or has a meeting of the kind already, and a host who is not at work on the new day.
    """
    if min(day, found.day) < db.info["clock"].today():
        raise DayIsPast
    if day == found.day:
        return
    taken = queries.plan_on(db, found.unit_id, day, found.kind), queries.held_on(db, found.unit_id, day, found.kind)
    if any(taken):
        raise DayHasOne
    if found.host_id is not None and found.host_id not in {one.person.id for one, _ in planning.hosting(db, found.unit_id, day)}:
        raise HostAway
    before, found.day = _facts(found), day
    try:
        db.flush()
    except IntegrityError as error:  # somebody planned that day at the same moment
        raise DayHasOne from error
    announce(db, MeetingPlanned(at=at, by=me.id, plan_id=found.id, unit_id=found.unit_id, before=before, after=_facts(found)))


def cancel(db: Session, me: Viewer, found: PlannedMeeting, *, reason: str, at: datetime) -> None:
    """Take a plan back, with a reason. Announces ``MeetingUnplanned``."""
    if not reason.strip():
        raise SayWhy
    if found.day < db.info["clock"].today():
        raise DayIsPast
    found.cancelled_at, found.cancelled_by, found.reason = at, me.id, reason.strip()[:400]
    announce(db, MeetingUnplanned(at=at, by=me.id, reason=found.reason, plan_id=found.id, unit_id=found.unit_id, day=found.day))


def plan_week(db: Session, me: Viewer, unit: Unit, monday: date, *, at: datetime) -> int:
    """Fill the working days of a week for which nothing is planned: the best suggestion each, hosts by turns. Returns how many."""
    today, made, taken = db.info["clock"].today(), 0, set()
    known = calendar.exceptions(db, monday, monday + timedelta(days=6))
    for n in range(7):
        day = monday + timedelta(days=n)
        if day < today or not is_working_day(day, known):
            continue
        if queries.plan_on(db, unit.id, day) is not None or queries.held_on(db, unit.id, day) is not None:
            continue
        fitting = [one for one in planning.suggestions(db, unit.id, day, "morning") if one.script.key not in taken]
        if not fitting:
            break
        host = rules.next_host([turn for _, turn in planning.hosting(db, unit.id, day)])
        script = fitting[0].script
        wish = Wish(script.course.key, script.meeting.id, host.person_id if host else None)
        plan(db, me, unit, day, "morning", wish, at=at)
        taken.add(script.key)
        made += 1
    return made


def copy_week(db: Session, me: Viewer, unit: Unit, monday: date, *, at: datetime) -> int:
    """Plan a week like the one before it, on the days that are still free. Returns how many.

    A script that was withdrawn, a day off, and a part that was added for one day are not copied; a host who is away is left out.
    """
    today, made = db.info["clock"].today(), 0
    known = calendar.exceptions(db, monday, monday + timedelta(days=6))
    for last in planning.plans_between(db, unit.id, monday - timedelta(days=7), monday - timedelta(days=1)):
        day, kind = last.day + timedelta(days=7), last.kind
        if day < today or not is_working_day(day, known):
            continue
        if queries.plan_on(db, unit.id, day, kind) is not None or queries.held_on(db, unit.id, day, kind) is not None:
            continue
        there = {one.person.id for one, _ in planning.hosting(db, unit.id, day)}
        host_id = last.host_id if last.host_id in there else None
        try:
            plan(db, me, unit, day, kind, Wish(last.course, last.meeting, host_id, last.begins), at=at)
        except NoSuchScript:
            continue
        made += 1
    return made
