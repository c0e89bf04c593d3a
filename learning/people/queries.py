"""Every read of people. Lists and lookups take the viewer and find only whom the viewer may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from learning.people import rules
from learning.people.models import LoginSession, Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.policy import READERS_OF_STAFF
from learning.people.rules import WHOLE_BANK, Viewer

VIEWER_COLUMNS = ("number", "name", "name_en", "language", "theme", "text_size")
PERSON_COLUMNS = (*VIEWER_COLUMNS, "hired_on", "left_on", "disabled_at")


@dataclass(frozen=True)
class LiveSession:
    """A stored session that still counts, as ``web.sessions`` wants it."""

    id: int
    values: dict[str, Any]
    viewer: Viewer | None
    last_seen_at: datetime
    ends_at: datetime


def holds(row: type[Posting] | type[UnitPlace] | type[RoleGrant], on: date) -> ColumnElement[bool]:
    """Whether a dated row holds on the day: from its first day until the day before ``until_on``."""
    return and_(row.from_on <= on, or_(row.until_on.is_(None), row.until_on > on))


def tree_under(units: Iterable[int], on: date) -> CTE:
    """The units and all below them on that day, as a recursive table with the one column ``unit_id``."""
    tree = select(Unit.id.label("unit_id")).where(Unit.id.in_(list(units))).cte("tree", recursive=True)
    return tree.union(select(UnitPlace.unit_id).join(tree, UnitPlace.parent_id == tree.c.unit_id).where(holds(UnitPlace, on)))


def visible_people(me: Viewer, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> ColumnElement[bool]:
    """The condition on ``Person`` that keeps only whom the viewer may see in one of these roles: oneself always."""
    units = me.units_of(*roles)
    if WHOLE_BANK in units:
        return true()
    if not units:
        return Person.id == me.id
    return or_(Person.id == me.id, Person.id.in_(staff_of(tree_under([u for u in units if u is not None], on), on)))


def staff_of(tree: CTE, on: date) -> Select[tuple[int]]:
    """Ids of everybody with a posting of any kind in the tree's units on that day."""
    return select(Posting.person_id).where(Posting.unit_id.in_(select(tree.c.unit_id)), holds(Posting, on))


def visible_units(me: Viewer, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> ColumnElement[bool]:
    """The condition on ``Unit`` that keeps only the units the viewer holds one of these roles for."""
    units = me.units_of(*roles)
    if WHOLE_BANK in units:
        return true()
    known = [unit for unit in units if unit is not None]
    return Unit.id.in_(select(tree_under(known, on).c.unit_id)) if known else false()


def person(db: Session, me: Viewer, number: str, *, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> Person | None:
    """The person with this staff number, if the viewer may see them in one of these roles."""
    return db.scalar(select(Person).where(Person.number == number, visible_people(me, on, roles)))


def unit(db: Session, me: Viewer, unit_id: int, *, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> Unit | None:
    """The unit, if the viewer holds one of these roles for it."""
    return db.scalar(select(Unit).where(Unit.id == unit_id, visible_units(me, on, roles)))


def live_session(db: Session, token_sha256: bytes, *, at: datetime) -> LiveSession | None:
    """The live session of a token with whoever is signed in, in one query; None when ended, idle or too old.

    A disabled account or a leaver has no session, whatever the row says: state is read anew with every request.
    """
    on = db.info["clock"].day(at)
    rows = db.execute(_session_rows(on).where(LoginSession.token_sha256 == token_sha256)).all()
    if not rows:
        return None
    first = rows[0]
    ends_at = rules.session_ends(first.created_at, first.last_seen_at)
    if first.ended_at is not None or at >= ends_at or (first.person_id is not None and not _is_active(first, on)):
        return None
    return LiveSession(first.id, first.session_values, _viewer(rows, ends_at), first.last_seen_at, ends_at)


def _session_rows(on: date) -> Select[Any]:
    return (
        select(
            LoginSession.id,
            LoginSession.person_id,
            LoginSession.values.label("session_values"),
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.ended_at,
            *(getattr(Person, name) for name in PERSON_COLUMNS),
            Posting.unit_id,
            Posting.position,
            Unit.name.label("unit_name"),
            Unit.name_en.label("unit_name_en"),
            RoleGrant.role,
            RoleGrant.unit_id.label("role_unit"),
        )
        .outerjoin(Person, Person.id == LoginSession.person_id)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, Posting.kind == "main", holds(Posting, on)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, holds(RoleGrant, on)))
    )


def _is_active(row: Any, on: date) -> bool:
    return row.disabled_at is None and row.hired_on <= on and (row.left_on is None or row.left_on > on)


def _viewer(rows: Sequence[Any], ends_at: datetime) -> Viewer | None:
    first = rows[0]
    if first.person_id is None:
        return None
    return Viewer(
        id=first.person_id,
        **{name: getattr(first, name) for name in VIEWER_COLUMNS},
        unit_id=first.unit_id,
        unit_name=first.unit_name,
        unit_name_en=first.unit_name_en,
        position=first.position,
        grants=tuple(sorted({(row.role, row.role_unit) for row in rows if row.role}, key=str)),
        session_id=first.id,
        session_ends_at=ends_at,
    )
