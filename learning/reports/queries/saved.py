"""The views somebody keeps."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.people.rules import Viewer
from learning.reports.models import SavedView


def views(db: Session, me: Viewer) -> Sequence[SavedView]:
    """One's own, by name."""
    return db.scalars(select(SavedView).where(SavedView.person_id == me.id).order_by(SavedView.name)).all()


def view(db: Session, me: Viewer, view_id: int) -> SavedView | None:
    """One of one's own; another's is not found."""
    return db.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.person_id == me.id))


def sent(db: Session) -> Sequence[SavedView]:
    """All that are sent to their owners now and then."""
    return db.scalars(select(SavedView).where(SavedView.rhythm != "never").order_by(SavedView.id)).all()


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of reports in everything the house knows of a person."""
    rows = db.scalars(select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.id))
    return {"views": [{name: getattr(row, name) for name in ("name", "wish", "rhythm", "at")} for row in rows]}
