"""Reading the sums: what they hold for the units that are shown, set right for the units in which something has happened since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course
from learning.publishing.queries import Live
from learning.reports.models import ReportDay, ReportStale, ReportSum
from learning.reports.queries.counting import ALL, Question, counted
from learning.reports.queries.tree import all_nodes, offered
from learning.reports.rules import Counts, Filters, Tree

MOST_STALE = 40
"""So many units a page counts itself; beyond, it counts everything."""


@dataclass(frozen=True)
class Stale:
    """What happened since the last turn: ids of the rows that say so, and the units; everything when ``everywhere``."""

    rows: tuple[int, ...]
    units: frozenset[int]
    everywhere: bool


def day_of_sums(db: Session) -> ReportDay | None:
    return db.scalar(select(ReportDay).execution_options(populate_existing=True))


def stale(db: Session) -> Stale:
    rows = db.execute(select(ReportStale.id, ReportStale.unit_id)).all()
    units = frozenset(unit for _, unit in rows if unit is not None)
    return Stale(tuple(row.id for row in rows), units, any(unit is None for _, unit in rows))


def sums(  # noqa: PLR0913 -- which sums, for whom
    db: Session, live: Live, tree: Tree, courses: Sequence[Course], filters: Filters, shown: Collection[int]
) -> dict[int, Counts] | None:
    """The counts of these units with everybody below them. None: the sums are not of this day or edition, or too much is stale.

    The worker may renew the sums between two statements of this page; the turn, read before and after, tells.
    """
    day = day_of_sums(db)
    if day is None or (day.on, day.edition) != (filters.on, live.edition) or not are_kept(live, courses):
        return None
    turn, position = day.turn, filters.position or ALL
    changed = stale(db)
    if changed.everywhere or len(changed.units) > MOST_STALE:
        return None
    found = _read(db, position, [*shown, *changed.units])
    again = day_of_sums(db)
    if again is None or again.turn != turn:
        return None
    whole = {unit: found[unit][1] if unit in found else Counts() for unit in shown}
    if changed.units:
        question = Question(offered(live), filters.on, db.info["clock"], changed.units, filters.position)
        fresh = counted(db, question)
        for unit in changed.units:
            was = found[unit][0] if unit in found else Counts()
            for above in {unit, *tree.above(unit)} & whole.keys():
                whole[above].add(fresh.get((unit, ALL), Counts()))
                whole[above].take(was)
    return whole


def are_kept(live: Live, courses: Sequence[Course]) -> bool:
    """Sums are made of the courses that are offered; one that was withdrawn can still be asked for."""
    return {course.key for course in courses} <= {course.key for course in offered(live)}


def _read(db: Session, position: str, units: Sequence[int]) -> dict[int, tuple[Counts, Counts]]:
    columns = ReportSum.unit_id, ReportSum.own, ReportSum.whole
    rows = db.execute(select(*columns).where(ReportSum.position == position, ReportSum.unit_id.in_(units)))
    return {unit: (Counts.of_json(own), Counts.of_json(whole)) for unit, own, whole in rows}


@dataclass(frozen=True)
class Reckoned:
    """Everything the sums should hold, counted anew: by unit and position, in itself and with everybody below."""

    own: dict[tuple[int, str], Counts]
    whole: dict[tuple[int, str], Counts]


def reckon(db: Session, live: Live, on: date, units: frozenset[int] | None = None) -> Reckoned:
    """Count the whole bank, or only these units (then ``whole`` is empty: the caller adds the difference up the tree)."""
    question = Question(offered(live), on, db.info["clock"], units)
    own = counted(db, question, by_position=True)
    if units is not None:
        return Reckoned(own, {})
    tree, whole = Tree(all_nodes(db, on=on)), dict[tuple[int, str], Counts]()
    for (unit, position), counts in own.items():
        for above in (unit, *tree.above(unit)):
            whole.setdefault((above, position), Counts()).add(counts)
    return Reckoned(own, whole)


def stored(db: Session, units: Collection[int] | None = None) -> dict[tuple[int, str], tuple[Counts, Counts]]:
    """The rows as they stand: own and whole."""
    rows: Any = select(ReportSum.unit_id, ReportSum.position, ReportSum.own, ReportSum.whole)
    if units is not None:
        rows = rows.where(ReportSum.unit_id.in_(units))
    return {(unit, position): (Counts.of_json(own), Counts.of_json(whole)) for unit, position, own, whole in db.execute(rows)}


def first_difference(db: Session, live: Live, *, on: date) -> tuple[int, str] | None:
    """The first unit and position whose stored sums are not what is counted now, stale ones set aside. None: all are equal."""
    changed = stale(db)
    if changed.everywhere:
        return None
    tree = Tree(all_nodes(db, on=on))
    unsure = {above for unit in changed.units for above in (unit, *tree.above(unit))}
    wanted, found = reckon(db, live, on), stored(db)
    for key in sorted({*wanted.whole, *found}):
        own, whole = found.get(key, (Counts(), Counts()))
        is_same = (own, whole) == (wanted.own.get(key, Counts()), wanted.whole.get(key, Counts()))
        if not is_same and key[0] not in unsure:
            return key
    return None
