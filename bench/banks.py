"""Banks to measure: the demonstration bank, and one of any size with six courses, filled by bulk inserts."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bench import servers
from learning.base.engines import take_time
from learning.base.settings import Settings, read_settings
from learning.demo import verbs as demo
from learning.factory import open_bank
from learning.meetings.models import MeetingRun, RunEvent
from learning.meetings.rules import follow_token
from learning.operations import migrating
from learning.people.models import Person, Posting, RoleGrant, Unit, UnitPlace
from learning.people.rules.passwords import hashed
from learning.people.verbs import sessions
from learning.publishing import verbs as publishing
from learning.records.models import PrivacyReading
from learning.study.models import Assignee, Assignment, Completion
from learning.web.request import Bank
from learning.web.sessions import digest
from tests.courses import BANK, BANK_ZH, EXAM, TINY, changed, tiny, with_meeting
from tests.postgres import running_postgres

PASSWORD = "bench-kettle-lantern-7"
KEYS = ("m1", "m2", "m3", "m4", "m5", "m6")
A_BRANCH = 25
QUIZ = "/courses/greeting/quizzes/greeting-exam"
"""The quiz of ``classroom``."""


@dataclass
class Store:
    """A place for banks: a folder, and perhaps a PostgreSQL."""

    name: str
    folder: Path
    postgres: object | None = None
    banks: int = 0

    def new_url(self) -> str:
        self.banks += 1
        if self.postgres is None:
            return f"sqlite:///{self.folder / f'bank{self.banks}.db'}"
        return self.postgres.create_database(f"bank{self.banks}")

    def database_cpu(self) -> float:
        """Seconds of CPU of the database's own processes; none for SQLite, which lives in ours."""
        return servers.cpu_of(servers.below(self.postgres.process.pid)) if self.postgres else 0.0


@contextmanager
def stores(folder: Path) -> Iterator[list[Store]]:
    """SQLite, and a PostgreSQL of our own that keeps what it commits, as a bank's does: the tests' own cluster does not."""
    with running_postgres(fsync="on", full_page_writes="on", shared_buffers="256MB", max_connections="100") as server:
        yield [Store("sqlite", folder / "sqlite"), Store("postgresql", folder / "postgresql", server)]


@dataclass
class Made:
    """A bank that can be served: its environment, who can sign in, how large it is."""

    environment: dict[str, str]
    people: list[tuple[str, str]] = field(default_factory=list)
    officer: tuple[str, str] = ("H0001", PASSWORD)
    url: str = ""
    sessions: list[dict[str, str]] = field(default_factory=list)


def opened(store: Store) -> tuple[Bank, Settings, Made]:
    url = store.new_url()
    data = store.folder / f"data{store.banks}"
    data.mkdir(parents=True, mode=0o700)
    environment = {
        "LEARNING_DATA": str(data),
        "LEARNING_DATABASE": url,
        "LEARNING_DEMO_PASSWORD": PASSWORD,
        "LEARNING_SECRET_KEY": "bench",
    }
    settings = read_settings(environment)
    bank = open_bank(settings)
    migrating.upgrade(bank.sessions.engine)
    return bank, settings, Made(environment, url=url)


def reopened(made: Made) -> tuple[Bank, Settings]:
    """A bank that was made before, without the web."""
    settings = read_settings(made.environment)
    return open_bank(settings), settings


