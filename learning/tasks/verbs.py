"""Every write of tasks: notes, files, "ready to be signed", and the branch head's word on each line."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course, Step, Task
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import verbs as study
from learning.study.rules import asked_version
from learning.tasks import queries, rules
from learning.tasks.facts import LineReturned, LineSigned, TaskReady, TaskSigned
from learning.tasks.intake import Kept
from learning.tasks.models import Signature, Work, WorkFile, WorkNote
from learning.tasks.refusals import (
    AlreadySigned,
    ControlCharacters,
    NothingGiven,
    NotReady,
    NotYours,
    SayWhatIsMissing,
    TooLong,
    TooManyWorkFiles,
)


@dataclass(frozen=True)
class Place:
    """A task in a course's outline."""

    course: Course
    step: Step
    task: Task


def write(  # noqa: PLR0913 -- what one form says
    db: Session, me: Viewer, place: Place, line: str, *, note: str, file: Kept | None, at: datetime
) -> Work:
    """Keep the learner's note to a line (or to the whole task), and a file. Refuses a line that is signed."""
    note = _clean(note)
    kept = _work(db, me, place, at=at)
    _refuse_signed(kept, line)
    if not note and file is None and not _note(db, kept, line):
        raise NothingGiven
    _keep_note(db, kept, line, note, at=at)
    if file is not None:
        _attach(db, kept, line, file, by=me.id, at=at)
    return kept


def remove(db: Session, file: WorkFile, kept: Work) -> None:
    """Take back a file that one sent in. Refuses when its line is signed: it was shown for that."""
    _refuse_signed(kept, file.line)
    db.delete(file)
    db.flush()


def ready(db: Session, me: Viewer, place: Place, *, at: datetime) -> Work:
    """The learner asks for signatures. Announces TaskReady; asking twice is asking once."""
    kept = _work(db, me, place, at=at)
    if kept.ready_at is None and kept.done_at is None:
        kept.ready_at = at
        announce(db, TaskReady(at=at, by=me.id, **_of(kept)))
    return kept


def sign(  # noqa: PLR0913 -- what one form says
    db: Session, me: Viewer, kept: Work, line: str, *, note: str, file: Kept | None, at: datetime
) -> bool:
    """Sign a line of somebody's work. The last one does the step. Announces LineSigned, and TaskSigned with the last.

    ``kept`` is locked and was looked up for this viewer. Returns whether the task is done now.
    """
    task = _refuse_unsignable(db, me, kept, line)
    word = Signature(work_id=kept.id, line=line, kind="signed", note=_clean(note), by_id=me.id, at=at)
    try:
        with db.begin_nested():
            db.add(word)
            db.flush()
    except IntegrityError:  # the other head was faster
        raise AlreadySigned from None
    if file is not None:
        _attach(db, kept, line, file, by=me.id, at=at)
    db.refresh(kept, ["signatures"])
    shown = queries.digests(db, kept.id, line)
    announce(db, LineSigned(at=at, by=me.id, line=line, rev=kept.rev, files=shown, reason=word.note or None, **_of(kept)))
    return _finish(db, kept, [one.id for one in task.lines], by=me.id, at=at)


def give_back(db: Session, me: Viewer, kept: Work, line: str, *, note: str, at: datetime) -> None:
    """Give a line back with what is missing. Announces LineReturned. The learner mends it and says again that it is ready."""
    _refuse_unsignable(db, me, kept, line)
    note = _clean(note)
    if not note:
        raise SayWhatIsMissing
    db.add(Signature(work_id=kept.id, line=line, kind="returned", note=note, by_id=me.id, at=at))
    kept.ready_at = None
    db.flush()
    db.refresh(kept, ["signatures"])
    announce(db, LineReturned(at=at, by=me.id, line=line, rev=kept.rev, reason=note, **_of(kept)))


def _work(db: Session, me: Viewer, place: Place, *, at: datetime) -> Work:
    """The learner's work, begun now if there is none; it follows the text as long as nobody has signed a line of it."""
    row = {
        "person_id": me.id, "course": place.course.key, "task": place.step.key, "rev": place.task.revision,
        "version": asked_version(place.course, place.step), "begun_at": at,
    }  # fmt: skip
    db.execute(study.insert_once(db, Work).values(row))
    kept = queries.my_work(db, me, place.course, place.step, lock=True)
    if kept is None:
        raise LookupError("the work that was just begun is gone")
    if not kept.signatures:
        kept.rev = place.task.revision
    return kept


def _refuse_unsignable(db: Session, me: Viewer, kept: Work, line: str) -> Task:
    if kept.person_id == me.id:
        raise NotYours
    task = queries.task_of(db, kept)
    if line not in {one.id for one in task.lines}:
        raise LookupError(line)
    _refuse_signed(kept, line)
    if kept.ready_at is None:
        raise NotReady
    return task


def _refuse_signed(kept: Work, line: str) -> None:
    if kept.done_at is not None or any(one.line == line and one.kind == "signed" for one in kept.signatures):
        raise AlreadySigned


def _finish(db: Session, kept: Work, lines: Sequence[str], *, by: int, at: datetime) -> bool:
    if kept.done_at is not None or not rules.is_done(lines, kept.signatures):
        return False
    kept.done_at = at
    db.flush()
    announce(db, TaskSigned(at=at, by=by, rev=kept.rev, **_of(kept)))
    live = publishing.live(db)
    course = live.catalogue.course(kept.course)
    step = course.step(kept.task) if course else None
    if course and step and asked_version(course, step) == kept.version:
        study.do_step(db, kept.person_id, course, step, edition=live.edition, source=f"task:{kept.id}", at=at)
    return True


def _of(kept: Work) -> dict[str, Any]:
    return {"work_id": kept.id, "person_id": kept.person_id, "course": kept.course, "task": kept.task}


def _clean(note: str) -> str:
    note = note.replace("\r\n", "\n").strip()
    if any(ord(mark) < 32 and mark not in "\n\t" for mark in note):
        raise ControlCharacters
    if len(note) > rules.LONGEST_NOTE:
        raise TooLong(most=rules.LONGEST_NOTE, n=len(note))
    return note


def _note(db: Session, kept: Work, line: str) -> WorkNote | None:
    return db.query(WorkNote).filter_by(work_id=kept.id, line=line).one_or_none()


def _keep_note(db: Session, kept: Work, line: str, text: str, *, at: datetime) -> None:
    """The learner's work is locked: nobody else writes this row."""
    note = _note(db, kept, line)
    if not text:
        db.execute(delete(WorkNote).where(WorkNote.work_id == kept.id, WorkNote.line == line))
    elif note is None:
        db.add(WorkNote(work_id=kept.id, line=line, text=text, at=at))
    elif note.text != text:
        note.text, note.at = text, at
    db.flush()


def _attach(db: Session, kept: Work, line: str, file: Kept, *, by: int, at: datetime) -> None:
    if queries.file_count(db, kept.id) >= rules.MOST_FILES:
        raise TooManyWorkFiles(most=rules.MOST_FILES)
    db.add(
        WorkFile(
            token=uuid.uuid4(), work_id=kept.id, line=line, name=file.name, mimetype=file.mimetype, size=len(file.content),
            sha256=file.sha256, bytes=file.content, by_id=by, at=at,
        )
    )  # fmt: skip
    db.flush()
