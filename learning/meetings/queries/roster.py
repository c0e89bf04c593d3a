"""Who belongs to a unit on a day, and who of them is on leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from learning.people.models import Absence, Person, Posting
from learning.people.queries import holds


@dataclass(frozen=True)
class Member:
    """Somebody posted in the unit on the day."""

    person: Person
    position: str
    is_away: bool  # on leave or suspended


def roster(db: Session, unit_id: int, on: date) -> Sequence[Member]:
    """Everybody with a post in the unit on the day, by name, in one question. Who has left is not among them."""
    away = exists().where(Absence.person_id == Person.id, holds(Absence, on))
    here = and_(Posting.person_id == Person.id, Posting.unit_id == unit_id, holds(Posting, on))
    rows = db.execute(
        select(Person, Posting.position, away)
        .join(Posting, here)
        .where(Person.hired_on <= on, or_(Person.left_on.is_(None), Person.left_on > on), Person.disabled_at.is_(None))
        .order_by(Person.sort_key, Person.number, Posting.id)
    )
    found: dict[int, Member] = {}
    for person, position, is_away in rows:
        found.setdefault(person.id, Member(person, position, bool(is_away)))
    return list(found.values())