def demonstration(store: Store, staff: int = demo.STAFF) -> Made:
    """``flask demo``; every person gets the password, so that many can sign in at once."""
    bank, settings, made = opened(store)
    demo.publish_first(bank.sessions, servers.ROOT / "content", at=bank.clock.now())
    demo.fill(bank.sessions, settings, bank.clock, staff=staff, branches=min(2_000, max(demo.BRANCHES, staff // A_BRANCH)))
    with bank.sessions.writer() as db, db.begin():
        db.execute(update(Person).values(password_hash=hashed(PASSWORD), password_changed_at=bank.clock.now()))
        numbers = select(Person.number).where(Person.left_on.is_(None)).order_by(Person.number).limit(1_000)
        made.people = [(number, PASSWORD) for number in db.scalars(numbers)]
    bank.sessions.engine.dispose()
    return made


def of_size(store: Store, staff: int) -> Made:
    """So many staff in branches of 25 below areas of ten branches, six courses assigned to all, two thirds completed."""
    bank, _, made = opened(store)
    with bank.sessions.writer() as db, db.begin():
        take_time(db.connection(), 0)
        publishing.publish(db, tiny(*KEYS), by_id=None, note="bench", at=bank.clock.now() - timedelta(days=300))
        branches = _tree(db, bank, max(1, staff // A_BRANCH))
        people = _people(db, bank, branches, staff)
        _work(db, bank, people)
    with bank.sessions.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    bank.sessions.engine.dispose()
    _count_sums(made)
    return made


def _count_sums(made: Made) -> None:
    """What was filled past the verbs is counted by the command that counts everything anew, where there is one."""
    command = [sys.executable, "-m", "flask", "--app", "app", "reports", "rebuild"]
    subprocess.run(command, cwd=servers.ROOT, env={**os.environ, **made.environment}, capture_output=True, check=False)


def classroom(store: Store, learners: int) -> Made:
    """So many learners with a session each, and a quiz of ten questions that may be sat as often as one likes."""
    bank, _, made = opened(store)
    with bank.sessions.writer() as db, db.begin():
        publishing.publish(db, ten_questions(), by_id=None, note="bench", at=bank.clock.now() - timedelta(days=30))
        people = _people(db, bank, _tree(db, bank, max(1, learners // A_BRANCH)), learners + 1)
        made.sessions = [session_of(db, bank, who) for who in people[:learners]]
    bank.sessions.engine.dispose()
    return made


def meeting(store: Store, branches: int, devices: int) -> tuple[Made, list[dict[str, str]]]:
    """So many branches in the middle of their morning meeting, and for each of their devices what its page carries."""
    bank, settings, made = opened(store)
    with bank.sessions.writer() as db, db.begin():
        live = publishing.publish(db, with_meeting(TINY), by_id=None, note="bench", at=bank.clock.now())
        units = _tree(db, bank, branches)
        people = _people(db, bank, units, branches * devices + 1)[:-1]
        script = live.catalogue.courses["greeting"].meetings["one-line"]
        now, today = bank.clock.now(), bank.clock.today()
        row = {"day": today, "kind": "morning", "course": "greeting", "meeting": script.id, "rev": script.revision, "edition": 1,
               "title": script.title.zh, "started_at": now, "planned_seconds": script.seconds}  # fmt: skip
        runs = [
            {**row, "token": uuid4(), "unit_id": unit, "host_id": people[n], "started_by": people[n]}
            for n, unit in enumerate(units)
        ]
        db.execute(insert(MeetingRun), runs)
        ids = list(db.scalars(select(MeetingRun.id).order_by(MeetingRun.id)))
        start = {"n": 1, "kind": "start", "at": now, "recorded_at": now}
        db.execute(insert(RunEvent), [{**start, "run_id": run_id, "key": uuid4()} for run_id in ids])
        told = [
            {"follow": f"/meetings/follow/{follow_token(settings.secret_key, ids[n % branches], today)}",
             "page": f"/meetings/runs/{runs[n % branches]['token']}", **session_of(db, bank, who)}
            for n, who in enumerate(people)
        ]  # fmt: skip
    bank.sessions.engine.dispose()
    return made, told


def ten_questions() -> dict[str, bytes]:
    """The tests' tiny course, its exam made of ten single choices, without limits."""
    question = BANK_ZH[BANK_ZH.index("## 客户进门时") : BANK_ZH.index("## 让等候变短")]
    head = BANK_ZH[: BANK_ZH.index("## 第一句话说什么")]
    first = BANK_ZH[BANK_ZH.index("## 第一句话说什么") : BANK_ZH.index("## 客户进门时")]
    ten = "".join(question.replace("{#q-stand}", f"{{#q-stand-{n}}}") for n in range(10))
    tree = {path: words for path, words in TINY.items() if not path.endswith(".en.md")}
    tree[BANK] = (head + first + ten).encode()
    tree = changed(tree, EXAM, "限时: 10 分钟\n次数: 3\n", "")
    tree = changed(tree, EXAM, "共 3 题", "共 10 题")
    return changed(tree, EXAM, "标签 结业 | 3 | 2", "标签 结业 | 10 | 2")


def session_of(db: Session, bank: Bank, person_id: int) -> dict[str, str]:
    """A session of this person, past the door."""
    token = secrets.token_urlsafe(32)
    sessions.open_session(db, digest(token), person_id, {}, at=bank.clock.now(), device="bench", source="127.0.0.1")
    return {"cookie": f"sid={token}", "token": ""}


def _tree(db: Session, bank: Bank, count: int) -> list[int]:
    root = Unit(code="HQ", name="全行", name_en="Whole bank")
    areas = [Unit(code=f"A{n}", name=f"第{n}片区") for n in range(-(-count // 10))]
    branches = [Unit(code=f"B{n}", name=f"第{n}支行") for n in range(count)]
    db.add_all([root, *areas, *branches])
    db.flush()
    long_ago = bank.clock.today() - timedelta(days=3000)
    places = [(root.id, None)] + [(area.id, root.id) for area in areas]
    places += [(branch.id, areas[n // 10].id) for n, branch in enumerate(branches)]
    db.execute(insert(UnitPlace), [{"unit_id": unit, "parent_id": parent, "from_on": long_ago} for unit, parent in places])
    return [branch.id for branch in branches]


def _people(db: Session, bank: Bank, branches: list[int], staff: int) -> list[int]:
    now, long_ago = bank.clock.now(), bank.clock.today() - timedelta(days=2000)
    rows = [
        {"number": f"E{n:06}", "name": f"员工{n}", "sort_key": f"e{n:06}", "hired_on": long_ago, "created_at": now}
        for n in range(staff - 1)
    ]
    officer = {"number": "H0001", "name": "何静怡", "sort_key": "h", "hired_on": long_ago, "created_at": now}
    db.execute(insert(Person), [*rows, officer])
    db.execute(update(Person).where(Person.number == "H0001").values(password_hash=hashed(PASSWORD), password_changed_at=now))
    ids = list(db.scalars(select(Person.id).order_by(Person.id)))
    post = {"position": "teller", "kind": "main", "from_on": long_ago, "recorded_at": now}
    db.execute(insert(Posting), [{"person_id": who, "unit_id": branches[n % len(branches)], **post} for n, who in enumerate(ids)])
    db.execute(insert(PrivacyReading), [{"person_id": who, "version": 1, "at": now} for who in ids])
    db.execute(insert(RoleGrant), [{"person_id": ids[-1], "role": "officer", "from_on": long_ago, "granted_at": now}])
    return ids


def _work(db: Session, bank: Bank, people: list[int]) -> None:
    random, now, today = Random(7), bank.clock.now(), bank.clock.today()
    root = db.scalar(select(Unit.id).where(Unit.code == "HQ"))
    since, at = today - timedelta(days=120), now - timedelta(days=120)
    for n, key in enumerate(KEYS):
        rule = Assignment(requirement=key, unit_id=root, due_on=today + timedelta(days=20 * n - 40), at=at)
        db.add(rule)
        db.flush()
        asked = {"assignment_id": rule.id, "requirement": key, "due_on": rule.due_on, "from_on": since, "why": "unit",
                 "effective_at": at, "recorded_at": at}  # fmt: skip
        db.execute(insert(Assignee), [{"person_id": who, **asked} for who in people])
        done = [(who, now - timedelta(days=random.random() * 110)) for who in people if random.random() < 0.9 - 0.1 * n]
        row = {"course": key, "version": 1, "edition": 1}
        db.execute(insert(Completion), [{"person_id": who, "effective_at": when, "recorded_at": when, **row} for who, when in done])
