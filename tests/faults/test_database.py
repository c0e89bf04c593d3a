"""The database goes away, is full, is locked, and comes back: said plainly, nothing lost that was acknowledged, no restart."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from learning import schema
from learning.base.clock import StoppedClock
from learning.base.engines import open_engine
from learning.base.settings import read_settings
from learning.factory import create_app
from learning.quiz.models import Answer
from tests.cast import Cast
from tests.conftest import DATABASES
from tests.postgres import Server, running_postgres
from tests.visit import Visit, Visitor
from tests.world import World

SENTENCES = {"zh": "没有保存", "en": "Not saved: the database is not answering"}
JSON = {"Accept": "application/json"}


class Sitting:
    """Lin in the middle of her exam, and what she was told is saved."""

    def __init__(self, app: Flask) -> None:
        self.app, self.bank = app, app.extensions["zhili"]
        with self.bank.sessions.writer() as db:
            cast = Cast.into(db)
            self.attempt = World.into(db, cast).things["own"]["attempt"]
            self.lin: Visitor = Visit(app)(cast.lin)
        self.acknowledged: list[str] = []

    def answer(self) -> Any:
        """Save an answer as the script does (an empty one fits every kind); remember its key if it was acknowledged."""
        key = str(uuid.uuid4())
        sent = {"question": 1, "key": key, "seq": 100 + len(self.acknowledged), "csrf_token": self.lin._csrf()}
        answer = self.lin.client.post(f"/attempts/{self.attempt}/answers", data=sent, headers=JSON)
        if answer.status_code == 200 and answer.json["saved"]:
            self.acknowledged.append(key)
        return answer

    def note(self, letters: int) -> Any:
        sent = {"text": "满" * letters, "csrf_token": self.lin._csrf()}
        return self.lin.client.post("/courses/greeting/lessons/first-sentence/note", data=sent)

    def page(self) -> Any:
        return self.lin.client.get(f"/attempts/{self.attempt}/1")

    def kept(self) -> set[str]:
        with self.bank.sessions.reader() as db:
            return set(db.scalars(select(Answer.key)))


def an_app(url: str, folder: Path, clock: StoppedClock) -> Flask:
    given = {"LEARNING_DATA": str(folder / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only"}
    engine = open_engine(url)
    schema.metadata.create_all(engine)
    engine.dispose()
    app = create_app(read_settings(given), clock=clock)
    app.testing = False
    return app


def refuse_plainly(answer: Any, lang: str = "zh") -> None:
    """503, when to come back, the sentence in the reader's language, no trace of the inside."""
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    told = answer.json["message"] if answer.is_json else answer.text
    assert SENTENCES[lang] in told
    for inside in ("Traceback", "psycopg", "sqlite", "OperationalError", "SELECT", "INSERT"):
        assert inside not in answer.text


# PostgreSQL stops and starts.


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if "postgresql" not in DATABASES:
        pytest.skip("asks for a PostgreSQL of its own")
    with running_postgres() as server:
        yield server


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_postgres_stops_and_starts_under_the_same_app(server, tmp_path, clock, how):
    app = an_app(server.create_database(f"bank_{how}"), tmp_path, clock)
    sitting = Sitting(app)
    assert sitting.answer().status_code == 200
    server.stop(how)
    stranger = app.test_client()
    refuse_plainly(sitting.page())
    refuse_plainly(sitting.lin.client.get(f"/attempts/{sitting.attempt}/1", headers={"Accept-Language": "en"}), "en")
    refuse_plainly(sitting.lin.client.get("/", headers={"HX-Request": "true"}))
    saving = sitting.answer()
    refuse_plainly(saving)
    assert saving.json["saved"] is False
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").status_code == 503
    refuse_plainly(stranger.get("/verify/?number=ABCD"))
    server.start()
    assert sitting.page().status_code == 200
    assert stranger.get("/readyz").status_code == 200
    assert sitting.answer().status_code == 200
    assert len(sitting.acknowledged) == 2
    assert set(sitting.acknowledged) <= sitting.kept()
    sitting.bank.sessions.engine.dispose()


