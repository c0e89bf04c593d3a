"""What HR wants done with a file, and the steps of the worker that does it; each a short transaction, but for the doing itself."""

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from learning.base import claims, jobs
from learning.base.refusals import Refusal
from learning.people.rules import Viewer
from learning.roster import queries, rules
from learning.roster.models import RosterFile, RosterImport, RosterLine
from learning.roster.refusals import CouldNotBeRead, NewerApplied, NothingToApply, NotNow, StillWrong, TooManyClosed
from learning.roster.rules import Plan

JOB = "work_on_rosters"
"""The worker's job that reads, applies and undoes."""
LONGEST_FILE_NAME = 120


def send(  # noqa: PLR0913 -- what came, from whom, for when
    db: Session, me: Viewer | None, name: str, content: bytes, *, is_full: bool, on: date, at: datetime
) -> RosterImport:
    """Keep the file and have it read. Nothing of the bank changes."""
    row = RosterImport(
        by_id=me.id if me else None, name=name[-LONGEST_FILE_NAME:] or "roster", sha256=hashlib.sha256(content).hexdigest(),
        is_full=is_full, on=on, at=at, wanted="read", counts={}, seen=0, tries=0, done=0, total=0,
    )  # fmt: skip
    db.add(row)
    db.flush()
    db.add(RosterFile(import_id=row.id, bytes=content))
    jobs.ask(db, JOB)
    return row


def ask_apply(db: Session, row: RosterImport, *, many: bool = False) -> None:
    """Have what the preview shows applied. ``many``: that a full list closes more than one in twenty is meant.

    Refuses while anything is wrong, when nothing would change, and what is not waiting for it.
    """
    if row.read_at is None or row.wanted or row.applied_at or row.dropped_at:
        raise NotNow
    if row.counts["wrong"]:
        raise StillWrong(n=row.counts["wrong"])
    if not any(row.counts[name] for name in rules.COUNTED):
        raise NothingToApply
    if is_many(row) and not many:
        raise TooManyClosed(n=row.counts["missing"], all=row.counts["here"])
    _want(db, row, "apply")


def is_many(row: RosterImport) -> bool:
    """Whether a full list closes more than one in twenty of those who are here."""
    return rules.ONE_IN * row.counts.get("missing", 0) > row.counts.get("here", 0)


def ask_undo(db: Session, row: RosterImport) -> None:
    """Have everything put back as it was. Refuses while a newer file stands."""
    if row.applied_at is None or row.undone_at or row.wanted:
        raise NotNow
    if queries.newer_applied(db, row):
        raise NewerApplied
    _want(db, row, "undo")


def _want(db: Session, row: RosterImport, what: str) -> None:
    row.wanted, row.claim, row.tries, row.refusal = what, None, 0, None
    row.done = row.total = 0
    db.flush()
    jobs.ask(db, JOB)


def drop(db: Session, row: RosterImport, *, at: datetime) -> None:
    """The file is not wanted after all: its contents go. A second call changes nothing; what was applied stays."""
    if row.applied_at is not None or row.wanted == "apply":
        raise NotNow
    row.dropped_at, row.wanted = row.dropped_at or at, None
    db.execute(delete(RosterFile).where(RosterFile.import_id == row.id))
    db.execute(delete(RosterLine).where(RosterLine.import_id == row.id))


def claim(db: Session, *, at: datetime) -> RosterImport | None:
    """Take the next one to work on. One that three workers have died of is refused. None: nothing to do."""

    def give_up(row: RosterImport) -> None:
        refuse(db, row, CouldNotBeRead(tries=row.tries))

    return claims.claim(db, RosterImport, RosterImport.wanted.is_not(None), give_up, at=at)


def beat(db: Session, row: RosterImport, *, at: datetime, **changes: Any) -> None:
    """A sign of life, with how far it is. Raises ``Stopped`` when it is another's, or not wanted any more."""
    claims.beat(db, row, RosterImport.wanted == row.wanted, at=at, **changes)


def keep_plan(db: Session, row: RosterImport, plan: Plan, *, seen: int, at: datetime) -> None:
    """Keep what the file would change, for the preview. ``seen``: the ledger's newest entry when the bank was looked at."""
    db.execute(delete(RosterLine).where(RosterLine.import_id == row.id))
    rows = [
        {
            "import_id": row.id, "n": line.n, "act": line.act, "key": line.key[:80], "person_id": line.person_id,
            "unit_id": line.unit_id, "before": line.before, "after": line.after, "undo": {},
            "says": [
                {"column": one.column, "severity": one.severity, "says": one.says, "gaps": dict(one.gaps)} for one in line.findings
            ],
        }
        for line in plan.lines
    ]  # fmt: skip
    if rows:
        db.execute(insert(RosterLine), rows)
    beat(db, row, at=at, read_at=at, counts=plan.counts, seen=seen)


def finish(db: Session, row: RosterImport, *, at: datetime, **changes: Any) -> None:
    """What was wanted is done."""
    beat(db, row, at=at, wanted=None, claim=None, refusal=None, **changes)


def give_up(db: Session, row: RosterImport) -> None:
    """It did not work: the next worker may try, three times in all."""
    mine = (RosterImport.id == row.id, RosterImport.claim == row.claim)
    db.execute(update(RosterImport).where(*mine).values(claim=None), execution_options={"synchronize_session": False})


def refuse(db: Session, row: RosterImport, no: Refusal) -> None:
    """What was wanted is not done, and this is why."""
    mine = (RosterImport.id == row.id, RosterImport.wanted.is_not(None), RosterImport.claim == row.claim)
    why = {"says": no.says, "gaps": no.gaps}
    sent = update(RosterImport).where(*mine).values(wanted=None, claim=None, refusal=why)
    db.execute(sent, execution_options={"synchronize_session": False})
