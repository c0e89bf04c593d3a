"""The real server and its worker: a bank from nothing, started, asked, stopped, started again."""

import json
import re
import socket
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serving import flask, served


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A bank after ``flask init`` with its first edition published."""
    folder = tmp_path / "data"
    assert re.search(r"/set-up/\w{16,}", flask(folder, "init").stdout)
    assert flask(folder, "content", "publish", "content", "--by", "system", "--note", "第一版").returncode == 0
    return folder


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def workers_of(data: Path) -> list[str]:
    """Processes of the worker on this data folder, as the machine lists them."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words, environment = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue
        if words.endswith(b"\0work\0") and f"LEARNING_DATA={data}".encode() in environment:
            found.append(path.name)
    return found


def test_a_bank_from_nothing_is_served_and_ends_with_its_worker(data):
    with served(data, "--worker") as address:
        assert read(f"{address}/healthz") == "ok\n" or read(f"{address}/healthz") == "ok"
        assert 'data-testid="sign-in"' in read(f"{address}/sign-in")
        assert len(workers_of(data)) == 1
    for _ in range(100):
        if not workers_of(data):
            break
        time.sleep(0.1)
    assert workers_of(data) == []


def test_nobody_else_reads_the_data_folder(data):
    with served(data, "--no-worker") as address:
        read(f"{address}/sign-in")
    open_to_others = [path.name for path in (data, *data.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


def test_beside_a_running_bank_the_doctor_is_content_and_a_second_server_is_refused(data):
    with served(data, "--no-worker") as address:
        found = json.loads(flask(data, "doctor", "--json").stdout)
        second = flask(data, "serve", "--no-worker", "--port", "1")
        assert 'data-testid="sign-in"' in read(f"{address}/sign-in"), "the first goes on"
    assert [line for line in found if line["state"] == "wrong"] == []
    assert second.returncode == 1
    assert f"这家银行正在由另一个服务进程提供服务（{data}）" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_running_bank_is_backed_up_and_restored(data, tmp_path):
    with served(data, "--worker"):
        assert flask(data, "backup", str(tmp_path / "bank.zip")).returncode == 0
    other = tmp_path / "other"
    restored = flask(other, "restore", str(tmp_path / "bank.zip"))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert json.loads(flask(other, "ledger", "verify", "--json").stdout)["trouble"] is None
    with served(other, "--no-worker") as address:
        assert "ready" in read(f"{address}/readyz") or "ok" in read(f"{address}/readyz")


def test_an_open_address_is_refused_with_a_sentence(data):
    refused = flask(data, "serve", "--host", "0.0.0.0", "--port", "1")  # noqa: S104 -- the very point
    assert refused.returncode == 1
    assert "TLS" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_is_not_shared_with_another_server(data):
    """The web server lets several processes share a port; of two banks on one port each would get every second request."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = flask(data, "serve", "--no-worker", "--port", str(port))
    assert taken.returncode == 1
    assert f"{port} 端口上已经有别的服务在应答" in taken.stderr
    assert "Traceback" not in taken.stderr


def test_an_address_that_is_not_this_machine_s_is_refused_with_a_sentence(data):
    refused = flask(data, "serve", "--no-worker", "--insecure", "--host", "192.0.2.7", "--port", "8123")
    assert refused.returncode == 1
    assert "本机不能在 192.0.2.7 的 8123 端口应答" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_unknown_command_is_wrong_use(data):
    assert isinstance(answer := flask(data, "no-such-command"), subprocess.CompletedProcess)
    assert answer.returncode == 2
