"""What a form or a device says about a meeting, as clean values."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

LONGEST_WAIT = 86_400


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
