"""A branch's month, what it should hold next, and whose turn it is to lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from learning.clauses import queries as clauses
from learning.content.catalogue import Catalogue, Course, Question
from learning.meetings import rules
from learning.meetings.models import MeetingFeed, MeetingRun, PlannedMeeting
from learning.meetings.policy import HEADS, READERS
from learning.meetings.queries.places import my_units
from learning.meetings.queries.roster import Member, roster
from learning.meetings.queries.today import KINDS, Script, scripts
from learning.people.models import Posting, Unit
from learning.people.queries import calendar, holds, visible_units
from learning.people.rules import Viewer
from learning.people.rules.working_days import Day, is_working_day
from learning.publishing import queries as publishing

LATELY = timedelta(days=90)
"""Observations of so many days tell what a branch misses; hostings of so many days whose turn it is."""


@dataclass(frozen=True)
class Suggested:
    """A script with the reasons why the branch should hold it."""

    script: Script
    why: tuple[rules.Why, ...]


@dataclass(frozen=True)
class Asked:
    """A question about the clause that the branch misses most."""

    course: Course
    question: Question
    seen: rules.Observed


@dataclass(frozen=True)
class Meet:
    """One kind of meeting on one day of a month."""

    kind: str
    state: str
    plan: PlannedMeeting | None
    run: MeetingRun | None


@dataclass(frozen=True)
class DayCell:
    day: date
    works: bool
    holiday: Day | None
    meets: tuple[Meet, ...]


@dataclass(frozen=True)
class Month:
    """A branch's month, week by week from Monday; days of other months are absent."""

    unit: Unit
    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]
    counts: Mapping[str, int]


def calendar_units(db: Session, me: Viewer, on: date) -> Sequence[Unit]:
    """The units whose calendar the viewer may read: their own, and those they lead or oversee; only where people work."""
    staffed = select(Posting.unit_id).where(holds(Posting, on))
    overseen = db.scalars(
        select(Unit).where(visible_units(me, on, READERS), Unit.id.in_(staffed)).order_by(Unit.position, Unit.code)
    )
    own = {unit.id: unit for unit in my_units(db, me, on)}
    return list({**own, **{unit.id: unit for unit in overseen}}.values())


def led_unit(db: Session, me: Viewer, unit_id: int, on: date) -> Unit | None:
    """A unit whose head, or the head of a unit above it, the viewer is."""
    return db.scalar(select(Unit).where(Unit.id == unit_id, visible_units(me, on, HEADS))) if me.has_role(*HEADS) else None


def plan(db: Session, me: Viewer, plan_id: int, on: date, *, lock: bool = False) -> PlannedMeeting | None:
    """A plan of a unit the viewer leads, unless it was taken back."""
    asked = select(PlannedMeeting).where(PlannedMeeting.id == plan_id, PlannedMeeting.cancelled_at.is_(None))
    found = db.scalar(asked.with_for_update() if lock else asked)
    return found if found is not None and led_unit(db, me, found.unit_id, on) is not None else None


