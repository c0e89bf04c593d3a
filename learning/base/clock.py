"""Time as the bank reckons it: moments are aware UTC, days are days of the bank's zone, a due day ends at its midnight."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def long_day(on: date, lang: str) -> str:
    """2026年3月1日 · 1 March 2026."""
    return f"{on.year}年{on.month}月{on.day}日" if lang == "zh" else f"{on.day} {on:%B} {on.year}"


class Clock:
    """The one source of "now". Tests give their own; verbs are handed the moment and never ask."""

    def __init__(self, timezone: str = "Asia/Shanghai") -> None:
        self.zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def day(self, moment: datetime) -> date:
        """The bank's day in which the moment falls."""
        return moment.astimezone(self.zone).date()

    def today(self) -> date:
        return self.day(self.now())

    def end_of(self, day: date) -> datetime:
        """The midnight at which the day ends, as a UTC moment (the first moment that is too late)."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """The midnight at which the day begins, as a UTC moment."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


class StoppedClock(Clock):
    """A clock that stands still until it is moved: for tests and for the demonstration bank's history."""

    def __init__(self, at: datetime, timezone: str = "Asia/Shanghai") -> None:
        super().__init__(timezone)
        self.at = at

    def now(self) -> datetime:
        return self.at
