"""A small load client: one thread a connection, plain sockets, kept alive. It parses as little as it can.

It runs in a process of its own (``python -m bench.client``, the work as JSON on stdin), so that it does not share the lock of
whoever measures. What we compare is the CPU of the server, which a slow client does not change.
"""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
COOKIE = re.compile(rb"\r\nset-cookie: (sid=[^;]+)", re.I)
DOWNLOAD = re.compile(rb'href="(/[^"]+)" download')
BENCH_BEGAN = 1_780_000_000
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"|"X-CSRFToken": "([^"]+)"')
LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.I)


class Connection:
    """One kept-alive connection with a cookie and, once seen, the CSRF value of its session."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.token, self.location = port, b"", "", ""
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/html\r\n", b"")

    def post(self, path: str, fields: dict[str, str], *, accept: str = "text/html") -> tuple[int, bytes]:
        body = urlencode({**fields, "csrf_token": self.token}).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: {accept}\r\n"
        return self._send(f"{head}{FORM}Content-Length: {len(body)}\r\n", body)

    def _send(self, head: str, body: bytes) -> tuple[int, bytes]:
        self.socket.sendall(head.encode() + (b"Cookie: " + self.cookie + b"\r\n" if self.cookie else b"") + b"\r\n" + body)
        header = self._until_header()
        length = LENGTH.search(header)
        content = self._read(int(length[1])) if length else self._chunks() if b"chunked" in header else b""
        if cookie := COOKIE.search(header):
            self.cookie = cookie[1]
        place = LOCATION.search(header)
        self.location = place[1].decode() if place else ""
        if b"\r\nconnection: close" in header.lower():
            self._open()
        return int(header[9:12]), content

    def _until_header(self) -> bytes:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        header, self.rest = self.rest.split(b"\r\n\r\n", 1)
        return header

    def _read(self, count: int) -> bytes:
        while len(self.rest) < count:
            self._more()
        content, self.rest = self.rest[:count], self.rest[count:]
        return content

    def _chunks(self) -> bytes:
        content = b""
        while True:
            while b"\r\n" not in self.rest:
                self._more()
            size, self.rest = self.rest.split(b"\r\n", 1)
            piece = self._read(int(size, 16) + 2)
            if not int(size, 16):
                return content
            content += piece[:-2]

    def _more(self) -> None:
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server hung up")
        self.rest += piece

    def sign_in(self, number: str, password: str) -> int:
        """Through the door, as a browser does; returns the status of the front page."""
        self.cookie, self.token = b"", ""
        self.take_token(self.get("/sign-in")[1])
        status, _ = self.post("/sign-in", {"number": number, "password": password})
        if status != 303:
            return status
        status, content = self.get("/")
        self.take_token(content)
        return status

    def see_token(self, path: str) -> None:
        """Open a page that has a form, for its CSRF value."""
        self.take_token(self.get(path)[1])

    def take_token(self, content: bytes) -> None:
        """Keep the CSRF value of a page that has one."""
        if found := TOKEN.search(content):
            self.token = (found[1] or found[2]).decode()


@dataclass
class Outcome:
    """What came of a run: how many answers, how long each took, what was wrong."""

    count: int
    seconds: float
    waits: list[float]
    wrong: dict[str, int]
    size: int
    client_cpu: float = 0.0

    @property
    def client_share(self) -> float:
        """Of one core, what the client itself used: near 1, the client was measured and not the server."""
        return self.client_cpu / self.seconds if self.seconds else 0.0

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        return percentile(self.waits, share)


def percentile(waits: list[float], share: float) -> float:
    """Milliseconds below which this share of the waits lies."""
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def together(parts: list[Outcome]) -> Outcome:
    """Several runs as one."""
    wrong = {status: sum(part.wrong.get(status, 0) for part in parts) for part in parts for status in part.wrong}
    return Outcome(
        sum(part.count for part in parts), sum(part.seconds for part in parts), [wait for part in parts for wait in part.waits],
        wrong, max(part.size for part in parts), sum(part.client_cpu for part in parts),
    )  # fmt: skip


def run(work: dict[str, Any]) -> Outcome:
    """Let a client process do the work; ``ready``: connections are signed in before the clock starts."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"], input=json.dumps(work), capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Outcome(**json.loads(done.stdout))


