"""Two months of morning meetings, as branches hold them: by turns, some late, some short, some not at all.

Written as rows, as ``meetings`` would have written them: what was planned, every tap, who came and how, drills with the clauses
they show, what was agreed, the step of whoever has the course, and the record's digest in the ledger. The first branches have
lived through ``DAYS`` working days; each of a crowd's other branches through ``DAYS_OF_CROWD``, since five hundred people a day
in two hundred branches are a million rows in two weeks. Today's meeting is planned and waits for somebody to start it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.ledger import Fact, LedgerEntry
from learning.base.tables import Table
from learning.clauses.models import ClauseObservation
from learning.content.catalogue import Course, Meeting
from learning.content.payloads import canonical
from learning.demo.rules import Days
from learning.demo.verbs.bank import House
from learning.demo.verbs.bulk import Bulk
from learning.meetings import queries, rules
from learning.meetings.facts import MeetingClosed, MeetingLapsed, MeetingStarted
from learning.meetings.models import Attendance, DrillResult, MeetingRun, MeetingTask, PlannedMeeting, RunEvent
from learning.meetings.queries import Member, Row, Sheet
from learning.people.models import Person, RoleGrant
from learning.people.rules import is_working_day
from learning.people.rules.working_days import SHIPPED
from learning.publishing.queries import Live
from learning.study.models import Assignee, StepFact
from learning.study.rules import asked_version

DAYS, DAYS_OF_CROWD, AHEAD = 42, 3, 4
HELD, LAPSED, HURRIED, SKIPPED, PAUSED, EVENING = (0.84, 0.99), 0.012, 0.05, 0.04, 0.06, 0.4
ABSENT, LATE, BY_CODE, SHARED, A_ROUND = 0.03, 0.04, 0.35, 0.12, 10
FRIDAY, SETTLED = 4, timedelta(days=30)
BEGINS = {"morning": (8, 25), "evening": (17, 15)}
SKIPS = ("客户已在门口等候，先开门。", "昨天晨会刚练过。", "今天人手少，明天补上。")
REASONS = ("sick", "errand", "training", "shift")
TASKS = (
    "离柜前问一句“还有别的要办吗”，今天每位客户都问到", "十点前把等候区过期的折页换下来", "取号机旁站一个人，站到十点半",
    "把三张应急卡放回柜台抽屉，核对电话", "等候超过十分钟的客户，走过去说一声还要多久", "老花镜擦干净，放在填单台看得见的地方",
)  # fmt: skip
Script = tuple[Course, Meeting]


@dataclass
class Branch:
    """A branch between two meetings: who heads it, what is on its list, and who led when."""

    unit_id: int
    head_id: int
    begins_on: date
    keen: float
    scripts: dict[str, list[Script]]
    led: dict[int, date] = field(default_factory=dict)

    def next_script(self, kind: str) -> Script:
        """The one that was held longest ago."""
        found = self.scripts[kind].pop(0)
        self.scripts[kind].append(found)
        return found

    def next_host(self, members: Sequence[Member], day: date) -> Person:
        """Who led longest ago, of those who are there and have settled in."""
        settled = [one for one in members if not one.is_away and one.person.hired_on + SETTLED <= day]
        host = min(settled, key=lambda one: (self.led.get(one.person.id, date.min), one.person.number)).person
        self.led[host.id] = day
        return host


@dataclass
class Gatherings:
    """What the rows of meetings are made from."""

    db: Session
    bulk: Bulk
    days: Days
    random: Random
    live: Live
    branches: list[Branch]
    assigned: dict[tuple[int, str], date]
    rows: dict[type[Table], list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    stepped: set[tuple[int, str, str]] = field(default_factory=set)

    def put(self, table: type[Table], **columns: Any) -> int:
        """A row of the table; returns its key."""
        key = self.bulk.key(table)
        self.rows[table].append((key, *(columns[name] for name in COLUMNS[table])))
        return key

    def enter(self, fact: Fact) -> None:
        kind, name = fact.subject
        said = {"at": fact.at, "by": fact.by, "what": type(fact).__name__, "reason": fact.reason}
        details = json.dumps(fact.details(), ensure_ascii=False)
        self.put(LedgerEntry, subject_kind=kind, subject_id=str(getattr(fact, name)), details=details, **said)

    def write(self) -> None:
        for table, columns in COLUMNS.items():
            self.bulk.put(table, ("id", *columns), self.rows.pop(table, ()))


def meet(db: Session, days: Days, random: Random, house: House, live: Live, *, lively: int) -> None:  # noqa: PLR0913 -- what a bank is made of
    """Every branch's meetings, day by day; the first ``lively`` branches for two months."""
    scripts = _scripts(live)
    working = _working_days(days)
    if not scripts["morning"] or not working:
        return
    db.flush()
    branches = _branches(db, house, random, scripts, working, lively)
    made = Gatherings(db, Bulk(db), days, random, live, branches, _assigned(db))
    for day in working:
        for branch in branches:
            if day >= branch.begins_on:
                _hold_day(made, branch, day)
        made.write()
    _plan_ahead(made)
    made.bulk.finish()


