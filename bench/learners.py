"""Learners at a quiz: start, read the page, answer ten questions, each saved, hand in, see the result; then from the beginning.

A process of its own, one thread a learner (``python -m bench.learners``, the work as JSON on stdin). Every answer that the server
acknowledged is told with its key, so that whoever measures can look for each of them in the database.
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
from uuid import uuid4

from bench.client import Connection, percentile

ASKED = re.compile(rb'type="radio" name="(?:value|[^"]*)" value="([A-Z])"')
PATIENCE = 30


@dataclass
class Sat:
    """What came of it: whole attempts, the wait of every save, the keys that were acknowledged, what was wrong."""

    attempts: int = 0
    seconds: float = 0.0
    client_cpu: float = 0.0
    saves: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.attempts / self.seconds if self.seconds else 0.0

    def save_ms(self, share: float) -> float:
        return percentile(self.saves, share)


def sit(work: dict[str, Any]) -> Sat:
    """Let learners work for ``seconds``, or until each has sat ``each`` times; ``think``: seconds between two answers."""
    command = [sys.executable, "-m", "bench.learners"]
    limit = work["seconds"] * 2 + 300
    done = subprocess.run(command, input=json.dumps(work), capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Sat(**json.loads(done.stdout))


class Learner(threading.Thread):
    """One person with one session; goes on after an error as a browser would: the same answer again, under the same key."""

    def __init__(self, work: dict[str, Any], n: int, until: float) -> None:
        super().__init__()
        self.work, self.until, self.told = work, until, Sat()
        self.random = random.Random(n)
        self.port, self.cookie = work["port"], work["sessions"][n]["cookie"].encode()
        self.connection: Connection | None = None

    def run(self) -> None:
        time.sleep(self.random.random() * self.work.get("spread", 0))
        each = self.work.get("each", 10**9)
        while each and time.monotonic() < self.until:
            began, each = time.monotonic(), each - 1
            if self._attempt() and time.monotonic() < self.until + PATIENCE:
                self.told.attempts += 1
                self.told.wholes.append(time.monotonic() - began)

    def _attempt(self) -> bool:
        quiz = self.work["quiz"]
        _, _, content = self._ask("GET", quiz)
        place = self._ask("POST", f"{quiz}/attempts", good=303)[1]
        if not place:
            return False
        base = re.sub(r"/\d+$", "", place)
        content = self._ask("GET", f"{base}/1")[2]
        if not content:
            return False
        for n in range(1, self.work["questions"] + 1):
            self._think()
            self._save(base, n)
            if time.monotonic() > self.until + PATIENCE:
                return False
        handed_in, _, _ = self._ask("POST", f"{base}/hand-in", good=303)
        return handed_in == 303 and self._ask("GET", f"{base}/review")[0] == 200

    def _think(self) -> None:
        if span := self.work.get("think"):
            time.sleep(self.random.uniform(*span))

    def _save(self, base: str, n: int) -> None:
        fields = {"question": str(n), "value": self.random.choice("AB"), "seq": "1", "key": str(uuid4())}
        began = time.monotonic()
        status, _, content = self._ask("POST", f"{base}/answers", fields, accept="application/json")
        self.told.saves.append(time.monotonic() - began)
        if status == 200 and json.loads(content)["saved"] is True:
            self.told.keys.append(fields["key"])

    def _ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, *, good: int = 200, accept: str = "text/html"
    ) -> tuple[int, str, bytes]:
        """Until it is answered or patience is over. Whatever is not ``good`` is counted."""
        while True:
            status, place, content = self._once(method, path, fields, accept)
            if status == good:
                return status, place, content
            self.told.wrong[str(status)] = self.told.wrong.get(str(status), 0) + 1
            if status not in (0, 503) or time.monotonic() > self.until + PATIENCE:
                return status, "", b""
            time.sleep(0.2)

    def _once(self, method: str, path: str, fields: dict[str, str] | None, accept: str) -> tuple[int, str, bytes]:
        try:
            if self.connection is None:
                self.connection = Connection(self.port)
                self.connection.cookie = self.cookie
            here = self.connection
            status, content = here.get(path) if method == "GET" else here.post(path, fields or {}, accept=accept)
            if method == "GET":
                here.take_token(content)
            return status, here.location, content
        except OSError:
            self.connection = None
            return 0, "", b""


def main() -> None:
    threading.stack_size(256 * 1024)
    work = json.load(sys.stdin)
    began, cpu = time.monotonic(), time.process_time()
    learners = [Learner(work, n, began + work["seconds"]) for n in range(work["learners"])]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    whole = Sat(seconds=time.monotonic() - began, client_cpu=time.process_time() - cpu)
    for told in (learner.told for learner in learners):
        whole.attempts += told.attempts
        whole.saves += told.saves
        whole.wholes += told.wholes
        whole.keys += told.keys
        for status, count in told.wrong.items():
            whole.wrong[status] = whole.wrong.get(status, 0) + count
    print(json.dumps(vars(whole)))


if __name__ == "__main__":
    main()
