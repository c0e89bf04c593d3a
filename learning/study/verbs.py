"""Every write of study: assigning, enrolling, settling who is under which assignment, doing a step, completing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, CompoundSelect, Select, and_, case, exists, func, literal, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from learning.base.ledger import announce
from learning.content.catalogue import Course, Step
from learning.people.models import Absence, Person, Posting, UnitPlace
from learning.people.queries import holds
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import policy, queries, rules
from learning.study.facts import AssigneesLeft, AssignmentEnded, CourseAssigned, CourseCompleted
from learning.study.models import Assignee, Assignment, Completion, StepFact
from learning.study.refusals import (
    AlreadyEnded,
    CourseStopped,
    DueInPast,
    NobodyThere,
    NoSuchCourse,
    NotYourAssignment,
    ReasonMissing,
)

People = Sequence[int] | Select[Any] | CompoundSelect[Any] | None
"""Ids, or a query for them; None: everybody."""
AT_ONCE = 500


def assign(  # noqa: PLR0913 -- the columns of one rule
    db: Session,
    *,
    by: Viewer | None,
    requirement: str,
    person_id: int | None = None,
    unit_id: int | None = None,
    position: str | None = None,
    due_on: date | None,
    mandatory: bool = True,
    reason: str | None = None,
    at: datetime,
    on: date,
) -> Assignment:
    """Give a course to a person, or to a unit with all below it, and settle at once who that is.

    Refuses a course that is not offered, a date in the past, and a rule that holds for nobody. Announces ``CourseAssigned``.
    Whether the unit or person is the viewer's to assign to, the lookup that gave the id has decided.
    """
    course = _offered(db, requirement)
    if due_on is not None and due_on < on:
        raise DueInPast
    rule = Assignment(
        requirement=course.key, person_id=person_id, unit_id=unit_id, position=position, due_on=due_on,
        mandatory=mandatory, reason=reason, by_id=by.id if by else None, at=at,
    )  # fmt: skip
    db.add(rule)
    db.flush()
    joined = _join(db, at=at, on=on, assignments=[rule.id], person_ids=None, is_new=True)
    if not joined:
        raise NobodyThere
    _announce_joined(db, joined, by=rule.by_id, at=at, reason=reason)
    return rule


def enrol(db: Session, person_id: int, course_key: str, *, at: datetime, on: date) -> Assignment | None:
    """Take up a course of one's own accord: a rule of one person without a date. Already under a rule: nothing changes."""
    course = _offered(db, course_key)
    open_rows = select(Assignee.id).where(Assignee.person_id == person_id, Assignee.requirement == course.key)
    if db.scalar(open_rows.where(queries.holds_on(on)).limit(1)):
        return None
    row = {"requirement": course.key, "person_id": person_id, "mandatory": False, "kind": "self", "by_id": person_id, "at": at}
    rule_id = db.scalar(insert_once(db, Assignment).values(row).returning(Assignment.id))
    if rule_id is None:
        return None
    joined = _join(db, at=at, on=on, assignments=[rule_id], person_ids=None, is_new=True)
    _announce_joined(db, joined, by=person_id, at=at, is_own=True)
    return db.get(Assignment, rule_id)


def _offered(db: Session, key: str) -> Course:
    course = publishing.live(db).catalogue.course(key)
    if course is None:
        raise NoSuchCourse
    if course.status == "stopped":
        raise CourseStopped
    return course


def end_assignment(db: Session, assignment_id: int, *, by: Viewer, reason: str, at: datetime, on: date) -> None:
    """Take an assignment back: it holds for nobody from today. What was done stays done. Announces ``AssignmentEnded``.

    Refuses without a reason, a second time, and a branch head who did not make it.
    """
    if not reason.strip():
        raise ReasonMissing
    assignment = db.get_one(Assignment, assignment_id, with_for_update=True)
    if assignment.ended_at is not None:
        raise AlreadyEnded
    if not policy.may_end(by, assignment.by_id, is_officer_here=queries.is_hr_of(db, by, assignment.id, on=on)):
        raise NotYourAssignment
    assignment.ended_at, assignment.ended_by = at, by.id
    db.flush()
    left = db.execute(
        update(Assignee)
        .where(Assignee.assignment_id == assignment.id, Assignee.until_on.is_(None))
        .values(until_on=on)
        .returning(Assignee.person_id)
    ).scalars()
    announce(
        db,
        AssignmentEnded(
            at=at, by=by.id, reason=reason.strip(), assignment_id=assignment.id, requirement=assignment.requirement,
            person_ids=tuple(sorted(left)),
        ),
    )  # fmt: skip


