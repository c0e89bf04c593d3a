"""Pages and floor page in one process, by turns, without server or client: what a page costs, on a machine that others use."""

import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import select

from bench import banks, client, floor
from bench.banks import QUIZ, Made, Store
from bench.measuring import Bench, Result
from learning.factory import create_app
from learning.people.models import Person, RoleGrant

TURNS, COUNTED = 70, 7
"""So many turns, of which the lowest tenth counts: whatever else the machine does can only make a turn longer."""
COURSE, LESSON = "/courses/service-standards/", "/courses/service-standards/lessons/five-expectations"


class Visitor:
    """Somebody with a session, who talks WSGI to the application itself."""

    def __init__(self, app: Any, cookie: str = "") -> None:
        self.app, self.cookie, self.location = app, cookie, ""
        self.token = ""

    def ask(self, path: str, fields: dict[str, str] | None = None, *, accept: str = "text/html", good: int = 200) -> bytes:
        body = b"" if fields is None else urlencode({**fields, "csrf_token": self.token}).encode()
        environ = {
            "REQUEST_METHOD": "GET" if fields is None else "POST", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": accept, "HTTP_COOKIE": self.cookie, "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "", "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http", "wsgi.errors": BytesIO(), "wsgi.version": (1, 0), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> None:
            answer.update(status=int(status[:3]), headers=dict(headers))

        iterable = self.app(environ, start)
        content = b"".join(iterable)
        if close := getattr(iterable, "close", None):
            close()
        if answer["status"] != good:
            raise RuntimeError(f"{path}: {answer['status']}")
        self.location = answer["headers"].get("Location", self.location)
        return content

    def see_token(self, path: str) -> None:
        found = client.TOKEN.search(self.ask(path))
        self.token = (found[1] or found[2]).decode() if found else ""


def pages_inside(bench: Bench) -> Iterator[Result]:
    """The pages people open most, an answer, a reading, beside the floor page, all in this process."""
    for store in bench.stores:
        acts = {**_studying(bench.demo(store)), **_sitting(bench.classroom(store, 8))}
        least = _floor(store)
        for what, act in acts.items():
            yield _by_turns(store, what, act, least)


def _floor(store: Store) -> Callable[[], Any]:
    url = store.new_url()
    floor.fill(url)
    os.environ["BENCH_FLOOR_DATABASE"] = url
    visitor = Visitor(floor.create())
    return lambda: visitor.ask("/")


def _studying(made: Made) -> dict[str, Callable[[], Any]]:
    app = _app(made)
    learner = _signed_in(app)
    return {
        "help page": lambda: learner.ask("/help/"),
        "desk": lambda: learner.ask("/"),
        "course page": lambda: learner.ask(COURSE),
        "lesson page": lambda: learner.ask(LESSON),
        "reading kept": lambda: learner.ask(f"{LESSON}/reading", {"percent": "50"}, accept="application/json"),
    }


def _sitting(made: Made) -> dict[str, Callable[[], Any]]:
    app = _app(made)
    learner = Visitor(app, made.sessions[0]["cookie"])
    learner.see_token(QUIZ)
    learner.ask(f"{QUIZ}/attempts", {}, good=303)
    place, saved = learner.location.rpartition("/")[0], iter(range(int(time.time()), 10**10))

    def save() -> None:
        fields = {"question": "1", "value": "A", "seq": str(next(saved)), "key": str(uuid4())}
        learner.ask(f"{place}/answers", fields, accept="application/json")

    return {
        "start page of a quiz": lambda: learner.ask(QUIZ),
        "question page": lambda: learner.ask(f"{place}/1"),
        "answer saved": save,
    }


def _app(made: Made) -> Any:
    _, settings = banks.reopened(made)
    return create_app(settings)


def _signed_in(app: Any) -> Visitor:
    """Somebody of a branch without any role."""
    bank = app.extensions["zhili"]
    with bank.sessions.writer() as db, db.begin():
        plain = select(Person.id).where(Person.left_on.is_(None), Person.id.not_in(select(RoleGrant.person_id)))
        person_id = db.scalars(plain.order_by(Person.number)).first()
        visitor = Visitor(app, banks.session_of(db, bank, person_id)["cookie"])
    visitor.see_token("/")
    return visitor


def _by_turns(store: Store, what: str, act: Callable[[], Any], least: Callable[[], Any]) -> Result:
    for _ in range(5):
        act(), least()
    turns = [(_cpu(act), _cpu(least)) for _ in range(TURNS)]
    page, bare = (sum(sorted(column)[:COUNTED]) / COUNTED for column in zip(*turns, strict=True))
    made = Result("pages_inside", store.name, what, cpu_ms=page, floor="floor page, CPU", floor_ms=bare, ratio=page / bare)
    return made.needs("≤ 3 × the floor's CPU", page / bare <= 3)


def _cpu(act: Callable[[], Any]) -> float:
    began = time.thread_time()
    act(), act(), act()
    return (time.thread_time() - began) / 3 * 1000
