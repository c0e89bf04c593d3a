"""Controls of the threat model that no feature's own tests hold: docs/security-tests.md lists all, line by line."""

import ast
import hashlib
import logging
import re
import socket
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from learning.base.ledger import LedgerEntry
from learning.quiz.models import Answer
from tests.cast import MORNING
from tests.quiz import hands
from tests.quiz.conftest import live  # noqa: F401 -- a fixture
from tests.quiz.crashing import HONEST, Server
from tests.quiz.test_views import attempt_at, save, sheet_of, sit

ROOT = Path(__file__).parent.parent
HTMX = "d8e6adcd0cb51fe65dfc"
"""How the SHA-384 of the vendored htmx 2.0.11 begins; ``package-lock.json`` holds the digest of the package it comes from."""


def test_every_test_that_the_table_names_exists():
    named = re.findall(
        r"`(tests/[\w/]+\.py)(?:::(\w+))?`|`…::(\w+)`", (ROOT / "docs/security-tests.md").read_text(encoding="utf-8")
    )
    missing, file = [], ""
    for path, first, further in named:
        file = path or file
        test = first or further
        if not (ROOT / file).exists() or (test and f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")):
            missing.append(f"{file}::{test}")
    assert (missing, len(named) > 60) == ([], True)


# T2: nobody writes their own score.

WISHES = {
    "score": "6", "num": "6", "den": "1", "passed": "1", "state": "passed", "handed_in_at": "", "deadline_at": "2030-01-01",
    "number": "1", "person_id": "1", "uid": "1", "attempt_id": "1", "late": "", "share": "1", "mark": "2", "seed": "00" * 16,
    "handed_in_by": "person",
}  # fmt: skip


def test_fields_that_nobody_asked_for_change_nothing(db, cast, live, visit):  # noqa: F811
    lin = visit(cast.lin)
    path = lin.post(f"{hands.EXAM}/attempts", WISHES).removesuffix("/1")
    before = attempt_at(db, path)
    kept = (before.person_id, before.number, before.seed, before.deadline_at)
    assert (before.person_id, before.seed != WISHES["seed"]) == (cast.lin.id, True)
    save(lin, path, 1, sheet_of(db, path, hands.wrong)[1], **{name: WISHES[name] for name in WISHES if name != "number"})
    lin.post(f"{path}/hand-in", WISHES)
    after = attempt_at(db, path)
    assert (after.person_id, after.number, after.seed, after.deadline_at) == kept
    assert (after.num, after.passed, after.handed_in_at) == (0, False, MORNING)


def test_a_question_of_another_attempt_is_none_of_this_one(db, cast, live, visit):  # noqa: F811
    lin, sun = visit(cast.lin), visit(cast.sun)
    hers, path = sit(sun), sit(lin)
    save(lin, hers, 1, ["A"], status=404)
    assert save(lin, path, 4, ["A"], status=422)["refused"] == "NoSuchQuestion"
    assert db.scalars(select(Answer)).all() == []


# T15: the program connects to what an administrator configured, and to nothing else.

OUTWARD = {"urllib.request", "http.client", "requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib", "socket", "telnetlib"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_module_of_ours_can_reach_out():
    """A feature that must (mail, a chat's webhook) goes through one gate that checks the host, and is named here.

    ``outside.target`` knows no host but those of LEARNING_OUTSIDE_HOSTS; mail asks it first. ``serving`` only listens: it asks
    whether a port is free.
    """
    found = {str(path.relative_to(ROOT)): imported(path) & OUTWARD for path in (ROOT / "learning").rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {
        "learning/operations/serving.py": {"socket"},
        "learning/reminders/jobs/mail.py": {"smtplib"},
        "learning/base/outside.py": {"http.client", "socket"},
    }


# T17: what comes from others is what was locked.


def test_the_vendored_script_is_the_one_that_was_reviewed():
    assert hashlib.sha384((ROOT / "static/vendor/htmx.min.js").read_bytes()).hexdigest().startswith(HTMX)


@pytest.mark.parametrize("lock", ["run", "dev", "uv", "node"])
def test_every_locked_package_carries_its_digests(lock):
    text = (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.M | re.I)
    bare = [package.split()[0] for package in packages if "==" in package and "--hash=sha256:" not in package]
    assert "==" in text
    assert bare == []


# T19: logs hold no secret, and nobody writes lines into them.

CANARY = "canary-harbour-kettle-77"
FORGED = "E0001\r\nERROR all is well"


def test_the_log_and_the_ledger_hold_no_password_and_no_answer(db, cast, live, visit, caplog):  # noqa: F811
    caplog.set_level(logging.DEBUG)
    stranger, lin = visit(), visit(cast.lin)
    for number in ("E0001", FORGED):
        token = stranger._csrf()
        stranger.client.post("/sign-in", data={"number": number, "password": CANARY, "csrf_token": token})
    path = sit(lin)
    for n in (1, 2, 3):
        lin.client.post(f"{path}/answers", data={"question": str(n), "value": CANARY, "csrf_token": lin._csrf()})
    lin.client.post("/courses/greeting/flags", data={"item": "first-sentence", "text": CANARY, "csrf_token": lin._csrf()})
    assert CANARY not in caplog.text
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
    assert not [entry for entry in db.scalars(select(LedgerEntry)) if CANARY in f"{entry.details} {entry.reason}"]


def test_a_broken_page_logs_no_value_and_no_forged_line(app, visit, cast, caplog, bank):
    from learning.web.access import allow, anyone  # noqa: PLC0415 -- a page of this test's own
    from learning.web.request import db as of_request  # noqa: PLC0415

    def broken(words: str) -> str:
        of_request().execute(text("SELECT :canary FROM no_such_table"), {"canary": CANARY})
        return words

    app.add_url_rule("/broken/<words>", "broken", allow(anyone, kind="words")(broken))
    answer = visit().client.get("/broken/a%0aERROR all is well")
    assert answer.status_code in (400, 500, 503)
    assert CANARY not in caplog.text
    assert CANARY not in answer.text
    assert not [record for record in caplog.records if "\n" in record.getMessage()]


# T20: two hundred who never finish their request keep nobody waiting.


def test_slow_clients_keep_nobody_waiting(url, tmp_path):
    environment = {"LEARNING_DATA": str(tmp_path / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only"}
    server = Server(environment, HONEST)
    server.start()
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n")
        waits = sorted(_seconds(server.port) for _ in range(20))
        assert waits[18] < 1
    finally:
        for one in slow:
            one.close()
        server.kill()


def test_the_proxy_reads_bodies_whole_before_a_thread_of_ours_does():
    """Eight half-sent bodies would hold all eight threads: that is why the product is never served without the proxy."""
    proxy = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for line in ("proxy_request_buffering on;", "client_body_timeout 30s;", "client_header_timeout 15s;"):
        assert re.search(rf"^ *{line}", proxy, re.M), line


def _seconds(port: int) -> float:
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert one.recv(100).startswith(b"HTTP/1.1 200")
    return time.monotonic() - begun
