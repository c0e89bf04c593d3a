"""Attempts: one's own, the open one, all at a quiz, the overdue; and the results of those that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Course, Quiz
from learning.people.rules import Viewer
from learning.quiz import rules
from learning.quiz.models import Attempt, AttemptItem


def quiz(course: Course, step: str) -> Quiz | None:
    """The quiz behind a step of the live course, also under an id it had before."""
    found = course.item(step)
    return found if isinstance(found, Quiz) and found.status == "active" else None


def attempt(db: Session, me: Viewer, uuid: str) -> Attempt | None:
    """My attempt with its items, in one query."""
    return db.scalars(ATTEMPT, {"uuid": uuid, "person": me.id}).unique().one_or_none()


def locked(db: Session, me: Viewer, uuid: str) -> Attempt | None:
    """My attempt, held until the end of the transaction: whoever saves or hands in comes one after the other."""
    mine = select(Attempt).where(Attempt.uuid == uuid, Attempt.person_id == me.id)
    return db.scalar(mine.with_for_update().execution_options(populate_existing=True))


def locked_item(db: Session, me: Viewer, uuid: str, n: int) -> tuple[Attempt, AttemptItem | None] | None:
    """My attempt, held, with its n-th item, in one query."""
    row = db.execute(LOCKED_ITEM, {"uuid": uuid, "person": me.id, "n": n}).one_or_none()
    return (row[0], row[1]) if row else None


MINE = select(Attempt).where(Attempt.uuid == bindparam("uuid"), Attempt.person_id == bindparam("person"))
ATTEMPT = MINE.options(joinedload(Attempt.items))
LOCKED_ITEM = (
    MINE.add_columns(AttemptItem)
    .outerjoin(AttemptItem, and_(AttemptItem.attempt_id == Attempt.id, AttemptItem.n == bindparam("n")))
    .with_for_update(of=Attempt)
    .execution_options(populate_existing=True)
)
"""Built once: every page of an attempt asks the first, every answer the other."""


def open_attempt(db: Session, person_id: int, course: str, quiz_id: str) -> Attempt | None:
    """The one attempt that is not handed in."""
    return db.scalar(
        select(Attempt).where(
            Attempt.person_id == person_id, Attempt.course == course, Attempt.quiz == quiz_id, Attempt.handed_in_at.is_(None)
        )
    )


def attempts(db: Session, person_id: int, course: str, quiz_id: str) -> list[Attempt]:
    """All attempts of a person at a quiz, the first first."""
    mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.course == course, Attempt.quiz == quiz_id)
    return list(db.scalars(mine.order_by(Attempt.number)))


def overdue(db: Session, *, at: datetime, most: int = 500) -> list[Attempt]:
    """Open attempts whose time is over, held; those that somebody else holds just now come next time."""
    late = or_(Attempt.deadline_at < at - rules.GRACE, Attempt.late_seen_at.is_not(None))
    asked = select(Attempt).where(Attempt.handed_in_at.is_(None), late).order_by(Attempt.id).limit(most)
    return list(db.scalars(asked.with_for_update(skip_locked=True)))


def is_sitting(db: Session, person_id: int, *, at: datetime) -> bool:
    """Whether somebody's clock runs just now, in whichever quiz."""
    running = Attempt.person_id == person_id, Attempt.handed_in_at.is_(None), Attempt.deadline_at > at
    return db.scalar(select(Attempt.id).where(*running).limit(1)) is not None


@dataclass(frozen=True)
class Result:
    """One earlier attempt, as the start page and the review list it."""

    attempt: Attempt
    won: Fraction
    of: Fraction
    is_first: bool = False
    is_best: bool = False


def results(found: Sequence[Attempt]) -> list[Result]:
    """The attempts that were handed in, with which was the first and which the best."""
    over = [attempt for attempt in found if attempt.handed_in_at is not None]
    scores = [score(attempt) for attempt in over]
    top = rules.best(scores)
    return [Result(attempt, *scores[i], is_first=i == 0, is_best=i == top) for i, attempt in enumerate(over)]


def score(attempt: Attempt) -> tuple[Fraction, Fraction]:
    """Points won, and points to be had; nothing of nothing before it is marked."""
    return Fraction(attempt.num or 0, attempt.den or 1), Fraction(attempt.max_num or 0, attempt.max_den or 1)