def test_postgres_gone_between_two_statements_of_one_request(server, tmp_path, clock):
    """The connection dies under an open transaction: not saved, said so, and the next one is."""
    sitting = Sitting(an_app(server.create_database("bank_cut"), tmp_path, clock))
    engine: Engine = sitting.bank.sessions.engine

    cuts: list[str] = []

    def cut(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO answer") and not cuts:
            cuts.append(statement)
            with server.connect() as admin:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'bank_cut'")

    event.listen(engine, "before_cursor_execute", cut)
    refuse_plainly(sitting.answer())
    assert sitting.answer().status_code == 200
    assert set(sitting.acknowledged) <= sitting.kept()
    engine.dispose()


# SQLite is full, or somebody else writes.


@pytest.fixture
def sitting(tmp_path: Path, clock: StoppedClock) -> Iterator[Sitting]:
    if "sqlite" not in DATABASES:
        pytest.skip("SQLite's own troubles")
    found = Sitting(an_app(f"sqlite:///{tmp_path / 'zhili.db'}", tmp_path, clock))
    yield found
    found.bank.sessions.engine.dispose()


@contextmanager
def with_pragma(engine: Engine, pragma: str) -> Iterator[None]:
    """Every connection gets it when it is taken out of the pool."""

    def take(connection: Any, *_rest: Any) -> None:
        connection.execute(f"PRAGMA {pragma}").fetchall()

    event.listen(engine, "checkout", take)
    try:
        yield
    finally:
        event.remove(engine, "checkout", take)


def test_a_full_sqlite_says_not_saved_goes_on_reading_and_heals(sitting, clock):
    engine = sitting.bank.sessions.engine
    assert sitting.answer().status_code == 200
    with with_pragma(engine, "max_page_count=1"):  # as many pages as there are
        answers = [sitting.note(letters) for letters in range(3000, 4000, 100)]
        assert 503 in [answer.status_code for answer in answers], "a database that may not grow must be full by now"
        refuse_plainly(next(answer for answer in answers if answer.status_code == 503))
        for _ in range(400):
            if sitting.answer().status_code != 200:
                break
        refused = sitting.answer()
        refuse_plainly(refused)
        assert refused.json["saved"] is False
        clock.at += timedelta(minutes=2)
        assert sitting.page().status_code == 200
        assert sitting.lin.client.get("/courses/").status_code == 200
    with with_pragma(engine, "max_page_count=1000000"):
        assert sitting.note(3900).status_code == 303
        assert sitting.answer().status_code == 200
    assert set(sitting.acknowledged) <= sitting.kept()


def test_a_locked_sqlite_is_a_503_and_reading_goes_on(sitting, clock):
    """Another writer holds the one lock for longer than we wait."""
    assert sitting.answer().status_code == 200
    other = sqlite.connect(sitting.bank.sessions.engine.url.database, isolation_level=None)
    with with_pragma(sitting.bank.sessions.engine, "busy_timeout=100"):
        other.execute("BEGIN IMMEDIATE")
        refused = sitting.answer()
        refuse_plainly(refused)
        assert refused.json["saved"] is False
        assert sitting.page().status_code == 200
        clock.at += timedelta(minutes=2)  # so long that when she was last seen would be written, too
        assert sitting.page().status_code == 200
        assert sitting.lin.client.get("/healthz").status_code == 200
        stranger = Visit(sitting.app)(None)
        knock = {"number": "E0001", "password": "kettle-lantern", "csrf_token": stranger._csrf()}
        refuse_plainly(stranger.client.post("/sign-in", data=knock))
        other.execute("ROLLBACK")
        assert sitting.answer().status_code == 200
    other.close()
    assert set(sitting.acknowledged) <= sitting.kept()


def test_a_file_that_is_no_database_any_more_is_a_503_and_no_trace(sitting, tmp_path):
    """The file was torn by somebody: the page says so; put back, the same app goes on."""
    sitting.answer()
    engine = sitting.bank.sessions.engine
    engine.dispose()
    shutil.copy(tmp_path / "zhili.db", tmp_path / "kept")
    (tmp_path / "zhili.db").write_bytes(b"not a database " * 1000)
    torn = sitting.page()
    assert torn.status_code in (500, 503)
    assert "Traceback" not in torn.text
    assert sitting.lin.client.get("/healthz").status_code == 200
    engine.dispose()
    for end in ("-wal", "-shm"):
        (tmp_path / f"zhili.db{end}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "kept", tmp_path / "zhili.db")
    assert sitting.page().status_code == 200
    assert set(sitting.acknowledged) <= sitting.kept()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 6 MB, where one may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], check=False, capture_output=True
    ).returncode:  # fmt: skip
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_says_not_saved_goes_on_reading_and_heals(small_disk, clock):
    if "sqlite" not in DATABASES:
        pytest.skip("SQLite's own troubles")
    sitting = Sitting(an_app(f"sqlite:///{small_disk / 'zhili.db'}", small_disk, clock))
    assert sitting.answer().status_code == 200
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    for _ in range(50):
        if (refused := sitting.answer()).status_code != 200:
            break
    refuse_plainly(refused)
    assert sitting.page().status_code == 200
    clock.at += timedelta(minutes=2)
    assert sitting.page().status_code == 200, "when she was last seen cannot be written; she reads on all the same"
    ballast.unlink()
    assert sitting.answer().status_code == 200
    assert set(sitting.acknowledged) <= sitting.kept()
    sitting.bank.sessions.engine.dispose()
