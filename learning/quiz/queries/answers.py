"""Answers and the questions they answer, as both stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.publishing import queries as publishing
from learning.quiz.models import Answer, Attempt, AttemptItem, LateDecision

ACCEPTED = select(LateDecision.answer_id).where(LateDecision.accepted)
"""Late answers count when a trainer has accepted them."""


def answers(db: Session, attempt_id: int) -> dict[int, Any]:
    """Of every question the answer that counts: the one with the highest ``seq``. Rows: they are only read."""
    return {answer.n: answer for answer in ask(db, THAT_COUNT, {"attempt": attempt_id})}


def _that_count() -> Any:
    counts = or_(Answer.late.is_(False), Answer.id.in_(ACCEPTED))
    mine = select(Answer.n, func.max(Answer.seq).label("seq")).where(Answer.attempt_id == ATTEMPT, counts)
    newest = mine.group_by(Answer.n).subquery()
    here = and_(Answer.n == newest.c.n, Answer.seq == newest.c.seq)
    return select(*Answer.__table__.c).join(newest, here).where(Answer.attempt_id == ATTEMPT)


@dataclass(frozen=True)
class Known:
    """What is there before an answer is saved: one under the same key, the newest to the question, one with the same ``seq``."""

    replayed: Any  # rows of ``answer``: only read, so never made into objects
    last: Any
    is_taken: bool

    @property
    def highest(self) -> int:
        return int(self.last.seq) if self.last else -1


def known_answers(db: Session, attempt_id: int, n: int, *, key: str | None, seq: int | None) -> Known:
    """All three in one query."""
    found = ask(db, KNOWN, {"attempt": attempt_id, "n": n, "key": key, "seq": seq}).all()
    of_question = [answer for answer in found if (answer.attempt_id, answer.n) == (attempt_id, n)]
    return Known(
        replayed=next((answer for answer in found if answer.key == key), None),
        last=max(of_question, key=_seq, default=None),
        is_taken=any(answer.seq == seq for answer in of_question),
    )


def _seq(answer: Any) -> int:
    return int(answer.seq)


def _known() -> Any:
    n, seq = bindparam("n", type_=Integer), bindparam("seq", type_=BigInteger)
    here = Answer.attempt_id == ATTEMPT, Answer.n == n
    newest = select(func.max(Answer.seq)).where(*here).scalar_subquery()
    counts = and_(*here, or_(Answer.seq == newest, Answer.seq == seq))
    return select(*Answer.__table__.columns).where(or_(Answer.key == bindparam("key", type_=String), counts))


ATTEMPT: Any = bindparam("attempt", type_=BigInteger)
THAT_COUNT, KNOWN = _that_count(), _known()
"""Built once: making a statement anew costs more than asking it."""


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
