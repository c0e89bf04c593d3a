"""Who is behind one cell: everybody of a unit and below it, with their state in one course, in the order of staff numbers.

Two statements say the same. One finds the states of all at once, for files, counts and rare states; the other those of the next
numbers only, among which a page is found in a large unit.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, literal, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course
from learning.people.models import Person, Posting, Unit
from learning.people.rules import Viewer
from learning.publishing.queries import Live
from learning.reports.queries.counting import Question, at_work, states
from learning.reports.queries.past import past
from learning.reports.queries.sums import sums
from learning.reports.queries.tree import READERS, nodes, offered
from learning.reports.rules import ASKED, Filters, Node, Tree
from learning.study.models import Assignee, Completion
from learning.study.queries import holds_on
from learning.study.rules import SOON

MANY, FAR = 2_000, 4_000
"""In a unit of more people a page is looked for within so many numbers at most."""
NEVER = date.max


@dataclass(frozen=True)
class Cell:
    """A unit with everybody below it on a day, and one course."""

    tree: Tree
    unit: Node
    question: Question
    filters: Filters

    @property
    def course(self) -> Course:
        return self.question.courses[0]


def cell(db: Session, me: Viewer, live: Live, filters: Filters, *, today: date) -> Cell | None:
    """None: no such course, or a unit that is not the viewer's to see."""
    courses = offered(live, filters.course) if filters.course else ()
    tree = Tree(nodes(db, me, on=filters.on, today=today))
    unit = tree.nodes.get(filters.unit or 0)
    if unit is None or not courses:
        return None
    scope = None if tree.is_whole(unit.id) and me.sees_all(*READERS) else tree.under(unit.id)
    return Cell(tree, unit, Question(courses, filters.on, db.info["clock"], scope, filters.position), filters)


def kept_counts(db: Session, live: Live, one: Cell, *, today: date) -> dict[str, int] | None:
    """How many there are by state, from what is kept. None: it has to be counted."""
    read = sums if one.filters.on == today else past
    whole = read(db, live, one.tree, one.question.courses, one.filters, {one.unit.id})
    if whole is None:
        return None
    counts = {state: whole[one.unit.id].states[one.course.key, state] for state in ASKED}
    counts["not_assigned"] = whole[one.unit.id].people - sum(counts.values())
    return {state: n for state, n in counts.items() if n}


def row_counts(db: Session, one: Cell) -> dict[str, int]:
    """How many there are by state, counted."""
    found = _all_states(one)
    rows = select(found.c.state, func.count().label("n")).group_by(found.c.state)
    return {row.state: row.n for row in db.execute(rows)}


def names(one: Cell, after: str = "", *, within: int | None = None) -> Select[Any]:
    """Everybody from a number on, in order; or who is found ``within`` so many of the unit's numbers."""
    found = _within(one, after, within) if within else _all_states(one)
    rows = (
        select(
            found.c.person_id, found.c.position, found.c.state, Person.number, Person.name, Person.name_en,
            Unit.name.label("unit_name"), Unit.name_en.label("unit_name_en"),
        )
        .join(Person, Person.id == found.c.person_id)
        .join(Unit, Unit.id == found.c.unit_id)
        .where(Person.number > after)
        .order_by(Person.number)
    )  # fmt: skip
    return rows.where(found.c.state == one.filters.state) if one.filters.state else rows


def stretch(counts: dict[str, int], state: str, page: int) -> int | None:
    """How many numbers most likely hold a page of people in the state. None: it is quicker to find the states of all."""
    total, there = sum(counts.values()), counts.get(state, 0) if state else sum(counts.values())
    wanted = 2 * page * total // max(1, there)
    return wanted if wanted <= FAR and total > MANY else None


def _all_states(one: Cell) -> Any:
    staff = at_work(one.question.on, one.question.scope, one.question.position).subquery("staff")
    pairs = states(one.question)
    state = func.coalesce(pairs.c.state, literal("not_assigned", String)).label("state")
    return select(staff, state).outerjoin(pairs, pairs.c.person_id == staff.c.person_id).subquery("behind")


def _within(one: Cell, after: str, within: int) -> Any:
    """The next so many, each person's state by itself: of the whole bank in the order of the numbers, of a part of it sorted."""
    question = one.question
    staff = at_work(question.on, question.scope, question.position)
    if question.scope is None and question.position is None:
        following = select(Person.id).where(Person.number > after).order_by(Person.number).limit(within).subquery("following")
        some = staff.join(following, following.c.id == Posting.person_id).subquery("some")
    else:
        some = staff.where(Person.number > after).order_by(Person.number).limit(within).subquery("some")
    return select(some, _state(question, some.c.person_id).label("state")).subquery("behind")


def _state(question: Question, person_id: Any) -> ColumnElement[str]:
    """What ``counting.states`` says of one person in one course."""
    on, wanted = question.on, question.courses[0].edition
    done = select(literal(1)).where(
        Completion.person_id == person_id, Completion.course.in_(question.names), Completion.effective_at < question.until
    )
    asked = Assignee.person_id == person_id, Assignee.requirement.in_(question.names), holds_on(on)
    due = select(func.min(func.coalesce(Assignee.due_on, NEVER))).where(*asked).scalar_subquery()
    how_late = (due < on, "overdue"), (due <= on + SOON, "due_soon"), (due.is_not(None), "open")
    is_complete = done.where(Completion.version >= wanted).exists(), "complete"
    return case(is_complete, (done.exists(), "needs_again"), *how_late, else_="not_assigned")
