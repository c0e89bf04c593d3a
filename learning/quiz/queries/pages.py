"""What the pages of an attempt show: the question being answered, and the review afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.catalogue import Catalogue, Course, Lesson
from learning.questions import queries as questions
from learning.quiz import rules
from learning.quiz.models import Answer, Attempt, AttemptItem, Judgement, Mark, Marking
from learning.quiz.queries.answers import answered_of, answers, payloads, wholes
from learning.quiz.queries.marking import judgements, markings


@dataclass(frozen=True)
class Sitting:
    """One question of an open attempt as its taker sees it, and how far the others are. Without any key but ``review``."""

    attempt: Attempt
    item: AttemptItem
    question: dict[str, Any]
    answer: Answer | None
    answered: frozenset[int]
    review: dict[str, Any] | None = None  # 每题后: the key, once this question is answered
    case: dict[str, Any] | None = None  # the story of the case this question belongs to

    @property
    def count(self) -> int:
        return len(self.attempt.items)

    @property
    def unanswered(self) -> int:
        return self.count - len(self.answered)

    @property
    def points(self) -> Fraction:
        return Fraction(self.item.points_num, self.item.points_den)


def sitting(db: Session, attempt: Attempt, n: int, lang: str) -> Sitting | None:
    """The n-th question of an attempt with the answer that counts; None when there are fewer."""
    return next(iter(_sittings(db, attempt, [item for item in attempt.items if item.n == n], lang)), None)


def paper(db: Session, attempt: Attempt, lang: str) -> list[Sitting]:
    """Every question of an open attempt at once: for a browser that must do without the network."""
    return _sittings(db, attempt, attempt.items, lang)


def _sittings(db: Session, attempt: Attempt, items: Sequence[AttemptItem], lang: str) -> list[Sitting]:
    if not items:
        return []
    given, texts, cases = answers(db, attempt.id), payloads(db, attempt, items), case_texts(db, attempt, items, lang)
    answered, sat = answered_of(given), []
    for item in items:
        answer = given.get(item.n)
        seen = (texts[item.n], lang, item.choice_order, answer.value if answer else None)
        is_shown = rules.locks_answers(attempt.terms["reveal"]) and item.n in answered
        review = questions.reviewed(*seen, ident=str(item.n)) if is_shown else None
        question = questions.shown(*seen, ident=str(item.n))
        sat.append(Sitting(attempt, item, question, answer, answered, review, cases.get(item.n)))
    return sat


def case_texts(db: Session, attempt: Attempt, items: Sequence[AttemptItem], lang: str) -> dict[int, dict[str, Any]]:
    """The story beside each part of a case."""
    parts = [item for item in items if item.part]
    stories = wholes(db, attempt, parts) if parts else {}
    return {item.n: questions.case_text(stories[item.n], lang) for item in parts}


def ever_passed(db: Session, attempt: Attempt) -> bool:
    """Whether its holder passed this quiz in any attempt."""
    mine = select(Attempt.id).where(
        Attempt.person_id == attempt.person_id,
        Attempt.course == attempt.course,
        Attempt.quiz == attempt.quiz,
        Attempt.passed.is_(True),
    )
    return db.scalar(mine.limit(1)) is not None


def reviewed(db: Session, attempt: Attempt, lang: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every question of a handed-in attempt with key, answer, marks, clauses and the lessons to read. Mind who may see it."""
    given, texts = answers(db, attempt.id), payloads(db, attempt, attempt.items)
    won = marks(db, attempt.id)
    course = catalogue.course(attempt.course)
    stories = case_texts(db, attempt, first_parts(attempt.items), lang)
    essays = essays_of(db, attempt)
    return [
        questions.reviewed(
            texts[item.n], lang, item.choice_order, given[item.n].value if item.n in given else None, ident=str(item.n),
            more={
                "n": item.n, "course": attempt.course, "won": won.get(item.n), "of": Fraction(item.points_num, item.points_den),
                "clauses": [found for key in attempt.terms["clauses"].get(item.key, ()) if (found := catalogue.clauses.get(key))],
                "lessons": to_read(course, [item.key]),
                "case": stories.get(item.n), **essays.get(item.n, {}),
            },
        )
        for item in attempt.items
    ]  # fmt: skip


def essays_of(db: Session, attempt: Attempt) -> dict[int, dict[str, Any]]:
    """Of every essay that somebody marks: whether it waits, what the markers gave, whether a second one may be asked for."""
    found = markings(db, attempt.id)
    given, won = judgements(db, [one.id for one in found.values()]), marks(db, attempt.id)
    share = {item.n: won[item.n] / Fraction(item.points_num, item.points_den) for item in attempt.items if item.n in won}
    return {
        n: {
            "waits": one.settled_at is None,
            "share": share.get(n, Fraction(0)),
            "is_right": share.get(n) == 1,
            "waits_again": one.settled_at is not None and one.waits_for is not None,
            "may_ask": one.settled_at is not None and one.asked_at is None,
            "judgements": [_told(row) for row in given[one.id] if one.settled_at is not None and row.at <= _until(one)],
        }
        for n, one in found.items()
    }


def _until(one: Marking) -> datetime:
    """While a second marker is at work only what counts already is told."""
    return one.settled_at if one.waits_for is not None and one.settled_at is not None else datetime.max.replace(tzinfo=UTC)


def _told(row: Judgement) -> dict[str, Any]:
    return {"comment": row.comment, "points": row.points}


def first_parts(items: Sequence[AttemptItem]) -> list[AttemptItem]:
    """The questions with which a case begins."""
    before = [None, *(item.item if item.part else None for item in items)]
    return [item for item, last in zip(items, before, strict=False) if item.part and item.item != last]


def marks(db: Session, attempt_id: int) -> dict[int, Fraction]:
    """The points of every question: its newest mark counts."""
    rows = db.scalars(select(Mark).where(Mark.attempt_id == attempt_id).order_by(Mark.id))
    return {mark.n: Fraction(mark.num, mark.den) for mark in rows}


def lessons_after(db: Session, attempt: Attempt, course: Course | None) -> list[Lesson]:
    """What to read after an attempt: in the order of the outline; after a pretest what was known least comes first."""
    won = marks(db, attempt.id)
    lost = {item.key: Fraction(item.points_num, item.points_den) - won.get(item.n, Fraction(0)) for item in attempt.items}
    lessons = to_read(course, [key for key, points in lost.items() if points > 0])
    if attempt.purpose != "pretest" or course is None:
        return lessons
    aims = {one.id: set(one.objectives) for question in course.questions.values() for one in question.asked}
    return rules.least_known_first(
        [(lesson, sum((points for key, points in lost.items() if aims.get(key, set()) & set(lesson.objectives)), Fraction(0)))
         for lesson in lessons]
    )  # fmt: skip


def to_read(course: Course | None, items: Sequence[str]) -> list[Lesson]:
    """The lessons of the live course that share an objective with these questions, in the order of the outline."""
    if course is None:
        return []
    asked = {one.id: one for question in course.questions.values() for one in question.asked}
    aims = {aim for item in items if item in asked for aim in asked[item].objectives}
    steps = [step.key for step in course.outline if step.kind == "lesson"]
    return [lesson for key in steps if (lesson := course.lessons.get(key)) and aims & set(lesson.objectives)]
