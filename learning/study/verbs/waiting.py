"""Rules that the worker begins and ends, step by step; the doing itself is one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from learning.base import claims
from learning.base.refusals import Refusal
from learning.study.models import Assignment
from learning.study.refusals import CouldNotBeApplied


def claim(db: Session, *, at: datetime) -> Assignment | None:
    """Take the next one to work on. One that three workers have died of is refused. None: nothing to do."""

    def give_up(row: Assignment) -> None:
        refuse(db, row, CouldNotBeApplied(tries=row.tries), at=at)

    return claims.claim(db, Assignment, Assignment.wanted.is_not(None), give_up, at=at)


def beat(db: Session, row: Assignment, *, at: datetime, **changes: Any) -> None:
    """A sign of life. Raises ``Stopped`` when the row is another worker's."""
    claims.beat(db, row, Assignment.wanted == row.wanted, at=at, **changes)


def give_up(db: Session, row: Assignment) -> None:
    """It did not work: the next worker may try, three times in all."""
    _set(db, row, claim=None)


def refuse(db: Session, row: Assignment, no: Refusal, *, at: datetime) -> None:
    """What was wanted is not done, and this is why. A rule that did not begin never holds; one that did not end goes on."""
    ended = {"ended_at": at} if row.wanted == "begin" else {"ended_by": None, "ended_why": None}
    _set(db, row, wanted=None, claim=None, refusal={"says": no.says, "gaps": no.gaps}, **ended)


def _set(db: Session, row: Assignment, **values: Any) -> None:
    mine = update(Assignment).where(Assignment.id == row.id, Assignment.claim == row.claim).values(**values)
    db.execute(mine, execution_options={"synchronize_session": False})