def _scripts(live: Live) -> dict[str, list[Script]]:
    found: dict[str, list[Script]] = {"morning": [], "evening": []}
    for course in sorted(live.catalogue.courses.values(), key=lambda one: (one.order, one.key)):
        for one in course.meetings.values():
            if course.status == one.status == "active":
                found[one.occasion].append((course, one))
    return found


def _working_days(days: Days) -> list[date]:
    """The last working days before today, the oldest first."""
    past = (days.today - timedelta(days=n) for n in range(1, 2 * DAYS))
    return sorted([day for day in past if is_working_day(day, SHIPPED)][:DAYS])


def _branches(  # noqa: PLR0913 -- what a branch is made of
    db: Session, house: House, random: Random, scripts: dict[str, list[Script]], working: list[date], lively: int
) -> list[Branch]:
    asked = select(RoleGrant.unit_id, RoleGrant.person_id).where(RoleGrant.role == "head")
    heads = {unit_id: person_id for unit_id, person_id in db.execute(asked)}
    found = []
    for n, (code, _) in enumerate(house.branches):
        unit_id = house.units[code]
        if (head := heads.get(unit_id)) is not None:
            since = working[0] if n < lively else working[-min(DAYS_OF_CROWD, len(working))]
            own = {kind: random.sample(some, len(some)) for kind, some in scripts.items()}
            found.append(Branch(unit_id, head, since, random.uniform(*HELD), own))
    return found


def _assigned(db: Session) -> dict[tuple[int, str], date]:
    """Since when somebody has a course: its meetings are steps for them."""
    asked = select(Assignee.person_id, Assignee.requirement, Assignee.from_on).where(Assignee.until_on.is_(None))
    return {(person, course): since for person, course, since in db.execute(asked.order_by(Assignee.from_on.desc()))}


def _hold_day(made: Gatherings, branch: Branch, day: date) -> None:
    members = queries.roster(made.db, branch.unit_id, day)
    if not any(not one.is_away and one.person.hired_on + SETTLED <= day for one in members):
        return
    kinds = ["morning"]
    if day.weekday() == FRIDAY and branch.scripts["evening"] and made.random.random() < EVENING:
        kinds.append("evening")
    for kind in kinds:
        script, host = branch.next_script(kind), branch.next_host(members, day)
        plan_id = _plan(made, branch, day, kind, script, host.id)
        if made.random.random() < branch.keen:
            _hold(made, branch, day, kind, script, Seen(plan_id, host, members))


def _plan(made: Gatherings, branch: Branch, day: date, kind: str, script: Script, host_id: int) -> int:  # noqa: PLR0913 -- one row
    week_before = made.days.at(min(day - timedelta(days=day.weekday() + 3), made.days.today - timedelta(days=1)), 16, 20)
    return made.put(
        PlannedMeeting, unit_id=branch.unit_id, day=day, kind=kind, begins="{:02}:{:02}".format(*BEGINS[kind]),
        course=script[0].key, meeting=script[1].id, host_id=host_id, note="", extra_title="", extra_words="", extra_seconds=0,
        by_id=branch.head_id, at=week_before,
    )  # fmt: skip


