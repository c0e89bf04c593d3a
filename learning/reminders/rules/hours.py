"""When a message may leave the house: on working days, within the bank's hours. Nobody is written to at night."""

import re
from dataclasses import dataclass
from datetime import time

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Hours:
    """From (included) until (not included), in the bank's time."""

    from_: time
    until: time

    def admit(self, at: time) -> bool:
        return self.from_ <= at < self.until


def read_hours(text: str) -> Hours:
    """``08:30-18:00``. Raises ValueError for anything else, and for hours that end before they begin."""
    found = HOURS.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hours = Hours(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
    if hours.from_ >= hours.until:
        raise ValueError(text)
    return hours
