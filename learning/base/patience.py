"""A PostgreSQL that vanishes without a word: a proxy or a firewall between us that swallows every packet.

``tcp_user_timeout`` notices when nobody acknowledges our packets; a proxy acknowledges them and passes nothing on. psycopg would
then wait for ever, and with it one thread of the server for each pooled connection.
"""

from typing import Any

import psycopg
from psycopg.abc import PQGen


class PatientConnection(psycopg.Connection[Any]):
    """A connection that gives up, and closes, when the server has said nothing for ``patience`` seconds."""

    patience: float | None = 8.0

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the database has said nothing for {timeout or self.patience} seconds") from None
