"""What a saved rule does: it begins, with or without an earlier version whose place it takes, or it ends. Sets, no loops."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session, aliased

from learning.base.ledger import announce
from learning.study.facts import AssigneesLeft, AssignmentChanged, AssignmentEnded
from learning.study.models import Assignee, Assignment
from learning.study.queries.holding import holding, standing_rules
from learning.study.rules import Terms
from learning.study.verbs import settling


def begin(db: Session, rule: Assignment, *, at: datetime, on: date) -> int:
    """The rule holds from now; who was under the version it replaces goes on under it. Returns how many people it holds for.

    Announces ``CourseAssigned`` for whoever is new, and for a changed rule ``AssignmentChanged``, ``DueChanged`` and
    ``AssigneesLeft``.
    """
    rule.at, rule.wanted = at, None
    db.flush()
    old = db.get(Assignment, rule.replaces) if rule.replaces else None
    taken = _take_over(db, rule, old, at=at, on=on) if old else []
    changed = _changed(db, rule, old) if old else []
    closed = _close(db, old, rule, at=at, on=on) if old else []
    joined = settling.join(db, at=at, on=on, assignments=[rule.id], person_ids=None, is_new=rule.restores is None)
    if old is not None:
        _announce_change(db, rule, old, at=at)
        gone = set(closed) - {row.person_id for row in (*taken, *joined)}
        if gone:
            left = AssigneesLeft(
                at=at, by=rule.by_id, assignment_id=old.id, requirement=old.requirement, person_ids=tuple(sorted(gone))
            )
            announce(db, left)
        settling.announce_changed(db, changed, by=rule.by_id, at=at)
    settling.announce_joined(db, joined, by=rule.by_id, at=at, reason=rule.reason)
    return len(taken) + len(joined)


def _take_over(db: Session, rule: Assignment, old: Assignment, *, at: datetime, on: date) -> Sequence[Any]:
    """Rows for those who are under the old version, or were under the one that is restored: the date stays if it is made alike."""
    like = db.get_one(Assignment, rule.restores) if rule.restores else old
    source = _source(db, rule, like)
    was, now_says = Terms.of(like), Terms.of(rule)
    asked_anew = (was.certificate, was.certificate_state, was.certificate_before) != (
        now_says.certificate, now_says.certificate_state, now_says.certificate_before,
    )  # fmt: skip
    now = holding(db, standing_rules([rule.id]), on, is_new=rule.restores is None, joins=asked_anew)
    due = now.c.due_on
    if (was.due, was.mandatory) == (now_says.due, now_says.mandatory):
        is_same = now.c.base_on.is_not_distinct_from(source.c.base_on)
        due = case((is_same & now.c.concession_id.is_not_distinct_from(source.c.concession_id), source.c.due_on), else_=due)
    rows = settling.new_rows(now, source.c.since_on, at=at, on=on, due_on=due)
    return settling.insert_rows(db, rows.join(source, source.c.person_id == now.c.person_id))


def _source(db: Session, rule: Assignment, like: Assignment) -> Any:
    columns = (
        Assignee.person_id, Assignee.due_on, Assignee.base_on, Assignee.concession_id,
        func.coalesce(Assignee.since_on, Assignee.from_on).label("since_on"),
    )  # fmt: skip
    rows = select(*columns).where(Assignee.assignment_id == like.id)
    if rule.restores is None or like.ended_at is None:
        return rows.where(Assignee.until_on.is_(None)).subquery("source")
    last = select(func.max(Assignee.id)).where(
        Assignee.assignment_id == like.id, Assignee.until_on == db.info["clock"].day(like.ended_at)
    )
    return rows.where(Assignee.id.in_(last.group_by(Assignee.person_id))).subquery("source")


def _changed(db: Session, rule: Assignment, old: Assignment) -> Sequence[Any]:
    """Who has another date than under the old version."""
    before, after = aliased(Assignee), aliased(Assignee)
    rows = select(after.assignment_id, after.person_id, after.requirement, after.due_on)
    rows = rows.join(before, before.person_id == after.person_id).where(
        after.assignment_id == rule.id, after.until_on.is_(None), before.assignment_id == old.id, before.until_on.is_(None),
        after.due_on.is_distinct_from(before.due_on),
    )  # fmt: skip
    return db.execute(rows).all()


def _close(db: Session, old: Assignment, rule: Assignment, *, at: datetime, on: date) -> Sequence[int]:
    if old.ended_at is not None:
        return []
    old.ended_at, old.ended_by = at, rule.by_id
    db.flush()
    return _end_rows(db, old.id, on=on)


def _end_rows(db: Session, assignment_id: int, *, on: date) -> Sequence[int]:
    ended = update(Assignee).where(Assignee.assignment_id == assignment_id, Assignee.until_on.is_(None)).values(until_on=on)
    ended = ended.execution_options(synchronize_session=False)
    return db.execute(ended.returning(Assignee.person_id)).scalars().all()


def _announce_change(db: Session, rule: Assignment, old: Assignment, *, at: datetime) -> None:
    was, now = Terms.of(old), Terms.of(rule)
    names = was.differences(now)
    announce(
        db,
        AssignmentChanged(
            at=at, by=rule.by_id, reason=rule.reason, assignment_id=rule.id, replaces=old.id, requirement=rule.requirement,
            before={name: getattr(was, name) for name in names}, after={name: getattr(now, name) for name in names},
            is_undo=rule.restores is not None,
        ),
    )  # fmt: skip


def end(db: Session, rule: Assignment, *, at: datetime, on: date) -> int:
    """The rule holds for nobody from today; what was done stays done. Announces ``AssignmentEnded``."""
    rule.ended_at, rule.wanted = at, None
    db.flush()
    left = _end_rows(db, rule.id, on=on)
    announce(
        db,
        AssignmentEnded(
            at=at, by=rule.ended_by, reason=rule.ended_why, assignment_id=rule.id, requirement=rule.requirement,
            person_ids=tuple(sorted(left)),
        ),
    )  # fmt: skip
    return len(left)
