"""Questions that every page asks. The mapper's share of one costs as much as the database's, so they go past it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session


def ask(db: Session, statement: Executable, gaps: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Rows of columns (no objects) for a statement that was built once; in the transaction of ``db``, after what it has pending."""
    db.flush()
    return db.connection().execute(statement, gaps)
