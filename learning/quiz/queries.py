"""Every read of quizzes and attempts. An attempt is looked up by its holder: anybody else finds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Catalogue, Course, Lesson, Quiz, Words
from learning.people import queries as people_queries
from learning.people.models import Person, Posting, RoleGrant, UnitPlace
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.questions import queries as questions
from learning.quiz import rules
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark


def quiz(course: Course, step: str) -> Quiz | None:
    """The quiz behind a step of the live course, also under an id it had before."""
    found = course.item(step)
    return found if isinstance(found, Quiz) and found.status == "active" else None


def attempt(db: Session, me: Viewer, uuid: str) -> Attempt | None:
    """My attempt with its items, in one query."""
    mine = select(Attempt).where(Attempt.uuid == uuid, Attempt.person_id == me.id)
    return db.scalars(mine.options(joinedload(Attempt.items))).unique().one_or_none()


def locked(db: Session, me: Viewer, uuid: str) -> Attempt | None:
    """My attempt, held until the end of the transaction: whoever saves or hands in comes one after the other."""
    mine = select(Attempt).where(Attempt.uuid == uuid, Attempt.person_id == me.id)
    return db.scalar(mine.with_for_update().execution_options(populate_existing=True))


def locked_item(db: Session, me: Viewer, uuid: str, n: int) -> tuple[Attempt, AttemptItem | None] | None:
    """My attempt, held, with its n-th item, in one query."""
    asked = (
        select(Attempt, AttemptItem)
        .outerjoin(AttemptItem, and_(AttemptItem.attempt_id == Attempt.id, AttemptItem.n == n))
        .where(Attempt.uuid == uuid, Attempt.person_id == me.id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    row = db.execute(asked).one_or_none()
    return (row[0], row[1]) if row else None


def open_attempt(db: Session, person_id: int, course: str, quiz_id: str) -> Attempt | None:
    """The one attempt that is not handed in."""
    return db.scalar(
        select(Attempt).where(
            Attempt.person_id == person_id, Attempt.course == course, Attempt.quiz == quiz_id, Attempt.handed_in_at.is_(None)
        )
    )


def attempts(db: Session, person_id: int, course: str, quiz_id: str) -> list[Attempt]:
    """All attempts of a person at a quiz, the first first."""
    mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.course == course, Attempt.quiz == quiz_id)
    return list(db.scalars(mine.order_by(Attempt.number)))


def overdue(db: Session, *, at: datetime, most: int = 500) -> list[Attempt]:
    """Open attempts whose time is over, held; those that somebody else holds just now come next time."""
    late = or_(Attempt.deadline_at < at - rules.GRACE, Attempt.late_seen_at.is_not(None))
    asked = select(Attempt).where(Attempt.handed_in_at.is_(None), late).order_by(Attempt.id).limit(most)
    return list(db.scalars(asked.with_for_update(skip_locked=True)))


def answers(db: Session, attempt_id: int) -> dict[int, Answer]:
    """Of every question the answer that counts: the one with the highest ``seq``."""
    newest = (
        select(Answer.n, func.min(Answer.seq).label("seq")).where(Answer.attempt_id == attempt_id).group_by(Answer.n).subquery()
    )
    asked = select(Answer).join(newest, and_(Answer.n == newest.c.n, Answer.seq == newest.c.seq))
    return {answer.n: answer for answer in db.scalars(asked.where(Answer.attempt_id == attempt_id))}


@dataclass(frozen=True)
class Known:
    """What is there before an answer is saved: one under the same key, the newest to the question, one with the same ``seq``."""

    replayed: Answer | None
    last: Answer | None
    is_taken: bool

    @property
    def highest(self) -> int:
        return self.last.seq if self.last else -1


def known_answers(db: Session, attempt_id: int, n: int, *, key: str | None, seq: int | None) -> Known:
    """All three in one query."""
    newest = select(func.max(Answer.seq)).where(Answer.attempt_id == attempt_id, Answer.n == n).scalar_subquery()
    here = and_(Answer.attempt_id == attempt_id, Answer.n == n, or_(Answer.seq == newest, Answer.seq == seq))
    found = list(db.scalars(select(Answer).where(or_(Answer.key == key, here))))
    of_question = [answer for answer in found if (answer.attempt_id, answer.n) == (attempt_id, n)]
    return Known(
        replayed=next((answer for answer in found if answer.key == key), None),
        last=max(of_question, key=_seq, default=None),
        is_taken=any(answer.seq == seq for answer in of_question),
    )


def _seq(answer: Answer) -> int:
    return answer.seq


def payloads(db: Session, attempt: Attempt, items: Sequence[AttemptItem]) -> Mapping[int, Mapping[str, Any]]:
    """The questions as they stood when the attempt began, by number."""
    stored = publishing.payloads(db, attempt.course, [(item.item, item.rev) for item in items])
    return {item.n: stored[item.item, item.rev] for item in items}


def unit_of(db: Session, person_id: int, on: date) -> int | None:
    """The unit of somebody's main posting on a day."""
    posted = (Posting.person_id == person_id, Posting.kind == "main", people_queries.holds(Posting, on))
    return db.scalar(select(Posting.unit_id).where(*posted).limit(1))


