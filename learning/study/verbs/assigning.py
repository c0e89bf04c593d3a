"""Making an assignment, changing it, taking up a course, taking an assignment back, undoing the last of these."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.base import jobs
from learning.content.catalogue import Course
from learning.people.models import Unit
from learning.people.rules import Viewer
from learning.publishing import queries as publishing
from learning.study import policy, queries
from learning.study.models import Assignee, Assignment
from learning.study.queries.holding import drafted_rule, holding
from learning.study.refusals import (
    AlreadyEnded,
    BeingApplied,
    CourseStopped,
    NewerVersion,
    NobodyThere,
    NoSuchCourse,
    NothingChanged,
    NothingToUndo,
    NotYourAssignment,
    ReasonMissing,
    UnitIsClosed,
)
from learning.study.rules import Terms
from learning.study.verbs import beginning, settling
from learning.study.verbs.once import insert_once

JOB = "apply_assignments"
"""The worker's job that begins and ends what is too large for a page."""
AT_ONCE = 5_000
"""More people than this, and the worker does it."""


def assign(  # noqa: PLR0913 -- who, when, and how it is done; the rule itself is ``said``
    db: Session, *, by: Viewer | None, at: datetime, on: date, meant: bool = False, may_wait: bool = False, **said: Any
) -> Assignment:
    """Give a course to a person, or to a unit with all below it (``said``: see ``rules.Terms``), and settle at once who that is.

    Refuses a course that is not offered, a closed unit, a date in the past, and a rule that holds for nobody unless that is
    ``meant``. ``may_wait``: very many people are left to the worker. Announces ``CourseAssigned``.
    Whether the unit or person is the viewer's to assign to, the lookup that gave the id has decided.
    """
    terms = Terms(**said)
    _refuse(db, terms, on)
    return _save(db, terms, by, at=at, on=on, meant=meant, may_wait=may_wait)


def change(  # noqa: PLR0913 -- what, into what, by whom, and how it is done
    db: Session,
    assignment_id: int,
    terms: Terms,
    *,
    by: Viewer,
    at: datetime,
    on: date,
    meant: bool = False,
    may_wait: bool = False,
) -> Assignment:
    """The rule says something else from now: a new row replaces the old one, for the same course.

    Who is under both keeps the date if it is made alike. Refuses what ``assign`` refuses, a change that changes nothing, and
    whoever may not end it.
    """
    old = _mine(db, assignment_id, by, on=on)
    if old.ended_at is not None:
        raise AlreadyEnded
    _refuse(db, terms, on)
    if terms.requirement != old.requirement or not Terms.of(old).differences(terms):
        raise NothingChanged
    return _save(db, terms, by, at=at, on=on, meant=meant, may_wait=may_wait, replaces=old.id)


def undo(db: Session, assignment_id: int, *, by: Viewer, at: datetime, on: date, may_wait: bool = False) -> Assignment:
    """Take back the last act on the newest version: its making, its change or its end. What people completed stays.

    A change or an end is undone by a further version that says what the earlier one said and gives people their dates again.
    """
    rule = _mine(db, assignment_id, by, on=on)
    if rule.ended_at is None and rule.replaces is None:
        return _end(db, rule, by, rule.reason, at=at, on=on, may_wait=may_wait)
    like = rule if rule.ended_at is not None else db.get_one(Assignment, rule.replaces)
    if like.kind == "self":
        raise NothingToUndo
    restored = {"replaces": rule.id, "restores": like.id}
    return _save(db, Terms.of(like), by, at=at, on=on, meant=True, may_wait=may_wait, **restored)


def end_assignment(  # noqa: PLR0913 -- what, by whom, why, and how it is done
    db: Session, assignment_id: int, *, by: Viewer, reason: str, at: datetime, on: date, may_wait: bool = False
) -> None:
    """Take an assignment back: it holds for nobody from today. What was done stays done. Announces ``AssignmentEnded``.

    Refuses without a reason, a second time, and a branch head who did not make it.
    """
    if not reason.strip():
        raise ReasonMissing
    rule = _mine(db, assignment_id, by, on=on)
    if rule.ended_at is not None:
        raise AlreadyEnded
    _end(db, rule, by, reason.strip(), at=at, on=on, may_wait=may_wait)


