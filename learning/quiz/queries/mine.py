"""What quizzes know of one person, for "my data": no key, no mark of a single question, nobody else."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.quiz.models import Answer, Attempt, AttemptItem, Grant, Judgement, Marking

COLUMNS = (
    "uuid",
    "course",
    "quiz",
    "version",
    "number",
    "purpose",
    "started_at",
    "handed_in_at",
    "handed_in_by",
    "num",
    "den",
    "passed",
)


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """Every attempt with every answer that was given in it, and the attempts that were granted."""
    columns = (Grant.course, Grant.quiz, Grant.version, Grant.reason, Grant.at)
    granted = db.execute(select(*columns).where(Grant.person_id == person_id).order_by(Grant.id)).mappings()
    return {"attempts": _attempts(db, person_id), "granted": [dict(row) for row in granted]}


def _attempts(db: Session, person_id: int) -> list[dict[str, Any]]:
    attempts = db.scalars(select(Attempt).where(Attempt.person_id == person_id).order_by(Attempt.id)).all()
    given = (
        select(Answer.attempt_id, Answer.n, AttemptItem.item, Answer.seq, Answer.value, Answer.received_at)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(AttemptItem, (AttemptItem.attempt_id == Answer.attempt_id) & (AttemptItem.n == Answer.n))
        .where(Attempt.person_id == person_id)
        .order_by(Answer.id)
    )
    answers: dict[int, list[dict[str, Any]]] = {}
    for row in db.execute(given).mappings():
        answers.setdefault(row["attempt_id"], []).append({name: value for name, value in row.items() if name != "attempt_id"})
    said = _marks_said(db, person_id)
    return [
        {name: getattr(one, name) for name in COLUMNS} | {"answers": answers.get(one.id, []), "marked": said.get(one.id, [])}
        for one in attempts
    ]


def _marks_said(db: Session, person_id: int) -> dict[int, list[dict[str, Any]]]:
    """What markers gave for essays once it counts, and what they wrote to the learner; not who they are."""
    rows = (
        select(Marking.attempt_id, Marking.n, Judgement.num, Judgement.den, Judgement.comment, Judgement.at)
        .join(Marking, Marking.id == Judgement.marking_id)
        .join(Attempt, Attempt.id == Marking.attempt_id)
        .where(Attempt.person_id == person_id, Marking.settled_at.is_not(None), Marking.waits_for.is_(None))
        .order_by(Judgement.id)
    )
    said: dict[int, list[dict[str, Any]]] = {}
    for row in db.execute(rows).mappings():
        said.setdefault(row["attempt_id"], []).append({name: value for name, value in row.items() if name != "attempt_id"})
    return said
