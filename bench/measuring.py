"""What the scenarios share: one line of the table, the banks made once, and measuring beside a floor in the same minute."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench import banks, client, floor, servers
from bench.banks import Made, Store

CONNECTIONS, SECONDS = 8, 30
ROUNDS = 6


def sizes(*, most: int = 400_000) -> list[int]:
    """Numbers of staff from ``SCALE=1k,10k,100k,400k``."""
    wanted = os.environ.get("SCALE", "1k,10k").lower().split(",")
    return [n for n in (int(size.strip().replace("k", "000")) for size in wanted) if n <= most]


@dataclass
class Result:
    """One line of the table. ``cpu_ms``: CPU of the server for one answer; ``database_ms``: of PostgreSQL for the same."""

    scenario: str
    database: str
    what: str
    cpu_ms: float | None = None
    database_ms: float | None = None
    wall_ms: float | None = None
    p95_ms: float | None = None
    rate: float | None = None
    kilobytes: float | None = None
    floor: str = ""
    floor_ms: float | None = None
    ratio: float | None = None
    must: str = ""
    is_met: bool | None = None
    peer: str = ""
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    more: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}

    def needs(self, must: str, is_met: bool | None) -> "Result":
        self.must, self.is_met = must, is_met
        return self


@dataclass
class Measured:
    """CPU for one answer, and what the client saw."""

    cpu_ms: float
    database_ms: float
    outcome: client.Outcome

    def result(self, scenario: str, store: Store, what: str, **more: Any) -> Result:
        out = self.outcome
        return Result(
            scenario, store.name, what, cpu_ms=self.cpu_ms, database_ms=self.database_ms or None,
            wall_ms=statistics.median(out.waits) * 1000, p95_ms=out.percentile(0.95), rate=out.rate,
            kilobytes=out.size / 1024, **more,
        )  # fmt: skip


class Bench:
    """The stores, and banks that several scenarios serve, each made once."""

    def __init__(self, folder: Path, stores: list[Store]) -> None:
        self.folder, self.stores = folder, stores
        self._made: dict[tuple[str, str, int], Made] = {}

    def log(self, store: Store) -> Path:
        return self.folder / f"{store.name}.log"

    def demo(self, store: Store) -> Made:
        return self._once("demo", store, 0)

    def classroom(self, store: Store, learners: int) -> Made:
        return self._once("classroom", store, learners)

    def of_size(self, store: Store, staff: int) -> Made:
        return self._once("of_size", store, staff)

    def _once(self, kind: str, store: Store, size: int) -> Made:
        key = (kind, store.name, size)
        if key not in self._made:
            self._made[key] = banks.demonstration(store) if kind == "demo" else getattr(banks, kind)(store, size)
        return self._made[key]

    @contextmanager
    def floor(self, store: Store) -> Iterator[servers.Server]:
        """The floor page, served."""
        url = store.new_url()
        floor.fill(url)
        with servers.floor(url, self.log(store)) as server:
            yield server


def measure(store: Store, server: servers.Server, work: dict[str, Any]) -> Measured:
    """Do the work twice, a little to warm up and then for the figure, and read the CPU before and after."""
    work = {"connections": CONNECTIONS, "seconds": SECONDS, **work}
    client.run({**work, "count": max(2 * work["connections"], work["count"] // 8)})
    return counted(store, server, work)


def counted(store: Store, server: servers.Server, work: dict[str, Any]) -> Measured:
    """The figure itself. Refused when anything went wrong, or when the client was busier than whom it measures."""
    before, database_before = server.cpu(), store.database_cpu()
    outcome = client.run({"connections": CONNECTIONS, "seconds": SECONDS, **work})
    count = max(1, outcome.count)
    used, used_by_database = server.cpu() - before, store.database_cpu() - database_before
    if outcome.wrong:
        raise RuntimeError(f"{work.get('path', work['act'])}: {outcome.wrong}")
    if outcome.client_cpu > max(used + used_by_database, 0.1) and outcome.client_share > 0.8:
        raise RuntimeError(f"{work.get('path', work['act'])}: the client was busy for {outcome.client_share:.0%}")
    return Measured(used / count * 1000, used_by_database / count * 1000, outcome)


def beside_floor(bench: Bench, store: Store, server: servers.Server, work: dict[str, Any], result: dict[str, Any]) -> Result:
    """Page and floor by turns, so that whatever else the machine does meets both; the median of the turns' ratios counts."""
    with bench.floor(store) as bare:
        least = {"port": bare.port, "act": "get", "path": "/", "good": [200], "count": 240}
        part = {**work, "count": work["count"] // ROUNDS}
        measure(store, bare, least)
        measure(store, server, part)
        turns = [(counted(store, bare, least), counted(store, server, part)) for _ in range(ROUNDS)]
    pages = [page for _, page in turns]
    whole = Measured(
        statistics.median(page.cpu_ms for page in pages), statistics.median(page.database_ms for page in pages),
        client.together([page.outcome for page in pages]),
    )  # fmt: skip
    made = whole.result(store=store, **result)
    made.floor, made.floor_ms = "floor page, CPU", statistics.median(bare.cpu_ms for bare, _ in turns)
    made.ratio = statistics.median(page.cpu_ms / bare.cpu_ms for bare, page in turns)
    return made.needs("≤ 3 × the floor's CPU", made.ratio <= 3)


def timed(work: Any) -> tuple[float, float]:
    """Seconds by the clock and of this process's CPU."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu
