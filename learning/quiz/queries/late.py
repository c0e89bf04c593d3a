"""Answers that were given in time and arrived when the attempt was over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Words
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.quiz.models import Answer, Attempt, LateDecision

MOST_LATE = 50


@dataclass(frozen=True)
class Late:
    """One late answer: when its browser says it was given, when it came, what was decided."""

    n: int
    given_at: datetime
    received_at: datetime
    clock_off: int
    accepted: bool | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Waiting:
    """The late answers of one attempt, before a decision."""

    attempt: Attempt
    person: Person
    late: tuple[Late, ...]

    @property
    def title(self) -> Words:
        return Words(**self.attempt.terms["title"])


def late_waiting(db: Session, me: Viewer) -> list[Waiting]:
    """Whose answers wait for a decision, the longest waiting first. Nobody decides about their own."""
    some = _undecided(select(Attempt.id, func.min(Answer.received_at)), me).group_by(Attempt.id)
    ids = [row[0] for row in db.execute(some.order_by(func.min(Answer.received_at)).limit(MOST_LATE))]
    asked = _undecided(select(Answer, Attempt, Person), me).where(Attempt.id.in_(ids))
    rows = db.execute(asked.order_by(Attempt.id, Answer.n, Answer.seq)).all()
    found = [_one(list(group)) for _, group in groupby(rows, lambda row: row[1].id)]
    return sorted(found, key=lambda one: ids.index(one.attempt.id))


def late_count(db: Session, me: Viewer) -> int:
    """How many attempts wait for a decision."""
    return db.scalar(_undecided(select(func.count(Attempt.id.distinct())), me)) or 0


def _undecided(asked: Any, me: Viewer) -> Any:
    return (
        asked.select_from(Answer)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(LateDecision, LateDecision.answer_id == Answer.id)
        .where(Answer.late, LateDecision.id.is_(None), Attempt.person_id != me.id)
    )


def _one(rows: Sequence[Any]) -> Waiting:
    return Waiting(rows[0][1], rows[0][2], tuple(_late(row[0]) for row in rows))


def _late(answer: Answer, decision: LateDecision | None = None) -> Late:
    given = answer.client_at or answer.received_at
    told = (decision.accepted, decision.reason) if decision else (None, None)
    return Late(answer.n, given, answer.received_at, answer.clock_off or 0, *told)


def late_of(db: Session, attempt: Attempt) -> list[Late]:
    """The late answers of an attempt with what was decided, for their giver."""
    asked = select(Answer, LateDecision).outerjoin(LateDecision, LateDecision.answer_id == Answer.id)
    rows = db.execute(asked.where(Answer.attempt_id == attempt.id, Answer.late).order_by(Answer.n, Answer.seq))
    return [_late(answer, decision) for answer, decision in rows]


def locked_late(db: Session, me: Viewer, uuid: str) -> tuple[Attempt, list[Answer]] | None:
    """Somebody else's attempt, held, with its answers that wait for a decision; None when none do."""
    attempt = db.scalar(select(Attempt).where(Attempt.uuid == uuid, Attempt.person_id != me.id).with_for_update())
    if attempt is None:
        return None
    undecided = Answer.id.not_in(select(LateDecision.answer_id))
    asked = select(Answer).where(Answer.attempt_id == attempt.id, Answer.late, undecided).order_by(Answer.n, Answer.seq)
    waiting = list(db.scalars(asked))
    return (attempt, waiting) if waiting else None
