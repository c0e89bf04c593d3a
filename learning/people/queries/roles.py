"""Who holds which role where, since when, and by whom it was given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from learning.people.models import Person, RoleGrant, Unit
from learning.people.queries.units import UnitWords
from learning.people.queries.visible import visible_people
from learning.people.rules import Viewer

PAGE = 50
WATCHERS = ("officer", "auditor", "administrator")


@dataclass(frozen=True)
class Held:
    """One role of one person. ``unit`` None: the whole bank; ``by`` None: the first administrator, or the demonstration."""

    id: int
    number: str
    name: UnitWords
    role: str
    unit: UnitWords | None
    from_on: date
    until_on: date | None
    by: UnitWords | None
    at: datetime


def held(db: Session, me: Viewer, role: str = "", *, on: date, is_past: bool = False, after: int = 0) -> list[Held]:
    """A page of roles that hold or are to come (``is_past``: those that are over), of people the viewer may see. One more than a
    page when there is another."""
    return [_held(row) for row in db.execute(_wanted(me, role, on, is_past).where(RoleGrant.id > after).limit(PAGE + 1))]


def all_held(db: Session, me: Viewer, role: str = "", *, on: date, is_past: bool = False) -> Iterator[Held]:
    """All of them, for a file."""
    return (_held(row) for row in db.execute(_wanted(me, role, on, is_past).execution_options(yield_per=1000)))


def _wanted(me: Viewer, role: str, on: date, is_past: bool) -> Any:
    giver = aliased(Person)
    over = and_(RoleGrant.until_on.is_not(None), RoleGrant.until_on <= on)
    found: Any = select(
        RoleGrant.id, Person.number, Person.name, Person.name_en, RoleGrant.role, Unit.name, Unit.name_en, RoleGrant.from_on,
        RoleGrant.until_on, giver.name, giver.name_en, RoleGrant.granted_at,
    )  # fmt: skip
    found = found.join(Person, Person.id == RoleGrant.person_id).outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    found = found.outerjoin(giver, giver.id == RoleGrant.granted_by).where(visible_people(me, on, WATCHERS))
    found = found.where(over if is_past else or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > on))
    return (found.where(RoleGrant.role == role) if role else found).order_by(RoleGrant.id)


def _held(row: Any) -> Held:
    id_, number, name, name_en, role, unit, unit_en, from_on, until_on, by, by_en, at = row
    where, who = UnitWords(unit, unit_en) if unit else None, UnitWords(by, by_en) if by else None
    return Held(id_, number, UnitWords(name, name_en), role, where, from_on, until_on, who, at)
