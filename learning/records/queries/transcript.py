"""What one person has learned, from every feature that keeps a piece of it: ten questions, however long the record is."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from learning.base.settings import Settings
from learning.certificates import queries as certificates
from learning.content.catalogue import Catalogue, Words
from learning.meetings.models import Attendance, MeetingRun
from learning.people import queries as people
from learning.people.models import Person
from learning.people.queries import staff
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.quiz.models import Attempt
from learning.records import policy
from learning.records.rules import Entry, Holder, Transcript
from learning.roleplay.models import Run
from learning.rooms.models import Result, Room, Word
from learning.study import queries as study
from learning.study.models import Completion
from learning.study.rules import Progress
from learning.tasks.models import Work


def holder(db: Session, me: Viewer, number: str, *, on: date) -> Person | None:
    """Whose transcript the viewer may read: their own, or that of somebody for whom they hold a reading role."""
    return people.person(db, me, number, on=on, roles=policy.READERS)


def transcript(db: Session, person: Person, *, at: datetime) -> Transcript:
    """Everything this person, whom the caller has looked up for the viewer, has learned."""
    live, on = publishing.live(db).catalogue, db.info["clock"].day(at)
    found = [
        *_courses(db, live, person.id, on), *_attempts(db, person.id), *_runs(db, person.id), *_practised(db, live, person.id),
        *_tasks(db, live, person.id), *_meetings(db, live, person.id), *_certificates(db, person.id, on),
    ]  # fmt: skip
    found.sort(key=lambda entry: entry.on or date.max, reverse=True)
    settings: Settings = db.info["settings"]
    bank = Words(settings.bank_name or settings.bank_name_en, settings.bank_name_en or None)
    return Transcript(bank=bank, holder=_holder(db, live, person, on), made_at=at, entries=tuple(found))


def _holder(db: Session, live: Catalogue, person: Person, on: date) -> Holder:
    post = staff.main_posting(db, person.id, on)
    position = live.positions.get(post.position) if post else None
    unit = Words(post.unit.name, post.unit.name_en) if post else None
    return Holder(
        number=person.number, name=Words(person.name, person.name_en), unit=unit, position=position.name if position else None
    )


def _courses(db: Session, live: Catalogue, person_id: int, on: date) -> Iterator[Entry]:
    """Every course that was given, begun or finished: how it stands, and each 版本 that was finished before."""
    for row in study.standings(db, [person_id], live.courses.values(), on=on).values():
        if row.facts.tasks or row.facts.steps or row.facts.completions:
            yield from _course(row)
    known = {name for course in live.courses.values() for name in (course.key, *course.former)}
    gone = select(Completion).where(Completion.person_id == person_id, Completion.course.not_in(known))
    for end in db.scalars(gone):
        on = db.info["clock"].day(end.effective_at)
        yield Entry(kind="course", title=Words(end.course), state="earlier", course=end.course, version=end.version, on=on)


def _course(row: Progress) -> Iterator[Entry]:
    now = row.completion if row.state == "complete" else None
    yield Entry(
        kind="course", title=row.course.title, state=row.state, course=row.course.key, course_title=row.course.title,
        version=now.version if now else row.course.edition, on=now.on if now else None,
        steps_done=row.required_done, steps_required=len(row.required), due_on=row.due_on,
    )  # fmt: skip
    for end in row.facts.completions:
        if end != now:
            yield Entry(
                kind="course", title=row.course.title, state="earlier", course=row.course.key, course_title=row.course.title,
                version=end.version, on=end.on,
            )  # fmt: skip


def _attempts(db: Session, person_id: int) -> Iterator[Entry]:
    """Quizzes that were handed in. Points are those that stand: none while something waits to be marked."""
    it = Attempt
    asked = select(
        it.uuid, it.course, it.terms, it.version, it.number, it.handed_in_at, it.marked_at, it.passed, it.num, it.den,
        it.max_num, it.max_den,
    ).where(it.person_id == person_id, it.handed_in_at.is_not(None))  # fmt: skip
    for row in db.execute(asked.order_by(it.id)):
        is_marked = row.marked_at is not None
        state = "to_mark" if not is_marked else "handed_in" if row.passed is None else _passed(row.passed)
        yield Entry(
            kind="attempt", state=state, **_titled(row), version=row.version, number=row.number, on=_day(db, row.handed_in_at),
            won=_fraction(row.num, row.den) if is_marked else None, of=_fraction(row.max_num, row.max_den) if is_marked else None,
            evidence=f"attempt:{row.uuid}",
        )  # fmt: skip


def _runs(db: Session, person_id: int) -> Iterator[Entry]:
    """Role-plays that were played to their end and counted; practice is nobody's record."""
    it = Run
    asked = select(it.uuid, it.course, it.terms, it.version, it.number, it.ended_at, it.passed, it.num, it.den).where(
        it.person_id == person_id, it.mode == "scored", it.ended_at.is_not(None)
    )
    for row in db.execute(asked.order_by(it.id)):
        share = _fraction(row.num, row.den)
        yield Entry(
            kind="roleplay", state=_passed(row.passed), **_titled(row), version=row.version, number=row.number,
            on=_day(db, row.ended_at), won=None if share is None else share * 100, of=Fraction(100),
            evidence=f"roleplay:{row.uuid}",
        )  # fmt: skip


