"""Essays on their way to a mark: which wait for whom, who may mark them, what was given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from learning.content.catalogue import Words
from learning.people import queries as people
from learning.people.models import Person, RoleGrant
from learning.people.rules import Viewer
from learning.quiz.models import Attempt, AttemptItem, Judgement, Marking
from learning.quiz.queries.around import above_of, unit_of

MARKERS = ("trainer",)
QUEUE = 200
"""A queue shows no more at once; the desk counts up to here, too."""


@dataclass(frozen=True)
class ToMark:
    """One line of the queue, without the learner's name."""

    id: int
    course: Words
    quiz: Words
    handed_in_at: datetime
    place: int


@dataclass
class Pile:
    """What waits in one course, the oldest first."""

    course: Words
    waiting: list[ToMark] = field(default_factory=list)


def piles(db: Session, me: Viewer, on: date) -> list[Pile]:
    """The viewer's queue by course, in one query. The course with the oldest answer comes first."""
    columns = (Marking.id, Marking.waits_for, Attempt.course, Attempt.terms, Attempt.handed_in_at)
    rows = db.execute(_mine(select(*columns), me, on).order_by(Attempt.handed_in_at, Marking.id).limit(QUEUE))
    found: dict[str, Pile] = {}
    for row in rows:
        course = Words(**row.terms["course_title"])
        line = ToMark(row.id, course, Words(**row.terms["title"]), row.handed_in_at, row.waits_for)
        found.setdefault(row.course, Pile(course)).waiting.append(line)
    return list(found.values())


def waiting_count(db: Session, me: Viewer, on: date) -> int:
    """How many answers wait for the viewer, up to 200."""
    return db.scalar(select(func.count()).select_from(_mine(select(Marking.id), me, on).limit(QUEUE).subquery())) or 0


def next_after(db: Session, me: Viewer, course: str, on: date) -> int | None:
    """The oldest answer that waits for the viewer: of this course, else of any."""
    rows = _mine(select(Marking.id), me, on).order_by(Attempt.course != course, Attempt.handed_in_at, Marking.id)
    found: int | None = db.scalar(rows.limit(1))
    return found


def _mine(asked: Select[Any], me: Viewer, on: date) -> Select[Any]:
    """What this trainer may mark: of people in range, never one's own, nothing one has marked before."""
    return (
        asked.select_from(Marking)
        .join(Attempt)
        .join(Person, Person.id == Attempt.person_id)
        .where(Marking.waits_for.is_not(None), *_markable(me, on))
    )


def _markable(me: Viewer, on: date) -> tuple[ColumnElement[bool], ...]:
    by_me = exists().where(Judgement.marking_id == Marking.id, Judgement.by_id == me.id)
    return people.visible_people(me, on, MARKERS), Attempt.person_id != me.id, ~by_me


def marking(db: Session, me: Viewer, marking_id: int, on: date, *, lock: bool = False) -> Marking | None:
    """An essay that the viewer may mark, with its attempt. ``lock``: whoever marks comes one after the other."""
    one = (
        select(Marking)
        .join(Attempt)
        .join(Person, Person.id == Attempt.person_id)
        .where(Marking.id == marking_id, *_markable(me, on))
    )
    one = one.options(joinedload(Marking.attempt).selectinload(Attempt.items))
    return db.scalar(one.with_for_update(of=Marking).execution_options(populate_existing=True) if lock else one)


def is_own(db: Session, me: Viewer, marking_id: int) -> bool:
    """Whether the viewer wrote this answer."""
    mine = select(Marking.id).join(Attempt).where(Marking.id == marking_id, Attempt.person_id == me.id)
    return db.scalar(mine) is not None


def judged_by(db: Session, me: Viewer, marking_id: int) -> Marking | None:
    """An essay that the viewer has marked before."""
    mine = select(Marking).join(Judgement).where(Marking.id == marking_id, Judgement.by_id == me.id)
    return db.scalar(mine.options(joinedload(Marking.attempt)))


def own_marking(db: Session, attempt: Attempt, n: int) -> Marking | None:
    """The way of this answer to its mark, held."""
    one = select(Marking).where(Marking.attempt_id == attempt.id, Marking.n == n)
    return db.scalar(one.with_for_update(of=Marking).execution_options(populate_existing=True))


def markings(db: Session, attempt_id: int) -> dict[int, Marking]:
    """All essays of an attempt that somebody marks, by the number of the question."""
    rows = db.scalars(select(Marking).where(Marking.attempt_id == attempt_id).order_by(Marking.n))
    return {row.n: row for row in rows}


def judgements(db: Session, marking_ids: Sequence[int]) -> dict[int, list[Judgement]]:
    """What the markers gave, the first first, by marking."""
    found: dict[int, list[Judgement]] = {one: [] for one in marking_ids}
    if marking_ids:
        for row in db.scalars(select(Judgement).where(Judgement.marking_id.in_(marking_ids)).order_by(Judgement.place)):
            found[row.marking_id].append(row)
    return found


def points_given(found: Sequence[Judgement]) -> list[Fraction]:
    """The points of the question by each marker, in turn."""
    return [Fraction(one.num, one.den) for one in found]


@dataclass(frozen=True)
class Marked:
    """Something the viewer has marked: now with the name of who wrote it."""

    name: Words
    number: str
    attempt: str
    quiz: Words
    at: datetime
    points: Fraction
    of: Fraction


def marked_by(db: Session, me: Viewer, *, most: int = 10) -> list[Marked]:
    """What the viewer marked last."""
    columns = (Person.name, Person.name_en, Person.number, Attempt.uuid, Attempt.terms, Judgement.at, Judgement.num, Judgement.den,
               AttemptItem.points_num, AttemptItem.points_den)  # fmt: skip
    item = and_(AttemptItem.attempt_id == Marking.attempt_id, AttemptItem.n == Marking.n)
    rows = select(*columns).select_from(Judgement).join(Marking).join(Attempt).join(Person, Person.id == Attempt.person_id)
    rows = rows.join(AttemptItem, item).where(Judgement.by_id == me.id).order_by(Judgement.id.desc()).limit(most)
    return [
        Marked(Words(row.name, row.name_en), row.number, row.uuid, Words(**row.terms["title"]), row.at,
               Fraction(row.num, row.den), Fraction(row.points_num, row.points_den))
        for row in db.execute(rows)
    ]  # fmt: skip


def markers_of(db: Session, person_id: int, on: date) -> list[int]:
    """Ids of the trainers who may mark this person's essays: those of the bank, of the unit, or of a unit above it."""
    above = above_of(unit_of(db, person_id, on), on)
    reach = (
        RoleGrant.unit_id.is_(None)
        if above is None
        else or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.in_(select(above.c.unit_id)))
    )
    grants = select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    here = Person.disabled_at.is_(None), or_(Person.left_on.is_(None), Person.left_on > literal(on))
    held = RoleGrant.role.in_(MARKERS), people.holds(RoleGrant, on), RoleGrant.person_id != person_id
    return sorted(set(db.scalars(grants.where(*held, *here, reach))))
