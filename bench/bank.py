"""A bank to measure on: people, branches, an assignment, history; written in bulk straight into the tables."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learning.base.settings import Settings, read_settings
from learning.content.tree import tree_of
from learning.factory import open_bank
from learning.operations import migrating, serving
from learning.people import models as people
from learning.people.rules.passwords import hashed as hash_password
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from learning.study import models as study
from learning.web.request import Bank

COURSE = "service-standards"
PASSWORD = "bench-lantern-harbour-3"
LONG_AGO = date(2020, 1, 1)
STAFF_A_BRANCH = 20
DONE = 0.6  # share who have completed the course


def settings_for(data: Path, url: str) -> Settings:
    return read_settings({"LEARNING_DATA": str(data), "LEARNING_DATABASE": url, "LEARNING_BANK_NAME": "启明银行"})


def make(data: Path, url: str, staff: int) -> Live:
    """Fill an empty database: ``staff`` people, one HR officer first, everybody assigned the course."""
    bank = open_bank(settings_for(data, url))
    serving.prepare(bank.settings, bank.sessions.engine)
    tree, _ = tree_of(Path("content"))
    with bank.sessions.writer() as db, db.begin():
        live = publishing.publish(db, tree, by_id=None, note="bench", at=bank.clock.now())
    with bank.sessions.writer() as db, db.begin():
        _fill(db, bank, live, staff)
    bank.sessions.engine.dispose()
    assert migrating.is_current(bank.sessions.engine)
    return live


def _fill(db: Session, bank: Bank, live: Live, staff: int) -> None:
    now, today = bank.clock.now(), bank.clock.today()
    branches = max(staff // STAFF_A_BRANCH, 1)
    _rows(db, people.Unit, [{"id": n, "code": f"U{n}", "name": f"第 {n} 支行", "position": n} for n in range(1, branches + 2)])
    _rows(db, people.UnitPlace, [
        {"unit_id": n, "parent_id": None if n == 1 else 1, "from_on": LONG_AGO} for n in range(1, branches + 2)
    ])  # fmt: skip
    hashed = hash_password(PASSWORD)
    everybody = range(1, staff + 1)
    _rows(db, people.Person, [_person(n, hashed, now) for n in everybody])
    _rows(db, people.Posting, [
        {"person_id": n, "unit_id": 2 + n % branches, "position": "teller", "kind": "main", "from_on": LONG_AGO, "recorded_at": now}
        for n in everybody
    ])  # fmt: skip
    _rows(db, people.RoleGrant, [{"person_id": 1, "role": "officer", "from_on": LONG_AGO, "granted_at": now}])
    _rows(db, people.LoginSession, [_session(n, now) for n in range(1, min(staff, 200) + 1)])
    _study(db, live, staff, now, today)


def _person(n: int, hashed: str, now: datetime) -> dict[str, Any]:
    return {
        "id": n, "number": f"N{n:06}", "name": f"员工{n}", "sort_key": f"yuangong {n:06}", "hired_on": LONG_AGO, "theme": "auto",
        "text_size": "normal", "password_hash": hashed, "password_changed_at": now, "created_at": now,
    }  # fmt: skip


def token(n: int) -> str:
    """The session cookie of the n-th person."""
    return f"bench-session-{n:06}"


def _session(n: int, now: datetime) -> dict[str, Any]:
    digest = hashlib.sha256(token(n).encode()).digest()
    return {
        "token_sha256": digest, "person_id": n, "values": {}, "created_at": now, "last_seen_at": now, "device": "bench",
        "source": "",
    }  # fmt: skip


def _study(db: Session, live: Live, staff: int, now: datetime, today: date) -> None:
    _rows(db, study.Assignment, [
        {"id": 1, "requirement": COURSE, "unit_id": 1, "due_on": today + timedelta(days=20), "mandatory": True, "kind": "assigned",
         "by_id": 1, "at": now}
    ])  # fmt: skip
    _rows(db, study.Assignee, [
        {"assignment_id": 1, "requirement": COURSE, "person_id": n, "due_on": today + timedelta(days=20), "from_on": LONG_AGO,
         "why": "unit", "effective_at": now, "recorded_at": now}
        for n in range(1, staff + 1)
    ])  # fmt: skip
    course = live.catalogue.courses[COURSE]
    done = [n for n in range(101, staff + 1) if n % 10 < DONE * 10]
    at = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
    _rows(db, study.StepFact, [
        {"person_id": n, "course": COURSE, "step": step.key, "version": step.edition, "kind": step.kind, "source": "bench",
         "effective_at": at, "recorded_at": at}
        for n in done for step in course.outline if step.required
    ])  # fmt: skip
    _rows(db, study.Completion, [
        {"person_id": n, "course": COURSE, "version": course.edition, "edition": 1, "effective_at": at, "recorded_at": at}
        for n in done
    ])  # fmt: skip


def _rows(db: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 5000):
        db.execute(insert(table), rows[start : start + 5000])
