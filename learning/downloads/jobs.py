"""What the worker does for downloads, and what a feature gives that wants files made: a ``Maker`` in the factory's table.

Killed at any point, the file begins again: what is half made lies in a temporary file of the process or under a claim that a
later one shuts out. It is finished, and told of, in one transaction, once.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy.orm import Session

from learning.base import jobs
from learning.base.claims import Stopped
from learning.base.clock import Clock
from learning.base.engines import Sessions
from learning.base.refusals import Refusal
from learning.downloads import queries, verbs
from learning.downloads.models import Download
from learning.downloads.refusals import NoLongerYours
from learning.people import queries as people
from learning.people.rules import Viewer

log = logging.getLogger(__name__)

PIECE = 2**20
A_BEAT = timedelta(seconds=1)


@dataclass
class Making:
    """One file in the making: for whom, what they wished, in which language, and ``progress`` to be called now and then."""

    sessions: Sessions
    clock: Clock
    row: Download
    me: Viewer
    say: Callable[..., str]
    _told_at: datetime | None = field(default=None)

    @property
    def wish(self) -> dict[str, Any]:
        return self.row.wish

    @property
    def lang(self) -> str:
        return self.row.lang

    def progress(self, done: int, total: int) -> None:
        """So much of so much. Written at most once a second; raises ``Stopped`` when the file is not wanted any more."""
        at = self.clock.now()
        self.row.total = total
        if self._told_at is None or not timedelta(0) <= at - self._told_at < A_BEAT:
            self._told_at = at
            with self.sessions.writer() as db, db.begin():
                verbs.beat(db, self.row, at=at, done=done, total=total)

    def reading(self) -> AbstractContextManager[Session]:
        """A session that cannot write and sees one moment from its first to its last row."""
        return self.sessions.snapshot()


@dataclass(frozen=True)
class Maker:
    """How files of one kind are made. ``may``: whether this viewer may (still) have what is in it, today."""

    make: Callable[[Making, IO[bytes]], None]
    may: Callable[[Session, Viewer, dict[str, Any]], bool]


def make_downloads(sessions: Sessions, clock: Clock) -> bool:
    """Make the next file that is asked for, and ring for the one after, so that other jobs get their turn between two files."""
    with sessions.writer() as db, db.begin():
        verbs.drop_past(db, at=clock.now())
        row = verbs.claim(db, at=clock.now())
    if row is None:
        return False
    try:
        _make(sessions, clock, row)
    except Stopped:
        log.info("download %s was cancelled or is made by another worker", row.id)
    except Refusal as no:
        with sessions.writer() as db, db.begin():
            verbs.refuse(db, row.id, row.claim or "", no, at=clock.now())
    except Exception:  # tried again when the claim is old, at most three times
        log.exception("download %s failed", row.id)
    with sessions.writer() as db, db.begin():
        if queries.waiting(db):
            jobs.ask(db, verbs.JOB)
    return True


def _make(sessions: Sessions, clock: Clock, row: Download) -> None:
    with sessions.reader() as db:
        me = people.viewer(db, row.person_id, on=clock.today())
        maker: Maker = db.info["makers"][row.kind]
        if me is None or not maker.may(db, me, row.wish):
            raise NoLongerYours
        say = db.info["speaker"](row.lang)
    with TemporaryFile() as file:
        maker.make(Making(sessions, clock, row, me, say), file)
        _keep(sessions, clock, row, file)


def _keep(sessions: Sessions, clock: Clock, row: Download, file: IO[bytes]) -> None:
    """Piece by piece into the database; the last transaction makes it a file."""
    size = file.seek(0, 2)
    file.seek(0)
    for n, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
        with sessions.writer() as db, db.begin():
            verbs.keep_piece(db, row, n, piece, at=clock.now())
    with sessions.writer() as db, db.begin():
        verbs.finish(db, row, size=size, at=clock.now())
