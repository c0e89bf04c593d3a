"""What all tests share: a real database of each kind, the cast, the browserless visitor, the standing clock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from learning import schema
from learning.base.clock import StoppedClock
from learning.base.engines import open_engine
from learning.base.settings import read_settings
from learning.factory import create_app
from learning.web.request import Bank
from tests.cast import MORNING, Cast
from tests.postgres import running_postgres
from tests.visit import Visit

DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")


MEMORY = Path("/dev/shm")  # noqa: S108 -- a thousand databases are made and thrown away; a disk would be asked to keep each


def pytest_configure(config: pytest.Config) -> None:
    """Put the tests' files into memory where there is some, and take them away afterwards."""
    if not hasattr(config, "workerinput") and config.option.basetemp is None and os.access(MEMORY, os.W_OK):
        config.option.basetemp = Path(tempfile.mkdtemp(prefix="zhili-", dir=MEMORY))
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


_build_anew, _built = Rule._compile_builder, {}


def _build_once(rule: Rule, append_unknown: bool = True) -> Any:
    """Werkzeug compiles Python for each address of each application: a quarter of a test. The code is the same in every one."""
    key = (rule.rule, append_unknown, tuple(rule._trace), repr(rule.defaults))
    if key not in _built:
        _built[key] = _build_anew(rule, append_unknown)
    return _built[key]


Rule._compile_builder = _build_once


class Compiled(FileSystemBytecodeCache):
    """Templates are compiled once for a language, not once for every test's own application."""

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Any:
        return super().get_bucket(environment, f"{environment.language}/{name}", filename, source)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return Compiled(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Makes databases that hold every table and no row: a copied file, or a clone of a template database."""
    if request.param == "sqlite":
        yield _SqliteTemplate(tmp_path_factory.mktemp("template") / "empty.db")
        return
    with running_postgres() as server:
        yield _PostgresTemplate(server)


class _SqliteTemplate:
    def __init__(self, path: Path) -> None:
        self.path = path
        engine = open_engine(f"sqlite:///{path}")
        schema.metadata.create_all(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        shutil.copy(self.path, folder / "zhili.db")
        yield f"sqlite:///{folder / 'zhili.db'}"


class _PostgresTemplate:
    def __init__(self, server: object) -> None:
        self.server, self.count = server, 0
        engine = open_engine(server.create_database("template_bank"))
        schema.metadata.create_all(engine)
        engine.dispose()

    @contextmanager
    def database(self, _folder: Path) -> Iterator[str]:
        self.count += 1
        name = f"bank_{self.count}"
        yield self.server.create_database(name, template="template_bank")
        self.server.drop_database(name)


@pytest.fixture
def url(empty: object, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database of this test's own."""
    with empty.database(tmp_path) as address:
        yield address


@pytest.fixture
def clock() -> StoppedClock:
    """The clock stands at MORNING until a test moves it: ``clock.at += timedelta(minutes=5)``."""
    return StoppedClock(MORNING)


@pytest.fixture
def app(url: str, tmp_path: Path, clock: StoppedClock, compiled_templates: Compiled) -> Iterator[Flask]:
    """The whole application on a fresh database, CSRF on."""
    settings = read_settings({
        "LEARNING_DATA": str(tmp_path / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only",
        "LEARNING_BANK_NAME": "启明银行", "LEARNING_BANK_NAME_EN": "Qiming Bank",
    })  # fmt: skip
    app = create_app(settings, clock=clock)
    app.testing = False
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["zhili"].sessions.engine.dispose()


@pytest.fixture
def bank(app: Flask) -> Bank:
    return app.extensions["zhili"]


@pytest.fixture
def db(bank: Bank) -> Iterator[Session]:
    """A session that writes. Commit before a visit: ``db.commit()``; on SQLite an open writer keeps everybody waiting."""
    with bank.sessions.writer() as session:
        yield session


@pytest.fixture
def cast(db: Session) -> Cast:
    """The small bank that all tests share, committed."""
    cast = Cast.into(db)
    db.commit()
    return cast


@pytest.fixture
def visit(app: Flask) -> Visit:
    """``visit(cast.lin).get("/")``: signs in and checks the page rules."""
    return Visit(app)


@dataclass
class Asked:
    """The statements sent meanwhile."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def queries(bank: Bank):
    """``with queries() as asked:`` … ``len(asked)``: the SQL sent meanwhile, without transaction control."""

    @contextmanager
    def listen() -> Iterator[Asked]:
        asked = Asked()

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
                asked.statements.append(statement)

        engine: Engine = bank.sessions.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return listen


@pytest.fixture
def post() -> Iterator[Any]:
    """A real mail server: ``post.port``, ``post.letters``."""
    from tests.post import post_office  # noqa: PLC0415 -- two files of tests send mail

    with post_office() as office:
        yield office
