"""Beginning an attempt: the paper is drawn and everything that counts is copied."""

import secrets
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Quiz
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.quiz import queries, rules
from learning.quiz.models import Attempt, AttemptItem
from learning.quiz.refusals import AttemptsUsedUp, NobodyToAsk, NoQuestions
from learning.quiz.verbs.handing_in import close


def start(  # noqa: PLR0913 -- who, what, and the three things an attempt is fixed by
    db: Session, me: Viewer, course: Course, quiz: Quiz, *, edition: int, lang: str, at: datetime
) -> Attempt:
    """Begin an attempt, or go on with the open one: a second start changes nothing.

    The paper, its revisions and its terms are fixed here. An open attempt whose time is over is handed in first.
    Refuses when all attempts at this version are used up.
    """
    _one_at_a_time(db, me.id)
    before = queries.open_attempt(db, me.id, course.key, quiz.id)
    if before is not None and not rules.is_over(before.deadline_at, before.late_seen_at, at):
        return before
    if before is not None:
        close(db, before, by="deadline", at=at)
    version = rules.version_of(course, quiz)
    tries = queries.tries(db, me.id, course, quiz)
    _refuse_one_too_many(db, me, quiz, tries, at)
    seed = secrets.token_hex(16)
    paper = rules.draw(quiz, course.questions, seed)
    if not paper:
        raise NoQuestions
    attempt = Attempt(
        uuid=str(uuid4()), person_id=me.id, course=course.key, quiz=quiz.id, quiz_rev=quiz.revision, version=version,
        edition=edition, number=len(tries.past) + 1, purpose=quiz.purpose, terms=_terms(course, quiz, paper), seed=seed, lang=lang,
        started_at=at, deadline_at=at + quiz.time_limit if quiz.time_limit else None,
    )  # fmt: skip
    attempt.items = [_item(n, drawn) for n, drawn in enumerate(paper, 1)]
    db.add(attempt)
    db.flush()
    return attempt


def _one_at_a_time(db: Session, person_id: int) -> None:
    """Two starts at the same moment come one after the other; the unique index on open attempts stands behind it."""
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def _refuse_one_too_many(db: Session, me: Viewer, quiz: Quiz, tries: queries.Tries, at: datetime) -> None:
    if tries.left is None or tries.left > 0:
        return
    whom = queries.whom_to_ask(db, me.unit_id, db.info["clock"].day(at))
    raise AttemptsUsedUp(attempts=tries.used, whom=whom) if whom else NobodyToAsk(attempts=tries.used)


def _terms(course: Course, quiz: Quiz, paper: list[rules.Drawn]) -> dict[str, Any]:
    """What was agreed at the start, copied: no edition published meanwhile changes it."""
    must = [drawn.asked.id for drawn in paper if set(drawn.asked.tags) & set(quiz.must_tags)]
    return {
        "pass": [quiz.pass_share.numerator, quiz.pass_share.denominator] if quiz.pass_share is not None else None,
        "reveal": quiz.reveal,
        "must": must,
        "seconds": int(quiz.time_limit.total_seconds()) if quiz.time_limit else None,
        "attempts": quiz.attempts,
        "title": {"zh": quiz.title.zh, "en": quiz.title.en},
        "course_title": {"zh": course.title.zh, "en": course.title.en},
        "clauses": {drawn.asked.id: list(drawn.asked.clauses) for drawn in paper if drawn.asked.clauses},
    }


def _item(n: int, drawn: rules.Drawn) -> AttemptItem:
    return AttemptItem(
        n=n, item=drawn.question.id, rev=drawn.question.revision, part=drawn.part.id if drawn.part else None,
        points_num=drawn.points.numerator, points_den=drawn.points.denominator, choice_order=list(drawn.choice_order),
    )  # fmt: skip
