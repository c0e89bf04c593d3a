"""What a reader has left in a lesson. Private: every query here takes the reader and reaches nobody else's rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Lesson, Step
from learning.lessons.models import Bookmark, Note, Reading
from learning.lessons.rules import Answered, Leaf
from learning.people.models import Person
from learning.questions.models import Response
from learning.study.models import StepFact
from learning.study.rules import asked_version


def leaf(db: Session, person_id: int, course: Course, step: Step, lesson: Lesson) -> Leaf:
    """Place, note, bookmark, answers and whether the step is done, in two queries."""
    mine = {"course": course.key, "lesson": lesson.id}
    asked = asked_version(course, step)
    row = db.execute(
        select(
            Reading.place, Reading.percent, Reading.ended_at, Reading.version, Note.text.label("note"),
            Bookmark.id.label("bookmark"), func.max(StepFact.version).label("done"),
        )
        .select_from(Person)
        .outerjoin(Reading, and_(Reading.person_id == Person.id, *(getattr(Reading, k) == v for k, v in mine.items())))
        .outerjoin(Note, and_(Note.person_id == Person.id, *(getattr(Note, k) == v for k, v in mine.items())))
        .outerjoin(Bookmark, and_(Bookmark.person_id == Person.id, *(getattr(Bookmark, k) == v for k, v in mine.items())))
        .outerjoin(
            StepFact, and_(StepFact.person_id == Person.id, StepFact.course == course.key, StepFact.step == step.key)
        )
        .where(Person.id == person_id)
        .group_by(Person.id, Reading.id, Note.id, Bookmark.id)
    ).one()  # fmt: skip
    is_now = row.version is not None and row.version >= asked
    return Leaf(
        place=row.place if is_now else None,
        percent=row.percent if is_now else 0,
        is_read=is_now and row.ended_at is not None,
        note=row.note or "",
        is_bookmarked=row.bookmark is not None,
        is_done=row.done is not None and row.done >= asked,
        answers=answers(db, person_id, course.key, lesson.question_ids),
    )


def answers(db: Session, person_id: int, course: str, items: Sequence[str]) -> dict[str, Answered]:
    """The reader's answers to these questions: the last value of each, and whether one of them was right."""
    if not items:
        return {}
    rows = db.execute(
        select(Response.item, Response.value, Response.num, Response.den, Response.at)
        .where(Response.person_id == person_id, Response.course == course, Response.item.in_(items))
        .order_by(Response.id)
    )
    found: dict[str, Answered] = {}
    for row in rows:
        before = found.get(row.item, Answered())
        found[row.item] = Answered(row.value, before.is_right or row.num == row.den, before.times + 1, row.at)
    return found


def my_bookmarks(db: Session, person_id: int) -> list[tuple[str, str]]:
    """Course and lesson of everything bookmarked, the newest first."""
    rows = select(Bookmark.course, Bookmark.lesson).where(Bookmark.person_id == person_id).order_by(Bookmark.id.desc())
    return [(row.course, row.lesson) for row in db.execute(rows)]


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of lessons in everything the house knows of a person."""
    return {
        "readings": _own(db, Reading, person_id, "course", "lesson", "percent", "opened_at", "seen_at", "ended_at"),
        "notes": _own(db, Note, person_id, "course", "lesson", "text", "written_at"),
        "bookmarks": _own(db, Bookmark, person_id, "course", "lesson", "at"),
        "answers": _own(db, Response, person_id, "course", "item", "value", "num", "den", "place", "at"),
    }


def _own(db: Session, table: Any, person_id: int, *columns: str) -> list[dict[str, Any]]:
    chosen = select(*(getattr(table, name) for name in columns)).where(table.person_id == person_id).order_by(table.id)
    return [dict(row) for row in db.execute(chosen).mappings()]
