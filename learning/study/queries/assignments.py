"""Assignments as branch heads and HR see them: each within their units."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from learning.content.catalogue import Course, Words
from learning.people.models import Person, Unit, UnitPlace
from learning.people.queries import holds, staff_of, tree_under, visible_people, visible_units
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.study.models import Assignee, Assignment, Completion
from learning.study.policy import ASSIGNERS
from learning.study.queries.standing import Shown, holds_on, standings
from learning.study.rules import Progress, Terms

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """One assignment with its numbers of people and of those whose course counts as complete."""

    id: int
    course: Course | None
    terms: Terms
    unit: Words | None
    is_unit_closed: bool
    person: Shown | None
    by: Words | None
    by_id: int | None
    at: datetime
    ended_at: datetime | None
    ended_by: Words | None
    ended_why: str | None
    replaces: int | None
    restores: int | None
    newer: int | None
    wanted: str | None
    refusal: dict[str, Any] | None
    total: int
    people: int
    complete: int

    @property
    def due_on(self) -> date | None:
        return self.terms.due_on

    @property
    def is_waiting(self) -> bool:
        """The worker has not yet done what is wanted."""
        return self.wanted is not None


def assignments(
    db: Session, me: Viewer, live: Live, *, on: date, ended: bool = False, before: int | None = None
) -> tuple[list[Assigned], int | None]:
    """Those of the viewer's units and people, the newest first, fifty a page; personal enrolments are nobody's assignment.

    And the id before which the next page begins, if there is one.
    """
    newer = aliased(Assignment)
    is_last = ~exists().where(newer.replaces == Assignment.id)
    is_ended = and_(Assignment.ended_at.is_not(None), is_last) if ended else Assignment.ended_at.is_(None)
    wanted = _rows(live).where(_mine(me, on), is_ended).order_by(Assignment.id.desc()).limit(PAGE + 1)
    rows = db.execute(wanted if before is None else wanted.where(Assignment.id < before)).all()
    shown = [_assigned(row, live) for row in rows[:PAGE]]
    return shown, shown[-1].id if len(rows) > PAGE else None


def assignment(db: Session, me: Viewer, live: Live, assignment_id: int, *, on: date) -> Assigned | None:
    """The assignment, if it is for a unit or a person of the viewer's."""
    row = db.execute(_rows(live).where(_mine(me, on), Assignment.id == assignment_id)).first()
    return _assigned(row, live) if row else None


def is_hr_of(db: Session, me: Viewer, assignment_id: int, *, on: date) -> bool:
    """Whether the viewer is HR for the unit or person of the assignment."""
    mine = select(Assignment.id).where(_mine(me, on, ("officer",)), Assignment.id == assignment_id)
    return me.has_role("officer") and db.scalar(mine) is not None


def _mine(me: Viewer, on: date, roles: tuple[str, ...] = ASSIGNERS) -> ColumnElement[bool]:
    is_given = Assignment.kind == "assigned"
    if me.sees_all(*roles):
        return is_given
    tree = tree_under([unit for unit in me.units_of(*roles) if unit is not None], on)
    mine = or_(Assignment.unit_id.in_(select(tree.c.unit_id)), Assignment.person_id.in_(staff_of(tree, on)))
    return and_(is_given, mine)


def _rows(live: Live) -> Select[Any]:
    asked = {key: course.edition for key, course in live.catalogue.courses.items()}
    by, whom, ender, newer = aliased(Person), aliased(Person), aliased(Person), aliased(Assignment)
    enough = case(asked, value=Assignment.requirement, else_=1) if asked else 1
    counted = and_(Assignee.assignment_id == Assignment.id, Assignee.until_on.is_(None))
    complete = exists().where(
        Completion.person_id == Assignee.person_id, Completion.course == Assignment.requirement, Completion.version >= enough
    )
    people = select(func.count()).where(counted).correlate(Assignment).scalar_subquery()
    finished = select(func.count()).where(counted, complete).correlate(Assignment).scalar_subquery()
    return (
        select(
            Assignment, Unit.name, Unit.name_en, by.name.label("by_name"), by.name_en.label("by_name_en"),
            whom.number, whom.name.label("whom_name"), whom.name_en.label("whom_name_en"),
            people.label("people"), finished.label("complete"), Unit.closed_on, newer.id.label("newer"),
            ender.name.label("ended_name"), ender.name_en.label("ended_name_en"),
        )
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(by, by.id == Assignment.by_id)
        .outerjoin(whom, whom.id == Assignment.person_id)
        .outerjoin(ender, ender.id == Assignment.ended_by)
        .outerjoin(newer, and_(newer.replaces == Assignment.id, newer.refusal.is_(None)))
    )  # fmt: skip


