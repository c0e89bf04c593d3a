"""Whom an attempt concerns besides its taker: the unit, and who can grant another."""

from datetime import date

from sqlalchemy import CTE, literal, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Words
from learning.people import queries as people_queries
from learning.people.models import Person, Posting, RoleGrant, UnitPlace


def unit_of(db: Session, person_id: int, on: date) -> int | None:
    """The unit of somebody's main posting on a day."""
    posted = (Posting.person_id == person_id, Posting.kind == "main", people_queries.holds(Posting, on))
    return db.scalar(select(Posting.unit_id).where(*posted).limit(1))


def above_of(unit_id: int | None, on: date) -> CTE | None:
    """The unit and everything above it, with how far away each is."""
    if unit_id is None:
        return None
    place = (UnitPlace.unit_id, UnitPlace.parent_id)
    start = select(*place, literal(0).label("depth")).where(UnitPlace.unit_id == unit_id, people_queries.holds(UnitPlace, on))
    above = start.cte("above", recursive=True)
    higher = select(*place, above.c.depth + 1).join(above, UnitPlace.unit_id == above.c.parent_id)
    return above.union_all(higher.where(people_queries.holds(UnitPlace, on), above.c.depth < 20))


def whom_to_ask(db: Session, unit_id: int | None, on: date) -> Words | None:
    """The head of the unit, or of the nearest one above that has a head."""
    above = above_of(unit_id, on)
    if above is None:
        return None
    heads = (
        select(Person.name, Person.name_en)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(above, above.c.unit_id == RoleGrant.unit_id)
        .where(RoleGrant.role == "head", people_queries.holds(RoleGrant, on), Person.disabled_at.is_(None))
    )
    row = db.execute(heads.order_by(above.c.depth, Person.id).limit(1)).one_or_none()
    return Words(row.name, row.name_en) if row else None
