"""Every read of downloads. A download is only for who asked for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.base.engines import Sessions
from learning.base.tables import Moment
from learning.downloads.models import Download, DownloadPiece
from learning.people.rules import Viewer

SHOWN = 50


def download(db: Session, me: Viewer, download_id: int) -> Download | None:
    """The download, if the viewer asked for it."""
    return db.scalar(select(Download).where(Download.id == download_id, Download.person_id == me.id))


def downloads(db: Session, me: Viewer) -> Sequence[Download]:
    """The viewer's last ones, the newest first."""
    mine = select(Download).where(Download.person_id == me.id)
    return db.scalars(mine.order_by(Download.id.desc()).limit(SHOWN)).all()


def at_hand(db: Session, me: Viewer, *, at: datetime) -> tuple[int, int]:
    """How many of the viewer's files are being made, and how many can be fetched."""
    making, ready = ask(db, AT_HAND, {"person": me.id, "now": at}).one()
    return making, ready


def _at_hand() -> Any:
    is_ready = and_(Download.ends_at > bindparam("now", type_=Moment), Download.cancelled_at.is_(None))
    counts = func.count(case((Download.finished_at.is_(None), 1))), func.count(case((is_ready, 1)))
    return select(*counts).where(Download.person_id == bindparam("person"))


AT_HAND = _at_hand()
"""Built once: the desk of everybody with a role asks it."""


def unfinished(db: Session, person_id: int) -> Sequence[Download]:
    """What is still being made for this person."""
    return db.scalars(select(Download).where(Download.person_id == person_id, Download.finished_at.is_(None))).all()


def past(db: Session, *, at: datetime) -> Sequence[int]:
    """Downloads whose pieces nobody may fetch any more."""
    over = or_(Download.ends_at <= at, Download.cancelled_at < at - timedelta(minutes=1))
    held = select(DownloadPiece.download_id).join(Download, Download.id == DownloadPiece.download_id).where(over)
    return db.scalars(held.distinct()).all()


def pieces(sessions: Sessions, download_id: int) -> Iterator[bytes]:
    """The file, piece by piece, each read in a short transaction of its own while the answer is being sent."""
    n = 0
    while True:
        with sessions.reader() as db:
            found = db.scalar(select(DownloadPiece.bytes).where(DownloadPiece.download_id == download_id, DownloadPiece.n == n))
        if found is None:
            return
        yield found
        n += 1


def waiting(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Download).where(Download.finished_at.is_(None))) or 0


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of downloads in everything the house knows of a person."""
    rows = db.scalars(select(Download).where(Download.person_id == person_id).order_by(Download.id))
    return [{name: getattr(row, name) for name in ("kind", "wish", "title", "asked_at", "finished_at")} for row in rows]
