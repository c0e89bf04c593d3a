"""Engines for SQLite and PostgreSQL, and the two kinds of session: one that writes, one that cannot.

SQLite is driven by ``pysqlite3`` (its own, repaired SQLite: the system's may lose a committed transaction in WAL mode) in
autocommit mode. Every transaction is opened by hand, writers with BEGIN IMMEDIATE: the driver's default lost 535 of 800
concurrent updates without a word.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from learning.base import jobs

SQLITE_VERSION: str = sqlite.sqlite_version
WAL_RESET_REPAIRED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
READS_ONLY = {"reads_only": True, "postgresql_readonly": True}
"""Execution options of a connection on which the database refuses writes: the first is ours for SQLite, the second SQLAlchemy's."""
POSTGRES_ARGUMENTS = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
}

MORE_THAN_A_STATEMENT = 3
"""Seconds beyond the longest statement after which a silent database is given up."""


def wal_is_safe(version: tuple[int, ...] = sqlite.sqlite_version_info) -> bool:
    """Whether this SQLite has the repair of the WAL-reset bug (3.51.3, back-ported to 3.50.7 and 3.44.6)."""
    newest, *backports = WAL_RESET_REPAIRED
    return version >= newest or any(version[:2] == fixed[:2] and version >= fixed for fixed in backports)


def open_engine(url: str, *, statement_seconds: int | None = None) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql+psycopg://…``; jobs and reports may ask for a longer statement time."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    arguments: dict[str, Any] = dict(POSTGRES_ARGUMENTS)
    if statement_seconds:
        arguments["options"] = arguments["options"].replace("=5000", f"={statement_seconds * 1000}", 1)
    engine = create_engine(
        url, connect_args=arguments, pool_pre_ping=True, pool_recycle=1800, pool_size=8, max_overflow=4, pool_timeout=10,
        hide_parameters=True,
    )  # fmt: skip
    patience = MORE_THAN_A_STATEMENT + (statement_seconds or 5)

    def wait_no_longer(connection: Any, _record: Any) -> None:
        if connection is not None:
            connection.patience = patience

    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", wait_no_longer)
    event.listen(engine, "checkin", wait_no_longer)
    return engine


def _connect(_dialect: Any, _record: Any, _positional: Any, named: dict[str, Any]) -> Any:
    from learning.base.patience import PatientConnection  # noqa: PLC0415 -- a bank on SQLite goes without psycopg

    return PatientConnection.connect(**named)


def take_time(connection: Connection, seconds: int) -> None:
    """Let the statements of this transaction take longer than a page may; 0: as long as they like."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {seconds * 1000:d}"))
        driver: Any = connection.connection.driver_connection
        driver.patience = seconds + MORE_THAN_A_STATEMENT if seconds else None


def _sqlite(url: str) -> Engine:
    if database := make_url(url).database:
        Path(database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        url, module=sqlite, connect_args={"isolation_level": None, "timeout": 5, "check_same_thread": False}, pool_timeout=10,
        hide_parameters=True,
    )  # fmt: skip
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode={'WAL' if wal_is_safe() else 'DELETE'}")
    for pragma in ("synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "trusted_schema=OFF", "wal_autocheckpoint=1000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads_only", False)
    driver: Any = connection.connection.driver_connection
    kept = connection.connection.info
    if kept.get("reads_only") is not reads:
        driver.execute(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
        kept["reads_only"] = reads
    if reads:
        driver.execute("BEGIN")  # asks nothing of the disk, so it cannot fail
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Sessions:
    """Opens sessions on one engine. ``info`` travels with every session: reactions, catalogues, the clock."""

    def __init__(self, engine: Engine, *, wake: Callable[[str], None] | None = None, **info: Any) -> None:
        self.engine = engine
        self._writer = sessionmaker(engine, expire_on_commit=False, info=info)
        self._reader = sessionmaker(engine.execution_options(**READS_ONLY), expire_on_commit=False, info=info)
        jobs.listen(self._writer, wake)

    def writer(self) -> Session:
        """A session that may write; on SQLite it holds the one write lock from its first statement to its end."""
        return self._writer()

    def reader(self) -> Session:
        """A session in which the database itself refuses every write."""
        return self._reader()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A reader for the worker: it sees one moment from its first to its last row, and may take its time."""
        with self._reader() as db:
            if self.engine.dialect.name == "postgresql":
                db.connection(execution_options={**READS_ONLY, "isolation_level": "REPEATABLE READ"})
                take_time(db.connection(), 120)
            yield db
