"""Which questions are drawn from a seed, in which order they are shown, when time is up."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from learning.content.catalogue import Course, Question, Quiz
from learning.content.showing import shuffled
from learning.study import rules as study_rules

GRACE = timedelta(seconds=5)
"""What an answer may need on its way: accepted until the deadline and this much more."""
LATE_FOR = timedelta(hours=24)
"""How long after the end an answer that was given before it may still arrive, to be kept as late."""
HIGHEST_SEQ = 2**53
"""Above it a browser cannot count in whole numbers."""


@dataclass(frozen=True)
class Drawn:
    """One question of a paper: which item, of a case which part, for how many points, its choices in which order."""

    question: Question
    points: Fraction
    choice_order: tuple[int, ...]
    part: Question | None = None

    @property
    def asked(self) -> Question:
        """What is answered: the part of a case, any other question itself."""
        return self.part or self.question


def version_of(course: Course, quiz: Quiz) -> int:
    """The 版本 under which study asks for this quiz now."""
    step = course.step(quiz.id)
    return study_rules.asked_version(course, step) if step else quiz.edition


def rank(seed: str, what: str) -> bytes:
    """The place of a thing in the seed's order: anybody with the seed can draw the same paper again."""
    return hmac.new(bytes.fromhex(seed), what.encode(), hashlib.sha256).digest()


def draw(quiz: Quiz, questions: Mapping[str, Question], seed: str) -> list[Drawn]:
    """The paper: the fixed questions, then the rows of 抽题 in order, nothing twice; shuffled if the quiz says so."""
    taken: dict[str, Fraction | None] = {item: None for item in quiz.fixed if _may_be_asked(questions.get(item))}
    for row in quiz.draws:
        pool = [item for item in row.pool if item not in taken and _may_be_asked(questions.get(item))]
        for item in sorted(pool, key=lambda item: rank(seed, item))[: row.count]:
            taken[item] = row.points
    order = sorted(taken, key=lambda item: rank(seed, f"order:{item}")) if quiz.shuffle_questions else list(taken)
    return [drawn for item in order for drawn in _drawn(quiz, questions[item], taken[item], seed)]


def _drawn(quiz: Quiz, question: Question, each: Fraction | None, seed: str) -> list[Drawn]:
    """The question, or every part of a case in its order; each for the points of the row, else for its own."""
    return [
        Drawn(
            question,
            each if each is not None else asked.points,
            choice_order(quiz, asked, seed),
            asked if question.parts else None,
        )
        for asked in question.asked
    ]


def _may_be_asked(question: Question | None) -> bool:
    return question is not None and question.answerable and question.status == "active"


def choice_order(quiz: Quiz, question: Question, seed: str) -> tuple[int, ...]:
    """The places in the file of what is shuffled, in the order in which it is shown."""
    return tuple(shuffled(question.source, lambda what: rank(seed, f"{question.id}:{what}"), choices=quiz.shuffle_choices))


def size(quiz: Quiz, questions: Mapping[str, Question]) -> tuple[int, Fraction]:
    """How many questions a paper has, and how many points: the same for every seed."""
    paper = draw(quiz, questions, "00" * 16)
    return len(paper), sum((drawn.points for drawn in paper), Fraction(0))


def is_over(deadline: datetime | None, late_seen: datetime | None, at: datetime) -> bool:
    """Whether answers are refused. Once seen past its deadline an attempt stays over, whatever a clock says later."""
    return late_seen is not None or (deadline is not None and at > deadline + GRACE)


def may_come_late(given_at: datetime | None, started_at: datetime, ended_at: datetime, at: datetime) -> bool:
    """Whether an answer that arrives after the end is kept as late: its browser says it was given during the attempt.

    A browser's clock can be wrong and can lie: that is why a person decides whether it counts.
    """
    return given_at is not None and started_at - GRACE <= given_at <= ended_at and at <= ended_at + LATE_FOR
