"""Where people stand in courses: two queries, whatever the number of people and courses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from learning.content.catalogue import Course, Words
from learning.people.models import Person, Posting, Unit
from learning.people.queries import holds, tree_under, visible_people
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.study.models import Assignee, Assignment, Completion, StepFact
from learning.study.policy import WHY_READERS
from learning.study.rules import Completed, Done, Facts, Progress, Task

Pair = tuple[int, str]


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
    steps, completions = _done(db, ids, names, {course.key: course for course in wanted}, clock.end_of(day))
    return {
        (person, course.key): Progress(
            Facts(
                course=course,
                position=positions.get(person),
                tasks=tuple(tasks[person, course.key]),
                steps=tuple(steps[person, course.key]),
                completions=tuple(completions[person, course.key]),
            ),
            day,
        )
        for person in ids
        for course in wanted
    }


def _tasks(db: Session, ids: list[int], names: Mapping[str, str], on: date) -> tuple[dict[int, str | None], dict[Pair, list[Task]]]:
    positions: dict[int, str | None] = {}
    tasks: dict[Pair, list[Task]] = defaultdict(list)
    for row in db.execute(_task_rows(ids, list(names), on)):
        positions[row.id] = row.position_now
        if row.assignment_id is not None:
            tasks[row.id, names[row.requirement]].append(_task(row))
    return positions, tasks


def _task_rows(ids: list[int], names: list[str], on: date) -> Select[Any]:
    now, then, by = aliased(Posting), aliased(Posting), aliased(Person)
    return (
        select(
            Person.id, now.position.label("position_now"), then.position, Assignee.assignment_id, Assignee.requirement,
            Assignee.why, Assignee.from_on, Assignee.until_on, Assignee.due_on, Assignment.mandatory, Assignment.reason,
            Unit.name, Unit.name_en, by.name.label("by_name"), by.name_en.label("by_name_en"),
        )
        .outerjoin(now, and_(now.person_id == Person.id, now.kind == "main", holds(now, on)))
        .outerjoin(Assignee, and_(Assignee.person_id == Person.id, Assignee.requirement.in_(names), holds_on(on)))
        .outerjoin(Assignment, Assignment.id == Assignee.assignment_id)
        .outerjoin(then, and_(then.person_id == Person.id, then.kind == "main", _held(then, Assignee.from_on)))
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(by, by.id == Assignment.by_id)
        .where(Person.id.in_(ids))
        .order_by(Assignee.id)
    )  # fmt: skip


def holds_on(on: date) -> ColumnElement[bool]:
    """Whether an assignee's row holds on the day."""
    return and_(Assignee.from_on <= on, or_(Assignee.until_on.is_(None), Assignee.until_on > on))


def _held(posting: Any, day: Any) -> ColumnElement[bool]:
    return and_(posting.from_on <= day, or_(posting.until_on.is_(None), posting.until_on > day))


def _task(row: Any) -> Task:
    return Task(
        assignment_id=row.assignment_id,
        why=row.why,
        from_on=row.from_on,
        due_on=row.due_on,
        until_on=row.until_on,
        mandatory=row.mandatory,
        position=row.position,
        unit=Words(row.name, row.name_en) if row.name else None,
        by=Words(row.by_name, row.by_name_en) if row.by_name else None,
        reason=row.reason,
    )


def _done(
    db: Session, ids: list[int], names: Mapping[str, str], courses: Mapping[str, Course], until: datetime
) -> tuple[dict[Pair, list[Done]], dict[Pair, list[Completed]]]:
    day = db.info["clock"].day
    steps: dict[Pair, list[Done]] = defaultdict(list)
    completions: dict[Pair, list[Completed]] = defaultdict(list)
    for row in db.execute(_done_rows(ids, list(names), until)):
        key = names[row.course]
        if row.step is None:
            completions[row.person_id, key].append(Completed(int(row.source), row.version, day(row.effective_at)))
        else:
            step = courses[key].former_ids.get(row.step, row.step)
            steps[row.person_id, key].append(Done(step, row.version, row.source, day(row.effective_at), row.effective_at))
    return steps, completions


def _done_rows(ids: list[int], names: list[str], until: datetime) -> Any:
    fact, end = StepFact, Completion
    return union_all(
        select(fact.person_id, fact.course, fact.step, fact.version, fact.source, fact.effective_at).where(
            fact.person_id.in_(ids), fact.course.in_(names), fact.effective_at < until
        ),
        select(
            end.person_id, end.course, cast(null(), String).label("step"), end.version,
            cast(end.id, String).label("source"), end.effective_at,
        ).where(end.person_id.in_(ids), end.course.in_(names), end.effective_at < until),
    )  # fmt: skip


def whose_progress(db: Session, me: Viewer, number: str, *, on: date) -> Shown | None:
    """The person behind a why page: oneself, one's staff as a branch head, anybody in range for HR and auditor."""
    columns = (Person.id, Person.number, Person.name, Person.name_en)
    row = db.execute(select(*columns).where(Person.number == number, visible_people(me, on, WHY_READERS))).first()
    return Shown(row.id, row.number, Words(row.name, row.name_en)) if row else None


def staff_of_rule(*, person_id: int | None, unit_id: int | None, position: str | None, on: date) -> Select[tuple[int]]:
    """Ids of everybody a rule would hold for on that day."""
    here = and_(Person.hired_on <= on, or_(Person.left_on.is_(None), Person.left_on > on))
    if person_id is not None:
        return select(Person.id).where(Person.id == person_id, here)
    tree = tree_under([unit_id] if unit_id is not None else [], on)
    at_work = select(literal(1)).where(
        Posting.person_id == Person.id, Posting.unit_id.in_(select(tree.c.unit_id)), holds(Posting, on),
        *([Posting.position == position] if position else []),
    )  # fmt: skip
    return select(Person.id).where(here, at_work.exists())
