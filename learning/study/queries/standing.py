"""Where people stand in courses: two queries, whatever the number of people and courses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, String, and_, bindparam, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from learning.base.asking import ask
from learning.base.tables import Moment
from learning.content.catalogue import Catalogue, Course, Words
from learning.content.reading import read_tree
from learning.people.models import Person, Posting, Unit
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.publishing.models import Edition
from learning.publishing.queries import Live, tree
from learning.study.models import Assignee, Assignment, Completion, Concession, StepFact
from learning.study.policy import WHY_READERS
from learning.study.rules import OFFERED, Completed, Done, Facts, Granted, Progress, Task

Pair = tuple[int, str]
FORMER_KEPT = 4
IDS: Any = bindparam("ids", expanding=True)
NAMES: Any = bindparam("names", expanding=True)
ON: Any = bindparam("on", type_=Date)
UNTIL: Any = bindparam("until", type_=Moment)
BEGUN = func.coalesce(Assignee.since_on, Assignee.from_on)
"""When the asking began: a row that goes on with another one keeps that day."""


@dataclass(frozen=True)
class Shown:
    """A person as lists and heads of pages show them."""

    id: int
    number: str
    name: Words


def progress(db: Session, person_id: int, course: Course, *, on: date | None = None) -> Progress:
    """Where this person stands in the course, today or as of a day."""
    return standings(db, [person_id], [course], on=on)[person_id, course.key]


def my_courses(db: Session, me: Viewer, live: Live, on: date) -> list[Progress]:
    """Every course that is offered, and every one the viewer has begun, finished or been given, in the bank's order."""
    courses = sorted(live.catalogue.courses.values(), key=lambda course: (course.order, course.key))
    found = standings(db, [me.id], courses, on=on)
    shown = [found[me.id, course.key] for course in courses]
    return [row for row in shown if row.course.status == "active" or row.facts.tasks or row.facts.steps or row.facts.completions]


def standings(db: Session, people: Iterable[int], courses: Iterable[Course], *, on: date | None = None) -> dict[Pair, Progress]:
    """The standing of each of these people in each of these courses: two queries, whatever their number."""
    clock = db.info["clock"]
    day = on or clock.today()
    ids, wanted = list(people), list(courses)
    names = {name: course.key for course in wanted for name in (course.key, *course.former)}
    positions, tasks = _tasks(db, ids, names, day)
    known = _known(db, ids, names, {course.key: course for course in wanted}, day, clock.end_of(day))
    return {
        (person, course.key): Progress(
            Facts(
                course=course,
                position=positions.get(person),
                tasks=tuple(tasks[person, course.key]),
                steps=tuple(known.steps[person, course.key]),
                completions=tuple(known.completions[person, course.key]),
                granted=tuple(known.granted[person, course.key]),
            ),
            day,
        )
        for person in ids
        for course in wanted
    }


def positions_asked(db: Session, people: Iterable[int], course: Course, *, on: date) -> dict[int, str | None]:
    """The position whose steps each must do, as ``rules.position_of`` finds it, without the rest: for files of everybody."""
    found: dict[int, tuple[date, str | None]] = {}
    rows: Any = ask(db, POSITION_ROWS, {"ids": list(people), "names": [course.key, *course.former], "on": on})
    for person, now, then, from_on in rows:
        if person not in found or (then and from_on < found[person][0]):
            found[person] = (from_on, then) if then else (date.max, now)
    return {person: position for person, (_, position) in found.items()}


def _tasks(db: Session, ids: list[int], names: Mapping[str, str], on: date) -> tuple[dict[int, str | None], dict[Pair, list[Task]]]:
    positions: dict[int, str | None] = {}
    tasks: dict[Pair, list[Task]] = defaultdict(list)
    for row in ask(db, TASK_ROWS, {"ids": ids, "names": list(names), "on": on}):
        positions[row.id] = row.position_now
        if row.assignment_id is not None:
            tasks[row.id, names[row.requirement]].append(_task(row))
    return positions, tasks


def _task_rows() -> Any:
    now, then, by = aliased(Posting), aliased(Posting), aliased(Person)
    return (
        select(
            Person.id, now.position.label("position_now"), then.position, Assignee.assignment_id, Assignee.requirement,
            Assignee.why, Assignee.from_on, Assignee.since_on, Assignee.until_on, Assignee.due_on, Assignment.mandatory,
            Assignment.reason,
            Unit.name, Unit.name_en, by.name.label("by_name"), by.name_en.label("by_name_en"),
        )
        .outerjoin(now, and_(now.person_id == Person.id, now.kind == "main", _held(now, ON)))
        .outerjoin(Assignee, and_(Assignee.person_id == Person.id, Assignee.requirement.in_(NAMES), holds_on(ON)))
        .outerjoin(Assignment, Assignment.id == Assignee.assignment_id)
        .outerjoin(then, and_(then.person_id == Person.id, then.kind == "main", _held(then, BEGUN)))
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(by, by.id == Assignment.by_id)
        .where(Person.id.in_(IDS))
        .order_by(Assignee.id)
    )  # fmt: skip


def _position_rows() -> Any:
    now, then = aliased(Posting), aliased(Posting)
    return (
        select(Person.id, now.position, then.position, BEGUN)
        .outerjoin(now, and_(now.person_id == Person.id, now.kind == "main", _held(now, ON)))
        .outerjoin(Assignee, and_(Assignee.person_id == Person.id, Assignee.requirement.in_(NAMES), asks_on(ON)))
        .outerjoin(then, and_(then.person_id == Person.id, then.kind == "main", _held(then, BEGUN)))
        .where(Person.id.in_(bindparam("ids", expanding=True, literal_execute=True)))
        .order_by(Assignee.id)
    )


