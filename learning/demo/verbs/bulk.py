"""Very many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite. For rows that no verb could write in time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from learning.base.tables import Table

Row = Sequence[Any]


class Bulk:
    """Rows of any table, in the session's own transaction. Keys are counted here, so that rows can point at one another."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.is_sqlite = db.get_bind().dialect.name == "sqlite"
        self._counts: dict[type[Table], count[int]] = {}
        if not self.is_sqlite:
            db.execute(text("SET LOCAL statement_timeout = 0"))

    def key(self, table: type[Table]) -> int:
        """The next key of the table."""
        if table not in self._counts:
            self._counts[table] = count((self.db.scalar(select(func.max(table.__table__.c.id))) or 0) + 1)
        return next(self._counts[table])

    def put(self, table: type[Table], columns: Sequence[str], rows: Iterable[Row]) -> None:
        name = table.__tablename__
        driver: Any = self.db.connection().connection.driver_connection
        names = ", ".join(f'"{column}"' for column in columns)  # names of our own tables and columns
        if self.is_sqlite:
            marks = ", ".join("?" * len(columns))
            insert = f'INSERT INTO "{name}" ({names}) VALUES ({marks})'  # noqa: S608 -- see above
            driver.executemany(insert, ([_plain(value) for value in row] for row in rows))
            return
        with driver.cursor() as cursor, cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        """PostgreSQL counts its own keys on from ours; both databases look at what has become of their tables.

        SQLite takes no samples of values (so the limit says): with samples it would plan a statement anew at every question.
        """
        if self.is_sqlite:
            self.db.execute(text("PRAGMA analysis_limit = 1000"))
        else:
            for table, counted in self._counts.items():
                sequence = select(func.setval(func.pg_get_serial_sequence(table.__tablename__, "id"), next(counted)))
                self.db.execute(sequence)
        self.db.execute(text("ANALYZE"))


def _plain(value: Any) -> Any:
    """As SQLAlchemy stores it in SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
