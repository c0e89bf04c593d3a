"""What the rows of meetings are made from: the branches between two meetings, and the rows that wait to be written."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from learning.base.ledger import Fact, LedgerEntry
from learning.base.tables import Table
from learning.content.catalogue import Course, Meeting
from learning.demo.rules import Days
from learning.demo.verbs.bulk import Bulk
from learning.meetings.models import Attendance, DrillResult, HostCard, MeetingRun, MeetingTask, PlannedMeeting, RunEvent
from learning.meetings.queries import Member
from learning.people.models import Person
from learning.publishing.queries import Live
from learning.study.models import StepFact

SETTLED = timedelta(days=30)
BEGINS = {"morning": (8, 25), "evening": (17, 15)}
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

    def may_meet(self, members: Sequence[Member], day: date) -> bool:
        """Whether anybody is there who could lead."""
        return any(not one.is_away and one.person.hired_on + SETTLED <= day for one in members)

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
    facts: list[Fact] = field(default_factory=list)
    stepped: set[tuple[int, str, str]] = field(default_factory=set)

    def put(self, table: type[Table], **columns: Any) -> int:
        """A row of the table; returns its key."""
        key = self.bulk.key(table)
        self.rows[table].append((key, *(columns[name] for name in COLUMNS[table])))
        return key

    def enter(self, fact: Fact) -> None:
        """Into the ledger, with all others in the order in which they happened."""
        self.facts.append(fact)

    def write_ledger(self) -> None:
        for fact in sorted(self.facts, key=lambda one: one.at):
            kind, name = fact.subject
            self.put(
                LedgerEntry, at=fact.at, by=fact.by, what=type(fact).__name__, subject_kind=kind,
                subject_id=str(getattr(fact, name)), reason=fact.reason, details=json.dumps(fact.details(), ensure_ascii=False),
            )  # fmt: skip
        self.write()

    def write(self) -> None:
        for table, columns in COLUMNS.items():
            self.bulk.put(table, ("id", *columns), self.rows.pop(table, ()))


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
    HostCard: ("run_id", "scores", "total", "note", "by_id", "at"),
    StepFact: ("person_id", "course", "step", "version", "kind", "source", "effective_at", "recorded_at"),
    LedgerEntry: ("at", "by", "what", "subject_kind", "subject_id", "reason", "details"),
}  # fmt: skip
