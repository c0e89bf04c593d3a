"""What the completion report reads: people counted by unit in the database, then the people behind one cell.

Assignees are the settled answers and completions are facts, so a day in the past is read from the same rows, by when they
took effect. The state below is ``study.rules.state`` in SQL; a test holds the two together.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, String, and_, case, cast, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session

from learning.base.tables import Moment
from learning.certificates.models import CertificationPeriod, PeriodEvent, Proof
from learning.content.catalogue import Course, Words
from learning.people.models import Person, Posting, Unit, UnitPlace
from learning.people.queries import holds, visible_people, visible_units
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.rules import Board, Counts, Filters, Node
from learning.study.models import Assignee, Completion
from learning.study.queries import holds_on, standings
from learning.study.rules import SOON, STATES, Progress

READERS = ("head", "officer", "auditor")
PAGE = 50
CHUNK = 500


def offered(live: Live, course: str | None = None) -> tuple[Course, ...]:
    """The courses of the report, in the bank's order: those that are offered, or the one asked for."""
    courses = sorted(live.catalogue.courses.values(), key=lambda one: (one.order, one.key))
    return tuple(one for one in courses if (one.key == course if course else one.status == "active"))


def nodes(db: Session, me: Viewer, filters: Filters, *, today: date) -> list[Node]:
    """The units the viewer may read today, hanging where they hung on the day. Each once."""
    hung = select(Unit.id, UnitPlace.parent_id, Unit.name, Unit.name_en, Unit.position)
    hung = hung.outerjoin(UnitPlace, and_(UnitPlace.unit_id == Unit.id, holds(UnitPlace, filters.on)))
    rows = db.execute(hung.where(visible_units(me, today, READERS), _stood(filters.on)).order_by(Unit.position, Unit.id))
    return [Node(row.id, row.parent_id, Words(row.name, row.name_en), n) for n, row in enumerate(rows)]


def _stood(on: date) -> Any:
    """Units that hung in the tree on the day, or held somebody."""
    held = select(literal(1)).where(Posting.unit_id == Unit.id, Posting.kind == "main", holds(Posting, on))
    return or_(UnitPlace.id.is_not(None), held.exists())


def board(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> Board | None:
    """The report: four queries, whatever the number of units and people. None: a unit that is not the viewer's to see."""
    units = nodes(db, me, filters, today=today)
    if filters.unit is not None and all(node.id != filters.unit for node in units):
        return None
    courses = offered(live, filters.course)
    scope = None if me.sees_all(*READERS) else [node.id for node in units]
    found = rules.board(units, _counts(db, courses, filters, scope), courses, filters)
    chosen = scope if filters.unit is None else rules.Tree(units, {}).under(filters.unit)
    found.figures.weeks.update(_weeks(db, courses, filters, chosen))
    return found


def _counts(db: Session, courses: Sequence[Course], filters: Filters, scope: list[int] | None) -> dict[int, Counts]:
    people = _people(filters, scope).cte("staff")
    pairs = _pairs(db, courses, filters.on)
    cells = (
        select(people.c.unit_id, pairs.c.course, pairs.c.state, func.count().label("n"))
        .join(people, people.c.person_id == pairs.c.person_id)
        .group_by(people.c.unit_id, pairs.c.course, pairs.c.state)
    )
    counts = _heads(db, people, courses, filters.on)
    for row in db.execute(cells):
        counts[row.unit_id].states[row.course, row.state] += row.n
    return counts


def _weeks(db: Session, courses: Sequence[Course], filters: Filters, scope: list[int] | None) -> dict[int, int]:
    """How many pairs of person and course became complete by the end of each week of the trend, among the people of the day."""
    clock = db.info["clock"]
    people = _people(filters, scope).subquery("staff")
    done = _completed(courses, clock.end_of(filters.on)).subquery("done")
    ends = [clock.end_of(day) for day in rules.week_ends(filters.on)]
    week = case(*[(done.c.done_at < literal(end, Moment), n) for n, end in enumerate(ends)]).label("week")
    rows = select(week, func.count().label("n")).join(people, people.c.person_id == done.c.person_id)
    return {row.week: row.n for row in db.execute(rows.where(done.c.done_at.is_not(None)).group_by(week))}


def _heads(db: Session, people: Any, courses: Sequence[Course], on: date) -> dict[int, Counts]:
    """How many people each unit has, and how many of them are late or nearly so. A person counts once."""
    key = _key(courses)
    done = select(literal(1)).where(
        Completion.person_id == Assignee.person_id, key(Completion.course) == key(Assignee.requirement),
        Completion.effective_at < db.info["clock"].end_of(on),
    )  # fmt: skip
    due = (
        select(Assignee.person_id, func.min(Assignee.due_on).label("due_on"))
        .where(Assignee.requirement.in_(_names(courses)), holds_on(on), Assignee.due_on <= on + SOON, ~done.exists())
        .group_by(key(Assignee.requirement), Assignee.person_id)
        .subquery("due")
    )
    worst = (
        select(
            due.c.person_id,
            func.max(case((due.c.due_on < on, 1), else_=0)).label("late"),
            func.max(case((due.c.due_on >= on, 1), else_=0)).label("soon"),
        )
        .group_by(due.c.person_id)
        .subquery("worst")
    )
    rows = db.execute(
        select(
            people.c.unit_id, func.count().label("people"), func.sum(worst.c.late).label("late"),
            func.sum(worst.c.soon).label("soon"),
        )
        .outerjoin(worst, worst.c.person_id == people.c.person_id)
        .group_by(people.c.unit_id)
    )  # fmt: skip
    return {row.unit_id: Counts(row.people, row.late or 0, row.soon or 0) for row in rows}


def _people(filters: Filters, scope: Collection[int] | None) -> Any:
    """Everybody at work on the day in these units (none named: in the whole bank), each in their main post only."""
    staff: Any = (
        select(Posting.person_id, Posting.unit_id, Posting.position)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.kind == "main", holds(Posting, filters.on), Person.hired_on <= filters.on)
        .where(or_(Person.left_on.is_(None), Person.left_on > filters.on))
    )
    if scope is not None:
        staff = staff.where(Posting.unit_id.in_(scope))
    return staff.where(Posting.position == filters.position) if filters.position else staff


