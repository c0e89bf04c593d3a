"""What one person adds to the histories of the units they worked in, day by day. Days are numbers, as in the histories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from learning.reports.rules.history import COMPLETE, LATE, PEOPLE, SOON, History
from learning.study import rules as study

SOON_DAYS = study.SOON.days
FOREVER = date.max.toordinal()
Asked = tuple[int, int | None, int | None]
"""An assignment: from which day, until the day before which, and its due day."""
Line = tuple[tuple[int, str, int], ...]
"""Since which day in which state ("": in none), and since when complete (0 unless it is)."""


@dataclass(frozen=True, slots=True)
class Stay:
    """In a unit and position from a day until the day before another."""

    unit: int
    position: str
    start: int
    end: int


def stay(unit: int, position: str, held: tuple[date, date | None], hired: tuple[date, date | None]) -> Stay | None:
    """The days of a posting on which its holder was with the bank. None: there are none."""
    start, end = max(held[0], hired[0]), min(held[1] or date.max, hired[1] or date.max)
    return Stay(unit, position, start.toordinal(), end.toordinal()) if start < end else None


def line(asked: Sequence[Asked], done: Sequence[tuple[int, int]], wanted: int) -> Line:
    """The states of one course: until something is completed by when it is due, then by whether its 版本 is the one asked."""
    due = _asked(tuple(asked))
    if not done:
        return due
    first = min(day for day, _ in done)
    proof = min((day for day, version in done if version >= wanted), default=FOREVER)
    before = tuple(one for one in due if one[0] < first)
    again = ((first, "needs_again", 0),) if first < proof else ()
    return before + again + (((proof, COMPLETE, proof),) if proof < FOREVER else ())


@lru_cache(maxsize=10_000)
def _asked(asked: tuple[Asked, ...]) -> Line:
    """The states of whoever never completes it. Many are asked alike."""
    days = {day for start, end, due in asked for day in (start, end, *((due - SOON_DAYS, due + 1) if due else ())) if day}
    found, before = list[tuple[int, str, int]](), ""
    for on in sorted(days):
        state = _state(asked, on)
        if state != before:
            found.append((on, state, 0))
        before = state
    return tuple(found)


def _state(asked: tuple[Asked, ...], on: int) -> str:
    held = [due or FOREVER for start, end, due in asked if start <= on < (end or FOREVER)]
    if not held:
        return ""
    due = min(held)
    return "overdue" if due < on else "due_soon" if due <= on + SOON_DAYS else "open"


def with_heads(lines: Mapping[str, Line]) -> list[tuple[str, Line]]:
    """The states of each course, and under "" those of the person: there, late in any course, nearly late in any."""
    heads: list[Line] = [((0, PEOPLE, 0),), _any(lines, "overdue", LATE), _any(lines, "due_soon", SOON)]
    return [*(("", one) for one in heads), *lines.items()]


def _any(lines: Mapping[str, Line], state: str, name: str) -> Line:
    """Since when in this state in any course, and since when in none."""
    spans = [
        (on, states[n + 1][0] if n + 1 < len(states) else FOREVER)
        for states in lines.values()
        for n, (on, now, _) in enumerate(states)
        if now == state
    ]
    found, until = list[tuple[int, str, int]](), 0
    for start, end in sorted(spans):
        if start > until:
            found += [(until, "", 0)] if until else []
            found.append((start, name, 0))
        until = max(until, end)
    return (*found, (until, "", 0)) if until else ()


def live_through(history: History, one: Stay, lines: Sequence[tuple[str, Line]], last: int) -> None:
    """Add to the unit's history what changed during the stay: what was before begins with it, what comes after ends with it."""
    put, start, end = history.changes, one.start, min(one.end, last + 1)
    if start > last:
        return
    for course, states in lines:
        state, since = "", 0
        for on, entered, done in states:
            if on >= end:
                break
            at = on if on > start else start
            if state:
                put[course, state, at, since] -= 1
            if entered:
                put[course, entered, at, done] += 1
            state, since = entered, done
        if state and end <= last:
            put[course, state, end, since] -= 1
