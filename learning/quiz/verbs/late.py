"""A trainer decides about answers that were given in time and arrived late. Nobody's mark falls by it."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer
from learning.questions import rules as questions
from learning.quiz import queries
from learning.quiz.facts import LateAnswersDecided
from learning.quiz.models import Answer, Attempt, LateDecision
from learning.quiz.refusals import LateReasonTooLong, NoLateReason
from learning.quiz.verbs import results

LONGEST_REASON = 500


def decide_late(db: Session, me: Viewer, uuid: str, *, accepted: bool, reason: str, at: datetime) -> Attempt | None:
    """Accept the late answers of an attempt, or decline them; None when none of somebody else's wait there.

    Accepted ones count from now on: a mark that rises is renewed, the old one kept; result, step and completion follow. Refuses
    without a reason. Announces ``LateAnswersDecided``.
    """
    found = queries.locked_late(db, me, uuid)
    if found is None:
        return None
    reason = _checked(reason)
    attempt, late = found
    (before, _), answered = queries.score(attempt), queries.answers(db, attempt.id)
    db.add_all(LateDecision(answer_id=one.id, accepted=accepted, by_id=me.id, at=at, reason=reason) for one in late)
    db.flush()
    if accepted:
        _mark_anew(db, me, attempt, late, answered, reason, at)
        results.renew(db, attempt, at=at)
    won, of = queries.score(attempt)
    announce(
        db,
        LateAnswersDecided(
            at=at, by=me.id, reason=reason, attempt=attempt.uuid, person_id=attempt.person_id, course=attempt.course,
            quiz=attempt.quiz, questions=tuple(sorted({one.n for one in late})), accepted=accepted, before=before, won=won, of=of,
            passed=attempt.passed,
        ),
    )  # fmt: skip
    return attempt


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NoLateReason
    if len(reason) > LONGEST_REASON:
        raise LateReasonTooLong(most=LONGEST_REASON)
    return reason


def _mark_anew(  # noqa: PLR0913 -- the attempt before and now
    db: Session, me: Viewer, attempt: Attempt, late: list[Answer], answered: Mapping[int, Answer], why: str, at: datetime
) -> None:
    given, old = queries.answers(db, attempt.id), queries.marks(db, attempt.id)
    items = [item for item in attempt.items if item.n in {one.n for one in late}]
    payloads = queries.payloads(db, attempt, items)
    essays = [item for item in items if questions.needs_marker(payloads[item.n], given[item.n].value)]
    won = {
        item.n: questions.mark(payloads[item.n], given[item.n].value) * results.points(item) for item in items if item not in essays
    }
    results.note_clauses(db, attempt, payloads, {n: given[n] for n in won if n not in answered}, won, at=at)
    risen = {n: mark for n, mark in won.items() if mark > old.get(n, Fraction(0))}
    results.write_marks(db, attempt, risen, by_id=me.id, why="late answer accepted", at=at)
    results.await_marker(db, attempt, essays, by_id=me.id, why=why, at=at)
    db.flush()
