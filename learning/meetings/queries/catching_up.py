"""Who missed a meeting and has not caught up, and the one question that is asked of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Course, Meeting, Pointed, Question, Segment
from learning.meetings import rules
from learning.meetings.models import Attendance, MeetingRun
from learning.meetings.queries.places import script_of
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.questions.models import Response


@dataclass(frozen=True)
class Missed:
    """A meeting somebody was not at, with its words, and the question that shows it was read."""

    attendance: Attendance
    run: MeetingRun
    script: Meeting
    segments: tuple[Segment, ...]
    course: Course | None
    question: Question | None
    response: Response | None


def catching_up(db: Session, me: Viewer, token: uuid.UUID, *, lock: bool = False) -> Missed | None:
    """One meeting that the viewer missed, caught up or not."""
    asked = select(Attendance).join(MeetingRun).where(MeetingRun.token == token, Attendance.person_id == me.id)
    asked = asked.where(Attendance.state.in_(("absent", "leave")), MeetingRun.state == "closed")
    asked = asked.options(
        joinedload(Attendance.run).joinedload(MeetingRun.unit), joinedload(Attendance.run).joinedload(MeetingRun.host)
    )
    found = db.scalar(asked.with_for_update(of=Attendance).execution_options(populate_existing=True) if lock else asked)
    if found is None:
        return None
    held = found.run
    script = script_of(db, held.course, held.meeting, held.rev)
    segments = rules.agenda(script, held)
    course = publishing.live(db).catalogue.course(held.course)
    question = question_of(course, script, segments) if course else None
    return Missed(found, held, script, segments, course, question, _last(db, me, course, question, found))


def question_of(course: Course, script: Meeting, segments: Sequence[Segment]) -> Question | None:
    """What the meeting itself asks; else one about its clauses; else any of the course. Never one that an exam may draw."""
    back = kept_back(course)
    free = {one.id: one for one in course.questions.values() if _fits(one) and one.id not in back}
    pointed = [part.item_id for one in segments for part in one.parts if isinstance(part, Pointed) and part.kind == "question"]
    about = [one.id for one in free.values() if one.cites & script.cites]
    return next((free[item] for item in (*pointed, *about, *free) if item in free), None)


def kept_back(course: Course) -> set[str]:
    """What an exam of the course may ask: its answer is shown to nobody, whoever leads a meeting included."""
    exams = [quiz for quiz in course.quizzes.values() if quiz.purpose == "exam"]
    return {item for quiz in exams for item in (*quiz.fixed, *(one for draw in quiz.draws for one in draw.pool))}


def _fits(question: Question) -> bool:
    """One that is marked by itself, in one piece."""
    return question.status == "active" and question.kind != "essay" and not question.parts


def _last(db: Session, me: Viewer, course: Course | None, question: Question | None, found: Attendance) -> Response | None:
    """The viewer's newest answer to it since the meeting."""
    if course is None or question is None:
        return None
    mine = (Response.person_id == me.id, Response.course == course.key, Response.item == question.id, Response.place == "meeting")
    since = select(Response).where(*mine, Response.at >= found.run.started_at)
    return db.scalar(since.order_by(Response.id.desc()).limit(1))
