"""Keeping the histories from which any day before today is read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from learning.publishing.queries import Live
from learning.reports.models import ReportPast
from learning.reports.queries.histories import Row, histories
from learning.reports.rules import History, Tree

AT_ONCE = 500


def corrected(db: Session, live: Live, tree: Tree, units: Collection[int], *, until: date) -> list[Row]:
    """The rows of these units reckoned anew; above them, what was kept and by how much they differ from before."""
    touched = {above for unit in units for above in (unit, *tree.above(unit))}
    kept = {(row.unit_id, row.position): row for row in db.scalars(select(ReportPast).where(ReportPast.unit_id.in_(touched)))}
    own = {key: History.of_text(row.own) for key, row in kept.items()}
    leaves = {unit for unit in touched if not tree.below(unit)}
    whole = {key: History.of_text(row.whole or "") for key, row in kept.items() if key[0] not in leaves}
    for unit, found in histories(db, live, sorted(units), until=until).items():
        for position in {*found, *(post for one, post in own if one == unit)}:
            was, now = own.get((unit, position), History()), found.get(position, History())
            own[unit, position] = now
            for above in {unit, *tree.above(unit)} - leaves:
                sums = whole.setdefault((above, position), History())
                sums.add(now)
                sums.add(was, -1)
    return [_row(key, own, whole) for key in own.keys() | whole.keys()]


def _row(key: tuple[int, str], own: dict[Any, History], whole: dict[Any, History]) -> Row:
    texts = {"own": own[key].as_text() if key in own else "", "whole": whole[key].as_text() if key in whole else None}
    return {"unit_id": key[0], "position": key[1], **texts}


def keep(db: Session, rows: Sequence[Row], *, is_whole: bool) -> None:
    """These rows instead of what was kept: of the whole bank, or of the units they are about."""
    units = sorted({row["unit_id"] for row in rows})
    gone = delete(ReportPast) if is_whole else delete(ReportPast).where(ReportPast.unit_id.in_(units))
    db.execute(gone)
    for start in range(0, len(rows), AT_ONCE):
        db.execute(insert(ReportPast), rows[start : start + AT_ONCE])
