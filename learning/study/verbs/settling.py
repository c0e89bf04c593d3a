"""Who is under which assignment: rules and postings into rows of assignees, set by set, in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from learning.base.ledger import announce
from learning.base.tables import Moment
from learning.people.models import Absence
from learning.study.facts import AssigneesLeft, CourseAssigned, DueChanged
from learning.study.models import Assignee
from learning.study.queries.holding import People, holding, standing_rules, unheld
from learning.study.rules import OFFERED
from learning.study.verbs.once import insert_once

NEW = (
    "assignment_id", "requirement", "person_id", "due_on", "base_on", "concession_id", "from_on", "since_on", "why", "effective_at",
    "recorded_at",
)  # fmt: skip
AT_ONCE = 5000


def settle(
    db: Session,
    *,
    at: datetime,
    on: date,
    assignments: Sequence[int] | None = None,
    person_ids: People = None,
) -> None:
    """Bring the assignees in line with the rules and postings of the day: new rows for who joins, an end for who left.

    Who joins a rule that already stood has at least 14 days. Where a date is reckoned from something that has changed, or was
    extended, or falls into an absence, the row ends and another one goes on with the new date.
    A second call changes nothing. Announces ``CourseAssigned``, ``AssigneesLeft`` and ``DueChanged``.
    """
    joined = join(db, at=at, on=on, assignments=assignments, person_ids=person_ids, is_new=False)
    left = _leave(db, on=on, assignments=assignments, person_ids=person_ids)
    changed = _go_on(db, _stale(db, on=on, assignments=assignments, person_ids=person_ids), at=at, on=on)
    announce_joined(db, joined, by=None, at=at)
    for (assignment_id, requirement), people in _grouped(left, "requirement").items():
        announce(
            db,
            AssigneesLeft(at=at, assignment_id=assignment_id, requirement=requirement, person_ids=tuple(sorted(people))),
        )
    announce_changed(db, changed, by=None, at=at)


def join(
    db: Session,
    *,
    at: datetime,
    on: date,
    assignments: Sequence[int] | None,
    person_ids: People,
    is_new: bool,
) -> Sequence[Any]:
    """New rows for everybody whom a rule takes and who has none under it.

    Of a new rule nobody is looked up: PostgreSQL, which knows an empty table for small, would walk through all that it has just
    written for each further row. Who is there already, the index keeps out.
    """
    now = holding(db, standing_rules(assignments), on, person_ids=person_ids, is_new=is_new)
    rows = new_rows(now, literal(on, Date()), at=at, on=on)
    if is_new:
        return insert_rows(db, rows.where(now.c.person_id.is_not(None)))  # SQLite wants a WHERE before ON CONFLICT
    known = aliased(Assignee)
    is_known = select(literal(1)).where(
        known.assignment_id == now.c.rule_id, known.person_id == now.c.person_id, known.until_on.is_(None)
    )
    return insert_rows(db, rows.where(~is_known.exists()))


def new_rows(now: Any, since_on: Any, *, at: datetime, on: date, due_on: Any = None) -> Select[Any]:
    """Those who are held, as rows of assignee; with other dates than those, if they are given."""
    due = now.c.due_on if due_on is None else due_on
    moments = literal(at, Moment()), literal(at, Moment())
    return select(
        now.c.rule_id, now.c.requirement, now.c.person_id, due, now.c.base_on, now.c.concession_id, literal(on, Date()), since_on,
        now.c.why, *moments,
    )  # fmt: skip


def insert_rows(db: Session, rows: Select[Any]) -> Sequence[Any]:
    returned = Assignee.assignment_id, Assignee.person_id, Assignee.requirement, Assignee.due_on, Assignee.why
    return db.execute(insert_once(db, Assignee, rows, NEW).returning(*returned)).all()


def _leave(db: Session, *, on: date, assignments: Sequence[int] | None, person_ids: People) -> Sequence[Any]:
    stay = holding(db, standing_rules(assignments), on, person_ids=person_ids, joins=False)
    statement = update(Assignee).where(Assignee.until_on.is_(None), unheld(stay, Assignee))
    if assignments is not None:
        statement = statement.where(Assignee.assignment_id.in_(assignments))
    if person_ids is not None:
        statement = statement.where(Assignee.person_id.in_(person_ids))
    statement = statement.values(until_on=on).execution_options(synchronize_session=False)
    return db.execute(statement.returning(Assignee.assignment_id, Assignee.person_id, Assignee.requirement)).all()


def _stale(db: Session, *, on: date, assignments: Sequence[int] | None, person_ids: People) -> list[int]:
    """Ids of rows whose date is made from something that has changed since, or falls into an absence."""
    now = holding(db, standing_rules(assignments), on, person_ids=person_ids, joins=False)
    other = or_(now.c.base_on.is_distinct_from(Assignee.base_on), now.c.concession_id.is_distinct_from(Assignee.concession_id))
    away = select(literal(1)).where(
        Absence.person_id == Assignee.person_id, Absence.from_on <= Assignee.due_on, Absence.until_on > Assignee.due_on
    )
    is_moved = and_(away.exists(), now.c.due_on.is_distinct_from(Assignee.due_on))
    same = and_(now.c.rule_id == Assignee.assignment_id, now.c.person_id == Assignee.person_id)
    rows = select(Assignee.id).join(now, same).where(Assignee.until_on.is_(None), or_(other, is_moved))
    return list(db.scalars(rows.order_by(Assignee.id)))


def _go_on(db: Session, ids: Sequence[int], *, at: datetime, on: date) -> list[Any]:
    """Each of these rows ends today, and another one goes on with the date as it is now."""
    found: list[Any] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        ended = update(Assignee).where(Assignee.id.in_(some)).values(until_on=on)
        db.execute(ended.execution_options(synchronize_session=False))
        old = aliased(Assignee)
        rules = list(db.scalars(select(Assignee.assignment_id).where(Assignee.id.in_(some)).distinct()))
        people = select(Assignee.person_id).where(Assignee.id.in_(some))
        now = holding(db, standing_rules(rules), on, person_ids=people, joins=False)
        same = and_(old.id.in_(some), old.assignment_id == now.c.rule_id, old.person_id == now.c.person_id)
        since = func.coalesce(old.since_on, old.from_on)
        found += insert_rows(db, new_rows(now, since, at=at, on=on).join(old, same))
    return found


def announce_joined(
    db: Session, joined: Iterable[Any], *, by: int | None, at: datetime, reason: str | None = None, is_own: bool = False
) -> None:
    for (assignment_id, requirement, due_on, why), people in _grouped(joined, "requirement", "due_on", "why").items():
        announce(
            db,
            CourseAssigned(
                at=at, by=by, reason=reason, assignment_id=assignment_id, requirement=requirement,
                person_ids=tuple(sorted(people)), due_on=due_on, is_own=is_own, is_offer=why == OFFERED,
            ),
        )  # fmt: skip


def announce_changed(db: Session, changed: Iterable[Any], *, by: int | None, at: datetime, reason: str | None = None) -> None:
    for (assignment_id, requirement, due_on), people in _grouped(changed, "requirement", "due_on").items():
        announce(
            db,
            DueChanged(
                at=at, by=by, reason=reason, assignment_id=assignment_id, requirement=requirement,
                person_ids=tuple(sorted(people)), due_on=due_on,
            ),
        )  # fmt: skip


def _grouped(rows: Iterable[Any], *more: str) -> dict[tuple[Any, ...], list[int]]:
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        groups[row.assignment_id, *(getattr(row, name) for name in more)].append(row.person_id)
    return groups
