"""The people behind one cell: fifty a page from a staff number on, or all of them some hundreds at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.content.catalogue import Course, Words
from learning.people.models import Person, Unit
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.queries.counting import Question, at_work, states
from learning.reports.queries.sums import sums
from learning.reports.queries.tree import READERS, nodes, offered
from learning.reports.rules import ASKED, Filters, Node
from learning.study.models import Assignee, Completion, StepFact
from learning.study.queries import asks_on, positions_asked
from learning.study.rules import STATES, asked_version

PAGE = 50
CHUNK = 2000
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PersonRow:
    """One person behind a cell: how far, until when, in which state, with which proof."""

    number: str
    name: Words
    position: str
    unit: Words
    steps_done: int
    steps_required: int
    due_on: date | None
    state: str
    completed_on: date | None
    certificate: str | None
    is_revoked: bool
    is_open_to_me: bool


@dataclass(frozen=True)
class People:
    """The people of a unit in one course: a page of them, and how many there are by state (not counted on a later page)."""

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
    def lines(self) -> int:
        """How many lines a file has: of everybody, or of the state asked for."""
        return self.counts.get(self.filters.state, 0) if self.filters.state else self.total

    @property
    def by_state(self) -> list[tuple[str, int]]:
        return [(state, self.counts[state]) for state in STATES if state in self.counts]


def people(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date, after: str = "") -> People | None:
    """The people behind one cell, from a staff number on. None: no such course, or a unit that is not the viewer's to see."""
    found = _cell(db, me, live, filters, today=today)
    if found is None:
        return None
    unit, course, behind = found
    counts = _summed(db, me, live, filters, today) if filters.on == today else None
    if counts is None and not after:
        rows_of = select(behind.c.state, func.count().label("n")).group_by(behind.c.state)
        counts = {row.state: row.n for row in db.execute(rows_of)}
    page = db.execute(_page(behind, filters, after).add_columns(_is_open(me, today)).limit(PAGE + 1)).all()
    rows = _rows(db, page[:PAGE], course, filters.on)
    return People(unit, course, filters, rows, counts or {}, rows[-1].number if len(page) > PAGE else None)


