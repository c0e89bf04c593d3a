"""How often clauses are kept and broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from learning.clauses.models import ClauseObservation


@dataclass(frozen=True)
class Tally:
    """What was observed of one clause: how often, and how often it was broken."""

    clause: str
    seen: int
    broken: int


def tallies(db: Session, *, unit_ids: Iterable[int] | None = None, since: datetime | None = None) -> list[Tally]:
    """Every observed clause, the most often broken first; of all units, or of these."""
    broken = func.sum(case((ClauseObservation.kept, 0), else_=1))
    asked = select(ClauseObservation.clause, func.count(), broken).group_by(ClauseObservation.clause)
    if unit_ids is not None:
        asked = asked.where(ClauseObservation.unit_id.in_(list(unit_ids)))
    if since is not None:
        asked = asked.where(ClauseObservation.at >= since)
    rows = db.execute(asked.order_by(broken.desc(), ClauseObservation.clause))
    return [Tally(clause, seen, int(times)) for clause, seen, times in rows]


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """The part of clauses in everything the house knows of a person."""
    columns = (ClauseObservation.clause, ClauseObservation.kept, ClauseObservation.source, ClauseObservation.at)
    mine = select(*columns).where(ClauseObservation.person_id == person_id).order_by(ClauseObservation.id)
    return [dict(row) for row in db.execute(mine).mappings()]
