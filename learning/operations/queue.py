"""The queue between web processes and the worker."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from learning.base.settings import Settings

if TYPE_CHECKING:
    from huey.api import Huey

log = logging.getLogger(__name__)


def open_queue(settings: Settings) -> "Huey":
    """The queue beside the bank's database. A lost entry loses nothing: jobs read our own rows."""
    from huey import PostgresHuey, SqliteHuey  # noqa: PLC0415 -- a web process opens it when it first rings, not at its start

    if make_url(settings.database).get_backend_name() == "sqlite":
        # journal "delete": Huey drives the system's SQLite, whose WAL mode is not to be trusted
        return SqliteHuey("zhili", filename=str(settings.data / "queue.db"), journal_mode="delete", results=False)
    address = make_url(settings.database).set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("zhili", dsn=address, results=False)


def waker(settings: Settings) -> Callable[[str], None]:
    """How a web process wakes the worker; the queue is opened at the first call. A queue that cannot be reached is no trouble."""
    opened: dict[str, Any] = {}

    def wake(job: str) -> None:
        try:
            if "run" not in opened:
                opened["queue"] = open_queue(settings)
                opened["run"] = task(opened["queue"], lambda name: None)
            opened["run"](job)
            opened["queue"].storage.close()  # a kept connection would not outlive a restart of the database
        except Exception as error:  # noqa: BLE001 -- the minute's round will do the job
            log.warning("the worker could not be woken for %s: %s", job, type(error).__name__)

    return wake


def task(queue: "Huey", run: Callable[[str], None]) -> Any:
    """The one task there is: run a job by its name."""

    def job(name: str) -> None:  # Huey calls a task after the module it was written in: web and worker must say the same
        run(name)

    return queue.task(name="run")(job)
