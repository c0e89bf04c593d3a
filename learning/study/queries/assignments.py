"""Assignments as branch heads and HR see them: each within their units."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from learning.content.catalogue import Course, Words
from learning.people.models import Absence, Person, Posting, Unit, UnitPlace
from learning.people.queries import holds, staff_of, tree_under, visible_people, visible_units
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.study.models import Assignee, Assignment, Completion
from learning.study.policy import ASSIGNERS
from learning.study.queries.standing import Shown, holds_on, staff_of_rule, standings
from learning.study.rules import SOON, Progress

PAGE = 50
EXAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """One assignment with its numbers of people and of those whose course counts as complete."""

    id: int
    course: Course | None
    requirement: str
    unit: Words | None
    person: Shown | None
    position: str | None
    due_on: date | None
    mandatory: bool
    reason: str | None
    by: Words | None
    by_id: int | None
    at: datetime
    ended_at: datetime | None
    people: int
    complete: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An assignment that is being thought about: looked up, not yet made."""

    course: Course
    unit: Unit | None = None
    person: Shown | None = None
    position: str | None = None
    due_on: date | None = None

    @property
    def whom(self) -> dict[str, int | None]:
        return {"person_id": self.person.id if self.person else None, "unit_id": self.unit.id if self.unit else None}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What saving would do: how many join, for how many the date or the assignment makes little sense, twenty examples."""

    draft: Draft
    people: int
    complete: int
    assigned: int
    away: int
    examples: tuple[tuple[Shown, Words], ...]
    is_past: bool
    is_soon: bool

    @property
    def more(self) -> int:
        return self.people - len(self.examples)


def assignments(
    db: Session, me: Viewer, live: Live, *, on: date, ended: bool = False, before: int | None = None
) -> tuple[list[Assigned], int | None]:
    """Those of the viewer's units and people, the newest first, fifty a page; personal enrolments are nobody's assignment.

    And the id before which the next page begins, if there is one.
    """
    is_ended = Assignment.ended_at.is_not(None) if ended else Assignment.ended_at.is_(None)
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
    by, whom = aliased(Person), aliased(Person)
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
            people.label("people"), finished.label("complete"),
        )
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(by, by.id == Assignment.by_id)
        .outerjoin(whom, whom.id == Assignment.person_id)
    )  # fmt: skip


def _assigned(row: Any, live: Live) -> Assigned:
    rule: Assignment = row.Assignment
    return Assigned(
        id=rule.id,
        course=live.catalogue.course(rule.requirement),
        requirement=rule.requirement,
        unit=Words(row.name, row.name_en) if row.name else None,
        person=Shown(rule.person_id, row.number, Words(row.whom_name, row.whom_name_en)) if rule.person_id else None,
        position=rule.position,
        due_on=rule.due_on,
        mandatory=rule.mandatory,
        reason=rule.reason,
        by=Words(row.by_name, row.by_name_en) if row.by_name else None,
        by_id=rule.by_id,
        at=rule.at,
        ended_at=rule.ended_at,
        people=row.people,
        complete=row.complete,
    )


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


def preview(db: Session, draft: Draft, *, on: date) -> Preview:
    """What saving the draft would do today."""
    whom = staff_of_rule(**draft.whom, position=draft.position, on=on).scalar_subquery()
    counts = db.execute(_counts(draft, on).where(Person.id.in_(whom))).one()
    due = draft.due_on
    return Preview(
        draft=draft,
        people=counts.people,
        complete=counts.complete or 0,
        assigned=counts.assigned or 0,
        away=counts.away or 0,
        examples=_examples(db, whom, on),
        is_past=due is not None and due < on,
        is_soon=due is not None and on <= due < on + SOON,
    )


def _counts(draft: Draft, on: date) -> Select[Any]:
    complete = exists().where(
        Completion.person_id == Person.id, Completion.course == draft.course.key, Completion.version >= draft.course.edition
    )
    assigned = exists().where(Assignee.person_id == Person.id, Assignee.requirement == draft.course.key, holds_on(on))
    due = draft.due_on or date.max
    away = exists().where(
        Absence.person_id == Person.id, Absence.from_on <= due, or_(Absence.until_on.is_(None), Absence.until_on > due)
    )
    return select(
        func.count().label("people"), _sum(complete).label("complete"), _sum(assigned).label("assigned"),
        _sum(away if draft.due_on else Person.id < 0).label("away"),
    ).select_from(Person)  # fmt: skip


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _examples(db: Session, whom: Any, on: date) -> tuple[tuple[Shown, Words], ...]:
    rows = db.execute(
        select(Person.id, Person.number, Person.name, Person.name_en, Unit.name.label("unit"), Unit.name_en.label("unit_en"))
        .outerjoin(Posting, and_(Posting.person_id == Person.id, Posting.kind == "main", holds(Posting, on)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(Person.id.in_(whom))
        .order_by(Person.number)
        .limit(EXAMPLES)
    ).all()
    return tuple((_shown(row), Words(row.unit or "", row.unit_en)) for row in rows)
