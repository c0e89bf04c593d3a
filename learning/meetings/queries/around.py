"""What one is asked about meetings: today's in one's own unit, what one missed, what was agreed. One question for all of it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Date, bindparam, cast, exists, literal_column, null, select, union_all
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.content.catalogue import Words
from learning.meetings.models import Attendance, MeetingRun, MeetingTask, PlannedMeeting
from learning.people.models import Absence, Person
from learning.people.queries import holds
from learning.people.rules import Viewer

ASKED_FOR = timedelta(days=31)
"""After a month nobody is asked to catch up any more: who comes back from a long leave begins with today."""
UNITS: Any = bindparam("units", expanding=True)
PERSON: Any = bindparam("person", type_=BigInteger)
ON: Any = bindparam("on", type_=Date)
NOT_VOID = MeetingRun.state != literal_column("'void'")
"""Written out, as the index of what is not void is."""


@dataclass(frozen=True)
class Planned:
    """What a unit means to hold today."""

    course: str
    meeting: str
    note: str
    host_id: int | None
    host: Words | None


@dataclass(frozen=True)
class Held:
    """What a unit holds or has held today."""

    token: uuid.UUID
    title: Words
    state: str
    started_at: datetime
    host: Words


@dataclass(frozen=True)
class ToCatchUp:
    """A meeting the viewer was absent from and has not caught up."""

    run_id: int
    token: uuid.UUID
    title: Words
    kind: str
    day: date


@dataclass(frozen=True)
class Todo:
    """What the viewer was asked to do in a meeting and has not ticked off."""

    id: int
    text: str
    kind: str
    day: date


@dataclass(frozen=True)
class Around:
    """All of it as of a day; the day's ``plans`` and ``runs`` by unit and kind."""

    plans: Mapping[tuple[int, str], Planned]
    runs: Mapping[tuple[int, str], Held]
    missed: Sequence[ToCatchUp]
    todo: Sequence[Todo]


def around(db: Session, me: Viewer, on: date, *, units: Iterable[int] | None = None) -> Around:
    """Today's meetings of these units, else of the viewer's own; what is missed (the newest first, nothing while on leave); what
    is to be done."""
    wanted = ([me.unit_id] if me.unit_id else []) if units is None else list(units)
    found: dict[str, list[Any]] = {"plan": [], "run": [], "missed": [], "todo": []}
    for row in ask(db, ROWS, {"units": wanted, "person": me.id, "on": on, "since": on - ASKED_FOR}):
        found[row.what].append(row)
    missed = [ToCatchUp(row.id, row.token, _title(row), row.kind, row.day) for row in found["missed"]]
    todo = [Todo(row.id, row.text, row.kind, row.day) for row in found["todo"]]
    return Around(
        {(row.unit_id, row.kind): _planned(row) for row in found["plan"]},
        {(row.unit_id, row.kind): Held(row.token, _title(row), row.state, row.at, _host(row)) for row in found["run"]},
        sorted(missed, key=lambda one: (one.day, one.run_id), reverse=True),
        sorted(todo, key=lambda one: one.id),
    )


def _planned(row: Any) -> Planned:
    return Planned(row.course, row.meeting, row.text, row.host_id, _host(row) if row.host else None)


def _host(row: Any) -> Words:
    return Words(row.host, row.host_en or None)


def _title(row: Any) -> Words:
    return Words(row.title, row.title_en or None)


def _rows() -> Any:
    run, plan = MeetingRun, PlannedMeeting
    host = {"host_id": Person.id, "host": Person.name, "host_en": Person.name_en}
    title = {"title": run.title, "title_en": run.title_en}
    away = exists().where(Absence.person_id == PERSON, holds(Absence, ON))
    was_away = Attendance.state.in_([literal_column("'absent'"), literal_column("'leave'")])
    absent = (Attendance.person_id == PERSON, was_away, Attendance.caught_up_at.is_(None))
    recent = (run.state == literal_column("'closed'"), run.day >= bindparam("since", type_=Date), ~away)
    return union_all(
        _part("plan", plan, unit_id=plan.unit_id, course=plan.course, meeting=plan.meeting, text=plan.note, **host)
        .outerjoin(Person, Person.id == plan.host_id)
        .where(plan.unit_id.in_(UNITS), plan.day == ON, plan.cancelled_at.is_(None)),
        _part("run", run, unit_id=run.unit_id, token=run.token, state=run.state, at=run.started_at, **title, **host)
        .join(Person, Person.id == run.host_id)
        .where(run.unit_id.in_(UNITS), run.day == ON, NOT_VOID),
        _part("missed", run, token=run.token, **title).join(Attendance, Attendance.run_id == run.id).where(*absent, *recent),
        _part("todo", run, id=MeetingTask.id, text=MeetingTask.text)
        .join(MeetingTask, MeetingTask.run_id == run.id)
        .where(MeetingTask.owner_id == PERSON, MeetingTask.done_at.is_(None), NOT_VOID),
    )


def _part(what: str, of: Any, **columns: Any) -> Any:
    """A question of the four, with the columns of all of them: what it does not know is empty."""
    known = {"id": of.id, "kind": of.kind, "day": of.day, **columns}
    shared = {
        "id": MeetingRun.id, "kind": MeetingRun.kind, "day": MeetingRun.day, "unit_id": MeetingRun.unit_id,
        "token": MeetingRun.token, "state": MeetingRun.state, "at": MeetingRun.started_at, "title": MeetingRun.title,
        "title_en": MeetingRun.title_en, "text": MeetingTask.text, "course": MeetingRun.course, "meeting": MeetingRun.meeting,
        "host_id": Person.id, "host": Person.name, "host_en": Person.name_en,
    }  # fmt: skip
    named = [known.get(name, cast(null(), column.type)).label(name) for name, column in shared.items()]
    return select(literal_column(f"'{what}'").label("what"), *named).select_from(of)


ROWS = _rows()
"""Built once: every desk asks it."""
