"""What the worker does for study: what time alone has changed, and rules that hold for too many to begin within a page."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from learning.base import jobs
from learning.base.claims import Stopped
from learning.base.clock import Clock
from learning.base.engines import Sessions, take_time
from learning.base.refusals import Refusal
from learning.people.models import Person, Posting
from learning.publishing import queries as publishing
from learning.study import verbs
from learning.study.models import Assignment
from learning.study.queries.holding import STANDS

log = logging.getLogger(__name__)

MISSED = timedelta(days=7)
"""A worker that stood still for so long still catches up."""
LONG = 300
"""Seconds the longest statement of a mass assignment may take."""


def settle_day(db: Session, *, at: datetime) -> None:
    """Settle those whose posting, hiring or leaving begins to count these days. Safe to repeat; cheap when nothing changed."""
    on = db.info["clock"].day(at)
    since = on - MISSED
    moved = select(Posting.person_id).where(or_(Posting.from_on.between(since, on), Posting.until_on.between(since, on)))
    came = select(Person.id).where(or_(Person.hired_on.between(since, on), Person.left_on.between(since, on)))
    verbs.settle(db, at=at, on=on, person_ids=union(moved, came))


def settle_dated(sessions: Sessions, clock: Clock) -> None:
    """Once a day and edition: rules that look at certificates, which end by themselves, or at what was published when."""
    at = clock.now()
    with sessions.writer() as db, db.begin():
        kept, now = db.info["catalogues"], (clock.day(at), publishing.live(db).edition)
        if kept.get("settled") == now:
            return
        dated = or_(Assignment.due_from.in_(("publication", "expiry")), Assignment.certificate_state.is_not(None))
        rules = list(db.scalars(select(Assignment.id).where(STANDS, dated)))
        if rules:
            take_time(db.connection(), LONG)
            verbs.settle(db, at=at, on=clock.day(at), assignments=rules)
    kept["settled"] = now


def complete_overlooked(db: Session, *, at: datetime) -> int:
    """Complete what a new edition has made complete."""
    return verbs.complete_overlooked(db, at=at)


def apply_assignments(sessions: Sessions, clock: Clock) -> bool:
    """Begin or end the next rule that waits, and ring for the one after. False: none did."""
    with sessions.writer() as db, db.begin():
        row = verbs.claim(db, at=clock.now())
    if row is None:
        return False
    try:
        _apply(sessions, clock, row)
    except Stopped:
        log.info("assignment %s: another worker is at it", row.id)
    except Refusal as no:
        with sessions.writer() as db, db.begin():
            verbs.refuse(db, row, no, at=clock.now())
    except Exception:  # tried again, at most three times
        log.exception("assignment %s failed", row.id)
        with sessions.writer() as db, db.begin():
            verbs.give_up(db, row)
    with sessions.writer() as db, db.begin():
        if db.scalar(select(Assignment.id).where(Assignment.wanted.is_not(None)).limit(1)) is not None:
            jobs.ask(db, verbs.JOB)
    return True


def _apply(sessions: Sessions, clock: Clock, row: Assignment) -> None:
    at = clock.now()
    with sessions.writer() as db, db.begin():
        take_time(db.connection(), LONG)
        verbs.beat(db, row, at=at)
        here = db.get_one(Assignment, row.id)
        act = verbs.begin if here.wanted == "begin" else verbs.end
        here.done, here.claim = act(db, here, at=at, on=clock.day(at)), None
