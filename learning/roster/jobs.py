"""What the worker does for rosters: read, apply, undo. Killed at any point, it begins again: the doing is one transaction."""

import logging
from datetime import datetime
from time import sleep
from typing import Any

from sqlalchemy.orm import Session

from learning.base import jobs
from learning.base.claims import Stopped
from learning.base.clock import Clock
from learning.base.engines import Sessions, take_time
from learning.base.refusals import Refusal
from learning.people import policy
from learning.people import queries as people
from learning.people.rules import Viewer
from learning.roster import intake, queries, rules, verbs
from learning.roster.models import RosterImport
from learning.roster.refusals import HasChanged, NobodyInIt, NotNow
from learning.roster.rules import Plan
from learning.roster.verbs.writing import hold_people

log = logging.getLogger(__name__)

LONG = 300
"""Seconds the longest statement of an import may take."""
TURNS = 3
A_WHILE = 0.2


class NoLongerYours(Refusal):
    says = NotNow.says
    status = 403


def work_on_rosters(sessions: Sessions, clock: Clock) -> bool:
    """Do the next thing that is wanted, and ring for the one after. False: nothing was."""
    with sessions.writer() as db, db.begin():
        row = verbs.claim(db, at=clock.now())
    if row is None:
        return False
    try:
        WORK[row.wanted or ""](sessions, clock, row)
    except Stopped:
        log.info("roster %s was dropped, or another worker is at it", row.id)
    except Refusal as no:
        with sessions.writer() as db, db.begin():
            verbs.refuse(db, row, no)
    except Exception:  # tried again, at most three times
        log.exception("roster %s failed", row.id)
        with sessions.writer() as db, db.begin():
            verbs.give_up(db, row)
    with sessions.writer() as db, db.begin():
        if queries.is_any_wanted(db):
            jobs.ask(db, verbs.JOB)
    return True


def finish(sessions: Sessions, clock: Clock, import_id: int) -> None:
    """For the operator's shell: work, or wait for the worker that is faster, until what was wanted is done or refused."""
    while True:
        with sessions.reader() as db:
            if db.get_one(RosterImport, import_id).wanted is None:
                return
        if not work_on_rosters(sessions, clock):
            sleep(A_WHILE)


def _read(sessions: Sessions, clock: Clock, row: RosterImport) -> None:
    plan, seen = _look(sessions, clock, row)
    with sessions.writer() as db, db.begin():
        take_time(db.connection(), LONG)
        verbs.keep_plan(db, row, plan, seen=seen, at=clock.now())
        verbs.finish(db, row, at=clock.now())


def _look(sessions: Sessions, clock: Clock, row: RosterImport) -> tuple[Plan, int]:
    """What the file would change in the bank as it is now, and the ledger's newest entry about it."""
    with sessions.reader() as db:
        content = queries.file(db, row.id)
    if content is None:
        raise Stopped
    table = intake.read_table(content)
    found = list(rules.read_rows(table, intake.heads_of(table)))
    if not found:
        raise NobodyInIt
    _tell(sessions, row, len(found), at=clock.now())
    with sessions.snapshot() as db:
        seen = queries.newest_entry(db)
        me = _sender(db, row, clock)
        bank = queries.bank_for(db, me, (one.number for one in found), on=row.on, is_full=row.is_full)
        return rules.plan(bank, found, is_full=row.is_full), seen


def _tell(sessions: Sessions, row: RosterImport, rows: int, *, at: datetime) -> None:
    with sessions.writer() as db, db.begin():
        verbs.beat(db, row, at=at, done=rows // 2, total=rows)


def _sender(db: Session, row: RosterImport, clock: Clock) -> Viewer | None:
    """Who sent it, with the roles of today; None is the operator's shell. Whoever lost the role does nothing any more."""
    if row.by_id is None:
        return None
    me = people.viewer(db, row.by_id, on=clock.today())
    if me is None or not policy.may_keep_staff(me):
        raise NoLongerYours
    return me


def _apply(sessions: Sessions, clock: Clock, row: RosterImport) -> None:
    """As previewed or not at all: if people were changed meanwhile, the file is read again, and must come to the same."""
    for _ in range(TURNS):
        with sessions.snapshot() as db:
            seen = queries.newest_entry(db)
            _sender(db, row, clock)
        if seen != row.seen:
            plan, seen = _look(sessions, clock, row)
            _must_be_as_shown(sessions, clock, row, plan, seen)
        if _applied(sessions, clock, row, seen):
            return
    raise HasChanged


def _must_be_as_shown(sessions: Sessions, clock: Clock, row: RosterImport, plan: Plan, seen: int) -> None:
    with sessions.reader() as db:
        shown = [(line.act, line.key, line.before, line.after) for line in queries.lines(db, row.id, *rules.ACTS)]
    if shown == [(line.act, line.key[:80], line.before, line.after) for line in plan.lines]:
        return
    with sessions.writer() as db, db.begin():
        verbs.keep_plan(db, row, plan, seen=seen, at=clock.now())
    raise HasChanged


def _applied(sessions: Sessions, clock: Clock, row: RosterImport, seen: int) -> bool:
    with sessions.writer() as db, db.begin():
        take_time(db.connection(), LONG)
        hold_people(db)
        if queries.newest_entry(db) != seen:
            return False
        here = db.merge(row)
        verbs.apply(db, here, at=clock.now())
        db.flush()
        verbs.finish(db, row, at=clock.now(), applied_at=clock.now(), seen=queries.newest_entry(db))
        return True


def _undo(sessions: Sessions, clock: Clock, row: RosterImport) -> None:
    with sessions.writer() as db, db.begin():
        take_time(db.connection(), LONG)
        hold_people(db)
        _sender(db, row, clock)
        verbs.undo(db, db.merge(row), at=clock.now())
        db.flush()
        verbs.finish(db, row, at=clock.now(), undone_at=clock.now())


WORK: dict[str, Any] = {"read": _read, "apply": _apply, "undo": _undo}
