"""Writes that fail, clocks that jump, files that are half written: said plainly, nothing lost, nothing reopened."""

import random
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from learning.publishing import queries as publishing
from learning.publishing import verbs
from learning.publishing.refusals import HasErrors
from learning.quiz import jobs
from learning.quiz.models import Attempt
from tests.cast import MORNING
from tests.conftest import DATABASES
from tests.courses import BANK, LESSON, TINY
from tests.faults.test_database import Sitting, an_app, refuse_plainly
from tests.quiz.test_views import save, sheet_of, sit


@contextmanager
def files_may_not_grow(beyond: int) -> Iterator[None]:
    """Every write beyond so many bytes of any file fails, as on a broken or exhausted disk; for any user, without root."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_writes_that_fail_are_said_and_the_same_process_heals(tmp_path, clock):
    if "sqlite" not in DATABASES:
        pytest.skip("SQLite's own troubles")
    sitting = Sitting(an_app(f"sqlite:///{tmp_path / 'zhili.db'}", tmp_path, clock))
    assert sitting.answer().status_code == 200
    refused = 0
    for room in (0, 4096, 30_000, 60_000):  # the write-ahead log breaks off in other places
        with files_may_not_grow(Path(f"{tmp_path / 'zhili.db'}-wal").stat().st_size + room):
            answers = [sitting.answer() for _ in range(20)]
            for answer in answers:
                if answer.status_code != 200:
                    refuse_plainly(answer)
                    refused += 1
            assert sitting.page().status_code == 200
        assert sitting.answer().status_code == 200
    assert refused > 20
    assert set(sitting.acknowledged) <= sitting.kept()
    with sitting.bank.sessions.reader() as db:
        assert db.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    sitting.bank.sessions.engine.dispose()


# The clock jumps.


def the(db, path) -> Attempt:
    found = db.scalars(
        select(Attempt).where(Attempt.uuid == path.rsplit("/", 1)[1]).execution_options(populate_existing=True)
    ).one()
    db.commit()
    return found


def test_eleven_minutes_forward_close_an_attempt_and_two_hours_back_reopen_nothing(db, cast, live, visit, clock):
    """Overdue is latched in the row, by whoever sees it first."""
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    save(lin, path, 1, sheet[1])
    clock.at += timedelta(minutes=11)
    assert jobs.hand_in_overdue(db, at=clock.at) == 1
    db.commit()
    closed = the(db, path).handed_in_at
    assert closed == MORNING + timedelta(minutes=10)
    clock.at -= timedelta(hours=2)
    lin = visit(cast.lin)
    assert save(lin, path, 2, sheet[2], status=409)["refused"] == "TimeIsUp"
    assert lin.get(f"{path}/1", status=302, raw=True).location == f"{path}/review"
    assert jobs.hand_in_overdue(db, at=clock.at) == 0
    db.commit()
    again = sit(lin)
    assert again != path, "a new attempt, not the old one"
    assert the(db, path).handed_in_at == closed
    assert the(db, again).deadline_at == clock.at + timedelta(minutes=10)


def test_two_hours_back_close_nothing_early(db, cast, live, visit, clock):
    lin = visit(cast.lin)
    path = sit(lin)
    sheet = sheet_of(db, path)
    clock.at -= timedelta(hours=2)
    assert jobs.hand_in_overdue(db, at=clock.at) == 0
    db.commit()
    lin = visit(cast.lin)
    assert save(lin, path, 1, sheet[1])["saved"] is True
    clock.at = MORNING + timedelta(minutes=9, seconds=59)
    lin = visit(cast.lin)
    assert save(lin, path, 2, sheet[2])["saved"] is True
    assert the(db, path).handed_in_at is None


# A trainer's editor has written half a file.


def cuts() -> list[tuple[str, int]]:
    chance = random.Random(7)
    return [(name, chance.randrange(1, len(TINY[name]))) for name in (BANK, LESSON) for _ in range(10)]


def test_half_written_files_change_nothing_for_readers(app, db, cast, live, visit):
    """Twenty cuts while somebody reads: what cannot be read whole is refused, what can be is published whole."""
    seen: list[int] = []
    lin, over = visit(cast.lin), threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.extend(
                lin.client.get(path).status_code for path in ("/courses/greeting/", "/courses/greeting/lessons/first-sentence")
            )

    reader = threading.Thread(target=read)
    reader.start()
    try:
        refused = [cut for cut in cuts() if not published(db, *cut)]
    finally:
        over.set()
        reader.join()
    assert len(refused) > 10
    assert set(seen) == {200}
    assert seen != []


def published(db, name: str, cut: int) -> bool:
    before = publishing.live(db).edition
    try:
        verbs.publish(db, {**TINY, name: TINY[name][:cut]}, by_id=None, note="half", at=MORNING)
    except HasErrors:
        db.rollback()
        assert publishing.live(db).edition == before
        return False
    db.commit()
    return True
