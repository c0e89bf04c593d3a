"""From when until when: the days of the next period, from the terms, the day of completion and the period before.

The three rules and their vectors are Totara's; what is ours: renewing before the window opens (only changed content asks for
that) gains and loses nothing, and renewing in the days of grace counts as in time. A month end that was clamped stays so: who
ends on 28 February because there was no 31st ends on the 28th from then on.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from learning.requirements.rules import Span, Terms, later

Habit = Literal["early", "in_time", "late"]
HABITS: tuple[Habit, ...] = ("early", "in_time", "late")
LATE_BY = timedelta(days=30)


@dataclass(frozen=True)
class Days:
    """The days of a period. ``due_on``: the last one on which it counts and may be renewed as if in time."""

    valid_from: date
    opens_on: date
    valid_until: date
    due_on: date


class Old(Protocol):
    """The period before, as it stands: ``until`` without extension, ``due_on`` with extension and grace."""

    @property
    def opens_on(self) -> date: ...
    @property
    def until(self) -> date: ...
    @property
    def due_on(self) -> date: ...


def next_days(terms: Terms, done_on: date, *, old: Old | None = None, due_on: date | None = None) -> Days:
    """The period of whoever completed on that day. ``due_on``: until when it was asked, for the first one only."""
    until = _until(terms, done_on, old, due_on)
    return Days(done_on, later(until, terms.window, -1), until, until + timedelta(days=terms.grace))


def _until(terms: Terms, done_on: date, old: Old | None, due_on: date | None) -> date:
    if old is not None and done_on < old.opens_on:
        return old.until
    if terms.rule == "fixed":
        return _fixed(terms, done_on, old.until if old else due_on or done_on)
    return later(_base(terms, done_on, old, due_on), terms.validity)


def _base(terms: Terms, done_on: date, old: Old | None, due_on: date | None) -> date:
    if terms.rule == "completion":
        return done_on
    if old is None:
        return due_on if due_on is not None and done_on <= due_on else done_on
    return old.until if done_on <= old.due_on else done_on


def _fixed(terms: Terms, done_on: date, first: date) -> date:
    """The day of the year that leaves at least the minimum and is not a whole round away."""
    minimum: Span = terms.minimum or terms.window
    n = 0
    while later(later(first, terms.validity, n), minimum, -1) >= done_on:
        n -= 1
    while later(first, terms.validity, n + 1) < later(done_on, minimum):
        n += 1
    return later(first, terms.validity, n + 1)


@dataclass(frozen=True)
class Cycle:
    """One round of the simulator: done on that day, hence these days."""

    done_on: date
    days: Days

    @property
    def opens_on(self) -> date:
        return self.days.opens_on

    @property
    def until(self) -> date:
        return self.days.valid_until

    @property
    def due_on(self) -> date:
        return self.days.due_on


def simulate(terms: Terms, done_on: date, habit: Habit, *, due_on: date | None = None, rounds: int = 3) -> list[Cycle]:
    """The next rounds of somebody who always renews on the first day of the window, on the last valid day, or too late."""
    cycles = [Cycle(done_on, next_days(terms, done_on, due_on=due_on))]
    while len(cycles) < rounds:
        last = cycles[-1]
        again_on = {"early": last.opens_on, "in_time": last.until, "late": last.due_on + LATE_BY}[habit]
        cycles.append(Cycle(again_on, next_days(terms, again_on, old=last)))
    return cycles