def _plan_ahead(made: Gatherings) -> None:
    """Today and some working days more."""
    ahead = (made.days.today + timedelta(days=n) for n in range(2 * AHEAD + 7))
    for day in [day for day in ahead if is_working_day(day, SHIPPED)][:AHEAD]:
        for branch in made.branches:
            members = queries.roster(made.db, branch.unit_id, day)
            if any(not one.is_away and one.person.hired_on + SETTLED <= day for one in members):
                _plan(made, branch, day, "morning", branch.next_script("morning"), branch.next_host(members, day).id)
    made.write()


@dataclass(frozen=True)
class Seen:
    """Who leads a meeting, and before whom."""

    plan_id: int
    host: Person
    members: Sequence[Member]


def _hold(made: Gatherings, branch: Branch, day: date, kind: str, script: Script, seen: Seen) -> None:  # noqa: PLR0913 -- one meeting
    """From the first tap to the record. The objects are never added to the session: they carry values to the product's rules."""
    course, meeting = script
    hour, minute = BEGINS[kind]
    began = made.days.at(day, hour, minute + made.random.randint(0, 9))
    is_lapsed = made.random.random() < LAPSED
    run = MeetingRun(
        id=made.bulk.key(MeetingRun), token=UUID(int=made.random.getrandbits(128), version=4), unit_id=branch.unit_id, day=day,
        kind=kind, plan_id=seen.plan_id, course=course.key, meeting=meeting.id, rev=meeting.revision, edition=made.live.edition,
        title=meeting.title.zh, title_en=meeting.title.en, note="", extra_title="", extra_words="", extra_seconds=0,
        host_id=seen.host.id, started_by=seen.host.id, started_at=began, state="lapsed" if is_lapsed else "closed",
        planned_seconds=meeting.seconds, remarks="",
    )  # fmt: skip
    run.events = list(_taps(made, run, meeting))
    run.ended_at, run.ended_by = run.events[-1].at, run.events[-1].by_id
    segments = rules.agenda(meeting, run)
    here = rules.stand(run.events, len(segments), run.events[-1].at)
    run.seconds, run.version = here.in_all, len(run.events) + len(seen.members)
    rows = tuple(Row(one.person, one.position, one.is_away, _came(made, run, one)) for one in seen.members)
    drills = {} if is_lapsed else _drills(made, run, meeting, rows)
    tasks = [] if is_lapsed else _tasks(made, run, rows)
    sheet = Sheet(run, meeting, segments, here, rows, drills, tasks, may_lead=True)
    _write(made, sheet, course)


def _taps(made: Gatherings, run: MeetingRun, meeting: Meeting) -> Iterable[RunEvent]:
    """The start, one tap a segment, sometimes a pause or a skip, and the end."""
    at, n, pace = run.started_at, 0, made.random.uniform(0.85, 1.2)
    if made.random.random() < HURRIED:
        pace = made.random.uniform(0.25, 0.45)

    def tap(kind: str, segment: str | None = None, reason: str | None = None) -> RunEvent:
        nonlocal n
        n += 1
        key = run.token if kind == "start" else UUID(int=made.random.getrandbits(128), version=4)
        by = None if kind == "lapse" else run.host_id
        return RunEvent(run_id=run.id, n=n, key=key, kind=kind, segment=segment, reason=reason, at=at, by_id=by, recorded_at=at)

    yield tap("start")
    for segment in meeting.segments:
        if made.random.random() < SKIPPED and segment is not meeting.segments[-1]:
            at += timedelta(seconds=5)
            yield tap("skip", segment.id, made.random.choice(SKIPS))
            continue
        if made.random.random() < PAUSED / len(meeting.segments):
            at += timedelta(seconds=20)
            yield tap("pause", segment.id)
            at += timedelta(seconds=made.random.randint(40, 120))
            yield tap("resume", segment.id)
        at += timedelta(seconds=round(segment.seconds * pace * made.random.uniform(0.9, 1.15)))
        yield tap("next", segment.id)
    at = made.days.clock.end_of(run.day) if run.state == "lapsed" else at + timedelta(seconds=made.random.randint(15, 60))
    yield tap("lapse" if run.state == "lapsed" else "close")


