"""The views of the completion report that are to be sent to their owners."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.notices.models import Notice
from learning.people import queries as people
from learning.publishing.queries import Live
from learning.reports import queries as reports
from learning.reports.models import SavedView
from learning.reports.rules import Board, Filters, begin


@dataclass(frozen=True)
class ReportDue:
    """One line of a digest: whose view, as of which day, with its two figures."""

    person_id: int
    key: str
    gaps: dict[str, Any]
    path: str


def reports_due(db: Session, live: Live, on: date) -> list[ReportDue]:
    """Every view whose week or month has begun, once in each; of whoever may no longer read it, none."""
    clock, due = db.info["clock"], {}
    for view in reports.sent(db):
        first = begin(view.rhythm, on)
        if first is not None and clock.day(view.at) < first:
            due[f"report:{view.id}:{first.isoformat()}"] = view
    told = set(
        db.scalars(select(Notice.key).where(Notice.person_id.in_([view.person_id for view in due.values()]), Notice.key.in_(due)))
    )
    return [one for key, view in due.items() if key not in told and (one := _due(db, live, view, key, on)) is not None]


def _due(db: Session, live: Live, view: SavedView, key: str, on: date) -> ReportDue | None:
    me = people.viewer(db, view.person_id, on=on)
    if me is None or not me.has_role(*reports.READERS):
        return None
    board = reports.board(db, me, live, Filters(on, **view.wish), today=on, is_paged=True)
    if board is None:
        return None
    gaps = {"name": view.name, "shown_on": on, "rate": _rate(board), "late": board.figures.late}
    return ReportDue(view.person_id, key, gaps, f"/reports/views/{view.id}")


def _rate(board: Board) -> str:
    return "—" if board.total.percent is None else f"{board.total.percent}%"
