"""A round: the day's reminders once the hours have begun, then the digests, then what waits is sent."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from learning.base.clock import Clock
from learning.base.engines import Sessions, take_time
from learning.base.refusals import Refusal
from learning.base.settings import Settings
from learning.people.queries import calendar
from learning.people.rules.working_days import is_working_day
from learning.publishing import queries as publishing
from learning.reminders import queries, verbs
from learning.reminders.jobs.bots import ByBot
from learning.reminders.jobs.mail import ByMail
from learning.reminders.jobs.ways import NotTaken
from learning.reminders.models import Message
from learning.reminders.papers import letter
from learning.reminders.rules import read_hours

log = logging.getLogger(__name__)

A_BATCH = 50
LONG = 60
BOTS = ("wecom", "dingtalk", "feishu")


@dataclass(frozen=True)
class Told:
    """What a round has done: reminders by step of the ladder, digests written, messages by what became of them."""

    steps: dict[str, int]
    digests: int
    sent: dict[str, int]


@dataclass(frozen=True)
class Round:
    """What a round of now would do. ``why_not``: messages do not leave today (``holiday``) or at this hour (``hours``)."""

    on: date
    why_not: str | None
    steps: dict[str, int]


def ways(settings: Settings) -> tuple[str, ...]:
    """The ways out that are set up."""
    return tuple(name for name, value in (("mail", settings.smtp), *((bot, getattr(settings, bot)) for bot in BOTS)) if value)


def send_notices(sessions: Sessions, settings: Settings, clock: Clock) -> Told:
    """A round. Outside the hours, and on days off, nothing is written and nothing leaves."""
    at, on = clock.now(), clock.today()
    if _why_not(sessions, settings, clock, on) is not None:
        return Told({}, 0, {})
    with sessions.snapshot() as db:
        due = queries.reports_due(db, publishing.live(db), on)
    with sessions.writer() as db, db.begin():
        take_time(db.connection(), LONG)
        verbs.give_up_lost(db, at=at)
        steps = verbs.remind(db, publishing.live(db), on, at=at)
        verbs.tell_reports(db, due, at=at)
        digests = verbs.write_digests(db, ways(settings), on, at=at)
    return Told(steps, digests, _send(sessions, settings, clock))


def look(sessions: Sessions, settings: Settings, clock: Clock) -> Round:
    """What a round would do now; nothing is written."""
    on = clock.today()
    with sessions.snapshot() as db:
        steps = Counter(str(one.days) for one in queries.told(db, publishing.live(db), on))
    return Round(on, _why_not(sessions, settings, clock, on), dict(steps))


def _why_not(sessions: Sessions, settings: Settings, clock: Clock, on: date) -> str | None:
    with sessions.reader() as db:
        if not is_working_day(on, calendar.exceptions(db, on, on)):
            return "holiday"
    return None if read_hours(settings.hours).admit(clock.now().astimezone(clock.zone).time()) else "hours"


def _send(sessions: Sessions, settings: Settings, clock: Clock) -> dict[str, int]:
    """Batch by batch until nothing waits whose time has come."""
    found: Counter[str] = Counter()
    while True:
        with sessions.writer() as db, db.begin():
            batch = verbs.take(db, at=clock.now(), most=A_BATCH)
            speakers = {lang: db.info["speaker"](lang) for lang in {one.lang for one in batch}}
        if not batch:
            return dict(found)
        for channel, some in _by_channel(batch):
            found.update(_through(sessions, settings, clock, channel, some, speakers))


def _by_channel(batch: Sequence[Message]) -> Iterator[tuple[str, list[Message]]]:
    ordered = sorted(batch, key=lambda one: (one.channel, one.id))
    return ((channel, list(some)) for channel, some in groupby(ordered, key=lambda one: one.channel))


def _through(  # noqa: PLR0913 -- the means, the way, what goes through it
    sessions: Sessions, settings: Settings, clock: Clock, channel: str, batch: list[Message], speakers: dict[str, Any]
) -> Counter[str]:
    found: Counter[str] = Counter()
    try:
        way = ByMail(settings) if channel == "mail" else ByBot(settings, channel)
    except Refusal as no:
        for one in batch:
            _note(sessions, one, NotTaken(str(no)), at=clock.now())
        return Counter({"put off": len(batch)})
    with way:
        for one in batch:
            try:
                way.send(one, letter(one, settings, speakers[one.lang]), at=clock.now())
            except NotTaken as no:
                found[_note(sessions, one, no, at=clock.now())] += 1
            except Exception:  # it may have arrived: it stays as leaving, becomes unsure, and is not sent twice
                log.exception("message %s may or may not have been sent", one.id)
                found["unsure"] += 1
            else:
                with sessions.writer() as db, db.begin():
                    verbs.sent(db, one.id, at=clock.now())
                found["sent"] += 1
    return found


def _note(sessions: Sessions, one: Message, no: NotTaken, *, at: datetime) -> str:
    with sessions.writer() as db, db.begin():
        verbs.not_sent(db, one.id, one.tries, no.why, for_good=no.for_good, at=at)
    return "failed" if no.for_good else "put off"
