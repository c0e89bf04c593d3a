"""What a reader has left in a lesson. Private: every query here takes the reader and reaches nobody else's rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, String, and_, bindparam, func, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.content.catalogue import Course, Lesson, Step
from learning.lessons.models import Bookmark, Note, Reading
from learning.lessons.rules import Answered, Leaf, asked
from learning.people.models import Person
from learning.questions.models import Response
from learning.study.models import StepFact
from learning.study.rules import asked_version


def leaf(db: Session, person_id: int, course: Course, step: Step, lesson: Lesson) -> Leaf:
    """Place, note, bookmark, answers and whether the step is done, in two queries."""
    version = asked_version(course, step)
    row = ask(db, LEAF, {"person": person_id, "course": course.key, "lesson": lesson.id, "step": step.key}).one()
    is_now = row.version is not None and row.version >= version
    return Leaf(
        place=row.place if is_now else None,
        percent=row.percent if is_now else 0,
        is_read=is_now and row.ended_at is not None,
        note=row.note or "",
        is_bookmarked=row.bookmark is not None,
        is_done=row.done is not None and row.done >= version,
        answers=answers(db, person_id, course.key, tuple(asked(course, lesson))),
    )


def _leaf() -> Any:
    def mine(table: Any) -> Any:
        return and_(table.person_id == Person.id, table.course == COURSE, table.lesson == bindparam("lesson"))

    fact = StepFact
    done = and_(fact.person_id == Person.id, fact.course == COURSE, fact.step == bindparam("step"))
    return (
        select(
            Reading.place, Reading.percent, Reading.ended_at, Reading.version, Note.text.label("note"),
            Bookmark.id.label("bookmark"), func.max(fact.version).label("done"),
        )
        .select_from(Person)
        .outerjoin(Reading, mine(Reading))
        .outerjoin(Note, mine(Note))
        .outerjoin(Bookmark, mine(Bookmark))
        .outerjoin(fact, done)
        .where(Person.id == PERSON)
        .group_by(Person.id, Reading.id, Note.id, Bookmark.id)
    )  # fmt: skip


def answers(db: Session, person_id: int, course: str, items: Sequence[str]) -> dict[str, Answered]:
    """The reader's answers to these questions: the last value of each, and whether one of them was right."""
    if not items:
        return {}
    found: dict[str, Answered] = {}
    for row in ask(db, ANSWERS, {"person": person_id, "course": course, "items": list(items)}):
        before = found.get(row.item, Answered())
        is_right = row.num is not None and row.num == row.den
        found[row.item] = Answered(row.value, before.is_right or is_right, before.times + 1, row.at)
    return found


def _answers() -> Any:
    mine = Response.person_id == PERSON, Response.course == COURSE, Response.item.in_(bindparam("items", expanding=True))
    return select(Response.item, Response.value, Response.num, Response.den, Response.at).where(*mine).order_by(Response.id)


PERSON: Any = bindparam("person", type_=BigInteger)
COURSE: Any = bindparam("course", type_=String)
LEAF, ANSWERS = _leaf(), _answers()
"""Built once: making a statement anew costs more than asking it."""


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
