"""Marking essays: points for each criterion, a second marker on request, a third when two are far apart."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer, is_clean
from learning.quiz import queries, rules
from learning.quiz.facts import AttemptMarked, AttemptReviewed, EssayMarked, SecondMarkAsked
from learning.quiz.models import Attempt, AttemptItem, Judgement, Marking
from learning.quiz.refusals import (
    AlreadyAsked,
    MarkedMeanwhile,
    MarksMissing,
    NotMarkedYet,
    NotThesePoints,
    NotYours,
    ReasonMissing,
    TextTooLong,
    TooLateToAsk,
)
from learning.quiz.verbs import results

WHY = {1: "marker", 2: "second marker", 3: "third marker"}


@dataclass(frozen=True)
class Given:
    """What a marker gives: points for each criterion in turn, a word to the learner, and perhaps the wish for a second marker."""

    points: list[Fraction | None]
    comment: str = ""
    wants_second: bool = False
    why: str = ""


def judge(db: Session, me: Viewer, marking_id: int, given: Given, *, at: datetime, on: date) -> Marking | None:
    """Mark one essay; None when there is none of that number for this trainer. Twice is once. Announces ``EssayMarked``.

    The learner's result follows when the last mark is in: ``AttemptMarked``. Refuses one's own answer, points that the criteria
    do not have, and an answer that somebody else has marked meanwhile.
    """
    found = queries.marking(db, me, marking_id, on, lock=True)
    if found is None:
        if queries.is_own(db, me, marking_id):
            raise NotYours
        return queries.judged_by(db, me, marking_id)
    if found.waits_for is None:
        raise MarkedMeanwhile
    attempt = _hold(db, found.attempt_id)
    item = next(item for item in attempt.items if item.n == found.n)
    given = _checked(given, rules.scheme(queries.payloads(db, attempt, [item])[item.n]), place=found.waits_for)
    judgement = _keep(db, me, found, item, given, at=at)
    announce(
        db,
        EssayMarked(
            at=at, by=me.id, marking_id=found.id, attempt=attempt.uuid, n=item.n, place=judgement.place,
            points=Fraction(judgement.num, judgement.den),
        ),
    )  # fmt: skip
    if judgement.place == 1 and given.wants_second:
        found.waits_for = None
        _ask(db, found, attempt, by_id=me.id, why=given.why, at=at)
    else:
        _settle(db, found, attempt, item, by_id=me.id, at=at, on=on)
    db.flush()
    return found


def _hold(db: Session, attempt_id: int) -> Attempt:
    """The attempt, held: two last marks at the same moment must see each other, or neither gives the result."""
    held = select(Attempt).where(Attempt.id == attempt_id).with_for_update(of=Attempt).execution_options(populate_existing=True)
    return db.scalars(held).one()


def _checked(given: Given, criteria: list[Fraction], *, place: int) -> Given:
    if len(given.points) != len(criteria) or any(one is None for one in given.points):
        raise MarksMissing
    for one, most in zip(given.points, criteria, strict=True):
        if one is None or not rules.is_possible(one, most):
            raise NotThesePoints(most=format(float(most), "g"))
    text, why = _clean(given.comment, rules.LONGEST_COMMENT), _clean(given.why, rules.LONGEST_REASON)
    if place == 1 and given.wants_second and not why:
        raise ReasonMissing
    return Given(given.points, text, given.wants_second, why)


def _clean(text: str, most: int) -> str:
    tidy = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or is_clean(sign)).strip()
    if len(tidy) > most:
        raise TextTooLong(most=most)
    return tidy


def _keep(db: Session, me: Viewer, found: Marking, item: AttemptItem, given: Given, *, at: datetime) -> Judgement:  # noqa: PLR0913 -- one row
    payload = queries.payloads(db, found.attempt, [item])[item.n]
    points = [[one.numerator, one.denominator] for one in given.points if one is not None]
    worth = rules.worth(points, payload["criteria"], results.points(item))
    judgement = Judgement(
        marking_id=found.id, place=found.waits_for, by_id=me.id, points=points, num=worth.numerator, den=worth.denominator,
        comment=given.comment, at=at,
    )  # fmt: skip
    db.add(judgement)
    db.flush()
    return judgement


def _ask(db: Session, found: Marking, attempt: Attempt, *, by_id: int, why: str, at: datetime) -> None:  # noqa: PLR0913 -- one act
    found.waits_for, found.asked_by_id, found.asked_at, found.asked_why = 2, by_id, at, why
    announce(
        db,
        SecondMarkAsked(
            at=at, by=by_id, reason=why, marking_id=found.id, attempt=attempt.uuid, person_id=attempt.person_id,
            course=attempt.course, n=found.n,
        ),
    )  # fmt: skip
    db.flush()


def _settle(  # noqa: PLR0913 -- one essay, its attempt, who and when
    db: Session, found: Marking, attempt: Attempt, item: AttemptItem, *, by_id: int, at: datetime, on: date
) -> None:
    """What counts now. A mark that the learner has already seen does not fall because a second marker has read the answer."""
    given = queries.judgements(db, [found.id])[found.id]
    markers = set(queries.markers_of(db, attempt.person_id, on)) - {one.by_id for one in given}
    counts = rules.agreed(queries.points_given(given), results.points(item), third_is_there=bool(markers))
    if counts is None:
        found.waits_for = 3
        return
    found.waits_for = None
    if found.settled_at is None:
        _settle_first(db, found, attempt, counts, why=WHY[len(given)], by_id=by_id, at=at)
    else:
        _settle_again(db, found, attempt, counts, by_id=by_id, at=at)


def _settle_first(  # noqa: PLR0913 -- one essay, its attempt, what it is worth, who and when
    db: Session, found: Marking, attempt: Attempt, counts: Fraction, *, why: str, by_id: int, at: datetime
) -> None:
    found.settled_at = at
    results.write_marks(db, attempt, {found.n: counts}, by_id=by_id, why=why, at=at)
    won, given = results.renew(db, attempt, at=at), queries.answers(db, attempt.id)
    payloads = queries.payloads(db, attempt, attempt.items)
    results.note_clauses(db, attempt, payloads, given, {found.n: counts}, at=at)
    if attempt.marked_at is None:
        return
    score, of = queries.score(attempt)
    announce(
        db,
        AttemptMarked(
            at=at, by=None, attempt=attempt.uuid, person_id=attempt.person_id, course=attempt.course, quiz=attempt.quiz,
            number=attempt.number, won=score, of=of, passed=attempt.passed, digest=results.digest_of(attempt, given, won),
        ),
    )  # fmt: skip


def _settle_again(  # noqa: PLR0913 -- one essay, its attempt, what it is worth, who and when
    db: Session, found: Marking, attempt: Attempt, counts: Fraction, *, by_id: int, at: datetime
) -> None:
    before = queries.marks(db, attempt.id)[found.n]
    if counts > before:
        results.write_marks(db, attempt, {found.n: counts}, by_id=by_id, why="second marking", at=at)
        results.renew(db, attempt, at=at)
    announce(
        db,
        AttemptReviewed(
            at=at, by=by_id, attempt=attempt.uuid, person_id=attempt.person_id, course=attempt.course, marking_id=found.id,
            n=found.n, before=before, after=max(before, counts), passed=attempt.passed,
        ),
    )  # fmt: skip


def ask_second(db: Session, me: Viewer, uuid: str, n: int, why: str, *, at: datetime) -> Marking | None:
    """The learner asks for a second marker of one essay, with a reason; None when there is no such essay of mine.

    Announces ``SecondMarkAsked``. Refuses before there is a mark, a second time, and later than a fortnight after the marks.
    """
    attempt = queries.locked(db, me, uuid)
    found = queries.own_marking(db, attempt, n) if attempt is not None else None
    if attempt is None or found is None:
        return None
    if found.asked_at is not None:
        raise AlreadyAsked
    if found.settled_at is None or attempt.marked_at is None:
        raise NotMarkedYet
    if not rules.may_ask_again(attempt.marked_at, at):
        raise TooLateToAsk(days=rules.MAY_ASK_AGAIN.days)
    reason = _clean(why, rules.LONGEST_REASON)
    if not reason:
        raise ReasonMissing
    _ask(db, found, attempt, by_id=me.id, why=reason, at=at)
    return found
