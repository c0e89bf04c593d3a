"""Waking the worker. What a job does is read from our own rows, so a lost wake-up loses nothing: the next minute finds the rows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker


def ask(db: Session, job: str) -> None:
    """Ask for a job by its name, once the transaction is committed; a rollback takes the wish back."""
    db.info.setdefault("asked", set()).add(job)


def listen(writer: sessionmaker[Session], wake: Callable[[str], None] | None) -> None:
    """Call ``wake`` for each job asked for in a committed transaction."""

    def committed(db: Session) -> None:
        if db.in_nested_transaction():
            return  # a savepoint: nothing is committed yet
        for job in db.info.pop("asked", ()):
            if wake is not None:
                wake(job)

    def taken_back(db: Session, *_rest: Any) -> None:
        db.info.pop("asked", None)

    event.listen(writer, "after_commit", committed)
    event.listen(writer, "after_rollback", taken_back)
