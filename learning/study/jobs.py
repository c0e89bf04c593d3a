"""What the worker does for study, as often as it likes: what time alone has changed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from learning.people.models import Person, Posting
from learning.study import verbs

MISSED = timedelta(days=7)
"""A worker that stood still for so long still catches up."""


def settle_day(db: Session, *, at: datetime) -> None:
    """Settle those whose posting, hiring or leaving begins to count these days. Safe to repeat; cheap when nothing changed."""
    on = db.info["clock"].day(at)
    since = on - MISSED
    moved = select(Posting.person_id).where(or_(Posting.from_on.between(since, on), Posting.until_on.between(since, on)))
    came = select(Person.id).where(or_(Person.hired_on.between(since, on), Person.left_on.between(since, on)))
    verbs.settle(db, at=at, on=on, person_ids=union(moved, came))


def complete_overlooked(db: Session, *, at: datetime) -> int:
    """Complete what a new edition has made complete."""
    return verbs.complete_overlooked(db, at=at)
