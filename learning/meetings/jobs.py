"""What the worker does for meetings."""

from datetime import datetime

from sqlalchemy.orm import Session

from learning.meetings import verbs


def lapse_overdue(db: Session, *, at: datetime) -> int:
    """Close what nobody closed before its midnight."""
    return verbs.lapse_overdue(db, at=at)
