"""Killing the real server without warning while several people answer, and looking for every answer it acknowledged."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen
from uuid import uuid4

from sqlalchemy import select

from learning.base.settings import read_settings
from learning.factory import create_app
from learning.publishing import verbs as publishing
from learning.quiz.models import Answer, Attempt
from tests.cast import Cast
from tests.courses import EXAM, TINY, changed
from tests.quiz import hands
from tests.visit import Visitor

ROOT = Path(__file__).parent.parent.parent
HONEST, EARLY = "app:app", "tests.quiz.early_ack:app"


@dataclass(frozen=True)
class Sheet:
    """What one person brings: a session, its CSRF value, an attempt, and the right answers."""

    token: str
    csrf: str
    uuid: str
    answers: dict[int, list[str]]


@dataclass
class Report:
    """What was acknowledged, and what the database holds after the last kill."""

    acknowledged: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    stored: list[tuple[str, str, int, int]] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)

    @property
    def lost(self) -> list[str]:
        there = {key: place for key, *place in self.stored}
        return [key for key, place in self.acknowledged.items() if there.get(key) != list(place)]


def crash(url: str, folder: Path, *, kills: int, target: str = HONEST) -> Report:
    """Four people answer without a pause; the whole process group is killed so many times; then everything is counted."""
    environment = {
        "LEARNING_DATA": str(folder / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only",
        "LEARNING_BANK_NAME": "启明银行",
    }  # fmt: skip
    app = create_app(read_settings(environment))
    sheets = prepare(app)
    report, stop = Report(), threading.Event()
    server = Server(environment, target)
    server.start()
    clients = [threading.Thread(target=keep_answering, args=(server.port, sheet, report, stop), daemon=True) for sheet in sheets]
    for client in clients:
        client.start()
    try:
        for _ in range(kills):
            time.sleep(random.uniform(0.4, 1.0))
            server.kill()
            report.recoveries.append(server.start())
        time.sleep(0.5)
    finally:
        stop.set()
        server.kill()
    for client in clients:
        client.join(20)
    report.stored = stored(app)
    return report


def prepare(app) -> list[Sheet]:
    bank = app.extensions["zhili"]
    at, sheets = bank.clock.now(), []
    with bank.sessions.writer() as db:
        cast = Cast.into(db)
        live = publishing.publish(db, changed(TINY, EXAM, "限时: 10 分钟\n", ""), by_id=None, note="no limit", at=at)
        db.commit()
        for person in (cast.lin, cast.chen, cast.sun, cast.zhou):
            attempt = hands.begin(db, live, hands.viewer(db, person), at)
            answers = hands.answers(db, attempt)
            db.commit()
            visitor = Visitor(app, person)
            sheets.append(Sheet(visitor.token, visitor._csrf(), attempt.uuid, answers))
    return sheets


class Server:
    """granian as ``flask serve`` runs it, in a process group of its own."""

    def __init__(self, environment: dict[str, str], target: str) -> None:
        self.environment, self.target = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}, target
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> float:
        """Start and wait until it answers; the seconds that took."""
        begun = time.monotonic()
        how = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--no-access-log", "--log-level", "error"]
        command = [sys.executable, "-m", "granian", *how, "--host", "127.0.0.1", "--port", str(self.port), self.target]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True, **quiet)
        while not self._answers():
            if time.monotonic() - begun > 60 or self.process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        return time.monotonic() - begun

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def workers(self) -> list[str]:
        """The processes that answer, by number."""
        return Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()

    def stop(self) -> None:
        """Ask politely, as systemd does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def keep_answering(port: int, sheet: Sheet, report: Report, stop: threading.Event) -> None:
    """Save answer after answer; what is not acknowledged is sent again under the same key, as the page's script does."""
    seq = 0
    headers = {
        "Cookie": f"sid={sheet.token}", "Accept": "application/json", "X-CSRFToken": sheet.csrf,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    while not stop.is_set():
        n, seq, key = random.choice(list(sheet.answers)), seq + 1, str(uuid4())
        body = urlencode({"question": n, "value": sheet.answers[n], "seq": seq, "key": key}, doseq=True)
        while not stop.is_set():
            if _is_saved(port, f"/attempts/{sheet.uuid}/answers", body, headers):
                report.acknowledged[key] = (sheet.uuid, n, seq)
                break
            time.sleep(0.05)


def _is_saved(port: int, path: str, body: str, headers: dict[str, str]) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status == 200 and json.loads(answer.read())["saved"] is True
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def stored(app) -> list[tuple[str, str, int, int]]:
    with app.extensions["zhili"].sessions.reader() as db:
        rows = db.execute(select(Answer.key, Attempt.uuid, Answer.n, Answer.seq).join(Attempt, Attempt.id == Answer.attempt_id))
        found = [tuple(row) for row in rows]
    app.extensions["zhili"].sessions.engine.dispose()
    return found
