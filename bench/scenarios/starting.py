"""11: from the command to the first page, and what it holds in memory after a hundred pages."""

import statistics
from collections.abc import Iterator

from bench import client, servers
from bench.measuring import CONNECTIONS, Bench, Result, measure
from bench.scenarios.pages import COURSE

TIMES = 5


def start(bench: Bench) -> Iterator[Result]:
    """``flask serve`` on a bank that is set up, until ``/readyz`` says 200; then memory with its worker beside it."""
    for store in bench.stores:
        made = bench.demo(store)
        bare, bare_memory = _bare(bench, store)
        starts = []
        for _ in range(TIMES):
            with servers.product(made.environment, bench.log(store)) as server:
                starts.append((server.started, server.cpu()))
        started, cpu = statistics.median(wall for wall, _ in starts), statistics.median(used for _, used in starts)
        result = Result("start", store.name, "start to /readyz", wall_ms=started * 1000, cpu_ms=cpu * 1000, peer="0.34–0.42 s")
        result.floor, result.floor_ms, result.ratio = "floor page's start", bare * 1000, started / bare
        yield result.needs("< 2 s", started < 2)
        yield _memory(bench, store, bare_memory)


def _bare(bench: Bench, store) -> tuple[float, float]:
    starts = []
    for _ in range(TIMES):
        with bench.floor(store) as bare:
            starts.append((bare.started, bare.memory()))
    return statistics.median(wall for wall, _ in starts), statistics.median(memory for _, memory in starts)


def _memory(bench: Bench, store, bare: float) -> Result:
    made = bench.demo(store)
    with servers.product(made.environment, bench.log(store), with_worker=True) as server:
        sessions = client.prepare(server.port, made.people[:CONNECTIONS])
        work = {"port": server.port, "act": "get", "path": COURSE, "good": [200], "sessions": sessions, "count": 100}
        measure(store, server, work)
        whole, largest = server.memory(), server.largest()
    result = Result(
        "start", store.name, f"memory {whole:.0f} MB with the worker, largest process {largest:.0f} MB",
        floor=f"floor page's {bare:.0f} MB", ratio=whole / bare, peer="stack 315 MB",
        more={"all_mb": whole, "largest_mb": largest, "floor_mb": bare},
    )  # fmt: skip
    return result.needs("< 150 MB a process, < 300 MB all", largest < 150 and whole < 300)
