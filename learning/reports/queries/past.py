"""Any day before today, read from what is kept of how each unit's counts came about (``rules.History``).

It says what is known now of that day, exactly as counting in the rows does: of a posting, a due date or a completion that was
corrected later, the correction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.content.catalogue import Course
from learning.publishing.queries import Live
from learning.reports import rules
from learning.reports.models import ReportPast
from learning.reports.queries.counting import ALL, Question, counted
from learning.reports.queries.sums import MOST_STALE, are_kept, day_of_sums, stale
from learning.reports.queries.tree import all_nodes, offered
from learning.reports.rules import Counts, Filters, Tree

Parts = Mapping[int, frozenset[int]]
_TEXTS = ReportPast.own, func.coalesce(ReportPast.whole, ReportPast.own)


def past(  # noqa: PLR0913 -- which counts, for whom
    db: Session, live: Live, tree: Tree, courses: Sequence[Course], filters: Filters, shown: Collection[int]
) -> dict[int, Counts] | None:
    """The counts of these units with everybody below them on the day. None: nothing is kept of it, or too much changed since."""
    day, changed = day_of_sums(db), stale(db)
    if day is None or day.on <= filters.on or day.edition != live.edition or not are_kept(live, courses):
        return None
    if changed.everywhere or len(changed.units) > MOST_STALE:
        return None
    turn, then, kept = day.turn, tree.parts(), Tree(all_nodes(db, on=day.on)).parts()
    pieces = {unit: list(_pieces(unit, then, kept)) for unit in shown}
    needed = {piece for some in pieces.values() for piece in some} | {(unit, False) for unit in changed.units}
    found = _read(db, needed, filters)
    again = day_of_sums(db)
    if again is None or again.turn != turn:
        return None
    whole = {unit: _sum(found[piece] for piece in some) for unit, some in pieces.items()}
    if changed.units:
        fresh = counted(db, Question(offered(live), filters.on, db.info["clock"], changed.units, filters.position))
        for unit in changed.units:
            for above in {unit, *tree.above(unit)} & whole.keys():
                whole[above].add(fresh.get((unit, ALL), Counts()))
                whole[above].take(found[unit, False])
    return whole


def _pieces(unit: int, then: Parts, kept: Parts) -> Iterator[tuple[int, bool]]:
    """What the people of a unit and of all below it on the day are put together from: units by themselves (False), and whole
    ones (True) where the same units are below them in the tree for which everything is kept."""
    left = set(then[unit])
    for part in sorted(left, key=lambda one: -len(then[one])):
        if part in left:
            is_same = then[part] == kept.get(part, {part})
            left -= then[part] if is_same else {part}
            yield part, is_same


def _read(db: Session, pieces: Collection[tuple[int, bool]], filters: Filters) -> dict[tuple[int, bool], Counts]:
    texts: dict[tuple[int, bool], list[str]] = {piece: [] for piece in pieces}
    for is_whole, column in enumerate(_TEXTS):
        rows = select(ReportPast.unit_id, column).where(ReportPast.unit_id.in_({unit for unit, one in pieces if one == is_whole}))
        for unit, text in db.execute(rows.where(ReportPast.position == filters.position) if filters.position else rows):
            texts[unit, bool(is_whole)].append(text)
    return {piece: rules.counts_on(some, filters.on) for piece, some in texts.items()}


def _sum(parts: Iterable[Counts]) -> Counts:
    total = Counts()
    for part in parts:
        total.add(part)
    return total


PROVED = (1, 30, 90, 365)
"""So many days back the past is compared with the rows."""


def first_wrong_past(db: Session, live: Live, *, on: date) -> tuple[int, str] | None:
    """The first unit and position whose past is not what counting in the rows says, stale ones set aside. None: all is equal."""
    changed, tree = stale(db), Tree(all_nodes(db, on=on))
    unsure = {above for unit in changed.units for above in (unit, *tree.above(unit))}
    rows = {(unit, post): texts for unit, post, *texts in db.execute(select(ReportPast.unit_id, ReportPast.position, *_TEXTS))}
    for day in [on - timedelta(days=back) for back in PROVED]:
        own = counted(db, Question(offered(live), day, db.info["clock"]), by_position=True)
        wanted = {key: (counts, Counts()) for key, counts in own.items() if key[1] != ALL}
        for (unit, position), (counts, _) in list(wanted.items()):
            for above in (unit, *tree.above(unit)):
                wanted.setdefault((above, position), (Counts(), Counts()))[1].add(counts)
        for key in sorted(wanted.keys() | rows.keys()):
            said = tuple(rules.counts_on([text], day) for text in rows.get(key, ("", "")))
            if key[0] not in unsure and said != wanted.get(key, (Counts(), Counts())):
                return key
    return None