def _pairs(db: Session, courses: Sequence[Course], on: date) -> Any:
    """Person by course, for whoever is asked or has done it: the state of the day.

    Both halves walk an index that begins with the course, so that nothing has to be sorted.
    """
    both = union_all(*_asked_and_done(courses, on, db.info["clock"].end_of(on))).subquery("both")
    state = case(
        (both.c.done_at.is_not(None), "complete"),
        (both.c.version.is_not(None), "needs_again"),
        (both.c.due_on < on, "overdue"),
        (both.c.due_on <= on + SOON, "due_soon"),
        else_="open",
    )
    return select(both.c.person_id, both.c.course, state.label("state")).subquery("pairs")


def _asked_and_done(courses: Sequence[Course], on: date, until: datetime) -> tuple[Select[Any], Select[Any]]:
    """Whoever is asked on the day, with what they had completed by its midnight; and whoever completed without being asked."""
    key = _key(courses)
    asked, done = key(Assignee.requirement), key(Completion.course)
    is_same = and_(Completion.person_id == Assignee.person_id, done == asked)
    first = (
        select(Assignee.person_id, asked.label("course"), func.min(Assignee.due_on).label("due_on"), *_proof(courses))
        .outerjoin(Completion, and_(is_same, Completion.effective_at < until))
        .where(Assignee.requirement.in_(_names(courses)), holds_on(on))
        .group_by(asked, Assignee.person_id)
    )
    is_asked = select(literal(1)).where(is_same, holds_on(on)).correlate(Completion)
    second = _completed(courses, until).where(~is_asked.exists())
    due_on = cast(null(), Date).label("due_on")
    columns = second.selected_columns
    return first, second.with_only_columns(columns.person_id, columns.course, due_on, columns.version, columns.done_at)


def _completed(courses: Sequence[Course], until: datetime) -> Select[Any]:
    """Person by course, for whoever completed it in any 版本: the highest one, and when one that counts was first reached."""
    course = _key(courses)(Completion.course)
    rows = select(Completion.person_id, course.label("course"), *_proof(courses))
    return rows.where(Completion.course.in_(_names(courses)), Completion.effective_at < until).group_by(
        course, Completion.person_id
    )


def _proof(courses: Sequence[Course]) -> tuple[Any, Any]:
    wanted = case({course.key: course.edition for course in courses} or {"": 0}, value=_key(courses)(Completion.course))
    counts = case((Completion.version >= wanted, Completion.effective_at))
    return func.max(Completion.version).label("version"), func.min(counts).label("done_at")


def _names(courses: Sequence[Course]) -> list[str]:
    """Every key under which rows of these courses may stand: courses are renamed, rows are not."""
    return [name for course in courses for name in (course.key, *course.former)]


def _key(courses: Sequence[Course]) -> Callable[[Any], Any]:
    """A column of course keys as the keys of today."""
    renamed = {former: course.key for course in courses for former in course.former}
    return lambda column: case(renamed, value=column, else_=column) if renamed else column


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


def _cell(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> tuple[Node, Course, Any] | None:
    """The unit, the course, and everybody in the unit and below it with their state, as a subquery."""
    courses = offered(live, filters.course) if filters.course else ()
    units = nodes(db, me, filters, today=today)
    unit = next((node for node in units if node.id == filters.unit), None)
    if unit is None or not courses:
        return None
    staff = _people(filters, rules.Tree(units, {}).under(unit.id)).subquery("staff")
    pairs = _pairs(db, courses, filters.on)
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
