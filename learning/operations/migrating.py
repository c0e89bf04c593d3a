"""Migrations from the command line, and at first start: Alembic over ``migrations/``, a backup before each change."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def configuration(engine: Engine) -> Config:
    """Alembic's configuration for one engine; there is no alembic.ini."""
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def current(engine: Engine) -> str | None:
    """The revision the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision the program wants."""
    found = ScriptDirectory(str(FOLDER)).get_current_head()
    if found is None:
        raise RuntimeError("there is no migration")
    return found


def is_current(engine: Engine) -> bool:
    return current(engine) == head()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up; a revision may be named."""
    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to a revision, or to ``base``."""
    command.downgrade(configuration(engine), revision)
