"""What the report is asked for, and what is counted in a unit."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from learning.content.catalogue import Words

WEEKS = 12


@dataclass(frozen=True)
class Filters:
    """What the report was asked for. ``state`` is what the cells count; ``unit`` is open, with all above it."""

    on: date
    unit: int | None = None
    position: str | None = None
    course: str | None = None
    state: str = "complete"
    after: int | None = None  # the unit after which this page of the open unit begins


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as it hung in the tree on the day."""

    id: int
    parent: int | None
    name: Words
    order: int = 0


@dataclass
class Counts:
    """What was counted in one unit or, summed up, in a unit with all below it."""

    people: int = 0
    late: int = 0  # people with at least one overdue course
    soon: int = 0  # people with at least one course due within seven days
    states: Counter[tuple[str, str]] = field(default_factory=Counter)  # (course, state) -> people
    weeks: Counter[tuple[str, int]] = field(default_factory=Counter)  # (course, week it became complete in) -> people

    def add(self, other: "Counts") -> None:
        self._move(other, 1)

    def take(self, other: "Counts") -> None:
        self._move(other, -1)

    def _move(self, other: "Counts", sign: int) -> None:
        self.people += sign * other.people
        self.late += sign * other.late
        self.soon += sign * other.soon
        for mine, more in ((self.states, other.states), (self.weeks, other.weeks)):
            for key, n in more.items():
                mine[key] += sign * n  # type: ignore[index]  # the two pairs have the same keys each

    def as_json(self) -> dict[str, Any]:
        """Without zeros: two that are equal look the same."""
        states = [[*key, n] for key, n in sorted(self.states.items()) if n]
        weeks = [[*key, n] for key, n in sorted(self.weeks.items()) if n]
        return {"people": self.people, "late": self.late, "soon": self.soon, "states": states, "weeks": weeks}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Counts":
        states = Counter({(course, state): n for course, state, n in kept["states"]})
        weeks = Counter({(course, week): n for course, week, n in kept["weeks"]})
        return cls(kept["people"], kept["late"], kept["soon"], states, weeks)


def week_ends(on: date) -> list[date]:
    """The last days of the weeks of the trend, the oldest first; the last is the day itself."""
    return [on - timedelta(weeks=back) for back in reversed(range(WEEKS))]
