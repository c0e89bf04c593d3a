"""One meeting, from the first tap to the record and what it leaves with those who came."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from learning.base.tables import Table
from learning.content.catalogue import Course, Meeting
from learning.content.payloads import canonical
from learning.demo.verbs.gatherings.made import BEGINS, COLUMNS, Branch, Gatherings, Script
from learning.meetings import queries, rules
from learning.meetings.facts import HostJudged, MeetingClosed, MeetingLapsed, MeetingStarted
from learning.meetings.models import Attendance, DrillResult, HostCard, MeetingRun, MeetingTask, RunEvent
from learning.meetings.queries import Member, Row, Sheet
from learning.people.models import Person
from learning.study.models import StepFact
from learning.study.rules import asked_version

LAPSED, HURRIED, SKIPPED, PAUSED = 0.012, 0.05, 0.04, 0.06
ABSENT, LATE, BY_CODE, SHARED, A_ROUND, JUDGED = 0.03, 0.04, 0.35, 0.12, 10, 0.35
SKIPS = ("客户已在门口等候，先开门。", "昨天晨会刚练过。", "今天人手少，明天补上。")
REASONS = ("sick", "errand", "training", "shift")
TASKS = (
    "离柜前问一句“还有别的要办吗”，今天每位客户都问到", "十点前把等候区过期的折页换下来", "取号机旁站一个人，站到十点半",
    "把三张应急卡放回柜台抽屉，核对电话", "等候超过十分钟的客户，走过去说一声还要多久", "老花镜擦干净，放在填单台看得见的地方",
)  # fmt: skip
NOTES = (
    "节奏好，三句话说清了今天要做什么。", "演练时请多让两个人开口，旁边的人也说说看到了什么。",
    "通报有条款有事实，客户的名字一个没提，好。", "收尾快了一点：下次留半分钟，问一句还有什么难处。",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Who leads a meeting, and before whom."""

    plan_id: int
    host: Person
    members: Sequence[Member]


def hold(made: Gatherings, branch: Branch, day: date, kind: str, script: Script, seen: Seen) -> None:  # noqa: PLR0913 -- one meeting
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
    if not is_lapsed and seen.host.id != branch.head_id and made.random.random() < JUDGED:
        _judge(made, run, branch.head_id)


def _judge(made: Gatherings, run: MeetingRun, head_id: int) -> None:
    """The head's card of whoever led, some hours later."""
    scores = {row.key: max(0, row.points - made.random.choice((0, 0, 1, 1, 2, 3)) * row.points // 10) for row in rules.CARD}
    at, note = made.days.at(run.day, 17, made.random.randint(35, 55)), made.random.choice(NOTES)
    total = rules.total(scores)
    made.put(HostCard, run_id=run.id, scores=json.dumps(scores), total=total, note=note, by_id=head_id, at=at)
    made.enter(
        HostJudged(at=at, by=head_id, run_id=run.id, unit_id=run.unit_id, host_id=run.host_id, total=total, scores=scores)
    )  # fmt: skip


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
    """Whoever came and has the course has done its step. No shipped drill names a clause of its own: none is shown by it."""
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
