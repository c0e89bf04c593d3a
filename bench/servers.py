"""Starting the real server, and reading from /proc what it and its database have used."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60


@dataclass
class Server:
    """A server in a process group of its own. ``started``: seconds from the command to the first page."""

    process: subprocess.Popen[bytes]
    port: int
    started: float = 0.0

    def cpu(self) -> float:
        """Seconds of CPU that the group has used so far, children that ended included."""
        return sum(_cpu(pid) for pid in group(self.process.pid))

    def memory(self) -> float:
        """Proportional set size of the group, in MB."""
        return sum(_pss(pid) for pid in group(self.process.pid)) / 1024

    def handles(self) -> dict[int, int]:
        """How many files, sockets and pipes each process of the group holds open."""
        return {pid: _handles(pid) for pid in group(self.process.pid)}

    def memories(self) -> dict[int, float]:
        """Proportional set size of each process of the group, in MB."""
        return {pid: _pss(pid) / 1024 for pid in group(self.process.pid)}

    def largest(self) -> float:
        """Proportional set size of its largest process, in MB."""
        return max(_pss(pid) for pid in group(self.process.pid)) / 1024


def group(leader: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields and int(fields[2]) == leader:
                found.append(int(entry.name))
    return found


def below(parent: int) -> list[int]:
    """A process and its children: what a PostgreSQL consists of."""
    children = [
        int(e.name) for e in Path("/proc").iterdir() if e.name.isdigit() and (_stat(int(e.name)) or [0, 0])[1] == str(parent)
    ]
    return [parent, *children]


def cpu_of(pids: list[int]) -> float:
    return sum(_cpu(pid) for pid in pids)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(fields[n]) for n in (11, 12, 13, 14)) / TICK if fields else 0.0


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _handles(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def product(environment: dict[str, str], log: Path, *, with_worker: bool = False) -> Iterator[Server]:
    """``flask serve`` as it is shipped; without the worker where what is measured is the answer to a request."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", str(port)]
    command += [] if with_worker else ["--no-worker"]
    with _running(command, environment, port, "/healthz", log) as server:
        yield server


@contextmanager
def floor(url: str, log: Path) -> Iterator[Server]:
    """The floor page under granian with the same settings."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "bench.floor:app", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "8", "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    with _running(command, {"BENCH_FLOOR_DATABASE": url}, port, "/", log) as server:
        yield server


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int, first: str, log: Path) -> Iterator[Server]:
    began = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output, start_new_session=True
        )
    server = Server(process, port)
    try:
        _wait(server, first, began, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _wait(server: Server, path: str, began: float, log: Path) -> None:
    while time.monotonic() - began < PATIENCE:
        if server.process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                server.started = time.monotonic() - began
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"no answer from {path}: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
