"""Migrations from the command line, and at first start: Alembic over ``migrations/``, a backup before each change."""

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from learning.base import revisions

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = revisions.MIGRATIONS


def configuration(engine: Engine) -> "Config":
    """Alembic's configuration for one engine; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415 -- a third of a second that only a migration needs

    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def current(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return revisions.standing(connection)


def head() -> str:
    """The revision the program wants."""
    return revisions.wanted()


def is_current(engine: Engine) -> bool:
    return current(engine) == head()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up; a revision may be named."""
    from alembic import command  # noqa: PLC0415 -- as above

    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to a revision, or to ``base``."""
    from alembic import command  # noqa: PLC0415 -- as above

    command.downgrade(configuration(engine), revision)