def _practised(db: Session, live: Catalogue, person_id: int) -> Iterator[Entry]:
    asked = (
        select(Result.num, Result.den, Result.at, Room.id, Room.course, Room.roleplay, Room.version, Room.held_on, Word.kind)
        .join(Room, Room.id == Result.room_id)
        .outerjoin(Word, Word.result_id == Result.id)
        .where(Result.person_id == person_id)
    )
    for row in db.execute(asked.order_by(Result.id)):
        yield Entry(
            kind="practice", state=row.kind or "waiting", **_named(live, row.course, row.roleplay), version=row.version,
            on=row.held_on or _day(db, row.at), won=Fraction(row.num, row.den), of=Fraction(100), evidence=f"practice:{row.id}",
        )  # fmt: skip


def _tasks(db: Session, live: Catalogue, person_id: int) -> Iterator[Entry]:
    it = Work
    asked = select(it.id, it.course, it.task, it.version, it.ready_at, it.done_at).where(it.person_id == person_id)
    for row in db.execute(asked.order_by(it.id)):
        state = "done" if row.done_at else "ready" if row.ready_at else "begun"
        named = _named(live, row.course, row.task)
        on = _day(db, row.done_at) if row.done_at else None
        yield Entry(kind="task", state=state, **named, version=row.version, on=on, evidence=f"task:{row.id}")


def _meetings(db: Session, live: Catalogue, person_id: int) -> Iterator[Entry]:
    """Meetings that were led, been at, or caught up; who was absent has learned nothing there."""
    run, here = MeetingRun, Attendance
    asked = (
        select(run.token, run.course, run.title, run.title_en, run.day, run.host_id, here.state, here.caught_up_at)
        .outerjoin(here, (here.run_id == run.id) & (here.person_id == person_id))
        .where(or_(here.id.is_not(None), run.host_id == person_id), run.state.in_(("closed", "lapsed")))
    )
    for row in db.execute(asked.order_by(run.id)):
        state = "hosted" if row.host_id == person_id else "caught_up" if row.caught_up_at else row.state
        if state in ("absent", "leave"):
            continue
        course = live.course(row.course)
        yield Entry(
            kind="meeting", title=Words(row.title, row.title_en), state=state, course=row.course,
            course_title=course.title if course else None, on=row.day, evidence=f"meeting:{row.token}",
        )  # fmt: skip


def _certificates(db: Session, person_id: int, on: date) -> Iterable[Entry]:
    for one in certificates.certificates_of(db, person_id, on):
        period = one.proof.period
        until = one.state.until if one.state.counts else period.valid_until
        yield Entry(
            kind="certificate", title=one.title, state=one.state.kind, course=period.certification, course_title=one.title,
            on=one.issued_on, valid_until=until, evidence=f"certificate:{one.number}",
        )  # fmt: skip


def _titled(row: Any) -> dict[str, Any]:
    """The titles as they stood when it was begun."""
    return {"course": row.course, "course_title": Words(**row.terms["course_title"]), "title": Words(**row.terms["title"])}


def _named(live: Catalogue, course_key: str, key: str) -> dict[str, Any]:
    """What it is called today; what is gone keeps its key."""
    course, item = live.course(course_key), live.item(course_key, key)
    return {"course": course_key, "course_title": course.title if course else None, "title": item.title if item else Words(key)}


def _passed(passed: bool | None) -> str:
    return "passed" if passed else "failed"


def _fraction(num: int | None, den: int | None) -> Fraction | None:
    return None if num is None or den is None else Fraction(num, den)


def _day(db: Session, moment: datetime) -> date:
    day: date = db.info["clock"].day(moment)
    return day
