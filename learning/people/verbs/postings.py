"""Posts are held and ended; people are absent and come back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import AbsenceChanged, PostingChanged
from learning.people.models import Absence, Person, Posting, Unit
from learning.people.refusals import (
    AbsenceOverlaps,
    EndsBeforeItBegins,
    HasLeft,
    PostingHeld,
    PostingOverlaps,
    UnitClosed,
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """A post to be held: where, as what, since when."""

    unit_id: int
    position: str
    kind: str
    from_on: date
    until_on: date | None = None


def post(db: Session, person: Person, new: Post, *, by: int | None, reason: str, at: datetime) -> Posting:
    """Give a post. A new main posting ends the one before on its first day. Announces ``PostingChanged``.

    Refuses a leaver, a closed unit, the same post twice, and a main posting with a later one behind it.
    """
    _refuse_post(db, person, new)
    before = _end_main(db, person, new, by) if new.kind == "main" else None
    row = Posting(
        person_id=person.id, unit_id=new.unit_id, position=new.position, kind=new.kind, from_on=new.from_on,
        until_on=new.until_on, recorded_at=at,
    )  # fmt: skip
    db.add(row)
    db.flush()
    announce(db, PostingChanged(at=at, by=by, reason=reason, person_id=person.id, before=before, after=_posting(row)))
    return row


def _refuse_post(db: Session, person: Person, new: Post) -> None:
    if person.left_on is not None:
        raise HasLeft
    if new.until_on is not None and new.until_on < new.from_on:
        raise EndsBeforeItBegins
    if db.scalar(select(Unit.closed_on).where(Unit.id == new.unit_id)) is not None:
        raise UnitClosed
    alike = _overlapping(Posting, person.id, new.from_on, new.until_on).where(
        Posting.unit_id == new.unit_id, Posting.position == new.position, Posting.kind == new.kind
    )
    if db.scalars(alike.limit(1)).first() is not None:
        raise PostingHeld


def _end_main(db: Session, person: Person, new: Post, by: int | None) -> dict[str, Any] | None:
    held = _overlapping(Posting, person.id, new.from_on, new.until_on).where(Posting.kind == "main").order_by(Posting.from_on)
    before = None
    for row in db.scalars(held):
        if row.from_on >= new.from_on:
            raise PostingOverlaps(day=row.from_on.isoformat())
        before = _posting(row)
        row.until_on, row.ended_by = new.from_on, by
    return before


def end_post(db: Session, row: Posting, until_on: date, *, by: int | None, reason: str, at: datetime) -> None:
    """The post ends: ``until_on`` is the first day it is not held any more. Announces ``PostingChanged``."""
    if until_on < row.from_on:
        raise EndsBeforeItBegins
    before = _posting(row)
    row.until_on, row.ended_by = until_on, by
    announce(db, PostingChanged(at=at, by=by, reason=reason, person_id=row.person_id, before=before, after=_posting(row)))


def be_absent(  # noqa: PLR0913 -- who, why, from, until, by whom
    db: Session, person: Person, *, kind: str, from_on: date, until_on: date | None, by: int | None, reason: str, at: datetime
) -> Absence:
    """Leave or suspension; ``until_on`` is the first day back. Announces ``AbsenceChanged``. Refuses overlapping absences."""
    if until_on is not None and until_on <= from_on:
        raise EndsBeforeItBegins
    if db.scalars(_overlapping(Absence, person.id, from_on, until_on).limit(1)).first() is not None:
        raise AbsenceOverlaps
    row = Absence(person_id=person.id, kind=kind, from_on=from_on, until_on=until_on, recorded_at=at)
    db.add(row)
    db.flush()
    announce(db, AbsenceChanged(at=at, by=by, reason=reason, person_id=person.id, before=None, after=_absence(row)))
    return row


def end_absence(db: Session, row: Absence, until_on: date, *, by: int | None, reason: str, at: datetime) -> None:
    """The person is back from ``until_on`` on. Announces ``AbsenceChanged``."""
    if until_on < row.from_on:
        raise EndsBeforeItBegins
    before = _absence(row)
    row.until_on, row.ended_by = until_on, by
    announce(db, AbsenceChanged(at=at, by=by, reason=reason, person_id=row.person_id, before=before, after=_absence(row)))


def _overlapping(table: Any, person_id: int, from_on: date, until_on: date | None) -> Any:
    rows = select(table).where(table.person_id == person_id, or_(table.until_on.is_(None), table.until_on > from_on))
    rows = rows.where(or_(table.until_on.is_(None), table.until_on > table.from_on))
    return rows.where(table.from_on < until_on) if until_on is not None else rows


def _posting(row: Posting) -> dict[str, Any]:
    return {"posting_id": row.id, "unit_id": row.unit_id, "position": row.position, "kind": row.kind, **_days(row)}


def _absence(row: Absence) -> dict[str, Any]:
    return {"absence_id": row.id, "kind": row.kind, **_days(row)}


def _days(row: Posting | Absence) -> dict[str, str | None]:
    return {"from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat() if row.until_on else None}
