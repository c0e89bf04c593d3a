"""What a period is worth on a day: a pure function of its row, its events and the day. Nothing is stored, nothing is reset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

A_DAY = timedelta(days=1)
COUNTING = ("valid", "expiring", "grace", "temporary")
"""The states in which somebody is certified."""
RANK = (*COUNTING, "suspended", "not_yet", "revoked", "expired", "superseded", "none")
"""Of several periods the one whose state stands first here speaks for the person."""


class Period(Protocol):
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def reason(self) -> str: ...


class Event(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...


@dataclass(frozen=True)
class Cap:
    """The content changed: whoever has not done the shorter path since ``asked_on`` is certified until ``until`` at most."""

    asked_on: date
    until: date


@dataclass(frozen=True)
class PeriodState:
    """What a period is worth on a day: ``kind``, since when, until when.

    ``kind``: valid | expiring (the renewal is open) | grace | temporary | not_yet | suspended | expired | superseded | revoked, or
    of somebody without a period: none. ``until`` is the last day it counts or rests; empty: until further notice.
    """

    kind: str
    since: date
    until: date | None = None

    @property
    def counts(self) -> bool:
        return self.kind in COUNTING


@dataclass(frozen=True)
class Standing:
    """The days of a period as they stand on a day, with what was added to them.

    ``until``: the end without extension, from which the next one is counted; ``last_on``: the end with it; ``due_on``: the end
    of grace. Days of rest have moved all of them. ``rests_from`` and ``rests_until``: the rest that goes on that day.
    """

    opens_on: date | None
    until: date | None
    last_on: date | None
    due_on: date | None
    rests_from: date | None = None
    rests_until: date | None = None


def days_of(period: Period, events: Iterable[Event], on: date, cap: Cap | None = None) -> Standing:
    """Where the days of a period stand on that day: an extension moves the end, a rest stops the clock."""
    opens, until, last, due = period.opens_on, period.valid_until, period.valid_until, period.due_on or period.valid_until
    rests = None
    for event in _known(events, on):
        if rests is not None and (event.kind in ("suspended", "resumed") or _is_over(rests, event.from_on)):
            opens, until, last, due = _moved((opens, until, last, due), rests, event.from_on)
            rests = None
        if event.kind == "extended" and last is not None and event.until_on:
            last = max(last, event.until_on)
        if event.kind == "suspended":
            rests = event
    if rests is not None and _is_over(rests, on):
        opens, until, last, due = _moved((opens, until, last, due), rests, on)
        rests = None
    if cap is not None:
        opens, last, due = _sooner(opens, cap.asked_on), _sooner(last, cap.until), _sooner(due, cap.until)
    due = max(due, last) if due and last else last
    return Standing(opens, until, last, due, rests.from_on if rests else None, rests.until_on if rests else None)


def _known(events: Iterable[Event], on: date) -> list[Event]:
    """Those that have happened by then, in their order; of one day in the order of their rows."""
    return sorted((event for event in events if event.from_on <= on), key=lambda event: event.from_on)


def _is_over(rest: Event, on: date) -> bool:
    return rest.until_on is not None and rest.until_on < on


def _moved(days: Sequence[date | None], rest: Event, back_on: date) -> list[date | None]:
    """These days, later by the days of the rest. It ends the day before somebody is back, or when it was to end."""
    over_on = min(rest.until_on + A_DAY, back_on) if rest.until_on else back_on
    gone = max(over_on - rest.from_on, timedelta())
    return [day + gone if day else None for day in days]


def _sooner(day: date | None, limit: date) -> date:
    return min(day, limit) if day else limit


def period_state(period: Period, events: Iterable[Event], on: date, cap: Cap | None = None) -> PeriodState:
    """The state on that day. Both days of a span belong to it. What cannot be mended outranks what can.

    A revocation outranks everything, then being superseded, then a rest (its clock stands still), then the end of validity.
    """
    happened = _known(events, on)
    for kind in ("revoked", "superseded"):
        if since := next((event.from_on for event in happened if event.kind == kind), None):
            return PeriodState(kind, since)
    days = days_of(period, happened, on, cap)
    if on < period.valid_from:
        return PeriodState("not_yet", period.valid_from, days.last_on)
    if days.rests_from:
        return PeriodState("suspended", days.rests_from, days.rests_until)
    if days.last_on is not None and days.due_on is not None and on > days.last_on:
        return PeriodState("grace" if on <= days.due_on else "expired", days.last_on + A_DAY, _open_end(on, days.due_on))
    return PeriodState(_counting(period, days, on), period.valid_from, days.last_on)


def _open_end(on: date, due_on: date) -> date | None:
    return due_on if on <= due_on else None


def _counting(period: Period, days: Standing, on: date) -> str:
    if period.reason == "temporary":
        return "temporary"
    return "expiring" if days.opens_on is not None and on >= days.opens_on else "valid"


def standing(states: Sequence[PeriodState]) -> int | None:
    """Which of somebody's periods, the oldest first, speaks for them: its place, or nothing when there is none."""
    if not states:
        return None
    return min(range(len(states)), key=lambda n: (RANK.index(states[n].kind), -n))
