"""Every write of lessons: how far one read, what one answered, noted and bookmarked. A lesson that is done ticks its step."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.base.tables import Moment
from learning.content.catalogue import Course, Lesson, Question, Step
from learning.lessons import queries, rules
from learning.lessons.models import Bookmark, Note, Reading
from learning.lessons.refusals import NoteTooLong
from learning.people.rules import Viewer
from learning.questions import verbs as questions
from learning.study import verbs as study
from learning.study.models import StepFact
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
    version, share = asked_version(page.course, page.step), 100 if is_end else max(0, min(percent, 100))
    row = {
        "person": me.id, "course": page.course.key, "lesson": page.lesson.id, "step": page.step.key, "rev": page.lesson.revision,
        "version": version, "share": share, "place": place or None, "at": at, "ended": at if is_end else None,
    }  # fmt: skip
    kept = ask(db, KEEP[db.get_bind().dialect.name], row).one()
    if kept.done is not None and kept.done >= version:
        return True
    return kept.ended_at is not None and _finish(db, me, page, at=at)


def _keep(insert: Any) -> Any:
    """The first reading of a lesson, or a further one: a raised 版本 begins anew, else the share grows and the end stays."""
    table, at = Reading.__table__, bindparam("at", type_=Moment)
    row = insert(table).values(
        person_id=bindparam("person"), course=bindparam("course"), lesson=bindparam("lesson"), rev=bindparam("rev"),
        version=bindparam("version"), percent=bindparam("share"), place=bindparam("place", type_=String), opened_at=at,
        seen_at=at, ended_at=bindparam("ended", type_=Moment),
    )  # fmt: skip
    was, now = table.c, row.excluded
    is_older = was.version < now.version
    done = select(func.max(StepFact.version)).where(
        StepFact.person_id == bindparam("person"), StepFact.course == bindparam("course"), StepFact.step == bindparam("step")
    )
    return row.on_conflict_do_update(
        index_elements=[was.person_id, was.course, was.lesson],
        set_={
            "version": case((is_older, now.version), else_=was.version),
            "percent": case((or_(is_older, was.percent < now.percent), now.percent), else_=was.percent),
            "place": case((or_(is_older, now.place.is_not(None)), now.place), else_=was.place),
            "opened_at": case((is_older, now.opened_at), else_=was.opened_at),
            "ended_at": case((or_(is_older, was.ended_at.is_(None)), now.ended_at), else_=was.ended_at),
            "seen_at": now.seen_at,
            "rev": now.rev,
        },
    ).returning(was.ended_at, done.scalar_subquery().label("done"))


KEEP = {"sqlite": _keep(sqlite.insert), "postgresql": _keep(postgresql.insert)}
"""Built once: a lesson that is open says every few seconds where its reader is."""


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
    kept = questions.answer(db, me, page.course.key, question, texts, place="lesson", at=at)
    _finish(db, me, page, at=at)
    return kept.is_right


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
