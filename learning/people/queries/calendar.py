"""Days that differ from their weekday: what ships, overlaid by the bank's own."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.models import CalendarDay
from learning.people.rules.working_days import SHIPPED, Day


def exceptions(db: Session, from_on: date, until_on: date) -> dict[date, Day]:
    """The exceptions from one day to another (included), by day, for ``rules.is_working_day``."""
    found = {day: word for day, word in SHIPPED.items() if from_on <= day <= until_on}
    for row in db.scalars(select(CalendarDay).where(CalendarDay.day.between(from_on, until_on))):
        found[row.day] = Day(row.day, row.kind, row.name, row.name_en, is_shipped=False)
    return dict(sorted(found.items()))
