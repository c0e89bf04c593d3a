"""How the counts of a unit came about: by how many they changed on which day. What was true on any day is a sum of that.

Days are numbers here (``date.toordinal``): a bank has a million changes.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from learning.reports.rules.counts import Counts, week_ends

PEOPLE, LATE, SOON, COMPLETE = "people", "late", "soon", "complete"
Change = tuple[str, str, int, int]
"""Course ("" for people, late and soon), state, day, and the day of completion (0 unless complete)."""


@dataclass
class History:
    """The changes of one unit and position: in itself or, added up, with everybody below it."""

    changes: defaultdict[Change, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: "History", sign: int = 1) -> None:
        mine = self.changes
        for change, n in other.changes.items():
            mine[change] += sign * n

    def as_text(self) -> str:
        """For each course and state the days on which something changed and how many there were then; empty: nobody ever.

        Whoever is complete on another day than the one of completion (who moved, joined, left) is told apart for the trend.
        """
        by_day: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        moved = []
        for (course, what, on, done), n in self.changes.items():
            by_day[course, what][on] += n
            if n and what == COMPLETE and on != done:
                moved.append((course, on, done, n))
        series = [[*key, *_running(days)] for key, days in sorted(by_day.items()) if any(days.values())]
        return json.dumps([series, sorted(moved)], separators=(",", ":")) if series else ""

    @classmethod
    def of_text(cls, text: str) -> "History":
        series, moved = json.loads(text) if text else ((), ())
        made = cls()
        for course, what, days, totals in series:
            for on, before, after in zip(days, [0, *totals], totals, strict=False):
                made.changes[course, what, on, on if what == COMPLETE else 0] += after - before
        for course, on, done, n in moved:
            made.changes[course, COMPLETE, on, on] -= n
            made.changes[course, COMPLETE, on, done] += n
        return made


def _running(days: Mapping[int, int]) -> tuple[list[int], list[int]]:
    changed = sorted(on for on, n in days.items() if n)
    totals, total = [], 0
    for on in changed:
        total += days[on]
        totals.append(total)
    return changed, totals


def counts_on(texts: Iterable[str], on: date) -> Counts:
    """What these histories together say of one day."""
    counts, day = Counts(), on.toordinal()
    ends = [end.toordinal() for end in week_ends(on)]
    for text in texts:
        series, moved = json.loads(text) if text else ((), ())
        for course, what, days, totals in series:
            n = _at(days, totals, day)
            if course:
                counts.states[course, what] += n
            else:
                setattr(counts, what, getattr(counts, what) + n)
            if what == COMPLETE:
                _add_weeks(counts, course, [_at(days, totals, end) for end in ends])
        for course, since, done, n in moved:
            _add_weeks(counts, course, [n * (done <= end < since <= day) for end in ends])
    return counts


def _at(days: list[int], totals: list[int], day: int) -> int:
    known = bisect_right(days, day)
    return totals[known - 1] if known else 0


def _add_weeks(counts: Counts, course: str, until: list[int]) -> None:
    """From how many there were by the end of each week, how many came in each."""
    for week, (before, now) in enumerate(zip([0, *until], until, strict=False)):
        if now != before:
            counts.weeks[course, week] += now - before
