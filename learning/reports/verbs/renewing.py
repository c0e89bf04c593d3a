"""Counting again what is stale, outside any transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from learning.base.engines import Sessions
from learning.publishing import queries as publishing
from learning.reports.models import ReportDay, ReportStale, ReportSum
from learning.reports.queries.histories import all_rows
from learning.reports.queries.sums import Reckoned, Stale, day_of_sums, reckon, stale
from learning.reports.queries.tree import all_nodes
from learning.reports.rules import Counts, Tree
from learning.reports.verbs import past

MOST_UNITS = 400
"""More stale units than this, and the whole bank is counted in less time."""
AT_ONCE = 2000


def renew(sessions: Sessions, *, at: datetime, wholly: bool = False) -> int | None:
    """Count again what is stale; everything when the day or the edition is another one, or ``wholly``.

    Counting happens in a session that only reads; what was found is written in one short transaction. Should another worker
    have been faster, nothing is written: its turn stands. Returns how many rows were written; None: nothing was stale.
    """
    with sessions.snapshot() as db:
        live, on, day = publishing.live(db), db.info["clock"].day(at), day_of_sums(db)
        turn, changed = day.turn if day else 0, stale(db)
        is_whole = wholly or day is None or (day.on, day.edition) != (on, live.edition)
        is_whole = is_whole or changed.everywhere or len(changed.units) > MOST_UNITS
        if not is_whole and not changed.rows:
            return None
        found = reckon(db, live, on, None if is_whole else changed.units)
        tree = Tree(all_nodes(db, on=on))
        lives = list(all_rows(db, live, tree, until=on)) if is_whole else past.corrected(db, live, tree, changed.units, until=on)
    with sessions.writer() as db, db.begin():
        if not _take_turn(db, turn, ReportDay(on=on, edition=live.edition, turn=turn + 1, at=at)):
            return None
        written = _replace(db, found) if is_whole else _correct(db, found, tree, changed.units)
        past.keep(db, lives, is_whole=is_whole)
        _forget(db, changed)
        return written


def _take_turn(db: Session, turn: int, new: ReportDay) -> bool:
    """One row, whose turn goes on only from the one that was read: two workers cannot both have written."""
    if turn == 0:
        if db.scalar(select(ReportDay.turn)) is not None:
            return False
        db.add(new)
        db.flush()
        return True
    columns = {"on": new.on, "edition": new.edition, "turn": new.turn, "at": new.at}
    done: Any = db.execute(update(ReportDay).where(ReportDay.turn == turn).values(columns))
    return bool(done.rowcount)


def _replace(db: Session, found: Reckoned) -> int:
    db.execute(delete(ReportSum))
    rows = [_row(key, found.own.get(key, Counts()), whole) for key, whole in found.whole.items()]
    for start in range(0, len(rows), AT_ONCE):
        db.execute(insert(ReportSum), rows[start : start + AT_ONCE])
    return len(rows)


def _row(key: tuple[int, str], own: Counts, whole: Counts) -> dict[str, Any]:
    return {"unit_id": key[0], "position": key[1], "own": own.as_json(), "whole": whole.as_json()}


def _correct(db: Session, found: Reckoned, tree: Tree, units: Collection[int]) -> int:
    """The difference of each unit goes up the tree."""
    touched = {above for unit in units for above in (unit, *tree.above(unit))}
    kept = {(row.unit_id, row.position): row for row in db.scalars(select(ReportSum).where(ReportSum.unit_id.in_(touched)))}
    own = {key: Counts.of_json(row.own) for key, row in kept.items()}
    whole = {key: Counts.of_json(row.whole) for key, row in kept.items()}
    for unit, position in {key for key in (*found.own, *own) if key[0] in units}:
        was, now = own.get((unit, position), Counts()), found.own.get((unit, position), Counts())
        own[unit, position] = now
        for above in (unit, *tree.above(unit)):
            sums = whole.setdefault((above, position), Counts())
            sums.add(now)
            sums.take(was)
    return _store(db, kept, own, whole)


def _store(
    db: Session,
    kept: dict[tuple[int, str], ReportSum],
    own: dict[tuple[int, str], Counts],
    whole: dict[tuple[int, str], Counts],
) -> int:
    for key, counts in whole.items():
        row = _row(key, own.get(key, Counts()), counts)
        if key in kept:
            kept[key].own, kept[key].whole = row["own"], row["whole"]
        else:
            db.add(ReportSum(**row))
    db.flush()
    return len(whole)


def _forget(db: Session, changed: Stale) -> None:
    """Only the rows that were read before the counting: what came meanwhile stays to be counted."""
    rows: Sequence[int] = changed.rows
    for start in range(0, len(rows), AT_ONCE):
        db.execute(delete(ReportStale).where(ReportStale.id.in_(rows[start : start + AT_ONCE])))
