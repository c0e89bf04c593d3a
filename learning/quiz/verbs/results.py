"""What follows from marks: the result, the clauses observed, the step done. The same after hand-in and after the last mark."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learning.clauses import verbs as clauses
from learning.publishing import queries as publishing
from learning.questions import rules as questions
from learning.quiz import queries, rules
from learning.quiz.models import Answer, Attempt, AttemptItem, Mark, Marking
from learning.study import verbs as study

Won = Mapping[int, Fraction]
"""Points by the number of the question; a question that is missing has no mark yet."""


def points(item: AttemptItem) -> Fraction:
    """What the question is worth."""
    return Fraction(item.points_num, item.points_den)


def write_marks(db: Session, attempt: Attempt, won: Won, *, by_id: int | None, why: str, at: datetime) -> None:
    """The newest counts, all are kept."""
    rows = [
        {"attempt_id": attempt.id, "n": n, "num": mark.numerator, "den": mark.denominator, "by_id": by_id, "at": at, "why": why}
        for n, mark in won.items()
    ]
    if rows:
        db.execute(insert(Mark), rows)


def write_result(attempt: Attempt, won: Won, *, at: datetime) -> None:
    """The points known so far; once every question has its mark also whether it is passed."""
    known = sum(won.values(), Fraction(0))
    of = sum((points(item) for item in attempt.items), Fraction(0))
    attempt.num, attempt.den, attempt.max_num, attempt.max_den = known.numerator, known.denominator, of.numerator, of.denominator
    if any(item.n not in won for item in attempt.items):
        return
    terms = attempt.terms
    must = [won[item.n] / points(item) for item in attempt.items if item.key in terms["must"]]
    attempt.passed = rules.is_passed(known, of, Fraction(*terms["pass"]) if terms["pass"] else None, must)
    attempt.marked_at = attempt.marked_at or at


def renew(db: Session, attempt: Attempt, *, at: datetime) -> Won:
    """Marks have changed: the result follows, then step and completion. Who has passed stays so. Returns the marks."""
    won, had = queries.marks(db, attempt.id), attempt.passed
    write_result(attempt, won, at=at)
    attempt.passed = had or attempt.passed
    db.flush()
    if attempt.marked_at is not None:
        do_step(db, attempt, at=at)
    return won


def note_clauses(  # noqa: PLR0913 -- one attempt, what was answered and what it earned
    db: Session, attempt: Attempt, payloads: Mapping[int, Any], given: Mapping[int, Answer], won: Won, *, at: datetime
) -> None:
    """An answer says whether somebody keeps a clause; a question left open says nothing."""
    cited = attempt.terms["clauses"]
    answered = [
        item for item in attempt.items
        if item.n in won and item.n in given and given[item.n].value is not None and item.key in cited
    ]  # fmt: skip
    if not answered:
        return
    unit = queries.unit_of(db, attempt.person_id, db.info["clock"].day(at))
    seen = {f"{attempt.uuid}:{item.n}": (tuple(cited[item.key]), _keeps(payloads[item.n], won, item)) for item in answered}
    clauses.record(db, attempt.person_id, unit, seen, source="quiz", at=at)


def _keeps(payload: Mapping[str, Any], won: Won, item: AttemptItem) -> bool:
    return questions.keeps_clauses(payload, won[item.n] / points(item))


def do_step(db: Session, attempt: Attempt, *, at: datetime) -> None:
    """The step is done in the 版本 that was asked when the attempt began, whatever was published since. Twice is once."""
    if not rules.credits_step(attempt.purpose, attempt.passed):
        return
    live = publishing.live(db)
    course = live.catalogue.course(attempt.course)
    step = course.step(attempt.quiz) if course else None
    if course is None or step is None:
        return
    study.do_step(
        db, attempt.person_id, course, step, edition=live.edition, source=f"attempt:{attempt.uuid}", at=at, version=attempt.version
    )  # fmt: skip


def digest_of(attempt: Attempt, given: Mapping[int, Answer], won: Won) -> str:
    """The whole attempt as it stands now, for the ledger."""
    return rules.digest({
        "uuid": attempt.uuid, "person": attempt.person_id, "course": attempt.course, "quiz": attempt.quiz,
        "quiz_rev": attempt.quiz_rev, "number": attempt.number, "seed": attempt.seed, "terms": attempt.terms,
        "items": [_line(item, given.get(item.n), won.get(item.n)) for item in attempt.items],
        "score": [attempt.num, attempt.den, attempt.max_num, attempt.max_den], "passed": attempt.passed,
    })  # fmt: skip


def _line(item: AttemptItem, answer: Answer | None, mark: Fraction | None) -> dict[str, Any]:
    return {
        "n": item.n, "item": item.item, "rev": item.rev, "part": item.part, "points": [item.points_num, item.points_den],
        "order": item.choice_order, "value": answer.value if answer else None, "seq": answer.seq if answer else None,
        "key": answer.key if answer else None, "mark": [mark.numerator, mark.denominator] if mark is not None else None,
    }  # fmt: skip


def await_marker(db: Session, attempt: Attempt, items: Iterable[AttemptItem], *, by_id: int, why: str, at: datetime) -> None:  # noqa: PLR0913 -- one act
    """Essays that arrived late and count: they wait for a marker like any other; what has a mark already, for a second one."""
    known = queries.markings(db, attempt.id)
    for item in items:
        found = known.get(item.n)
        if found is None:
            db.add(Marking(attempt_id=attempt.id, n=item.n, waits_for=1))
        elif found.settled_at is not None and found.waits_for is None and found.asked_at is None:
            found.waits_for, found.asked_by_id, found.asked_at, found.asked_why = 2, by_id, at, why


def missing(attempt: Attempt, won: Won) -> Iterable[AttemptItem]:
    """The questions that have no mark yet."""
    return (item for item in attempt.items if item.n not in won)
