"""One attempt more than the quiz allows, with a reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course, Quiz
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.quiz import queries, rules
from learning.quiz.facts import AttemptGranted
from learning.quiz.models import Grant
from learning.quiz.refusals import AttemptOpen, NoLimit, NotForOneself, NotUsedUp, ReasonMissing, TextTooLong


def grant(db: Session, me: Viewer, person: Person, course: Course, quiz: Quiz, *, reason: str, at: datetime) -> Grant:  # noqa: PLR0913 -- who, whom, what
    """Grant one attempt more. Announces ``AttemptGranted``. Who may, the caller has asked.

    Refuses oneself, while attempts are left or one is open, where there is no limit, and without a reason.
    """
    if person.id == me.id:
        raise NotForOneself
    db.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    if quiz.attempts is None:
        raise NoLimit
    tries = queries.tries(db, person.id, course, quiz)
    if tries.open is not None:
        raise AttemptOpen
    if tries.left:
        raise NotUsedUp
    said = reason.strip()
    if not said:
        raise ReasonMissing
    if len(said) > rules.LONGEST_REASON:
        raise TextTooLong(most=rules.LONGEST_REASON)
    version = rules.version_of(course, quiz)
    kept = Grant(person_id=person.id, course=course.key, quiz=quiz.id, version=version, by_id=me.id, reason=said, at=at)
    db.add(kept)
    db.flush()
    announce(
        db,
        AttemptGranted(
            at=at, by=me.id, reason=said, grant_id=kept.id, person_id=person.id, course=course.key, quiz=quiz.id, version=version
        ),
    )
    return kept
