"""Essays: what a marker may give, and what counts when several have marked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from learning.content.payloads import fraction

MAY_ASK_AGAIN = timedelta(days=14)
"""How long after the last mark the learner may ask for a second marker."""
CLOSE = Fraction(1, 5)
"""Two markers who differ by no more than this share of the points meet in the middle."""
LONGEST_COMMENT = 1000
LONGEST_REASON = 500

Pairs = Sequence[Sequence[int]]


def scheme(payload: Mapping[str, Any]) -> list[Fraction]:
    """The points of each criterion of an essay."""
    return [fraction(pair) for pair in payload["criteria"]]


def is_possible(points: Fraction, most: Fraction) -> bool:
    """Whether a criterion may be given so much: whole and half points, and always all of it."""
    return points == most or (0 <= points < most and (2 * points).denominator == 1)


def choices(most: Fraction) -> list[Fraction]:
    """What a criterion may be given, from nothing to all."""
    halves = [Fraction(n, 2) for n in range(int(2 * most) + 1)]
    return halves if halves[-1] == most else [*halves, most]


def worth(points: Pairs, criteria: Pairs, of: Fraction) -> Fraction:
    """The points of the question for what was given criterion by criterion: a draw may have its own points for it."""
    whole = sum((fraction(list(one)) for one in criteria), Fraction(0))
    return of * sum((fraction(list(one)) for one in points), Fraction(0)) / whole if whole else Fraction(0)


def agreed(given: Sequence[Fraction], of: Fraction, *, third_is_there: bool) -> Fraction | None:
    """What counts of the marks of one essay, in the order in which they were given; None: a third must read it.

    One marker alone decides. Two who are close meet in the middle, exactly; two who are not call for a third, who sees both
    and decides. Where the bank has no third the middle counts, too: nobody waits for a marker who does not exist.
    """
    if len(given) != 2:
        return given[-1]
    first, second = given
    if abs(first - second) > CLOSE * of and third_is_there:
        return None
    return (first + second) / 2


def until(marked_at: datetime) -> datetime:
    """How long the learner may ask for a second marker."""
    return marked_at + MAY_ASK_AGAIN


def may_ask_again(marked_at: datetime | None, at: datetime) -> bool:
    """Whether the learner may still ask for a second marker."""
    return marked_at is not None and at <= until(marked_at)
