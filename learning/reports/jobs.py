"""What the worker does for reports. Safe to repeat."""

from datetime import datetime

from learning.base.engines import Sessions
from learning.reports import verbs


def renew_sums(sessions: Sessions, *, at: datetime) -> int | None:
    """Count again what facts, the new day or a new edition have made stale."""
    return verbs.renew(sessions, at=at)