def holds_on(on: Any) -> ColumnElement[bool]:
    """Whether an assignee's row holds on the day."""
    return and_(Assignee.from_on <= on, or_(Assignee.until_on.is_(None), Assignee.until_on > on))


def asks_on(on: Any) -> ColumnElement[bool]:
    """Whether an assignee's row holds on the day and asks for something: an offer does not."""
    return and_(holds_on(on), Assignee.why != OFFERED)


def _held(posting: Any, day: Any) -> ColumnElement[bool]:
    return and_(posting.from_on <= day, or_(posting.until_on.is_(None), posting.until_on > day))


def _task(row: Any) -> Task:
    return Task(
        assignment_id=row.assignment_id,
        why=row.why,
        from_on=row.from_on,
        since_on=row.since_on,
        due_on=row.due_on,
        until_on=row.until_on,
        mandatory=row.mandatory,
        position=row.position,
        unit=Words(row.name, row.name_en) if row.name else None,
        by=Words(row.by_name, row.by_name_en) if row.by_name else None,
        reason=row.reason,
    )


@dataclass(frozen=True)
class _Known:
    """What is known of people in courses besides who asks for them."""

    steps: dict[Pair, list[Done]]
    completions: dict[Pair, list[Completed]]
    granted: dict[Pair, list[Granted]]


def _known(
    db: Session, ids: list[int], names: Mapping[str, str], courses: Mapping[str, Course], on: date, until: datetime
) -> _Known:
    day = db.info["clock"].day
    known = _Known(defaultdict(list), defaultdict(list), defaultdict(list))
    for row in ask(db, KNOWN_ROWS, {"ids": ids, "names": list(names), "until": until, "on": on}):
        key = names[row.course]
        if row.what == "step":
            step = courses[key].former_ids.get(row.step, row.step)
            known.steps[row.person_id, key].append(Done(step, row.version, row.source, day(row.at), row.at))
        elif row.what == "completion":
            known.completions[row.person_id, key].append(Completed(int(row.source), row.version, day(row.at)))
        else:
            granted = Granted(row.version, row.what, day(row.at), row.source, row.due_on)
            known.granted[row.person_id, key].append(granted)
    return known


def _known_rows() -> Any:
    """Steps, completions and concessions in one question; what each leaves out is empty."""
    fact, end, grant = StepFact, Completion, Concession
    return union_all(
        select(
            literal("step").label("what"), fact.person_id, fact.course, fact.step, fact.version, fact.source,
            fact.effective_at.label("at"), cast(null(), Date).label("due_on"),
        ).where(fact.person_id.in_(IDS), fact.course.in_(NAMES), fact.effective_at < UNTIL),
        select(
            literal("completion"), end.person_id, end.course, cast(null(), String), end.version, cast(end.id, String),
            end.effective_at, cast(null(), Date),
        ).where(end.person_id.in_(IDS), end.course.in_(NAMES), end.effective_at < UNTIL),
        select(grant.kind, grant.person_id, grant.requirement, cast(null(), String), grant.id, grant.reason, grant.at, grant.due_on)
        .where(grant.person_id.in_(IDS), grant.requirement.in_(NAMES), grant.from_on <= ON)
        .where(or_(grant.until_on.is_(None), grant.until_on > ON)),
    )  # fmt: skip


TASK_ROWS, POSITION_ROWS, KNOWN_ROWS = _task_rows(), _position_rows(), _known_rows()
"""Built once: making these two statements anew cost more than asking them."""


def whose_progress(db: Session, me: Viewer, number: str, *, on: date) -> Shown | None:
    """The person behind a why page: oneself, one's staff as a branch head, anybody in range for HR and auditor."""
    columns = (Person.id, Person.number, Person.name, Person.name_en)
    row = db.execute(select(*columns).where(Person.number == number, visible_people(me, on, WHY_READERS))).first()
    return Shown(row.id, row.number, Words(row.name, row.name_en)) if row else None


def concession(db: Session, person_id: int, course: Course, concession_id: int) -> Concession | None:
    """What this person, whom the caller has looked up, was granted in this course."""
    mine = Concession.person_id == person_id, Concession.requirement.in_((course.key, *course.former))
    return db.scalar(select(Concession).where(Concession.id == concession_id, *mine))


def catalogue_on(db: Session, live: Live, on: date) -> Catalogue:
    """What was taught on that day: the edition live at its end; before the first edition, today's."""
    if live.published_at is not None and live.published_at < (end := db.info["clock"].end_of(on)):
        return live.catalogue
    n = db.scalar(select(func.max(Edition.n)).where(Edition.at < end)) if live.published_at else None
    if n is None:
        return live.catalogue
    kept: dict[int, Catalogue] = db.info["catalogues"].setdefault("former", {})
    if n not in kept:
        if len(kept) >= FORMER_KEPT:
            kept.clear()
        kept[n] = read_tree(tree(db, n)).catalogue
    return kept[n]


def own_data(db: Session, person_id: int) -> dict[str, Any]:
    """The part of study in everything the house knows of a person."""
    return {
        "assignments": _own(db, Assignee, person_id, "requirement", "due_on", "from_on", "until_on", "why", "recorded_at"),
        "steps": _own(db, StepFact, person_id, "course", "step", "version", "kind", "source", "effective_at", "recorded_at"),
        "granted": _own(db, Concession, person_id, "requirement", "kind", "due_on", "reason", "from_on", "until_on", "at"),
        "completions": _own(db, Completion, person_id, "course", "version", "edition", "effective_at", "recorded_at"),
    }


def _own(db: Session, table: Any, person_id: int, *columns: str) -> list[dict[str, Any]]:
    chosen = select(*(getattr(table, name) for name in columns)).where(table.person_id == person_id).order_by(table.id)
    return [dict(row) for row in db.execute(chosen).mappings()]
