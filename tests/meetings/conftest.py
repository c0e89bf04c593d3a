"""A tiny course with a morning and an evening meeting, live; Binjiang's head and its people as viewers."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from learning.base.clock import StoppedClock
from learning.meetings import queries, verbs
from learning.meetings.models import MeetingRun
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from tests.cast import MORNING, TODAY, Cast
from tests.courses import TINY, with_meeting

TREE = with_meeting(TINY)


@pytest.fixture
def live(db: Session, cast: Cast) -> Live:
    made = publishing.publish(db, TREE, by_id=None, note="meetings", at=MORNING)
    db.commit()
    return made


def viewer(db: Session, person: Person) -> Viewer:
    db.refresh(person)
    post = person.postings[0]
    grants = tuple((grant.role, grant.unit_id) for grant in person.grants)
    return Viewer(person.id, person.number, person.name, unit_id=post.unit_id, position=post.position, grants=grants)


class Hall:
    """A branch at its meeting: ``hall.start(cast.zhou)``, ``hall.tap("next")``, ``hall.mark(cast.lin, "present")``."""

    def __init__(self, db: Session, cast: Cast, clock: StoppedClock) -> None:
        self.db, self.cast, self.clock = db, cast, clock
        self.leader = cast.zhou

    def start(self, leader: Person | None = None, *, kind: str = "morning", **choice: object) -> MeetingRun:
        self.leader = leader or self.leader
        meeting = {"morning": "one-line", "evening": "put-down"}[kind]
        wish = verbs.Choice(self.cast.binjiang, kind, "greeting", str(choice.pop("meeting", meeting)), **choice)
        self.run = verbs.start(self.db, viewer(self.db, self.leader), wish, at=self.clock.at)
        return self.run

    def locked(self) -> MeetingRun:
        found = queries.run(self.db, viewer(self.db, self.leader), self.run.token, self.clock.today(), lock=True)
        assert found is not None
        return found

    def sheet(self, person: Person | None = None) -> queries.Sheet:
        return queries.sheet(self.db, viewer(self.db, person or self.leader), self.locked(), self.clock.at)

    def tap(self, kind: str, *, after: float = 0, key: uuid.UUID | None = None, **how: object) -> bool:
        """``after`` minutes later."""
        self.clock.at += timedelta(minutes=after)
        held = self.locked()
        sheet = queries.sheet(self.db, viewer(self.db, self.leader), held, self.clock.at)
        seen = str(how.pop("segment", sheet.segment.id if sheet.segment else ""))
        me = viewer(self.db, self.leader)
        return verbs.tap(self.db, me, held, kind, key=key or uuid.uuid4(), segment=seen, at=self.clock.at, **how)

    def mark(self, person: Person, state: str, **how: object) -> None:
        verbs.mark(self.db, viewer(self.db, self.leader), self.locked(), person.id, state, at=self.clock.at, **how)

    def close(self, **how: object) -> MeetingRun:
        held = self.locked()
        verbs.close(self.db, viewer(self.db, self.leader), held, at=self.clock.at, **how)
        return held


@pytest.fixture
def hall(db: Session, cast: Cast, clock: StoppedClock, live: Live) -> Hall:
    return Hall(db, cast, clock)


@pytest.fixture
def states(db: Session, hall: Hall) -> Callable[[], dict[str, str]]:
    """Who is what, by the last part of the name as the cast calls them."""
    return lambda: {row.person.number: row.attendance.state for row in hall.sheet().rows if row.attendance}


assert MORNING.date() == TODAY
