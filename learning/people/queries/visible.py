"""Who and what a viewer may see: the conditions every list and lookup of people begins with."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from learning.people.models import Absence, Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.policy import READERS_OF_STAFF
from learning.people.rules import WHOLE_BANK, Viewer


def holds(row: type[Posting] | type[UnitPlace] | type[RoleGrant] | type[Absence], on: Any) -> ColumnElement[bool]:
    """Whether a dated row holds on the day: from its first day until the day before ``until_on``."""
    return and_(row.from_on <= on, or_(row.until_on.is_(None), row.until_on > on))


def tree_under(units: Iterable[int], on: date) -> CTE:
    """The units and all below them on that day, as a recursive table (without a name: a statement may hold several)."""
    tree = select(Unit.id.label("unit_id")).where(Unit.id.in_(list(units))).cte(recursive=True)
    return tree.union(select(UnitPlace.unit_id).join(tree, UnitPlace.parent_id == tree.c.unit_id).where(holds(UnitPlace, on)))


def visible_people(me: Viewer, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> ColumnElement[bool]:
    """The condition on ``Person`` that keeps only whom the viewer may see in one of these roles: oneself always."""
    units = me.units_of(*roles)
    if WHOLE_BANK in units:
        return true()
    if not units:
        return Person.id == me.id
    return or_(Person.id == me.id, Person.id.in_(staff_of(tree_under([u for u in units if u is not None], on), on)))


def staff_of(tree: CTE, on: date) -> Select[int]:
    """Ids of everybody with a posting of any kind in the tree's units on that day."""
    return select(Posting.person_id).where(Posting.unit_id.in_(select(tree.c.unit_id)), holds(Posting, on))


def visible_units(me: Viewer, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> ColumnElement[bool]:
    """The condition on ``Unit`` that keeps only the units the viewer holds one of these roles for."""
    units = me.units_of(*roles)
    if WHOLE_BANK in units:
        return true()
    known = [unit for unit in units if unit is not None]
    return Unit.id.in_(select(tree_under(known, on).c.unit_id)) if known else false()


def person(
    db: Session, me: Viewer, number: str, *, on: date, roles: tuple[str, ...] = READERS_OF_STAFF, lock: bool = False
) -> Person | None:
    """The person with this staff number, if the viewer may see them in one of these roles."""
    one = select(Person).where(Person.number == number, visible_people(me, on, roles))
    return db.scalar(one.with_for_update(of=Person) if lock else one)


def unit(
    db: Session, me: Viewer, unit_id: int, *, on: date, roles: tuple[str, ...] = READERS_OF_STAFF, lock: bool = False
) -> Unit | None:
    """The unit, if the viewer holds one of these roles for it."""
    one = select(Unit).where(Unit.id == unit_id, visible_units(me, on, roles))
    return db.scalar(one.with_for_update(of=Unit) if lock else one)
