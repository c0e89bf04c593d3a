"""Keeping a view of the report under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.people.rules import Viewer
from learning.reports.models import SavedView
from learning.reports.refusals import TooManyViews
from learning.reports.rules import MOST_VIEWS


def save_view(db: Session, me: Viewer, name: str, wish: dict[str, Any], rhythm: str, *, at: datetime) -> SavedView:  # noqa: PLR0913 -- the columns of one row
    """Keep the filters under a name; the same name again replaces what was kept. Refuses a thirty-first."""
    found = db.scalar(select(SavedView).where(SavedView.person_id == me.id, SavedView.name == name))
    if found is None:
        kept = db.scalar(select(func.count()).select_from(SavedView).where(SavedView.person_id == me.id)) or 0
        if kept >= MOST_VIEWS:
            raise TooManyViews(most=MOST_VIEWS)
        found = SavedView(person_id=me.id, name=name)
        db.add(found)
    found.wish, found.rhythm, found.at = wish, rhythm, at
    db.flush()
    return found


def drop_view(db: Session, found: SavedView) -> None:
    """The view is not kept any more; what it showed stays as it is."""
    db.delete(found)
