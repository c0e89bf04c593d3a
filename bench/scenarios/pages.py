"""1 and 2: pages and answer saves beside the floor page."""

from collections.abc import Iterator
from typing import Any

from bench import banks, client, servers
from bench.banks import Made
from bench.measuring import CONNECTIONS, Bench, Result, beside_floor

COUNT = 600
SCENE = "/courses/service-standards/roleplays/safe-account"
COURSE, LESSON = "/courses/service-standards/", "/courses/service-standards/lessons/five-expectations"


def course_page(bench: Bench) -> Iterator[Result]:
    """1: the course page as an enrolled learner, 8 connections."""
    yield from _page(bench, "course_page", "course page", COURSE, "Moodle 4.5: 44 /s, 44 ms CPU, 262 KB")


def desk(bench: Bench) -> Iterator[Result]:
    """The front page, which everybody opens most."""
    yield from _page(bench, "desk", "desk", "/", "")


def lesson_page(bench: Bench) -> Iterator[Result]:
    """2: the lesson page, then the reading that its script reports."""
    peer = "Moodle 4.5: 56 /s, 34 ms CPU, 147 KB"
    yield from _page(bench, "lesson_page", "lesson page", LESSON, peer)
    for store in bench.stores:
        made = bench.demo(store)
        with servers.product(made.environment, bench.log(store)) as server:
            sessions = client.prepare(server.port, made.people[:CONNECTIONS], LESSON)
            work = {
                "act": "post",
                "path": f"{LESSON}/reading",
                "fields": {"percent": "{turn}"},
                "good": [200],
                "sessions": sessions,
            }
            told = {"scenario": "lesson_page", "what": "reading kept", "peer": peer}
            yield beside_floor(bench, store, server, {**work, "port": server.port, "count": COUNT}, told)


def _page(bench: Bench, scenario: str, what: str, path: str, peer: str) -> Iterator[Result]:
    for store in bench.stores:
        made = bench.demo(store)
        with servers.product(made.environment, bench.log(store)) as server:
            sessions = client.prepare(server.port, made.people[:CONNECTIONS])
            work = {"port": server.port, "act": "get", "path": path, "good": [200], "sessions": sessions, "count": COUNT}
            told = {"scenario": scenario, "what": what, "peer": peer}
            yield beside_floor(bench, store, server, work, told)


def question_page(bench: Bench) -> Iterator[Result]:
    """One question of an open attempt; the page holds the whole paper, so that a lost network stops nobody."""
    for store in bench.stores:
        made = bench.classroom(store, CONNECTIONS)
        with servers.product(made.environment, bench.log(store)) as server:
            told = {"scenario": "question_page", "what": "question page (ten questions in it)"}
            work = {"act": "get", "path": "{place}/1", "good": [200], "count": COUNT}
            yield beside_floor(bench, store, server, {**work, **_begun(server, made)}, told)


def answer_save(bench: Bench) -> Iterator[Result]:
    """An answer saved, with its row and its commit."""
    for store in bench.stores:
        made = bench.classroom(store, CONNECTIONS)
        with servers.product(made.environment, bench.log(store)) as server:
            fields = {"question": "1", "value": "A", "seq": "{next}", "key": "{key}"}
            work = {"act": "post", "path": "{place}/answers", "fields": fields, "good": [200], "count": COUNT}
            told = {"scenario": "answer_save", "what": "answer saved"}
            yield beside_floor(bench, store, server, {**work, **_begun(server, made)}, told)


def roleplay_step(bench: Bench) -> Iterator[Result]:
    """One line of a scene, and the choice that answers it: kept the first time, found to be the same ever after."""
    for store in bench.stores:
        made = bench.demo(store)
        with servers.product(made.environment, bench.log(store)) as server:
            sessions = client.prepare(server.port, made.people[:CONNECTIONS], SCENE)
            for session in sessions:
                connection = client.Connection(server.port)
                connection.cookie, connection.token = session["cookie"].encode(), session["token"]
                connection.post(f"{SCENE}/runs", {})
                session["place"] = connection.location
            work = {"port": server.port, "sessions": sessions, "count": COUNT}
            told = {"scenario": "roleplay_step", "what": "line of a scene"}
            yield beside_floor(bench, store, server, {**work, "act": "get", "path": "{place}", "good": [200]}, told)
            fields = {"n": "1", "choice": "0"}
            told = {"scenario": "roleplay_step", "what": "choice kept"}
            sent = {"act": "post", "path": "{place}/choices", "fields": fields, "good": [303]}
            yield beside_floor(bench, store, server, {**work, **sent}, told)


def _begun(server: servers.Server, made: Made) -> dict[str, Any]:
    """Each learner in an open attempt of their own."""
    sessions = []
    for session in made.sessions[:CONNECTIONS]:
        connection = client.Connection(server.port)
        connection.cookie = session["cookie"].encode()
        connection.see_token(banks.QUIZ)
        connection.post(f"{banks.QUIZ}/attempts", {})
        place = connection.location.rpartition("/")[0]
        sessions.append({**session, "token": connection.token, "place": place})
    return {"port": server.port, "sessions": sessions}
