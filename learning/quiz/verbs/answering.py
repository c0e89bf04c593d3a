"""Saving answers as they are given. An acknowledged answer is in the database; the same one again changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.base.refusals import Refusal
from learning.people.rules import Viewer
from learning.questions import rules as questions
from learning.quiz import queries, rules
from learning.quiz.models import Answer, Attempt, AttemptItem
from learning.quiz.refusals import AlreadyHandedIn, AnswerShown, BadKey, BadSequence, NoSuchQuestion, TimeIsUp
from learning.quiz.verbs.handing_in import close

NEW_ANSWER = insert(cast(Table, Answer.__table__))


@dataclass(frozen=True)
class Given:
    """An answer as it arrives: what was chosen or typed; from a script also its number in the row of answers, its UUID, and
    when by the sender's clock it was given and sent."""

    texts: list[str]
    seq: int | None = None
    key: str | None = None
    given_at: datetime | None = None
    sent_at: datetime | None = None

    def moment(self, received_at: datetime) -> datetime | None:
        """When it was given, by our clock: only the time between giving and sending is taken from the sender's."""
        return received_at - (self.sent_at - self.given_at) if self.sent_at and self.given_at else None

    def clock_off(self, received_at: datetime) -> int | None:
        """By how many seconds the sender's clock is ahead of ours, the way included."""
        return round((self.sent_at - received_at).total_seconds()) if self.sent_at else None


@dataclass(frozen=True)
class Saved:
    """What became of an answer. ``seq`` is the highest known; ``is_stale``: another one with a higher number counts;
    ``is_late``: it is kept, and counts if a trainer says so."""

    n: int
    seq: int
    at: datetime | None
    is_stored: bool = True
    is_stale: bool = False
    is_late: bool = False


def answer(db: Session, me: Viewer, uuid: str, n: int, given: Given, *, at: datetime) -> Saved | None:
    """Save one answer; None when there is no such attempt of mine.

    The same ``key`` again is the same answer: nothing is written, what was stored is told, also after hand-in. Of two answers
    the higher ``seq`` counts; a lower one is kept, too, and told that it is stale: the sender's words are safe, so it is no
    error. Two different answers under one ``seq`` (two windows) cannot both be kept: the second is refused as stale.
    Without ``seq`` and ``key`` (a plain form) both are made here, and an answer that changes nothing is not written again.

    After the deadline and its grace, or after hand-in, an answer from a script that was given before is kept as late, for a day;
    every other raises ``TimeIsUp`` or ``AlreadyHandedIn``. The attempt is then handed in for good, so the caller commits.
    """
    found = queries.locked_item(db, me, uuid, n)
    if found is None:
        return None
    attempt, item = found
    if item is None:
        raise NoSuchQuestion
    seq, key = given.seq, _checked(given)
    known = queries.known_answers(db, attempt.id, n, key=key, seq=seq)
    last, highest = known.last, known.highest
    if known.replayed is not None:
        return _told_again(known.replayed, attempt, n, highest)
    is_late = _is_late(db, attempt, given, at)
    if rules.locks_answers(attempt.terms["reveal"]) and last is not None and last.value is not None:
        return _kept(last, given)
    payload = queries.payloads(db, attempt, [item])[n]
    value = questions.read_value(payload, given.texts, order=item.choice_order)
    if (key is None or is_late) and value == (last.value if last else None):
        return Saved(n, max(highest, 0), last.received_at if last else None)
    if known.is_taken:
        return Saved(n, highest, None, is_stored=False, is_stale=True)
    number = highest + 1 if seq is None else seq
    _refuse_too_high(number)
    row = {"attempt_id": attempt.id, "n": n, "key": key or str(uuid4()), "seq": number, "value": value, "received_at": at}
    sent = {"client_at": given.moment(at), "clock_off": given.clock_off(at), "late": is_late}
    ask(db, NEW_ANSWER, row | sent)
    return Saved(n, max(number, highest), at, is_stale=number < highest, is_late=is_late)


def _is_late(db: Session, attempt: Attempt, given: Given, at: datetime) -> bool:
    """Whether the attempt is over and this answer was given before; refused when it is over and it was not."""
    _shut_when_over(db, attempt, at)
    if attempt.handed_in_at is None:
        return False
    if given.key and rules.may_come_late(given.moment(at), attempt.started_at, attempt.handed_in_at, at):
        return True
    raise _refusal(attempt)


def _kept(last: Answer, given: Given) -> Saved:
    """Its key has been shown: the answer stays. A form that only turns the page says nothing new."""
    if given.texts:
        raise AnswerShown
    return Saved(last.n, last.seq, last.received_at)


def _checked(given: Given) -> str | None:
    if given.seq is not None:
        _refuse_too_high(given.seq)
    if given.key is None:
        return None
    try:
        return str(UUID(given.key))
    except ValueError:
        raise BadKey from None


def _refuse_too_high(seq: int) -> None:
    if not 0 <= seq <= rules.HIGHEST_SEQ:
        raise BadSequence


def _told_again(replayed: Answer, attempt: Attempt, n: int, highest: int) -> Saved:
    if (replayed.attempt_id, replayed.n) != (attempt.id, n):
        raise BadKey
    return Saved(n, highest, replayed.received_at, is_stale=replayed.seq < highest, is_late=replayed.late)


def _shut_when_over(db: Session, attempt: Attempt, at: datetime) -> None:
    if attempt.handed_in_at is None and rules.is_over(attempt.deadline_at, attempt.late_seen_at, at):
        close(db, attempt, by="deadline", at=at)


def _refusal(attempt: Attempt) -> Refusal:
    return TimeIsUp() if attempt.handed_in_by == "deadline" else AlreadyHandedIn()


def bookmark(db: Session, me: Viewer, uuid: str, n: int, *, wanted: bool, at: datetime) -> AttemptItem | None:
    """Mark a question to look at again, or take the mark away; None when there is no such question of mine."""
    found = queries.locked_item(db, me, uuid, n)
    if found is None or found[1] is None:
        return None
    _shut_when_over(db, found[0], at)
    if found[0].handed_in_at is not None:
        raise _refusal(found[0])
    found[1].marked_by_taker = wanted
    return found[1]
