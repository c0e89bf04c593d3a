"""Counting in the rows themselves: for any day, and for whatever the sums do not hold.

Assignees are the settled answers and completions are facts, so a day in the past is read from the same rows, by when they
took effect. The state below is ``study.rules.state`` in SQL; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session

from learning.base.clock import Clock
from learning.base.tables import Moment
from learning.content.catalogue import Course
from learning.people.models import Person, Posting
from learning.people.queries import holds
from learning.reports import rules
from learning.reports.rules import Counts
from learning.study.models import Assignee, Completion
from learning.study.queries import asks_on
from learning.study.rules import SOON

Key = tuple[int, str]
Scope = Collection[int] | None
"""Ids of units; None: the whole bank."""
ALL = ""
"""The position that stands for all of them."""


@dataclass(frozen=True)
class Question:
    """Whom in what and when: courses, the end of a day, and perhaps only some of the staff."""

    courses: Sequence[Course]
    on: date
    clock: Clock
    scope: Scope = None
    position: str | None = None

    @property
    def until(self) -> datetime:
        return self.clock.end_of(self.on)

    @property
    def names(self) -> list[str]:
        """Every key under which rows of these courses may stand: courses are renamed, rows are not."""
        return [name for course in self.courses for name in (course.key, *course.former)]

    def key(self, column: Any) -> Any:
        """A column of course keys as the keys of today."""
        renamed = {former: course.key for course in self.courses for former in course.former}
        return case(renamed, value=column, else_=column) if renamed else column

    def holds_for(self, person_id: Any) -> ColumnElement[bool]:
        """Only rows of people who are asked about, so that a few units do not cost the whole bank."""
        if self.scope is None:
            return true()
        asked: ColumnElement[bool] = person_id.in_(at_work(self.on, self.scope, self.position).with_only_columns(Posting.person_id))
        return asked


def counted(db: Session, question: Question, *, by_position: bool = False) -> dict[Key, Counts]:
    """What is counted in each unit itself, in two statements: by unit and "", and ``by_position`` also by each position."""
    staff = at_work(question.on, question.scope, question.position).cte("staff")
    by = (staff.c.unit_id, staff.c.position) if by_position else (staff.c.unit_id,)
    fine: dict[Key, Counts] = defaultdict(Counts)
    _count_heads(db, fine, staff, by, question)
    _count_pairs(db, fine, staff, by, question)
    if not by_position:
        return dict(fine)
    found: dict[Key, Counts] = defaultdict(Counts)
    for (unit, post), counts in fine.items():
        found[unit, post].add(counts)
        found[unit, ALL].add(counts)
    return dict(found)


def at_work(on: date, scope: Scope, position: str | None = None) -> Any:
    """Everybody at work on the day in these units, each in their main post only."""
    staff: Any = (
        select(Posting.person_id, Posting.unit_id, Posting.position)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.kind == "main", holds(Posting, on), Person.hired_on <= on)
        .where(or_(Person.left_on.is_(None), Person.left_on > on))
    )
    if scope is not None:
        staff = staff.where(Posting.unit_id.in_(scope))
    return staff.where(Posting.position == position) if position else staff


def _key_of(row: Any, by: Sequence[Any]) -> Key:
    return row[0], row[1] if len(by) == 2 else ALL


def _count_heads(db: Session, into: dict[Key, Counts], staff: Any, by: Sequence[Any], question: Question) -> None:
    """People, and how many of them are late or nearly so. A person counts once."""
    on = question.on
    due = _not_done(question).where(Assignee.due_on <= on + SOON).subquery("due")
    worst = (
        select(
            due.c.person_id,
            func.max(case((due.c.due_on < on, 1), else_=0)).label("late"),
            func.max(case((due.c.due_on >= on, 1), else_=0)).label("soon"),
        )
        .group_by(due.c.person_id)
        .subquery("worst")
    )
    sums = func.count(), func.sum(worst.c.late), func.sum(worst.c.soon)
    rows = select(*by, *sums).select_from(staff).outerjoin(worst, worst.c.person_id == staff.c.person_id).group_by(*by)
    for row in db.execute(rows):
        counts = into[_key_of(row, by)]
        counts.people, counts.late, counts.soon = row[-3], row[-2] or 0, row[-1] or 0


def _count_pairs(db: Session, into: dict[Key, Counts], staff: Any, by: Sequence[Any], question: Question) -> None:
    """States by course and, of what is complete, by the end of which week of the trend it was, among the people of the day."""
    pairs = states(question)
    ends = [question.clock.end_of(day) for day in rules.week_ends(question.on)]
    week = case(*[(pairs.c.done_at < literal(end, Moment), n) for n, end in enumerate(ends)]).label("week")
    columns = *by, pairs.c.course, pairs.c.state, week
    rows = select(*columns, func.count()).join(staff, staff.c.person_id == pairs.c.person_id).group_by(*columns)
    for row in db.execute(rows):
        counts = into[_key_of(row, by)]
        counts.states[row.course, row.state] += row[-1]
        if row.week is not None:
            counts.weeks[row.course, row.week] += row[-1]


def states(question: Question) -> Any:
    """Person by course, for whoever has done it or is asked: the state of the day, and since when it is complete.

    What somebody has done decides alone; only without any completion does it matter until when they are asked. So the two
    halves share nobody, and each is one walk along an index that begins with the course.
    """
    on, done, due = question.on, _completed(question).subquery("done"), _not_done(question).subquery("due")
    is_complete = case((done.c.done_at.is_not(None), "complete"), else_="needs_again")
    how_late = case((due.c.due_on < on, "overdue"), (due.c.due_on <= on + SOON, "due_soon"), else_="open")
    both = (
        select(done.c.person_id, done.c.course, is_complete.label("state"), done.c.done_at),
        select(due.c.person_id, due.c.course, how_late.label("state"), null().label("done_at")),
    )
    return union_all(*both).subquery("pairs")


def _not_done(question: Question) -> Select[Any]:
    """Person by course, for whoever is asked on the day and had completed it in no 版本 by its end: the earliest due date."""
    asked = question.key(Assignee.requirement)
    done = select(literal(1)).where(
        Completion.person_id == Assignee.person_id, question.key(Completion.course) == asked,
        Completion.effective_at < question.until,
    )  # fmt: skip
    rows = select(Assignee.person_id, asked.label("course"), func.min(Assignee.due_on).label("due_on"))
    rows = rows.where(Assignee.requirement.in_(question.names), asks_on(question.on), ~done.exists())
    return rows.where(question.holds_for(Assignee.person_id)).group_by(asked, Assignee.person_id)


def _completed(question: Question) -> Select[Any]:
    """Person by course, for whoever completed it in any 版本: the highest one, and when one that counts was first reached."""
    course = question.key(Completion.course)
    rows = select(Completion.person_id, course.label("course"), *_proof(question))
    wanted = Completion.course.in_(question.names), Completion.effective_at < question.until
    return rows.where(*wanted, question.holds_for(Completion.person_id)).group_by(course, Completion.person_id)


def _proof(question: Question) -> tuple[Any, Any]:
    wanted = case({one.key: one.edition for one in question.courses} or {"": 0}, value=question.key(Completion.course))
    counts = case((Completion.version >= wanted, Completion.effective_at))
    return func.max(Completion.version).label("version"), func.min(counts).label("done_at")