def _assigned(row: Any, live: Live) -> Assigned:
    rule: Assignment = row.Assignment
    return Assigned(
        id=rule.id,
        course=live.catalogue.course(rule.requirement),
        terms=Terms.of(rule),
        unit=Words(row.name, row.name_en) if row.name else None,
        person=Shown(rule.person_id, row.number, Words(row.whom_name, row.whom_name_en)) if rule.person_id else None,
        is_unit_closed=row.closed_on is not None,
        by=Words(row.by_name, row.by_name_en) if row.by_name else None,
        by_id=rule.by_id,
        at=rule.at,
        ended_at=rule.ended_at,
        ended_by=Words(row.ended_name, row.ended_name_en) if row.ended_name else None,
        ended_why=rule.ended_why,
        replaces=rule.replaces,
        restores=rule.restores,
        newer=row.newer,
        wanted=rule.wanted,
        refusal=rule.refusal,
        total=rule.total,
        people=row.people,
        complete=row.complete,
    )


def versions(db: Session, me: Viewer, live: Live, assignment_id: int, *, on: date) -> list[Assigned]:
    """The assignment with every earlier and later version of it, the newest first."""
    older = select(Assignment.id, Assignment.replaces).where(Assignment.id == assignment_id).cte(recursive=True)
    before = aliased(Assignment)
    older = older.union(select(before.id, before.replaces).join(older, older.c.replaces == before.id))
    later = select(Assignment.id).where(Assignment.id == assignment_id).cte(recursive=True)
    after = aliased(Assignment)
    later = later.union(select(after.id).join(later, after.replaces == later.c.id))
    chain = or_(Assignment.id.in_(select(older.c.id)), Assignment.id.in_(select(later.c.id)))
    rows = db.execute(_rows(live).where(_mine(me, on), chain).order_by(Assignment.id.desc())).all()
    return [_assigned(row, live) for row in rows]


def assignee_page(
    db: Session, me: Viewer, assigned: Assigned, course: Course, *, on: date, after: str = ""
) -> tuple[list[tuple[Shown, Progress]], str | None]:
    """Fifty of the people under the assignment whom the viewer may see, by staff number, each with where they stand.

    And the staff number after which the next page begins, if there is one.
    """
    found = db.execute(
        select(Person.id, Person.number, Person.name, Person.name_en)
        .join(Assignee, Assignee.person_id == Person.id)
        .where(Assignee.assignment_id == assigned.id, holds_on(on), visible_people(me, on, ASSIGNERS), Person.number > after)
        .order_by(Person.number)
        .limit(PAGE + 1)
    ).all()
    rows = found[:PAGE]
    standing = standings(db, [row.id for row in rows], [course], on=on)
    return [(_shown(row), standing[row.id, course.key]) for row in rows], rows[-1].number if len(found) > PAGE else None


def _shown(row: Any) -> Shown:
    return Shown(row.id, row.number, Words(row.name, row.name_en))


def unit_choices(db: Session, me: Viewer, *, on: date) -> list[tuple[Unit, int]]:
    """The units the viewer may assign to, each with its depth, in the order of the tree."""
    rows = db.execute(
        select(Unit, UnitPlace.parent_id)
        .outerjoin(UnitPlace, and_(UnitPlace.unit_id == Unit.id, holds(UnitPlace, on)))
        .where(visible_units(me, on, ASSIGNERS), or_(Unit.closed_on.is_(None), Unit.closed_on > on))
        .order_by(Unit.position, Unit.code)
    ).all()
    known = {unit.id for unit, _ in rows}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit, parent in rows:
        below[parent if parent in known else None].append(unit)
    return _walked(below, None, 0)


def _walked(below: dict[int | None, list[Unit]], parent: int | None, depth: int) -> list[tuple[Unit, int]]:
    found: list[tuple[Unit, int]] = []
    for unit in below[parent]:
        found += [(unit, depth), *_walked(below, unit.id, depth + 1)]
    return found


def person_to_assign(db: Session, me: Viewer, number: str, *, on: date) -> Shown | None:
    """The person with this staff number, if the viewer may assign to them: not oneself, unless HR."""
    columns = select(Person.id, Person.number, Person.name, Person.name_en)
    row = db.execute(columns.where(Person.number == number, visible_people(me, on, ASSIGNERS))).first()
    return _shown(row) if row else None
