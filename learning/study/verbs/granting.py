"""What one person is granted: a later date, or not to be asked. With a reason, and taken back with one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.study import queries
from learning.study.facts import ConcessionEnded, ConcessionGranted
from learning.study.models import Concession
from learning.study.refusals import AlreadyGranted, NotAsked, NotForYourself, NotGrantedAnyMore, NotLater, ReasonMissing
from learning.study.verbs.settling import settle


def extend(  # noqa: PLR0913 -- whom, in what, until when, by whom and why
    db: Session, person_id: int, course: Course, due_on: date, *, by: Viewer, reason: str, at: datetime, on: date
) -> Concession:
    """A later date for one person, whichever rules ask. Another one takes the place of the one before.

    Refuses without a reason, for oneself, for whoever has no date, and a day that is not later than the one that holds.
    """
    _refuse(person_id, by, reason)
    db.scalar(select(Person.id).where(Person.id == person_id).with_for_update())
    held = queries.progress(db, person_id, course, on=on).due_on
    if held is None:
        raise NotAsked
    if due_on <= max(held, on):
        raise NotLater(day=max(held, on).isoformat())
    if open_one := _open(db, person_id, course, "extended"):
        _end(db, open_one, by, reason, at=at, on=on)
    return _grant(db, person_id, course, "extended", by, reason, at=at, on=on, due_on=due_on)


def exempt(  # noqa: PLR0913 -- whom, from what, by whom and why
    db: Session, person_id: int, course: Course, *, by: Viewer, reason: str, at: datetime, on: date
) -> Concession:
    """No rule asks this person for the course any more, until it is taken back. Refuses a second time, and for oneself."""
    _refuse(person_id, by, reason)
    db.scalar(select(Person.id).where(Person.id == person_id).with_for_update())
    if _open(db, person_id, course, "exempted"):
        raise AlreadyGranted
    return _grant(db, person_id, course, "exempted", by, reason, at=at, on=on)


def take_back(db: Session, concession: Concession, *, by: Viewer, reason: str, at: datetime, on: date) -> None:
    """The person is asked as everybody is; at least 14 days are left. Refuses a second time, and without a reason."""
    _refuse(concession.person_id, by, reason)
    db.refresh(concession, with_for_update=True)
    if concession.until_on is not None:
        raise NotGrantedAnyMore
    _end(db, concession, by, reason, at=at, on=on)
    settle(db, at=at, on=on, person_ids=[concession.person_id])


def _refuse(person_id: int, by: Viewer, reason: str) -> None:
    if person_id == by.id:
        raise NotForYourself
    if not reason.strip():
        raise ReasonMissing


def _open(db: Session, person_id: int, course: Course, kind: str) -> Concession | None:
    names = (course.key, *course.former)
    mine = Concession.person_id == person_id, Concession.requirement.in_(names), Concession.kind == kind
    return db.scalar(select(Concession).where(*mine, Concession.until_on.is_(None)))


def _grant(  # noqa: PLR0913 -- the columns of one row
    db: Session, person_id: int, course: Course, kind: str, by: Viewer, reason: str, *, at: datetime, on: date, **more: Any
) -> Concession:
    row = Concession(
        person_id=person_id, requirement=course.key, kind=kind, reason=reason.strip(), by_id=by.id, at=at, from_on=on, **more
    )
    db.add(row)
    db.flush()
    announce(
        db,
        ConcessionGranted(
            at=at, by=by.id, reason=row.reason, person_id=person_id, concession_id=row.id, requirement=row.requirement,
            kind=kind, due_on=row.due_on,
        ),
    )  # fmt: skip
    settle(db, at=at, on=on, person_ids=[person_id])
    return row


def _end(db: Session, row: Concession, by: Viewer, reason: str, *, at: datetime, on: date) -> None:
    row.until_on, row.ended_by = on, by.id
    db.flush()
    announce(
        db,
        ConcessionEnded(
            at=at, by=by.id, reason=reason.strip(), person_id=row.person_id, concession_id=row.id, requirement=row.requirement,
            kind=row.kind,
        ),
    )  # fmt: skip
