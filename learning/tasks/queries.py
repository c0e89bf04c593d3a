"""Every read of tasks: one's own work, and the work that a branch head may sign. Never by id alone."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from learning.content.catalogue import Course, Step, Task, Words
from learning.content.tasks import task_from
from learning.people import queries as people
from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study.rules import asked_version
from learning.tasks import rules
from learning.tasks.models import Signature, Work, WorkFile, WorkNote
from learning.tasks.rules import LineState

SIGNERS = ("head",)
A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A line as its page shows it; ``key`` is empty for the whole task."""

    key: str
    text: Words | None
    state: LineState
    note: str
    files: tuple[WorkFile, ...]


@dataclass(frozen=True)
class Sheet:
    """A task in the revision the work keeps, with everything written to it. ``whole``: what belongs to no single line."""

    task: Task
    work: Work | None
    lines: tuple[Line, ...]
    whole: Line

    @property
    def signed(self) -> int:
        return sum(line.state.kind == "signed" for line in self.lines)


def my_work(db: Session, me: Viewer, course: Course, step: Step, *, lock: bool = False) -> Work | None:
    """The viewer's own work on this task, in the version that is asked for."""
    mine = (Work.person_id == me.id, Work.course == course.key, Work.task == step.key, Work.version == asked_version(course, step))
    asked = _works().where(*mine)
    found: Work | None = db.scalar(asked.with_for_update(of=Work).execution_options(populate_existing=True) if lock else asked)
    return found


def work(db: Session, me: Viewer, work_id: int, on: date, *, lock: bool = False) -> Work | None:
    """Work of somebody whose head the viewer is; one's own is never among it."""
    asked = _works().join(Person, Person.id == Work.person_id).where(Work.id == work_id, *_of_my_people(me, on))
    found: Work | None = db.scalar(asked.with_for_update(of=Work).execution_options(populate_existing=True) if lock else asked)
    return found


def _works() -> Any:
    return select(Work).options(joinedload(Work.person), selectinload(Work.signatures).joinedload(Signature.by))


def _of_my_people(me: Viewer, on: date) -> tuple[ColumnElement[bool], ...]:
    return people.visible_people(me, on, SIGNERS), Person.id != me.id


def waiting(db: Session, me: Viewer, on: date, *, after: int = 0) -> Sequence[Work]:
    """Work that waits for the viewer's signature, the longest waiting first, 50 a page (and one more, if there is a next page)."""
    asked = _works().join(Person, Person.id == Work.person_id).where(*_waits(me, on), Work.id > after)
    return db.scalars(asked.order_by(Work.id).limit(A_PAGE + 1)).all()


def waiting_count(db: Session, me: Viewer, on: date) -> int:
    """How much work waits for the viewer's signature."""
    counted = select(func.count()).select_from(Work).join(Person, Person.id == Work.person_id)
    return db.scalar(counted.where(*_waits(me, on))) or 0


def _waits(me: Viewer, on: date) -> tuple[ColumnElement[bool], ...]:
    return Work.ready_at.is_not(None), Work.done_at.is_(None), *_of_my_people(me, on)


def task_of(db: Session, kept: Work) -> Task:
    """The task in the revision that the work keeps, whatever the live edition says."""
    course = publishing.live(db).catalogue.course(kept.course)
    now = course.tasks.get(kept.task) if course else None
    if now is not None and now.revision == kept.rev:
        return now
    key = kept.task, kept.rev
    return task_from(publishing.payloads(db, kept.course, [key])[key], id=kept.task)


def titles(db: Session, works: Sequence[Work]) -> dict[int, Words]:
    """What each task is called today; one that is gone keeps its key."""
    live = publishing.live(db).catalogue
    now = {work.id: course.tasks.get(work.task) for work in works if (course := live.course(work.course))}
    return {work.id: task.title if (task := now.get(work.id)) else Words(work.task) for work in works}


def sheet(db: Session, task: Task, kept: Work | None) -> Sheet:
    """Every line with its state, its note and its files, in two questions."""
    notes: dict[str, str] = {}
    files: dict[str, list[WorkFile]] = {}
    if kept is not None:
        notes = {note.line: note.text for note in db.scalars(select(WorkNote).where(WorkNote.work_id == kept.id))}
        for file in db.scalars(select(WorkFile).where(WorkFile.work_id == kept.id).order_by(WorkFile.id)):
            files.setdefault(file.line, []).append(file)
    signatures, ready_at = (kept.signatures, kept.ready_at) if kept else ([], None)

    def line(key: str, text: Words | None) -> Line:
        return Line(key, text, rules.line_state(key, signatures, ready_at), notes.get(key, ""), tuple(files.get(key, ())))

    return Sheet(task, kept, tuple(line(one.id, one.text) for one in task.lines), line(rules.WHOLE, None))


def file(db: Session, me: Viewer, token: uuid.UUID, on: date) -> WorkFile | None:
    """A file with its bytes, if it belongs to the viewer's own work or to that of somebody whose head they are."""
    asked = select(WorkFile).join(Work, Work.id == WorkFile.work_id).join(Person, Person.id == Work.person_id)
    return db.scalar(asked.where(WorkFile.token == token, people.visible_people(me, on, SIGNERS)).options(undefer(WorkFile.bytes)))


def own_file(db: Session, me: Viewer, token: uuid.UUID) -> tuple[WorkFile, Work] | None:
    """A file the viewer sent in themselves, with the work it belongs to, locked."""
    asked = select(WorkFile, Work).join(Work, Work.id == WorkFile.work_id)
    found = db.execute(
        asked.where(WorkFile.token == token, Work.person_id == me.id, WorkFile.by_id == me.id).with_for_update(of=Work)
    )
    row = found.first()
    return (row[0], row[1]) if row else None


def file_count(db: Session, work_id: int) -> int:
    return db.scalar(select(func.count()).select_from(WorkFile).where(WorkFile.work_id == work_id)) or 0


def digests(db: Session, work_id: int, line: str) -> tuple[str, ...]:
    """What was shown for a line."""
    shown = select(WorkFile.sha256).where(WorkFile.work_id == work_id, WorkFile.line == line).order_by(WorkFile.id)
    return tuple(db.scalars(shown))


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of tasks in everything the house knows of a person; of files their names and digests."""
    found = []
    for kept in db.scalars(_works().where(Work.person_id == person_id).order_by(Work.id)):
        notes = db.execute(
            select(WorkNote.line, WorkNote.text, WorkNote.at).where(WorkNote.work_id == kept.id).order_by(WorkNote.id)
        )
        files = select(WorkFile.line, WorkFile.name, WorkFile.size, WorkFile.sha256, WorkFile.at).where(WorkFile.work_id == kept.id)
        signatures = [{name: getattr(one, name) for name in ("line", "kind", "note", "at")} for one in kept.signatures]
        found.append({
            **{name: getattr(kept, name) for name in ("course", "task", "rev", "version", "begun_at", "ready_at", "done_at")},
            "notes": [dict(row) for row in notes.mappings()], "signatures": signatures,
            "files": [dict(row) for row in db.execute(files.order_by(WorkFile.id)).mappings()],
        })  # fmt: skip
    return found


def own_files(db: Session, person_id: int) -> Iterator[tuple[str, bytes]]:
    """The files somebody sent in with their tasks, one after the other, each under a name of its own."""
    mine = select(WorkFile).join(Work, Work.id == WorkFile.work_id).where(Work.person_id == person_id)
    for sent in db.scalars(mine.options(undefer(WorkFile.bytes)).order_by(WorkFile.id).execution_options(yield_per=1)):
        yield f"{sent.id}-{sent.name}", sent.bytes
