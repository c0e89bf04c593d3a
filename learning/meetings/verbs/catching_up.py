"""Catching up a meeting one was not at: its words read, its question answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.meetings.facts import CaughtUp
from learning.meetings.queries import Missed
from learning.meetings.refusals import NoQuestion
from learning.meetings.verbs.closing import do_steps
from learning.people.rules import Viewer
from learning.questions import verbs as questions


def answer(db: Session, me: Viewer, missed: Missed, texts: Sequence[str], *, at: datetime) -> bool:
    """Answer the meeting's question; as often as one likes. A right answer has caught up: announces CaughtUp, does the step.

    ``missed.attendance`` is locked. Returns whether it was right.
    """
    course, question = missed.course, missed.question
    if course is None or question is None:
        raise NoQuestion
    kept = questions.answer(db, me, course.key, question, texts, place="meeting", at=at)
    if kept.is_right and missed.attendance.caught_up_at is None:
        missed.attendance.caught_up_at, missed.attendance.response_id = at, kept.id
        held = missed.run
        announce(db, CaughtUp(at=at, by=me.id, run_id=held.id, unit_id=held.unit_id, person_id=me.id, response_id=kept.id))
        do_steps(db, held, [me.id], at=at)
    db.flush()
    return kept.is_right