def settle(
    db: Session,
    *,
    at: datetime,
    on: date,
    assignments: Sequence[int] | None = None,
    person_ids: People = None,
) -> None:
    """Bring the assignees in line with the rules and postings of the day: new rows for who joins, an end for who left.

    Who joins a rule that already stood has at least 14 days. A date that falls into an absence moves to 14 days after it.
    A second call changes nothing. Announces ``CourseAssigned`` and ``AssigneesLeft`` for whoever came or went.
    """
    joined = _join(db, at=at, on=on, assignments=assignments, person_ids=person_ids, is_new=False)
    left = _leave(db, on=on, assignments=assignments, person_ids=person_ids)
    _postpone(db, at=at, on=on, assignments=assignments, person_ids=person_ids)
    _announce_joined(db, joined, by=None, at=at)
    for (assignment_id, requirement), people in _grouped(left, "requirement").items():
        announce(
            db,
            AssigneesLeft(at=at, assignment_id=assignment_id, requirement=requirement, person_ids=tuple(sorted(people))),
        )


def _join(
    db: Session,
    *,
    at: datetime,
    on: date,
    assignments: Sequence[int] | None,
    person_ids: People,
    is_new: bool,
) -> Sequence[Any]:
    now = _holding(on, assignments, person_ids)
    floor = on + rules.NOTICE
    due = now.c.due_on if is_new else case((now.c.due_on < floor, literal(floor)), else_=now.c.due_on)
    known = aliased(Assignee)
    is_known = select(literal(1)).where(
        known.assignment_id == now.c.assignment_id, known.person_id == now.c.person_id, known.until_on.is_(None)
    )
    rows = select(
        now.c.assignment_id, now.c.requirement, now.c.person_id, due, literal(on), now.c.why, literal(at), literal(at)
    ).where(~is_known.exists())
    columns = ["assignment_id", "requirement", "person_id", "due_on", "from_on", "why", "effective_at", "recorded_at"]
    statement = insert_once(db, Assignee, rows, columns)
    returned = Assignee.assignment_id, Assignee.person_id, Assignee.requirement, Assignee.due_on
    return db.execute(statement.returning(*returned)).all()


def _leave(db: Session, *, on: date, assignments: Sequence[int] | None, person_ids: People) -> Sequence[Any]:
    now = _holding(on, assignments, person_ids)
    still = select(literal(1)).where(now.c.assignment_id == Assignee.assignment_id, now.c.person_id == Assignee.person_id)
    statement = update(Assignee).where(Assignee.until_on.is_(None), ~still.exists())
    if assignments is not None:
        statement = statement.where(Assignee.assignment_id.in_(assignments))
    if person_ids is not None:
        statement = statement.where(Assignee.person_id.in_(person_ids))
    statement = statement.values(until_on=on).execution_options(synchronize_session=False)
    return db.execute(statement.returning(Assignee.assignment_id, Assignee.person_id, Assignee.requirement)).all()


def _holding(on: date, assignments: Sequence[int] | None, person_ids: People) -> Any:
    """Who is under which rule on the day, as a subquery: one row a rule and person."""
    wanted = [Assignment.ended_at.is_(None), Person.hired_on <= on, or_(Person.left_on.is_(None), Person.left_on > on)]
    if assignments is not None:
        wanted.append(Assignment.id.in_(assignments))
    if person_ids is not None:
        wanted.append(Person.id.in_(person_ids))
    trees = _trees(on)
    columns = Assignment.id.label("assignment_id"), Assignment.requirement, Person.id.label("person_id"), Assignment.due_on
    of_units = (
        select(*columns, literal("unit").label("why"))
        .join(trees, trees.c.root == Assignment.unit_id)
        .join(Posting, and_(Posting.unit_id == trees.c.unit_id, holds(Posting, on)))
        .join(Person, Person.id == Posting.person_id)
        .where(or_(Assignment.position.is_(None), Assignment.position == Posting.position), *wanted)
        .distinct()
    )
    own = case((Assignment.kind == "self", literal("self")), else_=literal("personal"))
    of_persons = select(*columns, own.label("why")).join(Person, Person.id == Assignment.person_id).where(*wanted)
    return union_all(of_units, of_persons).subquery("holding")


def _trees(on: date) -> CTE:
    """Every unit that some rule names, with all units below it: pairs of root and unit."""
    roots = select(Assignment.unit_id.label("root"), Assignment.unit_id.label("unit_id"))
    trees = roots.where(Assignment.unit_id.is_not(None), Assignment.ended_at.is_(None)).cte("trees", recursive=True)
    below = select(trees.c.root, UnitPlace.unit_id).join(trees, UnitPlace.parent_id == trees.c.unit_id)
    return trees.union(below.where(holds(UnitPlace, on)))


