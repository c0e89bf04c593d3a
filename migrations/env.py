"""Runs migrations on the engine it is handed, in one transaction, with foreign keys off on SQLite.

With foreign keys on, rebuilding a table on SQLite cascades and deletes every child row without a word; so they are off while
a migration runs, and checked before the commit.
"""

from alembic import context
from sqlalchemy import Connection

from learning import schema


def migrate(connection: Connection) -> None:
    """Configure Alembic on the connection and run what is asked for."""
    context.configure(
        connection=connection, target_metadata=schema.metadata, render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True, compare_server_default=True, transactional_ddl=True,
    )  # fmt: skip
    context.run_migrations()


def on_sqlite(connection: Connection) -> None:
    """Foreign keys are a connection's state and can change only between transactions."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave rows without their parents: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def main() -> None:
    """Entry point for Alembic."""
    with context.config.attributes["engine"].connect() as connection:
        if connection.dialect.name == "sqlite":
            on_sqlite(connection)
        else:
            with connection.begin():
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                migrate(connection)


main()
