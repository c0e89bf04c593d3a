"""4: through the door to the front page; the hash alone is the floor."""

import time
from collections.abc import Iterator

from bench import servers
from bench.banks import PASSWORD
from bench.measuring import Bench, Result, counted, measure
from learning.people.rules import passwords

PEER = "Moodle 4.5: 19 /s"


def sign_in(bench: Bench) -> Iterator[Result]:
    """8, 50 and 500 at once; then 300 within 20 seconds."""
    for store in bench.stores:
        made = bench.demo(store)
        for at_once, count in ((8, 160), (50, 200), (500, 500)):
            with servers.product(made.environment, bench.log(store)) as server:
                work = {"port": server.port, "act": "sign-in", "people": made.people, "good": [200], "seconds": 60}
                before = _hash_ms()
                measured = measure if at_once < 500 else counted
                found = measured(store, server, {**work, "connections": at_once, "count": count})
                hash_ms = (before + _hash_ms()) / 2
            result = found.result("sign_in", store, f"sign-in to front page, {at_once} at once", peer=PEER)
            result.floor, result.floor_ms, result.ratio = "one argon2id hash, CPU", hash_ms, found.cpu_ms / hash_ms
            yield result.needs("≥ 80 % of what the hash allows", hash_ms / found.cpu_ms >= 0.8)
        with servers.product(made.environment, bench.log(store)) as server:
            work = {"port": server.port, "act": "sign-in", "people": made.people, "good": [200], "seconds": 60, "spread": 20}
            found = counted(store, server, {**work, "connections": 300, "count": 300})
        result = found.result("sign_in", store, "300 sign-ins within 20 s", peer=PEER)
        yield result.needs("p95 ≤ 2 s", found.outcome.percentile(0.95) <= 2000)


def _hash_ms() -> float:
    stored, began, n = passwords.hashed(PASSWORD), time.process_time(), 20
    for _ in range(n):
        passwords.is_right(stored, PASSWORD)
    return (time.process_time() - began) / n * 1000
