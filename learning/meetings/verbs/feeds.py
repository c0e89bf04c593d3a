"""The address under which other calendars read a branch's meetings."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.meetings.facts import FeedChanged
from learning.meetings.models import MeetingFeed
from learning.meetings.queries import planning
from learning.people.models import Unit
from learning.people.rules import Viewer


def open_feed(db: Session, me: Viewer, unit: Unit, *, at: datetime) -> MeetingFeed:
    """A new address; the one before, if any, is good no more. Announces ``FeedChanged``."""
    _end(db, unit, at=at)
    made = MeetingFeed(unit_id=unit.id, token=secrets.token_urlsafe(32), by_id=me.id, at=at)
    db.add(made)
    db.flush()
    announce(db, FeedChanged(at=at, by=me.id, unit_id=unit.id, is_on=True))
    return made


def end_feed(db: Session, me: Viewer, unit: Unit, *, at: datetime) -> None:
    """No address any more. A second call changes nothing. Announces ``FeedChanged``."""
    if _end(db, unit, at=at):
        announce(db, FeedChanged(at=at, by=me.id, unit_id=unit.id, is_on=False))


def _end(db: Session, unit: Unit, *, at: datetime) -> bool:
    found = planning.feed_of(db, unit.id)
    if found is not None:
        found.ended_at = at
        db.flush()
    return found is not None
