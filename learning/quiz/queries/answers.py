"""Answers and the questions they answer, as both stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from learning.publishing import queries as publishing
from learning.quiz.models import Answer, Attempt, AttemptItem


def answers(db: Session, attempt_id: int) -> dict[int, Answer]:
    """Of every question the answer that counts: the one with the highest ``seq``."""
    newest = (
        select(Answer.n, func.max(Answer.seq).label("seq")).where(Answer.attempt_id == attempt_id).group_by(Answer.n).subquery()
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
    """The questions as they stood when the attempt began, by number; of a case the part that is asked."""
    stored = wholes(db, attempt, items)
    return {item.n: _part(stored[item.n], item.part) for item in items}


def wholes(db: Session, attempt: Attempt, items: Sequence[AttemptItem]) -> Mapping[int, Mapping[str, Any]]:
    """The same, each case with all it says."""
    stored = publishing.payloads(db, attempt.course, [(item.item, item.rev) for item in items])
    return {item.n: stored[item.item, item.rev] for item in items}


def _part(whole: Mapping[str, Any], part: str | None) -> Mapping[str, Any]:
    return next(one for one in whole["parts"] if one["id"] == part) if part else whole


def answered_of(given: Mapping[int, Answer]) -> frozenset[int]:
    """The numbers of the questions whose newest answer says something."""
    return frozenset(n for n, answer in given.items() if answer.value is not None)
