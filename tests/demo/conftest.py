"""One demonstration bank for all tests here (a worker and database): it takes a while to live half a year."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from learning.base.clock import StoppedClock
from learning.base.settings import Settings, read_settings
from learning.demo import verbs
from learning.factory import open_bank
from learning.web.request import Bank

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
CONTENT = Path(__file__).parents[2] / "content"


@contextmanager
def made_bank(empty: object, folder: Path) -> Iterator[tuple[Bank, Settings]]:
    """A bank in which the courses are published and nobody is yet."""
    with empty.database(folder) as url:
        settings = read_settings(
            {"LEARNING_DATA": str(folder / "data"), "LEARNING_DATABASE": url, "LEARNING_DEMO_PASSWORD": "one-two-three-4"}
        )
        bank = open_bank(settings, clock=StoppedClock(MONDAY))
        verbs.publish_first(bank.sessions, CONTENT, at=MONDAY)
        yield bank, settings
        bank.sessions.engine.dispose()


@pytest.fixture(scope="session")
def demo_bank(empty: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with made_bank(empty, tmp_path_factory.mktemp("demo")) as (bank, settings):
        verbs.fill(bank.sessions, settings, bank.clock)
        yield bank


@pytest.fixture
def demo(demo_bank: Bank) -> Iterator[Session]:
    """A session that reads the demonstration bank."""
    with demo_bank.sessions.reader() as session:
        yield session
