"""How somebody of the crowd played the scenes they were asked for: runs as rows, one in twenty with its choices."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from learning.content.catalogue import Course, Roleplay
from learning.content.roleplays.scoring import Outcome, outcome
from learning.demo import rules
from learning.demo.rules import Days, Learner
from learning.demo.verbs.bulk import Bulk
from learning.roleplay.models import Choice, Run
from learning.roleplay.rules import replied, terms, version_of

Rows = dict[Any, list[tuple[Any, ...]]]
WITH_CHOICES, TRIES = 20, 3


@dataclass
class Scenes:
    """Every way that was gone is scored once, whoever goes it."""

    bulk: Bulk
    days: Days
    random: Random
    edition: int
    known: dict[tuple[str, str, tuple[int, ...]], Outcome] = field(default_factory=dict)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    told: int = 0

    def play(
        self, person: int, learner: Learner, course: Course, key: str, at: datetime, rows: Rows
    ) -> tuple[str, datetime] | None:  # noqa: PLR0913 -- who plays what when
        """Play until it is passed; returns the source of the step and when it was done, None when it was tried in vain."""
        scene = course.roleplays[key]
        for number in range(1, TRIES + 1):
            said = rules.way(self.random, scene, learner.ability + 0.04 * (number - 1))
            result = self._outcome(course, scene, said)
            ended = at + timedelta(seconds=sum(self.random.randint(12, 75) for _ in said))
            if ended >= self.days.now:
                return None
            uuid = self._write(person, course, scene, number, result, (at, ended), rows)
            if result.passed:
                return f"roleplay:{uuid}", ended
            at = ended + timedelta(minutes=self.random.randint(2, 60))
        return None

    def _outcome(self, course: Course, scene: Roleplay, said: tuple[int, ...]) -> Outcome:
        known = (course.key, scene.id, said)
        if known not in self.known:
            self.known[known] = outcome(scene, said)
        return self.known[known]

    def _write(  # noqa: PLR0913 -- one run
        self,
        person: int,
        course: Course,
        scene: Roleplay,
        number: int,
        result: Outcome,
        when: tuple[datetime, datetime],
        rows: Rows,
    ) -> str:
        key, uuid = self.bulk.key(Run), str(UUID(int=self.random.getrandbits(128), version=4))
        (began, ended), score = when, result.score
        seed, missed = f"{self.random.getrandbits(128):032x}", " ".join(map(str, result.floors_missed))
        rows[Run].append((
            key, uuid, person, course.key, scene.id, scene.revision, version_of(course, scene), self.edition, number, "scored", 0,
            self._terms(course, scene), seed, "zh", began, ended, result.end, score.numerator, score.denominator, result.passed,
            len(result.red_lines), missed, int((ended - began).total_seconds()),
        ))  # fmt: skip
        self.told += 1
        if self.told % WITH_CHOICES == 0:
            said = replied(result.visits)
            step = (ended - began) / len(said)
            rows[Choice] += [
                (self.bulk.key(Choice), key, n, visit.node.id, visit.chosen, began + step * n)
                for n, (visit, _) in enumerate(said, 1)
            ]
        return uuid

    def _terms(self, course: Course, scene: Roleplay) -> str:
        known = (course.key, scene.id)
        if known not in self.terms:
            self.terms[known] = json.dumps(terms(course, scene), ensure_ascii=False)
        return self.terms[known]


RUN = (
    "id", "uuid", "person_id", "course", "roleplay", "rev", "version", "edition", "number", "mode", "carried", "terms", "seed",
    "lang", "started_at", "ended_at", "end", "num", "den", "passed", "red_lines", "floors_missed", "seconds",
)  # fmt: skip
CHOICE = ("id", "run_id", "n", "node", "place", "at")
