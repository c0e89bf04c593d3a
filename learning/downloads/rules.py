"""Pure decisions about downloads."""

from datetime import datetime, timedelta
from typing import Protocol

KEPT = timedelta(days=3)
"""How long a finished file can be fetched."""
MOST_WAITING = 5
"""Files one person may have in the making."""


class Row(Protocol):
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def refusal(self) -> object | None: ...
    @property
    def claim(self) -> str | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


def state(row: Row, at: datetime) -> str:
    """``waiting``, ``making``, ``ready``, ``refused``, ``cancelled`` or ``expired``."""
    if row.cancelled_at is not None:
        return "cancelled"
    if row.refusal is not None:
        return "refused"
    if row.finished_at is None:
        return "making" if row.claim else "waiting"
    return "ready" if row.ends_at is not None and at < row.ends_at else "expired"
