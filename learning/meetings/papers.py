"""Meetings as files: a month of many branches as a table, a branch's plan for other calendars."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from learning.base.clock import Clock
from learning.base.refusals import N_
from learning.base.spreadsheets import Paper, Value
from learning.content.catalogue import Catalogue
from learning.meetings.models import PlannedMeeting
from learning.meetings.queries.overseeing import Branch
from learning.people.models import Unit

Say = Callable[..., str]
HEADS = (
    N_("Unit"), N_("Unit code"), N_("Expected"), N_("Held"), N_("Too short"), N_("Never closed"), N_("Not held"),
    N_("Minutes on average"), N_("Were to come"), N_("Came"),
)  # fmt: skip
BEGINS = "08:30"
KINDS = {"morning": N_("Morning meeting"), "evening": N_("Evening meeting")}


def branches(found: Sequence[Branch], first: date, lang: str, say: Say) -> Paper:
    """A month by branch, as its page shows it."""
    rows = [_row(one, lang) for one in found]
    return Paper(say("Meetings"), [say(head) for head in HEADS], rows, [(say("Month"), f"{first:%Y-%m}")])


def _row(one: Branch, lang: str) -> list[Value]:
    name = (one.unit.name_en or one.unit.name) if lang == "en" else one.unit.name
    tally = one.tally
    return [
        name, one.unit.code, tally.expected, tally.held, tally.short, tally.lapsed, tally.missed, tally.minutes, tally.asked,
        tally.came,
    ]  # fmt: skip


def feed(unit: Unit, plans: Sequence[PlannedMeeting], catalogue: Catalogue, clock: Clock, say: Say) -> bytes:
    """A branch's planned meetings as iCalendar (RFC 5545): title, time, host; nothing about who is absent."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Zhili//Meetings//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", unit.name)
    for plan in plans:
        made.add_component(_event(unit, plan, catalogue, clock, say))
    return bytes(made.to_ical())


def _event(unit: Unit, plan: PlannedMeeting, catalogue: Catalogue, clock: Clock, say: Say) -> icalendar.Event:
    course = catalogue.course(plan.course)
    script = course.meetings.get(plan.meeting) if course else None
    begins = _moment(plan.day, plan.begins or BEGINS, clock)
    seconds = (script.seconds if script else 600) + plan.extra_seconds
    event = icalendar.Event()
    event.add("uid", f"meeting-{unit.code}-{plan.day.isoformat()}-{plan.kind}@zhili")
    event.add("dtstamp", plan.at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(seconds=seconds))
    title = script.title.zh if script else plan.meeting
    event.add("summary", f"{say(KINDS[plan.kind])} · {title}")
    event.add("location", unit.name)
    if plan.host is not None:
        event.add("description", say(N_("Host: %(name)s"), name=plan.host.name))
    return event


def _moment(day: date, hour: str, clock: Clock) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), clock.zone).astimezone(UTC)
