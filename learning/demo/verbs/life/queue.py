"""The queue of acts by moment, and what they share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from random import Random

from sqlalchemy.orm import Session

from learning.content.catalogue import Course
from learning.demo.rules import Days
from learning.demo.verbs.bank import House
from learning.people.rules import Viewer
from learning.publishing.queries import Live

MAIN = "service-standards"

Act = Callable[[datetime], None]


@dataclass
class Life:
    """The queue of acts, and what they share."""

    db: Session
    days: Days
    random: Random
    house: House
    live: Live
    officer: Viewer
    done: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    begun: set[tuple[int, str]] = field(default_factory=set)  # person and course, so that two assignments are learnt once
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: datetime, act: Act) -> None:
        """Something will happen then, unless that is still to come."""
        if moment < self.days.now - timedelta(minutes=5):
            self._count += 1
            heappush(self._queue, (moment, self._count, act))

    def run(self) -> None:
        while self._queue:
            moment, _, act = heappop(self._queue)
            act(moment)
        self.db.flush()

    def day(self, moment: datetime) -> date:
        return self.days.clock.day(moment)


def courses_of(live: Live) -> list[Course]:
    courses = sorted(live.catalogue.courses.values(), key=lambda course: (course.key != MAIN, course.order, course.key))
    return [course for course in courses if course.status == "active"]
