"""Devices that follow meetings: each asks its address every five seconds with the ETag it has, and fetches the page once it is
told that it has changed, as ``static/js/meeting-follow.js`` does. A process of its own, one thread a device.
"""

import json
import random
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from bench.client import Connection, percentile

EVERY = 5.0
ETAG = re.compile(rb"\r\netag: ([^\r]+)", re.I)


@dataclass
class Followed:
    """What came of it: the wait of every poll and of every page, how many polls said that nothing has changed, what was wrong."""

    polls: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    unchanged: int = 0
    wrong: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    client_cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.polls) / self.seconds if self.seconds else 0.0

    def poll_ms(self, share: float) -> float:
        return percentile(self.polls, share)


def follow(work: dict[str, Any]) -> Followed:
    """``devices``: for each its follow address, page and cookie; ``seconds``: how long."""
    command = [sys.executable, "-m", "bench.followers"]
    limit = work["seconds"] + 120
    done = subprocess.run(command, input=json.dumps(work), capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Followed(**json.loads(done.stdout))


class Polling(Connection):
    """A connection that keeps the ETag of the last answer and sends it with the next question."""

    etag = b""

    def poll(self, path: str) -> tuple[int, bytes]:
        known = f"If-None-Match: {self.etag.decode()}\r\n" if self.etag else ""
        return self._send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{known}", b"")

    def _until_header(self) -> bytes:
        header = super()._until_header()
        if found := ETAG.search(header):
            self.etag = found[1]
        return header


class Device(threading.Thread):
    def __init__(self, port: int, mine: dict[str, str], until: float, seed: int) -> None:
        super().__init__()
        self.mine, self.until, self.told = mine, until, Followed()
        self.random = random.Random(seed)
        self.port = port
        self.polls: Polling | None = None
        self.reads: Connection | None = None  # a second connection only for who has something to read

    def run(self) -> None:
        time.sleep(self.random.random() * EVERY)
        version: int | None = None
        while time.monotonic() < self.until:
            began = time.perf_counter()
            self.polls = self.polls or Polling(self.port)  # to be let in belongs to the wait
            status, content = self.polls.poll(self.mine["follow"])
            self.told.polls.append(time.perf_counter() - began)
            if status == 304:
                self.told.unchanged += 1
            elif status == 200:
                version = self._changed(version, json.loads(content)["version"])
            else:
                self.told.wrong[str(status)] = self.told.wrong.get(str(status), 0) + 1
            time.sleep(max(0.0, EVERY * (0.8 + 0.4 * self.random.random()) - (time.perf_counter() - began)))

    def _changed(self, before: int | None, now: int) -> int:
        if before is not None:
            began = time.perf_counter()
            if self.reads is None:
                self.reads = Connection(self.port)
                self.reads.cookie = self.mine["cookie"].encode()
            status, _ = self.reads.get(self.mine["page"])
            self.told.pages.append(time.perf_counter() - began)
            if status != 200:
                self.told.wrong[f"page {status}"] = self.told.wrong.get(f"page {status}", 0) + 1
        return now


def main() -> None:
    threading.stack_size(256 * 1024)
    work = json.load(sys.stdin)
    began, cpu = time.monotonic(), time.process_time()
    devices = [Device(work["port"], mine, began + work["seconds"], n) for n, mine in enumerate(work["devices"])]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    whole = Followed(seconds=time.monotonic() - began, client_cpu=time.process_time() - cpu)
    for told in (device.told for device in devices):
        whole.polls += told.polls
        whole.pages += told.pages
        whole.unchanged += told.unchanged
        for status, count in told.wrong.items():
            whole.wrong[status] = whole.wrong.get(status, 0) + count
    print(json.dumps(vars(whole)))


if __name__ == "__main__":
    main()
