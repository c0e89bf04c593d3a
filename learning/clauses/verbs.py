"""The one way to record that a clause was kept or broken."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from learning.clauses.models import ClauseObservation


def observe(  # noqa: PLR0913 -- the columns of one row
    db: Session,
    person_id: int,
    unit_id: int | None,
    clauses: Iterable[str],
    *,
    kept: bool,
    source: str,
    source_id: str,
    at: datetime,
) -> None:
    """One row a clause. The caller records an event once; the rows are never changed."""
    seen = dict.fromkeys(clauses)
    record(db, person_id, unit_id, {source_id: (tuple(seen), kept)}, source=source, at=at)


def record(
    db: Session,
    person_id: int,
    unit_id: int | None,
    observed: dict[str, tuple[tuple[str, ...], bool]],
    *,
    source: str,
    at: datetime,
) -> None:
    """Many observations in one statement: by source id, the clauses and whether they were kept."""
    rows = [
        {
            "person_id": person_id,
            "unit_id": unit_id,
            "clause": clause,
            "kept": kept,
            "source": source,
            "source_id": source_id,
            "at": at,
        }
        for source_id, (clauses, kept) in observed.items()
        for clause in dict.fromkeys(clauses)
    ]
    if rows:
        db.execute(insert(ClauseObservation), rows)
