"""What the worker does for study: once a day, postings that begin or end today change who is under which assignment."""

from sqlalchemy.orm import Session

from learning.study import verbs


def settle_day(db: Session) -> None:
    """Settle everybody for today. Safe to repeat."""
    clock = db.info["clock"]
    verbs.settle(db, at=clock.now(), on=clock.today())
