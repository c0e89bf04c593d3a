"""Four people answer without a pause while the ground moves: nothing acknowledged is lost, and the same processes go on."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from learning.base.engines import open_engine
from learning.base.settings import read_settings
from learning.factory import create_app
from learning.operations import migrating
from learning.schema import metadata
from tests.conftest import DATABASES
from tests.postgres import running_postgres
from tests.quiz.crashing import HONEST, Report, Server, Sheet, keep_answering, prepare, stored

PATIENCE = 5.0
"""Seconds after the ground is firm again within which everybody's answers are saved."""


class Load:
    """A real server on a bank of its own, and four people who answer."""

    def __init__(self, url: str, folder: Path) -> None:
        environment = {
            "LEARNING_DATA": str(folder / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only",
            "LEARNING_BANK_NAME": "启明银行",
        }  # fmt: skip
        self.app = create_app(read_settings(environment))
        self.sheets: list[Sheet] = prepare(self.app)
        self.report, self.over = Report(), threading.Event()
        self.server = Server(environment, HONEST)

    @contextmanager
    def going(self) -> Iterator["Load"]:
        self.server.start()
        people = [
            threading.Thread(target=keep_answering, args=(self.server.port, sheet, self.report, self.over), daemon=True)
            for sheet in self.sheets
        ]
        for person in people:
            person.start()
        try:
            assert self.all_are_served() < 30
            yield self
        finally:
            self.over.set()
            for person in people:
                person.join(20)
            self.server.kill()

    def all_are_served(self) -> float:
        """The seconds until each of the four has had another answer acknowledged."""
        begun, before = time.monotonic(), self._counts()
        while time.monotonic() - begun < 60:
            now = self._counts()
            if all(now[sheet.uuid] > before[sheet.uuid] for sheet in self.sheets):
                return time.monotonic() - begun
            time.sleep(0.02)
        raise AssertionError(f"nobody is served any more: {before} → {self._counts()}")

    def _counts(self) -> Counter[str]:
        return Counter(uuid for uuid, *_ in list(self.report.acknowledged.values()))

    def nothing_is_lost(self) -> None:
        self.report.stored = stored(self.app)
        assert self.report.lost == []
        assert max(Counter(key for key, *_ in self.report.stored).values()) == 1


def test_postgres_stopped_and_killed_under_load(tmp_path):
    """The same worker process goes on, without a restart."""
    if "postgresql" not in DATABASES:
        pytest.skip("asks for a PostgreSQL of its own")
    with running_postgres() as postgres:
        url = postgres.create_database("bank_load")
        engine = open_engine(url)
        metadata.create_all(engine)
        engine.dispose()
        with Load(url, tmp_path).going() as load:
            workers = load.server.workers
            for how in ("fast", "immediate"):
                postgres.stop(how)
                time.sleep(0.3)
                postgres.start()
                assert load.all_are_served() <= PATIENCE, how
            assert load.server.workers == workers
            assert workers != []
        load.nothing_is_lost()


def test_an_upgrade_under_load(url, tmp_path):
    """SIGTERM in mid-load, a migration, a new start: answers on their way finish or are sent again; the gap is short."""
    load = Load(url, tmp_path)
    engine = open_engine(url)
    with engine.begin() as connection:
        MigrationContext.configure(connection).stamp(ScriptDirectory(str(migrating.FOLDER)), "head")
    with load.going():
        begun = time.monotonic()
        load.server.stop()
        migrating.downgrade(engine, "-1")
        migrating.upgrade(engine)
        load.server.start()
        assert load.all_are_served() <= PATIENCE
        gap = time.monotonic() - begun
    assert gap <= 20, "10 s are promised on a machine that does nothing else"
    assert migrating.is_current(engine)
    engine.dispose()
    load.nothing_is_lost()
