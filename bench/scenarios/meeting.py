"""12: two hundred branches at their meetings, ten devices in each; what changes is fetched by whoever follows."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update

from bench import banks, client, followers, servers
from bench.banks import Made
from bench.measuring import Bench, Result
from learning.meetings.models import MeetingRun

BRANCHES, DEVICES, LONG = 200, 10, 40
TAPS_A_SECOND = 2
"""A branch taps about every hundred seconds."""


def meetings(bench: Bench) -> Iterator[Result]:
    """400 polls a second, and the pages that follow a tap."""
    for store in bench.stores:
        made, devices = banks.meeting(store, BRANCHES, DEVICES)
        with servers.product(made.environment, bench.log(store)) as server, bench.floor(store) as bare:
            floor = _floor(bare)
            followers.follow({"port": server.port, "devices": devices, "seconds": 6})
            cpu, database = server.cpu(), store.database_cpu()
            with _taps(made):
                found = followers.follow({"port": server.port, "devices": devices, "seconds": LONG})
            cpu, database, memory = server.cpu() - cpu, store.database_cpu() - database, server.memory()
        if found.wrong:
            raise RuntimeError(f"meetings: {found.wrong}")
        count, p95 = len(found.polls), found.poll_ms(0.95)
        result = Result(
            "meetings", store.name, f"{BRANCHES} × {DEVICES} follow; {len(found.pages)} pages among {count} polls; {memory:.0f} MB",
            cpu_ms=cpu / count * 1000, database_ms=database / count * 1000 or None, wall_ms=found.poll_ms(0.5), p95_ms=p95,
            rate=found.rate, floor="floor page, CPU", floor_ms=floor, ratio=cpu / count * 1000 / floor,
            more={"memory_mb": memory, "unchanged": found.unchanged, "pages": len(found.pages), "client_cpu": found.client_cpu},
        )  # fmt: skip
        yield result.needs("p95 < 200 ms, < 400 MB", p95 < 200 and memory < 400)


def _floor(bare: servers.Server) -> float:
    """CPU of the floor page, in the same minute."""
    before = bare.cpu()
    work = {"port": bare.port, "act": "get", "path": "/", "good": [200], "count": 800, "connections": 8, "seconds": 30}
    count = client.run(work).count
    return (bare.cpu() - before) / count * 1000


@contextmanager
def _taps(made: Made) -> Iterator[None]:
    """Branch after branch, somebody taps: the version grows."""
    bank, _ = banks.reopened(made)
    over = threading.Event()

    def tap() -> None:
        for n in itertools.count(1):
            if over.wait(1 / TAPS_A_SECOND):
                return
            with bank.sessions.writer() as db, db.begin():
                one = update(MeetingRun).where(MeetingRun.id == n % BRANCHES + 1)
                db.execute(one.values(version=MeetingRun.version + 1))

    thread = threading.Thread(target=tap)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        bank.sessions.engine.dispose()