def whom_to_ask(db: Session, unit_id: int | None, on: date) -> Words | None:
    """The head of the unit, or of the nearest one above that has a head."""
    if unit_id is None:
        return None
    place = (UnitPlace.unit_id, UnitPlace.parent_id)
    start = select(*place, literal(0).label("depth")).where(UnitPlace.unit_id == unit_id, people_queries.holds(UnitPlace, on))
    above = start.cte("above", recursive=True)
    higher = select(*place, above.c.depth + 1).join(above, UnitPlace.unit_id == above.c.parent_id)
    above = above.union_all(higher.where(people_queries.holds(UnitPlace, on), above.c.depth < 20))
    heads = (
        select(Person.name, Person.name_en)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(above, above.c.unit_id == RoleGrant.unit_id)
        .where(RoleGrant.role == "head", people_queries.holds(RoleGrant, on), Person.disabled_at.is_(None))
    )
    row = db.execute(heads.order_by(above.c.depth, Person.id).limit(1)).one_or_none()
    return Words(row.name, row.name_en) if row else None


@dataclass(frozen=True)
class Sitting:
    """One question of an open attempt as its taker sees it, and how far the others are. Without any key but ``review``."""

    attempt: Attempt
    item: AttemptItem
    question: dict[str, Any]
    answer: Answer | None
    answered: frozenset[int]
    review: dict[str, Any] | None = None  # 每题后: the key, once this question is answered

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
    item = next((item for item in attempt.items if item.n == n), None)
    if item is None:
        return None
    given = answers(db, attempt.id)
    answer = given.get(n)
    payload = payloads(db, attempt, [item])[n]
    value = answer.value if answer else None
    question = questions.shown(payload, lang, item.choice_order, value, ident=str(n))
    review = None
    if rules.locks_answers(attempt.terms["reveal"]) and value is not None:
        review = questions.reviewed(payload, lang, item.choice_order, value, ident=str(n))
    return Sitting(attempt, item, question, answer, answered_of(given), review)


def answered_of(given: Mapping[int, Answer]) -> frozenset[int]:
    """The numbers of the questions whose newest answer says something."""
    return frozenset(n for n, answer in given.items() if answer.value is not None)


@dataclass(frozen=True)
class Result:
    """One earlier attempt, as the start page and the review list it."""

    attempt: Attempt
    won: Fraction
    of: Fraction
    is_first: bool = False
    is_best: bool = False


def results(found: Sequence[Attempt]) -> list[Result]:
    """The attempts that were handed in, with which was the first and which the best."""
    over = [attempt for attempt in found if attempt.handed_in_at is not None]
    scores = [score(attempt) for attempt in over]
    top = rules.best(scores)
    return [Result(attempt, *scores[i], is_first=i == 0, is_best=i == top) for i, attempt in enumerate(over)]


def score(attempt: Attempt) -> tuple[Fraction, Fraction]:
    """Points won, and points to be had; nothing of nothing before it is marked."""
    return Fraction(attempt.num or 0, attempt.den or 1), Fraction(attempt.max_num or 0, attempt.max_den or 1)


def ever_passed(db: Session, attempt: Attempt) -> bool:
    """Whether its holder passed this quiz in any attempt."""
    mine = select(Attempt.id).where(
        Attempt.person_id == attempt.person_id, Attempt.course == attempt.course, Attempt.quiz == attempt.quiz, Attempt.passed
    )
    return db.scalar(mine.limit(1)) is not None


def reviewed(db: Session, attempt: Attempt, lang: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every question of a handed-in attempt with key, answer, marks, clauses and the lessons to read. Mind who may see it."""
    given, texts = answers(db, attempt.id), payloads(db, attempt, attempt.items)
    won = marks(db, attempt.id)
    course = catalogue.course(attempt.course)
    return [
        questions.reviewed(
            texts[item.n], lang, item.choice_order, given[item.n].value if item.n in given else None, ident=str(item.n),
            more={
                "n": item.n, "course": attempt.course, "won": won.get(item.n), "of": Fraction(item.points_num, item.points_den),
                "clauses": [found for key in attempt.terms["clauses"].get(item.item, ()) if (found := catalogue.clauses.get(key))],
                "lessons": to_read(course, [item.item]),
            },
        )
        for item in attempt.items
    ]  # fmt: skip


def marks(db: Session, attempt_id: int) -> dict[int, Fraction]:
    """The points of every question: its newest mark counts."""
    rows = db.scalars(select(Mark).where(Mark.attempt_id == attempt_id).order_by(Mark.id))
    return {mark.n: Fraction(mark.num, mark.den) for mark in rows}


def missed(db: Session, attempt: Attempt) -> list[str]:
    """The items that did not earn all their points."""
    won = marks(db, attempt.id)
    return [item.item for item in attempt.items if won.get(item.n) != Fraction(item.points_num, item.points_den)]


def to_read(course: Course | None, items: Sequence[str]) -> list[Lesson]:
    """The lessons of the live course that share an objective with these questions, in the order of the outline."""
    if course is None:
        return []
    aims = {aim for item in items if (question := course.questions.get(item)) for aim in question.objectives}
    steps = [step.key for step in course.outline if step.kind == "lesson"]
    return [lesson for key in steps if (lesson := course.lessons.get(key)) and aims & set(lesson.objectives)]
