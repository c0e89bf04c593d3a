"""Trainers read what people wrote, a few days after it was handed in; what came in lately still waits."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial

from sqlalchemy import select

from learning.demo import rules
from learning.demo.verbs.life.queue import Life
from learning.people.rules import Viewer
from learning.quiz import queries
from learning.quiz import rules as quiz_rules
from learning.quiz.models import Attempt, AttemptItem, Marking
from learning.quiz.verbs import marking

TRAINERS = ("T0001", "T0002")


def plan_marking(life: Life, attempt: Attempt, handed_in_at: datetime) -> None:
    """Every essay of an attempt finds its marker one to six days later."""
    for marking_id, n in life.db.execute(select(Marking.id, Marking.n).where(Marking.attempt_id == attempt.id)):
        item = next(item for item in attempt.items if item.n == n)
        when = handed_in_at + timedelta(hours=life.random.uniform(20, 140))
        life.at(when, partial(_mark, life, marking_id, attempt, item))


def _mark(life: Life, marking_id: int, attempt: Attempt, item: AttemptItem, at: datetime) -> None:
    marker = _trainer(life, not_id=attempt.person_id)
    criteria = quiz_rules.scheme(queries.payloads(life.db, attempt, [item])[item.n])
    points: list[Fraction | None] = [most if life.random.random() < 0.7 else most / 2 for most in criteria]
    comment = life.random.choice(rules.MARKERS_WORDS) if points != list(criteria) else ""
    marking.judge(life.db, marker, marking_id, marking.Given(points, comment), at=at, on=life.day(at))


def _trainer(life: Life, *, not_id: int) -> Viewer:
    able = [member for number in TRAINERS if (member := life.house.by_number(number)).id != not_id]
    return replace(life.random.choice(able).viewer, grants=(("trainer", None),))