def month(db: Session, unit: Unit, first: date, today: date) -> Month:
    """The unit's month in four questions."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    known = calendar.exceptions(db, first, last)
    plans = {(one.day, one.kind): one for one in plans_between(db, unit.id, first, last)}
    held = select(MeetingRun).options(joinedload(MeetingRun.host)).where(MeetingRun.unit_id == unit.id, MeetingRun.state != "void")
    runs = {(one.day, one.kind): one for one in db.scalars(held.where(MeetingRun.day.between(first, last)))}
    since = first_day(db, unit.id)
    days = [_cell(first + timedelta(days=n), today, known, plans, runs, since) for n in range((last - first).days + 1)]
    padded: list[DayCell | None] = [*[None] * first.weekday(), *days]
    padded += [None] * (-len(padded) % 7)
    counts: dict[str, int] = {}
    for cell in days:
        for one in cell.meets:
            counts[one.state] = counts.get(one.state, 0) + 1
    return Month(unit, first, tuple(tuple(padded[n : n + 7]) for n in range(0, len(padded), 7)), counts)


def _cell(  # noqa: PLR0913 -- the day, and all that is known of it
    day: date, today: date, known: Mapping[date, Day], plans: Mapping[tuple[date, str], PlannedMeeting],
    runs: Mapping[tuple[date, str], MeetingRun], since: date | None,
) -> DayCell:  # fmt: skip
    works, meets = is_working_day(day, known), []
    for kind in KINDS:
        plan_, run = plans.get((day, kind)), runs.get((day, kind))
        if kind == "evening" and plan_ is None and run is None:
            continue
        state = rules.day_state(
            day, today, works=works, run=run.state_on(today) if run else None, planned=plan_ is not None, since=since,
            short=bool(run and rules.is_short(run.seconds, run.planned_seconds)),
        )  # fmt: skip
        meets.append(Meet(kind, state, plan_, run))
    return DayCell(day, works, known.get(day), tuple(meets))


def plans_between(db: Session, unit_id: int, first: date, last: date) -> Sequence[PlannedMeeting]:
    stands = select(PlannedMeeting).options(joinedload(PlannedMeeting.host)).where(PlannedMeeting.cancelled_at.is_(None))
    asked = stands.where(PlannedMeeting.unit_id == unit_id, PlannedMeeting.day.between(first, last))
    return db.scalars(asked.order_by(PlannedMeeting.day, PlannedMeeting.kind)).all()


def first_day(db: Session, unit_id: int) -> date | None:
    """Since when the unit plans or holds meetings."""
    planned = db.scalar(select(func.min(PlannedMeeting.day)).where(PlannedMeeting.unit_id == unit_id))
    held = db.scalar(select(func.min(MeetingRun.day)).where(MeetingRun.unit_id == unit_id, MeetingRun.state != "void"))
    return min((one for one in (planned, held) if one is not None), default=None)


def suggestions(db: Session, unit_id: int, day: date, kind: str) -> list[Suggested]:
    """Every published script of the kind, the most fitting first, each with its reasons."""
    choice = {script.key: script for script in scripts(db, unit_id, kind)}
    known = [
        rules.Known(key, one.meeting.cites, one.meeting.season, one.held_on if one.held_on is None or one.held_on <= day else day)
        for key, one in choice.items()
    ]
    seasons = rules.seasons_of(day, calendar.exceptions(db, day, day + timedelta(days=6)))
    ranked = rules.suggest(known, observed(db, unit_id, day), day, seasons)
    return [Suggested(choice[one.key], one.why) for one in ranked]


def observed(db: Session, unit_id: int, day: date) -> dict[str, rules.Observed]:
    """What was seen of each clause in the unit in the ninety days before."""
    since = db.info["clock"].end_of(day - LATELY)
    return {
        one.clause: rules.Observed(one.clause, one.seen, one.broken) for one in clauses.tallies(db, unit_ids=[unit_id], since=since)
    }


def weakest_question(db: Session, unit_id: int, day: date) -> Asked | None:
    """A question about the clause the branch misses most, one that no exam draws. None: nothing was seen often enough."""
    catalogue = publishing.live(db).catalogue
    seen = sorted(observed(db, unit_id, day).values(), key=lambda one: (-one.share, one.clause))
    for one in seen:
        if one.share and (found := _about(catalogue, one)):
            return found
    return None


def _about(catalogue: Catalogue, seen: rules.Observed) -> Asked | None:
    for course in sorted(catalogue.courses.values(), key=lambda one: (one.order, one.key)):
        exams = [quiz for quiz in course.quizzes.values() if quiz.purpose == "exam"]
        kept_back = {item for quiz in exams for item in (*quiz.fixed, *(one for draw in quiz.draws for one in draw.pool))}
        for question in course.questions.values():
            fits = question.status == "active" and question.kind != "essay" and not question.parts
            if fits and question.id not in kept_back and seen.clause in question.cites:
                return Asked(course, question, seen)
    return None


def hosting(db: Session, unit_id: int, day: date) -> list[tuple[Member, rules.Hosting]]:
    """Everybody of the unit who is at work on the day, with how often and when they last led, or will lead before it."""
    since = day - LATELY
    led = select(MeetingRun.host_id, func.count(), func.max(MeetingRun.day)).where(
        MeetingRun.unit_id == unit_id, MeetingRun.state != "void", MeetingRun.day > since, MeetingRun.day < day
    )
    ahead = select(PlannedMeeting.host_id, func.count(), func.max(PlannedMeeting.day)).where(
        PlannedMeeting.unit_id == unit_id, PlannedMeeting.cancelled_at.is_(None), PlannedMeeting.day >= db.info["clock"].today(),
        PlannedMeeting.day < day,
    )  # fmt: skip
    times: dict[int, int] = {}
    last: dict[int, date] = {}
    for asked in (led.group_by(MeetingRun.host_id), ahead.group_by(PlannedMeeting.host_id)):
        for person_id, n, on in db.execute(asked):
            if person_id is None:
                continue
            times[person_id] = times.get(person_id, 0) + n
            last[person_id] = max(last.get(person_id, on), on)
    return [
        (member, rules.Hosting(member.person.id, member.person.number, times.get(member.person.id, 0), last.get(member.person.id)))
        for member in roster(db, unit_id, day) if not member.is_away
    ]  # fmt: skip


def feed_of(db: Session, unit_id: int) -> MeetingFeed | None:
    """The address for other calendars, if the branch has one."""
    return db.scalar(select(MeetingFeed).where(MeetingFeed.unit_id == unit_id, MeetingFeed.ended_at.is_(None)))


def by_feed(db: Session, token: str) -> Unit | None:
    """The branch whose meetings may be read under this address."""
    asked = select(Unit).join(MeetingFeed, MeetingFeed.unit_id == Unit.id)
    return db.scalar(asked.where(MeetingFeed.token == token, MeetingFeed.ended_at.is_(None)))
