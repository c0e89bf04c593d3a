"""Saying in the transaction of a fact what is stale."""

from collections.abc import Collection

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from learning.people.models import Posting
from learning.reports.models import ReportStale

MOST_PEOPLE = 400
"""A fact about more people makes everything stale: the worker counts the whole bank in less time."""


def people_changed(db: Session, person_ids: Collection[int]) -> None:
    """Something about these people changed what is counted of them, wherever they held a main post."""
    if len(person_ids) > MOST_PEOPLE:
        everything_changed(db)
    elif person_ids:
        units = select(Posting.unit_id).where(Posting.person_id.in_(person_ids), Posting.kind == "main").distinct()
        db.execute(insert(ReportStale).from_select(["unit_id"], units))


def everything_changed(db: Session) -> None:
    """The tree of units, or the work of very many."""
    db.execute(insert(ReportStale).from_select(["unit_id"], select(literal(None, ReportStale.unit_id.type))))