def _came(made: Gatherings, run: MeetingRun, one: Member) -> Attendance | None:
    """Whether and how somebody came; of whom nothing was tapped the close says that they were not there."""
    luck, until = made.random.random(), run.ended_at or run.started_at
    row: dict[str, Any] = {"run_id": run.id, "person_id": one.person.id, "reason": "", "drilled": False, "shared": False}
    if one.person.id != run.host_id and (one.is_away or luck < ABSENT):
        if run.state == "lapsed":
            return None
        if one.is_away:
            return Attendance(**row, state="leave", how="close", at=until, by_id=None)
        row["reason"] = made.random.choice(REASONS)
        return Attendance(**row, state="absent", how="tap", at=run.started_at + timedelta(minutes=2), by_id=run.host_id)
    is_late = one.person.id != run.host_id and luck > 1 - LATE
    at = run.started_at + timedelta(seconds=made.random.randint(330, 480) if is_late else made.random.randint(5, 100))
    by_code = made.random.random() < BY_CODE
    row |= {"state": "late" if is_late and at < until else "present", "how": "code" if by_code else "tap"}
    row["shared"] = made.random.random() < SHARED
    return Attendance(**row, at=min(at, until), by_id=one.person.id if by_code else run.host_id)


def _drills(made: Gatherings, run: MeetingRun, meeting: Meeting, rows: Sequence[Row]) -> dict[str, DrillResult]:
    """Every drill that was not skipped: a dozen practise, more find no room."""
    skipped = {one.segment for one in run.events if one.kind == "skip"}
    found: dict[str, DrillResult] = {}
    came = [row.attendance for row in rows if row.attendance and row.attendance.state in ("present", "late")]
    for segment in meeting.segments:
        if segment.drill is None or segment.id in skipped:
            continue
        rounds = made.random.randint(4, A_ROUND)
        right = rounds - min(rounds, made.random.choice((0, 0, 0, 1, 1, 2, 3)))
        at = next(one.at for one in run.events if one.segment == segment.id and one.kind == "next")
        found[segment.id] = DrillResult(
            run_id=run.id, segment=segment.id, right=right, rounds=rounds, by_id=run.host_id, at=at
        )  # fmt: skip
        for one in made.random.sample(came, min(len(came), made.random.randint(6, 12))):
            one.drilled = True
    return found


def _tasks(made: Gatherings, run: MeetingRun, rows: Sequence[Row]) -> list[MeetingTask]:
    """One or two things for the day; most are done by the evening."""
    came = [row.person.id for row in rows if row.attendance and row.attendance.state in ("present", "late")]
    found = []
    for text in made.random.sample(TASKS, made.random.choice((0, 1, 1, 2))) if run.kind == "morning" else ():
        done = made.days.at(run.day, 16, made.random.randint(0, 50)) if made.random.random() < 0.85 else None
        at = run.ended_at or run.started_at
        found.append(MeetingTask(run_id=run.id, text=text, owner_id=made.random.choice(came), at=at, done_at=done))
    return found


