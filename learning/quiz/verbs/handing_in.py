"""Handing in: exact marks, the result, the clauses observed, the step done, one fact in the ledger. Essays wait for a marker."""

from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer
from learning.questions import rules as questions
from learning.quiz import queries
from learning.quiz.facts import AttemptHandedIn
from learning.quiz.models import Attempt, Marking
from learning.quiz.verbs import results


def hand_in(db: Session, me: Viewer, uuid: str, *, at: datetime) -> Attempt | None:
    """Hand in and mark; None when there is no such attempt of mine. A second time changes nothing.

    Past the deadline it counts as handed in by the deadline. Announces ``AttemptHandedIn``; a passed exam, and any other quiz
    handed in, does its step in study. With an essay in it an exam is passed or failed when its last mark is in.
    """
    attempt = queries.locked(db, me, uuid)
    if attempt is None or attempt.handed_in_at is not None:
        return attempt
    is_late = attempt.late_seen_at is not None or (attempt.deadline_at is not None and at >= attempt.deadline_at)
    close(db, attempt, by="deadline" if is_late else "person", at=at)
    return attempt


def hand_in_overdue(db: Session, *, at: datetime) -> int:
    """Hand in every open attempt whose time is over, with what was saved. Returns how many."""
    late = queries.overdue(db, at=at)
    for attempt in late:
        close(db, attempt, by="deadline", at=at)
    return len(late)


def close(db: Session, attempt: Attempt, *, by: str, at: datetime) -> None:
    """Mark everything and shut the attempt. Whose time ran out handed in at the deadline, however late it was noticed."""
    given, payloads = queries.answers(db, attempt.id), queries.payloads(db, attempt, attempt.items)
    values = {item.n: given[item.n].value if item.n in given else None for item in attempt.items}
    won = {
        item.n: questions.mark(payloads[item.n], values[item.n]) * results.points(item)
        for item in attempt.items
        if not questions.needs_marker(payloads[item.n], values[item.n])
    }
    moment = at
    if by == "deadline":
        attempt.late_seen_at = attempt.late_seen_at or at
        moment = min(at, attempt.deadline_at or at)
    attempt.handed_in_at, attempt.handed_in_by = moment, by
    waiting = [Marking(attempt_id=attempt.id, n=item.n, waits_for=1) for item in results.missing(attempt, won)]
    db.add_all(waiting)
    results.write_marks(db, attempt, won, by_id=None, why="hand-in", at=at)
    results.write_result(attempt, won, at=moment)
    db.flush()
    results.note_clauses(db, attempt, payloads, given, won, at=moment)
    results.do_step(db, attempt, at=moment)
    score, of = queries.score(attempt)
    announce(
        db,
        AttemptHandedIn(
            at=at, by=attempt.person_id if by == "person" else None, attempt=attempt.uuid, person_id=attempt.person_id,
            course=attempt.course, quiz=attempt.quiz, number=attempt.number, handed_in_by=by, won=score, of=of,
            passed=attempt.passed, digest=results.digest_of(attempt, given, won), waiting=len(waiting),
        ),
    )  # fmt: skip
    db.flush()
