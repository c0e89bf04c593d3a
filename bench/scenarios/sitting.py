"""3 and 7: whole attempts, as fast as it goes and with time to think; every acknowledged answer is looked for."""

from collections.abc import Iterator

from sqlalchemy import text

from bench import banks, learners, servers
from bench.banks import Store
from bench.measuring import Bench, Result
from learning.base.engines import open_engine

TAKERS, MOST = {1: 20, 8: 5, 50: 2, 200: 1, 500: 1}, 500
"""How many at once, and how often each of them sits."""
LONG, PATIENCE = 40, 600
PEER = "Moodle 4.5: 4.0 /s at 1, 7.8–8.1 /s from 8 to 200"


def attempts(bench: Bench) -> Iterator[Result]:
    """3: start, the page, 10 answers each saved, hand in, the result."""
    for store in bench.stores:
        made = bench.classroom(store, MOST)
        for takers, each in TAKERS.items():
            with servers.product(made.environment, bench.log(store)) as server:
                _sit(server, made, learners=8, seconds=2)
                cpu, database = server.cpu(), store.database_cpu()
                sat = _sit(server, made, learners=takers, seconds=PATIENCE, each=each)
                cpu, database = server.cpu() - cpu, store.database_cpu() - database
            count = max(1, sat.attempts)
            lost = _lost(store, made.url, sat)
            result = Result(
                "attempts", store.name, f"whole attempt, {takers} takers, {lost} lost", cpu_ms=cpu / count * 1000,
                database_ms=database / count * 1000 or None, wall_ms=_median(sat.wholes), p95_ms=sat.save_ms(0.95),
                rate=sat.rate, peer=PEER, more={"save_p50_ms": sat.save_ms(0.5), "other_answers": sat.wrong, "lost": lost},
            )  # fmt: skip
            yield result.needs("≥ 30 /s, nothing lost", sat.rate >= 30 and not lost and not sat.wrong)


def think_time(bench: Bench) -> Iterator[Result]:
    """7: three hundred learners at once, 1–3 s between two answers."""
    for store in bench.stores:
        made = bench.classroom(store, MOST)
        with servers.product(made.environment, bench.log(store)) as server:
            _sit(server, made, learners=8, seconds=2)
            cpu = server.cpu()
            sat = _sit(server, made, learners=300, seconds=LONG, think=[1, 3], spread=3)
            cpu = server.cpu() - cpu
        lost, p95, p99 = _lost(store, made.url, sat), sat.save_ms(0.95), sat.save_ms(0.99)
        result = Result(
            "think_time", store.name, f"answer save, 300 learners, p99 {p99:.0f} ms, {lost} lost", wall_ms=sat.save_ms(0.5),
            cpu_ms=cpu / max(1, len(sat.saves)) * 1000, p95_ms=p95, rate=len(sat.saves) / sat.seconds,
            floor="toy of the same shape on an idle machine: p95 63 ms, p99 220 ms",
            more={"other_answers": sat.wrong, "lost": lost},
        )  # fmt: skip
        yield result.needs("p95 ≤ 250 ms, p99 ≤ 1 s, 0 lost", p95 <= 250 and p99 <= 1000 and not lost and not sat.wrong)


def _sit(server: servers.Server, made: banks.Made, **work: object) -> learners.Sat:
    return learners.sit({"port": server.port, "quiz": banks.QUIZ, "questions": 10, "sessions": made.sessions, **work})


def _median(waits: list[float]) -> float | None:
    return sorted(waits)[len(waits) // 2] * 1000 if waits else None


def _lost(store: Store, url: str, sat: learners.Sat) -> int:
    """Acknowledged answers that are not in the database."""
    engine = open_engine(url)
    with engine.execution_options(reads_only=True).connect() as connection:
        kept = set(connection.scalars(text("SELECT key FROM answer")))
    engine.dispose()
    return len(set(sat.keys) - kept)
