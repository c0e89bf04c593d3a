"""5 and 6: the completion report and its exports, at every size; the floor is one SQL by branch."""

import time
from collections.abc import Iterator

from sqlalchemy import text

from bench import client, servers
from bench.banks import Made
from bench.measuring import Bench, Result, measure, sizes
from learning.base.engines import open_engine

BY_BRANCH = """SELECT p.unit_id, a.requirement, count(*), count(c.id) FROM assignee a
JOIN posting p ON p.person_id = a.person_id AND p.kind = 'main' AND p.until_on IS NULL
LEFT JOIN completion c ON c.person_id = a.person_id AND c.course = a.requirement
WHERE a.until_on IS NULL GROUP BY p.unit_id, a.requirement"""
PEER = "Moodle 4.5: 119–154 ms at 10 k, one page of rows, no totals"
MOST_MS = {100_000: 300, 400_000: 1_000}
MOST_AS_OF_MS = {100_000: 1_000, 400_000: 3_000}


def report(bench: Bench) -> Iterator[Result]:
    """5: first page with all totals by unit; as of a day; the people behind a cell."""
    as_of = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 40 * 86_400))
    for store in bench.stores:
        for staff in sizes():
            made = bench.of_size(store, staff)
            raw = _raw_sql(made.url)
            with servers.product(made.environment, bench.log(store)) as server:
                sessions = client.prepare(server.port, [made.officer])
                work = {"port": server.port, "act": "get", "good": [200], "sessions": sessions, "connections": 1, "count": 12}
                for what, path, most in (
                    ("report", "/reports/completion", MOST_MS.get(staff, 300)),
                    ("report as of a day", f"/reports/completion?as_of={as_of}", MOST_AS_OF_MS.get(staff, 1_000)),
                    ("50 names behind a cell", "/reports/completion/people?unit=1&course=m3", MOST_MS.get(staff, 300)),
                ):
                    found = measure(store, server, {**work, "path": path})
                    result = found.result("report", store, f"{what}, {staff:,} staff × 6", peer=PEER)
                    result.floor, result.floor_ms, result.ratio = "raw SQL by branch", raw, (result.wall_ms or 0) / raw
                    yield result.needs(f"≤ {most} ms", (result.wall_ms or 0) <= most)


def exports(bench: Bench) -> Iterator[Result]:
    """6: everybody in one course as CSV and XLSX, and how the server's memory grows meanwhile."""
    for store in bench.stores:
        for staff in sizes():
            made = bench.of_size(store, staff)
            with servers.product(made.environment, bench.log(store), with_worker=True) as server:
                yield from _files(store, server, made, staff)


def _files(store, server: servers.Server, made: Made, staff: int) -> Iterator[Result]:
    sessions = client.prepare(server.port, [made.officer])
    for kind, most in (("csv", 0.5 if staff <= 10_000 else 8), ("xlsx", 10)):
        before = server.memory()
        work = {"port": server.port, "act": "file", "path": f"/reports/completion/people?unit=1&course=m3&format={kind}"}
        found = measure(store, server, {**work, "good": [200], "sessions": sessions, "connections": 1, "count": 2, "seconds": 300})
        grown = server.memory() - before
        result = found.result("exports", store, f"{kind.upper()} of {staff:,} people, memory {grown:+.0f} MB")
        result.peer, result.more = "Moodle 4.5: CSV of 10 k rows 6.5 s and 15.2 s", {"memory_grown_mb": grown}
        yield result.needs(f"≤ {most:g} s", (result.wall_ms or 0) <= most * 1000)


def _raw_sql(url: str) -> float:
    """Milliseconds of the same sums in plain SQL, the best of five."""
    engine = open_engine(url, statement_seconds=60)
    waits = []
    for _ in range(5):
        with engine.execution_options(reads_only=True).connect() as connection:
            began = time.perf_counter()
            connection.execute(text(BY_BRANCH)).all()
            waits.append(time.perf_counter() - began)
    engine.dispose()
    return min(waits) * 1000
