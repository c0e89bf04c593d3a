"""Rows of very many people in few statements, and their entries in the ledger beside them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from learning.base.ledger import Fact, write_down
from learning.base.tables import Table
from learning.people.models import LoginSession, OneTimeCode

AT_ONCE = 2000


class Writing:
    """Gathers what is to be written, table by table, and writes it in portions. ``facts`` go into the ledger last."""

    def __init__(self, db: Session, *, by: int | None, reason: str, at: datetime) -> None:
        self.db, self.by, self.reason, self.at = db, by, reason, at
        self.facts: list[Fact] = []
        self._changes: dict[tuple[type[Table], tuple[str, ...]], list[dict[str, Any]]] = {}

    def add(self, table: Any, rows: list[dict[str, Any]]) -> list[int]:
        """Insert the rows; their ids, in the same order."""
        ids: list[int] = []
        for start in range(0, len(rows), AT_ONCE):
            made = insert(table).returning(table.id, sort_by_parameter_order=True)
            ids += self.db.scalars(made, rows[start : start + AT_ONCE]).all()
        return ids

    def change(self, table: type[Table], row_id: int, **columns: Any) -> None:
        """Change one row, by and by."""
        self._changes.setdefault((table, tuple(columns)), []).append({"id": row_id, **columns})

    def fact(self, kind: Callable[..., Fact], **fields: Any) -> None:
        self.facts.append(kind(at=self.at, by=self.by, reason=self.reason, **fields))

    def shut_out(self, person_ids: Iterable[int]) -> None:
        """Their sessions end, their one-time codes are void."""
        ids = list(person_ids)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            live = update(LoginSession).where(LoginSession.person_id.in_(some), LoginSession.ended_at.is_(None))
            self.db.execute(live.values(ended_at=self.at), execution_options={"synchronize_session": False})
            open_ = update(OneTimeCode).where(OneTimeCode.person_id.in_(some), OneTimeCode.used_at.is_(None))
            self.db.execute(open_.values(used_at=self.at), execution_options={"synchronize_session": False})

    def write(self) -> None:
        for (table, _), rows in self._changes.items():
            for start in range(0, len(rows), AT_ONCE):
                self.db.execute(update(table), rows[start : start + AT_ONCE])
        self._changes.clear()
        write_down(self.db, self.facts)
        self.facts.clear()
        self.db.expire_all()


def hold_people(db: Session) -> None:
    """Nobody else changes posts until this transaction ends; on SQLite a writer is alone in any case."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("LOCK TABLE person, posting, unit_place IN SHARE ROW EXCLUSIVE MODE"))


def as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
