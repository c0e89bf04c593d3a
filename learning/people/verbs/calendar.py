"""The bank's own days in the calendar, laid over those that ship."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import CalendarChanged
from learning.people.models import CalendarDay


def set_day(  # noqa: PLR0913 -- the columns of one row
    db: Session, day: date, *, kind: str, name: str, name_en: str, by: int | None, at: datetime
) -> None:
    """The day is a holiday, or a day worked. Announces ``CalendarChanged``."""
    row = db.get(CalendarDay, day)
    before = row.kind if row else None
    if row is None:
        row = CalendarDay(day=day)
        db.add(row)
    row.kind, row.name, row.name_en = kind, name, name_en
    announce(db, CalendarChanged(at=at, by=by, day=day, before=before, after=kind))


def give_back(db: Session, day: date, *, by: int | None, at: datetime) -> None:
    """Forget the bank's own word on the day: what ships counts again. Announces ``CalendarChanged``."""
    if (row := db.get(CalendarDay, day)) is not None:
        db.delete(row)
        announce(db, CalendarChanged(at=at, by=by, day=day, before=row.kind, after=None))
