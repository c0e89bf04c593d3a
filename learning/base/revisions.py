"""Which revision the database stands at, and which the program wants. Asked at every start and by ``/readyz``; without Alembic,
which takes a third of a second to import and is needed only to change something.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


@cache
def wanted() -> str:
    """The highest of the numbered migrations; a test holds it to be Alembic's head."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def standing(connection: Connection) -> str | None:
    """The revision the database stands at; None for one that was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
