"""The people behind one cell: fifty a page from a staff number on, or all of them some hundreds at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, func, literal, select, true
from sqlalchemy.orm import Session

from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.content.catalogue import Course, Words
from learning.people.models import Person, Unit
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.queries.counting import Question, at_work, states
from learning.reports.queries.tree import READERS, nodes, offered
from learning.reports.rules import Filters, Node
from learning.study.queries import standings
from learning.study.rules import STATES, Progress

PAGE = 50
CHUNK = 500


@dataclass(frozen=True)
class PersonRow:
    """One person behind a cell: where they stand, by the same rules as their why page, and the proof."""

    number: str
    name: Words
    position: str
    unit: Words
    standing: Progress
    certificate: str | None
    is_revoked: bool
    is_open_to_me: bool


@dataclass(frozen=True)
class People:
    """The people of a unit in one course: a page of them, and how many there are by state."""

    unit: Node
    course: Course
    filters: Filters
    rows: tuple[PersonRow, ...]
    counts: dict[str, int]
    next: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def by_state(self) -> list[tuple[str, int]]:
        return [(state, self.counts[state]) for state in STATES if state in self.counts]


def people(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date, after: str = "") -> People | None:
    """The people behind one cell, from a staff number on. None: no such course, or a unit that is not the viewer's to see."""
    found = _cell(db, me, live, filters, today=today)
    if found is None:
        return None
    unit, course, behind = found
    counts = {row.state: row.n for row in db.execute(select(behind.c.state, func.count().label("n")).group_by(behind.c.state))}
    page = db.execute(_page(behind, filters, after).add_columns(_is_open(me, today)).limit(PAGE + 1)).all()
    rows = _rows(db, page[:PAGE], course, filters.on)
    return People(unit, course, filters, rows, counts, rows[-1].number if len(page) > PAGE else None)


def all_people(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> Iterator[PersonRow]:
    """Everybody behind one cell, some hundreds at a time, for a file that never stands in memory as a whole."""
    found = _cell(db, me, live, filters, today=today)
    if found is None:
        return
    _, course, behind = found
    after = ""
    while page := db.execute(_page(behind, filters, after).add_columns(true().label("is_open")).limit(CHUNK)).all():
        yield from _rows(db, page, course, filters.on)
        after = page[-1].number


def head_count(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> int:
    """How many lines a file of the people behind a cell will have."""
    found = _cell(db, me, live, filters, today=today)
    if found is None:
        return 0
    behind = found[2]
    lines = select(func.count()).select_from(behind)
    return db.scalar(lines.where(behind.c.state == filters.state) if filters.state else lines) or 0


def _cell(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> tuple[Node, Course, Any] | None:
    """The unit, the course, and everybody in the unit and below it with their state, as a subquery."""
    courses = offered(live, filters.course) if filters.course else ()
    tree = rules.Tree(nodes(db, me, on=filters.on, today=today))
    unit = tree.nodes.get(filters.unit or 0)
    if unit is None or not courses:
        return None
    scope = None if tree.is_whole(unit.id) and me.sees_all(*READERS) else tree.under(unit.id)
    question = Question(courses, filters.on, db.info["clock"], scope, filters.position)
    staff = at_work(question.on, question.scope, question.position).subquery("staff")
    pairs = states(question)
    state = func.coalesce(pairs.c.state, literal("not_assigned", String))
    behind = select(staff, state.label("state")).outerjoin(pairs, pairs.c.person_id == staff.c.person_id).subquery("behind")
    return unit, courses[0], behind


def _is_open(me: Viewer, today: date) -> Any:
    """Whether the viewer may open this person's pages today: who was in the branch then may be elsewhere now."""
    return visible_people(me, today, READERS).label("is_open")


def _page(behind: Any, filters: Filters, after: str) -> Select[Any]:
    rows = (
        select(
            behind.c.person_id, behind.c.position, Person.number, Person.name, Person.name_en,
            Unit.name.label("unit_name"), Unit.name_en.label("unit_name_en"),
        )
        .join(Person, Person.id == behind.c.person_id)
        .join(Unit, Unit.id == behind.c.unit_id)
        .order_by(Person.number)
    )  # fmt: skip
    if filters.state:
        rows = rows.where(behind.c.state == filters.state)
    return rows.where(Person.number > after) if after else rows


def _rows(db: Session, page: Sequence[Any], course: Course, on: date) -> tuple[PersonRow, ...]:
    ids = [row.person_id for row in page]
    found = standings(db, ids, [course], on=on) if ids else {}
    proofs = _certificates(db, ids, course, on)
    return tuple(
        PersonRow(
            number=row.number,
            name=Words(row.name, row.name_en),
            position=row.position,
            unit=Words(row.unit_name, row.unit_name_en),
            standing=found[row.person_id, course.key],
            certificate=proofs.get(row.person_id, (None, False))[0],
            is_revoked=proofs.get(row.person_id, (None, False))[1],
            is_open_to_me=bool(row.is_open),
        )
        for row in page
    )


def _certificates(db: Session, ids: list[int], course: Course, on: date) -> dict[int, tuple[str, bool]]:
    """The newest certificate of each person in this course issued by the end of the day, and whether it was revoked by then."""
    end = db.info["clock"].end_of(on)
    revoked = select(literal(1)).where(
        PeriodEvent.period_id == CertificationPeriod.id, PeriodEvent.kind == "revoked", PeriodEvent.effective_at < end
    )
    rows = db.execute(
        select(CertificationPeriod.person_id, Proof.number, revoked.exists().label("is_revoked"))
        .join(Proof, Proof.period_id == CertificationPeriod.id)
        .where(CertificationPeriod.person_id.in_(ids), CertificationPeriod.certification.in_((course.key, *course.former)))
        .where(Proof.issued_at < end)
        .order_by(Proof.issued_at, Proof.id)
    )
    return {row.person_id: (row.number, bool(row.is_revoked)) for row in rows}
