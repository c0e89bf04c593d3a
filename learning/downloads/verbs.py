"""Every write of downloads: asking, cancelling, and the steps of the worker, each in a short transaction of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from learning.base import claims, jobs
from learning.base.ledger import announce
from learning.base.refusals import Refusal
from learning.content.catalogue import Words
from learning.downloads import queries, rules
from learning.downloads.facts import FileAsked, FileMade, FileRefused
from learning.downloads.models import Download, DownloadPiece
from learning.downloads.refusals import CouldNotBeMade, TooManyFiles
from learning.people.rules import Viewer

JOB = "make_downloads"
"""The worker's job that makes them."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: ``kind`` is a key of the factory's table of makers, ``wish`` plain JSON for its maker."""

    kind: str
    wish: dict[str, Any]
    title: Words
    name: str
    mimetype: str
    lang: str


def ask(db: Session, me: Viewer, wanted: Wanted, *, at: datetime) -> Download:
    """Ask for a file and wake the worker. The same one asked for twice is made once. Announces ``FileAsked``.

    Refuses a sixth one while five are being made. Whether the viewer may see what is in it, the asking view has decided;
    the maker is asked again when it is made and when it is fetched.
    """
    others = queries.unfinished(db, me.id)
    for row in others:
        if (row.kind, row.wish, row.lang, row.name) == (wanted.kind, wanted.wish, wanted.lang, wanted.name):
            return row
    if len(others) >= rules.MOST_WAITING:
        raise TooManyFiles(most=rules.MOST_WAITING)
    title = {"zh": wanted.title.zh, "en": wanted.title.en}
    row = Download(
        person_id=me.id, kind=wanted.kind, wish=wanted.wish, title=title, lang=wanted.lang, name=wanted.name,
        mimetype=wanted.mimetype, asked_at=at, tries=0, done=0, total=0, size=0,
    )  # fmt: skip
    db.add(row)
    db.flush()
    announce(db, FileAsked(at=at, by=me.id, download_id=row.id, person_id=me.id, kind=row.kind, wish=row.wish))
    jobs.ask(db, JOB)
    return row


def cancel(db: Session, row: Download, *, at: datetime) -> None:
    """The file is not wanted any more; a worker that is at it stops at its next sign of life. A second call changes nothing."""
    if row.cancelled_at is None:
        row.cancelled_at, row.finished_at = at, row.finished_at or at
        db.execute(delete(DownloadPiece).where(DownloadPiece.download_id == row.id))


def claim(db: Session, *, at: datetime) -> Download | None:
    """Take the next file to make. One that three workers have died of is refused instead. None: nothing to do."""

    def give_up(row: Download) -> None:
        refuse(db, row.id, row.claim or "", CouldNotBeMade(tries=row.tries), at=at)

    row = claims.claim(db, Download, Download.finished_at.is_(None), give_up, at=at)
    if row is not None:
        db.execute(delete(DownloadPiece).where(DownloadPiece.download_id == row.id))
    return row


def beat(db: Session, row: Download, *, at: datetime, **changes: Any) -> None:
    """A sign of life, with how far it is. Raises ``Stopped`` when the file was cancelled or another worker has it."""
    claims.beat(db, row, Download.finished_at.is_(None), at=at, **changes)


def keep_piece(db: Session, row: Download, n: int, piece: bytes, *, at: datetime) -> None:
    beat(db, row, at=at)
    db.add(DownloadPiece(download_id=row.id, n=n, bytes=piece))
    db.flush()


def finish(db: Session, row: Download, *, size: int, at: datetime) -> None:
    """All pieces are kept: the file can be fetched for three days. Announces ``FileMade``, once, whoever was at it."""
    ends_at = at + rules.KEPT
    beat(db, row, at=at, finished_at=at, ends_at=ends_at, size=size, done=row.total)
    announce(
        db, FileMade(at=at, download_id=row.id, person_id=row.person_id, kind=row.kind, title=row.title, ends_at=ends_at)
    )  # fmt: skip


def refuse(db: Session, download_id: int, claim: str, no: Refusal, *, at: datetime) -> None:
    """There will be no file, and this is why. Announces ``FileRefused``."""
    row = db.get_one(Download, download_id, populate_existing=True, with_for_update=True)
    if row.finished_at is not None or (row.claim or "") != claim:
        return
    row.finished_at, row.refusal = at, {"says": no.says, "gaps": no.gaps}
    db.execute(delete(DownloadPiece).where(DownloadPiece.download_id == row.id))
    announce(
        db, FileRefused(at=at, reason=str(no), download_id=row.id, person_id=row.person_id, kind=row.kind, title=row.title)
    )  # fmt: skip


def drop_past(db: Session, *, at: datetime) -> int:
    """The pieces of expired and cancelled files go; the rows stay, so that a late comer reads why."""
    over = queries.past(db, at=at)
    if over:
        db.execute(delete(DownloadPiece).where(DownloadPiece.download_id.in_(over)))
    return len(over)
