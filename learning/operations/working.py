"""The worker: one process that seals the ledger, closes overdue attempts, prints certificates. Everything is safe to repeat."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from huey import crontab
from huey.api import Huey

from learning.base import keys, sealing
from learning.base.clock import Clock
from learning.base.engines import Sessions
from learning.base.settings import Settings
from learning.certificates import jobs as certificates
from learning.downloads import jobs as downloads
from learning.meetings import jobs as meetings
from learning.operations.queue import open_queue, task
from learning.quiz import jobs as quiz
from learning.reminders import jobs as reminders
from learning.reports import jobs as reports
from learning.roster import jobs as roster
from learning.study import jobs as study

log = logging.getLogger(__name__)
Job = Callable[[Sessions, Settings, Clock], Any]


def seal_ledger(sessions: Sessions, settings: Settings, clock: Clock) -> int:
    """Seal what is unsealed, a block in a transaction, so that nobody waits for long."""
    key, whole = keys.signing_key(settings.data, "ledger"), 0
    while True:
        with sessions.writer() as db, db.begin():
            sealed = sealing.seal(db, key, at=clock.now(), most=1)
        whole += sealed
        if sealed < sealing.ENTRIES_A_BLOCK:
            return whole


def hand_in_overdue(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Hand in every attempt whose time is up, with what was saved."""
    with sessions.writer() as db, db.begin():
        return quiz.hand_in_overdue(db, at=clock.now())


def close_meetings(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Midnight closes the meetings that nobody closed."""
    with sessions.writer() as db, db.begin():
        return meetings.lapse_overdue(db, at=clock.now())


def certify_overlooked(sessions: Sessions, _settings: Settings, clock: Clock) -> None:
    """Certify those who had done everything before a certification asked for it."""
    certificates.certify_overlooked(sessions, at=clock.now())


def print_papers(sessions: Sessions, settings: Settings, clock: Clock) -> Any:
    """Make the PDFs that are missing."""
    return certificates.print_papers(sessions, settings, at=clock.now())


def settle_the_day(sessions: Sessions, _settings: Settings, clock: Clock) -> None:
    """Let rules catch postings that begin today, and complete what a new edition left nothing to do for."""
    with sessions.writer() as db, db.begin():
        study.settle_day(db, at=clock.now())
        study.complete_overlooked(db, at=clock.now())
    study.settle_dated(sessions, clock)


def renew_sums(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Count again what the report's sums no longer say."""
    return reports.renew_sums(sessions, at=clock.now())


def make_downloads(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Make the next file somebody asked for; it rings again for the one after."""
    return downloads.make_downloads(sessions, clock)


def work_on_rosters(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Read, apply or undo the next file of HR's; it rings again for the one after."""
    return roster.work_on_rosters(sessions, clock)


def apply_assignments(sessions: Sessions, _settings: Settings, clock: Clock) -> Any:
    """Begin or end the next rule that is too large for a page; it rings again for the one after."""
    return study.apply_assignments(sessions, clock)


def send_notices(sessions: Sessions, settings: Settings, clock: Clock) -> Any:
    """Within the hours of a working day: the day's reminders, one digest a person, and out."""
    return reminders.send_notices(sessions, settings, clock)


JOBS: Mapping[str, Job] = {
    "seal_ledger": seal_ledger,
    "hand_in_overdue": hand_in_overdue,
    "close_meetings": close_meetings,
    "settle_the_day": settle_the_day,
    "certify_overlooked": certify_overlooked,
    "print_papers": print_papers,
    "renew_sums": renew_sums,
    "make_downloads": make_downloads,
    "work_on_rosters": work_on_rosters,
    "apply_assignments": apply_assignments,
    "send_notices": send_notices,
}
"""All run once a minute; a verb may wake one sooner with ``base.jobs.ask``."""


def build_worker(sessions: Sessions, settings: Settings, clock: Clock) -> Huey:
    """The queue with every job hung on it, ready for its consumer."""
    queue = open_queue(settings)

    def run(name: str) -> None:
        try:
            JOBS[name](sessions, settings, clock)
        except Exception:
            log.exception("job %s failed; it will be tried again within a minute", name)

    task(queue, run)
    for name in JOBS:
        queue.periodic_task(crontab(), name=f"each_minute_{name}")(lambda name=name: run(name))
    return queue


def work(sessions: Sessions, settings: Settings, clock: Clock) -> None:
    """Run until told to stop. One thread: one compiler, one writer."""
    for name, job in JOBS.items():
        log.info("first round: %s", name)
        job(sessions, settings, clock)
    build_worker(sessions, settings, clock).create_consumer(workers=1, max_delay=1.0, check_worker_health=True).run()
