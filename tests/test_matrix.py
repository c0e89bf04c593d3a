"""Every route × who asks × whose thing: the answers are those of the reviewed table, and some things hold whatever it says.

After reading the changed lines aloud: REVIEW_MATRIX=1 pytest tests/test_matrix.py
On SQLite only: it is one long loop over views; what differs between the databases, the tests of the features ask on both.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from learning.base.engines import open_engine
from learning.base.settings import read_settings
from learning.certificates.rules import Window
from learning.factory import create_app
from learning.schema import metadata
from learning.web.access import Access
from learning.web.request import SAFE
from tests.cast import Cast
from tests.visit import Visit
from tests.world import World

REVIEWED = Path(__file__).parent / "matrix.txt"
HEADING = "# own: Lin's at Binjiang; other: Sun's at Gutang; mixed: Lin's address with Sun's thing; no …: that piece is missing.\n"
WHO = ("stranger", "lin", "zhou", "qian", "tao", "he", "an", "shen")
HOLDERS = {"own": ("lin", "zhou"), "other": ("sun", "qian")}
PERSONAL = {
    "Assignment",
    "Attempt",
    "Marking",
    "certificate",
    "download",
    "meeting",
    "meeting task",
    "notice",
    "planned meeting",
    "own session",
    "person",
    "practice",
    "room",
    "Person",
    "Run",
    "posting",
    "absence",
    "role",
    "view",
    "unit",
    "work",
    "work file",
}
"""Kinds of things that belong to a person or a branch; courses, help, days and flags are everybody's."""
PUBLIC = {"certificates.verify", "certificates.public_credential", "meetings.feed"}
ASIDE = {"login_session", "login_try", "record_view"}
"""Written beside the request's transaction, whatever it answers."""
UNGUARDED = {"static", "stylesheet"}
MIXED = {"posting_id", "absence_id", "grant_id"}
BODIES = {
    "quiz.answer": {"question": "1"},
    "quiz.bookmark": {"question": "1"},
    "roleplay.choose": {"n": "1", "choice": "0"},
    "roleplay.practise": {"n": "1"},
    "meetings.tap": {"tap": "pause"},
    "meetings.attend": {"mark": "rest"},
    "meetings.drill": {"segment": "drill"},
    "publishing.flag": {"item": "first-sentence"},
    "quiz.ask_second": {"question": "1"},
}
"""What a form must say before the thing it is about is looked up; every other POST is empty but for its token."""
QUERIES = {
    "reports.completion": "unit={unit_id}",
    "reports.people": "course=greeting&unit={unit_id}",
    "certificates.of_unit": "course=greeting&unit={unit_id}",
}
"""Things that are named behind the question mark."""


@dataclass(frozen=True)
class Line:
    """One method of one route with one thing."""

    method: str
    rule: Rule
    thing: str
    path: str
    access: Access

    @property
    def name(self) -> str:
        return f"{self.method:<4} {self.rule.rule:<52} {self.thing:<8}"

    @property
    def is_personal(self) -> bool:
        return "?" in self.path or (self.access.kind in PERSONAL and self.rule.endpoint not in PUBLIC)


