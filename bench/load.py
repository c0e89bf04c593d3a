"""Our own clients: keep-alive connections in threads, each with its own session, a bounded number of requests."""

import http.client
import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.servers import Server

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Figure:
    """What a run cost: CPU of the server for each unit of work, and how fast it went from where the client sat."""

    cpu_ms: float
    per_second: float
    p95_ms: float
    done: int


class Client:
    """One browser's connection. ``token`` is the session's cookie."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"sid={token}; lang=zh"} if token else {}

    def get(self, path: str, wanted: int = 200) -> str:
        return self._send("GET", path, None, wanted, {})

    def post(self, path: str, fields: dict[str, Any], wanted: int = 303, **headers: str) -> str:
        body = urlencode(fields, doseq=True)
        return self._send("POST", path, body, wanted, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def _send(self, method: str, path: str, body: str | None, wanted: int, headers: dict[str, str]) -> str:
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != wanted:
            raise RuntimeError(f"{method} {path}: {answer.status}, wanted {wanted}\n{text[:1500]}")
        self.location = answer.headers.get("Location", "")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == "sid":
                self.headers = {"Cookie": f"sid={value}; lang=zh"}
        return text

    def csrf(self, page: str) -> str:
        """The token of the page's forms."""
        found = TOKEN.search(page)
        if found is None:
            raise RuntimeError("the page has no form")
        return found.group(1)


def measure(server: Server, clients: list[Any], work: Callable[[Any], None], times: int) -> Figure:
    """Each client does the work ``times`` times; a tenth of that first, unmeasured, to warm up."""
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(lambda client: _many(client, work, max(times // 10, 1)), clients))
        cpu, wall = server.cpu(), time.monotonic()
        took = [one for many in pool.map(lambda client: _many(client, work, times), clients) for one in many]
        cpu, wall = server.cpu() - cpu, time.monotonic() - wall
    p95 = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Figure(1000 * cpu / len(took), len(took) / wall, 1000 * p95, len(took))


def _many(client: Any, work: Callable[[Any], None], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.monotonic()
        work(client)
        took.append(time.monotonic() - begun)
    return took