def _write(made: Gatherings, sheet: Sheet, course: Course) -> None:
    run = sheet.run
    made.rows[MeetingRun].append(tuple(_stored(run, name) for name in ("id", *COLUMNS[MeetingRun])))
    for table, found in (
        (RunEvent, run.events), (Attendance, [row.attendance for row in sheet.rows if row.attendance]),
        (DrillResult, sheet.drills.values()), (MeetingTask, sheet.tasks),
    ):  # fmt: skip
        for one in found:
            made.put(table, **{name: _stored(one, name) for name in COLUMNS[table]})
    _follow(made, sheet, course)
    made.enter(
        MeetingStarted(
            at=run.started_at, by=run.started_by, run_id=run.id, unit_id=run.unit_id, course=run.course, meeting=run.meeting,
            rev=run.rev, edition=run.edition, host_id=run.host_id,
        )
    )  # fmt: skip
    record = hashlib.sha256(canonical(queries.record_of(sheet)).encode()).hexdigest()
    said: dict[str, Any] = {
        "at": run.ended_at, "by": run.ended_by, "run_id": run.id, "unit_id": run.unit_id, "rev": run.rev, "host_id": run.host_id,
        "seconds": sheet.here.in_all, "segments": rules.taken(sheet.segments, sheet.here),
        "people": {str(row.person.id): row.attendance.state for row in sheet.rows if row.attendance},
        "drills": {key: (one.right, one.rounds) for key, one in sheet.drills.items()}, "sha256": record,
    }  # fmt: skip
    made.enter(MeetingLapsed(**said) if run.state == "lapsed" else MeetingClosed(**said))


def _stored(one: Table, name: str) -> Any:
    value = getattr(one, name)
    return value.hex if isinstance(value, UUID) else value


def _follow(made: Gatherings, sheet: Sheet, course: Course) -> None:
    """What a meeting leaves with those who came: the course's step, and the clauses of a drill."""
    run, step = sheet.run, course.step(sheet.run.meeting)
    at = run.ended_at or run.started_at
    for row in sheet.came:
        since = made.assigned.get((row.person.id, course.key))
        if step is None or step.kind != "meeting" or since is None or since > run.day:
            continue
        if (row.person.id, course.key, step.key) not in made.stepped:
            made.stepped.add((row.person.id, course.key, step.key))
            made.put(
                StepFact, person_id=row.person.id, course=course.key, step=step.key, version=asked_version(course, step),
                kind=step.kind, source=f"meeting:{run.token}", effective_at=at, recorded_at=at,
            )  # fmt: skip
    for segment in sheet.segments:
        drill = sheet.drills.get(segment.id)
        for row in sheet.came if drill else ():
            if drill and row.attendance and row.attendance.drilled:
                kept = rules.is_kept(drill.right, drill.rounds)
                for clause in dict.fromkeys(segment.clauses):
                    made.put(
                        ClauseObservation, person_id=row.person.id, unit_id=run.unit_id, clause=clause, kept=kept,
                        source="meeting", source_id=f"{run.id}:{segment.id}", at=at,
                    )  # fmt: skip


COLUMNS: dict[type[Table], tuple[str, ...]] = {
    PlannedMeeting: ("unit_id", "day", "kind", "begins", "course", "meeting", "host_id", "note", "extra_title", "extra_words",
                     "extra_seconds", "by_id", "at"),
    MeetingRun: ("token", "unit_id", "day", "kind", "plan_id", "course", "meeting", "rev", "edition", "title", "title_en", "note",
                 "extra_title", "extra_words", "extra_seconds", "host_id", "started_by", "started_at", "version", "state",
                 "ended_at", "ended_by", "planned_seconds", "seconds", "remarks"),
    RunEvent: ("run_id", "n", "key", "kind", "segment", "reason", "at", "by_id", "recorded_at"),
    Attendance: ("run_id", "person_id", "state", "reason", "how", "drilled", "shared", "at", "by_id"),
    DrillResult: ("run_id", "segment", "right", "rounds", "by_id", "at"),
    MeetingTask: ("run_id", "text", "owner_id", "at", "done_at"),
    StepFact: ("person_id", "course", "step", "version", "kind", "source", "effective_at", "recorded_at"),
    ClauseObservation: ("person_id", "unit_id", "clause", "kept", "source", "source_id", "at"),
    LedgerEntry: ("at", "by", "what", "subject_kind", "subject_id", "reason", "details"),
}  # fmt: skip
