"""Hands that play: a reply is named by its place in the file, as an author counts them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learning.content.catalogue import Roleplay
from learning.content.roleplays.scoring import visits
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.roleplay import queries, rules, verbs
from learning.roleplay.models import Run
from tests.cast import MORNING

COURSE, SCENE = "greeting", "missed-number"
HAPPY, FAIR, COMPLAINT, RED = (0, 0), (0, 1), (1, 1), (0, 2)
"""Ways through the scene of ``tests.courses``: the best, one that passes with a middling end, and two that fail."""


@dataclass
class Player:
    db: Session
    live: Live
    me: Viewer

    def begin(self, at: datetime = MORNING, *, course: str = COURSE, scene: str = SCENE, lang: str = "zh") -> Run:
        found = self.live.catalogue.courses[course]
        return verbs.begin(self.db, self.me, found, found.roleplays[scene], edition=self.live.edition, lang=lang, at=at)

    def say(self, run: Run, place: int, at: datetime = MORNING, *, n: int | None = None) -> Run | None:
        """Choose the reply at this place of the file, wherever this run shows it."""
        n = n or len(run.choices) + 1
        return verbs.choose(self.db, self.me, run.uuid, n, shown(queries.scene(self.db, run), run, place, n=n), at=at)

    def play(self, way: tuple[int, ...], at: datetime = MORNING, **where: str) -> Run:
        run = self.begin(at, **where)
        for place in way:
            self.say(run, place, at)
        return run


def shown(scene: Roleplay, run: Run, place: int, *, n: int | None = None) -> int:
    """Where on the screen the ``n``-th line of this run shows a reply."""
    way = [visit for visit in visits(scene, run.chosen) if visit.node.replies]
    return rules.order(run.seed, way[(n or len(run.choices) + 1) - 1].node).index(place)
