"""After the result: the employee's comment, and the branch head's word."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.rooms import queries, rules
from learning.rooms.facts import PracticeReturned, PracticeSigned
from learning.rooms.models import Result, Word
from learning.rooms.refusals import AlreadyCommented, AlreadyDecided, NothingWritten, NotYourRun, SayWhy
from learning.rooms.verbs.opening import of
from learning.rooms.verbs.words import clean
from learning.study import verbs as study
from learning.study.rules import asked_version


def comment(db: Session, result: Result, text: str, *, at: datetime) -> None:
    """The employee's word on their own result, once; it is kept as it was written."""
    text = clean(text, most=rules.LONGEST_COMMENT)
    if not text:
        raise NothingWritten
    if result.comment is not None:
        raise AlreadyCommented
    result.comment, result.commented_at = text, at
    db.flush()


def sign(db: Session, me: Viewer, result: Result, *, note: str, at: datetime) -> bool:
    """The branch head confirms that the practice counts; one that passed does the step. Announces PracticeSigned.

    ``result`` is locked and was looked up for this viewer. Returns whether the step was done by it.
    """
    _decide(db, me, result, "signed", clean(note, most=rules.LONGEST_COMMENT), at=at)
    did_step = result.passed and _do_step(db, result, at=at)
    announce(
        db,
        PracticeSigned(at=at, by=me.id, reason=note.strip() or None, result_id=result.id, person_id=result.person_id,
                       did_step=did_step, **of(result.room)),
    )  # fmt: skip
    return did_step


def give_back(db: Session, me: Viewer, result: Result, *, note: str, at: datetime) -> None:
    """The branch head says why it does not count: the result stays, and it is practised again. Announces PracticeReturned."""
    note = clean(note, most=rules.LONGEST_COMMENT)
    if not note:
        raise SayWhy
    _decide(db, me, result, "returned", note, at=at)
    announce(
        db,
        PracticeReturned(
            at=at, by=me.id, reason=note, result_id=result.id, person_id=result.person_id, **of(result.room)
        ),
    )  # fmt: skip


def _decide(db: Session, me: Viewer, result: Result, kind: str, note: str, *, at: datetime) -> None:
    """One word on each result: the database lets no second one in."""
    if result.person_id == me.id or queries.run(db, result).only_observer == me.id:
        raise NotYourRun
    if result.word is not None:
        raise AlreadyDecided
    try:
        with db.begin_nested():
            db.add(Word(result_id=result.id, kind=kind, note=note, by_id=me.id, at=at))
            db.flush()
    except IntegrityError:  # the other head was faster
        raise AlreadyDecided from None
    db.refresh(result, ["word"])


def _do_step(db: Session, result: Result, *, at: datetime) -> bool:
    """The step, if the course still asks for it in the version that was practised."""
    live, room = publishing.live(db), result.room
    course = live.catalogue.course(room.course)
    step = course.step(room.roleplay) if course else None
    if course is None or step is None or asked_version(course, step) != room.version:
        return False
    study.do_step(db, result.person_id, course, step, edition=live.edition, source=f"live:{room.id}", at=at)
    return True
