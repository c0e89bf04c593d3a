"""Handing in: exact marks, the result, the clauses observed, the step done, one fact in the ledger."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.clauses import verbs as clauses
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.questions import rules as questions
from learning.quiz import queries, rules
from learning.quiz.facts import AttemptHandedIn
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark
from learning.study import rules as study_rules
from learning.study import verbs as study


def hand_in(db: Session, me: Viewer, uuid: str, *, at: datetime) -> Attempt | None:
    """Hand in and mark; None when there is no such attempt of mine. A second time changes nothing.

    Past the deadline it counts as handed in by the deadline. Announces ``AttemptHandedIn``; a passed exam, and any other quiz
    handed in, does its step in study.
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
    given = queries.answers(db, attempt.id)
    payloads = queries.payloads(db, attempt, attempt.items)
    shares = {item.n: questions.mark(payloads[item.n], given[item.n].value if item.n in given else None) for item in attempt.items}
    moment = at
    if by == "deadline":
        attempt.late_seen_at = attempt.late_seen_at or at
        moment = min(at, attempt.deadline_at or at)
    _write_marks(db, attempt, shares, at)
    _write_result(attempt, shares, by, moment)
    db.flush()
    note_clauses(db, attempt, given, shares, moment)
    _do_step(db, attempt, moment)
    won, of = queries.score(attempt)
    announce(
        db,
        AttemptHandedIn(
            at=at, by=attempt.person_id if by == "person" else None, attempt=attempt.uuid, person_id=attempt.person_id,
            course=attempt.course, quiz=attempt.quiz, number=attempt.number, handed_in_by=by, won=won, of=of,
            passed=attempt.passed, digest=rules.digest(_record(attempt, given, shares)),
        ),
    )  # fmt: skip
    db.flush()


def renew(db: Session, attempt: Attempt, *, at: datetime) -> None:
    """The marks of a handed-in attempt have changed: its result follows, then step and completion. Who has passed stays so."""
    won = queries.marks(db, attempt.id)
    shares = {item.n: won[item.n] / _points(item) for item in attempt.items}
    had, by, moment = attempt.passed, attempt.handed_in_by or "person", attempt.handed_in_at or at
    _write_result(attempt, shares, by, moment)
    attempt.passed = had or attempt.passed
    db.flush()
    _do_step(db, attempt, at)


def _points(item: AttemptItem) -> Fraction:
    return Fraction(item.points_num, item.points_den)


def _write_marks(db: Session, attempt: Attempt, shares: Mapping[int, Fraction], at: datetime) -> None:
    won = {item.n: shares[item.n] * _points(item) for item in attempt.items}
    rows = [
        {
            "attempt_id": attempt.id,
            "n": n,
            "num": points.numerator,
            "den": points.denominator,
            "by_id": None,
            "at": at,
            "why": "hand-in",
        }
        for n, points in won.items()
    ]
    db.execute(insert(Mark), rows)


def _write_result(attempt: Attempt, shares: Mapping[int, Fraction], by: str, at: datetime) -> None:
    won = sum((shares[item.n] * _points(item) for item in attempt.items), Fraction(0))
    of = sum((_points(item) for item in attempt.items), Fraction(0))
    terms = attempt.terms
    must = [shares[item.n] for item in attempt.items if item.key in terms["must"]]
    attempt.passed = rules.is_passed(won, of, Fraction(*terms["pass"]) if terms["pass"] else None, must)
    attempt.num, attempt.den, attempt.max_num, attempt.max_den = won.numerator, won.denominator, of.numerator, of.denominator
    attempt.handed_in_at, attempt.handed_in_by = at, by


def note_clauses(db: Session, attempt: Attempt, given: Mapping[int, Answer], shares: Mapping[int, Fraction], at: datetime) -> None:
    """An answer says whether somebody keeps a clause; a question left open says nothing."""
    cited = attempt.terms["clauses"]
    answered = [item for item in attempt.items if item.n in given and given[item.n].value is not None and item.key in cited]
    if not answered:
        return
    unit = queries.unit_of(db, attempt.person_id, db.info["clock"].day(at))
    seen = {f"{attempt.uuid}:{item.n}": (tuple(cited[item.key]), questions.is_right(shares[item.n])) for item in answered}
    clauses.record(db, attempt.person_id, unit, seen, source="quiz", at=at)


def _do_step(db: Session, attempt: Attempt, at: datetime) -> None:
    """The step is done in the 版本 that was asked when the attempt began, whatever was published since."""
    if not rules.credits_step(attempt.purpose, attempt.passed):
        return
    live = publishing.live(db)
    course = live.catalogue.course(attempt.course)
    step = course.step(attempt.quiz) if course else None
    if course is None or step is None:
        return
    asked = replace(step, edition=step.edition + attempt.version - study_rules.asked_version(course, step))
    study.do_step(db, attempt.person_id, course, asked, edition=live.edition, source=f"attempt:{attempt.uuid}", at=at)


def _record(attempt: Attempt, given: Mapping[int, Answer], shares: Mapping[int, Fraction]) -> dict[str, Any]:
    """The whole attempt as plain values, for the digest in the ledger."""
    return {
        "uuid": attempt.uuid, "person": attempt.person_id, "course": attempt.course, "quiz": attempt.quiz,
        "quiz_rev": attempt.quiz_rev, "number": attempt.number, "seed": attempt.seed, "terms": attempt.terms,
        "items": [
            {
                "n": item.n, "item": item.item, "rev": item.rev, "part": item.part, "points": [item.points_num, item.points_den],
                "order": item.choice_order, "value": given[item.n].value if item.n in given else None,
                "seq": given[item.n].seq if item.n in given else None,
                "key": given[item.n].key if item.n in given else None,
                "share": [shares[item.n].numerator, shares[item.n].denominator],
            }
            for item in attempt.items
        ],
        "score": [attempt.num, attempt.den, attempt.max_num, attempt.max_den], "passed": attempt.passed,
    }  # fmt: skip