def all_people(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> Iterator[PersonRow]:
    """Everybody behind one cell, in one pass, some hundreds at a time: a file never stands in memory as a whole."""
    found = _cell(db, me, live, filters, today=today)
    if found is None:
        return
    _, course, behind = found
    everybody = db.execute(_page(behind, filters, "").add_columns(true().label("is_open")), execution_options={"yield_per": CHUNK})
    for chunk in everybody.partitions():
        yield from _rows(db, chunk, course, filters.on)


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


def _summed(db: Session, me: Viewer, live: Live, filters: Filters, today: date) -> dict[str, int] | None:
    """How many there are by state, from the sums. None: they do not hold."""
    tree, unit = rules.Tree(nodes(db, me, on=filters.on, today=today)), filters.unit or 0
    course = offered(live, filters.course)
    whole = sums(db, live, tree, course, filters, {unit})
    if whole is None:
        return None
    counts = {state: whole[unit].states[course[0].key, state] for state in ASKED}
    counts["not_assigned"] = whole[unit].people - sum(counts.values())
    return {state: n for state, n in counts.items() if n}


def _is_open(me: Viewer, today: date) -> Any:
    """Whether the viewer may open this person's pages today: who was in the branch then may be elsewhere now."""
    return visible_people(me, today, READERS).label("is_open")


def _page(behind: Any, filters: Filters, after: str) -> Select[Any]:
    rows = (
        select(
            behind.c.person_id, behind.c.position, behind.c.state, Person.number, Person.name, Person.name_en,
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
    if not ids:
        return ()
    required, done, completed = _required(db, ids, course, on), _steps(db, ids, course, on), _completed_on(db, ids, course, on)
    proofs, due = _certificates(db, ids, course, on), _due_on(db, ids, course, on)
    return tuple(
        PersonRow(
            number=row.number,
            name=Words(row.name, row.name_en),
            position=row.position,
            unit=Words(row.unit_name, row.unit_name_en),
            steps_done=len(done.get(row.person_id, NONE) & required[row.person_id]),
            steps_required=len(required[row.person_id]),
            due_on=due.get(row.person_id),
            state=row.state,
            completed_on=completed.get(row.person_id),
            certificate=proofs.get(row.person_id, (None, False))[0],
            is_revoked=proofs.get(row.person_id, (None, False))[1],
            is_open_to_me=bool(row.is_open),
        )
        for row in page
    )


def _among(person: Any, ids: Sequence[int]) -> Any:
    """The numbers stand in the statement: a thousand parameters cost more than the rows they find."""
    return person.in_(bindparam(None, ids, expanding=True, literal_execute=True))


def _required(db: Session, ids: list[int], course: Course, on: date) -> Mapping[int, frozenset[str]]:
    """The steps each must do. Only where a course asks different things of different positions does it take their assignments."""
    if not course.required:
        return dict.fromkeys(ids, frozenset(course.required_for("")))
    found = positions_asked(db, ids, course, on=on)
    steps = {position: frozenset(course.required_for(position or "")) for position in set(found.values())}
    return {person: steps[position] for person, position in found.items()}


def _steps(db: Session, ids: list[int], course: Course, on: date) -> dict[int, set[str]]:
    """The steps done in the version now asked, under their names of today."""
    asked = {step.key: asked_version(course, step) for step in course.outline}
    found: dict[int, set[str]] = defaultdict(set)
    facts = select(StepFact.person_id, StepFact.step, StepFact.version).where(
        _among(StepFact.person_id, ids), StepFact.course.in_((course.key, *course.former)),
        StepFact.effective_at < db.info["clock"].end_of(on),
    )  # fmt: skip
    for person, step, version in db.execute(facts):
        key = course.former_ids.get(step, step)
        if key in asked and version >= asked[key]:
            found[person].add(key)
    return found


def _completed_on(db: Session, ids: list[int], course: Course, on: date) -> dict[int, date]:
    """The day of the newest completion, whether or not it still counts."""
    clock = db.info["clock"]
    rows = select(Completion.person_id, Completion.effective_at).where(
        _among(Completion.person_id, ids), Completion.course.in_((course.key, *course.former)),
        Completion.effective_at < clock.end_of(on),
    )  # fmt: skip
    return {person: clock.day(at) for person, at in db.execute(rows.order_by(Completion.version, Completion.id.desc()))}


def _due_on(db: Session, ids: list[int], course: Course, on: date) -> dict[int, date | None]:
    """Until when each is asked on the day, done or not: of several assignments the earliest date."""
    asked = _among(Assignee.person_id, ids), Assignee.requirement.in_((course.key, *course.former)), asks_on(on)
    rows = select(Assignee.person_id, func.min(Assignee.due_on)).where(*asked).group_by(Assignee.person_id)
    return {person: due_on for person, due_on in db.execute(rows)}


def _certificates(db: Session, ids: list[int], course: Course, on: date) -> dict[int, tuple[str, bool]]:
    """The newest certificate of each person in this course issued by the end of the day, and whether it was revoked by then."""
    end = db.info["clock"].end_of(on)
    revoked = select(literal(1)).where(
        PeriodEvent.period_id == CertificationPeriod.id, PeriodEvent.kind == "revoked", PeriodEvent.effective_at < end
    )
    rows = db.execute(
        select(CertificationPeriod.person_id, Proof.number, revoked.exists().label("is_revoked"))
        .join(Proof, Proof.period_id == CertificationPeriod.id)
        .where(_among(CertificationPeriod.person_id, ids), CertificationPeriod.certification.in_((course.key, *course.former)))
        .where(Proof.issued_at < end)
        .order_by(Proof.issued_at, Proof.id)
    )
    return {row.person_id: (row.number, bool(row.is_revoked)) for row in rows}
