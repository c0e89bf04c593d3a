"""Meetings of many branches at a glance: counted by branch in the database, and rolled up the tree of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from learning.meetings.models import Attendance, MeetingRun, PlannedMeeting
from learning.meetings.policy import READERS
from learning.meetings.rules.planning import SHORT
from learning.people import queries as people
from learning.people.models import Person, Posting, Unit
from learning.people.queries import calendar, holds, visible_units
from learning.people.rules import Viewer
from learning.people.rules.working_days import is_working_day


@dataclass
class Tally:
    """Of a branch or of all below a unit: days on which a morning meeting was expected, held, too short; minutes; who came."""

    expected: int = 0
    held: int = 0
    short: int = 0
    lapsed: int = 0
    seconds: int = 0
    asked: int = 0
    came: int = 0

    @property
    def missed(self) -> int:
        return max(self.expected - self.held - self.lapsed, 0)

    @property
    def minutes(self) -> float | None:
        return round(self.seconds / self.held / 60, 1) if self.held else None

    def add(self, other: "Tally") -> None:
        for name in ("expected", "held", "short", "lapsed", "seconds", "asked", "came"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Branch:
    """One line: a unit, its depth in the tree shown, whether meetings are held in it itself, and its figures."""

    unit: Unit
    depth: int
    is_branch: bool
    tally: Tally


def branches(db: Session, me: Viewer, first: date, today: date, *, unit_id: int | None = None) -> list[Branch]:
    """The units the viewer oversees, top down: one unit with those directly below it, or (None) the top with the next level.

    Six questions, however many branches there are.
    """
    last = min((first.replace(day=28) + timedelta(days=4)).replace(day=1), today) - timedelta(days=1)  # today is not over yet
    tree = people.unit_tree(db, me, today, READERS)
    own = tallies(db, [unit.id for unit, _ in tree], first, last, today)
    whole, parents = _rolled(tree, own)
    shown = _shown(tree, unit_id, parents)
    return [Branch(unit, depth, unit.id in own, whole[unit.id]) for unit, depth in shown]


def _shown(tree: Sequence[tuple[Unit, int]], unit_id: int | None, parents: Mapping[int, int | None]) -> list[tuple[Unit, int]]:
    tops = [unit.id for unit, depth in tree if depth == 0]
    root = unit_id if unit_id is not None else (tops[0] if len(tops) == 1 else None)
    if root is None:
        return [(unit, 0) for unit, depth in tree if depth == 0]
    return [(unit, 0 if unit.id == root else 1) for unit, _ in tree if unit.id == root or parents.get(unit.id) == root]


def _rolled(tree: Sequence[tuple[Unit, int]], own: Mapping[int, Tally]) -> tuple[dict[int, Tally], dict[int, int | None]]:
    """Each unit's figures with all below it, and each unit's unit above, from the order of the tree."""
    whole: dict[int, Tally] = {}
    parents: dict[int, int | None] = {}
    path: list[int] = []
    for unit, depth in tree:
        del path[depth:]
        parents[unit.id] = path[-1] if path else None
        path.append(unit.id)
        whole[unit.id] = Tally()
        for above in path:
            if unit.id in own:
                whole[above].add(own[unit.id])
    return whole, parents


def tallies(db: Session, unit_ids: Sequence[int], first: date, last: date, today: date) -> dict[int, Tally]:
    """By branch in which people work; nothing is expected before the day on which it first planned or held a meeting."""
    staffed = set(db.scalars(select(Posting.unit_id).where(holds(Posting, today)).distinct()))
    found = {unit_id: Tally() for unit_id in unit_ids if unit_id in staffed}
    since = _since(db)
    known = calendar.exceptions(db, first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if is_working_day(day, known) and day < today]
    for unit_id, tally in found.items():
        begun = since.get(unit_id)
        tally.expected = sum(day >= begun for day in working) if begun else 0
    _count_runs(db, found, first, last)
    _count_people(db, found, first, last)
    return found


def week(db: Session, me: Viewer, today: date) -> Tally:
    """The days of this week before today in every branch the viewer oversees, in one sum: for the desk."""
    whole, ids = Tally(), db.scalars(select(Unit.id).where(visible_units(me, today, READERS))).all()
    for tally in tallies(db, ids, today - timedelta(days=today.weekday()), today - timedelta(days=1), today).values():
        whole.add(tally)
    return whole


def _since(db: Session) -> dict[int, date]:
    found: dict[int, date] = {}
    for table in (PlannedMeeting, MeetingRun):
        for unit_id, day in db.execute(select(table.unit_id, func.min(table.day)).group_by(table.unit_id)):
            found[unit_id] = min(found.get(unit_id, day), day)
    return found


def _count_runs(db: Session, found: dict[int, Tally], first: date, last: date) -> None:
    run = MeetingRun
    closed, is_short = run.state == "closed", run.seconds * SHORT < run.planned_seconds
    counted = select(
        run.unit_id,
        func.sum(case((closed, 1), else_=0)), func.sum(case((and_(closed, is_short), 1), else_=0)),
        func.sum(case((run.state == "lapsed", 1), else_=0)), func.sum(case((closed, run.seconds), else_=0)),
    ).where(run.kind == "morning", run.day.between(first, last), run.state != "void")  # fmt: skip
    for unit_id, held, short, lapsed, seconds in db.execute(counted.group_by(run.unit_id)):
        if unit_id in found:
            tally = found[unit_id]
            tally.held, tally.short, tally.lapsed, tally.seconds = int(held), int(short), int(lapsed), int(seconds or 0)


def _count_people(db: Session, found: dict[int, Tally], first: date, last: date) -> None:
    asked = case((Attendance.state.in_(("present", "late", "absent")), 1), else_=0)
    came = case((Attendance.state.in_(("present", "late")), 1), else_=0)
    counted = select(MeetingRun.unit_id, func.sum(asked), func.sum(came)).join(MeetingRun, MeetingRun.id == Attendance.run_id)
    inside = (MeetingRun.kind == "morning", MeetingRun.day.between(first, last), MeetingRun.state == "closed")
    for unit_id, expected, here in db.execute(counted.where(*inside).group_by(MeetingRun.unit_id)):
        if unit_id in found:
            found[unit_id].asked, found[unit_id].came = int(expected), int(here)


@dataclass(frozen=True)
class Hosted:
    """Somebody who led meetings of a branch: how often, and when last."""

    person: Person
    times: int
    last_on: date


def hosts(db: Session, unit_id: int, first: date, last: date) -> list[Hosted]:
    """Who led meetings of a branch from one day to another (included), the most often first; by name among equals."""
    times, newest = func.count(), func.max(MeetingRun.day)
    led = select(Person, times, newest).join(MeetingRun, MeetingRun.host_id == Person.id)
    inside = (MeetingRun.unit_id == unit_id, MeetingRun.day.between(first, last), MeetingRun.state.in_(("closed", "lapsed")))
    rows = db.execute(led.where(*inside).group_by(Person.id).order_by(times.desc(), Person.sort_key, Person.number))
    return [Hosted(person, n, day) for person, n, day in rows]
