"""Which units and courses the report is about."""

from datetime import date
from typing import Any

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Words
from learning.people.models import Posting, Unit, UnitPlace
from learning.people.queries import holds, visible_units
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports.rules import Node

READERS = ("head", "officer", "auditor")


def offered(live: Live, course: str | None = None) -> tuple[Course, ...]:
    """The courses of the report, in the bank's order: those that are offered, or the one asked for."""
    courses = sorted(live.catalogue.courses.values(), key=lambda one: (one.order, one.key))
    return tuple(one for one in courses if (one.key == course if course else one.status == "active"))


def nodes(db: Session, me: Viewer, *, on: date, today: date) -> list[Node]:
    """The units the viewer may read today, hanging where they hung on the day. Each once."""
    return _nodes(db, on, visible_units(me, today, READERS))


def all_nodes(db: Session, *, on: date) -> list[Node]:
    """Every unit: for the sums, which belong to no viewer."""
    return _nodes(db, on, Unit.id.is_not(None))


def _nodes(db: Session, on: date, are_wanted: Any) -> list[Node]:
    hung = select(Unit.id, UnitPlace.parent_id, Unit.name, Unit.name_en)
    hung = hung.outerjoin(UnitPlace, and_(UnitPlace.unit_id == Unit.id, holds(UnitPlace, on)))
    rows = db.execute(hung.where(are_wanted, _stood(on)).order_by(Unit.position, Unit.id))
    return [Node(unit, parent, Words(name, name_en), n) for n, (unit, parent, name, name_en) in enumerate(rows)]


def _stood(on: date) -> Any:
    """Units that hung in the tree on the day, or held somebody."""
    held = select(literal(1)).where(Posting.unit_id == Unit.id, Posting.kind == "main", holds(Posting, on))
    return or_(UnitPlace.id.is_not(None), held.exists())