def _postpone(db: Session, *, at: datetime, on: date, assignments: Sequence[int] | None, person_ids: People) -> None:
    """A due day inside an absence whose end is known: the row ends, and a new one begins with a later day."""
    away = and_(Absence.person_id == Assignee.person_id, Absence.from_on <= Assignee.due_on, Absence.until_on > Assignee.due_on)
    rows = (
        select(Assignee, func.max(Absence.until_on))
        .join(Absence, away)
        .where(Assignee.until_on.is_(None))
        .group_by(*Assignee.__table__.columns)
    )
    if assignments is not None:
        rows = rows.where(Assignee.assignment_id.in_(assignments))
    if person_ids is not None:
        rows = rows.where(Assignee.person_id.in_(person_ids))
    for row, back_on in db.execute(rows).all():
        row.until_on = on
        db.flush()
        db.add(
            Assignee(
                assignment_id=row.assignment_id, requirement=row.requirement, person_id=row.person_id, from_on=on,
                due_on=(back_on or on) + rules.NOTICE, why=row.why, effective_at=at, recorded_at=at,
            )
        )  # fmt: skip
    db.flush()


def _announce_joined(
    db: Session, joined: Iterable[Any], *, by: int | None, at: datetime, reason: str | None = None, is_own: bool = False
) -> None:
    for (assignment_id, requirement, due_on), people in _grouped(joined, "requirement", "due_on").items():
        announce(
            db,
            CourseAssigned(
                at=at, by=by, reason=reason, assignment_id=assignment_id, requirement=requirement,
                person_ids=tuple(sorted(people)), due_on=due_on, is_own=is_own,
            ),
        )  # fmt: skip


def _grouped(rows: Iterable[Any], *more: str) -> dict[tuple[Any, ...], list[int]]:
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        groups[row.assignment_id, *(getattr(row, name) for name in more)].append(row.person_id)
    return groups


def do_step(  # noqa: PLR0913 -- the columns of one fact
    db: Session, person_id: int, course: Course, step: Step, *, edition: int, source: str, at: datetime
) -> bool:
    """A step is done. The last required one completes the course and announces ``CourseCompleted``. Twice is once.

    Returns whether this call was the one that did the step.
    """
    # Two last steps at the same moment must see each other, or neither completes the course.
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    row = {
        "person_id": person_id, "course": course.key, "step": step.key, "version": rules.asked_version(course, step),
        "kind": step.kind, "source": source, "effective_at": at, "recorded_at": at,
    }  # fmt: skip
    is_new = db.scalar(insert_once(db, StepFact).values(row).returning(StepFact.id)) is not None
    _complete(db, person_id, course, edition=edition, at=at)
    return is_new


def _complete(db: Session, person_id: int, course: Course, *, edition: int, at: datetime) -> None:
    standing = queries.progress(db, person_id, course, on=db.info["clock"].day(at))
    if standing.next_step is not None or standing.state == "complete":
        return
    row = {
        "person_id": person_id, "course": course.key, "version": course.edition, "edition": edition,
        "effective_at": at, "recorded_at": at,
    }  # fmt: skip
    completion_id = db.scalar(insert_once(db, Completion).values(row).returning(Completion.id))
    if completion_id is not None:
        announce(
            db,
            CourseCompleted(
                at=at, by=person_id, completion_id=completion_id, person_id=person_id, course=course.key,
                version=course.edition, edition=edition,
            ),
        )  # fmt: skip


def complete_overlooked(db: Session, *, at: datetime) -> int:
    """Complete the courses of those to whom a new edition left nothing more to do: no step of theirs will ever say so."""
    live, found = publishing.live(db), 0
    for course in live.catalogue.courses.values():
        complete = exists().where(
            Completion.person_id == StepFact.person_id, Completion.course == course.key, Completion.version >= course.edition
        )
        halfway = select(StepFact.person_id).where(StepFact.course == course.key, ~complete).distinct()
        people = list(db.scalars(halfway.order_by(StepFact.person_id)))
        for start in range(0, len(people), AT_ONCE):
            standing = queries.standings(db, people[start : start + AT_ONCE], [course], on=db.info["clock"].day(at))
            for (person_id, _), one in standing.items():
                if one.next_step is None:
                    _complete(db, person_id, course, edition=live.edition, at=at)
                    found += 1
    return found


def insert_once(db: Session, table: type[Any], rows: Select[Any] | None = None, columns: Sequence[str] = ()) -> Any:
    """An INSERT that leaves a row alone which is already there, whichever index says so: the loser of a race gets no row back."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(table)
    if rows is not None:
        # Without the defaults of Python: each column is given.
        statement = statement.from_select(list(columns), rows, include_defaults=False)
    return statement.on_conflict_do_nothing()
