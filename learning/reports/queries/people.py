"""The people behind one cell: fifty a page from a staff number on, or all of them some hundreds at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.content.catalogue import Course, Words
from learning.people.queries import visible_people
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports.queries import behind
from learning.reports.queries.tree import READERS
from learning.reports.rules import Filters, Node
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
    cell = behind.cell(db, me, live, filters, today=today)
    if cell is None:
        return None
    counts = behind.kept_counts(db, live, cell, today=today)
    found = _page(db, cell, after, counts, _is_open(me, today))
    if counts is None and not after:
        counts = behind.row_counts(db, cell)
    rows = _rows(db, found[:PAGE], cell.course, filters.on)
    return People(cell.unit, cell.course, filters, rows, counts or {}, rows[-1].number if len(found) > PAGE else None)


def _page(db: Session, cell: behind.Cell, after: str, counts: dict[str, int] | None, is_open: Any) -> Sequence[Any]:
    """One more than a page, if there are so many; where the counts are known, looked for where they are likely to be found."""
    state, most = cell.filters.state, PAGE + 1
    if counts is not None and state and state not in counts:
        return []
    if counts and (within := behind.stretch(counts, state, most)):
        found = db.execute(behind.names(cell, after, within=within).add_columns(is_open).limit(most)).all()
        if len(found) == most:
            return found
    return db.execute(behind.names(cell, after).add_columns(is_open).limit(most)).all()


def all_people(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> Iterator[PersonRow]:
    """Everybody behind one cell, in one pass, some hundreds at a time: a file never stands in memory as a whole."""
    cell = behind.cell(db, me, live, filters, today=today)
    if cell is None:
        return
    everybody = behind.names(cell).add_columns(true().label("is_open"))
    for chunk in db.execute(everybody, execution_options={"yield_per": CHUNK}).partitions():
        yield from _rows(db, chunk, cell.course, filters.on)


def _is_open(me: Viewer, today: date) -> Any:
    """Whether the viewer may open this person's pages today: who was in the branch then may be elsewhere now."""
    return visible_people(me, today, READERS).label("is_open")


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
