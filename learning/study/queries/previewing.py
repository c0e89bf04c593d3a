"""What saving a rule would do today: how many join, stay and leave, twenty examples, and what speaks against it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course, Words
from learning.people.models import Absence, Person, Posting, Unit
from learning.people.queries import holds
from learning.study.models import Assignee, Completion, Concession
from learning.study.queries.holding import drafted_rule, holding
from learning.study.queries.standing import Shown, asks_on
from learning.study.rules import NOTICE, SOON, Terms

EXAMPLES = 20
CONFLICTS = ("no_date", "unrealistic", "away", "complete", "assigned")
"""What may speak against a person's line: no date could be reckoned, it would have been too early, they are away on that day,
they have completed it, another rule asks for it."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A rule that is being thought about: looked up, not yet saved. ``replaces``: the version it would take the place of."""

    course: Course
    terms: Terms
    unit: Unit | None = None
    person: Shown | None = None
    replaces: int | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    """One person in the preview: whether they are new to the rule, until when, and what speaks against it."""

    person: Shown
    unit: Words
    is_new: bool
    due_on: date | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What saving would do. ``counts``: of each of ``CONFLICTS``, how many."""

    draft: Draft
    people: int
    joining: int
    leaving: int
    everybody: int
    exempted: int
    counts: dict[str, int]
    examples: tuple[Example, ...]
    leavers: tuple[tuple[Shown, Words], ...]
    is_past: bool
    is_soon: bool

    @property
    def more(self) -> int:
        return self.people - len(self.examples)

    @property
    def is_nobody(self) -> bool:
        return self.people == 0

    @property
    def is_everybody(self) -> bool:
        return (
            self.draft.unit is not None and not self.draft.terms.is_narrowed and 1 < self.everybody <= self.people + self.exempted
        )

    @property
    def must_be_meant(self) -> bool:
        """Whether whoever saves must say that it is meant so: nobody, or everybody in the bank."""
        return self.is_nobody or self.is_everybody


def preview(db: Session, draft: Draft, *, on: date) -> Preview:
    """What saving the draft would do today, from the same question that settling asks."""
    now = holding(db, drafted_rule(draft.terms), on, is_new=True)
    flags = _flags(now, draft, on)
    counts = db.execute(_counts(now, flags)).one()
    leavers = _leavers(db, draft, on)
    due = draft.terms.due_on
    return Preview(
        draft=draft,
        people=counts.people,
        joining=counts.joining or 0,
        leaving=db.scalar(select(func.count()).select_from(leavers.subquery())) or 0 if draft.replaces else 0,
        everybody=db.scalar(select(func.count()).select_from(Person).where(*_here(on))) or 0,
        exempted=_exempted(db, draft),
        counts={name: getattr(counts, name) or 0 for name in CONFLICTS},
        examples=_examples(db, now, flags, on),
        leavers=_named(db, leavers, on) if draft.replaces else (),
        is_past=due is not None and due < on,
        is_soon=due is not None and on <= due < on + SOON,
    )


def _here(on: date) -> tuple[ColumnElement[bool], ...]:
    return Person.hired_on <= on, or_(Person.left_on.is_(None), Person.left_on > on)


def _exempted(db: Session, draft: Draft) -> int:
    held = select(func.count()).where(
        Concession.requirement == draft.course.key, Concession.kind == "exempted", Concession.until_on.is_(None)
    )
    if draft.person is not None:
        held = held.where(Concession.person_id == draft.person.id)
    return db.scalar(held) or 0


def _flags(now: Any, draft: Draft, on: date) -> dict[str, Any]:
    course, terms = draft.course, draft.terms
    names = (course.key, *course.former)
    complete = exists().where(
        Completion.person_id == now.c.person_id, Completion.course.in_(names), Completion.version >= course.edition
    )
    others = exists().where(
        Assignee.person_id == now.c.person_id, Assignee.requirement.in_(names), asks_on(on),
        Assignee.assignment_id != (draft.replaces or 0),
    )  # fmt: skip
    under = exists().where(
        Assignee.person_id == now.c.person_id, Assignee.assignment_id == (draft.replaces or 0), Assignee.until_on.is_(None)
    )
    away = exists().where(
        Absence.person_id == now.c.person_id, Absence.from_on <= now.c.due_on,
        or_(Absence.until_on.is_(None), Absence.until_on > now.c.raw_on),
    )  # fmt: skip
    is_relative = literal(terms.due_from is not None)
    return {
        "is_new": ~under,
        "no_date": and_(is_relative, now.c.due_on.is_(None)),
        "unrealistic": and_(is_relative, now.c.raw_on < on + NOTICE),
        "away": and_(now.c.due_on.is_not(None), away),
        "complete": complete,
        "assigned": others,
    }


def _counts(now: Any, flags: dict[str, Any]) -> Select[Any]:
    sums = [_sum(flags[name]).label(name) for name in CONFLICTS]
    return select(func.count().label("people"), _sum(flags["is_new"]).label("joining"), *sums).select_from(now)


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _examples(db: Session, now: Any, flags: dict[str, Any], on: date) -> tuple[Example, ...]:
    """Those with something against them first."""
    worth = sum((case((flags[name], 1), else_=0) for name in CONFLICTS), literal(0))
    marks = [case((flags[name], 1), else_=0).label(name) for name in ("is_new", *CONFLICTS)]
    rows = db.execute(
        _people(on).add_columns(now.c.due_on, *marks).join(now, now.c.person_id == Person.id)
        .order_by(worth.desc(), Person.number).limit(EXAMPLES)
    ).all()  # fmt: skip
    return tuple(
        Example(
            person=_shown(row), unit=Words(row.unit or "", row.unit_en), is_new=bool(row.is_new), due_on=row.due_on,
            conflicts=tuple(name for name in CONFLICTS if getattr(row, name)),
        )
        for row in rows
    )  # fmt: skip


def _leavers(db: Session, draft: Draft, on: date) -> Select[Any]:
    """Who is under the version that would be replaced, and would be under none."""
    stay = holding(db, drafted_rule(draft.terms), on)
    still = select(literal(1)).where(stay.c.person_id == Assignee.person_id)
    return select(Assignee.person_id).where(Assignee.assignment_id == draft.replaces, Assignee.until_on.is_(None), ~still.exists())


def _named(db: Session, people: Select[Any], on: date) -> tuple[tuple[Shown, Words], ...]:
    rows = db.execute(_people(on).where(Person.id.in_(people)).order_by(Person.number).limit(EXAMPLES)).all()
    return tuple((_shown(row), Words(row.unit or "", row.unit_en)) for row in rows)


def _people(on: date) -> Select[Any]:
    people: Any = (
        select(Person.id, Person.number, Person.name, Person.name_en, Unit.name.label("unit"), Unit.name_en.label("unit_en"))
        .select_from(Person)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, Posting.kind == "main", holds(Posting, on)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
    )
    found: Select[Any] = people
    return found


def _shown(row: Any) -> Shown:
    return Shown(row.id, row.number, Words(row.name, row.name_en))
