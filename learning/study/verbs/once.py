"""One way to insert what may already be there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_once(db: Session, table: type[Any], rows: Select[Any] | None = None, columns: Sequence[str] = ()) -> Any:
    """An INSERT that leaves a row alone which is already there, whichever index says so: the loser of a race gets no row back."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(table)
    if rows is not None:
        # Without the defaults of Python: each column is given.
        statement = statement.from_select(list(columns), rows, include_defaults=False)
    return statement.on_conflict_do_nothing()
