"""No concurrent update is lost, readers cannot write, and SQLite is the repaired one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from learning.base.engines import wal_is_safe
from learning.people.models import Person

THREADS, TIMES = 8, 25


def test_no_concurrent_update_is_lost(bank, cast):
    """Read, add one, write: the driver's default transactions lost 535 of 800 of these on SQLite, silently."""

    def add_one() -> None:
        for _ in range(TIMES):
            with bank.sessions.writer() as db, db.begin():
                lin = db.get(Person, cast.lin.id, with_for_update=True)
                lin.mobile = str(int(lin.mobile or 0) + 1)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(add_one) for _ in range(THREADS)]:
            done.result()

    with bank.sessions.reader() as db:
        assert db.get(Person, cast.lin.id).mobile == str(THREADS * TIMES)


def test_a_reader_cannot_write(bank, cast):
    with bank.sessions.reader() as db, pytest.raises(DBAPIError):
        db.execute(text("UPDATE person SET name = 'x'"))


def test_a_reader_does_not_wait_for_a_writer(bank, cast, db):
    db.execute(text("UPDATE person SET name = 'in the making' WHERE number = 'E0001'"))

    with bank.sessions.reader() as reader:
        assert reader.scalar(text("SELECT name FROM person WHERE number = 'E0001'")) == "林晓雯"


def test_the_settings_of_the_connection(bank):
    if bank.sessions.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is durable by its own settings, which flask doctor reads")
    with bank.sessions.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 2), False),
     ((3, 51, 3), True), ((3, 53, 4), True)],
)  # fmt: skip
def test_which_sqlite_can_be_trusted_with_wal(version, safe):
    assert wal_is_safe(version) is safe


def test_this_sqlite_is_a_repaired_one():
    assert wal_is_safe()