def enrol(db: Session, person_id: int, course_key: str, *, at: datetime, on: date) -> Assignment | None:
    """Take up a course of one's own accord: a rule of one person without a date. Already asked by a rule: nothing changes."""
    course = _offered(db, course_key)
    open_rows = select(Assignee.id).where(Assignee.person_id == person_id, Assignee.requirement == course.key)
    if db.scalar(open_rows.where(queries.asks_on(on)).limit(1)):
        return None
    row = {
        "requirement": course.key, "person_id": person_id, "mandatory": False, "kind": "self", "by_id": person_id, "at": at,
        "tries": 0, "done": 0, "total": 0,
    }  # fmt: skip
    rule_id = db.scalar(insert_once(db, Assignment).values(row).returning(Assignment.id))
    if rule_id is None:
        return None
    joined = settling.join(db, at=at, on=on, assignments=[rule_id], person_ids=None, is_new=True)
    settling.announce_joined(db, joined, by=person_id, at=at, is_own=True)
    return db.get(Assignment, rule_id)


def _refuse(db: Session, terms: Terms, on: date) -> None:
    terms.refuse(on)
    _offered(db, terms.requirement)
    if terms.unit_id and (closed_on := db.scalar(select(Unit.closed_on).where(Unit.id == terms.unit_id))) and closed_on <= on:
        raise UnitIsClosed


def _offered(db: Session, key: str) -> Course:
    course = publishing.live(db).catalogue.course(key)
    if course is None:
        raise NoSuchCourse
    if course.status == "stopped":
        raise CourseStopped
    return course


def _mine(db: Session, assignment_id: int, by: Viewer, *, on: date) -> Assignment:
    """The newest version, nothing of it waiting, and the viewer's to change."""
    rule = db.get_one(Assignment, assignment_id, with_for_update=True)
    if not policy.may_end(by, rule.by_id, is_officer_here=queries.is_hr_of(db, by, rule.id, on=on)):
        raise NotYourAssignment
    newer = select(Assignment.wanted).where(Assignment.replaces == rule.id, Assignment.refusal.is_(None))
    found = db.execute(newer.limit(1)).first()
    if rule.wanted or (found and found.wanted):
        raise BeingApplied
    if found:
        raise NewerVersion
    return rule


def _save(  # noqa: PLR0913 -- the rule, by whom, when, and how it is done
    db: Session, terms: Terms, by: Viewer | None, *, at: datetime, on: date, meant: bool, may_wait: bool, **lineage: int
) -> Assignment:
    terms = Terms(**terms.columns | {"requirement": _offered(db, terms.requirement).key})
    rule = Assignment(**terms.columns, **lineage, by_id=by.id if by else None, at=at, tries=0, done=0, total=0)
    if may_wait:
        wanted = select(func.count()).select_from(holding(db, drafted_rule(terms), on, is_new=True))
        rule.total = max(db.scalar(wanted) or 0, _open_rows(db, rule.replaces))
    db.add(rule)
    if rule.total > AT_ONCE:
        return _ask(db, rule, "begin")
    db.flush()
    if not beginning.begin(db, rule, at=at, on=on) and not meant:
        raise NobodyThere
    return rule


def _end(  # noqa: PLR0913 -- what, by whom, why, and how it is done
    db: Session, rule: Assignment, by: Viewer, reason: str | None, *, at: datetime, on: date, may_wait: bool
) -> Assignment:
    rule.ended_by, rule.ended_why = by.id, reason
    rule.total = _open_rows(db, rule.id) if may_wait else 0
    if rule.total > AT_ONCE:
        return _ask(db, rule, "end")
    beginning.end(db, rule, at=at, on=on)
    return rule


def _open_rows(db: Session, assignment_id: int | None) -> int:
    mine = select(func.count()).where(Assignee.assignment_id == assignment_id, Assignee.until_on.is_(None))
    return db.scalar(mine) or 0


def _ask(db: Session, rule: Assignment, what: str) -> Assignment:
    rule.wanted, rule.claim, rule.tries, rule.done, rule.refusal = what, None, 0, 0, None
    db.flush()
    jobs.ask(db, JOB)
    return rule
