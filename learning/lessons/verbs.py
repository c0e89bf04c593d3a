"""Every write of lessons: how far one read, what one answered, noted and bookmarked. A lesson that is done ticks its step."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, update
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Lesson, Question, Step
from learning.content.payloads import payload
from learning.lessons import queries, rules
from learning.lessons.models import Bookmark, Note, Reading
from learning.lessons.refusals import NoteTooLong, NothingChosen
from learning.people.rules import Viewer
from learning.questions import rules as questions_rules
from learning.questions import verbs as questions
from learning.study import verbs as study
from learning.study.rules import asked_version


class Page:
    """The lesson that is being read: its course, its step, its text, and the edition they are from."""

    def __init__(self, course: Course, step: Step, lesson: Lesson, edition: int) -> None:
        self.course, self.step, self.lesson, self.edition = course, step, lesson, edition
        self.asked = rules.asked(course, lesson)
        self.to_get_right = rules.to_get_right(self.asked)


def keep_place(  # noqa: PLR0913 -- what one reading says
    db: Session, me: Viewer, page: Page, *, place: str | None, percent: int, is_end: bool, at: datetime
) -> bool:
    """The reader is here. The share read only grows; the end is kept once reached. A raised 版本 begins anew.

    Returns whether the lesson is done now.
    """
    _begin(db, me, page, at=at)
    share = 100 if is_end else max(0, min(percent, 100))
    values: dict[str, Any] = {
        "percent": case((Reading.percent < share, share), else_=Reading.percent), "seen_at": at, "rev": page.lesson.revision,
    }  # fmt: skip
    if place:
        values["place"] = place
    if is_end:
        values["ended_at"] = case((Reading.ended_at.is_(None), at), else_=Reading.ended_at)
    db.execute(update(Reading).where(*_mine(Reading, me, page)).values(**values))
    return _finish(db, me, page, at=at)


def _begin(db: Session, me: Viewer, page: Page, *, at: datetime) -> None:
    version = asked_version(page.course, page.step)
    row = {
        "person_id": me.id, "course": page.course.key, "lesson": page.lesson.id, "rev": page.lesson.revision,
        "version": version, "percent": 0, "opened_at": at, "seen_at": at,
    }  # fmt: skip
    db.execute(study.insert_once(db, Reading).values(row))
    anew = {"version": version, "percent": 0, "place": None, "ended_at": None, "opened_at": at}
    db.execute(update(Reading).where(*_mine(Reading, me, page), Reading.version < version).values(**anew))


def _mine(table: type[Any], me: Viewer, page: Page) -> tuple[Any, ...]:
    return table.person_id == me.id, table.course == page.course.key, table.lesson == page.lesson.id


def _finish(db: Session, me: Viewer, page: Page, *, at: datetime) -> bool:
    leaf = queries.leaf(db, me.id, page.course, page.step, page.lesson)
    right = {item for item, answer in leaf.answers.items() if answer.is_right}
    if leaf.is_done or not rules.is_done(page.to_get_right, is_read=leaf.is_read, right=right):
        return leaf.is_done
    source = f"lesson:{page.lesson.id}"
    study.do_step(db, me.id, page.course, page.step, edition=page.edition, source=source, at=at)
    return True


def answer(db: Session, me: Viewer, page: Page, question: Question, texts: list[str], *, at: datetime) -> bool:
    """Answer a question inside the lesson; as often as one likes. Refuses no answer. Returns whether it was right.

    An essay is kept without a mark: its writer is shown the model answer, and the lesson does not wait for it.
    """
    whole = payload(question)
    order = questions_rules.own_order(me.id, question.id, question.revision, whole)
    value = questions_rules.read_value(whole, texts, order=order)
    if value is None:
        raise NothingChosen
    kept = questions.respond(
        db, me.id, course=page.course.key, item=question.id, rev=question.revision, payload=whole, value=value,
        place="lesson", at=at, unit_id=me.unit_id, cites=question.clauses,
    )  # fmt: skip
    _finish(db, me, page, at=at)
    return kept.num is not None and kept.num == kept.den


def write_note(db: Session, me: Viewer, page: Page, text: str, *, at: datetime) -> None:
    """Keep one's own note on the lesson; an empty one takes it away. Refuses more than 4000 characters."""
    text = text.strip()
    if len(text) > rules.LONGEST_NOTE:
        raise NoteTooLong(most=rules.LONGEST_NOTE)
    if not text:
        db.execute(delete(Note).where(*_mine(Note, me, page)))
        return
    row = {"person_id": me.id, "course": page.course.key, "lesson": page.lesson.id, "text": text, "written_at": at}
    db.execute(study.insert_once(db, Note).values(row))
    db.execute(update(Note).where(*_mine(Note, me, page)).values(text=text, written_at=at))


def bookmark(db: Session, me: Viewer, page: Page, *, keep: bool, at: datetime) -> None:
    """Put a bookmark on the lesson, or take it off. Twice is once."""
    if not keep:
        db.execute(delete(Bookmark).where(*_mine(Bookmark, me, page)))
        return
    row = {"person_id": me.id, "course": page.course.key, "lesson": page.lesson.id, "at": at}
    db.execute(study.insert_once(db, Bookmark).values(row))