def prepare(port: int, people: list[tuple[str, str]], form: str = "") -> list[dict[str, str]]:
    """Sign people in; their sessions are handed to the client process, so that signing in is not measured with the pages."""
    sessions = []
    for number, password in people:
        connection = Connection(port)
        status = connection.sign_in(number, password)
        if status != 200:
            raise RuntimeError(f"{number} cannot sign in: {status}")
        if form:
            connection.see_token(form)
        sessions.append({"cookie": connection.cookie.decode(), "token": connection.token})
    return sessions


class Worker(threading.Thread):
    """One connection at work until the common count is used up or the time is over."""

    def __init__(self, work: dict[str, Any], n: int, shared: dict[str, Any]) -> None:
        super().__init__()
        self.work, self.n, self.shared = work, n, shared
        self.waits, self.wrong, self.size, self.place = list[float](), dict[str, int](), 0, ""
        self.connection = Connection(work["port"])
        if work.get("sessions"):
            mine = work["sessions"][n % len(work["sessions"])]
            self.connection.cookie, self.connection.token = mine["cookie"].encode(), mine["token"]
            self.place = mine.get("place", "")

    def run(self) -> None:
        time.sleep(self.n / self.work["connections"] * self.work.get("spread", 0))
        turn = 0
        while self._is_mine():
            began = time.perf_counter()
            status, content = self._do(turn)
            self.waits.append(time.perf_counter() - began)
            self.size = max(self.size, len(content))
            if status not in self.work["good"]:
                self.wrong[str(status)] = self.wrong.get(str(status), 0) + 1
            turn += 1

    def _is_mine(self) -> bool:
        with self.shared["lock"]:
            self.shared["left"] -= 1
            return self.shared["left"] >= 0 and time.perf_counter() < self.shared["until"]

    def _do(self, turn: int) -> tuple[int, bytes]:
        work = self.work
        if work["act"] == "get":
            return self.connection.get(self.filled(work["path"], turn))
        if work["act"] == "file":
            return self._file(work["path"])
        if work["act"] == "sign-in":
            number, password = work["people"][(self.n + turn * work["connections"]) % len(work["people"])]
            return self.connection.sign_in(number, password), b""
        fields = {name: self.filled(value, turn) for name, value in work["fields"].items()}
        return self.connection.post(self.filled(work["path"], turn), fields, accept="application/json")

    def filled(self, text: str, turn: int) -> str:
        """A text with its gaps: the learner's own place, a number that only grows, a new UUID."""
        if "{" not in text:
            return text
        later = int((time.time() - BENCH_BEGAN) * 1000)
        gaps = {"place": self.place, "turn": str(turn % 100), "next": str(later), "key": str(uuid4())}
        return text.format(**gaps)

    def _file(self, path: str) -> tuple[int, bytes]:
        """A file, at once or, where it is made in the background, when its page says that it is ready."""
        status, content = self.connection.get(path)
        place = self.connection.location
        while status == 303 or (status == 200 and content.lstrip().startswith(b"<!doctype")):
            found = DOWNLOAD.search(content)
            time.sleep(0.05)
            status, content = self.connection.get(found[1].decode() if found else place)
        return status, content


def main() -> None:
    work = json.load(sys.stdin)
    shared = {"lock": threading.Lock(), "left": work["count"], "until": time.perf_counter() + work["seconds"]}
    workers = [Worker(work, n, shared) for n in range(work["connections"])]
    began, cpu = time.perf_counter(), time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - began
    wrong: dict[str, int] = {}
    for worker in workers:
        for status, n in worker.wrong.items():
            wrong[status] = wrong.get(status, 0) + n
    waits = [wait for worker in workers for wait in worker.waits]
    size = max(worker.size for worker in workers)
    told = {"count": len(waits), "seconds": took, "waits": waits, "wrong": wrong, "size": size}
    print(json.dumps({**told, "client_cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
