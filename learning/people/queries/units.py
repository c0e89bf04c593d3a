"""The tree of units, as it stands on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from learning.people.models import Posting, Unit, UnitPlace
from learning.people.policy import READERS_OF_STAFF
from learning.people.queries.visible import holds, visible_units
from learning.people.rules import Viewer


@dataclass(frozen=True)
class UnitWords:
    """A unit's name in both languages."""

    zh: str
    en: str | None

    def in_(self, lang: str) -> str:
        return self.en or self.zh if lang == "en" else self.zh


@dataclass(frozen=True)
class Place:
    """A unit's stay below another; the unit above is absent for the whole bank."""

    from_on: date
    until_on: date | None
    above: UnitWords | None


def unit_tree(db: Session, me: Viewer, on: date, roles: tuple[str, ...] = READERS_OF_STAFF) -> list[tuple[Unit, int]]:
    """The units the viewer holds one of these roles for, top down, each with its depth."""
    places = select(Unit, UnitPlace.parent_id).join(UnitPlace, and_(UnitPlace.unit_id == Unit.id, holds(UnitPlace, on)))
    rows = db.execute(places.where(visible_units(me, on, roles)).order_by(Unit.position, Unit.code)).all()
    known = {unit.id for unit, _ in rows}
    below: dict[int | None, list[Unit]] = {}
    for unit, parent_id in rows:
        below.setdefault(parent_id if parent_id in known else None, []).append(unit)
    return _walk(below, None, 0)


def _walk(below: dict[int | None, list[Unit]], top: int | None, depth: int) -> list[tuple[Unit, int]]:
    found = []
    for unit in below.get(top, []):
        found += [(unit, depth), *_walk(below, unit.id, depth + 1)]
    return found


def unit_names(db: Session, ids: Iterable[int]) -> dict[int, UnitWords]:
    """The names of these units, by id."""
    rows = db.execute(select(Unit.id, Unit.name, Unit.name_en).where(Unit.id.in_(list(ids))))
    return {row.id: UnitWords(row.name, row.name_en) for row in rows}


def head_counts(db: Session, on: date) -> dict[int, int]:
    """How many people have their main posting in each unit itself."""
    counted = select(Posting.unit_id, func.count()).where(Posting.kind == "main", holds(Posting, on)).group_by(Posting.unit_id)
    return {unit_id: count for unit_id, count in db.execute(counted)}


def places(db: Session, unit_id: int) -> Sequence[Place]:
    """Where the unit hung, hangs and will hang, newest first."""
    rows = db.execute(
        select(UnitPlace.from_on, UnitPlace.until_on, Unit.name, Unit.name_en)
        .outerjoin(Unit, Unit.id == UnitPlace.parent_id)
        .where(UnitPlace.unit_id == unit_id)
        .order_by(UnitPlace.from_on.desc(), UnitPlace.id.desc())
    )
    return [Place(row[0], row[1], UnitWords(row[2], row[3]) if row[2] else None) for row in rows]
