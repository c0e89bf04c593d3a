"""Units are founded, renamed, moved, closed. A place in the tree has its days, so that yesterday's tree can still be read."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import UnitAdded, UnitChanged, UnitMoved
from learning.people.facts import UnitClosed as Closed
from learning.people.models import Posting, Unit, UnitPlace
from learning.people.queries.visible import holds, tree_under
from learning.people.refusals import CodeTaken, EndsBeforeItBegins, UnitClosed, UnitInItself, UnitInUse


def found(  # noqa: PLR0913 -- a unit's columns and its place
    db: Session, *, code: str, name: str, name_en: str | None, parent_id: int | None, from_on: date, by: int | None, at: datetime
) -> Unit:
    """A new unit below another. Announces ``UnitAdded``. Refuses a code in use and a closed parent."""
    if db.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise CodeTaken
    _refuse_closed(db, parent_id)
    unit = Unit(code=code, name=name, name_en=name_en or None)
    db.add(unit)
    db.flush()
    db.add(UnitPlace(unit_id=unit.id, parent_id=parent_id, from_on=from_on))
    announce(db, UnitAdded(at=at, by=by, unit_id=unit.id, parent_id=parent_id, from_on=from_on))
    return unit


def rename(  # noqa: PLR0913 -- names and place among siblings
    db: Session, unit: Unit, *, name: str, name_en: str | None, position: int, by: int | None, at: datetime
) -> None:
    """New names, or another place among its siblings. Announces ``UnitChanged``."""
    before = {"name": unit.name, "name_en": unit.name_en, "position": unit.position}
    after = {"name": name, "name_en": name_en or None, "position": position}
    if before != after:
        unit.name, unit.name_en, unit.position = name, name_en or None, position
        announce(db, UnitChanged(at=at, by=by, unit_id=unit.id, before=before, after=after))


def move(  # noqa: PLR0913 -- what, below what, since when, by whom and why
    db: Session, unit: Unit, parent_id: int, *, from_on: date, by: int | None, reason: str, at: datetime
) -> None:
    """Hang the unit below another from a day on; the place until then is kept. Announces ``UnitMoved``."""
    _refuse_closed(db, parent_id)
    below = tree_under([unit.id], from_on)
    if db.scalar(select(below.c.unit_id).where(below.c.unit_id == parent_id)) is not None:
        raise UnitInItself
    places = list(db.scalars(select(UnitPlace).where(UnitPlace.unit_id == unit.id).order_by(UnitPlace.from_on)))
    now = places[-1] if places else None
    if now is not None and now.parent_id == parent_id:
        return
    if now is not None and from_on < now.from_on:
        raise EndsBeforeItBegins
    before = now.parent_id if now else None
    if now is not None:
        now.until_on = from_on
    db.add(UnitPlace(unit_id=unit.id, parent_id=parent_id, from_on=from_on))
    announce(db, UnitMoved(at=at, by=by, reason=reason, unit_id=unit.id, before=before, after=parent_id, from_on=from_on))


def close(db: Session, unit: Unit, closed_on: date, *, by: int | None, reason: str, at: datetime) -> None:
    """The unit is no more from that day on. Announces ``UnitClosed``. Refuses while anybody or anything is there."""
    if unit.closed_on is not None:
        return
    staff = select(Posting.id).where(Posting.unit_id == unit.id, or_(Posting.until_on.is_(None), Posting.until_on > closed_on))
    below = select(UnitPlace.id).join(Unit, Unit.id == UnitPlace.unit_id).where(
        UnitPlace.parent_id == unit.id, Unit.closed_on.is_(None), or_(UnitPlace.until_on.is_(None), UnitPlace.until_on > closed_on)
    )  # fmt: skip
    if db.scalar(staff.limit(1)) is not None or db.scalar(below.limit(1)) is not None:
        raise UnitInUse
    unit.closed_on = closed_on
    for place in db.scalars(select(UnitPlace).where(UnitPlace.unit_id == unit.id, holds(UnitPlace, closed_on))):
        place.until_on = max(closed_on, place.from_on)
    announce(db, Closed(at=at, by=by, reason=reason, unit_id=unit.id, closed_on=closed_on))


def _refuse_closed(db: Session, unit_id: int | None) -> None:
    if unit_id is not None and db.scalar(select(Unit.closed_on).where(Unit.id == unit_id)) is not None:
        raise UnitClosed
