"""A real mail server on this machine, for the tests that send."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests.serving import free_port


class Post:
    """Keeps what it is given, or answers as it is told."""

    def __init__(self):
        self.letters, self.answer = [], None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        if self.answer and self.answer[0] == address:
            return self.answer[1]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        self.letters.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 OK"


@contextmanager
def post_office() -> Iterator[Post]:
    """Open while the block lasts; ``port`` says where."""
    handler = Post()
    handler.port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    yield handler
    server.stop()
