"""Who and what a viewer may see: the conditions every list and lookup of people begins with."""

from collections.abc import Iterable, Sequence
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


def keepers(db: Session, person_id: int, role: str, on: date) -> Sequence[int]:
    """Ids of those who hold a role for one of the person's units, for one above it, or for the whole bank."""
    posted = select(Posting.unit_id).where(Posting.person_id == person_id, holds(Posting, on))
    above = select(Unit.id.label("unit_id")).where(Unit.id.in_(posted)).cte(recursive=True)
    up = select(UnitPlace.parent_id).join(above, UnitPlace.unit_id == above.c.unit_id)
    above = above.union(up.where(UnitPlace.parent_id.is_not(None), holds(UnitPlace, on)))
    granted = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id).where(
        RoleGrant.role == role, holds(RoleGrant, on), or_(Person.left_on.is_(None), Person.left_on > on),
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.in_(select(above.c.unit_id))),
    )  # fmt: skip
    return db.scalars(granted.distinct().order_by(RoleGrant.person_id)).all()


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
