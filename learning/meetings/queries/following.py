"""Whether a meeting has changed, for four hundred askers a second: from memory, refreshed by one question a second."""

import time
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.asking import ask
from learning.meetings.models import MeetingRun

FRESH = 1.0
"""For so many seconds a process answers from memory."""
VERSIONS = select(MeetingRun.id, MeetingRun.version).where(MeetingRun.state == "open")
_asking = Lock()


class Versions:
    """What one process knows of the meetings that are open."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}
        self.until = 0.0


def version(db: Session, run_id: int) -> int:
    """The version of a meeting that is open; 0: it is over. ``db`` is used once a second at most, by one of all who ask."""
    kept: dict[str, Any] = db.info["catalogues"]
    versions: Versions = kept.setdefault("meetings", Versions())
    if time.monotonic() >= versions.until and _asking.acquire(blocking=False):
        try:
            versions.known = {row.id: row.version for row in ask(db, VERSIONS)}
            versions.until = time.monotonic() + FRESH
        finally:
            _asking.release()
    return versions.known.get(run_id, 0)
