"""Who is late, and when a drill shows that a clause is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

GRACE = timedelta(minutes=5)
ENOUGH = Fraction(4, 5)
"""A drill whose rounds were right at least so often shows its clauses kept: the pass mark of the shipped quizzes."""


def is_late(started_at: datetime, place: int, at: datetime) -> bool:
    """Late is who comes when the first segment is over and five minutes are, too: a short greeting makes nobody late."""
    return place > 0 and at > started_at + GRACE


def is_kept(right: int, rounds: int) -> bool:
    """Whether a drill shows its clauses kept."""
    return rounds > 0 and Fraction(right, rounds) >= ENOUGH


def counts(states: Mapping[int, str]) -> dict[str, int]:
    """How many of each state."""
    found = dict.fromkeys(("present", "late", "absent", "leave", "guest"), 0)
    for state in states.values():
        found[state] += 1
    return found