class Table:
    """The bank, one browser for each of the cast, and a copy of the database to go back to."""

    def __init__(self, folder: Path) -> None:
        self.file, self.kept = folder / "zhili.db", folder / "kept.db"
        self.app = the_app(folder)
        self.bank = self.app.extensions["zhili"]
        self.app.extensions["certificates.checks"] = Window(10**6, self.bank.clock.now() - self.bank.clock.now())
        with self.bank.sessions.writer() as db:
            cast = Cast.into(db)
            self.world = World.into(db, cast)
            people = {name: getattr(cast, name) for name in (*WHO[1:], "sun")}
            self.views = {name: self.world.viewer(who) for name, who in people.items()}
        visit = Visit(self.app)
        browsers = {"stranger": visit(None)} | {name: visit(who) for name, who in people.items()}
        self.cookies = {name: f"sid={browser.token}" for name, browser in browsers.items()}
        self.tokens = {name: browser._csrf() for name, browser in browsers.items()}
        self.client = self.app.test_client(use_cookies=False)
        self._give_sessions(visit, cast)
        self.bank.sessions.engine.dispose()
        shutil.copy(self.file, self.kept)
        self.eye = sqlite3.connect(self.file)
        self.before = self.contents()
        self.version = self._version()

    def _give_sessions(self, visit: Visit, cast: Cast) -> None:
        """Lin and Sun each sit at a second device."""
        for thing, who in (("own", cast.lin), ("other", cast.sun)):
            visit(who)
            with self.bank.sessions.reader() as db:
                newest = db.connection().exec_driver_sql("SELECT max(id) FROM login_session").scalar_one()
            self.world.things[thing]["session_id"] = newest

    def ask(self, who: str, line: Line, *, data: dict[str, str] | None = None, **headers: str) -> TestResponse:
        """One request; unless told otherwise a POST carries the right token and an otherwise empty form."""
        mine = {"csrf_token": self.tokens[who], **BODIES.get(line.rule.endpoint, {})}
        sent = {"data": mine if data is None else data} if line.method == "POST" else {}
        return self.client.open(line.path, method=line.method, headers={"Cookie": self.cookies[who], **headers}, **sent)

    def written(self) -> set[str]:
        """The tables that differ from the kept copy; the copy is put back."""
        if self._version() == self.version:
            return set()
        now = self.contents()
        changed = {name for name, rows in now.items() if rows != self.before[name]}
        self.bank.sessions.engine.dispose()
        self.eye.close()
        for end in ("-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)
        self.eye = sqlite3.connect(self.file)
        self.version = self._version()
        return changed

    def contents(self) -> dict[str, list[Any]]:
        return {name: self.eye.execute(f'SELECT * FROM "{name}"').fetchall() for name in metadata.tables}  # noqa: S608 -- our names

    def _version(self) -> int:
        """SQLite's own word on whether anybody else has committed anything."""
        return int(self.eye.execute("PRAGMA data_version").fetchone()[0])

    def lines(self) -> Iterator[Line]:
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
            if rule.endpoint in UNGUARDED:
                continue
            access = self.app.view_functions[rule.endpoint].access  # type: ignore[attr-defined] -- the start checked it
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for thing, path in self._paths(rule, access):
                    yield Line(method, rule, thing, path, access)

    def _paths(self, rule: Rule, access: Access) -> Iterator[tuple[str, str]]:
        adapter = self.app.url_map.bind("localhost")
        if not rule.arguments:
            yield "-", (bare := adapter.build(rule.endpoint))
            if query := QUERIES.get(rule.endpoint):
                yield from ((thing, f"{bare}?{query.format(**named)}") for thing, named in self.world.things.items())
            return
        things = self.world.things
        own, other, missing = ({name: value(name, rule, things[thing]) for name in rule.arguments} for thing in things)
        if None not in own.values():
            yield "own", adapter.build(rule.endpoint, own)
            if access.kind in PERSONAL or rule.endpoint.startswith("publishing.answer"):
                yield "other", adapter.build(rule.endpoint, other)
            for name in MIXED & rule.arguments:
                yield "mixed", adapter.build(rule.endpoint, own | {name: other[name]})
        for name in sorted(rule.arguments) if len(rule.arguments) > 1 and None not in own.values() else ():
            yield f"no {name}"[:8], adapter.build(rule.endpoint, own | {name: missing[name]})
        if len(rule.arguments) == 1 or None in own.values():
            yield "missing", adapter.build(rule.endpoint, missing)


def value(argument: str, rule: Rule, things: dict[str, Any]) -> Any:
    """What stands for an argument of an address; None where there is no such thing in this bank."""
    if argument == "number":
        argument = "certificate" if rule.rule.startswith(("/certificates", "/verify")) else "person"
    if argument == "attempt" and rule.endpoint in ("quiz.review", "quiz.record_review"):
        argument = "passed"
    if argument == "run" and rule.endpoint in ("roleplay.result", "roleplay.record_result", "roleplay.practise"):
        argument = "played"
    if argument == "step" and (
        own := {"lessons": "lesson", "tasks": "task", "roleplay": "scene"}.get(rule.endpoint.partition(".")[0])
    ):
        argument = own
    return things.get(argument)


def the_app(folder: Path) -> Flask:
    from learning.base.clock import StoppedClock  # noqa: PLC0415 -- beside its one use
    from tests.cast import MORNING  # noqa: PLC0415

    url = f"sqlite:///{folder / 'zhili.db'}"
    engine = open_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    given = {"LEARNING_DATA": str(folder / "data"), "LEARNING_DATABASE": url, "LEARNING_SECRET_KEY": "for tests only"}
    app = create_app(read_settings(given), clock=StoppedClock(MORNING))
    app.testing = False
    return app


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    table = Table(tmp_path_factory.mktemp("matrix"))
    yield table
    table.eye.close()
    table.bank.sessions.engine.dispose()


@dataclass(frozen=True)
class Cell:
    """What one of the cast got."""

    line: Line
    who: str
    status: int
    location: str
    written: frozenset[str]

    def __str__(self) -> str:
        return f"{self.who} {self.line.name.strip()} → {self.status} {self.location} {sorted(self.written) or ''}".strip()


@pytest.fixture(scope="module")
def cells(table: Table) -> list[Cell]:
    """The whole big loop, run once."""
    found = []
    for line in table.lines():
        for who in (*WHO, "sun") if line.is_personal else WHO:
            answer = table.ask(who, line)
            body = answer.get_data()
            assert b"Traceback" not in body, f"{who} {line.name}"
            found.append(Cell(line, who, answer.status_code, answer.location or "", frozenset(table.written() - ASIDE)))
    return found


def said(cells: list[Cell]) -> str:
    lines: dict[str, list[str]] = {}
    for cell in cells:
        if cell.who in WHO:
            lines.setdefault(cell.line.name, []).append(f"{cell.who}={cell.status}")
    return HEADING + "".join(f"{name} {' '.join(answers)}\n" for name, answers in lines.items())


def test_the_matrix_is_the_reviewed_one(cells):
    found = said(cells)
    if os.environ.get("REVIEW_MATRIX"):
        REVIEWED.write_text(found, encoding="utf-8")
    assert found.splitlines() == REVIEWED.read_text(encoding="utf-8").splitlines()


def none_of(cells: Iterator[Cell]) -> None:
    wrong = [str(cell) for cell in cells]
    assert not wrong, "\n".join(wrong)


def test_nothing_breaks(cells):
    none_of(cell for cell in cells if cell.status >= 500)


def test_a_stranger_is_led_to_the_door_except_where_anyone_may_come(cells):
    none_of(
        cell for cell in cells
        if cell.who == "stranger" and cell.line.access.predicate.name != "anyone"
        and not (cell.status == 303 and cell.location.startswith("/sign-in"))
    )  # fmt: skip


def test_what_anyone_may_open_is_a_short_list(table):
    """Not the table's word: a route that is opened to strangers must be added here by hand, too."""
    opened = {line.rule.endpoint for line in table.lines() if line.access.predicate.name == "anyone"}
    assert opened == {
        "certificates.issuer", "certificates.public_credential", "certificates.verify", "certificates.verify_form",
        "desk.about", "desk.accessibility", "desk.healthz", "desk.help",
        "desk.help_for", "desk.readyz", "desk.robots", "meetings.follow", "people.choose_password",
        "people.open_bank", "people.open_session", "people.renew", "people.renewal", "people.set_up", "people.sign_in",
        "meetings.feed", "people.use_code", "records.privacy", "people.ask_issuer", "people.issued", "people.leave_issuer",
    }  # fmt: skip


def test_a_role_that_is_not_asked_for_is_refused_before_the_thing_is_looked_up(table, cells):
    none_of(
        cell for cell in cells
        if cell.who != "stranger" and not cell.line.access.predicate.test(table.views[cell.who]) and cell.status != 403
    )  # fmt: skip


def test_a_missing_thing_is_not_found_by_whoever_passes(table, cells):
    none_of(
        cell for cell in cells
        if cell.line.thing.startswith(("missing", "no ", "mixed")) and _passes(table, cell) and cell.status != 404
    )  # fmt: skip


def _passes(table: Table, cell: Cell) -> bool:
    return cell.line.access.predicate.name == "anyone" or (
        cell.who != "stranger" and cell.line.access.predicate.test(table.views[cell.who])
    )


def test_nobody_gets_at_the_things_of_the_other_branch(cells):
    """Neither a page, nor a form that says what is wrong with an empty entry, nor a redirect: 403 by role or 404."""
    outsiders = {"own": ("qian", "sun"), "other": ("zhou", "lin")}
    none_of(
        cell for cell in cells
        if cell.line.is_personal and cell.who in outsiders.get(cell.line.thing, ()) and cell.status not in (403, 404)
    )  # fmt: skip


def test_the_holder_does_get_at_them(cells):
    """Or the test above would be won by a house that is locked for everybody."""
    opened = {
        cell.line.access.kind for cell in cells
        if cell.line.is_personal and cell.who in HOLDERS.get(cell.line.thing, ()) and cell.status in (200, 303, 422)
    }  # fmt: skip
    assert opened >= {"Assignment", "Attempt", "certificate", "notice", "own session", "person", "Person", "unit"}


def test_the_auditor_writes_nothing_that_is_not_the_auditors_own(cells):
    none_of(
        cell for cell in cells
        if cell.who == "an" and cell.line.method not in SAFE and not cell.line.access.predicate.own and cell.status != 403
    )  # fmt: skip
    none_of(
        cell for cell in cells
        if cell.who == "an" and cell.line.is_personal and cell.line.method not in SAFE and cell.status not in (403, 404)
    )  # fmt: skip


def test_reading_writes_nothing(cells):
    none_of(cell for cell in cells if cell.line.method == "GET" and cell.written)


def test_what_is_refused_has_written_nothing(cells):
    none_of(cell for cell in cells if cell.status >= 400 and cell.written)


def test_an_unsafe_route_without_its_token_is_refused_and_nothing_is_written(table):
    """Without a token, with somebody else's, from another site: for whoever could otherwise do it."""
    forged, wrong = 0, []
    foreign = {"csrf_token": table.tokens["sun"]}
    for line in table.lines():
        if line.method in SAFE or line.thing not in ("-", "own"):
            continue
        for who in ("stranger", "lin", "zhou", "tao", "he", "shen"):
            mine = {"csrf_token": table.tokens[who]}
            for data, headers in (({}, {}), (foreign, {}), (mine, {"Sec-Fetch-Site": "cross-site"})):
                answer = table.ask(who, line, data=data, **headers)
                forged += 1
                if answer.status_code != 403 or table._version() != table.version:
                    wrong.append(f"{who} {line.name} {data.keys()} {headers} → {answer.status_code}")
                    table.written()
    assert not wrong, "\n".join(wrong)
    assert forged > 500
