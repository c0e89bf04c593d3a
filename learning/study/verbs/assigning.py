"""Making an assignment, taking up a course, taking an assignment back."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.content.catalogue import Course
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import policy, queries
from learning.study.facts import AssignmentEnded
from learning.study.models import Assignee, Assignment
from learning.study.refusals import (
    AlreadyEnded,
    CourseStopped,
    DueInPast,
    NobodyThere,
    NoSuchCourse,
    NotYourAssignment,
    ReasonMissing,
)
from learning.study.verbs import settling
from learning.study.verbs.once import insert_once


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
    joined = settling.join(db, at=at, on=on, assignments=[rule.id], person_ids=None, is_new=True)
    if not joined:
        raise NobodyThere
    settling.announce_joined(db, joined, by=rule.by_id, at=at, reason=reason)
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
    joined = settling.join(db, at=at, on=on, assignments=[rule_id], person_ids=None, is_new=True)
    settling.announce_joined(db, joined, by=person_id, at=at, is_own=True)
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
