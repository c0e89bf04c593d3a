"""The three things written outside the request's transaction: sign-in tries, sessions' last_seen, who opened whose record."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from learning.base.engines import Sessions


@contextmanager
def aside(sessions: Sessions, *, beside: Session | None = None) -> Iterator[Session]:
    """A short transaction of its own, committed at the end of the block.

    Raises when ``beside`` (the request's session) already holds a transaction: on SQLite the two would wait for each other.
    """
    if beside is not None and beside.in_transaction():
        raise RuntimeError("an aside must come before the request's own transaction")
    with sessions.writer() as own, own.begin():
        yield own
