"""Who is under which assignment: rules and postings into rows of assignees, set by set, in the database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, CompoundSelect, Select, and_, case, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session, aliased

from learning.base.ledger import announce
from learning.people.models import Absence, Person, Posting, UnitPlace
from learning.people.queries import holds
from learning.study import rules
from learning.study.facts import AssigneesLeft, CourseAssigned, DuePostponed
from learning.study.models import Assignee, Assignment
from learning.study.verbs.once import insert_once

People = Sequence[int] | Select[Any] | CompoundSelect[Any] | None
"""Ids, or a query for them; None: everybody."""


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
    joined = join(db, at=at, on=on, assignments=assignments, person_ids=person_ids, is_new=False)
    left = _leave(db, on=on, assignments=assignments, person_ids=person_ids)
    _postpone(db, at=at, on=on, assignments=assignments, person_ids=person_ids)
    announce_joined(db, joined, by=None, at=at)
    for (assignment_id, requirement), people in _grouped(left, "requirement").items():
        announce(
            db,
            AssigneesLeft(at=at, assignment_id=assignment_id, requirement=requirement, person_ids=tuple(sorted(people))),
        )


def join(
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
        later = (back_on or on) + rules.NOTICE
        db.add(
            Assignee(
                assignment_id=row.assignment_id, requirement=row.requirement, person_id=row.person_id, from_on=on,
                due_on=later, why=row.why, effective_at=at, recorded_at=at,
            )
        )  # fmt: skip
        announce(
            db,
            DuePostponed(
                at=at, assignment_id=row.assignment_id, requirement=row.requirement, person_ids=(row.person_id,),
                before=row.due_on, after=later,
            ),
        )  # fmt: skip
    db.flush()


def announce_joined(
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
