"""Long work that waits in rows of a table. One worker takes a row and gives signs of life; who falls silent is shut out."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

SILENT = timedelta(minutes=2)
"""A worker without a sign of life for so long is taken for dead: another one begins anew."""
MOST_TRIES = 3


class Stopped(Exception):  # noqa: N818 -- not an error: another worker took over, or nobody wants it any more
    """This worker shall leave the row alone."""


class Claimed:
    """The columns of a table whose rows are worked on."""

    id: Mapped[int]
    claim: Mapped[str | None] = mapped_column(String(32))  # of the worker that is at it; a later claim shuts an earlier one out
    beat_at: Mapped[datetime | None]  # its last sign of life
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)


Row = TypeVar("Row", bound=Claimed)


def claim(
    db: Session, table: type[Row], waiting: ColumnElement[bool], refuse: Callable[[Row], object], *, at: datetime
) -> Row | None:
    """Take the oldest row that waits and that nobody works at: new, or left by a silent worker. None: nothing to do.

    Locked rows are skipped. One that three workers have died of is handed to ``refuse``, after which it must not wait any more.
    """
    free = or_(table.claim.is_(None), table.beat_at < at - SILENT)
    oldest = select(table).where(waiting, free).order_by(table.id).limit(1).with_for_update(skip_locked=True)
    while row := db.scalar(oldest):
        if row.tries < MOST_TRIES:
            row.claim, row.beat_at, row.tries, row.done = secrets.token_hex(16), at, row.tries + 1, 0
            db.flush()
            return row
        refuse(row)
    return None


def beat(db: Session, row: Claimed, waiting: ColumnElement[bool], *, at: datetime, **changes: Any) -> None:
    """A sign of life, with what is so by now. Raises ``Stopped`` when the row is another worker's or does not wait any more."""
    table = type(row)
    mine = update(table).where(table.id == row.id, table.claim == row.claim, waiting).values(beat_at=at, **changes)
    if not cast(CursorResult[Any], db.execute(mine, execution_options={"synchronize_session": False})).rowcount:
        raise Stopped
