"""What a form or a device says about a meeting, as clean values."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from learning.content.catalogue import Meeting
from learning.meetings.models import PlannedMeeting

LONGEST_WAIT = 86_400
MONTH, HOUR = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])"), re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def key(form: Mapping[str, str]) -> uuid.UUID:
    """The device's own key of a tap; without one, every tap is its own."""
    try:
        return uuid.UUID(form.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def waited(form: Mapping[str, str]) -> timedelta:
    """How many seconds a tap waited for the network, by the device's own reckoning."""
    found = number(form, "waited")
    return timedelta(seconds=min(found or 0, LONGEST_WAIT))


def number(form: Mapping[str, str], name: str) -> int | None:
    typed = form.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else None


def script(form: Mapping[str, str]) -> tuple[str, str]:
    """Course and meeting, as the list sends them."""
    course, _, meeting = form.get("script", "").partition("/")
    return course[:40], meeting[:40]


def day(text: str) -> date | None:
    """A day as addresses write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month(text: str, today: date) -> date:
    """The first day of a month as addresses write it (2026-03); this month for anything else."""
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def odd_month(form: Mapping[str, str]) -> str:
    """What was sent as a month and is none; this month is shown then, and the page says so."""
    typed = form.get("month", "")
    return "" if not typed or MONTH.fullmatch(typed) else typed[:20]


def hour(form: Mapping[str, str]) -> str | None:
    """08:30, or nothing."""
    typed = form.get("begins", "").strip()[:5]
    return typed if HOUR.fullmatch(typed) else None


def planned(plan: PlannedMeeting | None, host_id: int | None, script: str) -> dict[str, str]:
    """What the form of a day shows before anybody typed: what is planned, else what is suggested."""
    if plan is None:
        return {"script": script, "host": str(host_id or ""), "begins": "08:30"}
    return {
        "script": f"{plan.course}/{plan.meeting}", "host": str(plan.host_id or ""), "begins": plan.begins or "", "note": plan.note,
        "extra_title": plan.extra_title, "extra_words": plan.extra_words,
        "extra_minutes": str(plan.extra_seconds // 60) if plan.extra_seconds else "", "ask": "1" if plan.question else "",
    }  # fmt: skip


def clock_from(begins: str, script: Meeting) -> dict[str, str]:
    """When each segment begins, by its id, if the meeting begins at this hour."""
    hours, minutes = (int(part) for part in begins.split(":"))
    start = hours * 60 + minutes
    whole = {one.id: start + one.starts // 60 for one in script.segments}
    return {key: f"{at // 60 % 24:02}:{at % 60:02}" for key, at in whole.items()}
