"""The real thing: ``flask serve --demo`` on a data folder of its own, as ``make run`` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
PASSWORD = "harbour-kettle-lantern-7"
READY_WITHIN = 90  # seconds; the first start fills a whole bank on a busy machine


def environment(data: Path) -> dict[str, str]:
    return {
        **os.environ, "LEARNING_DATA": str(data), "LEARNING_DEMO_PASSWORD": PASSWORD, "PYTHONUTF8": "1", "LANG": "C.UTF-8",
        "LC_ALL": "", "LC_MESSAGES": "",
    }  # fmt: skip


def flask(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command, as an operator types it."""
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(data), capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def served(data: Path, *how: str) -> Iterator[str]:
    """``flask serve`` on a free port, by default the demonstration bank with its worker; its address."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "app", "serve", *(how or ("--demo",)), "--port", str(port)]
    log = data.with_suffix(".log").open("ab")
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment(data), stdout=log, stderr=log, start_new_session=True, preexec_fn=_in_background
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_ready(address, server, data.with_suffix(".log"))
        yield address
    finally:
        stop(server)
        log.close()


def _in_background() -> None:
    """As a shell starts what it is to run behind it: deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask politely, as systemd does; what is left of the group goes with it."""
    server.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=30)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def wait_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the bank did not come up:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
