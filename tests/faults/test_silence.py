"""A database that vanishes without a word: something between us takes every packet and passes nothing on."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from learning.base import engines, patience
from tests.conftest import DATABASES
from tests.faults.test_database import Sitting, an_app, refuse_plainly
from tests.postgres import running_postgres


class Swallower:
    """A proxy before PostgreSQL. While ``silent`` it reads and passes nothing on, either way."""

    def __init__(self, behind: str) -> None:
        self.behind, self.silent = behind, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets, self.threads = [self.listener], [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def close(self) -> None:
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)
        for one in self.sockets:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                self.sockets += [near, far]
                far.connect(self.behind)
                for ends in ((near, far), (far, near)):
                    self.threads.append(threading.Thread(target=self._pass_on, args=ends, daemon=True))
                    self.threads[-1].start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65536):
                if not self.silent:
                    other.sendall(said)
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def swallower(monkeypatch) -> Iterator[tuple[Swallower, str]]:
    """PostgreSQL behind the proxy, and its address there. Pages wait one second and not eight, so that the test is quick."""
    if "postgresql" not in DATABASES:
        pytest.skip("asks for a PostgreSQL of its own")
    monkeypatch.setattr(engines, "MORE_THAN_A_STATEMENT", -4)
    monkeypatch.setattr(engines, "POSTGRES_ARGUMENTS", {**engines.POSTGRES_ARGUMENTS, "connect_timeout": 2})
    with running_postgres() as server:
        url = make_url(server.create_database("bank_silent"))
        proxy = Swallower(str(Path(str(url.query["host"])) / ".s.PGSQL.5432"))
        there = url.set(host="127.0.0.1", port=proxy.port, query={})
        yield proxy, there.render_as_string(hide_password=False)
        proxy.close()


PATIENT = 30  # seconds: that it ends at all is the test; how soon stands in docs/reliability.md


def test_every_request_ends_and_all_is_well_when_it_speaks_again(swallower, tmp_path, clock):
    proxy, url = swallower
    sitting = Sitting(an_app(url, tmp_path, clock))
    assert sitting.answer().status_code == 200
    proxy.silent = True
    for ask in (sitting.answer, sitting.page, sitting.answer):
        begun = time.monotonic()
        refuse_plainly(ask())
        assert time.monotonic() - begun < PATIENT
    proxy.silent = False
    begun = time.monotonic()
    assert sitting.answer().status_code == 200
    assert time.monotonic() - begun < PATIENT
    assert sitting.page().status_code == 200
    assert set(sitting.acknowledged) <= sitting.kept()
    sitting.bank.sessions.engine.dispose()


def test_a_page_waits_a_little_longer_than_its_longest_statement():
    assert patience.PatientConnection.patience == 5 + engines.MORE_THAN_A_STATEMENT
    assert "statement_timeout=5000" in engines.POSTGRES_ARGUMENTS["options"]
