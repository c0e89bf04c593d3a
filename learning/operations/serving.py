"""Serving: what must be true before the first request, the web server, and the worker as a child where it is asked for."""

import ctypes
import errno
import fcntl
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import Engine

from learning.base.refusals import N_, Refusal
from learning.base.settings import Settings
from learning.operations import keeping, migrating

NETWORK_FOLDERS = {"nfs", "nfs4", "cifs", "smb3", "smbfs"}
THREADS = 8
CONNECTIONS = 4096
LET_GO = 3.0  # seconds
"""Let in at once, kept alive: two thousand devices that follow a meeting hold one each. Granian's own 1,024 lets the rest wait."""
PR_SET_PDEATHSIG = 1


class NotHere(Refusal):
    """The bank may not be served this way."""


class OpenToTheNetwork(NotHere):
    says = N_(
        "%(host)s can be reached from other machines. "
        "Put a TLS proxy in front and say --behind-proxy 1, or say --insecure for a trial."
    )


class DemonstrationStaysHome(NotHere):
    says = N_("A demonstration bank is served on this machine only: leave out --host.")


class AlreadyServed(NotHere):
    says = N_(
        "This bank is being served already, from %(path)s. Stop that server first, or give this one a data folder of its own."
    )


class PortTaken(NotHere):
    says = N_("Another server answers on port %(port)s already. Stop it, or choose another port with --port.")


class CannotListen(NotHere):
    says = N_("This machine does not let us answer at %(host)s, port %(port)s: %(why)s.")


class NetworkFolder(NotHere):
    says = N_("SQLite cannot be trusted on a network folder (%(kind)s at %(path)s). Use a local disk, or PostgreSQL.")


@dataclass(frozen=True)
class Plan:
    """How to serve."""

    host: str
    port: int
    proxies: int = 0
    insecure: bool = False
    is_demo: bool = False
    with_worker: bool = False


def refuse_unsafe(plan: Plan, settings: Settings) -> None:
    """Refuse an address or a folder that would put the bank at risk."""
    if plan.is_demo and not is_loopback(plan.host):
        raise DemonstrationStaysHome
    if not is_loopback(plan.host) and not plan.proxies and not plan.insecure:
        raise OpenToTheNetwork(host=plan.host)
    kind = file_system(settings.data)
    if settings.database.startswith("sqlite") and kind in NETWORK_FOLDERS:
        raise NetworkFolder(kind=kind, path=settings.data)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def file_system(path: Path) -> str:
    """The kind of file system a path lies on, by /proc/mounts; empty where that cannot be told."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    resolved = str(path.resolve()) + "/"
    fitting = [(len(point), kind) for _, point, kind, *_ in mounts if resolved.startswith(point.rstrip("/") + "/")]
    return max(fitting)[1] if fitting else ""


def hold(settings: Settings) -> None:
    """One server for a bank on SQLite: a second could migrate under the first, and its worker would do everything twice.

    The lock goes with the process, however that ends. On PostgreSQL many machines may serve one bank.
    """
    if not settings.database.startswith("sqlite"):
        return
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(settings.data / "serving.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise AlreadyServed(path=settings.data) from None


def refuse_taken(plan: Plan) -> None:
    """Refuse a port on which somebody answers: the web server shares it, and of two banks each would get every second request.

    What a killed server leaves behind may hold its port for a moment longer, so it is asked for ``LET_GO`` seconds.
    """
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    given_up = time.monotonic() + LET_GO
    while True:
        try:
            return socket.create_server((plan.host, plan.port), family=family).close()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotListen(host=plan.host, port=plan.port, why=error.strerror or str(error)) from None
            if time.monotonic() > given_up:
                raise PortTaken(port=plan.port) from None
        time.sleep(0.1)


def prepare(settings: Settings, engine: Engine) -> str | None:
    """Data folder 0700, database at today's revision. Tells what it did.

    A SQLite bank is copied first, to ``before-<revision>.db``; on PostgreSQL the operator's own dump comes first (README).
    """
    os.umask(0o077)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.data.chmod(0o700)
    before = migrating.current(engine)
    if before == migrating.head():
        return None
    if before is not None and engine.dialect.name == "sqlite":
        keeping.copy_sqlite(engine, settings.data / f"before-{migrating.head()}.db")
    migrating.upgrade(engine)
    return f"{before or 'empty'} → {migrating.head()}"


def environment(plan: Plan, settings: Settings) -> dict[str, str]:
    """What the web worker processes must know of the plan, as settings."""
    return {
        "LEARNING_DATA": str(settings.data),
        "LEARNING_DATABASE": settings.database,
        "LEARNING_BEHIND_PROXY": str(plan.proxies),
        "LEARNING_INSECURE": "1" if plan.insecure and not is_loopback(plan.host) else "",
    }


def serve(plan: Plan, settings: Settings, *, root: Path) -> None:
    """Serve until told to stop. One process of eight threads: on SQLite there is one writer, and memory stays small.

    Granian forks its worker from this process, which has imported the program already: that halves the start. The application is
    made anew in the worker, since the plan has just become part of the settings.
    """
    os.environ.update(environment(plan, settings))
    os.chdir(root)
    if plan.with_worker:
        start_worker(plan)
    Granian(
        "learning.factory:create_app",
        factory=True,
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()


def start_worker(plan: Plan) -> None:
    """The worker beside the web server; it ends when the server does, however that ends."""
    here = os.environ.get("LEARNING_BASE_URL") or f"http://127.0.0.1:{plan.port}"  # the worker sees no request to learn it from
    command = [sys.executable, "-m", "flask", "--app", "app", "work"]
    subprocess.Popen(command, env={**os.environ, "LEARNING_BASE_URL": here}, preexec_fn=_end_with_parent)  # noqa: S603 -- our own


def _end_with_parent() -> None:
    """Linux tells the child when its parent has ended. SIGTERM: a shell's background job ignores SIGINT, and jobs may be cut."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
