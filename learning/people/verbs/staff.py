"""People come, are corrected, leave; who opened whose record."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learning.base.aside import aside
from learning.base.engines import Sessions
from learning.base.ledger import announce
from learning.people.facts import PersonAdded, PersonChanged, PersonLeft
from learning.people.models import Person, Posting, RecordView, RoleGrant, Unit
from learning.people.queries.staff import roles_of
from learning.people.queries.visible import holds
from learning.people.refusals import EndsBeforeItBegins, NumberTaken, UnitClosed
from learning.people.rules import Viewer, sort_key
from learning.people.verbs.accounts import refuse_beyond, refuse_last_administrator
from learning.people.verbs.sessions import end_sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NewPerson:
    """Who comes, and where to."""

    number: str
    name: str
    unit_id: int
    position: str
    hired_on: date
    name_en: str | None = None
    email: str | None = None
    mobile: str | None = None


def add(db: Session, new: NewPerson, *, by: int | None, at: datetime) -> Person:
    """A member of staff with a main posting from the first day on; no password yet. Announces ``PersonAdded``.

    Refuses a number that somebody has, however it is capitalised, and a closed unit.
    """
    if db.scalar(select(Person.id).where(func.lower(Person.number) == new.number.lower())) is not None:
        raise NumberTaken
    if db.scalar(select(Unit.closed_on).where(Unit.id == new.unit_id)) is not None:
        raise UnitClosed
    person = Person(
        number=new.number, name=new.name, name_en=new.name_en or None, email=new.email or None, mobile=new.mobile or None,
        sort_key=sort_key(new.name), hired_on=new.hired_on, created_at=at,
    )  # fmt: skip
    db.add(person)
    db.flush()
    db.add(Posting(person_id=person.id, unit_id=new.unit_id, position=new.position, from_on=new.hired_on, recorded_at=at))
    db.flush()
    announce(db, PersonAdded(at=at, by=by, person_id=person.id, unit_id=new.unit_id, position=new.position))
    return person


def change(db: Session, person: Person, columns: dict[str, str | date | None], *, by: int | None, at: datetime) -> None:
    """Correct names, mail, mobile, first day. Announces ``PersonChanged`` with the names of the columns, not their values."""
    changed = tuple(name for name, value in columns.items() if getattr(person, name) != (value or None))
    if not changed:
        return
    for name in changed:
        setattr(person, name, columns[name] or None)
    person.sort_key = sort_key(person.name)
    announce(db, PersonChanged(at=at, by=by, person_id=person.id, columns=changed))


def leave(db: Session, me: Viewer | None, person: Person, left_on: date | None, *, reason: str, at: datetime) -> None:
    """Set the day from which the person is no longer here, or (None) take it back. Announces ``PersonLeft``.

    Postings and roles end with it; taking it back does not bring them back. Refuses the last administrator and oneself.
    """
    refuse_beyond(me, person, roles_of(db, person.id, on=db.info["clock"].day(at)))
    if left_on == person.left_on:
        return
    if left_on is not None:
        if left_on < person.hired_on:
            raise EndsBeforeItBegins
        refuse_last_administrator(db, person.id, at=at)
        _end_rows(db, person.id, left_on, by=me.id if me else None)
        end_sessions(db, person.id, at=at)
    before, person.left_on = person.left_on, left_on
    announce(db, PersonLeft(at=at, by=me.id if me else None, reason=reason, person_id=person.id, before=before, after=left_on))


def _end_rows(db: Session, person_id: int, on: date, *, by: int | None) -> None:
    for posting in db.scalars(select(Posting).where(Posting.person_id == person_id, holds(Posting, on))):
        posting.until_on, posting.ended_by = max(on, posting.from_on), by
    for grant in db.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id, holds(RoleGrant, on))):
        grant.until_on = max(on, grant.from_on)


def note_view(sessions: Sessions, viewer_id: int, person_id: int, page: str, *, at: datetime) -> None:
    """Write down who opened whose record. A database that cannot write does not keep people from reading: then the log has it."""
    try:
        with aside(sessions) as db:
            db.add(RecordView(viewer_id=viewer_id, person_id=person_id, page=page, at=at))
    except DBAPIError:
        log.exception("record view not stored: viewer %d opened person %d on %s", viewer_id, person_id, page)
